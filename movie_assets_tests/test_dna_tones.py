"""The tones of genres and moods: every mood has one, and a title's is the mean of what it says."""

from movie_assets.dna.rules import RULES
from movie_assets.dna.taxonomy import CATEGORIES
from movie_assets.dna.tones import RATED, rated


def test_every_mood_of_the_taxonomy_has_a_tone_and_no_other_word() -> None:
    assert set(RATED["mood"]) == {f"mood: {label}" for label in CATEGORIES["mood"].vocabulary}


def test_genres_are_spelt_as_documents_spell_them() -> None:
    known = {value for type_, value in RULES if type_ == "genre"} | {"noir"}
    assert {line.removeprefix("genre: ") for line in RATED["genre"]} <= known


def test_tones_lie_between_minus_three_and_three() -> None:
    tones = [tone for said in RATED.values() for tone in said.values()]
    assert all(abs(number) <= 3 for tone in tones for number in tone)


def test_a_title_is_as_light_and_tense_as_its_kinds_of_lines_on_average() -> None:
    one = {
        "genre": ["genre: comedy", "genre: crime", "genre: imax"],  # (3, 0), (-2, 2), unknown
        "mood": ["mood: tense", "mood: fun"],  # (-2, 2), (3, 1)
        "keyword": ["keyword: fun"],
    }
    # its genres are 0.5 light and 1 tense on average, its moods 0.5 and 1.5
    assert rated([one, {"keyword": ["keyword: fun"]}]).tolist() == [[0.5, 1.25], [0, 0]]
