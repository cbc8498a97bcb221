"""Times a day of the seed system's work: 46,100 answers fetched, stored, parsed, matched, served.

python -m movie_assets_tests.benchmarks.seed_day [--share 0.1]

The universe is a process of its own; IMDb's lane and the other pages' are two more at once, as
under `movie-assets up`. A title is asked for again as soon as the lanes' own rules call it due:
where the universe has too few titles, the clock goes on. The 1,500 prompts are left out (no tagger
asks a model yet), and the bar is lowered by their share of the answers.
"""

import argparse
import datetime as dt
import json
import os
import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import dagster as dg

from movie_assets import policies, wiring
from movie_assets.assets import imdb_pages, pages
from movie_assets.assets.landing import Landing
from movie_assets.commands import runner
from movie_assets.resources.answers import AnswerStore, Journal
from movie_assets.resources.clock import RunClock
from movie_assets.resources.http import HttpClient
from movie_assets.resources.workbench import Workbench
from movie_assets.settings import PROJECT, Settings, read_settings
from movie_assets.sources.registry import SOURCES
from movie_assets.universe.http_io import Connection
from movie_assets.universe.messages import Request
from movie_assets.universe.server import ROUTES, UniverseServer
from movie_assets.universe.state import UniverseDay
from movie_assets_tests.benchmarks.homes import fresh_home

BAR_S = 900
SEED_DAY = 46_100
ANSWERS = {"imdb_pages": 30_000, "tv_tropes": 9_000, "rotten_tomatoes_pages": 5_000,
           "metacritic_pages": 600}  # fmt: skip
TWO_RUNS = (("imdb_pages",), ("tv_tropes", "rotten_tomatoes_pages", "metacritic_pages"))
DUE_AGAIN_DAYS = 121  # the last tier of refresh.due may grow 120 days old
MODULE = "movie_assets_tests.benchmarks.seed_day"


# --- the processes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="of the day's answers")
    parser.add_argument("--part", nargs="+", help="for the processes it starts")
    given = parser.parse_args()
    if given.part:
        PARTS[given.part[0]](*given.part[1:])
        return
    with fresh_home() as (folder, variables):
        told = start(variables, "before").result()
        print(f"yesterday (not counted): {told['seconds']:.0f} s", flush=True)
        dotenv = (folder / "dotenv").read_text().splitlines()
        begun = time.monotonic()
        lanes = fetched(variables | dict(line.split("=", 1) for line in dotenv), given.share)
        fetching_s = time.monotonic() - begun
        after = start(variables, "after").result()
    report(lanes, fetching_s, after, time.monotonic() - begun)


def fetched(variables: dict[str, str], share: float) -> list[dict[str, Any]]:
    """Ask for the day's answers with two processes at once; what they and the server told."""
    universe = start(variables, "universe")
    try:
        url = universe.line()["url"]
        runs = [
            start(variables, "lanes", url, *(f"{n}={round(ANSWERS[n] * share)}" for n in names))
            for names in TWO_RUNS
        ]
        told = [run.result() for run in runs]
    finally:
        universe.process.stdin.close()
    return [*told, universe.result()]


@dataclass
class Part:
    """A process of this module: it prints JSON lines, the last of which is its result."""

    process: Any

    def line(self) -> dict[str, Any]:
        return json.loads(self.process.stdout.readline())

    def result(self) -> dict[str, Any]:
        lines = self.process.stdout.read().splitlines()
        if self.process.wait() != 0:
            sys.exit("A part of the benchmark failed; what it said stands above.")
        return json.loads(lines[-1])


def start(variables: dict[str, str], *words: str) -> Part:
    command = [sys.executable, "-m", MODULE, "--part", *words]
    return Part(subprocess.Popen(command, env=variables, cwd=PROJECT, text=True,
                                 stdin=subprocess.PIPE, stdout=subprocess.PIPE))  # fmt: skip


def spent() -> dict[str, float]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_s": used.ru_utime + used.ru_stime, "rss_mb": used.ru_maxrss / 1024}


