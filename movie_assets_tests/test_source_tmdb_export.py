"""TMDB's daily id files: addresses, the lines of eight years, and lines for the quarantine."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import needs_recorded, recorded

from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import ExportedTitle
from movie_assets.model.table import table_of
from movie_assets.sources.tmdb_export import BadLine, export_url, read_line


def test_the_file_of_a_day():
    folder = "https://files.tmdb.org/p/exports"
    day = dt.date(2018, 1, 21)
    assert export_url("movie", day) == f"{folder}/movie_ids_01_21_2018.json.gz"
    assert export_url("tv", day) == f"{folder}/tv_series_ids_01_21_2018.json.gz"


def test_a_film_and_a_show():
    film = b'{"adult":false,"id":3924,"original_title":"Blondie","popularity":1.8133,"video":false}'
    assert read_line("movie", film) == ExportedTitle(
        kind="movie",
        tmdb_id=3924,
        original_title="Blondie",
        popularity=1.8133,
        adult=False,
        video=False,
    )
    show = '{"id":1,"original_name":"プライド","popularity":3.8242}'.encode()
    assert read_line("tv", show) == ExportedTitle(
        kind="tv", tmdb_id=1, original_title="プライド", popularity=3.8242
    )


@pytest.mark.parametrize(
    ("line", "field"),
    [
        (b"", "line"),
        (b'{"id":39', "line"),
        (b"[1]", "line"),
        (b'{"original_title":"Blondie"}', "id"),
        (b'{"id":"3924"}', "id"),
        (b'{"id":0}', "id"),
    ],
)
def test_a_line_that_cannot_be_filed_goes_to_the_quarantine(line, field):
    bad = read_line("movie", line)
    assert isinstance(bad, BadLine)
    assert (bad.field, bad.raw) == (field, line.decode())
    assert bad.reason


def test_a_long_bad_line_is_cut():
    assert len(read_line("movie", b"x" * 5000).raw) == 1000


@given(st.binary(max_size=80))
def test_any_line_is_one_or_the_other(line):
    read = read_line("movie", line)
    assert isinstance(read, BadLine | ExportedTitle)
    if isinstance(read, BadLine):
        assert "\x00" not in read.raw
    else:
        arrow_table(table_of(ExportedTitle), [read])


@needs_recorded
def test_first_lines_of_real_files():
    lines = recorded("tmdb/daily-export/first-lines.jsonl.txt").splitlines()
    films = [line for line in lines if b'"original_title"' in line]
    shows = [line for line in lines if b'"original_name"' in line]
    assert {read_line("movie", line).tmdb_id for line in films} == {3924}
    assert [read_line("tv", line).tmdb_id for line in shows] == [2, 1, 1]
