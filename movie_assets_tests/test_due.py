"""Who is due: never asked first, then by age and popularity; walls are tried again after hours."""

import datetime as dt
from typing import Any

import pytest
from checks_made import NOW, ago, check

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import LANE_STOPPERS, TITLE_OUTCOMES, Outcome
from movie_assets.refresh.due import RETRY_AFTER_HOURS, TIERS, due_sql
from movie_assets_tests.pure_rooms import Room


@pytest.fixture
def room() -> Room:
    return Room()


def due(
    room: Room,
    wanted: dict[str, float | None],
    *checks: SourceCheck,
    requested: tuple[str, ...] = (),
) -> list[Any]:
    """In the order asked for, unlike what `Room.rows` gives."""
    values = ", ".join(f"('{t}', {'NULL' if p is None else p})" for t, p in wanted.items())
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT title_id, popularity::DOUBLE AS popularity "
        f"FROM (VALUES {values}) AS v (title_id, popularity)"
    )
    room.view("checks", SourceCheck, checks)
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE requested AS SELECT unnest($ids::VARCHAR[]) AS title_id",
        {"ids": list(requested)},
    )
    return room.con.execute(due_sql(frozenset(TITLE_OUTCOMES)), {"now": NOW}).fetchall()


def test_what_somebody_asked_for_comes_first_once_it_is_due(room: Room) -> None:
    wanted = {"movie/1": 90.0, "movie/2": 0.1, "movie/3": 80.0}
    fresh = check("movie/3", ago(hours=1))
    found = due(room, wanted, fresh, requested=("movie/2", "movie/3"))
    assert [title_id for title_id, _ in found] == ["movie/2", "movie/1"]


def test_the_tiers_this_was_worked_out_with() -> None:
    assert [(one.min_popularity, one.max_age_days) for one in TIERS] == [
        (50, 3),
        (10, 7),
        (1, 30),
        (0, 120),
    ]
    assert RETRY_AFTER_HOURS == 6


@pytest.mark.parametrize(
    ("popularity", "days"),
    [(50, 3), (49.9, 7), (10, 7), (9.9, 30), (1, 30), (0.9, 120), (0, 120), (None, 120)],
)
def test_an_answer_may_grow_as_old_as_its_tier(
    room: Room, popularity: float | None, days: int
) -> None:
    wanted = {"movie/1": popularity}
    assert due(room, wanted, check("movie/1", ago(days=days))) == [("movie/1", "overdue")]
    fresh = check("movie/1", ago(days=days) + dt.timedelta(seconds=1))
    assert due(room, wanted, fresh) == []


@pytest.mark.parametrize("outcome", sorted(TITLE_OUTCOMES))
def test_whatever_tells_of_the_title_is_as_good_an_answer(room: Room, outcome: str) -> None:
    assert due(room, {"movie/1": 99}, check("movie/1", ago(days=2), outcome)) == []
    assert due(room, {"movie/1": 99}, check("movie/1", ago(days=3), outcome)) != []


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - TITLE_OUTCOMES))
def test_what_tells_nothing_of_the_title_is_tried_again_after_hours(
    room: Room, outcome: str
) -> None:
    wanted = {"movie/1": 0.0}
    assert due(room, wanted, check("movie/1", ago(hours=5.9), outcome)) == []
    assert due(room, wanted, check("movie/1", ago(hours=6), outcome)) == [("movie/1", "retry")]


def test_never_asked_comes_first_then_the_oldest_then_the_popular(room: Room) -> None:
    wanted = {"a": 1.0, "b": 80.0, "c": None, "d": 60.0, "e": 70.0, "f": 70.0, "not": 60.0}
    found = due(
        room,
        wanted,
        check("d", ago(days=9)),
        check("f", ago(days=5)),
        check("e", ago(days=5)),
        check("not", ago(days=1)),
        check("unwanted", ago(days=900)),
    )
    assert [row[0] for row in found] == ["b", "a", "c", "d", "e", "f"]
    assert {row[1] for row in found[:3]} == {"never_asked"}
    assert {row[1] for row in found[3:]} == {"overdue"}


def test_a_wall_stops_the_lane_and_says_nothing_of_a_title() -> None:
    assert TITLE_OUTCOMES.isdisjoint(LANE_STOPPERS)
