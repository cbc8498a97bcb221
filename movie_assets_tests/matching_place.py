"""Titles and records as rows in, decisions by source id out. Expectations stand in the tests."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import duckdb
import pyarrow as pa

from movie_assets.crosswalk import match

_TITLE = {
    "kind": "movie", "original_title": None, "names": [], "runtime_min": None, "genres": [],
    "vote_count": None, "release_date": None, "directors": [], "actors": [], "countries": [],
    "languages": [],
}  # fmt: skip
_RECORD = {
    "source": "rotten_tomatoes", "kind": "movie", "names": [], "release_date": None,
    "runtime_min": None,
    "genres": [], "directors": [], "actors": [], "countries": [], "languages": [],
}  # fmt: skip


def title(title_id: str, name: str, year: int | None, **more: Any) -> dict[str, Any]:
    return _TITLE | {"title_id": title_id, "title": name, "year": year} | more


def record(source_id: str, name: str, year: int | None, **more: Any) -> dict[str, Any]:
    return _RECORD | {"source_id": source_id, "title": name, "year": year} | more


def load(con: duckdb.DuckDBPyConnection, name: str, rows: Iterable[dict[str, Any]]) -> None:
    """Rows as the matcher's view of that name."""
    con.register(f"{name}_rows", pa.Table.from_pylist(list(rows)))
    columns = {"spine": match.SPINE, "records": match.RECORDS}[name]
    cells = ", ".join(f"{column}::{kind} AS {column}" for column, kind in columns)
    con.execute(f"CREATE TEMP TABLE {name} AS SELECT {cells} FROM {name}_rows")


def decided(
    titles: Iterable[dict[str, Any]], records: Iterable[dict[str, Any]], partitions: int = 1
) -> dict[str, dict[str, Any]]:
    """source_id -> the decision on it."""
    with duckdb.connect(config={"threads": 2}) as con:
        load(con, "spine", titles)
        load(con, "records", records)
        match.decide(con, partitions)
        rows = con.execute("FROM decision").to_arrow_table().to_pylist()
    return {row["source_id"]: row for row in rows}
