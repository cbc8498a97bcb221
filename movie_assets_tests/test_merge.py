"""Merging: who wins each field, what an empty value may do, where a value came from, who lost."""

import dataclasses
import datetime as dt
import json
from typing import Any

import pytest

from movie_assets.model.contract import table_of
from movie_assets.model.parts import Article, Credit, ExternalId, Money, Name, Text, Video
from movie_assets.model.source_rows import ScoreSeen, SourceRecord
from movie_assets.model.title_rows import SourceRedirect, SpineTitle, Title, TitleRedirect
from movie_assets.titles.merge import merge_sql, said_sql
from movie_assets.titles.redirects import redirects_sql, scores_of_today_sql
from movie_assets.titles.rules import RULES, TOLD_BY
from movie_assets_tests.pure_rooms import Room

MONDAY, TUESDAY, FRIDAY = (dt.date(2026, 1, day) for day in (5, 6, 9))
NOON = dt.datetime(2026, 1, 5, 12, tzinfo=dt.UTC)
ID = "movie/603"


@pytest.fixture
def room() -> Room:
    return Room()


def record(source: str, source_id: str = "", **values: Any) -> SourceRecord:
    given = {"title_id": ID, "outcome": "found", "parser_version": "1", "answer_id": "a"}
    return SourceRecord(
        source=source,
        source_id=source_id or {"tmdb": ID, "imdb": "tt0133093", "wikidata": "Q83495"}[source],
        requested_at=NOON,
        observed_at=NOON,
        **(given | values),
    )


def merged(
    room: Room, *records: SourceRecord, known: list[Title] | None = None, today: dt.date = MONDAY
) -> list[Title]:
    linked = f"'{ID}' AS linked_title_id"
    for source in TOLD_BY:
        told = [one for one in records if one.source == source]
        room.view(f"told_{source}", SourceRecord, told, linked)
        room.con.execute(f"CREATE OR REPLACE TEMP VIEW said_{source} AS {said_sql(source)}")
    drops = [one for one in records if one.source.startswith("drop/")]
    room.view("told_drops", SourceRecord, drops, linked)
    room.con.execute(
        f"CREATE OR REPLACE TEMP TABLE titles AS SELECT '{ID}' AS title_id, 'movie' AS kind"
    )
    room.view("known", Title, known or [])
    return room.made(Title, merge_sql(), today=today)


def one(room: Room, *records: SourceRecord, **values: Any) -> Title:
    (title,) = merged(room, *records, **values)
    return title


def origin(title: Title, field: str) -> tuple[str, str] | None:
    """Who gave a field, and since when; None where nobody did."""
    told = json.loads(title.provenance)
    sources = [source for source, fields in told["sources"].items() if field in fields]
    since = told["since"].get(field, title.first_seen.isoformat())
    return ("+".join(sources), since) if sources else None


TMDB = record(
    "tmdb",
    title="The Matrix",
    original_title="The Matrix",
    year=1999,
    runtime_min=136,
    genres=("Action", "Science Fiction"),
    directors=("Lana Wachowski",),
    cast=("Keanu Reeves",),
    budget=Money(amount=63e6, currency="USD"),
    overviews=(
        Text(language="de", text="Ein Hacker …"),
        Text(language="en", text="A hacker …"),
    ),
    names=(Name(name="Matrix", language="de", country="DE"),),
    external_ids=(ExternalId(source="imdb", id="tt0133093"),),
)
IMDB = record(
    "imdb",
    title="The Matrix",
    original_title="Matrix",
    year=1998,
    runtime_min=137,
    genres=("Action", "Sci-Fi"),
    names=(
        Name(name="Matrix", language="de", country="DE"),
        Name(name="Matriks", country="TR"),
    ),
)
WIKIDATA = record(
    "wikidata",
    article=Article(url="https://en.wikipedia.org/wiki/The_Matrix"),
    external_ids=(
        ExternalId(source="imdb", id="tt0133093"),
        ExternalId(source="metacritic", id="movie/the-matrix"),
    ),
)


def test_every_column_has_a_rule_or_is_made_by_the_merge() -> None:
    made = {"title_id", "kind", "provenance", "conflicts", "first_seen"}
    ruled = [rule.field for rule in RULES]
    assert len(ruled) == len(set(ruled))
    assert set(ruled) | made == set(table_of(Title).column_names)


def test_the_first_source_that_has_a_value_is_preferred(room: Room) -> None:
    title = one(room, WIKIDATA, IMDB, TMDB)
    assert (title.title_id, title.kind, title.title, title.year) == (
        ID,
        "movie",
        "The Matrix",
        1999,
    )
    assert (title.runtime_min, title.genres) == (136, ("Action", "Science Fiction"))
    assert (title.budget_amount, title.budget_currency) == (63e6, "USD")
    assert (title.overview, title.revenue_amount) == ("A hacker …", None)
    assert (title.tmdb_id, title.imdb_id, title.wikidata_id) == (603, "tt0133093", "Q83495")
    assert title.wikipedia_url == "https://en.wikipedia.org/wiki/The_Matrix"
    assert title.first_seen == MONDAY
    without = one(room, IMDB, WIKIDATA)
    assert (without.year, without.runtime_min, without.tmdb_id) == (1998, 137, None)
    assert without.genres == ("Action", "Sci-Fi")


