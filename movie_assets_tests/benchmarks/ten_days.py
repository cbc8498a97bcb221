"""Ten days of operation at the universe, by the clock: what every schedule and sensor asks for.

python -m movie_assets_tests.benchmarks.ten_days [--home FOLDER] [--days 10] [--burst-on 3]

FOLDER holds what `movie-assets run` left on day 0; it is copied, else a fresh home is run first.
Each day is a process: every schedule is evaluated at each of its times, sensors and automation
conditions after each hour in which anything ran, and what they ask for is run in process until
nothing is asked any more. Then it is checked that the day's facts are served, that titles that
vanished are tombstones, that no run is left open and no slot taken, and that runs and event rows
are within their bounds. Exit code 1 when a day breaks one of them.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg
import psycopg
from dagster._utils.schedules import cron_string_iterator
from dagster_shared.serdes import deserialize_value, serialize_value

from movie_assets import policies, wiring
from movie_assets.commands import runner
from movie_assets.model.ids import BUCKET_PARTITIONS, PARTITIONS
from movie_assets.schedules import schedules
from movie_assets.sensors import dropped_files, landed_days, popular_titles
from movie_assets.settings import Settings, read_settings
from movie_assets.timed import TIMED
from movie_assets.universe.days import date_of
from movie_assets.universe.facts import load_facts
from movie_assets.universe.state import UniverseDay
from movie_assets_tests.benchmarks.popular_burst import finished_home, look

MOST_RUNS, MOST_EVENTS = 400, 100_000
# More rounds than the graph is deep would be a storm.
MOST_ROUNDS = 40
BURST_HOUR = 14


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--days", type=int, default=10)
    parser.add_argument("--burst-on", type=int, default=3)
    parser.add_argument("--one", type=int, help="used by itself: run this day here")
    given = parser.parse_args()
    if given.one is not None:
        sys.exit(0 if one_day(read_settings(), given.one, given.burst_on) else 1)
    with finished_home(given.home) as (_folder, variables):
        good = True
        for day in range(1, given.days + 1):
            command = [sys.executable, "-m", "movie_assets_tests.benchmarks.ten_days"]
            done = subprocess.run(
                [*command, "--one", str(day), "--burst-on", str(given.burst_on)],
                env={**variables, "MOVIE_ASSETS_UNIVERSE_DAY": str(day)},
                check=False,
            )
            good = good and done.returncode == 0
    sys.exit(0 if good else 1)


def one_day(settings: Settings, day: int, burst_on: int) -> bool:
    runner.prepare(settings)
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    begun = time.monotonic()
    with dg.DagsterInstance.get() as instance:
        instance.optimize_for_webserver(statement_timeout=0, pool_recycle=3600, max_overflow=20)
        books = Books.now(settings)
        today = Day(settings, instance, defs, day)
        for hour in range(24):
            today.hour(hour)
            if day == burst_on and hour == BURST_HOUR:
                today.burst()
        today.keep()
        wrong = [*today.wrong, *left_open(instance), *not_served(settings, day)]
        spent = Books.now(settings).since(books)
    if spent.runs > MOST_RUNS or spent.events > MOST_EVENTS:
        wrong.append("more runs or event rows than a day may have")
    print(
        f"day {day}: {spent.runs} runs, {spent.events:,} event rows, "
        f"{time.monotonic() - begun:.0f} s; {'; '.join(wrong) or 'all facts served'}",
        flush=True,
    )
    print(f"  {dict(sorted(today.jobs.items()))}", flush=True)
    return not wrong


@dataclass(frozen=True, slots=True)
class Books:
    """How many runs and event rows Dagster keeps."""

    runs: int
    events: int

    @classmethod
    def now(cls, settings: Settings) -> Books:
        with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
            (row,) = connection.execute(
                "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM event_logs)"
            ).fetchall()
        return cls(*row)

    def since(self, other: Books) -> Books:
        return Books(self.runs - other.runs, self.events - other.events)


@dataclass
class Day:
    """One day's ticks, and what they ask for, run in this process."""

    settings: Settings
    instance: dg.DagsterInstance
    defs: dg.Definitions
    day: int
    jobs: dict[str, int] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.resources = {
            "work": wiring.workbench(self.settings),
            "hot": wiring.hot_titles(self.settings),
            "lane_day": wiring.lane_day(self.settings),
        }
        self.graph = self.defs.resolve_asset_graph()
        self.place = {key: n for n, key in enumerate(self.graph.toposorted_asset_keys)}
        kept = self.settings.home / "ten_days.json"
        self.cursors: dict[str, str | None] = json.loads(kept.read_text()) if kept.exists() else {}

    def keep(self) -> None:
        """Leave the cursors to the next day."""
        (self.settings.home / "ten_days.json").write_text(json.dumps(self.cursors))

    def hour(self, hour: int) -> None:
        """Every schedule at each of its times within an hour; then whatever follows."""
        begins = dt.datetime.combine(date_of(self.day), dt.time(hour), dt.UTC)
        ran = 0
        for at, schedule in sorted(ticks(begins), key=lambda one: one[0]):
            ran += self.scheduled(schedule, at)
        if ran or hour == 0:
            self.settle(begins + dt.timedelta(minutes=59))

    def scheduled(self, schedule: dg.ScheduleDefinition, at: dt.datetime) -> int:
        with dg.build_schedule_context(
            instance=self.instance, scheduled_execution_time=at, resources=self.resources
        ) as context:
            asked = schedule(context)
        if not isinstance(asked, dg.RunRequest):
            return 0
        self.run(schedule.job_name, asked.tags, asked.partition_key)
        return 1

    def settle(self, at: dt.datetime) -> None:
        """Sensors and conditions, until none of them asks for anything."""
        for _ in range(MOST_ROUNDS):
            if not self.sensors() and not self.automation(at):
                return
        self.wrong.append(f"at {at:%H:%M} something was still asked for")

    def sensors(self) -> int:
        asked = [*self.sensed(landed_days, "spine"), *self.sensed(popular_titles, "popular")]
        asked += self.sensed(dropped_files, "dropped")
        for job, request in asked:
            tags = {**request.tags, "dagster/run_key": request.run_key or ""}
            self.run(job, tags, request.partition_key)
        return len(asked)

    def sensed(self, sensor: Any, job: str) -> list[tuple[str, dg.RunRequest]]:
        """What a sensor asks for that no run has done; the daemon goes by run keys as well."""
        with dg.build_sensor_context(
            instance=self.instance, cursor=self.cursors.get(job), resources=self.resources
        ) as context:
            asked = sensor(context)
            self.cursors[job] = context.cursor
        if isinstance(asked, dg.SkipReason) or asked is None:
            return []
        requests = asked.run_requests if isinstance(asked, dg.SensorResult) else [asked]
        return [(job, one) for one in requests or () if not self.has_run(one.run_key)]

    def has_run(self, run_key: str | None) -> bool:
        tags = dg.RunsFilter(tags={"dagster/run_key": run_key or ""})
        return bool(self.instance.get_runs(tags, limit=1))

    def automation(self, at: dt.datetime) -> int:
        kept = self.cursors.get("automation")
        found = dg.evaluate_automation_conditions(
            defs=self.defs,
            instance=self.instance,
            cursor=deserialize_value(kept) if kept else None,
            evaluation_time=at,
        )
        self.cursors["automation"] = serialize_value(found.cursor)
        groups: dict[frozenset[str | None], list[dg.AssetKey]] = {}
        for key in self.graph.toposorted_asset_keys:
            if wanted := found.get_requested_partitions(key):
                groups.setdefault(frozenset(wanted), []).append(key)
        for partitions, keys in groups.items():
            self.follow(partitions, keys)
        return len(groups)

    def follow(self, partitions: frozenset[str | None], keys: Sequence[dg.AssetKey]) -> None:
        """One run of all assets that the same partitions were asked of."""
        tags = {policies.LANE_TAG: policies.DOWNSTREAM}
        job = self.defs.resolve_implicit_global_asset_job_def().name
        if partitions == {None}:
            self.run(job, tags, None, keys)
        elif partitions in (frozenset(BUCKET_PARTITIONS), frozenset(PARTITIONS)):
            ordered = [one for one in PARTITIONS if one in partitions]
            whole = {policies.RANGE_START: ordered[0], policies.RANGE_END: ordered[-1]}
            self.run(job, tags | whole, None, keys)
        else:
            for one in sorted(p for p in partitions if p is not None):
                self.run(job, tags, one, keys)

    def run(
        self,
        job: str,
        tags: Any,
        partition: str | None,
        keys: Sequence[dg.AssetKey] | None = None,
    ) -> None:
        chosen = self.defs.resolve_job_def(job)
        result = chosen.execute_in_process(
            instance=self.instance,
            partition_key=partition,
            tags=dict(tags),
            asset_selection=list(keys) if keys else None,
            run_config=runner.QUIET,
            raise_on_error=False,
        )
        name = "downstream" if keys else job
        self.jobs[name] = self.jobs.get(name, 0) + 1
        if not result.success:
            self.wrong.append(f"{name} failed: {runner._why(name, result)}")

    def burst(self) -> None:
        """Titles looked at twice within the day: served as of today, and asked for once."""
        url = wiring.database_url(self.settings)
        facts = {t.title_id: t.tmdb_count for t in UniverseDay(load_facts(), self.day).titles}
        with psycopg.connect(url) as connection:
            served = connection.execute(
                "SELECT title_id, tmdb_votes FROM served.titles WHERE popularity > 5 "
                "AND tmdb_votes IS NOT NULL ORDER BY popularity"
            ).fetchall()
        others = [one for one, votes in served if facts.get(one) not in (None, votes)][:5]
        before = self.jobs.get("popular", 0)
        for _ in range(2):
            look(url, others)
            self.settle(dt.datetime.combine(date_of(self.day), dt.time(15), dt.UTC))
        with psycopg.connect(url) as connection:
            now = dict(
                connection.execute(
                    "SELECT title_id, tmdb_votes FROM served.titles WHERE title_id = ANY(%s)",
                    (others,),
                ).fetchall()
            )
        print(f"  burst: {len(others)} titles, {self.jobs.get('popular', 0) - before} run(s)")
        if now != {one: facts[one] for one in others} or not others:
            self.wrong.append(f"looked at, but not served as of today: {now}")
        if self.jobs.get("popular", 0) != before + 1:
            self.wrong.append("the second burst started a run")


