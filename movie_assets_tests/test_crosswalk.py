"""The crosswalk by ids: who says so, what it is worth, who gets the record; in any order."""

import datetime as dt
import json
import random
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.crosswalk.assign import MARGIN
from movie_assets.crosswalk.claims import LINKED_SOURCES, claims_sql
from movie_assets.crosswalk.compare import name_similarity, with_similarity
from movie_assets.crosswalk.decide import (
    ACCEPT_AT,
    ACCEPT_MATCH_AT,
    REVIEW_AT,
    candidates_sql,
    links_sql,
)
from movie_assets.model.parts import ExternalId
from movie_assets.model.source_rows import PageAsked, SourceRecord
from movie_assets.model.title_rows import (
    CrosswalkCandidate,
    CrosswalkLink,
    SourceRedirect,
    SpineTitle,
)
from movie_assets_tests.pure_rooms import Room

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def room() -> Room:
    return Room()


def record(source: str, source_id: str, title_id: str = "", **values: Any) -> SourceRecord:
    ids = tuple(ExternalId(source=s, id=i) for s, i in values.pop("says", ()))
    given = {"kind": "movie", "outcome": "found"}
    return SourceRecord(
        source=source,
        source_id=source_id,
        title_id=title_id or source_id,
        answer_id="a",
        requested_at=NOON,
        observed_at=NOON,
        parser_version="1",
        external_ids=ids,
        **(given | values),
    )


def spine(title_id: str, kind: str = "movie", imdb_id: str | None = None) -> SpineTitle:
    return SpineTitle(
        title_id=title_id,
        kind=kind,
        origin="imdb" if imdb_id else "tmdb",
        imdb_id=imdb_id,
        state="active",
        first_seen=NOON.date(),
    )


def candidates(
    room: Room,
    tmdb: Iterable[SourceRecord] = (),
    wikidata: Iterable[SourceRecord] = (),
    imdb: Iterable[SourceRecord] = (),
    titles: Iterable[SpineTitle] = (),
    pages: Iterable[PageAsked] = (),
    wikipedia: Iterable[SourceRecord] = (),
    redirects: Iterable[SourceRedirect] = (),
) -> list[CrosswalkCandidate]:
    said = {"tmdb": tmdb, "wikidata": wikidata, "imdb": imdb, "wikipedia": wikipedia}
    for name, rows in said.items():
        room.view(name, SourceRecord, rows)
    room.view("pages", PageAsked, pages)
    room.view("spine", SpineTitle, titles)
    room.view("redirects", SourceRedirect, redirects)
    claims = room.con.execute(claims_sql()).to_arrow_table()
    room.con.register("claims", with_similarity(claims))
    return room.made(CrosswalkCandidate, candidates_sql())


def links(room: Room, found: Iterable[CrosswalkCandidate]) -> list[CrosswalkLink]:
    room.view("candidates", CrosswalkCandidate, found)
    return room.made(CrosswalkLink, links_sql(), now=NOON)


def statuses(found: Iterable[CrosswalkLink]) -> dict[tuple[str, str], str]:
    return {(one.title_id, one.source_id): one.status for one in found}


OWN = "tt0133093"
MATRIX = {"title": "The Matrix", "year": 1999}
OTHER_NAME = {"title": "Barry Lyndon", "year": 1999}
OTHER_YEAR = {"title": "The Matrix", "year": 1993}
OTHER = {"title": "Barry Lyndon", "year": 1975}


