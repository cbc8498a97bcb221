"""What goes wrong, told once: which problems are new, which are over. Nothing is looked up here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

Kind = Literal["run_failed", "check_failed", "asset_stale", "source_shut"]
# A failed run whose asset nobody runs any more would stay an incident for ever.
FORGOTTEN_AFTER = dt.timedelta(days=7)
_WORDS: dict[Kind, str] = {
    "run_failed": "a run failed",
    "check_failed": "a blocking check failed",
    "asset_stale": "an asset is late",
    "source_shut": "a source is shut",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something that is wrong now: of one kind and subject there is one at most."""

    kind: Kind
    subject: str  # an asset, `asset:check`, or a source
    message: str

    @property
    def key(self) -> str:
        """What tells it from others."""
        return f"{self.kind}:{self.subject}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """A problem from when it was first seen, and what has been told of it."""

    problem: Problem
    since: dt.datetime
    seen_at: dt.datetime
    is_told: bool = False
    over_at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedRun:
    """A run that ended: what failed in it, or what it made where nothing did."""

    names: frozenset[str]  # its assets and its job, by any name a step may have
    failures: tuple[tuple[str, str], ...] = ()  # step, and why; empty for a run that went well


Book = Mapping[str, Incident]
Found = Mapping[Kind, Sequence[Problem] | None]


def still_failing(book: Book, finished: Iterable[FinishedRun]) -> list[Problem]:
    """The run failures that stand after some more runs ended, oldest first.

    Law: a failure is over once a later run that makes the same thing goes well.
    """
    standing = {
        one.problem.subject: one.problem
        for one in book.values()
        if one.problem.kind == "run_failed" and one.over_at is None
    }
    for run in finished:
        for step, why in run.failures:
            standing[step] = Problem(kind="run_failed", subject=step, message=why)
        if not run.failures:
            standing = {step: one for step, one in standing.items() if step not in run.names}
    return list(standing.values())


def looked_over(book: Book, found: Found, now: dt.datetime) -> dict[str, Incident]:
    """The book after a look around.

    Shape: a kind that could not be looked at (None) stands as it did. An incident that is over
           stays until that was told; one that is over before anybody was told of it is dropped.
    """
    problems = {one.key: one for many in found.values() for one in many or ()}
    kept: dict[str, Incident] = {}
    for key, incident in book.items():
        standing = _standing(incident, problems.get(key), found, now)
        if standing is not None:
            kept[key] = standing
    for key, problem in problems.items():
        if key not in book:
            kept[key] = Incident(problem=problem, since=now, seen_at=now)
    return kept


def _standing(
    incident: Incident, problem: Problem | None, found: Found, now: dt.datetime
) -> Incident | None:
    """An incident after a look around; None where it is over and nobody heard of it."""
    kind = incident.problem.kind
    if problem is not None:
        is_new = incident.over_at is not None or problem.message != incident.problem.message
        return Incident(
            problem=problem,
            since=incident.since,
            seen_at=now if is_new or kind != "run_failed" else incident.seen_at,
            is_told=incident.is_told,
        )
    if found.get(kind) is None or incident.over_at is not None:
        return incident
    return replace(incident, over_at=now) if incident.is_told else None


def forgotten(book: Book, problems: Iterable[Problem], now: dt.datetime) -> list[Problem]:
    """Run failures, without those that have not been seen again for a week."""
    return [
        one
        for one in problems
        if one.key not in book or now - book[one.key].seen_at < FORGOTTEN_AFTER
    ]


def untold(book: Book) -> list[str]:
    """Keys of the incidents somebody is still to be told of, the oldest first."""
    waiting = {key: one for key, one in book.items() if not one.is_told or one.over_at is not None}
    return sorted(waiting, key=lambda key: (waiting[key].over_at or waiting[key].since, key))


def told(book: Book, key: str) -> dict[str, Incident]:
    """The book after one of its incidents was told: what is over needs no place in it any more."""
    rest = dict(book)
    incident = rest.pop(key)
    return rest if incident.over_at is not None else {**rest, key: replace(incident, is_told=True)}


def body_of(incident: Incident) -> dict[str, Any]:
    """What is posted.

    Shape: `event` opened or resolved, `key`, `kind`, `subject`, `message`, `since` and `at` (ISO
           8601, UTC); `text` says it in a line, which chat services show.
    """
    problem, is_over = incident.problem, incident.over_at is not None
    what = f"movie-assets: {_WORDS[problem.kind]}: {problem.subject}"
    return {
        "text": f"{what} – over" if is_over else f"{what} – {problem.message}",
        "event": "resolved" if is_over else "opened",
        "key": problem.key,
        **asdict(problem),
        "since": incident.since.isoformat(),
        "at": (incident.over_at or incident.since).isoformat(),
    }


def written(book: Book) -> list[dict[str, Any]]:
    """The book as plain values, for JSON."""
    return [
        {
            **asdict(one.problem),
            "since": one.since.isoformat(),
            "seen_at": one.seen_at.isoformat(),
            "is_told": one.is_told,
            "over_at": one.over_at.isoformat() if one.over_at else None,
        }
        for _, one in sorted(book.items())
    ]


def read(values: Iterable[Mapping[str, Any]]) -> dict[str, Incident]:
    """The book from plain values, as `written` gives them.

    >>> read(written({}))
    {}
    """
    incidents = (
        Incident(
            problem=Problem(kind=one["kind"], subject=one["subject"], message=one["message"]),
            since=dt.datetime.fromisoformat(one["since"]),
            seen_at=dt.datetime.fromisoformat(one["seen_at"]),
            is_told=one["is_told"],
            over_at=dt.datetime.fromisoformat(one["over_at"]) if one["over_at"] else None,
        )
        for one in values
    )
    return {one.problem.key: one for one in incidents}
