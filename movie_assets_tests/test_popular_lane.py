"""The popular lane: whom its sensor takes, once a week, few at a time, and what reads its book."""

import datetime as dt
import json
import time

import dagster as dg
import duckdb
import pytest
from hot_place import NOON, HotPlace, lane_of
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.refresh.hot import HOT_TITLES, Candidate, chosen, jumps_sql

MATRIX, SHOW = "movie/603", "tv/1396"
MANY = [f"movie/{number}" for number in range(1, 61)]


@pytest.fixture
def place(prepared, tmp_path):
    with dg.DagsterInstance.ephemeral() as instance:
        made = HotPlace(prepared, tmp_path, instance)
        made.know(MATRIX, SHOW)
        yield made


def test_a_burst_of_views_is_one_run_and_a_second_burst_none(place):
    place.view(MATRIX, SHOW, MATRIX)
    assert place.tick() == [MATRIX, SHOW]
    (request,) = place.requests
    assert lane_of(request) == ("hot", "popular", "10")
    place.note_run()
    place.view(MATRIX, SHOW, MATRIX, MATRIX)
    assert [place.tick(), place.tick()] == [[], []]
    assert place.at_view == 7


def test_a_title_seen_again_after_eight_days_has_its_turn_again(place):
    place.view(MATRIX)
    assert place.tick() == [MATRIX]
    place.note_run()
    place.days = 6
    place.view(MATRIX)
    assert place.tick() == []
    place.days = 8
    place.view(MATRIX)
    assert place.tick() == [MATRIX]
    assert place.requests[0].run_key != place.requests[1].run_key


def test_a_run_takes_few_and_the_rest_comes_after_it(place):
    place.know(*(one for one in MANY if one != MATRIX))
    place.view(*MANY, *MANY[30:])
    first = place.tick()
    assert first == sorted(MANY[30:])[:HOT_TITLES]  # looked at twice, so before the others
    assert place.at_view == 0
    place.note_run()
    second = place.tick()
    place.note_run()
    third = place.tick()
    place.note_run()
    assert [len(first), len(second), len(third)] == [25, 25, 10]
    assert sorted(first + second + third) == sorted(MANY)
    assert place.tick() == []
    assert place.at_view == 90


def test_one_run_at_a_time_and_a_failed_one_blocks_nobody(place):
    place.view(MATRIX)
    assert place.tick() == [MATRIX]
    place.note_run(dg.DagsterRunStatus.STARTED)
    place.view(SHOW)
    assert place.tick() == []
    place.note_run(dg.DagsterRunStatus.FAILURE)
    assert place.tick() == [SHOW]


def test_a_tick_that_died_before_its_run_was_asked_for_is_taken_up(place):
    place.book.claim([Candidate(MATRIX, "viewed")], "lost")
    assert place.tick() == [MATRIX]
    assert place.requests[0].run_key == "lost"


def test_titles_nobody_knows_are_passed_over(place):
    place.view("movie/999999999", "no title")
    assert place.tick() == []
    assert place.at_view == 2


def test_listed_and_risen_titles_come_after_those_looked_at_unless_asked_for_lately(place):
    place.know("movie/1", "movie/2", "movie/3")
    place.list_titles("movie/1", "movie/2")
    place.jump("movie/3", "movie/2")
    place.view(SHOW)
    place.check("movie/1", NOON - dt.timedelta(hours=3))
    place.check(SHOW, NOON)
    assert place.tick() == [SHOW]
    place.note_run()
    assert place.tick() == ["movie/2", "movie/3"]  # in the book by id
    place.note_run()
    assert place.tick() == []
    assert place.book.had_turn(["movie/1", "movie/2"]) == {"movie/2"}
    assert [lane_of(one)[1] for one in place.requests] == ["popular", "listed"]


