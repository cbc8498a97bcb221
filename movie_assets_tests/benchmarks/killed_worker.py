"""Kills a run's process in mid-lane under `movie-assets up`: what is lost, repeated, and blocked.

python -m movie_assets_tests.benchmarks.killed_worker [--home FOLDER] [--day 8] [--pace 0.2]

Metacritic's completeness lane is started and its process ended by SIGKILL once it has asked. Then
it is seconds until Dagster noticed, until the host's slot is free and until the lane has gone on to
its end; requests made are counted by the day's budget, answers by the lake. robots.txt is asked for
once a day, and an address that moved leads to a second request: those have no answer of their own.
Exit code 1 when more than one other request left none, or the lane did not go on.
"""

import argparse
import json
import os
import re
import signal
import sqlite3
import sys
import time
from pathlib import Path
from typing import NamedTuple

import psycopg

from movie_assets import wiring
from movie_assets.settings import Settings
from movie_assets_tests.benchmarks.popular_burst import (
    LANE,
    finished_home,
    lane_asks,
    runs_of,
    start_lane,
    up,
    wait_for,
)

HOST = "www.metacritic.com"
ROBOTS = 1
# Long enough for some dozens of answers at 0.4 s each.
LET_ASK_S = 20.0
PROCESS = "SELECT event FROM event_logs WHERE run_id = %s AND event LIKE '%%(pid: %%'"


class Answered(NamedTuple):
    """Answers that are stored, and how many of them came from another address than was asked."""

    kept: int
    moved: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--day", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0.2)
    given = parser.parse_args()
    with finished_home(given.home) as (folder, variables):
        later = {
            "MOVIE_ASSETS_UNIVERSE_DAY": str(given.day),
            "MOVIE_ASSETS_PACE": str(given.pace),
            "MOVIE_ASSETS_BUDGETS": json.dumps({"metacritic": 1_000_000}),  # counts requests
        }
        settings = Settings(
            home=folder / "home", postgres_port=int(variables["MOVIE_ASSETS_POSTGRES_PORT"])
        )
        before = answered(settings)
        with up(settings, {**variables, **later}) as webserver:
            good = measured(settings, webserver, before)
    sys.exit(0 if good else 1)


def measured(settings: Settings, webserver: str, before: Answered) -> bool:
    job = f"timed_{LANE}"
    start_lane(webserver)
    wait_for(lambda: lane_asks(settings), "the lane asks")
    time.sleep(LET_ASK_S)
    os.kill(process_of(settings, job), signal.SIGKILL)
    print(f"Killed after {requests(settings)} requests", flush=True)
    noticed = wait_for(lambda: runs_of(settings, job).get("FAILURE", 0) > 0, "the kill is noticed")
    freed = wait_for(lambda: holder(settings) != first_run(settings, job), "the slot is free")
    gone_on = wait_for(lambda: runs_of(settings, job).get("SUCCESS", 0) > 0, "the lane goes on")
    now = answered(settings)
    made, kept, moved = requests(settings), now.kept - before.kept, now.moved - before.moved
    lost = made - kept - moved - ROBOTS
    print(
        f"Noticed after {noticed:.0f} s, slot free {freed:.0f} s later, lane through "
        f"{gone_on:.0f} s later; {made} requests: {kept} answers kept, {moved} for what had moved, "
        f"{ROBOTS} for robots.txt, {lost} without an answer",
        flush=True,
    )
    return lost <= 1


def process_of(settings: Settings, job: str) -> int:
    """The process of the job's first run, as Dagster says it."""
    with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
        rows = connection.execute(PROCESS, (first_run(settings, job),)).fetchall()
    return int(re.findall(r"\(pid: (\d+)\)", rows[0][0])[0])


def first_run(settings: Settings, job: str) -> str:
    with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
        ((run_id,),) = connection.execute(
            "SELECT run_id FROM runs WHERE pipeline_name = %s ORDER BY id LIMIT 1", (job,)
        ).fetchall()
    return run_id


def holder(settings: Settings) -> str | None:
    """The run that holds the host's slot."""
    with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
        rows = connection.execute(
            "SELECT run_id FROM concurrency_slots WHERE concurrency_key = %s "
            "AND run_id IS NOT NULL",
            (HOST,),
        ).fetchall()
    return rows[0][0] if rows else None


def requests(settings: Settings) -> int:
    """Requests to Metacritic that were made, whatever became of them."""
    ledger = settings.home / "pace" / "universe" / "ledger.sqlite"
    with sqlite3.connect(ledger) as connection:
        rows = connection.execute(
            "SELECT sum(requests) FROM spent WHERE source = 'metacritic'"
        ).fetchall()
    return rows[0][0] or 0


def answered(settings: Settings) -> Answered:
    """Metacritic's answers in the lake."""
    work = wiring.workbench(settings)
    with work.compute() as con:
        ((kept, moved),) = con.execute(
            "SELECT count(*), count(*) FILTER (WHERE final_url <> url) "
            f"FROM {work.lake.scan(work.answers.of('metacritic'))}"
        ).fetchall()
    return Answered(kept, moved)


if __name__ == "__main__":
    main()
