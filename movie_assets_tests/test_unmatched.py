"""What is left without a link on either side and why, and the rates of each day."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest

from movie_assets.crosswalk.rates import DAYS_KEPT, history_sql, rates_sql
from movie_assets.crosswalk.unmatched import REASONS, unmatched_records_sql, unmatched_titles_sql
from movie_assets.model.source_rows import SourceRecord, WantedTitle
from movie_assets.model.title_rows import CrosswalkLink, MatchRate, SpineTitle, Unmatched
from movie_assets_tests.pure_rooms import Room

NOON = dt.datetime(2026, 6, 15, 12, tzinfo=dt.UTC)
TODAY = NOON.date()


@pytest.fixture
def room() -> Room:
    return Room()


def link(title_id: str, source_id: str, status: str, **values: Any) -> CrosswalkLink:
    given = {"source": "imdb", "method": "id", "probability": 0.5, "kind": "movie"} | values
    evidence = given.pop("evidence", {"kind_agrees": True})
    return CrosswalkLink(
        title_id=title_id,
        source_id=source_id,
        status=status,
        evidence=json.dumps(evidence),
        decided_at=NOON,
        rule_version="1",
        **given,
    )


def record(source: str, source_id: str, **values: Any) -> SourceRecord:
    given = {"kind": "movie", "title": "T", "year": 1999, "title_id": source_id} | values
    return SourceRecord(
        source=source,
        source_id=source_id,
        outcome="found",
        answer_id="a",
        requested_at=NOON,
        observed_at=NOON,
        parser_version="1",
        **given,
    )


def spine(title_id: str, origin: str = "tmdb") -> SpineTitle:
    return SpineTitle(
        title_id=title_id, kind="movie", origin=origin, state="active", first_seen=TODAY
    )


# Why a pair does not hold: its link as the crosswalk has it, and the reason of either side.
DENIED = [
    (link("movie/1", "tt0000001", "review"), "in_review"),
    (link("movie/1", "tt0000001", "rejected", method="human", probability=0.0), "rejected"),
    (link("movie/1", "tt0000001", "rejected", probability=0.97), "conflict"),
    (
        link("movie/1", "tt0000001", "rejected", probability=0.02, evidence={"kind_agrees": False}),
        "kind_differs",
    ),
    (
        link("movie/1", "m/x", "rejected", source="rotten_tomatoes", probability=0.02,
             evidence={"kind_agrees": None, "page": {"reason": "another year"}}),
        "other_work",
    ),
]  # fmt: skip


def linked(room: Room, links: Iterable[CrosswalkLink]) -> None:
    room.view("links", CrosswalkLink, links)


def titles_left(
    room: Room, links: Iterable[CrosswalkLink], source: str, told: bool = True
) -> list[Unmatched]:
    """What is said of movie/1 in one source."""
    linked(room, links)
    room.view("spine", SpineTitle, [spine("movie/1"), spine("imdb/tt9", "imdb")])
    room.view("tmdb", SourceRecord, [record("tmdb", "movie/1", original_language="fr")] * told)
    room.con.execute(
        f"CREATE OR REPLACE TEMP TABLE linked_sources AS "
        f"SELECT unnest(['tmdb', '{source}']) AS source"
    )
    return room.made(Unmatched, unmatched_titles_sql())


@pytest.mark.parametrize(("denied", "reason"), DENIED, ids=[reason for _, reason in DENIED])
def test_a_title_without_a_record_says_why(room: Room, denied: CrosswalkLink, reason: str) -> None:
    (one,) = titles_left(room, [denied], denied.source)
    assert (one.side, one.item_id, one.reason) == ("title", "movie/1", reason)
    assert (one.name, one.year, one.decade, one.language) == ("T", 1999, 1990, "fr")


@pytest.mark.parametrize(
    ("links", "told", "reason"),
    [
        ([], True, "no_id"),
        ([], False, "no_record"),
        ([link("movie/1", "tt000001", "rejected", probability=0.0)], True, "bad_id"),
        # where an old id went is said by another row: alone it says nothing
        (
            [link("movie/1", "tt0000001", "rejected", probability=0.0, evidence={"moved_to": "x"})],
            True,
            "no_id",
        ),
        # of several the one that says most
        ([DENIED[3][0], DENIED[0][0]], True, "in_review"),
    ],
)
def test_a_title_nobody_gives_a_record(
    room: Room, links: list[CrosswalkLink], told: bool, reason: str
) -> None:
    assert [one.reason for one in titles_left(room, links, "imdb", told)] == [reason]


def test_a_title_that_has_its_record_is_not_left(room: Room) -> None:
    links = [link("movie/1", "tt0000001", "accepted"), DENIED[3][0]]
    assert titles_left(room, links, "imdb") == []


def records_left(
    room: Room,
    met: Iterable[SourceRecord] = (),
    links: Iterable[CrosswalkLink] = (),
    wanted: Iterable[WantedTitle] = (),
) -> list[Unmatched]:
    linked(room, links)
    room.view("met", SourceRecord, met)
    room.view("wanted", WantedTitle, wanted)
    return room.made(Unmatched, unmatched_records_sql())


@pytest.mark.parametrize(("denied", "reason"), DENIED, ids=[reason for _, reason in DENIED])
def test_a_record_without_a_title_says_why(room: Room, denied: CrosswalkLink, reason: str) -> None:
    met = record(denied.source, denied.source_id, original_language="fr")
    (one,) = records_left(room, [met], [denied])
    assert (one.side, one.source, one.item_id) == ("record", denied.source, denied.source_id)
    assert (one.kind, one.name, one.decade, one.language) == ("movie", "T", 1990, "fr")
    assert one.reason == reason


def test_a_record_of_any_title_is_not_left(room: Room) -> None:
    own = link("imdb/tt0000001", "tt0000001", "accepted")
    assert records_left(room, [record("imdb", "tt0000001")], [own, DENIED[2][0]]) == []


def test_a_record_nothing_speaks_for_has_no_title_and_stands_once(room: Room) -> None:
    met = [
        record("drop/list", "7", kind=None),
        record("drop/list", "7", kind=None),  # met twice
        record("metacritic", "tv/x/season-2", kind="season"),
    ]
    found = {(one.item_id, one.kind): one.reason for one in records_left(room, met)}
    assert found == {("7", "other"): "no_title", ("tv/x/season-2", "tv"): "no_title"}


def wanted(source_id: str, title_id: str | None = None, **values: Any) -> WantedTitle:
    given = {"source": "list", "country": "", "provider": "", "kind": "movie", "title": "T"}
    return WantedTitle(source_id=source_id, title_id=title_id, seen_at=NOON, **(given | values))


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        ({"reason": "no title of that name, kind and year is known"}, "no_title"),
        ({"reason": "several titles fit: movie/1, movie/2"}, "several_titles"),
        ({"tmdb_id": "movie/5", "reason": "movie/5 is not on the spine"}, "unknown_id"),
        ({"imdb_id": "tt0000005", "reason": "no title has IMDb's id tt0000005"}, "unknown_id"),
    ],
)
def test_what_people_ask_for_in_vain_is_left(
    room: Room, asked: Mapping[str, Any], reason: str
) -> None:
    rows = [wanted("a", **asked), wanted("b", "movie/1")]
    (one,) = records_left(room, wanted=rows)
    assert (one.source, one.item_id, one.reason) == ("list", "a", reason)


def test_a_title_that_several_galleries_show_is_one_row(room: Room) -> None:
    rows = [wanted("us/movie/x", country=country, reason="no title") for country in ("US", "GB")]
    assert len(records_left(room, wanted=rows)) == 1


def test_every_reason_is_explained() -> None:
    said = {reason for _, reason in DENIED}
    said |= {"no_record", "no_id", "bad_id", "no_title", "several_titles", "unknown_id"}
    assert set(REASONS) == said


# -- rates ---------------------------------------------------------------------------------------


def left(side: str, item_id: str, reason: str, **values: Any) -> Unmatched:
    given = {"source": "imdb", "kind": "movie", "decade": None, "language": None}
    return Unmatched(side=side, item_id=item_id, reason=reason, **(given | values))


def test_rates_count_either_side(room: Room) -> None:
    linked(
        room,
        [
            link("movie/1", "tt0000001", "accepted"),
            link("movie/2", "tt0000002", "accepted"),
            link("movie/3", "tt0000003", "review"),
            link("imdb/tt0000009", "tt0000009", "accepted"),  # a title of its own
            link("movie/1", "movie/1", "accepted", source="tmdb"),  # a title is itself
            link("movie/1", "7", "accepted", source="drop/list"),  # no source of all titles
        ],
    )
    facts = "('movie/1', 1999, 'en'), ('movie/2', 1994, 'en'), ('movie/3', NULL, NULL)"
    room.con.execute(
        "CREATE TEMP TABLE titled AS SELECT title_id, year, language "
        f"FROM (VALUES {facts}) AS t (title_id, year, language)"
    )
    room.con.execute("CREATE TEMP TABLE linked_sources AS SELECT 'imdb' AS source")
    room.view("unmatched", Unmatched, [
        left("title", "movie/3", "in_review"),
        left("title", "movie/4", "no_id", decade=1990, language="en"),
        left("record", "tt0000003", "in_review", decade=2000),
    ])  # fmt: skip
    found = room.made(MatchRate, rates_sql(), today=TODAY)
    assert {one.day for one in found} == {TODAY}
    assert {
        (one.side, one.source, one.decade, one.language): (one.items, one.matched, one.in_review)
        for one in found
    } == {
        ("title", "imdb", 1990, "en"): (3, 2, 0),
        ("title", "imdb", -1, ""): (1, 0, 1),
        ("record", "imdb", 1990, "en"): (2, 2, 0),
        ("record", "imdb", -1, ""): (1, 1, 0),
        ("record", "imdb", 2000, ""): (1, 0, 1),
        ("record", "drop/list", 1990, "en"): (1, 1, 0),
    }


def rate(day: dt.date, matched: int = 1) -> MatchRate:
    return MatchRate(
        day=day, side="title", source="imdb", kind="movie", decade=1990, language="en",
        items=2, matched=matched, in_review=0,
    )  # fmt: skip


def history(room: Room, known: Iterable[MatchRate], fresh: MatchRate) -> list[MatchRate]:
    room.view("known", MatchRate, known)
    room.view("fresh", MatchRate, [fresh])
    return room.made(MatchRate, history_sql(), today=fresh.day)


def test_the_same_day_twice_is_the_same_and_a_better_count_takes_its_place(room: Room) -> None:
    once = history(room, [rate(TODAY - dt.timedelta(days=1))], rate(TODAY))
    assert len(once) == 2
    assert sorted(history(room, once, rate(TODAY)), key=str) == sorted(once, key=str)
    again = history(room, once, rate(TODAY, matched=2))
    assert {one.day: one.matched for one in again} == {
        TODAY: 2, TODAY - dt.timedelta(days=1): 1,
    }  # fmt: skip


def test_old_days_are_thinned_to_the_first_of_each_month(room: Room) -> None:
    """A year of days, one run each: thirty days and twelve months are left."""
    first, known = TODAY - dt.timedelta(days=365), list[MatchRate]()
    for number in range(366):
        known = history(room, known, rate(first + dt.timedelta(days=number)))
    held = sorted(one.day for one in known)
    fresh = [day for day in held if day >= TODAY - dt.timedelta(days=DAYS_KEPT)]
    assert len(fresh) == DAYS_KEPT + 1
    old = held[: -len(fresh)]
    assert old[0] == first  # the month began before the first run
    assert {day.day for day in old[1:]} == {1}
    assert len(old) == 12
