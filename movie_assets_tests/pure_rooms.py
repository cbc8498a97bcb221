"""Contract rows as views of an in-memory DuckDB, which is all that the SQL of pure rooms needs."""

from collections.abc import Iterable
from typing import Any

import duckdb

from movie_assets.model.contract import table_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import typed_sql


class Room:
    """Views by name, and the rows a query makes of them."""

    def __init__(self) -> None:
        self.con = duckdb.connect()
        self.con.execute("SET TimeZone = 'UTC'")

    def view(self, name: str, row: type[Any], rows: Iterable[Any], more: str = "") -> None:
        """Put rows under a name; `more` adds columns in SQL."""
        self.con.register(f"{name}_rows", arrow_table(table_of(row), rows))
        extra = f", {more}" if more else ""
        self.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT *{extra} FROM {name}_rows")

    def rows(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """What a query returns, sorted."""
        return self.con.execute(
            f"SELECT * FROM ({query}) ORDER BY ALL", parameters or None
        ).fetchall()

    def made(self, row: type[Any], query: str, **parameters: Any) -> list[Any]:
        """What a query returns as rows of the contract, in the order of their key."""
        found = self.con.execute(typed_sql(table_of(row), query), parameters or None)
        return [
            row(**{name: tuple(v) if isinstance(v, list) else v for name, v in one.items()})
            for one in found.to_arrow_table().to_pylist()
        ]
