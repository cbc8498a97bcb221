"""Partitions, freshness, retries and pools by name, each with its reason. No asset is made here."""

from __future__ import annotations

import warnings
from datetime import timedelta

import dagster as dg

from movie_assets.model.ids import PARTITIONS

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

# Downstream goes by what the data says, never by the fact that something ran: `eager()` fires on
# unchanged data (measured), and a run that finds nothing new still materialises.
ON_CHANGED_DATA = (
    (
        dg.AutomationCondition.any_deps_match(dg.AutomationCondition.data_version_changed())
        | dg.AutomationCondition.code_version_changed()
        | dg.AutomationCondition.newly_missing()
    ).since(dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated())
    & ~dg.AutomationCondition.any_deps_missing()
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
    & dg.AutomationCondition.all_deps_blocking_checks_passed()
).with_label("an input's data or this asset's code changed")

# A view shows what its tables hold, so only new SQL makes it due. Edges, not levels: a bare
# `missing()` asks on every tick (measured).
ON_NEW_CODE = (
    (dg.AutomationCondition.newly_missing() | dg.AutomationCondition.code_version_changed())
    .since(dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated())
    .with_label("the view is new or its SQL changed")
)

# At full scale an export takes minutes and gigabytes, and loads come all day: once, when the lanes
# and what follows from them have had their hours. Whether anything changed it sees for itself.
ONCE_A_DAY = (
    dg.AutomationCondition.cron_tick_passed("0 15 * * *").since(
        dg.AutomationCondition.newly_requested() | dg.AutomationCondition.newly_updated()
    )
    & ~dg.AutomationCondition.any_deps_in_progress()
    & ~dg.AutomationCondition.in_progress()
).with_label("once a day")

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

# TMDB's files are out by 08:00 UTC and IMDb's soon after.
AT_EXPORT_TIME = dg.AutomationCondition.on_cron("30 8 * * *")

# A lane asks for what is due, so a tick with nothing due costs nothing but a run.
DAILY_LANE = dg.AutomationCondition.on_cron("0 9 * * *")

# Matching by names reads all titles and takes minutes at full scale: once a day, when the lanes
# have had their hours, and whenever somebody asks.
AFTER_THE_LANES = dg.AutomationCondition.on_cron("0 13 * * *")

# What a person said shows within the hour; where nobody said anything it costs one query.
HOURLY = dg.AutomationCondition.on_cron("10 * * * *")

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
