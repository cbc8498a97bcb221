"""One table in which the nearest titles are found. Which one is read is told in `vector_spaces`.

A row holds a title's vector with what discovery filters by beside it: of few titles that pass a
filter the vectors are then read straight from it, and a walk through the graph sees at each title
whether it passes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import psycopg
from psycopg import sql

# Above this share of changed rows a new table and graph cost less than changing the old ones.
ANEW_FROM = 0.2

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


def filled(connection: psycopg.Connection, space: Space) -> int:
    """Make a space's table, with what filters look up; nobody knows of it yet."""
    connection.execute(
        sql.SQL(
            'CREATE TABLE {} (title_id text COLLATE "C" NOT NULL, year bigint, '
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
        sql.SQL("CREATE INDEX ON {} USING gin (facets, people) WITH (fastupdate = off)").format(
            space.table()
        )
    )
    connection.execute(sql.SQL("ANALYZE {}").format(space.table()))
    return rows


def graph_made(
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
            connection.execute(sql.SQL("DROP INDEX IF EXISTS vectors.{}").format(space.graph()))
        connection.execute(
            sql.SQL("CREATE INDEX {} {} ON {} USING hnsw (embedding halfvec_cosine_ops)").format(
                sql.SQL("CONCURRENTLY" if concurrently else ""), space.graph(), space.table()
            )
        )
    finally:
        connection.remove_notice_handler(told)
    return time.monotonic() - started


def changed_in_place(connection: psycopg.Connection, space: Space) -> int | None:
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
        if many > ANEW_FROM * count_rows(connection, space):
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


def has_graph(connection: psycopg.Connection, space: Space) -> bool:
    """Whether a whole graph stands on a table."""
    row = connection.execute(
        "SELECT indisvalid FROM pg_index WHERE indexrelid = "
        "to_regclass(format('vectors.%%I', %s::text))",
        (f"{space.relation}_graph",),
    ).fetchone()
    return bool(row and row[0])


def count_rows(connection: psycopg.Connection, space: Space) -> int:
    """How many titles a table holds."""
    ((rows,),) = connection.execute(
        sql.SQL("SELECT count(*) FROM {}").format(space.table())
    ).fetchall()
    return int(rows)


def megabytes(connection: psycopg.Connection, space: Space) -> float:
    """What a table takes on disk with its indexes, in MB."""
    ((size,),) = connection.execute(
        "SELECT pg_total_relation_size(format('vectors.%%I', %s::text)::regclass)",
        (space.relation,),
    ).fetchall()
    return round(size / 1e6, 1)
