"""A PostgreSQL server of our own: started, found, watched and stopped; what is in it is not ours.

The programs come from a wheel (`postgres_binaries`), the files are laid out by
`postgres_cluster`, its configuration is in `postgres_config`.
"""

import contextlib
import errno
import fcntl
import os
import socket
import time
import urllib.parse
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from movie_assets.model.errors import PostgresError
from movie_assets.resources import postgres_cluster, postgres_processes
from movie_assets.resources.postgres_cluster import Cluster
from movie_assets.resources.postgres_files import PASSWORD_FILE, make_password, read_password
from movie_assets.resources.postgres_probe import (
    CONNECT_TIMEOUT_S,
    HOST,
    SUPERUSER,
    Answer,
    who_answers,
)

POLL_S = 0.02
ELSEWHERE = Path("/var/tmp")  # noqa: S108 - in it a directory of ours, its owner checked
LOCK_FILE = "lock"
STOPS = (("fast", 20), ("immediate", 10))
"""Ways to stop and the seconds each may take: roll back and write out, then just end."""
OTHER_WAYS = (
    "Set MOVIE_ASSETS_POSTGRES_PORT to a free port, or MOVIE_ASSETS_DATABASE_URL to a server of "
    "your own."
)


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Where a running server is found, and how its superuser gets in."""

    host: str
    port: int
    password: str = field(repr=False)

    def url(self, database: str = "postgres") -> str:
        """Return the superuser's URL of a database; the password is in it, so never print it."""
        name = urllib.parse.quote(database, safe="")
        return f"postgresql://{SUPERUSER}:{self.password}@{self.host}:{self.port}/{name}"


