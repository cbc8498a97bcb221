"""TMDB API v3: everything that is not one title's page: find, changes, trending, popular, tables.

Pure: (day, request) → answer. `tmdb_answer` is the whole API behind one function.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from movie_assets.universe.facts import Title
from movie_assets.universe.messages import Answer, Request, json_answer
from movie_assets.universe.reference import (
    COUNTRIES,
    LANGUAGES,
    MOVIE_CERTIFICATIONS,
    MOVIE_GENRES,
    TV_CERTIFICATIONS,
    TV_GENRES,
)
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_api import asked_days, not_found, title_answer
from movie_assets.universe.tmdb_objects import Json, image_path, list_item

PAGE = 20
CHANGES_PAGE = 100
LAST_PAGE = 500
UNAUTHORISED: Json = {
    "status_code": 7,
    "status_message": "Invalid API key: You must be granted a valid key.",
    "success": False,
}
BAD_PAGE: Json = {
    "success": False,
    "status_code": 22,
    "status_message": "Invalid page: Pages start at 1 and max at 500. They are expected to be an"
    " integer.",
}
_TITLE = re.compile(r"/3/(movie|tv)/(\d[^/]*|tt\d+)(?:/(.+))?")
_SIZES = {
    "backdrop_sizes": ["w300", "w780", "w1280", "original"],
    "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
    "profile_sizes": ["w45", "w185", "h632", "original"],
    "still_sizes": ["w92", "w185", "w300", "original"],
}


def tmdb_answer(day: UniverseDay, request: Request) -> Answer:
    """Answer any request to api.themoviedb.org.

    Errors: 404 with status_code 34 for an unknown path, 400 with status_code 22 for a bad page.
    """
    title = _TITLE.fullmatch(request.path)
    if title:
        return title_answer(day, request, title.group(1), title.group(2), title.group(3) or "")
    parts = request.path.removeprefix("/3/").split("/")
    titles = _listed(day, request, parts)
    if titles is not None:
        return _list(request, titles, media_type=parts[0] == "trending")
    match parts:
        case ["find", key]:
            return json_answer(_found(day, key, request.query.get("external_source", "")))
        case ["movie" | "tv" as kind, "changes"]:
            return _changes(day, request, kind)
        case _:
            table = _table(day, "/".join(parts))
            return not_found() if table is None else json_answer(table)


def _listed(day: UniverseDay, request: Request, parts: Sequence[str]) -> list[Title] | None:
    """Give the titles of a list, the most popular first; None when the path is no list.

    `discover` selects by original language alone and keeps this order whatever is asked for.
    """
    match parts:
        case ["movie" | "tv" as kind, "popular"] | ["discover", "movie" | "tv" as kind]:
            kinds = (kind,)
        case ["trending", "movie" | "tv" as kind, "day" | "week"]:
            kinds = (kind,)
        case ["trending", "all", "day" | "week"]:
            kinds = ("movie", "tv")
        case _:
            return None
    language = request.query.get("with_original_language") if parts[0] == "discover" else None
    return [
        title
        for title in day.by_popularity
        if title.kind in kinds and language in (None, title.original_language)
    ]


def authorised(request: Request) -> bool:
    """Tell whether a request carries a token or a key; any that is not empty will do."""
    bearer = request.headers.get("authorization", "").removeprefix("Bearer").strip()
    return bool(bearer or request.query.get("api_key"))


def _page(request: Request) -> int | None:
    text = request.query.get("page", "1")
    number = int(text) if text.isascii() and text.isdigit() else 0
    return number if 1 <= number <= LAST_PAGE else None


def _paged(rows: Sequence[Any], page: int, size: int) -> Json:
    return {
        "page": page,
        "results": list(rows[(page - 1) * size : page * size]),
        "total_pages": max(1, -(-len(rows) // size)),
        "total_results": len(rows),
    }


def _list(request: Request, titles: Sequence[Title], *, media_type: bool = False) -> Answer:
    page = _page(request)
    if page is None:
        return json_answer(BAD_PAGE, 400)
    language = request.query.get("language", "en-US")
    answer = _paged(titles, page, PAGE)
    answer["results"] = [
        list_item(title, media_type=media_type, language=language) for title in answer["results"]
    ]
    return json_answer(answer)


def _changes(day: UniverseDay, request: Request, kind: str) -> Answer:
    page = _page(request)
    if page is None:
        return json_answer(BAD_PAGE, 400)
    changed = day.changed(kind, *asked_days(day, request))
    numbers = sorted(day.facts.titles[title_id].tmdb_id for title_id in changed)
    rows = [{"id": number, "adult": False, "softcore": False} for number in numbers]
    answer = _paged(rows, page, CHANGES_PAGE)
    return json_answer({"results": answer.pop("results"), **answer})


def _found(day: UniverseDay, key: str, external_source: str) -> Json:
    """Find titles by a foreign id; only imdb_id and wikidata_id are known here."""
    empty = ("person_results", "tv_episode_results", "tv_season_results")
    found: dict[str, list[Json]] = {"movie": [], "tv": []}
    if external_source in ("imdb_id", "wikidata_id"):
        for title in day.titles:
            if day.published(title, "tmdb", external_source) == key:
                found[title.kind].append(list_item(title, media_type=True))
    return {
        "movie_results": found["movie"],
        "tv_results": found["tv"],
        **{name: [] for name in empty},
    }


def _table(day: UniverseDay, path: str) -> Any:
    """Give a table that does not depend on a title, or None for an unknown path."""
    tables: Mapping[str, Callable[[], Any]] = {
        "genre/movie/list": lambda: _genres(MOVIE_GENRES),
        "genre/tv/list": lambda: _genres(TV_GENRES),
        "watch/providers/movie": lambda: {"results": _providers(day)},
        "watch/providers/tv": lambda: {"results": _providers(day)},
        "configuration": _configuration,
        "configuration/countries": _countries,
        "configuration/languages": _languages,
        "certification/movie/list": lambda: _certifications(MOVIE_CERTIFICATIONS),
        "certification/tv/list": lambda: _certifications(TV_CERTIFICATIONS),
    }
    return tables[path]() if path in tables else None


def _configuration() -> Json:
    secure = "https://image.tmdb.org/t/p/"
    images = {"base_url": "http://image.tmdb.org/t/p/", "secure_base_url": secure}
    return {"change_keys": _CHANGE_KEYS, "images": {**images, **_SIZES}}


def _countries() -> list[Json]:
    return [
        {"iso_3166_1": code, "english_name": name, "native_name": name}
        for code, name in COUNTRIES.items()
    ]


def _languages() -> list[Json]:
    return [
        {"english_name": english, "iso_639_1": code, "name": own}
        for code, (english, own) in LANGUAGES.items()
    ]


_CHANGE_KEYS = [
    "adult", "air_date", "alternative_titles", "budget", "cast", "certifications", "crew",
    "external_ids", "general", "genres", "images", "imdb_id", "name", "network", "overview",
    "plot_keywords", "production_companies", "release_dates", "revenue", "runtime", "season",
    "status", "tagline", "title", "translations", "type", "videos",
]  # fmt: skip


def _genres(table: Any) -> Json:
    return {"genres": [{"id": number, "name": name} for name, number in table.items()]}


def _providers(day: UniverseDay) -> list[Json]:
    ordered = sorted(day.facts.providers.values(), key=lambda p: (p.priority, p.provider_id))
    return [
        {"display_priorities": dict.fromkeys(provider.countries.split("|"), provider.priority),
         "display_priority": provider.priority,
         "logo_path": image_path("provider", provider.provider_id),
         "provider_name": provider.name, "provider_id": provider.provider_id}
        for provider in ordered
    ]  # fmt: skip


def _certifications(systems: Any) -> Json:
    return {
        "certifications": {
            country: [{"certification": name, "meaning": "", "order": order}
                      for order, name in enumerate(names)]
            for country, names in systems.items()
        }
    }  # fmt: skip
