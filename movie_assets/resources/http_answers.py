"""What came over the wire and what its status says by itself. Nothing is asked or waited for."""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
from dataclasses import dataclass
from typing import Any

import httpx
import zstandard

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Header

# Kept beside the body; the rest of a response's headers are the network's business.
HEADERS_KEPT = frozenset(
    {"content-type", "date", "etag", "last-modified", "location", "retry-after", "server"}
)
# A wait that a source asks for and that still fits into a step; any longer one ends the lane.
MAX_WAIT_S = 60.0
MAX_ASKED_S = 365 * 86400.0  # what a source may ask for and still be believed
# A wall names no time. Whoever knocks again within hours makes it last, so the lane rests a
# quarter of a day: long enough to be forgotten, short enough to lose no day.
BLOCKED_FOR = dt.timedelta(hours=6)
# A 429 that names no time: the limits we know of are kept by the second, minute or hour.
LIMITED_FOR = dt.timedelta(hours=1)
_BY_STATUS = {
    401: Outcome.UNAUTHORISED,
    403: Outcome.BLOCKED,
    404: Outcome.NOT_FOUND,
    410: Outcome.NOT_FOUND,
    429: Outcome.RATE_LIMITED,
    202: Outcome.BLOCKED,  # a bot wall's challenge page
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Validators:
    """What an earlier answer said of itself, to be asked only whether it changed.

    Shape: `body_sha256` and `body_bytes` are of the plain body that came with it; they stand in
           the new answer where the source says that nothing changed.
    """

    etag: str | None
    last_modified: str | None
    body_sha256: str | None
    body_bytes: int | None

    def headers(self) -> dict[str, str]:
        """The headers that ask for the body only if it changed."""
        given = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in given.items() if value}


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One answer as it came.

    Shape: `url` is where it came from in the real host's terms; `location` where it redirects
           to; `body` the plain bytes, None when there were more of them than we read.
    """

    status: int
    headers: httpx.Headers
    url: str
    body: bytes | None
    location: str | None = None

    @property
    def retry_after(self) -> float | None:
        """The seconds the source wants to be left alone, where it says so."""
        return seconds(self.headers.get("retry-after"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unasked:
    """Why a request was not made; `url` is the address that would have been asked."""

    outcome: Outcome
    error: str
    url: str
    retry_at: dt.datetime | None = None


def unasked_fields(unasked: Unasked) -> dict[str, Any]:
    """What an answer says of a request that was not made."""
    return {
        "final_url": unasked.url,
        "outcome": unasked.outcome,
        "retry_at": unasked.retry_at,
        "error": unasked.error,
    }


def answer_fields(
    received: Received, at: dt.datetime, validators: Validators | None
) -> dict[str, Any]:
    """What an answer says of what came.

    Shape: the fields of `Answer` that depend on the response. A source's fault and a body that
           was too large come without a body, so that nobody takes a part for the whole.
    """
    kept = sorted((n.lower(), v) for n, v in received.headers.items() if n.lower() in HEADERS_KEPT)
    fields: dict[str, Any] = {
        "final_url": received.url,
        "status": received.status,
        "outcome": outcome_of(received.status),
        "retry_at": retry_at(received, at),
        "headers": tuple(Header(name=name, value=value) for name, value in kept),
    }
    if received.status == 304 and validators is not None:
        earlier = {"body_sha256": validators.body_sha256, "body_bytes": validators.body_bytes}
        return fields | earlier | {"outcome": Outcome.FOUND}
    if received.status >= 500:
        return fields | {"error": f"HTTP {received.status}: {received.url} had a fault of its own"}
    if received.body is None:
        error = f"{received.url}: the body is larger than any page we know, so it was not read"
        return fields | {"outcome": Outcome.PARSE_FAILED, "error": error}
    return fields | {
        "body": zstandard.compress(received.body, 3),
        "body_sha256": hashlib.sha256(received.body).hexdigest(),
        "body_bytes": len(received.body),
    }


def outcome_of(status: int) -> Outcome:
    """What a status says by itself; a parser may know better from the body.

    A status nobody expects says nothing of the title, so it must not count as its absence.
    """
    if status >= 500:
        return Outcome.UNREACHABLE
    return _BY_STATUS.get(status, Outcome.FOUND if status < 300 else Outcome.PARSE_FAILED)


def retry_at(received: Received, at: dt.datetime) -> dt.datetime | None:
    """When to ask again: as the source says, else as we hold it with walls and bare limits."""
    wait = received.retry_after
    if wait is not None:
        return at + dt.timedelta(seconds=wait)
    rest = {Outcome.BLOCKED: BLOCKED_FOR, Outcome.RATE_LIMITED: LIMITED_FOR}
    pause = rest.get(outcome_of(received.status))
    return at + pause if pause else None


def next_midnight(at: dt.datetime) -> dt.datetime:
    """When a day's budget is new.

    >>> next_midnight(dt.datetime(2026, 1, 31, 23, tzinfo=dt.UTC)).isoformat()
    '2026-02-01T00:00:00+00:00'
    """
    day = at.astimezone(dt.UTC).date() + dt.timedelta(days=1)
    return dt.datetime(day.year, day.month, day.day, tzinfo=dt.UTC)


def seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds, given as seconds or as a date; None where it says neither.

    >>> seconds("120"), seconds("soon")
    (120.0, None)
    """
    if retry_after is None:
        return None
    if retry_after.strip().isdecimal():
        return min(float(retry_after), MAX_ASKED_S)
    try:
        when = email.utils.parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    # "-0000" is UTC that does not say where it is from, and comes without a zone.
    when = when.replace(tzinfo=when.tzinfo or dt.UTC)
    return max(0.0, (when - dt.datetime.now(dt.UTC)).total_seconds())
