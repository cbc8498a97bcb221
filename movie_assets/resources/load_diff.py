"""The difference between what a table holds and what it is to hold, taken in DuckDB by hashes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.render.duckdb import duckdb_type
from movie_assets.model.table import Table
from movie_assets.resources.copying import copy_keys
from movie_assets.resources.keys_sql import key_sql, own_sql
from movie_assets.resources.load_source import Rows, part_sql

# Temporary tables: in DuckDB rows to be written and keys to be removed; in Postgres the titles
# that are looked at, or left alone.
CHANGED, GONE = "load_changed", "load_gone"
TITLES, BUT = "load_titles", "load_but"
_HELD = "load_held"


def take_difference(
    con: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor,
    table: Table,
    partition: str,
    rows: Rows,
    scratch: Path,
) -> tuple[int, int]:
    """Make `load_changed` (rows, row_hash, part) and `load_gone` (keys) in DuckDB.

    Source: the database itself says what it holds, under the lock of the transaction, so no book
            can be wrong about it.
    Shape:  how many rows are to be written and removed.
    """
    query = rows.query
    held = sql.SQL("SELECT {}, row_hash FROM {} AS t").format(
        sql.SQL(", ").join(sql.Identifier("t", name) for name in table.key),
        sql.Identifier("catalogue", table.name),
    )
    if rows.titles is None:
        where = sql.SQL("t.part = {}").format(own_sql(part_sql(table, partition)))
    else:
        where = _is_in(con, cursor, table, TITLES, rows.titles)
    if rows.but is not None:
        left = _is_in(con, cursor, table, BUT, rows.but)
        where = sql.SQL("{} AND NOT {}").format(where, left)
        out = f"(SELECT title_id FROM {rows.but})"
        query = f'(SELECT * FROM {query} WHERE "{table.unit}" NOT IN {out})'
    types = [(name, duckdb_type(table.column(name).type)) for name in table.key]
    held = sql.SQL("{} WHERE {}").format(held, where)
    copy_keys(cursor, held, con, _HELD, [*types, ("row_hash", "UUID")], scratch)
    return _compare(con, table, partition, query)


def _compare(
    con: duckdb.DuckDBPyConnection, table: Table, partition: str, query: str
) -> tuple[int, int]:
    keys = ", ".join(f'"{name}"' for name in table.key)
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {CHANGED} AS "
        f"SELECT *, {part_sql(table, partition)} AS part FROM {query} "
        f"ANTI JOIN (SELECT {keys}, replace(row_hash::VARCHAR, '-', '') AS row_hash FROM {_HELD}) "
        f"USING ({keys}, row_hash)"
    )
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE {GONE} AS SELECT {keys} FROM {_HELD} "
        f"ANTI JOIN {query} USING ({keys})"
    )
    counts = con.execute(
        f"SELECT (SELECT count(*) FROM {CHANGED}), (SELECT count(*) FROM {GONE})"
    ).fetchone()
    con.execute(f"DROP TABLE {_HELD}")
    assert counts is not None
    return counts


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
    _hand(con, cursor, f"SELECT * FROM {GONE}", sql.Identifier("gone"))


def _hand(
    con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, query: str, target: sql.Identifier
) -> None:
    """Copy what a query of DuckDB returns into a table of Postgres, 10,000 keys at a time."""
    with cursor.copy(sql.SQL("COPY {} FROM STDIN").format(target)) as copy:
        found = con.execute(query)
        while some := found.fetchmany(10_000):
            for row in some:
                copy.write_row(row)
