"""Group `sources`: the plan of who is to be asked next. The lanes read the same selection."""

from __future__ import annotations

import dagster as dg

from movie_assets import policies
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.due_titles import PLANNED, DueTitles
from movie_assets.assets.scope import in_bucket
from movie_assets.assets.step import Step
from movie_assets.model.ids import HOT
from movie_assets.resources.lake import dataset
from movie_assets.sources.registry import SOURCES

PLAN = dataset("refresh_plan")
# What the plan reads: titles, what is known of them, and when each was asked for.
_READS = (
    "title_spine",
    "tmdb_titles",
    "wikidata_ids",
    "title_requests",
    "metacritic_pages",
    "rotten_tomatoes_pages",
    "tv_tropes",
)


def refresh_plan(step: Step) -> None:
    """Who is due at which source now, of what each source's budget still allows, and why."""
    with step.work.open_http() as http:
        plans = [DueTitles(step, SOURCES[name], http) for name in PLANNED]
    for plan in plans:
        plan.choose_of_all()
    rows = " UNION ALL ".join(f"SELECT * FROM {plan.chosen}" for plan in plans)
    for partition in step.partitions:
        where = "false" if partition == HOT else in_bucket(partition)
        step.write(PLAN, partition, f"SELECT * FROM ({rows}) WHERE {where}", step.code_version)
    counts = step.con.execute(
        f"SELECT source || ' ' || reason, count(*) FROM ({rows}) GROUP BY 1 ORDER BY 1"
    )
    step.notes["due"] = dict(counts.fetchall())


assets = [
    lake_asset(
        refresh_plan,
        group="sources",
        outputs=[PLAN],
        deps=[dg.AssetDep(name, partition_mapping=EVERY_BUCKET) for name in _READS],
        code_version="1",
        automation=policies.BY_SCHEDULE,
    )
]
