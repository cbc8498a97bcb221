"""A table's key in Postgres's SQL, quoted. What is done with it is the loads' business."""

from __future__ import annotations

from typing import LiteralString, cast

from psycopg import sql

from movie_assets.model.table import Table


def own_sql(text: str) -> sql.SQL:
    """SQL made of the contract's own names, never of a value."""
    return sql.SQL(cast(LiteralString, text))


def key_sql(table: Table) -> sql.Composed:
    """The key's columns, comma between."""
    return sql.SQL(", ").join(sql.Identifier(name) for name in table.key)


def same_key_sql(table: Table, left: str, right: str) -> sql.Composed:
    """The condition that rows of two relations of these names have one key."""
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name))
        for name in table.key
    )
