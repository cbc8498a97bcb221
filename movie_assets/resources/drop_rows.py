"""The rows of a dropped file, whatever its format, as Arrow tables of texts. No mapping is applied.

Formats are told by content: Parquet by its mark, JSON by its brace, everything else is delimited
text. Values become texts: a number as JSON writes it, a nested value as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.model.errors import SourceError
from movie_assets.resources.drop_lines import LONGEST_LINE, BadRow, DelimitedRows, Dialect, Row
from movie_assets.resources.drop_unpack import Member

Shape = Literal["delimited", "json", "parquet"]
# Rows and bytes of text of a chunk: what a step of 500 MB can turn into records at once.
CHUNK_ROWS, CHUNK_BYTES = 20_000, 8 << 20
# Python's lists of texts cost five times what Arrow's do, so they become Arrow early.
_PACKED_ROWS = 2_000
# The keys of JSON lines are looked for in so many of them.
_HEADER_LINES = 200
# A JSON object of objects is read whole.
LARGEST_TREE = 64 << 20


@dataclass(frozen=True, slots=True)
class Chunk:
    """Some rows: `line` and a text column `c<n>` a column read; and those that are none."""

    table: pa.Table
    bad: list[BadRow]


def shape_of(member: Member) -> Shape:
    """What kind of file it is, by its first bytes."""
    with member.open() as stream:
        head = stream.read(64)
    if head[:4] == b"PAR1":
        return "parquet"
    return "json" if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{" else "delimited"


def header_of(member: Member, shape: Shape, dialect: Dialect) -> list[str]:
    """The names of a file's columns.

    Errors: SourceError when a Parquet file is packed again, or the first line is no header.
    """
    if shape == "parquet":
        return list(pq.read_schema(_parquet_path(member)).names)
    with member.open() as stream:
        if shape == "delimited":
            return DelimitedRows(stream, dialect).header
        objects = (_json_object(stream.readline(LONGEST_LINE)) for _ in range(_HEADER_LINES))
        return list(dict.fromkeys(key for one in objects if one for key in one))


def chunks(
    member: Member, shape: Shape, dialect: Dialect, places: Sequence[int], header: Sequence[str]
) -> Iterator[Chunk]:
    """A file's rows, only the columns at these places of its header, in bounded memory."""
    if shape == "parquet":
        yield from _packed(_parquet_rows(member, [header[n] for n in places]), len(places))
        return
    with member.open() as stream:
        if shape == "delimited":
            rows = DelimitedRows(stream, dialect).rows()
            wanted = (
                one if isinstance(one, BadRow) else (one[0], [one[1][n] for n in places])
                for one in rows
            )
            yield from _packed(wanted, len(places))
        else:
            yield from _packed(_json_rows(stream, [header[n] for n in places]), len(places))


def tree_chunks(member: Member, depth: int) -> Iterator[Chunk]:
    """The leaves of a JSON object of objects, each with the keys that lead to it.

    Shape: `depth` columns, the leaf last; leaves are counted from 1.
    Errors: SourceError when it is no such object, or larger than LARGEST_TREE.
    """
    with member.open() as stream:
        text = stream.read(LARGEST_TREE + 1)
    if len(text) > LARGEST_TREE:
        raise SourceError(f"A JSON tree of more than {LARGEST_TREE:,} bytes: write one row a line.")
    try:
        tree = json.loads(text)
    except ValueError as error:
        raise SourceError(f"It is not JSON: {error}") from error
    rows = enumerate(_leaves(tree, depth), start=1)
    yield from _packed(((number, leaf) for number, leaf in rows), depth)


def _leaves(node: Any, depth: int) -> Iterator[list[str | None]]:
    if depth == 1:
        yield [_text(node)]
    elif isinstance(node, dict):
        for key, below in cast("dict[str, Any]", node).items():
            yield from ([key, *rest] for rest in _leaves(below, depth - 1))


@dataclass(slots=True)
class _Packer:
    """Rows on their way into Arrow."""

    width: int
    lines: list[int] = field(default_factory=list[int])
    rows: list[Sequence[str | None]] = field(default_factory=list[Sequence["str | None"]])
    tables: list[pa.Table] = field(default_factory=list[pa.Table])
    bad: list[BadRow] = field(default_factory=list[BadRow])
    packed: int = 0

    def pack(self) -> None:
        columns = list(zip(*self.rows, strict=True)) or [()] * self.width
        arrays = [pa.array(self.lines, pa.int64())]
        arrays += [pa.array(column, pa.string()) for column in columns]
        names = ["line", *(f"c{n}" for n in range(self.width))]
        self.tables.append(pa.table(arrays, names=names))
        self.packed += self.tables[-1].nbytes
        self.lines, self.rows = [], []

    @property
    def is_full(self) -> bool:
        count = sum(table.num_rows for table in self.tables) + len(self.bad)
        return count >= CHUNK_ROWS or self.packed >= CHUNK_BYTES

    def chunk(self) -> Chunk:
        self.pack()
        return Chunk(pa.concat_tables(self.tables), self.bad)


def _packed(
    rows: Iterator[Row | BadRow | tuple[int, list[str | None]]], width: int
) -> Iterator[Chunk]:
    """Rows in chunks; at least one, so that an empty file is a file read."""
    packer, given = _Packer(width), False
    for row in rows:
        if isinstance(row, BadRow):
            packer.bad.append(row)
        else:
            packer.lines.append(row[0])
            packer.rows.append(row[1])
        if len(packer.rows) >= _PACKED_ROWS or len(packer.bad) >= CHUNK_ROWS:
            packer.pack()
            if packer.is_full:
                yield packer.chunk()
                packer, given = _Packer(width), True
    if packer.tables or packer.rows or packer.bad or not given:
        yield packer.chunk()


def _json_object(line: bytes) -> dict[str, Any] | None:
    try:
        read = json.loads(line)
    except ValueError:
        return None
    return cast("dict[str, Any]", read) if isinstance(read, dict) else None


def _json_rows(
    stream: BinaryIO, names: Sequence[str]
) -> Iterator[BadRow | tuple[int, list[str | None]]]:
    number = 0
    while line := stream.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LONGEST_LINE)) and not rest.endswith(b"\n"):
                pass
        if not line.strip():
            continue
        read = _json_object(line.removeprefix(b"\xef\xbb\xbf"))
        if read is None:
            yield BadRow(number, "not a JSON object", line[:4000].decode("utf-8", "replace"))
        else:
            yield number, [_text(read.get(name)) for name in names]


def _parquet_path(member: Member) -> str:
    if member.path is None:
        raise SourceError("Parquet packs itself: drop it without gzip, zip or zstd around it.")
    return str(member.path)


def _parquet_rows(member: Member, names: Sequence[str]) -> Iterator[tuple[int, list[str | None]]]:
    number = 0
    with pq.ParquetFile(_parquet_path(member)) as file:
        for batch in file.iter_batches(batch_size=_PACKED_ROWS, columns=list(names)):
            columns = [batch.column(name).to_pylist() for name in names]
            for row in zip(*columns, strict=True):
                number += 1
                yield number, [_text(value) for value in row]


def _text(value: Any) -> str | None:
    if value is None or isinstance(value, str):
        return value.replace("\x00", "") if value else value
    if isinstance(value, list | dict | tuple | bool):
        return json.dumps(value, ensure_ascii=False, default=str)
    return str(value)
