"""Homes for benchmarks: under /tmp, on ports of their own, removed with all that is in them."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from movie_assets_tests.catalogue_run import PROGRAM, environment, run


@contextmanager
def fresh_home() -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder that the server's user may enter, and the variables that name it."""
    folder = Path(tempfile.mkdtemp(prefix="movie-assets-bench-", dir="/tmp"))
    folder.chmod(0o755)
    variables = environment(folder, free_port(), free_port(), PYTHONUNBUFFERED="1")
    try:
        yield folder, variables
    finally:
        run([str(PROGRAM), "reset", "--yes"], variables)
        shutil.rmtree(folder)


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]