@pytest.mark.parametrize(
    ("voters", "source", "theirs", "worth", "status"),
    [
        # two voices and a record that looks like it, in one respect at least
        ("tmdb wikidata", "imdb", MATRIX, 0.999, "accepted"),
        ("tmdb wikidata", "imdb", OTHER_NAME, 0.999, "accepted"),
        ("tmdb wikidata", "imdb", OTHER, 0.90, "review"),
        ("tmdb wikidata", "imdb", None, 0.97, "accepted"),
        ("tmdb wikidata", "metacritic", None, 0.999, "accepted"),
        # one voice
        ("tmdb", "imdb", MATRIX, 0.995, "accepted"),
        ("tmdb", "imdb", OTHER_NAME, 0.97, "accepted"),
        ("tmdb", "imdb", OTHER_YEAR, 0.97, "accepted"),
        ("tmdb", "imdb", OTHER, 0.50, "review"),
        # an id mistyped is one nobody has a record of
        ("tmdb", "imdb", None, 0.60, "review"),
        ("wikidata", "imdb", None, 0.60, "review"),
        ("wikidata", "rotten_tomatoes", None, 0.98, "accepted"),
        # kinds differ: never, however many say so
        ("tmdb", "imdb", {**MATRIX, "kind": "tv"}, 0.02, "rejected"),
        ("tmdb wikidata", "imdb", {**MATRIX, "kind": "tv"}, 0.02, "rejected"),
    ],
)
def test_what_a_claim_is_worth(
    room: Room, voters: str, source: str, theirs: Any, worth: float, status: str
) -> None:
    says = [(source, OWN)]
    found = candidates(
        room,
        [record("tmdb", "movie/603", says=says if "tmdb" in voters else (), **MATRIX)],
        [record("wikidata", "Q1", "movie/603", says=says)] if "wikidata" in voters else [],
        [record("imdb", OWN, **theirs)] if theirs else [],
    )
    (one,) = [x for x in found if x.source_id == OWN]
    assert (one.title_id, one.kind, one.source, one.method) == ("movie/603", "movie", source, "id")
    assert one.probability == worth
    evidence = json.loads(one.evidence)
    assert evidence["voters"] == voters.split()
    assert evidence["record_known"] == (theirs is not None)
    assert statuses(links(room, found))["movie/603", OWN] == status


def page(source_id: str, status: str | None, hour: int = 12, **values: Any) -> PageAsked:
    """An address asked for The Matrix at Metacritic, which led to the page of that id."""
    given = {"page_source_id": source_id, "evidence": '{"reason": "name and year"}', **values}
    return PageAsked(
        source="metacritic",
        title_id="movie/603",
        source_id=given.pop("asked", source_id),
        url=f"https://www.metacritic.com/{source_id}/",
        reason="guess: title",
        outcome="found",
        status=status,
        answer_id=f"answer-{hour}",
        requested_at=NOON.replace(hour=hour),
        **given,
    )


@pytest.mark.parametrize(
    ("claimed", "verdict", "worth", "status"),
    [
        (True, "accepted", 0.999, "accepted"),
        (False, "accepted", 0.99, "accepted"),
        (True, "review", 0.90, "review"),
        (False, "review", 0.50, "review"),
        # an id that leads to another title's page is for a person to look at
        (True, "rejected", 0.40, "review"),
        (False, "rejected", 0.02, "rejected"),
    ],
)
def test_what_a_page_that_was_read_is_worth(
    room: Room, claimed: bool, verdict: str, worth: float, status: str
) -> None:
    says = [("metacritic", "movie/the-matrix")] if claimed else []
    found = candidates(
        room,
        [record("tmdb", "movie/603", **MATRIX)],
        [record("wikidata", "Q1", "movie/603", says=says)],
        titles=[spine("movie/603")],
        pages=[page("movie/the-matrix", verdict)],
    )
    (one,) = [x for x in found if x.source == "metacritic"]
    assert (one.method, one.probability) == ("verified_url", worth)
    assert json.loads(one.evidence)["page"] == {"reason": "name and year"}
    assert statuses(links(room, found))["movie/603", "movie/the-matrix"] == status


def test_of_pages_accepted_one_after_the_other_the_last_one_is_the_titles(room: Room) -> None:
    found = candidates(
        room,
        [record("tmdb", "movie/603", **MATRIX)],
        titles=[spine("movie/603")],
        pages=[
            page("movie/the-matrix", "accepted", 9),
            page("movie/the-matrix-1999", "accepted", 11, asked="movie/matrix"),
            page("movie/missing", None, 11, page_source_id=None, evidence=None),
        ],
    )
    told = statuses(links(room, found))
    assert told["movie/603", "movie/the-matrix-1999"] == "accepted"
    assert told["movie/603", "movie/the-matrix"] == "rejected"
    assert ("movie/603", "movie/missing") not in told


def test_an_article_that_passed_the_film_test_is_the_titles(room: Room) -> None:
    article = record("wikipedia", "The Matrix", "movie/603", **MATRIX)
    found = candidates(room, titles=[spine("movie/603")], wikipedia=[article])
    assert statuses(links(room, found))["movie/603", "The Matrix"] == "accepted"