def ticks(begins: dt.datetime) -> Iterator[tuple[dt.datetime, dg.ScheduleDefinition]]:
    """Every schedule's times within an hour."""
    ends = begins + dt.timedelta(hours=1)
    for timed, schedule in zip(TIMED, schedules, strict=True):
        for at in cron_string_iterator(begins.timestamp(), timed.cron, "UTC"):
            if at >= ends:
                break
            yield at.astimezone(dt.UTC), schedule


def left_open(instance: dg.DagsterInstance) -> Iterator[str]:
    """Runs that did not end, and slots nobody gave back."""
    orphans = instance.get_runs(dg.RunsFilter(statuses=list(policies.UNFINISHED)))
    if orphans:
        yield f"{len(orphans)} runs left open"
    storage = instance.event_log_storage
    for pool in storage.get_concurrency_keys():
        if storage.get_concurrency_info(pool).claimed_slots:
            yield f"a slot of {pool} is still taken"


def not_served(settings: Settings, day: int) -> Iterable[str]:
    """Facts of the day that the served views do not tell."""
    first, today = UniverseDay(load_facts(), 0), UniverseDay(load_facts(), day)
    there = {title.title_id: title for title in today.titles}
    gone = {title.title_id for title in first.titles} - set(there)
    with psycopg.connect(wiring.database_url(settings)) as connection:
        rows = connection.execute(
            "SELECT title_id, imdb_score, imdb_votes, tmdb_votes, popularity FROM served.titles"
        ).fetchall()
        redirects = connection.execute(
            "SELECT from_title_id FROM served.title_redirects WHERE reason IN ('gone', 'merged')"
        ).fetchall()
        asked = connection.execute(
            "SELECT title_id FROM catalogue.source_check WHERE source = 'tmdb' "
            "AND outcome = 'found' AND checked_at >= %s",
            (date_of(day),),
        ).fetchall()
    served = {row[0]: row[1:] for row in rows}
    yield from told("titles of the day are missing", set(there) - set(served))
    yield from told("vanished titles are served", gone & set(served))
    yield from told("vanished titles are no tombstones", gone - {row[0] for row in redirects})
    # TMDB has some titles twice: IMDb's record is then one's, and the other may have no score.
    own = (t for t in today.titles if today.by_imdb_id.get(t.imdb_id or "") is t)
    scores = {t.title_id: (t.imdb_score, t.imdb_count) for t in own if t.imdb_score}
    yield from told(
        "IMDb's scores are not the day's",
        {one for one, score in scores.items() if one in served and served[one][:2] != score},
    )
    again = {row[0] for row in asked} & set(there) & set(served)
    yield from told(
        "TMDB's votes are not the day's, though it was asked",
        {one for one in again if served[one][2] != there[one].tmdb_count},
    )


def told(what: str, titles: set[str]) -> Iterator[str]:
    if titles:
        yield f"{what}: {len(titles)} ({', '.join(sorted(titles)[:3])})"


if __name__ == "__main__":
    main()
