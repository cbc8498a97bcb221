"""Pages judged: the cases that were got wrong elsewhere, one rule at a time, and laws."""

import dataclasses
import datetime as dt
import json
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.model.parts import ExternalId, Name
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.known_titles import KnownTitle, Twin
from movie_assets.sources.verification import Verdict, verify

WHEN = dt.datetime(2026, 9, 1, tzinfo=dt.UTC)


def page(title: str | None, year: int | None = None, *, kind: str | None = "movie", **more):
    """A record as a parser makes it of a page; `by` are directors, `called` other names."""
    names = tuple(Name(name=name) for name in more.pop("called", ()))
    source, _, source_id = more.pop("at", "rotten_tomatoes m/x").partition(" ")
    return SourceRecord(
        source=source, source_id=source_id, title_id="", outcome="found", answer_id="",
        requested_at=WHEN, parser_version="", observed_at=WHEN, kind=kind, title=title,
        names=names, year=year, directors=more.pop("by", ()), **more,
    )  # fmt: skip


def known(title: str, year: int | None, *, kind="movie", **more) -> KnownTitle:
    """A title of the spine; `twins` are years of others of its kind and name."""
    return KnownTitle(
        title_id=f"{kind}/1",
        kind=kind,
        title=title,
        year=year,
        names=tuple(Name(name=name) for name in more.pop("called", ())),
        directors=more.pop("by", ()),
        twins=tuple(Twin(kind, its) for its in more.pop("twins", ())),
        **more,
    )


AYER, BOLL = ("David Ayer",), ("Somebody Else",)
WHEDON, CHECHIK = ("Joss Whedon",), ("Jeremiah S. Chechik",)
FELLINI = ("Federico Fellini",)

FURY = known("Fury", 2014, by=AYER, twins=(1936, 2012))
AVENGERS = known("The Avengers", 2012, by=WHEDON, called=("Marvel's The Avengers",), twins=(1998,))
BALLERINA = known("Ballerina", 2025, by=("Len Wiseman",), twins=(2023,))
NOWHERE = known("Nowhere", 2023, by=("Albert Pintó",), twins=(1997, 2023))
MERMAID = known("The Little Mermaid", 1989, by=("Ron Clements", "John Musker"),
                genres=("Animation", "Family"), twins=(2023, 2018))  # fmt: skip
MERMAID_2023 = known("The Little Mermaid", 2023, by=("Rob Marshall",), genres=("Family",),
                     twins=(1989, 2018))  # fmt: skip
HIT_MAN = known("Hit Man", 2024, by=("Richard Linklater",), twins=(1972,), release_years=(2023,))
DOCTOR_WHO = known("Doctor Who", 1963, kind="tv", twins=(2005,))
STAR_WARS = known("Star Wars", 1977, by=("George Lucas",),
                  called=("Star Wars: Episode IV - A New Hope",))  # fmt: skip