def test_a_title_is_itself_at_tmdb_and_wikidatas_item_is_its_own(room: Room) -> None:
    found = candidates(
        room, [record("tmdb", "movie/603", **MATRIX)], [record("wikidata", "Q83495", "movie/603")]
    )
    worth = {(one.source, one.source_id): one.probability for one in found}
    assert worth == {("tmdb", "movie/603"): 1.0, ("wikidata", "Q83495"): 0.99}
    assert set(statuses(links(room, found)).values()) == {"accepted"}


def test_ids_of_other_sources_and_empty_ones_claim_nothing(room: Room) -> None:
    says = [("tvdb", "1"), ("imdb", ""), ("facebook", "x")]
    found = candidates(room, [record("tmdb", "movie/603", says=says)])
    assert [one.source for one in found] == ["tmdb"]


def test_two_titles_that_claim_one_record(room: Room) -> None:
    found = candidates(
        room,
        [
            record("tmdb", "movie/1", says=[("imdb", "tt1")], **OTHER_YEAR),
            record("tmdb", "movie/2", says=[("imdb", "tt1")], **MATRIX),
        ],
        [],
        [record("imdb", "tt1", **MATRIX)],
    )
    decided = {one.title_id: one for one in links(room, found) if one.source == "imdb"}
    assert (decided["movie/2"].status, decided["movie/1"].status) == ("accepted", "rejected")
    winner, loser = decided["movie/2"], decided["movie/1"]
    assert (winner.runner_up, winner.runner_up_probability) == ("movie/1", 0.97)
    assert (loser.runner_up, loser.runner_up_probability) == ("movie/2", 0.995)
    assert winner.decided_at == NOON


def test_a_title_with_two_records_of_a_source_gets_the_likelier(room: Room) -> None:
    found = candidates(
        room,
        [record("tmdb", "movie/1", says=[("imdb", "tt1"), ("imdb", "tt2")], **MATRIX)],
        [],
        [record("imdb", "tt1", **OTHER_YEAR), record("imdb", "tt2", **MATRIX)],
    )
    decided = statuses(links(room, found))
    assert decided["movie/1", "tt2"] == "accepted"
    assert decided["movie/1", "tt1"] == "review"


ALONE = spine("imdb/tt1", imdb_id="tt1")


def test_a_title_that_is_only_imdbs_has_its_own_record(room: Room) -> None:
    found = candidates(room, imdb=[record("imdb", "tt1", "imdb/tt1", **MATRIX)], titles=[ALONE])
    assert [(one.title_id, one.probability) for one in found] == [("imdb/tt1", 1.0)]
    assert statuses(links(room, found)) == {("imdb/tt1", "tt1"): "accepted"}


@pytest.mark.parametrize(
    ("theirs", "expected"),
    [
        (MATRIX, {("movie/603", "tt1"): "accepted"}),  # 0.995: the spine's title has it
        (OTHER, {("movie/603", "tt1"): "review"}),  # 0.50: nobody has it until a person says so
        (  # 0.02: no claim at all
            {**MATRIX, "kind": "tv"},
            {("movie/603", "tt1"): "rejected", ("imdb/tt1", "tt1"): "accepted"},
        ),
    ],
)
def test_a_title_of_the_spine_takes_the_record_from_one_only_imdb_knows(
    room: Room, theirs: Any, expected: Any
) -> None:
    found = candidates(
        room,
        [record("tmdb", "movie/603", says=[("imdb", "tt1")], **MATRIX)],
        [],
        [record("imdb", "tt1", "imdb/tt1", **theirs)],
        [spine("imdb/tt1", theirs.get("kind", "movie"), "tt1")],
    )
    decided = statuses(links(room, found))
    del decided["movie/603", "movie/603"]
    assert decided == expected


