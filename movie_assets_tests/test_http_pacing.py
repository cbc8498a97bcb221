"""Rates and budgets, kept by real processes that fetch at once from the universe."""

import datetime as dt
import itertools
import json
import sqlite3
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from movie_assets.resources.http import HttpClient
from movie_assets.resources.http_pacing import Ledger, Turns
from movie_assets.settings import Settings
from movie_assets.sources.registry import SOURCES
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.fetching_process import API, ASKED, PAGES, fetch_all
from movie_assets_tests.forks import FORKS
from movie_assets_tests.scripted_server import (
    HOST,
    NOON,
    SOURCE,
    URL,
    Said,
    ask,
    client,
    serving,
)

PROCESSES = 4


def most_in_a_window(times: list[float], seconds: float) -> int:
    """The most requests in any stretch of so many seconds, its end not counted."""
    return max(sum(start <= one < start + seconds for one in times) for start in times)


def test_four_processes_keep_one_rate_and_one_budget(tmp_path: Path) -> None:
    """The bars: no source exceeds its rate or its budget, however many ask.

    The rate is that of the turns taken, one a request: how far apart requests arrive that left
    evenly is the machine's. The budget is counted where they arrive.
    """
    ready = FORKS.Barrier(PROCESSES)
    with UniverseServer(day=0, full_pages=False) as universe:
        given = (universe.base_urls, tmp_path, ready)
        workers = [FORKS.Process(target=fetch_all, args=(*given, n)) for n in range(PROCESSES)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        rows = universe.requests.all()
    assert [worker.exitcode for worker in workers] == [0] * PROCESSES
    files = [tmp_path / f"turns-{number}.json" for number in range(PROCESSES)]
    turns = sorted((at, lane) for file in files for lane, at in json.loads(file.read_text()))
    assert len(turns) == len(rows), "each request takes a turn of its own"
    lanes = {host: [at for at, lane in turns if lane == host] for host in (PAGES, API)}
    pages, answers = lanes.values()
    asked = Counter(row.host for row in rows)
    assert (asked[PAGES], asked[API]) == (len(pages), len(answers))
    assert Counter(row.path for row in rows)["/robots.txt"] == 1
    assert len(pages) == 9, "the budget, robots.txt among it"
    assert len(answers) == ASKED * PROCESSES
    assert most_in_a_window(pages, 1.0) <= 4
    assert most_in_a_window(answers, 1.0) <= 20
    assert answers[-1] - answers[0] >= (len(answers) - 1) / 20
    print(
        f"{len(answers)} requests in {answers[-1] - answers[0]:.2f} s, most in a second "
        f"{most_in_a_window(answers, 1.0)} of 20; pages {most_in_a_window(pages, 1.0)} of 4"
    )


def test_a_lane_of_one_at_a_time_waits_for_the_answer(tmp_path: Path) -> None:
    """Two clients ask; the second request comes only after the first was answered."""
    alone = replace(SOURCE, one_at_a_time=True, requests_per_second=1e6)
    began, ended = threading.Event(), threading.Event()
    with serving(Said(silent=True)) as server:

        def held() -> None:
            with client(server, shared=tmp_path, pace=1.0, timeout_s=30) as http:
                http.ask(alone, URL, title_id=None, at=NOON, run_id="run")

        def waiting() -> None:
            with client(server, shared=tmp_path, pace=1.0) as http:
                began.set()
                http.ask(alone, f"{URL}&second", title_id=None, at=NOON, run_id="run")
            ended.set()

        first = threading.Thread(target=held, daemon=True)
        first.start()
        while not server.paths:
            first.join(0.01)
        second = threading.Thread(target=waiting, daemon=True)
        second.start()
        assert began.wait(10)
        assert not ended.wait(0.3)
        assert len(server.paths) == 1
        server.script = [Said()]
        server.released.set()
        assert ended.wait(30)
    assert server.paths[-1].endswith("&second")


def test_at_a_pace_of_0_nothing_is_waited_for_nor_kept(tmp_path: Path) -> None:
    with serving(Said()) as server, client(server, shared=tmp_path) as http:
        for _ in range(3):
            http.ask(SOURCE, URL, title_id=None, at=NOON, run_id="run")
    assert {path.name.split("-")[0] for path in tmp_path.iterdir()} == {"ledger.sqlite"}


def test_the_pace_multiplies_the_gap() -> None:
    turns = Turns(None, 2.0)
    times = []
    for _ in range(3):
        with turns.taken("lane", 0.02, one_at_a_time=False):
            times.append(time.time())
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) >= 0.04


