"""What is inside a dropped file: plain, gzip, zip or zstd, as streams. Rows are not read here.

Nothing is unpacked to disk or held whole: a stream is read in pieces, whatever it grows to.
"""

from __future__ import annotations

import contextlib
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

import zstandard

_GZIP, _ZIP, _ZSTD = b"\x1f\x8b", b"PK\x03\x04", b"\x28\xb5\x2f\xfd"
PIECE = 1 << 20
# What reading a damaged archive raises, by the packers' own modules.
DAMAGED = (EOFError, zlib.error, gzip.BadGzipFile, zipfile.BadZipFile, zstandard.ZstdError)


@dataclass(frozen=True, slots=True)
class Member:
    """One file inside a dropped file; of an archive with one member only, the archive itself."""

    name: str  # as people know it, with its archive in front
    own_name: str  # the last part alone, without the packer's suffix
    path: Path | None  # set where the file lies there unpacked
    open: Callable[[], AbstractContextManager[BinaryIO]]


def members(path: Path, name: str, mark: str = "") -> list[Member]:
    """The files inside a dropped one, by name; what archivers add for themselves is left out.

    A mark goes with the name people see, to tell files of one name apart.

    Errors: zipfile.BadZipFile when the archive's list cannot be read.
    """
    with path.open("rb") as handle:
        head = handle.read(4)
    if head == _ZIP:
        return _zipped(path, name + mark)
    if head[:2] == _GZIP:
        plain_name = name.removesuffix(".gz")
        return [Member(name + mark, plain_name, None, lambda: _buffered(gzip.open(path, "rb")))]
    if head == _ZSTD:
        plain_name = name.removesuffix(".zst")
        return [Member(name + mark, plain_name, None, lambda: _zstandard(path))]
    return [Member(name + mark, name, path, lambda: path.open("rb"))]


def _zipped(path: Path, name: str) -> list[Member]:
    with zipfile.ZipFile(path) as archive:
        listed = sorted(info.filename for info in archive.infolist() if not info.is_dir())
    found: list[Member] = []
    for inner in listed:
        own = inner.rsplit("/", 1)[-1]
        # macOS puts a shadow of every file into a folder of its own.
        if own.startswith(".") or inner.startswith("__MACOSX/"):
            continue
        found.append(Member(f"{name}/{inner}", own, None, _opener(path, inner)))
    return found


def _opener(path: Path, inner: str) -> Callable[[], AbstractContextManager[BinaryIO]]:
    @contextlib.contextmanager
    def opened() -> Iterator[BinaryIO]:
        with zipfile.ZipFile(path) as archive, archive.open(inner) as handle:
            yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", handle), PIECE))

    return opened


def _buffered(raw: object) -> AbstractContextManager[BinaryIO]:
    return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", raw), PIECE))


@contextlib.contextmanager
def _zstandard(path: Path) -> Iterator[BinaryIO]:
    with path.open("rb") as handle:
        reader = zstandard.ZstdDecompressor().stream_reader(handle, read_across_frames=True)
        yield cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", reader), PIECE))
