"""Fixtures every test file may use: a real PostgreSQL server for the session, a database a test."""

import os
import secrets
import shutil
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from catalogue_run import PROGRAM, Catalogue, environment, run
from guard import sitecustomize  # noqa: F401 - from here on names of other machines stay unknown
from psycopg import sql

from movie_assets.resources.embedded_postgres import EmbeddedPostgres, ServerInfo

# Importing the definitions reads the settings: never yours, and never what is in your home.
for _name in [name for name in os.environ if name.startswith("MOVIE_ASSETS_")]:
    del os.environ[_name]
_HOME = tempfile.TemporaryDirectory(prefix="movie-assets-home-", dir="/tmp")
os.environ["MOVIE_ASSETS_HOME"] = _HOME.name
os.environ["MOVIE_ASSETS_DOTENV"] = f"{_HOME.name}/dotenv"

# Installs an audit hook when it is imported, which must not happen by collecting it.
collect_ignore = ["guard"]


def free_port() -> int:
    """Return a TCP port of 127.0.0.1 that nobody listens on."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


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
