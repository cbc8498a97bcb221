"""One file that holds a home's tables and lake, and the way back. When to make one: others say.

A zip: `backup.json` (what it is, by which migrations, every table's rows and sequences),
`tables/<schema>.<table>` as Postgres's COPY text, `lake/…` file by file. All tables are of one
moment. Exports are left out: they are made of the rest.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec
import psycopg
from psycopg import sql

from movie_assets.model.errors import LakeError, PostgresError
from movie_assets.resources.lake import Lake
from movie_assets.resources.migrations import applied_versions
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.temporary import temporary_path

ABOUT = "backup.json"
FORM = "movie-assets backup 1"
# Parquet is packed already; tables are text, of which level 1 takes three quarters away.
_PACKED = 1
_LEFT_OUT = (".tmp", ".export", "export")
_TABLES = """
    SELECT n.nspname, c.relname,
           (SELECT array_agg(a.attname::text ORDER BY a.attnum) FROM pg_attribute AS a
            WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
              AND a.attgenerated = '')
    FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'r' AND n.nspname = ANY(%s) ORDER BY 1, 2
"""
_SEQUENCES = """
    SELECT schemaname, sequencename, last_value FROM pg_sequences
    WHERE schemaname = ANY(%s) AND last_value IS NOT NULL ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Saved:
    """What a backup holds: rows by table, files of the lake and their bytes."""

    rows: Mapping[str, int]
    files: int
    lake_bytes: int


