"""People's words on links: which stand, how they win over rules, and how they are taken."""

import datetime as dt
import json
from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.crosswalk.decide import links_sql
from movie_assets.crosswalk.human import (
    human_links_sql,
    is_decidable,
    newest_words,
    standing_sql,
    undecided_sql,
)
from movie_assets.model.operation_rows import HumanLink, LinkDecision
from movie_assets.model.title_rows import (
    CrosswalkCandidate,
    CrosswalkLink,
    SourceRedirect,
    SpineTitle,
)
from movie_assets_tests.pure_rooms import Room

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
Said = tuple[str, str, bool]  # title, record, accepted


@pytest.fixture
def room() -> Room:
    return Room()


def words(said: Iterable[Said], source: str = "imdb") -> list[LinkDecision]:
    """Words in the order in which they were said."""
    return [
        LinkDecision(
            title_id=title_id,
            source=source,
            source_id=source_id,
            accepted=accepted,
            decided_by="Ada",
            decided_at=NOON,
            decision_id=number,
        )
        for number, (title_id, source_id, accepted) in enumerate(said, start=1)
    ]


def spine(number: int, state: str = "active") -> SpineTitle:
    return SpineTitle(
        title_id=f"movie/{number}",
        kind="movie",
        origin="tmdb",
        state=state,
        first_seen=NOON.date(),
    )


TITLES = [spine(1), spine(2), spine(3), spine(9, "gone")]


def standing(
    room: Room, said: Iterable[LinkDecision], moved: Iterable[SourceRedirect] = ()
) -> list[HumanLink]:
    room.view("said", LinkDecision, said)
    room.view("spine", SpineTitle, TITLES)
    room.view("redirects", SourceRedirect, moved)
    return room.made(HumanLink, standing_sql())


def pairs(found: Iterable[HumanLink]) -> set[Said]:
    return {(one.title_id, one.source_id, one.accepted) for one in found}


@pytest.mark.parametrize(
    ("said", "stands"),
    [
        ([], set()),
        ([("movie/1", "r1", True)], {("movie/1", "r1", True)}),
        # changed one's mind
        ([("movie/1", "r1", True), ("movie/1", "r1", False)], {("movie/1", "r1", False)}),
        ([("movie/1", "r1", False), ("movie/1", "r1", True)], {("movie/1", "r1", True)}),
        # the record's next title, the title's next record
        ([("movie/1", "r1", True), ("movie/2", "r1", True)], {("movie/2", "r1", True)}),
        ([("movie/1", "r1", True), ("movie/1", "r2", True)], {("movie/1", "r2", True)}),
        # two rejections stand in nobody's way
        (
            [("movie/1", "r1", False), ("movie/2", "r1", False), ("movie/3", "r1", True)],
            {("movie/1", "r1", False), ("movie/2", "r1", False), ("movie/3", "r1", True)},
        ),
        # what a word took the place of comes back when it is taken back
        (
            [("movie/1", "r1", True), ("movie/2", "r1", True), ("movie/2", "r1", False)],
            {("movie/1", "r1", True), ("movie/2", "r1", False)},
        ),
        ([("movie/9", "r1", True), ("movie/8", "r1", True)], set()),  # gone, never known
    ],
)
def test_the_newest_word_stands(room: Room, said: Sequence[Said], stands: set[Said]) -> None:
    assert pairs(standing(room, words(said))) == stands


@settings(max_examples=60, deadline=None)
@given(said=st.lists(st.tuples(
    st.sampled_from(["movie/1", "movie/2", "movie/3"]), st.sampled_from(["r1", "r2", "r3"]),
    st.booleans()), max_size=8))  # fmt: skip
def test_walks_hear_the_same_words_as_the_crosswalk(said: list[Said]) -> None:
    heard = {
        (title_id, record, accepted)
        for title_id, records in newest_words(words(said), "imdb").items()
        for record, accepted in records.items()
    }
    assert heard == pairs(standing(Room(), words(said)))
    assert newest_words(words(said), "metacritic") == {}


def test_a_word_follows_the_ids_that_moved(room: Room) -> None:
    moved = [
        SourceRedirect(source=s, from_source_id=a, to_source_id=b, decided_on=NOON.date())
        for s, a, b in (("tmdb", "movie/9", "movie/2"), ("imdb", "r1", "r5"))
    ]
    (one,) = standing(room, words([("movie/9", "r1", True)]), moved)
    assert (one.title_id, one.source_id, one.kind) == ("movie/2", "r5", "movie")
    assert (one.decided_by, one.decided_at) == ("Ada", NOON)


def candidate(title_id: str, source_id: str, probability: float = 0.99) -> CrosswalkCandidate:
    return CrosswalkCandidate(
        title_id=title_id,
        kind="movie",
        source="imdb",
        source_id=source_id,
        method="id",
        probability=probability,
        evidence='{"voters":["tmdb"]}',
        rule_version="1",
    )


