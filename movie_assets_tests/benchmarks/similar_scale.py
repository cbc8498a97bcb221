"""Times similar titles behind filters, and how many of the right ones come. By hand.

    python -m movie_assets_tests.benchmarks.similar_scale --home HOME [--lake LAKE]
        --folder FOLDER --titles 70000

HOME is one of a finished `movie-assets run`: its vectors of the aspect `all` (the shipped
embedder's, 236 numbers) and its titles' facets are the seeds. LAKE is a full-scale lake of
`scaled_lake`: its 70,000 vectors are taken as they are, each with the facets of the seed it is
nearest to. Without it vectors are made as `scaled_lake` makes them: a seed's plus 0.2 to 0.8 of
another's, brought to unit length, with the facets of the first. In place of real offers each title
has one at a service of four made countries, by chance: XA 80 %, XB 25 %, XC 8 %, XD 2 % of all.

Prints how long the product's own `vector_spaces` takes and what it holds in memory; then, for
filters of country, service and genres that half, a twentieth and a 200th of all titles pass (up to
20 of each, drawn for each query without regard to it), 500 titles:
    cold   in random order on a server just started, its files dropped from the kernel's cache
    warm   the same once more
of `api.similar_titles`, ten wanted, with and without the explanation: milliseconds of the clock and
of the backend's processor, and recall@10 against looking at every title that passes (a query's own
title is left out on both sides), apart for titles that have one of the genres asked for and for
those that have none, whose like are far from them and lie together elsewhere; last, recall for
vectors of titles the catalogue does not hold.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import itertools
import json
import os
import random
import time
from pathlib import Path

import duckdb
import numpy as np
import psycopg
from pgvector.psycopg import register_vector
from psycopg import sql

from movie_assets.model.contract import table_named
from movie_assets.resources.clock import RunClock
from movie_assets.resources.copying import copy_rows
from movie_assets.resources.database import prepare_database
from movie_assets.resources.embedded_postgres import EmbeddedPostgres
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.vector_spaces import bring_up_to_date
from movie_assets_tests.benchmarks.scaled_measures import BackendWatch, postmaster_of

PORT, QUERIES, WANTED, FILTERS = 54791, 500, 10, 20
COUNTRIES = {"XA": 0.80, "XB": 0.25, "XC": 0.08, "XD": 0.02}
SHARES = (0.5, 0.05, 0.005)
CLOCK = RunClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))
ASKED = (
    "SELECT title_id FROM api.similar_titles(ARRAY[%s::text], filters => %s::jsonb, "
    "wanted => %s, explained => %s)"
)
Query = tuple[str, str]


# -- titles ----------------------------------------------------------------------------------------


def fill(url: str, home: Path, lake: Path | None, titles: int, scratch: Path) -> None:
    """Titles, facets and vectors in the catalogue, as a load would have left them."""
    con = duckdb.connect(config={"threads": 2, "memory_limit": "1200MB"})
    place_seeds(con, home)
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0)")
        for name in ("title_facet", "title_embedding"):
            cursor.execute(
                sql.SQL("CREATE TEMP TABLE {} (LIKE {})").format(
                    sql.Identifier(f"seed_{name}"), sql.Identifier("catalogue", name)
                )
            )
            target = sql.Identifier(f"seed_{name}")
            query = f"SELECT *, uuid() AS row_hash, 1 AS part FROM {name}"
            copy_rows(con, query, table_named(name), cursor, target, scratch)
        cursor.execute(SEEDS, {"genres": list(GENRES)})
        cursor.execute(MADE if lake is None else "SELECT", {"titles": titles})
        if lake is not None:
            place_lake(con, cursor, lake, scratch)
        for statement in LOADED:
            cursor.execute(statement, {"countries": json.dumps(COUNTRIES)})
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


SEEDS = """
    CREATE TEMP TABLE seed AS
    SELECT row_number() OVER (ORDER BY e.title_id) AS n, e.title_id, e.embedding, e.model, e.dims,
           f.kind, f.year, f.overall, f.votes, f.facets, f.people,
           ARRAY(SELECT genre FROM unnest(%(genres)s::text[]) AS genre
                 WHERE catalogue.facet_code('genre:' || genre) = ANY (f.facets)) AS genres
    FROM seed_title_embedding AS e JOIN seed_title_facet AS f USING (title_id)
