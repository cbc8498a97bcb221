"""What steps read of titles in `hot`: what their buckets hold, and what they are known by."""

import datetime as dt
from pathlib import Path

import dagster as dg
import psycopg
import pytest
from universe_lanes import bench_at, books, rows
from universe_walks import known_by

from movie_assets.assets import catalogue
from movie_assets.assets.scope import newest_episodes, newest_records, pages_asked, reads_of
from movie_assets.assets.spine import POPULARITY
from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.parts import ExternalId, Release
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import PageAsked, SourceEpisode, SourceRecord
from movie_assets.model.title_rows import PopularityDay
from movie_assets.resources.lake import dataset
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
PAGES = dataset("page_asked", "metacritic")
# Two films of one bucket, of which only the first is wanted now.
MATRIX, BUCKET = "movie/603", partition_of("movie/603", "movie")
OTHER = next(f"movie/{n}" for n in range(999) if partition_of(f"movie/{n}", "movie") == BUCKET)


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    """A lake in which TMDB was asked for one title through `hot`, and no page source was."""
    work = bench_at({}, tmp_path)
    asked = arrow_table(table_of(SourceRecord), [record()])
    work.lake.write_table(dataset("source_record", "tmdb"), HOT, asked, "run")
    return work


def record(**fields: object) -> SourceRecord:
    given = {"source": "tmdb", "title_id": MATRIX} | fields
    return SourceRecord(
        source_id=MATRIX, outcome="found", answer_id="a", requested_at=NOON, parser_version="1",
        observed_at=NOON, **given,
    )  # fmt: skip


def page(title_id: str, name: str) -> PageAsked:
    return PageAsked(
        source="metacritic", title_id=title_id, source_id=f"movie/{name}", reason="guess",
        page_source_id=f"movie/{name}", url=f"https://example.org/{name}", status="accepted",
        outcome="found", requested_at=NOON, answer_id=name,
    )  # fmt: skip


def test_pages_of_a_title_in_hot_are_those_its_bucket_read(work: Workbench):
    held = arrow_table(table_of(PageAsked), [page(MATRIX, "the-matrix"), page(OTHER, "other")])
    work.lake.write_table(PAGES, BUCKET, held, "data")
    found = rows(work, pages_asked(work.lake, "metacritic", HOT), "title_id, source_id")
    assert found == [(MATRIX, "movie/the-matrix")]


def test_seasons_of_a_title_in_hot_are_those_its_bucket_read(work: Workbench):
    season = SourceEpisode(
        source="metacritic", source_id="x", title_id=MATRIX, season=1, episode=0,
        requested_at=NOON, answer_id="b",
    )  # fmt: skip
    held = arrow_table(table_of(SourceEpisode), [season])
    work.lake.write_table(dataset("source_episode", "metacritic"), BUCKET, held, "data")
    found = rows(work, newest_episodes(work.lake, "metacritic", HOT), "title_id, season")
    assert found == [(MATRIX, 1)]


def test_watch_pages_of_a_title_in_hot_are_its_own(work: Workbench):
    """They are filed under title and country: a film's prices went when it became popular."""
    pages = [record(title_id=f"{one}/GB", source="tmdb_watch") for one in (MATRIX, OTHER)]
    held = arrow_table(table_of(SourceRecord), pages)
    work.lake.write_table(dataset("source_record", "tmdb_watch"), BUCKET, held, "data")
    found = rows(work, newest_records(work.lake, "tmdb_watch", HOT), "title_id")
    assert found == [(f"{MATRIX}/GB",)]


def test_a_title_in_hot_keeps_the_popularity_that_came_with_the_days_file(work, prepared):
    day = PopularityDay(title_id=MATRIX, day=NOON.date(), popularity=104.3)
    with work.compute() as con:
        con.register("given", arrow_table(table_of(PopularityDay), [day]))
        work.lake.write(con, POPULARITY, BUCKET, "SELECT * FROM given", inputs="")
    for partition in (BUCKET, HOT):
        done = dg.materialize(
            [one for one in catalogue.assets if one.key.path[-1] == "catalogue_titles"],
            partition_key=partition,
            resources={"work": work, "postgres": Postgres(lambda: prepared)},
            instance=books(),
        )
        assert done.success
    with psycopg.connect(prepared) as connection:
        for table in ("title_popularity", "popularity_daily"):
            found = connection.execute(f"SELECT title_id, popularity FROM catalogue.{table}")
            assert found.fetchall() == [(MATRIX, 104.3)]


def test_what_is_computed_for_hot_depends_on_every_bucket_and_a_bucket_on_itself_and_hot():
    assert {BUCKET, "tv-03", HOT} <= set(reads_of(PAGES, HOT)[1])
    assert sorted(reads_of(PAGES, BUCKET)[1]) == sorted([BUCKET, HOT])


def test_a_title_is_known_by_its_record_and_the_ids_of_others():
    told = record(
        kind="movie",
        title="Lawrence of Arabia",
        year=1962,
        releases=(
            Release(country="GB", released=dt.date(1962, 12, 10)),
            Release(country="US", released=dt.date(2002, 9, 20), note="re-release"),
        ),
        external_ids=(ExternalId(source="imdb", id="tt0056172"),),
    )
    wikidata = record(external_ids=(ExternalId(source="metacritic", id="movie/x"),))
    named, nameless = arrow_table(table_of(SourceRecord), [told, record(kind="movie")]).to_pylist()
    known = known_by(named, {MATRIX: [wikidata]}, {})
    assert known is not None
    assert (known.year, known.release_years) == (1962, (2002,))
    assert (known.ids_of("metacritic"), known.ids_of("imdb")) == (("movie/x",), ("tt0056172",))
    assert known_by(nameless, {}, {}) is None
