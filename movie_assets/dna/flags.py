"""Advisories, suitability and viewing context: what decides them, as data, and its reading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

# From this confidence on a content tag is said aloud as an advisory.
ADVISED_FROM: Final = 0.6
_SEXUAL: Final = frozenset({"nudity", "sexual content"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the flags are decided from; `age` in years, None where no certification is readable."""

    kind: str
    genres: frozenset[str]
    age: int | None
    scores: Mapping[str, float]
    advisories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRule:
    """One way to tell a flag; all of its conditions must be known to hold.

    Shape: `genres` and `without` are spelt as by `spelling.plain`, any of `genres` will do and
           none of `without` may be there; `at_least` and `below` are fingerprint scores, an
           unknown one failing `at_least` and passing `below`; ages in years, inclusive.
    """

    flag: str
    value: bool
    kind: str | None = None
    genres: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()
    min_age: int | None = None
    max_age: int | None = None
    at_least: tuple[tuple[str, float], ...] = ()
    below: tuple[tuple[str, float], ...] = ()
    sexual: bool = False

    def holds(self, known: Known) -> bool:
        """Whether everything it asks for is known to be so."""
        return (
            self.kind in (None, known.kind)
            and (not self.genres or not self.genres.isdisjoint(known.genres))
            and self.without.isdisjoint(known.genres)
            and self._age_fits(known.age)
            and all(known.scores.get(key, 0.0) >= bound for key, bound in self.at_least)
            and all(known.scores.get(key, 0.0) < bound for key, bound in self.below)
            and (not self.sexual or not _SEXUAL.isdisjoint(known.advisories))
        )

    def _age_fits(self, age: int | None) -> bool:
        if self.min_age is None and self.max_age is None:
            return True
        if age is None:
            return False
        return (self.min_age or 0) <= age <= (self.max_age if self.max_age is not None else age)


def _genres(text: str) -> frozenset[str]:
    return frozenset(text.split(", "))


_CHILDREN: Final = _genres("family, kids, children")
_HARD: Final = _genres("horror, thriller, war, crime, adult")
_LIVE: Final = _genres("talk, talk show, news, reality, reality tv, game show")

# Of several rules for one flag the first that holds decides; where none does, it is left unsaid.
SUITABILITY_RULES: Final = (
    FlagRule(flag="solo_watch", value=True, at_least=(("philosophical", 6),)),
    FlagRule(flag="solo_watch", value=True, at_least=(("slow_burn", 6),)),
    FlagRule(flag="date_night", value=False, genres=_genres("war, documentary, kids, children")),
    FlagRule(flag="date_night", value=True, at_least=(("romance", 6),), below=(("bleakness", 6),)),
    FlagRule(flag="group_party", value=False, at_least=(("slow_burn", 6),)),
    FlagRule(
        flag="group_party", value=True, genres=_genres("comedy"), without=_genres("drama, kids")
    ),
    FlagRule(flag="group_party", value=True, at_least=(("camp_and_irony", 6),)),
    FlagRule(flag="family", value=False, min_age=15),
    FlagRule(flag="family", value=True, genres=_CHILDREN, max_age=10),
    FlagRule(flag="partner", value=True, at_least=(("romance", 6),)),
    FlagRule(flag="friends", value=True, genres=_genres("comedy, action, horror")),
    FlagRule(flag="kids", value=False, min_age=12),
    FlagRule(flag="kids", value=True, genres=_CHILDREN, max_age=9),
    FlagRule(flag="kids", value=True, max_age=6, without=_HARD),
    FlagRule(flag="teens", value=False, min_age=17),
    FlagRule(flag="teens", value=True, max_age=14),
    FlagRule(flag="adults", value=True, min_age=12),
    FlagRule(flag="intergenerational", value=True, genres=_CHILDREN, max_age=9),
    FlagRule(flag="public_viewing_safe", value=False, sexual=True),
    FlagRule(flag="public_viewing_safe", value=False, min_age=17),
    FlagRule(flag="public_viewing_safe", value=True, max_age=9),
)
CONTEXT_RULES: Final = (
    FlagRule(flag="is_thought_provoking", value=True, at_least=(("philosophical", 6),)),
    FlagRule(flag="is_thought_provoking", value=True, at_least=(("social_commentary", 7),)),
    FlagRule(
        flag="is_thought_provoking", value=True, at_least=(("psychological", 7), ("ambiguity", 5))
    ),
    FlagRule(flag="is_pure_escapism", value=False, genres=_genres("documentary, history, news")),
    FlagRule(
        flag="is_pure_escapism",
        value=True,
        at_least=(("spectacle", 6), ("adrenaline", 6)),
        below=(("philosophical", 5), ("social_commentary", 5), ("bleakness", 6)),
    ),
    FlagRule(flag="is_background_friendly", value=True, kind="tv", genres=_LIVE),
    FlagRule(flag="is_background_friendly", value=False, at_least=(("complexity", 6),)),
    FlagRule(flag="is_comfort_watch", value=False, at_least=(("bleakness", 6),)),
    FlagRule(flag="is_comfort_watch", value=True, at_least=(("wholesome", 6), ("hopefulness", 5))),
    FlagRule(flag="is_binge_friendly", value=False, kind="tv", genres=_LIVE),
    FlagRule(flag="is_binge_friendly", value=True, kind="tv", at_least=(("intrigue", 6),)),
    FlagRule(flag="is_drop_in_friendly", value=True, kind="tv", genres=_LIVE),
    FlagRule(
        flag="is_drop_in_friendly", value=True, kind="tv", at_least=(("situational_comedy", 7),)
    ),
    FlagRule(flag="is_drop_in_friendly", value=False, kind="tv", at_least=(("intrigue", 7),)),
)


def flags(rules: tuple[FlagRule, ...], known: Known) -> dict[str, bool]:
    """The flags that can be told, in the rules' order; an unknown one is absent."""
    told: dict[str, bool] = {}
    for rule in rules:
        if rule.flag not in told and rule.holds(known):
            told[rule.flag] = rule.value
    return told