"""
MADE = """
    CREATE TEMP TABLE made AS
    SELECT drawn.i, a.n AS seed, l2_normalize(a.embedding + b.embedding * array_fill(
               (0.2 + 0.6 * drawn.mix)::real, ARRAY[a.dims::int])::halfvec) AS embedding
    FROM (SELECT i, (1 + floor(random() * (SELECT count(*) FROM seed)))::bigint AS one,
                 (1 + floor(random() * (SELECT count(*) FROM seed)))::bigint AS other,
                 random() AS mix FROM generate_series(1, %(titles)s) AS i) AS drawn
    JOIN seed AS a ON a.n = drawn.one JOIN seed AS b ON b.n = drawn.other
"""
LOADED = (
    """
    INSERT INTO catalogue.title (title_id, kind, title, year, languages, countries, genres,
        keywords, tropes, directors, cast_names, recommendations, "similar", provenance, conflicts,
        first_seen, row_hash, part)
    SELECT 'movie/' || i, seed.kind, 'Title ' || i, seed.year, '{}', '{}', seed.genres, '{}', '{}',
           '{}', '{}', '{}', '{}', '{}', '{}', '2026-01-01', gen_random_uuid(), 1
    FROM made JOIN seed ON seed.n = made.seed
    """,
    """
    INSERT INTO catalogue.title_facet (title_id, kind, year, overall, votes, facets, people,
        row_hash, part)
    SELECT 'movie/' || i, seed.kind, seed.year, seed.overall, seed.votes,
           seed.facets || coalesce(sold.facets, '{}'), seed.people, gen_random_uuid(), 1
    FROM made JOIN seed ON seed.n = made.seed
    LEFT JOIN LATERAL (
        SELECT array_agg(catalogue.facet_code(words)) AS facets
        FROM jsonb_each_text(%(countries)s::jsonb) AS sold (country, share),
             LATERAL (VALUES ('offer:' || country || ':flatrate'),
                             ('offer:' || country || ':1:flatrate')) AS facet (words)
        WHERE ('x' || left(md5(made.i || country), 8))::bit(32)::bigint < share::float8 * 2^32
    ) AS sold ON true
    """,
    """
    INSERT INTO catalogue.title_embedding (title_id, aspect, model, dims, text_hash, embedding,
        row_hash, part)
    SELECT 'movie/' || i, 'all', (SELECT max(model) FROM seed), (SELECT max(dims) FROM seed), '',
           embedding, gen_random_uuid(), 1
    FROM made
    """,
    """
    INSERT INTO catalogue.load SELECT 'title_embedding', 'all', '1', 0, 0, 0, now(), 'benchmark'
    """,
)


def place_seeds(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    """The seeds' facets, without their offers, and their vectors, of finished assets."""
    files = f"read_parquet('{home}/lake/%s/**/*.parquet')"
    offers = (
        "SELECT DISTINCT unnest([('0x' || md5(concat_ws(':', 'offer', country, type))[1:15])"
        "::BIGINT, ('0x' || md5(concat_ws(':', 'offer', country, provider_id, type))[1:15])"
        f"::BIGINT]) FROM {files % 'offer'}"
    )
    con.execute(f"SET VARIABLE sold = (SELECT list(code) FROM ({offers}) AS sold (code))")
    con.execute(
        "CREATE TABLE title_facet AS SELECT * REPLACE (list_filter(facets, lambda x: NOT "
        "list_contains(getvariable('sold'), x)) AS facets) "
        f"FROM {files % 'title_facet'}"
    )
    con.execute(
        f"CREATE TABLE title_embedding AS SELECT * FROM {files % 'title_embedding'} "
        "WHERE aspect = 'all' AND title_id IN (SELECT title_id FROM title_facet)"
    )


