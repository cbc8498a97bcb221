"""What hosts allow, by their robots.txt, against a real server on loopback."""

import datetime as dt
import itertools
from dataclasses import replace
from pathlib import Path

import pytest

from movie_assets.model.source_rows import Answer
from movie_assets.resources.http import HttpClient
from movie_assets.resources.http_answers import BLOCKED_FOR
from movie_assets.sources.metacritic import METACRITIC
from movie_assets.sources.registry import SOURCES
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.conftest import free_port
from movie_assets_tests.scripted_server import (
    HOST,
    NOON,
    OTHER_HOST,
    SOURCE,
    Said,
    Scripted,
    client,
    serving,
)

POLITE = replace(SOURCE, asks_robots=True)
PAGE, CLOSED = f"https://{HOST}/movie/her", f"https://{HOST}/search/her"
RULES = Said(body=b"User-agent: *\nDisallow: /search\n")
DAY = dt.timedelta(hours=24)


def asked(http: HttpClient, url: str = PAGE, at: dt.datetime = NOON) -> Answer:
    return http.ask(POLITE, url, title_id=None, at=at, run_id="run")


def paths(server: Scripted) -> list[str]:
    return [path.removeprefix(f"/{HOST}") for path in server.paths]


def test_rules_are_asked_for_once_and_kept() -> None:
    with serving(RULES, Said()) as server, client(server) as http:
        outcomes = [asked(http).outcome, asked(http, CLOSED).outcome, asked(http).outcome]
    assert outcomes == ["found", "forbidden_by_robots", "found"]
    assert paths(server) == ["/robots.txt", "/movie/her", "/movie/her"]


def test_what_is_forbidden_is_not_asked_and_says_why() -> None:
    with serving(RULES) as server, client(server) as http:
        answer = asked(http, CLOSED)
    assert (answer.outcome, answer.status, answer.body) == ("forbidden_by_robots", None, None)
    assert answer.error == f"robots.txt of {HOST} keeps us from {CLOSED}"
    assert paths(server) == ["/robots.txt"]


def test_rules_for_us_by_name_go_before_those_for_all() -> None:
    rules = b"User-agent: *\nDisallow:\n\nUser-agent: movie-assets\nDisallow: /movie\n"
    with (
        serving(Said(body=rules)) as server,
        client(server, user_agent="movie-assets/0.1 (contact@example.org)") as http,
    ):
        assert asked(http).outcome == "forbidden_by_robots"


def test_rules_are_shared_by_clients_and_asked_for_again_after_a_day(tmp_path: Path) -> None:
    with serving(RULES, Said(), Said(), RULES, Said()) as server:
        for at in (NOON, NOON + DAY - dt.timedelta(seconds=1), NOON + DAY):
            with client(server, shared=tmp_path) as http:
                assert asked(http, at=at).outcome == "found"
    assert paths(server) == ["/robots.txt", *["/movie/her"] * 2, "/robots.txt", "/movie/her"]


@pytest.mark.parametrize("status", [400, 401, 404, 410])
def test_where_there_are_no_rules_all_is_allowed(status: int) -> None:
    with serving(Said(status=status), Said()) as server, client(server) as http:
        assert [asked(http).outcome, asked(http).outcome] == ["found", "found"]
    assert paths(server) == ["/robots.txt", "/movie/her", "/movie/her"]


def test_rules_that_cannot_be_read_leave_the_host_alone_for_this_step() -> None:
    with serving(Said(status=500), RULES, Said()) as server:
        with client(server) as http:
            first, second = asked(http), asked(http)
        assert paths(server) == ["/robots.txt"]
        with client(server) as http:
            assert asked(http).outcome == "found"
    assert (first.outcome, second.outcome, first.status) == ("unreachable", "unreachable", None)
    assert "/robots.txt answered 500" in (first.error or "")


def test_a_host_that_is_not_there_is_tried_once() -> None:
    bases = {HOST: f"http://127.0.0.1:{free_port()}"}
    with HttpClient(base_urls=bases, user_agent="t", tokens={}, pace=0) as http:
        answer = asked(http)
    assert answer.outcome == "unreachable"
    assert "ConnectError" in (answer.error or "")


@pytest.mark.parametrize(
    ("said", "outcome", "wait"),
    [
        (Said(status=403), "blocked", BLOCKED_FOR),
        (Said(status=202), "blocked", BLOCKED_FOR),
        (Said(status=429, headers={"Retry-After": "90"}), "rate_limited", dt.timedelta(seconds=90)),
    ],
)
def test_a_wall_before_the_rules_is_the_hosts_wall(
    said: Said, outcome: str, wait: dt.timedelta
) -> None:
    with serving(said) as server, client(server) as http:
        answer = asked(http)
    assert (answer.outcome, answer.retry_at, len(server.paths)) == (outcome, NOON + wait, 1)


def test_rules_behind_a_redirect_are_the_hosts_rules() -> None:
    moved = Said(status=301, headers={"Location": f"/{HOST}/robots-2.txt"})
    with serving(moved, RULES) as server, client(server) as http:
        assert asked(http, CLOSED).outcome == "forbidden_by_robots"
    assert paths(server) == ["/robots.txt", "/robots-2.txt"]


def test_where_a_redirect_leads_the_rules_of_that_host_hold() -> None:
    with serving(RULES) as there, serving() as here:
        there_base = there.base.replace(HOST, OTHER_HOST)
        here.script = [
            Said(status=404),
            Said(status=301, headers={"Location": f"{there_base}/search/her"}),
        ]
        with client(here, base_urls={HOST: here.base, OTHER_HOST: there_base}) as http:
            answer = asked(http)
    assert (answer.outcome, answer.final_url) == (
        "forbidden_by_robots",
        f"https://{OTHER_HOST}/search/her",
    )
    assert there.paths == [f"/{OTHER_HOST}/robots.txt"]


def test_a_crawl_delay_is_kept_when_it_is_longer_than_our_own_gap(tmp_path: Path) -> None:
    slow = Said(body=b"User-agent: *\nCrawl-delay: 0.2\n")
    with serving(slow, Said()) as server, client(server, shared=tmp_path, pace=1.0) as http:
        for _ in range(3):
            assert asked(http).outcome == "found"
    gaps = [later - earlier for earlier, later in itertools.pairwise(server.times[1:])]
    assert len(gaps) == 2
    assert min(gaps) >= 0.2


def test_an_api_of_ours_to_ask_is_asked_without_rules() -> None:
    with serving(Said()) as server, client(server) as http:
        assert http.ask(SOURCE, PAGE, title_id=None, at=NOON, run_id="run").outcome == "found"
    assert paths(server) == ["/movie/her"]
    unasked = [source for source in SOURCES.values() if not source.asks_robots]
    assert {host for source in unasked for host in source.hosts} == {
        "api.themoviedb.org", "files.tmdb.org", "datasets.imdbws.com", "query.wikidata.org",
        "api.wikimedia.org", "en.wikipedia.org",
    }  # fmt: skip


def test_the_universes_rules_hold_at_a_pace_of_0() -> None:
    with (
        UniverseServer(day=0, full_pages=False) as universe,
        HttpClient(base_urls=universe.base_urls, user_agent="t", tokens={}, pace=0) as http,
    ):
        answers = [
            http.ask(METACRITIC, f"https://www.metacritic.com/{path}", title_id=None, at=NOON,
                     run_id="run")
            for path in ("search/her", "movie/her/")
        ]  # fmt: skip
        seen = [row.path for row in universe.requests.all()]
    assert answers[0].outcome == "forbidden_by_robots"
    assert seen[0] == "/robots.txt"
    assert "/search/her" not in seen
