"""What a run would ask (`movie-assets plan`). The arithmetic is `refresh.forecast`'s."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pyarrow.parquet as pq

from movie_assets import wiring
from movie_assets.assets.source_states import OF_EVERY_TITLE, freshness_view
from movie_assets.assets.spine import SPINE
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.refresh.forecast import (
    COSTS,
    Ask,
    Cost,
    Forecast,
    bytes_after,
    days_in_all,
    forecast,
)
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench, no_views
from movie_assets.settings import Settings
from movie_assets.sources.registry import SOURCES

# A home that has not seen an export yet: TMDB's of 2026 has about so many that are not adult; the
# universe's has what its facts file has.
TITLES_LIVE, TITLES_UNIVERSE = 1_182_000, 2_688
# Of all titles those that sources of some titles are asked for: estimates, from the universe's
# counts and how much more popular its titles are than all.
SHARES = {"tmdb_seasons": 0.16, "tmdb_watch": 0.0006, "wikipedia": 0.17, "wikipedia_search": 0.01}
# From so many answers on a home's own figures say more than those that come with the code.
ENOUGH_ANSWERS = 1_000
# Disk is told for the first month, too: some sources take years to get through.
FIRST_DAYS = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is about to be asked of whom, and what it comes to."""

    titles: int
    is_counted: bool  # in the home's own spine
    sources: tuple[Forecast, ...]
    withheld: tuple[str, ...]
    days: float
    bytes_first: float
    bytes_in_all: float
    free_bytes: int | None  # where the lake is a folder of this machine


def plan(settings: Settings) -> Plan:
    """Count what is due in a home and what it takes; nothing is asked, started or written."""
    # Without the views people took, which only a server that runs could tell.
    work = replace(wiring.workbench(settings), recent_views=no_views)
    living, due = _counted(work)
    titles = living or (TITLES_LIVE if settings.live else TITLES_UNIVERSE)
    asks = [
        Ask(
            source=name,
            host=SOURCES[name].hosts[0],
            titles=_titles_at(name, titles, due if living else None),
            requests_per_second=SOURCES[name].requests_per_second / settings.effective_pace
            if settings.effective_pace
            else float(10**9),
            requests_a_day=_budget(settings, name),
        )
        for name in COSTS
        if not work.is_withheld(name)
    ]
    told = tuple(forecast(ask, {**COSTS, **_measured(work)}) for ask in asks)
    return Plan(
        titles=titles,
        is_counted=bool(living),
        sources=told,
        withheld=tuple(sorted(work.lake.withheld)),
        days=days_in_all(told),
        bytes_first=bytes_after(told, FIRST_DAYS, titles),
        bytes_in_all=bytes_after(told, float("inf"), titles),
        free_bytes=_free(settings, work),
    )


def _counted(work: Workbench) -> tuple[int, dict[str, int]]:
    """Living titles in scope, and how many of them are not fresh, by source."""
    with work.compute() as con:
        row = con.execute(
            f"SELECT count(*) FROM {work.lake.scan(SPINE, BUCKET_PARTITIONS)} "
            "WHERE state = 'active' AND origin = 'tmdb'"
        ).fetchone()
        assert row is not None
        if not row[0]:
            return 0, {}
        freshness_view(con, work)
        due = con.execute(
            "SELECT source, sum(titles - fresh_titles)::BIGINT FROM title_freshness GROUP BY source"
        )
        return row[0], dict(due.fetchall())


def _titles_at(source: str, titles: int, due: Mapping[str, int] | None) -> int:
    """Titles to ask a source for: those counted, else its share of all there are."""
    if due is not None and source in due:
        return due[source]
    return round(titles * (1.0 if source in OF_EVERY_TITLE else SHARES[source]))


def _budget(settings: Settings, source: str) -> int | None:
    """Requests a day: as set, else as stated by the source where real ones are asked."""
    if source in settings.budgets:
        return settings.budgets[source]
    return SOURCES[source].requests_a_day if settings.live else None


def _measured(work: Workbench) -> dict[str, Cost]:
    """What a home's own answers cost, of sources that gave enough of them: footers alone tell."""
    found: dict[str, Cost] = {}
    for source in COSTS:
        answers, answer_bytes = _files_of(work, "answer", source)
        checks, _ = _files_of(work, "source_check", source)
        if answers >= ENOUGH_ANSWERS and checks:
            _, body_bytes = _files_of(work, "answer_body", source)
            found[source] = Cost(
                requests=answers / checks,
                bytes_a_request=(answer_bytes + body_bytes) / answers,
                reason=f"measured here on {answers:,} answers",
            )
    return found


def _files_of(work: Workbench, table: str, source: str) -> tuple[int, int]:
    """Rows and bytes of the files of a dataset."""
    rows = size = 0
    for uri in work.lake.files(dataset(table, source)):
        with work.lake.open(uri) as handle:
            rows += pq.read_metadata(handle).num_rows
            size += handle.seek(0, 2)
    return rows, size


def _free(settings: Settings, work: Workbench) -> int | None:
    if not work.lake.is_local:
        return None
    folder = Path(settings.lake_root)
    there = next(one for one in (folder, *folder.parents) if one.exists())
    return shutil.disk_usage(there).free
