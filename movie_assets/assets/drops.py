"""Asset `drops`: dropped files into source records, row by row what can be read. No merging.

What a file's columns mean is its mapping's business (`sources.drop_mapping`), how its rows come
out of it `resources.drop_rows`'.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.step import Step
from movie_assets.model.contract import table_of
from movie_assets.model.errors import SourceError
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import empty_sql
from movie_assets.model.source_rows import DroppedFile, Quarantined
from movie_assets.resources.drop_lines import BadRow, Dialect
from movie_assets.resources.drop_rows import Chunk, chunks, header_of, shape_of, tree_chunks
from movie_assets.resources.drop_unpack import DAMAGED, Member, members
from movie_assets.resources.lake import dataset
from movie_assets.resources.temporary import temporary_path
from movie_assets.resources.workbench import Workbench
from movie_assets.sources import drop_sql
from movie_assets.sources.drop_arrivals import DropSeen
from movie_assets.sources.drop_cells_sql import columns_of
from movie_assets.sources.drop_mapping import Mapping, candidates, mapping_for, plain

DROPS = dataset("source_record", "drop")
REJECTS = dataset("quarantine", "drop")
FILES = dataset("dropped_file")
# Files have no buckets: whoever reads them reads all.
EVERY_FILE = dg.AllPartitionMapping()

# Of the 500 MB a file of any size is loaded in, Python and its libraries take 220.
MEMORY_LIMIT = "120MB"
_EMPTIED = "coalesce(sum(len(problems)) FILTER (WHERE left_out IS NULL), 0)"
COUNTED = ("rows", "loaded", "left_out", "fields_left_empty", "unreadable")
# What a file that no mapping reads is quarantined under.
NO_MAPPING = "drop"


def partition_of_hash(content_hash: str) -> str:
    """The partition of a dropped file, from the sha256 of its bytes."""
    return content_hash[:32]


def note_file(work: Workbench, seen: DropSeen, content_hash: str) -> str:
    """Remember where a file lies, so that its partition can be asked for; gives the partition."""
    row = DroppedFile(
        content_hash=content_hash, url=seen.url, name=seen.name, folder=seen.folder,
        bytes=seen.size, seen_at=work.clock.at,
    )  # fmt: skip
    partition = partition_of_hash(content_hash)
    work.lake.write_table(FILES, partition, arrow_table(table_of(DroppedFile), [row]), "data")
    return partition


def is_loaded(work: Workbench, content_hash: str) -> bool:
    """Whether a file of this content is in the lake, whole."""
    return work.lake.inputs(DROPS, partition_of_hash(content_hash)) is not None


def drops(step: Step) -> None:
    """Files from folders, SFTP servers and buckets as source records; bad rows to quarantine."""
    # Arrow's own pool holds on to 40 MB of what was given back.
    pa.set_memory_pool(pa.system_memory_pool())
    step.con.execute(f"SET memory_limit = '{MEMORY_LIMIT}'")
    step.con.execute("SET threads = 1")
    for partition in step.partitions:
        _partition(step, partition)


def _partition(step: Step, partition: str) -> None:
    """Load one file, unless it is loaded already, is gone, or is another one by now."""
    inputs = step.inputs(also=f"{partition} {step.work.drops.mappings_digest()}")
    if step.is_current(partition, inputs):
        return
    found = step.con.execute(
        f"SELECT url, name, folder, content_hash FROM {step.work.lake.scan(FILES, [partition])}"
    ).fetchone()
    if found is None:
        _leave(step, partition, "nobody noted where this file lies: drop it again")
        return
    url, name, folder, content_hash = found
    copy = temporary_path(step.work.scratch, ".drop")
    try:
        path, digest = step.work.drops.local_or_copied(url, copy)
        if digest != content_hash:
            _leave(step, partition, f"{name} has changed since it was seen: the sensor will see it")
            return
        _Loading(step, partition, inputs, name, folder).load(path)
    except FileNotFoundError:
        _leave(step, partition, f"{name} is gone; what was loaded of it stays as it is")
    finally:
        copy.unlink(missing_ok=True)


def _leave(step: Step, partition: str, why: str) -> None:
    step.notes[partition] = why
    for ds in step.outputs:
        step.keep(ds, partition)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A chunk of a member with the mapping that reads it; without one, only what is wrong."""

    file: str
    mapping: Mapping | None
    columns: dict[str, str]
    chunk: Chunk | None
    bad: list[BadRow]
    field: str = "row"


