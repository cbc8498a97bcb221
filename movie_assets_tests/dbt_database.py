"""A throwaway database with the catalogue's tables, hand-written rows and the views dbt built."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from movie_assets.resources.dbt import dbt_executable
from movie_assets.resources.dbt_profile import profile_environment
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.dbt_rows import ROWS, insert
from movie_assets_tests.prepared import prepared_database

PROJECT = Path(__file__).parent.parent / "dbt_project"
READER_PASSWORD = "reader-of-tests"
PARSED = "partial_parse.msgpack"
# What dbt kept of parses in this session. It goes by it where files and profile are the same ones,
# which is why there is one name for these databases.
_PARSES: list[Path] = []


@dataclass(frozen=True)
class Served:
    """A database whose views dbt has built, and the ways into it."""

    url: str
    reader_url: str
    work: Path

    def dbt(self, *arguments: str, project: Path = PROJECT) -> subprocess.CompletedProcess[str]:
        """Run dbt; its target and logs go beside the project's own name under `work`."""
        place = self.work / project.name
        parsed = place / "target" / PARSED
        if _PARSES and not parsed.exists():
            parsed.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(_PARSES[-1], parsed)
        done = subprocess.run(
            [dbt_executable(), "--no-use-colors", *arguments, "--project-dir", str(project),
             "--profiles-dir", str(project)],
            env={
                **os.environ,
                **profile_environment(self.url),
                "DBT_TARGET_PATH": str(place / "target"),
                "DBT_LOG_PATH": str(place / "logs"),
            },
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip
        if project == PROJECT and parsed.exists():
            _PARSES[:] = [parsed]
        return done

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask as movie_reader, as every consumer does."""
        with psycopg.connect(self.reader_url, row_factory=dict_row) as connection:
            return connection.execute(query.encode()).fetchall()

    def as_owner(self, *statements: str) -> list[tuple[Any, ...]]:
        """Do as the superuser; the rows of the last statement."""
        with psycopg.connect(self.url) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def scans(self, query: str) -> list[dict[str, Any]]:
        """Say how each table of a query is read, as EXPLAIN tells."""
        ((explained,),) = self.as_owner(f"explain (format json) {query}")
        return list(_scans(explained[0]["Plan"]))


def _scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node:
        yield node
    for child in node.get("Plans", []):
        yield from _scans(child)


@contextmanager
def served_database(postgres: ServerInfo, work: Path) -> Iterator[Served]:
    """A database with roles, tables and the rows; views come with the first `dbt`."""
    with prepared_database(postgres, READER_PASSWORD, "served") as url:
        address = url.rpartition("@")[2]
        with psycopg.connect(url) as filling:
            filling.execute("set role movie_owner")
            for row in ROWS:
                insert(filling, row)
        yield Served(url, f"postgresql://movie_reader:{READER_PASSWORD}@{address}", work)
