"""What is known of a title before it is tagged, and as which facts. No rules here."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from movie_assets.dna.ages import age_of
from movie_assets.dna.spelling import plain, plain_trope
from movie_assets.dna.wikidata_words import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleFacts:
    """The facts of one title; an unknown one is None or empty.

    Shape: `certifications` are (country, certification) as printed, such as ("US", "PG-13");
           genres are TMDB's or IMDb's names, tropes names in any spelling ("FinalGirl",
           "Final Girl", "Main/FinalGirl"), cast in billing order, countries ISO 3166-1 alpha-2,
           the language ISO 639-1. `genres_elsewhere` are (source, genre) of further sources,
           such as ("wikidata", "Q130232"); subjects, locations and franchises are names or ids.
           `abstract` is the lead of its Wikipedia article, whose rights allow reading it aloud;
           `overview` is a catalogue's text, whose rights do not.
    """

    title_id: str
    kind: str
    year: int | None = None
    genres: tuple[str, ...] = ()
    genres_elsewhere: tuple[tuple[str, str], ...] = ()
    keywords: tuple[str, ...] = ()
    tropes: tuple[str, ...] = ()
    certifications: tuple[tuple[str, str], ...] = ()
    directors: tuple[str, ...] = ()
    cast_names: tuple[str, ...] = ()
    companies: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    locations: tuple[str, ...] = ()
    franchises: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    original_language: str | None = None
    title: str | None = None
    overview: str | None = None
    abstract: str | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact as a rule looks it up (`type`, `value`), and as evidence shows it (`shown`)."""

    type: str
    value: str
    shown: str


def facts_of(title: TitleFacts) -> list[Fact]:
    """Every fact a rule may speak of, once each, in an order that input order cannot change."""
    return sorted(set(_facts(title)), key=lambda fact: (fact.type, fact.value, fact.shown))


def _facts(title: TitleFacts) -> Iterator[Fact]:
    yield Fact("kind", title.kind, f"kind:{title.kind}")
    elsewhere = [genre for _, genre in title.genres_elsewhere]
    told = [word for name in (*elsewhere, *title.subjects) for word in words_of(name)]
    genres = _spelt((*title.genres, *elsewhere, *(word for kind, word in told if kind == "genre")))
    yield from (Fact("genre", value, f"genre:{shown}") for value, shown in genres)
    for (one, one_shown), (two, two_shown) in combinations(genres, 2):
        yield Fact("genre", f"{one} + {two}", f"genre:{one_shown} + genre:{two_shown}")
    if title.original_language:
        language = _code(title.original_language)
        yield Fact("language", language, f"language:{language}")
        for one, shown in genres:
            yield Fact("genre", f"{one} + {language}", f"genre:{shown} + language:{language}")
    yield from (
        Fact("keyword", value, f"keyword:{shown}") for value, shown in _spelt(title.keywords)
    )
    yield from (
        Fact("keyword", plain(word), f"subject:{word}") for kind, word in told if kind == "keyword"
    )
    for name in title.tropes:
        yield Fact("trope", plain_trope(name), f"trope:{name.rsplit('/', 1)[-1]}")
    for country in title.countries:
        code = _code(country)
        yield Fact("country", code, f"country:{code.upper()}")
    yield from _facts_of_year(title.year)
    age = age_of(title.certifications)
    if age is not None:
        yield Fact("age", _band(age), f"certification:{age}+")


def _code(name: str) -> str:
    """A country's or language's code; Wikidata's ids stand for one."""
    known = words_of(name)
    return known[0][1] if known else name.casefold()


def _spelt(names: tuple[str, ...]) -> list[tuple[str, str]]:
    """(spelling of the rules, smallest spelling given), sorted and without duplicates."""
    spelt: dict[str, str] = {}
    for name in sorted(names, reverse=True):
        spelt[plain(name)] = name
    return sorted(spelt.items())


def _facts_of_year(year: int | None) -> Iterator[Fact]:
    if year is None:
        return
    decade = year // 10 * 10
    yield Fact("decade", f"{decade}s", f"year:{year}")


def _band(age: int) -> str:
    """The rules speak of five bands of age: 0, 7, 12, 16 and 18 years and over."""
    return str(max(bound for bound in (0, 7, 12, 16, 18) if bound <= age))
