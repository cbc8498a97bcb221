"""A lake as a run leaves it before `titles`, of any size: the full-scale benchmark's input.

    python -m movie_assets_tests.benchmarks.scaled_lake --home HOME --into FOLDER --scale full

HOME is a home that `movie-assets run` has filled. Made of the universe's real titles: records, word
pools, people. How much there is of what is in `scaled_titles.sizes`. At full size, counted: of a
TMDB record 8.5 offers (median 3, a quarter of the titles none, at most 209, in 14 countries), 3.3
credits (median 3, 99 % at most 20, of 593,000 people), 2.5 names (3.0 M over all), 1.5 images, 0.8
keywords, 3.5 recommendations; of a title with DNA 40 tags. One title in seven or eight has a
namesake. IMDb's year is one off for 2 % of its titles, its runtime a minute off for 15 %.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import Lake, dataset
from movie_assets_tests.benchmarks import scaled_facts as facts
from movie_assets_tests.benchmarks import scaled_pages as pages
from movie_assets_tests.benchmarks import scaled_parts as parts
from movie_assets_tests.benchmarks import scaled_records as records
from movie_assets_tests.benchmarks.scaled_seeds import make_macros, make_pools
from movie_assets_tests.benchmarks.scaled_titles import Sizes, make_titles, sizes, tmdb_id_sql

VERSION = "scaled-3"
NO_PARTITION = "all"
# Lists are put together for a part of a bucket at a time: 60,000 titles have 600,000 offers.
PARTS = 4
PAGES = {
    "wikidata": pages.wikidata_sql,
    "wikipedia": pages.wikipedia_sql,
    "tv_tropes": pages.tv_tropes_sql,
    "rotten_tomatoes": pages.rotten_tomatoes_sql,
    "metacritic": pages.metacritic_sql,
    "tmdb_watch": pages.tmdb_watch_sql,
}
SCORED = ("tmdb", "imdb", "metacritic", "rotten_tomatoes")


def connect(spill: Path) -> duckdb.DuckDBPyConnection:
    """DuckDB with as much memory as a step of the product has."""
    con = duckdb.connect(
        config={"memory_limit": "1200MB", "threads": 2, "temp_directory": str(spill)}
    )
    con.execute("SET TimeZone = 'UTC'")
    con.execute("SET enable_progress_bar = false")
    return con


def generate(
    home: Lake, into: Lake, size: Sizes, buckets: Sequence[str] = BUCKET_PARTITIONS
) -> None:
    """Write the whole lake, or some buckets of it."""
    with connect(into.scratch / "spill") as con:
        make_macros(con)
        make_pools(con, home)
        make_titles(con, size, into.scratch)
        for bucket in buckets:
            con.execute(
                "CREATE OR REPLACE TEMP TABLE t AS "
                f"SELECT * FROM everyone WHERE bucket = '{bucket}' OR imdb_bucket = '{bucket}'"
            )
            _write_bucket(con, into, bucket, size)
        con.execute("DROP TABLE t")
        con.execute("CREATE TEMP VIEW t AS SELECT * FROM everyone")
        _write_whole(con, home, into)
        _write_dna(con, into, size, buckets)


def _write_bucket(con: duckdb.DuckDBPyConnection, lake: Lake, bucket: str, size: Sizes) -> None:
    for part in range(PARTS):
        where = f"bucket = '{bucket}' AND n // 6 % {PARTS} = {part}"
        for name, query in {
            "more_name": parts.names_sql(where),
            "credit": parts.credits_sql(where, size.persons),
            "offered": parts.offers_sql(where),
        }.items():
            into = f"INSERT INTO {name}" if part else f"CREATE OR REPLACE TEMP TABLE {name} AS"
            con.execute(f"{into} {query}")
    for source in ("tmdb", "imdb", *PAGES):
        write(con, lake, "source_record", source, bucket, source_sql(source, bucket))
    write(con, lake, "title_spine", "", bucket, facts.spine_sql(bucket))
    write(con, lake, "crosswalk", "", bucket, facts.links_sql(bucket))
    write(con, lake, "popularity_daily", "", bucket, facts.popularity_sql(bucket))
    for source in SCORED:
        write(con, lake, "score_seen", source, bucket, facts.score_seen_sql(source, bucket))


def source_sql(source: str, bucket: str) -> str:
    """SQL of a source's records of a bucket."""
    if source == "tmdb":
        return records.tmdb_sql(bucket, _other(bucket))
    return records.imdb_sql(bucket) if source == "imdb" else PAGES[source](bucket)


def _other(bucket: str) -> str:
    """SQL of the id of a title of the bucket's kind near rank `{m}`."""
    kind = bucket.split("-", maxsplit=1)[0]
    rank = "(({m}) // 6 * 6 + 5)" if kind == "tv" else "(({m}) // 6 * 6)"
    return f"'{kind}/' || {tmdb_id_sql(rank)}"


def _write_whole(con: duckdb.DuckDBPyConnection, home: Lake, lake: Lake) -> None:
    """What is not kept by buckets."""
    nothing = f"SELECT * FROM {lake.scan(dataset('score_seen'), [])}"
    write(con, lake, "score_seen", "drop", NO_PARTITION, nothing)
    write(con, lake, "source_redirect", "", NO_PARTITION, facts.redirects_sql())
    providers = f"SELECT * FROM {home.scan(dataset('provider', 'tmdb'))}"
    write(con, lake, "provider", "tmdb", NO_PARTITION, providers)


def _write_dna(
    con: duckdb.DuckDBPyConnection, lake: Lake, size: Sizes, buckets: Sequence[str]
) -> None:
    con.execute(f"CREATE TEMP TABLE tagged AS {facts.tagged_sql()}")
    con.execute(f"CREATE TEMP TABLE tag AS {facts.tags_sql(size.dna_values)}")
    for bucket in buckets:
        tags = f"SELECT *, NULL AS prompt_hash, NULL AS cost_usd FROM tag WHERE bucket = '{bucket}'"
        write(con, lake, "title_dna", "", bucket, tags)
        write(con, lake, "title_fingerprint", "", bucket, facts.fingerprints_sql(bucket))
        write(con, lake, "title_embedding", "", bucket, facts.embeddings_sql(bucket))


def write(
    con: duckdb.DuckDBPyConnection, lake: Lake, table: str, branch: str, partition: str, query: str
) -> None:
    """One file as an asset would write it."""
    lake.write(con, dataset(table, branch), partition, query, inputs=VERSION)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path, required=True)
    parser.add_argument("--into", type=Path, required=True)
    parser.add_argument("--scale", default="full")
    given = parser.parse_args()
    factor = 1.0 if given.scale == "full" else float(given.scale)
    begun = time.monotonic()
    scratch = given.into.parent / f"{given.into.name}.scratch"
    scratch.mkdir(parents=True, exist_ok=True)
    generate(Lake(str(given.home / "lake")), Lake(str(given.into), scratch), sizes(factor))
    print(f"{given.into}: {time.monotonic() - begun:.0f} s")


if __name__ == "__main__":
    main()
