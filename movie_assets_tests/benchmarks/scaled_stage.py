"""A process of the full-scale benchmark: materialises assets over all buckets, as it is asked.

    python -m movie_assets_tests.benchmarks.scaled_stage

The settings come from the environment, as for every command. Prints one JSON object a line: first
the graph's assets from which to choose and the seconds until the process was ready; then, for each
line of asset names it reads, seconds of the work itself, peak memory so far (MB), and rows.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import dagster as dg

from movie_assets import policies
from movie_assets.commands import runner
from movie_assets.settings import read_settings

BEGUN = time.monotonic()


@dg.op
def idle() -> None:
    """Do nothing."""


@dg.job
def nothing() -> None:
    """A run in which Dagster imports and connects what each first run of a process does."""
    idle()


def stages(defs: dg.Definitions) -> list[dict[str, Any]]:
    """Every asset with its group, pool and what it depends on, in the order data flows."""
    graph = defs.resolve_asset_graph()
    return [
        {
            "name": key.to_user_string(),
            "group": graph.get(key).group_name or "",
            "pool": min(graph.get(key).pools, default=""),
            "deps": sorted(parent.to_user_string() for parent in graph.get(key).parent_keys),
        }
        for key in graph.toposorted_asset_keys
    ]


def work(defs: dg.Definitions, instance: dg.DagsterInstance, names: list[str]) -> dict[str, Any]:
    """Materialise some assets in one run over all buckets, as `movie-assets run` does."""
    graph = defs.resolve_asset_graph()
    keys = [key for key in graph.get_all_asset_keys() if key.to_user_string() in names]
    job = defs.resolve_implicit_global_asset_job_def()
    tags = {}
    if graph.get(keys[0]).partitions_def is not None:
        tags = policies.over_buckets()
    begun = time.monotonic()
    result = job.execute_in_process(
        instance=instance, asset_selection=keys, run_config=runner.QUIET, tags=tags
    )
    rows = [
        event.materialization.metadata.get("dagster/row_count")
        for event in result.get_asset_materialization_events()[:1]
    ]
    return {
        "seconds": time.monotonic() - begun,
        "peak_mb": peak_mb(),
        "rows": rows[0].value if rows and rows[0] is not None else None,
    }


def peak_mb() -> float:
    """The most this process held in memory: VmHWM."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    runner.prepare(read_settings())
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    with dg.DagsterInstance.get() as instance:
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=20)
        nothing.execute_in_process(instance=instance, run_config=runner.QUIET)
        print(json.dumps({"stages": stages(defs), "start": time.monotonic() - BEGUN}), flush=True)
        for line in sys.stdin:
            print(json.dumps(work(defs, instance, line.split())), flush=True)


if __name__ == "__main__":
    main()
