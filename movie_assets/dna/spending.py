"""What asking a language model may cost: prices, the worst case, a day's budget. It asks nothing.

A price is known only afterwards, so the worst case is set aside before a question is sent and what
it did cost settled when the answer is there. Of an answer that never came nobody knows whether it
is charged for: what was set aside stays spent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

_MILLION: Final = 1_000_000
# No tokenizer in use makes more tokens than bytes of text; each message adds a few of its own.
_TOKENS_A_MESSAGE: Final = 16
# Digits of a dollar that are kept: a token of the cheapest models costs 1e-8.
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens read and written."""

    input: float
    output: float

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """What so many tokens cost, in US dollars.

        >>> Prices(0.25, 2.0).cost(4_000, 1_000)
        0.003
        """
        return round((tokens_in * self.input + tokens_out * self.output) / _MILLION, _DIGITS)

    def worst(self, sent: Sequence[Mapping[str, str]], schema: str, most_out: int) -> float:
        """The most that sending some messages can cost, the answer being bounded by `most_out`."""
        size = sum(len(one["content"].encode()) + _TOKENS_A_MESSAGE for one in sent)
        return self.cost(size + len(schema.encode()) + _TOKENS_A_MESSAGE, most_out)


@dataclass(slots=True)
class Budget:
    """A day's money in US dollars and its prompts; neither is ever exceeded.

    >>> budget = Budget(1.0, 10, spent=0.9)
    >>> budget.reserve(0.2), budget.reserve(0.1), budget.prompts_left
    (False, True, 9)
    >>> budget.settle(0.1, 0.02); round(budget.spent, 2)
    0.92
    """

    money: float
    prompts: int
    spent: float = 0.0
    asked: int = 0

    @property
    def prompts_left(self) -> int:
        """How many more may be sent today."""
        return max(0, self.prompts - self.asked)

    def reserve(self, worst: float) -> bool:
        """Set aside what a prompt may cost; False when the day cannot bear it any more."""
        if self.asked >= self.prompts or round(self.spent + worst, _DIGITS) > self.money:
            return False
        self.spent = round(self.spent + worst, _DIGITS)
        self.asked += 1
        return True

    def settle(self, worst: float, cost: float) -> None:
        """Put in its place what the prompt did cost."""
        self.spent = round(self.spent - worst + cost, _DIGITS)
