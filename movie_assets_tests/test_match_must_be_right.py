"""Titles that matchers are known to confuse: what each record must, and must not, be linked to."""

from __future__ import annotations

import pytest

from movie_assets_tests.matching_place import decided, record, title

TITLES = [
    title("imdb/tt2713180", "Fury", 2014, runtime_min=134, vote_count=381993),
    title("imdb/tt0027652", "Fury", 1936),
    title("imdb/tt0848228", "The Avengers", 2012, runtime_min=143, vote_count=1183655),
    title("imdb/tt0118661", "The Avengers", 1998),
    title("imdb/tt0317219", "Cars", 2006),
    title("imdb/tt1216475", "Cars 2", 2011, runtime_min=106, vote_count=140000),
    title("imdb/tt7181546", "Ballerina", 2025),
    title("imdb/tt27785257", "Ballerina", 2023),
    title("imdb/tt0119809", "Nowhere", 1997),
    title("imdb/tt21815562", "Nowhere", 2023),
    title("imdb/tt0097757", "The Little Mermaid", 1989),
    title("imdb/tt5971474", "The Little Mermaid", 2023),
    title("imdb/tt5493944", "The Little Mermaid", 2018, runtime_min=85, vote_count=6127),
    title("imdb/tt20215968", "Hit Man", 2023),
    title("imdb/tt0068704", "Hit Man", 1972),
    title("imdb/tt0018773", "The Circus", 1928),
    title("imdb/tt0034597", "The Circus", 1943),
    title("imdb/tt0045152", "Singin' in the Rain", 1952),
    title("imdb/tt0056801", "8½", 1963, names=["Otto e mezzo"]),
    title("imdb/tt6259380", "Code 8", 2019),
    title("imdb/tt0057185", "Interpol Code 8", 1963, original_title="Kokusai himitsu keisatsu"),
    title("imdb/tt21376908", "Carter", 2022),
    title("imdb/tt0393162", "Coach Carter", 2005),
    title("imdb/tt0443272", "Lincoln", 2012, runtime_min=150, vote_count=228701),
    title("imdb/tt1611224", "Abraham Lincoln: Vampire Hunter", 2012, vote_count=142853),
    title("imdb/tt0093870", "RoboCop", 1987),
    title("imdb/tt1234721", "RoboCop", 2014, runtime_min=117, vote_count=205798),
    title("imdb/tt0119092", "Face", 1997),
    title("imdb/tt0119094", "Face/Off", 1997),
    title("imdb/tt0078748", "Alien", 1979),
    title("imdb/tt9562694", "Alien Warfare", 2019, runtime_min=88, vote_count=1509),
    title("imdb/tt0076759", "Star Wars: Episode IV - A New Hope", 1977, names=["Star Wars"]),
    title("imdb/tt0086190", "Star Wars: Episode VI - Return of the Jedi", 1983),
    title("imdb/tt6723592", "Tenet", 2020),
    title("imdb/tt7126948", "Wonder Woman 1984", 2020),
    title("imdb/tt0451279", "Wonder Woman", 2017, vote_count=487527),
    title("tv/57243", "Doctor Who", 2005, kind="tv"),
    title("tv/121", "Doctor Who", 1963, kind="tv"),
    title("movie/57243", "The Wedding Date", 2005),
    title("imdb/tt0469494", "There Will Be Blood", 2007),
    title("imdb/tt0046949", "The Hidden Fortress", 1958, names=["Kakushi toride no san akunin"]),
]

