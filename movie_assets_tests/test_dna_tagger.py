"""The offline tagger: cases worked out by hand from the rules, and laws that hold for any title."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.rules import RULES
from movie_assets.dna.tagger import MODEL, noisy_or, tag
from movie_assets.dna.taxonomy import (
    ADVISORIES,
    CATEGORIES,
    FINGERPRINT_KEYS,
    SUITABILITY,
    VERSION,
    VIEWING_CONTEXT,
    is_valid_label,
)
from movie_assets.model.title_rows import TitleDna

HAUNTED = TitleFacts(
    title_id="movie/11386", kind="movie", genres=("Horror",), keywords=("haunted house",)
)


def found(tags: list[TitleDna], category: str) -> dict[str, float]:
    return {row.label: row.confidence for row in tags if row.category == category}


def test_a_horror_film_with_a_haunted_house() -> None:
    tags, fingerprint = tag(HAUNTED)
    assert found(tags, "sub_genres") == {"haunted house horror": 0.9}
    assert found(tags, "place") == {"haunted house": 0.9}
    # creepy: the genre says .5, the keyword .6; 1 - .5 x .4 = .8
    assert found(tags, "mood") == {"frightening": 0.85, "creepy": 0.8, "eerie": 0.8}
    assert found(tags, "plot") == {"haunting": 0.95, "fight for survival": 0.55}
    assert json.loads(fingerprint.scores) == {
        "scare": 9.2,  # 8 and 6: 10 x (1 - .2 x .4)
        "tension": 8.5,  # 7 and 5: 10 x (1 - .3 x .5)
        "uncanny": 7.6,  # 4 and 6: 10 x (1 - .6 x .4)
        "sound_centrality": 5.8,  # 3 and 4: 10 x (1 - .7 x .6)
        "bleakness": 4.0,
        "violence": 4.0,
    }
    assert fingerprint.highlight_keys == ("scare", "tension", "uncanny", "sound_centrality")
    assert fingerprint.advisories == ()  # violence and images at .5 each: not sure enough to say
    # the surest of each telling category, then the second ones
    assert fingerprint.essence_tags == (
        "haunted house horror",
        "frightening",
        "haunting",
        "haunted house",
        "creepy",
        "fight for survival",
        "eerie",
    )


def test_evidence_names_the_facts() -> None:
    tags, _ = tag(HAUNTED)
    creepy = next(row for row in tags if row.label == "creepy")
    assert creepy.evidence == ("genre:Horror", "keyword:haunted house")
    assert (creepy.model, creepy.taxonomy_version) == (MODEL, VERSION)
    assert creepy.prompt_hash is None
    assert creepy.cost_usd is None


def test_a_romantic_comedy_of_two_genres() -> None:
    tags, fingerprint = tag(
        TitleFacts(title_id="movie/639", kind="movie", year=1989, genres=("Romance", "Comedy"))
    )
    assert found(tags, "sub_genres") == {"romantic comedy": 0.9}
    pair = next(row for row in tags if row.label == "romantic comedy")
    assert pair.evidence == ("genre:Comedy + genre:Romance",)
    assert found(tags, "time") == {"1980s": 0.5}
    scores = json.loads(fingerprint.scores)
    assert scores["romance"] == 8.0
    assert scores["hopefulness"] == 7.1  # 3 and 3, and 4 for the pair: 10 x (1 - .7 x .7 x .6)
    assert json.loads(fingerprint.suitability) == {
        "date_night": True,
        "group_party": True,
        "partner": True,
        "friends": True,
    }


def test_a_cartoon_for_children() -> None:
    _, fingerprint = tag(
        TitleFacts(
            title_id="movie/862",
            kind="movie",
            year=1995,
            genres=("Animation", "Family", "Comedy"),
            keywords=("toy comes to life", "friendship"),
            certifications=(("US", "G"), ("GB", "PG"), ("DE", "0")),
        )
    )
    suitability = json.loads(fingerprint.suitability)
    assert suitability["kids"] is True
    assert suitability["family"] is True
    assert suitability["teens"] is True
    assert suitability["public_viewing_safe"] is True
    assert "adults" not in suitability  # nobody said so: unknown, not false
    assert json.loads(fingerprint.viewing_context)["is_comfort_watch"] is True


def test_anime_is_animation_in_japanese() -> None:
    anime = TitleFacts(title_id="tv/1", kind="tv", genres=("Animation",), original_language="ja")
    assert "anime" in found(tag(anime)[0], "sub_genres")
    assert "anime" not in found(tag(replace(anime, original_language="en"))[0], "sub_genres")


def test_a_guess_is_made_only_where_nothing_is_known() -> None:
    guessed = TitleFacts(title_id="movie/1", kind="movie", year=1994, countries=("FR",))
    tags, fingerprint = tag(guessed)
    assert found(tags, "time") == {"1990s": 0.5}
    assert found(tags, "place") == {"France": 0.5}
    assert fingerprint.scores == "{}"
    told, _ = tag(replace(guessed, keywords=("ancient rome", "new york city")))
    assert found(told, "time") == {"antiquity": 0.95}
    assert "France" not in found(told, "place")


def test_a_comedy_of_gangsters_is_not_gritty_and_a_drama_of_them_is() -> None:
    gangsters = replace(HAUNTED, genres=("Crime", "Drama"), keywords=("mafia",))
    # the genre says .5, the keyword .5 and crime with drama .4; 1 - .5 x .5 x .6 = .85
    assert found(tag(gangsters)[0], "mood")["gritty"] == 0.85
    comic = replace(gangsters, genres=("Crime", "Comedy"))
    # .5 and .5 make .75, of which a comedy leaves .4
    assert found(tag(comic)[0], "mood")["gritty"] == pytest.approx(0.3)


def test_a_film_noir_of_our_days_is_in_colour() -> None:
    noir = replace(HAUNTED, genres=("Film-Noir",), keywords=(), year=1948)
    assert found(tag(noir)[0], "cinematic_style")["black and white"] == 0.7
    later = found(tag(replace(noir, year=1996))[0], "cinematic_style")
    assert later["black and white"] == pytest.approx(0.21)  # .7 x .3


def test_christmas_warms_no_heart_in_a_thriller() -> None:
    christmas = replace(HAUNTED, genres=("Family",), keywords=("christmas",))
    assert found(tag(christmas)[0], "mood")["heartwarming"] == 0.76  # 1 - .4 x .6
    dark = replace(christmas, genres=("Crime", "Thriller"))
    assert found(tag(dark)[0], "mood")["heartwarming"] == 0.2  # .4 x .5


def test_an_explicit_film_is_advised_against() -> None:
    tags, fingerprint = tag(
        TitleFacts(
            title_id="movie/2",
            kind="movie",
            genres=("Horror",),
            keywords=("gore", "suicide"),
            certifications=(("US", "R"), ("DE", "18")),
        )
    )
    assert found(tags, "flags")["violence"] == 0.975  # .5, .9 and .5: 1 - .5 x .1 x .5
    assert fingerprint.advisories == ("violence", "suicide", "disturbing images")
    suitability = json.loads(fingerprint.suitability)
    assert (suitability["kids"], suitability["family"], suitability["teens"]) == (False,) * 3


def test_spelling_of_tropes_and_keywords_does_not_matter() -> None:
    spelt = [
        TitleFacts(title_id="movie/3", kind="movie", tropes=(trope,), keywords=(keyword,))
        for trope, keyword in (
            ("Main/FinalGirl", "post-apocalyptic future"),
            ("Final Girl", "Post-Apocalyptic Future"),
            ("FinalGirl", "post apocalyptic  future"),
        )
    ]
    labels = [[(row.category, row.label, row.confidence) for row in tag(one)[0]] for one in spelt]
    assert labels[0] == labels[1] == labels[2]
    assert ("sub_genres", "slasher", 0.7) in labels[0]


def test_a_title_of_which_nothing_is_known_has_nothing_said_of_it() -> None:
    tags, fingerprint = tag(TitleFacts(title_id="movie/4", kind="movie", keywords=("qwertz",)))
    assert tags == []
    assert fingerprint.scores == fingerprint.suitability == fingerprint.viewing_context == "{}"
    assert fingerprint.highlight_keys == fingerprint.essence_tags == fingerprint.advisories == ()


def test_four_hundred_tropes_do_not_make_everything_ten() -> None:
    tropes = sorted({fact for kind, fact in RULES if kind == "trope"})
    _, fingerprint = tag(TitleFacts(title_id="movie/5", kind="movie", tropes=tuple(tropes)))
    # no trope speaks of sports; of pop_culture three by 3 and five by 2: 10 x (1 - .7 x .7 x .7)
    scores = json.loads(fingerprint.scores)
    assert "sports" not in scores
    assert scores["pop_culture"] == 6.6
    assert len(fingerprint.highlight_keys) == 8


@pytest.mark.parametrize(
    ("confidences", "joined"),
    [([0.3], 0.3), ([0.5, 0.5], 0.75), ([1.0, 0.2], 1.0), ([0.5, 0.5, 0.5, 0.5], 0.875)],
)
def test_noisy_or_of_the_three_surest(confidences: list[float], joined: float) -> None:
    assert noisy_or(confidences) == joined


def known(kind: str) -> st.SearchStrategy[tuple[str, ...]]:
    facts = sorted(fact for type_, fact in RULES if type_ == kind)
    return st.lists(st.sampled_from(facts) | st.text(max_size=8), max_size=12).map(tuple)


TITLES = st.builds(
    TitleFacts,
    title_id=st.just("movie/1"),
    kind=st.sampled_from(["movie", "tv"]),
    year=st.none() | st.integers(1890, 2029),
    genres=known("genre"),
    keywords=known("keyword"),
    tropes=known("trope"),
    certifications=st.lists(
        st.tuples(
            st.sampled_from(["US", "GB", "DE", "FR"]),
            st.sampled_from(["R", "G", "PG-13", "U", "18", "12", "FSK 6", ""]),
        ),
        max_size=4,
    ).map(tuple),
    countries=st.lists(st.sampled_from(["US", "FR", "JP"]), max_size=3).map(tuple),
    original_language=st.none() | st.sampled_from(["en", "ja"]),
)


@given(TITLES, st.randoms(use_true_random=False))
def test_the_order_of_facts_does_not_matter(title: TitleFacts, chance: random.Random) -> None:
    def shuffled(facts: tuple) -> tuple:
        return tuple(chance.sample(facts, len(facts)))

    other = replace(
        title,
        genres=shuffled(title.genres),
        keywords=shuffled(title.keywords + title.keywords),
        tropes=shuffled(title.tropes),
        certifications=shuffled(title.certifications),
        countries=shuffled(title.countries),
    )
    assert tag(title) == tag(other)


@given(TITLES)
def test_what_is_said_stays_within_its_bounds(title: TitleFacts) -> None:
    tags, fingerprint = tag(title)
    assert all(0 < row.confidence <= 1 and row.evidence for row in tags)
    assert all(is_valid_label(row.category, row.label) for row in tags)
    assert len({(row.category, row.label) for row in tags}) == len(tags)
    for category in CATEGORIES.values():
        assert sum(row.category == category.key for row in tags) <= category.at_most
    scores = json.loads(fingerprint.scores)
    assert set(scores) <= set(FINGERPRINT_KEYS)
    assert all(0 < score <= 10 for score in scores.values())
    assert len(fingerprint.highlight_keys) == len(set(fingerprint.highlight_keys)) <= 8
    assert len(fingerprint.highlight_keys) >= min(4, len(scores))
    assert set(fingerprint.highlight_keys) <= set(scores)
    assert set(fingerprint.advisories) <= set(ADVISORIES)
    assert set(json.loads(fingerprint.suitability)) <= set(SUITABILITY)
    assert set(json.loads(fingerprint.viewing_context)) <= set(VIEWING_CONTEXT)


@given(TITLES, st.sampled_from(sorted(fact for kind, fact in RULES if kind == "keyword")))
def test_another_fact_never_lowers_a_score(title: TitleFacts, keyword: str) -> None:
    before = json.loads(tag(title)[1].scores)
    after = json.loads(tag(replace(title, keywords=(*title.keywords, keyword)))[1].scores)
    assert all(after[key] >= score for key, score in before.items())
