"""What the words above a wiki page's lists say a work is: year, medium, people. Lists: beside.

Nobody writes leads to a form, so only what is said outright is taken: of the sentence that says
what the work is, and of those that say when it came out. The rest of the plot stays unread.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bs4 import BeautifulSoup

from movie_assets.sources.page_words import words
from movie_assets.sources.slugs import folded
from movie_assets.sources.values import once

# A lead ends where the first list, heading or folder begins; pictures' captions may be long.
_LEAD_ENDS = re.compile(r"<(?:h2|hr|ul|ol)\b|\bclass=[\"']folderlabel\b", re.IGNORECASE)
_LEAD_CHARACTERS = 12_000
_SOON = 120  # characters; what stands later in a sentence is said of something else
_ASIDES = (
    "h1, .quoteright, .quoteleft, .acaptionright, .acaptionleft, .indent, .spoiler, "
    "[isnote], .notelabel, .asscaps"
)
_PARAGRAPH = re.compile(r"</?(?:p|br|div|center|li)\b[^>]*>", re.IGNORECASE)
_BREAK = "\u2029"
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SENTENCE_ENDS = re.compile(
    rf"(?<=[a-z0-9’'\"”]{{2}})[.!?][\"”’']?\s+(?=[A-Z\"“0-9])|\s*{_BREAK}\s*"
)
_YEAR = r"(?<![0-9])((?:18[7-9]|19[0-9]|20[0-9])[0-9])(?![0-9]|s\b)"
# "is a 2012 film", ": A 1999 film": what follows says what the work is.
_IS = re.compile(r"(?:\b(?:is|was|are|were)|[:,–—-])\s+(?:an?|the|one of)\s+", re.IGNORECASE)
_OF_ANOTHER = r"(?:of|on|by|from|to)\b"  # "a remake of the 1977 film": that is another's year
_YEAR_OF_WORK = re.compile(rf"(?:(?!{_OF_ANOTHER})[\w’'/&-]+,?\s+){{0,4}}?{_YEAR}")
_DAY = r"(?:first|originally|theatrically|in|on|from|between|[A-Z]\w+|[0-9]{1,2}(?:st|nd|rd|th)?,?)"
_CAME_OUT_IN = re.compile(
    r"\b(?:released|premiered|premiering|aired|airing|debuted|broadcast|came out|ran|running)"
    rf"(?:\s+{_DAY}){{0,6}}\s+{_YEAR}"
)
_FROM = re.compile(rf"\bfrom\s+{_YEAR}")
_FILM = r"films?|movies?|feature|motion picture|biopic|documentary"
_SHOW = (
    r"(?:(?:tv|television|web|anime|animated|cartoon)\s+)?series|show|sitcom|mini-?series|serial"
)
_MEDIUM = re.compile(rf"\b(?:(?P<movie>{_FILM})|(?P<tv>{_SHOW}))\b", re.IGNORECASE)
_SUBJECT = re.compile(r"(?:It|(?:This|The)\s+(?:film|movie|series|show|picture|miniseries))\s")
# What came of the work, or what it came of, had other makers and another year.
_RELATED = re.compile(
    r"\b(?:sequels?|prequels?|rem(?:ake|ade)|reboot(?:ed)?|adapt(?:ed|ation)|follow(?:ed|s)|based)\b",
    re.IGNORECASE,
)
_WORD = r"(?:[^\W\d_a-z][\w’'.-]*)"
_SMALL = r"(?:(?:de|da|del|di|la|le|van|von|der|den|ten|bin|al)\s+)"
_NAME = rf"{_WORD}(?:\s+{_SMALL}?{_WORD}){{1,3}}"
_AND = r"(?:,?\s+and\s+|,\s+|\s+&\s+)"
_NAMES = rf"({_NAME}(?:{_AND}{_NAME})*)"
_DIRECTED = re.compile(
    rf"\b(?:directed|created|helmed)(?:(?:,|\s+and|\s+&)\s+[\w-]+)*\s+by\s+{_NAMES}"
)
_MADE = re.compile(rf"(?:(?!\b{_OF_ANOTHER}).)*?\b(?i:{_FILM}|{_SHOW})\s+by\s+{_NAMES}")
_STARRING = re.compile(
    rf"\b(?:starring|stars|starred|featuring|with)\s+(?:the voices? of\s+)?{_NAMES}"
)
_NO_PERSON = re.compile(
    r"\b(?:Pictures|Studios?|Films?|Productions?|Entertainment|Animation|Company|Channel|Network|"
    r"Television|Brothers|Bros|Media|Disney|Pixar|Netflix|HBO|BBC|Amazon|Marvel|DreamWorks)\b"
)


@dataclass(frozen=True, slots=True)
class Lead:
    """What a lead says outright; empty where it does not."""

    year: int | None = None
    kind: str | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()


def lead_of(article: str, title: str | None) -> Lead:
    """Read the lead of an article.

    Source: the article's markup, and the work's name as the page has it.
    Shape:  the year of release or first broadcast; `movie` or `tv`; those who directed or
            created it; those who star in it. A lead that never says what the work is gives none.
    """
    sentences = _sentences(lead_words(article))
    said = _definition(sentences, title)
    of_it = [one for one in sentences if _SUBJECT.match(one) and not _RELATED.search(one)]
    about = [said, *of_it] if said else of_it
    medium = _MEDIUM.search(said or "")
    return Lead(
        year=_year(said or "", of_it),
        kind=medium.lastgroup if medium else None,
        directors=_people(_DIRECTED.search, about) or _people(_MADE.match, about[:1]),
        cast=_people(_STARRING.search, about),
    )


def lead_words(article: str) -> str:
    """The lead's words: no pictures' captions, quotes, notes and brackets; paragraphs apart."""
    ended = _LEAD_ENDS.search(article, 0, _LEAD_CHARACTERS)
    markup = article[: ended.start() if ended else _LEAD_CHARACTERS]
    apart = _PARAGRAPH.sub(rf"{_BREAK}\g<0>", markup.replace("\x00", ""))
    soup = BeautifulSoup(apart, "lxml")
    for aside in soup.select(_ASIDES):
        aside.decompose()
    said = soup.get_text("").replace("\xa0", " ")
    while (shorter := _BRACKETS.sub("", said)) != said:
        said = shorter
    return words(said) or ""


def _sentences(said: str) -> list[str]:
    return [part for part in _SENTENCE_ENDS.split(said) if part]


def _definition(sentences: list[str], title: str | None) -> str | None:
    """What the work is, from behind "is a": said of its name, else of any film or show."""
    name = folded(title or "").lower()
    for sentence in sentences:
        said = folded(sentence).lower()
        of_name = bool(name) and re.match(rf"{re.escape(name)}\b", said) is not None
        found = _IS.search(sentence, len(name) if of_name else 0, _SOON)
        if found and (of_name or _MEDIUM.search(sentence, found.end(), found.end() + _SOON)):
            return sentence[found.end() :]
    return None


def _year(said: str, of_it: list[str]) -> int | None:
    """The year of the definition, else of a sentence about it: "It was released in 2012"."""
    found = _YEAR_OF_WORK.match(said) or _CAME_OUT_IN.search(said) or _FROM.search(said)
    dated = (_CAME_OUT_IN.search(one, 0, _SOON * 2) for one in of_it)
    found = found or next((one for one in dated if one), None)
    return int(found.group(1)) if found else None


def _people(find: Callable[[str], re.Match[str] | None], about: Iterable[str]) -> tuple[str, ...]:
    """The names of the first list that is found; a studio among them is left out."""
    found = next((match for one in about if (match := find(one))), None)
    names = re.split(_AND, found.group(1)) if found else []
    return once(words(name.rstrip(".,’'")) for name in names if not _NO_PERSON.search(name))
