"""How contract rows travel from DuckDB to Postgres: casts and COPY. When and why is `loading`'s."""

from __future__ import annotations

from pathlib import Path

import duckdb
import psycopg
from pgvector import HalfVector as PgHalfVector
from pgvector.psycopg import register_vector
from psycopg import sql

from movie_assets.model.render.duckdb import literal
from movie_assets.model.table import Column, Table
from movie_assets.model.types import HalfVector, ListOf, Scalar
from movie_assets.resources.temporary import temporary_path

_CHUNK = 1 << 20
# 2,000 vectors of 256 numbers are 2 MB: small beside the rest, large enough not to be the cost.
_VECTOR_BATCH = 2_000


def copy_rows(
    con: duckdb.DuckDBPyConnection,
    query: str,
    table: Table,
    cursor: psycopg.Cursor,
    target: str,
    scratch: Path,
) -> None:
    """COPY what a query returns (the contract's columns, then row_hash) into a staging table.

    Memory: a file of 1 MiB pieces, or batches of 2,000 vectors; never all rows.
    """
    if any(isinstance(column.type, HalfVector) for column in table.columns):
        _copy_vectors(con, query, table, cursor, target)
        return
    columns = ", ".join(_as_text(column) for column in table.columns)
    path = temporary_path(scratch, ".csv")
    con.execute(
        f"COPY (SELECT {columns}, row_hash FROM ({query})) TO {literal(str(path))} "
        "(FORMAT csv, HEADER false, NULLSTR '\\N')"
    )
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT csv, NULL '\\N')")
    with path.open("rb") as handle, cursor.copy(statement.format(sql.Identifier(target))) as copy:
        while piece := handle.read(_CHUNK):
            copy.write(piece)
    path.unlink()


def _copy_vectors(
    con: duckdb.DuckDBPyConnection, query: str, table: Table, cursor: psycopg.Cursor, target: str
) -> None:
    register_vector(cursor.connection)  # for cursors opened from here on
    places = [i for i, c in enumerate(table.columns) if isinstance(c.type, HalfVector)]
    types = [_copy_type(column) for column in table.columns]
    names = ", ".join(f'"{name}"' for name in table.column_names)
    found = con.execute(f"SELECT {names}, row_hash FROM ({query})")
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(sql.Identifier(target))
    with cursor.connection.cursor() as typed, typed.copy(statement) as copy:
        copy.set_types([*types, "text"])
        while rows := found.fetchmany(_VECTOR_BATCH):
            for row in rows:
                values = list(row)
                for place in places:
                    values[place] = PgHalfVector(values[place])
                copy.write_row(values)


def _copy_type(column: Column) -> str:
    if isinstance(column.type, HalfVector):
        return "halfvec"
    return "int8" if column.type == Scalar("int") else "text"


def _as_text(column: Column) -> str:
    """A column as Postgres reads it from CSV: lists of texts as array literals, structs as JSON."""
    name = f'"{column.name}"'
    match column.type:
        case ListOf(Scalar("text")):
            escaped = "replace(replace(x, '\\', '\\\\'), '\"', '\\\"')"
            items = f"list_transform({name}, x -> '\"' || {escaped} || '\"')"
            return f"'{{' || array_to_string({items}, ',') || '}}'"
        case Scalar():
            return name
        case _:
            return f"to_json({name})::VARCHAR"
