"""Whether two lists of people name the same ones, as words. What a word weighs is `classify`'s."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz import fuzz

from movie_assets.crosswalk.normalise import folded

_WORDS = re.compile(r"[^\W\d_]+")
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})
_ALIKE = 88  # of 100: Jean-Jaques and Jean-Jacques, not Joel and Noel
_LETTERS = 4  # shorter family names are shared by chance: Li, Kim, Ray
_A_CAST = 3  # fewer names are somebody's choice


class _Person(NamedTuple):
    """A name's words, in any order, and the last of them."""

    words: frozenset[str]
    last: str
    text: str


def directors_word(left: Sequence[str] | None, right: Sequence[str] | None) -> str:
    """What two lists of directors say: same, near, none; unknown where a side has none.

    `same` is one person on both sides, whatever the order of the name's words; `near` only a
    family name in common, as siblings, spouses and transcriptions have.

    >>> directors_word(["Bong Joon Ho"], ["Joon-ho Bong"])
    'same'
    >>> directors_word(["John Ford"], ["John Huston"])
    'none'
    """
    ours, theirs = _people(left), _people(right)
    if not ours or not theirs:
        return "unknown"
    if any(_is_same(a, b) for a in ours for b in theirs):
        return "same"
    return "near" if any(_is_kin(a, b) for a in ours for b in theirs) else "none"


def actors_word(left: Sequence[str] | None, right: Sequence[str] | None) -> str:
    """How many people two casts share: many (3 or more), two, one, none; unknown where one lacks.

    A cast of one or two names is a choice of somebody's: that nobody is in both says nothing
    (IMDb against DBpedia: taking it for "none" cost a third of the recall).

    >>> actors_word(["Al Pacino", "Robert De Niro"], ["Robert DeNiro", "Joe Pesci"])
    'one'
    """
    ours, theirs = _people(left), _people(right)
    if not ours or not theirs:
        return "unknown"
    shared = sum(any(_is_same(a, b) for b in theirs) for a in ours)
    if not shared and min(len(ours), len(theirs)) < _A_CAST:
        return "unknown"
    return ("none", "one", "two", "many")[min(shared, 3)]


def _people(names: Sequence[str] | None) -> list[_Person]:
    people = (_person(name) for name in names or ())
    return [person for person in people if person]


@lru_cache(maxsize=50_000)
def _person(name: str) -> _Person | None:
    words = [word for word in _WORDS.findall(folded(name)) if word not in _SUFFIXES]
    words = [word for word in words if len(word) > 1] or words  # without initials
    return _Person(frozenset(words), words[-1], " ".join(sorted(words))) if words else None


def _is_same(left: _Person, right: _Person) -> bool:
    shorter, longer = sorted((left.words, right.words), key=len)
    if shorter == longer or (len(shorter) > 1 and shorter < longer):
        return True
    return fuzz.ratio(left.text, right.text) >= _ALIKE


def _is_kin(left: _Person, right: _Person) -> bool:
    """One's family name is a word of the other's, or its beginning: The Wachowskis."""
    return any(
        len(one.last) >= _LETTERS and word.startswith(one.last)
        for one, other in ((left, right), (right, left))
        for word in other.words
    )
