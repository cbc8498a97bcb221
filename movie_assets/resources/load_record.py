"""The lake's record of what was last loaded into Postgres, kept true across kills. No rows move."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from movie_assets.resources.lake import Dataset, Lake, dataset

_DATA, _PENDING = "data", "pending"


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """Key and hash of every row of one table's partition, as of one version of it.

    `pending` is written before a load's commit and takes the place of `data` after it. Whichever
    of the two has the version the database names is what the database holds; so a kill anywhere
    between leaves nothing to guess.
    """

    con: duckdb.DuckDBPyConnection
    lake: Lake
    table: str
    partition: str

    @property
    def _dataset(self) -> Dataset:
        return dataset("loaded_row", self.table)

    def settle(self, held: str | None) -> bool:
        """Finish or drop what a killed load left behind.

        Source: `held`, the version the database says was last loaded.
        Shape:  whether the record now says what the database holds. It does not where the database
                is another one than the record was kept for (new, or restored from a backup).
        """
        data = self.lake.inputs(self._dataset, self.partition, _DATA)
        pending = self.lake.inputs(self._dataset, self.partition, _PENDING)
        if pending is not None and pending == held != data:
            self.finish()
            return True
        if pending is not None and pending == held:
            return False  # one version, two contents: either may be there
        if pending is not None:
            self.lake.drop(self.lake.uri(self._dataset, self.partition, _PENDING))
        return data is not None and data == held

    def rows(self) -> str:
        """SQL of the rows recorded."""
        return self.lake.scan(self._dataset, [self.partition])

    def begin(self, rows: str, version: str) -> None:
        """Note what the database will hold once the load commits."""
        self.lake.write(
            self.con, self._dataset, self.partition, rows, inputs=version, name=_PENDING
        )

    def finish(self) -> None:
        """Note that it does."""
        self.lake.rename(self._dataset, self.partition, _PENDING, _DATA)
