"""Hard names, years and ids, case by case: who is accepted, and who must not be."""

import pytest

from movie_assets_tests.matching_place import decided, record, title

# One list of titles for all cases of names: each stands among the others' namesakes.
TITLES = [
    title("movie/9533", "Red Dragon", 2002),
    title(
        "movie/11454",
        "Manhunter",
        1986,
        names=["Red Dragon: The Pursuit of Hannibal Lecter"],
    ),
    title("movie/207", "Dead Poets Society", 1989),
    title("movie/807", "Se7en", 1995, names=["Seven"]),
    title("movie/11220", "Seven Pounds", 2008),
    title("movie/500", "Reservoir Dogs", 1992),
    title("movie/19913", "(500) Days of Summer", 2009),
    title("movie/8065", "21 Grams", 2003),
    title("movie/8247", "Jumper", 2008),
    title("movie/8065000", "21", 2008),
    title("movie/27205", "Twenty One", 1991),
    title("movie/194", "Amélie", 2001, names=["Le Fabuleux Destin d'Amélie Poulain"]),
    title("movie/2011", "Persepolis", 2007, names=["Persépolis"]),
    title("movie/496243", "Parasite", 2019, names=["Gisaengchung"]),
    title("movie/48311", "Parasite", 1982),
    title("movie/346", "Seven Samurai", 1954, names=["Shichinin no samurai"]),
    title("movie/240", "The Godfather: Part II", 1974),
    title("movie/238", "The Godfather", 1972),
    title("movie/242", "The Godfather: Part III", 1990),
    title("movie/1366", "Rocky", 1976),
    title("movie/1367", "Rocky II", 1979),
    title("movie/1371", "Rocky III", 1982),
    title("movie/1374", "Rocky IV", 1985),
    title("movie/951", "Kindergarten Cop", 1990),
    title("movie/10020", "Beauty and the Beast", 1991),
    title("movie/321612", "Beauty and the Beast", 2017),
    title("movie/184341", "Beauty and the Beast", 2014, names=["La belle et la bête"]),
    title("movie/9928", "Robots", 2005),
    title("movie/11970", "Hercules", 1997),
    title("movie/184315", "Hercules", 2014),
    title("movie/188207", "The Legend of Hercules", 2014),
    title("movie/9398", "Zoolander", 2001),
    title("movie/1422", "The Departed", 2006),
    title("movie/10779", "Infernal Affairs", 2002, names=["Mou gaan dou"]),
    title("movie/78", "Blade Runner", 1982),
    title("movie/335984", "Blade Runner 2049", 2017),
    title("movie/8358", "Cast Away", 2000),
    title("movie/12445", "Harry Potter and the Deathly Hallows: Part 2", 2011),
    title("movie/12444", "Harry Potter and the Deathly Hallows: Part 1", 2010),
    title("movie/11", "Star Wars", 1977),
    title("movie/1895", "Star Wars: Episode III - Revenge of the Sith", 2005),
    title("movie/9426", "The Fly", 1986),
    title("movie/11815", "The Fly", 1958),
    title("movie/10778", "The Man Who Wasn't There", 2001),
    title("movie/129", "Spirited Away", 2001, names=["Sen to Chihiro no Kamikakushi"]),
    title("movie/16869", "Inglourious Basterds", 2009, vote_count=1300000),
    title("movie/22311", "The Inglorious Bastards", 1978),
    title("movie/13580", "The Illusionist", 2006, vote_count=388000),
    title(
        "movie/41201",
        "The Illusionist",
        2010,
        names=["L'illusionniste"],
        vote_count=38000,
    ),
    title("movie/10315", "Fantastic Mr. Fox", 2009),
    title("movie/1272", "Sunshine", 2007),
    title("movie/28110", "Sunshine", 1999),
    title("movie/1621", "Trading Places", 1983),
    title("movie/1859", "Ninotchka", 1939),
    title("movie/3083", "Mr. Smith Goes to Washington", 1939),
    title("movie/19", "Metropolis", 1927),
    title("movie/9606", "Metropolis", 2001, names=["Metoroporisu"]),
]

