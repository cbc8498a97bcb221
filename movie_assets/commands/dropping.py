"""`movie-assets drop`: files loaded in this process. How a file is read is the asset's business."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance

from movie_assets import policies, wiring
from movie_assets.assets import drops
from movie_assets.model.errors import MovieAssetsError
from movie_assets.resources.workbench import Workbench
from movie_assets.settings import Settings
from movie_assets.sources.drop_arrivals import DropSeen

# Dagster's own console log says every event; people want the counts.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def load(
    settings: Settings, files: Sequence[Path], mapping: str
) -> Iterator[tuple[str, dict[str, int]]]:
    """Load files one by one as the sensor's runs would.

    Shape: each file's name and its counts; none for one that is loaded already.
    Errors: MovieAssetsError naming the file that is not there or failed.
    """
    work = wiring.workbench(settings)
    known = [one.name for one in work.drops.mappings()]
    if mapping and mapping not in known:
        raise MovieAssetsError(f"There is no mapping {mapping}; there are {', '.join(known)}.")
    # Only this asset: all definitions take 190 MB and 5 s.
    defs = dg.Definitions(
        assets=drops.assets, resources={"work": work}, executor=dg.in_process_executor
    )
    job = defs.resolve_implicit_global_asset_job_def()
    with DagsterInstance.get() as instance:
        for file in files:
            partition = _noted(work, file, mapping)
            instance.add_dynamic_partitions(str(policies.DROPPED_FILES.name), [partition])
            result = job.execute_in_process(
                instance=instance, partition_key=partition, run_config=QUIET, raise_on_error=False
            )
            if not result.success:
                raise MovieAssetsError(
                    f"{file} was not loaded: {_why(result)}\nRun {result.run_id}; "
                    "`movie-assets up` shows its log."
                )
            yield file.name, _counts(result, file.name)


def _noted(work: Workbench, file: Path, mapping: str) -> str:
    if not file.is_file():
        raise MovieAssetsError(f"There is no file {file}.")
    seen = DropSeen(
        url=str(file.resolve()), folder=mapping, name=file.name, size=file.stat().st_size, stamp=""
    )
    return drops.note_file(work, seen, work.drops.sha256(seen.url))


def _counts(result: dg.ExecuteInProcessResult, name: str) -> dict[str, int]:
    for event in result.get_asset_materialization_events():
        told = event.materialization.metadata.get(name)
        if told is not None and isinstance(told.value, dict):
            return {what: int(str(n)) for what, n in told.value.items()}
    return {"loaded already": 0}


def _why(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error and error.cause:
                error = error.cause
            return error.message.strip() if error else "no reason given"
    return "no reason given"
