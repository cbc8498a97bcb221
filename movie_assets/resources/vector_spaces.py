"""Which tables the nearest titles are found in, one an aspect, kept up to date with the loads.

They are copies, so loads stay as quick as they are; a new model's table is made, indexed and only
then put in the old one's place, in a moment no reader waits for. How they are asked is in
`sql/0009_similar.sql`, how one is made in `vector_tables`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from movie_assets.model.render.duckdb import fingerprint
from movie_assets.resources import vector_tables as tables
from movie_assets.resources.clock import RunClock
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.vector_tables import Space

# A graph of 1 M vectors of 236 halves takes 1.3 GB while it is built; what does not fit is built
# on disk, several times slower. Below the 2 GB a process may take.
BUILD_MEMORY = "1400MB"
LOCK = 7_231_105_003
"""Advisory lock of whoever brings the spaces up to date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceReport:
    """What bringing one aspect's table up to date did; seconds are those of the clock."""

    aspect: str
    rows: int
    changed: int
    built: bool
    indexed: bool
    seconds: float
    graph_seconds: float
    megabytes: float


def bring_up_to_date(
    postgres: Postgres, clock: RunClock, log: Callable[[str], None] = lambda _: None
) -> list[SpaceReport]:
    """Make every aspect's table agree with the vectors and facets loaded.

    Shape: one report an aspect, of nothing done where nothing was loaded since the last time.
    """
    with postgres.session("movie_owner") as connection, _alone(connection):
        version = _loaded(connection)
        if held := _as_held(connection, version):
            return held
        connection.execute("SELECT set_config('maintenance_work_mem', %s, false)", (BUILD_MEMORY,))
        _drop_unused(connection)
        spaces = _wanted(connection)
        connection.execute(
            "DELETE FROM catalogue.vector_space WHERE aspect <> ALL (%s)",
            ([space.aspect for space in spaces],),
        )
        return [_Turn(connection, version, clock, log).bring(space) for space in spaces]


def loaded_version(postgres: Postgres) -> str:
    """One name for all that the spaces are made of, as it was last loaded."""
    with postgres.connect("movie_owner") as connection:
        return _loaded(connection)


def _as_held(connection: psycopg.Connection, version: str) -> list[SpaceReport]:
    """Reports of what stands, where all of it is of this version; else none."""
    rows = connection.execute(
        "SELECT aspect, rows, indexed, data_version, "
        "pg_total_relation_size(to_regclass(format('vectors.%I', relation))) "
        "FROM catalogue.vector_space ORDER BY aspect"
    ).fetchall()
    if any(held != version or size is None for *_, held, size in rows):
        return []
    return [
        SpaceReport(
            aspect=aspect, rows=count, changed=0, built=False, indexed=indexed, seconds=0.0,
            graph_seconds=0.0, megabytes=round(size / 1e6, 1),
        )
        for aspect, count, indexed, _, size in rows
    ]  # fmt: skip


@contextmanager
def _alone(connection: psycopg.Connection) -> Iterator[None]:
    connection.execute("SELECT pg_advisory_lock(%s)", (LOCK,))
    try:
        yield
    finally:
        connection.execute("SELECT pg_advisory_unlock(%s)", (LOCK,))


def _loaded(connection: psycopg.Connection) -> str:
    """One name for what was last loaded of all that the spaces are made of."""
    rows = connection.execute(
        "SELECT table_name || '/' || partition || '=' || data_version FROM catalogue.load "
        "WHERE table_name IN ('title_embedding', 'title_facet', 'title_redirect') ORDER BY 1"
    ).fetchall()
    return fingerprint(*(row[0] for row in rows))


