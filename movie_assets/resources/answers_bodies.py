"""Bodies of answers in the lake: written once, found by hash. Whose they are, `answers` knows."""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from movie_assets.model.contract import table_of
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_schema
from movie_assets.model.source_rows import Answer, AnswerBody
from movie_assets.resources.lake import Lake, dataset

# A row group is what has to be read to reach one body: 16 pages are about 200 kB packed. One that
# large bodies fill sooner is closed at 4 MB.
GROUP_ROWS = 16
GROUP_BYTES = 4 * 1024 * 1024
BODIES, ANSWERS = table_of(AnswerBody), table_of(Answer)
_SCHEMA = arrow_schema(BODIES)
_WRITING: dict[str, Any] = {
    "compression": {"sha256": "zstd", "body": "none", "body_bytes": "zstd"},  # bodies are already
    "use_dictionary": False,
    "write_statistics": ["sha256"],
}

Row = TypeVar("Row")


class Body(NamedTuple):
    """One body on its way into the lake."""

    sha256: str
    body: bytes
    body_bytes: int | None


def write_bodies(
    lake: Lake, source: str, partition: str, name: str, bodies: Iterable[Body]
) -> None:
    """Write bodies as one new file in their order, a row group at a time; none makes no file."""
    groups = _groups(bodies)
    first = next(groups, None)
    if first is None:
        return
    with (
        lake.new_file(dataset(BODIES.name, source), partition, name) as path,
        pq.ParquetWriter(path, _SCHEMA, **_WRITING) as writer,
    ):
        for group in itertools.chain([first], groups):
            columns = [pa.array(column) for column in zip(*group, strict=True)]
            writer.write_table(pa.Table.from_arrays(columns, names=_SCHEMA.names).cast(_SCHEMA))


def _groups(bodies: Iterable[Body]) -> Iterator[list[Body]]:
    group: list[Body] = []
    size = 0
    for body in bodies:
        group.append(body)
        size += len(body.body)
        if len(group) == GROUP_ROWS or size >= GROUP_BYTES:
            yield group
            group, size = [], 0
    if group:
        yield group


def held(
    lake: Lake, source: str, partitions: Iterable[str], hashes: Iterable[str], besides: str
) -> set[str]:
    """Which of some hashes have a body in some partitions, in another file than that one."""
    ds = dataset(BODIES.name, source)
    wanted, found = set(hashes), set[str]()
    for uri in lake.files(ds, partitions):
        if uri != besides:
            found |= _File(lake, uri, "sha256").places(wanted - found).keys()
    return found


