"""Databases with roles and tables: migrated once a server, then copied."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import psycopg
from psycopg import sql

from movie_assets.resources.database import prepare_database
from movie_assets.resources.embedded_postgres import ServerInfo


@cache
def template_on(postgres: ServerInfo) -> str:
    """The name of a database that nobody connects to, as the migrations leave it."""
    name = f"template_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    prepare_database(postgres.url(name), "reader")
    return name


@contextmanager
def prepared_database(
    postgres: ServerInfo, password: str = "reader", name: str | None = None
) -> Iterator[str]:
    """The superuser's URL of a fresh database with roles and tables, dropped in the end.

    A copy costs a fifth of the migrations. They look at it all the same: the rights to a database
    and the reader's password are not in what is copied.
    """
    name = name or f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {} strategy file_copy").format(
                sql.Identifier(name), sql.Identifier(template_on(postgres))
            )
        )
        prepare_database(postgres.url(name), password)
        yield postgres.url(name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))
