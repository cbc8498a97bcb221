"""What we know of a title before a source's page of it is looked for. No guessing, no judging."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from movie_assets.model.ids import Kind
from movie_assets.model.parts import ExternalId, Name
from movie_assets.sources.values import once

TwinAge = Literal["none", "older", "younger"]
_ANIMATED = ("animation", "anime", "animated", "kids & animation")


@dataclass(frozen=True, slots=True)
class Twin:
    """Another title of the same name.

    Shape: `people` are its directors or creators and its cast, `page_ids` the page sources' ids
           that Wikidata gives it, both empty where nothing is known.
    """

    kind: Kind
    year: int | None
    people: tuple[str, ...] = ()
    page_ids: tuple[ExternalId, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTitle:
    """A title as the spine and its ids tell it.

    Shape: `external_ids` hold what Wikidata and TMDB say, the page sources' ids included;
           `verified_urls` one address a source, the last that was accepted; `twins` every other
           title of the spine that has one of its names; `by_hand` the ids of pages that people
           spoke of, and whether they are its own. Order matters in none of them.
    Units: `year` of the first release; `release_years` of festivals, of other countries and of
           re-releases, where they are given as such.
    """

    title_id: str
    kind: Kind
    title: str
    original_title: str | None = None
    original_language: str | None = None
    names: tuple[Name, ...] = ()
    year: int | None = None
    release_years: tuple[int, ...] = ()
    runtime_min: int | None = None
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    external_ids: tuple[ExternalId, ...] = ()
    verified_urls: Mapping[str, str] = field(default_factory=dict[str, str])
    twins: tuple[Twin, ...] = ()
    by_hand: Mapping[str, bool] = field(default_factory=dict[str, bool])

    @property
    def animated(self) -> bool | None:
        """Whether it is drawn; None where no genre is known."""
        if not self.genres:
            return None
        return any(genre.lower() in _ANIMATED for genre in self.genres)

    @property
    def every_name(self) -> tuple[str, ...]:
        """Each name once: title, original title, then the rest in their order."""
        return once((self.title, self.original_title, *(name.name for name in self.names)))

    def ids_of(self, source: str) -> tuple[str, ...]:
        """Its ids at a source, sorted."""
        return tuple(sorted({given.id for given in self.external_ids if given.source == source}))

    def twin_age(self) -> TwinAge:
        """Whether the name was another's before: the later title is the one told apart."""
        years = [twin.year for twin in self.twins if twin.kind == self.kind]
        if not years:
            return "none"
        later = self.year is not None and any(year and year < self.year for year in years)
        return "older" if later else "younger"
