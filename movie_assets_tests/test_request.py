"""`movie-assets request`: what lines ask for, what is said of bad ones, and each title once."""

import json

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets import wiring
from movie_assets.commands import requests_in
from movie_assets.model.errors import SourceError
from movie_assets.settings import Settings
from movie_assets.sources.justwatch import TitleWanted
from movie_assets.sources.requests import (
    Asked,
    BadRequest,
    from_gallery,
    is_id,
    kept_request,
    wanted_of,
)
from movie_assets.sources.requests import (
    requests_in as asked_in,
)

GALLERY = "https://www.justwatch.com/us/provider/netflix"


@pytest.mark.parametrize(
    ("line", "asked"),
    [
        ("movie/603", Asked(source="tmdb", source_id="movie/603")),
        (" tv/1396 ", Asked(source="tmdb", source_id="tv/1396")),
        ("603", Asked(source="tmdb", source_id="movie/603")),
        ("tt0133093", Asked(source="imdb", source_id="tt0133093")),
        ('{"tmdb_id": 603}', Asked(source="tmdb", source_id="movie/603")),
        ('{"tmdb_id": 1396, "kind": "tv"}', Asked(source="tmdb", source_id="tv/1396", kind="tv")),
        (
            '{"imdb_id": "tt0133093", "title": "The Matrix"}',
            Asked(source="imdb", source_id="tt0133093", title="The Matrix"),
        ),
        (
            '{"title": "The Matrix", "year": "1999", "kind": "movie"}',
            Asked(
                source="list",
                source_id="movie/The Matrix (1999)",
                title="The Matrix",
                year=1999,
                kind="movie",
            ),
        ),
        ('{"title": "Heat"}', Asked(source="list", source_id="title/Heat", title="Heat")),
    ],
)
def test_a_line_asks_for_a_title(line, asked):
    assert list(asked_in([line])) == [asked]


@pytest.mark.parametrize(
    ("line", "field", "said"),
    [
        ("The Matrix", "id", "is no id like"),
        ("movie/0", "id", "is no id like"),
        ('{"title": "x"', "line", "cannot be read"),
        ('{"titel": "x"}', "titel", "no such field"),
        ('{"year": 1999}', "title", "neither an id nor a title"),
        ('{"title": "x", "year": "soon"}', "year", "no year"),
        ('{"title": "x", "year": 99}', "year", "no year"),
        ('{"title": "x", "kind": "film"}', "kind", "neither movie nor tv"),
        ('{"tmdb_id": "tv/1", "kind": "movie"}', "kind", "tv/1 is no movie"),
        ('{"tmdb_id": "x"}', "tmdb_id", "no id of TMDB"),
        ('{"imdb_id": 5}', "imdb_id", "no id of IMDb"),
        ('{"title": 5}', "title", "no name"),
    ],
)
def test_a_bad_line_is_named_and_the_rest_goes_on(line, field, said):
    bad, good = asked_in(["# ids", "", line, "603"][2:])
    assert isinstance(bad, BadRequest)
    assert (bad.line, bad.field) == (1, field)
    assert said in bad.reason
    assert good == Asked(source="tmdb", source_id="movie/603")


def test_lines_are_counted_as_they_stand_in_the_file():
    (bad,) = asked_in(["# wanted", "", "what"])
    assert bad.line == 3


@given(st.text(max_size=40) | st.dictionaries(st.text(max_size=8), st.integers()).map(json.dumps))
def test_no_line_is_too_odd(line):
    for one in asked_in(line.splitlines()):
        assert isinstance(one, Asked | BadRequest)


@pytest.mark.parametrize(
    ("asked", "kind", "tmdb_id", "imdb_id"),
    [
        (Asked(source="tmdb", source_id="tv/1396"), "tv", "tv/1396", None),
        (Asked(source="imdb", source_id="tt0133093"), None, None, "tt0133093"),
        (Asked(source="imdb", source_id="tt0133093", kind="movie"), "movie", None, "tt0133093"),
        (Asked(source="list", source_id="tv/Heat (1995)", title="Heat"), "tv", None, None),
        (Asked(source="list", source_id="title/Heat", title="Heat"), None, None, None),
        (Asked(source="justwatch", source_id="us/movie/heat", title="Heat"), "movie", None, None),
        (kept_request("somewhere", None, "Heat", 1995), None, None, None),
    ],
)
def test_a_kept_request_says_again_what_it_was(asked, kind, tmdb_id, imdb_id):
    wanted = wanted_of(asked)
    assert (wanted.kind, wanted.tmdb_id, wanted.imdb_id) == (kind, tmdb_id, imdb_id)
    assert wanted.title == (asked.title or "")


def test_a_gallery_title_goes_by_its_page():
    wanted = TitleWanted(title="Heat", kind="movie", url=f"{GALLERY[:25]}/us/movie/heat")
    assert from_gallery(wanted) == Asked(
        source="justwatch", source_id="us/movie/heat", title="Heat", kind="movie"
    )
    assert not is_id("us/movie/heat")


@pytest.fixture
def settings(tmp_path, postgres, database):
    """A home of one's own, on a database with every table."""
    made = Settings(home=tmp_path, dotenv=tmp_path / "env", database_url=database)
    wiring.prepare_databases(made)
    return made


def kept(database: str) -> list[tuple[object, ...]]:
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT source, source_id, title, year FROM app.title_request ORDER BY request_id"
        ).fetchall()


def test_titles_are_kept_once_whoever_asks(settings, database, tmp_path):
    lines = tmp_path / "wanted.jsonl"
    lines.write_text('movie/603\n{"title": "Heat", "year": "x"}\ntt0113277\n603\n')
    taken = requests_in.take_in(settings, str(lines))
    assert (taken.new, taken.known) == (2, 1)
    assert [(bad.line, bad.field) for bad in taken.bad] == [(2, "year")]
    again = requests_in.take_in(settings, "movie/603")
    assert (again.new, again.known, again.bad) == (0, 1, ())
    assert kept(database) == [
        ("tmdb", "movie/603", None, None),
        ("imdb", "tt0113277", None, None),
    ]
    assert wiring.workbench(settings).title_requests() == [
        Asked(source="tmdb", source_id="movie/603"),
        Asked(source="imdb", source_id="tt0113277"),
    ]


def test_a_gallery_is_fetched_and_its_titles_are_kept(settings, database):
    taken = requests_in.take_in(settings, GALLERY)
    assert taken.new == len(kept(database)) > 50
    assert {row[0] for row in kept(database)} == {"justwatch"}
    assert requests_in.take_in(settings, GALLERY).new == 0


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("https://www.justwatch.com/us/movie/heat", "is no gallery"),
        ("https://example.org/us/provider/netflix", "is no gallery"),
        ("https://www.justwatch.com/us/provider/no-such-service", "could not be taken in"),
        ("nowhere.jsonl", "cannot be read"),
    ],
)
def test_what_cannot_be_taken_in_says_why(settings, target, said):
    with pytest.raises(SourceError, match=said):
        requests_in.take_in(settings, target)