def place_lake(
    con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, lake: Path, scratch: Path
) -> None:
    """The vectors of a full-scale lake, each with the seed it is nearest to."""
    files = f"read_parquet('{lake}/title_embedding/**/*.parquet')"
    found = con.execute(
        f"SELECT title_id, embedding FROM {files} WHERE aspect = 'all' ORDER BY title_id"
    ).to_arrow_table()
    vectors = np.stack(found.column("embedding").to_numpy())
    seeds = con.execute("SELECT embedding FROM title_embedding ORDER BY title_id").fetchnumpy()
    nearest = (vectors @ np.array(list(seeds["embedding"])).T).argmax(axis=1) + 1
    cursor.execute("CREATE TEMP TABLE placed (LIKE catalogue.title_embedding)")
    query = f"SELECT *, uuid() AS row_hash, 1 AS part FROM {files}"
    copy_rows(con, query, table_named("title_embedding"), cursor, sql.Identifier("placed"), scratch)
    cursor.execute("CREATE TEMP TABLE near (title_id text, seed bigint)")
    with cursor.copy("COPY near FROM STDIN") as copy:
        for title_id, seed in zip(found.column("title_id").to_pylist(), nearest, strict=True):
            copy.write_row((title_id, int(seed)))
    cursor.execute(
        "CREATE TEMP TABLE made AS SELECT row_number() OVER (ORDER BY title_id) AS i, seed, "
        "embedding FROM placed JOIN near USING (title_id)"
    )


# -- questions -------------------------------------------------------------------------------------


def filters(connection: psycopg.Connection, share: float) -> list[str]:
    """Filters of country, service and genres that about this share of all titles pass."""
    genres = {}
    ((titles,),) = connection.execute("SELECT count(*) FROM vectors.all_1").fetchall()
    for (genre,) in connection.execute(
        "SELECT DISTINCT name FROM unnest(%s::text[]) AS name", (list(GENRES),)
    ):
        ((count,),) = connection.execute(
            "SELECT count(*) FROM vectors.all_1 WHERE facets @> "
            "ARRAY[catalogue.facet_code('genre:' || %s)]", (genre,)
        ).fetchall()  # fmt: skip
        genres[genre] = count / titles
    rng = random.Random(f"{share}")
    found: list[str] = []
    several = [c for many in (1, 2, 3) for c in itertools.combinations(sorted(genres), many)]
    rng.shuffle(several)
    for country, several_genres in itertools.product(COUNTRIES, several):
        # Genres go together: at most their sum has one of them.
        if (
            not share * 0.8
            < COUNTRIES[country] * sum(genres[g] for g in several_genres)
            < share * 2
        ):
            continue
        asked = json.dumps(
            {"streaming": {"country": country, "providers": [1]}, "genres": list(several_genres)}
        )
        ((count,),) = connection.execute(
            sql.SQL("SELECT count(*) FROM vectors.all_1 AS facet WHERE facets && "
                    "catalogue.facet_codes(%s, 'genres', 'any', 'genre') AND facets && "
                    "catalogue.offer_codes(%s::jsonb -> 'streaming')"), (asked, asked)
        ).fetchall()  # fmt: skip
        if abs(count / titles - share) < 0.15 * share:
            found.append(asked)
        if len(found) == FILTERS:
            break
    return found


GENRES = (
    "Action", "Adventure", "Animation", "Comedy", "Crime", "Documentary", "Drama", "Family",
    "Fantasy", "History", "Horror", "Music", "Mystery", "Romance", "Science Fiction", "Thriller",
    "War", "Western",
)  # fmt: skip


