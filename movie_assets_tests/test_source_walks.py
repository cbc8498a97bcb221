"""Walks one rule at a time: what is asked next, where it ends, and what is filed under what."""

import dataclasses
import datetime as dt
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome
from movie_assets.model.parts import ExternalId, Rating
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.candidates import MOST_A_TITLE, fitting_choices
from movie_assets.sources.known_titles import KnownTitle, Twin
from movie_assets.sources.registry import source_named
from movie_assets.sources.walks import Answered, Walked, page_walk

WHEN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)
SITE = "https://www.metacritic.com/"
HER = KnownTitle(title_id="movie/152601", kind="movie", title="Her", year=2013,
                 directors=("Spike Jonze",), runtime_min=126)  # fmt: skip
VEEP = KnownTitle(title_id="tv/2947", kind="tv", title="Veep", year=2012)
OWN = {"title": "Her", "year": 2013, "directors": ["Spike Jonze"]}
OTHER = {"title": "Her", "year": 1999, "directors": ["Ann Lee"]}


def read(fetched: Fetched) -> Reading:
    """A page of the made-up source: a record's fields as JSON, or an outcome."""
    if fetched.status != 200:
        return Reading(outcome=Outcome.NOT_FOUND, detail="none")
    said = json.loads(fetched.body)
    if "outcome" in said:
        return Reading(outcome=Outcome(said["outcome"]), detail="said so")
    source_id = said.pop("id", None) or (fetched.final_url or fetched.url)[len(SITE) :].strip("/")
    kind = "season" if "season" in source_id else {"m": "movie", "t": "tv"}[source_id[0]]
    scored = said.pop("scored", True)
    outcome = Outcome.FOUND if scored else Outcome.NO_SCORE_YET
    people = tuple(said.pop("directors", ()))
    common = {"source": "metacritic", "title_id": fetched.title_id, "requested_at": WHEN,
              "answer_id": fetched.answer_id}  # fmt: skip
    record = SourceRecord(
        source_id=source_id, outcome=outcome, parser_version="1", observed_at=WHEN, kind=kind,
        directors=people, **said, **common,
    )  # fmt: skip
    rating = Rating(publisher="metacritic", metric="critics", value=70.0, scale_max=100.0,
                    percent=70.0)  # fmt: skip
    number = source_id.partition("season-")[2]
    episodes = (
        SourceEpisode(source_id=source_id.partition("/season")[0], season=int(number), episode=0,
                      ratings=(rating,), **common),
    ) if number else ()  # fmt: skip
    return Reading(outcome=outcome, records=(record,), episodes=episodes)


SOURCE = dataclasses.replace(source_named("metacritic"), read=read)


def walk(known: KnownTitle, pages: dict[str, object], seasons=()) -> tuple[Walked, list[str]]:
    """Walk through pages by id: a record's fields, an outcome, or (an id it leads to, fields)."""
    walking, asked = page_walk(SOURCE, known, seasons=seasons), []
    answer = None
    while True:
        try:
            candidate = walking.send(answer) if answer else next(walking)
        except StopIteration as end:
            return end.value, asked
        asked.append(candidate.source_id)
        page = pages.get(candidate.source_id)
        final = None
        if isinstance(page, tuple):
            final, page = f"{SITE}{page[0]}/", page[1]
        asking = page if isinstance(page, Outcome) else Outcome.FOUND
        fetched = Fetched(
            answer_id=candidate.source_id, title_id=known.title_id, url=candidate.url,
            final_url=final, status=404 if page is None else 200, requested_at=WHEN,
            body=json.dumps(page).encode() if isinstance(page, dict) else b"",
        )  # fmt: skip
        answer = Answered(fetched, Outcome.NOT_FOUND if page is None else asking)


def claims(known: KnownTitle, *ids: str) -> KnownTitle:
    given = tuple(ExternalId(source="metacritic", id=each) for each in ids)
    return dataclasses.replace(known, external_ids=given)


def test_the_first_page_that_proves_to_be_the_titles_ends_the_walk():
    walked, asked = walk(HER, {"movie/her": OWN, "movie/her-2013": OWN})
    assert asked == ["movie/her"]
    assert walked.outcome is Outcome.FOUND
    assert [(one.title_id, one.source_id) for one in walked.records] == [
        (HER.title_id, "movie/her")
    ]
    assert (walked.answer_id, walked.checked_at) == ("movie/her", WHEN)
    (page,) = walked.pages
    assert (page.status, page.page_source_id, page.reason) == (
        "accepted", "movie/her", "guess: title",
    )  # fmt: skip
    assert json.loads(page.evidence)["reason"] == "name, year and people"


def test_another_titles_page_is_kept_under_its_own_id_and_the_walk_goes_on():
    walked, asked = walk(HER, {"movie/her": OTHER, "movie/her-2013": OWN})
    assert asked[:1] == ["movie/her"]
    assert asked[-1] == "movie/her-2013"
    assert {(one.title_id, one.source_id) for one in walked.records} == {
        (HER.title_id, "movie/her-2013"),
        ("metacritic/movie/her", "movie/her"),
    }
    assert [(one.source_id, one.status) for one in walked.pages if one.status] == [
        ("movie/her", "rejected"),
        ("movie/her-2013", "accepted"),
    ]


def test_wikidatas_page_is_asked_before_any_guess():
    walked, asked = walk(claims(HER, "movie/her-the-film"), {"movie/her-the-film": OWN})
    assert asked == ["movie/her-the-film"]
    assert walked.pages[0].reason == "wikidata"


