"""A language model behind the OpenAI protocol: a question in, an outcome out. No words of them.

Whatever the service does is an outcome, never an exception: whoever asks goes on or stops by it.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Final

import openai

from movie_assets.dna.spending import Prices
from movie_assets.resources.llm_outcomes import Outcome, Said
from movie_assets.resources.openai_client import openai_client

# Five titles take a minute at the pace of a large model; twice that is a service that hangs.
TIMEOUT_S: Final = 120.0
# A wait that fits into a step; a service that wants a longer one is asked again another time.
MAX_WAIT_S: Final = 60.0

_BY_STATUS: Final[Mapping[int, Outcome]] = {
    401: "unauthorised", 403: "unauthorised", 408: "unreachable", 429: "rate_limited",
}  # fmt: skip
_SERVER_FAULTS: Final = 500


@dataclass(frozen=True, kw_only=True)
class ChatModel:
    """One model of one service, what it costs and how much of it may be used a day.

    Shape: neither key nor proxy is taken from the environment; `wait` is how it waits when told
           to. Errors of the service are outcomes.
    """

    api_key: str = field(repr=False)
    base_url: str
    model: str
    prices: Prices
    usd_a_day: float
    prompts_a_day: int
    timeout_s: float = TIMEOUT_S
    wait: Callable[[float], None] = field(default=time.sleep, repr=False)

    @cached_property
    def _client(self) -> openai.OpenAI:
        return openai_client(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout_s=self.timeout_s,
            retries=0,  # each try is a line of the ledger, so nobody tries behind our back
        )

    def ask(
        self,
        messages: Sequence[Mapping[str, str]],
        schema: Mapping[str, Any],
        *,
        most_tokens: int,
        key: str,
    ) -> Said:
        """Put one question; a service that asks for a short wait gets it, once.

        Shape: `schema` is a `response_format`, `most_tokens` bounds what is written, `key` is
               sent as Idempotency-Key: a service that heeds it charges once for what it is asked
               twice.
        Errors: none.
        """
        said, wait_s = self._ask(messages, schema, most_tokens, key)
        if said.outcome == "rate_limited" and wait_s is not None and wait_s <= MAX_WAIT_S:
            self.wait(wait_s)
            said, _ = self._ask(messages, schema, most_tokens, key)
        return said

    def _ask(
        self, messages: Any, schema: Any, most_tokens: int, key: str
    ) -> tuple[Said, float | None]:
        try:
            answer = self._client.chat.completions.with_raw_response.create(
                model=self.model,
                messages=messages,
                response_format=schema,
                max_completion_tokens=most_tokens,
                extra_headers={"Idempotency-Key": key},
            )
            return _said(answer.text), None
        except openai.APIStatusError as problem:
            return self._refused(problem), _retry_after(problem)
        except openai.APIError as problem:
            return Said(outcome="unreachable", error=self._told(problem)), None
        except (ValueError, OSError) as problem:  # a body cut short, or no text
            return Said(outcome="unreachable", error=self._told(problem)), None

    def _refused(self, problem: openai.APIStatusError) -> Said:
        return Said(outcome=_outcome_of(problem.status_code), error=self._told(problem))

    def _told(self, problem: Exception) -> str:
        return f"{type(problem).__name__}: {problem}".replace(self.api_key, "…")[:500]


def _outcome_of(status: int) -> Outcome:
    """What a status says by itself; the service's own faults may be gone the next time."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    return "unreachable" if status >= _SERVER_FAULTS else "rejected"


def _said(body: str) -> Said:
    """What a 200 holds: an answer, a refusal, one cut off, or nothing we can read."""
    try:
        whole = json.loads(body)
        choice = whole["choices"][0]
        message, ended = choice["message"], choice.get("finish_reason")
        text, refusal = message.get("content") or "", message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError) as problem:
        error = f"{type(problem).__name__}: {problem}"
        return Said(outcome="malformed", error=f"no chat completion ({error})")
    usage = whole.get("usage")
    counts = usage if isinstance(usage, dict) else {}
    tokens: dict[str, Any] = {
        "tokens_in": _count(counts.get("prompt_tokens")),
        "tokens_out": _count(counts.get("completion_tokens")),
    }
    if refusal or ended == "content_filter":
        return Said(outcome="refused", error=str(refusal or ended)[:500], **tokens)
    return Said(outcome="cut_off" if ended == "length" else "answered", text=text, **tokens)


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and value >= 0 else None


def _retry_after(problem: openai.APIStatusError) -> float | None:
    """Seconds a service wants to be left alone; None where it names none we can read."""
    try:
        return max(0.0, float(problem.response.headers["retry-after"]))
    except (KeyError, ValueError):
        return None
