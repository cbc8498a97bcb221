"""How rows travel between DuckDB and Postgres: casts and COPY. When and why is `loading`'s."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import psycopg
from pgvector import HalfVector as PgHalfVector
from pgvector.psycopg import register_vector
from psycopg import sql

from movie_assets.model.render.duckdb import literal
from movie_assets.model.table import Column, Table
from movie_assets.model.types import HalfVector, ListOf, Scalar
from movie_assets.resources.keys_sql import own_sql
from movie_assets.resources.temporary import temporary_path

_CHUNK = 1 << 20
# 2,000 vectors of 256 numbers are 2 MB: small beside the rest, large enough not to be the cost.
_VECTOR_BATCH = 2_000
# Control characters that stand in no fact, so that next to no value needs quotes: JSON between
# commas and double quotes doubles every one of its own.
_DELIMITER, _QUOTE = "\x02", "\x01"
_AS_CSV = f"FORMAT csv, DELIMITER '{_DELIMITER}', QUOTE '{_QUOTE}', ESCAPE '{_QUOTE}'"
# What every row of a loaded table ends with.
LOADED = ("row_hash", "part")


def copy_rows(
    con: duckdb.DuckDBPyConnection,
    query: str,
    table: Table,
    cursor: psycopg.Cursor,
    target: sql.Composable,
    scratch: Path,
    options: str = "",
) -> None:
    """COPY what a query returns (the contract's columns, row_hash and part) into a table.

    Memory: a pipe of 1 MiB pieces, or batches of 2,000 vectors; never all rows. DuckDB writes into
    the pipe while Postgres reads from it: two cores, no file.
    """
    columns = sql.SQL(", ").join(sql.Identifier(n) for n in (*table.column_names, *LOADED))
    if any(isinstance(column.type, HalfVector) for column in table.columns):
        _copy_vectors(con, query, table, cursor, sql.SQL("{} ({})").format(target, columns))
        return
    chosen = ", ".join([*(_as_text(column) for column in table.columns), *LOADED])
    statement = sql.SQL("COPY {} ({}) FROM STDIN ({})").format(
        target, columns, own_sql(f"{_AS_CSV}, NULL '\\N'{options}")
    )
    with (
        _written(con, f"SELECT {chosen} FROM ({query})", scratch) as pieces,
        cursor.copy(statement) as copy,
    ):
        for piece in pieces:
            copy.write(piece)


def copy_keys(
    cursor: psycopg.Cursor,
    query: sql.Composable,
    con: duckdb.DuckDBPyConnection,
    target: str,
    columns: Sequence[tuple[str, str]],
    scratch: Path,
) -> None:
    """Bring a query's rows from Postgres into a temporary table of DuckDB.

    Shape: `columns` are names and DuckDB types, in the query's order. Memory: pieces of a file.
    """
    path = temporary_path(scratch, ".csv")
    statement = sql.SQL("COPY ({}) TO STDOUT ({})").format(query, own_sql(f"{_AS_CSV}, NULL '\\N'"))
    try:
        with path.open("wb") as handle, cursor.copy(statement) as copy:
            for piece in copy:
                handle.write(piece)
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in columns)
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {target} AS SELECT * FROM read_csv("
            f"{literal(str(path))}, columns = {{{types}}}, auto_detect = false, header = false, "
            f"delim = '{_DELIMITER}', quote = '{_QUOTE}', escape = '{_QUOTE}', nullstr = '\\N', "
            "new_line = '\\n')"
        )
    finally:
        path.unlink(missing_ok=True)


@contextlib.contextmanager
def _written(
    con: duckdb.DuckDBPyConnection, query: str, scratch: Path
) -> Iterator[Iterator[bytes]]:
    """What DuckDB writes of a query as CSV, piece by piece, while it goes on writing.

    By one thread: the others would ask all the time whether the pipe has room, which took 130 of
    the 240 seconds that two cores spent on 1.2 million titles.
    Errors: DuckDB's own, when the block ends.
    """
    path = temporary_path(scratch, ".pipe")
    os.mkfifo(path)
    # Our own end for writing keeps the pipe open until DuckDB is done, whether or not it began.
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    keeping = os.open(path, os.O_WRONLY)
    os.set_blocking(reading, True)
    with contextlib.suppress(OSError, AttributeError):  # a pipe holds 64 KiB, on Linux up to this
        fcntl.fcntl(reading, fcntl.F_SETPIPE_SZ, _CHUNK)
    threads = con.execute("SELECT current_setting('threads')").fetchone()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            con.execute("SET threads = 1")
            con.execute(
                f"COPY ({query}) TO {literal(str(path))} ({_AS_CSV}, HEADER false, NULLSTR '\\N')"
            )
        except BaseException as error:  # told to the reader, who raises it
            failed.append(error)
        finally:
            os.close(keeping)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    try:
        yield iter(lambda: os.read(reading, _CHUNK), b"")
    finally:
        os.close(reading)  # a writer that still writes fails with it
        writer.join()
        path.unlink()
        con.execute(f"SET threads = {threads[0] if threads else 1}")
    if failed:
        raise failed[0]


def _copy_vectors(
    con: duckdb.DuckDBPyConnection,
    query: str,
    table: Table,
    cursor: psycopg.Cursor,
    target: sql.Composable,
) -> None:
    register_vector(cursor.connection)  # for cursors opened from here on
    places = [i for i, c in enumerate(table.columns) if isinstance(c.type, HalfVector)]
    types = [_copy_type(column) for column in table.columns]
    names = ", ".join(f'"{name}"' for name in table.column_names)
    found = con.execute(f"SELECT {names}, row_hash::UUID, part FROM ({query})")
    statement = sql.SQL("COPY {} FROM STDIN (FORMAT binary)").format(target)
    with cursor.connection.cursor() as typed, typed.copy(statement) as copy:
        copy.set_types([*types, "uuid", "int2"])
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
        case ListOf(Scalar("int")):
            return f"'{{' || array_to_string({name}, ',') || '}}'"
        case Scalar():
            return name
        case _:
            return f"to_json({name})::VARCHAR"
