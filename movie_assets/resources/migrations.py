"""Bringing a database's schema up to date, version by version; the SQL is handed in as data."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import psycopg
from psycopg import sql
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, wait_fixed

from movie_assets.model.errors import MigrationError
from movie_assets.resources.postgres_connection import open_connection
from movie_assets.resources.sql_statements import Statement, split_statements

LOCK = 7_231_105_001
"""Advisory lock of a database's migrations: any number no one else takes."""
BOOKKEEPING = b"""
create table if not exists public.schema_migration (
    version integer primary key,
    name text not null,
    checksum text not null,
    applied_at timestamptz not null default now()
)
"""
ENDS_TRANSACTION = {"begin", "start", "commit", "end", "rollback", "abort", "savepoint", "prepare"}
"""First words a migration must not use: each is one transaction with its bookkeeping."""
SHOWN_CHARACTERS = 300
LOCK_WAIT_MS = 500
"""How long a step waits for a table a query is reading: whoever asks meanwhile waits behind it."""
LOCK_TRIES, BETWEEN_TRIES_S = 120, 0.5


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of a schema: versions count 1, 2, 3 …, and a step once applied never changes."""

    version: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """SHA-256 of the SQL text, hexadecimal."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def __str__(self) -> str:
        """Return the version and name as errors and logs show them."""
        return f"{self.version} ({self.name})"


def apply_migrations(
    url: str, migrations: Sequence[Migration], *, role: str | None = None
) -> list[Migration]:
    """Apply what a database lacks, in order, each step whole or not at all.

    Safe from several processes at once: each step is one transaction under an advisory lock
    and looks again at what is applied before it begins. Safe beside readers: a step that finds a
    table in use lets go of what it holds and tries again a little later.

    Args:
        url: The database; the user must own it, or be a superuser.
        migrations: All steps known to this code, versions 1, 2, 3 … in order.
        role: Role the steps run as and own what they make; None: the user of the URL.

    Returns:
        The steps applied by this call, in order; empty when there was nothing to do.

    Raises:
        MigrationError: A step failed and was rolled back, or the database and the steps do not
            fit: a gap, an applied step whose text changed, a database newer than this code.
        PostgresError: The database cannot be reached.
    """
    _check_sequence(migrations)
    done: list[Migration] = []
    with open_connection(url, autocommit=True) as connection:
        try:
            while step := _patiently(connection, migrations, role):
                done.append(step)
        except psycopg.errors.LockNotAvailable as error:
            raise MigrationError(
                f"The step after version {done[-1].version if done else '(none)'} found a table in "
                f"use {LOCK_TRIES} times: {str(error).strip()}\nSee who holds it in "
                "pg_stat_activity, let that query end, and run again; the database is as it was."
            ) from error
        except psycopg.Error as error:
            raise MigrationError(
                f"The steps after version {done[-1].version if done else '(none)'} could not be "
                f"recorded: {str(error).strip()}\nThe user of the URL must own the database and "
                "may need to be a member of the role that owns its schemas."
            ) from error
    return done


def applied_versions(url: str) -> dict[int, str]:
    """Return version and name of every step a database has, without changing it."""
    with open_connection(url, autocommit=True) as connection:
        known = connection.execute("select to_regclass('public.schema_migration')").fetchone()
        if known is None or known[0] is None:
            return {}
        return {version: name for version, name, _ in _read_applied(connection)}


def _check_sequence(migrations: Sequence[Migration]) -> None:
    """Refuse steps that cannot be right, before anything is touched."""
    versions = [step.version for step in migrations]
    if versions != list(range(1, len(versions) + 1)):
        raise MigrationError(
            f"Migrations must be numbered 1, 2, 3 … in order, without a gap; found {versions}. "
            "This is a mistake in the code: renumber the newest one."
        )
    for step in migrations:
        for statement in split_statements(step.sql):
            if statement.text.split(None, 1)[0].lower() in ENDS_TRANSACTION:
                raise MigrationError(
                    f"Migration {step}, line {statement.line}: {_shown(statement)!r} would end "
                    "the step's own transaction. Remove it: every step is one transaction."
                )


