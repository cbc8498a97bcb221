"""Measures the matcher on files (`movie-assets evaluate`). Its rules are those of `crosswalk`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from movie_assets.crosswalk import match
from movie_assets.crosswalk.evaluate import figures_sql
from movie_assets.model.errors import CrosswalkError
from movie_assets.model.render.duckdb import literal

_TRUTH = (("source_id", "VARCHAR"), ("title_id", "VARCHAR"))
# Half of what a process may take: the other half is Arrow's and Python's.
_MEMORY = "800MB"


@dataclass(frozen=True)
class Evaluation:
    """What `crosswalk` measured.

    Attributes:
        pairs: candidate pairs compared.
        records: records decided on, with and without truth.
        figures: truth, predicted, correct, review, precision, recall, f1.
        decades: the same by the records' decade.
        seconds: reading, matching and judging.
    """

    pairs: int
    records: int
    figures: dict[str, Any]
    decades: list[dict[str, Any]]
    seconds: float


def crosswalk(spine: Path, records: Path, truth: Path, out: Path | None = None) -> Evaluation:
    """Match the records to the titles by names and fields, and judge the accepted ones by truth.

    Truth is read after every decision is made. Columns a file lacks, or has as null-typed, are
    taken as unknown.
    Errors: CrosswalkError when a file cannot be read or lacks its ids.
    """
    started = time.perf_counter()
    config = {"threads": 2, "memory_limit": _MEMORY, "autoload_known_extensions": False}
    with duckdb.connect(config=config) as con:
        view(con, "spine", spine, match.SPINE, ("title_id",))
        view(con, "records", records, match.RECORDS, ("source_id",))
        match.decide(con)
        view(con, "truth", truth, _TRUTH, ("source_id", "title_id"))
        (figures,) = _rows(con, figures_sql())
        decades = _rows(con, figures_sql(decade=True))
        ((pairs, count),) = con.execute(
            "SELECT (SELECT count(*) FROM scored), count(*) FROM decision"
        ).fetchall()
        if out:
            con.execute("COPY decision TO $out (FORMAT parquet)", {"out": str(out)})
    return Evaluation(pairs, count, figures, decades, time.perf_counter() - started)


def line(figures: dict[str, Any]) -> str:
    """One decade's figures, or all of them, as a line for people."""
    shares = "  ".join(
        f"{name} {'-' if figures[name] is None else format(figures[name], '.4f')}"
        for name in ("precision", "recall", "f1")
    )
    decade = figures.get("decade", "all") or "?"
    return (
        f"{decade:>5}  truth {figures['truth']:>6}  predicted {figures['predicted']:>6}  "
        f"correct {figures['correct']:>6}  review {figures['review']:>4}  {shares}"
    )


def summary(found: Evaluation) -> str:
    """All figures, and what they cost, for people."""
    return (
        f"{line(found.figures)}\n{found.records} records, {found.pairs} pairs compared, "
        f"{found.seconds:.1f} s"
    )


def view(
    con: duckdb.DuckDBPyConnection,
    name: str,
    file: Path,
    columns: tuple[tuple[str, str], ...],
    needed: tuple[str, ...],
) -> None:
    """A view of a file's columns in the types they are read as; a spine's names fill memory.

    Errors: CrosswalkError when the file cannot be read as Parquet or lacks a needed column.
    """
    try:
        held = con.read_parquet(str(file)).columns
    except duckdb.Error as error:
        raise CrosswalkError(f"{file} cannot be read as Parquet: {error}") from error
    missing = [column for column in needed if column not in held]
    if missing:
        raise CrosswalkError(f"{file} has no column {', '.join(missing)}; it has {', '.join(held)}")
    cells = ", ".join(
        f"{column if column in held else 'NULL'}::{kind} AS {column}" for column, kind in columns
    )
    con.execute(
        f"CREATE OR REPLACE TEMP VIEW {name} AS "
        f"SELECT {cells} FROM read_parquet({literal(str(file))})"
    )


def _rows(con: duckdb.DuckDBPyConnection, query: str) -> list[dict[str, Any]]:
    return con.execute(query).to_arrow_table().to_pylist()
