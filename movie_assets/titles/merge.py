"""Runs the survivorship rules over records, as one SQL statement. The rules are in `rules`."""

from __future__ import annotations

from collections.abc import Sequence

from movie_assets.titles.rules import RULES, Rule


def merge_sql(rules: Sequence[Rule] = RULES) -> str:
    """SQL of the contract's `title` from the records of its sources.

    Source: views `records` (contract source_record, found ones, with `linked_title_id` and
            `title_kind` by the crosswalk beside), `known` (contract title: what was held so far).
    Shape:  one row a title that has a record; parameter $today is the run's day.
    Law:    an empty value never takes the place of a filled one, unless its rule says so; a value
            keeps its first_seen while it stays the same.
    """
    picks = ",\n".join(_pick(rule) for rule in rules)
    finals = ",\n".join(f"{_final(rule)} AS {rule.column}" for rule in rules)
    return f"""
        WITH valued AS (
            SELECT linked_title_id AS title_id, title_kind AS kind, source,
                   {", ".join(f"{_value(rule)} AS {rule.column}" for rule in rules)}
            FROM records
        ), picked AS (
            SELECT title_id, any_value(kind) AS kind, {picks}
            FROM valued GROUP BY title_id
        ), final AS (
            SELECT picked.title_id, picked.kind, {finals},
                   coalesce(known.first_seen, $today) AS first_seen,
                   {", ".join(f"{_origin(rule)} AS {rule.field}__from" for rule in rules)},
                   {", ".join(f"{_losers(rule)} AS {rule.field}__lost" for rule in rules)}
            FROM picked LEFT JOIN known ON known.title_id = picked.title_id
        )
        SELECT * EXCLUDE ({_working_columns(rules)}),
               {_as_object("from", rules)} AS provenance,
               {_as_object("lost", rules)} AS conflicts
        FROM final
    """


def _value(rule: Rule) -> str:
    """A record's value, null where it is empty, so that emptiness is one thing."""
    if rule.is_list:
        value = f"CASE WHEN len({rule.value}) > 0 THEN {rule.value} END"
    else:
        value = f"({rule.value})"
    if rule.json and rule.rule == "prefer":
        return f"to_json({value})::VARCHAR"
    return value


def _rank(rule: Rule) -> str:
    """SQL of a source's place in the order of trust; null for one that has no say."""
    cases = " ".join(
        f"WHEN source = '{name}' THEN {rank}" for rank, name in enumerate(rule.sources)
    )
    # Dropped files fill what nobody else has, whatever the field.
    if rule.rule == "prefer":
        cases += f" WHEN starts_with(source, 'drop/') THEN {len(rule.sources)}"
    return f"CASE {cases} END"


def _pick(rule: Rule) -> str:
    has = f"FILTER (WHERE {rule.column} IS NOT NULL AND {_rank(rule)} IS NOT NULL)"
    if rule.rule == "union":
        merged = f"list_sort(list_distinct(flatten(list({rule.column}) {has})))"
        value = f"to_json({merged})::VARCHAR" if rule.json else merged
        return (
            f"{value} AS {rule.column}, "
            f"string_agg(source, '+' ORDER BY {_rank(rule)}) {has} AS {rule.field}__source, "
            f"NULL::STRUCT(source VARCHAR, value VARCHAR)[] AS {rule.field}__all"
        )
    everyone = (
        f"list({{'source': source, 'value': {rule.column}::VARCHAR}} "
        f"ORDER BY {_rank(rule)}, source) {has}"
        if not rule.is_list and not rule.json
        else "NULL::STRUCT(source VARCHAR, value VARCHAR)[]"
    )
    return (
        f"arg_min({rule.column}, ({_rank(rule)}, source)) {has} AS {rule.column}, "
        f"arg_min(source, ({_rank(rule)}, source)) {has} AS {rule.field}__source, "
        f"{everyone} AS {rule.field}__all"
    )


def _final(rule: Rule) -> str:
    if rule.clear_when_source_clears:
        return f"picked.{rule.column}"
    return f"coalesce(picked.{rule.column}, {_held(rule)})"


def _held(rule: Rule) -> str:
    """What was held before, in the same form as a picked value; an empty list is nothing."""
    if rule.is_list and not rule.json:
        return f"CASE WHEN len(known.{rule.column}) > 0 THEN known.{rule.column} END"
    return f"known.{rule.column}"


def _origin(rule: Rule) -> str:
    """Where the value is from: as before while it is the same, or since the source fell silent."""
    held = f"json_extract(known.provenance, '$.{rule.field}')"
    kept = f"picked.{rule.column} IS NULL OR picked.{rule.column} = {_held(rule)}"
    fresh = (
        f"json_object('source', picked.{rule.field}__source, 'rule', '{rule.rule}', "
        "'first_seen', $today::VARCHAR)"
    )
    cleared = (
        f"WHEN picked.{rule.column} IS NULL THEN NULL" if rule.clear_when_source_clears else ""
    )
    return f"CASE {cleared} WHEN {held} IS NOT NULL AND ({kept}) THEN {held} " + (
        f"WHEN picked.{rule.column} IS NOT NULL THEN {fresh} END"
    )


def _losers(rule: Rule) -> str:
    lost = f"list_filter(picked.{rule.field}__all, x -> x.value <> picked.{rule.column}::VARCHAR)"
    return f"CASE WHEN len({lost}) > 0 THEN to_json({lost}) END"


def _working_columns(rules: Sequence[Rule]) -> str:
    return ", ".join(f"{rule.field}__from, {rule.field}__lost" for rule in rules)


def _as_object(suffix: str, rules: Sequence[Rule]) -> str:
    """A JSON object of the fields that have something to say."""
    entries = ", ".join(f"{{'k': '{r.field}', 'v': {r.field}__{suffix}}}" for r in rules)
    return f"to_json(map_from_entries(list_filter([{entries}], x -> x.v IS NOT NULL)))::VARCHAR"
