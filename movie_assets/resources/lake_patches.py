"""Patches: new rows of some titles beside a partition's file. What rows say is not known here."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class Patches:
    """The patches of one partition of a dataset whose rows are of titles.

    A title's rows are replaced together. What a patch does not change is left as it is, whatever
    was asked for, so that a run that finds nothing new moves no byte.
    """

    lake: Lake
    ds: Dataset
    partition: str

    def write(self, con: duckdb.DuckDBPyConnection, query: str, titles: str) -> Written:
        """Replace the rows of some titles.

        Source: `query` gives all rows those titles have now; `titles` is a relation with their ids
                in `title_id`. The partition has a file.
        Shape:  what came of it; changed only where some title's facts did.
        """
        unit = f'"{self.ds.table.unit}"'
        rows = hashed_sql(self.ds.table, query)
        con.execute(f"CREATE OR REPLACE TEMP TABLE lake_out AS {rows}")
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE lake_held AS SELECT {unit}, {ROW_HASH} "
            f"FROM {self.lake.scan(self.ds, [self.partition], hashes=True)} "
            f"WHERE {unit} IN (SELECT title_id FROM {titles})"
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE lake_changed AS {_changed_sql(unit)}")
        con.execute(f"DELETE FROM lake_out WHERE {unit} NOT IN (SELECT unit FROM lake_changed)")
        written = self._put(con)
        con.execute("DROP TABLE IF EXISTS lake_out; DROP TABLE lake_held; DROP TABLE lake_changed")
        return written

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

    def _put(self, con: duckdb.DuckDBPyConnection) -> Written:
        """Write `lake_out` and which of `lake_changed` are gone as the next patch, if any are."""
        before = self.lake.written(self.ds, self.partition)
        count = con.execute("SELECT count(*) FROM lake_changed").fetchone()
        if count is None or not count[0]:
            return before
        chain = self._compacted(con, before)
        unit = f'"{self.ds.table.unit}"'
        made = con.execute(
            "SELECT count(*), md5(string_agg(hash, '' ORDER BY hash)), "
            "(SELECT count(*) FROM lake_held SEMI JOIN lake_changed ON "
            f"lake_changed.unit = lake_held.{unit}) "
            f"FROM (SELECT {ROW_HASH} AS hash FROM lake_out "
            "UNION ALL SELECT md5(unit) FROM lake_changed WHERE is_gone)"
        ).fetchone()
        new = con.execute("SELECT count(*) FROM lake_out").fetchone()
        assert made is not None
        assert new is not None
        version = fingerprint(before.data_version, made[1])
        rows = before.rows - made[2] + new[0]
        con.execute(f"ALTER TABLE lake_out ADD COLUMN {GONE} BOOLEAN DEFAULT false")
        con.execute(
            f"INSERT INTO lake_out BY NAME SELECT unit AS {unit}, true AS {GONE} "
            "FROM lake_changed WHERE is_gone"
        )
        name = f"{PATCH}{len(chain):04}"
        said = {
            VERSION: version,
            ROWS: str(rows),
            OWN_ROWS: str(new[0]),
            CHAIN: self.lake.footer(self.ds, self.partition)[CHAIN].decode(),
        }
        self.lake.put_rows(con, self.ds, self.partition, name, said)
        return Written(data_version=version, rows=rows, changed=True)

    def _compacted(self, con: duckdb.DuckDBPyConnection, before: Written) -> list[tuple[str, str]]:
        """The chain, after file and patches became one where they are due to: of one version."""
        chain = self.lake.chain(self.ds, self.partition)
        patched = self.own_rows([name for name, _ in chain[1:]])
        if len(chain) <= MOST_PATCHES and patched <= LARGEST_SHARE * before.rows:
            return chain
        con.execute("ALTER TABLE lake_out RENAME TO lake_next")
        self.lake.rewrite(con, self.ds, self.partition)
        con.execute("ALTER TABLE lake_next RENAME TO lake_out")
        return self.lake.chain(self.ds, self.partition)


def _changed_sql(unit: str) -> str:
    """SQL of the titles whose rows are others than before, and whether they have none any more."""
    digest = f"SELECT {unit} AS unit, md5(string_agg({ROW_HASH}, '' ORDER BY {ROW_HASH})) AS digest"
    return f"""
        SELECT unit, new.digest IS NULL AS is_gone
        FROM ({digest} FROM lake_out GROUP BY 1) AS new
        FULL JOIN ({digest} FROM lake_held GROUP BY 1) AS old USING (unit)
        WHERE new.digest IS DISTINCT FROM old.digest
    """
