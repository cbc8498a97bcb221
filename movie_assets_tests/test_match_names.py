"""Names: what is the same name, what is another, and what a source's own id says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.crosswalk.names import Marked, forms_of, mark_of, marked
from movie_assets.crosswalk.normalise import folded, repaired, spelt
from movie_assets.crosswalk.number_words import digits_for_words

SAME = [
    ("Amélie", "Amelie"),
    ("AmÃ©lie", "Amélie"),
    ("Spider-Man", "Spiderman"),
    ("The Duchess and the Dirtwater Fox", "Duchess and the Dirtwater Fox"),
    ("Legend of 1900, The", "The Legend of 1900"),
    ("Сталкер", "Stalker"),
    ("Ταξιδι", "Taxidi"),
    ("まぼろし", "Maboroshi"),
    ("Mad Adventures of Rabbi Jacob, the", "The Mad Adventures of Rabbi Jacob"),
    ("Withnail and I", "Withnail & I"),
    ("Death Wish II", "Death Wish 2"),
    ("Piranha Part Two: The Spawning", "Piranha II: The Spawning"),
    ("Kill Bill: Volume 2", "Kill Bill: Vol. 2"),
    ("Four for Texas", "4 for Texas"),
    ("One Eight Seven", "187"),
    ("The Sixth Man", "The 6th Man"),
    ("Dr. Dolittle", "Doctor Dolittle"),
    ("Singin' in the Rain", "Singin’ in the Rain"),
    ("S.W.A.T.", "SWAT"),
    ("[REC]²", "REC 2"),
    ("Smørrebrød", "Smorrebrod"),
    ("One Hundred and One Dalmatians", "101 Dalmatians"),
    ("Twenty Thousand Leagues Under the Sea", "20,000 Leagues Under the Sea"),
    ("Forty-Second Street", "42nd Street"),
    ("Nineteen Eighty-Four", "1984"),
    ("The Hundred-Foot Journey", "The 100-Foot Journey"),
    ("V.I. Warshawski", "V. I. Warshawski"),
    ("Good Neighbours", "Good Neighbors"),
    ("Theatre of Blood", "Theater of Blood"),
    ("Grey's Anatomy", "gray s anatomy"),
]
OTHER = [
    ("Cars", "Cars 2"),
    ("Face", "Face/Off"),
    ("8½", "Code 8"),
    ("Carter", "Coach Carter"),
    ("Malcolm X", "Malcolm 10"),
    ("II", "I"),
    ("Angel-A", "Angel"),
    ("他", "她"),  # both are "ta"
    ("V.I. Warshawski", "VI Warshawski"),
    ("Twenty One Grams", "20 1 Grams and more"),
    ("The Hour", "The Hor"),
]


@pytest.mark.parametrize(("left", "right"), SAME)
def test_the_same_name_has_one_key(left, right):
    assert forms_of(left)[0].spelling.key == forms_of(right)[0].spelling.key


@pytest.mark.parametrize(("left", "right"), OTHER)
def test_another_name_has_another_key(left, right):
    assert spelt(left).key != spelt(right).key


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("Thirst (Bakjwi)", {"m": "thirst", "b": "bakjwi"}),
        (
            "Destiny (a.k.a. Between Two Worlds)",
            {"m": "destiny", "b": "between2worlds"},
        ),
        (
            "The Boat That Rocked aka Pirate Radio",
            {"m": "boatthatrocked", "b": "pirateradio"},
        ),
        (
            "Tyler Perry's Meet the Browns",
            {"m": "tylerperrysmeetbrowns", "p": "meetbrowns"},
        ),
        ("Disneynature Chimpanzee", {"m": "disneynaturechimpanzee", "p": "chimpanzee"}),
        ("Dane Cook Presents They", {"m": "danecookpresentsthey", "p": "they"}),
        ("Nurse 3-D", {"m": "nurse3d", "p": "nurse"}),
        (
            "Léon: The Professional",
            {"m": "leonprofessional", "h": "leon", "t": "professional"},
        ),
        (
            "Dr. Strangelove or: How I Learned",
            {"m": "drstrangeloveorhowilearned", "h": "drstrangelove", "t": "howilearned"},
        ),
        ("(500) Days of Summer", {"m": "500daysofsummer"}),
        ("The Visit (2015)", {"m": "visit"}),
    ],
)
def test_a_name_is_known_by_all_its_forms(name, keys):
    assert {form: spelling.key for form, spelling in forms_of(name)} == keys


@pytest.mark.parametrize(
    ("source_id", "said"),
    [
        ("m/nowhere_2023_2", Marked("nowhere", 2023)),
        ("m/meet-the-browns2008", Marked("meet the browns", 2008)),
        ("m/1032518-mata_hari", Marked("mata hari", None)),
        ("m/1108520-1108520-time_and_tide", Marked("time and tide", None)),
        ("movie/the-running-man", Marked("the running man", None)),
        ("m/1917", None),
        ("The Trap (1922 film)", Marked("The Trap", 1922)),
        ("Cyrus (2010 comedy-drama film)", Marked("Cyrus", 2010)),
        ("Hubble (film)", Marked("Hubble", None)),
        ("Wallace %26 Gromit (2005 film)", Marked("Wallace & Gromit", 2005)),
        ("Blade Runner 2049", Marked("Blade Runner 2049", None)),
        ("603", None),
    ],
)
def test_an_id_says_name_and_year(source_id, said):
    assert marked(source_id) == said


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("Film/Frankenstein1910", Marked("Frankenstein", 1910)),
        ("Film/AssaultOnPrecinct131976", Marked("Assault On Precinct 13", 1976)),
        (
            "Film/StarTrekVTheFinalFrontier",
            Marked("Star Trek V The Final Frontier", None),
        ),
        ("Film/TenThousandBC", Marked("Ten Thousand BC", None)),
        ("Film/America3000", Marked("America 3000", None)),
    ],
)
def test_a_tropes_page_says_name_and_year(page, said):
    assert mark_of("tv_tropes", page) == said


@pytest.mark.parametrize("number", [1, 7, 20, 21, 99, 100, 101, 342, 1000, 1984, 20000])
def test_a_number_written_out_is_the_number(number):
    assert digits_for_words(_written(number).split()) == [str(number)]


def _written(number: int) -> str:
    """English for a number below 100,000, put together from its digits."""
    if number >= 1000:
        rest = number % 1000
        return f"{_written(number // 1000)} thousand" + (f" {_written(rest)}" if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{_written(number // 100)} hundred" + (f" and {_written(rest)}" if rest else "")
    units = {1: "one", 2: "two", 3: "three", 4: "four", 7: "seven", 9: "nine"}
    if number in units:
        return units[number]
    tens = {2: "twenty", 4: "forty", 8: "eighty", 9: "ninety"}[number // 10]
    return f"{tens} {_written(number % 10)}" if number % 10 else tens


@given(st.text(max_size=40))
def test_spelling_a_spelling_changes_no_letter(name):
    once = spelt(name).text

    assert folded(once.replace("&", "and")) == once.replace("&", "and")
    assert " ".join(once.split()) == once


@given(st.text(min_size=1, max_size=40))
def test_a_name_read_in_the_wrong_encoding_is_never_lost(name):
    assert repaired(name)
    assert repaired(repaired(name).encode().decode()) is not None


def test_escapes_of_json_are_letters_and_halves_of_pairs_are_left():
    assert repaired(r"H\u00E4xan") == "Häxan"
    assert repaired(r"\ud83d Her") == r"\ud83d Her"


@given(st.text(alphabet=st.characters(min_codepoint=0xC0, max_codepoint=0x17F), min_size=2))
def test_a_name_garbled_once_is_repaired(name):
    try:
        garbled = name.encode().decode("cp1252")
    except UnicodeError:
        return  # five bytes mean nothing in Windows-1252

    assert repaired(garbled) == name


@given(st.text(max_size=60))
def test_each_form_has_a_key_of_its_own(name):
    keys = [spelling.key for _, spelling in forms_of(name)]

    assert len(set(keys)) == len(keys)
    assert all(keys)
