"""Names turned into the words that addresses are made of, and their variants. No source's rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from movie_assets.sources.numerals import (
    digits_as_roman,
    digits_as_words,
    roman_as_digits,
    words_as_digits,
)

# Letters that Unicode does not take apart into an ASCII letter and a mark.
_LETTERS = str.maketrans({
    "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h", "ŋ": "ng",
    "½": " 1/2", "¼": " 1/4", "¾": " 3/4", "⅓": " 1/3", "⅔": " 2/3",
    "’": "'", "‘": "'", "`": "'", "´": "'", "ʻ": "'", "ʼ": "'", "′": "'", "“": '"', "”": '"',
    "–": " - ", "—": " - ", "‐": "-", "‑": "-", "−": "-", "·": "-", "•": "-", "⁄": "/", "：": ": ",
    "™": "", "®": "", "©": "", "\u200b": "", "\ufeff": "", "\u00ad": "",
})  # fmt: skip
_SPACES = re.compile(r"\s+")
_BRACKETS = re.compile(r"\s*[(\[]([^()\[\]]*)[)\]]\s*")
_ALIAS = re.compile(r"^(?:a\.?\s?k\.?\s?a\.?|aka|or|also known as)\b[\s.:,]*", re.IGNORECASE)
_EDITION = re.compile(
    r"^(?:.*\bre-?(?:issue|release)d?|restored|(?:the )?director'?s cut|uncut|dubbed|subtitled|3-?d"
    r"|imax|tv|miniseries|tv (?:series|movie)|[^a-z]*|(?:19|20)[0-9]{2} .*)$",
    re.IGNORECASE,
)
_ARTICLE_BEHIND = re.compile(
    r"^(.+), (The|An?|L[aeo']s?|Les|El|Los|Las|Il|Der|Die|Das|Une?)$", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|an?) (?=\S)", re.IGNORECASE)
# Not those that are words in English too: "Die Hard", "I, Robot", "As Good as It Gets".
_FOREIGN_ARTICLE = re.compile(
    r"^(?:(?:l[aeo]s?|el|il|gli|der|das|une?|una|eine?|het) |l')(?=\S)", re.IGNORECASE
)
_SUBTITLE = re.compile(r"\s*:\s+|\s+-\s+|(?<=\w):(?=[A-Za-z])")
_OWNER = re.compile(r"^(?:\S+ ){0,3}\S+(?:'s|s') (?=\S)")
_ACRONYM_DOT = re.compile(r"(?<=\b\w)\.(?=\w\b|\W|$)")
_INSIDE_NUMBER = re.compile(r"(?<=[0-9])(?:,(?=[0-9]{3})|:(?=[0-9]))")
_APART = re.compile(r"[\s_:;|-]+|\.{2,}|(?<=[^\s])[,!?](?=[A-Za-z])")
_NO_WORD = re.compile(r"[^0-9A-Za-z!]+")


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a name, and which habits it takes."""

    text: str
    habits: tuple[str, ...] = ()


def folded(name: str) -> str:
    """A name in ASCII, capitals kept; scripts that do not fold leave nothing.

    >>> folded("Amélie – Ærø’s 8½"), folded("寄生虫")
    ("Amelie - Aero's 8 1/2", '')
    """
    composed = unicodedata.normalize("NFC", name).translate(_LETTERS)
    # Compatibility forms next: full-width letters, ligatures, superscripts.
    plain = unicodedata.normalize("NFKD", composed).translate(_LETTERS)
    ascii_only = plain.encode("ascii", "ignore").decode("ascii")
    return _SPACES.sub(" ", ascii_only).strip(" -")


def plain_names(name: str) -> tuple[str, ...]:
    """A name as one says it: articles to the front, brackets cut out, names in brackets apart.

    Shape: ASCII; the name itself first; none where nothing of it is ASCII.

    >>> plain_names("Wind, The (Vinden) (1928)"), plain_names("8½")
    (('The Wind', 'Vinden'), ('8 1/2',))
    """
    # A name half in another script must not become its rest: "エヴァ 2.0" is not "2.0".
    kept = [letter for letter in name if letter.isalpha()]
    foreign = [letter for letter in kept if not folded(letter)]
    if kept and len(foreign) * 3 > len(kept):
        return ()
    text = folded(name)
    outside = _BRACKETS.sub(" ", text)
    # "(500) Days of Summer": what begins a name in brackets is a part of it.
    outside = outside if not text.startswith(("(", "[")) else re.sub(r"[()\[\]]", "", text)
    inside = [_ALIAS.sub("", part.strip()) for part in _BRACKETS.findall(text)]
    names = [outside, *(part for part in inside if not _EDITION.match(part))]
    fronted = (_ARTICLE_BEHIND.sub(r"\2 \1", each.strip()) for each in names)
    return tuple(dict.fromkeys(each for each in fronted if re.search(r"\w", each)))


