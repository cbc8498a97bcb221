"""Faults on request: rules that turn an answer into a wall, a limit or a broken body.

The rules are data; only the counts of uses change. Nothing sleeps here: `http_io` waits. What a
wall looks like is in `walls`; pages wrong in what they say are rendered in `pages.twists`.
"""

import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.utils import formatdate
from typing import Literal, get_args

from movie_assets.universe import walls
from movie_assets.universe.chance import draw
from movie_assets.universe.errors import UniverseError
from movie_assets.universe.http_io import Delivery
from movie_assets.universe.messages import Answer, Request

# Pages that are wrong in what they say; a page source renders them.
Twist = Literal["wrong_film", "moved", "changed_layout", "misleading_layout"]
# Answers of a language model that are wrong in what they say; `openai_api` writes them.
Misled = Literal[
    "malformed_json",
    "cut_off",
    "refusal",
    "swapped_items",
    "swapped_ids",
    "out_of_range",
    "unknown_label",
    "missing_item",
    "extra_item",
    "duplicate_item",
]
# Answers that are wrong whatever they should have said.
Broken = Literal[
    "rate_limit",
    "rate_limit_date",
    "rate_limit_bare",
    "forbidden",
    "challenge",
    "captcha",
    "request_error",
    "server_error",
    "empty",
    "gone",
]
# Right answers that come badly over the wire.
Badly = Literal["slow", "drip", "truncated", "truncated_gzip", "dropped"]
FaultKind = Twist | Misled | Broken | Badly
_TWISTS = frozenset(get_args(Twist)) | frozenset(get_args(Misled))
_BADLY = frozenset(get_args(Badly))
KINDS = frozenset(get_args(Broken)) | _TWISTS | _BADLY


@dataclass(slots=True, kw_only=True)
class FaultRule:
    """One fault, for requests whose `host/path` the pattern is found in.

    `times` is how often at most (None: always); `share` how many of the requests, 1 for all: the
    n-th request for an address always fares the same; `days` are the only days it is in force.
    `seconds` is Retry-After of the rate limits, the wait of `slow`, the whole time of `drip`.
    """

    kind: FaultKind
    pattern: str = ""
    times: int | None = None
    share: float = 1.0
    days: range | None = None
    seconds: float = 1.0
    asked: Counter[str] = field(default_factory=Counter[str])

    def fits(self, address: str, day: int) -> bool:
        """Tell whether it is in force for this request, and count the request."""
        dormant = self.times == 0 or (self.days is not None and day not in self.days)
        if dormant or not re.search(self.pattern, address):
            return False
        self.asked[address] += 1
        chance = draw(self.kind, self.pattern, address, self.asked[address])
        if chance >= self.share:
            return False
        if self.times is not None:
            self.times -= 1
        return True


class Faults:
    """The rules in force; the first that fits a request is used up by one."""

    def __init__(self) -> None:
        """Start without faults."""
        self.rules: list[FaultRule] = []
        self._lock = threading.Lock()

    def add(self, kind: FaultKind, pattern: str = "", *, times: int | None = None,
            seconds: float = 1.0, share: float = 1.0, days: range | None = None,
            ) -> None:  # fmt: skip
        """Add a rule at the end.

        Errors: UniverseError for a kind there is not, or a share outside 0 to 1.
        """
        if kind not in KINDS or not 0 <= share <= 1:
            known = ", ".join(sorted(KINDS))
            raise UniverseError(f"There is no fault {kind!r} with share {share}. Kinds: {known}.")
        rule = FaultRule(kind=kind, pattern=pattern, times=times, seconds=seconds, share=share,
                         days=days)  # fmt: skip
        with self._lock:
            self.rules.append(rule)

    def clear(self) -> None:
        """Drop all rules."""
        with self._lock:
            self.rules.clear()

    def take(self, request: Request, day: int = 0) -> FaultRule | None:
        """Give the fault for a request, if any, and count it."""
        address = f"{request.host}{request.path}"
        with self._lock:
            return next((rule for rule in self.rules if rule.fits(address, day)), None)


def twist_of(rule: FaultRule | None) -> str | None:
    """Give the wrong page a rule asks for, if it asks for one."""
    return rule.kind if rule is not None and rule.kind in _TWISTS else None


def delivery_of(rule: FaultRule | None) -> Delivery:
    """Give how badly an answer comes over the wire."""
    if rule is None or rule.kind not in _BADLY:
        return Delivery()
    return Delivery(how=rule.kind, seconds=rule.seconds)


def broken(rule: FaultRule | None, request: Request, answer: Answer) -> Answer:
    """Turn a right answer into the faulty one; twists and bad deliveries leave it as it is."""
    kind = rule.kind if rule is not None else ""
    if rule is not None and kind.startswith("rate_limit"):
        after = {
            "rate_limit": f"{rule.seconds:g}",
            "rate_limit_date": formatdate(time.time() + rule.seconds, usegmt=True),
        }
        return walls.rate_limited(request.host, after.get(kind))
    wall = walls.WALLS.get(kind)
    return wall(request.host) if wall else answer
