"""How often each source does what when it makes an address of a name: shares, as data. No guessing.

Measured on 9,591 addresses of Rotten Tomatoes without a listing's number, 2,607 of Metacritic and
1,294 of TV Tropes that Wikidata links to films and shows; rounded, and never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from movie_assets.sources.known_titles import KnownTitle

Era = Literal["before", "since"]
# Since 2010 Rotten Tomatoes puts years behind names, keeps articles and writes no hyphens.
_ERA_BEGINS = 2010


@dataclass(frozen=True, slots=True)
class Ending:
    """What may stand behind a name: a year so far from the title's own, and more."""

    years: int | None = None
    more: str = ""


PLAIN, SAME, NEXT, BEFORE = Ending(), Ending(0), Ending(1), Ending(-1)
SAME_SECOND, SECOND, RERELEASE = Ending(0, "2"), Ending(None, "2"), Ending(None, "re-release")

Shares = dict[Ending, float]


@dataclass(frozen=True, slots=True)
class Joint:
    """How the words are put together; `before_year` where a year is joined otherwise."""

    between: str
    before_year: str | None = None
    pascal_case: bool = False
    exclaimed: bool = False


_UNDERSCORE, _HYPHEN, _PASCAL = Joint("_"), Joint("-"), Joint("", pascal_case=True)
_UNDERSCORE_HYPHEN, _UNDERSCORE_NONE = Joint("_", "-"), Joint("_", "")
_HYPHEN_NONE = Joint("-", "")


@dataclass(frozen=True, slots=True)
class Habits:
    """One source's ways.

    Units: shares from 0 to 1. A habit's is that of the addresses that have it among those it
           would change; a joint's and a section's that among all.
    """

    habits: dict[str, dict[Era, float]]
    endings: dict[tuple[Era, str], Shares]  # by era and by whether there are twins
    joints: dict[Era, dict[Joint, float]]


def era_of(known: KnownTitle) -> Era:
    """Which of the two times a title's address was made in; unknown years count as of today."""
    return "before" if known.year is not None and known.year < _ERA_BEGINS else "since"


def _always(share: float) -> dict[Era, float]:
    return {"before": share, "since": share}


def _always_joined(shares: dict[Joint, float]) -> dict[Era, dict[Joint, float]]:
    return {"before": shares, "since": shares}


_RARE = 0.01
_ROTTEN_TOMATOES = Habits(
    habits={
        "no article": {"before": 0.59, "since": 0.02},
        "no foreign article": {"before": 0.1, "since": _RARE},
        "hyphens joined": {"before": 0.5, "since": 0.04},
        "with and": _always(0.95),
        "no and": _always(_RARE),
        "no subtitle": _always(0.04),
        "subtitle only": _always(_RARE),
        "Roman as digits": _always(0.1),
        "digits as Roman": _always(_RARE),
        "words as digits": _always(_RARE),
        "number in words": _always(0.05),
        "apostrophes apart": _always(0.02),
        "slashes apart": _always(0.15),
        "points joined": {"before": 0.4, "since": 0.1},
        "no owner": _always(_RARE),
        "article in front": _always(0.002),
    },
    endings={
        ("before", "none"): {PLAIN: 0.92, SAME: 0.044, NEXT: 0.008, BEFORE: 0.003, SECOND: 0.001},
        ("before", "older"): {PLAIN: 0.63, SAME: 0.24, NEXT: 0.045, BEFORE: 0.03, SECOND: 0.002},
        ("before", "younger"): {PLAIN: 0.80, SAME: 0.14, NEXT: 0.015, BEFORE: 0.02, SECOND: 0.002},
        ("since", "none"): {PLAIN: 0.785, SAME: 0.163, NEXT: 0.035, BEFORE: 0.008, SECOND: 0.001},
        ("since", "older"): {
            SAME: 0.61, PLAIN: 0.206, NEXT: 0.121, BEFORE: 0.031, SAME_SECOND: 0.004, SECOND: 0.002,
        },
        ("since", "younger"): {
            PLAIN: 0.454, SAME: 0.404, NEXT: 0.078, BEFORE: 0.043, SAME_SECOND: 0.004,
            SECOND: 0.002,
        },
    },
    joints={
        "before": {_UNDERSCORE: 0.87, _HYPHEN: 0.13, _UNDERSCORE_HYPHEN: 0.13,
                   _UNDERSCORE_NONE: 0.05, _HYPHEN_NONE: 0.03},
        "since": {_UNDERSCORE: 0.98, _HYPHEN: 0.008},
    },
)  # fmt: skip

