"""The lake: Parquet files by dataset and partition, whole or not at all. No table's meaning."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.model.errors import LakeError
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_schema
from movie_assets.model.render.duckdb import empty_sql, fingerprint, hashed_sql, literal
from movie_assets.model.table import Table
from movie_assets.resources.lake_sql import (
    ROW_HASH,
    files_sql,
    newest_sql,
    patched_sql,
    version_and_rows,
)
from movie_assets.resources.lake_tree import Dataset, LakeTree, dataset

VERSION, INPUTS, ROWS, CHAIN, HASHES = b"data_version", b"inputs", b"rows", b"chain", b"hashes"
# The way rows are hashed: files hashed in another way are hashed again when hashes are asked for.
HASH_VERSION = "3"
PATCH = "patch-"
# DuckDB reads row groups on one core each: at 16,384 rows a bucket of 60 k titles keeps two busy.
ROW_GROUP = 16_384
__all__ = ["Dataset", "Lake", "Written", "dataset"]
_NO_ROWS_VERSION = hashlib.md5(b"", usedforsecurity=False).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What a write came to: `data_version` hashes the fact columns, `changed` says a file moved."""

    data_version: str
    rows: int
    changed: bool


@dataclass(frozen=True)
class Lake(LakeTree):
    """A tree of `<dataset>/<partition>/<name>.parquet` on any fsspec path.

    A reader sees a file whole or not at all: files are written under a temporary name, synced and
    renamed (object stores publish a put whole by themselves). Each file carries in its footer the
    hash of its fact columns and of what it was computed from, so nothing can drift from the data.
    """

    # -- reading ---------------------------------------------------------------------------------

    def scan(
        self, ds: Dataset, partitions: Iterable[str] | None = None, *, hashes: bool = False
    ) -> str:
        """SQL of a relation over some partitions, typed by the contract even when none exist.

        Shape: the contract's columns; with `hashes` each row's `row_hash` behind them.
        """
        files = self.files(ds, partitions)
        if hashes and not self._are_hashed(files):
            return f"({hashed_sql(ds.table, f'FROM {self.scan(ds, partitions)}')})"
        patches = self._standing([file for file in files if PATCH in file])
        whole = [file for file in files if PATCH not in file]
        if patches:
            return patched_sql(ds.table, whole, patches, hashes)
        return files_sql(ds.table, whole, hashes) if whole else _nothing(ds.table, hashes)

    def _are_hashed(self, files: list[str]) -> bool:
        """Whether files carry their rows' hashes as we make them; older ones do not."""
        return all(self._footer_of(f).get(HASHES) == HASH_VERSION.encode() for f in files)

    def _standing(self, patches: list[str]) -> list[str]:
        """Those patches that were made on the file they stand beside.

        A kill between writing a partition whole and removing its patches leaves patches of what
        was there before, which say nothing any more.
        """
        return [
            patch
            for patch in patches
            if self._footer_of(patch).get(CHAIN)
            == self._footer_of(f"{patch.rsplit('/', 1)[0]}/data.parquet").get(CHAIN)
        ]

    def newest_answers(
        self, ds: Dataset, partitions: Iterable[str], *, hashes: bool = False
    ) -> str:
        """SQL of the newest whole answer per (source, title) over some partitions and `hot`.

        A row and its siblings of one answer win or lose together; "gone" is an answer too. Rows of
        an older answer never shine through, so a child that is missing from the newer one is gone.
        An answer that stands in `hot` and, compacted, in its bucket is read from one of them.
        """
        files = self.files(ds, {*partitions, HOT})
        if hashes and not self._are_hashed(files):
            return f"({hashed_sql(ds.table, f'FROM {self.newest_answers(ds, partitions)}')})"
        if len({file.rsplit("/", 1)[0] for file in files}) == len(files) and not any(
            f"/{HOT}/" in file for file in files
        ):  # buckets hold newest answers only, and telling wide rows apart costs half a read
            return self.scan(ds, partitions, hashes=hashes)
        return newest_sql(ds.table, files, hashes) if files else _nothing(ds.table, hashes)

    def footer(self, ds: Dataset, partition: str, name: str = "data") -> Mapping[bytes, bytes]:
        """What a file says of itself; empty when there is none.

        Errors: LakeError naming the file when it cannot be read as Parquet.
        """
        return self._footer_of(self.uri(ds, partition, name))

    def _footer_of(self, uri: str) -> Mapping[bytes, bytes]:
        try:
            if self.is_local:
                return _footer_as_it_stands(uri, *_state_of(uri))
            with self.open(uri) as handle:
                return pq.read_metadata(handle).metadata or {}
        except FileNotFoundError:
            return {}
        except (pa.ArrowInvalid, OSError) as error:
            folders, partition = uri.rsplit("/", 2)[:2]
            raise LakeError(
                f"{uri} is not a readable Parquet file ({error}). Delete it and materialise "
                f"partition {partition} of {folders.removeprefix(self._url(self._base) + '/')} "
                "again."
            ) from error

    def chain(self, ds: Dataset, partition: str) -> list[tuple[str, str]]:
        """A partition's file and its patches, oldest first: (name, version of all up to it)."""
        names = [f"{n}.parquet" for n in self.names(ds, partition)]
        folder = self.uri(ds, partition).rsplit("/", 1)[0]
        files = [f"{folder}/{name}" for name in names]
        whole = [file for file in files if PATCH not in file]
        standing = whole + self._standing([file for file in files if PATCH in file])
        return [
            (one.rsplit("/", 1)[-1].removesuffix(".parquet"), self._version_of(one))
            for one in standing
        ]

    def _version_of(self, uri: str) -> str:
        return self._footer_of(uri).get(VERSION, _NO_ROWS_VERSION.encode()).decode()

    def version(self, ds: Dataset, partition: str) -> str:
        """The data version of a partition, or that of no rows where it has no file.

        That of its file under its patches; in `hot`, where files stand side by side, one over all.
        """
        chain = self.chain(ds, partition)
        if not chain:
            return _NO_ROWS_VERSION
        if chain[0][0] == "data":
            return chain[-1][1]
        return fingerprint(*(f"{name}={version}" for name, version in chain))

    def inputs(self, ds: Dataset, partition: str, name: str = "data") -> str | None:
        """The fingerprint of what a partition's file was computed from."""
        found = self.footer(ds, partition, name).get(INPUTS)
        return found.decode() if found else None

    def written(self, ds: Dataset, partition: str) -> Written:
        """What is there already, in the form of a write that changed nothing."""
        chain = self.chain(ds, partition)
        counted = chain[-1:] if chain and chain[0][0] == "data" else chain
        rows = (int(self.footer(ds, partition, name).get(ROWS, b"0")) for name, _ in counted)
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
        also: Mapping[bytes, str] | None = None,
    ) -> Written:
        """Write what a query returns as one file, unless the file there already says the same.

        Shape: the query names the contract's columns in any order; they are cast to its types and
               sorted by its key; `also` goes into the footer. The same facts from the same inputs
               move no byte.
        """
        kept = f"CREATE OR REPLACE TEMP TABLE lake_out AS {hashed_sql(ds.table, query)}"
        con.execute(kept, parameters or {})
        version, rows = version_and_rows(con)
        footer = self.footer(ds, partition, name)
        before = (footer.get(VERSION, b"").decode(), footer.get(INPUTS, b"").decode())
        patches = [one for one in self.names(ds, partition) if one.startswith(PATCH)]
        said_before = all(footer.get(key) == text.encode() for key, text in (also or {}).items())
        if before == (version, inputs) and said_before and not patches:
            con.execute("DROP TABLE lake_out")
            return Written(data_version=version, rows=rows, changed=False)
        self.put_rows(
            con,
            ds,
            partition,
            name,
            {
                VERSION: version,
                INPUTS: inputs,
                ROWS: str(rows),
                CHAIN: fingerprint(self.version(ds, partition) if patches else "", version, inputs),
            },
        )
        for patch in patches:
            self.drop(self.uri(ds, partition, patch))
        return Written(data_version=version, rows=rows, changed=True)

    def rewrite(self, con: duckdb.DuckDBPyConnection, ds: Dataset, partition: str) -> None:
        """Make a partition's file and its patches one file that says the same, version and all."""
        before, inputs = self.written(ds, partition), self.inputs(ds, partition) or ""
        patches = [name for name, _ in self.chain(ds, partition)[1:]]
        keys = ", ".join(f'"{name}"' for name in ds.table.key)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE lake_out AS SELECT * FROM "
            f"{self.scan(ds, [partition], hashes=True)} ORDER BY {keys}"
        )
        said = {
            VERSION: before.data_version,
            INPUTS: inputs,
            ROWS: str(before.rows),
            CHAIN: fingerprint("rewritten", before.data_version),
        }
        self.put_rows(con, ds, partition, "data", said)
        for patch in patches:
            self.drop(self.uri(ds, partition, patch))

    def put_rows(
        self,
        con: duckdb.DuckDBPyConnection,
        ds: Dataset,
        partition: str,
        name: str,
        said: Mapping[bytes, str],
    ) -> None:
        """Put the temporary table `lake_out` into one file, which says so much of itself."""
        said = {**said, HASHES: HASH_VERSION}
        footer = ", ".join(f"{key.decode()}: {literal(text)}" for key, text in said.items())
        with self.new_file(ds, partition, name) as path:
            con.execute(
                f"COPY lake_out TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd, "
                f"COMPRESSION_LEVEL 1, ROW_GROUP_SIZE {ROW_GROUP}, KV_METADATA {{{footer}}})"
            )
        con.execute("DROP TABLE lake_out")

    def write_table(self, ds: Dataset, partition: str, rows: pa.Table, name: str) -> None:
        """Write rows that are at hand already, as one new file."""
        with self.new_file(ds, partition, name) as path:
            pq.write_table(rows.cast(arrow_schema(ds.table)), path, compression="zstd")

    def prepare(self, con: duckdb.DuckDBPyConnection) -> None:
        """Let a DuckDB connection read this lake, wherever it is."""
        con.execute("SET TimeZone = 'UTC'")
        if not self.is_local:
            con.register_filesystem(self._fs)


def _state_of(path: str) -> tuple[int, int, int]:
    """What differs between a file and any that took its place by renaming."""
    stat = Path(path).stat()
    return stat.st_ino, stat.st_mtime_ns, stat.st_size


@functools.lru_cache(maxsize=10_000)
def _footer_as_it_stands(path: str, *_state: int) -> Mapping[bytes, bytes]:
    """A local file's footer, read once: a run asks 3,000 times for some 400 of them."""
    return pq.read_metadata(path).metadata or {}


def _nothing(table: Table, hashes: bool) -> str:
    rows = empty_sql(table)
    return f"(SELECT *, ''::VARCHAR AS {ROW_HASH} FROM {rows})" if hashes else rows
