"""Patches: rows of single titles take the place of what a partition held; the rest stays."""

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.lake_patches import MOST_PATCHES, Patches, write_patches

DAYS = dataset("popularity_daily")
PART = "movie-01"
State = Mapping[str, Mapping[int, float]]
"""title -> day of January -> popularity."""


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def lake(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> Lake:
    made = Lake(str(tmp_path / "lake"), tmp_path / "scratch")
    made.prepare(con)
    return made


def rows_sql(state: State) -> str:
    values = [
        f"('{title}', DATE '2026-01-{day:02}', {popularity})"
        for title, days in state.items()
        for day, popularity in days.items()
    ]
    none = "SELECT ''::VARCHAR AS title_id, NULL::DATE AS day, 0.0 AS popularity WHERE false"
    if not values:
        return none
    return f"SELECT * FROM (VALUES {', '.join(values)}) AS v (title_id, day, popularity)"


def write(lake: Lake, con: Any, state: State, **named: Any) -> Any:
    return lake.write(con, DAYS, PART, rows_sql(state), **named)


def patch(lake: Lake, con: Any, changes: State) -> Any:
    titles = ", ".join(f"('{title}', '{PART}')" for title in changes)
    named = f"(SELECT * FROM (VALUES {titles}) AS t (title_id, partition))"
    return write_patches(con, lake, DAYS, [PART], rows_sql(changes), named)[PART]


def held(lake: Lake, con: Any) -> list[tuple[Any, ...]]:
    return con.execute(f"SELECT * FROM {lake.scan(DAYS, [PART])} ORDER BY ALL").fetchall()


def expected(state: State) -> list[tuple[Any, ...]]:
    return sorted(
        (title, dt.date(2026, 1, day), popularity)
        for title, days in state.items()
        for day, popularity in days.items()
    )


def test_a_titles_rows_are_replaced_together(lake: Lake, con: Any) -> None:
    write(lake, con, {"a": {1: 1.0, 2: 2.0}, "b": {1: 5.0}, "c": {1: 7.0}}, inputs="i")
    before = lake.version(DAYS, PART)
    written = patch(lake, con, {"a": {2: 3.0}, "b": {}, "d": {4: 4.0}})
    after = {"a": {2: 3.0}, "c": {1: 7.0}, "d": {4: 4.0}}
    assert held(lake, con) == expected(after)
    assert (written.changed, written.rows) == (True, 3)
    assert lake.written(DAYS, PART).rows == 3
    assert lake.version(DAYS, PART) == written.data_version != before
    assert lake.inputs(DAYS, PART) == "i"


def test_what_says_the_same_moves_no_byte(lake: Lake, con: Any) -> None:
    state = {"a": {1: 1.0, 2: 2.0}, "b": {1: 5.0}}
    write(lake, con, state)
    before = lake.listing()
    written = patch(lake, con, {"a": {2: 2.0, 1: 1.0}, "nobody": {}})
    assert (written.changed, lake.listing()) == (False, before)
    patch(lake, con, {"a": {1: 9.0}, "b": {1: 5.0}})
    patched = con.execute(
        f"SELECT DISTINCT title_id FROM {Patches(lake, DAYS, PART).rows(['patch-0001'])}"
    ).fetchall()
    assert patched == [("a",)]


def test_who_loaded_a_version_is_told_what_came_since(lake: Lake, con: Any) -> None:
    write(lake, con, {letter: {1: 1.0} for letter in "abcdefghijklmnop"})
    versions = [lake.version(DAYS, PART)]
    for number, title in enumerate("abc", start=2):
        versions.append(patch(lake, con, {title: {1: float(number)}}).data_version)
    patches = Patches(lake, DAYS, PART)
    assert [patches.since(version) for version in versions] == [
        ["patch-0001", "patch-0002", "patch-0003"],
        ["patch-0002", "patch-0003"],
        ["patch-0003"],
        [],
    ]
    assert patches.since("another") is None
    assert patches.since(None) is None


def test_a_partition_written_whole_has_no_patches(lake: Lake, con: Any) -> None:
    write(lake, con, {"a": {1: 1.0}})
    patch(lake, con, {"a": {1: 2.0}})
    write(lake, con, {"a": {1: 1.0}})
    assert held(lake, con) == expected({"a": {1: 1.0}})
    assert lake.names(DAYS, PART) == ["data"]


def test_patches_of_what_was_there_before_say_nothing(lake: Lake, con: Any) -> None:
    """A kill after the file was written and before its patches were removed."""
    write(lake, con, {"a": {1: 1.0}, "b": {1: 1.0}})
    patch(lake, con, {"a": {1: 2.0}})
    left = Path(lake.uri(DAYS, PART, "patch-0001"))
    stale = left.read_bytes()
    write(lake, con, {"a": {1: 1.0}, "b": {1: 1.0}})
    left.write_bytes(stale)
    assert held(lake, con) == expected({"a": {1: 1.0}, "b": {1: 1.0}})
    patch(lake, con, {"b": {1: 3.0}})
    assert held(lake, con) == expected({"a": {1: 1.0}, "b": {1: 3.0}})


def test_many_patches_become_one_file_of_the_same_version(lake: Lake, con: Any) -> None:
    state: dict[str, dict[int, float]] = {f"t{number:02}": {1: 0.0} for number in range(60)}
    write(lake, con, state, inputs="i")
    for number in range(MOST_PATCHES + 2):
        before = lake.version(DAYS, PART)
        state[f"t{number:02}"] = {1: 1.0}
        patch(lake, con, {f"t{number:02}": {1: 1.0}})
        assert held(lake, con) == expected(state)
        # Whoever had loaded the version before still learns what came since.
        assert len(Patches(lake, DAYS, PART).since(before) or []) == 1
    assert len(lake.names(DAYS, PART)) <= MOST_PATCHES + 1
    assert lake.inputs(DAYS, PART) == "i"


changes = st.lists(
    st.dictionaries(
        st.sampled_from("abcdef"),
        st.dictionaries(st.integers(1, 3), st.sampled_from([1.0, 2.0]), max_size=3),
        min_size=1,
        max_size=4,
    ),
    max_size=12,
)


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
@given(first=st.dictionaries(st.sampled_from("abcdef"), st.just({1: 1.0})), later=changes)
def test_any_patches_say_what_a_plain_model_says(
    tmp_path_factory: pytest.TempPathFactory, first: State, later: list[State]
) -> None:
    folder = tmp_path_factory.mktemp("lake")
    lake = Lake(str(folder / "lake"), folder / "scratch")
    with duckdb.connect() as con:
        lake.prepare(con)
        model = dict(first)
        write(lake, con, model)
        for one in later:
            patch(lake, con, one)
            model |= one
            assert held(lake, con) == expected(model)
            rows = sum(len(days) for days in model.values())
            assert lake.written(DAYS, PART).rows == rows