def _patiently(
    connection: psycopg.Connection, migrations: Sequence[Migration], role: str | None
) -> Migration | None:
    tries = Retrying(
        retry=retry_if_exception_type(psycopg.errors.LockNotAvailable),
        wait=wait_fixed(BETWEEN_TRIES_S),
        stop=stop_after_attempt(LOCK_TRIES),
        reraise=True,
    )
    return tries(_apply_next, connection, migrations, role)


def _apply_next(
    connection: psycopg.Connection, migrations: Sequence[Migration], role: str | None
) -> Migration | None:
    """Apply the first step that is missing; None when none is."""
    with connection.transaction():
        connection.execute("select pg_advisory_xact_lock(%s)", [LOCK])
        connection.execute(BOOKKEEPING)
        applied = _read_applied(connection)
        _check_fit(applied, migrations)
        if len(applied) == len(migrations):
            return None
        step = migrations[len(applied)]
        if role is not None:
            connection.execute(sql.SQL("set local role {}").format(sql.Identifier(role)))
        connection.execute(
            sql.SQL("set local lock_timeout = {}").format(sql.Literal(f"{LOCK_WAIT_MS}ms"))
        )
        _run(connection, step)
        connection.execute("reset role")  # what the step has set must not reach the next one
        connection.execute("reset all")
        connection.execute(
            "insert into public.schema_migration (version, name, checksum) values (%s, %s, %s)",
            [step.version, step.name, step.checksum],
        )
    return step


def _read_applied(connection: psycopg.Connection) -> list[tuple[int, str, str]]:
    return connection.execute(
        "select version, name, checksum from public.schema_migration order by version"
    ).fetchall()


def _check_fit(applied: list[tuple[int, str, str]], migrations: Sequence[Migration]) -> None:
    if len(applied) > len(migrations):
        raise MigrationError(
            f"The database is at version {applied[-1][0]} ({applied[-1][1]}), this code knows only "
            f"{len(migrations)}: it is older than the database. Install the newer release again, "
            "or set MOVIE_ASSETS_DATABASE_URL to another database."
        )
    for (version, name, checksum), step in zip(applied, migrations, strict=False):
        if version != step.version:
            raise MigrationError(
                f"The database has version {version} ({name}) but not {step}: it was changed by "
                "hand. Restore a backup, or `movie-assets reset` and run again."
            )
        if checksum != step.checksum:
            raise MigrationError(
                f"Migration {step} is applied as {name!r}, but its SQL is another today. Put the "
                "old text back and write the change as a new migration; a database of no value "
                "can be made anew by `movie-assets reset`."
            )


def _run(connection: psycopg.Connection, step: Migration) -> None:
    for number, statement in enumerate(split_statements(step.sql), start=1):
        try:
            connection.execute(statement.text.encode())
        except psycopg.errors.LockNotAvailable:
            raise
        except psycopg.Error as error:
            raise MigrationError(_explain(step, number, statement, error)) from error


def _explain(step: Migration, number: int, statement: Statement, error: psycopg.Error) -> str:
    line = statement.line
    place = error.diag.statement_position
    if place is not None:
        line += statement.text.count("\n", 0, int(place) - 1)
    reason = error.diag.message_primary or str(error).strip()
    return (
        f"Migration {step} failed and was rolled back; the database is as it was before. "
        f"Statement {number}, line {line}: {reason}\n  {_shown(statement)}\n"
        "Correct what it complains of and run again."
    )


def _shown(statement: Statement) -> str:
    text = " ".join(statement.text.split())
    return text if len(text) <= SHOWN_CHARACTERS else text[:SHOWN_CHARACTERS] + " …"
