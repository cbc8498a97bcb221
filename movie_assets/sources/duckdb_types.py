"""The contract in DuckDB's words: types, and a SELECT list that keeps to a table. Runs nothing."""

from __future__ import annotations

from collections.abc import Mapping

from movie_assets.model.errors import ContractError
from movie_assets.model.table import Table
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
