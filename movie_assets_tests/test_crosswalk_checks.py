"""The crosswalk's asset checks over a lake written by hand: each passes once and fails once."""

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import dagster as dg
import pytest

from movie_assets import checks, policies, vital_checks
from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.link_decisions import HUMAN_LINKS
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.unmatched import MATCH_RATES
from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.operation_rows import HumanLink
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.title_rows import CrosswalkLink, MatchRate
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.workbench import Workbench, in_memory_duckdb

NOON = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
YESTERDAY = TODAY - dt.timedelta(days=1)


def nothing_is_asked() -> Any:
    raise AssertionError("a check asks no source")


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    lake = Lake(str(tmp_path / "lake"), tmp_path)
    return Workbench(
        lake=lake,
        duckdb=in_memory_duckdb(tmp_path / "spill"),
        answers=AnswerStore(lake, tmp_path / "journal"),
        clock=RunClock(NOON),
        open_http=nothing_is_asked,
        scratch=tmp_path,
        hot_titles=lambda _run: [],
    )


def put(work: Workbench, ds: Dataset, partition: str, row: type[Any], rows: Iterable[Any]) -> None:
    work.lake.write_table(ds, partition, arrow_table(table_of(row), list(rows)), "data")


def link(title_id: str, source_id: str, status: str = "accepted") -> CrosswalkLink:
    return CrosswalkLink(
        title_id=title_id, kind="movie", source="imdb", source_id=source_id, status=status,
        method="id", probability=1.0, evidence="{}", decided_at=NOON, rule_version="1",
    )  # fmt: skip


def links(work: Workbench, *rows: CrosswalkLink) -> None:
    """Each in the bucket of its title."""
    buckets = {partition_of(row.title_id, "movie") for row in rows}
    for bucket in buckets:
        mine = [row for row in rows if partition_of(row.title_id, "movie") == bucket]
        put(work, LINKS, bucket, CrosswalkLink, mine)


def said_of(check: Any, work: Workbench) -> dg.AssetCheckResult:
    result = check(work=work)
    assert isinstance(result, dg.AssetCheckResult)
    return result


def test_a_record_of_one_title_passes(work: Workbench) -> None:
    links(work, link("movie/1", "tt1"), link("movie/2", "tt2"), link("movie/3", "tt1", "review"))
    assert said_of(checks.one_title_for_each_record, work).passed


def test_a_record_of_two_titles_fails_and_is_named(work: Workbench) -> None:
    links(work, link("movie/1", "tt1"), link("movie/2", "tt1"))
    found = said_of(checks.one_title_for_each_record, work)
    assert not found.passed
    assert found.metadata["sample"].value == ["imdb tt1: movie/1, movie/2"]


def test_titles_in_hot_count_as_hot_has_them(work: Workbench) -> None:
    """Its bucket says nothing any more of a title that hot decided anew."""
    links(work, link("movie/1", "tt1"), link("movie/2", "tt2"))
    member = SourceRecord(
        source="tmdb", source_id="movie/2", title_id="movie/2", outcome="found", answer_id="a",
        requested_at=NOON, observed_at=NOON, parser_version="1",
    )  # fmt: skip
    put(work, dataset("source_record", "tmdb"), HOT, SourceRecord, [member])
    put(work, LINKS, HOT, CrosswalkLink, [link("movie/2", "tt3")])
    assert said_of(checks.one_title_for_each_record, work).passed
    put(work, LINKS, HOT, CrosswalkLink, [link("movie/2", "tt1")])
    assert not said_of(checks.one_title_for_each_record, work).passed


