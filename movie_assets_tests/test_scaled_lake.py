"""The full-scale benchmark's lake, at a thousandth: counts, skew, links, the same bytes twice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.resources.lake import Lake, dataset
from movie_assets_tests.benchmarks.scaled_days import NEXT_DAY, change
from movie_assets_tests.benchmarks.scaled_facts import LINKED, links_sql
from movie_assets_tests.benchmarks.scaled_lake import connect, generate, source_sql
from movie_assets_tests.benchmarks.scaled_parts import credits_sql, names_sql, offers_sql
from movie_assets_tests.benchmarks.scaled_seeds import make_macros, make_pools
from movie_assets_tests.benchmarks.scaled_titles import make_titles, sizes
from movie_assets_tests.catalogue_run import Catalogue

FACTOR = 0.001
TWO = ("movie-03", "tv-01")


@pytest.fixture(scope="module")
def seeds(catalogue: Catalogue) -> Lake:
    return Lake(str(catalogue.home / "lake"))


@pytest.fixture(scope="module")
def titles(
    seeds: Lake, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `everyone`, `t` (all of it), its parts, and the pools."""
    folder = tmp_path_factory.mktemp("scaled")
    with connect(folder / "spill") as con:
        make_macros(con)
        make_pools(con, seeds)
        make_titles(con, sizes(FACTOR), folder)
        con.execute("CREATE TEMP TABLE t AS SELECT * FROM everyone")
        con.execute(f"CREATE TEMP TABLE more_name AS {names_sql('true')}")
        con.execute(f"CREATE TEMP TABLE credit AS {credits_sql('true', 600)}")
        con.execute(f"CREATE TEMP TABLE offered AS {offers_sql('true')}")
        yield con


@pytest.fixture(scope="module")
def lakes(seeds: Lake, tmp_path_factory: pytest.TempPathFactory) -> list[Lake]:
    """Two buckets of one lake, made twice."""
    made = []
    for name in ("one", "other"):
        folder = tmp_path_factory.mktemp(name)
        lake = Lake(str(folder / "lake"), folder)
        generate(seeds, lake, sizes(FACTOR), TWO)
        made.append(lake)
    return made


def test_the_sizes_are_those_of_the_issue() -> None:
    full = sizes(1.0)
    assert (full.titles, full.offers, full.names) == (1_200_000, 10_000_000, 3_000_000)
    assert (full.imdb, full.rotten_tomatoes, full.metacritic) == (1_000_000, 200_000, 80_000)
    assert (full.dna, full.dna_values) == (70_000, 300_000)
    assert full.titles // 6 == 200_000  # every sixth is a show


def test_sums_come_out_as_stated(titles: duckdb.DuckDBPyConnection) -> None:
    row = titles.execute(
        """
        SELECT count(*), count(*) FILTER (kind = 'tv'), sum(offers),
               count(*) + count(foreign_title) + sum(more_names),
               sum(has_imdb::INT), sum(has_rotten_tomatoes::INT), sum(has_metacritic::INT),
               sum(has_dna::INT)
        FROM everyone
        """
    ).fetchone()
    assert row == (1200, 200, 10_000, 3_000, 1_000, 200, 80, 70)


def test_ids_are_one_titles_own_and_buckets_those_of_the_product(
    titles: duckdb.DuckDBPyConnection,
) -> None:
    rows = titles.execute("SELECT title_id, tconst, kind, bucket FROM everyone").fetchall()
    assert len({row[0] for row in rows}) == len({row[1] for row in rows}) == len(rows)
    assert all(partition_of(title_id, kind) == bucket for title_id, _, kind, bucket in rows)


def test_few_titles_have_most_and_the_tail_is_poor(titles: duckdb.DuckDBPyConnection) -> None:
    row = titles.execute(
        """
        SELECT sum(offers) FILTER (u < 0.1) / sum(offers),
               median(offers) FILTER (u > 0.5),
               max(cast_count) FILTER (u > 0.5),
               min(popularity) FILTER (u < 0.01) > max(popularity) FILTER (u > 0.5),
               avg(offers) FILTER (u < 0.01) > 50 * avg(offers) FILTER (u > 0.9)
        FROM everyone
        """
    ).fetchone()
    assert row is not None
    most, median, cast, is_ordered, is_steep = row
    assert most > 0.5
    assert median <= 3
    assert cast <= 5
    assert is_ordered
    assert is_steep


@pytest.mark.parametrize("source", sorted(LINKED))
def test_every_accepted_link_has_its_record(titles: duckdb.DuckDBPyConnection, source: str) -> None:
    """Of all buckets: a title's IMDb record lies in another bucket than its link."""
    links = " UNION ALL ".join(f"({links_sql(bucket)})" for bucket in BUCKET_PARTITIONS)
    linked = titles.execute(
        f"SELECT source_id FROM ({links}) WHERE source = '{source}' AND status = 'accepted'"
    ).fetchall()
    records = [
        row
        for bucket in BUCKET_PARTITIONS
        for row in titles.execute(
            f"SELECT source_id FROM ({source_sql(source, bucket)})"
        ).fetchall()
    ]
    assert linked
    assert sorted(linked) == sorted(records)
    assert len(set(records)) == len(records)


def test_the_same_bytes_twice(lakes: list[Lake]) -> None:
    one, other = ({p: digest for p, digest in _files(lake)} for lake in lakes)
    assert len(one) > len(TWO) * 15
    assert one == other


def test_offers_of_a_title_are_different_ones(lakes: list[Lake]) -> None:
    scan = lakes[0].scan(dataset("source_record", "tmdb"), TWO)
    row = duckdb.sql(
        f"""
        SELECT count(*), count(DISTINCT (title_id, o.country, o.provider_id, o.type)),
               bool_and(offers_complete)
        FROM (SELECT title_id, offers_complete, unnest(offers) AS o FROM {scan})
        """
    ).fetchone()
    assert row is not None
    assert row[0] == row[1] > 0
    assert row[2]


def test_the_next_day_changes_what_it_says(lakes: list[Lake], tmp_path: Path) -> None:
    lake = lakes[1]
    tmdb, spine = dataset("source_record", "tmdb"), dataset("title_spine")
    with connect(tmp_path / "spill") as con:
        make_macros(con)
        before = con.execute(f"SELECT * FROM {lake.scan(tmdb)} ORDER BY title_id").fetchall()
        change(con, lake, 0.5, TWO)
        after = con.execute(f"SELECT * FROM {lake.scan(tmdb)} ORDER BY title_id").fetchall()
        newer = con.execute(
            f"SELECT count(*) FROM {lake.scan(tmdb)} WHERE requested_at::DATE = DATE '{NEXT_DAY}'"
        ).fetchone()
        states = con.execute(f"SELECT DISTINCT state FROM {lake.scan(spine)}").fetchall()
    moved = sum(old != new for old, new in zip(before, after, strict=True))
    assert newer == (moved,)
    assert 0.3 * len(before) < moved < 0.7 * len(before)
    assert ("active",) in states


def _files(lake: Lake) -> Iterator[tuple[str, str]]:
    for file in sorted(Path(lake.root).rglob("*.parquet")):
        yield str(file.relative_to(lake.root)), hashlib.sha256(file.read_bytes()).hexdigest()
