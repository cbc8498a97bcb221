"""Reads a language model's answer item by item: whose it is, and whether it may be taken.

An answer is right only about its own title. An item has to repeat the id, name and year of a title
that was asked about, once; and each of its tags has to cite facts of that very title, whose
numbers no other title has. So items that were swapped, moved by one or mixed up do not pass.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from pydantic import ValidationError

from movie_assets.dna.prompt import Question
from movie_assets.dna.replies import ItemSaid
from movie_assets.dna.taxonomy import ADVISORIES, CATEGORIES, SUITABILITY, VERSION, VIEWING_CONTEXT
from movie_assets.model.title_rows import TitleDna, TitleFingerprint

_CATEGORY_ORDER = {key: place for place, key in enumerate(CATEGORIES)}
_SHOWN = 3  # problems told of one item; a model mends few at a time, and the rest follow from them


@dataclass(frozen=True, slots=True)
class Reading:
    """An answer as far as it may be taken; each title asked about stands in one of the three.

    Attributes:
        accepted: title_id -> what is said of it.
        unknown: titles the model says it can say nothing of.
        refused: title_id -> why its item was not taken, or that there was none.
        strays: items of titles that were not asked about.
        whole: whether the answer could be read as items at all.
    """

    accepted: dict[str, ItemSaid] = field(default_factory=dict[str, ItemSaid])
    unknown: set[str] = field(default_factory=set[str])
    refused: dict[str, str] = field(default_factory=dict[str, str])
    strays: int = 0
    whole: bool = True


def read_reply(text: str, asked: Question) -> Reading:
    """What of an answer may be taken.

    Errors: none; an answer that is no JSON, or not of items, refuses every title.
    """
    items = _items(text)
    if isinstance(items, str):
        return Reading(refused=dict.fromkeys(asked.titles, items), whole=False)
    named = Counter(str(one.get("title_id")) for one in items)
    reading = Reading(strays=sum(one not in asked.titles for one in named.elements()))
    by_id = {str(one.get("title_id")): one for one in items}
    for title_id in asked.titles:
        if named[title_id] != 1:
            many = "there was no item for it" if not named[title_id] else "it had several items"
            reading.refused[title_id] = many
        else:
            _take(reading, by_id[title_id], title_id, asked)
    return reading


def _items(text: str) -> list[dict[str, Any]] | str:
    """The items of an answer, or what is wrong with it."""
    try:
        whole: Any = json.loads(text)
    except ValueError as problem:
        return f"the answer was not JSON: {problem}"
    items: Any = cast("dict[str, Any]", whole).get("items") if isinstance(whole, dict) else None
    listed: list[Any] = cast("list[Any]", items) if isinstance(items, list) else [None]
    if not all(isinstance(one, dict) for one in listed):
        return "the answer was not an object with a list of items"
    return listed


def _take(reading: Reading, item: dict[str, Any], title_id: str, asked: Question) -> None:
    try:
        said = ItemSaid.model_validate(item)
    except ValidationError as problem:
        reading.refused[title_id] = _told(problem)
        return
    problems = list(_of_another(said, title_id, asked))
    if problems:
        reading.refused[title_id] = "; ".join(problems[:_SHOWN])
    elif said.known:
        reading.accepted[title_id] = said
    else:
        reading.unknown.add(title_id)


def _of_another(said: ItemSaid, title_id: str, asked: Question) -> Iterator[str]:
    title, year = asked.titles[title_id]
    if (said.title, said.year) != (title, year):
        yield f"it repeats the name of another title: {said.title!r} ({said.year})"
    own = asked.facts[title_id]
    for tag in said.tags:
        strange = [number for number in tag.facts if number not in own]
        if strange:
            yield f"the tag {tag.label!r} cites fact {strange[0]}, which is not of this title"


def _told(problem: ValidationError) -> str:
    lines = [
        f"{'.'.join(map(str, one['loc'])) or 'the item'}: {one['msg']}" for one in problem.errors()
    ]
    return "; ".join(lines[:_SHOWN])


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an accepted item came from."""

    model: str
    prompt_hash: str
    cost_usd: float
    facts: Mapping[int, str]


def rows_of(said: ItemSaid, origin: Origin) -> tuple[list[TitleDna], TitleFingerprint]:
    """An accepted item as rows, shaped and ordered as the offline tagger's.

    Shape: evidence is the facts a tag cites, as they were sent. A score of 0 was said, and stays.
    """
    tags = [
        TitleDna(
            title_id=said.title_id,
            category=tag.category,
            label=tag.label,
            confidence=tag.confidence,
            evidence=tuple(origin.facts[number] for number in sorted({*tag.facts})),
            model=origin.model,
            taxonomy_version=VERSION,
            prompt_hash=origin.prompt_hash,
            cost_usd=origin.cost_usd,
        )
        for tag in said.tags
    ]
    tags.sort(key=lambda row: (_CATEGORY_ORDER[row.category], -row.confidence, row.label))
    scores = {one.key: float(one.score) for one in said.scores}
    return tags, TitleFingerprint(
        title_id=said.title_id,
        scores=_json(scores),
        highlight_keys=tuple(said.highlights),
        essence_tags=tuple(said.essence),
        advisories=tuple(one for one in ADVISORIES if one in said.advisories),
        suitability=_json(_flags(said, SUITABILITY)),
        viewing_context=_json(_flags(said, VIEWING_CONTEXT)),
        model=origin.model,
        taxonomy_version=VERSION,
        prompt_hash=origin.prompt_hash,
        cost_usd=origin.cost_usd,
    )


def _flags(said: ItemSaid, known: Mapping[str, object]) -> dict[str, bool]:
    holds = dict.fromkeys(said.suits, True) | dict.fromkeys(said.suits_not, False)
    return {flag: holds[flag] for flag in known if flag in holds}


def _json(values: Mapping[str, float] | Mapping[str, bool]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))
