"""Partitions, freshness, retries and pools by name, each with its reason. No asset is made here."""

from __future__ import annotations

import warnings
from datetime import timedelta
from typing import Any

import dagster as dg

from movie_assets.model.ids import BUCKET_PARTITIONS, PARTITIONS

# Never one partition a title: 12,000 partitions cost 28 minutes of events elsewhere.
TITLE_PARTITIONS = dg.StaticPartitionsDefinition(list(PARTITIONS))
# One file a day and source. Open-ended: a day not out yet is retried later.
DAYS = dg.DailyPartitionsDefinition(start_date="2025-07-01", end_offset=1, timezone="UTC")
# One file a partition, named by the hash of what is in it: the same file twice is one.
DROPPED_FILES = dg.DynamicPartitionsDefinition(name="dropped_files")

# A range of buckets is one run. The parameter is marked beta, which we know: 100 runs took 22 s
# where one run over the range took 2.9 s.
warnings.filterwarnings("ignore", "Parameter `backfill_policy`", dg.BetaWarning)
# Python's logging, set up by dagster.yaml, is marked beta as well.
warnings.filterwarnings("ignore", "Handling yaml-defined logging", dg.BetaWarning)
SINGLE_RUN = dg.BackfillPolicy.single_run()

# Sources publish daily; a lane that has been silent for two days is late whatever it answers.
DAILY = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=30), fail_window=timedelta(hours=48)
)
# What follows from daily lanes may wait for the slowest of them.
DERIVED = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(hours=36), fail_window=timedelta(hours=60)
)

# Fetching retries inside the HTTP client; a step that still fails met a bug or a sick disk.
RETRY = dg.RetryPolicy(
    max_retries=2, delay=10, backoff=dg.Backoff.EXPONENTIAL, jitter=dg.Jitter.PLUS_MINUS
)

# A fetching asset's pool is its host's name (dagster.yaml's default limit of 1: one step a host).
# Two loads at once would only wait for each other's lock on the change log.
POOL_POSTGRES = "postgres"
# DuckDB may take 1.2 GB: two such steps at once would not fit beside Postgres in 4 GB.
POOL_COMPUTE = "compute"

# Tags of runs: which lane a run is of (dagster.yaml limits how many of one run at once), and which
# titles a hot run is for. The queue takes the highest priority first, and so do pools.
LANE_TAG = "movie_assets/lane"
# `popular` takes titles that people looked at, `listed` those that lists name or that rose: nobody
# waits for these, so they have runs of their own.
COMPLETENESS, POPULAR, DOWNSTREAM = "completeness", "popular", "downstream"
LISTED = "listed"
LANE_DAY_TAG = "movie_assets/lane_day"  # the day a run counts for
SPINE_JOB = "spine"
HOT_RUN_TAG = "movie_assets/hot_run"
# -- What starts what: each thing by one mechanism ---------------------------------------------

# Who is asked goes by the clock: a schedule names the day or the buckets, and skips a lane whose
# last run is not through or had nothing left to ask. `on_cron` could do neither, and would name
# today's file where the universe is at another day.
BY_SCHEDULE = None
# What a day's files say goes by which files have landed: a sensor names them in the run's key, so
# that each pair of days is read once. Automation would look at the calendar's newest day only.
BY_SENSOR = None


# The rest goes by what the data says, never by the fact that something ran: `eager()` fires on
# unchanged data (measured), and a run that finds nothing new still materialises. Nothing is asked
# because it is missing: `hot` is until somebody is popular, and a new asset waits for its first
# changed input. A step that fails is not asked again before an input changes.
def _on_changed(data_changed: dg.AutomationCondition[Any]) -> dg.AutomationCondition[Any]:
    """True once an input's data changed or this code did, while nothing it reads is being made."""
    return (
        (
            dg.AutomationCondition.any_deps_match(data_changed)
            | dg.AutomationCondition.code_version_changed()
        ).since(dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated())
        & ~dg.AutomationCondition.any_deps_missing()
        & ~dg.AutomationCondition.any_deps_in_progress()
        & ~dg.AutomationCondition.in_progress()
        # Where no file was dropped, `drops` has no partition of which anything has passed: below
        # it this was never true (measured). It has no blocking check.
        & dg.AutomationCondition.all_deps_match(
            dg.AutomationCondition.all_checks_match(
                dg.AutomationCondition.check_passed(), blocking_only=True
            )
        ).ignore(dg.AssetSelection.assets("drops"))
    ).with_label("an input's data or this asset's code changed")


ON_CHANGED_DATA = _on_changed(dg.AutomationCondition.data_version_changed())
# What has no partitions is made of all titles: each hot run would have it made again.
ON_CHANGED_BUCKETS = _on_changed(
    dg.AutomationCondition.data_version_changed()
    & ~dg.AutomationCondition.all_new_updates_have_run_tags(tag_keys={HOT_RUN_TAG})
)

# A view shows what its tables hold, so only new SQL makes it due. Edges, not levels: a bare
# `missing()` asks on every tick (measured).
ON_NEW_CODE = (
    (dg.AutomationCondition.newly_missing() | dg.AutomationCondition.code_version_changed())
    .since(dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated())
    .with_label("the view is new or its SQL changed")
)

# Dropped files come when they come, and a sensor asks for each; code asks for all of them again.
ON_NEW_READER = (
    dg.AutomationCondition.code_version_changed()
    .since(dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated())
    .with_label("its reader changed")
)
# Nobody promised a file: the lane is late when none came for a year.
NOW_AND_THEN = dg.FreshnessPolicy.time_window(
    warn_window=timedelta(days=180), fail_window=timedelta(days=365)
)

# What is made of all titles looks at their buckets. `hot` is no title's only home, and with it each
# popular title would have the whole catalogue decided again: that waits for the buckets' next lane.
EVERY_BUCKET = dg.SpecificPartitionsPartitionMapping(list(BUCKET_PARTITIONS))

UNFINISHED = (
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
)
PRIORITY_TAG = "dagster/priority"
FIRST = "10"
RANGE_START, RANGE_END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def over_buckets() -> dict[str, str]:
    """Tags that make a run one over all buckets."""
    return {RANGE_START: BUCKET_PARTITIONS[0], RANGE_END: BUCKET_PARTITIONS[-1]}


# Percent points of a source's titles that may lose their record from one day to the next: titles
# come and go, but twenty in a thousand at once are a source that changed its ids.
MATCH_RATE_DROP = 2.0
# Of all likely links, those a person would have to look at: 2 % of a million are a year's work.
REVIEW_SHARE = 0.02

# Share of looks that should meet a title as fresh as its popularity asks for: what the seed's
# budgets reach in a day from an empty lake by the simulated year's bar.
FRESH_SHARE = 0.80

# Galleries asked for: country and provider as JustWatch's addresses spell them. The widest services
# of the three countries whose watch pages are asked for; each is one request a few days.
GALLERIES = (
    ("us", "netflix"),
    ("us", "disney-plus"),
    ("us", "hbo-max"),
    ("us", "hulu"),
    ("us", "amazon-prime-video"),
    ("us", "paramount-plus"),
    ("us", "peacock-premium"),
    ("uk", "netflix"),
    ("uk", "bbc-iplayer"),
    ("uk", "itvx"),
    ("de", "netflix"),
    ("de", "amazon-prime-video"),
)

# Layers of the graph, in the direction data flows; a test holds every edge against it.
FLOW = ("spine", "sources", "crosswalk", "titles", "streaming", "dna", "catalogue", "serving")
