"""Times title search on 1.2 M titles with 3 M names made of real ones. By hand.

    python -m movie_assets_tests.benchmarks.search_scale ../shared/data/legs FOLDER

Makes the titles once in FOLDER and loads them into a server of its own there; then prints
    load       seconds of the clock and of the processors (this process, the server's) by step, the
               sizes of tables and indexes, and the most memory either held
    change     the same for 12,000 titles that get another name
    queries    500 of them on one warm connection: half, 95 % and most milliseconds by class, of the
               clock and of the processor (which other work on the machine does not move), and how
               many have the right title among the first five
    worst      queries made to be expensive, in milliseconds

How titles are made (by DuckDB's hash, so the same every time): the first 192 k names are the real
spine's. Of the others a fifth is a real name; the rest begins as one real name and ends as another,
and a third of them gets a word that is new, a real word's beginning with another's end, so that
there are some 630 k words. Popularity is 500 / sqrt(rank): half of all that is asked, drawn in
proportion to it, is for titles beyond the 300,000 most popular.

Which queries: 40 % a name as it is, 30 % a name cut inside its last word (three letters of it
stay), 30 % one with one letter of a word of four or more gone, added, another, or swapped with the
next.
Right is the title asked for, or one of the very same name and at least its popularity.
"""

from __future__ import annotations

import argparse
import itertools
import os
import random
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import psycopg
from psycopg import sql

from movie_assets.model.contract import table_named
from movie_assets.model.render.duckdb import row_hash_sql
from movie_assets.model.render.postgres import quoted
from movie_assets.resources.copying import LOADED, copy_rows
from movie_assets.resources.database import prepare_database
from movie_assets.resources.embedded_postgres import EmbeddedPostgres
from movie_assets.resources.search_tokens import add_words
from movie_assets.titles.search import popular_sql, search_rows_sql

TITLES, NAMES, CHANGED, QUERIES, BUCKETS = 1_200_000, 3_000_000, 12_000, 500, 20
MEMORY = "1200MB"  # as an asset's DuckDB
PORT = 54777
TICKS = os.sysconf("SC_CLK_TCK")
WORST = (
    "the", "a", "m", "the m", "love", "the of", "john", "de", "the man", "love st", "in the ho",
    "the of and in a to for with on my your love", "a b c d e f g h i j k l",
    "love story of the man in the house on my street tonight", "lvoe", "mna", "starr wers",
    "wnidow darkk nihgt loev stroy mann wommen", "?!?", "%_%", "2012", "8½", "1999 2001", "千と",
    "Сталкер", "기생충", "ا", "x" * 10_000, "the " * 2_000,
)  # fmt: skip


def make_titles(spine: Path, target: Path) -> None:
    con = duckdb.connect(config={"temp_directory": str(target.parent / "spill")})
    con.execute(
        "CREATE TABLE real AS SELECT row_number() OVER (ORDER BY title_id) AS n, title "
        f"FROM '{spine}' WHERE title IS NOT NULL"
    )
    ((real,),) = con.execute("SELECT count(*) FROM real").fetchall()
    con.execute(
        f"""
        CREATE TABLE made AS
        SELECT i, CASE WHEN i < {TITLES} THEN i ELSE (hash(i, 5) % {TITLES})::BIGINT END AS owner,
            CASE WHEN i < {real} OR hash(i, 4) % 100 < 20 THEN one.title
            ELSE array_to_string(list_concat(
                ones[:greatest(1, len(ones) // 2)], others[len(others) // 2 + 1:],
                CASE WHEN hash(i, 4) % 100 >= 72 THEN [
                    new.title[1:2 + hash(i, 6) % 3]
                    || lower(other.title[length(other.title) - 2 - (hash(i, 7) % 3)::INT:])
                ] ELSE [] END
            ), ' ') END AS name
        FROM range({NAMES}) AS r (i)
        JOIN real AS one
            ON one.n = CASE WHEN i < {real} THEN i + 1 ELSE 1 + (hash(i, 1) % {real})::BIGINT END
        JOIN real AS other ON other.n = 1 + (hash(i, 2) % {real})::BIGINT
        JOIN real AS new ON new.n = 1 + (hash(i, 3) % {real})::BIGINT,
        LATERAL (
            SELECT string_split(one.title, ' ') AS ones, string_split(other.title, ' ') AS others
        )
        """
    )
    con.execute(
        f"""
        COPY (
            SELECT
                CASE WHEN owner % 6 = 0 THEN 'tv/' ELSE 'movie/' END || (owner + 1) AS title_id,
                CASE WHEN owner % 6 = 0 THEN 'tv' ELSE 'movie' END AS kind,
                1950 + (hash(owner) % 75)::BIGINT AS year,
                min_by(name, i) AS title, NULL::VARCHAR AS original_title,
                to_json(list({{'name': name, 'language': 'en', 'country': NULL,
                    'kind': 'alternative'}} ORDER BY i))::VARCHAR AS names,
                500 / sqrt(1 + (hash(owner, 9) % {TITLES})) AS popularity
            FROM made GROUP BY owner
        ) TO '{target}'
        """
    )


