"""Times loading the catalogue at full scale, against the bars: `make bench SCALE=full`.

    python -m movie_assets_tests.benchmarks.full_scale --scale full

What is loaded is `scaled_lake`'s: 1.0 M films, 0.2 M shows, 10 M offers. It is made once (out of a
home that `movie-assets run` filled, --home or a fresh one) and kept in --folder; each measurement
works on hard links of it. Stages of one pool run one after the other in a process (`scaled_stage`),
those of the two pools side by side, as Dagster's daemon runs them. The clock runs from source
records and crosswalk in the lake to committed, indexed and analysed tables; process starts, other
loads, dbt and the vectors' index stand beside it.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from pathlib import Path

from movie_assets.resources.lake import Lake
from movie_assets_tests.benchmarks import scaled_days, scaled_seeds
from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.benchmarks.scaled_home import Pass, ScaledHome, Stages, scaled_home
from movie_assets_tests.benchmarks.scaled_lake import VERSION, connect, generate
from movie_assets_tests.benchmarks.scaled_measures import folder_sizes, print_sizes, table_sizes
from movie_assets_tests.benchmarks.scaled_naive import SHARE, row_by_row
from movie_assets_tests.benchmarks.scaled_titles import sizes
from movie_assets_tests.catalogue_run import PROGRAM, run

FULL_BAR_S, CHANGED_BAR_S, NOTHING_BAR_S = 180, 15, 5
PROCESS_BAR_MB = 2_000
NAIVE_BAR = 50
DISK_BAR_GB = 30
DAYS = 30
MB_A_GB = 1_000


class Bars:
    """Figures beside what they should be; `missed` once one is not."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.missed = False

    def note(
        self, figure: str, value: float, bar: float, unit: str, at_least: bool = False
    ) -> None:
        met = value >= bar if at_least else value <= bar
        self.missed |= not met
        sign = "≥" if at_least else "≤"
        verdict = "met" if met else "NOT MET"
        self.lines.append(f"{figure:<52}{value:>10.1f} {unit:<4}{sign} {bar:g} {unit}   {verdict}")


def main() -> None:
    given = _arguments()
    factor = 1.0 if given.scale == "full" else float(given.scale)
    lake = kept_lake(given.folder, factor, given.home)
    bars = Bars()
    fulls: list[Pass] = []
    for number in range(given.runs):
        with scaled_home(lake) as home:
            stages = home.stages()
            fulls.append(home.walk(f"full, {number + 1} of {given.runs}", stages.on_clock))
            if number + 1 == given.runs:
                after_full(home, stages, fulls, bars)
    with scaled_home(lake) as home:
        disk(home, bars)
    print(f"\nfactor {factor:g}")
    print("\n".join(bars.lines))
    sys.exit(1 if bars.missed else 0)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", default="full", help="full, or a factor such as 0.01")
    parser.add_argument("--home", type=Path, help="a home that `movie-assets run` has filled")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(tempfile.gettempdir()) / "movie-assets-scaled",
        help="where scaled lakes are kept",
    )
    parser.add_argument("--runs", type=int, default=3, help="full loads to take the median of")
    return parser.parse_args()


def kept_lake(folder: Path, factor: float, home: Path | None) -> Path:
    """The scaled lake of a factor, made unless it is there whole."""
    target = folder / f"{VERSION}-{factor:g}"
    if target.is_dir():
        return target
    if home is None:
        with fresh_home() as (made, variables):
            done = run([str(PROGRAM), "run"], variables)
            if done.returncode != 0:
                sys.exit(done.stdout + done.stderr)
            return kept_lake(folder, factor, made / "home")
    with tempfile.TemporaryDirectory(prefix="scratch-", dir=_made(folder)) as scratch:
        part = folder / f"{target.name}.part"
        generate(Lake(str(home / "lake")), Lake(str(part), Path(scratch)), sizes(factor))
        part.rename(target)
    return target


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def after_full(home: ScaledHome, stages: Stages, fulls: list[Pass], bars: Bars) -> None:
    """The last full load goes on: what stands beside the clock, nothing changed, 1 % changed."""
    apart = home.walk("beside the clock", stages.apart)
    views = home.walk("dbt", [], together=stages.views)
    nothing = home.walk("nothing changed", stages.on_clock)
    with connect(home.scratch) as con:
        scaled_seeds.make_macros(con)
        scaled_days.change(con, home.lake)
    home.variables["MOVIE_ASSETS_UNIVERSE_DAY"] = "1"
    before = home.database_mb("events")
    changed = home.walk("1 % changed", stages.on_clock)
    grown = home.database_mb("events") - before
    print(f"events of a day on which 1 % changed: {grown:.0f} MB, so {grown * DAYS:.0f} in {DAYS}")
    seconds, rows = row_by_row(home.url)
    loads = statistics.median(one.seconds_of("catalogue_") for one in fulls)
    print(f"row by row: {rows:,} rows in {seconds:.1f} s; the loads of all: {loads:.1f} s")

    clocks = sorted(one.seconds for one in fulls)
    bars.note(f"full, median of {len(clocks)}", statistics.median(clocks), FULL_BAR_S, "s")
    bars.note("full, least", clocks[0], FULL_BAR_S, "s")
    bars.note("1 % changed", changed.seconds, CHANGED_BAR_S, "s")
    bars.note("nothing changed", nothing.seconds, NOTHING_BAR_S, "s")
    everything = [*fulls, apart, views, nothing, changed]
    processes = max(one.peak_mb for one in everything)
    backends = max(one.backend_mb for one in everything)
    bars.note("largest process (VmHWM)", processes, PROCESS_BAR_MB, "MB")
    bars.note("largest Postgres backend (PSS)", backends, PROCESS_BAR_MB, "MB")
    bars.note("row by row / the loads", seconds / SHARE / loads, NAIVE_BAR, "x", at_least=True)


def disk(home: ScaledHome, bars: Bars) -> None:
    """Sizes with thirty days of history behind the first load."""
    with connect(home.scratch) as con:
        scaled_seeds.make_macros(con)
        scaled_days.keep_days(con, home.lake, DAYS)
    stages = home.stages()
    home.walk(f"full, with {DAYS} days of history", [*stages.on_clock, *stages.apart])
    tables, folders = table_sizes(home.url), folder_sizes(Path(home.lake.root))
    print_sizes(tables, folders)
    total = sum(map(sum, tables.values())) + sum(folders.values()) + home.wal_mb()
    bars.note(f"disk with {DAYS} days of history", total / MB_A_GB, DISK_BAR_GB, "GB")


if __name__ == "__main__":
    main()
