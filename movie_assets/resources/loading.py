"""Loads a lake partition into Postgres with its events. What the rows say was decided before."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.render.duckdb import empty_sql, row_hash_sql, row_key_sql
from movie_assets.model.render.postgres import quoted
from movie_assets.model.table import Table
from movie_assets.resources.change_log import ChangeLog
from movie_assets.resources.clock import RunClock
from movie_assets.resources.copying import copy_rows
from movie_assets.resources.keys_sql import key_sql, same_key_sql
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.load_record import LoadRecord
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.search_tokens import add_words


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
    difference larger, never wrong. Where the record is of another database than this one, all rows
    are copied and compared. One process at a time loads a table's partition.
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
        record = LoadRecord(con=self.con, lake=self.lake, table=table.name, partition=partition)
        with self.postgres.connect("movie_loader") as turn:
            # Held to the end of the block: record and rows are of one load, never of two.
            turn.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))",
                (f"{table.name}/{partition}",),
            )
            held = _held_version(turn, table, partition)
            is_true = record.settle(held)
            rows, differing, gone = self._diff(table, partition, query, record, held, is_true)
            if is_true and held == version and not differing and not gone:
                return Loaded(rows=rows, changed=0, deleted=0, events=0, data_version=version)
            record.begin(f"SELECT {row_key_sql(table)} AS row_key, row_hash FROM load_now", version)
            loaded = self._commit(table, partition, rows, version)
            record.finish()
        return loaded

    def _diff(
        self,
        table: Table,
        partition: str,
        query: str,
        record: LoadRecord,
        held: str | None,
        is_true: bool,
    ) -> tuple[int, int, int]:
        """Make the temporary tables load_now, load_changed and load_gone (keys only); count them.

        What of `hot` was loaded may have been written over by a bucket, so it is all compared; and
        only what no bucket knows is gone with it, the rest is the bucket's to remove.
        """
        names = ", ".join(quoted(name) for name in table.column_names)
        before = empty_sql(dataset("loaded_row").table) if held is None else record.rows()
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE load_now AS "
            f"SELECT {names}, {row_hash_sql(table)} AS row_hash FROM ({query})"
        )
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE load_before AS SELECT * FROM {before}")
        differs = (
            "NOT EXISTS (SELECT 1 FROM load_before b "
            f"WHERE b.row_key = {row_key_sql(table)} AND b.row_hash = n.row_hash)"
        )
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE load_changed AS SELECT * FROM load_now n "
            f"WHERE {differs if is_true and partition != HOT else 'true'}"
        )
        kept = f"SELECT {row_key_sql(table)} FROM load_now"
        if partition == HOT:
            buckets = self.lake.scan(dataset("loaded_row", table.name), BUCKET_PARTITIONS)
            kept += f" UNION ALL SELECT row_key FROM {buckets}"
        self.con.execute(
            "CREATE OR REPLACE TEMP TABLE load_gone AS SELECT DISTINCT row_key FROM load_before "
            f"WHERE row_key NOT IN ({kept})"
        )
        counts = self.con.execute(
            "SELECT (SELECT count(*) FROM load_now), (SELECT count(*) FROM load_changed), "
            "(SELECT count(*) FROM load_gone)"
        ).fetchone()
        assert counts is not None
        return counts

    def _commit(self, table: Table, partition: str, rows: int, version: str) -> Loaded:
        log = ChangeLog(con=self.con, lake=self.lake, clock=self.clock, run_id=self.run_id)
        with self.postgres.connect("movie_loader") as connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
            if table.entity:
                log.lock(cursor)
            self._stage(cursor, table)
            if table.name == "title_search":
                add_words(self.con, cursor, self.scratch)
            told = log.tell(cursor, table, partition) if table.entity else 0
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
            ).format(key_sql(table), target)
        )
        with cursor.copy("COPY gone FROM STDIN") as copy:
            for row in self.con.execute(f"SELECT {columns} FROM load_gone").fetchall():
                copy.write_row(row)
        cursor.execute(
            sql.SQL(
                "DELETE FROM staged USING {} AS held WHERE {} AND held.row_hash = staged.row_hash"
            ).format(target, same_key_sql(table, "held", "staged"))
        )
        cursor.execute("ANALYZE staged")

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


def _held_version(connection: psycopg.Connection, table: Table, partition: str) -> str | None:
    """What the database itself says was last loaded."""
    found = connection.execute(
        "SELECT data_version FROM catalogue.load WHERE table_name = %s AND partition = %s",
        (table.name, partition),
    ).fetchone()
    return str(found[0]) if found else None


def _write(cursor: psycopg.Cursor, table: Table) -> tuple[int, int]:
    """Upsert what is staged and delete what is gone."""
    target = sql.Identifier("catalogue", table.name)
    others = [c.name for c in table.columns if c.name not in table.key] + ["row_hash"]
    sets = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others
    )
    cursor.execute(
        sql.SQL("INSERT INTO {} SELECT * FROM staged ON CONFLICT ({}) DO UPDATE SET {}").format(
            target, key_sql(table), sets
        )
    )
    changed = cursor.rowcount
    cursor.execute(
        sql.SQL("DELETE FROM {} AS held USING gone WHERE {}").format(
            target, same_key_sql(table, "held", "gone")
        )
    )
    return changed, cursor.rowcount
