"""Chance that repeats itself: draws that depend on their parts alone, on every machine.

No state, no clock, no `random`; what is drawn for is decided elsewhere.
"""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def digest(*parts: object) -> str:
    """Give 32 hexadecimal digits that depend on the parts alone."""
    return hashlib.md5("|".join(map(str, parts)).encode(), usedforsecurity=False).hexdigest()


def draw(*parts: object) -> float:
    """Draw a number in [0, 1) that depends on the parts alone.

    >>> draw("movie/603", "votes") == draw("movie/603", "votes")
    True
    """
    return int(digest(*parts)[:12], 16) / 2**48


def pick(choices: Sequence[T], *parts: object) -> T:
    """Pick one of the choices by hash."""
    return choices[int(draw(*parts) * len(choices))]
