"""What any reader of a Metacritic page takes from it, and how readers add up. No reading here."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from dataclasses import dataclass
from typing import cast

from movie_assets.model.parts import Rating, SeasonSeen
from movie_assets.sources.page_words import Count, path_of
from movie_assets.sources.values import percent

CRITICS_MAX = 100.0
AUDIENCE_MAX = 10.0

_PATH = re.compile(
    r"/(movie|tv)/([^/]+)(?:/(season-[0-9]{1,4}|specials)(?:/(episode-[0-9]{1,5})[^/]*)?)?(?:/.*)?"
)
# Addresses of the back end: /composer/metacritic/pages/movies/SLUG/web, /finder/metacritic/….
_BACK_END = re.compile(r"/(?:composer|finder)/metacritic/(?:pages/)?(movies|shows)/([^/]+)(?:/.*)?")


@dataclass(frozen=True, slots=True)
class PathId:
    """A title's place on the site."""

    section: str
    slug: str
    season_slug: str | None = None
    episode_slug: str | None = None

    @property
    def source_id(self) -> str:
        """`movie/her`, `tv/veep`, `tv/veep/season-6`, `tv/veep/season-6/episode-1`."""
        parts = (self.section, self.slug, self.season_slug, self.episode_slug)
        return "/".join(part for part in parts if part)

    @property
    def kind(self) -> str:
        """Film, show, season or episode."""
        if self.section == "movie":
            return "movie"
        return "episode" if self.episode_slug else "season" if self.season_slug else "tv"

    @property
    def season(self) -> int | None:
        """The season's number, 0 for specials; None for what is no season."""
        if self.season_slug is None:
            return None
        return int(self.season_slug[7:]) if self.season_slug != "specials" else 0

    @property
    def episode(self) -> int:
        """The episode's number, 0 for the season itself."""
        return int(self.episode_slug[8:]) if self.episode_slug else 0


@dataclass(frozen=True, slots=True)
class Seen:
    """One score as one place of a page says it; either half may be missing."""

    score: float | None = None
    count: Count | None = None

    def published(self) -> bool:
        """A score that somebody's review is behind."""
        return self.score is not None and (self.count is None or self.count.value > 0)

    def or_else(self, other: Seen) -> Seen:
        """This score, with the other's count where both say the same; else the other."""
        if not self.published():
            return other if other.published() else self
        same = other.published() and other.score == self.score
        return Seen(self.score, other.count) if self.count is None and same else self


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What one reader found on a page; what it did not find is empty."""

    path: PathId | None = None
    title: str | None = None
    year: int | None = None
    release_date: dt.date | None = None
    runtime_min: int | None = None
    genres: tuple[str, ...] = ()
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    certification: str | None = None
    imdb_id: str | None = None
    season_count: int | None = None
    seasons: tuple[SeasonSeen, ...] = ()
    critics: Seen = Seen()
    audience: Seen = Seen()

    def or_else(self, other: Facts) -> Facts:
        """These facts, and the other's where there are none here."""
        merged = {
            field.name: getattr(self, field.name) or getattr(other, field.name)
            for field in dataclasses.fields(self)
            if field.name not in ("critics", "audience")
        }
        return Facts(
            **merged,
            critics=self.critics.or_else(other.critics),
            audience=self.audience.or_else(other.audience),
        )


def path_id(address: str | None) -> PathId | None:
    """The title an address is about, whichever of its pages it is.

    >>> path_id("https://www.metacritic.com/tv/veep/season-6/critic-reviews").source_id
    'tv/veep/season-6'
    """
    path = path_of(address)
    found = _PATH.fullmatch(path)
    if found:
        return PathId(*cast("tuple[str, str, str | None, str | None]", found.groups()))
    behind = _BACK_END.fullmatch(path)
    if behind:
        return PathId("movie" if behind.group(1) == "movies" else "tv", behind.group(2))
    return None


def ratings_of(critics: Seen, audience: Seen) -> tuple[Rating, ...]:
    """The published scores, critics (0 to 100) first, then users (0 to 10)."""
    return tuple(
        Rating(
            publisher="metacritic",
            metric=metric,
            value=seen.score,
            scale_max=scale_max,
            percent=percent(seen.score, scale_max),
            count=seen.count.value if seen.count else None,
            count_is_lower_bound=bool(seen.count and seen.count.is_lower_bound),
        )
        for metric, seen, scale_max in (
            ("critics", critics, CRITICS_MAX),
            ("audience", audience, AUDIENCE_MAX),
        )
        if seen.score is not None and seen.published() and 0 <= seen.score <= scale_max
    )
