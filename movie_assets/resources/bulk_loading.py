"""First loads: whole tables straight into place, indexes after. Later ones are `loading`'s."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import psycopg
from psycopg import sql

from movie_assets.model.errors import LoadError
from movie_assets.model.render.duckdb import literal
from movie_assets.model.render.postgres import index_ddl, index_name, primary_key
from movie_assets.model.table import Table
from movie_assets.resources.change_log import ChangeLog
from movie_assets.resources.copying import copy_rows
from movie_assets.resources.keys_sql import own_sql
from movie_assets.resources.load_source import LoadSource, Rows, part_sql
from movie_assets.resources.loading import Loaded, Loads, Turn, count_rows
from movie_assets.resources.search_tokens import add_words
from movie_assets.resources.temporary import temporary_folder

# A B-tree over 10 M rows sorts in this much, without going to disk more than once.
SORT_MEMORY = "768MB"


def are_empty(loads: Loads, tables: Sequence[Table]) -> bool:
    """Whether nothing was ever loaded into some tables."""
    with loads.postgres.connect("movie_loader") as connection:
        return all(
            connection.execute(
                sql.SQL("SELECT NOT EXISTS (SELECT FROM {})").format(
                    sql.Identifier("catalogue", table.name)
                )
            ).fetchone()
            == (True,)
            for table in tables
        )


@contextlib.contextmanager
def bulk_turn(loads: Loads) -> Iterator[BulkTurn]:
    """One transaction that fills empty tables; they are indexed and analysed when the block ends.

    Nobody reads a table meanwhile: it was empty, and stands whole once the transaction commits.
    Its rows go into files made in the transaction, so that next to nothing is logged.
    """
    with loads.postgres.connect("movie_owner") as connection, connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        cursor.execute(f"SET LOCAL maintenance_work_mem = '{SORT_MEMORY}'")
        log = ChangeLog(con=loads.con, lake=loads.lake, clock=loads.clock, run_id=loads.run_id)
        log.lock(cursor)
        with temporary_folder(loads.scratch) as folder:
            turn = BulkTurn(loads, cursor, log, folder)
            yield turn
            turn.finish()


@dataclass(frozen=True, slots=True)
class BulkTurn:
    """One transaction of first loads, begun under the lock of the change log."""

    loads: Loads
    cursor: psycopg.Cursor
    log: ChangeLog
    folder: Path
    opened: dict[str, Table] = field(default_factory=dict[str, Table])
    searched: list[str] = field(default_factory=list[str])

    def load(self, table: Table, partition: str, source: LoadSource) -> Loaded:
        """Copy one partition of a table straight into it."""
        if table.name not in self.opened:
            _open(self.cursor, table)
            self.opened[table.name] = table
        if table.entity:
            self.log.write_genesis(self.cursor, table, partition, source)
        part = part_sql(table, partition)
        query = self._made(source) if source.rows.made else source.rows.query
        copy_rows(
            self.loads.con,
            f"SELECT *, {part} AS part FROM {query}",
            table,
            self.cursor,
            sql.Identifier("catalogue", table.name),
            self.loads.scratch,
            ", FREEZE",
        )
        if table.name == "title_search":
            self.searched.append(query)
        rows = count_rows(self.loads.con, replace(source, rows=Rows(query=query)))
        if source.noted:
            Turn(self.loads, self.cursor, self.log).note(
                table, partition, source.version, (rows, rows, 0)
            )
        return Loaded(rows=rows, changed=rows, deleted=0, events=0, data_version=source.version)

    def _made(self, source: LoadSource) -> str:
        """Make rows once, into a file, since they are read up to three times.

        In memory 3 million folded names ran out of DuckDB's 1.2 GB.
        """
        path = self.folder / f"{uuid.uuid4().hex}.parquet"
        self.loads.con.execute(
            f"COPY (SELECT * FROM {source.rows.query}) TO {literal(str(path))} (FORMAT parquet)"
        )
        return f"read_parquet({literal(str(path))})"

    def finish(self) -> None:
        """Index and analyse what was filled, and add the words titles are found by."""
        if self.searched:
            rows = f"({' UNION ALL '.join(f'FROM {one}' for one in self.searched)})"
            add_words(self.loads.con, self.cursor, self.loads.scratch, rows, staged=False)
            for name in ("search_token", "search_posting"):
                self.cursor.execute(sql.SQL("ANALYZE {}").format(sql.Identifier("catalogue", name)))
        for table in self.opened.values():
            target = sql.Identifier("catalogue", table.name)
            self.cursor.execute(
                sql.SQL("ALTER TABLE {} ADD {}").format(target, own_sql(primary_key(table)))
            )
            for index in table.indexes:
                self.cursor.execute(index_ddl("catalogue", table, index).encode())
            self.cursor.execute(sql.SQL("ANALYZE {}").format(target))


def _open(cursor: psycopg.Cursor, table: Table) -> None:
    """Make a table a fresh one without indexes.

    Truncated in the same transaction, it may be filled with frozen rows and without a log.
    """
    target = sql.Identifier("catalogue", table.name)
    if cursor.execute(sql.SQL("SELECT FROM {} LIMIT 1").format(target)).fetchone() is not None:
        raise LoadError(
            f"catalogue.{table.name} was filled by another load meanwhile. Run this one again: it "
            "then loads what differs."
        )
    cursor.execute(sql.SQL("TRUNCATE {}").format(target))
    cursor.execute(
        sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(
            target, sql.Identifier(f"{table.name}_pkey")
        )
    )
    for index in table.indexes:
        cursor.execute(
            sql.SQL("DROP INDEX {}").format(sql.Identifier("catalogue", index_name(table, index)))
        )
