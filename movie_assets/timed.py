"""What the clock starts, and when: one row a thing. How a row is started is `schedules`'."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import dagster as dg

from movie_assets import policies
from movie_assets.assets.asking import MORE_TO_ASK, STOPPED_UNTIL
from movie_assets.assets.spine import EXPORT, IMDB_TITLES
from movie_assets.resources.lake import Dataset
from movie_assets.resources.workbench import Workbench

# Until then lanes wait for the day's spine, so that what appeared is asked for the same day; a day
# without an export has its lanes, too.
SPINE_BY_HOUR = 12


class Over(StrEnum):
    """What a scheduled run covers."""

    DAY = "the day's file"
    BUCKETS = "all buckets"
    WHOLE = "everything at once"
    CHECKS = "the views' tests"
    HOME = "the home itself"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What a schedule looks at before it asks for a run."""

    instance: dg.DagsterInstance
    work: Workbench
    now: dt.datetime
    at: dt.datetime
    day: dt.date
    timed: Timed


Skip = Callable[[Tick], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """One thing the clock starts: when (UTC), what, and when it is left out."""

    name: str
    cron: str
    does: str
    over: Over
    skip: Skip | None = None
    assets: tuple[str, ...] = ()  # where the name is not the asset's

    @property
    def job(self) -> str:
        """Its job's name: no asset's, which Dagster would take for the same thing."""
        return self.name if self.over is Over.HOME else f"timed_{self.name}"

    @property
    def runs(self) -> str:
        """What a run covers, in words."""
        return ": ".join([*filter(None, [", ".join(self.selected)]), self.over])

    @property
    def selected(self) -> tuple[str, ...]:
        """The assets a run makes."""
        return () if self.over is Over.HOME else self.assets or (self.name,)


def has_landed(ds: Dataset) -> Skip:
    """Leave out a day whose file is there: it is read once."""

    def skip(tick: Tick) -> str | None:
        landed = tick.work.lake.files(ds, [tick.day.isoformat()])
        return f"The file of {tick.day} has landed." if landed else None

    return skip


def has_had_its_day(tick: Tick) -> str | None:
    """Leave out a lane before the day's spine, or that ran today and left nothing it could ask now.

    A step ends after ten minutes, or when a popular run wants its host: the next tick goes on. A
    wall shuts a lane until a time that its materialisation tells.
    """
    todays = {policies.LANE_DAY_TAG: tick.day.isoformat()}
    ran = dg.RunsFilter(job_name=tick.timed.job, tags=todays)
    if not tick.instance.get_runs(filters=ran, limit=1):
        made = dg.RunsFilter(
            job_name=policies.SPINE_JOB, tags=todays, statuses=[dg.DagsterRunStatus.SUCCESS]
        )
        waits = tick.at.hour < SPINE_BY_HOUR and not tick.instance.get_runs(made, limit=1)
        return f"The spine of {tick.day} comes first." if waits else None
    event = tick.instance.get_latest_materialization_event(dg.AssetKey(tick.timed.selected[0]))
    told = event.asset_materialization.metadata if event and event.asset_materialization else {}
    if MORE_TO_ASK in told and told[MORE_TO_ASK].value:
        return None
    until = str(told[STOPPED_UNTIL].value) if STOPPED_UNTIL in told else ""
    if until and dt.datetime.fromisoformat(until) <= tick.now:
        return None
    return f"It ran for {tick.day}, and is shut until {until}." if until else "It ran today."


def is_off_pages(tick: Tick) -> str | None:
    """Leave IMDb's pages alone unless somebody asked for them."""
    return has_had_its_day(tick) if tick.work.imdb_pages else "MOVIE_ASSETS_IMDB_PAGES is off."


def is_off_media(tick: Tick) -> str | None:
    """Copy no pictures unless somebody asked for them."""
    return "MOVIE_ASSETS_MEDIA is off." if tick.work.pictures is None else has_had_its_day(tick)


def nobody_decided(tick: Tick) -> str | None:
    """Leave out an hour in which nobody decided on a link; ids that moved wait for the day's."""
    newest = max((one.decided_at for one in tick.work.link_decisions()), default=None)
    event = tick.instance.get_latest_materialization_event(dg.AssetKey(tick.timed.selected[0]))
    if event is None or has_had_its_day(tick) is None:
        return None
    heeded = newest is None or newest.timestamp() < event.timestamp
    return "Nobody decided on a link since." if heeded else None


def _lane(name: str, minute: int, does: str, skip: Skip = has_had_its_day) -> Timed:
    """A source over all buckets: at a minute of every quarter of an hour, while there is more."""
    return Timed(name=name, cron=f"{minute}-59/15 * * * *", does=does, over=Over.BUCKETS, skip=skip)


# TMDB's files are out by 08:00 UTC and IMDb's soon after; both may be late, so each is looked for
# until it is there. Sources that names and ids come from start first in their quarter of an hour.
TIMED = (
    Timed(
        name="tmdb_daily_export",
        cron="*/30 8-23 * * *",
        does="TMDB's list of ids of the day: looked for until it is there, read once",
        over=Over.DAY,
        skip=has_landed(EXPORT),
    ),
    Timed(
        name="imdb_datasets",
        cron="5-59/30 8-23 * * *",
        does="IMDb's seven files of the day: looked for until they are there, read once",
        over=Over.DAY,
        skip=has_landed(IMDB_TITLES),
    ),
    Timed(
        name="tmdb_changes",
        cron="50 8-23/3 * * *",
        does="which titles TMDB says were edited",
        over=Over.WHOLE,
    ),
    Timed(
        name="tmdb_listed",
        cron="40 */2 * * *",
        does="TMDB's trending and popular lists, for the popular lane",
        over=Over.WHOLE,
    ),
    Timed(
        name="tmdb_providers",
        cron="45 8 * * *",
        does="the streaming services of all countries (the other lookups are views)",
        over=Over.WHOLE,
    ),
    Timed(
        name="provider_galleries",
        cron="47 8 * * *",
        does="galleries of streaming services, each every few days",
        over=Over.WHOLE,
    ),
    Timed(
        name="title_requests",
        cron="55 8-23/3 * * *",
        does="titles that people and galleries want, before the lanes ask for them first",
        over=Over.WHOLE,
    ),
    Timed(
        name="refresh_plan",
        cron="58 8-23/3 * * *",
        does="who is due at which source by the policy, to look at; lanes choose by it themselves",
        over=Over.BUCKETS,
    ),
    _lane("tmdb_titles", 0, "TMDB's details of films and shows"),
    _lane("wikidata_ids", 0, "Wikidata's ids"),
    _lane("tmdb_seasons", 4, "TMDB's seasons and episodes"),
    _lane("wikipedia_search", 5, "Wikipedia's search for popular titles nobody linked"),
    _lane("wikipedia_articles", 6, "Wikipedia's leads"),
    _lane("metacritic_pages", 7, "Metacritic's scores"),
    _lane("rotten_tomatoes_pages", 8, "Rotten Tomatoes' scores"),
    _lane("tv_tropes", 9, "TV Tropes' tropes"),
    _lane("tmdb_watch_pages", 10, "TMDB's watch pages: prices and links"),
    _lane("imdb_pages", 11, "IMDb's pages, where they are on", is_off_pages),
    _lane("title_media", 12, "copies of pictures, where they are on", is_off_media),
    Timed(
        name="link_decisions",
        cron="10 * * * *",
        does="people's words on links; matching, merging and loading follow by themselves",
        over=Over.WHOLE,
        skip=nobody_decided,
    ),
    # Reads all titles and takes minutes at full scale: when the lanes have had their hours.
    Timed(
        name="record_matches",
        cron="0 13 * * *",
        does="records no id ties, compared with all titles by name",
        over=Over.WHOLE,
    ),
    Timed(
        name="dna_model",
        cron="0 14 * * *",
        does="the vectors' model, fitted on the catalogue; vectors follow by themselves",
        over=Over.WHOLE,
    ),
    # Takes minutes and gigabytes at full scale, and loads come all day.
    Timed(
        name="catalogue_export",
        cron="0 15 * * *",
        does="the served views as Parquet and DuckDB files",
        over=Over.WHOLE,
    ),
    Timed(
        name="dbt_tests",
        cron="30 15 * * *",
        does="dbt's tests of the served views",
        over=Over.CHECKS,
    ),
    Timed(
        name="backup",
        cron="0 3 * * *",
        does="a file of what nothing can make again: people's views, wishes, ratings and words",
        over=Over.HOME,
    ),
    Timed(
        name="retention",
        cron="0 4 * * *",
        does="pages past their source's terms are removed, many small files become one",
        over=Over.HOME,
    ),
    Timed(
        name="event_log_pruning",
        cron="0 5 * * *",
        does="runs of more than two weeks ago leave Dagster's books",
        over=Over.HOME,
    ),
)
