"""Sixteen readers while everything else happens: a rebuild, dbt, a migration, a killed daemon.

    python -m movie_assets_tests.benchmarks.readers [--home FOLDER] [--pgbench-seconds 20]

FOLDER holds what `movie-assets run` left on day 0; it is copied, else a fresh home is run first.
The readers ask an idle catalogue, then one in which all that is computed is computed and loaded
anew for the next day, dbt builds every view, a daemon is killed as it begins its day, and a
migration changes the widest table. Prints latencies of both, errors, and titles whose rows did not
agree with their newest event; then how many calls sixteen clients get through when they ask
without a pause. Exit code 1 when a bar is missed.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing as mp
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any

import psycopg

from movie_assets.model.contract import table_named
from movie_assets.resources.database import shipped_migrations
from movie_assets.resources.migrations import Migration, apply_migrations
from movie_assets_tests.benchmarks.popular_burst import answers, finished_home
from movie_assets_tests.benchmarks.served_queries import Call, percentile, questions, sampled
from movie_assets_tests.catalogue_run import PROGRAM, PROJECT, Catalogue, run

READERS, CHECKERS = 14, 2
PAUSE_S = 0.25  # between two questions of a reader: 64 a second in all
IDLE_S = 30
SLOWER_BAR = 2.0
COMPUTED = (
    "title", "title_redirect", "title_score", "title_score_summary", "score_observation",
    "title_facet", "title_dna", "title_fingerprint", "computed_from",
)  # fmt: skip
ENTITIES = ("title", "title_score")


@dataclass(frozen=True, slots=True)
class Heard:
    """What a reader met: milliseconds of each call, what went wrong, rows beside their events."""

    took: list[float]
    errors: list[str]
    mixed: list[str]
    calls: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--pgbench-seconds", type=float, default=20)
    given = parser.parse_args()
    with finished_home(given.home) as (folder, variables):
        done = run([str(PROGRAM), "run"], variables)  # nothing is left to do
        if done.returncode != 0:
            sys.exit(done.stdout + done.stderr)
        place = Catalogue(folder, variables, done)
        idle = while_reading(place, lambda: time.sleep(IDLE_S))
        busy = while_reading(place, lambda: upheaval(place))
        clients = while_reading(place, lambda: time.sleep(given.pgbench_seconds), pause=0)
    told("idle", idle)
    told("meanwhile", busy)
    before, after = (percentile(one.took, 0.95) for one in (idle, busy))
    rate = clients.calls / given.pgbench_seconds
    print(f"p95 meanwhile / idle: {after / before:.2f} (bar {SLOWER_BAR:g})")
    print(f"sixteen clients without a pause: {rate:.0f} calls a second")
    for line in (*busy.errors[:5], *busy.mixed[:5]):
        print(line)
    sys.exit(1 if busy.errors or busy.mixed or after > SLOWER_BAR * before else 0)


def told(name: str, heard: Heard) -> None:
    figures = ", ".join(f"p{int(q * 100)} {percentile(heard.took, q):.1f} ms" for q in (0.5, 0.95))
    print(
        f"{name:<10} {heard.calls:>7} calls: {figures}; {len(heard.errors)} errors, "
        f"{len(heard.mixed)} titles of two versions",
        flush=True,
    )


def while_reading(place: Catalogue, work: Callable[[], None], pause: float = PAUSE_S) -> Heard:
    """What sixteen readers, each a process, met while something was done."""
    with psycopg.connect(place.superuser_url) as connection:
        titles = sampled(connection, 200)
    calls = list(questions(titles, random.Random(1), 40))
    ids = [title["title_id"] for title in titles]
    context = mp.get_context("spawn")
    ended, heard = context.Event(), context.Queue()
    readers = [
        context.Process(
            target=read, args=(place.reader_url, calls, pause, n, ended, heard), daemon=True
        )
        for n in range(READERS)
    ] + [
        context.Process(
            target=check, args=(place.superuser_url, ids, pause, n, ended, heard), daemon=True
        )
        for n in range(CHECKERS)
    ]
    for reader in readers:
        reader.start()
    for _ in readers:
        heard.get()  # each says that it is connected and warm
    try:
        work()
    finally:
        ended.set()
    met: list[Heard] = [heard.get() for _ in readers]
    for reader in readers:
        reader.join()
    return Heard(
        took=[ms for one in met for ms in one.took],
        errors=[error for one in met for error in one.errors],
        mixed=[title for one in met for title in one.mixed],
        calls=sum(one.calls for one in met),
    )


def read(url: str, calls: list[Call], pause: float, seed: int, ended: Event, heard: Any) -> None:
    """Ask one question after the other over one connection, as an app does."""
    chance = random.Random(seed)
    took, errors = list[float](), list[str]()
    with psycopg.connect(url, autocommit=True) as connection:
        for call in calls[seed::READERS]:
            connection.execute(call.query, call.parameters).fetchall()
        heard.put(seed)
        while not ended.wait(pause * chance.uniform(0.5, 1.5)):
            call = chance.choice(calls)
            begun = time.perf_counter()
            try:
                connection.execute(call.query, call.parameters).fetchall()
            except psycopg.Error as error:
                errors.append(f"{call.name}: {error}")
            took.append(1000 * (time.perf_counter() - begun))
    heard.put(Heard(took, errors, [], len(took)))


def check(url: str, ids: list[str], pause: float, seed: int, ended: Event, heard: Any) -> None:
    """Hold titles' rows against their newest events, both as one statement sees them."""
    chance = random.Random(seed)
    errors, mixed = list[str](), list[str]()
    with psycopg.connect(url, autocommit=True) as connection:
        heard.put(seed)
        while not ended.wait(pause):
            entity, title = chance.choice(ENTITIES), chance.choice(ids)
            try:
                found = connection.execute(beside_event(entity), (title, title)).fetchone()
            except psycopg.Error as error:
                errors.append(f"{entity} of {title}: {error}")
                continue
            if found and not agree(found[0], found[1] or {}):
                mixed.append(f"{entity} of {title}: {json.dumps(found[0])[:200]}")
    heard.put(Heard([], errors, mixed, 0))


