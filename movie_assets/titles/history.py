"""Histories that grow by a row only when a value changed. What a value means is not known here."""

from __future__ import annotations


def appended_on_change_sql(key: tuple[str, ...], values: tuple[str, ...], when: str) -> str:
    """SQL of a history after newer observations.

    Source: views `known` (the history so far) and `fresh` (newer observations), of the same
            columns: the key, the values, `when`, and any others.
    Shape:  the history, plus each fresh row whose values differ from the newest known row of its
            key; a fresh row of a moment already known replaces that row, so running again with
            the same observations gives the same history.
    """
    columns = ", ".join(key)
    values_row = ", ".join(values)
    same_moment = " AND ".join(f"k.{name} = f.{name}" for name in (*key, when))
    return f"""
        WITH earlier AS (
            SELECT k.* FROM known k
            WHERE NOT EXISTS (SELECT 1 FROM fresh f WHERE {same_moment})
        ), everything AS (
            SELECT * FROM earlier UNION ALL BY NAME SELECT * FROM fresh
        )
        SELECT * FROM everything
        WINDOW same_key AS (PARTITION BY {columns} ORDER BY {when})
        QUALIFY lag({when}) OVER same_key IS NULL
             OR row({values_row}) IS DISTINCT FROM lag(row({values_row})) OVER same_key
    """
