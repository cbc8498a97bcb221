"""Documents of titles: by hand, and the laws their hashes rest on."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.dna.documents import ASPECTS, document, text_hash
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.tagger import tag
from movie_assets.model.title_rows import TitleDna

ALIEN = TitleFacts(
    title_id="movie/348",
    kind="movie",
    year=1979,
    genres=("Science Fiction", "Horror"),
    keywords=("android", "space"),
    tropes=("Main/FinalGirl",),
    directors=("Ridley Scott",),
    genres_elsewhere=(("imdb", "Sci-Fi"), ("wikidata", "Q24925")),
    cast_names=("Sigourney Weaver", "Y. Kotto", *(f"extra {n:02}" for n in range(14))),
    companies=("Brandywine",),
    franchises=("Alien Collection",),
    certifications=(("US", "R"),),
    countries=("GB", "US"),
    original_language="en",
    overview="A crew  wakes.\nSomething is aboard.",
)


def made(category: str, label: str, confidence: float = 0.9) -> TitleDna:
    return TitleDna(
        title_id="movie/348",
        category=category,
        label=label,
        confidence=confidence,
        model="m",
        taxonomy_version="1",
    )


TAGS = [made("plot", "fight for survival"), made("mood", "eerie"), made("mood", "sad", 0.2)]


def test_the_whole_document() -> None:
    assert document(ALIEN, TAGS).split("\n") == [
        "genre: horror",
        "genre: science fiction",
        "genre_imdb: sci fi",
        "genre_wikidata: q24925",
        "plot: fight for survival",
        "mood: eerie",
        "keyword: android",
        "keyword: space",
        "trope: finalgirl",
        "franchise: alien collection",
        "director: ridley scott",
        *(f"cast: extra {n:02}" for n in range(13)),  # fifteen in all
        "cast: sigourney weaver",
        "cast: y. kotto",
        "company: brandywine",
        "certificate: 17",
        "year: 1979",
        "language: en",
        "country: gb",
        "country: us",
    ]


@pytest.mark.parametrize(
    ("aspect", "lines"),
    [
        (
            "story",
            "plot: fight for survival|keyword: android|keyword: space|trope: finalgirl|"
            "franchise: alien collection",
        ),
        (
            "mood",
            "genre: horror|genre: science fiction|genre_imdb: sci fi|"
            "genre_wikidata: q24925|mood: eerie",
        ),
        ("style", "director: ridley scott|year: 1979"),
    ],
)
def test_an_aspect_says_its_own_part_only(aspect: str, lines: str) -> None:
    assert document(ALIEN, TAGS, aspect).split("\n") == lines.split("|")


def test_an_aspect_with_nothing_to_say_is_empty() -> None:
    assert document(TitleFacts(title_id="movie/1", kind="movie"), []) == ""
    assert document(ALIEN, [], "characters") != ""
    assert (
        document(TitleFacts(title_id="movie/1", kind="movie", genres=("War",)), [], "story") == ""
    )


def test_year_origin_age_and_company_alone_are_not_a_document() -> None:
    bare = TitleFacts(
        title_id="movie/1",
        kind="movie",
        year=1999,
        countries=("US",),
        original_language="en",
        certifications=(("US", "R"),),
        companies=("Pixar",),
    )
    assert {document(bare, [], aspect) for aspect in ASPECTS} == {""}


def test_prose_adds_the_overview_to_all_and_story() -> None:
    told = "overview: A crew wakes. Something is aboard."
    assert document(ALIEN, TAGS, prose=True).endswith("\n" + told)
    assert document(ALIEN, TAGS, "story", prose=True).endswith("\n" + told)
    assert document(ALIEN, TAGS, "mood", prose=True) == document(ALIEN, TAGS, "mood")


def test_an_unknown_aspect_is_an_error() -> None:
    with pytest.raises(KeyError):
        document(ALIEN, TAGS, "smell")


def test_the_hash_is_the_texts_md5() -> None:
    assert text_hash("déjà vu") == hashlib.md5("déjà vu".encode()).hexdigest()


@given(st.permutations(ALIEN.keywords + ALIEN.genres), st.sampled_from(ASPECTS))
def test_the_order_of_facts_does_not_change_the_hash(names: list[str], aspect: str) -> None:
    one = TitleFacts(title_id="movie/1", kind="movie", keywords=tuple(names))
    other = TitleFacts(title_id="movie/1", kind="movie", keywords=tuple(reversed(names)))
    first = document(one, tag(one)[0], aspect)
    assert text_hash(first) == text_hash(document(other, reversed(tag(other)[0]), aspect))
