"""TMDB's lists as assets: what stands on them now, what was edited, of titles the spine knows."""

import pytest
import universe_lanes as lanes

from movie_assets.assets import tmdb_lists
from movie_assets.assets.step import NO_PARTITION
from movie_assets.universe.facts import load_facts
from movie_assets.universe.server import UniverseServer
from movie_assets.universe.state import UniverseDay

TODAY = UniverseDay(load_facts(), 0)
LISTED = tmdb_lists.LISTED


@pytest.fixture(scope="module")
def universe():
    with UniverseServer(full_pages=False) as server:
        yield server


@pytest.fixture
def work(universe, tmp_path):
    """A lake whose spine knows the ten most popular films."""
    films = [t for t in TODAY.by_popularity if t.kind == "movie"][:10]
    return lanes.bench_of(universe, tmp_path, films)


def test_lists_hold_the_titles_of_the_spine_by_place(work, universe):
    lanes.materialise(work, tmdb_lists.assets, "tmdb_listed")
    scanned = work.lake.scan(LISTED, [NO_PARTITION])
    films = [t.title_id for t in TODAY.by_popularity if t.kind == "movie"][:10]
    for name in ("popular", "trending/day", "trending/week"):
        found = lanes.rows(work, f"{scanned} WHERE list = '{name}'", "place, title_id")
        assert [title_id for _, title_id in found] == films
        assert [place for place, _ in found] == list(range(1, 11))


def test_a_list_that_cannot_be_read_stays_as_it_was(work, universe):
    lanes.materialise(work, tmdb_lists.assets, "tmdb_listed")
    before = lanes.rows(work, work.lake.scan(LISTED, [NO_PARTITION]), "list, place, title_id")
    universe.faults.add("forbidden", "api.themoviedb.org/")
    lanes.materialise(lanes.at(work, 1), tmdb_lists.assets, "tmdb_listed")
    after = lanes.rows(work, work.lake.scan(LISTED, [NO_PARTITION]), "list, place, title_id")
    assert after == before
    assert len(after) == 30
