"""The sensor that has the spine made from the day's files once they landed. Fetching is timed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import dagster as dg

from movie_assets import policies
from movie_assets.assets.spine import EXPORT, IMDB_TITLES, newest_day
from movie_assets.resources.workbench import Workbench

# Everything that is read out of a day's files.
SPINE_ASSETS = ("title_spine", "popularity_daily", "imdb_titles", "imdb_scores")

spine_job = dg.define_asset_job(
    policies.SPINE_JOB,
    selection=dg.AssetSelection.assets(*SPINE_ASSETS),
    description="The spine, popularity and IMDb's records out of the newest day's files.",
)


@dg.sensor(
    job=spine_job, minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING
)
def landed_days(
    work: dg.ResourceParam[Workbench], lane_day: dg.ResourceParam[Callable[[dt.datetime], dt.date]]
) -> dg.RunRequest | dg.SkipReason:
    """Asks for the spine once for each pair of newest days; TMDB's and IMDb's files come apart."""
    today = lane_day(dt.datetime.now(dt.UTC))
    days = [newest_day(work.lake, one, today) for one in (EXPORT, IMDB_TITLES)]
    if days[0] is None:
        return dg.SkipReason("No day's file of TMDB has landed yet.")
    tags = {policies.LANE_DAY_TAG: days[0], **policies.over_buckets()}
    key = "/".join(day or "none" for day in days)
    return dg.RunRequest(run_key=f"spine {key}", tags=tags)
