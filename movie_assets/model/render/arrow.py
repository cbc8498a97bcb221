"""The contract as Arrow schemas, which are the lake's Parquet schemas. Files belong to the lake."""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

import pyarrow as pa

from movie_assets.model.table import Table
from movie_assets.model.types import ColumnType, HalfVector, ListOf, Scalar

_SCALARS: dict[str, pa.DataType] = {
    "text": pa.string(),
    "int": pa.int64(),
    "float": pa.float64(),
    "bool": pa.bool_(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us", tz="UTC"),
    "json": pa.string(),
    "binary": pa.binary(),
}


def arrow_type(column_type: ColumnType) -> pa.DataType:
    """The Arrow type of a contract type."""
    match column_type:
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(item):
            return pa.list_(arrow_type(item))
        case HalfVector():
            return pa.list_(pa.float32())
        case _:
            return pa.struct([(name, arrow_type(item)) for name, item in column_type.fields])


def arrow_schema(table: Table) -> pa.Schema:
    """A table's schema in the lake; every field may be null in the file, the contract checks."""
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in table.columns])


def arrow_table(table: Table, rows: Iterable[Any]) -> pa.Table:
    """Contract rows as one Arrow table.

    Shape: instances of the table's row class in, one Arrow row each out, in the same order.
    Errors: pyarrow's ArrowInvalid when a value does not fit its declared type.
    """
    return pa.Table.from_pylist([as_mapping(row) for row in rows], schema=arrow_schema(table))


def as_mapping(row: Any) -> Mapping[str, Any]:
    """One row as plain mappings and lists: `dataclasses.asdict` without its deep copies."""
    return {field.name: _plain(getattr(row, field.name)) for field in fields(row)}


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if hasattr(value, "__dataclass_fields__"):
        return as_mapping(value)
    return value
