"""Leads of wiki pages: what they say outright, what they say of other works, and noise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import fetched, needs_recorded, only_record, recorded

from movie_assets.sources.tv_tropes import page_url, read
from movie_assets.sources.tv_tropes_lead import Lead, lead_of

LISTS = "<h2>Tropes:</h2><ul><li>It was released in 1901, directed by Nemo Nobody.</li></ul>"


def lead(words: str, title: str = "Heat") -> Lead:
    return lead_of(f"<p>{words}</p>{LISTS}", title)


@pytest.mark.parametrize(
    ("words", "year"),
    [
        ("<em>Heat</em> is a 1995 film about two men.", 1995),
        ("<em>Heat</em>: A 1995 film.", 1995),
        ("Heat was an American 1995-96 TV series.", 1995),
        ("<em>Heat</em> is a film <a href='/x'>remade</a> from a pilot, released in 1995.", 1995),
        ("<em>Heat</em> is a film. It was released on December 15th, 1995.", 1995),
        ("<em>Heat</em> is a show. The series ran from 1999 to 2003.", 1999),
        ("<em>Heat</em> is a show that aired on NBC from 2001 to 2003.", 2001),
        ("<em>Heat</em> (not to be confused with the 1972 one) is a 1995 film.", 1995),
        # Another work's year, a time it is set in, a decade.
        ("<em>Heat</em> is a remake of the 1989 film L.A. Takedown.", None),
        ("<em>Heat</em> is a film based on a 1989 novel.", None),
        ("<em>Heat</em> is a film. It tells of a heist planned in 1984.", None),
        ("<em>Heat</em> is a film. It was followed by a sequel released in 2003.", None),
        ("<em>Heat</em> is a 1950s-style film noir.", None),
        ("<div class='quoteright'>It was released in 1950.</div><em>Heat</em> is a film.", None),
        ("Two men meet in Los Angeles.", None),
    ],
)
def test_the_year_is_the_works_own(words: str, year: int | None):
    assert lead(words).year == year


@pytest.mark.parametrize(
    ("words", "directors", "cast"),
    [
        ("<em>Heat</em> is a film directed by Ann Lee, starring Bo Ek, Cy Orr and Di van Vo.",
         ("Ann Lee",), ("Bo Ek", "Cy Orr", "Di van Vo")),
        ("<em>Heat</em> is a film written and directed by <a href='/Creator/A'>Ann Lee</a> and"
         " Émile Zöld, with Bo Ek.", ("Ann Lee", "Émile Zöld"), ("Bo Ek",)),
        ("<em>Heat</em> is a series created by J. J. Orr for Big Network.", ("J. J. Orr",), ()),
        ("<em>Heat</em> is a thriller film by Ann Lee of <em>Cold</em> fame.", ("Ann Lee",), ()),
        ("<em>Heat</em> is a film. It stars Bo Ek as a thief.", (), ("Bo Ek",)),
        ("<em>Heat</em> is a film by Big Pictures.", (), ()),
        ("<em>Heat</em> is a remake of the film by Ann Lee.", (), ()),
        ("<em>Heat</em> is a film. It was followed by a sequel directed by Ann Lee.", (), ()),
        ("<em>Heat</em> is a film with some famous scenes.", (), ()),
    ],
)  # fmt: skip
def test_people_are_those_it_names_as_makers_and_stars(words, directors, cast):
    found = lead(words)
    assert (found.directors, found.cast) == (directors, cast)


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("<em>Heat</em> is an anime film of 2001.", "movie"),
        ("<em>Heat</em> is an animated series.", "tv"),
        ("<em>Heat</em> is a song.", None),
    ],
)
def test_the_medium_is_the_first_it_is_called(words: str, kind: str | None):
    assert lead(words).kind == kind


def test_a_short_name_is_a_word_of_its_own():
    assert lead("Many know it. M is a 1931 film.", "M").year == 1931


@needs_recorded
@pytest.mark.parametrize(
    ("file", "page", "year", "directors", "cast"),
    [
        ("anewhope", "Film/ANewHope", 1977, ("George Lucas",), ()),
        ("film1", "Film/Aadai", 2019, ("Rathna Kumar",), ("Amala Paul",)),
        ("film3", "Film/AbacusSmallEnoughToJail", 2016, ("Steve James",), ()),
        ("film5", "Film/AbandonedMine", 2012, ("Jeff Chamberlain",), ()),
        ("theavengers2012", "Film/TheAvengers2012", 2012, ("Joss Whedon",), ()),
    ],
)
def test_recorded_leads_are_read_as_a_reader_would(file, page, year, directors, cast):
    record = only_record(read(fetched(recorded(f"tvtropes/2023/{file}.html"), page_url(page))))
    assert (record.year, record.directors, record.cast) == (year, directors, cast)


@given(st.text(max_size=400), st.text(max_size=12))
def test_any_words_give_a_lead(words: str, title: str):
    found = lead_of(words, title)
    assert found.year is None or 1870 <= found.year <= 2099
    assert found == lead_of(words, title)
