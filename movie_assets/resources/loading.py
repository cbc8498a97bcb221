"""Loads a lake partition into Postgres with its events. What the rows say was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.ids import HOT
from movie_assets.model.render.duckdb import empty_sql, row_hash_sql, row_key_sql
from movie_assets.model.render.postgres import quoted
from movie_assets.model.table import Table
from movie_assets.resources.clock import RunClock
from movie_assets.resources.copying import copy_rows
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.postgres import Postgres

# One lock for the whole change log, held from before a seq is drawn until the commit, so that the
# order of seq is the order of commits. The number is the letters "movi".
EVENT_LOCK = 0x6D6F7669


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """What a load did: rows now held, rows written and removed, events told, and the version."""

    rows: int
    changed: int
    deleted: int
    events: int
    data_version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """One table's partition on its way into Postgres.

    The difference is taken in DuckDB against the lake's record of what was last loaded; only that
    is copied, compared once more by hash against the rows there, and written with its events in
    one transaction. The record is replaced after the commit: a crash in between makes the next
    difference larger, never wrong. `pending` keeps the keys a commit may have brought in, so that
    a row which vanished between a crash and the next load is still removed.
    """

    con: duckdb.DuckDBPyConnection
    lake: Lake
    postgres: Postgres
    clock: RunClock
    run_id: str
    scratch: Path

    def partition(self, table: Table, partition: str, query: str, version: str) -> Loaded:
        """Load what a query returns as the whole of one partition, or only add to it when hot.

        Shape: the query gives the contract's columns; `version` names their content.
        """
        record = dataset("loaded_row", table.name)
        self._diff(table, partition, query, record)
        counts = self.con.execute(
            "SELECT (SELECT count(*) FROM load_now), (SELECT count(*) FROM load_changed), "
            "(SELECT count(*) FROM load_gone)"
        ).fetchone()
        assert counts is not None
        rows, differing, gone = counts
        known = (
            self.lake.inputs(record, partition) == version == self._held_version(table, partition)
        )
        if known and not differing and not gone:
            return Loaded(rows=rows, changed=0, deleted=0, events=0, data_version=version)
        keys = f"SELECT {row_key_sql(table)} AS row_key, row_hash FROM load_now"
        if partition != HOT:
            self.lake.write(self.con, record, partition, keys, inputs=version, name="pending")
        loaded = self._commit(table, partition, rows, version)
        if partition != HOT:
            self.lake.write(self.con, record, partition, keys, inputs=version)
            self.lake.drop(self.lake.uri(record, partition, "pending"))
        return loaded

    def _diff(self, table: Table, partition: str, query: str, record: Dataset) -> None:
        """Make the temporary tables load_now, load_changed and load_gone (keys only)."""
        names = ", ".join(quoted(name) for name in table.column_names)
        # A database that never heard of the partition is a new one: all of it has to go there.
        is_new = partition == HOT or self._held_version(table, partition) is None
        before = empty_sql(record.table) if is_new else self.lake.scan(record, [partition])
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE load_now AS "
            f"SELECT {names}, {row_hash_sql(table)} AS row_hash FROM ({query})"
        )
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE load_before AS SELECT * FROM {before}")
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE load_changed AS SELECT * FROM load_now n "
            f"WHERE NOT EXISTS (SELECT 1 FROM load_before b "
            f"WHERE b.row_key = {row_key_sql(table)} AND b.row_hash = n.row_hash)"
        )
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE load_gone AS SELECT DISTINCT row_key FROM load_before "
            f"WHERE row_key NOT IN (SELECT {row_key_sql(table)} FROM load_now)"
        )

    def _held_version(self, table: Table, partition: str) -> str | None:
        """What the database itself says was last loaded."""
        with self.postgres.connect("movie_loader") as connection:
            found = connection.execute(
                "SELECT data_version FROM catalogue.load WHERE table_name = %s AND partition = %s",
                (table.name, partition),
            ).fetchone()
        return str(found[0]) if found else None

    def _commit(self, table: Table, partition: str, rows: int, version: str) -> Loaded:
        genesis = self._write_genesis(table, partition)
        with self.postgres.connect("movie_loader") as connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
            if table.entity:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", (EVENT_LOCK,))
            self._stage(cursor, table)
            told = 0
            if genesis:
                self._note_genesis(cursor, table, partition, genesis)
            elif table.entity:
                told = self._tell(cursor, table)
            changed, deleted = _write(cursor, table)
            self._note_load(cursor, table, partition, (version, rows, changed, deleted))
        return Loaded(
            rows=rows, changed=changed, deleted=deleted, events=told, data_version=version
        )

    def _stage(self, cursor: psycopg.Cursor, table: Table) -> None:
        """Copy the difference into temporary tables, then keep only what really differs."""
        target = sql.Identifier("catalogue", table.name)
        cursor.execute(sql.SQL("CREATE TEMP TABLE staged (LIKE {}) ON COMMIT DROP").format(target))
        copy_rows(self.con, "SELECT * FROM load_changed", table, cursor, "staged", self.scratch)
        columns = ", ".join(f"row_key::JSON->>{place}" for place in range(len(table.key)))
        cursor.execute(
            sql.SQL(
                "CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT {} FROM {} WHERE false"
            ).format(_key(table), target)
        )
        with cursor.copy("COPY gone FROM STDIN") as copy:
            for row in self.con.execute(f"SELECT {columns} FROM load_gone").fetchall():
                copy.write_row(row)
        cursor.execute(
            sql.SQL(
                "DELETE FROM staged USING {} AS held WHERE {} AND held.row_hash = staged.row_hash"
            ).format(target, _same_key(table, "held", "staged"))
        )
        cursor.execute("ANALYZE staged")

    def _tell(self, cursor: psycopg.Cursor, table: Table) -> int:
        """Write one event a title whose rows differ, in the transaction of those rows."""
        cursor.execute(
            _events_sql(table),
            {
                "entity": table.entity,
                "at": self.clock.at,
                "run_id": self.run_id,
            },
        )
        told = cursor.rowcount
        if told:
            cursor.execute(
                "SELECT pg_notify('title_change', max(seq)::text) FROM events.title_change"
            )
        return told

    def _write_genesis(self, table: Table, partition: str) -> tuple[str, str] | None:
        """Keep a first load whole in the lake; None when there was one before.

        A kill before the commit leaves the file without its row; the next load writes the same.
        """
        if not table.entity or partition == HOT:
            return None
        with self.postgres.connect("movie_loader") as connection:
            if connection.execute(
                "SELECT 1 FROM events.genesis WHERE entity = %s AND partition = %s",
                (table.entity, partition),
            ).fetchone():
                return None
        ds = dataset(table.name, area="genesis")
        self.lake.write(self.con, ds, partition, "SELECT * EXCLUDE row_hash FROM load_now")
        uri = self.lake.uri(ds, partition)
        return uri, self.lake.sha256(uri)

    def _note_genesis(
        self, cursor: psycopg.Cursor, table: Table, partition: str, genesis: tuple[str, str]
    ) -> None:
        uri, digest = genesis
        cursor.execute(
            "INSERT INTO events.genesis (entity, partition, uri, rows, sha256, taken_at) "
            "VALUES (%s, %s, %s, (SELECT count(*) FROM staged), %s, %s)",
            (table.entity, partition, uri, digest, self.clock.at),
        )

    def _note_load(
        self,
        cursor: psycopg.Cursor,
        table: Table,
        partition: str,
        counts: tuple[str, int, int, int],
    ) -> None:
        cursor.execute(
            "INSERT INTO catalogue.load (table_name, partition, data_version, rows, changed, "
            "deleted, loaded_at, run_id, row_hash) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '') "
            "ON CONFLICT (table_name, partition) DO UPDATE SET "
            "data_version = excluded.data_version, rows = excluded.rows, "
            "changed = excluded.changed, deleted = excluded.deleted, "
            "loaded_at = excluded.loaded_at, run_id = excluded.run_id",
            (table.name, partition, *counts, self.clock.at, self.run_id),
        )


def _write(cursor: psycopg.Cursor, table: Table) -> tuple[int, int]:
    """Upsert what is staged and delete what is gone."""
    target = sql.Identifier("catalogue", table.name)
    others = [c.name for c in table.columns if c.name not in table.key] + ["row_hash"]
    sets = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others
    )
    cursor.execute(
        sql.SQL("INSERT INTO {} SELECT * FROM staged ON CONFLICT ({}) DO UPDATE SET {}").format(
            target, _key(table), sets
        )
    )
    changed = cursor.rowcount
    cursor.execute(
        sql.SQL("DELETE FROM {} AS held USING gone WHERE {}").format(
            target, _same_key(table, "held", "gone")
        )
    )
    return changed, cursor.rowcount


def _key(table: Table) -> sql.Composed:
    return sql.SQL(", ").join(sql.Identifier(name) for name in table.key)


def _same_key(table: Table, left: str, right: str) -> sql.Composed:
    return sql.SQL(" AND ").join(
        sql.SQL("{} = {}").format(sql.Identifier(left, name), sql.Identifier(right, name))
        for name in table.key
    )


def _events_sql(table: Table) -> sql.Composed:
    """One event a title: its rows by key with what they were and are, facts only.

    An update names only the fields that changed; an insert has no old, a delete no new.
    """
    title, *rest = table.key
    row_key = sql.SQL("concat_ws('|', {})").format(
        sql.SQL(", ").join([sql.SQL("''"), *(sql.Identifier("k", name) for name in rest)])
    )
    volatile = [c.name for c in table.columns if c not in table.fact_columns] + ["row_hash"]
    return sql.SQL("""
        WITH keys AS (
            SELECT {key} FROM staged UNION SELECT {key} FROM gone
        ), pairs AS (
            SELECT k.{title} AS title_id, {row_key} AS row_key,
                   to_jsonb(held) - {volatile}::text[] AS old,
                   to_jsonb(staged) - {volatile}::text[] AS new
            FROM keys k
            LEFT JOIN {target} AS held ON {held_is_k}
            LEFT JOIN staged ON {staged_is_k}
            WHERE held.{title} IS NOT NULL OR staged.{title} IS NOT NULL
        ), told AS (
            SELECT title_id, jsonb_object_agg(row_key, jsonb_build_object(
                'old', CASE WHEN new IS NULL THEN old ELSE (
                    SELECT jsonb_object_agg(o.key, o.value) FROM jsonb_each(old) o
                    WHERE new -> o.key IS DISTINCT FROM o.value) END,
                'new', CASE WHEN old IS NULL THEN new ELSE (
                    SELECT jsonb_object_agg(n.key, n.value) FROM jsonb_each(new) n
                    WHERE old -> n.key IS DISTINCT FROM n.value) END
            )) AS fields
            FROM pairs WHERE old IS DISTINCT FROM new GROUP BY title_id
        ), numbered AS (
            SELECT *, row_number() OVER (ORDER BY title_id) AS place FROM told
        )
        INSERT INTO events.title_change
            (seq, entity, title_id, version, changed_at, run_id, fields)
        SELECT (SELECT coalesce(max(seq), 0) FROM events.title_change) + place,
               %(entity)s, title_id,
               coalesce((SELECT max(version) FROM events.title_change e
                         WHERE e.entity = %(entity)s AND e.title_id = numbered.title_id), 0) + 1,
               %(at)s, %(run_id)s, fields
        FROM numbered
    """).format(
        key=_key(table),
        title=sql.Identifier(title),
        row_key=row_key,
        volatile=sql.Literal(volatile),
        target=sql.Identifier("catalogue", table.name),
        held_is_k=_same_key(table, "held", "k"),
        staged_is_k=_same_key(table, "staged", "k"),
    )
