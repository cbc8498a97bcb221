"""Patches: new rows of some titles beside a partition's file. What rows say is not known here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from movie_assets.model.render.duckdb import fingerprint, hashed_sql
from movie_assets.resources.lake import (
    CHAIN,
    PATCH,
    ROWS,
    VERSION,
    Dataset,
    Lake,
    Written,
)
from movie_assets.resources.lake_sql import GONE, ROW_HASH, patch_rows_sql

# Every reader takes the patches out of the file again: after so many, or when they hold a quarter
# of its rows, they and the file become one.
MOST_PATCHES = 8
LARGEST_SHARE = 0.25
OWN_ROWS = b"own_rows"
_PART = "lake_part"  # the partition of a row, in temporary tables


@dataclass(frozen=True, slots=True)
class Patches:
    """The patches of one partition of a dataset whose rows are of titles.

    A title's rows are replaced together. What a patch does not change is left as it is, whatever
    was asked for, so that a run that finds nothing new moves no byte.
    """

    lake: Lake
    ds: Dataset
    partition: str

    def since(self, version: str | None) -> list[str] | None:
        """The patches made since a version, by name; None when it is none of the partition's."""
        chain = self.lake.chain(self.ds, self.partition)
        versions = [one for _, one in chain]
        if version not in versions:
            return None
        place = len(versions) - versions[::-1].index(version)
        return [name for name, _ in chain[place:]]

    def rows(self, names: list[str]) -> str:
        """SQL of what some patches say: the contract's columns, `row_hash` and `lake_gone`."""
        return patch_rows_sql(
            self.ds.table, [self.lake.uri(self.ds, self.partition, name) for name in names]
        )

    def own_rows(self, names: list[str]) -> int:
        """How many rows some patches hold."""
        footers = (self.lake.footer(self.ds, self.partition, name) for name in names)
        return sum(int(footer.get(OWN_ROWS, b"0")) for footer in footers)

    def put(self, con: duckdb.DuckDBPyConnection) -> Written:
        """Write what `lake_new` and `lake_changed` have of the partition as its next patch."""
        before = self.lake.written(self.ds, self.partition)
        chain = self._compacted(con, before)
        unit, mine = f'"{self.ds.table.unit}"', f"{_PART} = '{self.partition}'"
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE lake_out AS SELECT * EXCLUDE ({_PART}), false AS {GONE} "
            f"FROM lake_new WHERE {mine}"
        )
        made = con.execute(
            "SELECT md5(string_agg(hash, '' ORDER BY hash)), (SELECT count(*) FROM lake_out), "
            "(SELECT count(*) FROM lake_held SEMI JOIN lake_changed ON "
            f"lake_changed.unit = lake_held.{unit} AND {mine}) "
            f"FROM (SELECT {ROW_HASH} AS hash FROM lake_out "
            f"UNION ALL SELECT md5(unit) FROM lake_changed WHERE is_gone AND {mine})"
        ).fetchone()
        assert made is not None
        con.execute(
            f"INSERT INTO lake_out BY NAME SELECT unit AS {unit}, true AS {GONE} "
            f"FROM lake_changed WHERE is_gone AND {mine}"
        )
        digest, new, old = made
        version, rows = fingerprint(before.data_version, digest), before.rows - old + new
        said = {
            VERSION: version,
            ROWS: str(rows),
            OWN_ROWS: str(new),
            CHAIN: self.lake.footer(self.ds, self.partition)[CHAIN].decode(),
        }
        self.lake.put_rows(con, self.ds, self.partition, f"{PATCH}{len(chain):04}", said)
        return Written(data_version=version, rows=rows, changed=True)

    def _compacted(self, con: duckdb.DuckDBPyConnection, before: Written) -> list[tuple[str, str]]:
        """The chain, after file and patches became one where they are due to: of one version."""
        chain = self.lake.chain(self.ds, self.partition)
        patched = self.own_rows([name for name, _ in chain[1:]])
        if len(chain) <= MOST_PATCHES and patched <= LARGEST_SHARE * before.rows:
            return chain
        self.lake.rewrite(con, self.ds, self.partition)
        return self.lake.chain(self.ds, self.partition)


def write_patches(
    con: duckdb.DuckDBPyConnection,
    lake: Lake,
    ds: Dataset,
    partitions: Sequence[str],
    query: str,
    titles: str,
) -> dict[str, Written]:
    """Replace the rows of some titles of some partitions, compared together and written apart.

    Source: `query` gives all rows those titles have now; `titles` is a relation with their ids in
            `title_id` and their `partition`. Each partition has a file.
    Shape:  what came of each partition; changed only where some title's facts did.
    """
    unit = f'"{ds.table.unit}"'
    rows = hashed_sql(ds.table, query)
    for name, made in {
        "lake_titles": f"SELECT DISTINCT title_id, partition AS {_PART} FROM {titles}",
        "lake_new": f"SELECT new.*, {_PART} FROM ({rows}) AS new "
        f"JOIN lake_titles ON lake_titles.title_id = new.{unit}",
        "lake_held": f"SELECT {unit}, {ROW_HASH} FROM {lake.scan(ds, partitions, hashes=True)} "
        f"WHERE {unit} IN (SELECT title_id FROM lake_titles)",
        "lake_changed": f"SELECT changed.*, {_PART} FROM ({_changed_sql(unit)}) AS changed "
        "JOIN lake_titles ON lake_titles.title_id = unit",
    }.items():
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {made}")
    con.execute(f"DELETE FROM lake_new WHERE {unit} NOT IN (SELECT unit FROM lake_changed)")
    changed = con.execute(f"SELECT DISTINCT {_PART} FROM lake_changed").fetchall()
    written = {
        one: Patches(lake, ds, one).put(con) if (one,) in changed else lake.written(ds, one)
        for one in partitions
    }
    con.execute("DROP TABLE lake_titles; DROP TABLE lake_new; DROP TABLE lake_held")
    con.execute("DROP TABLE lake_changed")
    return written


def _changed_sql(unit: str) -> str:
    """SQL of the titles whose rows are others than before, and whether they have none any more."""
    digest = f"SELECT {unit} AS unit, md5(string_agg({ROW_HASH}, '' ORDER BY {ROW_HASH})) AS digest"
    return f"""
        SELECT unit, new.digest IS NULL AS is_gone
        FROM ({digest} FROM lake_new GROUP BY 1) AS new
        FULL JOIN ({digest} FROM lake_held GROUP BY 1) AS old USING (unit)
        WHERE new.digest IS DISTINCT FROM old.digest
    """
