"""SQL of where a title's values came from, since when, and who said otherwise. No rule is here."""

from __future__ import annotations

from collections.abc import Sequence

from movie_assets.titles.rules import TOLD_BY, Rule
from movie_assets.titles.survivors import DROPS, told, wins

# Fields are kept apart as bits while rows are merged, and named once at the end: a text a field
# and title cost more than the rest of the merge.
_NO_BITS = "0::BIGINT"


def won_sql(rules: Sequence[Rule], drops: bool) -> str:
    """SQL of who won which fields of a title, as bits by the place of the rule.

    Source: the sources' columns and those that contests are kept in.
    Shape: columns `won_<source>`, and `won_drops` as a list of {s: file, f: field} with `drops`.
    """
    bits: dict[str, list[str]] = {source: [] for source in TOLD_BY}
    dropped: list[str] = []
    for place, rule in enumerate(rules):
        for source, won in wins(rule, drops):
            if source == DROPS:
                name = told(DROPS, f"{rule.follows or rule.field}__source")
                dropped.append(f"CASE WHEN {won} THEN {{'s': {name}, 'f': '{rule.field}'}} END")
            else:
                bits[source].append(f"CASE WHEN {won} THEN {1 << place} ELSE 0 END")
    columns = [
        f"({' + '.join([_NO_BITS, *terms])}) AS won_{source}" for source, terms in bits.items()
    ]
    if drops:
        pairs = f"list_filter([{', '.join(dropped)}], x -> x IS NOT NULL)"
        somebody = f"{told(DROPS, 'title_id')} IS NOT NULL"
        columns.append(f"CASE WHEN {somebody} THEN {pairs} END AS won_{DROPS}")
    return ", ".join(columns)


def held_sql(rules: Sequence[Rule]) -> str:
    """SQL of `known` as `provenance_sql` wants it: what each source gave, read once a title."""
    places = ", ".join(f"'{rule.field}': {1 << place}" for place, rule in enumerate(rules))
    by_source = ", ".join(
        "coalesce(list_sum(list_transform("
        f"(provenance::JSON -> '$.sources.{source}')::VARCHAR[], x -> places[x])), 0)::BIGINT "
        f"AS gave_{source}"
        for source in TOLD_BY
    )
    return f"""
        SELECT * EXCLUDE (places), {by_source},
               CASE WHEN contains(provenance, '"drop/') THEN
                   CAST(provenance::JSON -> '$.sources' AS MAP(VARCHAR, VARCHAR[]))
               END AS gave_drops,
               nullif((provenance::JSON -> '$.since')::VARCHAR, '{{}}')::JSON AS known_since
        FROM (SELECT *, MAP {{{places}}} AS places FROM known)
    """


def given_sql(rules: Sequence[Rule], drops: bool) -> str:
    """SQL of who gave a title's fields, what dropped files gave, and since when values stand.

    Source: `picked` with each field's value and `won_sql`'s columns, `held` as `held_sql` has it;
            $today. A value that nobody tells any more stays its old source's.
    Shape:  columns `given_<source>` (bits), `given_drops` and `since` (entries of JSON objects).
    """
    silent = " + ".join(
        [
            _NO_BITS,
            *(
                f"CASE WHEN picked.{rule.column} IS NULL THEN {1 << place} ELSE 0 END"
                for place, rule in enumerate(rules)
                if not rule.clears
            ),
        ]
    )
    columns = [
        f"picked.won_{source} | CASE WHEN coalesce(held.gave_{source}, 0) <> 0 "
        f"THEN held.gave_{source} & ({silent}) ELSE 0 END AS given_{source}"
        for source in TOLD_BY
    ]
    days = ", ".join(f"""'"{rule.field}": "' || {_day(rule)} || '"'""" for rule in rules)
    since = f"CASE WHEN held.title_id IS NULL THEN '' ELSE concat_ws(', ', {days}) END AS since"
    return ", ".join([*columns, f"{_dropped(rules, drops)} AS given_{DROPS}", since])


