"""The universe's daily files: TMDB's id export and IMDb's datasets, gz, ranges, nulls."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from movie_assets.universe.facts import load_facts
from movie_assets.universe.server import UniverseServer

DATASETS = (
    "title.basics", "title.ratings", "title.akas", "title.crew", "title.principals",
    "title.episode", "name.basics",
)  # fmt: skip
RECORDED = Path(__file__).resolve().parents[2] / "shared" / "pages" / "imdb-datasets" / "pimdb"
FACTS = load_facts()


@pytest.fixture
def server() -> Iterator[UniverseServer]:
    with UniverseServer(day=1) as running:
        yield running


def rows(body: bytes) -> list[list[str]]:
    return [line.split("\t") for line in gzip.decompress(body).decode().splitlines()]


def dataset(server: UniverseServer, name: str) -> list[list[str]]:
    answer = httpx.get(f"{server.base_urls['datasets.imdbws.com']}/{name}.tsv.gz")
    assert answer.status_code == 200
    return rows(answer.content)


def export(server: UniverseServer, name: str, day: str) -> httpx.Response:
    base = server.base_urls["files.tmdb.org"]
    return httpx.get(f"{base}/p/exports/{name}_ids_{day}.json.gz")


def test_the_movie_export_lists_every_film_of_its_day(server):
    lines = gzip.decompress(export(server, "movie", "07_01_2025").content).decode().splitlines()
    films = {row["id"]: row for row in map(json.loads, lines)}
    assert films[603] == {
        "adult": False, "id": 603, "original_title": "The Matrix",
        "popularity": FACTS.titles["movie/603"].popularity, "video": False,
    }  # fmt: skip
    first_day_films = [t for t in FACTS.titles.values() if t.kind == "movie"]
    appearing = [e for e in FACTS.lifecycle if e.event == "appears" and "movie" in e.title_id]
    assert len(lines) == len(films) == len(first_day_films) - len(appearing)


def test_the_series_export_has_its_own_keys(server):
    lines = gzip.decompress(export(server, "tv_series", "07_02_2025").content).splitlines()
    shows = {row["id"]: row for row in map(json.loads, lines)}
    assert shows[1396].keys() == {"id", "original_name", "popularity"}
    assert shows[71446]["original_name"] == "La Casa de Papel"


@pytest.mark.parametrize("day", ["06_30_2025", "07_03_2025", "13_45_2025"])
def test_a_day_without_a_file_is_refused_as_the_file_store_does(server, day):
    answer = export(server, "movie", day)
    assert answer.status_code == 403
    assert "<Code>AccessDenied</Code>" in answer.text


@pytest.mark.parametrize("name", DATASETS)
def test_datasets_are_whole_tables_in_order_of_id(server, name):
    header, *body = dataset(server, name)
    assert {len(row) for row in body} == {len(header)}
    ids = [row[0] for row in body]
    assert ids == sorted(ids)
    if RECORDED.exists():
        real = (RECORDED / f"{name}.tsv").read_text("utf-8").split("\n", 1)[0]
        assert "\t".join(header) == real


def test_imdb_s_rows_of_named_titles(server):
    basics = {row[0]: row for row in dataset(server, "title.basics")}
    assert basics["tt0133093"] == [
        "tt0133093", "movie", "The Matrix", "The Matrix", "0", "1999", "\\N", "136",
        "Action,Sci-Fi",
    ]  # fmt: skip
    assert basics["tt0903747"][1:7] == ["tvSeries", "Breaking Bad", "Breaking Bad", "0", "2008",
                                        "2013"]  # fmt: skip
    ratings = {row[0]: row[1:] for row in dataset(server, "title.ratings")}
    assert ratings["tt0118661"] != ratings["tt0848228"]
    assert ratings["tt0848228"][0] == "8.1"


def test_imdb_lists_what_a_product_must_leave_out(server):
    basics = dataset(server, "title.basics")
    kinds = {row[1] for row in basics}
    assert kinds >= {"movie", "tvMovie", "tvSeries", "tvMiniSeries", "tvEpisode", "short",
                     "videoGame"}  # fmt: skip
    assert any(row[4] == "1" for row in basics)
    votes = {row[0]: int(row[2]) for row in dataset(server, "title.ratings")[1:]}
    assert min(votes.values()) >= 5
    few = [row for row in basics[1:] if row[1] == "movie" and votes.get(row[0], 0) < 100]
    assert len(few) > 30


def test_episodes_belong_to_listed_shows(server):
    shows = {row[0] for row in dataset(server, "title.basics") if row[1].startswith("tv")}
    episodes = dataset(server, "title.episode")[1:]
    assert {row[1] for row in episodes} <= shows
    breaking_bad = [row for row in episodes if row[1] == "tt0903747"]
    assert len(breaking_bad) == 62
    assert len({row[1] for row in episodes}) >= 20


def test_a_file_can_be_fetched_in_two_halves(server):
    url = f"{server.base_urls['datasets.imdbws.com']}/title.ratings.tsv.gz"
    whole = httpx.get(url)
    half = len(whole.content) // 2
    first = httpx.get(url, headers={"Range": f"bytes=0-{half - 1}"})
    second = httpx.get(url, headers={"Range": f"bytes={half}-"})
    assert (first.status_code, second.status_code) == (206, 206)
    assert second.headers["Content-Range"] == (
        f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    )
    assert first.content + second.content == whole.content
    beyond = httpx.get(url, headers={"Range": f"bytes={len(whole.content)}-"})
    assert beyond.status_code == 416


def test_an_unchanged_file_is_not_sent_again(server):
    url = f"{server.base_urls['datasets.imdbws.com']}/title.ratings.tsv.gz"
    whole = httpx.get(url)
    again = httpx.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    server.day = 2
    later = httpx.get(url, headers={"If-None-Match": whole.headers["ETag"]})
    assert later.status_code == 200
    assert later.headers["Last-Modified"].startswith("Thu, 03 Jul 2025")


def test_two_servers_send_the_same_bytes(server):
    with UniverseServer(day=1) as other:
        other.facts = replace(FACTS)  # other facts by identity: nothing made before is taken
        for name in DATASETS:
            path = f"/{name}.tsv.gz"
            one, two = (
                httpx.get(s.base_urls["datasets.imdbws.com"] + path) for s in (server, other)
            )
            assert one.content == two.content
