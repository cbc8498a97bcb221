"""Prints how well the matcher does on the real legs, beside what was published. Fits nothing.

python -m movie_assets_tests.benchmarks.crosswalk_legs ../shared/data/legs
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import NoReturn

import duckdb

from movie_assets.commands.evaluating import crosswalk
from movie_assets.crosswalk import match

# leg -> F1 of Splink 5 at its best, precision and recall to reach.
LEGS = {
    "rotten_tomatoes": (0.9765, 0.996, 0.983),
    "metacritic": (0.9881, 0.995, 0.992),
    "wikipedia": (0.9901, 0.9985, 0.995),
}


def skip(why: str) -> NoReturn:
    """End the program well, with what it lacks."""
    print(f"skipped: {why}", file=sys.stderr)
    raise SystemExit(0)


def leg_files(folder: Path, leg: str) -> tuple[Path, Path, Path]:
    """A leg's spine, records and truth; ends the program where one of them is missing."""
    files = (
        folder / "spine.parquet",
        folder / f"{leg}_records.parquet",
        folder / f"{leg}_truth_open.parquet",
    )
    if missing := [str(file) for file in files if not file.exists()]:
        skip(f"not there: {', '.join(missing)}; name the folder of the legs")
    return files


def leg_views(con: duckdb.DuckDBPyConnection, folder: Path, leg: str) -> None:
    """Tables `spine`, `records` and `truth` of a leg, in the types the matcher expects."""
    spine, records, truth = leg_files(folder, leg)
    for name, file, columns in (
        ("spine", spine, match.SPINE),
        ("records", records, match.RECORDS),
        ("truth", truth, (("source_id", "VARCHAR"), ("title_id", "VARCHAR"))),
    ):
        held = con.read_parquet(str(file)).columns
        cells = ", ".join(
            f"{column if column in held else 'NULL'}::{kind} AS {column}"
            for column, kind in columns
        )
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cells} FROM '{file}'")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    folder = parser.parse_args().legs
    print("leg               precision  (bar)   recall  (bar)   F1      Splink  seconds")
    for leg, (splink, precision, recall) in LEGS.items():
        found = crosswalk(*leg_files(folder, leg))
        got = found.figures
        print(
            f"{leg:17} {got['precision']:.4f} ({precision:.4f})  {got['recall']:.4f} ({recall:.3f})"
            f"  {got['f1']:.4f}  {splink:.4f}  {found.seconds:.1f}"
        )


if __name__ == "__main__":
    main()
