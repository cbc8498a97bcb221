"""How much memory and time a dropped csv of many gigabytes takes; the bar is 500 MB for 5 GB.

python -m movie_assets_tests.benchmarks.drop_memory [GIGABYTES]
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.catalogue_run import PROGRAM

BAR_MB = 500
# A thousand rows of a shape like Kaggle's movies_metadata, then again with other ids.
BLOCK = 1_000
COLUMNS = (
    "id,imdb_id,title,original_title,release_date,runtime,genres,production_companies,"
    "production_countries,spoken_languages,original_language,overview,tagline,popularity,status,"
    "adult,budget,revenue,homepage,vote_average,vote_count\n"
)
LISTS = (
    "\"[{'id': 18, 'name': 'Drama'}, {'id': 35, 'name': 'Comedy'}]\","
    "\"[{'name': 'Some Films', 'id': 7}]\",\"[{'iso_3166_1': 'US', 'name': 'United States'}]\","
    "\"[{'iso_639_1': 'en', 'name': 'English'}]\""
)
WORDS = "somebody meets somebody else and neither of them is who they were before they met, or so "


def written(target: Path, size: int) -> int:
    """Write a csv of about a size; every hundredth row has a date that cannot be read."""
    rows = 0
    with target.open("w", encoding="utf-8") as file:
        file.write(COLUMNS)
        while file.tell() < size:
            file.writelines(_row(number) for number in range(rows, rows + BLOCK))
            rows += BLOCK
    return rows


def _row(number: int) -> str:
    day = "sometime" if number % 100 == 0 else f"{1950 + number % 70}-0{1 + number % 9}-11"
    return (
        f"{number},tt{number:09d},Film number {number},Film,{day},{number % 200},{LISTS},en,"
        f'"{WORDS * (number % 7)}",A line,{number % 97}.5,Released,False,{number}000,0,,'
        f"{number % 100 / 10},{number}\n"
    )


def main() -> None:
    """Write, load, measure, remove."""
    gigabytes = float(sys.argv[1]) if len(sys.argv) > 1 else 5.0
    with fresh_home() as (folder, variables):
        file = folder / "movies_metadata.csv"
        rows = written(file, int(gigabytes * 1e9))
        begun = time.monotonic()
        child = subprocess.Popen([str(PROGRAM), "drop", str(file)], env=variables)
        _, status, used = os.wait4(child.pid, 0)
        measured = {
            "bytes": file.stat().st_size,
            "rows": rows,
            "seconds": round(time.monotonic() - begun, 1),
            "peak_mb": used.ru_maxrss // 1024,
            "bar_mb": BAR_MB,
        }
    sys.stdout.write(json.dumps(measured) + "\n")
    sys.exit(bool(status) or measured["peak_mb"] > BAR_MB)


if __name__ == "__main__":
    main()
