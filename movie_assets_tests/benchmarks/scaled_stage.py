"""One stage of the full-scale benchmark, in a process of its own: an asset over all buckets.

    python -m movie_assets_tests.benchmarks.scaled_stage ASSET [ASSET …]

The settings come from the environment, as for every command. Prints one JSON object as its last
line: seconds of the work itself, seconds until the process was ready for it, peak memory (MB).
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import dagster as dg

from movie_assets import policies, runner
from movie_assets.settings import read_settings

BEGUN = time.monotonic()


@dg.op
def idle() -> None:
    """Do nothing."""


@dg.job
def nothing() -> None:
    """A run in which Dagster imports and connects what each first run of a process does."""
    idle()


def stages() -> list[tuple[str, str]]:
    """Every asset and its group, in the order data flows."""
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    graph = defs.resolve_asset_graph()
    return [
        (key.to_user_string(), graph.get(key).group_name or "")
        for key in graph.toposorted_asset_keys
    ]


def work(names: list[str]) -> dict[str, Any]:
    """Materialise some assets in one run over all buckets, as `movie-assets run` does."""
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    graph = defs.resolve_asset_graph()
    keys = [key for key in graph.get_all_asset_keys() if key.to_user_string() in names]
    job = defs.resolve_implicit_global_asset_job_def()
    tags = {}
    if graph.get(keys[0]).partitions_def is not None:
        tags = policies.over_buckets()
    with dg.DagsterInstance.get() as instance:
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=20)
        nothing.execute_in_process(instance=instance, run_config=runner.QUIET)
        ready = time.monotonic()
        result = job.execute_in_process(
            instance=instance, asset_selection=keys, run_config=runner.QUIET, tags=tags
        )
        seconds = time.monotonic() - ready
    rows = [
        event.materialization.metadata.get("dagster/row_count")
        for event in result.get_asset_materialization_events()[:1]
    ]
    return {
        "seconds": seconds,
        "start": ready - BEGUN,
        "peak_mb": peak_mb(),
        "rows": rows[0].value if rows and rows[0] is not None else None,
    }


def peak_mb() -> float:
    """The most this process held in memory: VmHWM."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024


def main() -> None:
    runner.prepare(read_settings())
    names = sys.argv[1:]
    print(json.dumps(work(names) if names else stages()))


if __name__ == "__main__":
    main()
