"""How a step leaves its host to a popular run, and a run at work what it needs. Nobody is asked."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import dagster as dg

from movie_assets import policies
from movie_assets.assets.step import Step

# One look at Dagster's books costs 5 ms; a popular run waits no longer than this.
LOOK_EVERY_SECONDS = 2.0
# The lanes a host is left to, the first to nobody; every other lane leaves it to all of them.
_AHEAD = (policies.POPULAR, policies.LISTED)


@dataclass
class GivingWay:
    """Whether a popular run waits for the pool this step holds.

    A lane may hold its host for ten minutes, and a popular title is promised in three. What waits
    is told by Dagster's own books, so a run that failed or was killed makes nobody wait for it.
    """

    step: Step
    pool: str
    _next_look: float = field(default_factory=lambda: time.monotonic() + LOOK_EVERY_SECONDS)

    def is_wanted(self) -> bool:
        """Ask Dagster, every two seconds at most."""
        if time.monotonic() < self._next_look:
            return False
        self._next_look = time.monotonic() + LOOK_EVERY_SECONDS
        instance, own = self.step.context.instance, self.step.context.run
        lane = own.tags.get(policies.LANE_TAG)
        ahead = _AHEAD[: _AHEAD.index(lane)] if lane in _AHEAD else _AHEAD
        if not ahead:
            return False
        if not instance.event_log_storage.supports_global_concurrency_limits:
            return False
        waiting = instance.event_log_storage.get_concurrency_info(self.pool).pending_run_ids
        return any(_is_of(ahead, instance, run_id) for run_id in waiting - {own.run_id})


def is_for_people(step: Step) -> bool:
    """Whether a step is of a run for titles that people look at, who wait for it."""
    return step.context.run.tags.get(policies.LANE_TAG) == policies.POPULAR


def _is_of(lanes: tuple[str, ...], instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether a run is of some lanes and not over."""
    run = instance.get_run_by_id(run_id)
    return run is not None and not run.is_finished and run.tags.get(policies.LANE_TAG) in lanes


def is_at_work(instance: dg.DagsterInstance, run_id: str) -> bool:
    """Whether a run is not over yet; one Dagster does not know is."""
    run = instance.get_run_by_id(run_id)
    return run is not None and not run.is_finished
