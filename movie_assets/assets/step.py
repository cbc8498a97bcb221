"""How every asset runs its partitions and reports on them. What it computes is its own business."""

from __future__ import annotations

import datetime as dt
import resource
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg
import duckdb
import pyarrow as pa

from movie_assets.model.contract import table_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import empty_sql, fingerprint
from movie_assets.model.table import Column
from movie_assets.model.types import ListOf, Scalar
from movie_assets.resources.lake import Dataset, Written
from movie_assets.resources.workbench import Workbench

PREVIEW_ROWS = 5
# To look through all columns of 1.2 M titles for their coverage took 4 s of both cores.
LOOKED_THROUGH = 200_000
PREVIEW_WIDTH = 80
NO_PARTITION = "all"
# A run with this tag asks nothing: it reads the answers stored since then with today's parsers.
REPLAY_SINCE = "movie_assets/replay_since"


@dataclass
class Step:
    """One run of one asset over its partitions.

    A partition whose output says it was computed from the same inputs by the same code is left
    as it is; every other is computed and written, whole or not at all. Either way it counts as
    materialised, with its own data version.
    """

    context: dg.AssetExecutionContext
    work: Workbench
    con: duckdb.DuckDBPyConnection
    outputs: Sequence[Dataset]
    started: float = field(default_factory=time.monotonic)
    written: dict[str, dict[str, Written]] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)
    seen_versions: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def partitions(self) -> list[str]:
        """The partitions this run was asked for."""
        if not self.context.has_partition_key and not self.context.has_partition_key_range:
            return [NO_PARTITION]
        return list(self.context.partition_keys)

    @property
    def replay_since(self) -> dt.datetime | None:
        """From when on stored answers are read again instead of asking; None in ordinary runs."""
        since = self.context.run.tags.get(REPLAY_SINCE)
        return dt.datetime.fromisoformat(since) if since else None

    @property
    def code_version(self) -> str:
        """The version this asset declares."""
        return self.context.assets_def.code_versions_by_key[self.context.asset_key] or ""

    def inputs(self, *reads: tuple[Dataset, Iterable[str]], also: str = "") -> str:
        """The fingerprint of what a partition is computed from: code, input versions, and more."""
        versions = [
            f"{ds.path}/{one}={self._version(ds, one)}" for ds, many in reads for one in many
        ]
        return fingerprint(self.code_version, also, *versions)

    def _version(self, ds: Dataset, partition: str) -> str:
        """Data version of an input, read once a step: twenty partitions share most of them."""
        known = self.seen_versions
        if (ds.path, partition) not in known:
            known[ds.path, partition] = self.work.lake.version(ds, partition)
        return known[ds.path, partition]

    def is_current(self, partition: str, inputs: str) -> bool:
        """Whether every output of the partition stands for these inputs; then it is noted so."""
        lake = self.work.lake
        if any(lake.inputs(ds, partition) != inputs for ds in self.outputs):
            return False
        for ds in self.outputs:
            self.keep(ds, partition)
        return True

    def write(
        self,
        ds: Dataset,
        partition: str,
        query: str,
        inputs: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        name: str = "data",
    ) -> None:
        """Write one output of one partition and note what came of it."""
        written = self.work.lake.write(
            self.con, ds, partition, query, inputs=inputs, parameters=parameters, name=name
        )
        self.note(ds, partition, written)

    def keep(self, ds: Dataset, partition: str) -> None:
        """Note an output that stands as it is."""
        self.note(ds, partition, self.work.lake.written(ds, partition))

    def views(self, gathered: bool = False, /, **queries: str) -> None:
        """Name some relations for the SQL of the pure rooms.

        Rows that are few among those read are better `gathered` first: DuckDB works on 2,048 rows
        at a time, and where only twenty of each are wanted its hundreds of steps cost as for all.
        """
        for name, query in queries.items():
            if gathered:
                self.con.execute(f"CREATE OR REPLACE TEMP TABLE few_{name} AS FROM {query}")
            relation = f"few_{name}" if gathered else query
            self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS SELECT * FROM {relation}")

    def empty(self, name: str, ds: Dataset) -> None:
        """Make a temporary table with a dataset's columns and no rows."""
        self.con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * FROM {empty_sql(ds.table)}"
        )

    def insert(self, target: str, row: type[Any], rows: Sequence[Any]) -> None:
        """Add contract rows to a temporary table, in one statement."""
        if rows:
            self.con.register("batch", arrow_table(table_of(row), rows))
            self.con.execute(f"INSERT INTO {target} BY NAME SELECT * FROM batch")
            self.con.unregister("batch")

    def arrow(self, query: str) -> pa.Table:
        """A relation as Arrow, for deciding code that works on columns."""
        return self.con.execute(query).to_arrow_table()

    def result(self) -> dg.MaterializeResult:
        """The materialisation: metadata by partition and over all, and one data version."""
        versions = []
        for partition, outputs in sorted(self.written.items()):
            versions += [f"{partition}/{n}={w.data_version}" for n, w in sorted(outputs.items())]
            if partition != NO_PARTITION:
                self.context.add_asset_metadata(_counts(outputs), partition_key=partition)
        return dg.MaterializeResult(
            metadata={**self._totals(), **self.notes},
            data_version=dg.DataVersion(fingerprint(*versions)),
        )

    def note(self, ds: Dataset, partition: str, written: Written) -> None:
        """Note what came of an output of a partition."""
        self.written.setdefault(partition, {})[ds.path] = written

    def _totals(self) -> dict[str, Any]:
        everything = [w for outputs in self.written.values() for w in outputs.values()]
        main = self.outputs[0]
        totals: dict[str, Any] = {
            "dagster/row_count": sum(o[main.path].rows for o in self.written.values()),
            "files_changed": sum(w.changed for w in everything),
            "seconds": round(time.monotonic() - self.started, 2),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }
        if totals["files_changed"]:
            scan = self.work.lake.scan(main, self._shown(totals["dagster/row_count"]))
            totals["coverage"] = self._coverage(main, scan)
            totals["preview"] = self._preview(scan)
            if "outcome" in main.table.column_names:
                totals["outcomes"] = dict(
                    self.con.execute(
                        f"SELECT outcome, count(*) FROM {scan} GROUP BY 1 ORDER BY 1"
                    ).fetchall()
                )
        return totals

    def _shown(self, rows: int) -> list[str]:
        """The partitions whose coverage and first rows are shown: of a million rows one will do."""
        partitions = sorted(self.written)
        return partitions if rows <= LOOKED_THROUGH else partitions[-1:]

    def _coverage(self, ds: Dataset, scan: str) -> dict[str, float]:
        """Percent of rows in which each column says something."""
        shares = ", ".join(
            f"round(100 * count(*) FILTER (WHERE {_says_something(column)}) / count(*), 1)"
            for column in ds.table.columns
        )
        row = self.con.execute(f"SELECT {shares} FROM {scan}").fetchone()
        assert row is not None
        return dict(zip(ds.table.column_names, row, strict=True))

    def _preview(self, scan: str) -> dg.MarkdownMetadataValue:
        table = self.con.execute(f"SELECT * FROM {scan} LIMIT {PREVIEW_ROWS}")
        names = [part[0] for part in table.description]
        lines = [names, ["---"] * len(names), *([_cell(v) for v in r] for r in table.fetchall())]
        return dg.MetadataValue.md("\n".join("| " + " | ".join(line) + " |" for line in lines))


