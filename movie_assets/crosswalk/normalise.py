"""One spelling for a name however it was written. What names a title has belongs to `names`."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from anyascii import anyascii

from movie_assets.crosswalk.number_words import NUMBER_WORDS, digits_for_words

# Letters that carry no combining mark and so survive Unicode's decomposition.
_LETTERS = str.maketrans(
    {
        "ø": "o", "Ø": "o", "ł": "l", "Ł": "l", "đ": "d", "Đ": "d", "ð": "d", "Ð": "d",
        "þ": "th", "Þ": "th", "æ": "ae", "Æ": "ae", "œ": "oe", "Œ": "oe", "ı": "i",
        "½": " 1 2", "⅓": " 1 3", "¼": " 1 4", "¾": " 3 4",
    }
)  # fmt: skip


# Read in Chinese, in Japanese or not at all: no Latin spelling of them is the name's.
_HAN = re.compile("[\u2e80-\u2fdf\u3005-\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


class _Plain(dict[int, str]):
    """Each letter in plain letters, found once and kept: Unicode's tables are slow to ask."""

    def __missing__(self, number: int) -> str:
        letters = unicodedata.normalize("NFKD", chr(number).translate(_LETTERS))
        plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
        plain = plain.translate(_LETTERS)  # what marks were taken from: Ǽ is Æ, and so AE
        if chr(number).isalpha() and not plain.isascii() and not _HAN.match(plain):
            plain = anyascii(chr(number))  # with its marks, which tell bo from ho in kana
        self[number] = plain
        return plain


_PLAIN = _Plain()
_APOSTROPHES = re.compile("['’‘`´ʻʼ]")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\. ?){2,}")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}\b)")
# Neighbours, colour: the letters before tell them from four, your and hour.
_BRITISH = re.compile(r"(?<=[a-z]{3})our(?=s|ed|ing|hood|\b)")
_TOKENS = re.compile(r"[^\W_]+")
# Not the halves of pairs (d800 to dfff), which are no letters by themselves.
_ESCAPE = re.compile(r"\\u((?![dD][89a-fA-F])[0-9a-fA-F]{4})")
# The first bytes of UTF-8's longer letters, as Latin-1 reads them.
_MOJIBAKE = re.compile("[\u00c2-\u00f4][^a-zA-Z0-9 ]")

# A lone v or x is a letter as often as a number: Malcolm X, V for Vendetta.
_ROMAN = {
    "ii": "2", "iii": "3", "iv": "4", "vi": "6", "vii": "7", "viii": "8", "ix": "9", "xi": "11",
    "xii": "12", "xiii": "13", "xiv": "14", "xv": "15", "xvi": "16", "xvii": "17",
}  # fmt: skip
# Words that say no more than that a number follows: Part II, Vol. 2, Chapter 4.
_COUNTERS = frozenset({"part", "pt", "vol", "volume", "chapter", "episode"})
_SHORT = {"doctor": "dr", "mister": "mr", "versus": "vs", "saint": "st"}
_NUMBERS = NUMBER_WORDS.union(_ROMAN)
_SILENT = frozenset({"the", "a", "an", "and"})


class Spelling(NamedTuple):
    """One name, spelt our way.

    Attributes:
        text: lower-case words without accents and punctuation, but for & and a last ! or ?;
            numbers as digits.
        key: the same without articles, "and", spaces and signs, doctor as dr: equal keys are the
            same name.
        numbers: the words with a digit in them, in order.
    """

    text: str
    key: str
    numbers: str


def repaired(name: str) -> str:
    """The name with UTF-8 that was read as Latin-1 read again, and JSON's escapes as letters.

    Letters that make sense as UTF-8 by accident are next to unknown, so sense is proof enough.

    >>> repaired("AmÃ©lie"), repaired("Ã la carte")
    ('Amélie', 'Ã la carte')
    """
    if "\\u" in name:
        name = _ESCAPE.sub(lambda found: chr(int(found.group(1), 16)), name)
    if name.isascii() or not _MOJIBAKE.search(name):
        return name
    for encoding in ("cp1252", "latin-1"):
        try:
            return name.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
    return name


def is_plain(name: str) -> bool:
    """Whether a name is letters, digits and spaces only, as most names are."""
    return name.replace(" ", "").isalnum()


def folded(name: str) -> str:
    """The name in lower case, in plain letters where Unicode knows them, apostrophes closed up.

    >>> folded("Ocean’s Ⅱ: Déjà-vu & Søn"), folded("Сталкер")
    ('oceans ii: deja-vu and son', 'stalker')
    """
    if not name.isascii():
        name = name.translate(_PLAIN)
    elif is_plain(name):  # nothing below would change it
        return _american(name.lower())
    name = _APOSTROPHES.sub("", name.casefold())
    if "&" in name or "+" in name:
        name = name.replace("&", " and ").replace("+", " and ")
        name = " ".join(name.split())
    if "," in name:
        name = _THOUSANDS.sub("", name)
    if "." in name:
        name = _INITIALS.sub(_closed_up, name)
    return _american(name)


def _american(name: str) -> str:
    if "our" in name:
        name = _BRITISH.sub("or", name)
    return name.replace("grey", "gray").replace("theatre", "theater")


def _closed_up(initials: re.Match[str]) -> str:
    """S.W.A.T. as swat; V.I. stays two letters, for it is no number."""
    letters = re.sub(r"[. ]", "", initials.group())
    return (" ".join(letters) if letters in _ROMAN else letters) + " "


def spelt(name: str) -> Spelling:
    """The comparable spelling of a name.

    A name without letters or digits ("!!!") keeps its signs, so that it still has a key.

    >>> spelt("The Godfather, Part II")
    Spelling(text='the godfather 2', key='godfather2', numbers='2')
    """
    low = folded(name)
    words: list[str] = low.split() if is_plain(low) else _TOKENS.findall(low)
    if not words:
        signs = " ".join(low.split())
        return Spelling(signs, signs, "")
    words = _counted(words)
    numbers = (
        "" if "".join(words).isalpha() else " ".join(word for word in words if not word.isalpha())
    )
    return Spelling(_as_written(" ".join(words), name), _key(words), numbers)


def _as_written(text: str, name: str) -> str:
    """The text with what tells Blame! from Blame and Romeo & Juliet from Romeo and Juliet."""
    if "&" in name:
        text = text.replace(" and ", " & ")
    return text + name[-1] if name[-1] in "!?" else text


def _key(words: list[str]) -> str:
    """An article leads to a word: the last word is none, as in Angel-A."""
    if not _SHORT.keys().isdisjoint(words):
        words = [_SHORT.get(word, word) for word in words]
    if _SILENT.isdisjoint(words):
        return "".join(words)
    return "".join(word for word in words[:-1] if word not in _SILENT) + words[-1]


def _counted(words: list[str]) -> list[str]:
    """Words with numbers as digits, and without the word that announces a number."""
    if len(words) == 1:  # "Seven" and "Se7en" are words, "II" is none
        return [_ROMAN.get(words[0], words[0])]
    if _NUMBERS.isdisjoint(words) and _COUNTERS.isdisjoint(words):
        return words
    spelt_out = [_ROMAN.get(word, word) for word in digits_for_words(words)]
    return [
        word
        for place, word in enumerate(spelt_out)
        if not (
            word in _COUNTERS and place + 1 < len(spelt_out) and spelt_out[place + 1][:1].isdigit()
        )
    ]
