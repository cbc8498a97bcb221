"""The universe served by a process of its own, started and ended from ours. It answers nothing."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
from functools import cached_property

from movie_assets.universe.errors import UniverseError

STOP_SECONDS = 10.0


class UniverseProcess:
    """A universe on a port nobody else has. It ends when we do, however that happens.

    In a thread of ours it would share one interpreter, and so one core, with what asks it.
    """

    def __init__(self, day: int) -> None:
        """Start it; the facts are loaded while we go on."""
        module = "movie_assets.universe"
        self._process = subprocess.Popen(
            [sys.executable, "-m", module, "--day", str(day), "--while-open"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,  # Ctrl-C is for us: we say when it ends
        )
        atexit.register(self.stop)

    @cached_property
    def base_urls(self) -> dict[str, str]:
        """The base URL of each real host; the first call waits until it listens.

        Errors: UniverseError when it ended before.
        """
        assert self._process.stdout is not None
        said = self._process.stdout.readline()
        if not said:
            raise UniverseError(
                "The universe's process ended before it listened; what it said stands above."
            )
        return json.loads(said)

    def stop(self) -> None:
        """Let it end: it serves as long as its standard input is open."""
        atexit.unregister(self.stop)
        assert self._process.stdin is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