def beside_event(name: str) -> str:
    """SQL of a title's newest event of an entity, and its rows by the rest of their key."""
    table = table_named(name)
    rest = ", ".join(f'r."{column}"' for column in table.key[1:])
    return f"""
        select e.fields, (
            select jsonb_object_agg(jsonb_build_array({rest})::text, to_jsonb(r))
            from catalogue."{name}" r where r.title_id = %s
        )
        from events.title_change e
        where e.entity = '{table.entity}' and e.title_id = %s
        order by e.version desc limit 1
    """


def agree(fields: dict[str, Any], rows: dict[str, Any]) -> bool:
    """Whether rows are as their newest event left them."""
    for key, change in fields.items():
        row = rows.get(key)
        if change["new"] is None and change["old"] is not None and row is None:
            continue
        if row is None or any(row[name] != value for name, value in (change["new"] or {}).items()):
            return False
    return True


def upheaval(place: Catalogue) -> None:
    """Everything at once, more or less: each is what operators do while people read."""
    for name in COMPUTED:
        shutil.rmtree(place.home / "lake" / name, ignore_errors=True)
    tomorrow = {**place.variables, "MOVIE_ASSETS_UNIVERSE_DAY": "1"}
    steps: Sequence[tuple[str, Callable[[], object]]] = (
        ("rebuild", lambda: finished([str(PROGRAM), "run", "--every-asset"], tomorrow)),
        ("dbt build", lambda: dbt_build(place)),
        ("killed daemon", lambda: killed_daemon(place)),
        # Last: no command starts on a database that a newer release has migrated.
        ("migration", lambda: apply_migrations(
            place.superuser_url, [*shipped_migrations(), next_step()], role="movie_owner"
        )),
    )  # fmt: skip
    for name, step in steps:
        begun = time.monotonic()
        step()
        print(f"{name}: {time.monotonic() - begun:.1f} s", flush=True)


def next_step() -> Migration:
    return Migration(
        len(shipped_migrations()) + 1,
        "benchmark",
        "alter table catalogue.title add column benchmarked bigint;"
        "create index title_benchmarked on catalogue.title (benchmarked)",
    )


def dbt_build(place: Catalogue) -> None:
    with (place.folder / "dotenv").open() as lines:
        told = dict(line.rstrip("\n").split("=", 1) for line in lines)
    dbt = str(PROGRAM.with_name("dbt"))
    target = str(place.folder / "target")
    finished(
        [dbt, "build", "--profiles-dir", ".", "--target-path", target],
        {**place.variables, **told},
        PROJECT / "dbt_project",
    )


def killed_daemon(place: Catalogue) -> None:
    """Kill `movie-assets up` with all its children, Postgres left alone, once Dagster is there."""
    address = f"http://127.0.0.1:{place.variables['MOVIE_ASSETS_WEBSERVER_PORT']}"
    with (place.folder / "up.txt").open("w") as output:
        started = subprocess.Popen(
            [str(PROGRAM), "up"], env=dict(place.variables), cwd=PROJECT,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + 240
        while not answers(address):
            if time.monotonic() > deadline or started.poll() is not None:
                said = (place.folder / "up.txt").read_text()
                raise RuntimeError(f"`movie-assets up` did not come up:\n{said[-3000:]}")
            time.sleep(0.2)
        dagster = children_of(started.pid)
        os.kill(started.pid, signal.SIGKILL)
        for child in dagster:
            os.killpg(child, signal.SIGKILL)
        started.wait()


def children_of(parent: int) -> list[int]:
    told = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(pid) for pid in told.split()]


def finished(command: list[str], variables: dict[str, str], cwd: Path = PROJECT) -> None:
    done = run(command, variables, cwd)
    if done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")


if __name__ == "__main__":
    main()
