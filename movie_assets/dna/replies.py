"""The shape of a language model's answer, with its bounds. Whose answer it is, `checking` tells."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any, Final, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, WithJsonSchema, model_validator

from movie_assets.dna.prompt import instructions
from movie_assets.dna.taxonomy import (
    ADVISORIES,
    CATEGORIES,
    FINGERPRINT_KEYS,
    SUITABILITY,
    VIEWING_CONTEXT,
    is_valid_label,
)

_FLAGS: Final = (*SUITABILITY, *VIEWING_CONTEXT)
_MOST_FACTS: Final = 3


def _among(words: Iterable[str], what: str) -> AfterValidator:
    known = frozenset(words)

    def check(word: str) -> str:
        if word not in known:
            raise ValueError(f"there is no {what} {word!r}")
        return word

    return AfterValidator(check)


def _enum(words: Iterable[str]) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "enum": list(words)})


_Category = Annotated[str, _among(CATEGORIES, "category"), _enum(CATEGORIES)]
_Key = Annotated[str, _among(FINGERPRINT_KEYS, "key"), _enum(FINGERPRINT_KEYS)]
_Advisory = Annotated[str, _among(ADVISORIES, "advisory"), _enum(ADVISORIES)]
_Flag = Annotated[str, _among(_FLAGS, "flag"), _enum(_FLAGS)]
_Label = Annotated[str, Field(min_length=2, max_length=60)]


class _Said(BaseModel):
    """Nothing else may stand in it, and no type is bent into another."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TagSaid(_Said):
    """One tag, and the numbers of the facts that bear it out."""

    category: _Category
    label: _Label
    confidence: Annotated[float, Field(gt=0, le=1)]
    facts: Annotated[list[int], Field(min_length=1, max_length=_MOST_FACTS)]

    @model_validator(mode="after")
    def _is_of_the_vocabulary(self) -> Self:
        if not is_valid_label(self.category, self.label):
            raise ValueError(f"{self.label!r} is not a word of the closed category {self.category}")
        return self


class ScoreSaid(_Said):
    """One score."""

    key: _Key
    score: Annotated[int, Field(ge=0, le=10)]


class ItemSaid(_Said):
    """What is said of one title.

    Errors: pydantic's ValidationError when anything is out of bounds, stands twice, goes beyond
            what a category may carry, or is said of a title that is not known.
    """

    title_id: str
    title: str
    year: int | None
    known: bool
    tags: list[TagSaid]
    scores: list[ScoreSaid]
    highlights: Annotated[list[_Key], Field(max_length=8)]
    essence: Annotated[list[_Label], Field(max_length=10)]
    advisories: list[_Advisory]
    suits: list[_Flag]
    suits_not: list[_Flag]

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        problems = [*self._twice(), *self._too_many(), *self._at_odds()]
        if problems:
            raise ValueError("; ".join(problems))
        return self

    def _twice(self) -> Iterable[str]:
        lists: dict[str, list[Any]] = {
            "tags": [(one.category, one.label) for one in self.tags],
            "scores": [one.key for one in self.scores],
            "highlights": self.highlights,
            "essence": self.essence,
            "advisories": self.advisories,
            "suits and suits_not": [*self.suits, *self.suits_not],
        }
        for name, said in lists.items():
            if len({*said}) < len(said):
                yield f"{name} say one thing twice"

    def _too_many(self) -> Iterable[str]:
        for key, category in CATEGORIES.items():
            if sum(one.category == key for one in self.tags) > category.at_most:
                yield f"{key} has more than {category.at_most} tags"

    def _at_odds(self) -> Iterable[str]:
        if self.known and not (self.tags and self.scores):
            yield "a known title needs tags and scores; set known to false if there are none"
        if not self.known and (self.tags or self.scores or self.essence or self.advisories):
            yield "known is false, yet something is said"
        if not {*self.highlights} <= {one.key for one in self.scores if one.score}:
            yield "a highlight has no score"


class ReplySaid(_Said):
    """The whole answer."""

    items: list[ItemSaid]


SCHEMA: Final[dict[str, Any]] = {
    "type": "json_schema",
    "json_schema": {"name": "dna", "strict": True, "schema": ReplySaid.model_json_schema()},
}
"""What the service is asked to hold its answer to."""

PROMPT_HASH: Final = hashlib.sha256(
    (instructions() + json.dumps(SCHEMA, sort_keys=True)).encode()
).hexdigest()[:12]
"""Of all that is said but the titles: another prompt, another DNA."""