def matched(title_id: str, source_id: str, probability: float, method: str = "blocked_match"):
    return CrosswalkCandidate(
        title_id=title_id,
        kind="movie",
        source="imdb",
        source_id=source_id,
        method=method,
        probability=probability,
        evidence="{}",
        rule_version="1",
    )


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([matched("movie/1", "r", 0.9)], {("movie/1", "r"): "accepted"}),
        ([matched("movie/1", "r", 0.7)], {("movie/1", "r"): "review"}),
        ([matched("movie/1", "r", 0.3)], {("movie/1", "r"): "rejected"}),
        # a title that has its record by id takes no other one by name, nor is asked about it
        (
            [matched("movie/1", "r", 0.99), matched("movie/1", "own", 0.96, "id")],
            {("movie/1", "own"): "accepted", ("movie/1", "r"): "rejected"},
        ),
        # but an id in doubt does not keep the record that names and year speak for
        (
            [matched("movie/1", "r", 0.99), matched("movie/1", "doubtful", 0.5, "id")],
            {("movie/1", "r"): "accepted", ("movie/1", "doubtful"): "review"},
        ),
        # what only IMDb knows stays a title of its own while a match by names is in doubt
        (
            [matched("movie/1", "r", 0.6), matched("imdb/r", "r", 1.0, "id")],
            {("imdb/r", "r"): "accepted", ("movie/1", "r"): "review"},
        ),
        (
            [matched("movie/1", "r", 0.9), matched("imdb/r", "r", 1.0, "id")],
            {("movie/1", "r"): "accepted"},
        ),
    ],
)
def test_a_match_by_names_yields_to_ids(room: Room, found: Any, expected: Any) -> None:
    assert statuses(links(room, found)) == expected


def test_a_match_that_is_likely_enough_has_its_margin() -> None:
    # A record's probabilities add up to one at most, so `links_sql` need not ask for the margin.
    assert ACCEPT_MATCH_AT - (1 - ACCEPT_MATCH_AT) >= MARGIN - 1e-9


# -- the law -------------------------------------------------------------------------------------

pairs = st.lists(
    st.builds(
        CrosswalkCandidate,
        title_id=st.sampled_from(["movie/1", "movie/2", "tv/3", "imdb/tt4", "imdb/tt5"]),
        kind=st.just("movie"),
        source=st.sampled_from(["imdb", "metacritic"]),
        source_id=st.sampled_from(["r1", "r2", "r3"]),
        method=st.sampled_from(["id", "verified_url", "blocked_match"]),
        probability=st.sampled_from([0.02, 0.5, 0.9, 0.96, 0.999, 1.0]),
        evidence=st.just("{}"),
        rule_version=st.just("1"),
    ),
    max_size=14,
    unique_by=lambda one: (one.title_id, one.source, one.source_id, one.method),
)


def needed(one: CrosswalkCandidate | CrosswalkLink) -> float:
    """How likely a pair must be to be accepted."""
    return ACCEPT_MATCH_AT if one.method == "blocked_match" else ACCEPT_AT


@settings(max_examples=100, deadline=None)
@given(found=pairs, seed=st.integers(0, 99))
def test_links_are_one_to_one_and_do_not_depend_on_order(
    found: list[CrosswalkCandidate], seed: int
) -> None:
    room, shuffled = Room(), list(found)
    random.Random(seed).shuffle(shuffled)
    decided = links(room, found)
    assert links(room, shuffled) == decided
    accepted = [one for one in decided if one.status == "accepted"]
    assert len({(one.source, one.source_id) for one in accepted}) == len(accepted)
    assert len({(one.source, one.title_id) for one in accepted}) == len(accepted)
    assert all(one.probability >= needed(one) for one in accepted)
    for one in decided:
        assert (one.status == "rejected") >= (one.probability < REVIEW_AT)
        if one.title_id.startswith("imdb/") and one.status == "accepted":
            rivals = [
                x
                for x in found
                if (x.source, x.source_id) == (one.source, one.source_id)
                and not x.title_id.startswith("imdb/")
            ]
            assert all(
                x.probability < (needed(x) if x.method == "blocked_match" else REVIEW_AT)
                for x in rivals
            )
    pairs_in = {(x.title_id, x.source, x.source_id) for x in found if x.title_id[:5] != "imdb/"}
    assert pairs_in <= {(x.title_id, x.source, x.source_id) for x in decided}


# -- names ---------------------------------------------------------------------------------------


def test_names_are_compared_without_case_and_punctuation() -> None:
    left = [["Amélie", "Le Fabuleux Destin"], ["Heat"], [], ["A"], ["!!!"]]
    right = [["LE FABULEUX, DESTIN!"], ["Heap"], ["X"], [], ["???"]]
    same, near, *unknown = name_similarity(left, right)
    assert (same, near) == (100.0, 75.0)  # 1 of 4 letters replaced: 2 x 3 / 8
    assert unknown == [None, None, None]
    assert name_similarity([], []) == []


def test_the_sources_that_are_linked() -> None:
    assert LINKED_SOURCES[:3] == ("tmdb", "imdb", "wikidata")