def test_a_redirect_is_read_as_the_page_it_led_to_and_that_is_not_asked_again():
    known = claims(HER, "movie/her-old")
    walked, asked = walk(known, {"movie/her-old": ("movie/her", OTHER)})
    assert "movie/her" not in asked
    assert walked.pages[0].page_source_id == "movie/her"
    assert walked.outcome is Outcome.WRONG_TITLE
    sure = {"title": "Her", "year": 2013}
    two = dataclasses.replace(known, twins=(Twin("movie", 2013),))
    taken, _ = walk(two, {"movie/her-old": ("movie/her", sure)})
    assert (taken.outcome, taken.records[0].source_id) == (Outcome.FOUND, "movie/her")
    # The same page without a redirect is only a page that says it is another one.
    unsure, _ = walk(two, {"movie/her-old": sure | {"id": "movie/her"}})
    assert unsure.outcome is Outcome.WRONG_TITLE


@pytest.mark.parametrize(
    ("pages", "outcome"),
    [
        ({}, Outcome.NOT_FOUND),
        ({"movie/her": OTHER}, Outcome.WRONG_TITLE),
        ({"movie/her": {"outcome": "wrong_title"}}, Outcome.WRONG_TITLE),
        ({"movie/her": OWN | {"scored": False}}, Outcome.NO_SCORE_YET),
    ],
)
def test_the_outcome_is_the_titles(pages: dict[str, object], outcome: Outcome):
    walked, asked = walk(HER, pages)
    assert walked.outcome is outcome
    assert len(asked) <= MOST_A_TITLE["metacritic"]
    assert len(set(asked)) == len(asked)


@pytest.mark.parametrize("outcome", sorted(set(Outcome) - TITLE_OUTCOMES))
@pytest.mark.parametrize("read_from_body", [True, False])
def test_an_answer_that_says_nothing_of_the_title_ends_the_walk(outcome, read_from_body):
    ending = {"outcome": outcome.value} if read_from_body else outcome
    walked, asked = walk(claims(HER, "movie/x"), {"movie/x": OTHER, "movie/her": ending})
    assert walked.outcome is outcome
    assert asked == ["movie/x", "movie/her"]
    # What the answers before it told stands.
    assert [one.source_id for one in walked.pages] == ["movie/x"]
    assert [one.title_id for one in walked.records] == ["metacritic/movie/x"]


SHOW = {"title": "Veep", "year": 2012}


def test_a_shows_seasons_are_asked_for_once_its_page_is_accepted():
    pages = {"tv/veep": SHOW, "tv/veep/season-1": SHOW, "tv/veep/season-3": SHOW}
    walked, asked = walk(VEEP, pages, seasons=(3, 1, 2, 3, 0))
    assert asked == ["tv/veep", "tv/veep/season-1", "tv/veep/season-2", "tv/veep/season-3"]
    assert walked.outcome is Outcome.FOUND
    assert [(one.title_id, one.season) for one in walked.episodes] == [
        (VEEP.title_id, 1),
        (VEEP.title_id, 3),
    ]
    assert [one.source_id for one in walked.records] == ["tv/veep"]
    assert {one.reason for one in walked.pages[1:]} == {"season"}
    none, asked = walk(VEEP, {"tv/veep": SHOW | {"year": 1999}}, seasons=(1, 2))
    assert not any("season" in one for one in asked)
    assert none.episodes == ()


def test_a_season_of_another_show_adds_nothing():
    other = {"title": "Veep in Space"}
    pages = {"tv/veep": SHOW, "tv/veep/season-1": ("tv/veep-in-space/season-1", other)}
    walked, _ = walk(VEEP, pages, seasons=(1,))
    assert (walked.outcome, walked.episodes) == (Outcome.FOUND, ())
    assert walked.pages[1].outcome == Outcome.WRONG_TITLE


def test_a_wall_at_a_season_leaves_out_the_whole_show():
    pages = {"tv/veep": SHOW, "tv/veep/season-1": SHOW, "tv/veep/season-2": Outcome.BLOCKED}
    walked, _ = walk(VEEP, pages, seasons=(1, 2, 3))
    assert (walked.outcome, walked.records, walked.episodes) == (Outcome.BLOCKED, (), ())
    assert walked.pages[0].status == "accepted"


@given(
    st.dictionaries(
        st.sampled_from(["movie/her", "movie/her-2013", "movie/her-2014", "movie/the-her"]),
        st.sampled_from([OWN, OTHER, Outcome.BLOCKED, {"outcome": "wrong_title"},
                         ("movie/elsewhere", OTHER), ("movie/elsewhere", OWN)]),
    )
)  # fmt: skip
def test_walks_are_bounded_and_the_same_twice(pages):
    walked, asked = walk(HER, pages)
    assert (walked, asked) == walk(HER, pages)
    assert len(asked) <= MOST_A_TITLE["metacritic"]
    assert len(set(asked)) == len(asked)
    own = [one for one in walked.records if one.title_id == HER.title_id]
    assert bool(own) == (walked.outcome is Outcome.FOUND)
    assert {one.source_id for one in walked.pages} <= set(asked)


def test_the_works_of_a_disambiguation_page_that_fit_are_few():
    named = ("Film/Fury1936", "Film/Fury2014", "Film/FuryRoad", "Series/Fury", "Film/Fury",
             "VideoGame/Fury", "Film/Fury2015")  # fmt: skip
    fury = KnownTitle(title_id="movie/228150", kind="movie", title="Fury", year=2014)
    assert [one.source_id for one in fitting_choices(fury, named)] == [
        "Film/Fury2014",
        "Film/Fury",
        "Film/Fury2015",
    ]
    show = dataclasses.replace(fury, kind="tv", year=1955)
    assert [one.source_id for one in fitting_choices(show, named)] == ["Series/Fury"]