CASES = {
    "a film and its remake under another name": ("m/red_dragon", "Red Dragon", 2002, "movie/9533"),
    "a number inside a word": ("m/seven", "Seven", 1995, "movie/807"),
    "a number in brackets is of the name": (
        "m/500_days_of_summer", "500 Days of Summer", 2009, "movie/19913",
    ),
    "a number, not the word beside it": ("m/21", "21", 2008, "movie/8065000"),
    "a number written out": ("m/twenty_one", "Twenty-One", 1991, "movie/27205"),
    "accents": ("m/amelie", "Amelie", 2001, "movie/194"),
    "mojibake": ("m/persepolis", "PersÃ©polis", 2007, "movie/2011"),
    "a foreign name in brackets": (
        "m/parasite_2019", "Parasite (Gisaengchung)", 2019, "movie/496243",
    ),
    "a foreign name first": (
        "m/seven_samurai_1956", "Shichinin no Samurai (Seven Samurai)", 1956, "movie/346",
    ),
    "a comma and a word for a numeral": (
        "m/godfather_part_ii", "The Godfather, Part II", 1974, "movie/240",
    ),
    "the first of a series": ("m/godfather", "The Godfather", 1972, "movie/238"),
    "the third of a series": ("m/godfather_part_iii", "The Godfather, Part 3", 1990, "movie/242"),
    "a roman numeral": ("m/rocky_ii", "Rocky 2", 1979, "movie/1367"),
    "another roman numeral": ("m/rocky_iv", "Rocky IV", 1985, "movie/1374"),
    "an ampersand": ("m/1037727-beauty_and_the_beast", "Beauty & the Beast", 1991, "movie/10020"),
    "a remake with an ampersand": (
        "m/beauty_and_the_beast_2017", "Beauty & the Beast", 2017, "movie/321612",
    ),
    "the abroad one of twins, by its other name": (
        "m/beauty_and_the_beast_2016", "Beauty and the Beast (La belle et la bête)", 2016,
        "movie/184341",
    ),
    "namesakes of one year": ("m/hercules_2014", "Hercules", 2014, "movie/184315"),
    "the longer name of one year": (
        "m/the_legend_of_hercules", "The Legend of Hercules", 2014, "movie/188207",
    ),
    "a foreign film beside its remake": (
        "m/infernal_affairs", "Infernal Affairs (Mou gaan dou)", 2004, "movie/10779",
    ),
    "a year that is the name": (
        "m/blade_runner_2049", "Blade Runner 2049", 2017, "movie/335984",
    ),
    "the one without the number": ("m/blade_runner", "Blade Runner", 1982, "movie/78"),
    "a name closed up": ("m/cast_away", "Castaway", 2000, "movie/8358"),
    "a part of a part": (
        "m/harry_potter_and_the_deathly_hallows_part_2",
        "Harry Potter and the Deathly Hallows - Part 2", 2011, "movie/12445",
    ),
    "a subtitle only": ("m/revenge_of_the_sith", "Revenge of the Sith", 2005, "movie/1895"),
    "a re-release with its own year": ("m/1007818-fly", "The Fly", 1987, "movie/9426"),
    "a word spelt another way": (
        "m/inglorious_bastards", "Inglorious Bastards", 2009, "movie/16869",
    ),
    "the owner before the name": (
        "m/mr_smith", "Frank Capra's Mr. Smith Goes to Washington", 1939, "movie/3083",
    ),
    "a restoration eighty years on": ("m/metropolis_1927", "Metropolis", 2010, "movie/19"),
    "an article at the end": ("m/illusionist", "Illusionist, The", 2006, "movie/13580"),
}  # fmt: skip

# Each is near to a title above, and is none of them.
STRANGERS = {
    "the next part": ("m/rocky_v", "Rocky V", 1990),
    "an id cut short": ("m/harry_potter_and_the", "Harry Potter and the", 2011),
    "a name cut short": ("m/the_man_who", "The Man Who", 2001),
    "a twin twenty years off": ("m/jumper_1985", "Jumper", 1985),
    "one word of a name": ("m/days", "Days", 2009),
    "a sequel": ("m/zoolander_2", "Zoolander 2", 2004),
}


@pytest.fixture(scope="module")
def decisions():
    known = [record(*said) for *said, _ in CASES.values()]
    return decided(TITLES, known + [record(*said) for said in STRANGERS.values()])


