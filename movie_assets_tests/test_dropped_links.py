"""Records of dropped files: which titles they are said to be, and what that is worth."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest

from movie_assets.crosswalk import match
from movie_assets.crosswalk.compare import with_similarity
from movie_assets.crosswalk.decide import candidates_sql, links_sql
from movie_assets.crosswalk.dropped import drop_records_sql, dropped_claims_sql
from movie_assets.crosswalk.forms import title_forms
from movie_assets.crosswalk.unclaimed import (
    matched_candidates_sql,
    matches_sql,
    named_sql,
    records_sql,
    spine_sql,
)
from movie_assets.model.matching_rows import RecordMatch
from movie_assets.model.parts import ExternalId
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.title_rows import CrosswalkCandidate, CrosswalkLink, SourceRedirect
from movie_assets_tests.pure_rooms import Room

NOON = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Room:
    return Room()


def record(source: str, source_id: str, title: str, year: int | None, **values: Any):
    given: dict[str, Any] = {"kind": "movie", "title_id": f"{source}/{source_id}", "hour": 9}
    ids = tuple(ExternalId(source=name, id=one) for name, one in values.pop("says", ()))
    given |= values
    asked = NOON.replace(hour=given.pop("hour"))
    return SourceRecord(
        source=source,
        source_id=source_id,
        title=title,
        year=year,
        external_ids=ids,
        outcome="found",
        answer_id=f"file-{asked.hour}",
        requested_at=asked,
        observed_at=asked,
        parser_version="1",
        **given,
    )


def title(number: int, name: str, year: int, **values: Any) -> SourceRecord:
    own = f"movie/{number}"
    return record("tmdb", own, name, year, title_id=own, **values)


FURY = title(228150, "Fury", 2014, says=[("imdb", "tt2713180")])
OLD_FURY = title(14615, "Fury", 1936)
AMELIE = title(194, "Amélie", 2001, original_title="Le Fabuleux Destin d'Amélie Poulain")


def links(
    room: Room,
    *dropped: SourceRecord,
    titles: Iterable[SourceRecord] = (FURY, OLD_FURY, AMELIE),
    moved: Iterable[SourceRedirect] = (),
) -> dict[tuple[str, str], tuple[str, str, str]]:
    """(source, source_id) -> title, method and status: what ids say, then what names do."""
    room.view("tmdb", SourceRecord, titles)
    for name in ("wikidata", "imdb"):
        room.view(name, SourceRecord, [])
    room.view("files", SourceRecord, dropped)
    room.view("redirects", SourceRedirect, moved)
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE dropped AS {drop_records_sql('files')}")
    claims = room.con.execute(
        "SELECT *, NULL::VARCHAR AS page_status, NULL::VARCHAR AS page_evidence, "
        f"NULL::VARCHAR AS moved_to FROM ({dropped_claims_sql()})"
    ).to_arrow_table()
    room.con.register("claims", with_similarity(claims))
    room.con.execute("CREATE OR REPLACE TEMP VIEW dropped_id AS SELECT * FROM claims")
    matched = matched_candidates_sql(matched_by_names(room))
    found = f"{candidates_sql()} UNION ALL BY NAME {matched}"
    room.view("candidates", CrosswalkCandidate, room.made(CrosswalkCandidate, found))
    decided = room.made(CrosswalkLink, links_sql(), now=NOON)
    return {
        (one.source, one.source_id): (one.title_id, one.method, one.status)
        for one in decided
        if one.status != "rejected"
    }


def matched_by_names(room: Room) -> str:
    """The relation of contract record_match that the matcher makes of the records without ids."""
    for name, query in (("spine", named_sql()), ("unclaimed", records_sql())):
        room.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    title_forms(room.con)
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE spine AS {spine_sql()}")
    room.con.execute("CREATE OR REPLACE TEMP VIEW records AS SELECT * FROM unclaimed")
    match.number_titles(room.con)
    match.prepare_records(room.con)
    match.decided(room.con, match.compared_all(room.con))
    room.view("matches", RecordMatch, room.made(RecordMatch, matches_sql(), spine="1"))
    return "matches"


@pytest.mark.parametrize(
    "dropped",
    [
        record("tmdb", "movie/228150", "Fury", 2014),
        record("the_numbers", "f1", "Fury", None, says=[("imdb", "tt2713180")]),
        record("kaggle", "7", "Fury", 2014, says=[("tmdb", "228150")]),
    ],
)
def test_an_id_of_the_title_links(room: Room, dropped: SourceRecord) -> None:
    key = (f"drop/{dropped.source}", dropped.source_id)
    assert links(room, dropped) == {key: ("movie/228150", "id", "accepted")}


@pytest.mark.parametrize(
    ("source", "old", "new", "says"),
    [
        ("imdb", "tt0000009", "tt2713180", ("imdb", "tt0000009")),  # the file is older
        ("tmdb", "movie/9", "movie/228150", ("tmdb", "9")),
        ("imdb", "tt2713180", "tt0000009", ("imdb", "tt0000009")),  # the title's word is older
    ],
)
def test_an_id_that_moved_links(
    room: Room, source: str, old: str, new: str, says: tuple[str, str]
) -> None:
    dropped = record("the_numbers", "f1", "Fury", None, says=[says])
    gone = SourceRedirect(
        source=source, from_source_id=old, to_source_id=new, decided_on=NOON.date()
    )
    expected = {("drop/the_numbers", "f1"): ("movie/228150", "id", "accepted")}
    assert links(room, dropped, moved=[gone]) == expected


def test_an_id_whose_record_is_called_otherwise_is_looked_at(room: Room) -> None:
    wrong = record("kaggle", "7", "Barry Lyndon", 1975, says=[("tmdb", "228150")])
    assert links(room, wrong) == {("drop/kaggle", "7"): ("movie/228150", "id", "review")}


def test_a_name_and_a_near_year_link(room: Room) -> None:
    found = links(
        room,
        record("numbers", "a", "fury", 2015),  # a year later, as lists of releases have it
        record("numbers", "b", "AMELIE", 2001),
        record("other", "c", "le fabuleux destin d’amelie poulain", 2001),
        record("numbers", "d", "Fury", 1975),
        record("numbers", "e", "Fury", None),
        record("numbers", "f", "Fury", 1936, kind="tv"),
    )
    assert {key: title for key, (title, _, status) in found.items() if status == "accepted"} == {
        ("drop/numbers", "a"): "movie/228150",
        ("drop/numbers", "b"): "movie/194",
        ("drop/other", "c"): "movie/194",
    }
    # Nothing of that name came out that year, or no year is told: which of two is for a person.
    assert {key for key, (_, _, status) in found.items() if status == "review"} == {
        ("drop/numbers", "d"),
        ("drop/numbers", "e"),
    }


def test_a_name_that_several_share_is_accepted_for_nobody(room: Room) -> None:
    twin = title(9, "Fury", 2013)
    found = links(room, record("n", "a", "Fury", 2014), titles=(FURY, twin))
    assert [status for _, _, status in found.values()] == ["review"]


def test_a_film_told_twice_is_linked_once(room: Room) -> None:
    twice = (record("n", "a", "Fury", 2014), record("n", "b", "Fury", 2014))
    assert links(room, *twice) == {("drop/n", "a"): ("movie/228150", "blocked_match", "accepted")}


def test_of_namesakes_of_a_year_the_director_tells(room: Room) -> None:
    twin = title(9, "Fury", 2014, directors=("Somebody Else",), runtime_min=80)
    ours = title(228150, "Fury", 2014, directors=("David Ayer",), runtime_min=135)
    told = record("n", "a", "Fury", 2014, directors=("Ayer, David",), runtime_min=134)
    assert links(room, told, titles=(ours, twin)) == {
        ("drop/n", "a"): ("movie/228150", "blocked_match", "accepted")
    }


def test_of_two_files_the_newer_row_of_a_record_counts(room: Room) -> None:
    old = record("n", "a", "Amélie", 2001, hour=8)
    new = record("n", "a", "Fury", 2014, hour=10)
    assert links(room, old, new) == {("drop/n", "a"): ("movie/228150", "blocked_match", "accepted")}
