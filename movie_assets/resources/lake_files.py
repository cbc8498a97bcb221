"""Files of the lake that are no dataset: pictures, exports. Each is there whole or not at all."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import fsspec

from movie_assets.resources.lake import Lake
from movie_assets.resources.temporary import temporary_path


@dataclass(frozen=True)
class LakeFiles:
    """Paths below a lake's root, on whatever fsspec path it is."""

    lake: Lake

    @cached_property
    def _fs(self) -> Any:
        return fsspec.core.url_to_fs(self.lake.root)[0]

    @cached_property
    def _base(self) -> str:
        return str(fsspec.core.url_to_fs(self.lake.root)[1]).rstrip("/")

    def path(self, name: str) -> str:
        """A file's path on its own filesystem."""
        return f"{self._base}/{name}"

    def url(self, name: str) -> str:
        """A file's path as DuckDB and people read it."""
        path = self.path(name)
        return path if self.lake.is_local else str(self._fs.unstrip_protocol(path))

    def temporary(self, suffix: str) -> Path:
        """A name to write a file under before it is put: on the lake's own disk, if local."""
        folder = Path(self._base) / ".tmp" if self.lake.is_local else self.lake.scratch
        return temporary_path(folder, suffix)

    def size(self, name: str) -> int | None:
        """A file's bytes; None where there is none."""
        try:
            self._fs.invalidate_cache(self.path(name).rpartition("/")[0])
            return int(self._fs.size(self.path(name)))
        except FileNotFoundError:
            return None

    def names(self, folder: str) -> list[str]:
        """The names in a folder; none where there is no folder."""
        path = self.path(folder)
        self._fs.invalidate_cache(path)
        try:
            return sorted(item.rsplit("/", 1)[-1] for item in self._fs.ls(path, detail=False))
        except FileNotFoundError:
            return []

    def put(self, made: Path, name: str) -> None:
        """Let a finished file take its place; whoever has open what stood there keeps it.

        Source: a file made under `temporary`; it is gone afterwards.
        """
        if not self.lake.is_local:
            self._fs.put_file(str(made), self.path(name))
            made.unlink()
            return
        target = Path(self.path(name))
        target.parent.mkdir(parents=True, exist_ok=True)
        synced(made)
        made.replace(target)

    def put_bytes(self, body: bytes, name: str) -> None:
        """The same for what is in memory."""
        made = self.temporary(Path(name).suffix)
        made.write_bytes(body)
        self.put(made, name)

    def remove(self, name: str) -> None:
        """Remove a file or a folder; one that is gone is no error."""
        path = self.path(name)
        if self.lake.is_local and Path(path).is_dir():
            shutil.rmtree(path)
        elif self._fs.exists(path):
            self._fs.rm(path, recursive=True)


def synced(path: Path) -> None:
    """See a file on its disk before anything says that it is there."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
