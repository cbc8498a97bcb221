"""Tables in which the nearest titles are found, one an aspect. How they are asked is SQL's (0008).

A table holds each title's vector with what discovery filters by beside it: of few titles that pass
a filter the vectors are then read straight from it, and a walk through the graph sees at each
title whether it passes. It is a copy, so loads stay as quick as they are, and a new model's table is
made, indexed and only then put in the old one's place, in a moment no reader waits for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql

from movie_assets.model.render.duckdb import fingerprint
from movie_assets.resources.clock import RunClock
from movie_assets.resources.postgres import Postgres

# Of fewer all are looked at: 10,000 vectors take 10 ms.
GRAPH_FROM = 10_000
# Above this share of changed rows a new table and graph cost less than changing the old ones.
ANEW_FROM = 0.2
# A graph of 1 M vectors of 236 halves takes 1.3 GB while it is built; what does not fit is built
# on disk, several times slower. Below the 2 GB a process may take.
BUILD_MEMORY = "1400MB"
LOCK = 7_231_105_003
"""Advisory lock of whoever brings the spaces up to date."""

_SOURCE = """
    SELECT embedding.title_id, facet.year, facet.overall, facet.votes, facet.facets, facet.people,
           md5(embedding.row_hash::text || facet.row_hash::text)::uuid AS made_of,
           embedding.embedding::halfvec({dims}) AS embedding
    FROM catalogue.title_embedding AS embedding
    JOIN catalogue.title_facet AS facet USING (title_id)
    WHERE embedding.aspect = {aspect} AND embedding.model = {model} AND NOT EXISTS (
        SELECT FROM catalogue.title_redirect AS moved
        WHERE moved.from_title_id = embedding.title_id)
"""
_COLUMNS = ("year", "overall", "votes", "facets", "people", "made_of", "embedding")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpaceReport:
    """What bringing one aspect's table up to date did."""

    aspect: str
    rows: int
    changed: int
    built: bool
    indexed: bool
    seconds: float
    graph_seconds: float
    megabytes: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """An aspect's vectors of one model, and the table that holds or will hold them."""

    aspect: str
    model: str
    dims: int
    relation: str

    def table(self) -> sql.Identifier:
        """The table's name."""
        return sql.Identifier("vectors", self.relation)

    def graph(self) -> sql.Identifier:
        """The graph's name, without its schema."""
        return sql.Identifier(f"{self.relation}_graph")

    def source(self) -> sql.Composed:
        """The query of what should be in it."""
        return sql.SQL(_SOURCE).format(
            dims=sql.Literal(self.dims),
            aspect=sql.Literal(self.aspect),
            model=sql.Literal(self.model),
        )


def bring_up_to_date(
    postgres: Postgres, clock: RunClock, log: Callable[[str], None] = lambda _: None
) -> list[SpaceReport]:
    """Make every aspect's table agree with the vectors and facets loaded.

    Shape: one report an aspect that was looked at; none where nothing was loaded since.
    """
    with postgres.session("movie_owner") as connection, _alone(connection):
        version = _loaded(connection)
        held = {aspect: version for aspect, version in connection.execute(
            "SELECT aspect, data_version FROM catalogue.vector_space").fetchall()}  # fmt: skip
        if held and set(held.values()) == {version}:
            return []
        connection.execute(
            "SELECT set_config('maintenance_work_mem', %s, false)", (BUILD_MEMORY,)
        )
        _drop_unused(connection)
        spaces = _wanted(connection)
        _forget_others(connection, {space.aspect for space in spaces})
        return [_one(connection, space, version, clock, log) for space in spaces]


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