_METACRITIC_ALONE = {PLAIN: 0.99, SAME: 0.006, NEXT: 0.001, BEFORE: 0.0005, SECOND: 0.001}
_METACRITIC_YOUNGER = {PLAIN: 0.955, SAME: 0.03, NEXT: 0.002, BEFORE: 0.001, SECOND: 0.001}
_METACRITIC_OLDER = {PLAIN: 0.85, SAME: 0.10, NEXT: 0.03, BEFORE: 0.01, SECOND: 0.002}
_METACRITIC = Habits(
    habits={
        "no article": _always(0.04),
        "no foreign article": _always(_RARE),
        "hyphens joined": _always(0.05),
        "with and": _always(0.35),
        "no and": _always(0.03),
        "no subtitle": _always(0.03),
        "subtitle only": _always(_RARE),
        "Roman as digits": _always(0.03),
        "digits as Roman": _always(_RARE),
        "words as digits": _always(_RARE),
        "number in words": _always(0.03),
        "slashes apart": _always(0.1),
        "points joined": _always(0.1),
        "no owner": _always(_RARE),
        "article in front": _always(0.003),
    },
    endings={
        ("before", "none"): _METACRITIC_ALONE | {RERELEASE: 0.01},
        ("before", "older"): _METACRITIC_OLDER | {RERELEASE: 0.015},
        ("before", "younger"): _METACRITIC_YOUNGER | {RERELEASE: 0.03},
        ("since", "none"): _METACRITIC_ALONE,
        ("since", "older"): _METACRITIC_OLDER,
        ("since", "younger"): _METACRITIC_YOUNGER,
    },
    joints=_always_joined({_HYPHEN: 0.96, Joint("-", exclaimed=True): 0.3, Joint(""): 0.025}),
)

_TROPES_ALONE = {PLAIN: 0.975, SAME: 0.022, NEXT: 0.001, BEFORE: 0.001}
_TROPES_YOUNGER = {PLAIN: 0.72, SAME: 0.27, NEXT: 0.004, BEFORE: 0.004}
_TROPES_OLDER = {SAME: 0.56, PLAIN: 0.41, NEXT: 0.012, BEFORE: 0.012}
_TV_TROPES = Habits(
    habits={
        "no article": _always(_RARE),
        "no foreign article": _always(_RARE),
        "hyphens joined": _always(_RARE),
        "with and": _always(0.95),
        "no and": _always(_RARE),
        "no subtitle": _always(0.02),
        "subtitle only": _always(0.04),
        "Roman as digits": _always(_RARE),
        "digits as Roman": _always(_RARE),
        "words as digits": _always(_RARE),
        # A page's name cannot begin with a digit.
        "number in words": _always(0.75),
        "number in other words": _always(0.1),
        "year in other words": _always(0.05),
        "slashes apart": _always(0.2),
        "no owner": _always(0.1),
        "article in front": _always(0.005),
    },
    endings={
        (era, age): shares
        for era in ("before", "since")
        for age, shares in (
            ("none", _TROPES_ALONE), ("older", _TROPES_OLDER), ("younger", _TROPES_YOUNGER),
        )
    },
    joints=_always_joined({_PASCAL: 1.0}),
)  # fmt: skip

HABITS_OF = {
    "rotten_tomatoes": _ROTTEN_TOMATOES,
    "metacritic": _METACRITIC,
    "tv_tropes": _TV_TROPES,
}
_SECTIONS = {
    ("rotten_tomatoes", "movie"): "m",
    ("rotten_tomatoes", "tv"): "tv",
    ("metacritic", "movie"): "movie",
    ("metacritic", "tv"): "tv",
}


def sections(source: str, known: KnownTitle) -> dict[str, float]:
    """The parts of a site a title may stand in, with their shares.

    Shape: one for Rotten Tomatoes and Metacritic; TV Tropes' namespaces by kind, genre, language.
    """
    section = _SECTIONS.get((source, known.kind))
    if section is not None:
        return {section: 1.0}
    live = "Film" if known.kind == "movie" else "Series"
    japanese = known.original_language == "ja"
    if known.animated and japanese:
        return {"Anime": 0.95, live: 0.03, "WesternAnimation": 0.01}
    if known.animated:
        return {"WesternAnimation": 0.7, live: 0.12, "Anime": 0.08, "Disney": 0.08,
                "Animation": 0.02}  # fmt: skip
    return {live: 0.945, "WesternAnimation": 0.03, "Anime": 0.01, "Disney": 0.012}
