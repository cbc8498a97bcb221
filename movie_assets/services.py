"""Starts Dagster's webserver and daemon beside Postgres, and stops them all. No asset logic."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from rich.console import Console

from movie_assets import wiring
from movie_assets.model.errors import MovieAssetsError
from movie_assets.settings import PROJECT, Settings

STOP_SECONDS = 20.0


def serve(settings: Settings, out: Console) -> None:
    """Run webserver and daemon until Ctrl-C or SIGTERM; then stop them, and our Postgres, too.

    Errors: MovieAssetsError with the end of its log when Dagster ends by itself.
    """
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.default_int_handler)
    port = str(settings.webserver_port)
    program = Path(sys.executable).parent / "dagster"
    command = [str(program), "dev", "-w", str(PROJECT / "workspace.yaml"), "-h", "127.0.0.1"]
    log = settings.home / "logs" / "dagster.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as said:
        child = subprocess.Popen(
            [*command, "-p", port],
            cwd=settings.home,
            stdout=said,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_default_signals,  # noqa: PLW1509 - no thread of ours runs yet
        )
    out.print(f"Dagster:        http://127.0.0.1:{port}   (Ctrl-C stops everything)")
    out.print(f"Read-only SQL:  {wiring.reader_url(settings)}")
    out.print(f"Log:            {log}")
    try:
        child.wait()
        end = log.read_text(errors="replace")[-2_000:]
        raise MovieAssetsError(f"Dagster ended by itself. The end of {log}:\n{end}")
    except KeyboardInterrupt:
        out.print("Stopping …")
    finally:
        _stop(child)
        if settings.database_url is None:
            wiring.embedded_server(settings).stop()


def _default_signals() -> None:
    """A shell's `&` leaves SIGINT ignored, and Dagster copies that to SIGTERM: it never stopped."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)


def _stop(child: subprocess.Popen[bytes]) -> None:
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
