"""The words DNA is told in: categories, fingerprint keys, advisories, flags. No rules about films.

The words themselves stand in `taxonomy_words`; a tagger, a prompt and a check of an answer all
read them from here. Raise VERSION when a word is added, dropped or given another meaning: it is
part of every DNA row, so that a change re-does what it must.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from movie_assets.dna import taxonomy_words as words
from movie_assets.model.errors import ContractError

VERSION = "1"

Family = Literal["emotion", "humor", "theme", "mind", "craft"]


@dataclass(frozen=True, slots=True)
class Category:
    """One side of a title that tags speak of.

    Shape: `vocabulary` is empty for an open category; in a closed one only its labels are valid.
           `at_most` is how many labels a title may carry there.
    """

    key: str
    name: str
    meaning: str
    at_most: int
    vocabulary: frozenset[str] = frozenset()

    @property
    def closed(self) -> bool:
        """Whether only the labels of its vocabulary are valid."""
        return bool(self.vocabulary)


@dataclass(frozen=True, slots=True)
class FingerprintKey:
    """One scale from 0 (none of it) to 10 (it defines the title); unknown is absent."""

    key: str
    family: Family
    meaning: str


@dataclass(frozen=True, slots=True)
class Term:
    """A key with its meaning: an advisory or a flag."""

    key: str
    meaning: str


def _rows(text: str, cells: int) -> list[list[str]]:
    rows = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    wrong = [row for row in rows if len(row) != cells]
    if wrong:
        raise ContractError(f"taxonomy_words: not {cells} cells in {wrong[0]}")
    return rows


def _labels(text: str) -> frozenset[str]:
    return frozenset(label.strip() for label in text.replace("\n", " ").split(",") if label.strip())


def _categories() -> dict[str, Category]:
    return {
        key: Category(key, name, meaning, int(at_most), _labels(words.VOCABULARIES.get(key, "")))
        for key, name, at_most, meaning in _rows(words.CATEGORIES, 4)
    }


def _keys() -> dict[str, FingerprintKey]:
    return {
        key: FingerprintKey(key, family, meaning)
        for family, text in words.FINGERPRINT.items()
        for key, meaning in _rows(text, 2)
    }


def _terms(text: str) -> dict[str, Term]:
    return {key: Term(key, meaning) for key, meaning in _rows(text, 2)}


CATEGORIES: dict[str, Category] = _categories()
FINGERPRINT_KEYS: dict[str, FingerprintKey] = _keys()
ADVISORIES: dict[str, Term] = _terms(words.ADVISORIES)
SUITABILITY: dict[str, Term] = _terms(words.SUITABILITY)
VIEWING_CONTEXT: dict[str, Term] = _terms(words.VIEWING_CONTEXT)


def is_valid_label(category: str, label: str) -> bool:
    """Whether a tag may be written down: its category exists and allows the label.

    >>> is_valid_label("mood", "eerie"), is_valid_label("mood", "purple")
    (True, False)
    """
    known = CATEGORIES.get(category)
    if known is None or not label or label != label.strip():
        return False
    return not known.closed or label in known.vocabulary
