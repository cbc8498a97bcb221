"""One table in which the nearest titles are found. Which one is read is told in `vector_spaces`.

A row holds a title's vector with what discovery filters by beside it: of few titles that pass a
filter the vectors are then read straight from it, and a walk through the graph sees at each title
whether it passes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import psycopg
from psycopg import sql
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

# Of fewer all are looked at: 10,000 vectors take 30 ms, 3,000 gists 3.
GRAPH_FROM = 10_000
GENRE_FROM = 3_000
# Directions of a gist, and how many titles they are learnt from.
GIST = 48
SAMPLE = 20_000
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

    def axes(self) -> sql.Identifier:
        """The name of the table of the directions its gists are told in."""
        return sql.Identifier("vectors", f"{self.relation}_axes")

    def gist(self) -> sql.Composed:
        """The gist of a column `embedding`; null where no directions were learnt."""
        return sql.SQL(
            "(SELECT array_agg(-(axis.direction <#> wanted.embedding) ORDER BY axis.no)::halfvec "
            "FROM {} AS axis)"
        ).format(self.axes())

    def source(self) -> sql.Composed:
        """The query of what should be in it."""
        return sql.SQL(_SOURCE).format(
            dims=sql.Literal(self.dims),
            aspect=sql.Literal(self.aspect),
            model=sql.Literal(self.model),
        )


def filled(connection: psycopg.Connection, space: Space) -> int:
    """Make a space's table, with what filters look up; nobody knows of it yet.

    Where its titles are many each has a gist: its vector in the GIST directions that tell most
    of all vectors (48 hold .87 of them; the 200 best by gist have .997 of the ten nearest).
    """
    connection.execute(
        sql.SQL(
            'CREATE TABLE {} (title_id text COLLATE "C" NOT NULL, year bigint, '
            "overall double precision, votes bigint, made_of uuid NOT NULL, gist halfvec, "
            "facets bigint[] NOT NULL, people bigint[] NOT NULL, "
            "embedding halfvec({}) NOT NULL, filler text) WITH (toast_tuple_target = 128)"
        ).format(space.table(), sql.Literal(space.dims))
    )
    # Postgres moves values out of a row only where it is longer than 2 kB. These 2,000 letters,
    # pressed into 30, make every row so: then 45 short rows are on a page, else 8 long ones.
    connection.execute(
        sql.SQL(
            "ALTER TABLE {} ALTER filler SET DEFAULT repeat('-', 2000), "
            "ALTER gist SET STORAGE PLAIN, ALTER filler SET STORAGE MAIN, "
            "ALTER facets SET STORAGE EXTERNAL, ALTER people SET STORAGE EXTERNAL"
        ).format(space.table())
    )
    many = _learn_axes(connection, space)
    gist = space.gist() if many else sql.SQL("NULL::halfvec")
    # In the order of ids: the same rows make the same graph.
    rows = connection.execute(
        sql.SQL(
            "INSERT INTO {} ({}) SELECT title_id, {}, {} FROM ({}) AS wanted ORDER BY title_id"
        ).format(
            space.table(), _names("title_id", *_COLUMNS, "gist"), _names(*_COLUMNS), gist,
            space.source(),
        )
    ).rowcount  # fmt: skip
    connection.execute(sql.SQL("ALTER TABLE {} ADD PRIMARY KEY (title_id)").format(space.table()))
    connection.execute(
        sql.SQL("CREATE INDEX ON {} USING gin (facets, people) WITH (fastupdate = off)").format(
            space.table()
        )
    )
    connection.execute(sql.SQL("ANALYZE {}").format(space.table()))
    return rows


def _learn_axes(connection: psycopg.Connection, space: Space) -> bool:
    """Make the table of directions that gists are told in; whether there are enough titles."""
    connection.execute(
        sql.SQL("CREATE TABLE {} (no int PRIMARY KEY, direction halfvec({}) NOT NULL)").format(
            space.axes(), sql.Literal(space.dims)
        )
    )
    sample = connection.execute(
        sql.SQL(
            "SELECT embedding::real[] FROM ({}) AS wanted ORDER BY md5(title_id) LIMIT {}"
        ).format(space.source(), sql.Literal(max(SAMPLE, GRAPH_FROM)))
    ).fetchall()
    if len(sample) < GRAPH_FROM:
        return False
    # One thread: sums of floats depend on how they are split.
    with threadpool_limits(limits=1):
        rows = np.array([row[0] for row in sample], dtype=np.float64)
        _, directions = np.linalg.eigh(rows.T @ rows)
    with connection.cursor() as cursor:
        cursor.executemany(
            sql.SQL("INSERT INTO {} VALUES (%s, %s::real[]::halfvec)").format(space.axes()),
            [(no, axis.tolist()) for no, axis in enumerate(directions.T[::-1][:GIST])],
        )
    return True


def graphs_made(connection: psycopg.Connection, space: Space, log: Callable[[str], None]) -> float:
    """Build the graph of all titles, and one of each genre that has many.

    What Postgres has to say (that memory ran short) is passed on.
    Shape: seconds it took.
    """
    started = time.monotonic()
    connection.add_notice_handler(told := lambda notice: log(notice.message_primary or ""))
    try:
        for name, where in [("graph", sql.SQL("")), *_genres(connection, space)]:
            graph = sql.Identifier(f"{space.relation}_{name}")
            connection.execute(
                sql.SQL(
                    "CREATE INDEX {} ON {} USING hnsw (embedding halfvec_cosine_ops) {}"
                ).format(graph, space.table(), where)
            )
    finally:
        connection.remove_notice_handler(told)
    return time.monotonic() - started


def _genres(connection: psycopg.Connection, space: Space) -> list[tuple[str, sql.Composable]]:
    """Names and tests of the graphs of genres; by facets, so that a genre's name is any text."""
    rows = connection.execute(
        sql.SQL(
            "SELECT code FROM (SELECT DISTINCT catalogue.facet_code('genre:' || genre) AS code "
            "FROM catalogue.title, unnest(genres) AS genre) AS known, LATERAL ("
            "SELECT count(*) AS titles FROM {} WHERE facets @> ARRAY[code]) AS counted "
            "WHERE titles >= {} ORDER BY titles"
        ).format(space.table(), sql.Literal(GENRE_FROM))
    ).fetchall()
    return [
        (f"of_{code}", sql.SQL("WHERE facets @> '{{{}}}'::bigint[]").format(sql.Literal(code)))
        for (code,) in rows
    ]


