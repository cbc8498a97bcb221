"""One spelling for facts, so that rules and facts meet. What a fact means stands in the rules."""

from __future__ import annotations

import re
from functools import lru_cache

_BETWEEN_WORDS = re.compile(r"[\s,_/-]+")
_NOT_TROPE = re.compile(r"[^0-9a-z]+")
# The keywords and tropes of a whole catalogue: about 70 k and 30 k different ones.
_REMEMBERED = 200_000


@lru_cache(maxsize=_REMEMBERED)
def plain(text: str) -> str:
    """A genre, keyword or name in one spelling: lower case, hyphens, slashes and commas as blanks.

    >>> plain(" Post-Apocalyptic  future ")
    'post apocalyptic future'
    """
    return _BETWEEN_WORDS.sub(" ", text.casefold()).strip()


@lru_cache(maxsize=_REMEMBERED)
def plain_trope(text: str) -> str:
    """A trope's name in one spelling: no namespace, only letters a to z and digits.

    >>> plain_trope("Main/FinalGirl"), plain_trope("Final Girl")
    ('finalgirl', 'finalgirl')
    """
    return _NOT_TROPE.sub("", text.rsplit("/", 1)[-1].casefold())