# What issue 4 says must be right: the title, the page that is its own, one that is not.
MUST_BE_RIGHT = [
    (FURY, page("Fury", 2014, by=AYER), page("Fury", 2012, by=BOLL)),
    (AVENGERS, page("Marvel's The Avengers", 2012, by=WHEDON),
     page("The Avengers", 1998, by=CHECHIK)),
    (known("The Avengers", 1998, by=CHECHIK, twins=(2012,)),
     page("The Avengers", 1998), page("The Avengers", 2012)),
    (known("Cars", 2006, by=("John Lasseter",)), page("Cars", 2006, at="rotten_tomatoes m/cars"),
     page("Cars", 2006, by=BOLL, at="rotten_tomatoes m/cars_2006")),
    (BALLERINA, page("Ballerina", 2025, by=("Len Wiseman",)),
     page("Ballerina", 2023, at="rotten_tomatoes m/ballerina_2023")),
    (NOWHERE, page("Nowhere", 2023, by=("Albert Pinto",), at="rotten_tomatoes m/nowhere_2023_2"),
     page("Nowhere", 2023, by=BOLL, at="rotten_tomatoes m/nowhere_2023")),
    (MERMAID, page("The Little Mermaid", 1989), page("The Little Mermaid", 2023)),
    (MERMAID_2023, page("The Little Mermaid", 2023), page("The Little Mermaid", 1989)),
    (MERMAID_2023, page("The Little Mermaid", at="tv_tropes Film/TheLittleMermaid2023"),
     page("The Little Mermaid", kind=None, at="tv_tropes Disney/TheLittleMermaid")),
    (HIT_MAN, page("Hit Man", at="tv_tropes Film/HitMan2023"),
     page("Hit Man", at="tv_tropes Film/HitMan1972")),
    (DOCTOR_WHO, page("Doctor Who", 1963, kind="tv"),
     page("Doctor Who", 2005, kind="tv", at="metacritic tv/doctor-who-2005")),
    (known("The Circus", 1928, by=("Charles Chaplin",), twins=(2019,)),
     page("The Circus", 1928, by=("Charles Chaplin",)), page("The Circus", 2019)),
    (known("Singin' in the Rain", 2024, by=BOLL, twins=(1952,)),
     page("Singin’ in the Rain", 2024, by=BOLL),
     page("Singin' in the Rain", 1952, by=("Gene Kelly", "Stanley Donen"))),
    (known("8½", 1963, by=FELLINI, called=("Otto e mezzo",)),
     page("8 1/2", 1963, by=FELLINI), page("Interpol Code 8", 1963)),
    (known("Carter", 2022), page("Carter", 2022), page("Coach Carter", 2022)),
    (known("Lincoln", 2012, by=("Steven Spielberg",)),
     page("Lincoln", 2012, by=("Steven Spielberg",)),
     page("Abraham Lincoln: Vampire Hunter", 2012, by=("Timur Bekmambetov",))),
    (known("RoboCop", 1987, twins=(2014,)), page("Robocop", 1987), page("RoboCop", 2014)),
    (known("RoboCop", 2014, twins=(1987,)), page("RoboCop", 2014), page("RoboCop", 1987)),
    (known("Face", 1997, by=("Antonia Bird",)), page("Face", 1997, by=("Antonia Bird",)),
     page("Face/Off", 1997, by=("John Woo",))),
    (known("Face", 1997), page("Face", 1997), page("Face/Off", 1997)),
    (known("Alien", 1979), page("Alien", 1979), page("Alien Warfare", 1979)),
    (known("Alien", 1979), page("Alien (re-release)", 1979), page("Aliens", 1979)),
    (STAR_WARS, page("Star Wars: Episode IV – A New Hope", 1977),
     page("Star Wars: Episode VI – Return of the Jedi", 1977)),
    (STAR_WARS, page("Star Wars", 1977), page("Star Wars", 1977, kind="tv")),
    (known("Tenet", 2020), page("Tenet", 2020), page("Wonder Woman 1984", 2020)),
    (known("Wonder Woman 1984", 2020), page("Wonder Woman 1984", 2020),
     page("Wonder Woman", 2020, by=BOLL)),
    # Ids: TheTVDB numbers films and shows from 1; lists cut and merge ids.
    (known("Fargo", 1996, external_ids=(ExternalId(source="tvdb", id="269613"),)),
     page("Fargo", 1996),
     page("Fargo", 1996, kind="tv", external_ids=(ExternalId(source="tvdb", id="269613"),))),
    (known("Her", 2013, external_ids=(ExternalId(source="imdb", id="tt1798709"),)),
     page("Her", 2013, external_ids=(ExternalId(source="imdb", id="tt179870"),)),
     page("Her", 2013, external_ids=(ExternalId(source="imdb", id="tt2062996"),))),
    (known("Up", 2009, external_ids=(ExternalId(source="imdb", id="tt0049049"),)),
     page("Up", 2009, external_ids=(ExternalId(source="imdb", id="tt49049"),)),
     page("Up", 2009, external_ids=(ExternalId(source="imdb", id="tt1049413"),))),
    (known("Ran", 1985, external_ids=(ExternalId(source="imdb", id="tt0089881"),
                                      ExternalId(source="imdb", id="tt9999999"))),
     page("Ran", 1985, external_ids=(ExternalId(source="imdb", id="tt9999999"),)),
     page("Ran", 1975, external_ids=(ExternalId(source="imdb", id="tt8888888"),))),
]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "right", "wrong"),
    MUST_BE_RIGHT,
    ids=[f"{case[0].title} {case[0].year} {number}" for number, case in enumerate(MUST_BE_RIGHT)],
)
def test_the_right_page_is_accepted_and_the_wrong_one_rejected(title, right, wrong):
    assert verify(right, title).status == "accepted", verify(right, title).to_json()
    assert verify(wrong, title).status == "rejected", verify(wrong, title).to_json()