def test_a_hole_is_filled_by_the_next_source(room: Room) -> None:
    title = one(room, dataclasses.replace(TMDB, runtime_min=None, genres=()), IMDB)
    assert (title.runtime_min, title.genres) == (137, ("Action", "Sci-Fi"))
    assert origin(title, "runtime_min") == ("imdb", "2026-01-05")
    assert origin(title, "genres") == ("imdb", "2026-01-05")


def test_a_union_takes_all_once_and_sorted(room: Room) -> None:
    title = one(room, TMDB, IMDB, WIKIDATA)
    names = [(x["name"], x["country"]) for x in json.loads(title.names or "")]
    assert names == [("Matriks", "TR"), ("Matrix", "DE")]
    assert json.loads(title.external_ids or "") == [
        {"source": "imdb", "id": "tt0133093"},
        {"source": "metacritic", "id": "movie/the-matrix"},
    ]
    assert origin(title, "names") == ("tmdb+imdb", "2026-01-05")
    assert origin(title, "external_ids") == ("tmdb+wikidata", "2026-01-05")


def test_order_of_records_does_not_matter(room: Room) -> None:
    assert one(room, TMDB, IMDB, WIKIDATA) == one(room, WIKIDATA, IMDB, TMDB)


def test_zero_and_false_are_values(room: Room) -> None:
    title = one(room, record("tmdb", adult=False, season_count=0), record("imdb", adult=True))
    assert (title.adult, title.season_count) == (False, 0)


def test_the_losers_are_kept_beside(room: Room) -> None:
    title = one(room, TMDB, IMDB)
    assert json.loads(title.conflicts) == {
        "original_title": [{"source": "imdb", "value": "Matrix"}],
        "year": [{"source": "imdb", "value": "1998"}],
        "runtime_min": [{"source": "imdb", "value": "137"}],
    }
    assert json.loads(one(room, TMDB).conflicts) == {}


def test_an_empty_value_never_takes_the_place_of_a_filled_one(room: Room) -> None:
    held = one(room, TMDB)
    bare = record("tmdb", title="The Matrix")
    later = one(room, bare, known=[held], today=TUESDAY)
    assert (later.year, later.genres, later.overview) == (1999, TMDB.genres, "A hacker …")
    assert (later.budget_amount, later.names) == (63e6, held.names)
    assert origin(later, "year") == origin(held, "year")
    assert later == held


def test_what_a_source_clears_is_cleared_where_the_rule_says_so(room: Room) -> None:
    video = Video(site="YouTube", video_key="x")
    full = dataclasses.replace(
        TMDB, end_date=FRIDAY, videos=(video,), recommendations=("movie/604",), similar=("tv/1",)
    )
    held = one(room, full)
    assert (held.end_date, held.recommendations) == (FRIDAY, ("movie/604",))
    later = one(room, TMDB, known=[held], today=TUESDAY)
    assert (later.end_date, later.videos) == (None, None)
    assert (later.recommendations, later.similar) == ((), ())
    for field in ("end_date", "videos", "recommendations", "similar"):
        assert origin(held, field) is not None
        assert origin(later, field) is None
    cleared = {rule.field for rule in RULES if rule.clears}
    assert cleared == {"end_date", "videos", "recommendations", "similar"}


def test_where_a_value_came_from_and_since_when(room: Room) -> None:
    monday = one(room, TMDB)
    assert origin(monday, "year") == ("tmdb", "2026-01-05")
    assert origin(monday, "status") is None
    moved = dataclasses.replace(TMDB, year=2000)
    tuesday = one(room, moved, known=[monday], today=TUESDAY)
    assert origin(tuesday, "year") == ("tmdb", "2026-01-06")
    assert origin(tuesday, "runtime_min") == ("tmdb", "2026-01-05")
    assert origin(tuesday, "genres") == ("tmdb", "2026-01-05")
    assert origin(tuesday, "overviews") == ("tmdb", "2026-01-05")
    assert tuesday.first_seen == MONDAY
    friday = one(room, moved, known=[tuesday], today=FRIDAY)
    assert friday == tuesday


def test_a_changed_list_begins_anew(room: Room) -> None:
    held = one(room, TMDB)
    other = dataclasses.replace(
        TMDB, genres=("Action",), credits=(Credit(name="Keanu Reeves", department="Acting"),)
    )
    later = one(room, other, known=[held], today=TUESDAY)
    assert later.genres == ("Action",)
    assert origin(later, "genres") == ("tmdb", "2026-01-06")
    assert origin(later, "credits") == ("tmdb", "2026-01-06")
    assert json.loads(later.credits or "")[0]["name"] == "Keanu Reeves"


