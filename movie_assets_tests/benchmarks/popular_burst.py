"""Times a burst of views until what changed is served, under `movie-assets up`, a lane at work.

python -m movie_assets_tests.benchmarks.popular_burst [--home FOLDER] [--day 8] [--pace 1]

FOLDER holds what `movie-assets run` left on day 0 (home/ and dotenv); it is copied. Without it a
fresh home is run first. On a later day of the universe Metacritic's completeness lane is started,
then titles are looked at: seconds until all of them are served with that day's votes. A second
burst must start no run. Exit code 1 when one of the two fails.
"""

import argparse
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg

from movie_assets import policies, wiring
from movie_assets.settings import Settings
from movie_assets.universe.facts import load_facts
from movie_assets.universe.state import UniverseDay
from movie_assets_tests.benchmarks.by_graphql import LAUNCH, ask
from movie_assets_tests.benchmarks.homes import fresh_home
from movie_assets_tests.catalogue_run import PROGRAM, PROJECT, run

BAR_S = 180.0
LONGEST_S = 900.0
QUIET_S = 60.0
BURST = 5
LANE = "metacritic_pages"
# Runs of a job, of the popular one those for people alone.
RUNS = f"""
    SELECT status, count(*) FROM runs WHERE pipeline_name = %s AND NOT EXISTS (
        SELECT FROM run_tags WHERE run_tags.run_id = runs.run_id AND key = '{policies.LANE_TAG}'
        AND value = '{policies.LISTED}')
    GROUP BY 1
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--home", type=Path)
    parser.add_argument("--day", type=int, default=8)
    parser.add_argument("--pace", type=float, default=0.2)  # lane: 0.4 s a page
    given = parser.parse_args()
    with finished_home(given.home) as (folder, variables):
        later = {"MOVIE_ASSETS_UNIVERSE_DAY": str(given.day), "MOVIE_ASSETS_PACE": str(given.pace)}
        settings = Settings(
            home=folder / "home", postgres_port=int(variables["MOVIE_ASSETS_POSTGRES_PORT"])
        )
        with up(settings, {**variables, **later}) as webserver:
            sys.exit(0 if measured(settings, webserver, given.day) else 1)


def measured(settings: Settings, webserver: str, day: int) -> bool:
    catalogue = wiring.database_url(settings)
    expected = looked_at(catalogue, day)
    titles = list(expected)
    start_lane(webserver)
    wait_for(lambda: lane_asks(settings), "the completeness lane asks")
    print(f"{LANE} is under way; looked at: {', '.join(titles)}", flush=True)
    look(catalogue, titles)
    seconds = wait_for(lambda: all_served(catalogue, expected), "changed values are served")
    print(f"From the burst to served values: {seconds:.1f} s (bar {BAR_S:.0f})", flush=True)
    wait_for(lambda: runs_of(settings, "popular") == {"SUCCESS": 1}, "the run is through")
    print(f"Runs of the lane: {runs_of(settings, f'timed_{LANE}')}", flush=True)
    look(catalogue, titles)
    time.sleep(QUIET_S)
    second = runs_of(settings, "popular")
    print(f"After a second burst and {QUIET_S:.0f} s, popular runs: {second}", flush=True)
    events, runs = books(settings)
    print(f"Dagster's books: {runs:,} runs, {events:,} event rows", flush=True)
    return seconds <= BAR_S and second == {"SUCCESS": 1}


@contextmanager
def finished_home(given: Path | None) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home of our own that was run on day 0."""
    with fresh_home() as (folder, variables):
        if given is None:
            done = run([str(PROGRAM), "run"], variables)
            if done.returncode != 0:
                sys.exit(done.stdout + done.stderr)
        else:
            shutil.copytree(given / "home", folder / "home", symlinks=True)
            (folder / "home" / "postgres").chmod(0o755)
            for stale in (folder / "home").rglob("postmaster.pid"):
                stale.unlink()
            give_to_its_owner(given, folder)
        yield folder, variables


def give_to_its_owner(given: Path, folder: Path) -> None:
    """A copied cluster belongs to whom the first did: the server does not run as root."""
    for source in [given / "home" / "postgres", *(given / "home" / "postgres").rglob("*")]:
        target = folder / source.relative_to(given)
        if target.exists() and not target.is_symlink():
            told = source.stat()
            os.chown(target, told.st_uid, told.st_gid)
            target.chmod(told.st_mode & 0o7777)


