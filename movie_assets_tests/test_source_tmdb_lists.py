"""TMDB's lists: titles by page, genres, providers with their order, titles by another's id."""

import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import fetched, needs_recorded, recorded

from movie_assets.model.offer_rows import Provider
from movie_assets.model.outcomes import Outcome
from movie_assets.sources import tmdb_lists as lists


def test_requests_are_the_real_addresses():
    api = "https://api.themoviedb.org/3"
    start, end = dt.date(2026, 8, 30), dt.date(2026, 9, 1)
    assert lists.changes_url("movie", start, end, 2) == (
        f"{api}/movie/changes?end_date=2026-09-01&page=2&start_date=2026-08-30"
    )
    assert lists.trending_url("tv", "week") == f"{api}/trending/tv/week?language=en-US&page=1"
    assert lists.popular_url("movie") == f"{api}/movie/popular?language=en-US&page=1"
    assert lists.popular_url("movie", "ko", 3) == (
        f"{api}/discover/movie?language=en-US&page=3&sort_by=popularity.desc"
        "&with_original_language=ko"
    )
    assert lists.find_url("tt0133093") == f"{api}/find/tt0133093?external_source=imdb_id"
    assert lists.genres_url("tv") == f"{api}/genre/tv/list?language=en-US"
    assert lists.providers_url("movie") == f"{api}/watch/providers/movie?language=en-US"


def test_a_page_of_titles_keeps_its_order_and_says_how_far_it_goes():
    page = {
        "page": 1,
        "results": [{"id": 5}, {"id": 3}, {"id": 5}, {"id": None}, {"id": 8, "media_type": "tv"}],
        "total_pages": 58329,
    }
    listing = lists.read_titles(fetched(page, "u"), "movie")
    assert listing.items == ("movie/5", "movie/3", "tv/8")
    assert listing.last_page == 500  # TMDB refuses the pages past it


def test_people_on_a_list_are_no_titles():
    page = {"results": [{"id": 62, "media_type": "person"}], "total_pages": 1}
    listing = lists.read_titles(fetched(page, "u"), "movie")
    assert (listing.outcome, listing.items) == (Outcome.FOUND, ())


def test_find_names_films_and_shows():
    page = {"movie_results": [{"id": 218}], "tv_results": [{"id": 1396}], "person_results": []}
    assert lists.read_found(fetched(page, "u")).items == ("movie/218", "tv/1396")


def test_genres_are_pairs():
    page = {"genres": [{"id": 18, "name": "Drama"}, {"id": 35}]}
    assert lists.read_genres(fetched(page, "u")).items == ((18, "Drama"),)


def provider(provider_id, name, best, priorities, aliases=()):
    return Provider(
        provider_id=provider_id,
        name=name,
        aliases=aliases,
        display_priority=best,
        priorities=priorities,
    )


FILMS = {
    "results": [
        {
            "display_priorities": {"US": 4, "DE": 0},
            "display_priority": 9,
            "provider_id": 8,
            "provider_name": "Netflix",
        },
        {"display_priority": 7, "provider_id": 2, "provider_name": "Apple TV Store"},
        {"provider_id": None, "provider_name": "Nobody"},
    ]
}
SHOWS = {
    "results": [
        {
            "display_priorities": {"US": 1, "FR": 3, "Nowhere": 2},
            "provider_id": 8,
            "provider_name": "Netflix Basic",
        }
    ]
}


def test_providers_come_with_their_place_in_each_country():
    assert lists.read_providers(fetched(FILMS, "u")).items == (
        provider(2, "Apple TV Store", 7, None),
        provider(8, "Netflix", 0, '{"DE":0,"US":4}'),
    )


def test_the_lists_for_films_and_shows_make_one_with_the_best_places():
    both = [lists.read_providers(fetched(page, "u")).items for page in (FILMS, SHOWS)]
    assert lists.merge_providers(both) == (
        provider(2, "Apple TV Store", 7, None),
        provider(8, "Netflix", 0, '{"DE":0,"FR":3,"US":1}', ("Netflix Basic",)),
    )


READERS = (
    lambda answer: lists.read_titles(answer, "movie"),
    lists.read_found,
    lists.read_genres,
    lists.read_providers,
)


@pytest.mark.parametrize("read", READERS)
def test_a_refusal_is_an_outcome_without_items(read):
    limited = read(fetched({"status_code": 25}, "u", status=429))
    assert (limited.outcome, limited.items) == (Outcome.RATE_LIMITED, ())
    refused = read(fetched({"status_code": 22, "success": False}, "u", status=400))
    assert refused.outcome == Outcome.PARSE_FAILED
    assert read(fetched({"results": "none", "genres": 3}, "u")).outcome == Outcome.PARSE_FAILED


ANY = st.none() | st.integers() | st.text(max_size=5) | st.floats() | st.just({"US": "x", "DE": 1})
KEYS = ("id", "media_type", "name", "provider_id", "provider_name", "display_priorities")
ROWS = st.lists(st.dictionaries(st.sampled_from(KEYS), ANY), max_size=3) | ANY


@given(
    st.dictionaries(st.sampled_from(("results", "genres", "movie_results", "tv_results")), ROWS),
    st.sampled_from(READERS),
)
def test_any_rows_are_read_without_an_exception(payload, read):
    listing = read(fetched(payload, "u"))
    assert listing.outcome in (Outcome.FOUND, Outcome.PARSE_FAILED)


@given(st.binary(max_size=60), st.sampled_from(READERS))
def test_any_bytes_are_read_without_an_exception(body, read):
    assert read(fetched(body, "u")).outcome != Outcome.FOUND


@needs_recorded
def test_recorded_lists():
    shows = lists.read_titles(fetched(recorded("tmdb/api-2026/tv-changes.json"), "u"), "tv")
    assert (len(shows.items), shows.items[0], shows.last_page) == (100, "tv/31153", 27)
    week = recorded("tmdb/api-2026/trending-movie-week.json")
    trending = lists.read_titles(fetched(week, "u"), "movie")
    assert trending.items[:3] == ("movie/969681", "movie/1368337", "movie/1339713")
    found = lists.read_found(fetched(recorded("tmdb/api-2026/find-tt0088247.json"), "u"))
    assert found.items == ("movie/218",)
    genres = lists.read_genres(fetched(recorded("tmdb/api-2024-java/genres-tv_list.json"), "u"))
    assert genres.items[0] == (10759, "Action & Adventure")


@needs_recorded
def test_recorded_providers():
    films, shows = (
        lists.read_providers(fetched(recorded(f"tmdb/api-2026/watch-providers-{kind}.json"), "u"))
        for kind in ("movie", "tv")
    )
    apple = films.items[0]
    assert (apple.provider_id, apple.name) == (2, "Apple TV Store")
    assert json.loads(apple.priorities)["GB"] == 5
    merged = lists.merge_providers([films.items, shows.items])
    ids = {row.provider_id for row in (*films.items, *shows.items)}
    assert [row.provider_id for row in merged] == sorted(ids)
