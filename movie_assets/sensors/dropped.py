"""The sensor that watches where files are dropped. How a file is read is its asset's business."""

from __future__ import annotations

import time

import dagster as dg

from movie_assets import policies
from movie_assets.assets.drops import is_loaded, note_file, partition_of_hash
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.drop_arrivals import arrivals, read_memory, written_memory

# Dagster ends a tick after 60 s; files not hashed by then wait for the next one.
HASHING_SECONDS = 25


@dg.sensor(
    target=["drops"],
    minimum_interval_seconds=30,
    default_status=dg.DefaultSensorStatus.RUNNING,
)
def dropped_files(
    context: dg.SensorEvaluationContext, work: dg.ResourceParam[Workbench]
) -> dg.SensorResult | dg.SkipReason:
    """Starts one run a dropped file, once it stood still for a tick; one content never twice."""
    found = arrivals(work.drops.listing(), read_memory(context.cursor))
    requests: list[dg.RunRequest] = []
    begun = time.monotonic()
    for one in found.whole:
        if time.monotonic() - begun > HASHING_SECONDS:
            break
        try:
            content_hash = work.drops.sha256(one.url)
        except FileNotFoundError:
            continue
        found.memory[one.url] = (one.looks, content_hash)
        if not is_loaded(work, content_hash):
            partition = note_file(work, one, content_hash)
            requests.append(dg.RunRequest(run_key=content_hash, partition_key=partition))
    context.update_cursor(written_memory(found.memory))
    if not requests:
        return dg.SkipReason(f"No new file; {len(found.waiting)} to look at again.")
    wanted = {partition_of_hash(str(one.run_key)) for one in requests}
    return dg.SensorResult(
        run_requests=requests,
        dynamic_partitions_requests=[policies.DROPPED_FILES.build_add_request(sorted(wanted))],
    )
