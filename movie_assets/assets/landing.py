"""How rows read from answers join what a partition held: newest wins. Nothing is asked or read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from movie_assets.assets.giving_way import is_at_work
from movie_assets.assets.scope import in_bucket
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.render.duckdb import fingerprint, row_hash_sql
from movie_assets.model.source_rows import PageAsked, SourceEpisode, SourceRecord
from movie_assets.refresh.checks import joined_checks_sql, told_news_sql
from movie_assets.resources.lake import Dataset, dataset

# What of a table's rows wins or loses together: all that one answer said of it.
_UNITS = {
    "source_record": "source, title_id",
    "source_episode": "source, title_id, season",
    "page_asked": "source, title_id, source_id",
}
# That an address was asked for since it held says nothing of how it was found, which stays.
_KEPT = {
    "page_asked": "* REPLACE (coalesce(arg_max(reason, (requested_at, answer_id)) "
    "FILTER (reason <> 'verified') OVER (PARTITION BY source, title_id, source_id), reason) "
    "AS reason)",
}


@dataclass(frozen=True)
class SourceTables:
    """The datasets of one source; which of them an asset writes is in its step's outputs."""

    source: str

    @property
    def records(self) -> Dataset:
        """What the source says of titles, a newest answer each."""
        return dataset("source_record", self.source)

    @property
    def episodes(self) -> Dataset:
        """What it says of seasons and episodes."""
        return dataset("source_episode", self.source)

    @property
    def checks(self) -> Dataset:
        """When it was asked for each title, and how that ended."""
        return dataset("source_check", self.source)

    @property
    def pages(self) -> Dataset:
        """The addresses asked for each title."""
        return dataset("page_asked", self.source)

    @property
    def strays(self) -> Dataset:
        """Pages that were read and are no title's we asked for: under their own ids."""
        return dataset("source_record", f"{self.source}_strays")


