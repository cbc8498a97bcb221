"""SQL over the lake's files: scans and data versions. Where files are is the lake's business."""

from __future__ import annotations

import duckdb

from movie_assets.model.render.duckdb import literal, row_hash_sql
from movie_assets.model.table import Table


def columns_sql(table: Table) -> str:
    """The contract's columns, quoted, in order."""
    return ", ".join(f'"{name}"' for name in table.column_names)


def parquet_sql(files: list[str]) -> str:
    """SQL of some files, each row with the name of its own in `lake_file`."""
    listed = ", ".join(literal(file) for file in files)
    return f"read_parquet([{listed}], union_by_name=true, filename='lake_file')"


def files_sql(table: Table, files: list[str]) -> str:
    """SQL of the rows of some files, by the contract's columns."""
    return f"(SELECT {columns_sql(table)} FROM {parquet_sql(files)})"


def newest_sql(table: Table, files: list[str]) -> str:
    """SQL of the rows of each title's newest answer, from one file where it stands in two."""
    return (
        f"(SELECT {columns_sql(table)} FROM {parquet_sql(files)} "
        "QUALIFY rank() OVER (PARTITION BY source, title_id "
        "ORDER BY requested_at DESC, answer_id DESC, lake_file) = 1)"
    )


def version_and_rows(con: duckdb.DuckDBPyConnection, table: Table) -> tuple[str, int]:
    """Hash over the fact columns of the temporary table `lake_out`, and how many rows it has."""
    keys = ", ".join(f'"{name}"' for name in table.key)
    row = con.execute(
        f"SELECT md5(coalesce(string_agg({row_hash_sql(table)}, '' ORDER BY {keys}), '')), "
        "count(*) FROM lake_out"
    ).fetchone()
    assert row is not None
    return str(row[0]), int(row[1])
