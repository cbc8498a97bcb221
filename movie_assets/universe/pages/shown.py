"""What a page is to show: a title on a day, its scores in one source, its seasons. No markup."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from movie_assets.universe.chance import draw
from movie_assets.universe.facts import Title
from movie_assets.universe.pages.plan import Entry
from movie_assets.universe.state import UniverseDay


@dataclass(frozen=True, slots=True)
class Score:
    """A score in the source's own scale, and the reviews or ratings behind it."""

    value: float
    count: int


@dataclass(frozen=True, slots=True)
class SeasonShown:
    """A season of a show; its scores are made up from the show's."""

    number: int
    episodes: int
    critics: Score | None
    audience: Score | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A page's content. `season` is the number of the season a season's page is about."""

    page_id: str
    title: Title
    critics: Score | None
    audience: Score | None
    seasons: Sequence[SeasonShown] = ()
    season: int | None = None

    @property
    def year(self) -> int | None:
        """The year the page tells: a season's own, else the title's."""
        first = self.title.year
        return first + self.season - 1 if first and self.season else first

    @property
    def released(self) -> dt.date | None:
        """The first release, where it lies within a year of the title's year."""
        if not self.title.release_date or self.season not in (None, 1):
            return None
        day = dt.date.fromisoformat(self.title.release_date)
        near = self.title.year is None or abs(day.year - self.title.year) <= 1
        return day if near else None

    @property
    def makers(self) -> Sequence[str]:
        """Directors of a film, creators of a show."""
        return self.title.directors if self.title.kind == "movie" else self.title.creators

    @property
    def certification(self) -> str | None:
        """The United States' certification."""
        found = (c["rating"] for c in self.title.certifications if c["country"] == "US")
        return next(found, None)


def shown(day: UniverseDay, source: str, entry: Entry, season: int | None = None) -> Shown | None:
    """Gather what a page of `rotten_tomatoes` or `metacritic` shows on a day.

    Shape: None for a season the show does not have.
    """
    title = day.described(entry.title)
    critics, audience = _scores(source, title) if entry.scored else (None, None)
    seasons = [
        SeasonShown(
            int(row["season"]), int(row["episodes"]),
            _of_season(title.title_id, "critics", int(row["season"]), critics, source),
            _of_season(title.title_id, "audience", int(row["season"]), audience, source),
        )
        for row in (title.seasons if title.kind == "tv" else ())
    ]  # fmt: skip
    if season is None:
        return Shown(page_id=entry.page_id, title=title, critics=critics, audience=audience,
                     seasons=seasons)  # fmt: skip
    own = next((one for one in seasons if one.number == season), None)
    if own is None:
        return None
    return Shown(page_id=entry.page_id, title=title, critics=own.critics, audience=own.audience,
                 seasons=seasons, season=season)  # fmt: skip


def _scores(source: str, title: Title) -> tuple[Score | None, Score | None]:
    if source == "rotten_tomatoes":
        return (_score(title.rt_critics_score, title.rt_critics_count),
                _score(title.rt_audience_score, title.rt_audience_count))  # fmt: skip
    return (_score(title.mc_critics_score, title.mc_critics_count),
            _score(title.mc_audience_score, title.mc_audience_count))  # fmt: skip


def _score(value: float | None, count: int | None) -> Score | None:
    return None if value is None or not count else Score(value, count)


def _of_season(
    title_id: str, who: str, number: int, whole: Score | None, source: str
) -> Score | None:
    """Make up a season's score: within 8 % of the show's, from a share of its count.

    One season in twelve has none yet.
    """
    if whole is None or draw(title_id, who, number, "none") < 1 / 12:
        return None
    users = source == "metacritic" and who == "audience"
    scale = 10.0 if users else 100.0
    moved = whole.value + scale * 0.16 * (draw(title_id, who, number) - 0.5)
    value = min(scale, max(0.1 * scale, moved))
    least = 7 if who == "critics" else 60
    count = max(least, int(whole.count * (0.1 + 0.3 * draw(title_id, who, number, "n"))))
    return Score(round(value, 1) if users else float(round(value)), count)
