"""What lanes over the spine's titles share: who is living, how an asset of one is declared."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import dagster as dg

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.fetching import Fetching, Lane
from movie_assets.assets.scope import with_details
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.resources.lake import Dataset
from movie_assets.sources.base import Source


def living_titles(step: Step, partition: str, *, knows_all: bool = True) -> str:
    """SQL of (title_id, popularity): a bucket's living titles; in `hot` those wanted now.

    Only titles in scope: with `knows_all` those whose details say so; without, for the lane that
    asks for the details, those of which nothing says otherwise.
    """
    work = step.work
    spine = work.lake.scan(SPINE, [partition] if partition != HOT else BUCKET_PARTITIONS)
    bounds = "true"
    if work.scope.name:
        spine = with_details(work.lake, spine, partition if partition != HOT else BUCKET_PARTITIONS)
        waits = work.scope.needs_details and knows_all
        bounds = f"{work.scope.sql()}{' AND is_told' if waits else ''}"
    living = (
        f"SELECT title_id, popularity FROM {spine} "
        f"WHERE state = 'active' AND origin = 'tmdb' AND {bounds}"
    )
    if partition != HOT:
        return f"({living})"
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE hot AS SELECT unnest($ids::VARCHAR[]) AS title_id",
        {"ids": step.work.hot_titles(step.context.run.tags.get(policies.HOT_RUN_TAG))},
    )
    return f"({living} AND title_id IN (SELECT title_id FROM hot))"


def fetch(step: Step, lane: Lane, wanted: Callable[[str], str]) -> None:
    """Ask one source for what is due of each partition; `wanted` opens a partition for the lane."""
    with step.work.open_http() as http:
        fetching = Fetching(step, lane, http)
        for partition in step.partitions:
            fetching.partition(partition, wanted(partition))
        step.notes.update(fetching.notes())


def covers_one(title_id: str | None, _url: str) -> tuple[str, ...]:
    """Of answers to a request made for one title."""
    return (title_id,) if title_id else ()


def fetching_asset(
    body: Callable[[Step], None],
    source: Source,
    *,
    outputs: Sequence[Dataset],
    deps: Sequence[str | dg.AssetDep],
    partitions: dg.PartitionsDefinition[str] | None = policies.TITLE_PARTITIONS,
) -> dg.AssetsDefinition:
    """An asset that asks one host for what is due of it, in that host's pool."""
    return lake_asset(
        body,
        group="sources",
        outputs=outputs,
        deps=deps,
        partitions=partitions,
        code_version=source.parser_version,
        pool=source.hosts[0],
        freshness=policies.DAILY,
        kinds=frozenset({"http", "parquet"}),
        automation=policies.BY_SCHEDULE,
        tags={"source": source.name},
    )
