"""The contract as Postgres DDL. How it gets into a database is the migrations' business."""

from __future__ import annotations

from movie_assets.model.contract import POSTGRES_SCHEMAS, tables_in
from movie_assets.model.table import Column, Index, Schema, Table
from movie_assets.model.types import ColumnType, HalfVector, ListOf, Scalar

_SCALARS = {
    "text": "text",
    "int": "bigint",
    "float": "double precision",
    "bool": "boolean",
    "date": "date",
    "timestamp": "timestamptz",
    "json": "jsonb",
    "binary": "bytea",
}

# What a loaded table has beside the contract's columns: the hash its rows are compared by, and the
# number of the partition they came with.
KEPT_BY_LOADS = ("load", "search_token", "search_posting", "vector_space")
LOADED_COLUMNS = (("row_hash", "uuid"), ("part", "smallint"))


def postgres_type(column_type: ColumnType) -> str:
    """The Postgres type of a contract type: lists of plain values are arrays, structs are jsonb.

    >>> postgres_type(ListOf(Scalar("text")))
    'text[]'
    """
    match column_type:
        case Scalar(name):
            return _SCALARS[name]
        case ListOf(Scalar(name)):
            return f"{_SCALARS[name]}[]"
        case HalfVector():
            return "halfvec"
        case _:
            return "jsonb"


def schema_ddl() -> str:
    """Every Postgres table, index and comment, in an order that can be run from top to bottom."""
    statements = ["CREATE EXTENSION IF NOT EXISTS vector;"]
    for schema in POSTGRES_SCHEMAS:
        statements.append(f"CREATE SCHEMA IF NOT EXISTS {schema};")
        for table in tables_in(schema):
            statements.append(table_ddl(schema, table))
    return "\n\n".join(statements) + "\n"


def table_ddl(schema: Schema, table: Table) -> str:
    """One table with its key, indexes and comments."""
    name = f"{schema}.{table.name}"
    lines = [_column_line(table, column) for column in table.columns]
    if is_loaded(schema, table):
        lines += [f"{name} {kind} NOT NULL" for name, kind in LOADED_COLUMNS]
    lines.append(primary_key(table))
    body = ",\n".join(f"    {line}" for line in lines)
    statements = [f"CREATE TABLE {name} (\n{body}\n);"]
    statements += [index_ddl(schema, table, index) for index in table.indexes]
    statements.append(f"COMMENT ON TABLE {name} IS {_literal(table.description)};")
    statements += [
        f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS {_literal(column.description)};"
        for column in table.columns
    ]
    return "\n".join(statements)


def is_loaded(schema: Schema, table: Table) -> bool:
    """Whether a table's rows come from the lake; a few are the loads' own books."""
    return schema == "catalogue" and table.name not in KEPT_BY_LOADS


def quoted(name: str) -> str:
    """A column name Postgres may take for a keyword (`offset`, `end_date`), safely."""
    return f'"{name}"'


def _column_line(table: Table, column: Column) -> str:
    if column.name == table.generated_key:
        return f"{quoted(column.name)} bigint GENERATED ALWAYS AS IDENTITY"
    null = "" if column.nullable else " NOT NULL"
    default = " DEFAULT now()" if _is_stamped(table, column) else ""
    return f"{quoted(column.name)} {postgres_type(column.type)}{null}{default}"


def _is_stamped(table: Table, column: Column) -> bool:
    """App rows are written by users, who need not say what time it is."""
    return table.schemas == ("app",) and column.type == Scalar("timestamp") and not column.nullable


def primary_key(table: Table) -> str:
    """A table's primary key, as it stands in CREATE TABLE or after ADD."""
    return f"PRIMARY KEY ({', '.join(map(quoted, table.key))})"


def index_name(table: Table, index: Index) -> str:
    """The name of an index."""
    return f"{table.name}_{'_'.join(index.columns)}_idx"


def index_ddl(schema: Schema, table: Table, index: Index) -> str:
    """One index beside the primary key."""
    name = index_name(table, index)
    where = f" WHERE {index.where}" if index.where else ""
    options = f" WITH ({index.options})" if index.options else ""
    columns = ", ".join(map(quoted, index.columns))
    options = f" WITH ({index.options})" if index.options else ""
    unique = "UNIQUE " if index.unique else ""
    return (
        f"CREATE {unique}INDEX {name} ON {schema}.{table.name} "
        f"USING {index.method} ({columns}){options}{where};"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