class Bodies:
    """The bodies one partition's answers refer to, read by hash.

    They are looked for in the partition, then in `hot`, then in the rest of the source (an answer
    304 given to `hot` refers to a body of a bucket). Files of the layout before `answer_body` hold
    theirs beside the answer and are read as well. Kept in memory are hashes only: 70 bytes each.
    """

    def __init__(self, lake: Lake, source: str, partition: str) -> None:
        """Read nothing yet."""
        self._lake, self._source, self._partition = lake, source, partition
        self._known: dict[str, _File] = {}

    def of(self, hashes: Iterable[str | None]) -> dict[str, bytes]:
        """The packed bodies of some hashes; one that was purged is missing.

        Shape: zstd frames by hash. Only the row groups that hold them are read.
        """
        wanted = {one for one in hashes if one}
        try:
            return self._read(wanted)
        except (_MovedError, FileNotFoundError):  # a purge rewrote a file since it was looked at
            self._known.clear()
            return self._read(wanted)

    def by_place(self, rows: Iterable[Row], hash_of: Callable[[Row], str | None]) -> list[Row]:
        """Rows in the order in which their bodies lie: batches of them read each row group once.

        Rows without a body come first; rows whose body was purged last.
        """
        listed = list(rows)
        wanted = {one for one in map(hash_of, listed) if one}
        places: dict[str | None, tuple[int, int]] = {None: (-1, 0)}
        for number, file in enumerate(self._everywhere()):
            if wanted <= places.keys():
                break
            found = file.places(wanted - places.keys())
            places |= {one: (number, row) for one, row in found.items()}
        nowhere = (len(self._known) + 1, 0)
        return sorted(listed, key=lambda row: places.get(hash_of(row) or None, nowhere))

    def _read(self, wanted: set[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for file in self._everywhere():
            if len(found) == len(wanted):
                break
            found |= file.read(wanted - found.keys())
        return found

    def _everywhere(self) -> Iterator[_File]:
        """The partition's files, then those of `hot`, then all others of the source."""
        near = dict.fromkeys((self._partition, HOT))
        yield from self._files(list(near))
        every = {one for ds in self._datasets() for one in self._lake.partitions(ds)}
        yield from self._files(sorted(every - near.keys()))

    def _files(self, partitions: Sequence[str]) -> Iterator[_File]:
        for partition, ds in itertools.product(partitions, self._datasets()):
            for uri in self._lake.files(ds, [partition]):
                if uri not in self._known:
                    key = "sha256" if ds.table is BODIES else "body_sha256"
                    self._known[uri] = _File(self._lake, uri, key)
                yield self._known[uri]

    def _datasets(self) -> list[Any]:
        return [dataset(table.name, self._source) for table in (BODIES, ANSWERS)]


class _MovedError(Exception):
    """A body is not where it was."""


class _File:
    """Which bodies one file holds, and where."""

    def __init__(self, lake: Lake, uri: str, key: str) -> None:
        """Read the hashes of the row groups that hold any body."""
        self._lake, self._uri, self._key = lake, uri, key
        with lake.open(uri) as handle, pq.ParquetFile(handle) as file:
            groups = [file.metadata.row_group(n) for n in range(file.metadata.num_row_groups)]
            self._groups = [n for n, one in enumerate(groups) if _has_bodies(one)]
            sizes = [groups[n].num_rows for n in self._groups]
            hashes = file.read_row_groups(self._groups, columns=[key]).column(0)
        self._starts = list(itertools.accumulate(sizes, initial=0))[:-1]
        self._index = pa.table({"hash": hashes, "row": pa.array(range(sum(sizes)), pa.int64())})

    def places(self, wanted: set[str]) -> dict[str, int]:
        """In which row each of some hashes stands, of those that are here."""
        if not wanted or not len(self._index):
            return {}
        mine = self._index.filter(pc.field("hash").isin(sorted(wanted)))
        return dict(zip(mine["hash"].to_pylist(), mine["row"].to_pylist(), strict=True))

    def read(self, wanted: set[str]) -> dict[str, bytes]:
        """The bodies of some hashes, of those that are here.

        Errors: _MovedError or FileNotFoundError when the file is not what it was.
        """
        places = self.places(wanted)
        if not places:
            return {}
        found: dict[str, bytes] = {}
        groups = {bisect.bisect_right(self._starts, row) - 1 for row in places.values()}
        with self._lake.open(self._uri) as handle, pq.ParquetFile(handle) as file:
            for number in sorted(groups):
                group = self._groups[number]
                if group >= file.metadata.num_row_groups:
                    raise _MovedError
                hashes, bodies = file.read_row_group(group, columns=[self._key, "body"]).columns
                for row, one in enumerate(hashes.to_pylist()):
                    if one in places:
                        found[one] = bodies[row].as_py()
        if found.keys() != places.keys():
            raise _MovedError
        return found


def has_bodies_beside(lake: Lake, uri: str) -> bool:
    """Whether a file of answers holds bodies beside them, as all once did."""
    with lake.open(uri) as handle:
        metadata = pq.read_metadata(handle)
    return any(_has_bodies(metadata.row_group(group)) for group in range(metadata.num_row_groups))


def file_batches(lake: Lake, uri: str) -> Iterator[pa.RecordBatch]:
    """The rows of a file, a row group's worth of bodies at a time."""
    with lake.open(uri) as handle, pq.ParquetFile(handle, buffer_size=1 << 20) as file:
        yield from file.iter_batches(GROUP_ROWS)


def _has_bodies(group: Any) -> bool:
    column = next(
        group.column(number)
        for number in range(group.num_columns)
        if group.column(number).path_in_schema == "body"
    )
    statistics = column.statistics
    return statistics is None or statistics.null_count < group.num_rows