CASES = [
    (record("m/fury_2015", "Fury", 2014, runtime_min=135.0), "imdb/tt2713180"),
    (record("m/1035061-fury", "Fury", 1936), "imdb/tt0027652"),
    (record("m/marvels_the_avengers", "Marvel's The Avengers", 2012), "imdb/tt0848228"),
    (record("m/1083461-avengers", "The Avengers", 1998), "imdb/tt0118661"),
    (record("m/cars", "Cars", 2006), "imdb/tt0317219"),
    (record("m/cars_2", "Cars 2", 2011), "imdb/tt1216475"),
    (record("m/ballerina_2025", "Ballerina", 2025), "imdb/tt7181546"),
    (record("m/ballerina_2023", "Ballerina", 2023), "imdb/tt27785257"),
    (record("m/nowhere_2023_2", "Nowhere", 2023), "imdb/tt21815562"),
    (record("m/nowhere", "Nowhere", 1997), "imdb/tt0119809"),
    (record("m/the_little_mermaid_1989", "The Little Mermaid", 1989), "imdb/tt0097757"),
    (record("m/the_little_mermaid_2023", "The Little Mermaid", 2023), "imdb/tt5971474"),
    (record("m/hit_man_2023", "Hit Man", 2024), "imdb/tt20215968"),
    (record("m/hit_man_1972", "Hit Man", 1972), "imdb/tt0068704"),
    (record("m/1052608-circus", "The Circus", 1928), "imdb/tt0018773"),
    (record("m/singin_in_the_rain", "Singin’ in the Rain", 1952), "imdb/tt0045152"),
    (record("m/8-12", "8 1/2", 1963), "imdb/tt0056801"),
    (record("m/code_8", "Code 8", 2019), "imdb/tt6259380"),
    (record("m/carter_2022", "Carter", 2022), "imdb/tt21376908"),
    (record("m/coach_carter", "Coach Carter", 2005), "imdb/tt0393162"),
    (record("m/lincoln_2011", "Lincoln", 2012), "imdb/tt0443272"),
    (
        record("m/abraham_lincoln_vampire_hunter", "Abraham Lincoln: Vampire Hunter", 2012),
        "imdb/tt1611224",
    ),
    (record("m/1017712-robocop", "RoboCop", 1987), "imdb/tt0093870"),
    (record("m/1200731-robocop", "RoboCop", 2014), "imdb/tt1234721"),
    (record("m/face", "Face", 1997), "imdb/tt0119092"),
    (record("m/faceoff", "Face/Off", 1997), "imdb/tt0119094"),
    (record("m/alien", "Alien", 1979), "imdb/tt0078748"),
    (record("m/alien_warfare", "Alien Warfare", 2019), "imdb/tt9562694"),
    (record("m/star_wars", "Star Wars", 1977), "imdb/tt0076759"),
    (record("m/return_of_the_jedi", "Return of the Jedi", 1983), "imdb/tt0086190"),
    (record("m/tenet", "Tenet", 2020), "imdb/tt6723592"),
    (record("m/wonder_woman_1984", "Wonder Woman 1984", 2020), "imdb/tt7126948"),
    (record("m/wonder_woman_2017", "Wonder Woman", 2017), "imdb/tt0451279"),
    (record("tv/doctor_who", "Doctor Who", 2005, kind="tv"), "tv/57243"),
    (record("tv/doctor_who_1963", "Doctor Who", 1963, kind="tv"), "tv/121"),
    (record("m/there_will_be_blood", "There Will Be Blood", 2007), "imdb/tt0469494"),
    (
        record("m/hidden_fortress", "Kakushi Toride no San Akunin (The Hidden Fortress)", 1960),
        "imdb/tt0046949",
    ),
]

# Records of films the titles lack: each shares words, numbers or a year with one that is there.
STRANGERS = [
    record("m/interpol_code_8_1966", "Interpol", 1957),
    record("m/alien_abduction", "Alien Abduction", 2014),
    record("m/carter_family", "The Carter Family", 1979),
    record("m/fury_road", "Mad Max: Fury Road", 2015),
    record("m/cars_3", "Cars 3", 2017),
    record("m/robocop_2", "RoboCop 2", 1990),
    record("m/robocop_3", "RoboCop 3", 1993),
    record("m/wonder", "Wonder", 2017),
    record("m/blood", "There Will Be Dragons", 2011),
    record("m/empty", "", 2011),
    record("m/!!!", "!!!", None),
]


@pytest.fixture(scope="module")
def decisions():
    return decided(TITLES, [one for one, _ in CASES] + STRANGERS)


@pytest.mark.parametrize(("asked", "right"), CASES, ids=[one["source_id"] for one, _ in CASES])
def test_the_right_one_of_namesakes_is_accepted(decisions, asked, right):
    decision = decisions[asked["source_id"]]

    assert (decision["title_id"], decision["status"]) == (right, "accepted")


@pytest.mark.parametrize("asked", STRANGERS, ids=[one["source_id"] for one in STRANGERS])
def test_a_film_the_titles_lack_is_linked_to_none(decisions, asked):
    assert decisions[asked["source_id"]]["status"] != "accepted"


def test_a_title_is_taken_by_one_record_of_a_source_only(decisions):
    taken = [one["title_id"] for one in decisions.values() if one["status"] == "accepted"]

    assert sorted(set(taken)) == sorted(taken)


def test_a_show_is_never_taken_for_a_film():
    films = [title("movie/57243", "Doctor Who", 2005)]

    found = decided(films, [record("tv/doctor_who", "Doctor Who", 2005, kind="tv")])

    assert found["tv/doctor_who"]["title_id"] is None


def test_twins_that_nothing_tells_apart_are_not_decided():
    twins = [title("movie/1", "Gossip", 2000), title("other/2", "Gossip", 2000)]

    found = decided(twins, [record("m/gossip", "Gossip", 2000)])["m/gossip"]

    assert found["status"] == "review"
    assert found["probability"] == pytest.approx(found["runner_up_probability"], abs=0.3)
