"""Where an export stands in the lake, and how the next one takes its place. It writes no file.

On a local lake `export` is a link to a folder below `.export`: one rename swaps all files at once,
and whoever has a file of the old folder open keeps it. Object stores know no links: there each file
is put whole under its own name, and the one named last says that all are there.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from movie_assets.model.errors import LakeError
from movie_assets.resources.lake_files import LakeFiles, synced
from movie_assets.resources.processes import is_alive

EXPORT = "export"
_VERSIONS = ".export"


@dataclass(frozen=True)
class ExportPlace:
    """The export of a lake."""

    files: LakeFiles

    def url(self, name: str) -> str:
        """One of its files as DuckDB and people read it."""
        return self.files.url(f"{EXPORT}/{name}")

    def holds(self, sizes: Iterable[tuple[str, int | None]]) -> bool:
        """Whether files are there, of these sizes; None is any size."""
        found = ((self.files.size(f"{EXPORT}/{name}"), size) for name, size in sizes)
        return all(there is not None and size in (None, there) for there, size in found)

    @contextlib.contextmanager
    def next(self, last: str) -> Iterator[Path]:
        """A folder to write the next export into; it takes the old one's place as the block ends.

        A block that raises, or is killed, leaves the old one. `last` is the file put last.
        """
        local = self.files.lake.is_local
        home = Path(self.files.path(_VERSIONS)) if local else self.files.lake.scratch
        self._sweep(home)
        folder = home / f"{EXPORT}-{os.getpid()}-{uuid.uuid4().hex}"
        folder.mkdir(parents=True)
        try:
            yield folder
            if local:
                self._swap(folder)
            else:
                self._put(folder, last)
        finally:
            if folder != self._current():
                shutil.rmtree(folder, ignore_errors=True)

    def _swap(self, folder: Path) -> None:
        for made in (*folder.iterdir(), folder):
            synced(made)
        link = Path(self.files.path(EXPORT))
        if link.exists() and not link.is_symlink():
            raise LakeError(f"{link} is a folder where our link belongs: move it away.")
        before = self._current()
        new = folder.with_suffix(".link")
        new.symlink_to(os.path.relpath(folder, link.parent))
        new.replace(link)
        synced(link.parent)
        if before is not None:
            shutil.rmtree(before, ignore_errors=True)

    def _current(self) -> Path | None:
        """The folder that the link leads to; None where there is no link."""
        link = Path(self.files.path(EXPORT))
        is_ours = self.files.lake.is_local and link.is_symlink()
        return link.parent / link.readlink() if is_ours else None

    def _sweep(self, home: Path) -> None:
        """Remove what killed exports left."""
        for left in home.glob(f"{EXPORT}-*"):
            if left == self._current() or is_alive(int(left.name.split("-")[1])):
                continue
            if left.is_symlink():
                left.unlink()
            else:
                shutil.rmtree(left, ignore_errors=True)

    def _put(self, folder: Path, last: str) -> None:
        names = sorted(made.name for made in folder.iterdir())
        gone = set(self.files.names(EXPORT)) - set(names)
        for name in sorted(names, key=lambda one: one == last):
            self.files.put(folder / name, f"{EXPORT}/{name}")
        for name in gone:
            self.files.remove(f"{EXPORT}/{name}")
