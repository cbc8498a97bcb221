"""The contract as JSON Schema and as OpenAPI components. No endpoint is described here."""

from __future__ import annotations

from typing import Any

from movie_assets.model.contract import TABLES
from movie_assets.model.table import Table
from movie_assets.model.types import ColumnType, HalfVector, ListOf, Scalar

_SCALARS: dict[str, dict[str, Any]] = {
    "text": {"type": "string"},
    "int": {"type": "integer"},
    "float": {"type": "number"},
    "bool": {"type": "boolean"},
    "date": {"type": "string", "format": "date"},
    "timestamp": {"type": "string", "format": "date-time"},
    "json": {},
    "binary": {"type": "string", "contentEncoding": "base64"},
}


def json_schema() -> dict[str, Any]:
    """Every table's row as a definition of one draft 2020-12 document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "movie-assets",
        "$defs": {table.name: row_schema(table) for table in TABLES},
    }


def openapi() -> dict[str, Any]:
    """The same rows as components of an OpenAPI 3.1 document with no paths yet."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "movie-assets", "version": "1"},
        "paths": {},
        "components": {"schemas": {table.name: row_schema(table) for table in TABLES}},
    }


def row_schema(table: Table) -> dict[str, Any]:
    """One row of one table as an object schema."""
    return {
        "type": "object",
        "description": table.description,
        "properties": {
            column.name: _described(column.type, column.nullable, column.description)
            for column in table.columns
        },
        "required": [column.name for column in table.columns if not column.nullable],
        "additionalProperties": False,
    }


def _described(column_type: ColumnType, nullable: bool, description: str) -> dict[str, Any]:
    schema = _type_schema(column_type)
    if nullable and schema:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {**schema, "description": description}


def _type_schema(column_type: ColumnType) -> dict[str, Any]:
    match column_type:
        case Scalar(name):
            return dict(_SCALARS[name])
        case ListOf(item):
            return {"type": "array", "items": _type_schema(item)}
        case HalfVector():
            return {"type": "array", "items": {"type": "number"}}
        case _:
            return {
                "type": "object",
                "properties": {
                    name: {"anyOf": [_type_schema(item), {"type": "null"}]}
                    for name, item in column_type.fields
                },
                "additionalProperties": False,
            }
