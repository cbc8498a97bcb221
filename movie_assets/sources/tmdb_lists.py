"""TMDB's lists: changes, trending, popular, genres, providers, find. Titles' answers: `tmdb`."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, TypeVar
from urllib.parse import urlencode

from movie_assets.model.ids import Kind
from movie_assets.model.offer_rows import Provider
from movie_assets.model.outcomes import Outcome
from movie_assets.sources.answers import decoded
from movie_assets.sources.base import Fetched, Listing
from movie_assets.sources.tmdb import API, TEXT_LANGUAGE, api_failure
from movie_assets.sources.tmdb_parts import title_listed
from movie_assets.sources.values import country, mapping, once, positive, rows, text, whole

Json = Mapping[str, object]
Item = TypeVar("Item")

# `total_pages` may say 58,329, but TMDB refuses pages past this one.
LAST_PAGE = 500
# Changes may be asked for 14 days at a time.
CHANGES_DAYS = 14


def changes_url(kind: Kind, start: dt.date, end: dt.date, page: int = 1) -> str:
    """Ids of titles changed from one day to another, at most CHANGES_DAYS apart."""
    return _url(f"{kind}/changes", start_date=start, end_date=end, page=page)


def trending_url(kind: Kind, window: Literal["day", "week"], page: int = 1) -> str:
    """Titles much looked at, best first."""
    return _url(f"trending/{kind}/{window}", language=TEXT_LANGUAGE, page=page)


def popular_url(kind: Kind, original_language: str | None = None, page: int = 1) -> str:
    """Titles by popularity, of all languages or of one original language."""
    if original_language is None:
        return _url(f"{kind}/popular", language=TEXT_LANGUAGE, page=page)
    return _url(
        f"discover/{kind}",
        language=TEXT_LANGUAGE,
        page=page,
        sort_by="popularity.desc",
        with_original_language=original_language,
    )


def find_url(imdb_id: str) -> str:
    """The titles TMDB has under an IMDb id."""
    return _url(f"find/{imdb_id}", external_source="imdb_id")


def genres_url(kind: Kind) -> str:
    """The names of genres."""
    return _url(f"genre/{kind}/list", language=TEXT_LANGUAGE)


def providers_url(kind: Kind) -> str:
    """The streaming services of all countries."""
    return _url(f"watch/providers/{kind}", language=TEXT_LANGUAGE)


def read_titles(fetched: Fetched, kind: Kind) -> Listing[str]:
    """A page of changes, trending, popular or discover as title ids of one kind.

    Shape: in TMDB's order; rows that name a person are left out.
    """
    return _listing(
        fetched,
        "results",
        lambda payload: once(title_listed(row, kind) for row in rows(payload["results"])),
    )


def read_found(fetched: Fetched) -> Listing[str]:
    """The titles found under another's id, films first; an episode's id finds its show's rows."""

    def titles(payload: Json) -> tuple[str, ...]:
        films = (title_listed(row, "movie") for row in rows(payload["movie_results"]))
        shows = (title_listed(row, "tv") for row in rows(payload.get("tv_results")))
        return once((*films, *shows))

    return _listing(fetched, "movie_results", titles)


def read_genres(fetched: Fetched) -> Listing[tuple[int, str]]:
    """TMDB's genres as (id, name)."""

    def genres(payload: Json) -> tuple[tuple[int, str], ...]:
        pairs = (
            (positive(row.get("id")), text(row.get("name"))) for row in rows(payload["genres"])
        )
        return tuple((given, name) for given, name in pairs if given and name)

    return _listing(fetched, "genres", genres)


def read_providers(fetched: Fetched) -> Listing[Provider]:
    """Streaming services with their place in each country's order, by provider id."""

    def providers(payload: Json) -> tuple[Provider, ...]:
        found = once(_provider(row) for row in rows(payload["results"]))
        return tuple(sorted(found, key=lambda provider: provider.provider_id))

    return _listing(fetched, "results", providers)


def merge_providers(lists: Iterable[Iterable[Provider]]) -> tuple[Provider, ...]:
    """The lists for films and for shows as one: a service once, with its best place a country.

    Shape: one row a provider id, by id; the first list's name is its name, other ones aliases.
    """
    merged: dict[int, Provider] = {}
    for provider in (provider for providers in lists for provider in providers):
        known = merged.setdefault(provider.provider_id, provider)
        if known is not provider:
            merged[provider.provider_id] = _merged(known, provider)
    return tuple(merged[provider_id] for provider_id in sorted(merged))


def _merged(known: Provider, other: Provider) -> Provider:
    places = _places(json.loads(known.priorities or "{}"))
    for where, place in _places(json.loads(other.priorities or "{}")).items():
        places[where] = min(place, places.get(where, place))
    best = [p.display_priority for p in (known, other) if p.display_priority is not None]
    names = once((*known.aliases, other.name, *other.aliases))
    return Provider(
        provider_id=known.provider_id,
        name=known.name,
        aliases=tuple(sorted(set(names) - {known.name})),
        display_priority=min(best, default=None),
        priorities=_priorities(places),
    )


def _provider(row: Json) -> Provider | None:
    provider_id, name = whole(row.get("provider_id")), text(row.get("provider_name"))
    if provider_id is None or name is None:
        return None
    places = _places(row.get("display_priorities"))
    return Provider(
        provider_id=provider_id,
        name=name,
        display_priority=min(places.values(), default=whole(row.get("display_priority"))),
        priorities=_priorities(places),
    )


def _places(value: object) -> dict[str, int]:
    """Country -> place in its order."""
    pairs = ((country(where), whole(place)) for where, place in mapping(value).items())
    return {where: place for where, place in pairs if where is not None and place is not None}


def _priorities(places: Mapping[str, int]) -> str | None:
    return json.dumps(places, sort_keys=True, separators=(",", ":")) if places else None


def _listing(fetched: Fetched, key: str, read: Callable[[Json], tuple[Item, ...]]) -> Listing[Item]:
    """Read a list that stands under a key; anything else is the outcome it is."""
    payload = mapping(decoded(fetched.body))
    failure = api_failure(fetched, payload)
    if failure is not None:
        return Listing(outcome=failure.outcome, detail=failure.detail)
    if not isinstance(payload.get(key), list):
        detail = f"{fetched.url}: no list under {key!r}"
        return Listing(outcome=Outcome.PARSE_FAILED, detail=detail)
    last_page = min(positive(payload.get("total_pages")) or 1, LAST_PAGE)
    return Listing(outcome=Outcome.FOUND, items=read(payload), last_page=last_page)


def _url(path: str, **query: object) -> str:
    return f"{API}/{path}?{urlencode(sorted(query.items()))}"