def graphs_of(connection: psycopg.Connection, space: Space) -> list[int]:
    """The facets whose titles have a whole graph of their own."""
    rows = connection.execute(
        "SELECT substring(relname FROM '_of_([0-9]+)$')::bigint FROM pg_class JOIN pg_index "
        "ON indexrelid = oid WHERE indrelid = to_regclass(format('vectors.%%I', %s::text)) "
        "AND indisvalid AND relname ~ '_of_[0-9]+$' ORDER BY 1",
        (space.relation,),
    ).fetchall()
    return [row[0] for row in rows]


def _names(*names: str) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def changed_in_place(connection: psycopg.Connection, space: Space) -> int | None:
    """Write what differs into a table that is read.

    Shape: titles changed; None where a new table costs less, or where it has grown enough for
           graphs: those are built before anybody reads it.
    """
    if count_rows(connection, space) >= GRAPH_FROM and not has_graph(connection, space):
        return None
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
                "INSERT INTO {table} (title_id, {columns}, gist) "
                "SELECT title_id, {columns}, {gist} "
                "FROM ({source}) AS wanted JOIN differing USING (title_id) "
                "ON CONFLICT (title_id) DO UPDATE SET {sets}"
            ).format(
                table=space.table(),
                source=space.source(),
                columns=_names(*_COLUMNS),
                gist=space.gist(),
                sets=sql.SQL(", ").join(
                    sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
                    for name in (*_COLUMNS, "gist")
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
