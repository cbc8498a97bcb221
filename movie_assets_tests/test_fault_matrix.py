"""Every fault of the universe through the real lanes: what it costs, what is said, what stays.

DESIGN section 5 says what an answer costs and means; each row of its table is a case here. The
canaries of the day have been read right before a fault starts: drift has tests of its own below.
"""

import datetime as dt
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
import universe_lanes as lanes

from movie_assets.assets import pages, sources
from movie_assets.refresh.canaries import MOST_ASKED
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.universe import server as universe_server
from movie_assets.universe.server import UniverseServer

# Three films of one bucket in the order in which they are asked for; Wikidata has the right ids
# of their pages, so each page source finds each with one request.
FILMS = ("movie/8078", "movie/2300", "movie/1621")  # Alien: Resurrection, Space Jam, Trading Places
FIRST = FILMS[0]
BUCKET = "movie-05"
# Popularity 34 to 37 is two days; old titles wait half as long again, Metacritic four times so,
# and a quarter longer where nothing new was told: fifteen.
DUE_AGAIN = 16
FACTS = 'title_id, source_id, title, year, ratings, directors, "cast", tropes, outcome'


@dataclass(frozen=True)
class Site:
    """A lane and where it asks: its asset, host, the pages' folder and the first film's page."""

    asset: str
    host: str
    folder: str
    page: str


SITES = {
    "metacritic": Site(
        "metacritic_pages", "www.metacritic.com", "/movie/", "/movie/alien-resurrection/"
    ),
    "rotten_tomatoes": Site(
        "rotten_tomatoes_pages", "www.rottentomatoes.com", "/m/", "/m/alien_resurrection"
    ),
    "tv_tropes": Site(
        "tv_tropes",
        "tvtropes.org",
        "/pmwiki/pmwiki.php/",
        "/pmwiki/pmwiki.php/Film/AlienResurrection",
    ),
    "tmdb": Site("tmdb_titles", "api.themoviedb.org", "/3/movie/", "/3/movie/8078"),
    "wikidata": Site("wikidata_ids", "query.wikidata.org", "/sparql", "/sparql"),
}
PAGE_SOURCES = ("metacritic", "rotten_tomatoes", "tv_tropes")
ALL_ASSETS = (*pages.assets, *sources.assets)


@dataclass(frozen=True, kw_only=True)
class Fault:
    """A fault, and what DESIGN says it comes to: the first film's outcome, requests, the lane."""

    kind: str
    outcome: str
    requests: int  # for pages, by all three films
    times: int | None = None
    seconds: float = 1.0
    stops: bool = False

    def __str__(self) -> str:
        """Its name among the tests."""
        return f"{self.kind}-{self.seconds:g}s-{self.times or 'always'}"


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(full_pages=False) as server:
        yield server


