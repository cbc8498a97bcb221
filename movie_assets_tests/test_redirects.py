"""Ids that moved: who says so, where chains end, what stands again; and claims that follow them."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.crosswalk.claims import claims_sql
from movie_assets.crosswalk.compare import with_similarity
from movie_assets.crosswalk.decide import candidates_sql, links_sql
from movie_assets.crosswalk.redirects import MOST_STEPS, alive_sql, redirects_sql, stated_sql
from movie_assets.model.parts import ExternalId
from movie_assets.model.source_rows import PageAsked, SourceRecord
from movie_assets.model.title_rows import (
    CrosswalkCandidate,
    CrosswalkLink,
    SourceRedirect,
    SpineTitle,
)
from movie_assets_tests.pure_rooms import Room

MONDAY = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
TUESDAY = MONDAY + dt.timedelta(days=1)
RT = "rotten_tomatoes"


@pytest.fixture
def room() -> Room:
    return Room()


def record(source: str, source_id: str, title_id: str = "", **values: Any) -> SourceRecord:
    ids = tuple(ExternalId(source=s, id=i) for s, i in values.pop("says", ()))
    at = values.pop("at", MONDAY)
    given = {"kind": "movie", "outcome": "found"}
    return SourceRecord(
        source=source,
        source_id=source_id,
        title_id=title_id or source_id,
        answer_id="a",
        requested_at=at,
        observed_at=at,
        parser_version="1",
        external_ids=ids,
        **(given | values),
    )


def film(number: int, *imdb: str, **values: Any) -> SourceRecord:
    given = {"title": "Fury", "year": 2014, "directors": ("David Ayer",)} | values
    says = [("imdb", one) for one in imdb]
    return record("tmdb", f"movie/{number}", says=says, **given)


def moved(title_id: str, to: str, **values: Any) -> SourceRecord:
    return record("tmdb", "", title_id, outcome="moved", says=[("tmdb", to)], **values)


def spine(title_id: str, state: str = "active") -> SpineTitle:
    return SpineTitle(
        title_id=title_id, kind="movie", origin="tmdb", state=state, first_seen=MONDAY.date()
    )


def page(asked: str, led_to: str, at: dt.datetime = MONDAY, **values: Any) -> PageAsked:
    given = {"status": "accepted", "title_id": "movie/1", "source": RT, "evidence": "{}",
             "reason": "wikidata", "answer_id": "a"} | values  # fmt: skip
    return PageAsked(
        source_id=asked,
        url=f"https://www.rottentomatoes.com/{asked}",
        outcome="found",
        page_source_id=led_to,
        requested_at=at,
        **given,
    )


def redirects(
    room: Room,
    known: Iterable[SourceRedirect] = (),
    today: dt.datetime = MONDAY,
    **rows: Iterable[Any],
) -> list[SourceRedirect]:
    """The redirects after one run: `spine`, `tmdb`, `wikidata`, `imdb`, `imdb_page`, `pages`."""
    room.view("known", SourceRedirect, known)
    room.view("spine", SpineTitle, rows.get("spine", ()))
    room.view("pages", PageAsked, rows.get("pages", ()), "answer_id = 'led' AS was_led")
    for name in ("tmdb", "wikidata", "imdb", "imdb_page"):
        room.view(name, SourceRecord, rows.get(name, ()))
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE stated AS {stated_sql()}")
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE alive AS {alive_sql()}")
    return room.made(SourceRedirect, redirects_sql(), today=today.date())


def ends(found: Iterable[SourceRedirect]) -> dict[str, str]:
    return {one.from_source_id: one.to_source_id for one in found}


# -- who says so -----------------------------------------------------------------------------------


def test_a_page_that_led_elsewhere_moved(room: Room) -> None:
    found = redirects(
        room,
        pages=[
            page("m/old", "m/new"),
            page("m/itself", "m/itself"),
            page("m/anothers", "m/another", status="rejected"),  # another title's page
            page("m/nothing", "m/x", status=None),
            # a guess that shows another page was nobody's id, unless a redirect says it was one
            page("m/fury", "m/1035061-fury", reason="guess: title"),
            page("m/rage", "m/rage-2014", reason="guess: title", answer_id="led"),
        ],
    )
    assert ends(found) == {"m/old": "m/new", "m/rage": "m/rage-2014"}
    assert found[0].source == RT
    assert found[0].decided_on == MONDAY.date()


def test_tmdb_says_where_a_title_went(room: Room) -> None:
    assert ends(redirects(room, tmdb=[moved("movie/1", "movie/2")])) == {"movie/1": "movie/2"}


@pytest.mark.parametrize(
    ("gone", "twins", "expected"),
    [
        (film(1, "tt0000001"), [film(2, "tt0000001")], "movie/2"),
        (film(1), [film(2, "tt0000001")], "movie/2"),  # no id, but its director
        (film(1), [film(2, "tt0000001", directors=("Another",))], None),
        (film(1, "tt0000001"), [film(2, "tt0000002")], None),  # two films
        (film(1, "tt0000001"), [film(2, "tt0000001", title="Rage")], None),
        (film(1, "tt0000001"), [film(2, "tt0000001", year=2015)], None),
        (film(1, "tt0000001"), [film(2, "tt0000001", kind="tv")], None),
        (film(1), [film(2), film(3)], None),  # either: not told
    ],
)
def test_a_title_taken_down_went_to_its_one_twin(
    room: Room, gone: SourceRecord, twins: list[SourceRecord], expected: str | None
) -> None:
    there = [spine("movie/1", "gone"), *(spine(twin.title_id) for twin in twins)]
    found = redirects(room, spine=there, tmdb=[gone, *twins])
    assert ends(found).get("movie/1") == expected


def test_living_twins_are_two_titles(room: Room) -> None:
    titles = [film(1, "tt0000001"), film(2, "tt0000001")]
    assert redirects(room, spine=[spine("movie/1"), spine("movie/2")], tmdb=titles) == []


NEW = record("imdb", "tt0000002", title="Fury", year=2014)


@pytest.mark.parametrize(
    ("said", "records", "expected"),
    [
        ("tt0000001", [NEW], {"tt0000001": "tt0000002"}),
        # the old id is another record's: two claims that differ, none of them moved
        ("tt0000001", [NEW, record("imdb", "tt0000001", title="Fury", year=1936)], {}),
        ("tt000001", [NEW], {}),  # cut short: no id that could have moved
        ("tt0000001", [record("imdb", "tt0000002", title="Rage", year=2014)], {}),
        ("tt0000001", [record("imdb", "tt0000002", title="Fury", year=1936)], {}),
        ("tt0000001", [record("imdb", "tt0000002", title="Fury", year=2014, kind="tv")], {}),
    ],
)
def test_an_imdb_id_the_dataset_lacks_gave_way_to_the_one_it_has(
    room: Room, said: str, records: list[SourceRecord], expected: Mapping[str, str]
) -> None:
    found = redirects(
        room,
        tmdb=[film(1, "tt0000002")],
        wikidata=[record("wikidata", "Q1", "movie/1", says=[("imdb", said)])],
        imdb=records,
    )
    assert ends(found) == expected


def test_an_imdb_id_that_two_titles_name_tells_nothing(room: Room) -> None:
    found = redirects(
        room,
        tmdb=[film(1, "tt0000002"), film(2, "tt0000001", title="Rage")],
        wikidata=[record("wikidata", "Q1", "movie/1", says=[("imdb", "tt0000001")])],
        imdb=[NEW],
    )
    assert found == []


def test_imdbs_page_says_where_an_id_went(room: Room) -> None:
    told = record(
        "imdb_page", "", "movie/1/tt0000001", outcome="moved", says=[("imdb", "tt0000002")]
    )
    (one,) = redirects(room, imdb_page=[told])
    assert (one.source, one.from_source_id, one.to_source_id) == ("imdb", "tt0000001", "tt0000002")


# -- where chains end ------------------------------------------------------------------------------


def known(*pairs: tuple[str, str]) -> list[SourceRedirect]:
    day = MONDAY.date()
    return [
        SourceRedirect(source=RT, from_source_id=a, to_source_id=b, decided_on=day)
        for a, b in pairs
    ]


def test_a_chain_leads_to_its_end_in_one_step(room: Room) -> None:
    monday = redirects(room, pages=[page("m/a", "m/b")])
    tuesday = redirects(room, monday, TUESDAY, pages=[page("m/b", "m/c", TUESDAY)])
    assert ends(tuesday) == {"m/a": "m/c", "m/b": "m/c"}
    assert {one.decided_on for one in tuesday} == {TUESDAY.date()}
    assert redirects(room, tuesday, TUESDAY + dt.timedelta(days=1)) == tuesday


def test_a_loop_leads_nowhere_and_what_leads_into_it_neither(room: Room) -> None:
    pages = [page("m/a", "m/b"), page("m/b", "m/a"), page("m/c", "m/a"), page("m/d", "m/e")]
    assert ends(redirects(room, pages=pages)) == {"m/d": "m/e"}


def test_a_page_that_moved_back_stands_again(room: Room) -> None:
    back = [page("m/b", "m/a", TUESDAY), page("m/a", "m/a", TUESDAY)]
    found = redirects(room, known(("m/a", "m/b")), TUESDAY, pages=back)
    assert ends(found) == {"m/b": "m/a"}


def test_an_address_given_to_another_work_since_leads_nowhere(room: Room) -> None:
    pages = [page("m/a", "m/b"), page("m/a", "m/a", TUESDAY, title_id="movie/2")]
    assert redirects(room, known(("m/a", "m/b")), TUESDAY, pages=pages) == []


def test_the_newest_word_on_an_id_counts(room: Room) -> None:
    pages = [page("m/a", "m/b"), page("m/a", "m/c", TUESDAY, title_id="movie/2")]
    assert ends(redirects(room, pages=pages)) == {"m/a": "m/c"}


ids = st.sampled_from([f"m/{letter}" for letter in "abcdefgh"])


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(ids, ids, max_size=8))
def test_what_is_told_leads_to_an_end_that_leads_nowhere(steps: dict[str, str]) -> None:
    """The law, against walking by hand."""

    def end_of(start: str) -> str | None:
        at, met = start, {start}
        while at in steps and steps[at] != at:
            at = steps[at]
            if at in met:
                return None
            met.add(at)
        return at if at != start else None

    pages = [page(a, b, title_id=f"movie/{n}") for n, (a, b) in enumerate(steps.items())]
    expected = {start: end for start in steps if (end := end_of(start))}
    # A page met as itself says that it stands, so nothing may lead through it.
    assert ends(redirects(Room(), pages=pages)) == expected
    assert len(steps) < MOST_STEPS


# -- followed --------------------------------------------------------------------------------------


def decided(
    room: Room,
    tmdb: Iterable[SourceRecord] = (),
    wikidata: Iterable[SourceRecord] = (),
    imdb: Iterable[SourceRecord] = (),
    pages: Iterable[PageAsked] = (),
    known: Iterable[SourceRedirect] = (),
) -> dict[tuple[str, str], CrosswalkLink]:
    """(title_id, source_id) -> the link."""
    for name, rows in {"tmdb": tmdb, "wikidata": wikidata, "imdb": imdb, "wikipedia": ()}.items():
        room.view(name, SourceRecord, rows)
    room.view("pages", PageAsked, pages)
    room.view("spine", SpineTitle, [spine(one.title_id) for one in tmdb])
    room.view("redirects", SourceRedirect, known)
    room.con.register("claims", with_similarity(room.con.execute(claims_sql()).to_arrow_table()))
    room.view("candidates", CrosswalkCandidate, room.made(CrosswalkCandidate, candidates_sql()))
    links = room.made(CrosswalkLink, links_sql(), now=MONDAY)
    return {(one.title_id, one.source_id): one for one in links if one.source != "tmdb"}


def test_a_claim_on_an_old_id_counts_for_the_new_one(room: Room) -> None:
    says = record("wikidata", "Q1", "movie/1", says=[(RT, "m/old")])
    found = decided(room, [film(1)], [says], pages=[page("m/old", "m/new")],
                    known=known(("m/old", "m/new")))  # fmt: skip
    new, old = found["movie/1", "m/new"], found["movie/1", "m/old"]
    assert (new.status, old.status) == ("accepted", "rejected")
    assert json.loads(new.evidence)["voters"] == ["page", "wikidata"]
    assert json.loads(old.evidence)["moved_to"] == "m/new"
    assert json.loads(new.evidence)["moved_to"] is None


def test_a_verdict_on_an_old_page_stands_for_the_new_one(room: Room) -> None:
    found = decided(
        room, [film(1)], pages=[page("m/old", "m/old")], known=known(("m/old", "m/new"))
    )
    assert {key: one.status for key, one in found.items()} == {("movie/1", "m/new"): "accepted"}


@pytest.mark.parametrize(
    ("said", "accepted"),
    [
        ("tt11161", True),  # its zeros were lost, and the whole id's record is the title's
        ("tt00011161", True),  # a zero too many
        ("tt0011161", True),
        ("tt001116", False),  # cut short: the zeros are there, a digit is not
        ("tt1116", False),
    ],
)
def test_lost_zeros_are_mended_and_cut_ids_never_match(
    room: Room, said: str, accepted: bool
) -> None:
    imdb = [
        record("imdb", "tt0011161", title="Fury", year=2014),
        record("imdb", "tt0001116", title="A Fireman's Day", year=1911),
    ]
    found = decided(room, [film(1, said)], imdb=imdb)
    taken = [key for key, one in found.items() if one.status == "accepted"]
    assert taken == ([("movie/1", "tt0011161")] if accepted else [])
    assert found["movie/1", said].status == ("accepted" if said == "tt0011161" else "rejected")


def test_a_cut_id_that_two_say_is_no_better(room: Room) -> None:
    says = record("wikidata", "Q1", "movie/1", says=[("imdb", "tt001116")])
    found = decided(room, [film(1, "tt001116")], [says])
    assert found["movie/1", "tt001116"].status == "rejected"


def test_a_mended_id_of_another_film_is_left_alone(room: Room) -> None:
    other = record("imdb", "tt0011161", title="Fury", year=1936)
    found = decided(room, [film(1, "tt11161")], imdb=[other])
    assert {key: one.status for key, one in found.items()} == {("movie/1", "tt11161"): "rejected"}
