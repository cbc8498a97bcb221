"""What a host's robots.txt lets us ask, and how slowly. It is asked for by the client, not here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
from protego import Protego

from movie_assets.model.outcomes import Outcome
from movie_assets.resources.http_answers import Received, Unasked, outcome_of, retry_at
from movie_assets.resources.http_pacing import Ledger

# RFC 9309: rules are used for a day at most, and 500 KiB of them at least are read.
MAX_AGE = dt.timedelta(hours=24)
MAX_RULES_BYTES = 512 * 1024
# A limit or a wall in front of robots.txt stands in front of the pages, too.
_STOPS = frozenset({Outcome.RATE_LIMITED, Outcome.BLOCKED})

Fetch = Callable[[str], Received | Unasked]


@dataclass
class Robots:
    """The rules of each host for us, asked for once a day and kept for every process.

    `user_agent` is the product's name as robots.txt files name it. A host whose rules cannot be
    read is left alone as long as this object lives, which is a step.
    """

    ledger: Ledger
    user_agent: str
    _read: dict[str, tuple[dt.datetime, Protego]] = field(
        init=False, default_factory=dict[str, tuple[dt.datetime, Protego]]
    )
    _closed: dict[str, Unasked] = field(init=False, default_factory=dict[str, Unasked])

    def delay(self, url: str, at: dt.datetime, fetch: Fetch) -> float | Unasked:
        """The seconds the host wants between two requests, or why not to ask for an address.

        Source: robots.txt of the address's host; `fetch` asks for it where it is not at hand.
        """
        host = httpx.URL(url).host
        if host in self._closed:
            return self._closed[host]
        rules = self._kept(host, at) or self._fetched_once(host, at, fetch)
        if isinstance(rules, Unasked):
            self._closed[host] = rules
            return rules
        if not rules.can_fetch(url, self.user_agent):
            error = f"robots.txt of {host} keeps us from {url}"
            return Unasked(outcome=Outcome.FORBIDDEN_BY_ROBOTS, error=error, url=url)
        return rules.crawl_delay(self.user_agent) or 0.0

    def _fetched_once(self, host: str, at: dt.datetime, fetch: Fetch) -> Protego | Unasked:
        """Processes that begin together wait for the first of them, and ask for no second copy."""
        with self.ledger.alone(f"{host}.robots"):
            self._read.pop(host, None)
            return self._kept(host, at) or self._fetched(host, at, fetch)

    def _kept(self, host: str, at: dt.datetime) -> Protego | None:
        if host not in self._read:
            kept = self.ledger.rules(host)
            if kept is None:
                return None
            asked_at = dt.datetime.fromisoformat(kept[1])
            self._read[host] = (asked_at, Protego.parse(kept[0]))
        asked_at, rules = self._read[host]
        return rules if dt.timedelta(0) <= at - asked_at < MAX_AGE else None

    def _fetched(self, host: str, at: dt.datetime, fetch: Fetch) -> Protego | Unasked:
        received = fetch(f"https://{host}/robots.txt")
        if isinstance(received, Unasked):
            return received
        outcome = outcome_of(received.status)
        if outcome in _STOPS or outcome == Outcome.UNREACHABLE:
            error = f"{received.url} answered {received.status}, so the host is left alone"
            again = retry_at(received, at)
            return Unasked(outcome=outcome, error=error, url=received.url, retry_at=again)
        found = received.status < 300  # any other 4xx: there are no rules
        text = (received.body or b"")[:MAX_RULES_BYTES].decode("utf-8", "replace") if found else ""
        rules = Protego.parse(text)
        self.ledger.keep_rules(host, at.isoformat(), text)
        self._read[host] = (at, rules)
        return rules