@pytest.mark.parametrize(
    ("what", "title", "read", "status"),
    [
        ("a twin of the year and no people", NOWHERE, page("Nowhere", 2023), "review"),
        ("a twin next to the year", BALLERINA, page("Ballerina", 2024), "review"),
        ("a twin, and a page that tells no year", FURY, page("Fury"), "review"),
        ("told from its twins by its director", NOWHERE,
         page("Nowhere", 2024, by=("Albert Pintó",)), "accepted"),
        ("told by an actor", dataclasses.replace(
            NOWHERE, directors=(), cast=("Anna Castillo",),
            twins=(Twin("movie", 2023, people=("Somebody Else", "Else Somebody")),)),
         page("Nowhere", 2023, cast=("Tamar Novas", "Anna Castillo")), "accepted"),
        ("an actor, and a twin of whom nobody knows the actors",
         dataclasses.replace(NOWHERE, directors=(), cast=("Anna Castillo",)),
         page("Nowhere", 2023, cast=("Tamar Novas", "Anna Castillo")), "review"),
        ("a work that stands in the list twice", dataclasses.replace(
            NOWHERE, twins=(Twin("movie", 2023, people=("Albert Pintó", "Anna Castillo")),)),
         page("Nowhere", 2023, by=("Albert Pintó",)), "review"),
        ("a page that Wikidata gives to its twin", dataclasses.replace(
            NOWHERE, twins=(Twin("movie", 2023, people=BOLL, page_ids=(
                ExternalId(source="rotten_tomatoes", id="m/x"),)),)),
         page("Nowhere", 2023, by=("Albert Pintó",)), "review"),
        ("a page that Wikidata gives to it", dataclasses.replace(
            NOWHERE, external_ids=(ExternalId(source="rotten_tomatoes", id="m/x"),)),
         page("Nowhere", 2023), "accepted"),
        ("the same, and another year", dataclasses.replace(
            FURY, external_ids=(ExternalId(source="rotten_tomatoes", id="m/x"),)),
         page("Fury", 2012), "rejected"),
        ("the same, dated by a release two years before, of its length", known(
            "Boy", 2012, runtime_min=87,
            external_ids=(ExternalId(source="rotten_tomatoes", id="m/x"),)),
         page("Boy", 2010, runtime_min=88), "accepted"),
        ("the same of another length", known(
            "Boy", 2012, runtime_min=87,
            external_ids=(ExternalId(source="rotten_tomatoes", id="m/x"),)),
         page("Boy", 2010, runtime_min=118), "rejected"),
        ("the same of its length, nobody's page", known("Boy", 2012, runtime_min=87),
         page("Boy", 2010, runtime_min=87), "rejected"),
        ("its year and name, another length", known("Boy", 2012, runtime_min=87),
         page("Boy", 2012, runtime_min=118), "review"),
        ("another cast", dataclasses.replace(NOWHERE, directors=(), cast=("A B", "C D", "E F")),
         page("Nowhere", 2023, cast=("G H", "I J", "K L")), "rejected"),
        ("no twin, the year alone", known("Heat", 1995), page("Heat", 1996), "accepted"),
        ("the year before, hardly ever a later release", known("Heat", 1995), page("Heat", 1994),
         "review"),
        ("the year before, where it was shown then",
         known("Heat", 1995, release_years=(1994,)), page("Heat", 1994), "accepted"),
        ("two years off", known("Heat", 1995), page("Heat", 1997), "rejected"),
        ("two years off by the same director", known("Heat", 1995, by=("Michael Mann",)),
         page("Heat", 1997, by=("Michael Mann",)), "review"),
        ("remade by its own director", known("Funny Games", 1997, by=("Michael Haneke",),
         twins=(2007,)), page("Funny Games", 2007, by=("Michael Haneke",)), "rejected"),
        ("a re-release given as such", known("Lawrence of Arabia", 1962, by=("David Lean",),
         release_years=(2002,)), page("Lawrence of Arabia (re-release)", 2002, by=("David Lean",)),
         "accepted"),
        ("a release given, no people", known("Lawrence of Arabia", 1962, release_years=(2002,)),
         page("Lawrence of Arabia", 2002), "review"),
        ("a show of the name is no film", known("Fargo", 1996), page("Fargo", 1996, kind="tv"),
         "rejected"),
        ("a season is no show", known("Veep", 2012, kind="tv"),
         page("Veep", 2012, kind="season"), "rejected"),
        ("a page of no title", known("Heat", 1995), page(None), "rejected"),
        ("names in Roman numerals", known("Rocky II", 1979), page("Rocky 2", 1979), "accepted"),
        ("and another part", known("Rocky II", 1979), page("Rocky III", 1979), "rejected"),
        ("numbers in words, and", known("Ocean's Eleven & Co", 2001),
         page("Oceans 11 and Co", 2001), "accepted"),
        ("a slip of the pen in a long name", known("Investigation of a Citizen", 1970),
         page("Investigations of a Citizen", 1970), "accepted"),
        ("the same, next to the year", known("Investigation of a Citizen", 1970),
         page("Investigations of a Citizen", 1971), "review"),
        ("without its subtitle", known("Burma VJ: Reporting from a Closed Country", 2008),
         page("Burma VJ", 2008), "review"),
        ("without its subtitle, its director",
         known("Burma VJ: Reporting from a Closed Country", 2008, by=("Anders Østergaard",)),
         page("Burma VJ", 2008, by=("Anders Ostergaard",)), "accepted"),
        ("only its name in brackets", known("Shotgun", 2018),
         page("After Everything (Shotgun)", 2018), "review"),
        ("its director under a name not known", known("기생충", 2019, by=("Bong Joon-ho",)),
         page("Parasite", 2019, by=("Joon-Ho Bong",)), "review"),
        ("a name in its own script", known("기생충", 2019, by=("Bong Joon-ho",)),
         page("Parasite", 2019, called=("기생충",), by=("Bong Joon Ho",)), "accepted"),
        ("its id, and a twin", dataclasses.replace(
            NOWHERE, external_ids=(ExternalId(source="imdb", id="tt1"),)),
         page("Nowhere", 2023, external_ids=(ExternalId(source="imdb", id="tt1"),)), "accepted"),
        ("its id on a page of another film", known(
            "Up", 2009, external_ids=(ExternalId(source="imdb", id="tt1"),)),
         page("Down", 1999, external_ids=(ExternalId(source="imdb", id="tt1"),)), "review"),
        ("another id, else all agrees", dataclasses.replace(
            FURY, external_ids=(ExternalId(source="imdb", id="tt2713180"),)),
         page("Fury", 2014, by=AYER, external_ids=(ExternalId(source="imdb", id="tt5"),)),
         "review"),
        ("a wiki's page that says no more than a name", known("Matewan", 1987),
         page("Matewan", at="tv_tropes Film/Matewan"), "review"),
        ("a wiki's page that says its year", known("Matewan", 1987),
         page("Matewan", 1987, at="tv_tropes Film/Matewan"), "accepted"),
        ("a wiki's page of drawn works for a drawn title",
         known("Only Yesterday", 1991, genres=("Animation",)),
         page("Only Yesterday", 1991, kind=None, at="tv_tropes Anime/OnlyYesterday"), "accepted"),
        ("the same for a title of unknown genre", known("Only Yesterday", 1991),
         page("Only Yesterday", kind=None, at="tv_tropes Anime/OnlyYesterday"), "review"),
        ("the same for an acted title", known("Only Yesterday", 1933, genres=("Drama",)),
         page("Only Yesterday", kind=None, at="tv_tropes Anime/OnlyYesterday"), "review"),
        ("another director, an actor in common", dataclasses.replace(FURY, cast=("Brad Pitt",)),
         page("Fury", 2014, by=BOLL, cast=("Brad Pitt",)), "accepted"),
        ("the same, next to the year", dataclasses.replace(FURY, cast=("Brad Pitt",), twins=()),
         page("Fury", 2015, by=BOLL, cast=("Brad Pitt",)), "review"),
        ("other creators of a show", known("Veep", 2012, kind="tv", by=("Armando Iannucci",)),
         page("Veep", 2012, kind="tv", by=BOLL), "review"),
    ],
)  # fmt: skip
def test_one_rule_at_a_time(what: str, title: KnownTitle, read: SourceRecord, status: str):
    verdict = verify(read, title)
    assert verdict.status == status, f"{what}: {verdict.to_json()}"


