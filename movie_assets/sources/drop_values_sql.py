"""Texts of dropped files into values, as DuckDB SQL: numbers, dates, money, lists. No columns.

Every function takes SQL of a cleaned text (NULL where nothing was said) and gives SQL of the value,
NULL where it cannot be read. The one-row table `drop_day` has the run's day, `today`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from movie_assets.model.render.duckdb import literal
from movie_assets.sources.drop_countries import COUNTRIES
from movie_assets.sources.drop_mapping import NULLS, Cell

# Space, tab, line ends, the no-break space and the byte order mark.
_SPACES = "' ' || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279)"
# The first films; and titles are announced about so far ahead.
FIRST_YEAR, YEARS_AHEAD = 1870, 10
_UNITS = {"k": "1e3", "m": "1e6", "b": "1e9"}
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW"}


def cleaned_sql(column: str, nulls: Iterable[str]) -> str:
    """A text without outer spaces; NULL for every word that means nothing."""
    trimmed = f"trim({column}, {_SPACES})"
    listed = ", ".join(literal(word.casefold()) for word in (*NULLS, *nulls))
    return f"CASE WHEN lower({trimmed}) NOT IN ({listed}) THEN {trimmed} END"


def number_sql(text: str) -> str:
    """A finite number, thousands separators left out."""
    number = f"TRY_CAST(regexp_replace({text}, '[, _]', '', 'g') AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def whole_sql(text: str) -> str:
    """A whole number, also as "3.0"; what a DOUBLE cannot hold exactly is unreadable."""
    number = number_sql(text)
    exact = f"{number} = floor({number}) AND abs({number}) < 9e15"
    return f"CASE WHEN {exact} THEN CAST({number} AS BIGINT) END"


def year_sql(text: str) -> str:
    """A year a film can be of."""
    year = whole_sql(text)
    last = f"year((SELECT today FROM drop_day)) + {YEARS_AHEAD}"
    return f"CASE WHEN {year} BETWEEN {FIRST_YEAR} AND {last} THEN {year} END"


def minutes_sql(text: str) -> str:
    """Minutes from "113", "113 min", "1 h 53 m", "1h 53m", "60.0"."""
    hours = f"TRY_CAST(regexp_extract({text}, '^([0-9]+) *h', 1) AS BIGINT)"
    minutes = f"TRY_CAST(regexp_extract({text}, '([0-9]+) *m', 1) AS BIGINT)"
    bare = f"regexp_full_match({text}, '[0-9]+([.]0+)?')"
    timed = f"regexp_full_match({text}, '([0-9]+ *h[a-z]*)? *([0-9]+ *m[a-z]*)?[.]?')"
    return (
        f"CASE WHEN {bare} THEN {whole_sql(text)} WHEN {timed} "
        f"THEN coalesce({hours} * 60, 0) + coalesce({minutes}, 0) END"
    )


def date_sql(text: str, formats: Iterable[str]) -> str:
    """A day; one with a two-digit year is the latest such day that is not in the future."""
    full = [one for one in formats if "%y" not in one]
    short = [one for one in formats if "%y" in one]
    parts: list[str] = []
    if full:
        day = f"CAST(try_strptime({text}, {_listed(full)}) AS DATE)"
        # "%Y" reads "59" as the year 59.
        parts.append(f"CASE WHEN year({day}) >= {FIRST_YEAR} THEN {day} END")
    if short:
        day = f"CAST(try_strptime({text}, {_listed(short)}) AS DATE)"
        past = f"CAST({day} - INTERVAL 100 YEAR AS DATE)"
        parts.append(f"CASE WHEN {day} > (SELECT today FROM drop_day) THEN {past} ELSE {day} END")
    return f"coalesce({', '.join(parts)})"


def money_sql(text: str, currency: str) -> str:
    """An amount and its currency: of its sign, else the one given."""
    amount = number_sql(f"regexp_replace({text}, '^[^0-9.-]+', '')")
    signs = " ".join(f"WHEN '{sign}' THEN '{code}'" for sign, code in _CURRENCIES.items())
    code = f"CASE {text}[1:1] {signs} ELSE {literal(currency)} END"
    known = "".join(_CURRENCIES)
    written = f"regexp_full_match({text}, '[{known}]? *[0-9][0-9,]*([.][0-9]+)?')"
    return f"CASE WHEN {written} THEN {{'amount': {amount}, 'currency': {code}}} END"


def count_sql(text: str) -> str:
    """A count from "1,234", "1.2M", "250,000+", "795222.0"."""
    body = f"regexp_replace(lower({text}), '[+ ]|(ratings|reviews|votes)', '', 'g')"
    unit = " ".join(f"WHEN '{sign}' THEN {factor}" for sign, factor in _UNITS.items())
    digits = number_sql(f"rtrim({body}, 'kmb')")
    value = f"round({digits} * CASE right({body}, 1) {unit} ELSE 1 END)"
    # 1.2 million is not 1,200,000.7: only what was rounded may have a fraction.
    whole = f"({digits} = floor({digits}) OR {is_lower_bound_sql(text)})"
    return f"CASE WHEN {whole} AND {value} BETWEEN 0 AND 9e15 THEN CAST({value} AS BIGINT) END"


def is_lower_bound_sql(text: str) -> str:
    """Whether a count is rounded, so that there may be more."""
    return f"regexp_matches({text}, '[0-9] *[kKmMbB]?[+]|[0-9] *[kKmMbB]([^a-z]|$)')"


def fraction_sql(text: str) -> str:
    """The value of "98/100", whatever stands below the line; see `fraction_scale_sql`."""
    return number_sql(f"regexp_extract({text}, '^([0-9.]+) */ *[0-9.]+$', 1)")


def fraction_scale_sql(text: str) -> str:
    """What stands below the line of "98/100"."""
    return number_sql(f"regexp_extract({text}, '^[0-9.]+ */ *([0-9.]+)$', 1)")


def bool_sql(text: str) -> str:
    """Yes or no."""
    return (
        f"CASE WHEN lower({text}) IN ('true', '1', 'yes', 't', 'y') THEN true "
        f"WHEN lower({text}) IN ('false', '0', 'no', 'f', 'n') THEN false END"
    )


def list_sql(text: str, separator: str) -> str:
    """Items between separators, each once, empty ones left out."""
    return once_sql(f"string_split({text}, {literal(separator)})")


def json_list_sql(text: str, key: str | None) -> str:
    """Items of a JSON array, or of one as Python prints it; of objects, the value of a key."""
    path = literal(f"$[*].{key}" if key else "$[*]")
    proper = f"json_extract_string(CASE WHEN json_valid({text}) THEN {text} END, {path})"
    quoted = r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
    pattern = rf"""['"]{key}['"]: *{quoted}""" if key else quoted
    printed = f"regexp_extract_all({text}, {literal(pattern)}, 1)"
    bare = f"list_transform({printed}, lambda one: replace(one[2:-2], chr(92) || '''', ''''))"
    looks = f"({text}[1:1] = '[' AND {text}[-1:] = ']')"
    return f"CASE WHEN {looks} THEN {once_sql(f'coalesce({proper}, {bare})')} END"


def once_sql(items: str) -> str:
    """The items of a list, trimmed, each the first time it comes."""
    return _with(
        f"list_transform({items}, lambda one: trim(one, {_SPACES}))",
        "list_filter(known, lambda one, nth: one <> '' AND list_position(known, one) = nth)",
    )


def country_list_sql(names: str) -> str:
    """ISO codes of a list of codes or English names; one unknown name makes it unreadable."""
    listed = ", ".join(literal(name) for name in COUNTRIES)
    codes = ", ".join(f"'{code}'" for code in COUNTRIES.values())
    named = f"([{codes}])[list_position([{listed}], lower(one))]"
    code = f"CASE WHEN regexp_full_match(one, '[A-Z]{{2}}') THEN one ELSE {named} END"
    return _with(
        f"list_transform({names}, lambda one: coalesce({code}, '?'))",
        f"CASE WHEN NOT list_contains(known, '?') THEN {once_sql('known')} END",
    )


def _with(value: str, result: str) -> str:
    """An expression over `known`, a value that is worked out once."""
    return f"list_transform([{value}], lambda known: {result})[1]"


def language_sql(text: str) -> str:
    """An ISO 639-1 code; TMDB's "cn" is Chinese."""
    code = f"CASE lower({text}) WHEN 'cn' THEN 'zh' ELSE lower({text}) END"
    return f"CASE WHEN regexp_full_match({code}, '[a-z]{{2}}') THEN {code} END"


def value_sql(cell: Cell, kind: str, text: str) -> str:
    """The value of a cell read as `kind`.

    Shape: SQL of a scalar, of a list of texts, or of the contract's Money.
    """
    plain: dict[str, Callable[[str], str]] = {
        "text": lambda t: t,
        "int": whole_sql,
        "float": number_sql,
        "percent": lambda t: number_sql(f"rtrim({t}, '% ')"),
        "fraction": fraction_sql,
        "year": year_sql,
        "minutes": minutes_sql,
        "bool": bool_sql,
        "count": count_sql,
        "language": language_sql,
    }
    if kind in plain:
        return plain[kind](text)
    if kind == "date":
        return date_sql(text, cell.formats)
    if kind == "money":
        return money_sql(text, cell.currency)
    return _list_value_sql(cell, kind, text)


def _list_value_sql(cell: Cell, kind: str, text: str) -> str:
    is_json = kind == "json_list" or cell.key is not None
    items = json_list_sql(text, cell.key) if is_json else list_sql(text, cell.separator)
    if kind == "country_list":
        # A list that Python or JSON printed says so by its bracket.
        printed = json_list_sql(text, cell.key)
        return country_list_sql(f"CASE WHEN {text}[1:1] = '[' THEN {printed} ELSE {items} END")
    if kind == "language_list":
        return f"list_filter({items}, lambda one: regexp_full_match(one, '[a-z]{{2}}'))"
    return items


def _listed(formats: Iterable[str]) -> str:
    return "[" + ", ".join(literal(one) for one in formats) + "]"
