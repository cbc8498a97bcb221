"""The text of a title that embedders read, by aspect. Nothing about how it becomes a vector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from movie_assets.dna.ages import age_of
from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.spelling import plain, plain_trope
from movie_assets.model.title_rows import TitleDna

ASPECTS: Final = ("all", "story", "mood", "characters", "style", "setting")
SEPARATOR: Final = ": "
# Beyond the first fifteen a cast says more about the budget than about the film.
_CAST: Final = 15
_SUREST_FROM: Final = 0.3

# Every source cuts genres its own way, so each keeps its own kind of line; `genre` is TMDB's,
# or that of a list which does not say whose it is.
GENRE_KINDS: Final = ("genre", "genre_imdb", "genre_wikidata", "genre_wikipedia")
_STORY: Final = ("sub_genres", "themes", "plot", "narrative")
_MOOD: Final = ("mood", "humor", "pacing", "score_and_sound", "flags")
_CHARACTERS: Final = ("character_types", "dialog", "target_audience")
_STYLE: Final = (
    "cinematic_style", "score_and_sound", "costume_and_set", "dialog", "narrative", "pacing",
    "cultural_impact",
)  # fmt: skip
_SETTING: Final = ("time", "place", "costume_and_set", "key_props")

# aspect -> the kinds of lines it is made of, in the order they are written
KINDS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (
        *GENRE_KINDS, *_STORY, *_MOOD, *_CHARACTERS, "cinematic_style", "costume_and_set",
        "cultural_impact", *_SETTING, "keyword", "trope", "subject", "location", "franchise",
        "director", "cast", "company", "certificate", "year", "language", "country",
    ),
    "story": (
        *_STORY, "character_types", "key_props", "time", "place",
        "keyword", "trope", "subject", "franchise",
    ),
    "mood": (*GENRE_KINDS, *_MOOD),
    "characters": (*_CHARACTERS, "cast"),
    "style": (*_STYLE, "director", "year"),
    "setting": (*_SETTING, "location", "year", "language", "country"),
}  # fmt: skip
# Lines that alone would liken nearly everything to everything: they are never a whole document.
_TOO_LITTLE: Final = frozenset({"certificate", "company", "year", "language", "country"})


def document(
    facts: TitleFacts, tags: Iterable[TitleDna], aspect: str = "all", *, prose: bool = False
) -> str:
    """What a title has to say for an aspect, one `kind: label` a line.

    Source: the title's facts and the tags of any tagger. The one way from facts to what an
            embedder reads, for the graph's titles and for those that are evaluated.
    Shape: kinds in the order of `KINDS[aspect]`, labels sorted, each line once; "" when the
           aspect has nothing to say, and then no embedding is made. With `prose` the overview is
           added for `all` and `story`: for text models only, where its rights allow.
    Errors: KeyError for an aspect that is not in ASPECTS.
    """
    labels = _labels(facts, tags)
    kinds = dict.fromkeys(KINDS[aspect])
    if not any(labels.get(kind) for kind in kinds if kind not in _TOO_LITTLE):
        return ""
    lines = [
        f"{kind}{SEPARATOR}{label}" for kind in kinds for label in sorted(labels.get(kind, ()))
    ]
    if prose and facts.overview and aspect in ("all", "story"):
        lines.append(f"overview{SEPARATOR}{' '.join(facts.overview.split())}")
    return "\n".join(lines)


def _labels(facts: TitleFacts, tags: Iterable[TitleDna]) -> dict[str, set[str]]:
    labels: dict[str, set[str]] = {}
    for kind, label in _all_labels(facts, tags):
        if label:
            labels.setdefault(kind, set()).add(label)
    return labels


def _all_labels(facts: TitleFacts, tags: Iterable[TitleDna]) -> Iterator[tuple[str, str]]:
    yield from (("genre", plain(name)) for name in facts.genres)
    yield from ((f"genre_{whose}", plain(name)) for whose, name in facts.genres_elsewhere)
    yield from (("trope", plain_trope(name)) for name in facts.tropes)
    for kind, names in _names(facts).items():
        yield from ((kind, plain(name)) for name in names)
    if facts.year is not None:
        yield "year", str(facts.year)
    age = age_of(facts.certifications)
    if age is not None:
        yield "certificate", str(age)
    yield from ((row.category, row.label) for row in tags if row.confidence >= _SUREST_FROM)


def _names(facts: TitleFacts) -> dict[str, tuple[str, ...]]:
    return {
        "keyword": facts.keywords,
        "subject": facts.subjects,
        "location": facts.locations,
        "franchise": facts.franchises,
        "director": facts.directors,
        "cast": facts.cast_names[:_CAST],
        "company": facts.companies,
        "language": (facts.original_language or "",),
        "country": facts.countries,
    }


def text_hash(text: str) -> str:
    """The md5 of a document, 32 hex digits: as long as it stays, nothing is embedded again.

    >>> text_hash("genre: horror")
    'bc8aaba48410589a18e0cfe6b4972189'
    """
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
