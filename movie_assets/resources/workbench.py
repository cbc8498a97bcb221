"""What a step works with: the lake, DuckDB over it, the clock. No asset and no rule lives here."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from dagster_duckdb import DuckDBResource

from movie_assets.model.operation_rows import LinkDecision
from movie_assets.refresh.bounds import Scope
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.drops import DropPlaces
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Lake
from movie_assets.resources.pictures import PictureLimits
from movie_assets.sources.requests import Asked

if TYPE_CHECKING:  # openai takes 21 MB, which a step without it does not have to spend
    from movie_assets.resources.embedder import Embedder
    from movie_assets.resources.llm import ChatModel

# 2 GB peaked at 1,951 MB by itself; 1.2 GB leaves room for Python in a process of 2 GB.
MEMORY_LIMIT = "1200MB"


def in_memory_duckdb(spill: Path) -> DuckDBResource:
    """DuckDB in memory over the lake: no file, so no writer's lock; what is too large spills."""
    spill.mkdir(parents=True, exist_ok=True)
    return DuckDBResource(
        database=":memory:",
        connection_config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": 2,
        },
    )


def no_views(_since: dt.datetime) -> list[tuple[str, int]]:
    """Of a workbench without a database."""
    return []


@dataclass(frozen=True)
class Workbench:
    """Everything an asset needs, given as values."""

    lake: Lake
    duckdb: DuckDBResource
    answers: AnswerStore
    clock: RunClock
    open_http: Callable[[], contextlib.AbstractContextManager[HttpClient]]
    scratch: Path
    hot_titles: Callable[[str | None], list[str]]  # of a run by its key, or of whoever waits
    title_requests: Callable[[], list[Asked]] = list
    link_decisions: Callable[[], list[LinkDecision]] = list
    # Titles people looked at since a time, with how often; the most looked at first.
    recent_views: Callable[[dt.datetime], list[tuple[str, int]]] = no_views
    scope: Scope = Scope()  # noqa: RUF009 - frozen; which titles are wanted
    imdb_pages: bool = False  # whether IMDb's pages may be asked for, against its terms of use
    drops: DropPlaces = DropPlaces()  # noqa: RUF009 - frozen, and watches nothing
    pictures: PictureLimits | None = None  # None: no picture is asked for
    embedder: Embedder | None = None  # None: the model fitted on the catalogue itself
    chat: ChatModel | None = None  # None: DNA is told by the offline rules alone

    @property
    def backups(self) -> Path:
        """Where the backups of every day are kept."""
        return self.scratch.parent / "backups"

    @property
    def bounds(self) -> str:
        """One name for the settings that bound what is fetched and served."""
        return " ".join([self.scope.name, *sorted(self.lake.withheld)])

    def is_withheld(self, source: str) -> bool:
        """Whether a source's terms do not permit what the catalogue is used for."""
        return source in self.lake.withheld

    @contextlib.contextmanager
    def compute(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A fresh DuckDB that can read the lake, closed when the block ends."""
        with self.duckdb.get_connection() as con:
            # Long queries would draw their progress over what the run says.
            con.execute("SET enable_progress_bar = false")
            self.lake.prepare(con)
            try:
                yield con
            finally:
                con.close()
