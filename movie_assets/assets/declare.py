"""How assets of this graph are declared: what they share. What each does is in its file."""

from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg

from movie_assets import policies
from movie_assets.assets.step import Step, column_schema
from movie_assets.resources.lake import Dataset
from movie_assets.resources.workbench import Workbench

Body = Callable[[Step], None]


def of_titles(partitions: dg.PartitionsDefinition[str] | None) -> dict[str, str]:
    """The tag by which a hot run takes every asset that keeps titles by partition."""
    return {"partitions": "titles"} if partitions == policies.TITLE_PARTITIONS else {}


def of_every_bucket(*names: str) -> list[dg.AssetDep]:
    """Inputs of what is made of all titles: their buckets, not `hot`."""
    return [dg.AssetDep(name, partition_mapping=policies.EVERY_BUCKET) for name in names]


def lake_asset(  # noqa: PLR0913 - these are what tells one asset from another
    body: Body,
    *,
    group: str,
    outputs: Sequence[Dataset],
    deps: Sequence[Any] = (),
    partitions: dg.PartitionsDefinition[str] | None = policies.TITLE_PARTITIONS,
    code_version: str,
    pool: str = policies.POOL_COMPUTE,
    freshness: dg.FreshnessPolicy = policies.DERIVED,
    kinds: frozenset[str] = frozenset({"duckdb", "parquet"}),
    automation: dg.AutomationCondition[Any] | None = policies.ON_CHANGED_DATA,
    tags: dict[str, str] | None = None,
) -> dg.AssetsDefinition:
    """An asset that writes datasets of the lake, one function over a step.

    What has no partitions and goes by its inputs' data goes by that of their buckets.

    The body's name is the asset's, its docstring the description; the first output is the one
    whose columns and rows the asset shows.
    """
    if partitions is None and automation is policies.ON_CHANGED_DATA:
        automation = policies.ON_CHANGED_BUCKETS

    @dg.asset(
        name=body.__name__,
        description=body.__doc__,
        group_name=group,
        deps=deps,
        partitions_def=partitions,
        backfill_policy=policies.SINGLE_RUN if partitions else None,
        code_version=code_version,
        pool=pool,
        freshness_policy=freshness,
        retry_policy=policies.RETRY,
        automation_condition=automation,
        kinds=set(kinds),
        owners=["team:catalogue"],
        tags={"stage": group, **of_titles(partitions), **(tags or {})},
        metadata={
            "dagster/column_schema": column_schema(outputs[0]),
            "dagster/table_name": outputs[0].path,
        },
    )
    def run(
        context: dg.AssetExecutionContext, work: dg.ResourceParam[Workbench]
    ) -> dg.MaterializeResult:
        with work.compute() as con:
            step = Step(context, work, con, outputs)
            body(step)
            return step.result()

    return run
