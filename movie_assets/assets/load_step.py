"""How every load asset runs its partitions and reports on them. What it loads is its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Sequence
from typing import Any

import dagster as dg
import duckdb

from movie_assets.model.contract import table_named
from movie_assets.model.render.duckdb import fingerprint
from movie_assets.resources.lake import Dataset, Lake
from movie_assets.resources.loading import Load, Loaded
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench


class Loading:
    """One run of one load asset over its partitions."""

    def __init__(
        self,
        context: dg.AssetExecutionContext,
        work: Workbench,
        postgres: Postgres,
        con: duckdb.DuckDBPyConnection,
    ) -> None:
        """Hold what every table and partition of the run shares."""
        self.context, self.work, self.con = context, work, con
        self.load = Load(
            con=con,
            lake=work.lake,
            postgres=postgres,
            clock=work.clock,
            run_id=context.run.run_id,
            scratch=work.scratch,
        )
        self.loaded: dict[str, dict[str, Loaded]] = {}
        self.started = time.monotonic()

    @property
    def lake(self) -> Lake:
        """The lake loaded from."""
        return self.work.lake

    def whole(self, ds: Dataset, partition: str) -> None:
        """Load a dataset's partition as it stands."""
        query = f"SELECT * FROM {self.lake.scan(ds, [partition])}"
        self.derived(ds.table.name, partition, query, self.lake.version(ds, partition))

    def derived(self, table: str, partition: str, query: str, version: str) -> None:
        """Load what a query over the lake makes of it."""
        loaded = self.load.partition(table_named(table), partition, query, version)
        self.loaded.setdefault(partition, {})[table] = loaded

    def version(self, *reads: tuple[Dataset, Sequence[str]]) -> str:
        """One name for the content a derived table is made of."""
        return fingerprint(
            *(f"{ds.path}/{one}={self.lake.version(ds, one)}" for ds, many in reads for one in many)
        )

    def result(self) -> dg.MaterializeResult:
        """What was loaded, by partition and over all."""
        versions: list[str] = []
        totals: dict[str, dict[str, int]] = {}
        for partition, tables in sorted(self.loaded.items()):
            versions += [f"{partition}/{n}={one.data_version}" for n, one in sorted(tables.items())]
            if partition in self.context.partition_keys:
                self.context.add_asset_metadata(
                    {name: _counts(one) for name, one in tables.items()}, partition_key=partition
                )
            for name, one in tables.items():
                total = totals.setdefault(name, dict.fromkeys(_counts(one), 0))
                for what, count in _counts(one).items():
                    total[what] += count
        metadata: dict[str, Any] = {
            **totals,
            "dagster/row_count": next(iter(totals.values()))["rows"],
            "rows_changed": sum(t["changed"] + t["deleted"] for t in totals.values()),
            "events": sum(t["events"] for t in totals.values()),
            "seconds": round(time.monotonic() - self.started, 2),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        return dg.MaterializeResult(
            metadata=metadata, data_version=dg.DataVersion(fingerprint(*versions))
        )


def _counts(loaded: Loaded) -> dict[str, int]:
    return {
        "rows": loaded.rows,
        "changed": loaded.changed,
        "deleted": loaded.deleted,
        "events": loaded.events,
    }
