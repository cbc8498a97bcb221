"""The sensor of the popular lane: who is looked at now, one run at a time. Choosing: `refresh`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass

import dagster as dg

from movie_assets import policies
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.tmdb_lists import JUMPS, LISTED
from movie_assets.model.ids import HOT
from movie_assets.refresh.hot import Candidate, candidates, chosen
from movie_assets.resources.hot_titles import HotTitles
from movie_assets.resources.lake import Lake
from movie_assets.resources.workbench import Workbench

JOB = "popular"


def popular_job(checks: Sequence[dg.AssetCheckKey]) -> dg.UnresolvedAssetJobDefinition:
    """One run takes the titles through every asset that keeps them by partition, to the loads.

    Source: the checks that may stop it. Twenty more say how sources do, which their lanes tell.
    """
    return dg.define_asset_job(
        JOB,
        selection=dg.AssetSelection.tag("partitions", "titles").without_checks()
        | dg.AssetSelection.checks(*checks),
        description="The titles people look at now, through every source to the served views.",
    )


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far views were taken in, and which lists and jumps were."""

    view: int = 0
    lists: str = ""

    @classmethod
    def read(cls, text: str | None) -> Cursor:
        """A cursor as it was written, or the first one."""
        return cls(**json.loads(text)) if text else cls()

    def written(self) -> str:
        """As Dagster keeps it."""
        return json.dumps({"view": self.view, "lists": self.lists})


def run_request(run_key: str, asked_for: bool) -> dg.RunRequest:
    """The run of some claimed titles: ahead of others in the queue and at every pool."""
    return dg.RunRequest(
        run_key=run_key,
        partition_key=HOT,
        tags={
            policies.LANE_TAG: policies.POPULAR if asked_for else policies.LISTED,
            policies.HOT_RUN_TAG: run_key,
            policies.PRIORITY_TAG: policies.FIRST,
        },
    )


@dg.sensor(job_name=JOB, minimum_interval_seconds=15, default_status=dg.DefaultSensorStatus.RUNNING)
def popular_titles(
    context: dg.SensorEvaluationContext,
    work: dg.ResourceParam[Workbench],
    hot: dg.ResourceParam[HotTitles],
) -> dg.RunRequest | dg.SkipReason:
    """Asks for one run of the titles looked at, else of those risen or listed; each once a week.

    They are noted as having their turn before the run is asked for, under the run's key: a tick
    that dies in between is taken up by the next one. While listed ones have their run, only what
    people look at gets another.
    """
    under_way = ""
    for held in hot.open_runs():
        run = _newest_run(context.instance, held.run_key)
        if run is None:
            return run_request(held.run_key, held.asked_for)
        if run.is_finished:
            hot.close(held.run_key)
        elif held.asked_for:
            return dg.SkipReason(f"Run {run.run_id} is under way.")
        else:
            under_way = run.run_id
    cursor = Cursor.read(context.cursor)
    viewed = hot.viewed(cursor.view)
    lists = "/".join(work.lake.version(ds, NO_PARTITION) for ds in (LISTED, JUMPS))
    if under_way:
        lists = cursor.lists
    listed = _listed(work) if lists != cursor.lists else ([], [])
    wanted = candidates(viewed.title_ids, *listed)
    titles, more = _open_to(hot, wanted)
    if not more:
        context.update_cursor(Cursor(viewed.newest, lists).written())
    if not titles:
        nobody = "Nobody looked at a title that had no turn this week."
        return dg.SkipReason(f"{nobody} Run {under_way} is under way." if under_way else nobody)
    run_key = secrets.token_hex(8)
    hot.claim(titles, run_key)
    return run_request(run_key, titles[0].asked_for)


def _newest_run(instance: dg.DagsterInstance, run_key: str) -> dg.DagsterRun | None:
    """The run of a key, or the one that was tried again after it."""
    found = instance.get_runs(dg.RunsFilter(tags={policies.HOT_RUN_TAG: run_key}), limit=1)
    return found[0] if found else None


def _open_to(hot: HotTitles, wanted: list[Candidate]) -> tuple[list[Candidate], bool]:
    if not wanted:
        return [], False
    ids = [one.title_id for one in wanted]
    return chosen(wanted, hot.known(ids), hot.had_turn(ids), hot.fresh(ids))


def _listed(work: Workbench) -> tuple[list[str], list[tuple[str, str]]]:
    """Titles that jumped, most first, and (list, title) by place, trending before popular."""
    lake: Lake = work.lake
    with work.compute() as con:
        jumped = con.execute(
            f"SELECT title_id FROM {lake.scan(JUMPS, [NO_PARTITION])} "
            "ORDER BY popularity - popularity_before DESC, title_id"
        ).fetchall()
        listed = con.execute(
            f"SELECT list, title_id FROM {lake.scan(LISTED, [NO_PARTITION])} "
            "ORDER BY starts_with(list, 'trending') DESC, place, list, title_id"
        ).fetchall()
    return [row[0] for row in jumped], listed
