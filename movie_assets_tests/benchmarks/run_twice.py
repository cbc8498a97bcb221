"""Times `movie-assets run` in a fresh home, and again: by phase, against the bars.

python -m movie_assets_tests.benchmarks.run_twice --scale universe
"""

import argparse
import re
import sys
import time
from collections import Counter
from dataclasses import dataclass

from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.catalogue_run import PROGRAM, run

FIRST_BAR_S = 300
AGAIN_BAR_S = 45
DONE = re.compile(r"^  (\S+(?: \S+)?) .* ([\d.]+) s$")
PHASES = {
    "fetch": r"imdb_datasets|tmdb_daily_export|tmdb_providers|.*_(titles|ids|pages)$",
    "match": r"crosswalk.*",
    "compute": r".*",
    "load": r"catalogue_.*",
    "dbt": r"served views",
}
# `.*` takes what no other pattern does, so it is asked last.
ORDER = ("load", "dbt", "match", "fetch", "compute")


@dataclass(frozen=True, slots=True)
class Timed:
    """One run: seconds on the wall by phase, what is not an asset's as `rest`."""

    seconds: float
    phases: Counter[str]
    changed: bool


def timed(variables: dict[str, str]) -> Timed:
    begun = time.monotonic()
    done = run([str(PROGRAM), "run"], variables)
    seconds = time.monotonic() - begun
    if done.returncode != 0:
        sys.exit(done.stdout + done.stderr)
    phases: Counter[str] = Counter()
    for line in done.stdout.splitlines():
        if found := DONE.match(line):
            phases[phase_of(found[1])] += float(found[2])
    phases["rest"] = seconds - phases.total()
    return Timed(seconds, phases, "Nothing to do" not in done.stdout)


def phase_of(asset: str) -> str:
    return next(phase for phase in ORDER if re.fullmatch(PHASES[phase], asset))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", choices=["universe"], default="universe")
    parser.parse_args()
    with fresh_home() as (_, variables):
        first, again = timed(variables), timed(variables)
    print(f"{'phase':<10}{'first':>10}{'again':>10}   (rest: process start, Postgres, report)")
    for phase in (*PHASES, "rest"):
        print(f"{phase:<10}{first.phases[phase]:>8.1f} s{again.phases[phase]:>8.1f} s")
    print(f"{'total':<10}{first.seconds:>8.1f} s{again.seconds:>8.1f} s")
    print(f"{'bar':<10}{FIRST_BAR_S:>8.1f} s{AGAIN_BAR_S:>8.1f} s")
    if again.changed:
        print("The second run found something to do.")
    missed = first.seconds > FIRST_BAR_S or again.seconds > AGAIN_BAR_S or again.changed
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
