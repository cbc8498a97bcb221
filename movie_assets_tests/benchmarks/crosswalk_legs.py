"""Prints how well the matcher does on the real legs, beside what was published. Fits nothing.

python -m movie_assets_tests.benchmarks.crosswalk_legs ../shared/data/legs
"""

from __future__ import annotations

import argparse
from pathlib import Path

from movie_assets.evaluating import crosswalk

# leg -> F1 of Splink 5 at its best, precision and recall to reach.
LEGS = {
    "rotten_tomatoes": (0.9765, 0.996, 0.983),
    "metacritic": (0.9881, 0.995, 0.992),
    "wikipedia": (0.9901, 0.9985, 0.995),
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    folder = parser.parse_args().legs
    print("leg               precision  (bar)   recall  (bar)   F1      Splink  seconds")
    for leg, (splink, precision, recall) in LEGS.items():
        found = crosswalk(
            folder / "spine.parquet",
            folder / f"{leg}_records.parquet",
            folder / f"{leg}_truth_open.parquet",
        )
        got = found.figures
        print(
            f"{leg:17} {got['precision']:.4f} ({precision:.4f})  {got['recall']:.4f} ({recall:.3f})"
            f"  {got['f1']:.4f}  {splink:.4f}  {found.seconds:.1f}"
        )


if __name__ == "__main__":
    main()
