"""Starts Dagster's webserver and daemon beside Postgres, and stops them all. No asset logic."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO

from rich.console import Console

from movie_assets import logs, wiring
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import PROJECT, Settings

STOP_SECONDS = 20.0
# Lines of a service that ended by itself which say why, as a rule.
SHOWN_LINES = 40


def serve(settings: Settings, out: Console) -> None:
    """Run webserver and daemon until Ctrl-C or SIGTERM; then stop them, and our Postgres, too.

    Errors: MovieAssetsError with the end of its log when Dagster ends by itself.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    port = str(settings.webserver_port)
    program = Path(sys.executable).parent / "dagster"
    command = [str(program), "dev", "-w", str(PROJECT / "workspace.yaml"), "-h", "127.0.0.1"]
    child = subprocess.Popen(
        [*command, "-p", port, "--log-format", "json"],
        cwd=settings.home,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        preexec_fn=_default_signals,  # noqa: PLW1509 - no thread of ours runs yet
        encoding="utf-8",
        errors="replace",
    )
    assert child.stdout is not None
    last: deque[str] = deque(maxlen=SHOWN_LINES)
    writing = threading.Thread(target=_log_lines, args=(settings, child.stdout, last), daemon=True)
    writing.start()
    out.print(f"Dagster:        http://127.0.0.1:{port}   (Ctrl-C stops everything)")
    out.print(f"Read-only SQL:  {wiring.reader_url(settings)}")
    out.print(f"Log:            {logs.log_file(settings)}")
    try:
        child.wait()
        writing.join(STOP_SECONDS)
        raise MovieAssetsError("Dagster ended by itself. It last said:\n" + "".join(last))
    except KeyboardInterrupt:
        out.print("Stopping …")
    finally:
        _stop(child)
        if settings.database_url is None:
            wiring.embedded_server(settings).stop()


def _log_lines(settings: Settings, said: IO[str], last: deque[str]) -> None:
    """Put what the services say into the home's log, line by line, until they end."""
    handler = logs.json_handler(settings)
    for line in said:
        last.append(line)
        if line.strip():
            handler.handle(logs.told_by_service(line))


def _default_signals() -> None:
    """A shell's `&` leaves SIGINT ignored, and Dagster copies that to SIGTERM: it never stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _stop(child: subprocess.Popen[str]) -> None:
    """Ask the whole group to end, and end it when it does not."""
    if child.poll() is None:
        os.killpg(child.pid, signal.SIGTERM)
        try:
            child.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
    _await_group(child.pid)


def _await_group(group: int) -> None:
    """Dagster's own children end a moment after it; none may be left behind."""
    deadline = time.monotonic() + STOP_SECONDS
    while time.monotonic() < deadline:
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
