"""Schedules of what the clock starts. Which things those are, and when, stands in `timed`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import dagster as dg

from movie_assets import policies
from movie_assets.resources.hot_titles import HotTitles
from movie_assets.resources.workbench import Workbench
from movie_assets.timed import TIMED, Over, Tick, Timed
from movie_assets.upkeep import upkeep_jobs

_UPKEEP = {job.name: job for job in upkeep_jobs}


def job_of(timed: Timed) -> dg.UnresolvedAssetJobDefinition | dg.JobDefinition:
    """The job of a row."""
    if timed.over is Over.HOME:
        return _UPKEEP[timed.name]
    views = dg.AssetSelection.key_prefixes("served")
    selection = (
        views - views.without_checks()
        if timed.over is Over.CHECKS
        else dg.AssetSelection.assets(*timed.selected)
    )
    return dg.define_asset_job(timed.job, selection=selection, description=timed.does)


def schedule_of(timed: Timed) -> dg.ScheduleDefinition:
    """The schedule of a row; it never asks for a second run of what is under way."""

    @dg.schedule(
        name=timed.name,
        job=job_of(timed),
        cron_schedule=timed.cron,
        execution_timezone="UTC",
        description=timed.does,
        default_status=dg.DefaultScheduleStatus.RUNNING,
    )
    def tick(
        context: dg.ScheduleEvaluationContext,
        work: dg.ResourceParam[Workbench],
        hot: dg.ResourceParam[HotTitles],
        lane_day: dg.ResourceParam[Callable[[dt.datetime], dt.date]],
    ) -> dg.RunRequest | dg.SkipReason:
        due = context.scheduled_execution_time
        day = lane_day(due)
        at = Tick(instance=context.instance, work=work, now=hot.now(), at=due, day=day, timed=timed)
        why = _is_under_way(at) or (timed.skip(at) if timed.skip else None)
        return dg.SkipReason(why) if why else _run_request(timed, day)

    return tick


def _is_under_way(tick: Tick) -> str | None:
    unfinished = dg.RunsFilter(job_name=tick.timed.job, statuses=list(policies.UNFINISHED))
    runs = tick.instance.get_runs(filters=unfinished, limit=1)
    return f"Run {runs[0].run_id} is under way." if runs else None


def _run_request(timed: Timed, day: dt.date) -> dg.RunRequest:
    tags = {policies.LANE_DAY_TAG: day.isoformat()}
    if timed.over is Over.DAY:
        return dg.RunRequest(partition_key=day.isoformat(), tags=tags)
    if timed.over is Over.BUCKETS:
        tags |= {policies.LANE_TAG: policies.COMPLETENESS, **policies.over_buckets()}
    return dg.RunRequest(tags=tags)


schedules = [schedule_of(timed) for timed in TIMED]
