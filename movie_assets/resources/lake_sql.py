"""SQL over the lake's files: scans and data versions. Where files are is the lake's business."""

from __future__ import annotations

import duckdb

from movie_assets.model.render.duckdb import literal
from movie_assets.model.table import Table

# What every file holds beside the contract's columns: the hash of a row's facts; and in a patch,
# of a title that has no rows any more, one row that says only so.
ROW_HASH, GONE = "row_hash", "lake_gone"


def columns_sql(table: Table, hashes: bool = False) -> str:
    """The contract's columns, quoted, in order, and the rows' hashes behind them."""
    names = [f'"{name}"' for name in table.column_names]
    return ", ".join([*names, ROW_HASH] if hashes else names)


def parquet_sql(files: list[str]) -> str:
    """SQL of some files, each row with the name of its own in `lake_file`."""
    listed = ", ".join(literal(file) for file in files)
    return f"read_parquet([{listed}], union_by_name=true, filename='lake_file')"


def files_sql(table: Table, files: list[str], hashes: bool = False) -> str:
    """SQL of the rows of some files, by the contract's columns."""
    return f"(SELECT {columns_sql(table, hashes)} FROM {parquet_sql(files)})"


def patched_sql(table: Table, files: list[str], patches: list[str], hashes: bool = False) -> str:
    """SQL of the rows of some files under their patches: of a title the newest patch counts.

    Shape: patches are named so that of one partition the newest comes last.
    """
    columns, unit = columns_sql(table, hashes), table.unit
    newest = (
        f"SELECT * FROM {parquet_sql(patches)} "
        f'QUALIFY rank() OVER (PARTITION BY "{unit}" ORDER BY lake_file DESC) = 1'
    )
    return (
        f"(SELECT {columns} FROM {files_sql(table, files, hashes)} ANTI JOIN "
        f'(SELECT DISTINCT "{unit}" FROM {parquet_sql(patches)}) USING ("{unit}") '
        f"UNION ALL SELECT {columns} FROM ({newest}) WHERE NOT {GONE})"
    )


def patch_rows_sql(table: Table, patches: list[str]) -> str:
    """SQL of what some patches of one partition say of their titles, rows of gone ones included."""
    unit = table.unit
    return (
        f"(SELECT {columns_sql(table, hashes=True)}, {GONE} FROM {parquet_sql(patches)} "
        f'QUALIFY rank() OVER (PARTITION BY "{unit}" ORDER BY lake_file DESC) = 1)'
    )


def newest_sql(table: Table, files: list[str], hashes: bool = False) -> str:
    """SQL of the rows of each title's newest answer, from one file where it stands in two."""
    return (
        f"(SELECT {columns_sql(table, hashes)} FROM {parquet_sql(files)} "
        "QUALIFY rank() OVER (PARTITION BY source, title_id "
        "ORDER BY requested_at DESC, answer_id DESC, lake_file) = 1)"
    )


def version_and_rows(con: duckdb.DuckDBPyConnection) -> tuple[str, int]:
    """Hash over the rows of the temporary table `lake_out`, and how many rows it has.

    Source: the table was made sorted by its key, so that its row ids stand for the key at half the
            price of sorting again.
    """
    row = con.execute(
        f"SELECT md5(coalesce(string_agg({ROW_HASH}, '' ORDER BY rowid), '')), "
        "count(*) FROM lake_out"
    ).fetchone()
    assert row is not None
    return str(row[0]), int(row[1])
