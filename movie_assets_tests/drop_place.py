"""A place to drop files into, and what loads them: the real asset and sensor, a test's lake."""

import contextlib
import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from movie_assets.assets import drops
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.clock import RunClock
from movie_assets.resources.drops import DropPlaces
from movie_assets.resources.lake import Lake
from movie_assets.resources.workbench import Workbench, in_memory_duckdb
from movie_assets.sensors import dropped_files
from movie_assets.sources.drop_arrivals import DropSeen

DAY = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@contextlib.contextmanager
def _no_http() -> Iterator[Any]:
    raise AssertionError("a drop asks nobody")
    yield


@dataclass
class DropPlace:
    """A lake, an instance, and the places watched."""

    root: Path
    instance: dg.DagsterInstance
    urls: tuple[str, ...] = ()
    options: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    cursor: str | None = None

    @property
    def work(self) -> Workbench:
        lake = Lake(str(self.root / "lake"), self.root / "scratch")
        return Workbench(
            lake=lake,
            duckdb=in_memory_duckdb(self.root / "spill"),
            answers=AnswerStore(lake, self.root / "journal"),
            clock=RunClock(DAY),
            open_http=_no_http,
            scratch=self.root / "scratch",
            hot_titles=lambda _run: [],
            title_requests=list,
            drops=DropPlaces(self.urls, self.options, self.root / "mappings"),
        )

    def tick(self) -> list[dg.RunRequest]:
        """One tick of the sensor; what it asks for is added to the instance."""
        context = dg.build_sensor_context(
            instance=self.instance, cursor=self.cursor, resources={"work": self.work}
        )
        result = dropped_files(context)
        self.cursor = context.cursor
        if not isinstance(result, dg.SensorResult):
            return []
        for request in result.dynamic_partitions_requests or ():
            self.instance.add_dynamic_partitions(
                request.partitions_def_name, list(request.partition_keys)
            )
        return list(result.run_requests or ())

    def run(self, partition: str) -> dict[str, Any]:
        """The asset's run for one partition; gives its metadata."""
        done = dg.materialize(
            drops.assets,
            resources={"work": self.work},
            instance=self.instance,
            partition_key=partition,
            run_config=QUIET,
        )
        events = done.get_asset_materialization_events()
        return {
            name: value.value
            for event in events
            for name, value in event.materialization.metadata.items()
        }

    def load(self, file: Path, mapping: str = "") -> dict[str, int]:
        """Load a local file as `movie-assets drop` does; gives its counts."""
        seen = DropSeen(
            url=str(file), folder=mapping, name=file.name, size=file.stat().st_size, stamp=""
        )
        work = self.work
        partition = drops.note_file(work, seen, work.drops.sha256(str(file)))
        self.instance.add_dynamic_partitions("dropped_files", [partition])
        return self.run(partition)[file.name]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """A query over `records` and `quarantine`."""
        work = self.work
        with work.compute() as con:
            for name, ds in (("records", drops.DROPS), ("quarantine", drops.REJECTS)):
                con.execute(f"CREATE TEMP VIEW {name} AS SELECT * FROM {work.lake.scan(ds)}")
            return con.execute(query).fetchall()


@contextlib.contextmanager
def drop_place(root: Path, *urls: str, **options: Mapping[str, Any]) -> Iterator[DropPlace]:
    """A fresh place under a folder."""
    with dg.DagsterInstance.ephemeral() as instance:
        yield DropPlace(root, instance, urls, options)
