"""How a title's page is looked for, address by address. Asking, storing and pacing are elsewhere.

A walk is a pure generator: it yields an address, is sent the answer, and goes on by what it read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome
from movie_assets.model.source_rows import PageAsked, SourceEpisode, SourceRecord
from movie_assets.sources import tv_tropes
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.candidates import (
    Candidate,
    candidate,
    candidates,
    fitting_choices,
    source_id_in,
)
from movie_assets.sources.known_titles import KnownTitle
from movie_assets.sources.seasons import is_season_of, season_candidates
from movie_assets.sources.trail import Trail
from movie_assets.sources.verification import verify

_TROPES = tv_tropes.TV_TROPES.name


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a walk is given it: what came, and how the asking of it ended."""

    fetched: Fetched
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk came to.

    Shape: `outcome` of the title as a whole; `records` hold the accepted page filed under the
           title, and every other page that was read filed under its own id
           (`metacritic/movie/her`); `episodes` its seasons and episodes; `pages` a row an address
           that was asked and told something. With an outcome that is none of a title's
           (`blocked`, `unreachable`, …) the title's own record and episodes are left out, even
           where its page was accepted: what is held of it is whole, and this would not be.
    """

    outcome: Outcome
    records: tuple[SourceRecord, ...] = ()
    episodes: tuple[SourceEpisode, ...] = ()
    pages: tuple[PageAsked, ...] = ()
    answer_id: str = ""
    checked_at: dt.datetime | None = None


Walk = Generator[Candidate, Answered, Walked]


@dataclass(frozen=True, slots=True)
class _Own:
    """The page that was accepted, and the answer it was read from."""

    reading: Reading
    fetched: Fetched
    episodes: tuple[SourceEpisode, ...] = ()

    @property
    def record(self) -> SourceRecord:
        return self.reading.records[0]


def page_walk(source: Source, known: KnownTitle, *, seasons: Sequence[int] = ()) -> Walk:
    """Look for a title's page, best address first, until one proves to be its own.

    Source: candidates to ask are yielded; each answer is sent back as `Answered`.
    Shape:  `found` or `no_score_yet` with the title's record; `wrong_title` where pages were read
            and none could be accepted; `not_found` where none was there; any other outcome is
            that of the answer that ended the walk. `seasons` are the numbers of a show's seasons
            whose pages are asked for once the show's own is accepted.
    """
    trail = Trail(source.name, known)
    own = yield from _search(source, known, trail)
    if own is not None:
        own = yield from _below(source, own, seasons, trail)
    return _walked(trail, own)


def _walked(trail: Trail, own: _Own | None) -> Walked:
    outcome = trail.stopped_by
    if outcome is None and own is not None:
        outcome = own.reading.outcome
    if outcome is None:
        outcome = Outcome.WRONG_TITLE if trail.met_others else Outcome.NOT_FOUND
    last = own.fetched if own else trail.last
    whole = own if trail.stopped_by is None else None
    return Walked(
        outcome=outcome,
        records=(*((whole.record,) if whole else ()), *trail.others.values()),
        episodes=whole.episodes if whole else (),
        pages=tuple(trail.pages.values()),
        answer_id=last.answer_id if last else "",
        checked_at=last.requested_at if last else None,
    )


def _search(
    source: Source, known: KnownTitle, trail: Trail
) -> Generator[Candidate, Answered, _Own | None]:
    """Ask candidate after candidate; disambiguation pages bring more."""
    waiting = candidates(source.name, known)
    while trail.stopped_by is None and (asked := next(waiting, None)) is not None:
        if trail.knows(asked.source_id):
            continue
        answered = yield asked
        reading = _read(source, asked, answered, trail)
        if reading is None:
            continue
        own = _judged(known, asked, answered.fetched, reading, trail)
        if own is not None:
            return own
        waiting = chain(_named_choices(source, known, answered.fetched, reading), waiting)
    return None


def _read(source: Source, asked: Candidate, answered: Answered, trail: Trail) -> Reading | None:
    """Read an answer as the page it led to; None where it ends the walk."""
    fetched = replace(answered.fetched, title_id=trail.title_id)
    trail.last = fetched
    if answered.outcome not in TITLE_OUTCOMES or source.read is None:
        trail.stop(answered.outcome)
        return None
    reading = source.read(fetched)
    if reading.outcome is Outcome.MOVED and reading.moved_to:
        there = candidate(source.name, reading.moved_to, asked.reason)
        reading = source.read(replace(fetched, url=there.url))
    if reading.outcome not in TITLE_OUTCOMES:
        trail.stop(reading.outcome)
        return None
    return reading


def _judged(
    known: KnownTitle, asked: Candidate, fetched: Fetched, reading: Reading, trail: Trail
) -> _Own | None:
    """Keep what an address told; the page where it is the title's own."""
    if not reading.records:
        trail.told(asked, fetched, reading.outcome)
        return None
    page = reading.records[0]
    landed = source_id_in(page.source, fetched.final_url or "")
    led = asked.source_id if landed == page.source_id else None
    verdict = verify(page, known, led_from=led)
    trail.told(asked, fetched, reading.outcome, page=page, verdict=verdict)
    return _Own(reading, fetched) if verdict.status == "accepted" else None


def _named_choices(
    source: Source, known: KnownTitle, fetched: Fetched, reading: Reading
) -> tuple[Candidate, ...]:
    """The pages a disambiguation page names that may be the title's."""
    if source.name != _TROPES or reading.outcome is not Outcome.WRONG_TITLE:
        return ()
    return fitting_choices(known, tv_tropes.choices(fetched))


def _below(
    source: Source, own: _Own, seasons: Sequence[int], trail: Trail
) -> Generator[Candidate, Answered, _Own]:
    """Ask for what else belongs to the title: seasons of a show, pages a long list went to."""
    if source.name == _TROPES:
        return (yield from _with_subpages(source, own, trail))
    if own.record.kind == "tv":
        return (yield from _with_seasons(source, own, seasons, trail))
    return own


def _with_subpages(source: Source, own: _Own, trail: Trail) -> Generator[Candidate, Answered, _Own]:
    parts: list[Reading] = []
    for page_id in tv_tropes.subpages(own.fetched):
        asked = candidate(source.name, page_id, "subpage")
        answered = yield asked
        reading = _read(source, asked, answered, trail)
        if reading is None:
            return own
        trail.told(asked, answered.fetched, reading.outcome)
        parts.append(reading)
    return replace(own, reading=tv_tropes.with_subpages(own.reading, parts))


def _with_seasons(
    source: Source, own: _Own, seasons: Sequence[int], trail: Trail
) -> Generator[Candidate, Answered, _Own]:
    """A season that has no page, or whose page is another show's, adds nothing."""
    found: list[SourceEpisode] = []
    for asked in season_candidates(own.record, seasons):
        answered = yield asked
        reading = _read(source, asked, answered, trail)
        if reading is None:
            return own
        fits = any(is_season_of(own.record, record) for record in reading.records)
        trail.told(asked, answered.fetched, reading.outcome if fits or not reading.records
                   else Outcome.WRONG_TITLE)  # fmt: skip
        found += reading.episodes if fits else ()
    return replace(own, episodes=(*own.reading.episodes, *found))