@pytest.fixture(scope="module")
def prepared(universe: UniverseServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two homes: one whose titles are known and whose pages are not, one that has both."""
    folder = tmp_path_factory.mktemp("homes")
    known = open_home(universe, folder / "known")
    lanes.trust(known, *SITES)
    for asset in ("tmdb_titles", "wikidata_ids"):
        lanes.materialise(known, sources.assets, asset, BUCKET)
    shutil.copytree(folder / "known", folder / "held")
    held = open_home(universe, folder / "held")
    for source in PAGE_SOURCES:
        asked = lanes.materialise(held, pages.assets, SITES[source].asset, BUCKET)
        assert asked["request_outcomes"] == {"found": 3}, source
    return folder


@pytest.fixture
def clean(universe: UniverseServer) -> UniverseServer:
    """The universe without faults and with nothing asked."""
    universe.faults.clear()
    universe.requests.clear()
    return universe


def open_home(universe: UniverseServer, folder: Path, **http: Any) -> Workbench:
    titles = {title.title_id: title for title in universe.today().titles}
    work = lanes.bench_of(universe, folder, [titles[one] for one in FILMS])
    # A good answer takes 10 ms; another worker on the same cores may keep it a few tenths.
    options: Mapping[str, Any] = {"pace": 0, "timeout_s": 0.8, "total_s": 1.6} | http
    return replace(
        work,
        open_http=lambda: HttpClient(
            base_urls=universe.base_urls,
            user_agent="test",
            tokens={"api.themoviedb.org": "t"},
            **options,
        ),
    )


@dataclass(frozen=True)
class After:
    """What a lane's run left behind."""

    notes: Mapping[str, Any]
    asked: Counter[int]  # statuses of the requests for pages, robots.txt aside
    checks: Mapping[str, tuple[str, dt.datetime, dt.datetime | None]]
    answers: list[tuple[str, int | None]]  # of this run: outcome and status
    records: list[tuple[Any, ...]]
    pages: list[tuple[Any, ...]]
    strays: list[tuple[Any, ...]]


def run(universe: UniverseServer, work: Workbench, source: str) -> After:
    """Run a source's lane and read what it left."""
    site = SITES[source]
    notes = lanes.materialise(work, ALL_ASSETS, site.asset, BUCKET)
    log = [row for row in universe.requests.all() if row.host == site.host]

    def rows(table: str, columns: str, name: str = source) -> list[tuple[Any, ...]]:
        return lanes.rows(work, work.lake.scan(dataset(table, name), [BUCKET]), columns)

    checks = rows("source_check", "title_id, outcome, checked_at, good_at")
    answers = rows("answer", "outcome, status, requested_at")
    return After(
        notes=notes,
        asked=Counter(row.status for row in log if row.path != "/robots.txt"),
        checks={title_id: tuple(row) for title_id, *row in checks},
        answers=[row[:2] for row in answers if row[2] == work.clock.at],
        records=rows("source_record", FACTS),
        pages=rows("page_asked", "title_id, source_id, outcome, status, reason"),
        strays=rows("source_record", FACTS, f"{source}_strays"),
    )


def start(
    universe: UniverseServer, prepared: Path, folder: Path, source: str, home: str, **http: Any
) -> Workbench:
    """A home of its own, on a day on which all three films are due and canaries were read right."""
    shutil.copytree(prepared / home, folder, dirs_exist_ok=True)
    work = open_home(universe, folder, **http)
    if home == "held":
        work = lanes.at(work, DUE_AGAIN)
        lanes.trust(work, source)
    return work


def facts(work: Workbench, source: str) -> list[tuple[Any, ...]]:
    """What is held of the films at a source."""
    return lanes.rows(work, work.lake.scan(dataset("source_record", source), [BUCKET]), FACTS)


# One fault of each kind, met by the first film; of those that go on, the others come as ever.
WALLS = (
    Fault(kind="forbidden", outcome="blocked", requests=1, stops=True),
    Fault(kind="challenge", outcome="blocked", requests=1, stops=True),
    Fault(kind="captcha", outcome="blocked", requests=1, stops=True),
    Fault(kind="request_error", outcome="blocked", requests=1, stops=True),
)
LIMITS = (
    Fault(kind="rate_limit", times=1, seconds=60, outcome="found", requests=4),
    Fault(kind="rate_limit_date", times=1, seconds=30, outcome="found", requests=4),
    Fault(kind="rate_limit", seconds=60, outcome="rate_limited", requests=2, stops=True),
    Fault(kind="rate_limit", seconds=61, outcome="rate_limited", requests=1, stops=True),
    Fault(kind="rate_limit_date", seconds=90, outcome="rate_limited", requests=1, stops=True),
    Fault(kind="rate_limit_bare", outcome="rate_limited", requests=1, stops=True),
)
ONCE_AND_THRICE = (
    Fault(kind="server_error", times=3, outcome="found", requests=6),
    Fault(kind="server_error", times=4, outcome="unreachable", requests=6),
    Fault(kind="slow", times=4, seconds=1.2, outcome="unreachable", requests=6),
    Fault(kind="drip", times=4, seconds=3, outcome="unreachable", requests=6),
    Fault(kind="truncated", times=4, outcome="unreachable", requests=6),
    Fault(kind="truncated_gzip", times=1, outcome="found", requests=4),
    Fault(kind="truncated_gzip", times=4, outcome="unreachable", requests=6),
    Fault(kind="dropped", times=4, outcome="unreachable", requests=6),
)
EMPTY = Fault(kind="empty", times=1, outcome="parse_failed", requests=3)
# What a home that holds something meets again, one of each sort.
SOME = tuple(
    one
    for one in (*WALLS, *LIMITS, *ONCE_AND_THRICE, EMPTY)
    if (one.kind, one.times)
    in {
        ("captcha", None),
        ("rate_limit_bare", None),
        ("server_error", 4),
        ("truncated_gzip", 4),
        ("empty", 1),
    }
)
# What each source's own reader must tell from a page; the rest is one client's for all.
READ = tuple(one for one in SOME if one.kind in ("captcha", "empty"))
NEW = [("metacritic", one) for one in (*WALLS, *LIMITS, *ONCE_AND_THRICE, EMPTY)]
AGAIN = [
    *(("metacritic", one) for one in (*WALLS, *SOME[1:])),
    *((source, one) for source in ("rotten_tomatoes", "tv_tropes") for one in READ),
    *(("tmdb", one) for one in READ),
]


def expected_of(fault: Fault) -> dict[str, str]:
    others = {} if fault.stops else dict.fromkeys(FILMS[1:], "found")
    return {FIRST: fault.outcome} | others


@pytest.mark.parametrize(("source", "fault"), NEW, ids=str)
def test_a_fault_at_the_first_asking(prepared, clean, tmp_path, source, fault):
    work = start(clean, prepared, tmp_path, source, "known")
    clean.faults.add(
        fault.kind, SITES[source].host + SITES[source].folder, times=fault.times,
        seconds=fault.seconds,
    )  # fmt: skip
    after = run(clean, work, source)
    assert after.asked.total() == fault.requests
    assert after.notes["lane_stopped_by"] == (fault.outcome if fault.stops else "")
    assert {key: row[0] for key, row in after.checks.items()} == expected_of(fault)
    # One answer a film that was asked for, however often; records and addresses of finds only.
    assert len(after.answers) == len(after.checks)
    found = sorted(key for key, row in after.checks.items() if row[0] == "found")
    assert [row[0] for row in after.records] == found
    assert [row[0] for row in after.pages] == found
    assert {row[3:] for row in after.pages} <= {("accepted", "wikidata")}


@pytest.mark.parametrize(("source", "fault"), AGAIN, ids=str)
def test_a_fault_takes_nothing_away_of_what_is_held(prepared, clean, tmp_path, source, fault):
    work = start(clean, prepared, tmp_path, source, "held")
    held = facts(work, source)
    clean.faults.add(
        fault.kind, SITES[source].host + SITES[source].folder, times=fault.times,
        seconds=fault.seconds,
    )  # fmt: skip
    # Else an unchanged page comes as 304, without a body to be cut off.
    clean.full_pages = True
    try:
        after = run(clean, work, source)
    finally:
        clean.full_pages = False
    assert after.asked.total() == fault.requests
    assert after.records == held
    assert {row[3] for row in after.pages} <= {"accepted"}
    assert after.checks[FIRST] == (fault.outcome, work.clock.at, lanes.START)
    others = ("found", lanes.START, lanes.START) if fault.stops else (
        "found", work.clock.at, work.clock.at
    )  # fmt: skip
    assert {after.checks[one] for one in FILMS[1:]} == {others}


def at_first(source: str) -> str:
    """The pattern of the first film's page alone."""
    return f"{SITES[source].host}{SITES[source].page}$"


@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_another_film_at_the_right_address_is_never_taken(prepared, clean, tmp_path, source):
    work = start(clean, prepared, tmp_path, source, "known")
    clean.faults.add("wrong_film", at_first(source))
    after = run(clean, work, source)
    # The walk goes on with the addresses its names may have; each is asked once, and kept.
    pages_of_first = [row for row in after.pages if row[0] == FIRST]
    assert after.asked.total() == len(pages_of_first) + 2
    assert "accepted" not in {row[3] for row in pages_of_first}
    assert ("wrong_title", "rejected") in {(after.checks[FIRST][0], row[3]) for row in after.pages}
    records = {row[0]: row for row in after.records}
    assert records[FIRST][1:] == ("", None, None, [], [], [], [], "wrong_title")
    # Somebody's right page: kept under its own id.
    assert all(row[0] == f"{source}/{row[1]}" and row[1] for row in after.strays)
    assert len(after.strays) >= 1


@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_a_moved_page_is_taken_where_it_stands_now(prepared, clean, tmp_path, source):
    work = start(clean, prepared, tmp_path, source, "held")
    held = {row[0]: row for row in facts(work, source)}
    clean.faults.add("moved", at_first(source))
    after = run(clean, work, source)
    # One request more, for the address it has moved to.
    assert after.asked.total() == 4
    assert after.asked[301] + after.asked[302] == 1
    now = {row[0]: row for row in after.records}
    assert now[FIRST][1] == f"{held[FIRST][1]}-moved"
    assert (now[FIRST][:1], now[FIRST][2:]) == (held[FIRST][:1], held[FIRST][2:])
    assert {one: now[one] for one in FILMS[1:]} == {one: held[one] for one in FILMS[1:]}


@pytest.mark.parametrize("source", [*PAGE_SOURCES, "tmdb"])
def test_a_page_that_is_gone_is_asked_for_once_and_is_an_answer(prepared, clean, tmp_path, source):
    work = start(clean, prepared, tmp_path, source, "held")
    clean.faults.add("gone", at_first(source))
    after = run(clean, work, source)
    assert after.asked[410] == 1
    assert after.checks[FIRST][1:] == (work.clock.at, work.clock.at)
    gone = next(row for row in after.records if row[0] == FIRST)
    # Of a page source the names are tried again: what is met is another film's, or nothing.
    assert gone[-1] == after.checks[FIRST][0]
    assert gone[-1] in ("not_found", "wrong_title")
    assert gone[1:-1] == ("", None, None, [], [], [], [])


@pytest.mark.parametrize(
    ("fault", "outcome", "requests"),
    [
        (Fault(kind="forbidden", outcome="blocked", requests=1), "blocked", 1),
        (Fault(kind="captcha", outcome="blocked", requests=1), "blocked", 1),
        (Fault(kind="rate_limit_bare", outcome="rate_limited", requests=1), "rate_limited", 1),
        (Fault(kind="server_error", outcome="unreachable", requests=4), "unreachable", 4),
        (Fault(kind="truncated", outcome="unreachable", requests=4), "unreachable", 4),
        (Fault(kind="empty", outcome="parse_failed", requests=1), "parse_failed", 1),
        # A service that is gone says nothing of the titles it was asked for.
        (Fault(kind="gone", outcome="parse_failed", requests=1), "parse_failed", 1),
    ],
    ids=str,
)
def test_a_batch_that_fails_fails_for_all_and_takes_nothing_away(
    prepared, clean, tmp_path, fault, outcome, requests
):
    work = start(clean, prepared, tmp_path, "wikidata", "held")
    held = facts(work, "wikidata")
    clean.faults.add(fault.kind, SITES["wikidata"].host)
    after = run(clean, work, "wikidata")
    assert after.asked.total() == requests
    assert after.records == held
    assert set(after.checks.values()) == {(outcome, work.clock.at, lanes.START)}


# -- what makes no request -------------------------------------------------------------------------


@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_what_robots_forbid_is_not_asked(prepared, clean, tmp_path, source, monkeypatch):
    work = start(clean, prepared, tmp_path, source, "held")
    held = facts(work, source)
    rules = f"User-agent: *\nDisallow: {SITES[source].folder}\n"
    monkeypatch.setitem(universe_server.ROBOTS, SITES[source].host, rules)
    after = run(clean, work, source)
    assert after.asked.total() == 0
    assert [row.path for row in clean.requests.all()] == ["/robots.txt"]
    assert after.records == held
    assert set(after.checks.values()) == {("forbidden_by_robots", work.clock.at, lanes.START)}
    assert set(after.answers) == {("forbidden_by_robots", None)}
    assert after.notes["requests"] == 0


def test_rules_that_cannot_be_read_allow_nothing(prepared, clean, tmp_path):
    work = start(clean, prepared, tmp_path, "metacritic", "held")
    held = facts(work, "metacritic")
    clean.faults.add("server_error", "www.metacritic.com/robots.txt")
    after = run(clean, work, "metacritic")
    assert after.asked.total() == 0
    assert after.records == held
    assert {row[0] for row in after.checks.values()} == {"unreachable"}


def test_a_used_up_budget_ends_the_lane_until_midnight(prepared, clean, tmp_path):
    # One for robots.txt, one for the first film.
    work = start(clean, prepared, tmp_path, "metacritic", "held", budgets={"metacritic": 2})
    held = facts(work, "metacritic")
    after = run(clean, work, "metacritic")
    assert [row.path for row in clean.requests.all()] == [
        "/robots.txt",
        SITES["metacritic"].page,
    ]
    assert after.notes["lane_stopped_by"] == "over_quota"
    midnight = lanes.START + dt.timedelta(days=DUE_AGAIN + 1)
    assert after.notes["lane_stopped_until"] == str(midnight)
    assert {row[0] for row in after.checks.values()} == {"found"}
    assert after.records == held


# -- pages that say little, and pages that say it otherwise ----------------------------------------


def test_no_score_yet_is_null_and_never_zero(universe, clean, tmp_path):
    # Films whose pages the universe shows without a score: "tbd", no key, or 0 % of 0 reviews.
    unscored = ("movie/109445", "movie/838", "movie/62211", "movie/72105", "movie/62")
    titles = {title.title_id: title for title in universe.today().titles}
    work = lanes.bench_of(universe, tmp_path, [titles[one] for one in unscored])
    lanes.trust(work, *SITES)
    for asset in ("tmdb_titles", "wikidata_ids"):
        lanes.materialise(work, sources.assets, asset, BUCKET)
    found: list[tuple[Any, ...]] = []
    for source in ("metacritic", "rotten_tomatoes"):
        after = run(clean, work, source)
        found += [row for row in after.records if row[-1] == "no_score_yet"]
    assert len(found) >= 5
    values = [rating["value"] for row in found for rating in row[4]]
    assert [value for value in values if value is not None] == []
    shown = "".join(
        httpx.get(f"{universe.base_urls[site.host]}/{row[1]}", trust_env=False).text
        for row in found
        for site in SITES.values()
        if row[1].startswith(site.folder.strip("/") + "/")
    )
    assert '"0%"' in shown
    assert "tbd" in shown


@pytest.mark.parametrize("layout", ["changed_layout", "misleading_layout"])
@pytest.mark.parametrize("source", PAGE_SOURCES)
def test_another_layout_costs_ten_requests_and_no_value(prepared, clean, tmp_path, source, layout):
    if (source, layout) == ("tv_tropes", "misleading_layout"):
        pytest.skip("critics and audience cannot change places where there are none")
    shutil.copytree(prepared / "held", tmp_path, dirs_exist_ok=True)
    work = lanes.at(open_home(clean, tmp_path), DUE_AGAIN)
    held = facts(work, source)
    clean.faults.add(layout, SITES[source].host)
    clean.full_pages = True
    try:
        after = run(clean, work, source)
        asked = after.asked.total()
        assert asked <= MOST_ASKED
        assert after.notes["lane_stopped_by"] == "drifted"
        # It stays shut without a request on the next days, until the parser is another.
        next_day = run(clean, lanes.at(work, DUE_AGAIN + 1), source)
    finally:
        clean.full_pages = False
    assert next_day.asked.total() == asked
    assert next_day.records == after.records == held
    assert {row[0] for row in next_day.checks.values()} == {"found"}
