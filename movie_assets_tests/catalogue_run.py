"""`movie-assets` as a person runs it: each command a process, in a home of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

PROJECT = Path(__file__).resolve().parent.parent
PROGRAM = Path(sys.executable).parent / "movie-assets"
GUARD = Path(__file__).resolve().parent / "guard"
# A run takes about four minutes on two quiet cores; what takes fifteen hangs.
LONGEST_S = 900


def environment(home: Path, port: int, webserver_port: int, **more: str) -> dict[str, str]:
    """The variables of a home of our own: nothing of the user's settings is taken over."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("MOVIE_ASSETS_", "DAGSTER_", "DBT_"))
    }
    return kept | {
        "MOVIE_ASSETS_HOME": str(home / "home"),
        "MOVIE_ASSETS_DOTENV": str(home / "dotenv"),
        "MOVIE_ASSETS_POSTGRES_PORT": str(port),
        "MOVIE_ASSETS_WEBSERVER_PORT": str(webserver_port),
        "MOVIE_ASSETS_TESTS_CONNECTS": str(home / "connects"),
        "PYTHONPATH": str(GUARD),
        "COLUMNS": "200",
        **more,
    }


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A home with a catalogue in it, and the run that made it."""

    folder: Path
    variables: Mapping[str, str]
    run: subprocess.CompletedProcess[str]

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def reader_url(self) -> str:
        """The URL that the run printed."""
        line = next(x for x in self.run.stdout.splitlines() if x.startswith("Read-only SQL:"))
        return line.split(":", 1)[1].strip()

    @property
    def dotenv(self) -> dict[str, str]:
        """What the run left for `dagster dev`."""
        lines = (self.folder / "dotenv").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines)

    @property
    def superuser_url(self) -> str:
        """The catalogue's database as its owner sees it, tables and change log included."""
        told = self.dotenv
        return (
            f"postgresql://{told['MOVIE_ASSETS_DBT_USER']}:{told['MOVIE_ASSETS_DBT_PASSWORD']}"
            f"@{told['MOVIE_ASSETS_DBT_HOST']}:{told['MOVIE_ASSETS_DBT_PORT']}"
            f"/{told['MOVIE_ASSETS_DBT_DBNAME']}"
        )

    def command(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run `movie-assets …` in this home."""
        return run([str(PROGRAM), *words], {**self.variables, **more})

    def python(self, code: str) -> subprocess.CompletedProcess[str]:
        """Run Python as `dagster dev` finds itself: it knows only what the run wrote for it."""
        rest = {k: v for k, v in self.variables.items() if not k.startswith("MOVIE_ASSETS_")}
        done = run([sys.executable, "-c", code], {**rest, **self.dotenv})
        assert done.returncode == 0, done.stderr
        return done

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Ask the served views, as anybody may."""
        return ask(self.reader_url, query, values)

    def owned(self, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
        """Ask the tables behind the views."""
        return ask(self.superuser_url, query, values)


def run(
    command: Sequence[str], variables: Mapping[str, str], cwd: Path = PROJECT
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        env=dict(variables),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=LONGEST_S,
    )


def ask(url: str, query: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    with psycopg.connect(url, row_factory=dict_row) as connection:
        return connection.execute(query, values or None).fetchall()
