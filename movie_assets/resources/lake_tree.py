"""The lake as a tree of files, each whole or not at all. What is in them is `lake`'s business."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import fsspec

from movie_assets.model.contract import table_named
from movie_assets.model.table import Table
from movie_assets.resources.temporary import sweep, temporary_path

# What sources say of titles; that they were asked, and what they answered, is no one's secret.
_RECORDS = frozenset({"source_record", "source_episode"})


@dataclass(frozen=True, slots=True)
class Dataset:
    """One contract table in the lake.

    `branch` parts it by source where many share the table; `area` sets apart what is kept for the
    loads (`genesis`) from the table itself.
    """

    table: Table
    branch: str = ""
    area: str = ""

    @property
    def path(self) -> str:
        """Folder below the lake's root."""
        return "/".join(part for part in (self.area, self.table.name, self.branch) if part)


def dataset(table: str, branch: str = "", area: str = "") -> Dataset:
    """A dataset by its table's name."""
    return Dataset(table_named(table), branch, area)


@dataclass(frozen=True)
class LakeTree:
    """A tree of `<dataset>/<partition>/<name>.parquet` on any fsspec path.

    A reader sees a file whole or not at all: files are written under a temporary name, synced and
    renamed (object stores publish a put whole by themselves).
    """

    root: str
    scratch: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    # Sources whose records are there and must not be used: to every reader there are none.
    withheld: frozenset[str] = frozenset()

    @cached_property
    def _fs(self) -> Any:
        return fsspec.core.url_to_fs(self.root)[0]

    @cached_property
    def _base(self) -> str:
        return str(fsspec.core.url_to_fs(self.root)[1]).rstrip("/")

    @property
    def is_local(self) -> bool:
        """Whether the lake is a folder of this machine."""
        return isinstance(self._fs, fsspec.get_filesystem_class("file"))

    def uri(self, ds: Dataset, partition: str, name: str = "data") -> str:
        """A file's path as DuckDB reads it."""
        return self._url(f"{self._base}/{ds.path}/{partition}/{name}.parquet")

    def _url(self, path: str) -> str:
        return path if self.is_local else self._fs.unstrip_protocol(path)

    def files(self, ds: Dataset, partitions: Iterable[str] | None = None) -> list[str]:
        """The finished files of some partitions (all of them by default), in a stable order."""
        if ds.branch in self.withheld and ds.table.name in _RECORDS:
            return []
        chosen = sorted(partitions) if partitions is not None else self.partitions(ds)
        paths = [path for one in chosen for path in self._list(f"{self._base}/{ds.path}/{one}")]
        return [self._url(path) for path in paths if path.endswith(".parquet")]

    def partitions(self, ds: Dataset) -> list[str]:
        """The partitions that hold at least a folder."""
        return [path.rsplit("/", 1)[-1] for path in self._list(f"{self._base}/{ds.path}")]

    def names(self, ds: Dataset, partition: str) -> list[str]:
        """The names of a partition's files: `data` in buckets, one a run in `hot`."""
        return [
            file.rsplit("/", 1)[-1].removesuffix(".parquet") for file in self.files(ds, [partition])
        ]

    def _list(self, path: str) -> list[str]:
        self._fs.invalidate_cache(path)
        try:
            return sorted(item for item in self._fs.ls(path, detail=False))
        except FileNotFoundError:
            return []

    @contextlib.contextmanager
    def new_file(self, ds: Dataset, partition: str, name: str) -> Iterator[Path]:
        """A path to write one file to, on the lake's disk; it is in the lake once the block ends.

        A block that raises leaves what stood there before.
        """
        temporary = temporary_path(self._temporary_folder, ".parquet")
        try:
            yield temporary
            self._publish(temporary, self.uri(ds, partition, name))
        finally:
            temporary.unlink(missing_ok=True)

    def open(self, uri: str) -> Any:
        """A file of the lake as a stream of bytes to read."""
        return self._fs.open(uri, "rb")

    def drop(self, uri: str) -> None:
        """Remove a file that others have made superfluous; one that is gone is no error."""
        if self._fs.exists(uri):
            self._fs.rm_file(uri)

    def rename(self, ds: Dataset, partition: str, old: str, new: str) -> None:
        """Let a file take the place of another of its partition, in one step where it is local."""
        source, target = self.uri(ds, partition, old), self.uri(ds, partition, new)
        if self.is_local:
            Path(source).replace(target)
        else:
            self._fs.mv(source, target)

    def sha256(self, uri: str) -> str:
        """Hash of a file, read in pieces of 1 MiB."""
        digest = hashlib.sha256()
        with self.open(uri) as handle:
            while piece := handle.read(1 << 20):
                digest.update(piece)
        return digest.hexdigest()

    @property
    def _temporary_folder(self) -> Path:
        """On the same disk, so that the rename is one step; outside the listed folders."""
        return Path(self._base) / ".tmp" if self.is_local else self.scratch

    def _publish(self, temporary: Path, uri: str) -> None:
        if not self.is_local:
            self._fs.put_file(str(temporary), uri)
            return
        target = Path(uri)
        target.parent.mkdir(parents=True, exist_ok=True)
        with temporary.open("rb+") as handle:
            os.fsync(handle.fileno())
        temporary.replace(target)

    def sweep(self) -> None:
        """Remove what killed writers left behind."""
        sweep(self._temporary_folder)
        sweep(self.scratch)

    def listing(self) -> list[str]:
        """Every file with its size and time, in order: another list means another lake."""
        self._fs.invalidate_cache()
        found: dict[str, dict[str, Any]] = self._fs.find(self._base, detail=True)
        return [
            f"{path} {info['size']} {info.get('mtime') or info.get('LastModified')}"
            for path, info in sorted(found.items())
            if "/.tmp/" not in path
        ]

    def clear(self) -> None:
        """Remove the whole lake (`movie-assets reset`)."""
        if self.is_local:
            shutil.rmtree(self._base, ignore_errors=True)
        elif self._fs.exists(self._base):
            self._fs.rm(self._base, recursive=True)

    def keep(self, uri: str, ds: Dataset, partition: str) -> None:
        """Give a file a second name: it stays when another takes the place of the first.

        Local files are linked, which costs nothing; object stores copy by themselves.
        """
        target = self.uri(ds, partition)
        if not self.is_local:
            self._fs.copy(uri, target)
            return
        temporary = temporary_path(self._temporary_folder, ".parquet")
        os.link(uri, temporary)
        Path(target).parent.mkdir(parents=True, exist_ok=True)
        temporary.replace(target)