@contextmanager
def up(settings: Settings, variables: Mapping[str, str]) -> Iterator[str]:
    """`movie-assets up`, until its webserver answers; stopped at the end. Gives its address."""
    child = subprocess.Popen(
        [str(PROGRAM), "up"], env=dict(variables), cwd=PROJECT, stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip
    address = f"http://127.0.0.1:{variables['MOVIE_ASSETS_WEBSERVER_PORT']}"
    try:
        wait_for(lambda: child.poll() is not None or answers(address), "the webserver answers")
        yield address
    finally:
        log = settings.home / "logs" / "dagster.log"
        if log.exists():
            shutil.copy(log, "/tmp/popular_burst.log")
        child.send_signal(signal.SIGINT)
        child.wait(120)


def answers(address: str) -> bool:
    try:
        with httpx.Client(base_url=address, timeout=5, trust_env=False) as client:
            told = ask(client, "{repositoriesOrError{... on RepositoryConnection{nodes{name}}}}")
            return bool(told["repositoriesOrError"].get("nodes"))
    except httpx.HTTPError:
        return False


def start_lane(address: str) -> None:
    """Ask for Metacritic's completeness run as its schedule would."""
    tags = {policies.LANE_TAG: policies.COMPLETENESS, **policies.over_buckets()}
    params = {
        "selector": {
            "repositoryLocationName": "movie_assets",
            "repositoryName": "__repository__",
            "pipelineName": f"timed_{LANE}",
        },
        "mode": "default",
        "runConfigData": {},
        "executionMetadata": {"tags": [{"key": k, "value": v} for k, v in tags.items()]},
    }
    with httpx.Client(base_url=address, timeout=60, trust_env=False) as client:
        launched = ask(client, LAUNCH, params=params)["launchRun"]
    if launched["__typename"] != "LaunchRunSuccess":
        sys.exit(str(launched))


def lane_asks(settings: Settings) -> bool:
    """Whether the lane's step has its host's pool and some answers."""
    journals = (settings.home / "journal").rglob("*")
    busy = any("metacritic" in str(path) and path.is_file() for path in journals)
    return busy and runs_of(settings, f"timed_{LANE}").get("STARTED", 0) > 0


def looked_at(url: str, day: int) -> dict[str, int]:
    """The most popular films whose votes at TMDB are others on that day, with those votes."""
    then = {t.title_id: t.tmdb_count for t in UniverseDay(load_facts(), day).titles}
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT title_id, tmdb_votes FROM served.titles WHERE kind = 'movie' "
            "AND metacritic_critics IS NOT NULL ORDER BY popularity DESC"
        ).fetchall()
    changed = {
        str(one): count
        for one, votes in rows
        if (count := then.get(one)) is not None and count != votes
    }
    return dict(itertools.islice(changed.items(), BURST))


def look(url: str, titles: Sequence[str]) -> None:
    with psycopg.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute("SET ROLE movie_app")
        cursor.executemany(
            "INSERT INTO app.title_view (title_id, reason) VALUES (%s, 'details')",
            [(one,) for one in titles] * 3,
        )


def all_served(url: str, expected: Mapping[str, int]) -> bool:
    """Whether every title is served with the votes of the universe's day."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT title_id, tmdb_votes FROM served.titles WHERE title_id = ANY(%s)",
            (list(expected),),
        ).fetchall()
    return dict(rows) == expected


def runs_of(settings: Settings, job: str) -> dict[str, int]:
    with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
        found = connection.execute(RUNS.encode(), (job,)).fetchall()
    return {str(status): int(count) for status, count in found}


def books(settings: Settings) -> tuple[int, int]:
    """Event rows and runs Dagster keeps."""
    with psycopg.connect(wiring.database_url(settings, wiring.DAGSTER)) as connection:
        (row,) = connection.execute(
            "SELECT (SELECT count(*) FROM event_logs), (SELECT count(*) FROM runs)"
        ).fetchall()
    return row


def wait_for(holds: Callable[[], bool], what: str) -> float:
    """Look every half second; seconds until it holds."""
    begun = time.monotonic()
    while time.monotonic() - begun < LONGEST_S:
        if holds():
            return time.monotonic() - begun
        time.sleep(0.5)
    sys.exit(f"After {LONGEST_S:.0f} s not yet: {what}")


if __name__ == "__main__":
    main()