@pytest.mark.parametrize("case", CASES)
def test_the_right_title_is_accepted(decisions, case):
    source_id, *_, right = CASES[case]

    assert (decisions[source_id]["title_id"], decisions[source_id]["status"]) == (
        right,
        "accepted",
    )


@pytest.mark.parametrize("case", STRANGERS)
def test_a_near_miss_is_not_accepted(decisions, case):
    assert decisions[STRANGERS[case][0]]["status"] != "accepted"


TWINS = [
    title("movie/1", "The Hunt", 2012, directors=["Thomas Vinterberg"], runtime_min=115,
          countries=["DK"], languages=["da"], actors=["Mads Mikkelsen", "Thomas Bo Larsen"]),
    title("movie/2", "The Hunt", 2012, directors=["Craig Zobel"], runtime_min=90,
          countries=["US"], languages=["en"], actors=["Betty Gilpin", "Hilary Swank"]),
]  # fmt: skip


@pytest.mark.parametrize(
    "said",
    [
        {"directors": ["Vinterberg, Thomas"]},
        {"directors": ["T. Vinterberg"], "runtime_min": 115},
        {"actors": ["Mads Mikkelsen", "Annika Wedderkopp", "Thomas Bo Larsen"]},
        {"countries": ["DK", "SE"], "languages": ["da"], "runtime_min": 115},
    ],
    ids=["director", "family name and runtime", "actors", "country, language, runtime"],
)
def test_films_of_one_name_and_year_are_told_apart_by_what_else_is_known(said):
    found = decided(TWINS, [record("m/the_hunt", "The Hunt", 2012, **said)])["m/the_hunt"]

    assert (found["title_id"], found["status"]) == ("movie/1", "accepted")


def test_one_name_and_year_with_another_director_and_cast_is_another_film():
    said = {"directors": ["Jane Doe"], "actors": ["John Roe"], "languages": ["fr"]}

    found = decided(TWINS[:1], [record("m/the_hunt", "The Hunt", 2012, **said)])["m/the_hunt"]

    assert found["status"] != "accepted"


def test_which_of_twins_tmdb_numbered_first_tells_nothing():
    def evidence(low: str, high: str) -> tuple[float, float]:
        twins = [title(low, "Gossip", 2000), title(high, "Gossip", 2000)]
        found = decided(twins, [record("m/gossip", "Gossip", 2000)])["m/gossip"]
        return found["probability"], found["runner_up_probability"]

    first, second = evidence("movie/10", "movie/900000")
    elder, younger = evidence("imdb/tt0000010", "imdb/tt0900000")

    assert first == pytest.approx(second)
    assert elder > younger * 1.5


def _page(page: str, name: str) -> dict:
    return record(page, name, None, source="tv_tropes")


HAMLETS = [
    title("imdb/tt0040416", "Hamlet", 1948),
    title("imdb/tt0116477", "Hamlet", 1996),
    title("imdb/tt0099726", "Hamlet", 1990),
]


def test_a_page_without_a_year_is_given_to_none_of_twins():
    found = decided(HAMLETS, [_page("Film/Hamlet", "Hamlet")])["Film/Hamlet"]

    assert found["status"] != "accepted"


def test_the_year_in_a_page_id_tells_twins_apart():
    found = decided(HAMLETS, [_page("Film/Hamlet1996", "Hamlet 1996")])["Film/Hamlet1996"]

    assert (found["title_id"], found["status"]) == ("imdb/tt0116477", "accepted")


def test_a_page_without_a_year_is_given_to_the_one_title_of_its_name():
    known = [*HAMLETS, title("imdb/tt0107048", "Groundhog Day", 1993)]

    found = decided(known, [_page("Film/GroundhogDay", "Groundhog Day")])["Film/GroundhogDay"]

    assert (found["title_id"], found["status"]) == ("imdb/tt0107048", "accepted")


def test_a_page_without_a_year_is_given_to_the_twin_all_know():
    known = [
        title("imdb/tt0133093", "The Matrix", 1999, vote_count=1900000),
        title("imdb/tt0364888", "The Matrix", 1993, vote_count=40),
    ]

    found = decided(known, [_page("Film/TheMatrix", "The Matrix")])["Film/TheMatrix"]

    assert (found["title_id"], found["status"]) == ("imdb/tt0133093", "accepted")
