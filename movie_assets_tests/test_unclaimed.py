"""Which records are left to the matcher, and what of the titles it is told."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from movie_assets.crosswalk.unclaimed import named_sql, records_sql, spine_sql
from movie_assets.model.parts import ExternalId, Name, Rating
from movie_assets.model.source_rows import SourceRecord
from movie_assets_tests.pure_rooms import Room

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Room:
    return Room()


def record(source: str, source_id: str, title: str, year: int | None, **values: Any):
    ids = tuple(ExternalId(source=name, id=one) for name, one in values.pop("says", ()))
    given: dict[str, Any] = {"kind": "movie", "title_id": source_id, "outcome": "found"}
    return SourceRecord(
        source=source,
        source_id=source_id,
        title=title,
        year=year,
        external_ids=ids,
        answer_id="a",
        requested_at=NOON,
        observed_at=NOON,
        parser_version="1",
        **(given | values),
    )


HER = record("imdb", "tt1798709", "Her", 2013)


def left(
    room: Room,
    tmdb: Iterable[SourceRecord] = (),
    wikidata: Iterable[SourceRecord] = (),
    imdb: Iterable[SourceRecord] = (HER,),
) -> list[str]:
    """The ids of the records nobody claims."""
    said = {"tmdb": tmdb, "wikidata": wikidata, "imdb": imdb, "dropped": ()}
    for name, rows in said.items():
        room.view(name, SourceRecord, rows)
    room.con.execute("CREATE OR REPLACE TEMP TABLE dropped_id (source VARCHAR, source_id VARCHAR)")
    return [row[1] for row in room.rows(records_sql())]


@pytest.mark.parametrize(
    ("title", "is_left"),
    [
        (record("tmdb", "movie/152601", "Her", 2013, says=[("imdb", "tt1798709")]), False),
        # a year apart, as festivals have it, or no year at all: still the id's word
        (record("tmdb", "movie/152601", "Her", 2014, says=[("imdb", "tt1798709")]), False),
        (record("tmdb", "movie/152601", "Her", None, says=[("imdb", "tt1798709")]), False),
        # a mistyped id: another year, another kind
        (record("tmdb", "movie/1", "Alien", 1979, says=[("imdb", "tt1798709")]), True),
        (record("tmdb", "tv/1", "Her", 2013, kind="tv", says=[("imdb", "tt1798709")]), True),
        # another id, another source's id
        (record("tmdb", "movie/1", "Her", 2013, says=[("imdb", "tt179870")]), True),
        (record("tmdb", "movie/1", "Her", 2013, says=[("wikidata", "tt1798709")]), True),
    ],
)
def test_an_id_that_looks_right_leaves_nothing_to_match(
    room: Room, title: SourceRecord, is_left: bool
) -> None:
    assert left(room, [title]) == ["tt1798709"] * is_left


def test_wikidata_may_give_the_id(room: Room) -> None:
    title = record("tmdb", "movie/152601", "Her", 2013)
    item = record("wikidata", "Q1", "", None, title_id="movie/152601", says=[("imdb", "tt1798709")])
    assert left(room, [title], [item]) == []
    assert left(room, [], [item]) == ["tt1798709"]


def test_episodes_and_pornography_are_matched_with_nothing(room: Room) -> None:
    others = [
        record("imdb", "tt2", "Pilot", 2013, kind="episode"),
        record("imdb", "tt3", "Her", 2013, adult=True),
    ]
    assert left(room, imdb=[HER, *others]) == ["tt1798709"]


def test_a_record_changes_when_something_that_is_compared_does(room: Room) -> None:
    def hashes(one: SourceRecord) -> str:
        left(room, imdb=[one])
        return room.rows(f"SELECT record_hash FROM ({records_sql()})")[0][0]

    assert hashes(HER) == hashes(record("imdb", "tt1798709", "Her", 2013, popularity=3.0))
    assert hashes(HER) != hashes(record("imdb", "tt1798709", "Her", 2013, runtime_min=126))


def test_names_are_taken_apart_again_when_one_is_new(room: Room) -> None:
    def told(*names: str) -> tuple[Any, ...]:
        known = tuple(Name(name=one) for one in names)
        room.view("tmdb", SourceRecord, [record("tmdb", "movie/1", "Her", 2013, names=known)])
        return room.rows(named_sql())[0]

    assert told("Ella", "Her")[3] == ["Ella", "Her"]
    assert told("Ella")[4] == told("Ella")[4] != told("Ella", "Elle")[4]


def test_votes_are_imdbs(room: Room) -> None:
    titles = [
        record("tmdb", "movie/152601", "Her", 2013, says=[("imdb", "tt1798709")], cast=("A",) * 12),
        record("tmdb", "movie/1", "Her", 2000, original_language="en", languages=("en", "fr")),
    ]
    rating = Rating(publisher="imdb", metric="audience", value=8.0, scale_max=10, count=600_000)
    left(room, titles, imdb=[record("imdb", "tt1798709", "Her", 2013, ratings=(rating,))])
    found = room.rows(f"SELECT title_id, vote_count, len(actors), languages FROM ({spine_sql()})")
    assert found == [("movie/1", None, 0, ["en", "fr"]), ("movie/152601", 600_000, 10, [])]
