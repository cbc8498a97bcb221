"""Group `titles`: scores of single sides of titles, from dropped files. No source shows any."""

from __future__ import annotations

import dagster as dg

from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.step import Step
from movie_assets.assets.titles import TITLES, accepted
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.resources.lake import dataset
from movie_assets.titles.aspects import ASPECTS_VERSION, aspect_scores_sql

ASPECTS = dataset("title_aspect_score")


def title_aspect_scores(step: Step) -> None:
    """Scores of the performances, the soundtrack and the screenplay of titles."""
    lake = step.work.lake
    for partition in step.partitions:
        inputs = step.inputs(
            (DROPS, lake.partitions(DROPS)), (LINKS, [partition]), (TITLES, [partition])
        )
        if step.is_current(partition, inputs):
            continue
        step.views(
            records=f"({drop_records_sql(lake.scan(DROPS))})",
            links=f"(SELECT * FROM {accepted(lake, partition)} "
            f"SEMI JOIN {lake.scan(TITLES, [partition])} USING (title_id))",
        )
        step.write(ASPECTS, partition, aspect_scores_sql(), inputs)


assets = [
    lake_asset(
        title_aspect_scores,
        group="titles",
        outputs=[ASPECTS],
        deps=["titles", "crosswalk", dg.AssetDep("drops", partition_mapping=EVERY_FILE)],
        code_version=ASPECTS_VERSION,
    ),
]
