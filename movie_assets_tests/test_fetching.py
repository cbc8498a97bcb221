"""Fetching assets against the universe: who is asked, what stays, how `hot` is taken in."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import universe_lanes as lanes
from universe_lanes import START, at, rows, trust

from movie_assets.assets import sources
from movie_assets.model.ids import HOT, partition_of
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.universe.server import UniverseServer

# A film, and its bucket.
MATRIX, BUCKET = "movie/603", partition_of("movie/603", "movie")
RECORDS = dataset("source_record", "tmdb")
CHECKS = dataset("source_check", "tmdb")
TMDB = "api.themoviedb.org"


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0) as server:
        yield server


@pytest.fixture
def other(universe: UniverseServer) -> str:
    """The first other film of The Matrix's bucket."""
    titles = sorted(t.title_id for t in universe.today().titles if t.kind == "movie")
    return next(t for t in titles if t != MATRIX and partition_of(t, "movie") == BUCKET)


@pytest.fixture
def work(tmp_path: Path, universe: UniverseServer, other: str) -> Workbench:
    """A lake whose spine knows two films, and a client of the universe."""
    universe.faults.clear()
    universe.requests.clear()
    films = [replace(universe.today().title(one), popularity=20.0) for one in (MATRIX, other)]
    return replace(lanes.bench_of(universe, tmp_path, films), hot_titles=lambda _run: [MATRIX])


def materialise(work: Workbench, partition: str, asset: str = "tmdb_titles") -> dict[str, object]:
    """Run one asset's partition; its metadata as plain values."""
    return lanes.materialise(work, sources.assets, asset, partition)


def asked(universe: UniverseServer) -> Counter[int]:
    return Counter(row.status for row in universe.requests.all())


def test_canaries_come_first_then_each_due_title_once_and_not_again(work, universe, other):
    first = materialise(work, BUCKET)
    # The ten canaries of the day, then the two films.
    assert first["requests"] == 12
    assert asked(universe) == {200: 12}
    found = rows(work, work.lake.scan(RECORDS, [BUCKET]), "title_id, outcome, title")
    assert (MATRIX, "found", "The Matrix") in found
    assert {row[0] for row in found} == {MATRIX, other}

    second = materialise(work, BUCKET)
    assert (second["requests"], second["files_changed"]) == (0, 0)
    assert asked(universe) == {200: 12}


def test_a_wall_costs_one_request_and_takes_nothing_away(work, universe):
    materialise(work, BUCKET)
    universe.requests.clear()
    universe.faults.add("forbidden", f"{TMDB}/")

    due = at(work, 7)  # popularity 20 and old: due again after 6 days
    trust(due, "tmdb")
    blocked = materialise(due, BUCKET)

    assert blocked["lane_stopped_by"] == "blocked"
    assert asked(universe) == {403: 1}
    outcomes = rows(work, work.lake.scan(RECORDS, [BUCKET]), "outcome")
    assert outcomes == [("found",), ("found",)]
    checks = rows(work, work.lake.scan(CHECKS, [BUCKET]), "outcome, good_at")
    assert sorted(outcome for outcome, _ in checks) == ["blocked", "found"]
    assert {good_at for _, good_at in checks} == {START}


def test_a_wall_before_the_first_canary_costs_one_request_and_is_no_titles(work, universe):
    materialise(work, BUCKET)
    universe.requests.clear()
    universe.faults.add("forbidden", f"{TMDB}/")

    blocked = materialise(at(work, 7), BUCKET)

    assert (blocked["requests"], blocked["lane_stopped_by"]) == (1, "blocked")
    assert asked(universe) == {403: 1}
    checks = rows(work, work.lake.scan(CHECKS, [BUCKET]), "outcome, checked_at")
    assert checks == [("found", START), ("found", START)]
    # While the wall stands nobody knocks.
    again = materialise(at(work, 7.1), BUCKET)
    assert (again["requests"], asked(universe)) == (0, {403: 1})


def test_an_answer_kept_before_a_kill_is_read_and_not_asked_again(work, universe):
    materialise(work, BUCKET)
    before = Path(work.lake.uri(RECORDS, BUCKET)).read_bytes()
    # As a kill leaves it between the write of the records and that of the checks.
    work.lake.drop(work.lake.uri(CHECKS, BUCKET))
    universe.requests.clear()

    assert materialise(work, BUCKET)["requests"] == 0

    assert asked(universe) == {}
    assert len(rows(work, work.lake.scan(RECORDS, [BUCKET]), "title_id")) == 2
    assert len(rows(work, work.lake.scan(CHECKS, [BUCKET]), "title_id")) == 2
    assert work.lake.version(RECORDS, BUCKET) in before.decode("latin-1")


def test_hot_runs_keep_a_file_each_until_the_bucket_has_taken_them_in(work):
    materialise(work, BUCKET)
    materialise(at(work, 1), HOT)
    materialise(at(work, 2), HOT)
    assert len(work.lake.names(RECORDS, HOT)) == 2
    newest = work.lake.newest_answers(RECORDS, [BUCKET])
    seen = dict(rows(work, newest, "title_id, requested_at"))
    assert seen[MATRIX] == START + dt.timedelta(days=2)

    taken_in = materialise(at(work, 2), BUCKET)

    assert taken_in["requests"] == 0  # both are young enough; only what was hot is taken in
    assert work.lake.names(RECORDS, HOT) == []
    held = dict(rows(work, work.lake.scan(RECORDS, [BUCKET]), "title_id, requested_at"))
    assert held[MATRIX] == START + dt.timedelta(days=2)
    assert len(held) == 2


def test_a_batch_answers_for_every_title_it_was_asked_for(work, universe, other):
    trust(work, "wikidata")
    assert materialise(work, BUCKET, "wikidata_ids")["requests"] == 1
    checks = work.lake.scan(dataset("source_check", "wikidata"), [BUCKET])
    assert {row[0] for row in rows(work, checks, "title_id")} == {MATRIX, other}
    records = work.lake.scan(dataset("source_record", "wikidata"), [BUCKET])
    assert (MATRIX, "Q83495") in rows(work, records, "title_id, source_id")
