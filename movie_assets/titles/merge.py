"""Runs the survivorship rules over records, as one SQL statement. The rules are in `rules`."""

from __future__ import annotations

from collections.abc import Sequence

from movie_assets.titles.origins import conflicts_sql, given_sql, held_sql, provenance_sql, won_sql
from movie_assets.titles.rules import RULES, TOLD_BY, Rule
from movie_assets.titles.survivors import (
    DROPS,
    contest,
    is_contest,
    said_by,
    survivor,
    told,
    value_of,
    winner,
)


def merge_sql(rules: Sequence[Rule] = RULES, *, drops: bool = True) -> str:
    """SQL of the contract's `title` from the records of its sources.

    Source: views `titles` (title_id and kind of the titles to merge); one a source, `said_tmdb`,
            `said_imdb` … (as `said_sql` has them, one row a title at most); with `drops` also
            `told_drops` (records of dropped files with `linked_title_id`, several a title);
            `known` (contract title: what was held).
    Shape:  one row a title that has a record; parameter $today is the run's day. A row at a time:
            sources are joined, never grouped, so a million titles stream through.
    Law:    an empty value never takes the place of a filled one, unless its rule says so; a value
            keeps its first_seen while it stays the same.
    """
    contests = "".join(
        f", {contest(rule, drops)} AS {winner(rule)}" for rule in rules if is_contest(rule, drops)
    )
    picks = ",\n".join(f"{survivor(rule, drops)} AS {rule.column}" for rule in rules)
    said = ",\n".join(
        f"{said_by(rule, drops)} AS {rule.field}__said" for rule in rules if rule.disputed
    )
    finals = ",\n".join(f"{_final(rule)} AS {rule.column}" for rule in rules)
    working = ", ".join([*(f"given_{source}" for source in (*TOLD_BY, DROPS)), "since"])
    return f"""
        WITH held AS (
            {held_sql(rules)}
        ), told AS (
            {_joined_sql(rules, drops)}
        ), weighed AS (
            SELECT *{contests} FROM told
        ), picked AS (
            SELECT title_id, kind, {picks}, {said}, {won_sql(rules, drops)} FROM weighed
        ), given AS (
            SELECT picked.title_id, picked.kind, {finals},
                   coalesce(held.first_seen, $today) AS first_seen,
                   {conflicts_sql(rules)} AS conflicts, {given_sql(rules, drops)}
            FROM picked LEFT JOIN held ON held.title_id = picked.title_id
        )
        SELECT * EXCLUDE ({working}), {provenance_sql(rules)} AS provenance FROM given
    """


def _joined_sql(rules: Sequence[Rule], drops: bool) -> str:
    """SQL of what every source says of each title that any tells of, in columns as `told` has."""
    said_by_source = {
        source: ["title_id", "told_at", *(rule.field for rule in rules if source in rule.sources)]
        for source in TOLD_BY
    }
    relations = {source: f"said_{source}" for source in TOLD_BY}
    if drops:
        of_drops = _said_by_drops(rules)
        made = ", ".join(f'{made_of} AS "{name}"' for name, made_of in of_drops.items())
        relations[DROPS] = f"(SELECT {made} FROM told_drops GROUP BY linked_title_id)"
        said_by_source[DROPS] = list(of_drops)
    columns = ", ".join(
        f'{source}."{name}" AS {told(source, name)}'
        for source, names in said_by_source.items()
        for name in names
    )
    joins = "\n".join(
        f"LEFT JOIN {said} AS {source} ON {source}.title_id = titles.title_id"
        for source, said in relations.items()
    )
    somebody = " OR ".join(f"{source}.title_id IS NOT NULL" for source in relations)
    return f"SELECT titles.title_id, titles.kind, {columns} FROM titles {joins} WHERE {somebody}"


def said_sql(source: str, rules: Sequence[Rule] = RULES) -> str:
    """SQL of what one source says of each field it has a say in, null where it is empty.

    Source: view `told_<source>` (contract source_record, with `linked_title_id` beside).
    Shape:  title_id, told_at and a column a field; nested values are texts.
    """
    columns = [f"{value_of(rule)} AS {rule.column}" for rule in rules if source in rule.sources]
    whose = "linked_title_id AS title_id, requested_at AS told_at"
    return f"SELECT {', '.join([whose, *columns])} FROM told_{source}"


def _said_by_drops(rules: Sequence[Rule]) -> dict[str, str]:
    """Of dropped files the first by name that says anything; of disputed fields all of them.

    Shape: a column a key, with its SQL over `told_drops` by title.
    """
    columns = {"title_id": "linked_title_id", "told_at": "max(requested_at)"}
    for rule in rules:
        if not rule.takes_drops and rule.rule != "follow":
            continue
        led = next(one for one in rules if one.field == (rule.follows or rule.field))
        has = f"FILTER ({value_of(led)} IS NOT NULL)"
        columns[rule.field] = f"arg_min({value_of(rule)}, source) {has}"
        columns[f"{rule.field}__source"] = f"min(source) {has}"
        if rule.disputed:
            said = f"{{'source': source, 'value': ({value_of(rule)})::VARCHAR}}"
            columns[f"{rule.field}__said"] = f"list({said} ORDER BY source) {has}"
    return columns


def _final(rule: Rule) -> str:
    picked = f"picked.{rule.column}"
    if rule.clears:
        return picked
    if rule.is_list and not rule.json:
        return (
            f"coalesce({picked}, CASE WHEN len(held.{rule.column}) > 0 THEN held.{rule.column} END)"
        )
    return f"coalesce({picked}, held.{rule.column})"
