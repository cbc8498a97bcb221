"""The policy's SQL and the same knobs over arrays give every title the same answer."""

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.refresh.due import due_sql
from movie_assets.refresh.policy import LANES
from movie_assets_tests.pure_rooms import Room
from movie_assets_tests.refresh_arrays import Titles, chosen, hold_days, interval_days, reckon

NOW = dt.datetime(2026, 6, 1, tzinfo=dt.UTC)
FIELDS = st.fixed_dictionaries(
    {
        "popularity": st.sampled_from([0.0, 0.5, 1.0, 3.0, 4.0, 9.0, 20.0, 63.9, 64.0, 500.0]),
        "released": st.one_of(st.none(), st.integers(-5_000, 60)),
        "first_seen": st.integers(-400, 0),
        "linked": st.booleans(),
        "views": st.sampled_from([0, 0, 0, 3, 80]),
        "requested": st.sampled_from([False, False, False, True]),
        "changed_on": st.one_of(st.none(), st.none(), st.integers(-20, 0)),
        "checked_at": st.one_of(st.none(), st.integers(-400 * 24, -1)),  # hours
        "since_good": st.one_of(st.none(), st.just(0), st.integers(0, 2_000)),  # hours
        "outcome": st.sampled_from(
            ["found", "not_found", "blocked", "unreachable", "parse_failed"]
        ),
        "failures": st.integers(1, 8),
        "answers": st.integers(1, 9),
        "changes": st.integers(0, 4),
    }
)


def as_told(row: dict[str, Any]) -> dict[str, Any]:
    """A row as checks can be: a good answer is the newest one, a failure has a count."""
    told = dict(row)
    good = row["outcome"] in ("found", "not_found")
    told["failures"] = 0 if good or row["outcome"] == "blocked" else row["failures"]
    if row["checked_at"] is None:
        told.update(good_at=None, outcome=None, failures=0, answers=0, changes=0)
    elif good:
        told["good_at"] = row["checked_at"]
    elif row["since_good"] is None:
        told.update(good_at=None, answers=0, changes=0)
    else:
        told["good_at"] = row["checked_at"] - row["since_good"]
    return told


def by_sql(rows: list[dict[str, Any]], source: str, most: int) -> list[tuple[Any, ...]]:
    room = Room()

    def days(name: str) -> list[Any]:
        return [None if r[name] is None else NOW.date() + dt.timedelta(days=r[name]) for r in rows]

    def hours(name: str) -> list[Any]:
        return [None if r[name] is None else NOW + dt.timedelta(hours=r[name]) for r in rows]

    columns = {
        "title_id": pa.array([f"movie/{n}" for n in range(len(rows))]),
        "release_date": pa.array(days("released"), pa.date32()),
        "first_seen": pa.array(days("first_seen"), pa.date32()),
        "changed_on": pa.array(days("changed_on"), pa.date32()),
        "checked_at": pa.array(hours("checked_at"), pa.timestamp("us", "UTC")),
        "good_at": pa.array(hours("good_at"), pa.timestamp("us", "UTC")),
        "outcome": pa.array([r["outcome"] for r in rows], pa.string()),
        **{
            name: pa.array([r[name] for r in rows])
            for name in ("popularity", "linked", "views", "requested")
        },
        **{
            name: pa.array([r[name] for r in rows], pa.int64())
            for name in ("failures", "answers", "changes")
        },
    }
    room.con.register("told", pa.table(columns))
    held = "title_id, checked_at, good_at, outcome, failures, answers, changes"
    for name, query in {
        "wanted": "SELECT title_id, popularity, release_date, first_seen FROM told",
        "checks": f"SELECT {held} FROM told WHERE checked_at IS NOT NULL",
        "linked": "SELECT title_id FROM told WHERE linked",
        "changed": "SELECT title_id, changed_on FROM told WHERE changed_on IS NOT NULL",
        "viewed": "SELECT title_id, views FROM told WHERE views > 0",
        "requested": "SELECT title_id FROM told WHERE requested",
    }.items():
        room.con.execute(f"CREATE TEMP TABLE {name} AS {query}")
    given_ = {"source": source, "now": NOW, "most": most, "failing_most": 3}
    return room.con.execute(due_sql(source), given_).fetchall()


def by_arrays(rows: list[dict[str, Any]], source: str, most: int) -> list[tuple[Any, ...]]:
    def floats(name: str, unit: float = 1.0) -> Any:
        return np.array([np.nan if r[name] is None else r[name] / unit for r in rows], float)

    titles = Titles.unknown(len(rows))
    titles.popularity, titles.released = floats("popularity"), floats("released")
    titles.first_seen, titles.changed_on = floats("first_seen"), floats("changed_on")
    titles.checked_at, titles.good_at = floats("checked_at", 24), floats("good_at", 24)
    titles.linked = np.array([r["linked"] for r in rows])
    titles.requested = np.array([r["requested"] for r in rows])
    titles.views = floats("views")
    titles.absent = np.array([r["outcome"] == "not_found" for r in rows])
    titles.walled = np.array([r["outcome"] == "blocked" for r in rows])
    for name in ("failures", "answers", "changes"):
        setattr(titles, name, np.array([r[name] for r in rows]))
    told = reckon(
        source, titles, interval_days(source, titles, 0.0), hold_days(source, titles), 0.0
    )
    again = int(((titles.failures >= 2) & (titles.checked_at >= 0)).sum())
    return [
        (f"movie/{told.who[n]}", LANES[told.lane[n]], told.due_at[n], told.priority[n])
        for n in chosen(titles, told, most, max(0, 3 - again))
    ]


@pytest.mark.parametrize("source", ["imdb_page", "metacritic", "tmdb", "tv_tropes"])
@settings(max_examples=40, deadline=None)
@given(rows=st.lists(FIELDS, min_size=1, max_size=40), most=st.integers(1, 60))
def test_the_sql_and_the_arrays_agree(source: str, rows: list[dict[str, Any]], most: int) -> None:
    told = [as_told(row) for row in rows]
    found = by_sql(told, source, most)
    expected = by_arrays(told, source, most)
    assert [(row[1], row[3]) for row in found] == [(row[0], row[1]) for row in expected]
    assert [row[0] for row in found] == list(range(1, len(found) + 1))
    assert {row[2] for row in found} <= {source}
    for row, other in zip(found, expected, strict=True):
        due_in = (row[5] - NOW) / dt.timedelta(days=1)
        assert due_in == pytest.approx(other[2], abs=1e-6)
        assert row[6] == pytest.approx(other[3])
