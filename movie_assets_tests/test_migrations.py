"""Migrations on a real server: order, whole or nothing, two at once, what does not fit."""

import subprocess
import sys
from collections.abc import Sequence

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.model.errors import MigrationError, PostgresError
from movie_assets.resources.migrations import Migration, applied_versions, apply_migrations
from movie_assets.resources.postgres_connection import open_connection
from movie_assets.resources.sql_statements import split_statements

FIRST = Migration(
    1, "films", "create table film (id int primary key);\ninsert into film values (1);"
)
SECOND = Migration(2, "years", "alter table film add year int; update film set year = 1999;")


def rows(url: str, query: str) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_steps_are_applied_in_order_once(database: str) -> None:
    assert applied_versions(database) == {}
    assert apply_migrations(database, [FIRST]) == [FIRST]
    assert apply_migrations(database, [FIRST, SECOND]) == [SECOND]
    assert apply_migrations(database, [FIRST, SECOND]) == []
    assert rows(database, "select id, year from film") == [(1, 1999)]
    assert applied_versions(database) == {1: "films", 2: "years"}
    stored = rows(database, "select version, checksum from schema_migration order by version")
    assert stored == [(1, FIRST.checksum), (2, SECOND.checksum)]


def test_the_checksum_is_sha_256_of_the_text() -> None:
    # printf 'select 1' | sha256sum
    assert Migration(1, "one", "select 1").checksum == (
        "822ae07d4783158bc1912bb623e5107cc9002d519e1143a9c200ed6ee18b6d0f"
    )


