"""One source walls us off, one has changed its pages, one is down: the rest goes on as it was."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import universe_lanes as lanes

from movie_assets.assets import (
    crosswalk,
    pages,
    source_scores,
    source_states,
    sources,
    title_scores,
    titles,
)
from movie_assets.model.ids import partition_of
from movie_assets.refresh.canaries import MOST_ASKED
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.universe.server import UniverseServer

# From the films' bucket to the shows': three of them, and nobody lives in the other seventeen.
FILMS, SHOWS = "movie-14", "tv-00"
FETCHED = ("tmdb_titles", "wikidata_ids", "metacritic_pages", "rotten_tomatoes_pages", "tv_tropes")
SOURCES = ("tmdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes")
FOLLOWS = (
    "crosswalk_candidates",
    "crosswalk",
    "titles",
    "tmdb_scores",
    "metacritic_scores",
    "rotten_tomatoes_scores",
    "title_scores",
)
ASSETS = (
    *sources.assets,
    *pages.assets,
    *crosswalk.assets,
    *titles.assets,
    *title_scores.assets,
    *source_scores.assets,
    *source_states.assets,
)
DUE_AGAIN = 8


@dataclass(frozen=True)
class Day:
    """What a day's run left: scores and titles as they would be served, states, requests."""

    scores: list[tuple[Any, ...]]
    titles: list[tuple[Any, ...]]
    states: dict[str, tuple[Any, ...]]
    records: dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Days:
    """A good day, and the day on which three sources fail."""

    good: Day
    bad: Day
    universe: UniverseServer
    now: dt.datetime


def whole_run(work: Workbench) -> Day:
    for asset in (*FETCHED, *FOLLOWS):
        lanes.materialise(work, ASSETS, asset, (FILMS, SHOWS))
    lanes.materialise(work, ASSETS, "source_states")

    def rows(table: str, columns: str, source: str = "") -> list[tuple[Any, ...]]:
        return lanes.rows(work, work.lake.scan(dataset(table, source)), columns)

    states = rows("source_state", "source, state, until")
    return Day(
        scores=rows("title_score", "title_id, source, metric, value, count"),
        titles=rows("title", "title_id, title, year"),
        states={row[0]: row[1:] for row in states},
        records={
            one: rows("source_record", "title_id, source_id, ratings, tropes", one)
            for one in SOURCES
        },
    )


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Days]:
    with UniverseServer(full_pages=False) as universe:
        known = sorted(universe.today().titles, key=lambda one: -(one.popularity or 0))
        few = [
            title
            for bucket, most in ((FILMS, 8), (SHOWS, 3))
            for title in [t for t in known if partition_of(t.title_id, t.kind) == bucket][:most]
        ]
        work = lanes.bench_of(universe, tmp_path_factory.mktemp("home"), few)
        lanes.trust(work, *SOURCES)
        good = whole_run(work)
        universe.day, universe.full_pages = DUE_AGAIN, True
        universe.faults.add("forbidden", "www.metacritic.com/")
        universe.faults.add("changed_layout", "www.rottentomatoes.com/")
        universe.faults.add("dropped", "tvtropes.org/")
        universe.requests.clear()
        later = lanes.at(work, DUE_AGAIN)
        lanes.trust(later, "tmdb", "wikidata")
        yield Days(good, whole_run(later), universe, later.clock.at)


def test_the_rest_goes_on(days: Days):
    of_tmdb = [[row for row in day.scores if row[1] == "tmdb"] for day in (days.good, days.bad)]
    assert len(of_tmdb[0]) >= 10
    # Scores move in the universe's week.
    assert of_tmdb[0] != of_tmdb[1]
    assert [row[0] for row in days.bad.titles] == [row[0] for row in days.good.titles]


@pytest.mark.parametrize("source", ["metacritic", "rotten_tomatoes", "tv_tropes"])
def test_yesterdays_good_values_are_still_there(days: Days, source: str):
    assert len(days.good.records[source]) >= 5
    assert days.bad.records[source] == days.good.records[source]
    scores = [[row for row in day.scores if row[1] == source] for day in (days.good, days.bad)]
    assert scores[0] == scores[1]
    assert source == "tv_tropes" or len(scores[0]) >= 8


def test_states_say_which_and_until_when(days: Days):
    assert {days.good.states[one][0] for one in SOURCES} == {"fresh"}
    until = days.now + dt.timedelta(hours=6)
    assert days.bad.states["metacritic"] == ("blocked", until)
    assert days.bad.states["rotten_tomatoes"] == ("drifted", None)
    assert days.bad.states["tv_tropes"][0] == "fresh"
    assert {days.bad.states[one][0] for one in ("tmdb", "wikidata")} == {"fresh"}


def test_each_costs_a_few_requests(days: Days):
    log = [row for row in days.universe.requests.all() if row.path != "/robots.txt"]
    asked = {host: [row for row in log if row.host == host] for host in
             ("www.metacritic.com", "www.rottentomatoes.com", "tvtropes.org")}  # fmt: skip
    counts = {host: len(rows) for host, rows in asked.items()}
    assert counts["www.metacritic.com"] <= 1
    assert 5 <= counts["www.rottentomatoes.com"] <= MOST_ASKED
    # Two pages that never came, at four requests each, say that the host is down.
    assert counts["tvtropes.org"] <= 8
