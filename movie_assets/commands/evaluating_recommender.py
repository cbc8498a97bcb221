"""Measures the recommender on files (`movie-assets evaluate recommender`). Its rules are in `dna`.

Ratings come as MovieLens writes them; content, where labels are given, as `evaluate dna` reads it.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from movie_assets.commands.evaluating_dna import embedded
from movie_assets.dna import recommend, recommend_baselines
from movie_assets.dna.recommend import Ratings, Scores
from movie_assets.dna.recommend_measure import Measured, measure, split, tail
from movie_assets.model.errors import ContractError
from movie_assets.model.render.duckdb import literal


@dataclass(frozen=True)
class Recommending:
    """What `recommender` measured.

    Attributes:
        everywhere: recommender -> its figures over all films.
        tail: the same outside the fifth of the films that is rated most.
        users: users that rated.
        films: candidate films.
        described: of them, those with a vector.
        seconds: reading, learning and judging.
    """

    everywhere: Mapping[str, Measured]
    tail: Mapping[str, Measured]
    users: int
    films: int
    described: int
    seconds: float


def recommender(ratings: Path, links: Path, labels: Path | None = None) -> Recommending:
    """Learn from each user's first ratings and judge by the last fifth, beside plain methods.

    Errors: ContractError when a file cannot be read or lacks its columns.
    """
    started = time.perf_counter()
    rated, films = _read(ratings, links)
    vectors = _vectors(films, labels)
    train, test = split(rated)
    # One thread: sums of floats depend on how they are split.
    with threadpool_limits(limits=1):
        ranked = rankings(train, vectors)
        outside = tail(train)
        everywhere = {name: measure(scores, train, test) for name, scores in ranked.items()}
        in_tail = {name: measure(scores, train, test, outside) for name, scores in ranked.items()}
    return Recommending(
        everywhere=everywhere,
        tail=in_tail,
        users=rated.users,
        films=rated.items,
        described=int(vectors.any(axis=1).sum()),
        seconds=time.perf_counter() - started,
    )


def rankings(train: Ratings, vectors: NDArray[np.float64]) -> dict[str, Scores]:
    """Every recommender's scores; the product's own are `recommender` and `cold`."""
    likes, taste = train.likes, train.taste
    signals = {
        "liked together": recommend.ease(likes, taste),
        "seen together": recommend.ease(train.seen, taste),
        "popularity": recommend.popularity(train, train.last_at),
        "content": recommend.content(taste, vectors),
    }
    return {
        "most popular": recommend_baselines.most_popular(likes),
        "item-item": recommend_baselines.item_item(likes),
        "ALS": recommend_baselines.als(likes),
        "EASE": recommend.ease(likes, likes),
        "cold": recommend.blend(signals, recommend.COLD),
        "recommender": recommend.blend(signals, recommend.WARM),
    }


def lines(found: Recommending) -> list[str]:
    """All figures for people."""
    told = [
        f"{found.users} users, {found.films} films, {found.described} of them described, "
        f"{found.seconds:.1f} s"
    ]
    for place, figures in (("all films", found.everywhere), ("outside the head", found.tail)):
        told.append(f"{place}: mean over users with a liked film to find")
        told += [_line(name, one) for name, one in figures.items()]
    return told


def figures(found: Recommending) -> dict[str, Any]:
    """All figures for programs; the product's own stand first."""
    own = asdict(found.everywhere["recommender"])
    return {
        **{name: own[name] for name in ("ndcg", "recall", "hit_rate")},
        "cold_ndcg": found.everywhere["cold"].ndcg,
        "all": {name: asdict(one) for name, one in found.everywhere.items()},
        "tail": {name: asdict(one) for name, one in found.tail.items()},
        "users": found.users,
        "films": found.films,
        "described": found.described,
        "seconds": round(found.seconds, 2),
    }


def _line(name: str, one: Measured) -> str:
    return (
        f"{name:>13}  NDCG@10 {one.ndcg:.4f} ({one.ndcg_low:.4f}–{one.ndcg_high:.4f})  "
        f"Recall@20 {one.recall:.4f}  hit rate {one.hit_rate:.4f}  coverage {one.coverage:.4f}  "
        f"users {one.users}"
    )


def _read(ratings: Path, links: Path) -> tuple[Ratings, list[str]]:
    """The ratings by user, time and film, and every film's IMDb id ("" where none is known)."""
    rated = f"read_csv({literal(str(ratings))})"
    linked = f"read_csv({literal(str(links))}, all_varchar = true)"
    try:
        with duckdb.connect(config={"threads": 2, "autoload_known_extensions": False}) as con:
            films = con.execute(
                f"WITH linked AS (SELECT movieId::BIGINT AS film, min(imdbId) AS imdb FROM {linked}"
                f" GROUP BY 1) SELECT film, coalesce('tt' || lpad(imdb, 7, '0'), '') FROM linked "
                f"FULL JOIN (SELECT DISTINCT movieId AS film FROM {rated}) USING (film) ORDER BY 1"
            ).fetchall()
            rows = con.execute(
                "SELECT dense_rank() OVER (ORDER BY userId) - 1, movieId, rating, "
                f'"timestamp"::DOUBLE FROM {rated} ORDER BY userId, "timestamp", movieId'
            ).fetchnumpy()
    except duckdb.Error as error:
        raise ContractError(
            f"ratings or links cannot be read as MovieLens' files: {error}"
        ) from error
    user, item, rating, at = (np.asarray(column) for column in rows.values())
    places = np.searchsorted(np.array([film for film, _ in films]), item)
    users = int(user.max()) + 1 if len(user) else 0
    columns = (user.astype(np.int64), places.astype(np.int64), rating.astype(float), at)
    return Ratings(*columns, users, len(films)), [imdb for _, imdb in films]


def _vectors(films: list[str], labels: Path | None) -> NDArray[np.float64]:
    if labels is None:
        return np.zeros((len(films), 1))
    places, placed, _ = embedded(labels)
    rows = np.zeros((len(films), placed.shape[1]))
    for row, imdb_id in enumerate(films):
        if imdb_id in places:
            rows[row] = placed[places[imdb_id]]
    return rows
