"""Single values out of decoded JSON, checked: what is not of its kind is None. No source's keys."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar, cast

Value = TypeVar("Value", bound=Hashable)

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2}")
_INT64 = 2**63
# TMDB's own codes: "xx" is no language, "cn" is Cantonese, which ISO 639-1 only knows as Chinese.
_LANGUAGES: dict[str, str | None] = {"xx": None, "cn": "zh"}


def mapping(value: object) -> Mapping[str, object]:
    """A JSON object; an empty one for anything else."""
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """A JSON array; an empty one for anything else."""
    return cast("list[object]", value) if isinstance(value, list) else []


def rows(value: object) -> list[Mapping[str, object]]:
    """The objects of a JSON array that say anything."""
    return [object_ for object_ in map(mapping, items(value)) if object_]


def text(value: object) -> str | None:
    """A string with something in it, without the characters Postgres and UTF-8 cannot hold.

    >>> text("  Amélie "), text(""), text(7)
    ('Amélie', None, None)
    """
    if not isinstance(value, str):
        return None
    storable = value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    return storable.strip() or None


def whole(value: object) -> int | None:
    """A whole number of 64 bits."""
    if not isinstance(value, int) or isinstance(value, bool):
        return None
    return value if -_INT64 <= value < _INT64 else None


def positive(value: object) -> int | None:
    """A whole number above zero: where a source writes 0 for "unknown"."""
    number = whole(value)
    return number if number is not None and number > 0 else None


def number(value: object) -> float | None:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        read = float(value)
    except OverflowError:
        return None
    return read if math.isfinite(read) else None


def percent(value: float, scale_max: float) -> float:
    """A score as a percentage, without the digits that only floating point put there.

    >>> percent(8.438, 10.0)
    84.38
    """
    return round(100 * value / scale_max, 4)


def truth(value: object) -> bool | None:
    """True or false, as JSON spells them."""
    return value if isinstance(value, bool) else None


def identifier(value: object) -> str | None:
    """An id, whether it came as a number or as text; 0 and "" are none."""
    given = positive(value)
    return text(value) if given is None else str(given)


def day(value: object) -> dt.date | None:
    """The day at the head of an ISO 8601 date or timestamp.

    >>> day("2013-02-14T00:00:00.000Z"), day("")
    (datetime.date(2013, 2, 14), None)
    """
    found = _DAY.match(value) if isinstance(value, str) else None
    try:
        return dt.date.fromisoformat(found.group()) if found else None
    except ValueError:
        return None


def moment(value: object) -> dt.datetime | None:
    """An ISO 8601 timestamp in UTC; one without a zone is taken as UTC."""
    try:
        read = dt.datetime.fromisoformat(value) if isinstance(value, str) else None
        if read is None or read.tzinfo is None:
            return read.replace(tzinfo=dt.UTC) if read else None
        return read.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        return None


def country(value: object) -> str | None:
    """An ISO 3166-1 alpha-2 code."""
    return value if isinstance(value, str) and _COUNTRY.fullmatch(value) else None


def language(value: object) -> str | None:
    """An ISO 639-1 code.

    >>> language("fr"), language("cn"), language("xx"), language("")
    ('fr', 'zh', None, None)
    """
    if not isinstance(value, str) or not _LANGUAGE.fullmatch(value):
        return None
    return _LANGUAGES.get(value, value)


def once(values: Iterable[Value | None]) -> tuple[Value, ...]:
    """Each value there is, the first time it comes."""
    return tuple(dict.fromkeys(value for value in values if value is not None))
