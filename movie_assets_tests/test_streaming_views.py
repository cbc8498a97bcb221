"""The served views of offers over rows written by hand: links, news, what leaves, how it is found.

The catalogue's newest answer is of March 1, 2026, so its week begins on February 22.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

from movie_assets.model.offer_rows import Provider
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.dbt_database import Served, served_database
from movie_assets_tests.dbt_rows import FEBRUARY, JANUARY, MARCH, insert, offer, title

IN_WEEK = dt.datetime(2026, 2, 25, tzinfo=dt.UTC)
LATER = dt.datetime(2026, 2, 27, tzinfo=dt.UTC)
BEFORE = dt.datetime(2026, 2, 21, tzinfo=dt.UTC)
SEARCH = "https://search.example/?q={title}&c=movies"
# Titles that would break an address, or be broken in one.
HARD = (
    "Amélie", "Tom & Jerry", "Who? #1: 100%", "千と千尋の神隠し", "a/b\\c+d=e;f", "~x_y.z-1 2",
    "💥 Boom", "Ça \"va\" l'été",
)  # fmt: skip
ROWS = [
    Provider(provider_id=2, name="Apple TV Store", search_url=SEARCH, priorities='{"DE": 7}'),
    Provider(provider_id=300, name="Pluto TV", priorities='{"DE": 3, "GB": 0}'),
    *(title(f"movie/{9000 + n}", title=words) for n, words in enumerate(HARD)),
    *(offer(f"movie/{9000 + n}", "DE", 2, "buy") for n in range(len(HARD))),
    offer("movie/550", "DE", 2, "rent", quality="sd", price=2.99, currency="EUR"),
    offer("movie/550", "DE", 2, "rent", quality="4k", price=4.99, currency="EUR"),
    offer("movie/550", "DE", 300, "ads", url="https://pluto.example/550"),
    offer("movie/550", "GB", 300, "ads"),
    offer("imdb/tt1", "GB", 300, "ads"),
    title("imdb/tt1", title="Only on IMDb"),
    # Came this week, and got another quality since: news, as it is now.
    offer("movie/62", "DE", 2, "flatrate", is_news=True, valid_from=IN_WEEK, valid_to=LATER),
    offer("movie/62", "DE", 2, "flatrate", quality="4k", valid_from=LATER),
    # First seen this week, came before it, came and went.
    offer("movie/62", "DE", 300, "ads", valid_from=IN_WEEK),
    offer("movie/62", "GB", 300, "ads", is_news=True, valid_from=BEFORE),
    offer("movie/62", "GB", 2, "buy", is_news=True, valid_from=IN_WEEK, valid_to=LATER),
    # Changed its price, and went before the week.
    offer("movie/497", "DE", 2, "rent", price=3.99, valid_to=IN_WEEK),
    offer("movie/497", "DE", 2, "rent", price=4.99, valid_from=IN_WEEK),
    offer("movie/497", "GB", 2, "rent", valid_to=FEBRUARY),
    # Changed its price this week, then went.
    offer("movie/497", "DE", 300, "ads", valid_to=IN_WEEK, quality="sd"),
    offer("movie/497", "DE", 300, "ads", valid_from=IN_WEEK, valid_to=LATER, source="tmdb_watch"),
]


@pytest.fixture(scope="module")
def served(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_database(postgres, tmp_path_factory.mktemp("dbt")) as database:
        with psycopg.connect(database.url) as filling:
            for row in ROWS:
                insert(filling, row)
        built = database.dbt("build", "--select", "path:models/served/providers.sql",
                             "path:models/served/streaming_offers*")  # fmt: skip
        assert built.returncode == 0, built.stdout
        yield database


def rows(served: Served, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in served.rows(query)]


def test_a_search_link_carries_any_title_as_urllib_would(served: Served):
    found = rows(
        served,
        "select title, url, url_kind from streaming_offers where title_id like 'movie/90%'",
    )
    assert sorted(found) == sorted(
        (words, SEARCH.replace("{title}", quote(words, safe="")), "search") for words in HARD
    )


def test_what_encoding_gives_is_what_the_standard_says(served: Served):
    """RFC 3986, 2.1 to 2.3, by hand: bytes of UTF-8, capital hex, unreserved ones as they are."""
    found = dict(rows(served, "select title, url from streaming_offers where type = 'buy'"))
    assert found["Amélie"].endswith("?q=Am%C3%A9lie&c=movies")
    assert found["Who? #1: 100%"].endswith("?q=Who%3F%20%231%3A%20100%25&c=movies")
    assert found["~x_y.z-1 2"].endswith("?q=~x_y.z-1%202&c=movies")


def test_a_link_is_the_services_own_or_says_what_it_is(served: Served):
    query = (
        "select country, provider_id, type, url, url_kind from streaming_offers "
        "where title_id in ('movie/550', 'imdb/tt1') order by title_id, country, provider_id, type"
    )
    search = SEARCH.replace("{title}", "Fight%20Club")
    listing = "https://www.themoviedb.org/movie/550/watch?locale=GB"
    assert rows(served, query) == [
        ("GB", 300, "ads", None, None),
        ("DE", 2, "rent", search, "search"),
        ("DE", 2, "rent", search, "search"),
        ("DE", 300, "ads", "https://pluto.example/550", "direct"),
        ("GB", 300, "ads", listing, "listing"),
    ]


def test_qualities_are_ordered_and_the_cheapest_marked(served: Served):
    query = (
        "select quality, quality_order, is_best_price, provider_order from streaming_offers "
        "where title_id = 'movie/550' and country = 'DE' "
        "order by provider_order, quality_order desc"
    )
    assert rows(served, query) == [("hd", 2, None, 3), ("4k", 3, False, 7), ("sd", 1, True, 7)]


def test_new_is_what_a_service_did_not_have_a_week_ago(served: Served):
    query = "select title_id, country, provider_id, quality, opened_at from streaming_offers_new"
    assert rows(served, query) == [("movie/62", "DE", 2, "4k", IN_WEEK)]


def test_leaving_is_what_a_service_has_no_more(served: Served):
    query = (
        "select title_id, country, provider_id, quality, closed_at, source "
        "from streaming_offers_leaving"
    )
    assert rows(served, query) == [
        ("movie/497", "DE", 300, "hd", LATER, "tmdb_watch"),
        ("movie/62", "GB", 2, "hd", LATER, "tmdb"),
    ]


def test_an_open_offer_was_seen_when_its_title_was_answered_last(served: Served):
    query = (
        "select distinct title_id, is_current, last_seen from streaming_offers_history "
        "where title_id in ('movie/62', 'movie/497') and country = 'DE' order by 1, 2"
    )
    answered = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
    served.as_owner(
        "insert into catalogue.source_check (source, title_id, checked_at, outcome, good_at, "
        "answer_id, failures, answers, changes, row_hash, part) values "
        f"('tmdb', 'movie/62', '{answered}', 'found', '{answered}', 'a', 0, 1, 0, "
        "gen_random_uuid(), 1), "
        f"('tmdb', 'movie/497', '{answered}', 'unreachable', '{JANUARY}', 'b', 1, 1, 0, "
        "gen_random_uuid(), 1)"
    )
    assert rows(served, query) == [
        ("movie/497", False, MARCH), ("movie/497", True, MARCH),
        ("movie/62", False, MARCH), ("movie/62", True, answered),
    ]  # fmt: skip


@pytest.mark.parametrize("view", ["streaming_offers_new", "streaming_offers_leaving"])
def test_a_filter_by_title_reaches_every_table(served: Served, view: str):
    found = served.scans(f"select * from served.{view} where title_id = 'movie/603'")
    whole = {"provider", "source_state"}
    by_title = [scan for scan in found if scan["Relation Name"] not in whole]
    assert by_title
    for scan in by_title:
        conditions = [scan.get(name, "") for name in ("Index Cond", "Recheck Cond", "Filter")]
        assert "'movie/603'" in " ".join(conditions), scan["Relation Name"]


def test_what_nobody_selects_is_not_joined(served: Served):
    found = served.scans("select title_id, type, quality from served.streaming_offers")
    assert {scan["Relation Name"] for scan in found} == {"offer", "title", "title_redirect"}
