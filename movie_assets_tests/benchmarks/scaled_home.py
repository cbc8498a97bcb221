"""A home with a scaled lake and an empty Postgres in it, and passes over its assets, timed.

What one pool holds runs one after the other, pools side by side, as Dagster's daemon runs them.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from movie_assets.resources.lake import Lake
from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.benchmarks.scaled_measures import (
    BackendWatch,
    never_analysed,
    postmaster_of,
)
from movie_assets_tests.catalogue_run import PROGRAM, PROJECT, Catalogue, run

# What the clock covers: groups of the graph, in whose order their assets follow one another.
ON_CLOCK = ("titles", "streaming", "catalogue")
# Of those groups, what reads other things than the records of titles and their links.
APART = ("catalogue_crosswalk", "catalogue_sources", "catalogue_dna", "catalogue_similar")
# Off unless somebody asks for them.
OFF = ("title_media", "catalogue_media")
VIEWS = "served/"


@dataclass(frozen=True, slots=True)
class Stage:
    """An asset, whose turn comes in its pool once what it depends on is done."""

    name: str
    group: str
    pool: str
    deps: list[str]


@dataclass(frozen=True, slots=True)
class Stages:
    """The graph's assets from `titles` on: on the clock, beside it, and dbt's views."""

    on_clock: list[Stage]
    apart: list[Stage]
    views: list[str]


@dataclass(frozen=True, slots=True)
class Timed:
    """One stage: seconds of work, what its process held at most so far, rows."""

    name: str
    seconds: float
    peak_mb: float = 0.0
    rows: int | None = None


@dataclass(slots=True)
class Pass:
    """Stages, the time from the first's begin to the last's end, the largest Postgres process."""

    stages: list[Timed] = field(default_factory=list)
    seconds: float = 0.0
    backend_mb: float = 0.0

    @property
    def peak_mb(self) -> float:
        return max((stage.peak_mb for stage in self.stages), default=0.0)

    def seconds_of(self, prefix: str) -> float:
        return sum(stage.seconds for stage in self.stages if stage.name.startswith(prefix))


@dataclass
class ScaledHome:
    """The home, and what its processes are told in their environment."""

    folder: Path
    variables: dict[str, str]
    url: str

    @property
    def lake(self) -> Lake:
        return Lake(str(self.folder / "home" / "lake"), self.scratch)

    @property
    def scratch(self) -> Path:
        place = self.folder / "bench"
        place.mkdir(exist_ok=True)
        return place

    def stages(self) -> Stages:
        """What there is to do, told by the graph itself."""
        with Lane(self.variables) as lane:
            found = lane.stages
        clocked = [one for one in found if one.group in ON_CLOCK and one.name not in OFF]
        return Stages(
            on_clock=[one for one in clocked if one.name not in APART],
            apart=[one for one in clocked if one.name in APART],
            views=[one.name for one in found if one.name.startswith(VIEWS)],
        )

    def walk(self, title: str, stages: Sequence[Stage], together: Sequence[str] = ()) -> Pass:
        """Run stages, or some assets `together` in one run; print and return figures."""
        print(f"\n{title:<34}{'s':>8}{'peak MB':>9}{'rows':>13}", flush=True)
        done = Pass()
        with contextlib.ExitStack() as stack:
            lanes = {
                pool: stack.enter_context(Lane(self.variables))
                for pool in sorted({one.pool for one in stages} | ({""} if together else set()))
            }
            watch = stack.enter_context(BackendWatch(postmaster_of(self.url)))
            begun = time.monotonic()
            if together:
                _print(lanes[""].run(f"{len(together)} together", together), done)
            else:
                self._side_by_side(stages, lanes, done)
                _print(self._analyse(), done)
            done.seconds = time.monotonic() - begun
        done.backend_mb = watch.peak_mb
        starts = ", ".join(f"{lane.start:.1f}" for lane in lanes.values())
        print(
            f"{'total':<34}{done.seconds:>8.1f}   largest backend {done.backend_mb:.0f} MB; "
            f"processes ready after {starts} s"
        )
        return done

    def _side_by_side(self, stages: Sequence[Stage], lanes: dict[str, Lane], done: Pass) -> None:
        """Run stages, one a pool at a time, each once what it depends on is done."""
        waiting, running = list(stages), dict[Future[Timed], Stage]()
        with ThreadPoolExecutor(len(lanes)) as threads:
            while waiting or running:
                for one in _ready(waiting, list(running.values())):
                    waiting.remove(one)
                    running[threads.submit(lanes[one.pool].run, one.name, [one.name])] = one
                for ended in wait(running, return_when=FIRST_COMPLETED).done:
                    del running[ended]
                    _print(ended.result(), done)

    def _analyse(self) -> Timed:
        """What no load analysed is on the clock too."""
        begun = time.monotonic()
        forgotten = never_analysed(self.url)
        with psycopg.connect(self.url, autocommit=True) as connection:
            for table in forgotten:
                name = sql.Identifier(*table.split("."))
                connection.execute(sql.SQL("ANALYZE {}").format(name))
        return Timed(f"analyse ({len(forgotten)} tables)", time.monotonic() - begun)

    def database_mb(self, schema: str) -> float:
        """What a schema takes on disk."""
        return self._mb(
            sql.SQL(
                "SELECT coalesce(sum(pg_total_relation_size(c.oid)), 0)::float FROM pg_class c "
                "JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = {} "
                "WHERE c.relkind = 'r'"
            ).format(schema)
        )

    def wal_mb(self) -> float:
        """What the server's log takes on disk, whoever wrote it."""
        return self._mb(sql.SQL("SELECT coalesce(sum(size), 0)::float FROM pg_ls_waldir()"))

    def _mb(self, query: sql.SQL | sql.Composed) -> float:
        with psycopg.connect(self.url) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return row[0] / 1e6