def links(
    room: Room, found: Iterable[CrosswalkCandidate], said: Iterable[Said]
) -> dict[tuple[str, str], CrosswalkLink]:
    room.view("human", HumanLink, standing(room, words(said)))
    room.view("everyone", CrosswalkCandidate, found)
    room.con.execute(f"CREATE OR REPLACE TEMP TABLE candidates AS {undecided_sql()}")
    both = f"SELECT * FROM ({links_sql()}) UNION ALL BY NAME SELECT * FROM ({human_links_sql()})"
    decided = room.made(CrosswalkLink, both, now=NOON)
    assert len(decided) == len({(one.title_id, one.source_id) for one in decided})
    return {(one.title_id, one.source_id): one for one in decided}


def statuses(found: dict[tuple[str, str], CrosswalkLink]) -> dict[tuple[str, str], str]:
    return {key: one.status for key, one in found.items()}


def test_without_a_word_the_rules_decide_as_before(room: Room) -> None:
    found = [candidate("movie/1", "r1"), candidate("movie/2", "r1", 0.96)]
    room.view("candidates", CrosswalkCandidate, found)
    alone = room.made(CrosswalkLink, links_sql(), now=NOON)
    assert list(links(room, found, []).values()) == alone


def test_a_pair_nobody_knew_of_is_accepted(room: Room) -> None:
    one = links(room, [], [("movie/1", "r1", True)])["movie/1", "r1"]
    assert (one.status, one.method, one.probability) == ("accepted", "human", 1.0)
    assert json.loads(one.evidence)["decided_by"] == "Ada"


def test_an_accepted_pair_evicts_the_records_title_and_the_titles_record(room: Room) -> None:
    found = [candidate("movie/1", "r1"), candidate("movie/2", "r2"), candidate("movie/3", "r3")]
    decided = links(room, found, [("movie/1", "r2", True)])
    assert statuses(decided) == {
        ("movie/1", "r2"): "accepted",
        ("movie/1", "r1"): "rejected",
        ("movie/2", "r2"): "rejected",
        ("movie/3", "r3"): "accepted",
    }
    assert decided["movie/1", "r2"].method == "human"
    loser = decided["movie/2", "r2"]
    assert (loser.method, loser.runner_up, loser.runner_up_probability) == ("id", "movie/1", 1.0)


def test_a_rejected_pair_leaves_both_to_the_next_best(room: Room) -> None:
    found = [
        candidate("movie/1", "r1"),
        candidate("movie/2", "r1", 0.96),
        candidate("movie/1", "r2", 0.97),
    ]
    assert statuses(links(room, found, []))["movie/1", "r1"] == "accepted"
    decided = links(room, found, [("movie/1", "r1", False)])
    assert statuses(decided) == {
        ("movie/1", "r1"): "rejected",
        ("movie/2", "r1"): "accepted",
        ("movie/1", "r2"): "accepted",
    }
    said = decided["movie/1", "r1"]
    assert (said.method, said.probability) == ("human", 0.0)
    assert json.loads(said.evidence)["otherwise"] == {"voters": ["tmdb"]}


found_pairs = st.lists(
    st.builds(
        candidate,
        st.sampled_from(["movie/1", "movie/2", "movie/3"]),
        st.sampled_from(["r1", "r2", "r3"]),
        st.sampled_from([0.02, 0.5, 0.96, 1.0]),
    ),
    max_size=9,
    unique_by=lambda one: (one.title_id, one.source_id),
)
said_pairs = st.lists(
    st.tuples(
        st.sampled_from(["movie/1", "movie/2", "movie/3"]),
        st.sampled_from(["r1", "r2", "r3"]),
        st.booleans(),
    ),
    max_size=6,
)


@settings(max_examples=60, deadline=None)
@given(found=found_pairs, said=said_pairs)
def test_every_word_that_stands_is_honoured_and_links_stay_one_to_one(
    found: list[CrosswalkCandidate], said: list[Said]
) -> None:
    room = Room()
    decided = links(room, found, said)
    for title_id, source_id, accepted in pairs(standing(room, words(said))):
        link = decided[title_id, source_id]
        assert (link.status, link.method) == ("accepted" if accepted else "rejected", "human")
    taken = [key for key, one in decided.items() if one.status == "accepted"]
    assert len({title_id for title_id, _ in taken}) == len(taken)
    assert len({source_id for _, source_id in taken}) == len(taken)
    assert {(one.title_id, one.source_id) for one in found} <= set(decided)


@pytest.mark.parametrize(
    ("source", "decidable"),
    [
        ("imdb", True),
        ("wikipedia", True),
        ("drop/box_office", True),
        ("tmdb", False),  # a title's own
        ("drop/", False),
        ("justwatch", False),
        ("", False),
    ],
)
def test_whose_records_may_be_linked(source: str, decidable: bool) -> None:
    assert is_decidable(source) == decidable
