"""Fixtures every test file may use, and how the tests are shared out between two workers.

A real PostgreSQL server for each worker, a database a test; one catalogue for all of them.
"""

import contextlib
import itertools
import os
import random
import re
import secrets
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from catalogue_run import PROGRAM, Catalogue, environment, run
from guard import sitecustomize  # noqa: F401 - from here on names of other machines stay unknown
from hypothesis import HealthCheck, settings
from psycopg import sql
from xdist.scheduler import LoadScopeScheduling

from movie_assets.resources.embedded_postgres import EmbeddedPostgres, ServerInfo
from movie_assets_tests.prepared import prepared_database

# Importing the definitions reads the settings: never yours, and never what is in your home.
for _name in [name for name in os.environ if name.startswith("MOVIE_ASSETS_")]:
    del os.environ[_name]
_HOME = tempfile.TemporaryDirectory(prefix="movie-assets-home-", dir="/tmp")
os.environ["MOVIE_ASSETS_HOME"] = _HOME.name
os.environ["MOVIE_ASSETS_DOTENV"] = f"{_HOME.name}/dotenv"

# Installs an audit hook when it is imported, which must not happen by collecting it.
collect_ignore = ["guard"]


# Workers share the cores: how long one example took says nothing of the code.
settings.register_profile(
    "shared cores",
    parent=settings(),  # Hypothesis' own for CI, where CI is
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("shared cores")

# "gw0", "gw1", …: which of pytest-xdist's workers this process is, if any.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
# Below the ports that systems give away by themselves (from 32768 on), so that between the look at
# one and its use nobody takes it: no connection going out, and no other worker, whose are others.
_PORTS = itertools.cycle(range(20_000 + 8 * random.randrange(1_400) + _WORKER % 8, 32_000, 8))
# Which files start first: the longest ones, so that no worker is left alone with one at the end.
LONGEST_FIRST = (
    "test_fault_matrix.py", "test_replay.py", "test_run_walls.py", "test_universe_walks.py",
    "test_graph.py", "test_dbt_views.py", "test_embedded_postgres.py", "test_canaries.py",
    "test_loading_kills.py", "test_universe_pages.py", "test_fetching.py", "test_drop_load.py",
)  # fmt: skip
TAKES_CATALOGUE = re.compile(r"def \w+\([^)]*\bcatalogue\b")


@cache
def group_of(file: Path) -> str:
    """What a worker is given whole: all files that want the one catalogue, or else a file.

    pytest-xdist's own groups (3.8) are lost on pytest 9.2, which makes a test's id up anew.
    """
    wants_it = file.suffix == ".py" and TAKES_CATALOGUE.search(file.read_text(encoding="utf-8"))
    return "catalogue" if wants_it else str(file)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the catalogue's group and the longest files; each file keeps its order."""
    for item in items:
        if "catalogue" in getattr(item, "fixturenames", ()):
            assert group_of(item.path) == "catalogue", f"{item.path} must take it by its name"

    def turn(item: pytest.Item) -> int:
        if group_of(item.path) == "catalogue":
            return -1
        name = item.path.name
        return LONGEST_FIRST.index(name) if name in LONGEST_FIRST else len(LONGEST_FIRST)

    items.sort(key=turn)


class ByGroup(LoadScopeScheduling):
    """Gives a worker a whole group at a time, whose fixtures are then made once."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(self.config.rootpath / nodeid.split("::", maxsplit=1)[0])


@pytest.hookimpl
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByGroup:
    """What pytest-xdist shares the tests out with."""
    return ByGroup(config, log)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests had to tell, whichever worker ran them."""
    told = [
        value
        for outcome in ("passed", "failed")
        for report in terminalreporter.getreports(outcome)
        for name, value in report.user_properties
        if name == "told"
    ]
    if told:
        terminalreporter.section("figures")
        terminalreporter.write_line("\n".join(told))


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Print a line of figures after the tests: a worker's own output reaches nobody."""
    return lambda text: record_property("told", text)


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on, and no other worker is given."""
    for port in _PORTS:
        with socket.socket() as trial, contextlib.suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port
    raise AssertionError("unreachable: the ports go round")


def open_directory() -> Path:
    """Make a directory under /tmp that the server's user can enter (pytest's own are mode 700)."""
    directory = Path(tempfile.mkdtemp(prefix="movie-assets-test-", dir="/tmp"))
    directory.chmod(0o755)
    return directory


def pytest_addoption(parser: pytest.Parser) -> None:
    """Tests of a later day run the product a third time, which costs a minute or two."""
    parser.addoption("--days", action="store_true", help="run the tests of a later day, too")


@pytest.fixture(scope="session")
def postgres() -> Iterator[ServerInfo]:
    """An embedded server without fsync, stopped and removed when the session ends."""
    directory = open_directory()
    server = EmbeddedPostgres(directory, free_port(), durable=False)
    try:
        yield server.ensure_running()
    finally:
        server.stop()
        shutil.rmtree(directory)


@pytest.fixture
def database(postgres: ServerInfo) -> Iterator[str]:
    """The superuser's URL of a fresh, empty database, dropped after the test."""
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        yield postgres.url(name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture
def prepared(postgres: ServerInfo) -> Iterator[str]:
    """The superuser's URL of a fresh database with roles and tables, dropped after the test."""
    with prepared_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def catalogue() -> Iterator[Catalogue]:
    """What `movie-assets run` makes, once a session: a minute or two."""
    folder = open_directory()
    variables = environment(folder, free_port(), free_port())
    try:
        yield Catalogue(folder, variables, run([str(PROGRAM), "run"], variables))
    finally:
        run([str(PROGRAM), "reset", "--yes"], variables)
        shutil.rmtree(folder)
