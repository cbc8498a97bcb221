"""What one answer says of every title it covers, found or not. Parsers are files of their own."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import PAGE_FAILURES, TITLE_OUTCOMES, Outcome
from movie_assets.model.parts import ExternalId
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched, Reading, Source


@dataclass(frozen=True, slots=True)
class Told:
    """An answer in rows: what it found, what it says is not there, and that it was asked."""

    records: tuple[SourceRecord, ...]
    episodes: tuple[SourceEpisode, ...]
    checks: tuple[SourceCheck, ...]


def told_by(source: Source, fetched: Fetched, reading: Reading, covers: tuple[str, ...]) -> Told:
    """Spread one reading over the titles its answer was asked for.

    Shape: a check for each title covered; a record for each found, and one without facts for each
           the answer finally denies (not found, moved, wrong title). An answer that told nothing
           of its titles (a wall, a limit, a dead host) makes checks and no record, so that what
           was known before stands.
    """
    found = _filed(reading, covers)
    known = _known(found)
    outcomes = {title_id: _outcome(reading, title_id, known) for title_id in covers}
    denied = tuple(
        denial(
            source,
            title_id,
            outcome,
            answer_id=fetched.answer_id,
            at=fetched.requested_at,
            url=fetched.url,
            moved_to=reading.moved_to,
        )
        for title_id, outcome in outcomes.items()
        if title_id not in known and outcome in TITLE_OUTCOMES
    )
    checks = tuple(
        check_of(source, title_id, outcome, at=fetched.requested_at, answer_id=fetched.answer_id)
        for title_id, outcome in outcomes.items()
    )
    return Told(records=found + denied, episodes=reading.episodes, checks=checks)


def check_of(
    source: Source, title_id: str, outcome: Outcome, *, at: dt.datetime, answer_id: str
) -> SourceCheck:
    """That a source was asked for a title once, and how that ended."""
    is_good = outcome in TITLE_OUTCOMES
    return SourceCheck(
        source=source.name,
        title_id=title_id,
        checked_at=at,
        outcome=outcome,
        good_at=at if is_good else None,
        answer_id=answer_id,
        failures=int(outcome in PAGE_FAILURES),
        answers=int(is_good),
    )


def _filed(reading: Reading, covers: tuple[str, ...]) -> tuple[SourceRecord, ...]:
    """The records under what was asked for: a watch page under its title and country.

    An answer to one request replaces the older answer to the same one, and no other.
    """
    if len(covers) != 1:
        return reading.records
    return tuple(replace(record, title_id=covers[0]) for record in reading.records)


def _known(found: tuple[SourceRecord, ...]) -> dict[str, Outcome]:
    """How each title recorded came off: one right page among several is a find."""
    known: dict[str, Outcome] = {}
    for record in found:
        if known.get(record.title_id) is not Outcome.FOUND:
            known[record.title_id] = Outcome(record.outcome)
    return known


def _outcome(reading: Reading, title_id: str, known: dict[str, Outcome]) -> Outcome:
    """A batch that was answered says of the ids it left out that there is nothing.

    Of those in it a record may say more than the answer does: that it is no page of the title.
    """
    if reading.outcome is not Outcome.FOUND or reading.episodes:
        return reading.outcome
    return known.get(title_id, Outcome.NOT_FOUND)


def denial(
    source: Source,
    title_id: str,
    outcome: Outcome,
    *,
    answer_id: str,
    at: dt.datetime,
    url: str | None = None,
    moved_to: str | None = None,
) -> SourceRecord:
    """The record of a title the source has no page of, or no more, or elsewhere."""
    return SourceRecord(
        source=source.name,
        source_id="",
        title_id=title_id,
        outcome=outcome,
        answer_id=answer_id,
        requested_at=at,
        parser_version=source.parser_version,
        external_ids=(ExternalId(source=source.name, id=moved_to),) if moved_to else (),
        url=url,
        observed_at=at,
    )