def without_article(text: str) -> str:
    """The name without the English article it begins with.

    >>> without_article("The Hot Spot"), without_article("Theo"), without_article("Die Hard")
    ('Hot Spot', 'Theo', 'Die Hard')
    """
    return _ARTICLE.sub("", text, count=1)


def without_foreign_article(text: str) -> str:
    """The name without the French, Spanish, Italian, German or Dutch article it begins with.

    >>> without_foreign_article("L'Avventura"), without_foreign_article("Das Boot")
    ('Avventura', 'Boot')
    """
    return _FOREIGN_ARTICLE.sub("", text, count=1)


def main_title(text: str) -> str:
    """The part before the subtitle.

    >>> main_title("Alien: Covenant"), main_title("Face/Off"), main_title("Ju-on: The Grudge")
    ('Alien', 'Face/Off', 'Ju-on')
    """
    return _SUBTITLE.split(text, maxsplit=1)[0]


def subtitle(text: str) -> str:
    """The part behind the last colon or dash; the name itself where there is none.

    >>> subtitle("Star Wars: Episode VI - Return of the Jedi"), subtitle("Alien")
    ('Return of the Jedi', 'Alien')
    """
    return _SUBTITLE.split(text)[-1]


def without_owner(text: str) -> str:
    """The name without the possessive it begins with.

    >>> without_owner("Marvel's The Avengers"), without_owner("Rosemary's Baby")
    ('The Avengers', 'Baby')
    """
    return _OWNER.sub("", text, count=1)


def _and_word(text: str) -> str:
    return re.sub(r"\s*[&+]\s*(?=\S)", " and ", text).strip()


def _and_dropped(text: str) -> str:
    return re.sub(r"\s*[&+]\s*|\s+and\s+", " ", text, flags=re.IGNORECASE).strip()


def _first_number_in_words(way: int) -> Callable[[str], str]:
    def habit(text: str) -> str:
        found = re.match(r"[0-9][0-9,]*(?![\w/])", text)
        if found is None:
            return text
        return digits_as_words(found.group(), way) + text[found.end() :]

    return habit


# What addresses do to names beyond the plain way, in the order in which it is done.
HABITS: dict[str, Callable[[str], str]] = {
    "no owner": without_owner,
    "no subtitle": main_title,
    "subtitle only": subtitle,
    "no article": without_article,
    "no foreign article": without_foreign_article,
    "article in front": lambda text: text if _ARTICLE.match(text) else f"The {text}",
    "with and": _and_word,
    "no and": _and_dropped,
    "Roman as digits": roman_as_digits,
    "digits as Roman": digits_as_roman,
    "words as digits": words_as_digits,
    "number in words": _first_number_in_words(0),
    "number in other words": _first_number_in_words(1),
    "year in other words": _first_number_in_words(2),
    "hyphens joined": lambda text: re.sub(r"(?<=\w)-(?=\w)", "", text),
    "apostrophes apart": lambda text: re.sub(r"(?<=\w)'(?=\w)", " ", text),
    "slashes apart": lambda text: text.replace("/", " "),
    "points joined": lambda text: re.sub(r"\s*\.{2,}\s*", "", text),
}


def spellings(name: str, habits: frozenset[str], most: int = 2) -> Iterator[Spelling]:
    """A name's spellings under up to `most` of these habits at once, the plain one first.

    Shape: ASCII texts; habits that change nothing make no spelling, so each text comes once.
    """
    chosen = [habit for habit in HABITS if habit in habits]
    seen: set[str] = set()
    for number in range(most + 1):
        for some in combinations(chosen, number):
            text = name
            for habit in some:
                changed = HABITS[habit](text)
                if changed == text:
                    break
                text = changed
            else:
                if text.strip() and text not in seen:
                    seen.add(text)
                    yield Spelling(text, some)


# Asked for again with every year and joint: kept, guessing takes 1.1 ms a title instead of 2.1.
@lru_cache(maxsize=2_048)
def words(text: str, *, exclaimed: bool = False) -> tuple[str, ...]:
    """The words of a folded name as addresses have them: marks inside a word only vanish.

    Shape: exclamation marks vanish too, unless `exclaimed`.

    >>> words("Mr. Smith's 50/50: U.S.A."), words("Spider-Man: Far From Home!")
    (('Mr', 'Smiths', '5050', 'USA'), ('Spider', 'Man', 'Far', 'From', 'Home'))
    """
    joined = _INSIDE_NUMBER.sub("", _ACRONYM_DOT.sub("", text))
    parts = (_NO_WORD.sub("", part) for part in _APART.split(joined))
    return tuple(part for part in (parts if exclaimed else _unexclaimed(parts)) if part.strip("!"))


def _unexclaimed(parts: Iterable[str]) -> Iterator[str]:
    return (part.replace("!", "") for part in parts)