def test_a_clock_set_back_does_not_stop_a_lane(tmp_path: Path) -> None:
    turns = Turns(tmp_path, 1.0)
    with turns.taken("lane", 0.001, one_at_a_time=False):
        pass
    with sqlite3.connect(tmp_path / "lane.sqlite") as con:
        con.execute("UPDATE rate_bucket SET item_timestamp = item_timestamp + 3600000")
    started = time.monotonic()
    with turns.taken("lane", 0.001, one_at_a_time=False):
        assert time.monotonic() - started < 60


def test_the_log_of_turns_does_not_grow(tmp_path: Path) -> None:
    turns = Turns(tmp_path, 1.0)
    for _ in range(20):
        with turns.taken("lane", 0.001, one_at_a_time=False):
            pass
    with sqlite3.connect(tmp_path / "lane.sqlite") as con:
        (rows,) = con.execute("SELECT count(*) FROM rate_bucket").fetchone()
    assert rows <= 2


# -- budgets -------------------------------------------------------------------------------------

DAILY = replace(SOURCE, requests_a_day=2)


def outcomes(http: HttpClient, times: int, at: dt.datetime = NOON) -> list[str]:
    return [http.ask(DAILY, URL, title_id=None, at=at, run_id="run").outcome for _ in range(times)]


def test_a_budget_that_is_used_up_costs_no_request(tmp_path: Path) -> None:
    with serving(Said()) as server:
        for expected in (["found"], ["found", "over_quota"], ["over_quota"]):
            with client(server, shared=tmp_path) as http:
                assert outcomes(http, len(expected)) == expected
        assert len(server.paths) == 2
        with client(server, shared=tmp_path) as http:
            answer = http.ask(DAILY, URL, title_id=None, at=NOON, run_id="run")
            assert outcomes(http, 1, NOON + dt.timedelta(hours=12)) == ["found"]
    assert answer.retry_at == dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    assert answer.error == "the 2 requests of 2026-01-01 to example are used up"
    assert (answer.status, answer.body) == (None, None)


def test_what_is_asked_again_or_elsewhere_is_of_the_budget_too(tmp_path: Path) -> None:
    with serving(Said(status=500), Said()) as server, client(server, shared=tmp_path) as http:
        assert outcomes(http, 2) == ["found", "over_quota"]
    moved = Said(status=301, headers={"Location": f"/{HOST}/moved"})
    with serving(moved, Said()) as server, client(server, shared=tmp_path) as http:
        assert outcomes(http, 2, NOON + dt.timedelta(days=1)) == ["found", "over_quota"]


@pytest.mark.parametrize(("budgets", "found"), [({"example": 0}, 0), ({"example": None}, 3)])
def test_a_budget_may_be_set_or_lifted(budgets: dict[str, int | None], found: int) -> None:
    with serving(Said()) as server, client(server, budgets=budgets) as http:
        assert outcomes(http, 3).count("found") == found
    assert len(server.paths) == found


def test_a_limit_that_cannot_be_waited_for_is_one_request_at_a_pace_of_1(tmp_path: Path) -> None:
    with serving(Said(status=429, headers={"Retry-After": "3600"})) as server:
        answer = ask(server, pace=1.0, shared=tmp_path)
    assert (answer.outcome, len(server.paths)) == ("rate_limited", 1)


def test_the_budgets_of_the_seed_stand_in_the_sources() -> None:
    stated = {n: s.requests_a_day for n, s in SOURCES.items() if s.requests_a_day is not None}
    assert stated == {
        "imdb_page": 30_000, "tv_tropes": 9_000, "rotten_tomatoes": 5_000, "metacritic": 600,
    }  # fmt: skip


def test_a_days_budget_is_its_own(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path)
    assert [ledger.spend("a", "2026-01-01", 2) for _ in range(3)] == [True, True, False]
    assert ledger.spend("a", "2026-01-02", 2)
    assert ledger.spend("b", "2026-01-01", 2)


def test_a_budget_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOVIE_ASSETS_BUDGETS", '{"metacritic": 3, "tv_tropes": null}')
    assert Settings().budgets == {"metacritic": 3, "tv_tropes": None}
