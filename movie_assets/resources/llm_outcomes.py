"""Every way a question to a language model can end. Nothing is asked here; openai stays out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

Outcome = Literal[
    "answered", "refused", "cut_off", "malformed", "rate_limited", "unauthorised", "rejected",
    "unreachable",
]  # fmt: skip
# The service said no before the model began: nothing was made, so nothing is charged for.
FREE: Final = frozenset({"rate_limited", "unauthorised", "rejected"})
# Another question would fare the same.
STOPPERS: Final = FREE


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """How a question ended.

    Shape: `text` is the model's answer when `answered` or `cut_off`, else empty; tokens are the
           service's own count, None where it gave none.
    """

    outcome: Outcome
    text: str = ""
    tokens_in: int | None = None
    tokens_out: int | None = None
    error: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)


def said_from_json(kept: Mapping[str, Any]) -> Said:
    """What `to_json` gave."""
    return Said(**kept)
