"""The change log: events of a load's rows, and first loads kept whole. Rows are `loading`'s."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.ids import HOT
from movie_assets.model.render.postgres import LOADED_COLUMNS
from movie_assets.model.table import Table
from movie_assets.resources.clock import RunClock
from movie_assets.resources.keys_sql import key_sql, same_key_sql
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.load_source import LoadSource

# One lock for the whole change log, held from before a seq is drawn until the commit, so that the
# order of seq is the order of commits. The number is the letters "movi".
EVENT_LOCK = 0x6D6F7669


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeLog:
    """Tells what a load changes, in the load's own transaction.

    A partition's first load is one file in the lake, its genesis, not an event a row. A title that
    `hot` brought in before has its events already, so it goes on by events and stays out of the
    file: genesis, then every event by seq, gives each table exactly.
    """

    con: duckdb.DuckDBPyConnection
    lake: Lake
    clock: RunClock
    run_id: str

    def lock(self, cursor: psycopg.Cursor) -> None:
        """Be the only one who writes to the log until the transaction ends."""
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", (EVENT_LOCK,))

    def tell(self, cursor: psycopg.Cursor, table: Table, *, known_only: bool) -> dict[int, int]:
        """Write events of what is `staged` and `gone`, before the rows themselves.

        Source: the locked log. `known_only`: those in a genesis just written are told by that.
        Shape:  how many events, by the number of a partition.
        """
        told = cursor.execute(
            _events_sql(table),
            {
                "entity": table.entity,
                "at": self.clock.at,
                "run_id": self.run_id,
                "known_only": known_only,
            },
        ).fetchall()
        if told:
            cursor.execute(
                "SELECT pg_notify('title_change', max(seq)::text) FROM events.title_change"
            )
        return dict(told)

    def begun(self, cursor: psycopg.Cursor, table: Table) -> set[str]:
        """The partitions whose first load is kept."""
        rows = cursor.execute(
            "SELECT partition FROM events.genesis WHERE entity = %s", (table.entity,)
        ).fetchall()
        return {row[0] for row in rows}

    def write_genesis(
        self, cursor: psycopg.Cursor, table: Table, partition: str, source: LoadSource
    ) -> bool:
        """Keep a partition's first load in the lake; False when there was one, and for `hot`.

        The lake's own file is kept under a second name where it holds just that. A kill before the
        commit leaves the file without its row; the next load writes it anew.
        """
        if partition == HOT or partition in self.begun(cursor, table):
            return False
        told = cursor.execute(
            "SELECT DISTINCT title_id FROM events.title_change WHERE entity = %s", (table.entity,)
        ).fetchall()
        ds, lake = dataset(table.name, area="genesis"), self.lake
        if source.whole is not None and not told:
            lake.keep(source.whole, ds, partition)
        else:
            lake.write(
                self.con,
                ds,
                partition,
                f'SELECT * FROM {source.rows.query} WHERE NOT list_contains($told, "{table.unit}")',
                parameters={"told": [row[0] for row in told]},
            )
        uri, rows = lake.uri(ds, partition), lake.written(ds, partition).rows
        cursor.execute(
            "INSERT INTO events.genesis (entity, partition, uri, rows, sha256, taken_at) "
            "VALUES (%s, %s, %s, %s, %s, %s)",
            (table.entity, partition, uri, rows, lake.sha256(uri), self.clock.at),
        )
        return True


def _events_sql(table: Table) -> sql.Composed:
    """One event a title: its rows by the rest of their key, a JSON array; facts only.

    An update names only the fields that changed; an insert has no old, a delete no new. OFFSET 0
    keeps a row's JSON from being made again for each of its fields: 6 ms a title instead of 0.2.
    """
    title, *rest = table.key
    row_key = sql.SQL("jsonb_build_array({})::text").format(
        sql.SQL(", ").join(sql.Identifier("k", name) for name in rest)
    )
    volatile = [c.name for c in table.columns if c not in table.fact_columns]
    volatile += [name for name, _ in LOADED_COLUMNS]
    return sql.SQL("""
        WITH keys AS (
            SELECT {key} FROM staged UNION SELECT {key} FROM gone
        ), pairs AS (
            SELECT k.{title} AS title_id, {row_key} AS row_key,
                   coalesce(staged.part, held.part) AS part, old, new
            FROM keys k
            LEFT JOIN {target} AS held ON {held_is_k}
            LEFT JOIN staged ON {staged_is_k}
            CROSS JOIN LATERAL (
                SELECT to_jsonb(held) - {volatile}::text[] AS old,
                       to_jsonb(staged) - {volatile}::text[] AS new
                OFFSET 0
            ) AS facts
            WHERE held.{title} IS NOT NULL OR staged.{title} IS NOT NULL
        ), told AS (
            SELECT title_id, min(part) AS part, jsonb_object_agg(row_key, jsonb_build_object(
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
            WHERE NOT %(known_only)s OR EXISTS (
                SELECT 1 FROM events.title_change e
                WHERE e.entity = %(entity)s AND e.title_id = told.title_id)
        ), written AS (
            INSERT INTO events.title_change
                (seq, entity, title_id, version, changed_at, run_id, fields)
            SELECT (SELECT coalesce(max(seq), 0) FROM events.title_change) + place,
                   %(entity)s, title_id,
                   coalesce((
                       SELECT max(version) FROM events.title_change e
                       WHERE e.entity = %(entity)s AND e.title_id = numbered.title_id), 0) + 1,
                   %(at)s, %(run_id)s, fields
            FROM numbered RETURNING title_id
        )
        SELECT part, count(*) FROM written JOIN numbered USING (title_id) GROUP BY part
    """).format(
        key=key_sql(table),
        title=sql.Identifier(title),
        row_key=row_key,
        volatile=sql.Literal(volatile),
        target=sql.Identifier("catalogue", table.name),
        held_is_k=same_key_sql(table, "held", "k"),
        staged_is_k=same_key_sql(table, "staged", "k"),
    )
