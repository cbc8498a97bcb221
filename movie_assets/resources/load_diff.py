"""The difference between what a table holds and what it is to hold, taken in DuckDB by hashes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.render.duckdb import duckdb_type
from movie_assets.model.table import Table
from movie_assets.resources.copying import copy_keys
from movie_assets.resources.keys_sql import key_sql, own_sql
from movie_assets.resources.load_source import Rows, part_sql, partition_number

# Temporary tables: in DuckDB rows to be written and keys to be removed; in Postgres the titles
# that are looked at, or left alone.
CHANGED, GONE = "load_changed", "load_gone"
TITLES, BUT = "load_titles", "load_but"
_HELD, _MADE = "load_held", "load_made"


class Difference(NamedTuple):
    """Rows of a partition to be written and removed; and all it has, where they were made."""

    changed: int
    gone: int
    made: int | None = None


def take_difference(
    con: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor,
    table: Table,
    brought: Mapping[str, Rows],
    scratch: Path,
) -> dict[str, Difference]:
    """Make `load_changed` (rows, row_hash, part) and `load_gone` (keys) in DuckDB.

    Source: the database itself says what it holds, under the lock of the transaction, so no book
            can be wrong about it. The rows of several partitions are compared together; those that
            leave titles out come alone.
    Shape:  what there is to do, by partition.
    """
    types = [(name, duckdb_type(table.column(name).type)) for name in table.key]
    types += [("row_hash", "UUID"), ("part", "SMALLINT")]
    copy_keys(cursor, _held(con, cursor, table, brought), con, _HELD, types, scratch)
    counts = _compare(con, table, brought)
    if len(brought) == 1:  # of `hot` each row has the number of its own bucket
        whole = Difference(*(sum(one.values()) for one in counts))
        return dict.fromkeys(brought, whole)
    numbers = {one: partition_number(one) for one in brought}
    return {one: Difference(*(some.get(n, 0) for some in counts)) for one, n in numbers.items()}


def _held(
    con: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor,
    table: Table,
    brought: Mapping[str, Rows],
) -> sql.Composed:
    """The query of what Postgres holds of all that is brought: keys, row_hash and part."""
    whole = [one for one, rows in brought.items() if rows.titles is None]
    told = [rows.titles for rows in brought.values() if rows.titles is not None]
    wheres: list[sql.Composable] = []
    if whole:
        parts = ", ".join(part_sql(table, one) for one in whole)
        wheres.append(own_sql(f"t.part IN ({parts})"))
    if told:
        titles = " UNION ALL ".join(f"SELECT title_id FROM {one}" for one in told)
        wheres.append(_is_in(con, cursor, table, TITLES, f"({titles})"))
    left = [rows.but for rows in brought.values() if rows.but is not None]
    if left:
        out = _is_in(con, cursor, table, BUT, left[0])
        wheres = [sql.SQL("{} AND NOT {}").format(where, out) for where in wheres]
    selects = [
        sql.SQL("SELECT {}, t.row_hash, t.part FROM {} AS t WHERE {}").format(
            sql.SQL(", ").join(sql.Identifier("t", name) for name in table.key),
            sql.Identifier("catalogue", table.name),
            where,
        )
        for where in wheres
    ]
    return sql.SQL(" UNION ALL ").join(selects)


def _compare(
    con: duckdb.DuckDBPyConnection, table: Table, brought: Mapping[str, Rows]
) -> list[dict[int, int]]:
    """Write both tables; how many rows each has and how many were made, by number of part."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    told = " UNION ALL BY NAME ".join(
        f"SELECT *, {part_sql(table, one)} AS part FROM {_query(table, rows)}"
        for one, rows in brought.items()
    )
    are_made = any(rows.made for rows in brought.values())
    if are_made:
        con.execute(f"CREATE OR REPLACE TEMP TABLE {_MADE} AS {told}")
        told = f"FROM {_MADE}"
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {CHANGED} AS SELECT * FROM ({told}) "
        f"ANTI JOIN (SELECT {keys}, replace(row_hash::VARCHAR, '-', '') AS row_hash FROM {_HELD}) "
        f"USING ({keys}, row_hash)"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {GONE} AS SELECT {keys}, part FROM {_HELD} "
        f"ANTI JOIN (SELECT {keys} FROM ({told})) USING ({keys})"
    )
    counted = [CHANGED, GONE, *([_MADE] if are_made else [])]
    counts = [
        dict(con.execute(f"SELECT part, count(*) FROM {name} GROUP BY 1").fetchall())
        for name in counted
    ]
    con.execute(f"DROP TABLE {_HELD}; DROP TABLE IF EXISTS {_MADE}")
    return counts


def _query(table: Table, rows: Rows) -> str:
    if rows.but is None:
        return rows.query
    return (
        f'(SELECT * FROM {rows.query} WHERE "{table.unit}" NOT IN '
        f"(SELECT title_id FROM {rows.but}))"
    )


def _is_in(
    con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, table: Table, name: str, titles: str
) -> sql.Composed:
    """The condition that a row of `t` is of one of some titles, put into a table first."""
    wanted = sql.Identifier(name)
    cursor.execute(sql.SQL("DROP TABLE IF EXISTS {}").format(wanted))
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE {} (title_id text PRIMARY KEY) ON COMMIT DROP").format(wanted)
    )
    _hand(con, cursor, f"SELECT DISTINCT title_id FROM {titles}", wanted)
    cursor.execute(sql.SQL("ANALYZE {}").format(wanted))
    return sql.SQL("EXISTS (SELECT FROM {} AS w WHERE w.title_id = t.{})").format(
        wanted, sql.Identifier(table.unit or "")
    )


def hand_gone(con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, table: Table) -> None:
    """Put the keys to be removed into a temporary table of Postgres, `gone`."""
    cursor.execute("DROP TABLE IF EXISTS gone")
    cursor.execute(
        sql.SQL("CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT {} FROM {} WHERE false").format(
            key_sql(table), sql.Identifier("catalogue", table.name)
        )
    )
    keys = ", ".join(f'"{name}"' for name in table.key)
    _hand(con, cursor, f"SELECT {keys} FROM {GONE}", sql.Identifier("gone"))


def _hand(
    con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, query: str, target: sql.Identifier
) -> None:
    """Copy what a query of DuckDB returns into a table of Postgres, 10,000 keys at a time."""
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
        found = con.execute(query)
        while some := found.fetchmany(10_000):
            for row in some:
                copy.write_row(row)