def column_schema(ds: Dataset) -> dg.TableSchema:
    """A dataset's columns as Dagster shows them in the asset's Columns tab."""
    return dg.TableSchema(
        columns=[
            dg.TableColumn(
                name=column.name,
                type=_type_name(column),
                description=column.description,
                constraints=dg.TableColumnConstraints(nullable=column.nullable),
            )
            for column in ds.table.columns
        ]
    )


def _type_name(column: Column) -> str:
    match column.type:
        case Scalar(name):
            return name
        case ListOf(Scalar(name)):
            return f"list of {name}"
        case ListOf():
            return "list of structs"
        case _:
            return "struct"


def _says_something(column: Column) -> str:
    name = f'"{column.name}"'
    return f"len({name}) > 0" if isinstance(column.type, ListOf) else f"{name} IS NOT NULL"


def _counts(outputs: Mapping[str, Written]) -> dict[str, Any]:
    """What one partition's materialisation says of itself."""
    counts: dict[str, Any] = {"dagster/partition_row_count": next(iter(outputs.values())).rows}
    for path, written in outputs.items():
        counts[path] = {"rows": written.rows, "data_version": written.data_version}
    return counts


def _cell(value: Any) -> str:
    text = "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
    return text if len(text) <= PREVIEW_WIDTH else text[: PREVIEW_WIDTH - 1] + "…"
