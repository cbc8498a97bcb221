"""Many small files of answers made one a partition. What the answers say stays as it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.resources.answers_bodies import (
    ANSWERS,
    BODIES,
    Body,
    file_batches,
    write_bodies,
)
from movie_assets.resources.answers_journal import SCHEMA
from movie_assets.resources.lake import Lake, dataset

# A lane leaves a file a partition and run: from so many on reading them is mostly opening them.
MANY_FILES = 8
_SAME = ("answer_id", "run_id", "status", "outcome", "body_sha256")


@dataclass(frozen=True, slots=True)
class Compacted:
    """How many files became how many."""

    before: int = 0
    after: int = 0


def compact(lake: Lake, source: str) -> Compacted:
    """Make one file of many, in each partition that has many; nobody may write to them meanwhile.

    A kill leaves answers that stand twice, each of one run, which the next compaction makes one.
    """
    before = after = 0
    for partition in lake.partitions(dataset(ANSWERS.name, source)):
        for join, ds in ((_join_answers, ANSWERS), (_join_bodies, BODIES)):
            names = lake.names(dataset(ds.name, source), partition)
            if len(names) > MANY_FILES:
                join(lake, source, partition, names)
                before, after = before + len(names), after + 1
    return Compacted(before, after)


def _join_answers(lake: Lake, source: str, partition: str, names: list[str]) -> None:
    """Write all answers under the first file's name, then drop the others."""
    ds = dataset(ANSWERS.name, source)
    pieces: list[pa.Table] = []
    seen: set[tuple[object, ...]] = set()
    for name in names:
        with lake.open(lake.uri(ds, partition, name)) as handle:
            rows = pq.read_table(handle).cast(SCHEMA)
        # One address asked twice at one clock time has one id, in two runs.
        same = list(zip(*(rows[one].to_pylist() for one in _SAME), strict=True))
        pieces.append(rows.filter(pa.array([one not in seen for one in same], pa.bool_())))
        seen.update(same)
    lake.write_table(ds, partition, pa.concat_tables(pieces), names[0])
    for name in names[1:]:
        lake.drop(lake.uri(ds, partition, name))


def _join_bodies(lake: Lake, source: str, partition: str, names: list[str]) -> None:
    ds = dataset(BODIES.name, source)
    write_bodies(lake, source, partition, names[0], _each_once(lake, source, partition, names))
    for name in names[1:]:
        lake.drop(lake.uri(ds, partition, name))


def _each_once(lake: Lake, source: str, partition: str, names: list[str]) -> Iterator[Body]:
    seen: set[str] = set()
    for name in names:
        for batch in file_batches(lake, lake.uri(dataset(BODIES.name, source), partition, name)):
            for row in batch.to_pylist():
                if row["sha256"] not in seen:
                    seen.add(row["sha256"])
                    yield Body(**row)