def test_who_looks_at_a_title_does_not_wait_for_the_run_of_listed_ones(place):
    place.know("movie/1", "movie/2", "movie/3")
    place.list_titles("movie/1", "movie/3")
    assert place.tick() == ["movie/1", "movie/3"]
    place.note_run(dg.DagsterRunStatus.STARTED)
    listed = place.cursor
    place.list_titles("movie/2")
    assert place.tick() == []  # of lists one run at a time
    place.view(MATRIX, "movie/1")
    assert place.tick() == ["movie/1", MATRIX]  # the first is taken over
    assert lane_of(place.requests[-1]) == ("hot", "popular", "10")
    place.note_run(dg.DagsterRunStatus.STARTED)
    place.view(SHOW)
    assert place.tick() == []  # of views, too
    place.note_run()
    assert place.tick() == [SHOW]
    place.note_run()
    assert place.tick() == []
    assert json.loads(place.cursor)["lists"] == json.loads(listed)["lists"]


def test_lists_that_did_not_change_are_not_read_again(place):
    place.list_titles(MATRIX)
    assert place.tick() == [MATRIX]
    place.note_run()
    place.tick()
    before = place.cursor
    place.days = 8  # its week is over, but nothing new names it
    assert place.tick() == []
    place.list_titles(SHOW, MATRIX)
    assert place.tick() == [MATRIX, SHOW]
    assert place.cursor != before


def test_a_run_knows_its_titles_by_its_key_also_when_it_is_tried_again(place):
    place.view(MATRIX)
    place.tick()
    key = place.requests[0].run_key
    place.book.close(key)
    assert place.book.wanted_now(key) == [MATRIX]
    assert place.book.wanted_now(None) == []
    assert place.book.open_runs() == []


def test_a_tick_over_a_hundred_thousand_views_takes_as_long_as_a_few_looks_at_them(place, tell):
    place.fill(
        "INSERT INTO app.title_view (title_id, reason) "
        "SELECT 'movie/' || (n * 7919 %% 50000), 'details' FROM generate_series(1, %s) AS n",
        [(100_000,)],
    )
    place.view(MATRIX)
    begun = time.monotonic()
    assert place.tick() == [MATRIX]
    tick = time.monotonic() - begun
    looks = []
    for _ in range(3):
        begun = time.monotonic()
        place.fill("SELECT count(DISTINCT title_id) FROM app.title_view", [()])
        looks.append(time.monotonic() - begun)
    tell(f"100,000 views: a tick takes {tick:.2f} s, to count their titles {min(looks):.2f} s")
    assert tick < 10 * max(looks)


candidate = st.builds(
    Candidate,
    title_id=st.sampled_from(MANY),
    reason=st.sampled_from(["viewed", "jump"]),
)
some = st.sets(st.sampled_from(MANY))


@given(st.lists(candidate, unique_by=lambda one: one.title_id), some, some, some)
def test_nobody_is_chosen_twice_a_week_and_nobody_who_may_is_left_out(wanted, known, had, fresh):
    taken, more = chosen(wanted, known, had, fresh)
    ids = [one.title_id for one in taken]
    may = [
        one.title_id
        for one in wanted
        if one.title_id in known - had and (one.asked_for or one.title_id not in fresh)
    ]
    looked_at = [one.title_id for one in wanted if one.asked_for and one.title_id in may]
    assert ids == (looked_at or may)[:25]
    assert more == (len(may) > len(ids))


def test_jumps_are_those_that_rose_by_a_quarter_from_what_they_had():
    con = duckdb.connect()
    con.execute(
        "CREATE TABLE history AS SELECT * FROM (VALUES "
        "('movie/1', DATE '2026-01-01', 10.0), ('movie/1', DATE '2026-01-03', 20.0), "
        "('movie/2', DATE '2026-01-02', 100.0), ('movie/2', DATE '2026-01-03', 124.0), "
        "('movie/3', DATE '2026-01-03', 40.0), "
        "('movie/4', DATE '2026-01-01', 1.0), ('movie/4', DATE '2026-01-03', 9.0), "
        "('movie/5', DATE '2026-01-01', 5.0), ('movie/5', DATE '2026-01-02', 50.0)"
        ") AS t(title_id, day, popularity)"
    )
    newest = {"day": dt.date(2026, 1, 3)}
    found = con.execute(f"SELECT title_id, popularity_before FROM ({jumps_sql()})", newest)
    assert found.fetchall() == [("movie/3", 0.0), ("movie/1", 10.0)]
    first = {"day": dt.date(2026, 1, 1)}
    assert con.execute(jumps_sql(), first).fetchall() == []
