"""IMDb's pages in the universe: a wall by default; taken down, they say what the facts say."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from universe_lanes import START, bench_of, materialise, rows

from movie_assets.assets import imdb_pages, sources
from movie_assets.model.ids import partition_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceRecord
from movie_assets.resources.lake import dataset
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.imdb_page import page_url, read
from movie_assets.universe.facts import Title
from movie_assets.universe.server import UniverseServer

HOST = "www.imdb.com"
PAGES = Path(__file__).resolve().parents[2] / "shared/pages/imdb"
SHOW = "tv/1396"
NEXT_DATA = re.compile(rb'<script id="__NEXT_DATA__"[^>]*>(.*?)</script', re.DOTALL)


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(day=0, imdb_pages=True) as server:
        yield server


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(trust_env=False) as client:
        yield client


def page_of(universe: UniverseServer, client: httpx.Client, tconst: str) -> bytes:
    answer = client.get(f"{universe.base_urls[HOST]}/title/{tconst}/")
    assert answer.status_code == 200
    return answer.content


def reading(tconst: str, body: bytes) -> Reading:
    url = page_url(tconst)
    return read(
        Fetched(
            answer_id="a", title_id="", url=url, final_url=url, status=200, body=body,
            requested_at=START, headers={},
        )
    )  # fmt: skip


def scores(record: SourceRecord) -> dict[str, tuple[float | None, int | None]]:
    return {rating.publisher: (rating.value, rating.count) for rating in record.ratings}


def told(title: Title) -> dict[str, tuple[float | None, int | None]]:
    """The scores that IMDb's page of a title has to show."""
    said: dict[str, tuple[float | None, int | None]] = {}
    if title.imdb_score is not None and title.imdb_count:
        said["imdb"] = (title.imdb_score, title.imdb_count)
    if title.mc_critics_score is not None and title.mc_critics_count:
        said["metacritic"] = (title.mc_critics_score, None)
    return said


def test_the_wall_stands_unless_it_is_taken_down(client):
    with UniverseServer(full_pages=False) as server:
        answer = client.get(f"{server.base_urls[HOST]}/title/tt0133093/")
    assert (answer.status_code, answer.headers["x-amzn-waf-action"]) == (202, "challenge")


def test_the_matrix_is_read_as_it_was(universe, client):
    found = reading("tt0133093", page_of(universe, client, "tt0133093"))
    (record,) = found.records
    assert found.outcome == Outcome.FOUND
    assert (record.title, record.kind, record.year) == ("The Matrix", "movie", 1999)
    assert scores(record) == {"imdb": (8.7, 1_217_752), "metacritic": (73.0, None)}
    assert record.runtime_min == 136
    assert record.genres == ("Action", "Sci-Fi")
    assert record.countries == ("AU", "US")
    assert record.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert record.cast[:2] == ("Keanu Reeves", "Laurence Fishburne")
    assert record.budget is not None
    assert (record.budget.amount, record.budget.currency) == (63_000_000.0, "USD")


def test_every_tenth_page_says_what_the_facts_say(universe, client):
    listed = list(universe.today().by_imdb_id.items())[::10]
    assert len(listed) > 200
    for tconst, title in listed:
        (record,) = reading(tconst, page_of(universe, client, tconst)).records
        makers = title.directors if title.kind == "movie" else title.creators
        assert (record.source_id, record.kind) == (tconst, title.kind)
        assert (record.title, record.year) == (title.title, title.year)
        assert record.original_title == title.original_title
        assert scores(record) == told(title)
        assert list(record.directors) == list(dict.fromkeys(makers))
        assert list(record.cast) == list(dict.fromkeys(title.cast))
        assert list(record.genres) == list(title.imdb_genres)
        assert (record.budget.amount if record.budget else None) == (title.budget or None)


def test_scores_move_with_the_days(universe):
    day = universe.open_day(60).by_imdb_id["tt0133093"]
    assert day.imdb_count != 1_217_752


def test_an_unknown_page_is_404_and_one_without_its_slash_moves(universe, client):
    base = universe.base_urls[HOST]
    assert client.get(f"{base}/title/tt9999999999/").status_code == 404
    moved = client.get(f"{base}/title/tt0133093")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/{HOST}/title/tt0133093/")


def test_pages_are_as_long_as_real_ones_and_carry_as_much_data(universe, client):
    if not PAGES.exists():
        pytest.skip("the recorded pages are not at hand")
    real = [path.read_bytes() for path in sorted(PAGES.glob("202[23]*/tt*.html"))]
    real = [(len(body), len(data[1])) for body in real if (data := NEXT_DATA.search(body))]
    page, data = (sorted(sizes) for sizes in zip(*real, strict=True))
    made = page_of(universe, client, "tt0133093")
    assert len(made) == (page[2] + page[3]) // 2
    carried = NEXT_DATA.search(made)
    assert carried is not None
    assert data[0] < len(carried[1]) < data[-1]
    assert len(json.loads(carried[1])["words"]) > 2_000


def test_the_lane_reads_the_pages_when_it_is_asked_to(universe, tmp_path):
    today = universe.today()
    film, show = today.title("movie/603"), today.title(SHOW)
    assert film
    assert show
    work = replace(bench_of(universe, tmp_path, [film, show]), imdb_pages=True)
    for title in (film, show):
        bucket = partition_of(title.title_id, title.kind)
        materialise(work, sources.assets, "tmdb_titles", bucket)
        made = materialise(work, imdb_pages.assets, "imdb_pages", bucket)
        assert (made["requests"], made["lane_stopped_by"]) == (1, "")
    records = work.lake.scan(dataset("source_record", "imdb_page"))
    assert rows(work, records, "source_id, title, outcome, len(ratings)") == [
        ("tt0133093", "The Matrix", "found", 2),
        ("tt0903747", "Breaking Bad", "found", 2),
    ]
