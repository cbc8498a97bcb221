"""The text of a title that embedders read, by aspect. Nothing about how it becomes a vector."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Final

from movie_assets.dna.facts import TitleFacts
from movie_assets.dna.spelling import plain, plain_trope
from movie_assets.model.title_rows import TitleDna

ASPECTS: Final = ("all", "story", "mood", "characters", "style", "setting")
SEPARATOR: Final = ": "
# Beyond the first five a cast says more about the budget than about the film.
_CAST: Final = 5
_SUREST_FROM: Final = 0.3

_STORY: Final = ("sub_genres", "themes", "plot", "narrative")
_MOOD: Final = ("mood", "humor", "pacing", "score_and_sound", "flags")
_CHARACTERS: Final = ("character_types", "dialog", "target_audience")
_STYLE: Final = (
    "cinematic_style", "score_and_sound", "costume_and_set", "dialog", "narrative", "pacing",
    "cultural_impact",
)  # fmt: skip
_SETTING: Final = ("time", "place", "costume_and_set", "key_props")

# aspect -> the kinds of lines it is made of, in the order they are written
BLOCKS: Final[Mapping[str, tuple[str, ...]]] = {
    "all": (
        "genre", *_STORY, *_MOOD, *_CHARACTERS, "cinematic_style", "costume_and_set",
        "cultural_impact", *_SETTING, "keyword", "trope", "director", "cast", "decade",
        "language", "country",
    ),
    "story": (*_STORY, "keyword", "trope"),
    "mood": ("genre", *_MOOD),
    "characters": (*_CHARACTERS, "cast"),
    "style": (*_STYLE, "director", "decade"),
    "setting": (*_SETTING, "decade", "language", "country"),
}  # fmt: skip
# Lines that alone would liken nearly everything to everything: they are never a whole document.
_TOO_LITTLE: Final = frozenset({"decade", "language", "country"})


def document(
    facts: TitleFacts, tags: Iterable[TitleDna], aspect: str = "all", *, prose: bool = False
) -> str:
    """What a title has to say for an aspect, one `block: token` a line.

    Source: the title's facts and the tags of any tagger.
    Shape: blocks in the order of `BLOCKS[aspect]`, tokens sorted, each line once; "" when the
           aspect has nothing to say, and then no embedding is made. With `prose` the overview is
           added for `all` and `story`: for text models only, where its rights allow.
    Errors: KeyError for an aspect that is not in ASPECTS.
    """
    tokens = _tokens(facts, tags)
    blocks = dict.fromkeys(BLOCKS[aspect])
    if not any(tokens.get(block) for block in blocks if block not in _TOO_LITTLE):
        return ""
    lines = [
        f"{block}{SEPARATOR}{token}" for block in blocks for token in sorted(tokens.get(block, ()))
    ]
    if prose and facts.overview and aspect in ("all", "story"):
        lines.append(f"overview{SEPARATOR}{' '.join(facts.overview.split())}")
    return "\n".join(lines)


def _tokens(facts: TitleFacts, tags: Iterable[TitleDna]) -> dict[str, set[str]]:
    tokens = {
        "genre": _plain_all(facts.genres),
        "keyword": _plain_all(facts.keywords),
        "trope": {plain_trope(name) for name in facts.tropes} - {""},
        "director": _plain_all(facts.directors),
        "cast": _plain_all(facts.cast_names[:_CAST]),
        "decade": set[str]() if facts.year is None else {f"{facts.year // 10 * 10}s"},
        "language": _plain_all((facts.original_language or "",)),
        "country": _plain_all(facts.countries),
    }
    for row in tags:
        if row.confidence >= _SUREST_FROM:
            tokens.setdefault(row.category, set()).add(row.label)
    return tokens


def _plain_all(names: Iterable[str]) -> set[str]:
    return {plain(name) for name in names} - {""}


def text_hash(text: str) -> str:
    """The md5 of a document, 32 hex digits: as long as it stays, nothing is embedded again.

    >>> text_hash("genre: horror")
    'bc8aaba48410589a18e0cfe6b4972189'
    """
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
