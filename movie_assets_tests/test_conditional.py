"""What is not asked for again: pages that did not change, hosts that are down."""

import datetime as dt
from dataclasses import replace
from pathlib import Path

import universe_lanes as lanes

from movie_assets.assets import pages, sources
from movie_assets.model.ids import partition_of
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.universe.facts import Title
from movie_assets.universe.server import UniverseServer

BUCKET = "movie-05"
SITE = "www.metacritic.com"
FACTS = 'title_id, source_id, title, year, ratings, directors, "cast", outcome'


def films(universe: UniverseServer, most: int) -> list[Title]:
    """The bucket's first films."""
    titles = universe.today().titles
    return [one for one in titles if partition_of(one.title_id, one.kind) == BUCKET][:most]


def walk(work: lanes.Workbench) -> dict[str, object]:
    for assets, name in ((sources, "tmdb_titles"), (sources, "wikidata_ids")):
        lanes.materialise(work, assets.assets, name, BUCKET)
    return lanes.materialise(work, pages.assets, "metacritic_pages", BUCKET)


def test_what_did_not_change_is_not_sent_again(tmp_path: Path) -> None:
    with UniverseServer(full_pages=False) as universe:
        work = lanes.bench_of(universe, tmp_path, films(universe, 12))
        walk(work)
        records = dataset("source_record", "metacritic")
        before = lanes.rows(work, work.lake.scan(records, [BUCKET]), FACTS)
        bodies = work.lake.files(dataset("answer_body", "metacritic"), [BUCKET])
        universe.requests.clear()
        # Metacritic's old and unpopular titles wait longest, 4 x 1.5 x 120 days and more where
        # nothing changed: every title is due again, on the same day of the universe, so its pages
        # are what they were.
        later = replace(work, clock=RunClock(lanes.START + dt.timedelta(days=1_000)))
        walk(later)
        after = lanes.rows(work, work.lake.scan(records, [BUCKET]), FACTS)
    counts = universe.requests.counts()
    found = sum(row[-1] in ("found", "no_score_yet") for row in before)
    assert found >= 8
    assert counts[SITE, 304] == found
    assert after == before
    assert work.lake.files(dataset("answer_body", "metacritic"), [BUCKET]) == bodies


def test_a_host_that_is_down_is_left_alone_after_five_titles(tmp_path: Path) -> None:
    with UniverseServer(full_pages=False) as universe:
        work = lanes.bench_of(universe, tmp_path, films(universe, 9))
        lanes.trust(work, "tmdb")
        universe.faults.add("server_error", "api.themoviedb.org")
        told = lanes.materialise(work, sources.assets, "tmdb_titles", BUCKET)
        counts = universe.requests.counts()
    # One ask and three more a title, then no more of them.
    assert counts["api.themoviedb.org", 500] + counts["api.themoviedb.org", 503] == 5 * 4
    assert told["lane_stopped_by"] == "unreachable"
