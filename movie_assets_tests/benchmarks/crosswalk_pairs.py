"""Reads the candidate pairs of every leg with open truth, for fitting. Fits and measures nothing.

Each leg is read twice: as it is, and with every right title taken out of the spine. The second
shows what a record looks like whose film the spine lacks: half of Wikipedia's are.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa

from movie_assets.crosswalk import match
from movie_assets.crosswalk.features import FEATURES
from movie_assets.crosswalk.weights import BELIEFS
from movie_assets_tests.benchmarks.crosswalk_more_legs import write_legs

FITTED = tuple(name for name in FEATURES if name not in BELIEFS)
REAL = ("rotten_tomatoes", "metacritic", "wikipedia")
LEGS = (*REAL, "tv_tropes")


class Leg(NamedTuple):
    """The candidate pairs of a source, and which records have truth."""

    record: np.ndarray
    title: np.ndarray
    words: np.ndarray  # pairs x features, as text
    right: np.ndarray  # bool a pair
    known: np.ndarray  # record numbers with truth


def read_legs(data: Path, folder: Path) -> tuple[dict[str, Leg], dict[str, Leg]]:
    """The legs, and the same without any right title; `folder` takes the files made on the way."""
    write_legs(data, folder)
    real = data / "legs"
    files = {
        name: (real / f"{name}_records.parquet", real / f"{name}_truth_open.parquet")
        for name in REAL
    }
    files["tv_tropes"] = (folder / "tv_tropes_records.parquet", folder / "tv_tropes_truth.parquet")
    truths = [str(truth) for _, truth in files.values()]
    whole: dict[str, Leg] = {}
    hidden: dict[str, Leg] = {}
    with duckdb.connect(config={"threads": 2}) as con:
        for spine, names in (
            (real / "spine.parquet", REAL),
            (folder / "tv_tropes_spine.parquet", ("tv_tropes",)),
        ):
            _view(con, "spine", spine, match.SPINE)
            match.prepare_titles(con)
            whole |= {name: _leg(con, *files[name]) for name in names}
            con.execute(
                f"DELETE FROM spine WHERE title_id IN (SELECT title_id FROM read_parquet({truths}))"
            )
            match.prepare_titles(con)
            hidden |= {name: _leg(con, *files[name]) for name in names}
    return whole, hidden


def _leg(con: duckdb.DuckDBPyConnection, records: Path, truth: Path) -> Leg:
    _view(con, "records", records, match.RECORDS)
    match.prepare_records(con)
    table = match.compared(con, 0, 1)
    record, title = (table.column(name).to_numpy() for name in ("record_no", "title_no"))
    known = con.execute(
        f"SELECT record_no, title_no FROM '{truth}' JOIN all_record USING (source_id) "
        "LEFT JOIN all_title USING (title_id)"
    ).fetchall()
    pairs = set(known)
    right = np.array([pair in pairs for pair in zip(record.tolist(), title.tolist(), strict=True)])
    words = np.column_stack([_texts(table.column(name)) for name in FITTED])
    return Leg(record, title, words, right, np.unique([number for number, _ in known]))


def _texts(column: pa.ChunkedArray) -> np.ndarray:
    one = column.unify_dictionaries().combine_chunks()
    return np.array(one.dictionary.to_pylist(), dtype=object)[one.indices.to_numpy()]


def _view(con: Any, name: str, file: Path, columns: tuple[tuple[str, str], ...]) -> None:
    held = con.read_parquet(str(file)).columns
    cells = ", ".join(
        f"{column if column in held else 'NULL'}::{kind} AS {column}" for column, kind in columns
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cells} FROM '{file}'")
