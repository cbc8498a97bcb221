"""The database's roles, schemas and rights, made idempotently; the tables come with migrations.

    movie_owner    no login   owns every schema, and what migrations and dbt make
    movie_loader   no login   reads and writes rows of catalogue and events
    movie_app      no login   adds and reads rows of app
    movie_follower no login   reads events; a migration lets it note how far it has read
    movie_reader   login      reads served and calls what api lets it, nothing else

Roles belong to the whole server, so two databases of one server share them, and the reader's
password; rights belong to a database.
"""

import time

import psycopg
from psycopg import sql

from movie_assets.model.errors import PostgresError
from movie_assets.resources.postgres_connection import open_connection

OWNER, LOADER, APP, READER = "movie_owner", "movie_loader", "movie_app", "movie_reader"
FOLLOWER = "movie_follower"
SCHEMAS = ("catalogue", "served", "api", "events", "app")
LOCK = 7_231_105_002
"""Advisory lock of a database's roles and rights."""
CONFLICTS = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DuplicateObject,
    psycopg.errors.InternalError_,  # "tuple concurrently updated"
)
"""What two calls on two databases of one server do to each other; trying again is enough."""
ATTEMPTS = 20
PAUSE_S = 0.05

CONNECTION_LIMIT = 20
READER_SETTINGS = """
alter role movie_reader set statement_timeout = '30s';
alter role movie_reader set default_transaction_read_only = on;
-- public holds pgvector's types and operators, which queries need
alter role movie_reader set search_path = served, public;
"""
SCHEMA_RIGHTS = """
revoke all on schema public from public;
grant usage on schema public to movie_owner, movie_loader, movie_app, movie_reader;

grant usage on schema catalogue, events to movie_loader;
grant select, insert, update, delete on all tables in schema catalogue, events to movie_loader;
grant usage on all sequences in schema catalogue, events to movie_loader;
alter default privileges for role movie_owner in schema catalogue, events
    grant select, insert, update, delete on tables to movie_loader;
alter default privileges for role movie_owner in schema catalogue, events
    grant usage on sequences to movie_loader;

grant usage on schema events to movie_follower;
grant select on all tables in schema events to movie_follower;
alter default privileges for role movie_owner in schema events
    grant select on tables to movie_follower;

grant usage on schema app to movie_app;
grant select, insert on all tables in schema app to movie_app;
grant usage on all sequences in schema app to movie_app;
alter default privileges for role movie_owner in schema app
    grant select, insert on tables to movie_app;
alter default privileges for role movie_owner in schema app
    grant usage on sequences to movie_app;

grant usage on schema served, api to movie_reader;
grant select on all tables in schema served to movie_reader;
alter default privileges for role movie_owner in schema served
    grant select on tables to movie_reader;
"""
DATABASE_RIGHTS = """
revoke all on database {database} from public;
grant connect on database {database}
    to movie_owner, movie_loader, movie_app, movie_follower, movie_reader;
grant create, temporary on database {database} to movie_owner;
grant temporary on database {database} to movie_loader;
"""


def ensure_roles(url: str, reader_password: str) -> None:
    """Make or correct the roles, the schemas and every right of a database.

    Safe to repeat, from several processes and on several databases of one server. Objects the
    owner makes later are covered by default privileges; the user of the URL may then
    `set role` to owner, loader, app and follower.

    Args:
        url: The database; its user is a superuser, or owns it and may make roles.
        reader_password: Password of movie_reader; only its SCRAM verifier leaves this process.

    Raises:
        PostgresError: The database cannot be reached or refuses; the password is not shown.
    """
    if not reader_password:
        raise PostgresError("movie_reader needs a password: an empty one would lock it out.")
    with open_connection(url, autocommit=True) as connection:
        for attempt in range(1, ATTEMPTS + 1):
            try:
                _make_all(connection, reader_password)
                return
            except CONFLICTS as error:
                if attempt == ATTEMPTS:
                    raise _refused(error) from error
                time.sleep(PAUSE_S * attempt)
            except psycopg.Error as error:
                raise _refused(error) from error


def _refused(error: psycopg.Error) -> PostgresError:
    reason = error.diag.message_primary or str(error).strip()
    return PostgresError(
        f"Roles and rights could not be set up: {reason}. The user of the database URL must be a "
        "superuser, or own the database and have CREATEROLE."
    )


def _make_all(connection: psycopg.Connection, reader_password: str) -> None:
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        _make_roles(connection)
        _configure_reader(connection, reader_password)
        _join_roles(connection)
        _make_schemas(connection)
        connection.execute(SCHEMA_RIGHTS)
        database = sql.Identifier(connection.info.dbname)
        connection.execute(sql.SQL(DATABASE_RIGHTS).format(database=database))


def _make_roles(connection: psycopg.Connection) -> None:
    known = {row[0] for row in connection.execute("select rolname from pg_roles")}
    for role in (OWNER, LOADER, APP, FOLLOWER, READER):
        if role not in known:
            connection.execute(sql.SQL("create role {} nologin").format(sql.Identifier(role)))


def _configure_reader(connection: psycopg.Connection, reader_password: str) -> None:
    """Let movie_reader log in, with limits; the statements hold a verifier, not the password."""
    verifier = connection.pgconn.encrypt_password(
        reader_password.encode(), READER.encode(), b"scram-sha-256"
    )
    connection.execute(
        sql.SQL("alter role movie_reader login connection limit {} password {}").format(
            sql.Literal(CONNECTION_LIMIT), sql.Literal(verifier.decode())
        )
    )
    connection.execute(READER_SETTINGS)


def _join_roles(connection: psycopg.Connection) -> None:
    """Let the user we are connected as become owner, loader, app and follower."""
    user = connection.info.user
    for role in (OWNER, LOADER, APP, FOLLOWER):
        if role != user:
            connection.execute(
                sql.SQL("grant {} to {}").format(sql.Identifier(role), sql.Identifier(user))
            )


def _make_schemas(connection: psycopg.Connection) -> None:
    """Make the schemas, and give those that were there before to the owner."""
    owners = dict(
        connection.execute("select nspname, pg_get_userbyid(nspowner) from pg_namespace").fetchall()
    )
    for schema in SCHEMAS:
        if schema not in owners:
            statement = "create schema {} authorization movie_owner"
        elif owners[schema] != OWNER:
            statement = "alter schema {} owner to movie_owner"
        else:
            continue
        connection.execute(sql.SQL(statement).format(sql.Identifier(schema)))
