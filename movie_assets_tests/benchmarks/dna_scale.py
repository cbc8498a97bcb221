"""Tagging and embedding offline: minutes and memory, and again with nothing changed. Not a test.

    python -m movie_assets_tests.benchmarks.dna_scale LAKE [TITLES]

LAKE is a home's lake folder; of its titles TITLES (70,000 by default) are taken, over and over with
other ids where it has fewer. Everything runs as in the graph, in one process: `title_dna`,
`dna_model`, `dna_embeddings` of all six aspects; then all three again.
"""

from __future__ import annotations

import logging
import resource
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg

from movie_assets.assets import dna
from movie_assets.assets.titles import TITLES
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.policies import RANGE_END, RANGE_START
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.lake import Lake
from movie_assets.resources.workbench import Workbench, in_memory_duckdb
from movie_assets_tests.universe_lanes import bench_at

_FIRST, _LAST = BUCKET_PARTITIONS[0], BUCKET_PARTITIONS[-1]


def fill(source: Lake, work: Workbench, wanted: int) -> int:
    """Spread titles of a lake over the buckets of another one; how many there are."""
    filled = 0
    with work.compute() as con:
        source.prepare(con)
        scan = source.scan(TITLES, BUCKET_PARTITIONS)
        row = con.execute(f"SELECT count(*) FROM {scan}").fetchone()
        held = int(row[0]) if row else 0
        if not held:
            raise SystemExit("the lake has no titles")
        for number, bucket in enumerate(BUCKET_PARTITIONS):
            share = wanted // len(BUCKET_PARTITIONS) + (number < wanted % len(BUCKET_PARTITIONS))
            query = (
                "SELECT * REPLACE (title_id || '/' || copy AS title_id) FROM "
                f"(SELECT * FROM {scan} ORDER BY md5(title_id || {number}) LIMIT {share}), "
                f"range({-(-share // held)}) AS copies(copy) LIMIT {share}"
            )
            filled += work.lake.write(con, TITLES, bucket, query).rows
    return filled


def run(work: Workbench, name: str) -> dict[str, Any]:
    """Materialise one asset over all buckets; its metadata as plain values."""
    asset = next(one for one in dna.assets if one.key.path[-1] == name)
    tags = {RANGE_START: _FIRST, RANGE_END: _LAST} if asset.partitions_def else {}
    started = time.monotonic()
    result = dg.materialize(
        [asset], tags=tags, resources={"work": work}, instance=dg.DagsterInstance.ephemeral()
    )
    seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    event = result.get_asset_materialization_events()[-1]
    rows = event.materialization.metadata.get("dagster/row_count")
    changed = event.materialization.metadata.get("files_changed")
    print(
        f"{name:16} {seconds / 60:6.2f} min, peak {peak:5} MB, "
        f"rows {rows.value if rows else '-'}, files changed {changed.value if changed else '-'}",
        flush=True,
    )
    return {"seconds": seconds, "files_changed": changed.value if changed else None}


def main(lake: Path, wanted: int) -> None:
    """Print what each step took the first time and the second."""
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        kept = Lake(str(home / "lake"), home)
        work = replace(
            bench_at({}, home),
            lake=kept,
            duckdb=in_memory_duckdb(home / "spill"),
            answers=AnswerStore(kept, home / "journal"),
        )
        print(f"{fill(Lake(str(lake), home), work, wanted)} titles")
        for round_ in ("first", "again"):
            print(round_)
            for name in ("title_dna", "dna_model", "dna_embeddings"):
                run(work, name)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 70_000)
