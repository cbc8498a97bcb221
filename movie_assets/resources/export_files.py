"""A snapshot as files for analysts: Parquet by relation and a DuckDB database. None is swapped.

Rows travel as CSV through the disk, so that no process holds them: Postgres writes, DuckDB sorts
and writes, both within their own limits, and Python hands bytes on.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa

from movie_assets.model.render.duckdb import literal
from movie_assets.resources.export_snapshot import NULL, ServedRelation, Snapshot
from movie_assets.resources.temporary import temporary_path

DATABASE, ABOUT, SUMS = "catalogue.duckdb", "about.parquet", "SHA256SUMS"
# Ten million rows were sorted and written in 1.7 GB with the 1.2 GB a step has otherwise.
_MEMORY_LIMIT = "900MB"
# A title with all its credits, names and pictures is a line of 0.4 MB; DuckDB's own limit is 2 MB,
# and of sixteen lines its buffer: 512 MB at 32 MB a line left no room for the sort (measured).
_LONGEST_LINE, _BUFFER = 8 << 20, 32 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One relation as it was written."""

    relation: ServedRelation
    rows: int
    bytes: int
    sha256: str

    @property
    def file(self) -> str:
        """Its Parquet file."""
        return f"{self.relation.name}.parquet"


@dataclass(frozen=True, slots=True)
class AboutRow:
    """One thing that is said of an export."""

    subject: str
    name: str
    property: str
    value: str


class ExportFiles:
    """The files of one export, in a folder of their own until somebody publishes it."""

    def __init__(self, con: duckdb.DuckDBPyConnection, folder: Path, scratch: Path) -> None:
        """Begin with an empty database."""
        self.con, self.folder, self.scratch = con, folder, scratch
        con.execute(f"SET memory_limit = '{_MEMORY_LIMIT}'")
        con.execute(f"ATTACH {literal(str(folder / DATABASE))} AS made")

    def add(self, snapshot: Snapshot, relation: ServedRelation, key: Sequence[str]) -> Exported:
        """Write one relation, its rows in the order of its key, or of all columns without one."""
        texts = temporary_path(self.scratch, ".csv")
        try:
            snapshot.copy(relation, texts)
            self._take_in(relation, texts, key)
        finally:
            texts.unlink(missing_ok=True)
        path = self.folder / f"{relation.name}.parquet"
        counted = self.con.execute(
            f'COPY made."{relation.name}" TO {literal(str(path))} '
            "(FORMAT parquet, COMPRESSION zstd)"
        ).fetchone()
        assert counted is not None
        return Exported(
            relation=relation,
            rows=int(counted[0]),
            bytes=path.stat().st_size,
            sha256=_sha256(path),
        )

    def finish(self, about: Sequence[AboutRow]) -> None:
        """Write what is said of the export into both, close the database, and sum up every file."""
        rows = pa.table(
            {
                name: pa.array([getattr(row, name) for row in about], pa.string())
                for name in ("subject", "name", "property", "value")
            }
        )
        self.con.register("about_rows", rows)
        self.con.execute("CREATE TABLE made.about AS SELECT * FROM about_rows ORDER BY ALL")
        self.con.unregister("about_rows")
        self.con.execute(
            f"COPY made.about TO {literal(str(self.folder / ABOUT))} "
            "(FORMAT parquet, COMPRESSION zstd)"
        )
        self.con.execute("DETACH made")
        files = sorted(self.folder.iterdir())
        sums = "".join(f"{_sha256(path)}  {path.name}\n" for path in files)
        (self.folder / SUMS).write_text(sums, encoding="utf-8")

    def _take_in(self, relation: ServedRelation, texts: Path, key: Sequence[str]) -> None:
        columns = ", ".join(f"{literal(one.name)}: 'VARCHAR'" for one in relation.columns)
        values = ", ".join(one.read_sql for one in relation.columns)
        order = ", ".join(f'"{name}"' for name in key) or "ALL"
        self.con.execute(
            f'CREATE TABLE made."{relation.name}" AS SELECT {values} '
            f"FROM read_csv({literal(str(texts))}, columns = {{{columns}}}, auto_detect = false, "
            f"header = false, delim = ',', quote = '\"', escape = '\"', nullstr = {literal(NULL)}, "
            f"allow_quoted_nulls = false, parallel = false, "
            f"max_line_size = {_LONGEST_LINE}, buffer_size = {_BUFFER}) "
            f"ORDER BY {order}"
        )
        comment = literal(relation.description)
        self.con.execute(f'COMMENT ON TABLE made."{relation.name}" IS {comment}')


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
