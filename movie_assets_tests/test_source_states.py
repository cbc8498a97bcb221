"""Source states and their checks over a lake that real lanes wrote: who is shut, until when."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
from universe_lanes import START, bench_of, trust

from movie_assets import checks
from movie_assets.assets import source_states, sources
from movie_assets.assets.source_states import ALL, STATES, fetching_assets
from movie_assets.definitions import defs
from movie_assets.model.contract import table_of
from movie_assets.model.ids import partition_of
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.render.arrow import arrow_table
from movie_assets.policies import TITLE_PARTITIONS
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.registry import source_named
from movie_assets.universe.server import UniverseServer

MATRIX, BUCKET = "movie/603", partition_of("movie/603", "movie")
TMDB = "api.themoviedb.org"


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0, full_pages=False) as server:
        yield server


@pytest.fixture
def work(tmp_path: Path, universe: UniverseServer) -> Workbench:
    """A lake whose spine knows one film."""
    universe.faults.clear()
    film = universe.today().title(MATRIX)
    assert film is not None
    return bench_of(universe, tmp_path, [film])


def lane_runs(work: Workbench) -> dict[str, dg.AssetCheckEvaluation]:
    """Run TMDB's lane with its checks; the checks by name."""
    lane = next(a for a in sources.assets if a.key.path[-1] == "tmdb_titles")
    of_lane = [
        check
        for check in checks.checks
        if any(
            key.asset_key == lane.key and key.name.startswith("tmdb_") for key in check.check_keys
        )
    ]
    result = dg.materialize([lane, *of_lane], partition_key=BUCKET, resources={"work": work})
    return {one.check_name: one for one in result.get_asset_check_evaluations()}


def states(work: Workbench) -> dict[str, dict[str, Any]]:
    assert dg.materialize(source_states.assets, resources={"work": work}).success
    with work.compute() as con:
        rows = con.execute(f"SELECT * FROM {work.lake.scan(STATES)}").to_arrow_table().to_pylist()
    return {row["source"]: row for row in rows}


def test_every_asset_that_asks_for_what_is_due_is_counted():
    asking = {
        spec.key.path[-1]
        for spec in defs.resolve_all_asset_specs()
        if "http" in spec.kinds and spec.partitions_def == TITLE_PARTITIONS
    }
    # Of pictures `title_media` says itself what came.
    assert set(fetching_assets()) == asking - {"title_media"} | {"provider_galleries"}
    assert set(fetching_assets().values()) <= set(ALL)


def test_a_lane_that_is_open_passes_its_checks(work):
    told = lane_runs(work)
    assert {name: one.passed for name, one in told.items()} == {
        "tmdb_lane": True,
        "tmdb_answers": True,
    }
    state = states(work)["tmdb"]
    assert (state["state"], state["until"]) == ("fresh", None)
    assert (state["titles_asked"], state["titles_found"]) == (1, 1)


def test_a_wall_is_told_with_its_end_and_is_no_error(work, universe):
    universe.faults.add("forbidden", TMDB)
    trust(work, "tmdb")
    told = lane_runs(work)
    assert {one.severity for one in told.values()} == {dg.AssetCheckSeverity.WARN}
    assert not told["tmdb_lane"].passed
    assert told["tmdb_lane"].description.startswith("tmdb is blocked until 2025-07-01 06:00 UTC. ")
    assert not told["tmdb_answers"].passed
    assert told["tmdb_answers"].metadata["refused_share"].value == 1.0

    found = states(work)
    assert found["tmdb"]["state"] == "blocked"
    assert found["tmdb"]["until"] == START + dt.timedelta(hours=6)
    assert found["tmdb"]["titles_found"] == 0
    assert {found[name]["state"] for name in ("wikidata", "metacritic")} == {"never_asked"}


def test_a_source_that_says_when_it_opens_is_believed(work, universe):
    universe.faults.add("rate_limit", TMDB, seconds=5400)
    lane_runs(work)
    state = states(work)["tmdb"]
    assert (state["state"], state["until"]) == ("over_quota", START + dt.timedelta(minutes=90))


def test_drift_shows_with_what_the_canaries_said(work):
    now = source_named("tmdb").parser_version
    for version, state in (("older", "fresh"), (now, "drifted")):
        wrong = [
            CanaryCheck(
                source="tmdb",
                page=f"movie/{number}",
                day=START.date(),
                parser_version=version,
                outcome="found",
                misread=("no audience score",),
                answer_id="a",
                checked_at=START,
            )
            for number in range(5)
        ]
        rows = arrow_table(table_of(CanaryCheck), wrong)
        work.lake.write_table(dataset("canary_check", "tmdb"), "2025-07-01", rows, "data")
        told = lane_runs(work)["tmdb_lane"]
        assert (told.passed, told.metadata["state"].value) == (state == "fresh", state)
        assert states(work)["tmdb"]["state"] == state
    assert told.metadata["canaries"].value.startswith("5 of 5 well-known pages were misread. ")
    assert "raise parser_version" in told.description


def test_what_was_asked_long_ago_is_stale_and_the_same_day_writes_the_same_bytes(work):
    lane_runs(work)
    states(work)
    first = Path(work.lake.uri(STATES, "all")).read_bytes()
    states(replace(work, clock=RunClock(START + dt.timedelta(hours=1))))
    assert Path(work.lake.uri(STATES, "all")).read_bytes() == first

    much_later = replace(work, clock=RunClock(START + dt.timedelta(days=400)))
    assert states(much_later)["tmdb"]["state"] == "stale"


def test_every_source_has_a_state_though_nobody_was_asked(work):
    found = states(work)
    assert set(found) == set(ALL)
    assert found.pop("imdb_page")["state"] == "blocked"
    assert {row["state"] for row in found.values()} == {"never_asked"}
