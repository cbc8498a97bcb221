"""Title-level freshness, worked out by hand: three titles, two tiers, views or ranks as weights."""

import datetime as dt
from dataclasses import replace

import dagster as dg
import pytest
from checks_made import NOW, ago, check
from universe_lanes import bench_at

from movie_assets import checks
from movie_assets.assets import source_states
from movie_assets.assets.source_states import FRESHNESS, freshness_view
from movie_assets.assets.spine import SPINE
from movie_assets.model.contract import table_of
from movie_assets.model.ids import partition_of
from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import SpineTitle
from movie_assets.refresh.freshness import targets
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench

# 50 and 40 are of the second tier (2 days), 3 of the sixth (32 days), an unknown one of the last.
POPULAR, KNOWN, QUIET, UNSEEN = "movie/1", "movie/2", "movie/3", "tv/4"
POPULARITY = {POPULAR: 50.0, KNOWN: 40.0, QUIET: 3.0, UNSEEN: None}


@pytest.fixture
def work(tmp_path) -> Workbench:
    made = replace(bench_at({}, tmp_path), clock=RunClock(NOW))
    for title_id, popularity in POPULARITY.items():
        kind = title_id.split("/")[0]
        title = SpineTitle(
            title_id=title_id,
            kind=kind,
            origin="tmdb",
            tmdb_id=int(title_id.split("/")[1]),
            popularity=popularity,
            state="active",
            first_seen=dt.date(2026, 1, 1),
        )
        table = arrow_table(table_of(SpineTitle), [title])
        made.lake.write_table(SPINE, partition_of(title_id, kind), table, title_id.split("/")[1])
    return made


def told(work: Workbench, *rows: SourceCheck) -> None:
    for source in {row.source for row in rows}:
        table = arrow_table(table_of(SourceCheck), [one for one in rows if one.source == source])
        work.lake.write_table(dataset("source_check", source), "movie-00", table, "data")


def measured(work: Workbench, source: str) -> dict[float, tuple]:
    with work.compute() as con:
        freshness_view(con, work)
        rows = con.execute(
            "SELECT min_popularity, titles, known_titles, fresh_titles, weight, fresh_weight, "
            "weighted_age_days FROM title_freshness WHERE source = ?",
            [source],
        ).fetchall()
    return {row[0]: row[1:] for row in rows}


def test_targets_are_those_of_the_policy():
    # Days a tier times a source's patience; TMDB's terms would end at 150.
    found = {name: targets(name) for name in ("tmdb", "metacritic")}
    assert [one.min_popularity for one in found["tmdb"]] == [64, 32, 16, 8, 4, 2, 1, 0]
    assert [one.max_age_days for one in found["tmdb"]] == [1, 2, 4, 8, 16, 32, 64, 120]
    assert [one.max_age_days for one in found["metacritic"]] == [3, 6, 12, 24, 48, 96, 192, 360]


def test_nobody_viewed_anything_so_ranks_weigh(work):
    told(
        work,
        check(POPULAR, ago(days=1)),
        check(KNOWN, ago(days=3)),
        check(QUIET, ago(days=29), "not_found"),
    )
    found = measured(work, "tmdb")
    # Weights 1/1 and 1/2; the second is a day over its two. Mean age (1 x 1 + 3 x 1/2) / 1.5.
    assert found[32] == pytest.approx((2, 2, 1, 1.5, 1.0, 2.5 / 1.5))
    assert found[2] == pytest.approx((1, 1, 1, 1 / 3, 1 / 3, 29.0))
    assert found[0] == (1, 0, 0, 0.25, 0.0, None)


def test_where_people_look_counts_once_they_do(work):
    told(work, check(POPULAR, ago(days=1)), check(KNOWN, ago(days=3)), check(QUIET, ago(days=40)))
    seen = replace(work, recent_views=lambda _since: [(KNOWN, 30), (POPULAR, 10), ("movie/999", 5)])
    found = measured(seen, "tmdb")
    assert found[32] == pytest.approx((2, 2, 1, 40.0, 10.0, (10 * 1 + 30 * 3) / 40))
    assert found[2] == (1, 1, 0, 0.0, 0.0, None)  # known, and nobody looks at it


def test_a_wall_makes_nothing_fresh(work):
    told(work, check(POPULAR, ago(days=0), "blocked"))
    assert measured(work, "tmdb")[32][:3] == (2, 0, 0)


def test_of_sources_that_tell_of_some_titles_only_the_asked_count(work):
    told(
        work,
        check(f"{POPULAR}/US", ago(days=1), source="tmdb_watch"),
        check(f"{POPULAR}/GB", ago(days=9), source="tmdb_watch"),
    )
    assert measured(work, "tmdb_watch") == {32: pytest.approx((1, 1, 1, 1.0, 1.0, 1.0))}


def states_checked(work: Workbench) -> dg.AssetCheckEvaluation:
    done = dg.materialize(
        [*source_states.assets, checks.titles_are_fresh], resources={"work": work}
    )
    (found,) = done.get_asset_check_evaluations()
    return found


def test_the_check_warns_where_looks_meet_what_is_old(work):
    every = [check(title_id, ago(days=1), source=source)
             for title_id in POPULARITY for source in source_states.OF_EVERY_TITLE]  # fmt: skip
    told(work, *every)
    assert states_checked(work).passed
    later = replace(work, clock=RunClock(NOW + dt.timedelta(days=5)))
    found = states_checked(later)
    assert not found.passed
    assert found.severity == dg.AssetCheckSeverity.WARN
    # Of weights 1, 1/2, 1/3 and 1/4 the last two are still fresh: 7/25.
    assert "tmdb: 28.0%" in found.description
    rows = later.lake.scan(FRESHNESS, ["all"])
    with later.compute() as con:
        assert con.execute(f"SELECT count(*) FROM {rows}").fetchone() == (15,)