@dataclass
class _Loading:
    """One file on its way into the lake, chunk by chunk."""

    step: Step
    partition: str
    inputs: str
    name: str
    folder: str
    counts: dict[str, int] = field(default_factory=dict[str, int])
    changed: bool = False

    def load(self, path: Path) -> None:
        """Write each chunk as a file of the partition, the last as `data`: then it is whole."""
        con = self.step.con
        con.execute("CREATE OR REPLACE TEMP TABLE drop_seen (key UBIGINT, line BIGINT)")
        con.execute("CREATE OR REPLACE TEMP TABLE drop_day AS SELECT $today::DATE AS today",
                    {"today": self.step.work.clock.day})  # fmt: skip
        names: list[str] = []
        before: _Piece | None = None
        for piece in self._pieces(path):
            if before is not None:
                names.append(f"part-{len(names):05d}")
                self._write(before, names[-1])
            before = piece
        if before is not None:
            names.append("data")
            self._write(before, "data")
        self._settle(names)
        self.step.notes[self.name] = self.counts
        if len(names) > 1:
            self.step.notes["files_changed"] = len(names) * self.changed

    def _pieces(self, path: Path) -> Iterator[_Piece]:
        try:
            # Two files of one name are two files in the quarantine.
            inside = members(path, self.name, f"@{self.partition[:8]}")
        except DAMAGED as error:
            yield _wrong(self.name, 1, f"the archive cannot be opened: {error}")
            return
        if not inside:
            yield _wrong(self.name, 1, "the archive has no file in it")
        for member in inside:
            yield from self._member(member)

    def _member(self, member: Member) -> Iterator[_Piece]:
        """A member's chunks; where it breaks off, what came before is kept."""
        line = 1
        try:
            for piece in self._read(member):
                if piece.chunk is not None and piece.chunk.table.num_rows:
                    line = piece.chunk.table["line"][-1].as_py()
                yield piece
        except SourceError as error:
            yield _wrong(member.name, line, str(error))
        except DAMAGED as error:
            yield _wrong(member.name, line, f"it is damaged after this line: {error}")

    def _read(self, member: Member) -> Iterator[_Piece]:
        known = self.step.work.drops.mappings()
        names = (member.own_name, self.name)
        tried = candidates(known, names=names, folder=self.folder)
        shape = shape_of(member)
        tree = next((one for one in tried if one.format == "tree"), None)
        if tree and shape == "json":
            columns = {plain(level): f"c{n}" for n, level in enumerate(tree.levels)}
            for chunk in tree_chunks(member, len(tree.levels)):
                yield _Piece(member.name, tree, columns, chunk, chunk.bad)
            return
        dialect = _dialect(tried[0]) if len(tried) == 1 else Dialect()
        header = header_of(member, shape, dialect)
        mapping = mapping_for(known, names=names, folder=self.folder, header=header)
        dialect = _dialect(mapping)
        places = columns_of(mapping, {plain(one): n for n, one in reversed([*enumerate(header)])})
        columns = {one: f"c{n}" for n, one in enumerate(places)}
        for chunk in chunks(member, shape, dialect, list(places.values()), header):
            yield _Piece(member.name, mapping, columns, chunk, chunk.bad)

    def _write(self, piece: _Piece, name: str) -> None:
        """Read one chunk and write its records and its quarantine."""
        step, work, at = self.step, self.step.work, self.step.work.clock.at
        records, rejects = f"SELECT * FROM {empty_sql(DROPS.table)}", "SELECT * FROM drop_bad"
        parameters: tuple[dict[str, Any], dict[str, Any]] = ({}, {})
        self._bad_rows(piece)
        if piece.mapping is not None and piece.chunk is not None:
            self._read_chunk(piece, piece.mapping, piece.chunk)
            records = drop_sql.records_sql(piece.mapping, "drop_read")
            rejects += f" UNION ALL BY NAME {drop_sql.quarantine_sql(piece.mapping, 'drop_read')}"
            asked = {"answer_id": self.partition, "requested_at": at}
            parameters = (asked, {"file": piece.file, "seen_at": at})
        for ds, query, values in zip((DROPS, REJECTS), (records, rejects), parameters, strict=True):
            written = work.lake.write(
                step.con, ds, self.partition, query,
                inputs=self.inputs, parameters=values, name=name,
            )  # fmt: skip
            self.changed |= written.changed
            if ds is DROPS:
                self._count(piece, written.rows)
        step.con.execute("DROP TABLE IF EXISTS drop_read")

    def _read_chunk(self, piece: _Piece, mapping: Mapping, chunk: Chunk) -> None:
        con = self.step.con
        con.register("drop_chunk", chunk.table)
        for query in drop_sql.read_steps(mapping, piece.columns, "drop_chunk"):
            con.execute(f"CREATE OR REPLACE TEMP TABLE drop_read AS {query}")
            con.execute("DROP TABLE IF EXISTS drop_before")
            con.execute("ALTER TABLE drop_read RENAME TO drop_before")
        con.execute("ALTER TABLE drop_before RENAME TO drop_read")
        con.unregister("drop_chunk")
        con.execute(drop_sql.repeats_sql("drop_read", "drop_seen"))
        con.execute("INSERT INTO drop_seen SELECT key, line FROM drop_read WHERE left_out IS NULL")

    def _bad_rows(self, piece: _Piece) -> None:
        source = piece.mapping.source if piece.mapping else NO_MAPPING
        rows = [
            Quarantined(
                source=source,
                file=piece.file,
                line=one.line,
                field=piece.field,
                reason=drop_sql.ROW_LEFT_OUT + one.reason if piece.mapping else one.reason,
                raw=one.raw[: drop_sql.RAW_WIDTH] or None,
                seen_at=self.step.work.clock.at,
            )
            for one in piece.bad
        ]
        self.step.empty("drop_bad", REJECTS)
        self.step.insert("drop_bad", Quarantined, rows)

    def _count(self, piece: _Piece, loaded: int) -> None:
        left_out, fields = len(piece.bad) if piece.mapping else 0, 0
        if piece.mapping is not None:
            counted = self.step.con.execute(
                f"SELECT count(left_out), {_EMPTIED} FROM drop_read"
            ).fetchone()
            assert counted is not None
            left_out, fields = left_out + counted[0], int(counted[1])
        found = (loaded + left_out, loaded, left_out, fields, int(not piece.mapping))
        for what, number in zip(COUNTED, found, strict=True):
            self.counts[what] = self.counts.get(what, 0) + number

    def _settle(self, names: list[str]) -> None:
        """Remove files of an earlier reading that made more of them, and note what is there.

        Coverage and preview are of one file only: the footers of 620 took 120 MB.
        """
        lake = self.step.work.lake
        for ds in self.step.outputs:
            for old in set(lake.names(ds, self.partition)) - set(names):
                lake.drop(lake.uri(ds, self.partition, old))
            written = lake.written(ds, self.partition)
            if len(names) == 1:
                written = replace(written, changed=self.changed)
            self.step.written.setdefault(self.partition, {})[ds.path] = written


def _wrong(file: str, line: int, why: str) -> _Piece:
    return _Piece(file, None, {}, None, [BadRow(line, why, "")], field="file")


def _dialect(mapping: Mapping) -> Dialect:
    return Dialect(mapping.delimiter, mapping.quote, mapping.escape, mapping.encoding)


assets = [
    lake_asset(
        drops,
        group="sources",
        outputs=[DROPS, REJECTS],
        partitions=policies.DROPPED_FILES,
        code_version=drop_sql.PARSER_VERSION,
        freshness=policies.NOW_AND_THEN,
        automation=policies.ON_NEW_READER,
        kinds=frozenset({"file", "duckdb", "parquet"}),
        tags={"source": "drop"},
    ),
]