# -- loading ---------------------------------------------------------------------------------------


class Scale:
    """The made titles, a DuckDB and a database to load them into."""

    def __init__(self, folder: Path, url: str) -> None:
        self.folder, self.url = folder, url
        config = {"threads": 2, "memory_limit": MEMORY, "temp_directory": str(folder / "spill")}
        self.con = duckdb.connect(config=config)
        self.titles = f"'{folder / 'titles.parquet'}'"

    @contextmanager
    def step(self, name: str, cursor: psycopg.Cursor | None = None) -> Iterator[None]:
        pid = cursor.connection.info.backend_pid if cursor else None
        before = time.perf_counter(), time.process_time(), _processor(pid)
        yield
        after = time.perf_counter(), time.process_time(), _processor(pid)
        clock, ours, server = (a - b for a, b in zip(after, before, strict=True))
        print(f"    {name:34} {clock:6.1f} s   {ours:6.1f} s + {server:6.1f} s of processors")

    def place(self) -> None:
        """What is there without search: titles and their popularity."""
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            for name, shown in (
                ("title", "kind, title, year"), ("title_popularity", "popularity")
            ):  # fmt: skip
                file = self.folder / f"{name}.csv"
                self.con.execute(
                    f"COPY (SELECT title_id, {shown} FROM {self.titles}) TO '{file}' (HEADER false)"
                )
                # What the search does not read may be anything.
                for column in table_named(name).columns:
                    if not column.nullable and column.name not in ("title_id", *shown.split(", ")):
                        cursor.execute(
                            f"ALTER TABLE catalogue.{name} "
                            f"ALTER {quoted(column.name)} DROP NOT NULL"
                        )
                for column in LOADED:
                    cursor.execute(f"ALTER TABLE catalogue.{name} ALTER {column} DROP NOT NULL")
                with cursor.copy(
                    f"COPY catalogue.{name} (title_id, {shown}) FROM STDIN (FORMAT csv)"
                ) as copy:
                    copy.write(file.read_bytes())
                file.unlink()

    def load(self, titles: str) -> None:
        """Rows of `title_search` and their words, as a load writes them; then the popular ones."""
        table = table_named("title_search")
        with psycopg.connect(self.url) as connection, connection.cursor() as cursor:
            cursor.execute("SET max_parallel_maintenance_workers = 0")
            with self.step("names folded (DuckDB)"):
                self.con.execute(
                    "CREATE OR REPLACE TEMP TABLE load_changed AS "
                    f"SELECT *, {row_hash_sql(table)} AS row_hash, 0 AS part "
                    f"FROM ({search_rows_sql(titles)})"
                )
            cursor.execute("CREATE TEMP TABLE staged (LIKE catalogue.title_search) ON COMMIT DROP")
            with self.step("rows staged", cursor):
                staged = sql.Identifier("staged")
                copy_rows(self.con, "FROM load_changed", table, cursor, staged, self.folder)
                cursor.execute("ANALYZE staged")
            with self.step("words", cursor):
                add_words(self.con, cursor, self.folder, "load_changed")
            with self.step("rows written", cursor):
                cursor.execute(
                    "INSERT INTO catalogue.title_search SELECT * FROM staged "
                    "ON CONFLICT (title_id) DO UPDATE SET names = excluded.names, "
                    "folded = excluded.folded, row_hash = excluded.row_hash"
                )
            connection.commit()
            print(f"    {'most memory':34} {_peak_mb('self')} MB, "
                  f"server {_peak_mb(connection.info.backend_pid)} MB")  # fmt: skip

    def load_popular(self) -> None:
        table = table_named("search_popular")
        self.con.execute(
            f"CREATE TEMP TABLE placed AS SELECT *, hash(title_id) % {BUCKETS} AS bucket "
            f"FROM {self.titles} ORDER BY bucket"
        )
        with (
            psycopg.connect(self.url) as connection,
            connection.cursor() as cursor,
            self.step("the most popular titles", cursor),
        ):
            cursor.execute("SET search_path = catalogue, public")
            for bucket in range(BUCKETS):
                mine = f"(SELECT * FROM placed WHERE bucket = {bucket})"
                made = popular_sql(mine, mine)
                rows = f"SELECT *, md5('') AS row_hash, 0 AS part FROM ({made})"
                target = sql.Identifier(table.name)
                copy_rows(self.con, rows, table, cursor, target, self.folder)

    def settle(self) -> None:
        with psycopg.connect(self.url, autocommit=True) as connection:
            for table in ("title", "title_popularity", "title_search", "search_popular",
                          "search_token", "search_posting"):  # fmt: skip
                connection.execute(f"VACUUM ANALYZE catalogue.{table}")

    def sizes(self) -> None:
        with psycopg.connect(self.url) as connection:
            for name, rows, size in connection.execute(
                "SELECT relname, reltuples::bigint, pg_relation_size(oid) FROM pg_class "
                "WHERE relname ~ '^(title_search|search_)' ORDER BY relname"
            ):
                print(f"    {name:34} {rows:10,} rows {size / 2**20:8.0f} MB")


