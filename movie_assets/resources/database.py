"""Makes a database ready: extension, roles, migrations. The tables come from the contract."""

from __future__ import annotations

from importlib import resources

import psycopg
from psycopg import sql

from movie_assets.model.errors import PostgresError
from movie_assets.resources.migrations import Migration, apply_migrations
from movie_assets.resources.roles import ensure_roles


def shipped_migrations() -> list[Migration]:
    """The migrations of this code: `sql/0001_contract.sql` and those after it, in order."""
    folder = resources.files("movie_assets.resources") / "sql"
    files = sorted(file.name for file in folder.iterdir() if file.name.endswith(".sql"))
    return [
        Migration(
            version=int(name.split("_", 1)[0]),
            name=name.split("_", 1)[1].removesuffix(".sql"),
            sql=(folder / name).read_text(),
        )
        for name in files
    ]


def ensure_database(url: str, name: str) -> None:
    """Make a database beside the one of a URL, where it is not there yet.

    Errors: PostgresError when the URL's user may not.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,))
        if known.fetchone():
            return
        try:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        except psycopg.errors.DuplicateDatabase:
            return  # another process was quicker
        except psycopg.errors.InsufficientPrivilege as error:
            raise PostgresError(
                f"There is no database {name}, where Dagster keeps its books, and the user of "
                f"MOVIE_ASSETS_DATABASE_URL may not make one. Make it: CREATE DATABASE {name}"
            ) from error


def prepare_database(url: str, reader_password: str) -> list[Migration]:
    """Bring a database up to this code; does nothing where nothing is to be done.

    Shape: the migrations applied now. Safe to run by several processes at once.
    Errors: MigrationError, PostgresError; psycopg's errors when pgvector is not installed there.
    """
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
    ensure_roles(url, reader_password)
    return apply_migrations(url, shipped_migrations(), role="movie_owner")
