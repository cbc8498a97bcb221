"""Canaries: read right on every day, misread in a changed layout, and what that costs a source."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import dagster as dg
import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.assets.asking import Asking
from movie_assets.assets.canary_step import Verdict, addresses_of, may_ask
from movie_assets.assets.step import Step
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import ExternalId, Name, Rating
from movie_assets.model.source_rows import SourceRecord
from movie_assets.refresh.canaries import (
    ANSWERED,
    LEAST_ANSWERED,
    MOST_ASKED,
    Canary,
    ScoreRange,
    is_drifted,
    misread,
    needs_no_more,
)
from movie_assets.refresh.canary_titles import CANARIES, canaries_of
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Lake
from movie_assets.resources.workbench import Workbench, in_memory_duckdb
from movie_assets.sources.base import Fetched, Source
from movie_assets.sources.registry import source_named
from movie_assets.universe.server import UniverseServer

START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
PAGE_SOURCES = ("metacritic", "rotten_tomatoes", "tv_tropes")
LAYOUTS = ("changed_layout", "misleading_layout")


# -- what a misreading is ------------------------------------------------------------------------

HER = Canary(
    page="movie/her",
    kind="movie",
    title="Her",
    year=2013,
    scores=(
        ScoreRange(
            publisher="metacritic", metric="critics", low=87, high=95, min_count=40, max_count=400
        ),
    ),
    ids=(("imdb", "tt1798709"),),
)


def her(**changes: object) -> SourceRecord:
    """The record a right reading of the page gives, with some changes."""
    return replace(_HER_RECORD, **changes)


_HER_RECORD = SourceRecord(
    source="metacritic",
    source_id="movie/her",
    title_id="",
    outcome="found",
    answer_id="a",
    requested_at=START,
    observed_at=START,
    parser_version="1",
    kind="movie",
    title="Her",
    year=2013,
)


def critics(value: float | None, count: int | None) -> tuple[Rating, ...]:
    return (
        Rating(publisher="metacritic", metric="critics", value=value, scale_max=100.0, count=count),
    )


RIGHT = her(ratings=critics(91.0, 46), external_ids=(ExternalId(source="imdb", id="tt1798709"),))


def test_a_right_reading_has_nothing_wrong():
    assert misread([RIGHT], HER) == ()


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"kind": "tv"}, "kind is tv, not movie"),
        ({"title": "Him"}, "title is 'Him', not 'Her'"),
        ({"year": 2011}, "year is 2011, not 2013"),
        ({"year": None}, "year is None, not 2013"),
        ({"ratings": ()}, "no critics score"),
        ({"ratings": critics(None, None)}, "no critics score"),
        ({"ratings": critics(86.0, 46)}, "critics score is 86, not 87 to 95"),
        ({"ratings": critics(91.0, 39)}, "critics count is 39, not 40 or more"),
        ({"ratings": critics(91.0, None)}, "critics count is None, not 40 or more"),
        ({"ratings": critics(91.0, 401)}, "critics count is 401, not 400 or less"),
        ({"external_ids": ()}, "no imdb id tt1798709"),
    ],
)
def test_each_wrong_fact_is_said(changes, wrong):
    assert misread([replace(RIGHT, **changes)], HER) == (wrong,)


def test_a_title_counts_under_any_of_its_names_however_it_is_spelt():
    named = replace(RIGHT, title="Ela", names=(Name(name="H-E-R", language="en"),))
    assert misread([named], HER) == ()


def test_of_a_batch_each_canary_looks_at_its_own_record():
    other = replace(RIGHT, source_id="movie/him", title="Him")
    assert misread([other, RIGHT], HER) == ()
    assert misread([other, replace(other, source_id="movie/us")], HER) == ("nothing was read",)
    assert misread([], HER) == ("nothing was read",)


def check(outcome: str = "found", *wrong: str, page: str = "movie/her") -> CanaryCheck:
    return CanaryCheck(
        source="metacritic",
        page=page,
        day=START.date(),
        parser_version="1",
        outcome=outcome,
        misread=wrong,
        answer_id="a",
        checked_at=START,
    )


@pytest.mark.parametrize(
    ("right", "wrong", "silent", "verdict"),
    [
        (8, 2, 0, False),  # 20 % is not more than 20 %
        (7, 3, 0, True),
        (4, 0, 6, None),  # four answers are no verdict
        (0, 4, 6, None),
        (5, 0, 5, False),
        (3, 2, 5, True),  # of those that answered
    ],
)
def test_more_than_a_fifth_of_the_answered_is_drift(right, wrong, silent, verdict):
    checks = (
        [check()] * right + [check("parse_failed", "x")] * wrong + [check("not_found")] * silent
    )
    assert is_drifted(checks) is verdict


@given(
    st.lists(st.tuples(st.sampled_from(sorted(Outcome)), st.booleans()), max_size=12),
    st.lists(st.tuples(st.sampled_from(sorted(Outcome)), st.booleans()), max_size=12),
)
def test_certain_drift_is_not_changed_by_what_is_still_to_come(first, rest):
    def checks(drawn):
        return [check(one, *(["x"] if bad and one in ANSWERED else [])) for one, bad in drawn]

    answered_in_all = sum(one in ANSWERED for one, _ in first + rest)
    if is_drifted(checks(first), to_come=len(rest)) and answered_in_all >= LEAST_ANSWERED:
        assert is_drifted(checks(first + rest))


def test_asking_ends_when_it_is_certain_or_the_host_is_down():
    bad, down = check("parse_failed", "x"), check("unreachable")
    assert not needs_no_more([bad, bad], to_come=8)
    assert needs_no_more([bad, bad, bad], to_come=7)
    assert not needs_no_more([down], to_come=9)
    assert needs_no_more([down, down], to_come=8)


# -- the canaries themselves, against the universe -----------------------------------------------


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0, full_pages=True) as server:
        yield server


@pytest.fixture(autouse=True)
def fresh(request) -> None:
    if "universe" in request.fixturenames:
        server = request.getfixturevalue("universe")
        server.faults.clear()
        server.requests.clear()
        server.day = 0


@pytest.mark.parametrize("source", sorted(CANARIES))
def test_there_are_ten_canaries_a_source_and_asking_them_costs_ten_requests_at_most(source):
    canaries = canaries_of(source)
    assert len({one.page for one in canaries}) == len(canaries) >= 10
    requests = list(addresses_of(source, canaries))
    assert len(requests) <= MOST_ASKED
    assert {one.page for _, covered in requests for one in covered} == {c.page for c in canaries}


@pytest.mark.parametrize("day", [0, 1, 30, 365])
@pytest.mark.parametrize("source", sorted(CANARIES))
def test_every_canary_is_read_right_on_every_day(universe, source, day):
    universe.day = day
    wrong = {}
    for url, covered in addresses_of(source, canaries_of(source)):
        host = url.split("/")[2]
        reached = url.replace(f"https://{host}", universe.base_urls[host])
        answer = httpx.get(reached, timeout=60)
        page = covered[0].page if len(covered) == 1 else ""
        read = source_named(source).read
        assert read is not None
        reading = read(
            Fetched(
                answer_id="1",
                title_id=page,
                url=url,
                status=answer.status_code,
                body=answer.content,
                requested_at=START,
                headers=dict(answer.headers),
            )
        )
        for canary in covered:
            reasons = misread(reading.records, canary)
            if reasons or reading.outcome is not Outcome.FOUND:
                wrong[canary.page] = (reading.outcome, reasons)
    assert wrong == {}


# -- asking them ---------------------------------------------------------------------------------


@pytest.fixture
def work(tmp_path: Path, universe: UniverseServer) -> Workbench:
    lake = Lake(str(tmp_path / "lake"), tmp_path)
    return Workbench(
        lake=lake,
        duckdb=in_memory_duckdb(tmp_path / "spill"),
        answers=AnswerStore(lake, tmp_path / "journal"),
        clock=RunClock(START),
        open_http=lambda: HttpClient(
            base_urls=universe.base_urls,
            user_agent="test",
            tokens={"api.themoviedb.org": "t"},
            pace=0,
        ),
        scratch=tmp_path,
        hot_titles=list,
    )


def later(work: Workbench, **time: float) -> Workbench:
    return replace(work, clock=RunClock(START + dt.timedelta(**time)))


def asked(work: Workbench, source: Source) -> tuple[Verdict, Asking]:
    """The verdict of one step, and what the step's asking is left with."""
    kept = []

    @dg.asset
    def lane(context: dg.AssetExecutionContext) -> None:
        with work.compute() as con, work.open_http() as http:
            asking = Asking(Step(context, work, con, []), source, http)
            kept.append((may_ask(asking), asking))

    assert dg.materialize([lane]).success
    return kept[0]