def _one(
    connection: psycopg.Connection,
    space: Space,
    version: str,
    clock: RunClock,
    log: Callable[[str], None],
) -> SpaceReport:
    started = time.monotonic()
    held = _held(connection, space)
    changed = None if held is None else _changed_in_place(connection, held)
    built = changed is None
    now = space if held is None or built else held
    graph_seconds = 0.0
    if built:
        with connection.transaction():
            rows = changed = _filled(connection, now)
            graph_seconds = _graph_made(connection, now, log) if rows >= GRAPH_FROM else 0.0
            _note(connection, now, rows, version, clock)
    else:
        rows = _count(connection, now)
        if rows >= GRAPH_FROM and not _has_graph(connection, now):
            graph_seconds = _graph_made(connection, now, log, concurrently=True)
        _note(connection, now, rows, version, clock)
    return SpaceReport(
        aspect=now.aspect,
        rows=rows,
        changed=changed or 0,
        built=built,
        indexed=_has_graph(connection, now),
        seconds=round(time.monotonic() - started, 2),
        graph_seconds=round(graph_seconds, 2),
        megabytes=_megabytes(connection, now),
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


def _filled(connection: psycopg.Connection, space: Space) -> int:
    """Make a space's table, with what filters look up; nobody knows of it yet."""
    connection.execute(
        sql.SQL(
            "CREATE TABLE {} (title_id text COLLATE \"C\" NOT NULL, year bigint, "
            "overall double precision, votes bigint, facets bigint[] NOT NULL, "
            "people bigint[] NOT NULL, made_of uuid NOT NULL, embedding halfvec({}) NOT NULL)"
        ).format(space.table(), sql.Literal(space.dims))
    )
    # In the order of ids: the same rows make the same graph.
    rows = connection.execute(
        sql.SQL("INSERT INTO {} {} ORDER BY title_id").format(space.table(), space.source())
    ).rowcount
    connection.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (title_id)").format(space.table()))
    connection.execute(
        sql.SQL(
            "CREATE INDEX ON {} USING gin (facets, people) WITH (fastupdate = off)"
        ).format(space.table())
    )
    connection.execute(sql.SQL("ANALYZE {}").format(space.table()))
    return rows


def _graph_made(
    connection: psycopg.Connection,
    space: Space,
    log: Callable[[str], None],
    *,
    concurrently: bool = False,
) -> float:
    """Build the graph; what Postgres has to say (that memory ran short) is passed on."""
    started = time.monotonic()
    connection.add_notice_handler(told := lambda notice: log(notice.message_primary or ""))
    try:
        if concurrently:  # one that was broken off is in the way
            connection.execute(
                sql.SQL("DROP INDEX IF EXISTS vectors.{}").format(space.graph())
            )
        connection.execute(
            sql.SQL("CREATE INDEX {} {} ON {} USING hnsw (embedding halfvec_cosine_ops)").format(
                sql.SQL("CONCURRENTLY" if concurrently else ""), space.graph(), space.table()
            )
        )
    finally:
        connection.remove_notice_handler(told)
    return time.monotonic() - started


def _changed_in_place(connection: psycopg.Connection, space: Space) -> int | None:
    """Write what differs into a table that is read; None where a new one costs less."""
    with connection.transaction():
        connection.execute(
            sql.SQL(
                "CREATE TEMP TABLE differing ON COMMIT DROP AS SELECT title_id, "
                "held.title_id IS NOT NULL AS is_held, wanted.title_id IS NOT NULL AS is_wanted "
                "FROM {} AS held FULL JOIN ({}) AS wanted USING (title_id) "
                "WHERE held.made_of IS DISTINCT FROM wanted.made_of"
            ).format(space.table(), space.source())
        )
        ((many,),) = connection.execute("SELECT count(*) FROM differing").fetchall()
        if many > ANEW_FROM * _count(connection, space):
            return None
        connection.execute(
            sql.SQL(
                "DELETE FROM {} AS held USING differing "
                "WHERE held.title_id = differing.title_id AND NOT differing.is_wanted"
            ).format(space.table())
        )
        connection.execute(
            sql.SQL(
                "INSERT INTO {table} (title_id, {columns}) SELECT title_id, {columns} "
                "FROM ({source}) AS wanted JOIN differing USING (title_id) "
                "ON CONFLICT (title_id) DO UPDATE SET {sets}"
            ).format(
                table=space.table(),
                source=space.source(),
                columns=sql.SQL(", ").join(map(sql.Identifier, _COLUMNS)),
                sets=sql.SQL(", ").join(
                    sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name)) for name in _COLUMNS
                ),
            )
        )
    return many


def _note(
    connection: psycopg.Connection, space: Space, rows: int, version: str, clock: RunClock
) -> None:
    """Say which table serves an aspect: from now on it is the one that is read."""
    connection.execute(
        "INSERT INTO catalogue.vector_space AS held "
        "(aspect, model, dims, relation, indexed, rows, data_version, built_at) "
        "VALUES (%s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (aspect) DO UPDATE SET "
        "model = excluded.model, dims = excluded.dims, relation = excluded.relation, "
        "indexed = excluded.indexed, rows = excluded.rows, "
        "data_version = excluded.data_version, built_at = excluded.built_at",
        (
            space.aspect,
            space.model,
            space.dims,
            space.relation,
            _has_graph(connection, space),
            rows,
            version,
            clock.at,
        ),
    )


def _has_graph(connection: psycopg.Connection, space: Space) -> bool:
    row = connection.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = "
        "to_regclass(format('vectors.%%I', %s::text))",
        (f"{space.relation}_graph",),
    ).fetchone()
    return bool(row and row[0])


def _count(connection: psycopg.Connection, space: Space) -> int:
    ((rows,),) = connection.execute(
        sql.SQL("SELECT count(*) FROM {}").format(space.table())
    ).fetchall()
    return int(rows)


def _megabytes(connection: psycopg.Connection, space: Space) -> float:
    ((size,),) = connection.execute(
        "SELECT pg_total_relation_size(format('vectors.%%I', %s::text)::regclass)",
        (space.relation,),
    ).fetchall()
    return round(size / 1e6, 1)


def _forget_others(connection: psycopg.Connection, aspects: set[str]) -> None:
    connection.execute(
        "DELETE FROM catalogue.vector_space WHERE aspect <> ALL (%s)", (sorted(aspects),)
    )


def _drop_unused(connection: psycopg.Connection) -> None:
    """Remove tables nobody was led to since the last time; one being read is left to the next."""
    unused = connection.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'vectors'::regnamespace "
        "AND relkind = 'r' AND relname NOT IN (SELECT relation FROM catalogue.vector_space)"
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
