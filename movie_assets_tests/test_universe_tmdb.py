"""TMDB's API as the universe serves it: values of named titles, formats, errors, over HTTP."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from movie_assets.universe.server import UniverseServer

RECORDED = Path(__file__).resolve().parents[2] / "shared" / "pages" / "tmdb"
Get = Any
EVERY_BLOCK = (
    "external_ids,credits,release_dates,keywords,alternative_titles,translations,"
    "watch/providers,images,videos,recommendations,similar"
)


@pytest.fixture(scope="module")
def server() -> Iterator[UniverseServer]:
    with UniverseServer() as running:
        yield running


@pytest.fixture
def get(server: UniverseServer) -> Iterator[Get]:
    server.day = 0
    with httpx.Client(base_url=server.base_urls["api.themoviedb.org"]) as client:
        yield lambda path, **query: client.get(f"/3{path}", params=query)


def test_the_matrix(get):
    movie = get("/movie/603", append_to_response=EVERY_BLOCK).json()
    assert movie["title"] == "The Matrix"
    assert movie["imdb_id"] == "tt0133093"
    assert movie["release_date"] == "1999-03-30"
    assert (movie["runtime"], movie["budget"], movie["revenue"]) == (136, 63000000, 463517383)
    assert (movie["vote_average"], movie["vote_count"]) == (7.9, 8907)
    assert movie["genres"] == [{"id": 28, "name": "Action"}, {"id": 878, "name": "Science Fiction"}]
    assert movie["external_ids"]["wikidata_id"] == "Q83495"
    crew = {person["name"] for person in movie["credits"]["crew"]}
    assert crew == {"Lana Wachowski", "Lilly Wachowski"}
    assert movie["credits"]["cast"][0]["name"] == "Keanu Reeves"
    german = [t for t in movie["translations"]["translations"] if t["iso_639_1"] == "de"]
    assert german[0]["data"]["title"] == "Matrix"
    american = [r for r in movie["release_dates"]["results"] if r["iso_3166_1"] == "US"]
    assert american[0]["release_dates"][0]["certification"] == "R"


def test_breaking_bad_and_its_seasons(get):
    show = get("/tv/1396", append_to_response="external_ids,aggregate_credits,season/5").json()
    assert show["name"] == "Breaking Bad"
    assert show["first_air_date"] == "2008-01-20"
    assert (show["number_of_seasons"], show["number_of_episodes"]) == (5, 62)
    assert show["external_ids"]["imdb_id"] == "tt0903747"
    assert "imdb_id" not in show
    assert [network["name"] for network in show["networks"]] == ["AMC"]
    assert len(show["season/5"]["episodes"]) == 16
    season = get("/tv/1396/season/1").json()
    assert [e["episode_number"] for e in season["episodes"]] == list(range(1, 8))
    assert get("/tv/1396/season/6").status_code == 404


def test_a_block_alone_equals_the_appended_one(get):
    appended = get("/movie/348", append_to_response="watch/providers").json()["watch/providers"]
    alone = get("/movie/348/watch/providers").json()
    assert alone == {"id": 348, **appended}
    names = [p["provider_name"] for p in appended["results"]["US"]["flatrate"]]
    assert "Amazon Prime Video" in names


def test_a_language_gives_the_title_in_it(get):
    assert get("/movie/10144", language="fr-FR").json()["title"] == "La Petite Sirène"
    assert get("/movie/10144", language="sw").json()["title"] == "The Little Mermaid"
    popular = get("/movie/popular", language="es-ES").json()["results"]
    assert all(row["title"] for row in popular)


def test_find_by_imdb_id(get):
    found = get("/find/tt0903747", external_source="imdb_id").json()
    assert [row["id"] for row in found["tv_results"]] == [1396]
    assert found["movie_results"] == []
    assert get("/movie/tt0078748").json()["id"] == 348


def test_popular_is_in_order_of_popularity_and_paged(get):
    first, second = (get("/movie/popular", page=page).json() for page in (1, 2))
    popularity = [row["popularity"] for row in first["results"] + second["results"]]
    assert len(popularity) == 40
    assert popularity == sorted(popularity, reverse=True)
    kinds = {row["media_type"] for row in get("/trending/all/week").json()["results"]}
    assert kinds == {"movie", "tv"}


def test_discover_selects_by_original_language(get):
    page = get("/discover/movie", with_original_language="ko").json()
    assert {row["original_language"] for row in page["results"]} == {"ko"}
    assert "Parasite" in [row["title"] for row in page["results"]]


@pytest.mark.parametrize(
    ("path", "query", "status", "code"),
    [
        ("/movie/99999999", {}, 404, 34),
        ("/nothing/here", {}, 404, 34),
        ("/movie/603/nothing", {}, 404, 34),
        ("/movie/popular", {"page": "501"}, 400, 22),
        ("/movie/popular", {"page": "zero"}, 400, 22),
        ("/movie/603", {"append_to_response": ",".join(["credits"] * 21)}, 400, 27),
    ],
)
def test_errors_have_tmdb_s_status_and_code(get, path, query, status, code):
    answer = get(path, **query)
    assert answer.status_code == status
    assert answer.json()["status_code"] == code


def test_the_changes_of_a_day_name_titles_and_what_was_edited(server, get):
    assert get("/movie/changes").json()["total_results"] == 0
    server.day = 4
    listed = get("/movie/changes").json()
    assert set(listed["results"][0]) == {"id", "adult", "softcore"}
    both = get("/movie/changes", start_date="2025-07-04", end_date="2025-07-05").json()
    assert both["total_results"] > listed["total_results"] > 0
    keys = [
        get(f"/movie/{row['id']}/changes").json().get("changes", []) for row in listed["results"]
    ]
    assert any(keys)


def test_a_vanished_title_is_gone_on_its_day(server, get):
    assert get("/movie/5").status_code == 200
    server.day = 2
    assert get("/movie/5").status_code == 404


def test_a_token_is_wanted_only_when_asked_for():
    with UniverseServer(require_token=True) as strict:
        url = f"{strict.base_urls['api.themoviedb.org']}/3/movie/603"
        refused = httpx.get(url)
        assert (refused.status_code, refused.json()["status_code"]) == (401, 7)
        assert httpx.get(url, headers={"Authorization": "Bearer any"}).status_code == 200
        assert httpx.get(url, params={"api_key": "any"}).status_code == 200


# Keys of the recorded answers that ours lack, each because the facts hold nothing to put there.
NOT_SERVED = {
    "aggregate_credits": (".crew[]",),  # only creators are known, and they stand in created_by
    "season": (".episodes[].crew[]", ".episodes[].guest_stars[]"),  # no episode's credits
}
CASES = [
    ("api-2026/movie-47964-a.json", "/movie/671", {}, ""),
    (
        "api-2026/movie-tt1345836-append-credits-images-keywords.json",
        "/movie/671",
        {"append_to_response": "credits,images,keywords"},
        "",
    ),
    ("api-2026/tv-1396-a.json", "/tv/1396", {"append_to_response": "images"}, ""),
    ("api-2026/movie-47964-release_dates.json", "/movie/603/release_dates", {}, ""),
    ("api-2026/movie-47964-translations.json", "/movie/603/translations", {}, ""),
    ("api-2026/movie-47964-alternative_titles.json", "/movie/11/alternative_titles", {}, ""),
    ("api-2026/movie-47964-similar.json", "/movie/603/similar", {}, ""),
    ("api-2026/movie-335984-external_ids.json", "/movie/603/external_ids", {}, ""),
    ("api-2026/tv-1396-content_ratings.json", "/tv/1396/content_ratings", {}, ""),
    ("api-2026/tv-1396-keywords.json", "/tv/1396/keywords", {}, ""),
    ("api-2026/tv-1396-translations.json", "/tv/1396/translations", {}, ""),
    ("api-2026/tv-1399-external_ids.json", "/tv/1399/external_ids", {}, ""),
    (
        "api-2026/tv-96677-aggregate_credits.json",
        "/tv/1396/aggregate_credits",
        {},
        "aggregate_credits",
    ),
    ("api-2024-java/tv_seasons-details.json", "/tv/1399/season/1", {}, "season"),
    ("api-2026/find-tt0088247.json", "/find/tt0133093", {"external_source": "imdb_id"}, ""),
    ("api-2026/find-tt0903747.json", "/find/tt0903747", {"external_source": "imdb_id"}, ""),
    ("api-2026/movie-popular.json", "/movie/popular", {}, ""),
    ("api-2026/trending-movie-week.json", "/trending/movie/week", {}, ""),
    ("api-2026/genre-movie-list-a.json", "/genre/movie/list", {}, ""),
    ("api-2026/watch-providers-movie.json", "/watch/providers/movie", {}, ""),
    ("api-2026/configuration.json", "/configuration", {}, ""),
    ("api-2026/configuration-languages.json", "/configuration/languages", {}, ""),
    ("api-2026/movie-404.json", "/movie/99999999", {}, ""),
]


def leaves(value: Any, at: str = "") -> dict[str, set[str]]:
    """Give every path of a JSON value that ends in a plain value, with the types found there."""
    found: dict[str, set[str]] = {}
    if isinstance(value, dict):
        parts = [(f".{'CC' if len(k) == 2 and k.isupper() else k}", v) for k, v in value.items()]
    elif isinstance(value, list):
        parts = [("[]", item) for item in value]
    else:
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return {at: {"number" if number else type(value).__name__}}
    for name, part in parts:
        for path, types in leaves(part, at + name).items():
            found.setdefault(path, set()).update(types)
    return found


@pytest.mark.skipif(not RECORDED.exists(), reason="no recorded answers (../shared) on this machine")
@pytest.mark.parametrize(("recorded", "path", "query", "kind"), CASES, ids=str)
def test_every_key_of_the_recorded_answers_is_served_with_its_type(
    get, recorded, path, query, kind
):
    real = leaves(json.loads((RECORDED / recorded).read_text("utf-8")))
    ours = leaves(get(path, **query).json())
    missing = {key for key in real if key not in ours}
    unexplained = {key for key in missing if not key.startswith(NOT_SERVED.get(kind, ("none",)))}
    assert unexplained == set()
    for key in real.keys() & ours.keys():
        assert ours[key] <= real[key] | {"NoneType"}, key