def _processor(pid: int | None) -> float:
    """Seconds of processor a server process has used, waiting for it included."""
    if pid is None:
        return 0.0
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def _peak_mb(pid: int | str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this system does not say how much memory a process held")


# -- asking ----------------------------------------------------------------------------------------


def made_queries(scale: Scale, chance: random.Random) -> list[tuple[str, str, str, str]]:
    """Class, query, the title asked for and which of its names."""
    rows = scale.con.execute(
        "SELECT title_id, popularity, names::JSON->>'$[*].name' "
        f"FROM {scale.titles} ORDER BY title_id"
    ).fetchall()
    weights = list(itertools.accumulate(row[1] for row in rows))
    queries: list[tuple[str, str, str, str]] = []
    kinds = ["exact"] * 40 + ["prefix"] * 30 + ["typo"] * 30
    while len(queries) < QUERIES:
        title_id, _, names = chance.choices(rows, cum_weights=weights)[0]
        name = chance.choice(names)
        kind = kinds[len(queries) % 100]
        query = {"exact": lambda n, _: n.lower(), "prefix": cut, "typo": mistyped}[kind](
            name, chance
        )
        if query:
            queries.append((kind, query, title_id, name))
    return queries


def cut(name: str, chance: random.Random) -> str | None:
    head, _, last = name.rpartition(" ")
    if len(last) < 4 or len(name) < 6 or not last.isalpha():
        return None
    return f"{head} {last[: chance.randint(3, len(last) - 1)]}".strip()


def mistyped(name: str, chance: random.Random) -> str | None:
    words = name.split(" ")
    places = [at for at, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    if not places:
        return None
    at = chance.choice(places)
    word = words[at].lower()
    letter, place = chance.choice(string.ascii_lowercase), chance.randrange(len(word))
    words[at] = chance.choice((
        word[:place] + word[place + 1 :],
        word[:place] + letter + word[place:],
        word[:place] + letter + word[place + 1 :],
        word[:place] + word[place : place + 2][::-1] + word[place + 2 :],
    ))  # fmt: skip
    return " ".join(words)


def ask(scale: Scale, chance: random.Random, show: int) -> None:
    popularity = dict(
        scale.con.execute(f"SELECT title_id, popularity FROM {scale.titles}").fetchall()
    )
    queries = made_queries(scale, chance)
    seen: dict[str, list[tuple[float, float, bool]]] = {}
    with psycopg.connect(scale.url, autocommit=True) as connection:
        connection.execute("SET default_transaction_read_only = on")
        for kind, query, title_id, name in [*queries[:100], *queries]:  # the first ones warm it
            clock, processor, hits = timed(connection, query)
            ((folded,),) = connection.execute("SELECT api.fold(%s)", (name,)).fetchall()
            right = any(
                hit[0] == title_id
                or (_fold(connection, hit[4]) == folded and hit[5] >= popularity[title_id] - 1e-9)
                for hit in hits[:5]
            )
            seen.setdefault(kind, []).append((clock, processor, right))
            if not right and show > 0:
                show -= 1
                found = [(hit[4], round(hit[5], 1)) for hit in hits[:5]]
                print(
                    f"    missed: {kind} {query!r} of {name!r} ({popularity[title_id]:.1f}): "
                    f"{found}"
                )
        for kind, rows in [*sorted(seen.items()), ("all", [*itertools.chain(*seen.values())])]:
            report(kind, rows)
        print("worst:")
        for query in WORST:
            timed(connection, query)
            clock, processor = min(timed(connection, query)[:2] for _ in range(3))
            print(f"    {query[:60]!r:64} {clock:6.1f} ms {processor:6.1f} ms of processor")


def report(kind: str, rows: list[tuple[float, float, bool]]) -> None:
    figures = []
    for which in (0, 1):
        times = sorted(row[which] for row in rows)
        figures += [times[len(times) // 2], times[int(len(times) * 0.95)], times[-1]]
    rate = sum(row[2] for row in rows) / len(rows)
    clock, processor = (" / ".join(f"{x:.1f}" for x in part) for part in (figures[:3], figures[3:]))
    print(f"    {kind:7} {len(rows):4}   p50/p95/max {clock} ms, of processor {processor} ms, "
          f"right in 5: {rate:.1%}")  # fmt: skip


def timed(connection: psycopg.Connection, query: str) -> tuple[float, float, list[Any]]:
    """Milliseconds of the clock, of the server's processor, and the hits."""
    pid = connection.info.backend_pid
    before = time.perf_counter(), _running(pid)
    hits = connection.execute("SELECT * FROM api.search_titles(%s)", (query,)).fetchall()
    return (time.perf_counter() - before[0]) * 1e3, (_running(pid) - before[1]) / 1e6, hits


def _running(pid: int) -> int:
    """Nanoseconds a process was on a processor."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0])


def _fold(connection: psycopg.Connection, name: str) -> str:
    ((folded,),) = connection.execute("SELECT api.fold(%s)", (name,)).fetchall()
    return folded


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--held", action="store_true", help="ask what an earlier call has loaded")
    parser.add_argument("--misses", type=int, default=0, help="show so many that missed")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    asked.folder.chmod(0o755)
    if not (asked.folder / "titles.parquet").exists():
        make_titles(asked.legs / "spine.parquet", asked.folder / "titles.parquet")
    server = EmbeddedPostgres(asked.folder / "postgres", PORT)
    if not asked.held:
        server.remove()
    try:
        scale = Scale(asked.folder, server.ensure_running().url())
        if not asked.held:
            prepare_database(scale.url, "reader")
            scale.place()
            print("load:")
            scale.load(scale.titles)
            scale.load_popular()
            scale.settle()
            scale.sizes()
            print("change:")
            scale.load(
                f"(SELECT * REPLACE (title || ' Again' AS title) FROM {scale.titles} "
                f"ORDER BY hash(title_id, 2) LIMIT {CHANGED})"
            )
        print("queries:")
        ask(scale, random.Random(5), asked.misses)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
