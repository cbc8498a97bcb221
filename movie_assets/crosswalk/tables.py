"""What the matcher needs of a DuckDB connection it is handed. What it asks is its other files'."""

from __future__ import annotations

from typing import Any, Protocol


class Connection(Protocol):
    """As much of a DuckDB connection as the matcher uses."""

    def execute(self, query: str) -> Any:
        """Run one statement."""
        ...

    def register(self, view_name: str, python_object: Any) -> Any:
        """Let statements read an Arrow table by a name."""
        ...


def make(con: Connection, name: str, query: str) -> None:
    """Keep a query's rows as a temporary table, in place of any of that name."""
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")


def drop(con: Connection, *names: str) -> None:
    """Give back the memory of temporary tables that nobody reads any more."""
    for name in names:
        con.execute(f"DROP TABLE {name}")
