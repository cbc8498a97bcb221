"""Every write against the one before it: each check passes on good data and fails on bad."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from universe_lanes import bench_at

from movie_assets.assets.spine import EXPORT, EXPORT_REJECTS
from movie_assets.assets.titles import TITLES
from movie_assets.model.errors import MovieAssetsError
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.render.duckdb import duckdb_type, select_list
from movie_assets.model.table import Column
from movie_assets.model.types import ListOf, Scalar, Struct
from movie_assets.refresh.bounds import Scope
from movie_assets.refresh.vitals import FEWEST_ROWS, Vitals, lost_rows
from movie_assets.resources.clock import RunClock
from movie_assets.resources.workbench import Workbench
from movie_assets.vital_checks import FIELDS, ROWS, SCHEMA, SCORES_STAY, verdicts, vital_checks
from movie_assets.vitals import WATCHED, Watched, accept

BUCKET, OTHER = BUCKET_PARTITIONS[:2]
DAY = dt.date(2025, 7, 1)
# What makes a row one of those that are looked at.
LIVING = {
    "outcome": "'found'",
    "state": "'active'",
    "status": "'accepted'",
    "valid_to": "NULL",
    "percent": "50.0 + i % 10",
    "publisher": "'imdb'",
    "metric": "'audience'",
}
BY_ASSET = {one.asset: one for one in WATCHED}


SCALARS = {
    "int": "i",
    "float": "i",
    "bool": "false",
    "date": f"DATE '{DAY}'",
    "timestamp": f"TIMESTAMPTZ '{DAY} 00:00:00+00'",
}


def expression(column: Column) -> str:
    """SQL of a value for row `i` of any column."""
    if column.name in LIVING:
        return LIVING[column.name]
    match column.type:
        case Scalar(name):
            return SCALARS.get(name, f"'{column.name}' || i")
        case ListOf():
            return f"[NULL]::{duckdb_type(column.type)}"
        case Struct(fields):
            return f"struct_pack({', '.join(f'{name} := NULL' for name, _ in fields)})"
        case _:
            return "[0.5]"


def write(
    work: Workbench,
    watched: Watched,
    rows: int,
    partition: str = BUCKET,
    **changed: str,
) -> None:
    """Rows of any contract table: `changed` are the expressions that differ."""
    table = watched.dataset.table
    values = {one.name: expression(one) for one in table.columns}
    query = f"SELECT {select_list(table, values | changed)} FROM range({rows}) AS r (i)"
    with work.compute() as con:
        work.lake.write(con, watched.dataset, partition, query)


def judged(work: Workbench, watched: Watched) -> dict[str, dg.AssetCheckResult]:
    """What the checks of an asset say."""
    with work.compute() as con:
        return {one.check_name or "": one for one in verdicts(con, work, watched)}


def outcome(work: Workbench, asset: str) -> dict[str, bool]:
    return {name: one.passed for name, one in judged(work, BY_ASSET[asset]).items()}


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    return bench_at({}, tmp_path)


def day_of(watched: Watched) -> str:
    return DAY.isoformat() if watched.by_day else BUCKET


@pytest.mark.parametrize("asset", BY_ASSET)
def test_a_write_that_lost_rows_blocks_until_it_is_accepted(work, asset):
    watched = BY_ASSET[asset]
    write(work, watched, 1_000, day_of(watched))
    assert set(outcome(work, asset).values()) == {True}
    write(work, watched, 850, day_of(watched))
    for _ in range(2):  # a bad write is never the measure of the next
        found = outcome(work, asset)
        assert [name for name, passed in found.items() if not passed] == [ROWS]
    accept(work, asset)
    assert set(outcome(work, asset).values()) == {True}


@pytest.mark.parametrize("asset", [one.asset for one in WATCHED if one.fields])
def test_a_field_that_empties_blocks(work, asset):
    watched = BY_ASSET[asset]
    field = watched.fields[-1]
    column = watched.dataset.table.column(field)
    write(work, watched, 1_000, day_of(watched))
    assert set(outcome(work, asset).values()) == {True}
    kind = duckdb_type(column.type)
    nothing = f"[]::{kind}" if isinstance(column.type, ListOf) else f"NULL::{kind}"
    said = expression(column)
    whole = f"CASE WHEN i % 5 = 0 THEN {nothing} ELSE {said} END"
    write(work, watched, 1_000, day_of(watched), **{field: whole})
    assert [name for name, passed in outcome(work, asset).items() if not passed] == [FIELDS]


def test_a_bad_write_is_not_loaded(work):
    """As Dagster runs it: what stands below an asset waits for its blocking checks."""
    checks = [one for one in vital_checks if one.node_def.name == "titles_vitals"]

    @dg.asset(name="titles")
    def written() -> None:
        """What was written stands in the lake."""

    @dg.asset(name="load", deps=[written])
    def load() -> None:
        """What would be served."""

    for rows, is_loaded in ((1_000, True), (850, False)):
        write(work, BY_ASSET["titles"], rows)
        result = dg.materialize(
            [written, load, *checks], resources={"work": work}, raise_on_error=False
        )
        loaded = {event.asset_key.path[-1] for event in result.get_asset_materialization_events()}
        assert ("load" in loaded) is is_loaded
        assert result.success is is_loaded
        assert {one.passed for one in result.get_asset_check_evaluations()} >= {is_loaded}


def test_one_bucket_that_lost_its_rows_blocks_though_most_stand(work):
    watched = BY_ASSET["titles"]
    for bucket in BUCKET_PARTITIONS:
        write(work, watched, 300, bucket)
    assert set(outcome(work, "titles").values()) == {True}
    write(work, watched, 200, OTHER)
    rows = judged(work, watched)[ROWS]
    assert not rows.passed
    assert rows.description.startswith(f"{OTHER}: 200 rows, 300 before.")
    assert "movie-assets accept titles" in rows.description


def test_scores_on_another_scale_block(work):
    watched = BY_ASSET["title_scores"]
    write(work, watched, 1_000)
    assert set(outcome(work, "title_scores").values()) == {True}
    write(work, watched, 1_000, percent="52.0 + i % 10")
    assert set(outcome(work, "title_scores").values()) == {True}
    write(work, watched, 1_000, percent="(52.0 + i % 10) / 10")
    found = judged(work, watched)[SCORES_STAY]
    assert not found.passed
    assert "the mean of imdb audience is 5.7, 56.5 before" in found.description


def test_a_file_that_breaks_the_contract_blocks(work):
    write(work, BY_ASSET["titles"], 300)
    path = Path(work.lake.uri(TITLES, BUCKET))
    table = pq.read_table(path)
    year = table.schema.get_field_index("year")
    pq.write_table(table.set_column(year, "year", table["year"].cast(pa.string())), path)
    found = judged(work, BY_ASSET["titles"])[SCHEMA]
    assert not found.passed
    assert "year is VARCHAR, not BIGINT" in found.description
    pq.write_table(table.drop_columns(["kind"]), path)
    assert "no column kind" in judged(work, BY_ASSET["titles"])[SCHEMA].description


def test_an_export_cut_short_stops_the_spine(work):
    watched = BY_ASSET["tmdb_daily_export"]
    write(work, watched, 1_000, DAY.isoformat())
    assert set(outcome(work, watched.asset).values()) == {True}
    tomorrow = DAY + dt.timedelta(days=1)
    write(work, watched, 500, tomorrow.isoformat())
    later = replace(work, clock=RunClock(work.clock.at + dt.timedelta(days=1)))
    assert outcome(later, watched.asset)[ROWS] is False


def test_other_bounds_are_another_measure(work):
    watched = BY_ASSET["titles"]
    write(work, watched, 1_000)
    assert set(outcome(work, "titles").values()) == {True}
    write(work, watched, 300)
    films_only = replace(work, scope=Scope(kinds=("movie",)))
    assert set(outcome(films_only, "titles").values()) == {True}


def test_what_is_unchanged_is_not_measured_again(work):
    watched = BY_ASSET["titles"]
    write(work, watched, 300)
    judged(work, watched)
    kept = Path(work.lake.uri(watched.kept, "all"))
    before = (kept.stat().st_mtime_ns, kept.stat().st_ino)
    assert judged(work, watched)[ROWS].description.startswith("Nothing changed")
    assert (kept.stat().st_mtime_ns, kept.stat().st_ino) == before


def test_only_what_is_watched_is_accepted(work):
    with pytest.raises(MovieAssetsError, match="watched are tmdb_daily_export"):
        accept(work, "nothing")


def test_many_rejected_lines_are_told(work):
    check = next(
        one for one in vital_checks
        if {key.name for key in one.check_keys} == {"few_lines_are_rejected"}
        and next(iter(one.check_keys)).asset_key.path == ["tmdb_daily_export"]
    )  # fmt: skip
    write(work, BY_ASSET["tmdb_daily_export"], 1_000, DAY.isoformat())
    for rejected, passes in ((10, True), (20, False)):
        quarantine = Watched(asset="q", dataset=EXPORT_REJECTS)
        write(work, quarantine, rejected, DAY.isoformat())
        assert work.lake.files(EXPORT, [DAY.isoformat()])

        @dg.asset(name="tmdb_daily_export")
        def written() -> None:
            """What was written stands in the lake."""

        done = dg.materialize([written, check], resources={"work": work})
        (found,) = done.get_asset_check_evaluations()
        assert found.passed is passes
        assert found.severity == dg.AssetCheckSeverity.WARN
    assert found.description.startswith("20 of 1,020 lines (1.96%)")


@given(st.dictionaries(st.sampled_from("abc"), st.integers(0, 10_000), min_size=1))
def test_nothing_is_lost_where_nothing_changed_or_grew(rows):
    before = Vitals(rows=rows)
    assert lost_rows(before, before) == []
    assert lost_rows(before, Vitals(rows={name: count + 1 for name, count in rows.items()})) == []
    gone = lost_rows(before, Vitals(rows={}))
    assert bool(gone) == (sum(rows.values()) >= FEWEST_ROWS)
