"""The journal a step's answers go to first, and what a kill leaves of it. Parquet is `answers`'."""

from __future__ import annotations

import contextlib
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

import pyarrow as pa

from movie_assets.model.contract import table_of
from movie_assets.model.errors import ContractError
from movie_assets.model.render.arrow import arrow_schema, arrow_table
from movie_assets.model.source_rows import Answer

# What a power cut may take. An answer is synced before it is reported when a tenth of a second has
# passed since the last sync: every answer of a lane that asks no more than ten times a second, as
# all but TMDB's do. A faster lane reports up to 49 answers, or a tenth of a second of them, on the
# word of the kernel: a sync takes 0.5 to 10 ms, and one each took longer than asking the universe.
# A killed process loses nothing either way, and what is lost is asked for again.
SYNC_AFTER_S = 0.1
SYNC_EVERY = 50
# A journal is rolled when it has this many answers or bytes, so that a long step has most of its
# answers in the lake and a killed one leaves little to roll.
PIECE_ANSWERS = 2_000
PIECE_BYTES = 64 * 1024 * 1024
TABLE = table_of(Answer)
SCHEMA = arrow_schema(TABLE)


@dataclass
class _Piece:
    """The file that is being written."""

    path: Path
    file: BinaryIO
    stream: pa.ipc.RecordBatchStreamWriter
    answers: int = 0
    unsynced: int = 0


@dataclass
class Journal:
    """Where a step's answers go first: an Arrow stream, one batch an answer, locked while it grows.

    A full one is handed to `roll` and the next opened under `next_path`.
    """

    next_path: Callable[[], Path]
    roll: Callable[[Path], None]
    _open: ExitStack = field(default_factory=ExitStack)
    _piece: _Piece | None = None
    _synced_at: float = 0.0

    def append(self, answer: Answer) -> None:
        """Keep an answer; it outlives this process from here on.

        Errors: ContractError for a body without its hash, by which alone it could be found again.
        """
        if answer.body is not None and answer.body_sha256 is None:
            raise ContractError(f"The answer of {answer.url} has a body and no body_sha256.")
        piece = self._piece = self._piece or self._opened()
        piece.stream.write_table(arrow_table(TABLE, [answer]))
        piece.file.flush()
        piece.answers += 1
        piece.unsynced += 1
        if piece.unsynced == SYNC_EVERY or time.monotonic() - self._synced_at >= SYNC_AFTER_S:
            self._sync(piece)
        if piece.answers == PIECE_ANSWERS or piece.file.tell() >= PIECE_BYTES:
            self.finish()

    def sync(self) -> None:
        """Make what was appended outlive a power cut, too: for answers that cost money."""
        if self._piece is not None:
            self._sync(self._piece)

    def finish(self) -> None:
        """Roll what was appended since the last time; nothing makes nothing."""
        if self._piece is not None:
            self._sync(self._piece)
            # Still locked, so that nobody takes it for a leftover meanwhile.
            self.roll(self._piece.path)
            self.close()

    def close(self) -> None:
        """Let go of the journal as it is: one that was not rolled is a leftover now."""
        self._open.close()
        self._piece = None

    def _opened(self) -> _Piece:
        path = self.next_path()
        path.parent.mkdir(parents=True, exist_ok=True)
        opening = path.with_suffix(".new")
        file = self._open.enter_context(opening.open("wb"))
        # Locked before it has the name of a journal, so that nobody takes it for a leftover.
        fcntl.flock(file, fcntl.LOCK_EX)
        opening.replace(path)
        return _Piece(path, file, self._open.enter_context(pa.ipc.new_stream(file, SCHEMA)))

    def _sync(self, piece: _Piece) -> None:
        os.fsync(piece.file.fileno())
        piece.unsynced = 0
        self._synced_at = time.monotonic()


@contextlib.contextmanager
def locked(path: Path) -> Iterator[bool]:
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


def whole_batches(path: Path) -> Iterator[pa.RecordBatch]:
    """The batches of a journal up to where its writer was killed."""
    with path.open("rb") as handle:
        try:
            yield from pa.ipc.open_stream(handle)
        except (pa.ArrowInvalid, OSError):
            return
