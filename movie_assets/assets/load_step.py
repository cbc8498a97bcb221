"""How every load asset runs its partitions and reports on them. What it loads is its own."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import dagster as dg
import duckdb

from movie_assets.assets.changes import is_behind_hot
from movie_assets.assets.scope import members
from movie_assets.assets.step import NO_PARTITION
from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT
from movie_assets.model.render.duckdb import fingerprint, hashed_sql
from movie_assets.model.table import Table
from movie_assets.resources.bulk_loading import BulkTurn, are_empty, bulk_turn
from movie_assets.resources.lake import Dataset, Lake
from movie_assets.resources.load_source import LoadSource, Rows, mapped_source, source_of
from movie_assets.resources.loading import Held, Loaded, Loads, held_versions, unchanged
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench

# Values to be compared by one transaction: those of the titles of one bucket, 62 k in 70 columns.
MOST_CELLS = 4_000_000


class Loading:
    """One run of one load asset over its partitions.

    What a partition brings to several tables is one transaction, so that nobody sees a title's
    score without its summary. Partitions of which little changed share one, and each table is
    written once for all of them: a table's twenty small loads took five times as long. Where every
    table is empty all partitions are one.
    """

    def __init__(
        self,
        context: dg.AssetExecutionContext,
        work: Workbench,
        postgres: Postgres,
        con: duckdb.DuckDBPyConnection,
    ) -> None:
        """Hold what every table and partition of the run shares."""
        self.context, self.work, self.con = context, work, con
        self.loads = Loads(
            con=con,
            lake=work.lake,
            postgres=postgres,
            clock=work.clock,
            run_id=context.run.run_id,
            scratch=work.scratch,
        )
        self.loaded: dict[str, dict[str, Loaded]] = {}
        self.started = time.monotonic()
        self._bulk: BulkTurn | None = None
        self._held: dict[tuple[str, str], Held] = {}
        self._asked: dict[str, dict[str, LoadSource]] = {}
        self._cells = 0  # how many values there are to compare of all that was asked for

    @property
    def lake(self) -> Lake:
        """The lake loaded from."""
        return self.work.lake

    def run(self, body: Callable[[Loading, str], None], tables: Sequence[str]) -> None:
        """Load every partition asked for."""
        partitions = list(self.context.partition_keys)
        with self.loads.postgres.connect("movie_loader") as connection:
            self._held = held_versions(connection.cursor(), tables)
        loaded = [table_named(table) for table in tables]
        if HOT not in partitions and not self._held and are_empty(self.loads, loaded):
            with bulk_turn(self.loads) as self._bulk:
                for partition in partitions:
                    body(self, partition)
            return
        for partition in partitions:
            body(self, partition)
            if self._cells > MOST_CELLS:
                self._load_asked()
        self._load_asked()

    def is_asked(self, table: str) -> bool:
        """Whether a table that has no partitions of titles had its turn in this run."""
        asked = self._asked.get(table, {})
        return NO_PARTITION in asked or table in self.loaded.get(NO_PARTITION, {})

    def whole(self, ds: Dataset, partition: str) -> None:
        """Load a dataset's partition as it stands."""
        self._load_of(ds, ds.table, partition, source_of(self.lake, ds, partition))

    def mapped(
        self, table: str, ds: Dataset, partition: str, made_of: Callable[[str], str], maker: str
    ) -> None:
        """Load what a row-by-row query makes of a dataset's partition; `maker` is its version."""
        contract = table_named(table)
        source = mapped_source(self.lake, ds, partition, contract, made_of, maker)
        self._load_of(ds, contract, partition, source)

    def _load_of(self, ds: Dataset, table: Table, partition: str, source: LoadSource) -> None:
        if partition == HOT and table.unit:
            source = self._of_members(source)
        elif table.unit and is_behind_hot(self.lake, ds, partition):
            source = source.leaving(members(self.lake))
        self._load(table, partition, source)

    def derived(self, table: str, partition: str, query: str, version: str) -> None:
        """Load what a query over the lake makes of it."""
        contract = table_named(table)
        rows = Rows(query=f"({hashed_sql(contract, query)})", made=True)
        source = LoadSource(version=version, rows=rows)
        hot = partition == HOT and contract.unit
        self._load(contract, partition, self._of_members(source) if hot else source)

    def _of_members(self, source: LoadSource) -> LoadSource:
        """What `hot` brings: every row of whoever is in it, which names its content with the rows.

        Else a title that came in without rows would keep those it had.
        """
        who = self.con.execute(
            f"SELECT md5(coalesce(string_agg(title_id, ' ' ORDER BY title_id), '')) "
            f"FROM {members(self.lake)}"
        ).fetchone()
        assert who is not None
        rows = replace(source.rows, titles=members(self.lake))
        return replace(source, version=f"{source.version} of {who[0]}", rows=rows)

    def _load(self, table: Table, partition: str, source: LoadSource) -> None:
        held = self._held.get((table.name, partition))
        if self._bulk is not None:
            loaded = self._bulk.load(table, partition, source)
        elif held is not None and held.version == source.version:
            loaded = unchanged(held)
        else:
            self._asked.setdefault(table.name, {})[partition] = source
            self._cells += source.cells(table, held.version if held else None)
            return
        self.loaded.setdefault(partition, {})[table.name] = loaded

    def _load_asked(self) -> None:
        """One transaction for all that was asked for, if anything was."""
        if not self._asked:
            return
        with self.loads.turn() as turn:
            for table, sources in self._asked.items():
                for partition, loaded in turn.load_together(table_named(table), sources).items():
                    self.loaded.setdefault(partition, {})[table] = loaded
        self._asked, self._cells = {}, 0

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
