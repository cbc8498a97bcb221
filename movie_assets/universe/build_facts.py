"""Builds the facts files of the universe: `python -m movie_assets.universe.build_facts`.

Only the order of the steps and the files' columns are here; the steps are in `building`.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.universe.building import schemas
from movie_assets.universe.building.catalogue import open_catalogue
from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.episodes import episodes_of
from movie_assets.universe.building.fillers import complete
from movie_assets.universe.building.films import add_names, gather_films
from movie_assets.universe.building.imdb_only import gather_imdb_only
from movie_assets.universe.building.life import plan_life, plan_traps
from movie_assets.universe.building.offers import offers_of
from movie_assets.universe.building.page_traps import page_traps_of
from movie_assets.universe.building.people import people_of
from movie_assets.universe.building.queries import PLATFORMS
from movie_assets.universe.building.rows import keyword_numbers, title_row
from movie_assets.universe.building.selection import pick_films
from movie_assets.universe.building.shows import gather_shows
from movie_assets.universe.facts import load_facts

FACTS = Path(__file__).parent / "facts"
Row = dict[str, Any]


def build(data: Path, out: Path) -> dict[str, int]:
    """Build every facts file.

    Source: a data catalogue, see `building.catalogue`.
    Shape:  the files of `building.schemas.TABLES` under `out`; rows by table are returned.
    Errors: duckdb.IOException when a file of the catalogue is missing.
    """
    con = open_catalogue(data)
    pick_films(con)
    drafts = gather_films(con) | gather_shows(con)
    add_names(con, drafts)
    for title_id, draft in drafts.items():
        complete(title_id, draft)
    lifecycle = plan_life(drafts)
    tables = _tables(con, drafts) | {"lifecycle": lifecycle, "traps": plan_traps(drafts)}
    out.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        _write(out / f"{name}.parquet", rows, schemas.TABLES[name])
    tables["page_traps"] = list_page_traps(out)
    return {name: len(rows) for name, rows in tables.items()}


def list_page_traps(facts: Path) -> list[Row]:
    """List the wrong pages of the facts in a folder, and write them beside."""
    rows = page_traps_of(load_facts(facts))
    _write(facts / "page_traps.parquet", rows, schemas.TABLES["page_traps"])
    return rows


def _tables(con: duckdb.DuckDBPyConnection, drafts: Mapping[str, Draft]) -> dict[str, list[Row]]:
    providers = _provider_rows(con)
    listed: dict[str, list[int]] = {}
    for tmdb_id, provider in con.sql(f"{PLATFORMS} ORDER BY ALL").fetchall():
        listed.setdefault(f"movie/{tmdb_id}", []).append(provider)
    for title_id, draft in drafts.items():
        if draft.get("on_netflix"):
            listed[title_id] = [8]
    keywords = keyword_numbers(con)
    taken = [str(draft.get("imdb_id")) for draft in drafts.values()]
    return {
        "titles": [title_row(key, drafts[key], keywords) for key in sorted(drafts)],
        "people": people_of(drafts),
        "tropes": [
            {"title_id": key, "trope": trope}
            for key in sorted(drafts)
            for trope in drafts[key].get("tropes") or ()
        ],
        "offers": [
            row for key in sorted(drafts) for row in offers_of(key, listed.get(key, []), providers)
        ],
        "providers": [
            {key: int(row[key]) if key in ("provider_id", "priority") else row[key] for key in row}
            for row in providers
        ],
        "episodes": [row for key in sorted(drafts) for row in episodes_of(key, drafts[key])],
        "imdb_only": gather_imdb_only(con, taken),
    }


def _provider_rows(con: duckdb.DuckDBPyConnection) -> list[Row]:
    result = con.sql("FROM providers")
    return [dict(zip(result.columns, row, strict=True)) for row in result.fetchall()]


def _write(path: Path, rows: Sequence[Row], schema: pa.Schema) -> None:
    table = pa.Table.from_pylist(
        [{key: row.get(key) for key in schema.names} for row in rows], schema=schema
    )
    pq.write_table(
        table,
        path,
        compression="zstd",
        compression_level=15,
        version="2.6",
        store_schema=False,
        write_statistics=False,
    )


def main() -> None:
    """Read the arguments, build, and print the counts."""
    parser = argparse.ArgumentParser(description="Build the facts files of the universe.")
    parser.add_argument("--data", type=Path, help="folder of the data catalogue")
    parser.add_argument("--out", type=Path, default=FACTS, help="folder of the facts files")
    arguments = parser.parse_args()
    if arguments.data is None:  # the pages' traps follow from the facts alone
        print(f"page_traps {len(list_page_traps(arguments.out)):,} rows; no --data, so no more")
        return
    for name, rows in build(arguments.data, arguments.out).items():
        size = (arguments.out / f"{name}.parquet").stat().st_size
        print(f"{name:12} {rows:7,} rows {size:10,} bytes")


if __name__ == "__main__":
    main()
