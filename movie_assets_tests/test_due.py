"""Who is due by the policy, worked out by hand: tiers, releases, news, failures, lanes, shares."""

import datetime as dt
from dataclasses import fields, replace

import pytest
from checks_made import NOW, ago, check
from due_place import due, reasons

from movie_assets.model.outcomes import LANE_STOPPERS, PAGE_FAILURES, TITLE_OUTCOMES
from movie_assets.refresh.due import due_sql
from movie_assets.refresh.policy import POLICY, REASONS, jitter_of
from movie_assets_tests.pure_rooms import Room

TODAY = NOW.date()
A_SECOND = dt.timedelta(seconds=1)


@pytest.fixture
def room() -> Room:
    return Room()


# -- how long an answer lasts --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("popularity", "days"),
    [
        (64, 1), (63.9, 2), (32, 2), (31.9, 4), (16, 4), (8, 8), (4, 16), (2, 32), (1, 64),
        (0.9, 120), (0, 120), (None, 120),
    ],
)  # fmt: skip
def test_an_answer_lasts_as_long_as_its_tier(
    room: Room, popularity: float | None, days: int
) -> None:
    wanted = {"movie/1": popularity}
    (row,) = due(room, wanted, check("movie/1", ago(days=days)))
    assert (row["lane"], row["reason"], row["priority"]) == ("refresh", "overdue", 1.0)
    assert row["due_at"] == NOW
    assert due(room, wanted, check("movie/1", ago(days=days) + A_SECOND)) == []


@pytest.mark.parametrize(
    ("released", "days"),
    [
        (31, 32), (30, 3), (0, 3), (-13, 3), (-14, 8), (-59, 8), (-60, 16), (-3_649, 16),
        (-3_650, 24), (None, 16),
    ],
)  # fmt: skip
def test_a_release_is_looked_at_more_often_and_an_old_title_less(
    room: Room, released: int | None, days: int
) -> None:
    # Popularity 4: 16 days. Half of that for sixty days, a quarter and at most three at the
    # opening, twice as long for what is announced, half as long again after ten years.
    day = None if released is None else TODAY + dt.timedelta(days=released)
    wanted = {"movie/1": 4.0}
    assert due(room, wanted, check("movie/1", ago(days=days + 0.6)), released=day)
    assert not due(room, wanted, check("movie/1", ago(days=days - 0.6)), released=day)


def test_the_most_popular_release_is_not_asked_for_twice_a_day(room: Room) -> None:
    young = check("movie/1", ago(hours=23))
    assert due(room, {"movie/1": 900.0}, young, released=TODAY) == []


@pytest.mark.parametrize(
    ("answers", "changes", "factor"),
    # sqrt(0.5 x (answers + 1) / (changes + 1)), from a half to five quarters.
    [(1, 0, 1.0), (7, 0, 1.25), (8, 5, 0.866), (9, 9, 0.7071), (3, 12, 0.5)],
)
def test_what_changes_at_every_look_is_looked_at_sooner(
    room: Room, answers: int, changes: int, factor: float
) -> None:
    one = replace(check("movie/1", ago(days=40)), answers=answers, changes=changes)
    (row,) = due(room, {"movie/1": 4.0}, one)
    assert row["priority"] == pytest.approx(40 / (16 * factor), rel=1e-3)


@pytest.mark.parametrize(
    ("source", "linked", "days"),
    # 30 tiers of 8 days; a page that Wikidata knows: 4.
    [("imdb_page", True, 32), ("rotten_tomatoes", False, 240), ("rotten_tomatoes", True, 32)],
)
def test_a_missing_page_is_looked_for_seldom(
    room: Room, source: str, linked: bool, days: int
) -> None:
    missing = check("movie/1", ago(days=100), "not_found", source)
    rows = due(
        room, {"movie/1": 8.0}, missing, source=source, linked={"movie/1": None} if linked else {}
    )
    assert [row["priority"] for row in rows] == ([pytest.approx(100 / days)] if days < 100 else [])


def test_no_tmdb_answer_lasts_longer_than_its_terms_allow(room: Room) -> None:
    # 120 days x 1.5 for an old film x 1.25 without news would be 225.
    old = replace(check("movie/1", ago(days=150)), answers=9)
    rows = due(room, {"movie/1": 0.1}, old, source="tmdb", released=dt.date(1950, 1, 1))
    assert [row["due_at"] for row in rows] == [NOW]


@pytest.mark.parametrize("outcome", sorted(TITLE_OUTCOMES))
def test_every_answer_about_a_title_lasts(room: Room, outcome: str) -> None:
    assert due(room, {"movie/1": 99}, check("movie/1", ago(hours=23), outcome)) == []


# -- failures ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("failures", "hours", "reason"),
    [(1, 6, "retry"), (2, 24, "retry"), (3, 96, "retry"), (4, 384, "retry"),
     (5, 1440, "quarantined"), (9, 1440, "quarantined")],
)  # fmt: skip
def test_a_failing_page_is_left_alone_ever_longer_but_never_forgotten(
    room: Room, failures: int, hours: int, reason: str
) -> None:
    # A quarter more or less, by the hash of title, source and failures.
    held = hours * (1 + 0.5 * (jitter_of("movie/1", "imdb_page", failures) - 0.5))
    assert 0.75 * hours <= held <= 1.25 * hours
    for outcome in ("unreachable", "parse_failed", "forbidden_by_robots"):
        for since, expected in ((held - 0.01, []), (held + 0.01, [("movie/1", reason)])):
            one = replace(check("movie/1", ago(hours=since), outcome), failures=failures)
            assert reasons(due(room, {"movie/1": 50.0}, one)) == expected


