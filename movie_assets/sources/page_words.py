"""Numbers as web pages print them: counts, scores, years, running times. No markup, no site."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from bs4 import Tag

from movie_assets.sources.values import text

_SPACE = re.compile(r"\s+")
# "1.2M", "21K", "1,2 M": what is rounded so.
_ROUNDED = re.compile(
    r"(?<![\w.,])([0-9]{1,4})(?:[.,]([0-9]{1,2}))?\s?([KMB])(?![A-Za-z])", re.IGNORECASE
)
# "2 111 190", "1,989,998", "2.111.190", "1'376", "3,23,14,349": groups of two or three digits.
_WHOLE = re.compile(
    r"(?<![\w.,])(?:[0-9]{1,3}(?:[\s.,'’][0-9]{2,3})+|[0-9]{1,18})(?![0-9])(\s?\+)?"
)
_UNITS = {"K": 10**3, "M": 10**6, "B": 10**9}
_AT_MOST = re.compile(r"\b(?:fewer|less) than\b|<", re.IGNORECASE)
_DECIMAL = re.compile(r"(?<![0-9])[0-9]{1,3}(?:[.,][0-9]{1,4})?(?![0-9])")
_YEAR = re.compile(r"(?<![0-9])(?:18[7-9]|19[0-9]|20[0-9])[0-9](?![0-9])")
_DATE = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.? +([0-9]{1,2}), +((?:18|19|20)[0-9]{2})\b")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_HOURS = re.compile(r"([0-9]{1,3})\s*(?:h|hr|hrs|hour|hours)(?![a-z])", re.IGNORECASE)
_MINUTES = re.compile(r"([0-9]{1,4})\s*(?:m|min|mins|minute|minutes)\b", re.IGNORECASE)
_ISO_TIME = re.compile(r"P(?:0D)?T(?=[0-9])(?:([0-9]{1,3})H)?(?:([0-9]{1,4})M)?(?:[0-9.]+S)?")


@dataclass(frozen=True, slots=True)
class Count:
    """A number of votes or reviews, and whether there may be more of them."""

    value: int
    is_lower_bound: bool = False


def words(value: object) -> str | None:
    """The text of a tag or string on one line, or None for none."""
    said = value.get_text(" ") if isinstance(value, Tag) else value
    return text(_SPACE.sub(" ", said)) if isinstance(said, str) else None


def count_in(value: object) -> Count | None:
    """The first count in words. Rounded ones are lower bounds; "fewer than 50" is no count.

    >>> count_in("250,000+ Ratings"), count_in("1.2M")
    (Count(value=250000, is_lower_bound=True), Count(value=1200000, is_lower_bound=True))
    >>> count_in("2 111 190"), count_in("(1,989,998)")
    (Count(value=2111190, is_lower_bound=False), Count(value=1989998, is_lower_bound=False))
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return Count(value) if 0 <= value < 2**63 else None
    said = words(value)
    if said is None or _AT_MOST.search(said):
        return None
    rounded, whole = _ROUNDED.search(said), _WHOLE.search(said)
    if rounded and (whole is None or rounded.start() <= whole.start()):
        tenths = (rounded.group(2) or "").ljust(2, "0")
        unit = _UNITS[rounded.group(3).upper()]
        return Count(int(rounded.group(1) + tenths) * unit // 100, is_lower_bound=True)
    if whole is None:
        return None
    exact = int(re.sub(r"[^0-9]", "", whole.group()))
    return Count(exact, bool(whole.group(1))) if exact < 2**63 else None


def decimal_in(value: object) -> float | None:
    """The first score-like number: "9,3" is 9.3, "84%" is 84.0, "tbd" is None."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if 0 <= value <= 1000 else None
    said = words(value)
    found = _DECIMAL.search(said) if said else None
    return float(found.group().replace(",", ".")) if found else None


def year_in(value: object) -> int | None:
    """The first year from 1870 to 2099 in words."""
    found = _YEAR.search(value) if isinstance(value, str) else None
    return int(found.group()) if found else None


def date_in(value: object) -> dt.date | None:
    """The first English date in words.

    >>> date_in("Jun 11, 1982, Wide"), date_in("December 18, 2013")
    (datetime.date(1982, 6, 11), datetime.date(2013, 12, 18))
    """
    found = _DATE.search(words(value) or "")
    if found is None or found.group(1) not in _MONTHS:
        return None
    try:
        month = _MONTHS.index(found.group(1)) + 1
        return dt.date(int(found.group(3)), month, int(found.group(2)))
    except ValueError:
        return None


def minutes_in(value: object) -> int | None:
    """A running time in minutes, as words or as ISO 8601; nothing for nothing.

    >>> minutes_in("1h 55m"), minutes_in("126 min"), minutes_in("PT2H16M"), minutes_in("R")
    (115, 126, 136, None)
    """
    said = words(value) or ""
    iso = _ISO_TIME.fullmatch(said)
    if iso:
        return 60 * int(iso.group(1) or 0) + int(iso.group(2) or 0) or None
    hours, minutes = _HOURS.search(said), _MINUTES.search(said)
    total = (60 * int(hours.group(1)) if hours else 0) + (int(minutes.group(1)) if minutes else 0)
    return total or None


def path_of(url: str | None) -> str:
    """An address's path without a slash at its end, "%" decoded; "" where it is no address.

    >>> path_of("https://www.rottentomatoes.com/m/up/?x=1")
    '/m/up'
    """
    try:
        return unquote(urlsplit(url or "").path).rstrip("/")
    except ValueError:
        return ""
