"""What one answer says of every title it covers, found or not. Parsers are files of their own."""

from __future__ import annotations

from dataclasses import dataclass, replace

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome
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
    known = {record.title_id for record in found}
    outcomes = {title_id: _outcome(reading, title_id, known) for title_id in covers}
    denied = tuple(
        _denial(source, fetched, title_id, outcome, reading.moved_to)
        for title_id, outcome in outcomes.items()
        if title_id not in known and outcome in TITLE_OUTCOMES
    )
    checks = tuple(
        SourceCheck(
            source=source.name,
            title_id=title_id,
            checked_at=fetched.requested_at,
            outcome=outcome,
            good_at=fetched.requested_at if outcome in TITLE_OUTCOMES else None,
            answer_id=fetched.answer_id,
        )
        for title_id, outcome in outcomes.items()
    )
    return Told(records=found + denied, episodes=reading.episodes, checks=checks)


def _filed(reading: Reading, covers: tuple[str, ...]) -> tuple[SourceRecord, ...]:
    """The records under what was asked for: a watch page under its title and country.

    An answer to one request replaces the older answer to the same one, and no other.
    """
    if len(covers) != 1:
        return reading.records
    return tuple(replace(record, title_id=covers[0]) for record in reading.records)


def _outcome(reading: Reading, title_id: str, known: set[str]) -> Outcome:
    """A batch that was answered says of the ids it left out that there is nothing."""
    if reading.outcome is Outcome.FOUND and title_id not in known and not reading.episodes:
        return Outcome.NOT_FOUND
    return reading.outcome


def _denial(
    source: Source, fetched: Fetched, title_id: str, outcome: Outcome, moved_to: str | None
) -> SourceRecord:
    return SourceRecord(
        source=source.name,
        source_id="",
        title_id=title_id,
        outcome=outcome,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=source.parser_version,
        external_ids=(ExternalId(source=source.name, id=moved_to),) if moved_to else (),
        url=fetched.url,
        observed_at=fetched.requested_at,
    )
