"""Group `dna`: the tags of the whole catalogue, counted and put beside their neighbours."""

from __future__ import annotations

import dagster as dg
import pyarrow as pa

from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.dna import TAGS
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.titles import TITLES
from movie_assets.dna import clusters, taxonomy
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import dataset

VALUES = dataset("dna_value")


def dna_values(step: Step) -> None:
    """Every tag with the titles that carry it, its rank in its category and its cluster."""
    inputs = step.inputs((TAGS, BUCKET_PARTITIONS))
    if step.is_current(NO_PARTITION, inputs):
        return
    rows = [
        {"category": category, "label": label, "cluster": cluster}
        for (category, label), cluster in clusters.CLUSTERS.items()
    ]
    step.con.register("known", pa.Table.from_pylist(rows))
    tags = step.work.lake.scan(TAGS, BUCKET_PARTITIONS)
    titles = step.work.lake.scan(TITLES, BUCKET_PARTITIONS)
    query = f"""
        WITH carried AS (
            SELECT category, label, count(DISTINCT title_id) AS titles,
                count(DISTINCT title_id) FILTER (WHERE kind = 'tv') AS shows
            FROM {tags} JOIN (SELECT title_id, kind FROM {titles}) USING (title_id)
            GROUP BY category, label
        )
        SELECT category, label, coalesce(cluster, label) AS cluster, titles,
            titles - shows AS movies, shows,
            row_number() OVER (PARTITION BY category ORDER BY titles DESC, label) AS rank
        FROM carried LEFT JOIN known USING (category, label)
    """
    step.write(VALUES, NO_PARTITION, query, inputs)


assets = [
    lake_asset(
        dna_values,
        group="dna",
        outputs=[VALUES],
        partitions=None,
        deps=[
            dg.AssetDep("title_dna", partition_mapping=EVERY_BUCKET),
            dg.AssetDep("titles", partition_mapping=EVERY_BUCKET),
        ],
        code_version=f"{taxonomy.VERSION}/{clusters.VERSION}",
    ),
]
