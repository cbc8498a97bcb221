"""Names taken apart many at a time: each title's forms hang on itself alone, fast paths on none."""

import unicodedata

import duckdb
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from movie_assets.crosswalk.forms import title_forms
from movie_assets.crosswalk.names import forms_of
from movie_assets.crosswalk.normalise import folded
from movie_assets_tests.matching_place import load, title

WORDS = [
    "the", "A", "aka", "Movie", "film", "3D", "redux", "IMAX", "picture", "motion", "in", "Part",
    "two", "II", "Vol", "doctor", "house", "007", "x", "Alaska",
]  # fmt: skip
MARKLESS = set("øØłŁđĐðÐþÞæÆœŒı")  # Unicode takes nothing from these: we do
PLAIN = st.lists(st.sampled_from(WORDS) | st.text("abcXYZ019 ", max_size=6), max_size=6).map(
    " ".join
)
TITLES = [
    title("movie/1", "The House", 2000, original_title="La maison", names=["House", "The House"]),
    title("movie/2", "Thirst (Bakjwi)", 2009, names=["Bakjwi", "THIRST"]),
    title("movie/3", None, 2009),
    title("movie/4", "Léon: The Professional", 1994, names=["Leon", "The Professional"]),
]


@given(PLAIN.filter(lambda name: name and name == name.strip() and "aka" not in name.lower()))
def test_a_name_of_letters_alone_takes_a_shorter_way_to_the_same_forms(name):
    assert forms_of(name) == forms_of(f"?{name}")


@given(PLAIN)
def test_a_second_name_after_aka_is_never_overlooked(name):
    assert "ronin" in {spelling.key for _, spelling in forms_of(f"{name} one aka Ronin")}


def _bare(text: str) -> str:
    """The letters without their marks, as the standard library tells them."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


LATIN = st.characters(min_codepoint=0xC0, max_codepoint=0x24F, categories=["L", "Mn"]).filter(
    lambda letter: _bare(letter).isascii() and not set(_bare(letter)) & set(MARKLESS)
)


@given(st.text(LATIN))
def test_latin_letters_are_made_plain_as_unicode_says(name):
    """Each letter's plain form is kept once found; whole names by the standard library agree."""
    plain = _bare(name)

    assume("our" not in plain.casefold())  # British English is read as American
    assume(not set(plain) & set("'’‘`´ʻʼ"))
    assert folded(name) == plain.casefold()


def test_letters_of_other_alphabets_come_out_in_ascii():
    others = map(chr, range(0x370, 0x1100))  # Greek to Georgian
    assert [one for one in others if one.isalpha() and not folded(one).isascii()] == []


def _forms(titles):
    with duckdb.connect() as con:
        load(con, "spine", titles)
        title_forms(con)
        rows = con.execute("SELECT title_id, form, key, text FROM name_form ORDER BY ALL")
        return rows.fetchall()


def test_each_key_of_a_title_stands_once_in_its_most_telling_form():
    assert [row[:3] for row in _forms(TITLES)] == [
        ("movie/1", "m", "house"),
        ("movie/1", "m", "lamaison"),
        ("movie/2", "m", "bakjwi"),
        ("movie/2", "m", "thirst"),
        ("movie/4", "m", "leon"),
        ("movie/4", "m", "leonprofessional"),
        ("movie/4", "m", "professional"),
    ]


def test_of_equal_forms_the_first_text_by_the_alphabet_stands():
    assert [row[3] for row in _forms(TITLES[:1])] == ["house", "la maison"]


@pytest.mark.parametrize("cut", [1, 2, 3])
def test_titles_taken_apart_in_parts_come_to_the_same(cut):
    assert sorted(_forms(TITLES[:cut]) + _forms(TITLES[cut:])) == _forms(TITLES)