class ByTheAskersClock(UniverseServer):
    """A universe in which who asks as `seed-day/121` is on day 121; a connection has a thread."""

    _asker = threading.local()

    def respond(self, connection: Connection, request: Request) -> bool:
        self._asker.day = int(request.headers["user-agent"].rpartition("/")[2])
        return super().respond(connection, request)

    def today(self) -> UniverseDay:
        return self.open_day(self._asker.day)


def universe() -> None:
    """Serve full pages until standard input ends, to each lane those of the day it stands on."""
    with ByTheAskersClock(imdb_pages=True, full_pages=True) as server:
        print(json.dumps({"url": f"http://127.0.0.1:{server.port}"}), flush=True)
        at_rest = spent()["cpu_s"]
        sys.stdin.read()
        statuses: dict[str, int] = {}
        for (host, status), count in server.requests.counts().items():
            statuses[f"{host} {status}"] = statuses.get(f"{host} {status}", 0) + count
        cost = spent()
        cost["cpu_s"] -= at_rest
        print(json.dumps({"part": "universe", "statuses": statuses, **cost}))


# --- the assets before and after the lanes


def before() -> None:
    """What yesterday left: spine, TMDB, Wikidata, and whatever else no page is needed for."""
    _run_all(after_lanes=False)


def after() -> None:
    """What follows from the pages, up to the served views."""
    _run_all(after_lanes=True)


def _run_all(*, after_lanes: bool) -> None:

    settings = read_settings()
    runner.prepare(settings)
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    graph = defs.resolve_asset_graph()
    follows = {dg.AssetKey(name) for name in ANSWERS}
    for key in graph.toposorted_asset_keys:
        if graph.get(key).parent_keys & follows:
            follows.add(key)
    groups = [
        keys
        for keys in runner._in_order(defs)
        if (keys[0] in follows) is after_lanes
        and keys[0].path[-1] not in ANSWERS
        and not (after_lanes and runner._fetches(graph.get(keys[0])))
    ]
    begun, phases = time.monotonic(), {}
    made = runner._materialise(defs, settings, groups, lambda *_: None)
    for done in made:
        phases[done.asset] = done.seconds
    seconds = time.monotonic() - begun
    print(json.dumps({"seconds": seconds, "phases": phases, **spent()}))


# --- the lanes


def lanes(url: str, *wanted: str) -> None:
    """Materialise lanes over all buckets, again and again, until each has so many answers."""
    imdb_pages.PAGES_A_BUCKET = 10_000  # the real bound is 25, for a page in five seconds
    settings = read_settings()
    work = wiring.workbench(settings)
    assets = {asset.key.path[-1]: asset for asset in (*imdb_pages.assets, *pages.assets)}
    costs = Costs()
    costs.watch()
    told: dict[str, dict[str, Any]] = {}
    with dg.DagsterInstance.get() as instance:
        for name, most in (one.split("=") for one in wanted):
            begun, day, outcomes = time.monotonic(), 0, dict[str, int]()
            while (lacking := int(most) - sum(outcomes.values())) > 0:
                bench = on_day(work, settings, url, day, lacking + 1)  # one is for robots.txt
                came = materialised(instance, assets[name], bench)
                if not came:
                    sys.exit(f"{name} was not answered on day {day}.")
                for outcome, count in came.items():
                    outcomes[outcome] = outcomes.get(outcome, 0) + count
                day += DUE_AGAIN_DAYS
            rounds = day // DUE_AGAIN_DAYS
            seconds = time.monotonic() - begun
            told[name] = {"seconds": seconds, "rounds": rounds, "outcomes": outcomes}
    print(
        json.dumps({"part": wanted[0].partition("=")[0], "lanes": told, "ms": costs.ms, **spent()})
    )


def on_day(work: Workbench, settings: Settings, url: str, day: int, budget: int) -> Workbench:
    """A workbench whose clock stands on a day, and that may ask each source so many times."""
    return replace(
        work,
        imdb_pages=True,
        clock=RunClock(work.clock.at + dt.timedelta(days=day)),
        open_http=lambda: HttpClient(
            base_urls={host: f"{url}/{host}" for host in ROUTES},
            user_agent=f"seed-day/{day}", tokens={}, pace=0, shared=settings.shared_pace,
            budgets=dict.fromkeys(SOURCES, budget),
        ),
    )  # fmt: skip