def human(title_id: str, source_id: str, accepted: bool) -> HumanLink:
    return HumanLink(
        title_id=title_id, kind="movie", source="imdb", source_id=source_id, accepted=accepted,
        decided_by="Ada", decided_at=NOON,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("held", "said", "honoured"),
    [
        ([], [], True),
        ([link("movie/1", "tt1")], [human("movie/1", "tt1", True)], True),
        ([link("movie/1", "tt1", "rejected")], [human("movie/1", "tt1", False)], True),
        ([link("movie/1", "tt1", "review")], [human("movie/1", "tt1", True)], False),
        ([link("movie/1", "tt1")], [human("movie/1", "tt1", False)], False),
        ([], [human("movie/1", "tt1", True)], False),
    ],
)
def test_people_are_heeded(
    work: Workbench, held: list[CrosswalkLink], said: list[HumanLink], honoured: bool
) -> None:
    links(work, *held)
    put(work, HUMAN_LINKS, NO_PARTITION, HumanLink, said)
    found = said_of(checks.people_are_heeded, work)
    assert found.passed == honoured
    assert found.severity == dg.AssetCheckSeverity.ERROR


def rate(day: dt.date, source: str, matched: int, in_review: int = 0) -> MatchRate:
    """Of a thousand titles."""
    return MatchRate(
        day=day, side="title", source=source, kind="movie", decade=1990, language="en",
        items=1000, matched=matched, in_review=in_review,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rows", "passed"),
    [
        ([rate(TODAY, "imdb", 100)], True),  # the first day has nothing to fall from
        ([rate(YESTERDAY, "imdb", 900), rate(TODAY, "imdb", 881)], True),  # 1.9 points
        ([rate(YESTERDAY, "imdb", 900), rate(TODAY, "imdb", 879)], False),  # 2.1
        ([rate(YESTERDAY, "imdb", 900), rate(TODAY, "wikidata", 900)], False),  # all of them
        # of two sources one; the day before yesterday says nothing any more
        (
            [rate(TODAY - dt.timedelta(days=9), "imdb", 999), rate(YESTERDAY, "imdb", 900),
             rate(TODAY, "imdb", 900), rate(YESTERDAY, "wikidata", 900),
             rate(TODAY, "wikidata", 950)],
            True,
        ),
    ],
)  # fmt: skip
def test_match_rates_hold(work: Workbench, rows: list[MatchRate], passed: bool) -> None:
    put(work, MATCH_RATES, NO_PARTITION, MatchRate, rows)
    found = said_of(checks.match_rates_hold, work)
    assert (found.passed, found.severity) == (passed, dg.AssetCheckSeverity.WARN)
    assert policies.MATCH_RATE_DROP == 2.0
    if not passed:
        assert "imdb" in (found.description or "")


def test_only_the_side_of_titles_counts(work: Workbench) -> None:
    """Records that lost their titles are no titles that lost their records."""
    record = rate(YESTERDAY, "drop/list", 900)
    rows = [
        MatchRate(**{n: getattr(one, n) for n in MatchRate.__slots__} | {"side": "record"})
        for one in (record, rate(TODAY, "drop/list", 100))
    ]
    put(work, MATCH_RATES, NO_PARTITION, MatchRate, rows)
    assert said_of(checks.match_rates_hold, work).passed


@pytest.mark.parametrize(
    ("rows", "passed"),
    [
        ([], True),
        ([rate(TODAY, "imdb", 980, 20)], True),  # 2.0 %
        ([rate(TODAY, "imdb", 979, 21)], False),  # 2.1 %
        ([rate(TODAY, "imdb", 900, 30), rate(TODAY, "wikidata", 900, 0)], True),
        ([rate(YESTERDAY, "imdb", 1, 999), rate(TODAY, "imdb", 999, 1)], True),  # of today
    ],
)
def test_few_links_wait(work: Workbench, rows: list[MatchRate], passed: bool) -> None:
    put(work, MATCH_RATES, NO_PARTITION, MatchRate, rows)
    found = said_of(checks.few_links_wait, work)
    assert (found.passed, found.severity) == (passed, dg.AssetCheckSeverity.WARN)


def test_only_the_first_stops_what_follows() -> None:
    blocking = {
        spec.name: spec.blocking
        for check in checks.checks
        for spec in check.check_specs
        if spec.asset_key.path[-1] in ("crosswalk", "match_rates")
        and spec.name not in vital_checks.NAMES
    }
    assert blocking == {
        "one_title_for_each_record": True,
        "people_are_heeded": False,
        "match_rates_hold": False,
        "few_links_wait": False,
    }
