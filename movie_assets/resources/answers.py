"""Answers on their way to the lake and back: journal, Parquet, bodies by hash. No parser's work."""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from movie_assets.model.ids import HOT
from movie_assets.model.render.duckdb import literal
from movie_assets.resources.answers_bodies import (
    ANSWERS,
    BODIES,
    Bodies,
    Body,
    file_batches,
    has_bodies_beside,
    held,
    write_bodies,
)
from movie_assets.resources.answers_compaction import Compacted, compact
from movie_assets.resources.answers_journal import SCHEMA, Journal, locked, whole_batches
from movie_assets.resources.answers_purge import Purged, alone, in_use, purge_bodies
from movie_assets.resources.lake import Dataset, Lake, dataset

# Answers copied off their journal at a time: a batch keeps its body in memory until it is copied.
_COPIED = 64

Batches = Callable[[], Iterator[pa.RecordBatch]]  # read anew by each call


@dataclass(frozen=True)
class AnswerStore:
    """Every answer ever received, append-only: `answer/<source>/<partition>/<run>.parquet`.

    Bodies stand once, under their hash, in `answer_body/<source>/<partition>/<run>.parquet`. While
    a step runs, its answers stand in a journal that its process holds locked. A journal nobody
    holds was left by a killed run and is rolled first. A long step leaves several files:
    `<run>`, `<run>-2`, and so on.
    """

    lake: Lake
    journals: Path

    def of(self, source: str) -> Dataset:
        """The dataset of one source's answers."""
        return dataset(ANSWERS.name, source)

    # -- reading ---------------------------------------------------------------------------------

    def rows_sql(self, source: str, partitions: Iterable[str] | None = None) -> str:
        """SQL of the answers of some partitions (all by default), each with its body's hash.

        Bodies are not joined here: once there are five answers a body DuckDB takes the bodies
        for the hash table (1.3 GB for 100,000). Pick the answers, then ask `bodies` for theirs.
        """
        columns = ", ".join(f'"{name}"' for name in ANSWERS.column_names if name != "body")
        return f"(SELECT {columns} FROM {self.lake.scan(self.of(source), partitions)})"

    def validators_sql(self, source: str, partitions: Sequence[str] | None = None) -> str:
        """SQL of what to ask with whether an address has changed since its body was stored.

        Shape: title_id, url, etag, last_modified, body_sha256, body_bytes, of the newest answer
               per (title_id, url) that has either header; none whose body is gone, since after a
               304 nothing would be there to read.
        """
        bodies = self.lake.scan(dataset(BODIES.name, source))
        beside = f"SELECT body_sha256 FROM {self.lake.scan(self.of(source))} WHERE body IS NOT NULL"
        return (
            f"(SELECT title_id, url, {_header('etag')} AS etag, "
            f"{_header('last-modified')} AS last_modified, body_sha256, body_bytes "
            f"FROM {self.rows_sql(source, partitions)} "
            "WHERE status IN (200, 304) AND coalesce(etag, last_modified) IS NOT NULL "
            f"AND (body_sha256 IN (SELECT sha256 FROM {bodies}) OR body_sha256 IN ({beside})) "
            "QUALIFY row_number() OVER (PARTITION BY title_id, url "
            "ORDER BY requested_at DESC, answer_id DESC) = 1)"
        )

    def bodies(self, source: str, partition: str) -> Bodies:
        """The bodies that answers of a partition refer to, read by hash."""
        return Bodies(self.lake, source, partition)

    # -- writing ---------------------------------------------------------------------------------

    @contextlib.contextmanager
    def journal(self, source: str, partition: str, run_id: str) -> Iterator[Journal]:
        """Write answers through a journal, rolled into Parquet now and then and at the end.

        Whatever a killed run left behind for this source and partition is rolled before. A block
        that raises leaves its last piece to be rolled the next time.
        """
        with in_use(self.journals, source):
            self._roll_leftovers(source, partition)
            journal = Journal(
                functools.partial(self._free_path, source, partition, run_id),
                functools.partial(self._roll, source, partition),
            )
            try:
                yield journal
                journal.finish()
            finally:
                journal.close()

    def purge(self, source: str, before: dt.datetime, unwanted: pa.Array | None = None) -> Purged:
        """Remove the bodies of one source that no answer since then, of a wanted title, refers to.

        Rows, hashes and outcomes of answers stay. Files of the layout before `answer_body` are
        brought into today's.

        Errors: LakeError while a step is asking the source.
        """
        with alone(self.journals, source):
            self._bring_up_to_date(source)
            return purge_bodies(self.lake, source, before, unwanted)

    def compact(self, source: str) -> Compacted:
        """Make one file of many where one source's answers and bodies have many.

        Errors: LakeError while a step is asking the source.
        """
        with alone(self.journals, source):
            return compact(self.lake, source)

    def _free_path(self, source: str, partition: str, run_id: str) -> Path:
        """A journal named as its run, numbered where the lake has a piece of that name already."""
        both = (self.of(source), dataset(BODIES.name, source))
        taken = {name for ds in both for name in self.lake.names(ds, partition)}
        names = itertools.chain([run_id], (f"{run_id}-{number}" for number in itertools.count(2)))
        name = next(name for name in names if name not in taken)
        return self.journals / source / partition / f"{name}.arrows"

    def _roll_leftovers(self, source: str, partition: str) -> None:
        for path in sorted((self.journals / source / partition).glob("*.arrows")):
            with locked(path) as is_left:
                if is_left:
                    self._roll(source, partition, path)

    def _roll(self, source: str, partition: str, path: Path) -> None:
        """Publish a journal as Parquet, then remove it; a kill in between rolls the same again."""
        self._write(source, partition, path.stem, functools.partial(whole_batches, path))
        path.unlink(missing_ok=True)

    def _write(self, source: str, partition: str, name: str, read: Batches) -> None:
        """File answers and the bodies that neither the partition nor `hot` holds, bodies first.

        A second time writes the same: what this very file holds counts as not held.
        """
        rows = _without_bodies(read())
        if rows is None:
            return
        hashes = {one for one in rows["body_sha256"].unique().to_pylist() if one}
        own = self.lake.uri(dataset(BODIES.name, source), partition, name)
        there = held(self.lake, source, {partition, HOT}, hashes, besides=own)
        write_bodies(self.lake, source, partition, name, _new_bodies(read(), there))
        self.lake.write_table(self.of(source), partition, rows, name)

    def _bring_up_to_date(self, source: str) -> None:
        """Part bodies from answers in the files that hold both, as all did before `answer_body`."""
        ds = self.of(source)
        for partition in self.lake.partitions(ds):
            for name in self.lake.names(ds, partition):
                uri = self.lake.uri(ds, partition, name)
                if has_bodies_beside(self.lake, uri):
                    read = functools.partial(file_batches, self.lake, uri)
                    self._write(source, partition, name, read)


def _without_bodies(batches: Iterator[pa.RecordBatch]) -> pa.Table | None:
    """All answers with no body; a few are copied at a time, which lets go of theirs."""
    pieces: list[pa.Table] = []
    where = SCHEMA.get_field_index("body")
    while some := list(itertools.islice(batches, _COPIED)):
        rows = pa.Table.from_batches(some).cast(SCHEMA)
        nothing = pa.nulls(len(rows), SCHEMA.field(where).type)
        pieces.append(rows.set_column(where, SCHEMA.field(where), nothing).combine_chunks())
    return pa.concat_tables(pieces) if pieces else None


def _new_bodies(batches: Iterator[pa.RecordBatch], there: set[str]) -> Iterator[Body]:
    """Each body whose hash is new, once."""
    seen = set(there)
    for batch in batches:
        columns = (batch.column(name).to_pylist() for name in ("body_sha256", "body", "body_bytes"))
        for one in itertools.starmap(Body, zip(*columns, strict=True)):
            if one.body is not None and one.sha256 not in seen:
                seen.add(one.sha256)
                yield one


def _header(name: str) -> str:
    return f"list_filter(headers, lambda one: one.name = {literal(name)})[1].value"
