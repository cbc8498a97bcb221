"""The contract in DuckDB's SQL: types, casts and row hashes. Connections are others' business."""

from __future__ import annotations

import hashlib

import pyarrow as pa

from movie_assets.model.render.arrow import arrow_schema
from movie_assets.model.table import Table


def fingerprint(*parts: str) -> str:
    """One short name for everything an output was computed from."""
    return hashlib.md5("\x1f".join(parts).encode(), usedforsecurity=False).hexdigest()


def row_hash_sql(table: Table) -> str:
    """SQL of a row's hash over its fact columns, by which rows are compared everywhere."""
    pairs = ", ".join(f"'{c.name}', \"{c.name}\"" for c in table.fact_columns)
    return f"md5(json_object({pairs})::VARCHAR)"


def row_key_sql(table: Table) -> str:
    """SQL of a row's key as one text: the key's columns as a JSON array."""
    columns = ", ".join(f'"{name}"' for name in table.key)
    return f"json_array({columns})::VARCHAR"


def typed_sql(table: Table, query: str) -> str:
    """SQL that casts a query's columns to the contract's types and sorts by the key."""
    columns = ", ".join(_cast(field) for field in arrow_schema(table))
    keys = ", ".join(f'"{name}"' for name in table.key)
    return f"SELECT {columns} FROM ({query}) AS q ORDER BY {keys}"


def _cast(field: pa.Field) -> str:
    """A list is never null: one that is unknown is empty."""
    value = f'"{field.name}"::{duckdb_type(field.type)}'
    if pa.types.is_list(field.type):
        value = f"coalesce({value}, [])"
    return f'{value} AS "{field.name}"'


def empty_sql(table: Table) -> str:
    """SQL of a relation with the table's columns and no rows."""
    columns = ", ".join(
        f'NULL::{duckdb_type(field.type)} AS "{field.name}"' for field in arrow_schema(table)
    )
    return f"(SELECT {columns} WHERE false)"


def duckdb_type(arrow: pa.DataType) -> str:
    """DuckDB's name of an Arrow type the contract uses."""
    if pa.types.is_list(arrow):
        return f"{duckdb_type(arrow.value_type)}[]"
    if pa.types.is_struct(arrow):
        inner = ", ".join(f'"{field.name}" {duckdb_type(field.type)}' for field in arrow)
        return f"STRUCT({inner})"
    return _DUCKDB_TYPES[arrow]


_DUCKDB_TYPES: dict[pa.DataType, str] = {
    pa.string(): "VARCHAR",
    pa.int64(): "BIGINT",
    pa.float64(): "DOUBLE",
    pa.float32(): "FLOAT",
    pa.bool_(): "BOOLEAN",
    pa.date32(): "DATE",
    pa.timestamp("us", tz="UTC"): "TIMESTAMPTZ",
    pa.binary(): "BLOB",
}


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
