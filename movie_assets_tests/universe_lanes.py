"""A lake over the universe's titles for tests of lanes: its spine, an asset's run, its rows."""

import datetime as dt
import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg

from movie_assets.assets.spine import SPINE
from movie_assets.model.contract import table_of
from movie_assets.model.ids import partition_of
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import SpineTitle
from movie_assets.policies import RANGE_END, RANGE_START
from movie_assets.refresh.canaries import LEAST_ANSWERED
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.workbench import Workbench, in_memory_duckdb
from movie_assets.sources.registry import source_named
from movie_assets.universe.facts import Title
from movie_assets.universe.server import UniverseServer

START = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


def bench_of(universe: UniverseServer, folder: Path, titles: Iterable[Title]) -> Workbench:
    """A workbench on an empty lake whose spine knows these titles."""
    lake = Lake(str(folder / "lake"), folder)
    by_bucket: dict[str, list[SpineTitle]] = {}
    for title in titles:
        row = SpineTitle(
            title_id=title.title_id,
            kind=title.kind,
            origin="tmdb",
            tmdb_id=title.tmdb_id,
            imdb_id=title.imdb_id,
            popularity=title.popularity,
            state="active",
            first_seen=START.date(),
        )
        by_bucket.setdefault(partition_of(title.title_id, title.kind), []).append(row)
    for bucket, rows in by_bucket.items():
        lake.write_table(SPINE, bucket, arrow_table(table_of(SpineTitle), rows), "data")
    return bench_at(universe.base_urls, folder)


def bench_at(base_urls: Mapping[str, str], folder: Path) -> Workbench:
    """A workbench on the lake of a folder, as it stands."""
    lake = Lake(str(folder / "lake"), folder)
    return Workbench(
        lake=lake,
        duckdb=in_memory_duckdb(folder / "spill"),
        answers=AnswerStore(lake, folder / "journal"),
        clock=RunClock(START),
        open_http=lambda: HttpClient(
            base_urls=base_urls,
            user_agent="test",
            tokens={"api.themoviedb.org": "t"},
            pace=0,
        ),
        scratch=folder,
        hot_titles=lambda _run: [],
    )


@functools.cache
def books() -> dg.DagsterInstance:
    """One ephemeral instance a session: making one takes 0.1 s, as long as a lane's whole run."""
    return dg.DagsterInstance.ephemeral()


def materialise(
    work: Workbench,
    assets: Sequence[dg.AssetsDefinition],
    name: str,
    partition: str | tuple[str, str] | None = None,
    tags: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """Run one asset, of a partition or from one to another; its metadata as plain values."""
    chosen = next(asset for asset in assets if asset.key.path[-1] == name)
    key, all_tags = partition, dict(tags or {})
    if isinstance(key, tuple):
        all_tags[RANGE_START] = key[0]
        all_tags[RANGE_END] = key[1]
        key = None
    result = dg.materialize(
        [chosen],
        partition_key=key,
        tags=all_tags,
        resources={"work": work},
        instance=books(),
    )
    event = result.get_asset_materialization_events()[0]
    return {key: value.value for key, value in event.materialization.metadata.items()}


def rows(work: Workbench, relation: str, columns: str) -> list[tuple[Any, ...]]:
    """Some columns of a relation, in order."""
    with work.compute() as con:
        return con.execute(f"SELECT {columns} FROM {relation} ORDER BY ALL").fetchall()


def at(work: Workbench, days: float) -> Workbench:
    """The same workbench so many days after the start."""
    return replace(work, clock=RunClock(START + dt.timedelta(days=days)))


def trust(work: Workbench, *sources: str) -> None:
    """Leave behind what a day's canaries leave that were read right: none is asked that day."""
    for source in sources:
        checks = [
            CanaryCheck(
                source=source,
                page=f"canary {number}",
                day=work.clock.day,
                parser_version=source_named(source).parser_version,
                outcome="found",
                answer_id=f"canary {number}",
                checked_at=work.clock.at,
            )
            for number in range(LEAST_ANSWERED)
        ]
        table = arrow_table(table_of(CanaryCheck), checks)
        ds = dataset("canary_check", source)
        work.lake.write_table(ds, work.clock.day.isoformat(), table, "data")
