"""The embedded server's files: where they lie, making them once, checking them. Nothing is started.

    <directory>/superuser.password   mode 0600, made once
    <directory>/server_home          names <home>, only where that is another directory
    <home>/conf.d/                   our configuration, written at every start
    <home>/data/                     the cluster, complete or absent
    <home>/log/server.log

`<home>` is the directory itself, unless the server's user cannot enter it (root's home is
closed to everyone else): then it is a directory of ours under /var/tmp. Modes of directories
that are not ours are never changed.
"""

import logging
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from movie_assets.model.errors import PostgresError
from movie_assets.resources import postgres_binaries, postgres_config, postgres_processes
from movie_assets.resources.postgres_files import (
    PASSWORD_FILE,
    hand_over,
    make_password,
    short_hash,
    sync_directory,
    write_whole,
)
from movie_assets.resources.postgres_probe import SUPERUSER
from movie_assets.resources.postgres_processes import Account

HOME_POINTER = "server_home"
DRAFT_PREFIX = ".initialising-"
INITDB_TIMEOUT_S = 120
LOG_LIMIT_BYTES = 10 << 20
LOG_TAIL_LINES = 8
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - measured, never written to

_logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cluster:
    """The files of one server, and the user who runs it (None: ourselves)."""

    home: Path
    account: Account | None

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    @property
    def log_file(self) -> Path:
        """What the server has to say."""
        return self.home / "log" / "server.log"

    @property
    def name(self) -> str:
        """The name in the titles of the server's processes; no other cluster has it."""
        return f"movie_assets_{short_hash(self.data)}"

    def binaries(self) -> Path:
        """Return the programs, from the wheel or, where that is closed to the user, a copy."""
        wheel = postgres_binaries.wheel_binaries()
        if postgres_processes.can_use(wheel / "postgres", self.account):
            return wheel
        return postgres_binaries.copied_binaries(self.home)

    def log_tail(self) -> str:
        """Return the last lines of the log, indented, for an error message."""
        try:
            lines = self.log_file.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:]
        except OSError:
            return "  (no log)"
        return "\n".join(f"  {line}" for line in lines)


def find_cluster(directory: Path) -> Cluster:
    """Find the files of a directory's server, whether or not they exist."""
    home = directory
    pointer = directory / HOME_POINTER
    if pointer.exists():
        home = Path(pointer.read_text().strip())
    return Cluster(home, postgres_processes.server_account(home / "data"))


def prepare_cluster(directory: Path, *, elsewhere: Path, port: int, durable: bool) -> Cluster:
    """Make or check everything the server needs to start; call it under the lock.

    Args:
        directory: Where the cluster is wanted.
        elsewhere: Parent of the cluster's home when the server's user cannot enter `directory`.
        port: Port of the server.
        durable: False for a server of tests, which nobody misses after a power cut.

    Errors: PostgresError when the files are another version's, out of reach, or not ours.
    """
    cluster = find_cluster(directory)
    if not cluster.data.exists():
        cluster = _place(directory, elsewhere, cluster)
        _initialise(cluster, make_password(directory), durable)
    if cluster.home != directory:
        _check_ownership(cluster.home)
    _check_version(cluster)
    _check_reach(cluster)
    _remove_drafts(cluster.home)
    _write_config(cluster, port, durable)
    _prepare_log(cluster)
    return cluster


def remove_cluster(directory: Path) -> None:
    """Delete the data of a directory's server that does not run, wherever they lie."""
    cluster = find_cluster(directory)
    if cluster.home != directory and cluster.home.exists():
        _check_ownership(cluster.home)
        shutil.rmtree(cluster.home)
    for name in ("data", "log", "conf.d", "binaries-*", f"{DRAFT_PREFIX}*"):
        for found in directory.glob(name):
            shutil.rmtree(found)
    for name in (HOME_POINTER, PASSWORD_FILE):
        (directory / name).unlink(missing_ok=True)


def major_version(data: Path) -> str | None:
    """Return the version of PostgreSQL a data directory was made by, None if it is none."""
    try:
        return (data / "PG_VERSION").read_text().strip()
    except OSError:
        return None


def _place(directory: Path, elsewhere: Path, cluster: Cluster) -> Cluster:
    """Choose the home of a new cluster, and remember it where it is not the directory."""
    if cluster.home != directory:
        _logger.warning("The database at %s is gone; an empty one is made.", cluster.data)
    elif postgres_processes.can_use(directory, cluster.account):
        return cluster
    home = elsewhere / f"movie-assets-postgres-{short_hash(directory)}"
    _make_own_directory(home)
    _set_aside(Cluster(home, postgres_processes.server_account(home / "data")))
    write_whole(directory / HOME_POINTER, f"{home}\n", mode=0o644)
    return Cluster(home, postgres_processes.server_account(home / "data"))


