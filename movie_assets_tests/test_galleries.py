"""Galleries as titles wanted, matched to the spine; seasons of shows; IMDb's pages, off and on."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

import duckdb
import pytest
from universe_lanes import START, bench_of, materialise, rows

from movie_assets import policies
from movie_assets.assets import galleries, imdb_pages, requested, sources, tmdb_seasons
from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.refresh.wanted import matched_sql, plain_sql
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.requests import Asked
from movie_assets.universe.pages.justwatch import provider_slug
from movie_assets.universe.server import UniverseServer

SHOW, IMDB = "tv/1396", "www.imdb.com"


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0, full_pages=False) as server:
        yield server


@pytest.fixture
def work(tmp_path, universe) -> Workbench:
    """A spine of a film and a show, both told by TMDB."""
    universe.requests.clear()
    today = universe.today()
    work = bench_of(universe, tmp_path, [today.title("movie/603"), today.title(SHOW)])
    for title_id in ("movie/603", SHOW):
        bucket = partition_of(title_id, title_id.split("/", maxsplit=1)[0])
        materialise(work, sources.assets, "tmdb_titles", bucket)
    universe.requests.clear()
    return work


def asked_for(universe: UniverseServer, host: str) -> list[str]:
    return [row.path for row in universe.requests.all() if row.host == host]


def test_galleries_are_titles_wanted_and_ours_are_known(work, universe):
    counted = materialise(work, galleries.assets, "provider_galleries")
    assert counted["requests"] == len(policies.GALLERIES)
    materialise(work, requested.assets, "title_requests")

    wanted = work.lake.scan(requested.WANTED)
    found = rows(work, f"{wanted} WHERE title_id IS NOT NULL", "title_id, country, provider")
    day = universe.today()
    spelled = {"GB": "uk"}
    right = {
        (title.title_id, country, provider_slug(day.facts.providers[provider_id]))
        for (provider_id, country), titles in day.offered.items()
        for title in titles[:120]
        if title.title_id in ("movie/603", SHOW)
        and (spelled.get(country, country.lower()), provider_slug(day.facts.providers[provider_id]))
        in policies.GALLERIES
    }
    assert right
    assert right <= set(found)
    # Other titles of these names may be shown elsewhere: a gallery gives no year.
    assert {row[0] for row in found} == {row[0] for row in right}
    unmatched = rows(work, f"{wanted} WHERE title_id IS NULL", "reason")
    assert {row[0] for row in unmatched} == {"no title of that name, kind and year is known"}
    assert rows(work, requested.requested_sql(work.lake), "title_id") == sorted(
        {(row[0],) for row in right}
    )


def test_galleries_are_asked_again_after_days_and_a_dead_one_keeps_its_titles(work, universe):
    materialise(work, galleries.assets, "provider_galleries")
    assert materialise(work, galleries.assets, "provider_galleries")["requests"] == 0
    records = dataset("source_record", "justwatch")
    before = rows(work, work.lake.scan(records), "title_id, source_id")
    universe.faults.add("gone", "www.justwatch.com/us/provider/hulu")
    universe.faults.add("forbidden", "www.justwatch.com/uk/provider/netflix")
    later = replace(work, clock=RunClock(START + dt.timedelta(days=4)))
    again = materialise(later, galleries.assets, "provider_galleries")
    universe.faults.clear()
    assert again["lane_stopped_by"] == "blocked"
    after = rows(later, later.lake.scan(records), "title_id, source_id")
    assert [row for row in after if row[0] == "gallery/uk/netflix"] == [
        row for row in before if row[0] == "gallery/uk/netflix"
    ]


def test_requests_become_titles_wanted_and_twice_is_once(work):
    asked = [
        Asked(source="tmdb", source_id="movie/603"),
        Asked(source="tmdb", source_id="movie/999999999"),
        Asked(source="imdb", source_id="tt0903747"),
        Asked(source="list", source_id="movie/the MATRIX (2000)", title="the MATRIX", year=2000),
        Asked(source="list", source_id="movie/the MATRIX (2000)", title="the MATRIX", year=2000),
        Asked(source="list", source_id="tv/The Matrix (1999)", title="The Matrix", year=1999),
    ]
    work = replace(work, title_requests=lambda: asked)
    materialise(work, requested.assets, "title_requests")
    wanted = work.lake.scan(requested.WANTED)
    assert rows(work, wanted, "source, title_id, method, reason") == [
        ("imdb", SHOW, "imdb id", None),
        ("list", "movie/603", "name", None),
        ("list", None, None, "no title of that name, kind and year is known"),
        ("tmdb", "movie/603", "tmdb id", None),
        ("tmdb", None, None, "movie/999999999 is not on the spine"),
    ]
    assert materialise(work, requested.assets, "title_requests")["files_changed"] == 0


def match(*wanted: tuple[object, ...]) -> list[tuple[object, ...]]:
    """Match (title, kind, year, imdb_id, tmdb_id) against a spine of namesakes."""
    with duckdb.connect() as con:
        con.execute(
            "CREATE TABLE wanted (source VARCHAR, source_id INTEGER, country VARCHAR, "
            "provider VARCHAR, title VARCHAR, kind VARCHAR, year INTEGER, imdb_id VARCHAR, "
            "tmdb_id VARCHAR)"
        )
        for number, row in enumerate(wanted):
            con.execute("INSERT INTO wanted VALUES ('x', ?, '', '', ?, ?, ?, ?, ?)", [number, *row])
        con.execute(
            "CREATE TABLE spine AS SELECT * FROM (VALUES ('movie/1', 'active'), "
            "('movie/2', 'active'), ('tv/3', 'active'), ('movie/4', 'gone')) AS s (title_id, state)"
        )
        con.execute(
            "CREATE TABLE named AS SELECT title_id, split_part(title_id, '/', 1) AS kind, year, "
            f"{plain_sql('name')} AS plain FROM (VALUES ('movie/1', 1994, 'Heat'), "
            "('movie/2', 1995, 'Heat'), ('tv/3', 2005, 'Amélie & Co.'), ('movie/4', 2001, 'Gone')) "
            "AS n (title_id, year, name)"
        )
        con.execute(
            "CREATE TABLE imdb_ids AS SELECT * FROM (VALUES ('movie/1', 'tt1'), ('movie/1', 'tt9'),"
            " ('movie/2', 'tt9')) AS i (title_id, imdb_id)"
        )
        con.execute(
            "CREATE TABLE redirects AS SELECT * FROM (VALUES ('tmdb', 'movie/44', 'movie/2'), "
            "('imdb', 'tt44', 'tt1')) AS r (source, from_source_id, to_source_id)"
        )
        sql = f"SELECT title_id, method, reason FROM ({matched_sql()}) ORDER BY source_id"
        return con.execute(sql).fetchall()


def test_an_id_that_moved_leads_where_it_ended():
    assert match((None, None, None, None, "movie/44"), (None, None, None, "tt44", None)) == [
        ("movie/2", "tmdb id", None),
        ("movie/1", "imdb id", None),
    ]


def test_who_is_meant():
    nobody = "no title of that name, kind and year is known"
    assert match(
        ("Heat", None, 1995, None, None),
        ("Heat", None, 1996, None, None),
        ("heat!", "movie", None, None, None),
        ("Heat", "tv", None, None, None),
        ("The AMELIE and CO", "tv", None, None, None),
        ("Gone", "movie", 2001, None, None),
        ("Heat", "movie", 1995, "tt1", None),
        (None, None, None, "tt9", None),
        ("Heat", "movie", 1995, "tt7", None),
        ("Heat", None, 1995, "tt1", "movie/2"),
        ("Heat", None, 1995, None, "movie/4"),
        (None, None, None, None, None),
    ) == [
        ("movie/2", "name", None),
        ("movie/2", "name", None),
        (None, None, "several titles fit: movie/1, movie/2"),
        (None, None, nobody),
        ("tv/3", "name", None),
        (None, None, nobody),
        ("movie/1", "imdb id", None),
        (None, None, "IMDb's id is given to movie/1, movie/2"),
        (None, None, "no title has IMDb's id tt7"),
        ("movie/2", "tmdb id", None),
        (None, None, "TMDB no longer has movie/4"),
        (None, None, nobody),
    ]


def test_seasons_come_with_every_episode(work, universe):
    bucket = partition_of(SHOW, "tv")
    assert materialise(work, tmdb_seasons.assets, "tmdb_seasons", bucket)["requests"] == 1
    episodes = work.lake.scan(dataset("source_episode", "tmdb_seasons"), [bucket])
    listed = {row["season"]: row["episodes"] for row in universe.today().title(SHOW).seasons}
    counted = dict(rows(work, f"{episodes} WHERE episode > 0 GROUP BY season", "season, count(*)"))
    assert counted == listed
    assert rows(work, episodes, "DISTINCT source, source_id, title_id") == [("tmdb", SHOW, SHOW)]
    seasons = rows(work, f"{episodes} WHERE episode = 0", "season, name")
    assert seasons == [(number, f"Season {number}") for number in sorted(listed)]
    assert materialise(work, tmdb_seasons.assets, "tmdb_seasons", bucket)["requests"] == 0


def test_imdb_is_asked_for_nothing_unless_somebody_wants_it(work, universe):
    bucket = partition_of("movie/603", "movie")
    off = materialise(work, imdb_pages.assets, "imdb_pages", bucket)
    assert (off["requests"], off["asked_for"]) == (0, False)
    assert asked_for(universe, IMDB) == []


def test_imdb_is_left_alone_at_the_first_wall(tmp_path, universe):
    films = [t for t in universe.today().titles if t.kind == "movie" and t.imdb_id]
    bucket = BUCKET_PARTITIONS[0]
    films = [t for t in films if partition_of(t.title_id, "movie") == bucket][:3]
    work = replace(bench_of(universe, tmp_path, films), imdb_pages=True)
    materialise(work, sources.assets, "tmdb_titles", bucket)
    universe.requests.clear()
    universe.faults.add("challenge", f"{IMDB}/title")
    on = materialise(work, imdb_pages.assets, "imdb_pages", bucket)
    universe.faults.clear()
    assert (on["requests"], on["lane_stopped_by"]) == (1, "blocked")
    assert len([path for path in asked_for(universe, IMDB) if "/title/" in path]) == 1
    assert rows(work, work.lake.scan(dataset("source_record", "imdb_page")), "*") == []
    checks = work.lake.scan(dataset("source_check", "imdb_page"))
    assert [row[0] for row in rows(work, checks, "outcome")] == ["blocked"]
