"""The HTTP client every source is asked through. What an answer means for a title is a parser's."""

from __future__ import annotations

import datetime as dt
import email.utils
import hashlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import httpx
import tenacity
import zstandard

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Header
from movie_assets.model.source_rows import Answer
from movie_assets.resources.temporary import temporary_path
from movie_assets.sources.base import Source

# Kept beside the body; the rest of a response's headers are the network's business.
HEADERS_KEPT = frozenset(
    {"content-type", "date", "etag", "last-modified", "location", "retry-after", "server"}
)
MAX_BODY_BYTES = 32 * 1024 * 1024  # the largest recorded page is 0.9 MB
# A wait that a source asks for and that still fits into a step; any longer one ends the lane.
MAX_WAIT_S = 60.0
MAX_ASKED_S = 365 * 86400.0  # what a source may ask for and still be believed
_BY_STATUS = {
    401: Outcome.UNAUTHORISED,
    403: Outcome.BLOCKED,
    404: Outcome.NOT_FOUND,
    410: Outcome.NOT_FOUND,
    429: Outcome.RATE_LIMITED,
    202: Outcome.BLOCKED,  # a bot wall's challenge page
}


@dataclass
class HttpClient:
    """One connection pool for a step: asks one source, at its pace, and says how each ask ended.

    `base_urls` maps a real host to where it is reached; a host it does not name is reached as it
    is. `tokens` are sent as bearer tokens to their host only and never stored. `pace` multiplies
    every wait: 0 against the universe, 1 against the real sources.
    """

    base_urls: Mapping[str, str]
    user_agent: str
    tokens: Mapping[str, str]
    pace: float
    timeout_s: float = 30.0
    _client: httpx.Client = field(init=False, repr=False)
    _last_asked: dict[str, float] = field(init=False, default_factory=dict[str, float])

    def __post_init__(self) -> None:
        """Open the pool."""
        self._client = httpx.Client(
            timeout=self.timeout_s,
            follow_redirects=True,
            headers={"User-Agent": self.user_agent, "Accept-Language": "en-US"},
            trust_env=False,
        )

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pool."""
        self._client.close()

    def ask(
        self, source: Source, url: str, *, title_id: str | None, at: dt.datetime, run_id: str
    ) -> Answer:
        """Ask once (and up to three times more where the network failed) and store what came.

        Shape: always an answer, never an exception: a wall, a limit or a dead host is an outcome.
        Source: the real URL is stored, wherever it was reached.
        """
        response = self._patiently(lambda: self._send_in_turn(source, url))
        answer_id = hashlib.sha256(f"{source.name}\n{url}\n{at.isoformat()}".encode())
        common: dict[str, Any] = {
            "answer_id": answer_id.hexdigest()[:32],
            "source": source.name,
            "title_id": title_id,
            "url": url,
            "requested_at": at,
            "run_id": run_id,
        }
        if isinstance(response, str):
            return Answer(**common, outcome=Outcome.UNREACHABLE, error=response)
        return Answer(**common, **_read_response(response, self._real_url(response), at))

    def download(self, url: str, target: Path) -> httpx.Headers | Outcome:
        """Stream one file to a path, whole or not at all; asked as patiently as `ask` asks.

        Shape: the headers when it is there, or why it is not.
        """
        partial = temporary_path(target.parent, ".part")
        try:
            ended = self._patiently(lambda: self._save(url, partial))
            if isinstance(ended, str):
                return Outcome.UNREACHABLE
            if ended.status_code != httpx.codes.OK:
                return _outcome_of(ended.status_code)
            partial.replace(target)
            return ended.headers
        finally:
            partial.unlink(missing_ok=True)

    def _save(self, url: str, partial: Path) -> httpx.Response:
        """Stream a body as it comes into a file, from its start."""
        with self._client.stream("GET", self._reached(url)) as response:
            if response.status_code == httpx.codes.OK:
                with partial.open("wb") as handle:
                    for piece in response.iter_raw():
                        handle.write(piece)
            return response

    def _patiently(self, ask: Callable[[], httpx.Response]) -> httpx.Response | str:
        """One ask, and more where a moment may help; the last answer, or why there was none."""
        try:
            for attempt in self._attempts():
                with attempt:
                    response = ask()
                    wait = _seconds(response.headers.get("retry-after"))
                    if response.status_code == 429 and wait is not None and wait <= MAX_WAIT_S:
                        time.sleep(wait * self.pace)
                        response = ask()
                    if response.status_code >= httpx.codes.INTERNAL_SERVER_ERROR:
                        response.raise_for_status()
                    return response
        except httpx.HTTPError as error:
            return f"{type(error).__name__}: {error}"
        raise AssertionError("tenacity ends by a return or a raise")

    def _send_in_turn(self, source: Source, url: str) -> httpx.Response:
        self._wait_turn(source)
        return self._send(url)

    def _send(self, url: str) -> httpx.Response:
        host = httpx.URL(url).host
        token = self.tokens.get(host)
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return self._client.get(self._reached(url), headers=headers)

    def _attempts(self) -> tenacity.Retrying:
        """One ask and three more, on what a moment may cure: no connection, time-outs, 5xx."""
        return tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(httpx.HTTPError),
            stop=tenacity.stop_after_attempt(4),
            wait=tenacity.wait_exponential_jitter(multiplier=self.pace, max=30 * self.pace + 1e-9),
            reraise=True,
        )

    def _wait_turn(self, source: Source) -> None:
        """Keep to the source's rate; with a pace of 0 there is no waiting."""
        gap = self.pace / source.requests_per_second
        due = self._last_asked.get(source.name, 0.0) + gap
        now = time.monotonic()
        if due > now:
            time.sleep(due - now)
        self._last_asked[source.name] = time.monotonic()

    def _reached(self, url: str) -> str:
        parsed = httpx.URL(url)
        base = self.base_urls.get(parsed.host)
        return url if base is None else base + parsed.raw_path.decode()

    def _real_url(self, response: httpx.Response) -> str:
        """Where redirects led, in the real host's terms."""
        reached = str(response.url)
        for host, base in self.base_urls.items():
            if reached.startswith((f"{base}/", f"{base}?")) or reached == base:
                return f"https://{host}{reached.removeprefix(base)}"
        return reached


def _read_response(response: httpx.Response, final_url: str, at: dt.datetime) -> dict[str, Any]:
    body = response.content[:MAX_BODY_BYTES]
    wait = _seconds(response.headers.get("retry-after"))
    kept = sorted((n.lower(), v) for n, v in response.headers.items() if n.lower() in HEADERS_KEPT)
    return {
        "final_url": final_url,
        "status": response.status_code,
        "outcome": _outcome_of(response.status_code),
        "retry_at": at + dt.timedelta(seconds=wait) if wait is not None else None,
        "headers": tuple(Header(name=name, value=value) for name, value in kept),
        "body": zstandard.compress(body, 3),
        "body_sha256": hashlib.sha256(body).hexdigest(),
        "body_bytes": len(body),
    }


def _outcome_of(status: int) -> Outcome:
    """What a status says by itself; a parser may know better from the body.

    A status nobody expects says nothing of the title, so it must not count as its absence.
    """
    if status >= 500:
        return Outcome.UNREACHABLE
    return _BY_STATUS.get(status, Outcome.FOUND if status < 300 else Outcome.PARSE_FAILED)


def _seconds(retry_after: str | None) -> float | None:
    """Retry-After in seconds, given as seconds or as a date; None where it says neither.

    >>> _seconds("120"), _seconds("soon")
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
