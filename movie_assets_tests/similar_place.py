"""Discovery's made-up titles with vectors, tags and scores, and likeness told by numpy."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
import psycopg

from movie_assets.model.title_rows import TitleDna, TitleEmbedding, TitleFingerprint
from movie_assets.resources.clock import RunClock
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.postgres import Postgres
from movie_assets_tests.dbt_rows import insert
from movie_assets_tests.discover_place import Filters, Made, filled, passes
from movie_assets_tests.prepared import prepared_database

RNG = random.Random(11)
TITLES = [Made(number, RNG) for number in range(240)]
IDS = [title.title_id for title in TITLES]
BY_ID = {title.title_id: title for title in TITLES}
DIMS, MODEL = 12, "made-1"
CLOCK = RunClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
TAGS = {"mood": ("melancholic", "funny", "tense"), "plot": ("heist", "revenge", "heist gone wrong")}
Vectors = Mapping[str, np.ndarray]


def vectors_of(seed: int, ids: Iterable[str]) -> dict[str, np.ndarray]:
    """A unit vector a title, of numbers that halves hold exactly as they are stored."""
    rng = np.random.default_rng(seed)
    drawn = {one: rng.normal(size=DIMS) for one in ids}
    return {one: (v / np.linalg.norm(v)).astype(np.float16) for one, v in drawn.items()}


# The last ten titles have no story, and no title but the first 200 has a mood.
ALL = vectors_of(1, IDS)
STORY = vectors_of(2, IDS[:-10])
MOOD = vectors_of(3, IDS[:200])
SPACES: Mapping[str, Vectors] = {"all": ALL, "story": STORY, "mood": MOOD}
TAGGED = {
    one: {(category, label) for category, labels in TAGS.items() for label in labels
          if RNG.random() < 0.4}
    for one in IDS
}  # fmt: skip
SCORES = {one: {key: RNG.randint(0, 10) for key in ("tension", "wonder")} for one in IDS}


@contextmanager
def place(postgres: ServerInfo) -> Iterator[str]:
    """A database with all titles, and nothing looked up in it yet."""
    with prepared_database(postgres) as url:
        filled(url, TITLES)
        with psycopg.connect(url) as connection:
            connection.execute("set role movie_owner")
            for aspect, vectors in SPACES.items():
                embed(connection, aspect, vectors)
            for title_id in IDS:
                describe(connection, title_id)
            connection.execute("reset role")
            connection.execute("analyze")
        loaded(url, "1")
        yield url


def embed(
    connection: psycopg.Connection[Any], aspect: str, vectors: Vectors, model: str = MODEL
) -> None:
    for title_id, vector in vectors.items():
        row = TitleEmbedding(
            title_id=title_id, aspect=aspect, model=model, dims=DIMS, text_hash="",
            embedding=tuple(vector.tolist()),
        )  # fmt: skip
        insert(connection, row)


def describe(connection: psycopg.Connection[Any], title_id: str) -> None:
    for category, label in sorted(TAGGED[title_id]):
        row = TitleDna(
            title_id=title_id, category=category, label=label, confidence=0.5, model="rules",
            taxonomy_version="1",
        )  # fmt: skip
        insert(connection, row)
    scores = "{" + ", ".join(f'"{k}": {v}' for k, v in SCORES[title_id].items()) + "}"
    insert(
        connection,
        TitleFingerprint(title_id=title_id, scores=scores, model="rules", taxonomy_version="1"),
    )


def loaded(url: str, version: str) -> None:
    """Note a load, as loads do, so that whoever looks sees that something changed."""
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into catalogue.load values ('title_embedding', 'movie-00', %s, 0, 0, 0, now(), "
            "'') on conflict (table_name, partition) do update "
            "set data_version = excluded.data_version",
            (version,),
        )


def database(url: str) -> Postgres:
    return Postgres(lambda: url)


def cosine(a: np.ndarray, b: np.ndarray) -> float:
    one, other = a.astype(np.float64), b.astype(np.float64)
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


def taste(vectors: Vectors, likes: list[str], dislikes: list[str]) -> np.ndarray:
    """What is liked on average, less half of what is disliked on average."""
    found = np.mean([vectors[one].astype(np.float64) for one in likes], axis=0)
    if dislikes:
        found = found - 0.5 * np.mean([vectors[one].astype(np.float64) for one in dislikes], axis=0)
    return found


def expected(
    likes: list[str], dislikes: list[str], emphasis: Mapping[str, float], filters: Filters
) -> dict[str, float]:
    """Every title that passes, by how like it is: the weighted mean of the aspects' cosines."""
    total = sum(emphasis.values())
    tastes = {a: taste(SPACES[a], likes, dislikes) for a in emphasis}
    return {
        title.title_id: sum(
            weight * cosine(tastes[a], SPACES[a][title.title_id])
            for a, weight in emphasis.items() if title.title_id in SPACES[a]
        ) / total
        for title in TITLES
        if passes(title, filters) and title.title_id not in likes + dislikes
        and any(title.title_id in SPACES[a] for a in emphasis)
    }  # fmt: skip
