"""The HTTP client every source is asked through. What an answer means for a title is a parser's.

Its parts: `http_wire` one request, `http_patience` when to ask again, `http_pacing` turns and
budgets, `http_robots` what hosts allow, `http_download` files, `http_answers` what came.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache, partial
from pathlib import Path
from typing import Any, Self

import httpx

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.resources.http_answers import (
    Received,
    Unasked,
    Validators,
    answer_fields,
    next_midnight,
    outcome_of,
    unasked_fields,
)
from movie_assets.resources.http_download import PartialFile, fetch_into, partial_of
from movie_assets.resources.http_pacing import Ledger, Turns
from movie_assets.resources.http_patience import heeding, patiently
from movie_assets.resources.http_robots import Robots
from movie_assets.resources.http_wire import Wire
from movie_assets.sources.base import Source

MAX_REDIRECTS = 10


@dataclass
class HttpClient:
    """One connection pool for a step: asks one source, at its pace, and says how each ask ended.

    `base_urls` maps a real host to where it is reached; a host it does not name is reached as it
    is. `tokens` are sent as bearer tokens to their host only and never stored. `pace` multiplies
    every wait: 0 against the universe, 1 against the real sources. `shared` is the folder by which
    all processes keep one rate and one budget; without it they hold for this client alone.
    `budgets` stand in the place of the sources' own, by name; None lifts one.

    Units: `timeout_s` seconds of silence, `total_s` seconds for one whole answer.
    """

    base_urls: Mapping[str, str]
    user_agent: str
    tokens: Mapping[str, str]
    pace: float
    timeout_s: float = 30.0
    total_s: float = 60.0
    shared: Path | None = None
    budgets: Mapping[str, int | None] = field(default_factory=dict[str, int | None])
    _client: httpx.Client = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Open the pool, and what the processes share."""
        self._client = httpx.Client(
            timeout=self.timeout_s,
            follow_redirects=False,  # each address is asked in turn, and only if its host lets us
            headers={
                "User-Agent": self.user_agent,
                "Accept-Language": "en-US",
                "Accept-Encoding": "gzip",
            },
            trust_env=False,
        )
        self._wire = Wire(self._client, self.total_s)
        self._ledger = Ledger(self.shared)
        self._turns = Turns(self.shared, self.pace)
        self._robots = Robots(self._ledger, self.user_agent.split("/")[0])

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the pool and let go of what is shared."""
        self._client.close()
        self._turns.close()
        self._ledger.close()

    def ask(
        self,
        source: Source,
        url: str,
        *,
        title_id: str | None,
        at: dt.datetime,
        run_id: str,
        validators: Validators | None = None,
    ) -> Answer:
        """Ask once (and up to three times more where the network failed) and store what came.

        Shape: always an answer, never an exception: a wall, a limit or a dead host is an outcome.
               With `validators` an unchanged body does not come again: status 304, outcome found,
               the earlier hash and size.
        Source: the real URL is stored, wherever it was reached.
        """
        answer_id = hashlib.sha256(f"{source.name}\n{url}\n{at.isoformat()}".encode())
        common: dict[str, Any] = {
            "answer_id": answer_id.hexdigest()[:32],
            "source": source.name,
            "title_id": title_id,
            "url": url,
            "requested_at": at,
            "run_id": run_id,
        }
        try:
            came = self._follow(source, url, at, validators)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told = f"{type(error).__name__}: {error}"
            return Answer(**common, outcome=Outcome.UNREACHABLE, error=told)
        if isinstance(came, Unasked):
            return Answer(**common, **unasked_fields(came))
        return Answer(**common, **answer_fields(came, at, validators))

    def download(
        self, url: str, target: Path, *, source: Source | None = None
    ) -> httpx.Headers | Outcome:
        """Stream one file to a path, whole or not at all; asked as patiently as `ask` asks.

        Shape: the headers when it is there, or why it is not. What came of a file that its server
               lets us resume is kept beside the target, and the next call goes on from there.
        """
        with partial_of(url, target.parent) as part:
            try:
                came = patiently(partial(self._save, source, url, part), self.pace)
            except httpx.HTTPError:
                return Outcome.UNREACHABLE
            if isinstance(came, Unasked):
                return came.outcome
            if came.status not in (200, 206):
                return outcome_of(came.status)
            part.move_to(target)
            return came.headers

    def _follow(
        self, source: Source, url: str, at: dt.datetime, validators: Validators | None
    ) -> Received | Unasked:
        """Ask, and go where redirects lead; every address of the way keeps to the rules."""
        for _ in range(MAX_REDIRECTS + 1):
            came = patiently(partial(self._permitted, source, url, at, validators), self.pace)
            if isinstance(came, Unasked) or came.location is None:
                return came
            url = came.location
        raise httpx.TooManyRedirects(f"more than {MAX_REDIRECTS} redirects, the last to {url}")

    def _permitted(
        self, source: Source, url: str, at: dt.datetime, validators: Validators | None
    ) -> Received | Unasked:
        """Ask for one address, if its host's robots.txt lets us."""
        delay_s = 0.0
        if source.asks_robots:
            ruled = self._robots.delay(url, at, partial(self._rules, source, at))
            if isinstance(ruled, Unasked):
                return ruled
            delay_s = ruled
        more = validators.headers() if validators else {}
        return self._within_budget(source, url, at, more, delay_s)

    def _rules(self, source: Source, at: dt.datetime, url: str) -> Received | Unasked:
        """Ask for a robots.txt: a short wait is waited for, a fault is not asked again."""
        try:
            for _ in range(MAX_REDIRECTS + 1):
                came = heeding(partial(self._within_budget, source, url, at, {}, 0.0), self.pace)
                if isinstance(came, Unasked) or came.location is None:
                    return came
                url = came.location
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            told = f"{url} cannot be read ({type(error).__name__}: {error})"
            return Unasked(outcome=Outcome.UNREACHABLE, error=told, url=url)
        told = f"{url} leads nowhere, so there is no telling what is allowed"
        return Unasked(outcome=Outcome.UNREACHABLE, error=told, url=url)

    def budget(self, source: Source) -> int | None:
        """A source's requests of a day; None where they are not counted."""
        return self.budgets.get(source.name, source.requests_a_day)

    def left(self, source: Source, at: dt.datetime) -> int | None:
        """How many of them are left of the day; None where they are not counted."""
        budget, day = self.budget(source), at.astimezone(dt.UTC).date().isoformat()
        return None if budget is None else max(0, budget - self._ledger.spent(source.name, day))

    def _within_budget(
        self, source: Source, url: str, at: dt.datetime, more: dict[str, str], delay_s: float
    ) -> Received | Unasked:
        """Ask for one address when it is our turn, if the day's budget has a request left."""
        budget, day = self.budget(source), at.astimezone(dt.UTC).date().isoformat()
        if budget is not None and not self._ledger.spend(source.name, day, budget):
            error = f"the {budget} requests of {day} to {source.name} are used up"
            again = next_midnight(at)
            return Unasked(outcome=Outcome.OVER_QUOTA, error=error, url=url, retry_at=again)
        gap_s = max(1 / source.requests_per_second, delay_s)
        lane = _lane(source, _parsed(url).host)
        with self._turns.taken(lane, gap_s, one_at_a_time=source.one_at_a_time):
            return self._send(url, more)

    def _send(self, url: str, more: dict[str, str]) -> Received:
        """One request; a redirect is not followed, but told in the real host's terms."""
        headers = more | self._authorization(url)
        response, body = self._wire.get(self._reached(url), headers)
        following = response.next_request
        return Received(
            status=response.status_code,
            headers=response.headers,
            url=self._real_url(str(response.url)),
            body=body,
            location=self._real_url(str(following.url)) if following else None,
        )

    def _save(self, source: Source | None, url: str, part: PartialFile) -> Received:
        """One request for a file or for the rest of it."""
        if source is None:
            return self._save_now(url, part)
        gap_s = 1 / source.requests_per_second
        lane = _lane(source, _parsed(url).host)
        with self._turns.taken(lane, gap_s, one_at_a_time=source.one_at_a_time):
            return self._save_now(url, part)

    def _save_now(self, url: str, part: PartialFile) -> Received:
        response = fetch_into(self._client, self._reached(url), self._authorization(url), part)
        status, headers = response.status_code, response.headers
        return Received(status=status, headers=headers, url=url, body=None)

    def _authorization(self, url: str) -> dict[str, str]:
        token = self.tokens.get(_parsed(url).host)
        return {"Authorization": f"Bearer {token}"} if token else {}

    def _reached(self, url: str) -> str:
        parsed = _parsed(url)
        base = self.base_urls.get(parsed.host)
        return url if base is None else base + parsed.raw_path.decode()

    def _real_url(self, reached: str) -> str:
        """Where redirects led, in the real host's terms."""
        for host, base in self.base_urls.items():
            if reached.startswith((f"{base}/", f"{base}?")) or reached == base:
                return f"https://{host}{reached.removeprefix(base)}"
        return reached


# An address is looked at four times on its way out, and parsing one takes 60 us.
_parsed = lru_cache(maxsize=64)(httpx.URL)


def _lane(source: Source, host: str) -> str:
    """Whose rate a request counts against: the source's hosts share one, any other has its own."""
    return source.hosts[0] if host in source.hosts else host
