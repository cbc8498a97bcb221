"""A lake and a real database to load into, and the table again from genesis and events."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow.parquet as pq
from psycopg.types.json import Jsonb

from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import fingerprint, hashed_sql, row_hash_sql
from movie_assets.model.title_rows import Title, TitleScore
from movie_assets.model.types import Scalar
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import Lake
from movie_assets.resources.load_source import LoadSource, Rows
from movie_assets.resources.loading import Loaded, Loads
from movie_assets.resources.postgres import Postgres

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
BUCKET = "movie-01"
Row = Mapping[str, Any]
State = dict[tuple[str, str], dict[str, Any]]
"""(title, rest of the key as JSON) -> the row's facts."""


def title(title_id: str, **values: Any) -> Title:
    needed = {"kind": "movie", "provenance": "{}", "conflicts": "{}", "first_seen": NOON.date()}
    return Title(title_id=title_id, **(needed | values))


def score(title_id: str, percent: float, publisher: str = "imdb", **values: Any) -> TitleScore:
    given = {
        "metric": "audience",
        "season": -1,
        "episode": -1,
        "value": percent / 10,
        "scale_max": 10.0,
        "source": publisher,
        "source_id": "1",
        "observed_at": NOON,
    }
    return TitleScore(title_id=title_id, publisher=publisher, percent=percent, **(given | values))


class Place:
    """A lake and a database to load into."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.lake = Lake(str(folder / "lake"), folder / "scratch")
        (folder / "scratch").mkdir(exist_ok=True)

    def load(
        self,
        table: str,
        rows: Iterable[Any],
        partition: str = BUCKET,
        of: Iterable[str] | None = None,
    ) -> Loaded:
        """Load one partition; `of` are the titles that the rows are all of, else all there are."""
        return self.load_together(table, {partition: (list(rows), of)})[partition]

    def load_together(
        self, table: str, brought: Mapping[str, tuple[list[Any], Iterable[str] | None]]
    ) -> dict[str, Loaded]:
        """Load some partitions at once: rows, and the titles that they are all of."""
        contract = table_named(table)
        with duckdb.connect() as con:
            self.lake.prepare(con)
            sources: dict[str, LoadSource] = {}
            for number, (partition, (rows, of)) in enumerate(brought.items()):
                handed = f"handed_{number}"
                con.register(handed, arrow_table(contract, rows))
                version = content_of(con, table, handed)
                titles = None
                if partition == HOT or of is not None:  # rows or none, they are looked at
                    told = [*(of or ()), *(getattr(row, contract.unit or "") for row in rows)]
                    titles = f"of_{number}"
                    con.execute(
                        f"CREATE TEMP TABLE {titles} AS SELECT unnest($1) AS title_id", [told]
                    )
                    version = fingerprint(version, *sorted(told))
                query = f"({hashed_sql(contract, f'SELECT * FROM {handed}')})"
                sources[partition] = LoadSource(
                    version=version, rows=Rows(query=query, titles=titles)
                )
            loads = Loads(
                con=con,
                lake=self.lake,
                postgres=Postgres(lambda: self.url),
                clock=RunClock(NOON),
                run_id="run",
                scratch=self.folder / "scratch",
            )
            with loads.turn() as turn:
                return turn.load_together(contract, sources)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(query.encode(), parameters).fetchall()

    def events(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "select seq, entity, title_id, version, fields from events.title_change order by seq"
        )

    def held(self, table: str) -> State:
        """The facts in the table, as JSON of Postgres's own making."""
        return state_of(table, self.rows(f"select to_jsonb(t) from catalogue.{table} t"))

    def replayed(self, table: str) -> State:
        """The table made again from genesis and events alone."""
        entity = table_named(table).entity
        state: State = {}
        typed = (
            f"select to_jsonb(jsonb_populate_record(null::catalogue.{table}, one)) "
            "from jsonb_array_elements(%s) as one"
        )
        for (uri,) in self.rows("select uri from events.genesis where entity = %s", entity):
            rows = [as_json(table, row) for row in pq.read_table(uri).to_pylist()]
            state |= state_of(table, self.rows(typed, Jsonb(rows)))
        for title_id, fields in self.rows(
            "select title_id, fields from events.title_change where entity = %s order by seq",
            entity,
        ):
            replay(state, title_id, fields)
        return state


def state_of(table: str, rows: list[tuple[Any, ...]]) -> State:
    keep = [column.name for column in table_named(table).fact_columns]
    first, *rest = table_named(table).key
    return {
        (row[first], json.dumps([row[name] for name in rest])): {name: row[name] for name in keep}
        for (row,) in rows
    }


def replay(state: State, title_id: str, fields: Mapping[str, Any]) -> None:
    for row_key, change in fields.items():
        key = (title_id, json.dumps(json.loads(row_key)))
        if change["old"] is None:
            assert key not in state
            state[key] = change["new"]
        elif change["new"] is None:
            assert state.pop(key) == change["old"]
        else:
            assert {name: state[key][name] for name in change["old"]} == change["old"]
            state[key] = state[key] | change["new"]


def as_json(table: str, row: Row) -> dict[str, Any]:
    documents = {c.name for c in table_named(table).columns if c.type == Scalar("json")}
    return {
        name: json.loads(value)
        if name in documents and value is not None
        else value.isoformat()
        if isinstance(value, dt.date)
        else value
        for name, value in row.items()
    }


def content_of(con: duckdb.DuckDBPyConnection, table: str, name: str) -> str:
    """A version that names the content, as the lake's data versions do."""
    hashes = con.execute(
        f"SELECT {row_hash_sql(table_named(table))} AS h FROM {name} ORDER BY h"
    ).fetchall()
    return fingerprint(*(row[0] for row in hashes))
