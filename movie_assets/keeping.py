"""What of the lake is kept how long: pages by their source's terms, small files made one.

Answers to requests are rows, hashes and outcomes for good; their bodies, the pages, go when their
source's terms say so, when its terms no longer permit the use, or when the title is out of scope.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pyarrow as pa

from movie_assets.assets.spine import SPINE
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.answers_compaction import Compacted
from movie_assets.resources.answers_purge import Purged
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.base import Source
from movie_assets.sources.registry import SOURCES


def purge(work: Workbench) -> Iterator[tuple[str, str, Purged]]:
    """Remove the pages that may not be kept any more, source by source.

    Shape: source, why, what went; sources whose pages may be kept for good are left out while
           every title is wanted.
    Errors: LakeError while a step is asking the source.
    """
    unwanted = _unwanted(work)
    for source in SOURCES.values():
        why, before = _bound(work, source)
        if why or unwanted is not None:
            purged = work.answers.purge(source.name, before, unwanted)
            yield source.name, why or "their titles are out of scope", purged


def compact(work: Workbench) -> Iterator[tuple[str, Compacted]]:
    """Make one file of many of each source's answers; a source that is being asked waits.

    Shape: source, how many files became how many; of sources where there was something to do.
    """
    for source in SOURCES:
        done = work.answers.compact(source)
        if done.before:
            yield source, done


def _bound(work: Workbench, source: Source) -> tuple[str, dt.datetime]:
    """Why a source's pages have to go, and those asked for before when."""
    if work.is_withheld(source.name):
        return "its terms do not permit this use", work.clock.at + dt.timedelta(days=1)
    days = source.rights.max_cache_days
    if days is None:
        return "", dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
    return f"over {days} days old", work.clock.at - dt.timedelta(days=days)


def _unwanted(work: Workbench) -> pa.Array | None:
    """Titles that are out of scope, as the spine tells; None where every title is wanted."""
    if not work.scope.name:
        return None
    with work.compute() as con:
        rows = con.execute(
            f"SELECT title_id FROM {work.lake.scan(SPINE, BUCKET_PARTITIONS)} "
            "WHERE state = 'out_of_scope' ORDER BY title_id"
        )
        return rows.to_arrow_table()["title_id"].combine_chunks()