def _set_aside(left: Cluster) -> None:
    """Move a database away that nobody can open: its directory is gone, and the password too."""
    if left.data.exists():
        postgres_processes.clear_after_crash(left.data, left.name)
        grave = Path(tempfile.mkdtemp(prefix="data-left-", dir=left.home))
        left.data.rename(grave / "data")
        _logger.warning("The directory of an older database was deleted; it now is in %s.", grave)


def _make_own_directory(home: Path) -> None:
    """Make a directory that others may pass through but not read or change.

    In a directory everyone can write to, someone may have been there before us.
    """
    if not home.exists():
        home.mkdir(mode=0o700)
        home.chmod(0o711)
    _check_ownership(home)


def _check_ownership(home: Path) -> None:
    found = home.lstat()
    ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not ours or found.st_mode & 0o022:
        raise PostgresError(
            f"{home} should hold the database, but it belongs to somebody else or others may "
            "change it. Remove it if nobody needs it, or set MOVIE_ASSETS_HOME to a directory "
            "that every user can enter."
        )


def _initialise(cluster: Cluster, password: str, durable: bool) -> None:
    """Make a new cluster in a draft beside its place and rename it: complete or absent.

    The draft has a name of its own each time, because the initdb of a caller who was killed
    may still be writing to the last one.
    """
    _remove_drafts(cluster.home)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=cluster.home))
    draft.chmod(0o711)
    data = draft / "data"
    data.mkdir(mode=0o700)
    password_file = draft / "password"
    write_whole(password_file, password + "\n", mode=0o600)
    hand_over(cluster.account, data, password_file)
    command = [
        cluster.binaries() / "initdb",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale-provider=builtin",  # sorts the same on every machine
        "--locale=C.UTF-8",  # with plain C, lower('É') does nothing
        *([] if durable else ["--no-sync"]),
        f"--pgdata={data}",
    ]
    code, output = postgres_processes.run_command(command, cluster.account, INITDB_TIMEOUT_S)
    if code != 0:
        raise PostgresError(
            f"A database could not be made at {cluster.data}:\n{output.strip()}\n"
            "Put that right and start again, or set MOVIE_ASSETS_DATABASE_URL to a server of "
            "your own."
        )
    with (data / "postgresql.conf").open("a") as config:
        config.write("\ninclude_dir = '../conf.d'\n")
    data.rename(cluster.data)
    sync_directory(cluster.home)
    shutil.rmtree(draft)


def _remove_drafts(home: Path) -> None:
    for draft in home.glob(f"{DRAFT_PREFIX}*"):
        shutil.rmtree(draft, ignore_errors=True)


def _check_version(cluster: Cluster) -> None:
    found, ours = major_version(cluster.data), str(postgres_binaries.MAJOR_VERSION)
    if found is None:
        raise PostgresError(
            f"{cluster.data} exists but is not a database. Move it away, or set "
            "MOVIE_ASSETS_HOME to another directory."
        )
    if found != ours:
        raise PostgresError(
            f"The database at {cluster.data} was made by PostgreSQL {found}; this release brings "
            f"PostgreSQL {ours}, which cannot open it. Either save it with the release that made "
            "it (`movie-assets backup`), then `movie-assets reset` and `movie-assets restore` "
            "with this one; or `movie-assets reset` and run again, if it may be rebuilt from the "
            "lake; or set MOVIE_ASSETS_HOME to another directory."
        )


def _check_reach(cluster: Cluster) -> None:
    if not postgres_processes.can_use(cluster.data, cluster.account):
        user = "this user" if cluster.account is None else f"user {cluster.account.name!r}"
        raise PostgresError(
            f"{user} runs the database at {cluster.data} but cannot enter that directory any "
            "more. Open the directories above it, or set MOVIE_ASSETS_HOME to another one."
        )


def _write_config(cluster: Cluster, port: int, durable: bool) -> None:
    directory = cluster.home / "conf.d"
    directory.mkdir(exist_ok=True)
    directory.chmod(0o755)
    text = postgres_config.render_config(
        port=port,
        cluster_name=cluster.name,
        durable=durable,
        shared_memory_bytes=_shared_memory_bytes(),
    )
    write_whole(directory / "movie_assets.conf", text, mode=0o644)


def _shared_memory_bytes() -> int | None:
    try:
        found = os.statvfs(SHARED_MEMORY)
    except OSError:
        return None
    return found.f_frsize * found.f_blocks


def _prepare_log(cluster: Cluster) -> None:
    """Make the log's directory; a log grown large is set aside, the one before it dropped."""
    log = cluster.log_file
    if not log.parent.exists():
        log.parent.mkdir(mode=0o700)
        hand_over(cluster.account, log.parent)
    if log.exists() and log.stat().st_size > LOG_LIMIT_BYTES:
        log.replace(log.with_suffix(".log.old"))
