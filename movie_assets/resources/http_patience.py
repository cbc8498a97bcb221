"""When to ask once more, and how long to wait before it. What is asked is none of its business."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import tenacity

from movie_assets.resources.http_answers import MAX_WAIT_S, Received, Unasked

# One ask and three more, on what a moment may cure: no connection, time-outs, cut bodies, 5xx.
ATTEMPTS = 4


class _FaultError(Exception):
    """A source's own fault, which a moment may cure; it never leaves this file."""

    def __init__(self, received: Received) -> None:
        super().__init__(received.status)
        self.received = received


def heeding(ask: Callable[[], Received | Unasked], pace: float) -> Received | Unasked:
    """One ask, and one more after a 429 that names a wait we can afford."""
    came = ask()
    if isinstance(came, Unasked) or came.status != 429:
        return came
    wait_s = came.retry_after
    if wait_s is None or wait_s > MAX_WAIT_S:
        return came
    time.sleep(wait_s * pace)
    return ask()


def patiently(ask: Callable[[], Received | Unasked], pace: float) -> Received | Unasked:
    """One ask, and more where a moment may help; the last answer there was.

    Errors: httpx.HTTPError of the last ask when none was answered.
    """

    def once() -> Received | Unasked:
        came = heeding(ask, pace)
        if isinstance(came, Received) and came.status >= 500:
            if (came.retry_after or 0.0) > MAX_WAIT_S:
                return came  # it says itself that a moment will not do
            raise _FaultError(came)
        return came

    backoff = tenacity.wait_exponential_jitter(multiplier=pace, max=30 * pace + 1e-9)

    def wait_s(state: tenacity.RetryCallState) -> float:
        fault = state.outcome.exception() if state.outcome else None
        said = fault.received.retry_after if isinstance(fault, _FaultError) else None
        return backoff(state) if said is None else said * pace

    retrying = tenacity.Retrying(
        retry=tenacity.retry_if_exception_type((httpx.HTTPError, _FaultError)),
        stop=tenacity.stop_after_attempt(ATTEMPTS),
        wait=wait_s,
        reraise=True,
    )
    try:
        return retrying(once)
    except _FaultError as fault:
        return fault.received
