"""Bodies that were kept long enough, and who may touch them when. Rows of answers stay as is."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from movie_assets.model.errors import LakeError
from movie_assets.resources.answers_bodies import (
    ANSWERS,
    BODIES,
    Body,
    file_batches,
    write_bodies,
)
from movie_assets.resources.lake import Lake, dataset


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge removed: bodies, and their bytes unpacked."""

    bodies: int = 0
    body_bytes: int = 0


@contextlib.contextmanager
def in_use(journals: Path, source: str) -> Iterator[None]:
    """Keep purges off a source while a step asks it: its answers may lean on bodies it has."""
    with _lock(journals, source, fcntl.LOCK_SH):
        yield


@contextlib.contextmanager
def alone(journals: Path, source: str) -> Iterator[None]:
    """Keep steps off a source's answers.

    Errors: LakeError while a step of this machine is at them.
    """
    try:
        with _lock(journals, source, fcntl.LOCK_EX | fcntl.LOCK_NB):
            yield
    except BlockingIOError as error:
        raise LakeError(
            f"A step is asking {source} now; a step takes ten minutes at most. Purge again later."
        ) from error


@contextlib.contextmanager
def _lock(journals: Path, source: str, how: int) -> Iterator[None]:
    journals.mkdir(parents=True, exist_ok=True)
    with (journals / f"{source}.lock").open("wb") as handle:
        fcntl.flock(handle, how)
        yield


def purge_bodies(
    lake: Lake, source: str, before: dt.datetime, unwanted: pa.Array | None = None
) -> Purged:
    """Remove the bodies that no answer asked for since `before` refers to.

    Answers of titles that are `unwanted` do not count. A file is rewritten without its bodies, or
    dropped where none is left.
    """
    ds = dataset(BODIES.name, source)
    young = _hashes_since(lake, source, before, unwanted)
    bodies = body_bytes = 0
    for partition in lake.partitions(ds):
        for name in lake.names(ds, partition):
            uri = lake.uri(ds, partition, name)
            with lake.open(uri) as handle:
                rows = pq.read_table(handle, columns=["sha256", "body_bytes"])
            gone = rows.filter(~pc.field("sha256").isin(young))
            if not len(gone):
                continue
            bodies += len(gone)
            body_bytes += sum(gone["body_bytes"].to_pylist())
            removed = set(gone["sha256"].to_pylist())
            write_bodies(lake, source, partition, name, _kept(lake, uri, removed))
            if len(gone) == len(rows):
                lake.drop(uri)
    return Purged(bodies, body_bytes)


def _hashes_since(
    lake: Lake, source: str, before: dt.datetime, unwanted: pa.Array | None
) -> pa.Array:
    """Hashes that answers asked for since then refer to, wherever in the source."""
    since = pa.scalar(before, pa.timestamp("us", tz="UTC"))
    found = [pa.array([], pa.string())]
    for uri in lake.files(dataset(ANSWERS.name, source)):
        with lake.open(uri) as handle:
            rows = pq.read_table(handle, columns=["title_id", "requested_at", "body_sha256"])
        late = rows.filter(pc.field("requested_at") >= since)
        if unwanted is not None:  # of an answer about many titles none is named
            late = late.filter(~pc.field("title_id").isin(unwanted))
        found += late["body_sha256"].drop_null().chunks
    return pa.chunked_array(found).unique()


def _kept(lake: Lake, uri: str, removed: set[str]) -> Iterator[Body]:
    for batch in file_batches(lake, uri):
        for row in batch.to_pylist():
            if row["sha256"] not in removed:
                yield Body(**row)
