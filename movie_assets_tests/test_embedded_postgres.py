"""The embedded server: real starts, real kills, real strangers on its port."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from movie_assets.model.errors import PostgresError
from movie_assets.resources import postgres_binaries, postgres_processes
from movie_assets.resources.embedded_postgres import EmbeddedPostgres, ServerInfo
from movie_assets.resources.postgres_files import short_hash
from movie_assets_tests.conftest import free_port, open_directory

AS_ROOT = os.geteuid() == 0
only_root = pytest.mark.skipif(not AS_ROOT, reason="only root can start a server as another user")
only_proc = pytest.mark.skipif(not Path("/proc").is_dir(), reason="reads /proc")

START = """
import sys
from pathlib import Path
from movie_assets.resources.embedded_postgres import EmbeddedPostgres
server = EmbeddedPostgres(Path(sys.argv[1]), int(sys.argv[2]), elsewhere=Path(sys.argv[3]))
server.ensure_running()
print(server.status().pid, flush=True)
"""
AS_NOBODY = """
import os, pwd
from movie_assets.resources import embedded_postgres  # while we may still read our own Python
nobody = pwd.getpwnam("nobody")
os.umask(0o077)
os.setgroups([])
os.setgid(nobody.pw_gid)
os.setuid(nobody.pw_uid)
"""
THEN_WAIT = START + "sys.stdin.read()\n"


@pytest.fixture
def directory() -> Iterator[Path]:
    """A directory the server's user can enter, removed after the test."""
    made = open_directory()
    named = made / "a name with spaces, ä"
    named.mkdir(mode=0o755)
    yield named
    shutil.rmtree(made)


@pytest.fixture
def server(directory: Path) -> Iterator[EmbeddedPostgres]:
    """A server not yet started, stopped after the test."""
    made = EmbeddedPostgres(directory, free_port(), durable=False, elsewhere=directory)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def running() -> Iterator[EmbeddedPostgres]:
    """A running server for the tests that only look at it."""
    directory = open_directory()
    made = EmbeddedPostgres(directory, free_port(), durable=False)
    made.ensure_running()
    yield made
    made.stop()
    shutil.rmtree(directory)


def scalar(info: ServerInfo, query: str) -> object:
    with psycopg.connect(info.url()) as connection:
        row = connection.execute(query.encode()).fetchone()
    assert row is not None
    return row[0]


def until(condition: Callable[[], object], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.005)


def launch(code: str, server: EmbeddedPostgres, **options: object) -> "subprocess.Popen[str]":
    words = [sys.executable, "-c", code, server.directory, str(server.port), server.elsewhere]
    return subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        text=True, cwd="/", start_new_session=True, **options,
    )  # fmt: skip


def pid_of(server: EmbeddedPostgres) -> int:
    pid = server.status().pid
    assert pid is not None
    return pid


def test_it_starts_serves_and_stops(server: EmbeddedPostgres) -> None:
    assert not server.is_running()
    assert not server.stop()
    info = server.ensure_running()
    first = pid_of(server)
    assert (info.host, info.port) == ("127.0.0.1", server.port)
    assert str(scalar(info, "show server_version")).startswith("18.")
    assert scalar(info, "select lower('ÀÉ')") == "àé"
    assert scalar(info, "select 1 from pg_available_extensions where name = 'vector'") == 1
    assert scalar(info, "show unix_socket_directories") == ""
    assert scalar(info, "show listen_addresses") == "127.0.0.1"
    assert server.ensure_running() == info
    status = server.status()
    assert (status.pid, status.running, status.major_version) == (first, True, "18")
    assert server.stop()
    assert not server.is_running()
    assert server.status().pid is None


def test_a_running_server_costs_one_connection_and_no_process(
    running: EmbeddedPostgres, monkeypatch: pytest.MonkeyPatch
) -> None:

    def no_process(*_: object) -> None:
        raise AssertionError("a process was started")

    monkeypatch.setattr(postgres_processes, "run_command", no_process)
    running.ensure_running()


def test_every_line_of_the_configuration_is_in_force(running: EmbeddedPostgres) -> None:
    info = running.ensure_running()
    lines = (running.directory / "conf.d" / "movie_assets.conf").read_text().splitlines()[1:]
    wanted = {line.split(" = ")[0] for line in lines}
    with psycopg.connect(info.url()) as connection:
        found = connection.execute(
            "select name from pg_file_settings where applied and sourcefile like %s",
            ["%movie_assets.conf"],
        )
        assert {row[0] for row in found} == wanted
        assert len(wanted) > 20


