"""How well each block, and their fusion, tells like films from unlike ones. Not a test.

    python -m movie_assets_tests.benchmarks.dna_likeness DNA_FOLDER MOVIELENS_FOLDER

DNA_FOLDER holds labels.parquet and titles.parquet, MOVIELENS_FOLDER ratings.csv and links.csv.
Two substitutes for people's answers: the pairs judged by hand in this project, and films liked by
the same people against films of the same popularity that are not.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import duckdb
import numpy as np

from movie_assets.commands.evaluating_dna import auc, documents_of
from movie_assets.dna import vectors
from movie_assets.dna.blocks import WEIGHTS
from movie_assets.dna.spaces import said

JUDGED = Path(__file__).parents[1] / "judged_pairs.csv"
_LIKES, _TOGETHER, _NEIGHBOURS, _NEAR = 15, 6, 4, 40

Pair = tuple[str, str, bool]


def judged() -> list[Pair]:
    """The pairs judged by hand."""
    with JUDGED.open() as file:
        return [(r["imdb_1"], r["imdb_2"], r["rating"] == "OK") for r in csv.DictReader(file)]


def co_liked(folder: Path, films: set[str]) -> list[Pair]:
    """Each film with those its admirers like most beyond chance, and with equally popular ones."""
    with duckdb.connect() as con:
        rows = con.execute(
            "SELECT userId, 'tt' || lpad(imdbId, 7, '0') FROM read_csv($ratings) AS r "
            "JOIN read_csv($links, all_varchar = true) AS l ON l.movieId::BIGINT = "
            "r.movieId WHERE rating >= 4",
            {"ratings": str(folder / "ratings.csv"), "links": str(folder / "links.csv")},
        ).fetchall()
    liked: dict[str, set[int]] = {}
    for user, film in rows:
        if film in films:
            liked.setdefault(film, set()).add(user)
    names = sorted(film for film, users in liked.items() if len(users) >= _LIKES)
    users = sorted({user for user, _ in rows})
    matrix = np.array([[user in liked[film] for user in users] for film in names], dtype=float)
    counts, together = matrix.sum(axis=1), matrix @ matrix.T
    lift = together * len(users) / np.outer(counts, counts)
    lift[(together < _TOGETHER) | np.eye(len(names), dtype=bool)] = 0.0
    return _pairs(names, counts, lift)


def _pairs(names: list[str], counts: np.ndarray, lift: np.ndarray) -> list[Pair]:
    rng = np.random.default_rng(0)
    order = np.argsort(counts, kind="stable")
    ranks = np.argsort(order)
    found: list[Pair] = []
    for one in range(len(names)):
        for other in np.argsort(-lift[one], kind="stable")[:_NEIGHBOURS]:
            near = np.clip(ranks[other] + rng.integers(-_NEAR, _NEAR + 1), 0, len(names) - 1)
            unlike = order[near]
            if lift[one, other] > 0 and unlike != one and lift[one, unlike] < 1:
                found += [(names[one], names[other], True), (names[one], names[unlike], False)]
    return found


def main(labels: Path, ratings: Path) -> None:
    """Print the AUC of each block and of the fusion on both substitutes."""
    texts = documents_of(labels / "labels.parquet", labels / "titles.parquet")
    places = {film: place for place, film in enumerate(texts)}
    model = vectors.fit(texts.values())
    tokens = [said(text) for text in texts.values()]
    placed = {
        f"{name} ({space.dims}, weight {WEIGHTS['all'].get(name, 0)})": space.embed(tokens)
        for name, space in zip(model.blocks, model.spaces, strict=True)
    }
    placed[f"fused ({model.dims})"] = model.embed(list(texts.values()))
    for title, pairs in (("judged", judged()), ("co-liked", co_liked(ratings, set(places)))):
        known = [pair for pair in pairs if pair[0] in places and pair[1] in places]
        ones = [places[one] for one, _, _ in known]
        others = [places[other] for _, other, _ in known]
        alike = np.array([yes for *_, yes in known])
        print(f"{title}: {len(known)} pairs, {int(alike.sum())} alike")
        for name, rows in placed.items():
            area = auc((rows[ones] * rows[others]).sum(axis=1), alike)
            print(f"  {name:36} {area:.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