def running(pid: int) -> int:
    """Nanoseconds a process was on a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def ask(
    connection: psycopg.Connection, queries: list[Query], *, explained: bool
) -> tuple[list[float], list[float], list[list[str]]]:
    """Milliseconds of clock and processor a query, and its answers."""
    pid = connection.info.backend_pid
    first(pid)
    clock, processor, answers = [], [], []
    for title, asked in queries:
        before = time.perf_counter(), running(pid)
        rows = connection.execute(ASKED, (title, asked, WANTED, explained)).fetchall()
        clock.append((time.perf_counter() - before[0]) * 1e3)
        processor.append((running(pid) - before[1]) / 1e6)
        answers.append([row[0] for row in rows])
    return clock, processor, answers


def first(pid: int) -> None:
    """Let a backend run before whatever else the machine does, where that is allowed."""
    with contextlib.suppress(OSError):
        Path(f"/proc/{pid}/autogroup").write_text(
            Path("/proc/self/autogroup").read_text().split()[-1]
        )


def genres_of(connection: psycopg.Connection, title: str) -> set[str]:
    """A title's genres, by its facets."""
    rows = connection.execute(
        "SELECT genre FROM unnest(%s::text[]) AS genre, vectors.all_1 AS held WHERE title_id = %s "
        "AND catalogue.facet_code('genre:' || genre) = ANY (held.facets)",
        (list(GENRES), title),
    ).fetchall()
    return {row[0] for row in rows}


class Exact:
    """Every title's vector, and which titles pass a filter: likeness told by numpy."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.connection = connection
        self.known: dict[str, np.ndarray] = {}
        with connection.cursor().copy(
            "COPY (SELECT title_id, embedding FROM vectors.all_1 ORDER BY title_id) "
            "TO STDOUT (FORMAT binary)"
        ) as rows:
            rows.set_types(["text", "halfvec"])
            found = [(title, vector.to_numpy()) for title, vector in rows.rows()]
        self.ids = np.array([title for title, _ in found])
        self.places = {title: place for place, title in enumerate(self.ids)}
        self.vectors = np.stack([vector for _, vector in found])

    def passing(self, asked: str) -> np.ndarray:
        """Places of the titles that pass."""
        if asked not in self.known:
            rows = self.connection.execute(
                "SELECT title_id FROM vectors.all_1 AS facet WHERE facets && "
                "catalogue.facet_codes(%s, 'genres', 'any', 'genre') AND facets && "
                "catalogue.offer_codes(%s::jsonb -> 'streaming')", (asked, asked)
            ).fetchall()  # fmt: skip
            self.known[asked] = np.array([self.places[row[0]] for row in rows])
        return self.known[asked]

    def nearest(self, taste: np.ndarray, asked: str, without: str = "") -> list[str]:
        passing = self.passing(asked)
        likeness = self.vectors[passing].astype(np.float32) @ taste.astype(np.float32)
        best = passing[np.argsort(-likeness, kind="stable")[: WANTED + 1]]
        return [str(self.ids[one]) for one in best if self.ids[one] != without][:WANTED]

    def of(self, queries: list[Query]) -> list[list[str]]:
        return [self.nearest(self.vectors[self.places[t]], asked, t) for t, asked in queries]


def unseen(connection: psycopg.Connection, exact: Exact, queries: list[Query]) -> float:
    """Recall for vectors between two titles', which no title has."""
    found = []
    for (title, asked), (other, _) in zip(queries, queries[1:] + queries[:1], strict=True):
        one, two = (exact.vectors[exact.places[t]].astype(np.float32) for t in (title, other))
        right = {*exact.nearest(one + two / 2, asked)}
        rows = connection.execute(
            "SELECT n.title_id FROM catalogue.space_of('all') AS s, catalogue.nearest(s, "
            "catalogue.taste(s, ARRAY[%s, %s], ARRAY[1, 0.5]), catalogue.discover_filter_of(%s), "
            "ARRAY[%s, %s], '{}', %s) AS n",
            (title, other, asked, title, other, WANTED),
        ).fetchall()
        found.append(len({row[0] for row in rows} & right) / max(len(right), 1))
    return float(np.mean(found))