def _ready(waiting: Sequence[Stage], running: Sequence[Stage]) -> list[Stage]:
    """The first stage of each idle pool that waits for nothing."""
    undone = {one.name for one in (*waiting, *running)}
    first: dict[str, Stage] = {}
    for one in waiting:
        if not undone & set(one.deps):
            first.setdefault(one.pool, one)
    return [one for pool, one in first.items() if pool not in {busy.pool for busy in running}]


class Lane:
    """A process that runs stages one by one, ready before the clock starts."""

    def __init__(self, variables: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "movie_assets_tests.benchmarks.scaled_stage"],
            env=variables,
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        told = self._told()
        self.start: float = told["start"]
        self.stages = [Stage(**one) for one in told["stages"]]

    def __enter__(self) -> Lane:
        return self

    def __exit__(self, *_: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()

    def run(self, label: str, names: Sequence[str]) -> Timed:
        assert self.process.stdin is not None
        print(*names, file=self.process.stdin, flush=True)
        return Timed(label, **self._told())

    def _told(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.startswith("{"):
                return json.loads(line)
        raise RuntimeError(f"a stage's process ended with {self.process.wait()}; see above")


def _print(timed: Timed, done: Pass) -> None:
    done.stages.append(timed)
    rows = "" if timed.rows is None else f"{timed.rows:,}"
    print(f"{timed.name:<34}{timed.seconds:>8.1f}{timed.peak_mb:>9.0f}{rows:>13}", flush=True)


@contextlib.contextmanager
def scaled_home(lake: Path) -> Iterator[ScaledHome]:
    """A fresh home whose lake is made of hard links: files are replaced, never written into."""
    with fresh_home() as (folder, variables):
        shutil.copytree(lake, folder / "home" / "lake", copy_function=_link)
        up = run([str(PROGRAM), "up", "--only", "postgres"], variables)
        if up.returncode != 0:
            sys.exit(up.stdout + up.stderr)
        yield ScaledHome(folder, dict(variables), Catalogue(folder, variables, up).superuser_url)


def _link(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk
        shutil.copy2(source, target)
