"""Fetching assets against the universe: who is asked, what stays, how `hot` is taken in."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pytest
from universe_lanes import trust

from movie_assets.assets import sources
from movie_assets.assets.spine import SPINE
from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import SpineTitle
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.workbench import Workbench, in_memory_duckdb
from movie_assets.universe.server import UniverseServer

# Two films of one bucket, and when they are asked first.
MATRIX, BUCKET = "movie/603", partition_of("movie/603", "movie")
START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
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
    lake = Lake(str(tmp_path / "lake"), tmp_path)
    spine = [
        SpineTitle(
            title_id=title_id,
            kind="movie",
            origin="tmdb",
            tmdb_id=int(title_id.split("/")[1]),
            popularity=100.0,
            state="active",
            first_seen=START.date(),
        )
        for title_id in (MATRIX, other)
    ]
    lake.write_table(SPINE, BUCKET, arrow_table(table_of(SpineTitle), spine), "data")
    return Workbench(
        lake=lake,
        duckdb=in_memory_duckdb(tmp_path / "spill"),
        answers=AnswerStore(lake, tmp_path / "journal"),
        clock=RunClock(START),
        open_http=lambda: HttpClient(
            base_urls=universe.base_urls, user_agent="test", tokens={TMDB: "t"}, pace=0
        ),
        scratch=tmp_path,
        hot_titles=lambda: [MATRIX],
    )


def later(work: Workbench, days: float) -> Workbench:
    return replace(work, clock=RunClock(START + dt.timedelta(days=days)))


def materialise(work: Workbench, partition: str, asset: str = "tmdb_titles") -> dict[str, object]:
    """Run one asset's partition; its metadata as plain values."""
    chosen = next(a for a in sources.assets if a.key.path[-1] == asset)
    result = dg.materialize([chosen], partition_key=partition, resources={"work": work})
    event = result.get_asset_materialization_events()[0]
    return {key: value.value for key, value in event.materialization.metadata.items()}


def rows(work: Workbench, relation: str, columns: str) -> list[tuple[object, ...]]:
    with work.compute() as con:
        return con.execute(f"SELECT {columns} FROM {relation} ORDER BY ALL").fetchall()


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

    due = later(work, 4)  # popularity 100: due again after 3 days
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

    blocked = materialise(later(work, 4), BUCKET)

    assert (blocked["requests"], blocked["lane_stopped_by"]) == (1, "blocked")
    assert asked(universe) == {403: 1}
    checks = rows(work, work.lake.scan(CHECKS, [BUCKET]), "outcome, checked_at")
    assert checks == [("found", START), ("found", START)]
    # While the wall stands nobody knocks.
    again = materialise(later(work, 4.1), BUCKET)
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
    materialise(later(work, 1), HOT)
    materialise(later(work, 2), HOT)
    assert len(work.lake.names(RECORDS, HOT)) == 2
    newest = work.lake.newest_answers(RECORDS, [BUCKET])
    seen = dict(rows(work, newest, "title_id, requested_at"))
    assert seen[MATRIX] == START + dt.timedelta(days=2)

    taken_in = materialise(later(work, 2), BUCKET)

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
