"""The contract in DuckDB's SQL: types, casts and row hashes. Connections are others' business."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from movie_assets.model.errors import ContractError
from movie_assets.model.table import Column, Table
from movie_assets.model.types import ColumnType, HalfVector, ListOf, Scalar

_SCALARS = {
    "text": "VARCHAR",
    "int": "BIGINT",
    "float": "DOUBLE",
    "bool": "BOOLEAN",
    "date": "DATE",
    "timestamp": "TIMESTAMP WITH TIME ZONE",
    "json": "VARCHAR",
    "binary": "BLOB",
}

_BETWEEN, _NULL = 31, 29


def duckdb_type(column_type: ColumnType) -> str:
    """The DuckDB type of a contract type.

    >>> duckdb_type(ListOf(Scalar("text")))
    'VARCHAR[]'
    """
    match column_type:
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(item):
            return f"{duckdb_type(item)}[]"
        case HalfVector():
            return "FLOAT[]"
        case _:
            inner = ", ".join(f'"{name}" {duckdb_type(item)}' for name, item in column_type.fields)
            return f"STRUCT({inner})"


def select_list(table: Table, expressions: Mapping[str, str]) -> str:
    """The columns of a table in contract order and type, from SQL expressions by name.

    Shape: a column without an expression is NULL, or the empty list where it is a list; a list
           that turns out NULL becomes empty.
    Errors: ContractError for an expression that belongs to no column.
    """
    unknown = sorted(set(expressions) - set(table.column_names))
    if unknown:
        raise ContractError(f"table {table.name} has no column {', '.join(unknown)}")
    lines: list[str] = []
    for column in table.columns:
        kind = duckdb_type(column.type)
        expression = expressions.get(column.name, "NULL")
        cast = f"CAST({expression} AS {kind})"
        if isinstance(column.type, ListOf):
            cast = f"coalesce({cast}, CAST([] AS {kind}))"
        lines.append(f'{cast} AS "{column.name}"')
    return ",\n    ".join(lines)


def struct_of(expressions: Mapping[str, str]) -> str:
    """A struct literal from SQL expressions, in the order given.

    >>> struct_of({"name": "title", "kind": "'original'"})
    "{'name': title, 'kind': 'original'}"
    """
    return "{" + ", ".join(f"'{name}': {value}" for name, value in expressions.items()) + "}"


def typed_sql(table: Table, query: str) -> str:
    """SQL that casts a query's columns to the contract's types and sorts by the key."""
    return f"{_cast_sql(table, query)} ORDER BY {_key_list(table)}"


def hashed_sql(table: Table, query: str) -> str:
    """SQL of a query's rows typed, sorted by key, each with its hash in `row_hash`."""
    return (
        f"SELECT *, {row_hash_sql(table)} AS row_hash FROM ({_cast_sql(table, query)}) "
        f"ORDER BY {_key_list(table)}"
    )


def _cast_sql(table: Table, query: str) -> str:
    columns = {name: f'"{name}"' for name in table.column_names}
    return f"SELECT {select_list(table, columns)} FROM ({query}) AS q"


def _key_list(table: Table) -> str:
    return ", ".join(f'"{name}"' for name in table.key)


def empty_sql(table: Table) -> str:
    """SQL of a relation with the table's columns and no rows."""
    return f"(SELECT {select_list(table, {})} WHERE false)"


def row_hash_sql(table: Table) -> str:
    """SQL of a row's hash over its fact columns, by which rows are compared everywhere.

    Shape: 32 hex digits. Columns are told apart by two control characters that no fact holds, one
           between them, one for null: half the price of a JSON object a row (measured).
    """
    said = ", ".join(f"coalesce({_as_text(column)}, chr({_NULL}))" for column in table.fact_columns)
    return f"md5(concat_ws(chr({_BETWEEN}), {said}))"


def _as_text(column: Column) -> str:
    """A column's value as text that tells different values apart."""
    name = f'"{column.name}"'
    match column.type:
        case Scalar("text" | "json"):
            return name
        case Scalar("binary"):
            return f"md5({name})"
        case Scalar("timestamp"):
            # Written out as dates three of them took more than half of hashing a row.
            return f"epoch_us({name})::VARCHAR"
        case Scalar():
            return f"{name}::VARCHAR"
        case _:
            return f"to_json({name})::VARCHAR"


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def fingerprint(*parts: str) -> str:
    """One short name for everything an output was computed from."""
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()
