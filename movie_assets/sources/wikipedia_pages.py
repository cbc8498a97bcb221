"""Telling Wikipedia's articles apart: film, series, franchise, person, other. No requests here.

A search for a film's name also finds its novel, its soundtrack, its director and a town. Wikidata
says best what an article is of; without it the words an article uses of itself are read: the
noun at the head of its short description or first sentence, its categories, its name's brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from movie_assets.sources.wikipedia_words import (
    ABBREVIATION,
    BRACKETS,
    CATEGORY_WORDS,
    CLASSES,
    COPULA,
    DATED_COPULA,
    FILM_NOUN,
    FILMED,
    GENRE,
    HEADS,
    JOINS,
    LIFE,
    NTH_OF,
    OTHER_NOUN,
    OTHER_WORK,
    PHRASE_END,
    REACH,
    REFERS,
    SERIES_OF,
    SPACE,
    STAGED,
    PageClass,
)

# Short descriptions have about 40 characters; what is longer is none.
_MOST_WORDS = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Signs:
    """What is known of an article; everything but its name may be missing."""

    name: str
    wikidata_classes: tuple[str, ...] = ()
    description: str | None = None
    categories: tuple[str, ...] = ()
    extract: str | None = None


def page_class(signs: Signs) -> PageClass:
    """What an article is of, by the best sign there is.

    >>> page_class(Signs(name="The Matrix", description="1999 film by the Wachowskis"))
    'film'
    >>> page_class(Signs(name="Dune (novel)"))
    'other'
    """
    said = (
        _by_wikidata(signs.wikidata_classes)
        or _by_description(signs.description)
        or _by_categories(signs.categories)
        or _by_brackets(signs.name)
        or _by_first_sentence(signs.extract, signs.name)
    )
    return said or "other"


def _by_wikidata(classes: Iterable[str]) -> PageClass | None:
    known = [CLASSES[one] for one in classes if one in CLASSES]
    # A film that is also filed as an anthology series is a film; other things come last.
    order: tuple[PageClass, ...] = ("film", "series", "franchise", "person", "other")
    return next((one for one in order if one in known), None)


def _by_description(description: str | None) -> PageClass | None:
    if not description or description.strip().lower() in ("film", "wikimedia list article"):
        return "film" if description and description.strip().lower() == "film" else None
    if REFERS.search(description):
        return "other"
    description = description[:_MOST_WORDS]
    if SERIES_OF.search(description):
        return "franchise"
    return _by_phrase(description, description)


def _by_categories(categories: Iterable[str]) -> PageClass | None:
    bare = [one.removeprefix("Category:").replace("_", " ") for one in categories]
    for said, pattern in CATEGORY_WORDS:
        if any(pattern.search(one) for one in bare):
            return said
    return None


def _by_brackets(name: str) -> PageClass | None:
    found = BRACKETS.search(name)
    words = found.group(1).replace("_", " ") if found else ""
    return _head_of(words) or ("other" if _is_other_work(words) else None)


def _by_first_sentence(extract: str | None, name: str) -> PageClass | None:
    if not extract:
        return None
    sentence = ABBREVIATION.sub(r"\1", SPACE.sub(" ", extract[:600]))
    if REFERS.search(sentence[:120]):
        return "other"
    # A name may have a verb in it: "My Son Is a Criminal is a 1939 film".
    bare = BRACKETS.sub("", name).replace("_", " ")
    begun = len(bare) if sentence.casefold().startswith(bare.casefold()) else 0
    verb = DATED_COPULA.search(sentence[:300], begun) or COPULA.search(sentence, begun)
    if verb is None:
        return None
    after = sentence[verb.end() :]
    first = re.split(r"(?<=[a-z)\]\"])\.\s", after, maxsplit=1)[0]
    nth = NTH_OF.search(sentence[verb.start() :][:120])
    if nth and re.search(r"\bfilms?\b|\bmovies?\b", sentence, re.IGNORECASE):
        return "film"
    if SERIES_OF.search(after[:60]):
        return "franchise"
    said = _by_phrase(first, sentence) or _by_life(sentence[: verb.start()])
    return said or ("film" if _is_film_first(after[:REACH]) else None)


def _by_phrase(said: str, context: str) -> PageClass | None:
    """By the noun at the head of what is said, else by a genre that is said to be filmed.

    Words such as "and" may end the phrase or stand within it ("a sword and sorcery film"), so
    what ends undecided is read on to the next end, within reach.
    """
    at = 1
    while True:
        ended = PHRASE_END.search(said, at)
        phrase = (said[: ended.start()] if ended else said).strip(" ,.\"'")
        verdict = _head_of(phrase) or ("other" if _is_other_work(phrase) else None)
        if verdict is None and GENRE.fullmatch(phrase) and FILMED.search(context):
            verdict = None if STAGED.search(phrase) else "film"
        if verdict or ended is None or ended.end() > REACH or not JOINS.fullmatch(ended.group()):
            return verdict
        at = ended.end()


def _head_of(phrase: str) -> PageClass | None:
    bare = phrase.strip()
    return next((said for said, pattern in HEADS if pattern.fullmatch(bare)), None)


def _is_other_work(phrase: str) -> bool:
    return bool(OTHER_WORK.fullmatch(phrase.strip()))


def _is_film_first(said: str) -> bool:
    """True where a film is spoken of before anything else that has a page."""
    film, other = FILM_NOUN.search(said), OTHER_NOUN.search(said)
    return film is not None and (other is None or film.start() < other.start())


def _by_life(before: str) -> PageClass | None:
    """A name followed by dates of birth and death, or by a birth."""
    brackets = re.search(r"\(([^()]*)\)", before)
    return "person" if brackets and LIFE.search(brackets.group(1)) else None
