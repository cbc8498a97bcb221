"""Loads of the lake's tables into Postgres with their events. What rows say was decided before."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.ids import HOT
from movie_assets.model.table import Table
from movie_assets.resources.change_log import ChangeLog
from movie_assets.resources.clock import RunClock
from movie_assets.resources.copying import copy_rows
from movie_assets.resources.keys_sql import key_sql, same_key_sql
from movie_assets.resources.lake import Lake
from movie_assets.resources.load_diff import CHANGED, hand_gone, take_difference
from movie_assets.resources.load_source import LoadSource, partition_number
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
class Loads:
    """What every load works with."""

    con: duckdb.DuckDBPyConnection
    lake: Lake
    postgres: Postgres
    clock: RunClock
    run_id: str
    scratch: Path

    @contextlib.contextmanager
    def turn(self) -> Iterator[Turn]:
        """One transaction: what is loaded in it is seen together or not at all.

        Turns of all processes come one after the other, so that each sees what the one before
        left, events stand in the order of commits, and no two wait for each other in a circle.
        """
        with self.postgres.connect("movie_loader") as connection, connection.cursor() as cursor:
            cursor.execute("SET LOCAL synchronous_commit = on")
            log = ChangeLog(con=self.con, lake=self.lake, clock=self.clock, run_id=self.run_id)
            log.lock(cursor)
            yield Turn(self, cursor, log)


@dataclass(frozen=True, slots=True)
class Turn:
    """One transaction of loads, begun under the lock of the change log.

    What is to be written is told from what the database holds by hashes of rows, in DuckDB; only
    that travels, and is written with its events. A kill leaves the transaction undone and the
    next load takes the difference again.
    """

    loads: Loads
    cursor: psycopg.Cursor
    log: ChangeLog

    def load_together(self, table: Table, sources: Mapping[str, LoadSource]) -> dict[str, Loaded]:
        """Bring some partitions of a table up to what the lake says of them.

        All rows that differ are written by one statement: twenty cost as much time as the rows.
        """
        all_held = held_versions(self.cursor, [table.name])
        held = {partition: one for (_, partition), one in all_held.items()}
        done: dict[str, Loaded] = {}
        together: dict[str, LoadSource] = {}
        first = set(sources) - self.log.begun(self.cursor, table) if table.entity else set[str]()
        for partition, source in sources.items():
            if partition in held and held[partition].version == source.version:
                done[partition] = unchanged(held[partition])
            elif partition == HOT or source.rows.but is not None or partition in first:
                done |= self._write(table, {partition: source}, held)
            else:
                together[partition] = source
        if together:
            done |= self._write(table, together, held)
        return done

    def _write(
        self,
        table: Table,
        sources: Mapping[str, LoadSource],
        held: Mapping[str, Held],
    ) -> dict[str, Loaded]:
        con, cursor = self.loads.con, self.cursor
        brought = {
            partition: source.since(held[partition].version if partition in held else None)
            for partition, source in sources.items()
        }
        differences = take_difference(con, cursor, table, brought, self.loads.scratch)
        genesis = table.entity is not None and any(
            [self.log.write_genesis(cursor, table, *one) for one in sources.items()]
        )
        told = dict[int, int]()
        if any(one.changed or one.gone for one in differences.values()):
            told = self._put(table, known_only=genesis)
        alone = len(sources) == 1  # of `hot` each row has the number of its own bucket
        done: dict[str, Loaded] = {}
        for partition, source in sources.items():
            changed, deleted, made = differences[partition]
            counted = made if source.count is None else source.count
            rows = count_rows(con, source) if counted is None else counted
            if source.noted:
                self.note(table, partition, source.version, (rows, changed, deleted))
            done[partition] = Loaded(
                rows=rows,
                changed=changed,
                deleted=deleted,
                events=sum(told.values()) if alone else told.get(partition_number(partition), 0),
                data_version=source.version,
            )
        return done

    def _put(self, table: Table, *, known_only: bool) -> dict[int, int]:
        """Write what differs, with its events; how many those are by the number of a partition."""
        con, cursor = self.loads.con, self.cursor
        self._stage(table)
        if table.name == "title_search":
            add_words(con, cursor, self.loads.scratch, CHANGED)
        hand_gone(con, cursor, table)
        told = self.log.tell(cursor, table, known_only=known_only) if table.entity else {}
        _upsert(cursor, table)
        cursor.execute("DROP TABLE staged; DROP TABLE gone")
        return told

    def _stage(self, table: Table) -> None:
        """Copy what is to be written into a temporary table."""
        target = sql.Identifier("catalogue", table.name)
        self.cursor.execute(
            sql.SQL("CREATE TEMP TABLE staged (LIKE {}) ON COMMIT DROP").format(target)
        )
        staged = sql.Identifier("staged")
        query = f"SELECT * FROM {CHANGED}"
        copy_rows(self.loads.con, query, table, self.cursor, staged, self.loads.scratch)
        self.cursor.execute("ANALYZE staged")

    def note(
        self, table: Table, partition: str, version: str, counts: tuple[int, int, int]
    ) -> None:
        """Note what was loaded: rows there are, written, removed."""
        self.cursor.execute(
            "INSERT INTO catalogue.load (table_name, partition, data_version, rows, changed, "
            "deleted, loaded_at, run_id) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) "
            "ON CONFLICT (table_name, partition) DO UPDATE SET "
            "data_version = excluded.data_version, rows = excluded.rows, "
            "changed = excluded.changed, deleted = excluded.deleted, "
            "loaded_at = excluded.loaded_at, run_id = excluded.run_id",
            (table.name, partition, version, *counts, self.loads.clock.at, self.loads.run_id),
        )


class Held(NamedTuple):
    """What was last loaded of a partition of a table: its version, and how many rows that has."""

    version: str
    rows: int


def held_versions(cursor: psycopg.Cursor, tables: Sequence[str]) -> dict[tuple[str, str], Held]:
    """What the database itself says was last loaded, by table and partition."""
    rows = cursor.execute(
        "SELECT table_name, partition, data_version, rows FROM catalogue.load "
        "WHERE table_name = ANY(%s)",
        (list(tables),),
    ).fetchall()
    return {(table, partition): Held(*held) for table, partition, *held in rows}


def unchanged(held: Held) -> Loaded:
    """A load that found nothing to do."""
    return Loaded(rows=held.rows, changed=0, deleted=0, events=0, data_version=held.version)


def count_rows(con: duckdb.DuckDBPyConnection, source: LoadSource) -> int:
    """How many rows a partition of a table is to have."""
    if source.count is not None:
        return source.count
    found = con.execute(f"SELECT count(*) FROM {source.rows.query}").fetchone()
    assert found is not None
    return int(found[0])


def _upsert(cursor: psycopg.Cursor, table: Table) -> None:
    """Write what is staged and remove what is gone."""
    target = sql.Identifier("catalogue", table.name)
    others = [c.name for c in table.columns if c.name not in table.key] + ["row_hash", "part"]
    sets = sql.SQL(", ").join(
        sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in others
    )
    cursor.execute(
        sql.SQL("INSERT INTO {} SELECT * FROM staged ON CONFLICT ({}) DO UPDATE SET {}").format(
            target, key_sql(table), sets
        )
    )
    cursor.execute(
        sql.SQL("DELETE FROM {} AS held USING gone WHERE {}").format(
            target, same_key_sql(table, "held", "gone")
        )
    )
