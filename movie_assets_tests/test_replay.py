"""Replay: stored answers read again make the same tables, byte for byte in their facts, unasked."""

import shutil
import signal
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import universe_lanes as lanes

from movie_assets.assets import pages, sources, tmdb_seasons, wikipedia
from movie_assets.assets.fetching import outputs_of
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.lanes import fetching_asset, living_titles
from movie_assets.assets.step import REPLAY_SINCE, Step
from movie_assets.assets.walking import Walking
from movie_assets.model.ids import HOT, partition_of
from movie_assets.resources.lake import Dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.metacritic import METACRITIC
from movie_assets.universe.faults import FaultKind
from movie_assets.universe.pages.tv_tropes import is_long, tropes_of
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.forks import FORKS
from movie_assets_tests.lane_process import walk_until_killed

# Four buckets in the order of the partitions.
BUCKETS = ("movie-14", "movie-15", "tv-00", "tv-01")
ALL_OF_THEM = (BUCKETS[0], BUCKETS[-1])
FILMS_A_BUCKET, SHOWS_A_BUCKET = 9, 5
LANES = {
    "tmdb_titles": "tmdb",
    "wikidata_ids": "wikidata",
    "metacritic_pages": "metacritic",
    "rotten_tomatoes_pages": "rotten_tomatoes",
    "tv_tropes": "tv_tropes",
    "tmdb_seasons": "tmdb_seasons",
    "tmdb_watch_pages": "tmdb_watch",
    "wikipedia_search": "wikipedia_search",
    "wikipedia_articles": "wikipedia",
}
# Of pages the newest walk of a title is read again: how often it was asked for before, and told
# something new, only its checks knew.
WALKED = ("metacritic", "rotten_tomatoes", "tv_tropes")
COUNTED_BEFORE = ("answers", "changes", "changed_at")
# An end of every kind, each at an address that is asked for in the second week: `times` ends it.
WALLS: tuple[tuple[FaultKind, str, int], ...] = (
    ("rate_limit_bare", "api.themoviedb.org/3/movie/672$", 1),
    ("truncated", "query.wikidata.org", 4),
    ("captcha", "www.metacritic.com/movie/inside-out-2015/$", 1),
    ("forbidden", "www.rottentomatoes.com/m/harry_potter", 1),
    ("server_error", "tvtropes.org/pmwiki/pmwiki.php/Film/BloodFeast$", 4),
    ("empty", "tvtropes.org/pmwiki/pmwiki.php/Film/JupiterAscending$", 1),
    ("forbidden", "api.themoviedb.org/3/tv/1668$", 1),
    ("dropped", "www.themoviedb.org/movie/550/watch$", 4),
    ("server_error", "api.wikimedia.org", 4),
    ("captcha", "en.wikipedia.org/w/", 1),
)
ASSETS = (*sources.assets, *pages.assets, *tmdb_seasons.assets, *wikipedia.assets)
EVERYTHING = {REPLAY_SINCE: "1970-01-01T00:00:00+00:00"}


@dataclass(frozen=True)
class Home:
    """A lake that lanes have written for some weeks, and the universe they asked."""

    universe: UniverseServer
    work: Workbench


def chosen(universe: UniverseServer) -> list[Any]:
    """The best known titles of each bucket, and a work whose page is split into others."""
    day, plan = universe.today(), universe.plan["tv_tropes"]
    titles = sorted(day.titles, key=lambda title: (-(title.popularity or 0), title.title_id))
    found: list[Any] = []
    for bucket in BUCKETS:
        most = FILMS_A_BUCKET if bucket.startswith("movie") else SHOWS_A_BUCKET
        found += [t for t in titles if partition_of(t.title_id, t.kind) == bucket][:most]
    long = [
        entry.title
        for title_id, page in sorted(plan.right.items())
        if (entry := plan.entries.get(page)) and is_long(entry, tropes_of(day, entry))
        and partition_of(title_id, entry.title.kind) in BUCKETS
    ]  # fmt: skip
    assert long
    return [*found, *(one for one in long[:2] if one not in found)]