def test_the_same_records_give_the_same_title_any_day(room: Room) -> None:
    held = one(room, TMDB, IMDB, WIKIDATA)
    assert one(room, TMDB, IMDB, WIKIDATA, known=[held], today=FRIDAY) == held


def test_a_title_without_a_record_has_no_row(room: Room) -> None:
    assert merged(room) == []
    assert merged(room, known=[one(room, TMDB)]) == []


# -- redirects -----------------------------------------------------------------------------------


def redirects(
    room: Room, known: list[TitleRedirect] | None = None, today: dt.date = MONDAY, **rows: Any
) -> list[tuple[Any, ...]]:
    room.view("known", TitleRedirect, known or [])
    room.view("spine", SpineTitle, rows.get("spine", []))
    room.view("redirects", SourceRedirect, rows.get("moved", []))
    room.view("living", SpineTitle, [x for x in rows.get("spine", []) if x.state == "active"])
    room.con.execute(
        "CREATE OR REPLACE TEMP TABLE links AS SELECT 'movie/603' AS title_id, 'imdb' AS source, "
        "'tt0133093' AS source_id"
    )
    return [
        (x.from_title_id, x.to_title_id, x.reason, x.decided_on)
        for x in room.made(TitleRedirect, redirects_sql(), today=today)
    ]


def spine(title_id: str, state: str = "active", imdb_id: str | None = None) -> SpineTitle:
    return SpineTitle(
        title_id=title_id,
        kind="movie",
        origin="imdb" if imdb_id else "tmdb",
        imdb_id=imdb_id,
        state=state,
        first_seen=MONDAY,
    )


def moved(source: str, old: str, new: str) -> SourceRedirect:
    return SourceRedirect(source=source, from_source_id=old, to_source_id=new, decided_on=MONDAY)


def test_ids_that_gave_way_lead_on(room: Room) -> None:
    gone = [
        moved("tmdb", "movie/1", "movie/2"),
        moved("tmdb", "movie/3", "movie/4"),  # which is gone, too
        moved("tmdb", "movie/77", "movie/2"),  # never on the spine
        moved("imdb", "tt0000008", "tt0133093"),
        moved("imdb", "tt0000007", "tt0000006"),  # which is no title's
    ]
    titles = [
        spine("movie/1", "gone"),
        spine("movie/2"),
        spine("movie/3", "gone"),
        spine("movie/603"),
        spine("imdb/tt0133093", imdb_id="tt0133093"),
        spine("imdb/tt0000007", "gone", imdb_id="tt0000007"),
        spine("imdb/tt0000008", "gone", imdb_id="tt0000008"),
        spine("imdb/tt9", imdb_id="tt9"),
    ]
    found = redirects(room, spine=titles, moved=gone)
    assert found == [
        ("imdb/tt0000007", None, "gone", MONDAY),
        ("imdb/tt0000008", "movie/603", "merged", MONDAY),
        ("imdb/tt0133093", "movie/603", "imdb_linked", MONDAY),
        ("movie/1", "movie/2", "merged", MONDAY),
        ("movie/3", None, "gone", MONDAY),
    ]
    known = [
        TitleRedirect(from_title_id=a, to_title_id=b, reason=c, decided_on=d)
        for a, b, c, d in found
    ]
    assert redirects(room, known, FRIDAY, spine=titles, moved=gone) == found


def test_a_record_that_moved_keeps_its_scores(room: Room) -> None:
    """Seen as m/old on two days, as m/new from the second on; another record beside it."""

    def seen(source_id: str, hour: int, value: float | None) -> ScoreSeen:
        return ScoreSeen(
            source="rotten_tomatoes",
            source_id=source_id,
            publisher="rotten_tomatoes",
            metric="critics",
            season=-1,
            episode=-1,
            value=value,
            scale_max=100.0,
            observed_at=dt.datetime(2026, 1, 1, hour, tzinfo=dt.UTC),
            answer_id=f"{source_id} {hour}",
        )

    rows = [seen("m/old", 1, 80.0), seen("m/old", 2, None), seen("m/new", 2, 90.0)]
    room.view("seen", ScoreSeen, [*rows, seen("m/other", 1, 10.0)])
    room.view("redirects", SourceRedirect, [moved("rotten_tomatoes", "m/old", "m/new")])
    found = room.made(ScoreSeen, scores_of_today_sql("seen", "redirects"))
    assert [(one.source_id, one.observed_at.hour, one.value) for one in found] == [
        ("m/new", 1, 80.0),
        ("m/new", 2, 90.0),
        ("m/other", 1, 10.0),
    ]