def test_nobody_gets_in_without_the_password(running: EmbeddedPostgres) -> None:
    info = running.ensure_running()
    file = running.directory / "superuser.password"
    assert file.read_text().strip() == info.password
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(info.password) >= 32
    assert info.password not in repr(info)
    assert info.password not in (running.directory / "log" / "server.log").read_text()
    for password in ("", "wrong"):
        with pytest.raises(psycopg.OperationalError, match=r"password|fe_sendauth"):
            psycopg.connect(
                host="127.0.0.1", port=running.port, user="postgres", password=password,
                dbname="postgres", passfile=str(running.directory / "none"),
            )  # fmt: skip
    hba = (running.directory / "data" / "pg_hba.conf").read_text().splitlines()
    methods = {line.split()[-1] for line in hba if line and not line.startswith("#")}
    assert methods == {"scram-sha-256"}


def test_four_callers_at_once_get_one_server(server: EmbeddedPostgres) -> None:
    callers = [launch(START, server) for _ in range(4)]
    outputs = [caller.communicate(timeout=60) for caller in callers]
    assert [caller.returncode for caller in callers] == [0] * 4, outputs
    assert {int(out) for out, _ in outputs} == {pid_of(server)}


def test_create_database_is_repeatable_and_safe_from_many_threads(
    running: EmbeddedPostgres,
) -> None:
    with ThreadPoolExecutor(8) as pool:
        urls = set(pool.map(running.create_database, ["a b/ü"] * 8))
    with psycopg.connect(urls.pop()) as connection:
        assert connection.info.dbname == "a b/ü"
    assert not urls


@only_proc
def test_committed_rows_survive_kill_9_of_the_server(directory: Path) -> None:
    server = EmbeddedPostgres(directory, free_port())
    try:
        info = server.ensure_running()
        assert scalar(info, "show fsync") == "on"
        with psycopg.connect(info.url()) as connection:
            connection.execute("create table kept as select 7 as n")
        with contextlib.closing(psycopg.connect(info.url(), autocommit=True)) as busy:
            backend = busy.info.backend_pid
            # A backend deep in a loop does not notice that its postmaster has died.
            busy.pgconn.send_query(b"do $$ begin loop end loop; end $$")
            before = pid_of(server)
            os.kill(before, signal.SIGKILL)
            assert _state(backend) not in ("gone", "Z")
            again = server.ensure_running()
        assert pid_of(server) != before
        assert scalar(again, "select n from kept") == 7
        assert _state(backend) in ("gone", "Z")
    finally:
        server.stop()


