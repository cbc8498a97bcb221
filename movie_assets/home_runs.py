"""One run of a home at a time, and Dagster's books without killed runs. What runs is `runner`'s."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path

import dagster as dg
from dagster import DagsterInstance

from movie_assets import policies
from movie_assets.model.errors import MovieAssetsError

RUN_OF = "movie_assets/run_of"


@contextlib.contextmanager
def instance_of(home: Path) -> Iterator[DagsterInstance]:
    """Dagster's instance, without the runs that were killed, on connections that are kept."""
    with DagsterInstance.get() as instance:
        # Else each event opens a connection of its own, a fifth of a run's time. 0: no time limit.
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=20)
        _bury_killed_runs(instance, home)
        yield instance


@contextlib.contextmanager
def only_run_of(home: Path) -> Iterator[None]:
    """Hold the home for one `movie-assets run`; the lock goes with the process, however it ends.

    Errors: MovieAssetsError when another one holds it.
    """
    with (home / "run.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise MovieAssetsError(
                f"Another `movie-assets run` is at work in {home}: wait for it, or set "
                "MOVIE_ASSETS_HOME to another folder."
            ) from error
        yield


def _bury_killed_runs(instance: DagsterInstance, home: Path) -> None:
    """Close the books of runs that were killed here: a dead step would hold its pool for ever.

    Under `movie-assets up` Dagster's daemon does this; a run in process has no daemon. Who holds
    the home's lock knows that no other run of it lives.
    """
    unfinished = dg.RunsFilter(statuses=list(policies.UNFINISHED), tags={RUN_OF: str(home)})
    for run in instance.get_runs(filters=unfinished):
        instance.report_run_failed(run, "The process of this run was killed.")
        instance.event_log_storage.free_concurrency_slots_for_run(run.run_id)
