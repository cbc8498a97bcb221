"""Processes that are to be killed, or to have company: forks of one that has imported enough.

A fork begins in a few ms. A process of its own first imports, for three to five core-seconds, what
its test has nothing to say about. Processes that are started as a person would start them are not
made here.
"""

import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(
    [
        "movie_assets.cli",
        "movie_assets.commands.following",
        "movie_assets_tests.fetching_process",
        "movie_assets_tests.lane_process",
        "movie_assets_tests.loading_process",
    ]
)


def command(
    words: Sequence[str], variables: Mapping[str, str], said: Connection, complained: Connection
) -> None:
    """Be `movie-assets …` with these variables and no others, writing into two pipes."""
    from movie_assets.cli import main  # noqa: PLC0415 - what makes a fork need not import it

    os.environ.clear()
    os.environ.update(variables)
    os.dup2(said.fileno(), 1)
    os.dup2(complained.fileno(), 2)
    said.close()
    complained.close()
    sys.stdout, sys.stderr = open(1, "w", closefd=False), open(2, "w", closefd=False)  # noqa: SIM115
    sys.argv = [str(Path(sys.executable).parent / "movie-assets"), *words]
    main()
