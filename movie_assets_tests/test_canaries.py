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
from universe_lanes import START, bench_at

from movie_assets.assets.asking import Asking
from movie_assets.assets.canary_step import Gate, Verdict, addresses_of
from movie_assets.assets.step import Step
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import ExternalId, Name, Rating
from movie_assets.model.source_rows import SourceRecord
from movie_assets.refresh.canaries import (
    ANSWERED,
    MOST_ASKED,
    Canary,
    ScoreRange,
    is_drifted,
    misread,
    needs_no_more,
)
from movie_assets.refresh.canary_titles import CANARIES, canaries_of
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.base import Fetched, Source
from movie_assets.sources.registry import source_named
from movie_assets.universe.server import UniverseServer

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
    st.lists(st.tuples(st.sampled_from(["found", "parse_failed", "blocked"]), st.booleans())),
    st.lists(st.tuples(st.sampled_from(sorted(Outcome)), st.booleans())),
)
def test_certain_drift_is_not_changed_by_what_is_still_to_come(first, rest):
    def checks(drawn):
        return [check(one, *(["x"] if bad and one in ANSWERED else [])) for one, bad in drawn]

    if is_drifted(checks(first), to_come=len(rest)):
        assert is_drifted(checks(first + rest))


def test_asking_ends_when_it_is_certain_or_the_host_is_down():
    good, bad, down = check(), check("parse_failed", "x"), check("unreachable")
    assert not needs_no_more([bad, bad, bad, bad], to_come=6)  # four answers are no verdict
    assert not needs_no_more([good, good, good, bad, bad], to_come=5)
    assert needs_no_more([good, good, bad, bad, bad], to_come=5)
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
    return bench_at(universe.base_urls, tmp_path)


def later(work: Workbench, **time: float) -> Workbench:
    return replace(work, clock=RunClock(START + dt.timedelta(**time)))


def asked(work: Workbench, source: Source) -> tuple[Verdict, Asking]:
    """The verdict of one step, and what the step's asking is left with."""
    kept = []

    @dg.asset
    def lane(context: dg.AssetExecutionContext) -> None:
        with work.compute() as con, work.open_http() as http:
            asking = Asking(Step(context, work, con, []), source, http)
            kept.append((Gate(asking).verdict, asking))

    assert dg.materialize([lane]).success
    return kept[0]


HOSTS = {
    "metacritic": "www.metacritic.com",
    "rotten_tomatoes": "www.rottentomatoes.com",
    "tv_tropes": "tvtropes.org",
    "tmdb": "api.themoviedb.org",
    "wikidata": "query.wikidata.org",
    "wikipedia": "en.wikipedia.org",
}


def requests_of(universe: UniverseServer, source: str) -> int:
    """How often the source's host was asked for something other than its robots.txt."""
    return sum(
        row.host == HOSTS[source] and row.path != "/robots.txt" for row in universe.requests.all()
    )


@pytest.mark.parametrize("source", sorted(CANARIES))
def test_a_source_that_is_read_right_is_open_and_asked_once_a_day(work, universe, source):
    verdict, asking = asked(work, source_named(source))
    assert verdict.is_open
    assert asking.stopped_by is None
    first = requests_of(universe, source)
    assert 1 <= first <= MOST_ASKED
    assert first == asking.requests

    again, _ = asked(later(work, hours=3), source_named(source))
    assert again.is_open
    assert requests_of(universe, source) == first

    universe.day = 1
    tomorrow, _ = asked(later(work, days=1), source_named(source))
    assert tomorrow.is_open
    assert requests_of(universe, source) == 2 * first


@pytest.mark.parametrize(
    ("source", "layout"),
    [
        ("metacritic", "changed_layout"),
        ("metacritic", "misleading_layout"),
        ("rotten_tomatoes", "changed_layout"),
        ("rotten_tomatoes", "misleading_layout"),
        ("tv_tropes", "changed_layout"),  # it has no two scores that could change places
    ],
)
def test_a_changed_layout_shuts_the_source_for_five_requests(work, universe, source, layout):
    universe.faults.add(layout, HOSTS[source])

    verdict, asking = asked(work, source_named(source))

    assert (verdict.state, verdict.until) == ("drifted", None)
    assert (asking.is_over, asking.stopped_by) == (True, "drifted")
    assert requests_of(universe, source) == 5
    assert verdict.why.startswith("5 of 5 well-known pages were misread. ")

    # Not asked again on any later day, even if the pages are as they were.
    universe.faults.clear()
    for days in (0, 1, 40):
        assert asked(later(work, days=days), source_named(source))[0].state == "drifted"
    assert requests_of(universe, source) == 5