class Landing:
    """Rows read in one step, and how they join what each partition held."""

    def __init__(self, step: Step, source: str) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.lake = step, step.work.lake
        self.tables = SourceTables(source)

    def empty(self) -> None:
        """Start with nothing read."""
        for ds in self.step.outputs:
            self.step.empty(_fresh(ds), ds)

    def add(
        self,
        *,
        records: Sequence[SourceRecord] = (),
        episodes: Sequence[SourceEpisode] = (),
        checks: Sequence[SourceCheck] = (),
        pages: Sequence[PageAsked] = (),
        strays: Sequence[SourceRecord] = (),
    ) -> None:
        """Add what some answers told."""
        tables = self.tables
        rows: tuple[tuple[Dataset, type[Any], Sequence[Any]], ...] = (
            (tables.records, SourceRecord, records),
            (tables.episodes, SourceEpisode, episodes),
            (tables.checks, SourceCheck, checks),
            (tables.pages, PageAsked, pages),
            (tables.strays, SourceRecord, strays),
        )
        for ds, cls, made in rows:
            if ds in self.step.outputs:
                self.step.insert(_fresh(ds), cls, made)

    def write(self, partition: str, read: Sequence[str]) -> None:
        """Merge what was read with what was held, and write it; `read` names what was read."""
        step, lake = self.step, self.lake
        inputs = fingerprint(
            step.code_version,
            lake.inputs(self.tables.checks, partition) or "",
            lake.version(self.tables.records, HOT),
            *read,
        )
        self._count(partition)
        # Two hot runs at once write two files: neither takes the other's answers away.
        name = step.context.run.run_id if partition == HOT else "data"
        for ds in step.outputs:
            step.write(ds, partition, self._merged(ds, partition), inputs, name=name)
        if partition != HOT:
            self._drop_compacted()

    def keep(self, partition: str) -> None:
        """Note that nothing changed."""
        for ds in self.step.outputs:
            self.step.keep(ds, partition)

    def has_files(self, partition: str) -> bool:
        """Whether the partition was written before; `hot` needs no file to say it is empty."""
        return partition == HOT or bool(self.lake.files(self.tables.checks, [partition]))

    def is_behind_hot(self, partition: str) -> bool:
        """Whether `hot` holds an answer of this bucket's titles that it has not taken in."""
        records, lake = self.tables.records, self.lake
        if partition == HOT or not lake.files(records, [HOT]):
            return False
        hot = f"(SELECT * FROM {lake.scan(records, [HOT])} WHERE {in_bucket(partition)})"
        return self._uncovered(hot, [partition])

    def _merged(self, ds: Dataset, partition: str) -> str:
        if ds == self.tables.checks:
            return joined_checks_sql()
        rows = self._with_fresh(ds, partition)
        # Rows of one answer win or lose together.
        name = ds.table.name
        return (
            f"SELECT {_KEPT.get(name, '*')} FROM {rows} "
            f"QUALIFY rank() OVER (PARTITION BY {_UNITS[name]} "
            "ORDER BY requested_at DESC, answer_id DESC) = 1"
        )

    def _count(self, partition: str) -> None:
        """Make ready what checks are counted from, while the lake holds what was known before."""
        step, lake, records, checks = self.step, self.lake, self.tables.records, self.tables.checks
        homes = [HOT, *(BUCKET_PARTITIONS if partition == HOT else [partition])]
        fresh = f"SELECT *, {row_hash_sql(records.table)} AS row_hash FROM {_fresh(records)}"
        step.views(
            fresh_facts=f"({fresh})",
            held_facts=lake.scan(records, homes, hashes=True),
            held_checks=lake.scan(checks, [] if partition == HOT else [partition]),
            fresh_checks=f"(FROM {_fresh(checks)} UNION ALL BY NAME FROM {self._hot(partition)})",
        )
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE told_news AS {told_news_sql()}")

    def _hot(self, partition: str) -> str:
        """SQL of the checks that a bucket takes in from `hot`."""
        hot = self.lake.scan(self.tables.checks, [] if partition == HOT else [HOT])
        return hot if partition == HOT else f"(SELECT * FROM {hot} WHERE {in_bucket(partition)})"

    def _with_fresh(self, ds: Dataset, partition: str) -> str:
        """SQL of what a partition held and what was read now, together.

        After a kill between two writes an answer is read again: its rows are held already.
        """
        fresh = _fresh(ds)
        if partition == HOT:
            return fresh
        return (
            f"(SELECT * FROM {self._held(ds, partition)} "
            f"WHERE answer_id NOT IN (SELECT answer_id FROM {fresh}) "
            f"UNION ALL BY NAME SELECT * FROM {fresh})"
        )

    def _held(self, ds: Dataset, partition: str) -> str:
        """SQL of what a bucket holds and what `hot` holds of its titles, each row once."""
        own, lake = self.lake.scan(ds, [partition]), self.lake
        # Telling wide rows apart takes two thirds of a write, and `hot` is empty as a rule.
        if not lake.files(ds, [HOT]):
            return own
        hot = f"SELECT * FROM {lake.scan(ds, [HOT])} WHERE {self._in_bucket(ds, partition)}"
        return f"(SELECT DISTINCT * FROM (SELECT * FROM {own} UNION ALL {hot}))"

    def _in_bucket(self, ds: Dataset, partition: str) -> str:
        """SQL that holds for the rows a bucket takes in; a stray goes where it was asked for."""
        if ds != self.tables.strays:
            return in_bucket(partition)
        asked = self.lake.scan(self.tables.pages, [HOT])
        return f"answer_id IN (SELECT answer_id FROM {asked} WHERE {in_bucket(partition)})"

    def _uncovered(self, rows: str, buckets: Sequence[str]) -> bool:
        """Whether some rows are newer than what the buckets hold of their titles."""
        held = self.lake.scan(self.tables.records, buckets)
        found = self.step.con.execute(
            f"SELECT 1 FROM {rows} AS hot WHERE NOT EXISTS (SELECT 1 FROM {held} AS held "
            "WHERE held.source = hot.source AND held.title_id = hot.title_id "
            "AND held.requested_at >= hot.requested_at) LIMIT 1"
        ).fetchone()
        return found is not None

    def _drop_compacted(self) -> None:
        """Drop the files of `hot` whose every answer stands in its bucket, or a newer one does.

        A run that is still at work needs its own: by them the steps after know who is in `hot`.
        """
        lake, records = self.lake, self.tables.records
        for name in lake.names(records, HOT):
            if is_at_work(self.step.context.instance, name):
                continue
            rows = f"read_parquet('{lake.uri(records, HOT, name)}')"
            if not self._uncovered(rows, BUCKET_PARTITIONS):
                for ds in self.step.outputs:
                    lake.drop(lake.uri(ds, HOT, name))


def _fresh(ds: Dataset) -> str:
    """The temporary table of a dataset's rows read now."""
    return f"fresh_{ds.path.replace('/', '_')}"
