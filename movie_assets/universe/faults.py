"""Faults on request: rules that turn an answer into a wall, a limit or a broken body.

The rules are data; only the count of uses changes. Nothing sleeps here: `server` waits.
"""

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from movie_assets.universe.messages import Answer, Request, json_answer, text_answer

FaultKind = Literal["rate_limit", "forbidden", "server_error", "slow", "truncated"]


@dataclass(slots=True, kw_only=True)
class FaultRule:
    """One fault: for requests whose `host/path` the pattern is found in, `times` at most.

    `seconds` is Retry-After for rate_limit and the wait for slow; `times` None means always.
    """

    kind: FaultKind
    pattern: str = ""
    times: int | None = None
    seconds: float = 1.0


class Faults:
    """The rules in force; the first that fits a request is used up by one."""

    def __init__(self) -> None:
        """Start without faults."""
        self.rules: list[FaultRule] = []
        self._lock = threading.Lock()

    def add(self, kind: FaultKind, pattern: str = "", *, times: int | None = None,
            seconds: float = 1.0) -> None:  # fmt: skip
        """Add a rule at the end."""
        with self._lock:
            self.rules.append(FaultRule(kind=kind, pattern=pattern, times=times, seconds=seconds))

    def clear(self) -> None:
        """Drop all rules."""
        with self._lock:
            self.rules.clear()

    def take(self, request: Request) -> FaultRule | None:
        """Give the fault for a request, if any, and count it."""
        with self._lock:
            return _take(self.rules, f"{request.host}{request.path}")


def _take(rules: Sequence[FaultRule], address: str) -> FaultRule | None:
    for rule in rules:
        if rule.times != 0 and re.search(rule.pattern, address):
            if rule.times is not None:
                rule.times -= 1
            return rule
    return None


def broken(rule: FaultRule, answer: Answer) -> Answer:
    """Turn a right answer into the faulty one; `slow` leaves it as it is.

    A truncated body is shorter than the length announced (gzip or not): `server` announces the
    whole length and closes.
    """
    if rule.kind == "rate_limit":
        text = "Your request count (41) is over the allowed limit of 40."
        limited = json_answer({"status_code": 25, "status_message": text}, 429)
        after = f"{rule.seconds:g}"
        return Answer(status=429, headers={**limited.headers, "Retry-After": after},
                      body=limited.body)  # fmt: skip
    if rule.kind == "forbidden":
        return text_answer("<html><title>Access denied</title></html>", 403, "text/html")
    if rule.kind == "server_error":
        return text_answer("<html><title>Internal error</title></html>", 500, "text/html")
    return answer
