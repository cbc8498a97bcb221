"""What the source tests share: recorded answers, where they are at hand, and made-up ones."""

import datetime as dt
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from movie_assets.model.outcomes import Outcome
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.model.table import table_of
from movie_assets.sources.base import Fetched, Reading

WHEN = dt.datetime(2026, 9, 1, 6, 30, tzinfo=dt.UTC)
RECORDED = Path(__file__).parents[2] / "shared" / "pages"

needs_recorded = pytest.mark.skipif(
    not RECORDED.is_dir(), reason="no recorded answers in ../shared/pages beside this checkout"
)


def fetched(body, url, *, status=200, title_id="", final_url=None) -> Fetched:
    """An answer; a body that is not bytes is sent as JSON."""
    return Fetched(
        answer_id="0123456789abcdef0123456789abcdef",
        title_id=title_id,
        url=url,
        final_url=final_url,
        status=status,
        body=body if isinstance(body, bytes) else json.dumps(body).encode(),
        requested_at=WHEN,
    )


def recorded(path: str) -> bytes:
    """A recorded body."""
    return (RECORDED / path).read_bytes()


def only_record(reading: Reading) -> SourceRecord:
    """The one record of a reading."""
    assert len(reading.records) == 1, reading.detail
    return reading.records[0]


def assert_keeps_the_contract(reading: Reading) -> None:
    """Good outcomes come with rows, bad ones with a reason, and all rows fit into the lake."""
    good = reading.outcome in (Outcome.FOUND, Outcome.NO_SCORE_YET)
    assert good == bool(reading.records or reading.episodes)
    assert good or reading.detail
    arrow_table(table_of(SourceRecord), reading.records)
    arrow_table(table_of(SourceEpisode), reading.episodes)


def cost_beside_whole_pages(
    read: Callable[[Fetched], Reading], bodies: Sequence[bytes], site: str
) -> tuple[float, float]:
    """Core-ms a page of a reader, and of making each page a whole tree, one after the other.

    The share of the two is the reader's own: a slow or busy machine slows down both. A reader's
    page is the quickest of three readings, as what else runs can only add. The bar, 15 core-ms a
    page on the machine it was set on, where whole trees took 29 to 88, is printed.
    """
    read(fetched(bodies[0], site))  # the first one pays for imports
    ours = whole = 0.0
    for body in bodies:
        ours += min(_seconds(lambda page: read(fetched(page, site)), body) for _ in range(3))
        whole += _seconds(lambda page: BeautifulSoup(page, "lxml"), body)
    ours, whole = 1000 * ours / len(bodies), 1000 * whole / len(bodies)
    print(f"{ours:.1f} core-ms a page, {whole:.1f} as a whole tree, {len(bodies)} pages")
    return ours, whole


def _seconds(work: Callable[[bytes], object], body: bytes) -> float:
    """How long this process computes at one body."""
    began = time.process_time()
    work(body)
    return time.process_time() - began
