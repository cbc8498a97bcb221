"""What the clock starts: every lane exactly once, not while it runs, not when nothing is left."""

import datetime as dt
import json
from pathlib import Path

import dagster as dg
import pytest
from typer.testing import CliRunner
from universe_lanes import bench_at

from movie_assets import policies
from movie_assets.assets.asking import MORE_TO_ASK, STOPPED_UNTIL
from movie_assets.assets.spine import EXPORT
from movie_assets.cli import app
from movie_assets.model.contract import table_of
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import ExportedTitle
from movie_assets.policies import LANE_DAY_TAG
from movie_assets.resources.hot_titles import HotTitles
from movie_assets.resources.postgres import Postgres
from movie_assets.schedules import schedules
from movie_assets.sensors.landed import SPINE_ASSETS
from movie_assets.timed import TIMED

BY_NAME = {schedule.name: schedule for schedule in schedules}
LANE = "metacritic_pages"
MORNING = dt.datetime(2025, 7, 1, 9, 7, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def definitions() -> dg.Definitions:
    from movie_assets.definitions import defs  # noqa: PLC0415 - 5 s, and only for these tests

    return defs


@pytest.fixture
def instance():
    with dg.instance_for_test() as made:  # a schedule opens Dagster's books by itself
        for day in ("2025-07-01", "2025-07-02"):
            spine_of(made, day)
        yield made


def spine_of(instance: dg.DagsterInstance, day: str) -> None:
    """The spine was made of a day's files."""
    done = dg.DagsterRunStatus.SUCCESS
    instance.add_run(dg.DagsterRun(job_name="spine", status=done, tags={LANE_DAY_TAG: day}))


def tick(name: str, instance: dg.DagsterInstance, folder: Path, at: dt.datetime = MORNING):
    """What a schedule asks for: a run, or why none."""
    nowhere = HotTitles(Postgres(lambda: ""), now=lambda: at)
    with dg.build_schedule_context(
        instance=instance,
        scheduled_execution_time=at,
        resources={
            "work": bench_at({}, folder),
            "hot": nowhere,
            "lane_day": lambda when: (when - dt.timedelta(hours=8)).date(),
        },
    ) as context:
        return BY_NAME[name](context)


def ran(instance: dg.DagsterInstance, status: dg.DagsterRunStatus, **told: object) -> None:
    """A run of the lane stands in Dagster's books, with what its materialisation said."""
    run = dg.DagsterRun(
        job_name=f"timed_{LANE}", status=status, tags={LANE_DAY_TAG: MORNING.date().isoformat()}
    )
    instance.add_run(run)
    said = dg.AssetMaterialization(LANE, partition=BUCKET_PARTITIONS[0], metadata=told)
    instance.report_runless_asset_event(said)


def test_everything_is_started_by_exactly_one_mechanism(definitions):
    graph = definitions.resolve_asset_graph()
    timed = [name for one in TIMED for name in one.selected if name != "dbt_tests"]
    assert len(set(timed)) == len(timed)
    automatic = {
        key.to_user_string()
        for key in graph.get_all_asset_keys()
        if graph.get(key).automation_condition
    }
    by_sensor = set(SPINE_ASSETS)
    assert not automatic & set(timed)
    assert not automatic & by_sensor
    assert not by_sensor & set(timed)
    everything = {key.to_user_string() for key in graph.get_all_asset_keys()}
    assert automatic | by_sensor | set(timed) == everything


def test_every_asset_that_asks_somebody_is_timed(definitions):
    graph = definitions.resolve_asset_graph()
    asking = {node.key.to_user_string() for node in graph.asset_nodes if "http" in node.kinds}
    assert asking <= {name for one in TIMED for name in one.selected}


def test_everything_starts_by_itself_and_at_utc(definitions):
    repository = definitions.get_repository_def()
    assert all(s.default_status.value == "RUNNING" for s in repository.schedule_defs)
    assert {s.execution_timezone for s in repository.schedule_defs} == {"UTC"}
    assert all(s.default_status.value == "RUNNING" for s in repository.sensor_defs)
    assert {s.name for s in repository.sensor_defs} == {
        "dropped_files", "landed_days", "popular_titles", "downstream", "incidents",
    }  # fmt: skip


def test_a_lane_is_one_run_over_all_buckets(instance, tmp_path):
    asked = tick(LANE, instance, tmp_path)
    assert asked.partition_key is None
    assert asked.tags == {
        policies.LANE_TAG: "completeness",
        LANE_DAY_TAG: "2025-07-01",
        "dagster/asset_partition_range_start": "movie-00",
        "dagster/asset_partition_range_end": "tv-03",
    }


@pytest.mark.parametrize("status", ["NOT_STARTED", "STARTED"])
def test_a_lane_under_way_is_not_asked_for_again(instance, tmp_path, status):
    ran(instance, dg.DagsterRunStatus[status], **{MORE_TO_ASK: True})
    assert "is under way" in tick(LANE, instance, tmp_path).skip_message


def test_a_lane_that_asked_all_it_could_waits_for_the_next_day(instance, tmp_path):
    ran(instance, dg.DagsterRunStatus.SUCCESS, **{MORE_TO_ASK: False, STOPPED_UNTIL: ""})
    later = MORNING.replace(hour=23)
    assert "today" in tick(LANE, instance, tmp_path, later).skip_message
    # The export of a day is out at eight: what runs before belongs to the day before.
    assert "today" in tick(LANE, instance, tmp_path, MORNING.replace(day=2, hour=7)).skip_message
    assert isinstance(tick(LANE, instance, tmp_path, MORNING.replace(day=2, hour=8)), dg.RunRequest)


def test_a_lane_that_was_cut_short_goes_on_at_the_next_tick(instance, tmp_path):
    ran(instance, dg.DagsterRunStatus.SUCCESS, **{MORE_TO_ASK: True, STOPPED_UNTIL: ""})
    assert isinstance(tick(LANE, instance, tmp_path), dg.RunRequest)


def test_a_lane_behind_a_wall_waits_until_it_opens(instance, tmp_path):
    opens = MORNING + dt.timedelta(hours=6)
    told = {MORE_TO_ASK: False, STOPPED_UNTIL: str(opens)}
    ran(instance, dg.DagsterRunStatus.SUCCESS, **told)
    before = tick(LANE, instance, tmp_path, opens - dt.timedelta(minutes=15))
    assert "shut until" in before.skip_message
    assert isinstance(tick(LANE, instance, tmp_path, opens), dg.RunRequest)


def test_a_lane_waits_for_the_days_spine_but_not_for_ever(instance, tmp_path):
    third = MORNING.replace(day=3)
    assert "comes first" in tick(LANE, instance, tmp_path, third).skip_message
    assert isinstance(tick(LANE, instance, tmp_path, third.replace(hour=12)), dg.RunRequest)
    spine_of(instance, "2025-07-03")
    assert isinstance(tick(LANE, instance, tmp_path, third), dg.RunRequest)


def test_a_day_is_fetched_until_its_file_is_there(instance, tmp_path):
    asked = tick("tmdb_daily_export", instance, tmp_path)
    assert asked.partition_key == "2025-07-01"
    row = ExportedTitle(kind="movie", tmdb_id=603, original_title="x", adult=False, video=False)
    table = arrow_table(table_of(ExportedTitle), [row])
    bench_at({}, tmp_path).lake.write_table(EXPORT, "2025-07-01", table, "data")
    assert "has landed" in tick("tmdb_daily_export", instance, tmp_path).skip_message


def test_what_is_off_is_left_out(instance, tmp_path):
    assert "IMDB_PAGES is off" in tick("imdb_pages", instance, tmp_path).skip_message
    assert "MEDIA is off" in tick("title_media", instance, tmp_path).skip_message


def test_the_command_prints_every_schedule_with_its_next_times():
    done = CliRunner().invoke(app, ["schedules", "--json"])
    assert done.exit_code == 0, done.output
    rows = json.loads(done.stdout)
    assert [row["schedule"] for row in rows] == [one.name for one in TIMED]
    assert all(len(row["next"]) == 3 and row["next"] == sorted(row["next"]) for row in rows)
    export = next(row for row in rows if row["schedule"] == "catalogue_export")
    assert {time[11:16] for time in export["next"]} == {"15:00"}
