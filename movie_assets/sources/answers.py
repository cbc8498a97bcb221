"""What every reader does first: judge the status, decode the body. No source's own ways here."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.base import Fetched, Reading

_REFUSALS: dict[int, tuple[Outcome, str]] = {
    202: (Outcome.BLOCKED, "a challenge for browsers instead of the answer"),
    401: (Outcome.UNAUTHORISED, "the key was not accepted"),
    403: (Outcome.BLOCKED, "access was refused"),
    404: (Outcome.NOT_FOUND, "there is no such page"),
    408: (Outcome.UNREACHABLE, "the source gave up waiting"),
    410: (Outcome.NOT_FOUND, "the page was taken down"),
    429: (Outcome.RATE_LIMITED, "too many requests"),
}


def refusal(fetched: Fetched) -> Reading | None:
    """What the status alone says, or None for the 200 that has to be read.

    >>> import datetime as dt
    >>> when = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
    >>> gone = Fetched(answer_id="a", title_id="", url="u", status=410, body=b"", requested_at=when)
    >>> refusal(gone).outcome.value
    'not_found'
    """
    if fetched.status == 200:
        return None
    if fetched.status >= 500:
        outcome, words = Outcome.UNREACHABLE, "the source had a fault of its own"
    else:
        outcome, words = _REFUSALS.get(
            fetched.status, (Outcome.PARSE_FAILED, "a status no reader expects")
        )
    return Reading(outcome=outcome, detail=f"{fetched.url}: HTTP {fetched.status}, {words}")


def of_a_service(refused: Reading | None) -> Reading | None:
    """A refusal by a service that answers for many titles at one address.

    That the address is gone says nothing of the titles, so it must not count as their absence.

    >>> of_a_service(Reading(outcome=Outcome.NOT_FOUND)).outcome.value
    'parse_failed'
    """
    if refused is None or refused.outcome is not Outcome.NOT_FOUND:
        return refused
    return Reading(outcome=Outcome.PARSE_FAILED, detail=refused.detail)


def unreadable(fetched: Fetched, what: str) -> Reading:
    """The reading of a 200 that is not what it should be."""
    return Reading(outcome=Outcome.PARSE_FAILED, detail=f"{fetched.url}: {what}")


def decoded(body: bytes) -> object | None:
    """A body's JSON value, or None where it is none.

    NaN and Infinity are refused as JSON does; a body nested deeper than Python's stack, as only
    an attacker or a fault sends it, counts as unreadable too.

    >>> decoded(b'{"id": 603}'), decoded(b'{"id": 60')
    ({'id': 603}, None)
    """
    try:
        value: Any = json.loads(body, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return None
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
