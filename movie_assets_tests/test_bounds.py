"""Rights and scope: who is asked, what pages are kept, what is read for serving."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from universe_lanes import START, bench_of, materialise, rows, trust

from movie_assets import keeping, wiring
from movie_assets.assets import pages, sources, spine
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.scope import newest_records
from movie_assets.assets.spine import EXPORT, SPINE
from movie_assets.model.contract import table_of
from movie_assets.model.ids import partition_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import ExportedTitle
from movie_assets.refresh.bounds import Scope
from movie_assets.resources.lake import Lake, dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.settings import read_settings
from movie_assets.sources.registry import SOURCES, withheld
from movie_assets.universe.server import UniverseServer

MATRIX, BUCKET = "movie/603", partition_of("movie/603", "movie")


@pytest.fixture(scope="module")
def universe():
    with UniverseServer(day=0, full_pages=False) as server:
        yield server


@pytest.fixture
def work(tmp_path: Path, universe) -> Workbench:
    film = universe.today().title(MATRIX)
    made = bench_of(universe, tmp_path, [film])
    trust(made, "tmdb", "metacritic")
    return made


def with_rights(work: Workbench, use: str) -> Workbench:
    lake = Lake(work.lake.root, work.lake.scratch, withheld(use))
    return replace(work, lake=lake, answers=replace(work.answers, lake=lake))


def asked(work: Workbench, assets, name: str) -> int:
    return materialise(work, assets, name, BUCKET)["requests"]


def test_what_is_withheld_follows_from_the_terms():
    assert withheld("non-commercial") == {
        "imdb", "imdb_page", "metacritic", "rotten_tomatoes", "justwatch",
    }  # fmt: skip
    open_ones = {"wikidata", "wikipedia", "wikipedia_search"}
    assert withheld("open") == SOURCES.keys() - open_ones


def test_a_source_whose_terms_do_not_permit_the_use_is_not_asked(work, universe):
    assert asked(work, sources.assets, "tmdb_titles") == 1
    universe.faults.clear()
    assert asked(with_rights(work, "non-commercial"), pages.assets, "metacritic_pages") == 0
    assert work.lake.files(SourceTables("metacritic").checks) == []
    assert asked(with_rights(work, "personal"), pages.assets, "metacritic_pages") > 0


def test_what_it_told_before_is_not_read_and_comes_back_with_the_right(work):
    asked(work, sources.assets, "tmdb_titles")
    asked(work, pages.assets, "metacritic_pages")
    strict = with_rights(work, "non-commercial")
    told = "title_id, outcome"
    assert rows(work, newest_records(work.lake, "metacritic", BUCKET), told) == [(MATRIX, "found")]
    assert rows(strict, newest_records(strict.lake, "metacritic", BUCKET), told) == []
    assert rows(strict, newest_records(strict.lake, "tmdb", BUCKET), told) == [(MATRIX, "found")]
    records = SourceTables("metacritic").records
    assert strict.lake.version(records, BUCKET) != work.lake.version(records, BUCKET)
    assert asked(strict, pages.assets, "metacritic_pages") == 0
    assert rows(work, newest_records(work.lake, "metacritic", BUCKET), told) == [(MATRIX, "found")]


def test_pages_that_may_not_be_used_are_not_kept(work):
    asked(work, sources.assets, "tmdb_titles")
    asked(work, pages.assets, "metacritic_pages")
    assert {source for source, _, gone in keeping.purge(work) if gone.bodies} == set()
    strict = with_rights(work, "non-commercial")
    purged = {source: (why, gone.bodies) for source, why, gone in keeping.purge(strict)}
    assert purged["metacritic"] == ("its terms do not permit this use", 1)
    assert purged["tmdb"][1] == 0
    assert work.lake.files(dataset("answer_body", "metacritic")) == []
    answers = rows(work, work.lake.scan(work.answers.of("metacritic")), "outcome")
    assert ("found",) in answers  # that it was asked, and the page's hash, stay


# -- scope -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scope", "is_asked"),
    [
        (Scope(), True),
        (Scope(kinds=("movie",)), True),
        (Scope(kinds=("tv",)), False),
        (Scope(min_popularity=1e9), False),
        (Scope(min_popularity=0.5), True),
        (Scope(languages=("ko",)), True),  # which TMDB has yet to tell
        (Scope(min_votes=10**9), True),
    ],
)
def test_the_details_of_a_title_are_asked_for_unless_it_is_known_to_be_unwanted(
    work, scope, is_asked
):
    assert asked(replace(work, scope=scope), sources.assets, "tmdb_titles") == is_asked


@pytest.mark.parametrize(
    ("scope", "is_asked"),
    [
        (Scope(languages=("en",)), True),
        (Scope(languages=("ko",)), False),
        (Scope(countries=("US",)), True),
        (Scope(countries=("KR",)), False),
        (Scope(min_votes=10**9), False),
        (Scope(min_votes=10), True),
        (Scope(min_votes=10**9, min_popularity=0.5), True),
    ],
)
def test_pages_are_asked_for_titles_in_scope_only(work, scope, is_asked):
    bounded = replace(work, scope=scope)
    assert asked(bounded, pages.assets, "metacritic_pages") == 0  # nothing is known yet
    asked(work, sources.assets, "tmdb_titles")
    assert (asked(bounded, pages.assets, "metacritic_pages") > 0) is is_asked


def spine_states(work: Workbench) -> dict[str, str]:
    exported = [
        ExportedTitle(tmdb_id=603, kind="movie", original_title="The Matrix", popularity=80.0)
    ]
    table = arrow_table(table_of(ExportedTitle), exported)
    work.lake.write_table(EXPORT, START.date().isoformat(), table, "data")
    materialise(work, spine.assets, "title_spine", BUCKET)
    return dict(rows(work, work.lake.scan(SPINE, [BUCKET]), "title_id, state"))


def test_the_spine_tells_apart_what_nobody_wants_so_it_is_served_no_more(work):
    asked(work, sources.assets, "tmdb_titles")
    assert spine_states(work)[MATRIX] == "active"
    korean = replace(work, scope=Scope(languages=("ko",)))
    assert spine_states(korean)[MATRIX] == "out_of_scope"
    purged = {source: gone.bodies for source, _, gone in keeping.purge(korean)}
    assert purged["tmdb"] == 1
    assert spine_states(work)[MATRIX] == "active"


def test_scope_and_rights_are_settings(monkeypatch):
    monkeypatch.setenv("MOVIE_ASSETS_SCOPE", '{"kinds": ["movie"], "min_votes": 5}')
    monkeypatch.setenv("MOVIE_ASSETS_RIGHTS", "open")
    bench = wiring.workbench(read_settings())
    assert bench.scope == Scope(kinds=("movie",), min_votes=5)
    assert bench.is_withheld("tmdb")
    assert bench.bounds != ""


@given(
    st.builds(
        Scope,
        kinds=st.lists(st.sampled_from(["movie", "tv"]), max_size=2).map(tuple),
        languages=st.lists(st.sampled_from(["en", "o'k"]), max_size=2).map(tuple),
        min_votes=st.none() | st.integers(0, 9),
    )
)
def test_a_scope_is_sql_whatever_it_holds(scope):
    title = (
        "(SELECT 'movie' AS kind, 1.0 AS popularity, NULL::BIGINT AS votes, "
        "[]::VARCHAR[] AS languages, []::VARCHAR[] AS countries, false AS is_told)"
    )
    (found,) = duckdb.sql(f"SELECT {scope.sql()} FROM {title}").fetchone()
    assert found is (not scope.kinds or "movie" in scope.kinds)