def test_a_verdict_says_why_and_what_the_page_was():
    verdict = verify(page("Ballerina", 2023, at="rotten_tomatoes m/ballerina_2023"), BALLERINA)
    assert verdict.page == "Ballerina (2023), movie, rotten_tomatoes m/ballerina_2023"
    assert verdict.reason == "another year"
    assert (verdict.evidence.year, verdict.evidence.year_difference) == ("differs", -2)
    said = json.loads(verdict.to_json())
    assert said["evidence"]["rivals"] == [{"kind": "movie", "year": 2023}]
    assert said["evidence"]["name_similarity"] == 100.0
    assert said["rule_version"]


def test_the_evidence_says_whether_wikidata_claims_the_page():
    claims = (ExternalId(source="rotten_tomatoes", id="m/fury_2014"),)
    title = dataclasses.replace(FURY, external_ids=claims)
    mine = verify(page("Fury", 2014, by=AYER, at="rotten_tomatoes m/fury_2014"), title)
    other = verify(page("Fury", 2014, by=AYER, at="rotten_tomatoes m/fury"), title)
    assert (mine.evidence.claimed, other.evidence.claimed) == (True, False)
    # A claim alone makes no page the right one: Wikidata has wrong ids too.
    wrong = verify(page("Fury", 2012, by=BOLL, at="rotten_tomatoes m/fury_2014"), title)
    assert (wrong.status, wrong.evidence.claimed) == ("rejected", True)


