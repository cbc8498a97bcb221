"""Group `catalogue`: where the nearest titles are looked up. How they are told is the vectors'."""

from dataclasses import asdict

import dagster as dg

from movie_assets import policies
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.vector_spaces import bring_up_to_date, loaded_version
from movie_assets.resources.workbench import Workbench


@dg.asset(
    group_name="catalogue",
    deps=[
        dg.AssetDep(name, partition_mapping=EVERY_BUCKET)
        for name in ("catalogue_dna", "catalogue_facets", "catalogue_titles")
    ],
    code_version="1",
    pool=policies.POOL_POSTGRES,
    freshness_policy=policies.DERIVED,
    retry_policy=policies.RETRY,
    automation_condition=policies.ON_CHANGED_BUCKETS,
    kinds={"postgres"},
    owners=["team:catalogue"],
    tags={"stage": "catalogue"},
    metadata={"tables": ["catalogue.vector_space"], "dagster/table_name": "catalogue.vector_space"},
)
def catalogue_similar(
    context: dg.AssetExecutionContext,
    work: dg.ResourceParam[Workbench],
    postgres: dg.ResourceParam[Postgres],
) -> dg.MaterializeResult:
    """Lays vectors and facets out for `api.similar_titles`, with a graph where they are many."""
    reports = bring_up_to_date(postgres, work.clock, context.log.info)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": sum(report.rows for report in reports),
            "rows_changed": sum(report.changed for report in reports),
            **{report.aspect: asdict(report) for report in reports},
        },
        data_version=dg.DataVersion(loaded_version(postgres)),
    )


assets = [catalogue_similar]
