"""Jobs that keep a home in order: backup, retention, event-log pruning. When they run: schedules.

None of them is an asset: they make no data, they see to it that what is there can be kept.
"""

import datetime as dt
from collections.abc import Iterator

import dagster as dg

from movie_assets import keeping, policies
from movie_assets.model.errors import LakeError
from movie_assets.resources.backup import write_backup
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench

# What nothing can make again: people's views, wishes, ratings and words on links. The rest comes
# from the lake, and the lake from the sources; `movie-assets backup` takes all of it.
DAILY_SCHEMAS = ("app",)
EVERY_SCHEMA = ("catalogue", "events", "app")
# Two weeks of days: long enough to notice what went wrong, and small: people's rows only.
KEPT_BACKUPS = 14
# A day makes up to 100,000 rows of events; Dagster itself never removes one (dagster#33785).
KEPT_EVENT_DAYS = 14
# Runs removed by one job: each takes some 20 ms, so that a first pruning of years ends, too.
RUNS_A_TIME = 5_000
_ENDED = [
    dg.DagsterRunStatus.SUCCESS,
    dg.DagsterRunStatus.FAILURE,
    dg.DagsterRunStatus.CANCELED,
]


@dg.op(pool=policies.POOL_POSTGRES)
def back_up(
    context: dg.OpExecutionContext,
    work: dg.ResourceParam[Workbench],
    postgres: dg.ResourceParam[Postgres],
) -> None:
    """Write what nothing can make again into <home>/backups; the newest fourteen stay."""
    made_at = dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H%M%SZ")
    target = work.backups / f"app-{made_at}.zip"
    saved = write_backup(target, postgres, None, DAILY_SCHEMAS, made_at)
    for old in sorted(work.backups.glob("app-*.zip"))[:-KEPT_BACKUPS]:
        old.unlink()
    context.log.info(f"{target.name}: {sum(saved.rows.values()):,} rows")


@dg.op(pool=policies.POOL_COMPUTE)
def keep_what_may_be_kept(
    context: dg.OpExecutionContext, work: dg.ResourceParam[Workbench]
) -> None:
    """Remove pages past their source's terms, and make one file of many small ones.

    A source that is being asked is left for the next time.
    """
    try:
        for source, why, purged in keeping.purge(work):
            if purged.bodies:
                context.log.info(f"{source}: {purged.bodies:,} pages gone: {why}")
        for source, done in keeping.compact(work):
            context.log.info(f"{source}: {done.before} files are {done.after}")
    except LakeError as busy:
        context.log.warning(f"{busy}")


@dg.op
def prune_event_log(context: dg.OpExecutionContext) -> None:
    """Remove runs that ended two weeks ago, with their events, but those automation goes by."""
    before = dt.datetime.now(dt.UTC) - dt.timedelta(days=KEPT_EVENT_DAYS)
    removed = prune(context.instance, before)
    context.log.info(f"{removed:,} runs removed")


def prune(instance: dg.DagsterInstance, before: dt.datetime, most: int = RUNS_A_TIME) -> int:
    """Remove runs that ended before a time, through Dagster's own interface; how many.

    The newest materialisation of every asset and partition stays with its run: freshness, data
    versions and automation are told from it. Checks keep their newest result in a table apart.
    """
    ended = instance.get_run_ids(dg.RunsFilter(statuses=_ENDED, updated_before=before))
    if not ended:
        return 0
    needed = set(_newest_runs(instance))
    gone = [run_id for run_id in reversed(ended) if run_id not in needed][:most]
    for run_id in gone:
        instance.delete_run(run_id)
    return len(gone)


def _newest_runs(instance: dg.DagsterInstance) -> Iterator[str]:
    """The runs that made what each asset and each of its partitions is now."""
    made = dg.DagsterEventType.ASSET_MATERIALIZATION
    for key in instance.all_asset_keys():
        newest = instance.get_latest_materialization_event(key)
        if newest is not None:
            yield newest.run_id
        ids = list(instance.get_latest_storage_id_by_partition(key, made).values())
        if ids:
            wanted = dg.AssetRecordsFilter(asset_key=key, storage_ids=ids)
            for record in instance.fetch_materializations(wanted, limit=len(ids)).records:
                yield record.run_id


@dg.job
def backup() -> None:
    """What nothing can make again, in a file of its own."""
    back_up()


@dg.job
def retention() -> None:
    """No page is kept longer than its source lets it be, and files stay few."""
    keep_what_may_be_kept()


@dg.job
def event_log_pruning() -> None:
    """Dagster's own books stay small."""
    prune_event_log()


upkeep_jobs = [backup, retention, event_log_pruning]
