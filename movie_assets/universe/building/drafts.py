"""A title's row while facts are gathered, and the rules that turn raw values into codes.

No file access and nothing made up: `merging` fills drafts, `making` and `fillers` complete them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from movie_assets.universe.reference import COUNTRIES, LANGUAGES, MOVIE_GENRES

_GENRE_BY_ID = {number: name for name, number in MOVIE_GENRES.items()}
# IMDb's and Rotten Tomatoes' genre words in TMDB's words; a word not here has no counterpart.
_GENRE_WORDS: Mapping[str, tuple[str, ...]] = {
    "sci-fi": ("Science Fiction",), "musical": ("Music",), "biography": (), "sport": (),
    "film-noir": ("Crime",), "kids & family": ("Family",), "action & adventure": ("Action",),
    "mystery & suspense": ("Mystery",), "science fiction & fantasy": ("Science Fiction",),
    "documentary": ("Documentary",), "musical & performing arts": ("Music",),
    "children": ("Family",), "classics": (), "art house & international": (),
}  # fmt: skip
_COUNTRY_ITEMS = {
    "Q30": "US", "Q145": "GB", "Q142": "FR", "Q183": "DE", "Q38": "IT", "Q29": "ES", "Q17": "JP",
    "Q668": "IN", "Q16": "CA", "Q408": "AU", "Q148": "CN", "Q884": "KR", "Q8646": "HK",
    "Q34": "SE", "Q35": "DK", "Q20": "NO", "Q33": "FI", "Q159": "RU", "Q15180": "SU",
    "Q96": "MX", "Q155": "BR", "Q414": "AR", "Q31": "BE", "Q55": "NL", "Q40": "AT", "Q39": "CH",
    "Q27": "IE", "Q664": "NZ", "Q36": "PL", "Q213": "CZ", "Q28": "HU", "Q43": "TR", "Q794": "IR",
    "Q801": "IL", "Q258": "ZA", "Q865": "TW", "Q869": "TH", "Q298": "CL", "Q45": "PT",
    "Q41": "GR", "Q218": "RO", "Q189": "IS", "Q713750": "DE",
}  # fmt: skip
_LANGUAGE_ITEMS = {
    "Q1860": "en", "Q150": "fr", "Q188": "de", "Q652": "it", "Q1321": "es", "Q5287": "ja",
    "Q1568": "hi", "Q7737": "ru", "Q9176": "ko", "Q7850": "zh", "Q9186": "cn", "Q727694": "zh",
    "Q9192": "zh", "Q9027": "sv", "Q9035": "da", "Q9043": "no", "Q1412": "fi", "Q809": "pl",
    "Q5146": "pt", "Q7411": "nl", "Q9610": "bn", "Q5885": "ta", "Q8097": "te", "Q256": "tr",
    "Q9168": "fa", "Q9288": "he", "Q13955": "ar", "Q9129": "el", "Q9067": "hu", "Q9056": "cs",
    "Q9217": "th", "Q294": "is", "Q7913": "ro",
}  # fmt: skip
_COUNTRY_NAMES = {name: code for code, name in COUNTRIES.items()} | {
    "USA": "US", "UK": "GB", "West Germany": "DE", "Soviet Union": "SU",
}  # fmt: skip
_LANGUAGE_NAMES = {names[0]: code for code, names in LANGUAGES.items()}

Pair = Mapping[str, float | None]


@dataclass(slots=True)
class Draft:
    """What is known so far of one title; `made` names the fields that were made up."""

    kind: str
    values: dict[str, Any] = field(default_factory=dict[str, Any])
    made: set[str] = field(default_factory=set[str])

    def fill(self, name: str, value: Any) -> None:
        """Set a field unless a more trusted file has set it, or there is nothing to set."""
        if self.values.get(name) is None and _filled(value):
            self.values[name] = value

    def make(self, name: str, value: Any) -> None:
        """Set a field to a made value unless a fact is there, and mark it."""
        if self.values.get(name) is None:
            self.values[name] = value
            self.made.add(name)

    def get(self, name: str) -> Any:
        """Give the field's value, or None."""
        return self.values.get(name)


def _filled(value: Any) -> bool:
    if isinstance(value, dict):
        return value.get("score", value.get("id")) is not None
    return value not in (None, "", [])


def genre_names(genre_ids: str) -> list[str]:
    """Read a written list of TMDB genre ids, such as `[28, 12]`."""
    numbers = [int(part) for part in genre_ids.strip("[] ").split(",") if part.strip()]
    return [_GENRE_BY_ID[number] for number in numbers if number in _GENRE_BY_ID]


def genres_from_words(words: Sequence[str]) -> list[str]:
    """Translate other sources' genre words into TMDB's, without repetition."""
    found: list[str] = []
    for word in words:
        found += _GENRE_WORDS.get(word.lower(), (word.title(),))
    return [name for name in dict.fromkeys(found) if name in MOVIE_GENRES]


def imdb_genres(words: Sequence[str]) -> list[str]:
    """Write genres as IMDb does: alphabetical, three at most."""
    spelled = {"sci-fi": "Sci-Fi", "film-noir": "Film-Noir", "science fiction": "Sci-Fi"}
    names = {spelled.get(word.lower(), word.title()) for word in words}
    known = set(MOVIE_GENRES) | {"Sci-Fi", "Film-Noir", "Biography", "Sport", "Musical"}
    return sorted(names & (known - {"Science Fiction", "TV Movie"}))[:3]


def country_codes(names: Sequence[str], items: Sequence[str]) -> list[str]:
    """Turn English country names or Wikidata items into ISO 3166-1 codes."""
    codes = [_COUNTRY_NAMES.get(name) for name in names] + [_COUNTRY_ITEMS.get(i) for i in items]
    return list(dict.fromkeys(code for code in codes if code))


def language_codes(names: Sequence[str], items: Sequence[str]) -> list[str]:
    """Turn English language names or Wikidata items into TMDB's language codes."""
    codes = [_LANGUAGE_NAMES.get(name) for name in names] + [_LANGUAGE_ITEMS.get(i) for i in items]
    return list(dict.fromkeys(code for code in codes if code))
