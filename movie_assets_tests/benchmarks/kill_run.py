"""Kills `movie-assets run` at random moments, runs it again, and compares what is served.

python -m movie_assets_tests.benchmarks.kill_run --kills 10 --seed 1

The whole process group gets SIGKILL, and in every second kill Postgres with its children too.
Exit code 1 when any run again fails or serves other facts than an undisturbed run.
"""

import argparse
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from pathlib import Path

from movie_assets.settings import Settings
from movie_assets.wiring import embedded_server
from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.benchmarks.served_hash import Facts, served_facts
from movie_assets_tests.catalogue_run import PROGRAM, PROJECT, Catalogue, run

SAME = "the same"
EARLIER = 0.7
COLUMNS = "{:>5} {:>7} {:<16} {:<26} {:>9}  {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kill:
    """When to kill, and whether Postgres dies too."""

    number: int
    at_s: float
    postgres: bool


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    seconds, undisturbed = undisturbed_run()
    rows = sum(facts.rows for facts in undisturbed.values())
    print(f"Undisturbed: {seconds:.1f} s, {len(undisturbed)} views, {rows:,} rows", flush=True)
    print(COLUMNS.format("kill", "at", "with", "during", "again", "served"), flush=True)
    same = [tried(kill, undisturbed) for kill in planned(given.kills, given.seed, seconds)]
    print(f"{sum(same)} of {len(same)} runs again serve what the undisturbed run serves.")
    sys.exit(0 if all(same) else 1)


def undisturbed_run() -> tuple[float, dict[str, Facts]]:
    with fresh_home() as (folder, variables):
        begun = time.monotonic()
        done = run([str(PROGRAM), "run"], variables)
        seconds = time.monotonic() - begun
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        return seconds, served_facts(Catalogue(folder, variables, done).reader_url)


def planned(kills: int, seed: int, seconds: float) -> list[Kill]:
    """One moment in each equal part of the run's time; Postgres dies in every second one."""
    chance = random.Random(seed)
    first = chance.randrange(2)
    return [
        Kill(
            number=number + 1,
            at_s=seconds * (number + chance.random()) / kills,
            postgres=(number + first) % 2 == 0,
        )
        for number in range(kills)
    ]


def tried(kill: Kill, undisturbed: dict[str, Facts]) -> bool:
    """Kill one run in a fresh home, run again, and say in a line what came of it.

    A run that was through before its moment, faster than the undisturbed one, is tried earlier.
    """
    with fresh_home() as (folder, variables):
        during = killed_run(kill, folder, variables)
        if during is None:
            return tried(replace(kill, at_s=EARLIER * kill.at_s), undisturbed)
        begun = time.monotonic()
        verdict = run_again(folder, variables, undisturbed)
        seconds = time.monotonic() - begun
    who = "group, Postgres" if kill.postgres else "group"
    line = COLUMNS.format(
        kill.number, f"{kill.at_s:.1f} s", who, during, f"{seconds:.1f} s", verdict
    )
    print(line, flush=True)
    return verdict == SAME


def run_again(folder: Path, variables: dict[str, str], undisturbed: dict[str, Facts]) -> str:
    """Run to the end and compare; what is wrong, or SAME."""
    try:
        done = run([str(PROGRAM), "run"], variables)
    except subprocess.TimeoutExpired as error:
        return f"FAILED: not done after {error.timeout:.0f} s"
    if done.returncode != 0:
        return "FAILED: " + " ".join((done.stdout + done.stderr).split())[-300:]
    served = served_facts(Catalogue(folder, variables, done).reader_url)
    other = [name for name in undisturbed if served.get(name) != undisturbed[name]]
    return f"DIFFERENT: {', '.join(other)}" if other else SAME


def killed_run(kill: Kill, folder: Path, variables: dict[str, str]) -> str | None:
    """Start a run in a process group of its own and end it at its moment.

    Shape: what it was at, or None when it was through before.
    """
    told = folder / "killed.txt"
    with told.open("w") as output:
        started = subprocess.Popen(
            [str(PROGRAM), "run"],
            env=variables,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            started.wait(kill.at_s)
        except subprocess.TimeoutExpired:
            os.killpg(started.pid, signal.SIGKILL)
            started.wait()
        else:
            return None
    if kill.postgres and not kill_postgres(folder):
        return f"{last_asset(told)} (no Postgres yet)"
    return last_asset(told)


def kill_postgres(folder: Path) -> bool:
    """End the server of a home and all its children at once; False when there is none."""
    given = Settings(home=folder / "home")
    pid = embedded_server(given).status().pid
    if pid is None:
        return False
    for process in (pid, *children_of(pid)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue
    return True


def children_of(parent: int) -> list[int]:
    """The processes whose parent this is, as /proc tells."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            told = stat.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it ended while we looked
        # The name in brackets may hold blanks; state and parent follow the last bracket.
        if int(told.rsplit(")", 1)[1].split()[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def last_asset(told: Path) -> str:
    """After which asset's line the run was killed."""
    lines = [x for x in told.read_text(encoding="utf-8").splitlines() if x.endswith(" s")]
    return f"after {lines[-1].split()[0]}" if lines else "before the first asset"


if __name__ == "__main__":
    main()
