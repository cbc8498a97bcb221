"""The universe in a process of its own: it answers, and it never outlives who started it."""

import os
import signal
import subprocess
import sys
import time

import httpx
import pytest

from movie_assets.resources.processes import is_alive
from movie_assets.universe.errors import UniverseError
from movie_assets.universe.process import UniverseProcess

TMDB = "api.themoviedb.org"
SECONDS = 30
STARTS_ONE = f"""
from movie_assets.universe.process import UniverseProcess
universe = UniverseProcess(0)
print(universe.base_urls["{TMDB}"], flush=True)
input()
"""


def matrix(base_url: str) -> str:
    return httpx.get(f"{base_url}/3/movie/603", timeout=SECONDS).json()["title"]


def is_reached(base_url: str) -> bool:
    try:
        matrix(base_url)
    except httpx.TransportError:
        return False
    return True


def test_it_answers_until_it_is_told_to_end():
    universe = UniverseProcess(0)
    assert matrix(universe.base_urls[TMDB]) == "The Matrix"
    universe.stop()
    assert not is_reached(universe.base_urls[TMDB])


def test_it_ends_with_a_process_that_was_killed():
    command = [sys.executable, "-c", STARTS_ONE]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as asker:
        assert asker.stdout
        url = asker.stdout.readline().decode().strip()
        assert is_reached(url)
        os.kill(asker.pid, signal.SIGKILL)
    assert not is_alive(asker.pid)
    deadline = time.monotonic() + SECONDS
    while is_reached(url) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_reached(url)


def test_one_that_cannot_serve_is_an_error_and_not_a_wait():
    with pytest.raises(UniverseError, match="ended before it listened"):
        _ = UniverseProcess(-1).base_urls
