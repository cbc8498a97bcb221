"""Answers on their way to the lake: a journal first, then Parquet. Parsers are called elsewhere."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from movie_assets.model.contract import table_of
from movie_assets.model.render.arrow import arrow_schema, arrow_table
from movie_assets.model.source_rows import Answer
from movie_assets.resources.lake import Dataset, Lake, dataset

# A killed process loses nothing it wrote; only a power cut can take what is not synced, and
# syncing each of 2,400 answers took longer than asking for them.
SYNC_EVERY = 50
_TABLE = table_of(Answer)
_SCHEMA = arrow_schema(_TABLE)


@dataclass(frozen=True)
class AnswerStore:
    """Every answer ever received, append-only: `answer/<source>/<partition>/<run>.parquet`.

    While a step runs, its answers stand in a journal (an Arrow stream, one batch an answer) that
    its process holds locked. A journal nobody holds was left by a killed run and is rolled first.
    """

    lake: Lake
    journals: Path

    def of(self, source: str) -> Dataset:
        """The dataset of one source's answers."""
        return dataset(_TABLE.name, source)

    @contextlib.contextmanager
    def journal(self, source: str, partition: str, run_id: str) -> Iterator[Journal]:
        """Write answers through a journal, rolled into Parquet when the block ends.

        Whatever a killed run left behind for this source and partition is rolled before.
        """
        folder = self.journals / source / partition
        folder.mkdir(parents=True, exist_ok=True)
        self._roll_leftovers(source, partition)
        path = folder / f"{self._free_name(source, partition, run_id)}.arrows"
        opening = path.with_suffix(".new")
        with opening.open("wb") as handle:
            # Locked before it has the name of a journal, so that nobody takes it for a leftover.
            fcntl.flock(handle, fcntl.LOCK_EX)
            opening.replace(path)
            with pa.ipc.new_stream(handle, _SCHEMA) as stream:
                yield Journal(stream, handle)
            handle.flush()
            os.fsync(handle.fileno())
            self._roll(source, partition, path)

    def _free_name(self, source: str, partition: str, run_id: str) -> str:
        """The run's id, numbered where a step of it was tried before: its answers stay."""
        files = self.lake.files(self.of(source), [partition])
        taken = {uri.rsplit("/", 1)[-1].removesuffix(".parquet") for uri in files}
        names = itertools.chain([run_id], (f"{run_id}-{number}" for number in itertools.count(2)))
        return next(name for name in names if name not in taken)

    def _roll_leftovers(self, source: str, partition: str) -> None:
        for path in sorted((self.journals / source / partition).glob("*.arrows")):
            with _locked(path) as is_left:
                if is_left:
                    self._roll(source, partition, path)

    def _roll(self, source: str, partition: str, path: Path) -> None:
        """Publish a journal as Parquet, then remove it; a kill in between rolls the same again."""
        batches = list(_whole_batches(path))
        if batches:
            rows = pa.Table.from_batches(batches, schema=_SCHEMA)
            self.lake.write_table(self.of(source), partition, rows, name=path.stem)
        path.unlink(missing_ok=True)


@dataclass
class Journal:
    """Where a step's answers go first."""

    _stream: pa.ipc.RecordBatchStreamWriter
    _file: BinaryIO
    _unsynced: int = 0

    def append(self, answer: Answer) -> None:
        """Keep an answer; it outlives this process from here on."""
        self._stream.write_table(arrow_table(_TABLE, [answer]))
        self._file.flush()
        self._unsynced += 1
        if self._unsynced == SYNC_EVERY:
            os.fsync(self._file.fileno())
            self._unsynced = 0


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[bool]:
    """Lock a journal; False when a living process holds it, or another has rolled it by now."""
    try:
        handle = path.open("rb")
    except FileNotFoundError:
        yield False
        return
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield path.exists()


def _whole_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a journal up to where its writer was killed."""
    with path.open("rb") as handle:
        try:
            yield from pa.ipc.open_stream(handle)
        except (pa.ArrowInvalid, OSError):
            return
