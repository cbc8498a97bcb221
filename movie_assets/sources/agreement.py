"""How two sides' names, years and people compare, each by itself. What follows is `verification`'s.

Nothing here depends on order, capitals or accents.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from movie_assets.sources.numerals import roman_as_digits, words_as_digits
from movie_assets.sources.slugs import (
    folded,
    main_title,
    plain_names,
    subtitle,
    without_article,
    without_owner,
    words,
)

Agreement = Literal["agrees", "differs", "unknown"]
NameAgreement = Literal["same", "near", "part", "differs", "unknown"]

# Of 100. "Alien" and "Aliens" are 91 alike, so short names have to be the same.
_NEAR = 90.0
_LETTERS_TO_BE_NEAR = 10
_SAME_PERSON = 88.0
# A shorter list may have left out whom the other names.
_CAST_TO_DIFFER = 3
# Broadcast speed takes 4 % off a film, credits and cuts some minutes more.
_MINUTES_OF_ONE_CUT = 5
_MINUTES_OF_ANOTHER = 20
_NUMBER = re.compile(r"[0-9]+")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """The best pair of names; `similarity` from 0 to 100."""

    agreement: NameAgreement
    similarity: float | None = None
    page_name: str | None = None
    known_name: str | None = None


@dataclass(frozen=True, slots=True)
class _Form:
    """A name as it is compared: whole, and what of it may stand alone."""

    said: str
    whole: str
    parts: frozenset[str]


def name_match(page_names: Iterable[str], known_names: Iterable[str]) -> NameMatch:
    """Compare every name of one side with every name of the other.

    Shape: `same` after folding, articles, "&", numerals and brackets; `near` for long names that
           differ by letters or order but in no number; `part` where one is the other without its
           subtitle or its owner ("Marvel's …"), or its name in brackets; the likeliest pair's
           names beside it.
    """
    pairs = [_compared(page, known) for page in _forms(page_names) for known in _forms(known_names)]
    if not pairs:
        return NameMatch("unknown")
    order = ("same", "near", "part", "differs")
    return min(
        pairs,
        key=lambda match: (
            order.index(match.agreement),
            -(match.similarity or 0.0),
            match.page_name or "",
            match.known_name or "",
        ),
    )


def _compared(page: _Form, known: _Form) -> NameMatch:
    one, other = page.whole, known.whole
    similarity = round(max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)), 1)
    agreement: NameAgreement = "differs"
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        agreement, similarity = "same", 100.0
    elif _near(one, other, similarity):
        agreement = "near"
    elif one in known.parts or other in page.parts:
        agreement = "part"
    return NameMatch(agreement, similarity, page.said, known.said)


def _near(one: str, other: str, similarity: float) -> bool:
    return (
        similarity >= _NEAR
        and min(len(one), len(other)) >= _LETTERS_TO_BE_NEAR
        and sorted(_NUMBER.findall(one)) == sorted(_NUMBER.findall(other))
    )


def _forms(names: Iterable[str]) -> list[_Form]:
    return [form for name in sorted(set(names)) for form in _forms_of(name)]


def _forms_of(name: str) -> list[_Form]:
    plain = plain_names(name)
    if not plain:
        kept = unicodedata.normalize("NFKC", name).casefold()
        whole = "".join(letter for letter in kept if letter.isalnum())
        return [_Form(name, whole, frozenset())] if whole else []
    # A name in brackets alone is a part: "After Everything (Shotgun)" is not the film "Shotgun".
    bracketed = frozenset(map(_key, plain[1:]))
    return [_Form(name, _key(plain[0]), _parts(plain[0]) | bracketed)]


def _key(plain: str) -> str:
    """A folded name's words in lower case, numbers as digits, no article in front."""
    spoken = re.sub(r"\s*[&+]\s*", " and ", plain)
    counted = words_as_digits(roman_as_digits(without_article(spoken)))
    return " ".join(words(counted)).lower() or plain.lower()


def _parts(plain: str) -> frozenset[str]:
    """What may stand for the name: never what leaves a part's number out or a single word alone."""
    main, last, unowned = main_title(plain), subtitle(plain), without_owner(plain)
    whole = _key(plain)
    parts: set[str] = set()
    if _NUMBER.findall(_key(main)) == _NUMBER.findall(whole):
        parts.add(_key(main))
    if len(words(last)) > 1:
        parts.add(_key(last))
    parts.add(_key(unowned))
    return frozenset(parts - {whole})


def year_in_id(source_id: str, name: str | None) -> int | None:
    """The year an id has behind the name; None where the digits are the name's own.

    >>> year_in_id("m/nowhere_2023_2", "Nowhere"), year_in_id("Film/HitMan2023", "Hit Man")
    (2023, 2023)
    >>> year_in_id("Film/WonderWoman1984", "Wonder Woman 1984") is None
    True
    """
    slug = source_id.rpartition("/")[2]
    dated = re.fullmatch(r"(.*?)[-_]?((?:18|19|20)[0-9]{2})(?:[-_][0-9])?", slug)
    if dated is None or (name and dated.group(2) in _NUMBER.findall(folded(name))):
        return None
    return int(dated.group(2)) if dated.group(1) else None


def directors_agree(page: Iterable[str], known: Iterable[str]) -> Agreement:
    """Whether both sides name a director in common; creators for shows."""
    ones, others = _people(page), _people(known)
    if not ones or not others:
        return "unknown"
    return "agrees" if _in_common(ones, others) else "differs"


def cast_agrees(page: Iterable[str], known: Iterable[str]) -> Agreement:
    """Whether both sides name an actor in common; short lists without one say nothing."""
    ones, others = _people(page), _people(known)
    if _in_common(ones, others):
        return "agrees"
    return "differs" if min(len(ones), len(others)) >= _CAST_TO_DIFFER else "unknown"


def runtime_agrees(page: int | None, known: int | None) -> Agreement:
    """Whether two lengths in minutes are of one cut of a film; those between say nothing.

    >>> runtime_agrees(100, 104), runtime_agrees(100, 110), runtime_agrees(100, 130)
    ('agrees', 'unknown', 'differs')
    """
    if not page or not known:
        return "unknown"
    apart = abs(page - known)
    if apart <= _MINUTES_OF_ONE_CUT:
        return "agrees"
    return "differs" if apart > _MINUTES_OF_ANOTHER else "unknown"


def _people(names: Iterable[str]) -> list[str]:
    """Names' words in lower case and order; names of scripts that do not fold are left out."""
    keys = (" ".join(sorted(words(folded(name).lower()))) for name in names)
    return sorted({key for key in keys if len(key) > 1})


def _in_common(ones: list[str], others: list[str]) -> bool:
    return any(fuzz.ratio(one, other) >= _SAME_PERSON for one in ones for other in others)
