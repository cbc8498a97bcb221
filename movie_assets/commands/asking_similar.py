"""What the command line asks of `api.similar_titles` and `api.recommend`, as anybody may."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from movie_assets.commands import report
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import Settings

Found = tuple[list[str], list[tuple[Any, ...]]]
_SIMILAR = (
    "SELECT * FROM api.similar_titles(%s::text[], %s::text[], %s::jsonb, %s::jsonb, "
    "diversity => %s, wanted => %s)"
)
_RECOMMEND = (
    "SELECT * FROM api.recommend(%s, %s::text[], %s::text[], %s::jsonb, popularity => %s, "
    "diversity => %s, wanted => %s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What hits must be, as options say it."""

    country: str
    providers: Sequence[int]
    genres: Sequence[str]
    kind: str | None
    years: str
    min_score: float | None

    def as_json(self) -> str:
        """The same as `api.discover` takes it.

        Errors: MovieAssetsError for years that are none, or services of no country.
        """
        asked: dict[str, Any] = {"kind": self.kind, "min_score": self.min_score}
        if self.years:
            span = re.fullmatch(r"(\d{4})?(-)?(\d{4})?", self.years)
            if span is None:
                raise MovieAssetsError(f"{self.years}: years are 1990-1999, 2020-, -1960 or 1999.")
            first, dash, last = span.groups()
            asked |= {"min_year": first, "max_year": last if dash else first}
        if self.genres:
            asked["genres"] = list(self.genres)
        if self.country:
            asked["streaming"] = {
                "country": self.country.upper(), "providers": list(self.providers)
            }  # fmt: skip
        elif self.providers:
            raise MovieAssetsError("Services differ by country: say which with --country.")
        return json.dumps({name: value for name, value in asked.items() if value is not None})


@dataclass(frozen=True, slots=True, kw_only=True)
class Similar:
    """Which titles to be like, and in what."""

    likes: Sequence[str]
    dislikes: Sequence[str]
    aspects: Sequence[str]
    diversity: float
    wanted: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recommend:
    """For whom, or by which titles, and how."""

    user: str | None
    likes: Sequence[str]
    dislikes: Sequence[str]
    popularity: float
    diversity: float
    wanted: int


def similar_titles(settings: Settings, asked: Similar, filters: Filters) -> Found:
    """Titles like some: column names and rows.

    Errors: MovieAssetsError where a name is nobody's, or Postgres refuses what is asked.
    """
    values = (
        _ids(settings, asked.likes),
        _ids(settings, asked.dislikes),
        json.dumps(dict(map(_weighed, asked.aspects))),
        filters.as_json(),
        asked.diversity,
        asked.wanted,
    )
    return report.read(settings, _SIMILAR, values)


def recommended(settings: Settings, asked: Recommend, filters: Filters) -> Found:
    """Titles for a person: column names and rows.

    Errors: MovieAssetsError where nothing is known of the person, or a name is nobody's.
    """
    values = (
        asked.user,
        _ids(settings, asked.likes),
        _ids(settings, asked.dislikes),
        filters.as_json(),
        asked.popularity,
        asked.diversity,
        asked.wanted,
    )
    return report.read(settings, _RECOMMEND, values)


def _weighed(aspect: str) -> tuple[str, float]:
    name, _, weight = aspect.partition("=")
    try:
        return name, float(weight or 1)
    except ValueError:
        raise MovieAssetsError(f"{aspect}: an aspect's weight is a number, story=2.") from None


def _ids(settings: Settings, titles: Sequence[str]) -> list[str]:
    """Ids of titles given by id or by name: of several of one name the most popular."""
    names = [one for one in titles if not re.fullmatch(r"(movie|tv)/\d+|imdb/tt\d+", one)]
    _, rows = report.read(
        settings,
        "SELECT asked, (SELECT title_id FROM api.search_titles(asked, max_rows => 1)) "
        "FROM unnest(%s::text[]) AS asked",
        (names,),
    )
    known = dict(rows)
    for name in names:
        if known[name] is None:
            raise MovieAssetsError(f"No title is found by {name!r}; see `movie-assets find`.")
    return [known.get(one, one) for one in titles]