def test_a_step_lets_go_of_a_table_in_use(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("movie_assets.resources.migrations.LOCK_TRIES", 2)
    monkeypatch.setattr("movie_assets.resources.migrations.LOCK_WAIT_MS", 20)
    monkeypatch.setattr("movie_assets.resources.migrations.BETWEEN_TRIES_S", 0)
    apply_migrations(database, [FIRST])
    with psycopg.connect(database) as reader:
        reader.execute("select * from film")  # holds the table until the transaction ends
        with pytest.raises(MigrationError, match="found a table in use 2 times"):
            apply_migrations(database, [FIRST, SECOND])
        assert rows(database, "select * from film") == [(1,)]  # nobody queues behind the step
    assert apply_migrations(database, [FIRST, SECOND]) == [SECOND]


def test_a_failing_step_leaves_nothing_and_names_its_statement(database: str) -> None:
    broken = Migration(
        2,
        "broken",
        "create table half (n int);\n\n-- the culprit; look\ninsert into\n  hlaf values (1);",
    )
    with pytest.raises(MigrationError) as caught:
        apply_migrations(database, [FIRST, broken])
    message = str(caught.value)
    assert "Migration 2 (broken)" in message
    assert "Statement 2, line 5" in message  # where "hlaf" stands
    assert 'relation "hlaf" does not exist' in message
    assert "insert into hlaf values (1)" in message
    assert rows(database, "select to_regclass('half')::text") == [(None,)]
    assert applied_versions(database) == {1: "films"}
    repaired = Migration(2, "broken", broken.sql.replace("hlaf", "half"))
    assert apply_migrations(database, [FIRST, repaired]) == [repaired]


def test_an_error_without_a_position_is_placed_at_its_statement(database: str) -> None:
    step = Migration(1, "twice", "create table t (n int unique);\ninsert into t values (1), (1);")
    with pytest.raises(MigrationError, match="Statement 2, line 2: duplicate key"):
        apply_migrations(database, [step])
    assert rows(database, "select to_regclass('t')::text") == [(None,)]


def test_what_cannot_be_undone_is_refused_whole(database: str) -> None:
    step = Migration(1, "vacuum", "create table t (n int); vacuum t;")
    with pytest.raises(MigrationError, match="cannot run inside a transaction block"):
        apply_migrations(database, [step])
    assert applied_versions(database) == {}


@pytest.mark.parametrize("word", ["commit", "ROLLBACK", "begin", "start transaction", "end"])
def test_a_step_cannot_end_its_own_transaction(database: str, word: str) -> None:
    step = Migration(1, "leak", f"create table t (n int);\n{word};")
    with pytest.raises(MigrationError, match=r"Migration 1 \(leak\), line 2"):
        apply_migrations(database, [step])
    assert rows(database, "select to_regclass('t')::text") == [(None,)]


def test_a_changed_step_is_refused(database: str) -> None:
    apply_migrations(database, [FIRST])
    with pytest.raises(MigrationError, match=r"Migration 1 \(films\).*another today"):
        apply_migrations(database, [Migration(1, "films", FIRST.sql + " "), SECOND])
    assert applied_versions(database) == {1: "films"}


def test_a_database_newer_than_the_code_is_refused(database: str) -> None:
    apply_migrations(database, [FIRST, SECOND])
    with pytest.raises(MigrationError, match=r"at version 2 \(years\), this code knows only 1"):
        apply_migrations(database, [FIRST])


def test_a_gap_in_the_database_is_refused(database: str) -> None:
    apply_migrations(database, [FIRST, SECOND])
    with psycopg.connect(database) as connection:
        connection.execute("delete from schema_migration where version = 1")
    with pytest.raises(MigrationError, match=r"has version 2 \(years\) but not 1 \(films\)"):
        apply_migrations(database, [FIRST, SECOND])


@pytest.mark.parametrize("versions", [[2], [1, 3], [2, 1], [1, 1], [0, 1]])
def test_numbers_that_are_not_1_2_3_are_refused(versions: Sequence[int]) -> None:
    steps = [Migration(version, "x", "select 1") for version in versions]
    with pytest.raises(MigrationError, match="without a gap"):
        apply_migrations("postgresql://127.0.0.1:1/never_reached", steps)


def test_steps_run_as_the_role_given_and_settings_do_not_leak(database: str) -> None:
    first = Migration(
        1,
        "other schema",
        "reset role; create role step_owner; create schema other authorization step_owner;"
        " set search_path = other; set role step_owner; create table here (n int)",
    )
    second = Migration(2, "where am I", "create table there as select current_schema() as s")
    try:
        apply_migrations(database, [first, second])
        owners = "select tableowner::text from pg_tables where tablename = 'here'"
        assert rows(database, owners) == [("step_owner",)]
        assert rows(database, "select s::text from public.there") == [("public",)]
        with psycopg.connect(database) as connection:
            connection.execute("grant create on schema public to step_owner")
        third = Migration(3, "as owner", "create table mine as select current_user::text as u")
        apply_migrations(database, [first, second, third], role="step_owner")
        assert rows(database, "select u from mine") == [("step_owner",)]
        assert len(applied_versions(database)) == 3
    finally:
        with psycopg.connect(database) as connection:
            connection.execute("drop owned by step_owner cascade; drop role step_owner")


TWO_AT_ONCE = """
import sys
from movie_assets.resources.migrations import Migration, apply_migrations
steps = [
    Migration(n, f"step {n}", f"create table t{n} (n int); select pg_sleep(0.05)")
    for n in range(1, 6)
]
print("ready", flush=True)
sys.stdin.readline()
print(len(apply_migrations(sys.argv[1], steps)))
"""


def test_two_processes_at_once_apply_each_step_once(database: str) -> None:
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", TWO_AT_ONCE, database],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    for racer in racers:
        assert racer.stdout is not None
        assert racer.stdout.readline() == "ready\n"
    for racer in racers:
        assert racer.stdin is not None
        racer.stdin.write("go\n")
        racer.stdin.flush()
    outputs = [racer.communicate(timeout=30) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0], outputs
    assert sum(int(out) for out, _ in outputs) == 5
    assert list(applied_versions(database)) == [1, 2, 3, 4, 5]


def test_a_second_caller_waits_for_the_lock(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the lock both would create the same table, and one would fail."""
    monkeypatch.setattr("movie_assets.resources.migrations.LOCK_TRIES", 2)
    with psycopg.connect(database) as holder:
        holder.execute("select pg_advisory_xact_lock(7231105001)")
        with psycopg.connect(database) as other:
            other.execute("set lock_timeout = '50ms'")
            with pytest.raises(psycopg.errors.LockNotAvailable):
                other.execute("select pg_advisory_xact_lock(7231105001)")
        locked = database + "?options=-c%20lock_timeout%3D50ms"
        with pytest.raises(MigrationError, match="lock timeout"):
            apply_migrations(locked, [FIRST])
    assert apply_migrations(database, [FIRST]) == [FIRST]


def test_a_server_out_of_reach_and_a_bad_url_do_not_show_the_password() -> None:
    with pytest.raises(PostgresError, match="cannot be reached") as unreachable:
        open_connection("postgresql://me:geheim@127.0.0.1:1/x")
    assert "geheim" not in str(unreachable.value)
    for url in ("postgresql://me:ge/heim@127.0.0.1/x", "postgresql://me:ge%heim@127.0.0.1/x"):
        with pytest.raises(PostgresError, match="cannot be read") as unreadable:
            open_connection(url)
        assert "ge" not in str(unreadable.value).split()
        assert "heim" not in str(unreadable.value)
        assert unreadable.value.__context__ is None


def test_statements_are_cut_at_the_right_semicolons() -> None:
    text = """
-- a comment; with a semicolon
create table "odd;name" (a text default 'it''s; fine');
/* two
lines; */ insert into x values (E'\\';', $1$);
create function f() returns int language sql as $body$ select 1; $$ ; $body$;;
select 'last' -- no semicolon; at the end
"""
    found = [
        (statement.line, statement.text.split("\n")[0]) for statement in split_statements(text)
    ]
    assert found == [
        (3, "create table \"odd;name\" (a text default 'it''s; fine')"),
        (5, "insert into x values (E'\\';', $1$)"),
        (6, "create function f() returns int language sql as $body$ select 1; $$ ; $body$"),
        (7, "select 'last' -- no semicolon; at the end"),
    ]


def test_text_without_a_statement_is_empty() -> None:
    assert split_statements(" ; -- nothing\n ;/* ; */ ") == []


literals = st.text(st.characters(exclude_characters="\0", codec="utf-8"), max_size=20)


@given(st.lists(literals, max_size=6))
def test_cutting_undoes_joining(values: list[str]) -> None:
    statements = ["select '" + value.replace("'", "''") + "'" for value in values]
    assert [found.text for found in split_statements("; ".join(statements))] == statements
