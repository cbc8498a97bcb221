"""Season pages: from a show and a number to its page and back, as the real sites spell them."""

import pathlib

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.sources.seasons import season_of, season_page_id

TRUTH = pathlib.Path(__file__).parents[2] / "shared" / "data" / "truth" / "crosswalk_dev.parquet"

# Addresses of season pages, as both sites have them today.
PAGES = [
    ("rotten_tomatoes", "tv/the_wire", 2, "tv/the_wire/s02"),
    ("rotten_tomatoes", "tv/the_simpsons", 33, "tv/the_simpsons/s33"),
    ("rotten_tomatoes", "tv/the-west-wing", 4, "tv/the-west-wing/s04"),
    ("metacritic", "tv/the-wire", 2, "tv/the-wire/season-2"),
    ("metacritic", "tv/the-simpsons", 33, "tv/the-simpsons/season-33"),
]


@pytest.mark.parametrize(("source", "show", "number", "page"), PAGES)
def test_a_season_has_one_page(source, show, number, page):
    assert season_page_id(source, show, number) == page
    assert season_of(page) == (show, number)


@pytest.mark.parametrize(
    "page",
    ["tv/the_wire", "m/se7en", "tv/s4c", "tv/season-2", "movie/season-2", "tv/x/s", "tv/x/cast"],
)
def test_no_other_page_is_a_season(page):
    assert season_of(page) is None


def test_a_source_without_season_pages_has_none():
    assert season_page_id("tv_tropes", "Series/TheWire", 2) is None


@given(
    source=st.sampled_from(["rotten_tomatoes", "metacritic"]),
    slug=st.from_regex(r"[a-z0-9]+([_-][a-z0-9!]+){0,5}", fullmatch=True),
    number=st.integers(0, 1999),
)
def test_show_and_number_come_back_from_the_page(source, slug, number):
    page = season_page_id(source, f"tv/{slug}", number)

    assert season_of(page) == (f"tv/{slug}", number)


@pytest.mark.skipif(not TRUTH.exists(), reason="the open truth (../shared/data/truth) is not here")
def test_every_known_episode_page_is_below_its_season():
    with duckdb.connect() as con:
        pages = con.execute(
            "SELECT regexp_extract(rt_url, 'com/(.*)$', 1) FROM read_parquet($file) "
            "WHERE kind = 'tv_episode' AND rt_url LIKE '%/e%'",
            {"file": str(TRUTH)},
        ).fetchall()

    below = [(page, season_of(page)) for (page,) in pages]

    assert len(below) > 50
    assert [
        page
        for page, told in below
        if told is None or not page.startswith(f"{season_page_id('rotten_tomatoes', *told)}/e")
    ] == []
