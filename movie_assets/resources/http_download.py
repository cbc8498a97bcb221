"""A file that is fetched piece by piece, and goes on where it stopped. Whom to ask is not here."""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import json
import os
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import httpx

from movie_assets.resources.temporary import temporary_path

_PIECE = 1024 * 1024
# What nobody came back for in a week is of a file that has long been replaced.
_KEPT_S = 7 * 86400.0
_CONTENT_RANGE = re.compile(r"bytes (\d+)-\d+/(\d+)")


@dataclass(frozen=True)
class PartialFile:
    """The beginning of a file, and beside it what the server said which version it is of."""

    path: Path

    @property
    def _said(self) -> Path:
        return self.path.with_suffix(".version")

    def resume_headers(self) -> dict[str, str]:
        """The headers that ask for the rest of the same version; none to ask for all of it."""
        if not self.path.exists() or not self._said.exists() or not self.path.stat().st_size:
            return {}
        version = json.loads(self._said.read_text())
        return {"Range": f"bytes={self.path.stat().st_size}-", "If-Range": version}

    def begin(self, headers: httpx.Headers) -> None:
        """Start from nothing, and note the version where the server names one it vouches for."""
        self.path.write_bytes(b"")
        self._said.unlink(missing_ok=True)
        etag = headers.get("etag", "")
        # A weak ETag means "as good as", and bytes of two such versions do not fit together.
        version = headers.get("last-modified") if etag.startswith("W/") or not etag else etag
        if version and headers.get("accept-ranges", "bytes") != "none":
            self._said.write_text(json.dumps(version))

    def keep_if_resumable(self) -> None:
        """After a failure: leave what can go on later, and nothing else."""
        if not self.resume_headers():
            self.discard()

    def discard(self) -> None:
        """Leave nothing."""
        self.path.unlink(missing_ok=True)
        self._said.unlink(missing_ok=True)

    def move_to(self, target: Path) -> None:
        """Put the whole file in its place at one stroke."""
        self.path.replace(target)
        self.discard()


@contextlib.contextmanager
def partial_of(url: str, folder: Path) -> Iterator[PartialFile]:
    """The beginning of an address's file, kept in a folder for whoever asks for it next.

    Shape: while another process holds it, a file of our own that begins at nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    name = hashlib.sha256(url.encode()).hexdigest()[:32]
    lock = folder / f"{name}.lock"
    with lock.open("wb") as handle:
        if not _is_ours(handle, lock):
            own = PartialFile(temporary_path(folder, ".part"))
            try:
                yield own
            finally:
                own.discard()
            return
        part = PartialFile(folder / f"{name}.part")
        try:
            yield part
        finally:
            part.keep_if_resumable()
            lock.unlink(missing_ok=True)


def _is_ours(handle: BinaryIO, lock: Path) -> bool:
    """Take the lock; False where another holds it, or has just removed the file we opened."""
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return os.fstat(handle.fileno()).st_ino == lock.stat().st_ino
    except (BlockingIOError, FileNotFoundError):
        return False


def fetch_into(
    client: httpx.Client, url: str, headers: dict[str, str], part: PartialFile
) -> httpx.Response:
    """Ask for a file, or for the rest of it, and write what comes.

    Shape:  the response; the file is whole when its status is 200 or 206.
    Errors: httpx.HTTPError when it came short, or is a gzip file that ends in its middle.
    """
    asked = headers | {"Accept-Encoding": "identity"} | part.resume_headers()
    with client.stream("GET", url, headers=asked) as response:
        if response.status_code not in (200, 206):
            _forget_wrong_range(response, part)
            return response
        if response.status_code == 200:
            part.begin(response.headers)
        expected = _expected_bytes(response, part)
        with part.path.open("ab") as handle:
            for piece in response.iter_raw():
                handle.write(piece)
    _verify(part, expected, is_gzip=httpx.URL(url).path.endswith(".gz"))
    return response


def _forget_wrong_range(response: httpx.Response, part: PartialFile) -> None:
    if response.status_code == 416:
        part.discard()
        raise httpx.RemoteProtocolError("the file is shorter than what we have of it")


def _expected_bytes(response: httpx.Response, part: PartialFile) -> int | None:
    """How long the whole file is to be, where the server says so."""
    if response.status_code == 200:
        length = response.headers.get("content-length")
        return int(length) if length else None
    match = _CONTENT_RANGE.fullmatch(response.headers.get("content-range", ""))
    if match is None or int(match[1]) != part.path.stat().st_size:
        part.discard()
        raise httpx.RemoteProtocolError("the server sent another part than was asked for")
    return int(match[2])


def _verify(part: PartialFile, expected: int | None, *, is_gzip: bool) -> None:
    size = part.path.stat().st_size
    if expected is not None and size != expected:
        part.discard()
        raise httpx.RemoteProtocolError(f"{size} bytes came of {expected}")
    if is_gzip and not _is_whole_gzip(part.path):
        part.discard()
        raise httpx.DecodingError("the gzip file ends in its middle")


def _is_whole_gzip(path: Path) -> bool:
    try:
        with gzip.open(path, "rb") as unpacked:
            while unpacked.read(_PIECE):
                pass
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return False
    return True


def _sweep(folder: Path) -> None:
    """Remove the beginnings nobody came back for."""
    oldest = time.time() - _KEPT_S
    for left in (*folder.glob("*.part"), *folder.glob("*.version")):
        with contextlib.suppress(FileNotFoundError):
            if left.stat().st_mtime < oldest:
                left.unlink()
