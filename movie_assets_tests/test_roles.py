"""Roles on a real server: what each may and may not do, in two databases of one server."""

import secrets
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from movie_assets.model.errors import PostgresError
from movie_assets.resources.embedded_postgres import EmbeddedPostgres, ServerInfo
from movie_assets.resources.roles import ensure_roles
from movie_assets_tests.conftest import free_port, open_directory

DENIED = psycopg.errors.InsufficientPrivilege
PASSWORD = "a reader's pass/word: %@"

TABLES = """
set role movie_owner;
create table catalogue.film (id int primary key, title text);
create table catalogue.numbered (id bigserial, n int);
create table events.event (id bigint generated always as identity, what text);
create table app.wish (id bigserial primary key, who text);
create view served.films as select id, title from catalogue.film;
insert into catalogue.film values (603, 'The Matrix');
reset role;
"""


@pytest.fixture
def prepared(database: str) -> str:
    """A database with roles and, made by the owner after them, a table in each schema."""
    ensure_roles(database, PASSWORD)
    with psycopg.connect(database) as connection:
        connection.execute(TABLES)
    return database


@contextmanager
def acting_as(url: str, role: str) -> Iterator[psycopg.Connection]:
    """A connection that has become `role`; each statement is its own transaction."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("set role {}").format(sql.Identifier(role)))
        yield connection


@contextmanager
def as_reader(url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(
        url, user="movie_reader", password=PASSWORD, autocommit=True
    ) as connection:
        yield connection


def refuse(connection: psycopg.Connection, *statements: str) -> None:
    for statement in statements:
        with pytest.raises(DENIED):
            connection.execute(statement.encode())


def test_the_reader_reads_served_and_nothing_else(prepared: str) -> None:
    with as_reader(prepared) as reader:
        assert reader.execute("select title from films").fetchall() == [("The Matrix",)]
        for name, value in {
            "statement_timeout": "30s",
            "default_transaction_read_only": "on",
            "search_path": "served, public",
        }.items():
            assert reader.execute("select current_setting(%s)", [name]).fetchone() == (value,)
        reader.execute("set default_transaction_read_only = off")  # a default, not the wall
        refuse(
            reader,
            "select * from catalogue.film",
            "select * from events.event",
            "select * from app.wish",
            "create table api.mine (n int)",
            "insert into served.films values (1, 'x')",
            "delete from served.films",
            "create table served.mine (n int)",
            "create table public.mine (n int)",
            "create temporary table mine (n int)",
            "create schema mine",
            "set role movie_owner",
            "set role movie_loader",
            "set role movie_app",
            "copy served.films to program 'true'",
            "select rolpassword from pg_authid",
        )


def test_the_reader_writes_nothing_by_default(prepared: str) -> None:
    with as_reader(prepared) as reader, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
        reader.execute("create table served.mine (n int)")


def test_the_reader_needs_its_password_and_is_limited(prepared: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(prepared, user="movie_reader", password="wrong")
    with psycopg.connect(prepared) as connection:
        row = connection.execute(
            "select rolconnlimit, rolsuper, rolcreatedb, rolcreaterole, rolpassword like 'SCRAM%' "
            "from pg_authid where rolname = 'movie_reader'"
        ).fetchone()
    assert row == (20, False, False, False, True)


@pytest.mark.parametrize("role", ["movie_owner", "movie_loader", "movie_app"])
def test_the_other_roles_cannot_log_in(prepared: str, role: str) -> None:
    with pytest.raises(psycopg.OperationalError, match=r"password|not permitted to log in"):
        psycopg.connect(prepared, user=role, password=PASSWORD)
    with psycopg.connect(prepared) as connection:
        row = connection.execute("select rolcanlogin from pg_roles where rolname = %s", [role])
        assert row.fetchone() == (False,)


def test_the_loader_writes_rows_of_catalogue_and_events_only(prepared: str) -> None:
    with acting_as(prepared, "movie_loader") as loader:
        loader.execute("insert into catalogue.film values (604, 'Reloaded')")
        loader.execute("insert into catalogue.numbered (n) values (1)")
        loader.execute("update catalogue.film set title = 'x' where id = 604")
        loader.execute("insert into events.event (what) values ('changed')")
        loader.execute("delete from catalogue.film where id = 604")
        assert loader.execute("select count(*) from catalogue.film").fetchone() == (1,)
        loader.execute("create temporary table staging (n int)")
        refuse(
            loader,
            "create table catalogue.mine (n int)",
            "drop table catalogue.film",
            "alter table catalogue.film add n int",
            "select * from served.films",
            "select * from app.wish",
            "create table public.mine (n int)",
            "create schema mine",
        )


def test_the_app_adds_and_reads_rows_of_app_only(prepared: str) -> None:
    with acting_as(prepared, "movie_app") as app:
        app.execute("insert into app.wish (who) values ('me')")
        assert app.execute("select who from app.wish").fetchall() == [("me",)]
        refuse(
            app,
            "update app.wish set who = 'you'",
            "delete from app.wish",
            "truncate app.wish",
            "select * from catalogue.film",
            "select * from served.films",
            "select * from events.event",
            "create temporary table mine (n int)",
            "create table app.mine (n int)",
        )


def test_the_owner_makes_what_dbt_and_migrations_make(prepared: str) -> None:
    with acting_as(prepared, "movie_owner") as owner:
        owner.execute("create or replace view served.films as select id, title from catalogue.film")
        owner.execute("create table served.kept as select 1 as n")
        owner.execute("create table api.plain (n int)")
        owner.execute("create schema if not exists served")
        refuse(owner, "create role somebody", "create table public.mine (n int)")
    with as_reader(prepared) as reader:
        assert reader.execute("select n from kept").fetchone() == (1,)


def test_nobody_else_gets_in(prepared: str) -> None:
    name = f"stranger_{secrets.token_hex(4)}"
    stranger = sql.Identifier(name)
    with psycopg.connect(prepared, autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login password 'x'").format(stranger))
        try:
            with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
                psycopg.connect(prepared, user=name, password="x")
            connection.execute(sql.SQL("set role {}").format(stranger))
            refuse(connection, "create table public.t (n int)", "select * from served.films")
            connection.execute("reset role")
        finally:
            connection.execute(sql.SQL("drop role {}").format(stranger))


def test_repeating_corrects_what_was_changed_and_keeps_what_is_there(prepared: str) -> None:
    with psycopg.connect(prepared) as connection:
        connection.execute("alter role movie_reader nologin connection limit 3")
        connection.execute("revoke usage on schema served from movie_reader")
        connection.execute("alter schema served owner to postgres")
        connection.execute("create table served.by_another as select 2 as n")
    ensure_roles(prepared, PASSWORD)
    with as_reader(prepared) as reader:
        assert reader.execute("select title from films").fetchall() == [("The Matrix",)]
        assert reader.execute("select n from by_another").fetchone() == (2,)
    with psycopg.connect(prepared) as connection:
        owners = connection.execute(
            "select nspname, nspowner::regrole::text from pg_namespace "
            "where nspname in ('catalogue', 'served', 'api', 'events', 'app')"
        ).fetchall()
    assert sorted(owners) == [
        (schema, "movie_owner") for schema in ("api", "app", "catalogue", "events", "served")
    ]


def test_many_calls_at_once_on_two_databases(postgres: ServerInfo, database: str) -> None:
    other = f"test_other_{secrets.token_hex(4)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(other)))
        try:
            urls = [database, postgres.url(other)] * 4
            with ThreadPoolExecutor(8) as pool:
                list(pool.map(lambda url: ensure_roles(url, PASSWORD), urls))
            for url in urls[:2]:
                with psycopg.connect(url) as admin:
                    admin.execute(TABLES)
                with as_reader(url) as reader:
                    assert reader.execute("select id from films").fetchone() == (603,)
        finally:
            connection.execute(
                sql.SQL("drop database {} with (force)").format(sql.Identifier(other))
            )


def test_an_ordinary_owner_of_a_database_may_set_it_up() -> None:
    """A managed server gives no superuser: CREATEROLE and a database of one's own must do."""
    directory = open_directory()
    server = EmbeddedPostgres(directory, free_port(), durable=False)
    try:
        with psycopg.connect(server.create_database("own"), autocommit=True) as connection:
            connection.execute("create role admin login createrole password 'x'")
            connection.execute("alter database own owner to admin")
        url = f"postgresql://admin:x@127.0.0.1:{server.port}/own"
        ensure_roles(url, PASSWORD)
        ensure_roles(url, PASSWORD)
        with psycopg.connect(url) as owner:
            owner.execute(TABLES)
        with as_reader(url) as reader:
            assert reader.execute("select title from films").fetchall() == [("The Matrix",)]
            refuse(reader, "select * from catalogue.film")
    finally:
        server.stop()
        shutil.rmtree(directory)