def all_lanes(work: Workbench, partition: str | tuple[str, str] = ALL_OF_THEM) -> None:
    lanes.trust(work, *LANES.values())
    for asset in LANES:
        lanes.materialise(work, ASSETS, asset, partition)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    """Three weeks: all asked, walls a week later and what they kept back, some titles hot."""
    with UniverseServer(full_pages=False) as universe:
        titles = chosen(universe)
        work = lanes.bench_of(universe, tmp_path_factory.mktemp("home"), titles)
        all_lanes(work)
        universe.day = 8
        for kind, pattern, times in WALLS:
            universe.faults.add(kind, pattern, times=times)
        all_lanes(lanes.at(work, 8))
        assert [rule for rule in universe.faults.rules if rule.times] == []
        universe.faults.clear()
        hot = [title.title_id for title in titles[:2]]
        universe.day = 9
        all_lanes(replace(lanes.at(work, 9), hot_titles=lambda _run: hot), HOT)
        # What walls kept back a day ago is asked for now; what was hot is taken in.
        all_lanes(lanes.at(work, 9.5))
        universe.requests.clear()
        yield Home(universe, lanes.at(work, 10))


def held(work: Workbench, source: str) -> dict[str, Any]:
    """A source's tables: the facts of every row, and what each file says its facts hash to."""
    found: dict[str, Any] = {}
    for ds in tables_of(source):
        lost = COUNTED_BEFORE if source in WALKED and ds.table.name == "source_check" else ()
        names = [column.name for column in ds.table.fact_columns if column.name not in lost]
        columns = ", ".join(f'"{name}"' for name in names)
        found[ds.path] = lanes.rows(work, work.lake.scan(ds), columns)
        for bucket in () if lost else BUCKETS:
            found[f"{ds.path} {bucket}"] = work.lake.version(ds, bucket)
    return found


def tables_of(source: str) -> list[Dataset]:
    tables = SourceTables(source)
    return [tables.records, tables.episodes, tables.checks, tables.pages, tables.strays]


def removed(work: Workbench, source: str) -> None:
    for ds in tables_of(source):
        for bucket in work.lake.partitions(ds):
            shutil.rmtree(Path(work.lake.uri(ds, bucket)).parent)


def test_the_home_has_all_there_is_to_lose(home: Home):
    """Else the tests below would compare nothing with nothing."""
    answers = [f"SELECT * FROM {home.work.lake.scan(home.work.answers.of(one))}"
               for one in LANES.values()]  # fmt: skip
    outcomes = {row[0] for row in lanes.rows(home.work, f"({' UNION ALL '.join(answers)})",
                                             "DISTINCT outcome")}  # fmt: skip
    assert outcomes == {"found", "not_found", "rate_limited", "blocked", "unreachable"}
    sizes = {one: {path: len(rows) for path, rows in held(home.work, one).items()
                   if isinstance(rows, list)} for one in LANES.values()}  # fmt: skip
    assert sizes["metacritic"]["source_episode/metacritic"] >= 10
    assert sizes["metacritic"]["page_asked/metacritic"] >= 60
    assert sizes["metacritic"]["source_record/metacritic_strays"] >= 1
    assert sizes["tmdb_seasons"]["source_episode/tmdb_seasons"] >= 300
    for source in LANES.values():
        assert sizes[source][f"source_check/{source}"] >= 5, source
        assert home.work.lake.names(SourceTables(source).records, HOT) == [], source
    subpages = [row for row in lanes.rows(
        home.work, home.work.lake.scan(SourceTables("tv_tropes").pages), "reason")
        if row == ("subpage",)]  # fmt: skip
    assert len(subpages) >= 3


@pytest.mark.parametrize("asset", LANES)
def test_a_replay_makes_the_same_tables_and_asks_nothing(home: Home, asset: str):
    source, work = LANES[asset], home.work
    before = held(work, source)
    removed(work, source)
    assert [rows for rows in held(work, source).values() if isinstance(rows, list) and rows] == []
    home.universe.requests.clear()

    notes = lanes.materialise(work, ASSETS, asset, ALL_OF_THEM, EVERYTHING)

    assert home.universe.requests.all() == []
    assert notes["requests"] == 0
    after = held(work, source)
    assert {path for path in before if before[path] != after[path]} == set()