def provenance_sql(rules: Sequence[Rule]) -> str:
    """SQL of the contract's `provenance`: {"sources": {source: [field]}, "since": {field: day}}.

    Source: `given_sql`'s columns.
    Shape:  a field is listed under each source it is from; `since` names only the days that are
            not the row's first_seen. Half a kilobyte a title, where an object a field takes 2.5.
    """
    groups = [
        f"""CASE WHEN given_{source} <> 0 THEN '"{source}": ["' || {_named(source, rules)} """
        """|| '"]' END"""
        for source in TOLD_BY
    ]
    sources = f"concat_ws(', ', {', '.join(groups)}, given_{DROPS})"
    return f"""'{{"sources": {{' || {sources} || '}}, "since": {{' || since || '}}}}'"""


def conflicts_sql(rules: Sequence[Rule]) -> str:
    """SQL of the contract's `conflicts`: {field: [{source, value}]} of those who said otherwise."""
    entries = ", ".join(
        f"""'"{rule.field}": ' || {_losers(rule)}""" for rule in rules if rule.disputed
    )
    return f"'{{' || concat_ws(', ', {entries}) || '}}'"


def _named(source: str, rules: Sequence[Rule]) -> str:
    """SQL of the fields that are bits of a source, in the rules' order.

    With a lambda over the names the rows took 0.74 s of a thread for 62,000 titles, not 0.31.
    """
    names = ", ".join(
        f"CASE WHEN given_{source} & {1 << place} <> 0 THEN '{rule.field}' END"
        for place, rule in enumerate(rules)
    )
    return f"""concat_ws('", "', {names})"""


def _dropped(rules: Sequence[Rule], drops: bool) -> str:
    """SQL of the entries of dropped files, whose names are not known beforehand."""
    silent = ", ".join(
        f"CASE WHEN picked.{rule.column} IS NULL THEN '{rule.field}' END"
        for rule in rules
        if not rule.clears
    )
    kept = (
        "flatten(list_transform(map_entries(held.gave_drops), "
        "e -> list_transform(list_filter(e.value, "
        f"f -> starts_with(e.key, 'drop/') AND list_contains([{silent}], f)), "
        "f -> {'s': e.key, 'f': f})))"
    )
    now = f"coalesce(picked.won_{DROPS}, [])" if drops else "[]"
    pairs = f"({now} || coalesce({kept}, []))"
    names = f"list_sort(list_distinct(list_transform({pairs}, x -> x.s)))"
    fields = (
        f"array_to_string(list_transform(list_filter({pairs}, x -> x.s = one), "
        """x -> '"' || x.f || '"'), ', ')"""
    )
    entries = (
        f"""array_to_string(list_transform({names}, one -> '"' || one || '": [' || {fields} """
        "|| ']'), ', ')"
    )
    somebody = "held.gave_drops IS NOT NULL" + (f" OR len(picked.won_{DROPS}) > 0" if drops else "")
    return f"CASE WHEN {somebody} THEN nullif({entries}, '') END"


def _day(rule: Rule) -> str:
    """SQL of the day a field's value is from, where that is not the title's first; else null."""
    known = f"coalesce(held.known_since ->> '$.{rule.field}', held.first_seen::VARCHAR)"
    same = f"picked.{rule.column} IS NULL OR picked.{rule.column} = held.{rule.column}"
    filled = f"held.{rule.column} IS NOT NULL"
    if rule.is_list and not rule.json:
        filled = f"len(held.{rule.column}) > 0"
    nobody = f"picked.{rule.column} IS NULL" + ("" if rule.clears else f" AND NOT ({filled})")
    since = f"CASE WHEN {nobody} THEN NULL WHEN {same} THEN {known} ELSE $today::VARCHAR END"
    return f"nullif({since}, held.first_seen::VARCHAR)"


def _losers(rule: Rule) -> str:
    """SQL of those who said something else, as JSON; null where nobody did."""
    said = f"picked.{rule.field}__said"
    lost = f"list_filter({said}, x -> x.value <> picked.{rule.column}::VARCHAR)"
    return f"CASE WHEN {said} IS NOT NULL AND len({lost}) > 0 THEN to_json({lost})::VARCHAR END"
