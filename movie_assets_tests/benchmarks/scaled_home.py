"""A home with a scaled lake and an empty Postgres in it, and passes over its assets, timed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

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
APART = ("catalogue_crosswalk", "catalogue_sources", "catalogue_dna")
# Off unless somebody asks for them.
OFF = ("title_media", "catalogue_media")
VIEWS = "served/"


@dataclass(frozen=True, slots=True)
class Stages:
    """The graph's assets from `titles` on: on the clock, beside it, and dbt's views."""

    on_clock: list[str]
    apart: list[str]
    views: list[str]


@dataclass(frozen=True, slots=True)
class Timed:
    """One stage: seconds of work, seconds until its process was ready, its peak memory."""

    name: str
    seconds: float
    start: float
    peak_mb: float
    rows: int | None


@dataclass(slots=True)
class Pass:
    """Stages one after another, and the largest Postgres process meanwhile."""

    stages: list[Timed] = field(default_factory=list)
    backend_mb: float = 0.0

    @property
    def seconds(self) -> float:
        return sum(stage.seconds for stage in self.stages)

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
        found = self._stage([])
        clocked = [name for name, group in found if group in ON_CLOCK and name not in OFF]
        return Stages(
            on_clock=[name for name in clocked if name not in APART],
            apart=[name for name in clocked if name in APART],
            views=[name for name, _ in found if name.startswith(VIEWS)],
        )

    def walk(self, title: str, names: Sequence[str], together: Sequence[str] = ()) -> Pass:
        """Run stages one by one (or some `together`), each a process; print and return figures."""
        print(f"\n{title:<34}{'s':>8}{'start s':>9}{'peak MB':>9}{'rows':>13}", flush=True)
        done = Pass()
        with BackendWatch(postmaster_of(self.url)) as watch:
            for group in [*([name] for name in names), *([list(together)] if together else [])]:
                told = self._stage(group)
                label = group[0] if len(group) == 1 else f"{len(group)} together"
                _print(Timed(name=label, **told), done)
            if not together:
                _print(self._analyse(), done)
        done.backend_mb = watch.peak_mb
        print(f"{'total':<34}{done.seconds:>8.1f}   largest backend {done.backend_mb:.0f} MB")
        return done

    def _stage(self, names: list[str]):
        module = "movie_assets_tests.benchmarks.scaled_stage"
        done = subprocess.run(
            [sys.executable, "-m", module, *names],
            env=self.variables,
            cwd=PROJECT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            sys.exit(f"{' '.join(names)} failed:\n{done.stdout[-4000:]}{done.stderr[-8000:]}")
        return json.loads(done.stdout.splitlines()[-1])

    def _analyse(self) -> Timed:
        """What no load analysed is on the clock too."""
        begun = time.monotonic()
        forgotten = never_analysed(self.url)
        with psycopg.connect(self.url, autocommit=True) as connection:
            for table in forgotten:
                name = sql.Identifier(*table.split("."))
                connection.execute(sql.SQL("ANALYZE {}").format(name))
        return Timed(f"analyse ({len(forgotten)} tables)", time.monotonic() - begun, 0.0, 0.0, None)

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


def _print(timed: Timed, done: Pass) -> None:
    done.stages.append(timed)
    rows = "" if timed.rows is None else f"{timed.rows:,}"
    print(
        f"{timed.name:<34}{timed.seconds:>8.1f}{timed.start:>9.1f}{timed.peak_mb:>9.0f}{rows:>13}",
        flush=True,
    )


@contextmanager
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
