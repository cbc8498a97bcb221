"""The lake: Parquet files by dataset and partition, whole or not at all. No table's meaning."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.model.contract import table_named
from movie_assets.model.errors import LakeError
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_schema
from movie_assets.model.render.duckdb import empty_sql, fingerprint, literal, typed_sql
from movie_assets.model.table import Table
from movie_assets.resources.lake_sql import files_sql, newest_sql, version_and_rows
from movie_assets.resources.temporary import sweep, temporary_path

_VERSION, _INPUTS, _ROWS = b"data_version", b"inputs", b"rows"
_NO_ROWS_VERSION = hashlib.md5(b"", usedforsecurity=False).hexdigest()


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write came to: `data_version` hashes the fact columns, `changed` says a file moved."""

    data_version: str
    rows: int
    changed: bool


@dataclass(frozen=True)
class Lake:
    """A tree of `<dataset>/<partition>/<name>.parquet` on any fsspec path.

    A reader sees a file whole or not at all: files are written under a temporary name, synced and
    renamed (object stores publish a put whole by themselves). Each file carries in its footer the
    hash of its fact columns and of what it was computed from, so nothing can drift from the data.
    """

    root: str
    scratch: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))

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

    # -- reading ---------------------------------------------------------------------------------

    def files(self, ds: Dataset, partitions: Iterable[str] | None = None) -> list[str]:
        """The finished files of some partitions (all of them by default), in a stable order."""
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

    def scan(self, ds: Dataset, partitions: Iterable[str] | None = None) -> str:
        """SQL of a relation over some partitions, typed by the contract even when none exist."""
        files = self.files(ds, partitions)
        return files_sql(ds.table, files) if files else empty_sql(ds.table)

    def newest_answers(self, ds: Dataset, partitions: Iterable[str]) -> str:
        """SQL of the newest whole answer per (source, title) over some partitions and `hot`.

        A row and its siblings of one answer win or lose together; "gone" is an answer too. Rows of
        an older answer never shine through, so a child that is missing from the newer one is gone.
        An answer that stands in `hot` and, compacted, in its bucket is read from one of them.
        """
        files = self.files(ds, {*partitions, HOT})
        return newest_sql(ds.table, files) if files else empty_sql(ds.table)

    def footer(self, ds: Dataset, partition: str, name: str = "data") -> Mapping[bytes, bytes]:
        """What a file says of itself; empty when there is none.

        Errors: LakeError naming the file when it cannot be read as Parquet.
        """
        uri = self.uri(ds, partition, name)
        try:
            with self.open(uri) as handle:
                return pq.read_metadata(handle).metadata or {}
        except FileNotFoundError:
            return {}
        except (pa.ArrowInvalid, OSError) as error:
            raise LakeError(
                f"{uri} is not a readable Parquet file ({error}). Delete it and materialise "
                f"partition {partition} of {ds.path} again."
            ) from error

    def version(self, ds: Dataset, partition: str) -> str:
        """The data version of a partition: its file's, that of no rows, or one over its files."""
        names = self.names(ds, partition)
        if names in ([], ["data"]):
            return self._file_version(ds, partition, "data")
        return fingerprint(*(f"{n}={self._file_version(ds, partition, n)}" for n in names))

    def _file_version(self, ds: Dataset, partition: str, name: str) -> str:
        footer = self.footer(ds, partition, name)
        return footer.get(_VERSION, _NO_ROWS_VERSION.encode()).decode()

    def inputs(self, ds: Dataset, partition: str, name: str = "data") -> str | None:
        """The fingerprint of what a partition's file was computed from."""
        found = self.footer(ds, partition, name).get(_INPUTS)
        return found.decode() if found else None

    def written(self, ds: Dataset, partition: str) -> Written:
        """What is there already, in the form of a write that changed nothing."""
        rows = (
            int(self.footer(ds, partition, name).get(_ROWS, b"0"))
            for name in self.names(ds, partition)
        )
        return Written(data_version=self.version(ds, partition), rows=sum(rows), changed=False)

    # -- writing ---------------------------------------------------------------------------------

    def write(
        self,
        con: duckdb.DuckDBPyConnection,
        ds: Dataset,
        partition: str,
        query: str,
        *,
        inputs: str = "",
        name: str = "data",
        parameters: Mapping[str, Any] | None = None,
    ) -> Written:
        """Write what a query returns as one file, unless the file there already says the same.

        Shape: the query names the contract's columns in any order; they are cast to its types and
               sorted by its key. The same facts from the same inputs move no byte.
        """
        typed = typed_sql(ds.table, query)
        con.execute(f"CREATE OR REPLACE TEMP TABLE lake_out AS {typed}", parameters or {})
        version, rows = version_and_rows(con, ds.table)
        footer = self.footer(ds, partition, name)
        before = (footer.get(_VERSION, b"").decode(), footer.get(_INPUTS, b"").decode())
        if before == (version, inputs):
            con.execute("DROP TABLE lake_out")
            return Written(data_version=version, rows=rows, changed=False)
        said = {_VERSION: version, _INPUTS: inputs, _ROWS: str(rows)}
        footer_sql = ", ".join(f"{key.decode()}: {literal(text)}" for key, text in said.items())
        with self.new_file(ds, partition, name) as path:
            con.execute(
                f"COPY lake_out TO {literal(str(path))} "
                f"(FORMAT parquet, COMPRESSION zstd, KV_METADATA {{{footer_sql}}})"
            )
        con.execute("DROP TABLE lake_out")
        return Written(data_version=version, rows=rows, changed=True)

    def write_table(self, ds: Dataset, partition: str, rows: pa.Table, name: str) -> None:
        """Write rows that are at hand already, as one new file."""
        with self.new_file(ds, partition, name) as path:
            pq.write_table(rows.cast(arrow_schema(ds.table)), path, compression="zstd")

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

    def prepare(self, con: duckdb.DuckDBPyConnection) -> None:
        """Let a DuckDB connection read this lake, wherever it is."""
        con.execute("SET TimeZone = 'UTC'")
        if not self.is_local:
            con.register_filesystem(self._fs)

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
