"""The spine from day to day: new, still there, gone and back; written out by hand."""

import datetime as dt

import pytest

from movie_assets.model.ids import BUCKET_PARTITIONS, partition_of
from movie_assets.model.source_rows import ExportedTitle, ImdbTitle
from movie_assets.model.title_rows import SpineTitle
from movie_assets.titles.spine import spine_sql
from movie_assets_tests.pure_rooms import Room

FIRST, SECOND, THIRD = (dt.date(2026, 1, day) for day in (1, 2, 3))
MATRIX = ExportedTitle(kind="movie", tmdb_id=603, original_title="The Matrix", popularity=85.5)
IN_BUCKET = partition_of("movie/603", "movie")


def imdb(tconst: str, votes: int | None, kind: str = "movie", **values: object) -> ImdbTitle:
    given = {"title_type": "movie", "original_title": "Alone"}
    return ImdbTitle(tconst=tconst, kind=kind, votes=votes, **(given | values))


def next_day(
    room: Room,
    day: dt.date,
    known: list[SpineTitle],
    exported: list[ExportedTitle],
    imdb_titles: list[ImdbTitle] | None = None,
    partition: str = IN_BUCKET,
) -> list[SpineTitle]:
    room.view("known", SpineTitle, known)
    room.view("exported", ExportedTitle, exported)
    room.view("imdb", ImdbTitle, imdb_titles or [])
    return room.made(SpineTitle, spine_sql(partition, 100), day=day)


@pytest.fixture
def room() -> Room:
    return Room()


def test_a_new_title_is_known_since_its_day(room: Room) -> None:
    assert next_day(room, FIRST, [], [MATRIX]) == [
        SpineTitle(
            title_id="movie/603",
            kind="movie",
            origin="tmdb",
            tmdb_id=603,
            original_title="The Matrix",
            popularity=85.5,
            state="active",
            first_seen=FIRST,
        )
    ]


def test_a_title_goes_and_comes_back(room: Room) -> None:
    (known,) = next_day(room, FIRST, [], [MATRIX])
    (gone,) = next_day(room, SECOND, [known], [])
    assert (gone.state, gone.gone_since, gone.first_seen) == ("gone", SECOND, FIRST)
    assert (gone.original_title, gone.popularity) == ("The Matrix", 85.5)
    (still_gone,) = next_day(room, THIRD, [gone], [])
    assert still_gone == gone
    (back,) = next_day(room, THIRD, [gone], [MATRIX])
    assert back == known


def test_the_same_day_twice_changes_nothing(room: Room) -> None:
    (known,) = next_day(room, FIRST, [], [MATRIX])
    moved = ExportedTitle(kind="movie", tmdb_id=603, original_title="The Matrix", popularity=90.0)
    after = next_day(room, SECOND, [known], [moved])
    assert [one.popularity for one in after] == [90.0]
    assert next_day(room, SECOND, after, [moved]) == after
    gone = next_day(room, THIRD, after, [])
    assert next_day(room, THIRD, gone, []) == gone


def test_a_title_that_is_only_imdbs_needs_votes(room: Room) -> None:
    bucket = partition_of("imdb/tt1", "movie")
    found = next_day(room, FIRST, [], [], [imdb("tt1", 100)], bucket)
    assert [(one.title_id, one.origin, one.imdb_id, one.votes) for one in found] == [
        ("imdb/tt1", "imdb", "tt1", 100)
    ]
    for other in (imdb("tt1", 99), imdb("tt1", None), imdb("tt1", 100, adult=True)):
        assert next_day(room, FIRST, [], [], [other], bucket) == []


def test_adult_titles_stay_out(room: Room) -> None:
    adult = ExportedTitle(kind="movie", tmdb_id=603, adult=True)
    assert next_day(room, FIRST, [], [adult]) == []
    (known,) = next_day(room, FIRST, [], [MATRIX])
    (gone,) = next_day(room, SECOND, [known], [adult])
    assert gone.state == "gone"


def test_every_title_lands_in_one_bucket_that_python_and_sql_agree_on(room: Room) -> None:
    exported = [ExportedTitle(kind=k, tmdb_id=n) for k in ("movie", "tv") for n in range(1, 60)]
    found = {}
    for partition in BUCKET_PARTITIONS:
        for one in next_day(room, FIRST, [], exported, None, partition):
            assert partition_of(one.title_id, one.kind) == partition
            assert one.title_id not in found
            found[one.title_id] = one
    assert len(found) == 118
    # int(md5("movie/603")[:8], 16) % 16 and int(md5("tv/1396")[:8], 16) % 4, by md5sum and bc
    assert partition_of("movie/603", "movie") == "movie-01"
    assert partition_of("tv/1396", "tv") == "tv-01"
