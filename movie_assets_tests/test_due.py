"""Who is due: never asked first, then by age and popularity; walls are tried again after hours."""

import datetime as dt
from typing import Any

import pytest

from movie_assets.model.operation_rows import SourceCheck, SourceState
from movie_assets.model.outcomes import LANE_STOPPERS, TITLE_OUTCOMES, Outcome
from movie_assets.refresh.due import RETRY_AFTER_HOURS, TIERS, due_sql
from movie_assets.refresh.states import states_sql
from movie_assets_tests.pure_rooms import Room

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Room:
    return Room()


def ago(**values: float) -> dt.datetime:
    return NOW - dt.timedelta(**values)


def check(
    title_id: str, checked_at: dt.datetime, outcome: str = "found", source: str = "tmdb"
) -> SourceCheck:
    good = checked_at if outcome in TITLE_OUTCOMES else None
    return SourceCheck(
        source=source,
        title_id=title_id,
        checked_at=checked_at,
        outcome=outcome,
        good_at=good,
        answer_id="a",
    )


def due(room: Room, wanted: dict[str, float | None], *checks: SourceCheck) -> list[Any]:
    """In the order asked for, unlike what `Room.rows` gives."""
    values = ", ".join(f"('{t}', {'NULL' if p is None else p})" for t, p in wanted.items())
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE wanted AS SELECT title_id, popularity::DOUBLE AS popularity "
        f"FROM (VALUES {values}) AS v (title_id, popularity)"
    )
    room.view("checks", SourceCheck, checks)
    return room.con.execute(due_sql(frozenset(TITLE_OUTCOMES)), {"now": NOW}).fetchall()


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


# -- how sources are doing -----------------------------------------------------------------------


def states(room: Room, *checks: SourceCheck) -> dict[str, SourceState]:
    room.view("checks", SourceCheck, checks)
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE registry AS SELECT * FROM (VALUES "
        "('tmdb', 7.0, 'l', 'a', 'personal'), ('imdb', 2.0, 'l', 'a', 'personal')) "
        "AS v (source, max_age_days, licence, attribution, permitted_use)"
    )
    found = room.made(SourceState, states_sql(frozenset(TITLE_OUTCOMES)), now=NOW)
    return {one.source: one for one in found}


def test_a_source_nobody_asked_says_so(room: Room) -> None:
    state = states(room)["tmdb"]
    assert (state.state, state.titles_asked, state.outcomes) == ("never_asked", 0, "{}")
    assert (state.last_answer_at, state.last_good_at) == (None, None)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        ("found", "fresh"),
        ("not_found", "fresh"),
        ("blocked", "blocked"),
        ("rate_limited", "over_quota"),
        ("over_quota", "over_quota"),
        ("forbidden_by_robots", "forbidden"),
        ("unreachable", "fresh"),
    ],
)
def test_the_newest_answer_says_whether_the_lane_is_open(
    room: Room, outcome: str, state: str
) -> None:
    found = states(room, check("movie/1", ago(days=1)), check("movie/2", ago(hours=1), outcome))
    assert found["tmdb"].state == state
    assert found["tmdb"].last_answer_at == ago(hours=1)
    assert found["tmdb"].titles_asked == 2
    assert found["imdb"].state == "never_asked"


def test_a_source_is_stale_by_its_own_measure(room: Room) -> None:
    found = states(
        room, check("movie/1", ago(days=6)), check("movie/1", ago(days=6), source="imdb")
    )
    assert (found["tmdb"].state, found["imdb"].state) == ("fresh", "stale")
    assert states(room, check("movie/1", ago(days=8)))["tmdb"].state == "stale"