def _state(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return "gone"


ZOMBIE = """
import ctypes, os, signal, sys
from pathlib import Path
from movie_assets.resources.embedded_postgres import EmbeddedPostgres
PR_SET_CHILD_SUBREAPER = 36  # the server becomes our child, and we do not reap it
assert ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) == 0
server = EmbeddedPostgres(Path(sys.argv[1]), int(sys.argv[2]), durable=False)
server.ensure_running()
pid = server.status().pid
os.kill(pid, signal.SIGKILL)
os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
print(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0])
print(server.status().pid)
assert (Path(sys.argv[1]) / "data" / "postmaster.pid").exists()
server.ensure_running()
print(server.status().pid not in (None, pid))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="prctl is Linux's")
def test_a_killed_server_that_stays_a_zombie_does_not_block_the_next(
    server: EmbeddedPostgres,
) -> None:
    out, err = launch(ZOMBIE, server).communicate(timeout=60)
    assert out.split() == ["Z", "None", "True"], err


def test_a_pid_file_whose_number_now_belongs_to_another_process(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    pid_file = server.directory / "data" / "postmaster.pid"
    text = pid_file.read_text()
    os.kill(pid_of(server), signal.SIGKILL)
    until(lambda: server.status().pid is None)
    pid_file.write_text("\n".join([str(os.getpid()), *text.splitlines()[1:]]) + "\n")
    server.ensure_running()
    assert pid_of(server) != os.getpid()


@pytest.mark.parametrize("kill", [os.kill, os.killpg], ids=["caller", "caller's group"])
def test_the_server_survives_kill_9_of(
    server: EmbeddedPostgres, kill: Callable[[int, int], None]
) -> None:
    caller = launch(THEN_WAIT, server)
    assert caller.stdout is not None
    pid = int(caller.stdout.readline())
    kill(caller.pid, signal.SIGKILL)
    caller.communicate(timeout=20)  # ends, so the server holds none of its pipes
    assert caller.returncode == -signal.SIGKILL
    assert os.getsid(pid) != os.getsid(0)
    assert server.is_running()
    assert pid_of(server) == pid


@only_proc
@pytest.mark.parametrize(
    ("stage", "initdb_too"),
    [
        ("data", True),
        ("data/postgresql.conf", False),
        ("data/base/5", True),
        ("data/base/5", False),
    ],
)
def test_an_initdb_cut_short_is_done_again(
    server: EmbeddedPostgres, stage: str, initdb_too: bool
) -> None:
    caller = launch(START, server)
    until(lambda: list(server.directory.glob(f".initialising-*/{stage}")))
    os.killpg(caller.pid, signal.SIGKILL)
    caller.communicate(timeout=20)
    if initdb_too:
        for pid in _mentioning(f"{server.directory}/.initialising-"):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    assert not (server.directory / "data").exists()
    assert scalar(server.ensure_running(), "select 1") == 1
    until(lambda: not _mentioning(f"{server.directory}/.initialising-"))


def _mentioning(text: str) -> list[int]:
    found: list[int] = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if text.encode() in entry.read_bytes():
                found.append(int(entry.parts[2]))
    return found


@only_proc
def test_a_start_cut_short_is_taken_over(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    server.stop()
    caller = launch(START, server)
    until(lambda: _mentioning(f"\0-D\0{server.directory}/data"))
    os.killpg(caller.pid, signal.SIGKILL)
    caller.communicate(timeout=20)
    assert scalar(server.ensure_running(), "select 1") == 1


def test_a_port_taken_by_something_else_is_a_clear_error(server: EmbeddedPostgres) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", server.port))
        stranger.listen()
        with pytest.raises(PostgresError) as caught:
            server.ensure_running()
    message = str(caught.value)
    assert str(server.port) in message
    assert "MOVIE_ASSETS_POSTGRES_PORT" in message
    assert "MOVIE_ASSETS_DATABASE_URL" in message
    if Path("/proc/net/tcp").exists():
        assert f"process {os.getpid()} " in message
        assert pwd.getpwuid(os.geteuid()).pw_name in message


def test_another_postgres_on_the_port_is_not_taken_for_ours(
    server: EmbeddedPostgres, directory: Path
) -> None:
    server.ensure_running()
    other = EmbeddedPostgres(directory / "other", server.port, durable=False)
    with pytest.raises(PostgresError, match=f"{server.port}.*is taken by"):
        other.ensure_running()
    # Even with the same password it is told by its data directory.
    shutil.copy(directory / "superuser.password", directory / "other")
    assert not other.is_running()
    with pytest.raises(PostgresError, match="is taken by"):
        other.ensure_running()
    assert server.is_running()


def test_the_same_server_asked_for_on_another_port(
    server: EmbeddedPostgres, directory: Path
) -> None:
    server.ensure_running()
    moved = EmbeddedPostgres(directory, free_port(), durable=False)
    with pytest.raises(PostgresError, match=f"already runs, on port {server.port} instead of"):
        moved.ensure_running()
    assert server.stop()
    assert scalar(moved.ensure_running(), "show port") == str(moved.port)
    moved.stop()


def test_data_of_another_version_name_both_versions_and_the_ways_out(
    server: EmbeddedPostgres,
) -> None:
    data = server.directory / "data"
    data.mkdir()
    (data / "PG_VERSION").write_text("16\n")
    with pytest.raises(PostgresError) as caught:
        server.ensure_running()
    for words in ("PostgreSQL 16", "PostgreSQL 18", "backup", "reset", "MOVIE_ASSETS_HOME"):
        assert words in str(caught.value)
    assert (data / "PG_VERSION").read_text() == "16\n"


def test_a_directory_that_is_no_database_is_left_alone(server: EmbeddedPostgres) -> None:
    (server.directory / "data").mkdir()
    (server.directory / "data" / "mine.txt").write_text("x")
    with pytest.raises(PostgresError, match="is not a database"):
        server.ensure_running()
    assert (server.directory / "data" / "mine.txt").read_text() == "x"


def test_a_wrong_password_file_is_told_from_a_taken_port(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    file = server.directory / "superuser.password"
    right = file.read_text()
    file.write_text("wrong")
    with pytest.raises(PostgresError, match="does not accept the password"):
        server.ensure_running()
    file.write_text(right)
    server.ensure_running()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(server: EmbeddedPostgres) -> None:
    server.ensure_running()
    server.stop()
    with (server.directory / "data" / "postgresql.auto.conf").open("a") as config:
        config.write("shared_buffers = 'nonsense'\n")
    with pytest.raises(PostgresError, match="nonsense"):
        server.ensure_running()


@only_root
def test_a_closed_parent_keeps_its_mode_and_the_data_go_elsewhere(directory: Path) -> None:
    closed = directory / "closed"
    closed.mkdir(mode=0o700)
    elsewhere = directory / "elsewhere"
    elsewhere.mkdir()
    wanted = closed / "home"
    server = EmbeddedPostgres(wanted, free_port(), durable=False, elsewhere=elsewhere)
    try:
        info = server.ensure_running()
        data = Path(str(scalar(info, "show data_directory")))
        assert data.parent.parent == elsewhere
        assert data.parent.name.startswith("movie-assets-postgres-")
        assert data.stat().st_mode & 0o777 == 0o700
        assert closed.stat().st_mode & 0o777 == 0o700
        assert (wanted / "server_home").read_text().strip() == str(data.parent)
        server.stop()
        assert server.ensure_running() == info
    finally:
        server.stop()


@only_root
def test_a_home_deleted_and_made_again_starts_empty_and_keeps_the_old_data(
    directory: Path,
) -> None:
    closed = directory / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed, free_port(), durable=False, elsewhere=directory)
    try:
        server.create_database("old")
        home = server.status().data_directory.parent
        shutil.rmtree(closed)  # while the server runs, and with it the password
        closed.mkdir(mode=0o700)
        info = server.ensure_running()
        assert scalar(info, "select count(*) from pg_database where datname = 'old'") == 0
        assert len(list(home.glob("data-left-*/data/PG_VERSION"))) == 1
        server.remove()
        assert not home.exists()
        assert {path.name for path in closed.iterdir()} == {"lock"}
    finally:
        server.stop()


def test_a_directory_deleted_under_the_running_server(server: EmbeddedPostgres) -> None:
    server.create_database("old")
    shutil.rmtree(server.directory)
    server.directory.mkdir()
    info = server.ensure_running()
    assert scalar(info, "select count(*) from pg_database where datname = 'old'") == 0


def test_remove_leaves_nothing_but_the_lock(server: EmbeddedPostgres) -> None:
    server.remove()
    server.ensure_running()
    server.remove()
    assert not server.is_running()
    assert {path.name for path in server.directory.iterdir()} <= {"lock"}


@only_root
def test_programs_out_of_reach_are_copied(directory: Path) -> None:
    closed = directory / "closed"
    package = closed / "site" / postgres_binaries.PACKAGE
    source = postgres_binaries.wheel_binaries().parents[1]
    shutil.copytree(source, package, ignore=shutil.ignore_patterns("pginstall", "include", "*.a"))
    shutil.copytree(source.parent / postgres_binaries.LIBRARIES, closed / "site" / "x")
    (closed / "site" / "x").rename(closed / "site" / postgres_binaries.LIBRARIES)
    closed.chmod(0o700)
    server = EmbeddedPostgres(directory / "home", free_port(), durable=False, elsewhere=directory)
    caller = launch(START, server, env={"PYTHONPATH": str(closed / "site")})
    out, err = caller.communicate(timeout=60)
    assert caller.returncode == 0, err
    command = Path(f"/proc/{int(out)}/cmdline").read_bytes().split(b"\0")[0].decode()
    assert command.startswith(str(directory / "home" / "binaries-"))
    assert closed.stat().st_mode & 0o777 == 0o700
    assert server.stop()


@only_root
def test_a_home_that_somebody_else_made_first_is_refused(directory: Path) -> None:
    closed = directory / "closed"
    closed.mkdir(mode=0o700)
    server = EmbeddedPostgres(closed / "home", free_port(), durable=False, elsewhere=directory)
    home = directory / f"movie-assets-postgres-{short_hash(server.directory)}"
    home.mkdir()
    os.chown(home, pwd.getpwnam("nobody").pw_uid, -1)
    with pytest.raises(PostgresError, match="belongs to somebody else"):
        server.ensure_running()


@only_root
def test_an_ordinary_user_runs_it_as_himself(directory: Path) -> None:
    nobody = pwd.getpwnam("nobody")
    account = postgres_processes.Account("nobody", nobody.pw_uid, nobody.pw_gid)
    if not postgres_processes.can_use(postgres_binaries.wheel_binaries(), account):
        pytest.skip("user nobody cannot enter the environment this test runs in")
    home = directory / "home"
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)
    server = EmbeddedPostgres(home, free_port(), elsewhere=directory)
    caller = launch(AS_NOBODY + START, server)
    out, err = caller.communicate(timeout=60)
    assert caller.returncode == 0, err
    assert Path(f"/proc/{int(out)}").stat().st_uid == nobody.pw_uid
    # Root may join in: the server keeps the user who made it.
    assert server.stop()
    server.ensure_running()
    assert Path(f"/proc/{pid_of(server)}").stat().st_uid == nobody.pw_uid
    assert server.stop()


@only_root
def test_a_directory_of_another_user_is_a_clear_error(directory: Path) -> None:
    server = EmbeddedPostgres(directory / "roots", free_port(), durable=False)
    server.ensure_running()
    _, err = launch(AS_NOBODY + START, server).communicate(timeout=60)
    server.stop()
    assert "PostgresError" in err
    assert "MOVIE_ASSETS_HOME" in err
