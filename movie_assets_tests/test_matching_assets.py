"""Records without ids, from the lake through the matcher to links; what is compared again, when."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from universe_lanes import bench_at, materialise, rows

from movie_assets.assets import crosswalk, matching
from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.drops import DROPS
from movie_assets.assets.matching import FORMS, MATCHES, PAIRS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION
from movie_assets.model.contract import table_of
from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.model.parts import ExternalId
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.title_rows import SpineTitle
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.resources.workbench import Workbench

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
# From the first film's bucket to that of the two others: nobody lives below or above.
THEIRS = (partition_of("movie/1", "movie"), partition_of("movie/2", "movie"))
HER = {"title": "Her", "year": 2013, "directors": ("Spike Jonze",), "runtime_min": 126}
ALIEN = {"title": "Alien", "year": 1979, "directors": ("Ridley Scott",), "runtime_min": 117}
OTHER = {"title": "Colorful", "original_title": "Karafuru", "year": 2010}


def record(source: str, source_id: str, title_id: str, **told: Any) -> SourceRecord:
    return SourceRecord(
        source=source, source_id=source_id, title_id=title_id, outcome="found", kind="movie",
        answer_id="a", requested_at=NOON, parser_version="1", observed_at=NOON, **told,
    )  # fmt: skip


HER_AND_ALIEN = (
    record("tmdb", "movie/1", "movie/1", **HER),
    record(
        "tmdb", "movie/2", "movie/2", **ALIEN,
        external_ids=(ExternalId(source="imdb", id="tt0078748"),),
    ),
)  # fmt: skip


def spine_title(number: int) -> SpineTitle:
    return SpineTitle(
        title_id=f"movie/{number}", kind="movie", origin="tmdb", tmdb_id=number,
        state="active", first_seen=NOON.date(),
    )  # fmt: skip


def put(work: Workbench, name: str, found: Sequence[SourceRecord]) -> None:
    """Rows of a source in the buckets of the titles they are filed under."""
    for bucket in {partition_of(one.title_id, "movie") for one in found}:
        mine = [one for one in found if partition_of(one.title_id, "movie") == bucket]
        write(work, dataset("source_record", name), bucket, mine)


def write(work: Workbench, ds: Dataset, partition: str, found: Sequence[SourceRecord]) -> None:
    with work.compute() as con:
        con.register("found", arrow_table(table_of(SourceRecord), found))
        work.lake.write(con, ds, partition, "SELECT * FROM found")


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    """Three films at TMDB, one of them with IMDb's id; three records at IMDb, one of none."""
    work = bench_at({}, tmp_path)
    put(work, "tmdb", [*HER_AND_ALIEN, record("tmdb", "movie/3", "movie/3", **OTHER)])
    put(work, "imdb", [
        record("imdb", "tt1798709", "imdb/tt1798709", **HER),
        record("imdb", "tt0078748", "imdb/tt0078748", **ALIEN),
        record("imdb", "tt0000009", "imdb/tt0000009", title="Another Her", year=1950),
    ])  # fmt: skip
    for bucket in BUCKET_PARTITIONS:
        known = [spine_title(n) for n in (1, 2, 3) if partition_of(f"movie/{n}", "movie") == bucket]
        work.lake.write_table(SPINE, bucket, arrow_table(table_of(SpineTitle), known), "data")
    return work


def matched(work: Workbench) -> dict[str, Any]:
    """Names taken apart, records matched; what the matching says of itself."""
    materialise(work, matching.assets, "title_forms", THEIRS)
    return materialise(work, matching.assets, "record_matches")


def links(work: Workbench) -> set[tuple[str, str, str, str]]:
    """(title, source, record, method) of what is accepted after all steps."""
    matched(work)
    for name in ("crosswalk_candidates", "crosswalk"):
        materialise(work, crosswalk.assets, name, THEIRS)
    columns = "title_id, source, source_id, method, status"
    found = rows(work, work.lake.scan(LINKS, BUCKET_PARTITIONS), columns)
    return {tuple(row[:4]) for row in found if row[4] == "accepted" and row[1] != "tmdb"}


BY_ID = ("movie/2", "imdb", "tt0078748", "id")
BY_NAME = ("movie/1", "imdb", "tt1798709", "blocked_match")


def test_a_record_without_an_id_is_linked_by_what_it_says(work: Workbench) -> None:
    assert links(work) == {BY_ID, BY_NAME}
    told = rows(work, work.lake.scan(MATCHES), "source_id, title_id, status")
    assert ("tt1798709", "movie/1", "accepted") in told
    assert {row[0] for row in told} == {"tt1798709", "tt0000009"}  # an id that fits is not asked


def test_a_file_dropped_later_is_compared_alone(work: Workbench) -> None:
    assert matched(work)["records_compared"] == 2
    assert matched(work)["files_changed"] == 0
    write(work, DROPS, "f1", [record("the_numbers", "r1", "the_numbers/r1", **ALIEN)])
    assert matched(work)["records_compared"] == 1
    held = [work.lake.version(ds, NO_PARTITION) for ds in (MATCHES, PAIRS)]
    # With one of the two lost, as by a kill between their writes, or both: all is compared again.
    for lost in ([MATCHES], [PAIRS], [MATCHES, PAIRS]):
        for ds in lost:
            work.lake.drop(work.lake.uri(ds, NO_PARTITION))
        assert matched(work)["records_compared"] == 3
        assert [work.lake.version(ds, NO_PARTITION) for ds in (MATCHES, PAIRS)] == held
    assert links(work) == {BY_ID, BY_NAME, ("movie/2", "drop/the_numbers", "r1", "blocked_match")}


def test_a_title_that_changes_is_compared_with_every_record_again(work: Workbench) -> None:
    links(work)
    renamed = OTHER | {"title": "Another Her", "year": 1950, "original_title": None}
    put(work, "tmdb", [*HER_AND_ALIEN, record("tmdb", "movie/3", "movie/3", **renamed)])
    before = rows(work, work.lake.scan(FORMS), "title_id, key")
    assert matched(work)["records_compared"] == 2
    after = rows(work, work.lake.scan(FORMS), "title_id, key")
    assert {row for row in before if row[0] != "movie/3"} == {
        row for row in after if row[0] != "movie/3"
    }
    assert ("movie/3", "colorful") in before
    assert ("movie/3", "colorful") not in after
    assert ("movie/3", "imdb", "tt0000009", "blocked_match") in links(work)
