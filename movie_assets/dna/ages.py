"""Certifications as the age they ask for. Nothing about what a title may show at which age."""

from __future__ import annotations

import re
from collections.abc import Iterable

from movie_assets.dna.certifications import AGES_BY_CERTIFICATION

_NUMBER = re.compile(r"(?<!\d)(\d{1,2})(?!\d)")
_EVERYONE = frozenset({"U", "G", "TP", "AL", "ALL", "APTA", "L", "T", "TE", "LIVRE", "0"})
OLDEST = 21


def age_of(certifications: Iterable[tuple[str, str]]) -> int | None:
    """The age in years a title asks for, by all its certifications; None when none is readable.

    The upper median over countries: one careless or one strict board does not decide, and of two
    the stricter one holds, as a flag such as "for kids" must rather be missing than wrong.

    >>> age_of([("US", "PG-13"), ("DE", "12"), ("FR", "U")])
    12
    """
    known = (age_of_one(country, printed) for country, printed in certifications)
    ages = sorted(age for age in known if age is not None)
    return ages[len(ages) // 2] if ages else None


def age_of_one(country: str, printed: str) -> int | None:
    """The age one certification asks for: by the country's own scale, else by its number.

    >>> age_of_one("US", "R"), age_of_one("DE", "FSK 16"), age_of_one("US", "NR")
    (17, 16, None)
    """
    mark = printed.strip().upper()
    known = AGES_BY_CERTIFICATION.get((country.upper(), mark))
    if known is not None:
        return known
    if mark in _EVERYONE:
        return 0
    number = _NUMBER.search(mark)
    age = int(number.group(1)) if number else None
    return age if age is not None and age <= OLDEST else None