def write_backup(
    target: Path, database: Postgres, lake: Lake | None, schemas: Sequence[str], made_at: str
) -> Saved:
    """Write the tables of some schemas, and the lake where it is given, into one new file.

    The file is there whole or not at all, readable by its owner alone.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    part = temporary_path(target.parent, ".zip")
    part.touch(mode=0o600)
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
            about = _save_tables(archive, database, schemas)
            files = list(_save_lake(archive, lake)) if lake else []
            about |= {"form": FORM, "made_at": made_at, "lake": lake.root if lake else None}
            archive.writestr(ABOUT, json.dumps(about, indent=1))
        part.replace(target)
    finally:
        part.unlink(missing_ok=True)
    rows = {name: table["rows"] for name, table in about["tables"].items()}
    return Saved(rows=rows, files=len(files), lake_bytes=sum(files))


def _save_tables(
    archive: zipfile.ZipFile, database: Postgres, schemas: Sequence[str]
) -> dict[str, Any]:
    with database.connect("movie_owner") as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        found = connection.execute(_TABLES, (list(schemas),)).fetchall()
        tables = {
            f"{schema}.{name}": _save_table(archive, connection, schema, name, columns)
            for schema, name, columns in found
        }
        sequences = connection.execute(_SEQUENCES, (list(schemas),)).fetchall()
    return {
        "tables": tables,
        "sequences": [list(one) for one in sequences],
        "migrations": _migrations(database),
    }


def _migrations(database: Postgres) -> list[list[Any]]:
    """Version and name of what the database was made by."""
    return [list(one) for one in sorted(applied_versions(database.locate()).items())]


def _save_table(
    archive: zipfile.ZipFile,
    connection: psycopg.Connection,
    schema: str,
    name: str,
    columns: Sequence[str],
) -> dict[str, Any]:
    statement = sql.SQL("COPY {} ({}) TO STDOUT").format(
        sql.Identifier(schema, name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    entry = zipfile.ZipInfo(f"tables/{schema}.{name}")
    entry.compress_type, entry._compresslevel = zipfile.ZIP_DEFLATED, _PACKED  # pyright: ignore
    with connection.cursor() as cursor:
        with (
            archive.open(entry, "w", force_zip64=True) as file,
            cursor.copy(statement) as rows,
        ):
            for piece in rows:
                file.write(piece)
        return {"columns": list(columns), "rows": cursor.rowcount}


def _save_lake(archive: zipfile.ZipFile, lake: Lake) -> Iterator[int]:
    """Put each file of the lake in; one that a writer replaced meanwhile is the newer one."""
    filesystem, base = fsspec.core.url_to_fs(lake.root)
    for path in sorted(filesystem.find(base)):
        name = path.removeprefix(base.rstrip("/") + "/")
        if name.split("/", 1)[0] in _LEFT_OUT:
            continue
        try:
            with filesystem.open(path, "rb") as source:
                with archive.open(f"lake/{name}", "w", force_zip64=True) as file:
                    shutil.copyfileobj(source, file, 1 << 20)
                yield source.tell()
        except FileNotFoundError:  # compacted since it was listed: its rows stand elsewhere
            continue


def read_about(archive: zipfile.ZipFile) -> dict[str, Any]:
    """What a backup says of itself.

    Errors: LakeError when it is no backup, or of a form that this code does not know.
    """
    try:
        about = json.loads(archive.read(ABOUT))
    except (KeyError, ValueError) as error:
        raise LakeError(f"{archive.filename} is no backup of movie-assets.") from error
    if about.get("form") != FORM:
        raise LakeError(f"{archive.filename} is {about.get('form')}; this code reads {FORM}.")
    return about


def restore_backup(source: Path, database: Postgres, lake: Lake) -> Saved:
    """Put a backup's tables and files into a database that was prepared and is empty.

    Errors: LakeError when the file is no backup, or the lake has files already; PostgresError
            when a table has rows, or the database is of another version. Then nothing changed.
    """
    try:
        archive = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile) as error:
        raise LakeError(f"{source} cannot be read as a backup ({error}).") from error
    with archive:
        about = read_about(archive)
        names = [name for name in archive.namelist() if name.startswith("lake/")]
        if names and lake.listing():
            raise LakeError(f"{lake.root} has files already: restore into a home of its own.")
        with database.connect("movie_owner") as connection:
            _check_fit(connection, about, _migrations(database))
            for name, table in about["tables"].items():
                _restore_table(archive, connection, name, table)
            for schema, name, last in about["sequences"]:
                connection.execute(
                    "SELECT setval(format('%%I.%%I', %s::text, %s::text)::regclass, %s)",
                    (schema, name, last),
                )
            if names:
                connection.execute(
                    "UPDATE events.genesis SET uri = replace(uri, %s, %s)",
                    (about["lake"], lake.root),
                )
            size = sum(_restore_file(archive, name, lake) for name in names)
    rows = {name: table["rows"] for name, table in about["tables"].items()}
    return Saved(rows=rows, files=len(names), lake_bytes=size)


def _check_fit(
    connection: psycopg.Connection, about: Mapping[str, Any], migrations: list[list[Any]]
) -> None:
    if migrations != about["migrations"]:
        raise PostgresError(
            f"The backup is of a database at version {about['migrations'][-1][0]}, this code's is "
            "another: restore it with the release that made it, then install this one again."
        )
    for name in about["tables"]:
        table = sql.Identifier(*name.split("."))
        found = connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table)).fetchone()
        if found is not None:
            raise PostgresError(f"{name} has rows already: restore into a home of its own.")


def _restore_table(
    archive: zipfile.ZipFile, connection: psycopg.Connection, name: str, table: Mapping[str, Any]
) -> None:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(*name.split(".")), sql.SQL(", ").join(map(sql.Identifier, table["columns"]))
    )
    with (
        archive.open(f"tables/{name}") as file,
        connection.cursor() as cursor,
        cursor.copy(statement) as rows,
    ):
        while piece := file.read(1 << 20):
            rows.write(piece)


def _restore_file(archive: zipfile.ZipFile, name: str, lake: Lake) -> int:
    filesystem, base = fsspec.core.url_to_fs(lake.root)
    target = f"{base.rstrip('/')}/{name.removeprefix('lake/')}"
    filesystem.makedirs(target.rpartition("/")[0], exist_ok=True)
    with archive.open(name) as file, filesystem.open(target, "wb") as made:
        shutil.copyfileobj(file, made, 1 << 20)
    return archive.getinfo(name).file_size
