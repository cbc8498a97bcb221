"""How sources are doing: one table of checks and answers worked out by hand for each state."""

import datetime as dt

import pyarrow as pa
import pytest
from checks_made import NOW, ago, check

from movie_assets.model.operation_rows import SourceCheck, SourceState
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.refresh.states import advice, newest_stop_sql, states_sql
from movie_assets_tests.pure_rooms import Room

# tmdb's answers are old after 7 days, imdb's after 2; imdb_page is never asked.
REGISTRY = (("tmdb", 7.0, False), ("imdb", 2.0, False), ("imdb_page", 7.0, True))
STATES = {"fresh", "stale", "blocked", "over_quota", "forbidden", "drifted", "never_asked"}


@pytest.fixture
def room() -> Room:
    return Room()


def answer(at: dt.datetime, outcome: str, retry_at: dt.datetime | None = None) -> Answer:
    return Answer(
        answer_id=f"{at} {outcome}",
        source="tmdb",
        url="u",
        requested_at=at,
        outcome=outcome,
        retry_at=retry_at,
        run_id="r",
    )


def states(
    room: Room,
    *checks: SourceCheck,
    answers: tuple[Answer, ...] = (),
    drifted: tuple[str, ...] = (),
) -> dict[str, SourceState]:
    room.view("checks", SourceCheck, checks)
    room.view("answers", Answer, answers)
    room.con.register("drifted", pa.table({"source": pa.array(drifted, pa.string())}))
    rows = ", ".join(f"('{s}', {age}::DOUBLE, 'l', 'a', 'p', {w})" for s, age, w in REGISTRY)
    room.con.execute(
        f"CREATE OR REPLACE TEMP TABLE registry AS SELECT * FROM (VALUES {rows}) AS v "
        "(source, max_age_days, licence, attribution, permitted_use, is_walled)"
    )
    found = room.made(SourceState, states_sql(), now=NOW)
    return {one.source: one for one in found}


def test_a_source_nobody_asked_says_so(room: Room) -> None:
    state = states(room)["tmdb"]
    assert (state.state, state.titles_asked, state.outcomes) == ("never_asked", 0, "{}")
    assert (state.last_answer_at, state.last_good_at, state.until) == (None, None, None)


def test_pages_behind_a_wall_that_are_never_asked_say_blocked(room: Room) -> None:
    state = states(room)["imdb_page"]
    assert (state.state, state.until, state.titles_asked) == ("blocked", None, 0)
    stored = check("imdb/tt1", ago(hours=1), source="imdb_page")
    assert states(room, stored)["imdb_page"].state == "fresh"


@pytest.mark.parametrize(
    ("outcome", "state", "until"),
    [
        ("found", "fresh", None),
        ("not_found", "fresh", None),
        ("unreachable", "fresh", None),
        ("parse_failed", "fresh", None),
        ("blocked", "blocked", NOW + dt.timedelta(hours=5)),  # six hours after the answer
        ("rate_limited", "over_quota", NOW + dt.timedelta(hours=5)),
        ("over_quota", "over_quota", dt.datetime(2026, 6, 2, tzinfo=dt.UTC)),  # next midnight
        ("unauthorised", "forbidden", None),
        ("forbidden_by_robots", "forbidden", None),
    ],
)
def test_the_newest_answer_says_whether_the_lane_is_open_and_when_again(
    room: Room, outcome: str, state: str, until: dt.datetime | None
) -> None:
    found = states(room, check("movie/1", ago(days=1)), check("movie/2", ago(hours=1), outcome))
    assert (found["tmdb"].state, found["tmdb"].until) == (state, until)
    assert found["tmdb"].last_answer_at == ago(hours=1)
    assert found["tmdb"].titles_asked == 2
    assert found["imdb"].state == "never_asked"


@pytest.mark.parametrize("outcome", ["blocked", "rate_limited", "over_quota"])
def test_what_the_source_said_goes_before_what_we_would_wait(room: Room, outcome: str) -> None:
    said = NOW + dt.timedelta(minutes=17)
    found = states(
        room,
        check("movie/1", ago(hours=1), outcome),
        answers=(answer(ago(hours=1), outcome, said),),
    )
    assert found["tmdb"].until == said


def test_a_wall_that_was_followed_by_an_answer_is_over(room: Room) -> None:
    found = states(
        room,
        check("movie/1", ago(hours=2)),
        answers=(answer(ago(hours=9), "blocked"), answer(ago(hours=2), "found")),
    )
    assert (found["tmdb"].state, found["tmdb"].until) == ("fresh", None)


def test_a_wall_before_any_title_was_asked_is_known_from_the_answers(room: Room) -> None:
    found = states(room, answers=(answer(ago(hours=1), "blocked"),))
    assert (found["tmdb"].state, found["tmdb"].titles_asked) == ("blocked", 0)
    assert found["tmdb"].last_answer_at == ago(hours=1)


def test_one_address_that_robots_forbid_does_not_forbid_the_source(room: Room) -> None:
    at = ago(hours=1)
    both = (check("movie/1", at), check("movie/2", at, "forbidden_by_robots"))
    assert states(room, *both)["tmdb"].state == "fresh"


def test_drift_goes_before_everything_else_and_no_clock_ends_it(room: Room) -> None:
    found = states(
        room,
        check("movie/1", ago(hours=1)),
        answers=(answer(ago(hours=1), "blocked"),),
        drifted=("tmdb",),
    )
    assert (found["tmdb"].state, found["tmdb"].until) == ("drifted", None)


def test_a_source_is_stale_by_its_own_measure(room: Room) -> None:
    found = states(
        room, check("movie/1", ago(days=6)), check("movie/1", ago(days=6), source="imdb")
    )
    assert (found["tmdb"].state, found["imdb"].state) == ("fresh", "stale")
    assert states(room, check("movie/1", ago(days=8)))["tmdb"].state == "stale"


@pytest.mark.parametrize("outcome", sorted(LANE_STOPPERS))
def test_each_lane_stopper_is_a_stop_by_answer_or_by_reading(room: Room, outcome: str) -> None:
    room.view("checks", SourceCheck, [check("movie/1", ago(hours=3), outcome)])
    room.view("answers", Answer, [answer(ago(hours=2), outcome), answer(ago(hours=1), "found")])
    found = room.con.execute(newest_stop_sql()).fetchall()
    assert [(row[0], row[1], row[2]) for row in found] == [("tmdb", outcome, ago(hours=2))]


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - LANE_STOPPERS))
def test_no_other_outcome_is_a_stop(room: Room, outcome: str) -> None:
    room.view("checks", SourceCheck, [check("movie/1", ago(hours=3), outcome)])
    room.view("answers", Answer, [answer(ago(hours=2), outcome)])
    assert room.con.execute(newest_stop_sql()).fetchall() == []


def test_there_is_advice_for_every_state_but_the_good_one() -> None:
    assert {state for state in STATES if advice(state, "tmdb")} == STATES - {"fresh"}
    assert "replay metacritic" in advice("drifted", "metacritic")