def line(name: str, share: float, clock: list[float], processor: list[float], more: str) -> None:
    figures = [f"{np.percentile(x, p):7.1f}" for x in (clock, processor) for p in (50, 95)]
    print(f"{name:26}{share:7.1%} {' '.join(figures)}  {more}")


def recall(answers: list[list[str]], right: list[list[str]]) -> float:
    return float(np.mean([len({*a} & {*r}) / max(len(r), 1)
                          for a, r in zip(answers, right, strict=True)]))  # fmt: skip


def restart(server: EmbeddedPostgres) -> str:
    """Stop, drop the files from the kernel's cache, start."""
    server.stop()
    for file in server.directory.rglob("*"):
        if file.is_file():
            with file.open("rb") as held:
                os.posix_fadvise(held.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return server.ensure_running().url()


def measure(server: EmbeddedPostgres, count: int) -> None:
    url = server.ensure_running().url()
    rng = random.Random(1)
    with psycopg.connect(url, autocommit=True) as connection:
        titles = [row[0] for row in connection.execute(
            "SELECT title_id FROM vectors.all_1 ORDER BY md5(title_id) LIMIT %s", (count,)
        )]  # fmt: skip
        by_share = {share: filters(connection, share) for share in SHARES}
        own = {t: genres_of(connection, t) for t in titles}
        queries = {s: [(t, rng.choice(by_share[s])) for t in titles] for s in SHARES}
        register_vector(connection)
        exact = Exact(connection)
        right = {share: exact.of(queries[share]) for share in SHARES}
    print(f"{'':34}{'p50 ms':>7}{'p95 ms':>8}{'cpu p50':>8}{'cpu p95':>8}")
    for share in SHARES:
        url = restart(server)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("SET ROLE movie_reader")
            for name, explained in (("cold", True), ("warm", True), ("warm, no why", False)):
                clock, processor, answers = ask(connection, queries[share], explained=explained)
                kin = [bool({*json.loads(asked)["genres"]} & own[t]) for t, asked in queries[share]]
                for which, same in (("own genre", True), ("other", False)):
                    chosen = [place for place, one in enumerate(kin) if one is same]
                    if chosen:
                        got = recall(
                            [answers[n] for n in chosen], [right[share][n] for n in chosen]
                        )
                        ms, cpu = [clock[n] for n in chosen], [processor[n] for n in chosen]
                        more = f"recall@10 {got:.4f}, {len(chosen)} titles"
                        line(f"{name}, {which}", share, ms, cpu, more)
            connection.execute("RESET ROLE")
            more = f"recall@10 {unseen(connection, exact, queries[share][:100]):.4f}"
            print(f"{'100 unseen':26}{share:7.1%} {'':31}  {more}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--lake", type=Path)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--titles", type=int, default=70_000)
    parser.add_argument("--queries", type=int, default=QUERIES)
    parser.add_argument("--port", type=int, default=PORT)
    parser.add_argument("--held", action="store_true", help="ask what an earlier call has built")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    asked.folder.chmod(0o755)
    server = EmbeddedPostgres(asked.folder / "postgres", asked.port)
    if not asked.held:
        server.remove()
    try:
        url = server.ensure_running().url()
        if not asked.held:
            prepare_database(url, "reader")
            fill(url, asked.home, asked.lake, asked.titles, asked.folder)
            with BackendWatch(postmaster_of(url)) as watch:
                for report in bring_up_to_date(Postgres(lambda: url), CLOCK, print):
                    print(report)
            print(f"largest process of the server while building: {watch.peak_mb:.0f} MB")
        measure(server, asked.queries)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