# -- laws ------------------------------------------------------------------------------------------

PEOPLE = st.lists(
    st.sampled_from(["Ann Lee", "Bo Ek", "Cy Orr", "Di Vo", "Émile Zöld", "Fo Gul"]), max_size=5
)
TITLES = st.sampled_from(
    ["Amélie", "The Fury", "Fury", "Star Wars: A New Hope", "Ocean's 11", "Rocky II", "Rocky III",
     "Fast & Furious", "Señorita", "8½", "La Règle du jeu", "기생충"]
)  # fmt: skip
YEARS = st.none() | st.integers(2000, 2004)


@st.composite
def meetings(draw: st.DrawFn) -> tuple[SourceRecord, KnownTitle]:
    kinds = st.sampled_from(["movie", "tv"])
    read = page(
        draw(TITLES), draw(YEARS), kind=draw(kinds), called=draw(st.lists(TITLES, max_size=3)),
        by=tuple(draw(PEOPLE)), cast=tuple(draw(PEOPLE)),
    )  # fmt: skip
    title = known(
        draw(TITLES), draw(YEARS), kind=draw(kinds), called=draw(st.lists(TITLES, max_size=3)),
        by=tuple(draw(PEOPLE)), cast=tuple(draw(PEOPLE)),
        twins=tuple(draw(st.lists(YEARS, max_size=2))),
    )  # fmt: skip
    return read, title


def judged(verdict: Verdict) -> tuple[object, ...]:
    """A verdict without the spellings it quotes."""
    evidence = dataclasses.replace(verdict.evidence, page_name=None, known_name=None)
    return verdict.status, verdict.reason, evidence


@given(meetings(), st.randoms(use_true_random=False))
def test_the_order_of_names_and_people_says_nothing(meeting, random):
    read, title = meeting

    def mixed(values: tuple) -> tuple:
        return tuple(random.sample(values, len(values)))

    shuffled = verify(
        dataclasses.replace(
            read, names=mixed(read.names), directors=mixed(read.directors), cast=mixed(read.cast)
        ),
        dataclasses.replace(
            title,
            names=mixed(title.names),
            directors=mixed(title.directors),
            cast=mixed(title.cast),
            twins=mixed(title.twins),
        ),
    )
    assert shuffled == verify(read, title)
    assert shuffled.to_json() == verify(read, title).to_json()


def unaccented(text: str) -> str:
    if not any(letter.isascii() and letter.isalpha() for letter in text):
        return text  # no letters with accents; taking a syllable apart would leave another name
    taken_apart = unicodedata.normalize("NFD", text)
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


@pytest.mark.parametrize("change", [str.upper, str.lower, str.swapcase, unaccented])
@given(meetings())
def test_capitals_and_accents_say_nothing(change, meeting):
    read, title = meeting
    plain = dataclasses.replace(
        read,
        title=change(read.title),
        names=tuple(dataclasses.replace(name, name=change(name.name)) for name in read.names),
        directors=tuple(map(change, read.directors)),
        cast=tuple(map(change, read.cast)),
    )
    assert judged(verify(plain, title)) == judged(verify(read, title))


@given(meetings())
def test_what_is_accepted_agrees_in_kind_name_and_year_or_people(meeting):
    verdict = verify(*meeting)
    evidence = verdict.evidence
    if verdict.status == "accepted":
        assert evidence.kind == "agrees"
        assert evidence.name in ("same", "near", "part")
        assert evidence.year != "differs"
        assert evidence.people in ("agrees", "mixed", "unknown")
        if evidence.rivals:
            assert evidence.people == "agrees"


@given(meetings())
def test_knowing_a_twin_never_makes_a_page_likelier(meeting):
    read, title = meeting
    order = ("rejected", "review", "accepted")
    alone = dataclasses.replace(title, twins=())
    more = dataclasses.replace(title, twins=(*title.twins, Twin(title.kind, read.year)))
    worth = [order.index(verify(read, one).status) for one in (more, title, alone)]
    assert worth == sorted(worth)