@dataclass(frozen=True, slots=True)
class ServerStatus:
    """What is known of a server; `pid` and `major_version` are None where there is none."""

    running: bool
    host: str
    port: int
    pid: int | None
    data_directory: Path
    major_version: str | None


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """One server in one directory on one port of 127.0.0.1.

    Args:
        directory: Its place; made if absent. The server outlives the process that starts it.
        port: TCP port, 1 to 65535.
        durable: False for a server of tests: no fsync.
        elsewhere: Parent of the data when the server's user cannot enter `directory`.
        start_timeout_s: Time a start may take; recovery after a crash is part of it.
    """

    directory: Path
    port: int
    durable: bool = True
    elsewhere: Path = ELSEWHERE
    start_timeout_s: int = 120

    def ensure_running(self) -> ServerInfo:
        """Start the server unless it runs, and say where it is.

        Safe from several processes at once; when it already runs this is one connection.

        Errors: PostgresError when the port is taken, the data are of another version or user,
            or the server does not come up; the message names the way out.
        """
        if self._ask() is not Answer.OURS:
            with self._lock():
                if self._ask() is not Answer.OURS:
                    try:
                        self._start()
                    except OSError as error:
                        raise PostgresError(
                            f"The files of the server in {self.directory} cannot be written: "
                            f"{error}. Put that right, or set MOVIE_ASSETS_HOME to another "
                            "directory."
                        ) from error
        return self._info()

    def is_running(self) -> bool:
        """Tell whether our server, and not another one on its port, answers."""
        return self._ask() is Answer.OURS

    def status(self) -> ServerStatus:
        """Describe the server without starting or changing anything."""
        cluster = self._cluster()
        postmaster = postgres_processes.find_postmaster(cluster.data)
        return ServerStatus(
            running=self.is_running(),
            host=HOST,
            port=self.port,
            pid=postmaster.pid if postmaster else None,
            data_directory=cluster.data,
            major_version=postgres_cluster.major_version(cluster.data),
        )

    def stop(self) -> bool:
        """Stop the server: running transactions are rolled back; False if it did not run.

        Errors: PostgresError when it cannot be stopped.
        """
        if not self.directory.is_dir():
            return False
        with self._lock():
            return self._stop()

    def remove(self) -> None:
        """Stop the server and delete all its data, wherever they lie; there is no way back."""
        if self.directory.is_dir():
            with self._lock():
                self._stop()
                postgres_cluster.remove_cluster(self._path())

    def _stop(self) -> bool:
        cluster = self._cluster()
        postmaster = postgres_processes.find_postmaster(cluster.data)
        if postmaster is None:
            return False
        for mode, seconds in STOPS:
            command = ["stop", f"--mode={mode}", "--wait", f"--timeout={seconds}"]
            self._pg_ctl(cluster, *command, timeout_s=seconds + 10)
            if postgres_processes.find_postmaster(cluster.data) is None:
                return True
        raise PostgresError(
            f"The server at {cluster.data} does not stop. End process {postmaster.pid}; the next "
            "start repairs what that leaves behind."
        )

    def create_database(self, name: str) -> str:
        """Make a database unless it exists (the server is started if need be); return its URL."""
        info = self.ensure_running()
        with psycopg.connect(
            info.url(), autocommit=True, connect_timeout=CONNECT_TIMEOUT_S
        ) as connection:
            known = connection.execute("select 1 from pg_database where datname = %s", [name])
            if known.fetchone() is None:
                # Another process may be faster between the question and the statement.
                with contextlib.suppress(
                    psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation
                ):
                    connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return info.url(name)

    def _path(self) -> Path:
        return Path(os.path.realpath(self.directory))

    def _cluster(self) -> Cluster:
        return postgres_cluster.find_cluster(self._path())

    def _info(self) -> ServerInfo:
        return ServerInfo(HOST, self.port, make_password(self._path()))

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        """Hold the directory's lock; the kernel lets go of it when we die."""
        try:
            self.directory.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path() / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
        except PermissionError as error:
            raise PostgresError(
                f"{error.filename} belongs to another user or cannot be written. Run as the user "
                "who made it, or set MOVIE_ASSETS_HOME to a directory of your own."
            ) from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _ask(self) -> Answer:
        """Find out who listens on the port: only the server of our data directory is ours."""
        try:
            password = read_password(self._path())
        except PermissionError as error:
            raise PostgresError(
                f"{error.filename} cannot be read: the server is another user's. Run as that "
                "user, or set MOVIE_ASSETS_HOME to a directory of your own."
            ) from error
        if not password:
            return Answer.NOBODY  # never started
        return who_answers(self.port, password, self._cluster().data)

    def _start(self) -> None:
        """Bring the server up; the lock is held and it did not answer a moment ago."""
        postmaster = postgres_processes.find_postmaster(self._cluster().data)
        if postmaster is None:
            self._launch()
        elif postmaster.port != self.port:
            raise PostgresError(
                f"The server at {self._cluster().data} already runs, on port {postmaster.port} "
                f"instead of {self.port}. Stop it first, or set MOVIE_ASSETS_POSTGRES_PORT to "
                f"{postmaster.port}."
            )
        self._await_answer()

    def _launch(self) -> None:
        cluster = postgres_cluster.prepare_cluster(
            self._path(), elsewhere=self.elsewhere, port=self.port, durable=self.durable
        )
        postgres_processes.clear_after_crash(cluster.data, cluster.name)
        self._refuse_taken_port()
        seconds = self.start_timeout_s
        command = ["start", "--wait", f"--timeout={seconds}", f"--log={cluster.log_file}"]
        code, output = self._pg_ctl(cluster, *command, timeout_s=seconds + 10)
        if code != 0:
            raise PostgresError(
                f"The server at {cluster.data} did not start: {output.strip()}\n"
                f"The end of {cluster.log_file}:\n{cluster.log_tail()}\n{OTHER_WAYS}"
            )

    def _pg_ctl(self, cluster: Cluster, *words: str, timeout_s: float) -> tuple[int, str]:
        command = [cluster.binaries() / "pg_ctl", *words, f"--pgdata={cluster.data}"]
        return postgres_processes.run_command(command, cluster.account, timeout_s)

    def _refuse_taken_port(self) -> None:
        """See whether we could listen on the port, with the options the server will use.

        Errors: PostgresError that names the port and, where this machine tells, its owner.
        """
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((HOST, self.port))
            except (OSError, OverflowError) as error:
                if getattr(error, "errno", None) != errno.EADDRINUSE:
                    raise PostgresError(
                        f"Port {self.port} of {HOST} cannot be used: {error}. {OTHER_WAYS}"
                    ) from error
                owner = postgres_processes.port_owner(self.port)
                raise PostgresError(
                    f"Port {self.port} of {HOST} is taken by {owner}, which is not the database "
                    f"of {self.directory}. {OTHER_WAYS}"
                ) from None

    def _await_answer(self) -> None:
        """Wait until the server answers: it may be recovering, started by somebody else."""
        deadline = time.monotonic() + self.start_timeout_s
        while (answer := self._ask()) is not Answer.OURS:
            cluster = self._cluster()
            if answer is Answer.STRANGER:
                raise PostgresError(
                    f"The server at {cluster.data} does not accept the password in "
                    f"{self.directory / PASSWORD_FILE}. Put the right file back, "
                    "or `movie-assets reset` and run again."
                )
            if time.monotonic() > deadline:
                raise PostgresError(
                    f"The server at {cluster.data} does not answer. The end of "
                    f"{cluster.log_file}:\n{cluster.log_tail()}"
                )
            time.sleep(POLL_S)
