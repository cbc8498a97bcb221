"""The plan and the lanes read one selection: what a budget allows, among all buckets at once."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
import universe_lanes as lanes

from movie_assets.assets import refreshing, sources
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.universe.server import UniverseServer

ALL = (BUCKET_PARTITIONS[0], BUCKET_PARTITIONS[-1])
BUDGET = 4


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0) as server:
        yield server


@pytest.fixture
def work(tmp_path: Path, universe: UniverseServer) -> Workbench:
    """A lake of twelve films, and four requests of TMDB a day, kept for all processes."""
    films = [one for one in universe.today().titles if one.kind == "movie"][:12]
    known = [replace(one, popularity=float(n)) for n, one in enumerate(films, start=1)]
    bench = lanes.bench_of(universe, tmp_path, known)
    lanes.trust(bench, "tmdb")
    client = partial(
        HttpClient, base_urls=universe.base_urls, user_agent="test", pace=0,
        tokens={"api.themoviedb.org": "t"}, shared=tmp_path / "pace", budgets={"tmdb": BUDGET},
    )  # fmt: skip
    return replace(bench, open_http=client)


def planned(work: Workbench) -> list[tuple[str, str, int]]:
    lanes.materialise(work, refreshing.assets, "refresh_plan", ALL)
    plan = work.lake.scan(dataset("refresh_plan"), BUCKET_PARTITIONS)
    mine = f"(SELECT * FROM {plan} WHERE source = 'tmdb')"
    return lanes.rows(work, mine, "title_id, reason, position")


def test_a_lane_asks_for_what_the_plan_says_and_no_bucket_takes_it_all(work: Workbench) -> None:
    plan = planned(work)
    spine = work.lake.scan(dataset("title_spine"), BUCKET_PARTITIONS)
    best = lanes.rows(work, f"(FROM {spine} ORDER BY popularity DESC LIMIT {BUDGET})", "title_id")
    assert sorted(row[0] for row in plan) == [row[0] for row in best]
    assert sorted(row[2] for row in plan) == [1, 2, 3, 4]

    lanes.materialise(work, sources.assets, "tmdb_titles", ALL)

    records = work.lake.scan(dataset("source_record", "tmdb"), BUCKET_PARTITIONS)
    asked = lanes.rows(work, records, "title_id")
    assert [row[0] for row in asked] == [row[0] for row in plan]
    assert planned(work) == []  # the day's budget is used up

    tomorrow = lanes.at(work, 1)
    lanes.trust(tomorrow, "tmdb")
    assert {row[1] for row in planned(tomorrow)} == {"never_asked"}
    assert not {row[0] for row in planned(tomorrow)} & {row[0] for row in plan}


def test_the_same_clock_makes_the_same_plan(work: Workbench) -> None:
    assert planned(work) == planned(work)