def materialised(instance: Any, asset: Any, work: Any) -> dict[str, int]:
    """One run of a lane over all buckets; how its requests ended, those not made left out."""
    tags = policies.over_buckets()
    result = dg.materialize(
        [asset], instance=instance, resources={"work": work}, run_config=runner.QUIET, tags=tags
    )
    event = result.get_asset_materialization_events()[-1].materialization
    outcomes: dict[str, int] = dict(event.metadata["request_outcomes"].value)  # type: ignore[arg-type]
    outcomes.pop("over_quota", None)
    return outcomes


class Costs:
    """Core time of this process by part, each without what it calls of the others."""

    def __init__(self) -> None:
        self.ms: dict[str, float] = {}
        self._open: list[float] = []

    def watch(self) -> None:
        """Measure the parts from here on."""
        for part, owner, name in (
            ("client", HttpClient, "ask"), ("journal", Journal, "append"),
            ("roll", AnswerStore, "_roll"), ("write", Landing, "write"), ("rows", Landing, "add"),
        ):  # fmt: skip
            setattr(owner, name, self._measured(part, getattr(owner, name)))
        for source in SOURCES.values():
            if source.read:
                object.__setattr__(source, "read", self._measured("parse", source.read))

    def _measured(self, part: str, function: Any) -> Any:
        def measured(*args: Any, **kwargs: Any) -> Any:
            with self._part(part):
                return function(*args, **kwargs)

        return measured

    @contextmanager
    def _part(self, part: str) -> Iterator[None]:
        self._open.append(0.0)
        begun = time.thread_time()
        try:
            yield
        finally:
            took = time.thread_time() - begun
            within = self._open.pop()
            if self._open:
                self._open[-1] += took
            self.ms[part] = self.ms.get(part, 0.0) + 1000 * (took - within)


# --- what came of it


def report(lanes: list[dict[str, Any]], fetching_s: float, after: dict[str, Any],
           seconds: float) -> None:  # fmt: skip
    *runs, server = lanes
    told = {name: lane for run in runs for name, lane in run["lanes"].items()}
    answers = sum(sum(lane["outcomes"].values()) for lane in told.values())
    for name, lane in told.items():
        count = sum(lane["outcomes"].values())
        took = lane["seconds"]
        print(f"{name:<24}{count:>7} answers{took:>7.0f} s {count / took:>5.0f}/s  "
              f"rounds: {lane['rounds']}  {lane['outcomes']}")  # fmt: skip
    print(f"the server's own count: {server['statuses']}")
    parts = {part: sum(run["ms"].get(part, 0.0) for run in runs)
             for part in ("client", "journal", "roll", "parse", "rows", "write")}  # fmt: skip
    parts["rest"] = sum(run["cpu_s"] for run in runs) * 1000 - sum(parts.values())
    parts = {"server": server["cpu_s"] * 1000, **parts}
    told_ms = ", ".join(f"{part} {ms / answers:.2f}" for part, ms in parts.items())
    print(f"core-ms an answer: {told_ms}; in all {sum(parts.values()) / answers:.1f}")
    for run in (*runs, server, {"part": "after", **after}):
        cost = f"{run['cpu_s']:>6.0f} core-s{run['rss_mb']:>6.0f} MB"
        print(f"process {run['part'][:24]:<24}{cost}")
    slowest = sorted(after["phases"].items(), key=lambda one: -one[1])[:12]
    print("after: " + ", ".join(f"{name} {took:.1f} s" for name, took in slowest))
    bar_s = BAR_S * answers / SEED_DAY
    print(f"{answers} answers: fetched in {fetching_s:.0f} s, {answers / fetching_s:.0f}/s; all in "
          f"{seconds:.0f} s; bar {bar_s:.0f} s; ratio {seconds / bar_s:.2f}")  # fmt: skip
    sys.exit(1 if seconds > bar_s else 0)


PARTS = {"universe": universe, "before": before, "after": after, "lanes": lanes}

if __name__ == "__main__":
    os.environ.setdefault("DO_NOT_TRACK", "1")
    main()
