"""`movie-assets link`: what it takes, what it says, and how the crosswalk heeds it in the end."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import dagster as dg
import psycopg
import pytest

from movie_assets import checks, wiring
from movie_assets.assets import crosswalk, link_decisions
from movie_assets.assets.crosswalk import CANDIDATES, LINKS
from movie_assets.assets.drops import DROPS
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.titles import REDIRECTS
from movie_assets.commands import linking, standing
from movie_assets.commands.linking import Pair, decide, pair_of
from movie_assets.model.contract import table_of
from movie_assets.model.errors import CrosswalkError
from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.title_rows import (
    CrosswalkCandidate,
    SourceRedirect,
    SpineTitle,
    TitleRedirect,
)
from movie_assets.resources.lake import Dataset, Lake
from movie_assets.settings import Settings

DAY = dt.date(2025, 7, 1)
NOON = dt.datetime(2025, 7, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("title", "record", "source", "pair"),
    [
        ("movie/603", "tt0133093", "imdb", ("movie/603", "imdb", "tt0133093")),
        ("movie/603", "imdb/tt0133093", "", ("movie/603", "imdb", "tt0133093")),
        ("tv/1396", "rotten_tomatoes/tv/breaking_bad", "",
         ("tv/1396", "rotten_tomatoes", "tv/breaking_bad")),
        ("imdb/tt0133093", "m/matrix", "rotten_tomatoes",
         ("imdb/tt0133093", "rotten_tomatoes", "m/matrix")),
        ("movie/603", "drop/box_office/7/8", "", ("movie/603", "drop/box_office", "7/8")),
        ("movie/603", "The Matrix", "wikipedia", ("movie/603", "wikipedia", "The Matrix")),
    ],
)  # fmt: skip
def test_a_pair_is_read(title: str, record: str, source: str, pair: tuple[str, str, str]) -> None:
    assert pair_of(title, record, source) == Pair(*pair)


@pytest.mark.parametrize(
    ("title", "record", "source", "said"),
    [
        ("The Matrix", "tt0133093", "imdb", "no title's id"),
        ("movie/0603", "tt0133093", "imdb", "no title's id"),
        ("movie/603", "tt0133093", "", "Say --source"),
        ("movie/603", "tt0133093", "imbd", "Say --source"),
        ("movie/603", "movie/604", "tmdb", "is no source whose records are linked"),
        ("movie/603", "tt11161", "imdb", "no id of imdb"),
        ("movie/603", "matrix", "rotten_tomatoes", "they look like m/matrix"),
        ("movie/603", "Q0", "wikidata", "no id of wikidata"),
    ],
)
def test_what_is_no_pair_says_why(title: str, record: str, source: str, said: str) -> None:
    with pytest.raises(CrosswalkError, match=said):
        pair_of(title, record, source)


@pytest.fixture
def settings(tmp_path, postgres, database) -> Settings:
    """A home whose spine knows three films, one that is gone and one merged; claims on them."""
    made = Settings(home=tmp_path, dotenv=tmp_path / "env", database_url=database)
    wiring.prepare_databases(made)
    lake = wiring.workbench(made).lake
    titles = [("movie/1", "active"), ("movie/2", "active"), ("movie/3", "active"),
              ("movie/8", "gone"), ("movie/9", "gone")]  # fmt: skip
    by_bucket(lake, SPINE, SpineTitle, [
        SpineTitle(title_id=one, kind="movie", origin="tmdb", state=state, first_seen=DAY)
        for one, state in titles
    ])  # fmt: skip
    by_bucket(lake, CANDIDATES, CrosswalkCandidate, [
        claim("movie/1", "tt0000001"), claim("movie/2", "tt0000002"), claim("movie/3", "tt0000003"),
    ])  # fmt: skip
    put(lake, REDIRECTS, "movie-00", TitleRedirect, [
        TitleRedirect(from_title_id="movie/8", reason="gone", decided_on=DAY),
        TitleRedirect(from_title_id="movie/9", to_title_id="movie/2", reason="merged",
                      decided_on=DAY),
    ])  # fmt: skip
    put(lake, SOURCE_REDIRECTS, NO_PARTITION, SourceRedirect, [
        SourceRedirect(source="imdb", from_source_id="tt0000009", to_source_id="tt0000001",
                       decided_on=DAY),
    ])  # fmt: skip
    return made


def put(lake: Lake, ds: Dataset, partition: str, row: type[Any], rows: Iterable[Any]) -> None:
    lake.write_table(ds, partition, arrow_table(table_of(row), list(rows)), "data")


def by_bucket(lake: Lake, ds: Dataset, row: type[Any], rows: Iterable[Any]) -> None:
    buckets: dict[str, list[Any]] = {}
    for one in rows:
        buckets.setdefault(partition_of(one.title_id, "movie"), []).append(one)
    for bucket, mine in buckets.items():
        put(lake, ds, bucket, row, mine)


def claim(title_id: str, source_id: str) -> CrosswalkCandidate:
    return CrosswalkCandidate(
        title_id=title_id, kind="movie", source="imdb", source_id=source_id, method="id",
        probability=0.99, evidence="{}", rule_version="1",
    )  # fmt: skip


def link(settings: Settings, title: str, record: str, *, accepted: bool = True) -> list[str]:
    return decide(settings, pair_of(title, record, "imdb"), accepted=accepted, by="Ada")


def decided(settings: Settings) -> dict[tuple[str, str], tuple[str, str]]:
    """Run the crosswalk as the graph does: (title_id, source_id) -> status and method."""
    work = wiring.workbench(settings)
    of_crosswalk = [
        check for check in checks.checks
        if any(key.asset_key.path[-1] == "crosswalk" for key in check.check_keys)
    ]  # fmt: skip
    last = next(one for one in crosswalk.assets if one.key.path[-1] == "crosswalk")
    tags = {
        "dagster/asset_partition_range_start": BUCKET_PARTITIONS[0],
        "dagster/asset_partition_range_end": BUCKET_PARTITIONS[-1],
    }
    with dg.DagsterInstance.ephemeral() as instance:
        for assets, more in ((link_decisions.assets, {}), ([last, *of_crosswalk], {"tags": tags})):
            done = dg.materialize(assets, resources={"work": work}, instance=instance, **more)
            assert done.success
            assert all(one.passed for one in done.get_asset_check_evaluations())
    with work.compute() as con:
        rows = con.execute(
            "SELECT title_id, source_id, status, method "
            f"FROM {work.lake.scan(LINKS, BUCKET_PARTITIONS)}"
        ).fetchall()
    return {(title_id, source_id): (status, method) for title_id, source_id, status, method in rows}


def test_from_the_command_to_the_crosswalk_and_back(settings: Settings) -> None:
    by_ids = {("movie/1", "tt0000001"): ("accepted", "id"),
              ("movie/2", "tt0000002"): ("accepted", "id"),
              ("movie/3", "tt0000003"): ("accepted", "id")}  # fmt: skip
    assert decided(settings) == by_ids
    state = standing._state(settings)

    said = link(settings, "movie/1", "tt0000002")
    assert said[0] == "Kept: movie/1 and imdb tt0000002 are one, says Ada."
    assert "nothing spoke for it" in said[1]
    assert said[2:4] == [
        "It gives way: movie/1 and imdb tt0000001, accepted until now.",
        "It gives way: movie/2 and imdb tt0000002, accepted until now.",
    ]
    assert "movie-assets run" in said[-1]
    assert standing._state(settings) != state  # so the next run does not say "nothing to do"
    heeded = decided(settings)
    assert heeded == {
        ("movie/1", "tt0000001"): ("rejected", "id"),
        ("movie/1", "tt0000002"): ("accepted", "human"),
        ("movie/2", "tt0000002"): ("rejected", "id"),
        ("movie/3", "tt0000003"): ("accepted", "id"),
    }
    assert decided(settings) == heeded

    said = link(settings, "movie/1", "tt0000002", accepted=False)
    assert said[1] == "Until now: accepted by human, probability 1.000."
    assert decided(settings) == by_ids | {("movie/1", "tt0000002"): ("rejected", "human")}


def test_old_ids_are_put_right(settings: Settings) -> None:
    said = link(settings, "movie/9", "tt0000009")
    assert said[:2] == [
        "movie/9 and imdb tt0000009 go by movie/2 and imdb tt0000001 today.",
        "Kept: movie/2 and imdb tt0000001 are one, says Ada.",
    ]
    assert decided(settings)["movie/2", "tt0000001"] == ("accepted", "human")


@pytest.mark.parametrize(
    ("title", "record", "said"),
    [
        ("movie/404", "imdb/tt0000001", "is no title we know"),
        ("movie/8", "imdb/tt0000001", "was taken down"),
        ("movie/1", "drop/box_office/7", "No file of drop/box_office was dropped; there are: none"),
    ],
)
def test_what_is_not_known_is_refused_and_not_kept(
    settings: Settings, database: str, title: str, record: str, said: str
) -> None:
    with pytest.raises(CrosswalkError, match=said):
        decide(settings, pair_of(title, record), accepted=True, by="Ada")
    with psycopg.connect(database) as connection:
        assert connection.execute("SELECT count(*) FROM app.link_decision").fetchone() == (0,)


def test_records_of_a_dropped_file_may_be_linked(settings: Settings) -> None:
    told = SourceRecord(
        source="box_office", source_id="7", title_id="box_office/7", outcome="found",
        answer_id="a", requested_at=NOON, observed_at=NOON, parser_version="1",
    )  # fmt: skip
    put(wiring.workbench(settings).lake, DROPS, "f" * 32, SourceRecord, [told])
    pair = pair_of("movie/1", "drop/box_office/7")
    assert decide(settings, pair, accepted=True, by="Ada")[0].startswith("Kept: movie/1")
    assert decided(settings)["movie/1", "7"] == ("accepted", "human")


def test_the_words_are_read_by_the_role_that_apps_have(settings: Settings) -> None:
    link(settings, "movie/1", "tt0000002")
    (word,) = wiring.workbench(settings).link_decisions()
    assert (word.title_id, word.source, word.source_id) == ("movie/1", "imdb", "tt0000002")
    assert (word.accepted, word.decided_by, word.decided_at.tzinfo) == (True, "Ada", dt.UTC)
    assert linking.Pair("movie/1", "imdb", "tt0000002") == pair_of("movie/1", "imdb/tt0000002")