def test_without_the_right_to_make_roles_the_error_says_so(postgres: ServerInfo) -> None:
    name = f"test_weak_{secrets.token_hex(4)}"
    weak = sql.Identifier(name)
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create role {} login password 'x'").format(weak))
        connection.execute(sql.SQL("create database {0} owner {0}").format(weak))
        try:
            url = f"postgresql://{name}:x@{postgres.host}:{postgres.port}/{name}"
            with pytest.raises(PostgresError, match="CREATEROLE") as caught:
                ensure_roles(url, PASSWORD)
            assert PASSWORD not in str(caught.value)
        finally:
            connection.execute(sql.SQL("drop database {} with (force)").format(weak))
            connection.execute(sql.SQL("drop role {}").format(weak))


def test_an_empty_password_is_refused(database: str) -> None:
    with pytest.raises(PostgresError, match="needs a password"):
        ensure_roles(database, "")


def test_the_password_never_reaches_the_server(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        log = connection.execute("select current_setting('data_directory')").fetchone()
        assert log is not None
        connection.execute("alter system set log_statement = 'all'")
        connection.execute("select pg_reload_conf()")
        try:
            ensure_roles(database, PASSWORD)
            text = connection.execute(
                "select pg_read_file(current_setting('data_directory') || '/../log/server.log')"
            ).fetchone()
        finally:
            connection.execute("alter system reset log_statement")
            connection.execute("select pg_reload_conf()")
    assert text is not None
    assert "alter role movie_reader login connection limit 20 password" in text[0]
    assert PASSWORD not in text[0]
