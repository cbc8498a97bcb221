"""Whether two lists of people are the same people: names as the sources really spell them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.crosswalk.people import actors_word, directors_word

NAME = st.text(alphabet="abcdefghijklmnopqrstuvwxyz -.'éøß", max_size=20)


@pytest.mark.parametrize(
    ("ours", "theirs", "word"),
    [
        (["Bong Joon Ho"], ["Joon-ho Bong"], "same"),
        (["Robert Rodríguez"], ["Robert Rodriguez", "Frank Miller"], "same"),
        (["Paul Thomas Anderson"], ["Paul Thomas Anderson"], "same"),
        (["M. Night Shyamalan"], ["Night Shyamalan"], "same"),
        (["Jean-Jacques Annaud"], ["Jean-Jaques Annaud"], "same"),
        (["McG"], ["McG"], "same"),
        (["The Wachowskis"], ["Lana Wachowski", "Lilly Wachowski"], "near"),
        (["Joel Coen"], ["Ethan Coen"], "near"),
        (["John Ford"], ["John Huston"], "none"),
        (["Ang Lee"], ["Spike Lee"], "none"),  # three letters are shared by chance
        (["John Ford"], [], "unknown"),
        (["John Ford"], None, "unknown"),
        (["..."], ["John Ford"], "unknown"),
    ],
)
def test_directors_are_told_by_their_names(ours, theirs, word):
    assert directors_word(ours, theirs) == word


@pytest.mark.parametrize(
    ("ours", "theirs", "word"),
    [
        (["Al Pacino", "Robert De Niro", "Val Kilmer"], ["Val Kilmer", "Al Pacino"], "two"),
        (["A B", "C D", "E F"], ["E F", "C D", "A B", "G H"], "many"),
        (["Al Pacino"], ["Alan Parker", "Al Pacino"], "one"),
        (["A B", "C D", "E F"], ["G H", "I J", "K L"], "none"),
        (["Al Pacino"], ["G H", "I J", "K L"], "unknown"),  # one name is no cast
        ([], ["Joe Pesci"], "unknown"),
    ],
)
def test_casts_are_told_by_how_many_they_share(ours, theirs, word):
    assert actors_word(ours, theirs) == word


@given(st.lists(NAME, max_size=4), st.lists(NAME, max_size=4))
def test_it_does_not_matter_who_is_asked_first(ours, theirs):
    assert directors_word(ours, theirs) == directors_word(theirs, ours)


@given(st.lists(NAME, max_size=4))
def test_a_list_is_the_same_as_itself_or_says_nothing(names):
    assert directors_word(names, names) in ("same", "unknown")
