"""Exports of ratings: each format's rows, nothing lost, and twice is once."""

import datetime as dt
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.commands.user_titles import keep, read_export
from movie_assets.model.errors import SourceError
from movie_assets.resources.clock import RunClock
from movie_assets.resources.postgres import Postgres
from movie_assets.sources.user_ratings import Opinion, Unread, newest_of, opinions_in

DAY = dt.datetime(2024, 5, 1, tzinfo=dt.UTC)
CLOCK = RunClock(dt.datetime(2026, 1, 1, tzinfo=dt.UTC))


def read(text: str, file: str = "ratings.csv") -> list[Opinion | Unread]:
    header, *rows = [line.split(",") for line in text.strip().split("\n")]
    return opinions_in(header, list(enumerate(rows, start=2)), file)


def test_imdb_ratings():
    found = read(
        "Const,Your Rating,Date Rated,Title,Title Type,Year\n"
        "tt0133093,9,2024-05-01,The Matrix,Movie,1999\n"
        "tt0903747,10,2024-05-01,Breaking Bad,TV Series,2008\n"
        "tt0959621,7,2024-05-01,Pilot,TV Episode,2008\n"
        "tt1305826,eleven,2024-05-01,Adventure Time,TV Series,2010"
    )
    assert found[:2] == [
        Opinion(line=2, name="The Matrix", imdb_id="tt0133093", year=1999, seen=True, rating=9.0,
                at=DAY),
        Opinion(line=3, name="Breaking Bad", imdb_id="tt0903747", year=2008, kind="tv", seen=True,
                rating=10.0, at=DAY),
    ]  # fmt: skip
    assert [(one.line, one.reason) for one in found[2:] if isinstance(one, Unread)] == [
        (4, "an episode or season"), (5, "'eleven' is no rating"),
    ]  # fmt: skip


def test_imdb_watchlist_says_what_was_rated_since():
    found = read(
        "Position,Const,Created,Title,Title Type,Year,Your Rating,Date Rated\n"
        "1,tt0133093,2024-05-01,The Matrix,Movie,1999,,\n"
        "2,tt0068646,2024-01-01,The Godfather,Movie,1972,8,2024-05-01"
    )
    assert [(o.wanted, o.seen, o.rating, o.at) for o in found if isinstance(o, Opinion)] == [
        (True, False, None, DAY), (False, True, 8.0, DAY),
    ]  # fmt: skip


def test_letterboxd_counts_to_five_and_its_watchlist_is_told_by_name():
    header = "Date,Name,Year,Letterboxd URI"
    rated = read(f"{header},Rating\n2024-05-01,Alien,1979,https://boxd.it/x,4.5")
    assert rated == [
        Opinion(line=2, name="Alien", year=1979, kind="movie", seen=True, rating=9.0, at=DAY)
    ]
    row = f"{header}\n2024-05-01,Alien,1979,https://boxd.it/x"
    for file, wanted in (("watched.csv", False), ("watchlist.csv", True)):
        (found,) = read(row, file)
        assert isinstance(found, Opinion)
        assert (found.wanted, found.seen, found.rating) == (wanted, not wanted, None)


def test_trakt_names_titles_by_tmdb_and_leaves_episodes_out():
    found = read(
        "rated_at,type,title,year,imdb_id,tmdb_id,season,episode,rating\n"
        "2024-05-01T10:30:00Z,movie,The Matrix,1999,tt0133093,603,,,8\n"
        "2024-05-01T10:30:00Z,show,Breaking Bad,2008,,1396,,,9\n"
        "2024-05-01T10:30:00Z,episode,Pilot,2008,,62085,1,1,9"
    )
    assert [getattr(one, "title_id", None) for one in found] == ["movie/603", "tv/1396", None]
    assert isinstance(found[0], Opinion)
    assert found[0].at == dt.datetime(2024, 5, 1, 10, 30, tzinfo=dt.UTC)
    assert isinstance(found[2], Unread)


def test_another_file_is_refused_by_name():
    with pytest.raises(SourceError, match="is no export we know"):
        read("userId,movieId,rating,timestamp\n1,2,3,4")


ROWS = st.builds(
    Opinion,
    line=st.integers(2, 99),
    name=st.just("x"),
    title_id=st.just("movie/1"),
    wanted=st.booleans(),
    seen=st.booleans(),
    rating=st.none() | st.floats(0, 10),
    at=st.none() | st.integers(1, 28).map(lambda day: DAY.replace(day=day)),
)


@given(st.lists(ROWS, max_size=6))
def test_rows_of_one_title_become_one_whatever_their_order(rows: list[Opinion]):
    lines = [Opinion(**{**_fields(row), "line": at}) for at, row in enumerate(rows)]
    (one, *more) = list(newest_of(lines)) or [None]
    assert more == []
    assert list(newest_of(lines[::-1])) == ([one] if one else [])
    if one:
        assert one.seen == any(row.seen for row in rows)
        assert not (one.wanted and one.seen)
        assert (one.rating is None) == all(row.rating is None for row in rows)


def _fields(row: Opinion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in Opinion.__slots__}


@pytest.fixture
def held(prepared: str) -> Postgres:
    return Postgres(lambda: prepared)


def stored(held: Postgres) -> list[tuple[Any, ...]]:
    with held.connect("movie_app") as connection:
        return connection.execute(
            "select title_id, wanted, seen, rating, changed_at from app.user_title "
            "where user_id = 'ann' order by 1"
        ).fetchall()


def test_an_import_is_kept_once_and_an_older_one_changes_nothing(held: Postgres):
    later = DAY + dt.timedelta(days=30)
    rated = Opinion(line=2, name="A", title_id="movie/1", seen=True, rating=8.0, at=DAY)
    wish = Opinion(line=3, name="B", title_id="movie/2", wanted=True)
    assert keep(held, "ann", [rated, wish], CLOCK) == 2
    assert keep(held, "ann", [rated, wish], CLOCK) == 0
    assert stored(held) == [
        ("movie/1", False, True, 8.0, DAY), ("movie/2", True, False, None, CLOCK.at),
    ]  # fmt: skip
    again = Opinion(line=2, name="A", title_id="movie/1", seen=True, rating=6.0, at=later)
    assert keep(held, "ann", [again], CLOCK) == 1
    assert keep(held, "ann", [rated], CLOCK) == 0  # an export of before
    watched = Opinion(line=2, name="B", title_id="movie/2", seen=True, at=CLOCK.at)
    assert keep(held, "ann", [watched], CLOCK) == 1
    assert keep(held, "ann", [wish], CLOCK) == 0  # seen is seen
    assert stored(held) == [
        ("movie/1", False, True, 6.0, later), ("movie/2", False, True, None, CLOCK.at),
    ]  # fmt: skip


def test_whoever_adds_opinions_cannot_take_them_away(held: Postgres):
    with (
        held.connect("movie_app") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("delete from app.user_title")


def test_rows_are_read_from_a_file_with_quotes(tmp_path: Path):
    file = tmp_path / "ratings.csv"
    file.write_text(
        "\ufeffDate,Name,Year,Letterboxd URI,Rating\n"
        '2024-05-01,"Crouching Tiger, Hidden Dragon",2000,https://boxd.it/1,4\n'
        "2024-05-01,Alien,1979\n",
        encoding="utf-8",
    )
    good, bad = read_export(file)
    assert (good.name, good.line) == ("Crouching Tiger, Hidden Dragon", 2)
    assert isinstance(bad, Unread)
    assert (bad.line, bad.reason) == (3, "3 values where the header has 5")
