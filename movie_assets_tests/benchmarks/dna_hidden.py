"""Films by the labels a tagger may see, and apart from them the labels it may not. Not a test."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import duckdb

from movie_assets.dna import tagger
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.labels import facts_of_labels
from movie_assets.model.title_rows import TitleDna

HIDDEN = ("hetrec_tag", "movielens_tag", "timos_trope")
USER, TROPE = frozenset({"hetrec_tag", "movielens_tag"}), frozenset({"timos_trope"})


def seen(folder: Path) -> Iterator[tuple[TitleFacts, list[TitleDna], int]]:
    """Each film with its tags and the number of its labels, hidden ones left out of all three."""
    with duckdb.connect(config={"threads": 2}) as con:
        rows = con.execute(
            "SELECT imdb_id, any_value(title), any_value(year), source, label "
            "FROM read_parquet($labels) AS l LEFT JOIN read_parquet($titles) AS t USING (imdb_id) "
            "WHERE source NOT IN (SELECT unnest($hidden)) GROUP BY ALL ORDER BY ALL",
            {
                "labels": str(folder / "labels.parquet"),
                "titles": str(folder / "titles.parquet"),
                "hidden": list(HIDDEN),
            },
        ).fetchall()
    for imdb_id, own in groupby(rows, key=itemgetter(0)):
        labels = list(own)
        title, year = labels[0][1:3]
        facts = facts_of_labels(imdb_id, title, year, [(row[3], row[4]) for row in labels])
        yield facts, tagger.tag(facts)[0], len(labels)


def hidden(folder: Path, sources: frozenset[str]) -> dict[str, set[str]]:
    """imdb_id -> its labels of some hidden sources, in lower case."""
    return {imdb_id: set(said) for imdb_id, said in counted(folder, sources).items()}


def counted(folder: Path, sources: frozenset[str]) -> dict[str, Counter[str]]:
    """imdb_id -> its labels of some hidden sources, and how many people gave each."""
    with duckdb.connect(config={"threads": 2}) as con:
        rows = con.execute(
            "SELECT imdb_id, lower(label), weight::INTEGER FROM read_parquet($labels) "
            "WHERE source IN (SELECT unnest($sources))",
            {"labels": str(folder / "labels.parquet"), "sources": sorted(sources)},
        ).fetchall()
    found: dict[str, Counter[str]] = {}
    for imdb_id, label, people in rows:
        found.setdefault(imdb_id, Counter())[label] += people
    return found