def _wanted(connection: psycopg.Connection) -> list[Space]:
    """The aspects there are, each in the model most of its vectors are of, with a table's name."""
    rows = connection.execute(
        "SELECT DISTINCT ON (aspect) aspect, model, dims FROM ("
        "  SELECT aspect, model, dims, count(*) AS rows FROM catalogue.title_embedding "
        "  GROUP BY aspect, model, dims) AS counted "
        "ORDER BY aspect, rows DESC, model"
    ).fetchall()
    numbers = connection.execute(
        "SELECT coalesce(max(substring(relname FROM '[0-9]+$')::int), 0) FROM pg_class "
        "WHERE relnamespace = 'vectors'::regnamespace AND relkind = 'r'"
    ).fetchone()
    first = int(numbers[0]) + 1 if numbers else 1
    return [
        Space(aspect=aspect, model=model, dims=dims, relation=f"{aspect}_{number}")
        for number, (aspect, model, dims) in enumerate(rows, start=first)
    ]


@dataclass(frozen=True, slots=True)
class _Turn:
    """One aspect after the other, over one connection whose statements commit by themselves."""

    connection: psycopg.Connection
    version: str
    clock: RunClock
    log: Callable[[str], None]

    def bring(self, space: Space) -> SpaceReport:
        """Change the table there is, or make a new one where that costs less."""
        started = time.monotonic()
        held = _held(self.connection, space)
        changed = tables.changed_in_place(self.connection, held) if held else None
        now, graph_seconds = space, 0.0
        if held is None or changed is None:
            rows, graph_seconds = self._make(space)
        else:
            now, rows = held, tables.count_rows(self.connection, held)
            self._note(held, rows)
        return SpaceReport(
            aspect=now.aspect,
            rows=rows,
            changed=rows if changed is None else changed,
            built=changed is None,
            indexed=tables.has_graph(self.connection, now),
            seconds=round(time.monotonic() - started, 2),
            graph_seconds=round(graph_seconds, 2),
            megabytes=tables.megabytes(self.connection, now),
        )

    def _make(self, space: Space) -> tuple[int, float]:
        """A new table, whole with its graph before anybody is led to it."""
        with self.connection.transaction():
            rows = tables.filled(self.connection, space)
            seconds = 0.0
            if rows >= tables.GRAPH_FROM:
                seconds = tables.graphs_made(self.connection, space, self.log)
            self._note(space, rows)
        return rows, seconds

    def _note(self, space: Space, rows: int) -> None:
        """Say which table serves an aspect: from now on it is the one that is read."""
        self.connection.execute(
            "INSERT INTO catalogue.vector_space "
            "(aspect, model, dims, relation, indexed, graphs, rows, data_version, built_at) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (aspect) DO UPDATE SET "
            "model = excluded.model, dims = excluded.dims, relation = excluded.relation, "
            "indexed = excluded.indexed, graphs = excluded.graphs, rows = excluded.rows, "
            "data_version = excluded.data_version, built_at = excluded.built_at",
            (
                space.aspect,
                space.model,
                space.dims,
                space.relation,
                tables.has_graph(self.connection, space),
                tables.graphs_of(self.connection, space),
                rows,
                self.version,
                self.clock.at,
            ),
        )


def _held(connection: psycopg.Connection, space: Space) -> Space | None:
    """The table that serves an aspect, where it is of the same model."""
    row = connection.execute(
        "SELECT relation FROM catalogue.vector_space WHERE aspect = %s AND model = %s "
        "AND dims = %s AND to_regclass(format('vectors.%%I', relation)) IS NOT NULL",
        (space.aspect, space.model, space.dims),
    ).fetchone()
    if row is None:
        return None
    return Space(aspect=space.aspect, model=space.model, dims=space.dims, relation=row[0])


def _drop_unused(connection: psycopg.Connection) -> None:
    """Remove tables nobody was led to since the last time; one being read is left to the next."""
    unused = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'vectors'::regnamespace "
        "AND relkind = 'r' AND regexp_replace(relname, '_axes$', '') "
        "NOT IN (SELECT relation FROM catalogue.vector_space)"
    ).fetchall()
    for (relation,) in unused:
        try:
            with connection.transaction():
                connection.execute("SET LOCAL lock_timeout = '5s'")
                connection.execute(
                    sql.SQL("DROP TABLE {}").format(sql.Identifier("vectors", relation))
                )
        except psycopg.errors.LockNotAvailable:
            continue
