"""Kept pairs and those of changed records together are decided as all records at once would be."""

import random
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from movie_assets.crosswalk import match, pairs
from movie_assets.crosswalk.forms import title_forms
from movie_assets.model.errors import CrosswalkError
from movie_assets_tests.matching_place import decided, load, record, title

WORDS = "night river house Alaska King return letters winter Blue man road Secret".split()  # noqa: SIM905
SOURCES = {"rotten_tomatoes": "m", "metacritic": "movie"}


def _crowd(seed: int) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Titles of few words in two kinds, and records of two sources that compete for them."""
    chance = random.Random(seed)
    titles = [
        title(
            f"{kind}/{number}",
            " ".join(chance.sample(WORDS, chance.choice((1, 2, 2, 3)))),
            chance.randint(1990, 2010),
            kind=kind,
            names=[" ".join(chance.sample(WORDS, 3))] if number % 4 == 0 else [],
        )
        for number in range(250)
        for kind in (("movie", "tv")[number % 5 == 0],)
    ]
    records = [
        record(
            f"{place}/{number}",
            one["title"].replace("river", "rivers"),
            one["year"] + chance.choice((0, 0, 0, 1, 2)),
            kind=one["kind"],
            source=source,
        )
        for number, one in enumerate(titles)
        for source, place in SOURCES.items()
        if chance.random() < 0.9
    ]
    return titles, records


def _changed(records: list[dict[str, Any]], seed: int) -> list[dict[str, Any]]:
    """The same records, of which some are renamed, moved in time, gone or new."""
    chance = random.Random(seed)
    after = [dict(one) for one in records if chance.random() > 0.05]
    for one in chance.sample(after, 30):
        one["title"] = " ".join(chance.sample(WORDS, 2))
        one["year"] += chance.choice((-1, 0, 1))
    news = [record(f"m/new{n}", chance.choice(WORDS), 2000 + n) for n in range(9)]
    return after + news


def _compared(titles: list[dict[str, Any]], records: list[dict[str, Any]]) -> pa.Table:
    """The pairs of some records against the whole spine, as they would be kept."""
    with duckdb.connect(config={"threads": 2}) as con:
        load(con, "spine", titles)
        load(con, "records", records)
        title_forms(con)
        match.number_titles(con)
        match.prepare_records(con)
        con.register("compared", match.compared_all(con, 2))
        return con.execute(pairs.kept_sql()).to_arrow_table()


def _decided_kept(kept: pa.Table, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    with duckdb.connect(config={"threads": 2}) as con:
        load(con, "records", records)
        con.register("pairs", kept)
        pairs.decide_kept(con)
        return con.execute("FROM decision").to_arrow_table().to_pylist()


@pytest.fixture(scope="module")
def spine_and_records():
    return _crowd(5)


def test_kept_pairs_are_decided_as_if_just_compared(spine_and_records):
    titles, records = spine_and_records

    kept = _decided_kept(_compared(titles, records), records)

    whole = decided(titles, records)
    assert {row["source_id"]: row for row in kept} == whole
    assert {row["status"] for row in kept} == {"accepted", "review", "rejected"}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_only_changed_records_need_comparing(spine_and_records, seed):
    titles, before = spine_and_records
    after = _changed(before, seed)
    same = [one for one in after if one in before]
    news = [one for one in after if one not in before]
    assert 30 <= len(news) < len(after) / 4
    unchanged = {one["source_id"] for one in same}
    kept = [row for row in _compared(titles, before).to_pylist() if row["source_id"] in unchanged]
    compared = kept + _compared(titles, news).to_pylist()
    random.Random(seed).shuffle(compared)

    together = _decided_kept(pa.Table.from_pylist(compared), after)

    assert {row["source_id"]: row for row in together} == decided(titles, after)


def test_a_change_moves_the_decision_on_a_rival_that_did_not_change():
    titles = [title("movie/1", "Secret King", 2000)]
    first = record("m/one", "Secret King", 2001)
    second = record("m/two", "Other Words", 1970)
    renamed = record("m/two", "Secret King", 2000)

    kept = [
        row for row in _compared(titles, [first, second]).to_pylist() if row["source_id"] == "m/one"
    ]
    compared = kept + _compared(titles, [renamed]).to_pylist()
    together = _decided_kept(pa.Table.from_pylist(compared), [first, renamed])

    alone = decided(titles, [first, second])["m/one"]
    beside = {row["source_id"]: row for row in together}["m/one"]
    assert (alone["status"], alone["title_id"]) == ("accepted", "movie/1")
    assert beside["status"] != "accepted"
    assert beside["probability"] < alone["probability"]


def test_pairs_kept_by_other_rules_are_refused(spine_and_records):
    titles, records = spine_and_records
    kept = _compared(titles, records).to_pylist()
    kept[3]["features"].pop()

    with pytest.raises(CrosswalkError, match="Compare their records again"):
        _decided_kept(pa.Table.from_pylist(kept), records)


def test_no_pair_at_all_is_decided_too():
    records = [record("m/one", "Nothing Like It", 2001)]

    (row,) = _decided_kept(_compared([title("movie/1", "Secret King", 1950)], records), records)

    assert (row["status"], row["title_id"]) == ("rejected", None)
