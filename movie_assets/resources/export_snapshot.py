"""One moment of the served schema, read out of Postgres by type. What files are made is not here.

All that is read of one `Snapshot` is of one repeatable-read transaction, so it agrees with itself
whatever is loaded meanwhile.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from movie_assets.model.render.duckdb import fingerprint
from movie_assets.resources.postgres import Postgres

NULL = "\\N"
_SCALARS = {
    "bigint": "BIGINT",
    "integer": "INTEGER",
    "smallint": "SMALLINT",
    "double precision": "DOUBLE",
    "real": "FLOAT",
    "numeric": "DOUBLE",
    "boolean": "BOOLEAN",
    "date": "DATE",
    "timestamp with time zone": "TIMESTAMP WITH TIME ZONE",
    "timestamp without time zone": "TIMESTAMP",
}
_VECTORS = ("halfvec", "vector")
_COLUMNS = """
    SELECT relname, attname, format_type(atttypid, NULL),
           coalesce(obj_description(pg_class.oid, 'pg_class'), '')
    FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid AND attnum > 0 AND NOT attisdropped
    WHERE relnamespace = 'served'::regnamespace AND relkind IN ('v', 'm', 'r', 'p')
    ORDER BY relname, attnum
"""
_DEFINITIONS = """
    SELECT relname, md5(pg_get_viewdef(oid)) FROM pg_class
    WHERE relnamespace = 'served'::regnamespace AND relkind IN ('v', 'm') ORDER BY relname
"""


@dataclass(frozen=True, slots=True)
class ServedColumn:
    """A column of a served relation, by Postgres's name of its type."""

    name: str
    type: str

    @property
    def is_list(self) -> bool:
        """Whether it is an array, which travels as JSON."""
        return self.type.endswith("[]")

    @property
    def duckdb_type(self) -> str:
        """DuckDB's type for it: what has no like, jsonb above all, is text.

        >>> ServedColumn("genres", "text[]").duckdb_type
        'VARCHAR[]'
        >>> ServedColumn("embedding", "halfvec").duckdb_type
        'FLOAT[]'
        """
        if self.type in _VECTORS:
            return "FLOAT[]"
        item = _SCALARS.get(self.type.removesuffix("[]"), "VARCHAR")
        return f"{item}[]" if self.is_list else item

    @property
    def read_sql(self) -> str:
        """DuckDB's SQL of its value, out of the column of texts that `Snapshot.copy` made."""
        name = f'"{self.name}"'
        if self.is_list:
            return f"""from_json({name}, '["{self.duckdb_type.removesuffix("[]")}"]') AS {name}"""
        return f"CAST({name} AS {self.duckdb_type}) AS {name}"


@dataclass(frozen=True, slots=True)
class ServedRelation:
    """A view or table that consumers read."""

    name: str
    description: str
    columns: tuple[ServedColumn, ...]


@dataclass(frozen=True)
class Snapshot:
    """The served schema as of one moment."""

    connection: psycopg.Connection

    def relations(self) -> list[ServedRelation]:
        """Every relation of the schema, by name, as the database itself lists them."""
        columns: dict[str, list[ServedColumn]] = {}
        descriptions: dict[str, str] = {}
        for relation, name, type_name, description in self.connection.execute(_COLUMNS):
            columns.setdefault(relation, []).append(ServedColumn(name, type_name))
            descriptions[relation] = description
        return [
            ServedRelation(name, descriptions[name], tuple(found))
            for name, found in columns.items()
        ]

    def versions(self) -> dict[str, str]:
        """Each catalogue table's content by one name, over its partitions."""
        found: dict[str, list[str]] = {}
        for table, partition, version in self.connection.execute(
            "SELECT table_name, partition, data_version FROM catalogue.load "
            "ORDER BY table_name, partition"
        ):
            found.setdefault(table, []).append(f"{partition}={version}")
        return {table: fingerprint(*parts) for table, parts in found.items()}

    def definitions(self) -> dict[str, str]:
        """A hash of each view's SQL."""
        return {name: digest for name, digest in self.connection.execute(_DEFINITIONS)}

    def copy(self, relation: ServedRelation, target: Path) -> None:
        r"""Write a relation as CSV without a header, a column a text, NULL as `\N` without quotes.

        Memory: a row. No row is looked at: Postgres writes them as they go to the file.
        """
        columns = sql.SQL(", ").join(_text_sql(column) for column in relation.columns)
        statement = sql.SQL(
            "COPY (SELECT {} FROM served.{}) TO STDOUT (FORMAT csv, NULL '\\N')"
        ).format(columns, sql.Identifier(relation.name))
        with (
            target.open("wb", buffering=1 << 20) as handle,
            self.connection.cursor() as cursor,
            cursor.copy(statement) as copy,
        ):
            for piece in copy:
                handle.write(piece)


def _text_sql(column: ServedColumn) -> sql.Composed:
    """Arrays as JSON, since DuckDB reads Postgres's own form of them no more than we do."""
    name = sql.Identifier(column.name)
    return sql.SQL("to_json({})" if column.is_list else "{}").format(name)


@contextlib.contextmanager
def snapshot_of(postgres: Postgres) -> Iterator[Snapshot]:
    """The served schema now; what is loaded while the block runs is not seen, and nothing waits."""
    with postgres.connect("movie_owner") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # As DuckDB reads them, whatever the server's own settings are.
        connection.execute("SET LOCAL datestyle = 'ISO, YMD'")
        connection.execute("SET LOCAL extra_float_digits = 1")
        yield Snapshot(connection)
