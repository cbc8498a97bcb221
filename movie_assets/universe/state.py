"""One day of the universe: which titles are there, with that day's numbers, and look-ups.

Built from facts and a day only; the handlers of each source read it. No HTTP here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Any

from movie_assets.universe import days
from movie_assets.universe.facts import Facts, LifeEvent, Offer, Title

_LOWEST_POPULARITY = 0.6
_DAYS_KEPT = 4


class UniverseDay:
    """The universe on one day. Equal facts and day give equal answers."""

    def __init__(self, facts: Facts, day: int) -> None:
        """Take the facts as they are; the day's numbers are worked out when first asked for."""
        self.facts = facts
        self.day = day
        self._events = _events_by_title(facts.lifecycle)
        self._titles: dict[str, Title] = {}
        self._pool = days.keyword_pool(facts)
        # A page of recommendations repeats the same few thousand items: kept, 40 % off an answer.
        self.list_items: dict[tuple[str, bool], dict[str, Any]] = {}

    def title(self, title_id: str) -> Title | None:
        """Give a title as on this day, or None when it is not there."""
        known = self._titles.get(title_id)
        if known is None:
            first = self.facts.titles.get(title_id)
            if first is None or not days.present(self._events.get(title_id, ()), self.day):
                return None
            known = self._titles[title_id] = self._as_on_day(first)
        return known

    def described(self, title: Title) -> Title:
        """Give a title as pages describe it on this day, whether TMDB has it or not."""
        return self.title(title.title_id) or self._as_on_day(title)

    def _as_on_day(self, title: Title) -> Title:
        day, key = self.day, title.title_id
        moved = days.title_on(title, day, self._pool)
        return replace(
            moved,
            popularity=days.popularity_on(key, title.popularity or _LOWEST_POPULARITY, day),
            tmdb_score=_score(f"{key} tmdb", title.tmdb_score, day),
            tmdb_count=_count(f"{key} tmdb", title.tmdb_count, day),
            imdb_score=_score(f"{key} imdb", title.imdb_score, day),
            imdb_count=_count(f"{key} imdb", title.imdb_count, day),
            rt_critics_score=_score(f"{key} rt critics", title.rt_critics_score, day, 1.0),
            rt_critics_count=_count(f"{key} rt critics", title.rt_critics_count, day),
            rt_audience_score=_score(f"{key} rt audience", title.rt_audience_score, day, 1.0),
            rt_audience_count=_count(f"{key} rt audience", title.rt_audience_count, day),
            mc_critics_score=_score(f"{key} mc critics", title.mc_critics_score, day, 1.0),
            mc_critics_count=_count(f"{key} mc critics", title.mc_critics_count, day),
            mc_audience_score=_score(f"{key} mc audience", title.mc_audience_score, day),
            mc_audience_count=_count(f"{key} mc audience", title.mc_audience_count, day),
        )

    @cached_property
    def titles(self) -> Sequence[Title]:
        """All titles of the day, in order of kind and TMDB id."""
        there = (self.title(title_id) for title_id in self.facts.titles)
        return sorted((t for t in there if t), key=lambda title: (title.kind, title.tmdb_id))

    def of_kind(self, kind: str) -> Sequence[Title]:
        """Give the titles of `movie` or `tv`, in order of TMDB id."""
        return [title for title in self.titles if title.kind == kind]

    @cached_property
    def by_imdb_id(self) -> Mapping[str, Title]:
        """The titles IMDb has, whether TMDB has them on this day or not."""
        there = (t for t in self.facts.titles.values() if t.why != "old id of a merged title")
        return {title.imdb_id: self.described(title) for title in there if title.imdb_id}

    @cached_property
    def by_popularity(self) -> Sequence[Title]:
        """All titles, the most popular first."""
        return sorted(self.titles, key=lambda title: (-(title.popularity or 0), title.title_id))

    @cached_property
    def by_genre(self) -> Mapping[tuple[str, str], Sequence[Title]]:
        """Titles by kind and first genre."""
        grouped: dict[tuple[str, str], list[Title]] = {}
        for title in self.titles:
            grouped.setdefault((title.kind, title.genres[0]), []).append(title)
        return grouped

    def offers(self, title_id: str) -> Sequence[Offer]:
        """Give the offers of a title that are open on this day."""
        first = self.facts.offers.get(title_id, ())
        return days.offers_on(first, self.facts.providers, self.day)

    @cached_property
    def offered(self) -> Mapping[tuple[int, str], Sequence[Title]]:
        """The titles by (provider, country), the most popular first."""
        grouped: dict[tuple[int, str], list[Title]] = {}
        for title in self.by_popularity:
            shown = {(offer.provider_id, offer.country) for offer in self.offers(title.title_id)}
            for key in shown:
                grouped.setdefault(key, []).append(title)
        return grouped

    def published(self, title: Title, source: str, field: str) -> str | None:
        """Give an id as a source publishes it: the right one, or the trap laid there."""
        wrong = self._traps.get((source, field, title.title_id))
        if wrong is not None:
            return wrong
        value = getattr(title, field)
        return None if value is None else str(value)

    @cached_property
    def _traps(self) -> Mapping[tuple[str, str, str], str]:
        return {
            (trap.source, trap.field, trap.title_id): trap.published
            for trap in self.facts.traps
            if trap.trap != "id clash"  # true of the real ids: nothing is published wrongly
        }

    def changed(self, kind: str, first_day: int, last_day: int) -> list[str]:
        """List the titles of a kind that were edited, appeared, vanished or merged in the days."""
        found: list[str] = []
        for title_id, title in self.facts.titles.items():
            events = self._events.get(title_id, ())
            if title.kind == kind and any(
                days.edited(title_id, day) or any(event.day == day for event in events)
                for day in range(first_day, last_day + 1)
            ):
                found.append(title_id)
        return found

    def events(self, title_id: str) -> Sequence[LifeEvent]:
        """Give what happens to a title over all days."""
        return self._events.get(title_id, ())


@lru_cache(maxsize=_DAYS_KEPT)
def day_of(facts: Facts, day: int) -> UniverseDay:
    """Give one day; of the last ones asked for, the same object to all servers of a process."""
    return UniverseDay(facts, day)


def _events_by_title(events: Iterable[LifeEvent]) -> dict[str, list[LifeEvent]]:
    grouped: dict[str, list[LifeEvent]] = {}
    for event in events:
        grouped.setdefault(event.title_id, []).append(event)
    return grouped


def _score(key: str, base: float | None, day: int, step: float = 0.1) -> float | None:
    return None if base is None else days.score_on(key, base, day, step)


def _count(key: str, base: int | None, day: int) -> int | None:
    return None if base is None else days.count_on(key, base, day)
