"""Measures likeness on files (`movie-assets evaluate dna`). Its rules are those of `dna`.

Nothing but the given labels and titles is learnt from; the pairs are read after every title has
its vector.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb
import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata  # pyright: ignore[reportMissingTypeStubs]

from movie_assets.commands.evaluating import view
from movie_assets.dna import tagger, vectors
from movie_assets.dna.documents import document
from movie_assets.dna.labels import facts_of_labels
from movie_assets.dna.vectors import VectorModel

_LABELS = (("imdb_id", "VARCHAR"), ("source", "VARCHAR"), ("label", "VARCHAR"))
_TITLES = (("imdb_id", "VARCHAR"), ("title", "VARCHAR"), ("year", "INTEGER"))
_PAIRS = (("imdb_1", "VARCHAR"), ("imdb_2", "VARCHAR"), ("rating", "VARCHAR"))
_LIKE = "OK"
# Below every cosine: a pair of which one film has no vector is the least alike.
_MISSING = -2.0


@dataclass(frozen=True)
class Likeness:
    """What `dna` measured.

    Attributes:
        auc: how often a pair judged alike lies nearer than one judged not, ties counting half;
            None when all pairs were judged the same.
        pairs: pairs judged.
        missing: pairs of which a film has no vector; they count as least alike.
        titles: films embedded.
        model: the fitted model's name.
        dims: length of a vector.
        seconds: reading, fitting, embedding and judging.
    """

    auc: float | None
    pairs: int
    missing: int
    titles: int
    model: str
    dims: int
    seconds: float


def dna(labels: Path, titles: Path, pairs: Path) -> Likeness:
    """Embed the titles by their labels as the graph embeds its own, and judge pairs of them.

    Errors: CrosswalkError when a file cannot be read or lacks its columns; ContractError when
            there is too little to learn from.
    """
    started = time.perf_counter()
    places, placed, model = embedded(labels, titles)
    judged = _judged(pairs)
    found = np.array(
        [
            float(placed[places[one]] @ placed[places[other]])
            if one in places and other in places
            else _MISSING
            for one, other, _ in judged
        ]
    )
    alike = np.array([rating == _LIKE for *_, rating in judged], dtype=bool)
    return Likeness(
        auc=auc(found, alike),
        pairs=len(judged),
        missing=int((found == _MISSING).sum()),
        titles=len(places),
        model=model.name,
        dims=model.dims,
        seconds=time.perf_counter() - started,
    )


def embedded(
    labels: Path, titles: Path | None = None
) -> tuple[dict[str, int], NDArray[np.float32], VectorModel]:
    """Films by their labels: imdb_id -> row of those that have a vector, all rows, the model."""
    documents = documents_of(labels, titles)
    model = vectors.fit(documents.values())
    placed = model.embed(list(documents.values()))
    places = {imdb_id: place for place, imdb_id in enumerate(documents) if placed[place].any()}
    return places, placed, model


def auc(found: NDArray[np.float64], alike: NDArray[np.bool_]) -> float | None:
    """The area under the ROC curve, ties counting half; None without both kinds of pairs.

    >>> auc(np.array([0.9, 0.5, 0.5, 0.1]), np.array([True, True, False, False]))
    0.875
    """
    yes = int(alike.sum())
    no = len(alike) - yes
    if not yes or not no:
        return None
    ranks = rankdata(found)
    return float((ranks[alike].sum() - yes * (yes + 1) / 2) / (yes * no))


def summary(found: Likeness) -> str:
    """The figure, and what it cost, for people."""
    shown = "-" if found.auc is None else format(found.auc, ".4f")
    return (
        f"auc {shown}  pairs {found.pairs}  (without a vector {found.missing})\n"
        f"{found.titles} titles in {found.dims} dimensions by {found.model}, {found.seconds:.1f} s"
    )


def documents_of(labels: Path, titles: Path | None) -> dict[str, str]:
    """imdb_id -> document, for every film of either file; one without a title still has labels."""
    with duckdb.connect(config={"threads": 2, "autoload_known_extensions": False}) as con:
        view(con, "labels", labels, _LABELS, ("imdb_id", "source", "label"))
        if titles:
            view(con, "titles", titles, _TITLES, ("imdb_id",))
        else:
            con.execute(
                "CREATE TEMP VIEW titles AS SELECT NULL::VARCHAR AS imdb_id, "
                "NULL::VARCHAR AS title, NULL::INTEGER AS year LIMIT 0"
            )
        rows = con.execute(
            "SELECT imdb_id, t.title, t.year, l.source, l.label "
            "FROM (SELECT imdb_id, min(title) AS title, min(year) AS year FROM titles "
            "WHERE imdb_id IS NOT NULL GROUP BY 1) AS t "
            "FULL JOIN (SELECT * FROM labels WHERE imdb_id IS NOT NULL) AS l USING (imdb_id) "
            "ORDER BY ALL"
        ).fetchall()
    return {
        imdb_id: _document(imdb_id, title, year, [(row[3], row[4]) for row in own if row[4]])
        for (imdb_id, title, year), own in groupby(rows, key=itemgetter(0, 1, 2))
    }


def _document(
    imdb_id: str, title: str | None, year: int | None, labels: list[tuple[str, str]]
) -> str:
    facts = facts_of_labels(imdb_id, title, year, labels)
    return document(facts, tagger.tag(facts)[0])


def _judged(pairs: Path) -> list[tuple[str, str, str]]:
    with duckdb.connect(config={"threads": 2, "autoload_known_extensions": False}) as con:
        view(con, "pairs", pairs, _PAIRS, ("imdb_1", "imdb_2", "rating"))
        return con.execute("SELECT imdb_1, imdb_2, rating FROM pairs").fetchall()
