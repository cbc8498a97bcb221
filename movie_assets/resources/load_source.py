"""What a load brings: rows, whose they are, and the version they make. Nothing is written here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from movie_assets.model.ids import HOT, PARTITIONS, partition_sql
from movie_assets.model.render.duckdb import hashed_sql
from movie_assets.model.table import Table
from movie_assets.resources.lake import Dataset, Lake
from movie_assets.resources.lake_patches import Patches
from movie_assets.resources.lake_sql import GONE

# Rows of no bucket: of tables that are loaded as one.
_NO_BUCKET = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Rows for a table.

    `query` is a relation of the contract's columns and `row_hash`; `titles` one with the
    `title_id`s whose every row `query` has, or None where it has the whole partition; `but` one
    with those that are to be left as they are. What is `made` by the query, not just read, is
    better made once.
    """

    query: str
    titles: str | None = None
    but: str | None = None
    made: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSource:
    """What one partition of a table is to be, and how to get there from what was loaded before.

    `changed` is of a dataset with patches: then only the titles patched since are looked at.
    `mapped` makes the table's rows of that dataset's, row by row, where they are not the same, and
    `maker` names how. `whole` is the file that holds all rows and nothing else, where there is one.
    `count` is how many rows that are, where files say so and nobody has to make them to know.
    What is not to be `noted` as loaded the next load looks at again: rows that leave some out.
    """

    version: str
    rows: Rows
    count: int | None = None
    changed: Patches | None = None
    whole: str | None = None
    mapped: Callable[[str], str] | None = None
    maker: str = ""
    noted: bool = True

    def since(self, held: str | None) -> Rows:
        """The rows that bring a partition of a version up to this one."""
        names = self._patched_since(held)
        if self.changed is None or names is None:
            return self.rows
        told = self.changed.rows(names)
        unit = self.changed.ds.table.unit
        rows = f"(SELECT * EXCLUDE ({GONE}) FROM {told} WHERE NOT {GONE})"
        return Rows(
            query=self.mapped(rows) if self.mapped else rows,
            titles=f'(SELECT DISTINCT "{unit}" AS title_id FROM {told})',
            but=self.rows.but,
            made=self.rows.made,
        )

    def leaving(self, titles: str) -> LoadSource:
        """The same without some titles, given as a relation with `title_id`."""
        return replace(self, rows=replace(self.rows, but=titles), whole=None, noted=False)

    def cells(self, table: Table, held: str | None) -> int:
        """How many values there are to compare with what a partition of a version holds, about.

        Rows that a query makes are not counted: those are few or narrow.
        """
        names = self._patched_since(held)
        if self.changed is None or names is None:
            return (self.count or 0) * len(table.columns)
        return self.changed.own_rows(names) * len(table.columns)

    def _patched_since(self, held: str | None) -> list[str] | None:
        """The patches that lead from a version to this one; None where all rows are looked at."""
        if self.changed is None or held is None:
            return None
        return self.changed.since(held.removeprefix(self.maker))


def source_of(lake: Lake, ds: Dataset, partition: str) -> LoadSource:
    """A dataset's partition as it stands in the lake."""
    chain = lake.chain(ds, partition)
    return LoadSource(
        version=lake.version(ds, partition),
        rows=Rows(query=lake.scan(ds, [partition], hashes=True)),
        count=lake.written(ds, partition).rows,
        changed=Patches(lake, ds, partition) if ds.table.unit and len(chain) > 1 else None,
        whole=lake.uri(ds, partition) if [name for name, _ in chain] == ["data"] else None,
    )


def mapped_source(
    lake: Lake, ds: Dataset, partition: str, table: Table, made_of: Callable[[str], str], maker: str
) -> LoadSource:
    """What a row-by-row query makes of a dataset's partition.

    Source: `made_of` gives SQL of the table's rows from a relation of the dataset's; `maker` names
            its version, since other code makes other rows of the same.
    """

    def mapped(rows: str) -> str:
        return f"({hashed_sql(table, made_of(rows))})"

    plain = source_of(lake, ds, partition)
    return replace(
        plain,
        version=f"{maker}:{plain.version}",
        rows=Rows(query=mapped(lake.scan(ds, [partition])), made=True),
        whole=None,
        mapped=mapped,
        maker=f"{maker}:",
    )


def part_sql(table: Table, partition: str) -> str:
    """SQL of the number of the partition a row belongs to: of `hot`, that of its title's bucket."""
    if partition != HOT or table.unit is None:
        return str(partition_number(partition))
    unit = f'"{table.unit}"'
    bucket = partition_sql(unit, f"split_part({unit}, '/', 1)")
    names = ", ".join(f"'{name}'" for name in PARTITIONS)
    return f"(list_position([{names}], {bucket}) - 1)::SMALLINT"


def partition_number(partition: str) -> int:
    """The number that rows of a partition carry."""
    return PARTITIONS.index(partition) if partition in PARTITIONS else _NO_BUCKET
