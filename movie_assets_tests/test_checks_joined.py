"""How checks are counted: failures in a row, answers, changes; and nothing twice."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from checks_made import ago, check

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.refresh.checks import joined_checks_sql
from movie_assets_tests.pure_rooms import Room


@pytest.fixture
def room() -> Room:
    return Room()


def joined(
    room: Room, held: list[SourceCheck], *fresh: SourceCheck, news: dt.datetime | None = None
) -> SourceCheck:
    room.view("held_checks", SourceCheck, held)
    room.view("fresh_checks", SourceCheck, fresh)
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE told_news AS SELECT 'movie/1' AS title_id, 1 AS news, "
        "$news::TIMESTAMPTZ AS told_at WHERE $news IS NOT NULL",
        {"news": news},
    )
    (one,) = room.made(SourceCheck, joined_checks_sql())
    return one


def made(days: float, outcome: str, answer: str) -> SourceCheck:
    return replace(check("movie/1", ago(days=days), outcome), answer_id=answer)


def counts(one: SourceCheck) -> tuple[Any, ...]:
    return one.outcome, one.failures, one.answers, one.changes


def test_failures_are_counted_in_a_row_and_end_with_an_answer(room: Room) -> None:
    one = joined(room, [], made(9, "found", "a"))
    assert counts(one) == ("found", 0, 1, 0)
    one = joined(room, [one], made(8, "unreachable", "b"))
    one = joined(room, [one], made(7, "parse_failed", "c"))
    assert counts(one) == ("parse_failed", 2, 1, 0)
    assert one.good_at == ago(days=9)
    one = joined(room, [one], made(6, "blocked", "d"))
    assert counts(one) == ("blocked", 2, 1, 0)  # a wall is no failure of the page's
    one = joined(room, [one], made(5, "not_found", "e"))
    assert counts(one) == ("not_found", 0, 2, 0)


def test_an_answer_between_two_failures_starts_the_row_anew(room: Room) -> None:
    held = replace(made(9, "unreachable", "a"), failures=3)
    one = joined(
        room,
        [held],
        made(8, "found", "b"),
        made(7, "unreachable", "c"),
        made(6, "unreachable", "d"),
    )
    assert counts(one) == ("unreachable", 2, 1, 0)
    # As a file of `hot` says it: a row of its own over two answers.
    hot = replace(made(7, "unreachable", "c"), good_at=ago(days=8), answers=1)
    assert counts(joined(room, [held], hot)) == ("unreachable", 1, 1, 0)


def test_what_was_taken_in_before_counts_no_second_time(room: Room) -> None:
    hot = replace(made(7, "found", "c"), changes=1, changed_at=ago(days=7))
    once = joined(room, [made(9, "found", "a")], hot)
    assert counts(once) == ("found", 0, 2, 1)
    assert joined(room, [once], hot) == once


def test_news_are_counted_with_their_time(room: Room) -> None:
    held = replace(made(9, "found", "a"), answers=4, changes=1, changed_at=ago(days=20))
    one = joined(room, [held], made(2, "found", "b"), news=ago(days=2))
    assert (one.answers, one.changes, one.changed_at) == (5, 2, ago(days=2))


def test_an_answer_read_again_ended_as_the_new_parser_says(room: Room) -> None:
    held = made(9, "parse_failed", "a")
    assert counts(joined(room, [held], made(9, "found", "a")))[:2] == ("found", 0)
    good = made(9, "found", "a")
    assert joined(room, [good], made(9, "parse_failed", "a")).good_at is None
