"""The way catalogues are often filled: a statement a row, INSERT … ON CONFLICT. For comparison.

A sample of titles, with their scores and offers, goes into tables of the same shape in a schema
`naive`, a commit each 1,000 rows; nothing of the product does this.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import psycopg
from psycopg import sql
from psycopg.types.string import TextLoader

SAMPLED = ("title", "title_score", "title_score_summary", "offer")
COMMIT_EACH = 1_000
SHARE = 0.01


def row_by_row(url: str, share: float = SHARE) -> tuple[float, int]:
    """Seconds and rows of upserting a sample of what the catalogue holds, one row a statement."""
    with psycopg.connect(url) as connection:
        connection.adapters.register_loader("jsonb", TextLoader)  # JSON goes as it came: as text
        connection.execute("DROP SCHEMA IF EXISTS naive CASCADE")
        connection.execute("CREATE SCHEMA naive")
        seconds, count = 0.0, 0
        for table in SAMPLED:
            copied = sql.SQL("CREATE TABLE {} (LIKE {} INCLUDING ALL)")
            source = sql.Identifier("catalogue", table)
            connection.execute(copied.format(sql.Identifier("naive", table), source))
            chosen = connection.execute(
                sql.SQL("SELECT * FROM {} WHERE abs(hashtext(title_id)) %% 10000 < %s").format(
                    source
                ),
                (round(share * 10_000),),
            )
            names = [column.name for column in chosen.description or ()]
            rows = chosen.fetchall()
            connection.commit()
            begun = time.monotonic()
            _upsert(connection, table, names, rows)
            seconds += time.monotonic() - begun
            count += len(rows)
        connection.execute("DROP SCHEMA naive CASCADE")
    return seconds, count


def _upsert(
    connection: psycopg.Connection, table: str, names: list[str], rows: Iterable[Any]
) -> None:
    target = sql.Identifier("naive", table)
    keys = connection.execute(
        "SELECT a.attname FROM pg_index i JOIN pg_attribute a "
        "ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey) "
        "WHERE i.indrelid = %s::regclass AND i.indisprimary",
        (f"naive.{table}",),
    ).fetchall()
    primary = [key[0] for key in keys]
    statement = sql.SQL("INSERT INTO {} ({}) VALUES ({}) ON CONFLICT ({}) DO UPDATE SET {}").format(
        target,
        sql.SQL(", ").join(map(sql.Identifier, names)),
        sql.SQL(", ").join(sql.Placeholder() * len(names)),
        sql.SQL(", ").join(map(sql.Identifier, primary)),
        sql.SQL(", ").join(
            sql.SQL("{0} = excluded.{0}").format(sql.Identifier(name))
            for name in names
            if name not in primary
        ),
    )
    for number, row in enumerate(rows, start=1):
        connection.execute(statement, row)
        if number % COMMIT_EACH == 0:
            connection.commit()
    connection.commit()
