"""Only what changed is computed again, and it is what a computation from nothing gives."""

import datetime as dt
import random
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from universe_lanes import START, bench_at, materialise, rows

from movie_assets.assets import title_scores, titles
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.parts import Name
from movie_assets.model.source_rows import ScoreSeen, SourceRecord
from movie_assets.model.title_rows import CrosswalkLink, SpineTitle
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.workbench import Workbench
from movie_assets_tests.test_streaming_assets import put

BUCKETS = ("movie-01", "movie-02")
NUMBERS = [n for n in range(1, 700) if partition_of(f"movie/{n}", "movie") in BUCKETS]
ROUNDS = 6
OUTPUTS = ("title", "title_redirect", "title_score", "title_score_summary", "score_observation")


def home(title_id: str) -> str:
    return partition_of(title_id, "movie")


class World:
    """Titles with what TMDB and IMDb say of them, as of some round; some change with each."""

    def __init__(self) -> None:
        self.tmdb = {n: self.record(n, 0) for n in NUMBERS}
        self.linked = {n for n in NUMBERS if n % 2}
        self.gone: set[int] = set()
        self.scores = {n: [(0, 5.0 + n % 5)] for n in self.linked}

    def record(self, number: int, turn: int) -> SourceRecord:
        at = START + dt.timedelta(hours=turn)
        return SourceRecord(
            source="tmdb", source_id=f"movie/{number}", title_id=f"movie/{number}",
            outcome="found", answer_id=f"{number}@{turn}", requested_at=at, observed_at=at,
            parser_version="1", kind="movie", title=f"Film {number}", year=1950 + number % 70,
            runtime_min=90 + turn, names=(Name(name=f"Film {number} {turn}"),),
        )  # fmt: skip

    def move_on(self, dice: random.Random, turn: int) -> None:
        """Two titles are told anew, one of them as before; a link comes, a title and a score move.

        No link goes: what a source told stays when it falls silent, which nothing would know of.
        """
        first, second = dice.sample(NUMBERS, 2)
        self.tmdb[first] = self.record(first, turn)
        self.tmdb[second] = replace(
            self.tmdb[second], answer_id=f"{second}@{turn}", requested_at=START
        )
        self.linked |= {dice.choice(NUMBERS)}
        self.gone ^= {dice.choice(NUMBERS)}
        scored = dice.choice(sorted(self.scores))
        self.scores[scored] = [*self.scores[scored], (turn, float(turn))]

    def write(self, work: Workbench) -> None:
        """Put it into a lake, as spine, lanes and crosswalk would."""
        for bucket in BUCKETS:
            mine = [n for n in NUMBERS if home(f"movie/{n}") == bucket]
            spine = [
                SpineTitle(
                    title_id=f"movie/{n}", kind="movie", origin="tmdb", tmdb_id=n,
                    state="gone" if n in self.gone else "active", first_seen=START.date(),
                )
                for n in mine
            ]  # fmt: skip
            put(work, dataset("title_spine"), bucket, *spine)
            put(work, dataset("source_record", "tmdb"), bucket, *(self.tmdb[n] for n in mine))
            links = [link(n, "tmdb", f"movie/{n}") for n in mine]
            links += [link(n, "imdb", f"tt{n}") for n in mine if n in self.linked]
            put(work, dataset("crosswalk"), bucket, *links)
            # IMDb's records and scores lie by its own ids: here in the other bucket.
            other = BUCKETS[1 - BUCKETS.index(bucket)]
            put(work, dataset("source_record", "imdb"), other, *(imdb(n) for n in mine))
            seen = [score(n, *one) for n in mine for one in self.scores.get(n, [])]
            put(work, dataset("score_seen", "imdb"), other, *seen)


def link(number: int, source: str, source_id: str) -> CrosswalkLink:
    return CrosswalkLink(
        title_id=f"movie/{number}", kind="movie", source=source, source_id=source_id,
        status="accepted", method="id", probability=1.0, evidence="{}", decided_at=START,
        rule_version="1",
    )  # fmt: skip


def imdb(number: int) -> SourceRecord:
    return SourceRecord(
        source="imdb", source_id=f"tt{number}", title_id=f"imdb/tt{number}", outcome="found",
        answer_id="a", requested_at=START, observed_at=START, parser_version="1", kind="movie",
        title=f"IMDb's film {number}", year=1951 + number % 70, genres=("Drama",),
    )  # fmt: skip


def score(number: int, turn: int, value: float) -> ScoreSeen:
    return ScoreSeen(
        source="imdb", source_id=f"tt{number}", publisher="imdb", metric="audience", season=-1,
        episode=-1, value=value, scale_max=10.0, percent=10 * value, count=100,
        observed_at=START + dt.timedelta(hours=turn), answer_id=f"{number}@{turn}",
    )  # fmt: skip


def compute(work: Workbench) -> None:
    materialise(work, titles.assets, "titles", BUCKETS)
    materialise(work, title_scores.assets, "title_scores", BUCKETS)


def told(work: Workbench, table: str) -> list[tuple[Any, ...]]:
    columns = ", ".join(f'"{name}"' for name in dataset(table).table.column_names)
    return rows(work, work.lake.scan(dataset(table), BUCKETS), columns)


def names(lake: Lake, table: str) -> list[str]:
    return [name for bucket in BUCKETS for name in lake.names(dataset(table), bucket)]


@pytest.mark.parametrize("seed", [1, 2])
def test_changes_are_what_a_computation_from_nothing_gives(tmp_path: Path, seed: int) -> None:
    world, dice = World(), random.Random(seed)
    work = bench_at({}, tmp_path / "one")
    world.write(work)
    compute(work)
    patched = False
    for turn in range(1, ROUNDS + 1):
        world.move_on(dice, turn)
        world.write(work)
        compute(work)
        patched |= any(name.startswith("patch-") for name in names(work.lake, "title"))
        anew = bench_at({}, tmp_path / f"anew-{turn}")
        world.write(anew)
        compute(anew)
        for table in OUTPUTS:
            assert told(work, table) == told(anew, table), (turn, table)
        shutil.rmtree(tmp_path / f"anew-{turn}")
    assert patched


def test_nothing_changed_moves_no_byte(tmp_path: Path) -> None:
    work = bench_at({}, tmp_path)
    World().write(work)
    compute(work)
    before = [line for line in work.lake.listing() if "/title" in line]
    compute(work)
    assert [line for line in work.lake.listing() if "/title" in line] == before


def test_an_answer_in_hot_counts_in_its_titles_bucket(tmp_path: Path) -> None:
    """The popular lane's answer is newer than the bucket's; one title's patch is all it takes."""
    world, work = World(), bench_at({}, tmp_path)
    world.write(work)
    compute(work)
    number = NUMBERS[0]
    newer = replace(world.record(number, 9), title="Anew")
    put(work, dataset("source_record", "tmdb"), HOT, newer, name="run")
    compute(work)
    scan = work.lake.scan(dataset("title"), BUCKETS)
    found = rows(work, f"(SELECT * FROM {scan} WHERE title_id = 'movie/{number}')", "title")
    assert found == [("Anew",)]
    bucket = home(f"movie/{number}")
    assert work.lake.names(dataset("title"), bucket) == ["data", "patch-0001"]
