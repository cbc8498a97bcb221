"""The taxonomy and the rules as data: complete, well-formed, and wide enough."""

import pytest

from movie_assets.dna.ages import age_of
from movie_assets.dna.blocks import BLOCKS, KNOWN_OF, WEIGHTS
from movie_assets.dna.documents import KINDS
from movie_assets.dna.flags import CONTEXT_RULES, SUITABILITY_RULES
from movie_assets.dna.rules import GUESSES, RULES, read_rules
from movie_assets.dna.rules.genres import GENRES
from movie_assets.dna.spelling import plain
from movie_assets.dna.taxonomy import (
    ADVISORIES,
    CATEGORIES,
    FINGERPRINT_KEYS,
    SUITABILITY,
    VIEWING_CONTEXT,
    is_valid_label,
)
from movie_assets.model.errors import ContractError

TMDB_GENRES = (
    "Action, Adventure, Animation, Comedy, Crime, Documentary, Drama, Family, Fantasy, History, "
    "Horror, Music, Mystery, Romance, Science Fiction, TV Movie, Thriller, War, Western, "
    "Action & Adventure, Kids, News, Reality, Sci-Fi & Fantasy, Soap, Talk, War & Politics"
)


def test_eighteen_categories_of_which_four_are_closed() -> None:
    assert len(CATEGORIES) == 18
    closed = [key for key, category in CATEGORIES.items() if category.closed]
    assert closed == ["sub_genres", "mood", "humor", "pacing"]


def test_seventy_four_keys_in_five_families() -> None:
    families = [key.family for key in FINGERPRINT_KEYS.values()]
    counts = {family: families.count(family) for family in dict.fromkeys(families)}
    assert counts == {"emotion": 13, "humor": 7, "theme": 20, "mind": 19, "craft": 15}
    assert all(key.meaning for key in FINGERPRINT_KEYS.values())


def test_advisories_and_flags_are_all_there() -> None:
    assert (len(ADVISORIES), len(SUITABILITY), len(VIEWING_CONTEXT)) == (7, 11, 6)
    assert {rule.flag for rule in SUITABILITY_RULES} == set(SUITABILITY)
    assert {rule.flag for rule in CONTEXT_RULES} == set(VIEWING_CONTEXT)


def test_flag_rules_ask_for_scores_and_genres_that_exist() -> None:
    rules = (*SUITABILITY_RULES, *CONTEXT_RULES)
    assert {key for rule in rules for key, _ in rule.at_least + rule.below} <= set(FINGERPRINT_KEYS)
    genres = {fact for kind, fact in RULES if kind == "genre"}
    assert {genre for rule in rules for genre in rule.genres | rule.without} <= genres


@pytest.mark.parametrize("genre", TMDB_GENRES.split(", "))
def test_every_genre_of_tmdb_has_a_rule(genre: str) -> None:
    assert ("genre", plain(genre)) in RULES


def test_rules_are_many_enough() -> None:
    kinds = [kind for kind, _ in RULES]
    assert len({id(rule) for rule in RULES.values()}) >= 250
    assert kinds.count("keyword") >= 120
    assert kinds.count("trope") >= 60


def test_every_category_and_key_is_within_reach() -> None:
    rules = RULES.values()
    assert {told.category for rule in rules for told in rule.tags} == set(CATEGORIES)
    assert {key for rule in rules for key, _ in rule.points} == set(FINGERPRINT_KEYS)


def test_guesses_speak_of_time_place_and_look_only() -> None:
    assert not any(rule.points for rule in GUESSES.values())
    told = {told.category for rule in GUESSES.values() for told in rule.tags}
    assert told == {"time", "place", "cinematic_style", "score_and_sound"}


def test_every_advisory_is_a_flag_some_rule_raises() -> None:
    flags = {
        told.label for rule in RULES.values() for told in rule.tags if told.category == "flags"
    }
    assert set(ADVISORIES) <= flags


def test_every_category_and_block_of_a_document_weighs_something() -> None:
    assert set(CATEGORIES) <= set(KINDS["all"])
    placed = {kind for block in BLOCKS for kind in block.kinds}
    assert {kind for kinds in KINDS.values() for kind in kinds} == placed
    named = {block.name for block in BLOCKS} | {KNOWN_OF}
    assert {name for weights in WEIGHTS.values() for name in weights} == named


def test_labels_of_closed_categories_are_checked() -> None:
    assert is_valid_label("mood", "melancholic")
    assert not is_valid_label("mood", "Melancholic")
    assert is_valid_label("plot", "anything said plainly")
    assert not is_valid_label("plot", "")
    assert not is_valid_label("colour", "red")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("ghost | mood: eerie .5", "three cells"),
        ("ghost | mood: purple .5 |", "not a tag"),
        ("ghost | mood: eerie 1.5 |", "not a tag"),
        ("ghost | mood: eerie |", "could not convert"),
        ("ghost | | scariness 5", "not a fingerprint key"),
        ("ghost | | scare 11", "not a fingerprint key"),
    ],
)
def test_a_broken_rule_is_named(line: str, said: str) -> None:
    with pytest.raises(ContractError, match=said) as caught:
        list(read_rules(line, plain))
    assert line in str(caught.value)


def test_long_rules_go_on_in_indented_lines() -> None:
    assert GENRES.count("\n    ") > 10
    [(fact, rule)] = read_rules(
        "ghost | mood: eerie .5;\n    sad .25 | scare 5,\n    pathos 2", str
    )
    assert fact == "ghost"
    assert [(told.category, told.label, told.confidence) for told in rule.tags] == [
        ("mood", "eerie", 0.5),
        ("mood", "sad", 0.25),
    ]
    assert rule.points == (("scare", 5), ("pathos", 2))


@pytest.mark.parametrize(
    ("certifications", "age"),
    [
        ([], None),
        ([("US", "NR")], None),
        ([("US", "PG-13")], 13),
        ([("US", "R"), ("GB", "15")], 17),  # of two the stricter one
        ([("US", "R"), ("GB", "15"), ("FR", "U")], 15),  # the middle one of three
        ([("DE", "FSK 16")], 16),
        ([("IT", "VM14")], 14),
        ([("SE", "Btl")], 0),
        ([("ZZ", "12+")], 12),
        ([("ZZ", "1995")], None),
        ([("ZZ", "99")], None),
    ],
)
def test_certifications_as_ages(certifications: list[tuple[str, str]], age: int | None) -> None:
    assert age_of(certifications) == age