def test_a_new_parser_opens_a_drifted_source_if_it_reads_right(work, universe):
    universe.faults.add("changed_layout", HOSTS["metacritic"])
    old = source_named("metacritic")
    assert asked(work, old)[0].state == "drifted"
    new = replace(old, parser_version="next")

    still_wrong, _ = asked(later(work, days=1), new)
    assert still_wrong.state == "drifted"
    assert requests_of(universe, "metacritic") == 10

    universe.faults.clear()
    right, _ = asked(later(work, days=1), replace(old, parser_version="the one after"))
    assert right.is_open


def test_a_layout_changed_for_shows_alone_is_noticed(work, universe):
    universe.faults.add("changed_layout", f"{HOSTS['metacritic']}/tv/")
    assert asked(work, source_named("metacritic"))[0].state == "drifted"
    assert requests_of(universe, "metacritic") <= MOST_ASKED


def test_a_wall_stops_for_one_request_and_says_until_when(work, universe):
    universe.faults.add("forbidden", f"{HOSTS['metacritic']}/(movie|tv)/")
    verdict, asking = asked(work, source_named("metacritic"))
    assert (verdict.state, asking.stopped_by) == ("stopped", "blocked")
    assert verdict.until == START + dt.timedelta(hours=6)
    assert requests_of(universe, "metacritic") == 1

    shut, stopped = asked(later(work, hours=5), source_named("metacritic"))
    assert (shut.state, stopped.is_over) == ("stopped", True)
    assert requests_of(universe, "metacritic") == 1

    universe.faults.clear()
    assert asked(later(work, hours=6), source_named("metacritic"))[0].is_open


def test_a_captcha_that_comes_with_200_is_a_wall_and_no_misreading(work, universe):
    universe.faults.add("captcha", f"{HOSTS['metacritic']}/(movie|tv)/")
    verdict, _ = asked(work, source_named("metacritic"))
    assert verdict.state == "stopped"
    assert requests_of(universe, "metacritic") == 1


def test_pages_that_are_gone_prove_nothing_and_nothing_is_asked(work, universe):
    universe.faults.add("gone", HOSTS["metacritic"])
    verdict, asking = asked(work, source_named("metacritic"))
    assert verdict.state == "unsure"
    assert verdict.why == "0 of 0 well-known pages were misread, 10 did not answer"
    assert asking.is_over
    assert requests_of(universe, "metacritic") == 10

    assert asked(later(work, hours=5), source_named("metacritic"))[0].state == "unsure"
    assert requests_of(universe, "metacritic") == 10
    universe.faults.clear()
    assert asked(later(work, hours=6), source_named("metacritic"))[0].is_open


def test_two_of_ten_may_be_wrong_or_gone(work, universe):
    pages = [one.page for one in canaries_of("metacritic")]
    universe.faults.add("changed_layout", f"{pages[0]}/|{pages[4]}/")
    universe.faults.add("gone", f"{pages[2]}/")
    universe.faults.add("moved", f"{pages[3]}/$")
    verdict, _ = asked(work, source_named("metacritic"))
    # Two of nine are more than a fifth, two of ten would not be.
    assert verdict.state == "drifted"


def test_a_source_without_canaries_is_open_and_not_asked(work, universe):
    verdict, asking = asked(work, source_named("tmdb_watch"))
    assert (verdict.is_open, asking.requests) == (True, 0)


def test_what_the_canaries_said_is_kept_with_the_answer_it_was_read_from(work):
    asked(work, source_named("wikidata"))
    lake = work.lake
    with work.compute() as con:
        rows = con.execute(
            "SELECT page, canaries.outcome, misread, status FROM "
            f"{lake.scan(dataset('canary_check', 'wikidata'))} AS canaries "
            f"JOIN {lake.scan(dataset('answer', 'wikidata'))} USING (answer_id)"
        ).fetchall()
    assert {row[0] for row in rows} == {one.page for one in canaries_of("wikidata")}
    assert {(row[1], tuple(row[2]), row[3]) for row in rows} == {("found", (), 200)}