def test_a_newer_parser_makes_the_asset_stale_and_a_replay_makes_it_its_own(home: Home):
    work = home.work
    facts = 'source_id, title_id, outcome, title, year, ratings, directors, "cast"'
    records = SourceTables("metacritic").records
    before = lanes.rows(work, work.lake.scan(records), facts)
    newer = replace(METACRITIC, parser_version="next", read=read_by_the_next)

    def metacritic_pages(step: Step) -> None:
        """Metacritic's pages, read by the next parser."""
        with step.work.open_http() as http:
            walking = Walking(step, newer, http)
            for partition in step.partitions:
                walking.partition(partition, living_titles(step, partition))
            step.notes.update(walking.notes())

    outputs = outputs_of("metacritic", episodes=True, pages=True)
    asset = fetching_asset(metacritic_pages, newer, outputs=outputs, deps=pages.NAMES_AND_IDS)
    now = next(one for one in pages.assets if one.key == asset.key)
    # What Dagster compares to call what stands there stale.
    versions = [one.code_versions_by_key[one.key] for one in (now, asset)]
    assert versions == [METACRITIC.parser_version, "next"]
    home.universe.requests.clear()

    lanes.materialise(work, [asset], "metacritic_pages", ALL_OF_THEM, EVERYTHING)

    assert home.universe.requests.all() == []
    after = lanes.rows(work, work.lake.scan(records), f"{facts}, parser_version")
    assert [row[:-1] for row in after] == before
    assert {row[-1] for row in after} == {"next"}


def read_by_the_next(fetched: Fetched) -> Reading:
    """Today's reading, under the next parser's version."""
    assert METACRITIC.read is not None
    reading = METACRITIC.read(fetched)
    renamed = (replace(record, parser_version="next") for record in reading.records)
    return replace(reading, records=tuple(renamed))


# -- kills -----------------------------------------------------------------------------------------


def test_a_killed_walk_loses_no_answer_and_asks_once_more_at_most(tmp_path: Path):
    site, bucket = "www.metacritic.com", "movie-14"
    with UniverseServer(full_pages=False) as universe:
        films = [title for title in chosen(universe) if title.title_id.startswith("movie/")]
        work = lanes.bench_of(universe, tmp_path, films)
        lanes.trust(work, "tmdb", "wikidata", "metacritic")
        for asset in ("tmdb_titles", "wikidata_ids"):
            lanes.materialise(work, ASSETS, asset, bucket)
        # One film's page keeps the process waiting until it is killed.
        slow = "/movie/the-lord-of-the-rings-the-return-of-the-king/"
        universe.faults.add("slow", f"{site}{slow}", times=1, seconds=20)
        walk = FORKS.Process(target=walk_until_killed, args=(universe.base_urls, tmp_path, bucket))
        walk.start()
        while slow not in pages_asked(universe, site) and walk.is_alive():
            walk.join(0.05)
        walk.kill()
        walk.join(30)
        before = pages_asked(universe, site)
        universe.requests.clear()

        lanes.materialise(work, ASSETS, "metacritic_pages", bucket)

        after = pages_asked(universe, site)
    assert walk.exitcode == -signal.SIGKILL
    assert (before[-1], len(before) >= 3) == (slow, True)
    # Only what was under way when the kill came is asked for again; no answer came twice or never.
    assert set(before) & set(after) == {slow}
    answers = lanes.rows(work, work.lake.scan(work.answers.of("metacritic"), [bucket]), "url")
    paths = sorted(url.removeprefix(f"https://{site}") for (url,) in answers)
    assert paths == sorted({*before, *after})
    checks = lanes.rows(work, work.lake.scan(SourceTables("metacritic").checks), "title_id")
    asked_for = [t.title_id for t in films if partition_of(t.title_id, t.kind) == bucket]
    assert [title_id for (title_id,) in checks] == sorted(asked_for)


def pages_asked(universe: UniverseServer, host: str) -> list[str]:
    """The pages asked for at a host so far, in order."""
    log = universe.requests.all()
    return [row.path for row in log if row.host == host and row.path != "/robots.txt"]
