"""Users, commands and processes of the embedded server; what to start and when is not known here.

Processes are told by their command lines, which everyone may read; working directories and open
files of another user are hidden even from root in a container without CAP_SYS_PTRACE.
"""

import os
import pwd
import signal
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from movie_assets.model.errors import PostgresError
from movie_assets.resources.processes import is_alive

PROC = Path("/proc")
SERVER_USERS = ("postgres", "nobody")
"""Who the server runs as when we are root, the first that exists: it refuses to run as root."""
LISTENING = "0A"
"""State of a listening socket in /proc/net/tcp."""


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine other than ourselves, who runs the server."""

    name: str
    uid: int
    gid: int


@dataclass(frozen=True, slots=True)
class Postmaster:
    """The main process of a running server."""

    pid: int
    port: int


def server_account(data: Path) -> Account | None:
    """Tell who must run the server: None means ourselves.

    A data directory that exists is run by its owner, so that a server made by a user can be
    started by root.
    """
    if os.geteuid() != 0:
        return None
    if data.exists() and (owner := data.stat().st_uid) != 0:
        return _account(pwd.getpwuid(owner))
    for name in SERVER_USERS:
        try:
            return _account(pwd.getpwnam(name))
        except KeyError:
            continue
    raise PostgresError(
        "PostgreSQL refuses to run as root, and neither user 'postgres' nor 'nobody' exists. "
        "Run as another user, or set MOVIE_ASSETS_DATABASE_URL to a server of your own."
    )


def _account(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def run_command(
    command: Sequence[str | Path], account: Account | None, timeout_s: float
) -> tuple[int, str]:
    """Run one command of the server as its user, and return its exit code and all it wrote.

    The output goes through a file: a pipe stays open in the server that `pg_ctl` leaves behind
    and would never end. The environment is our own, so no PG* variable of the caller gets in.
    """
    identity = (
        {} if account is None else {"user": account.uid, "group": account.gid, "extra_groups": []}
    )
    with tempfile.TemporaryFile() as output:
        try:
            done = subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",  # the caller's may be closed to the server's user
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                start_new_session=True,  # Ctrl-C is for the caller
                timeout=timeout_s,
                check=False,
                **identity,
            )
        except subprocess.TimeoutExpired:
            raise PostgresError(
                f"{command[0]} was not done after {timeout_s:.0f} s. The disk or the machine may "
                "be overloaded: try again."
            ) from None
        output.seek(0)
        return done.returncode, output.read().decode(errors="replace")


def can_use(path: Path, account: Account | None) -> bool:
    """Ask as `account` whether a directory can be entered or a program started."""
    if account is None:
        return os.access(path, os.X_OK)
    code, _ = run_command(["/bin/sh", "-c", 'test -x "$0"', path], account, timeout_s=10)
    return code == 0


def find_postmaster(data: Path) -> Postmaster | None:
    """Find the main process of the server of a data directory, if it is alive.

    The pid file alone proves nothing: it outlives a killed server, its number may belong to
    another process by now, or to a zombie nobody has reaped.
    """
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
        pid, port = int(lines[0]), int(lines[3])
    except (OSError, ValueError, IndexError):
        return None
    return Postmaster(pid, port) if _is_postmaster(pid, data) else None


def _is_postmaster(pid: int, data: Path) -> bool:
    if not PROC.is_dir():
        return is_alive(pid)
    return _is_main(_command_line(pid), data)


def _command_line(pid: int) -> list[bytes]:
    """Words of a process's command line; one empty word for a zombie or a process gone."""
    try:
        return (PROC / str(pid) / "cmdline").read_bytes().split(b"\0")
    except OSError:
        return [b""]


def server_pids(data: Path, cluster_name: str) -> list[int]:
    """List the living processes of a server, its children by the title they carry."""
    if not PROC.is_dir():
        return []
    title = f"postgres: {cluster_name}: ".encode()
    pids = (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    lines = ((pid, _command_line(pid)) for pid in pids)
    return [pid for pid, words in lines if words[0].startswith(title) or _is_main(words, data)]


def _is_main(words: list[bytes], data: Path) -> bool:
    """Tell `…/bin/postgres -D DATA`, as pg_ctl starts it, from everything else."""
    return words[0].endswith(b"/postgres") and words[1:3] == [b"-D", str(data).encode()]


def clear_after_crash(data: Path, cluster_name: str, timeout_s: float = 10) -> None:
    """End what a killed server left behind: its children, then its pid file.

    The pid file guards the data against two servers at once, so it goes only when no process
    of the old server is left. Call it under the lock and with no living postmaster.

    Errors: PostgresError when a process of the old server cannot be ended.
    """
    deadline = time.monotonic() + timeout_s
    while leftovers := server_pids(data, cluster_name):
        if time.monotonic() > deadline:
            raise PostgresError(
                f"Processes {leftovers} of a PostgreSQL server that died still use {data}. "
                "End them, then start again."
            )
        for pid in leftovers:
            _kill(pid)
        time.sleep(0.02)
    (data / "postmaster.pid").unlink(missing_ok=True)


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
    except PermissionError:
        raise PostgresError(
            f"Process {pid} of a PostgreSQL server that died belongs to another user. "
            "End it as that user, then start again."
        ) from None


def port_owner(port: int) -> str:
    """Say who listens on a port of 127.0.0.1, as far as this machine tells."""
    for row in _socket_rows():
        address, port_hex = row[1].split(":")
        if row[3] == LISTENING and int(port_hex, 16) == port and address in _LOOPBACK:
            return _describe(uid=int(row[7]), inode=row[9])
    return "an unknown process"


_LOOPBACK = {"0100007F", "00000000", "0" * 32, "0000000000000000FFFF00000100007F"}
"""127.0.0.1 and every form of "all addresses", as the kernel writes them (little endian)."""


def _socket_rows() -> list[list[str]]:
    rows: list[list[str]] = []
    for name in ("tcp", "tcp6"):
        try:
            lines = (PROC / "net" / name).read_text().splitlines()[1:]
        except OSError:
            continue
        rows.extend(line.split() for line in lines)
    return rows


def _describe(uid: int, inode: str) -> str:
    try:
        user = f"user {pwd.getpwuid(uid).pw_name!r}"
    except KeyError:
        user = f"user number {uid}"
    for link in PROC.glob("[0-9]*/fd/*"):
        try:
            if str(link.readlink()) == f"socket:[{inode}]":
                pid = link.parts[2]
                return f"process {pid} ({(PROC / pid / 'comm').read_text().strip()}) of {user}"
        except OSError:
            continue
    return f"a process of {user}"