@pytest.mark.parametrize("outcome", sorted(LANE_STOPPERS))
def test_a_wall_is_held_against_no_title(room: Room, outcome: str) -> None:
    wanted = {"movie/1": 50.0}
    assert due(room, wanted, check("movie/1", ago(hours=5.9), outcome)) == []
    assert reasons(due(room, wanted, check("movie/1", ago(hours=6), outcome))) == [
        ("movie/1", "never_asked")
    ]
    before = replace(check("movie/1", ago(hours=6), outcome), good_at=ago(days=2))
    assert reasons(due(room, wanted, before)) == [("movie/1", "overdue")]


def test_outcomes_are_of_the_title_of_its_page_or_of_the_source() -> None:
    assert TITLE_OUTCOMES.isdisjoint(LANE_STOPPERS)
    assert PAGE_FAILURES.isdisjoint(TITLE_OUTCOMES | LANE_STOPPERS)


def test_only_so_many_failing_titles_are_asked_in_a_day(room: Room) -> None:
    wanted = {f"movie/{n}": float(n) for n in range(1, 10)}
    failing = [
        replace(check(one, ago(days=30), "unreachable"), failures=2)
        for one in list(wanted)[:8]
    ]  # fmt: skip
    again = replace(check("movie/9", ago(hours=1), "unreachable"), failures=3)
    rows = due(room, wanted, *failing, again, failing_most=3)
    # One of three was asked for again today; the most popular of the rest come first.
    assert [row["title_id"] for row in rows] == ["movie/8", "movie/7"]
    assert [POLICY.failing_most(25, day) for day in range(80)].count(1) == 2
    assert POLICY.failing_most(None, 0) is None


# -- hints ---------------------------------------------------------------------------------------


def test_what_the_source_says_it_changed_is_asked_for_a_day_after_the_last_look(room: Room) -> None:
    wanted = {"movie/1": 0.1, "movie/2": 0.1, "movie/3": 0.1}
    yesterday = TODAY - dt.timedelta(days=1)
    rows = due(
        room,
        wanted,
        check("movie/1", ago(days=1)),
        check("movie/2", ago(hours=20)),
        check("movie/3", ago(days=1)),
        changed={"movie/1": yesterday, "movie/2": yesterday, "movie/3": TODAY - dt.timedelta(2)},
    )
    assert reasons(rows) == [("movie/1", "changed")]


def test_what_people_look_at_is_asked_for_once_a_week(room: Room) -> None:
    wanted = {"movie/1": 0.1, "movie/2": 0.1}
    looked = {"movie/1": 3, "movie/2": 3}
    rows = due(
        room, wanted, check("movie/1", ago(days=7)), check("movie/2", ago(days=6.9)), viewed=looked
    )
    assert [(row["title_id"], row["lane"], row["reason"]) for row in rows] == [
        ("movie/1", "boosted", "viewed")
    ]


def test_what_somebody_asked_for_comes_first(room: Room) -> None:
    rows = due(
        room,
        {"movie/1": 0.1, "movie/2": 2.0, "movie/3": 2.0},
        check("movie/2", ago(days=33)),
        check("movie/3", ago(days=90)),
        viewed={"movie/2": 500},
        requested={"movie/1": None},
    )
    boosted = [row["title_id"] for row in rows if row["lane"] == "boosted"]
    assert boosted == ["movie/1", "movie/2"]
    assert rows[0]["reason"] == "requested"


# -- lanes and shares ----------------------------------------------------------------------------


def test_titles_never_asked_come_by_what_they_are_worth(room: Room) -> None:
    # 45 days over 1, 8, and 8 x 1.25 and 120 x 6 for pages nobody linked.
    wanted = {"a": 0.5, "b": 70.0, "c": 9.0, "d": 8.5, "e": None}
    rows = due(room, wanted, source="rotten_tomatoes", linked={"d": None})
    assert [row["title_id"] for row in rows] == ["b", "d", "c", "a", "e"]
    assert [row["priority"] for row in rows] == pytest.approx(
        [45 / days for days in (1, 8, 10, 720, 720)]
    )
    assert {row["lane"] for row in rows} == {"new"}


def test_a_release_that_just_appeared_goes_ahead_of_the_backlog(room: Room) -> None:
    rows = due(room, {"old": 30.0, "new": 0.5}, released=TODAY)
    assert [row["title_id"] for row in rows] == ["old", "new"]  # the first export of all
    room.con.execute(
        "UPDATE wanted SET first_seen = $day::DATE, release_date = $day::DATE "
        "WHERE title_id = 'old'",
        {"day": TODAY - dt.timedelta(days=100)},
    )
    given = {"source": "imdb_page", "now": NOW, "most": None, "failing_most": None}
    rows = room.con.execute(due_sql("imdb_page"), given).fetchall()
    # 45 / 120 x 1,000 = 375 against 45 / 4.
    assert [(row[1], row[4]) for row in rows] == [("new", "new_release"), ("old", "never_asked")]


def test_every_knob_has_a_reason() -> None:
    assert set(REASONS) == {one.name for one in fields(POLICY)}
    assert sum(POLICY.shares[:4]) == pytest.approx(1)
