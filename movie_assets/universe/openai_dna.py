"""What the universe's language model says of titles: only what their facts say, by our own rules.

Pure: question → items. Every tag cites the facts it was told from, and a keyword no rule knows is a
tag of the plot: so whoever plants a keyword in a title's facts can tell whose DNA came back. The
twists are the ways in which real models get such answers wrong.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from movie_assets.dna.rules import RULES
from movie_assets.dna.spelling import plain, plain_trope
from movie_assets.dna.taxonomy import CATEGORIES, FINGERPRINT_KEYS

Json = dict[str, Any]
NAME = "dna"
_MOST_FACTS = 3
_EMPTY: Json = {"tags": [], "scores": [], "highlights": [], "essence": [], "advisories": [],
                "suits": [], "suits_not": []}  # fmt: skip


def dna_items(question: str) -> list[Json]:
    """The items of a right answer.

    Shape: `question` is the JSON the user's message holds; a title of whose facts none says
           anything is not known.
    """
    return [_item(title) for title in json.loads(question)["titles"]]


def _item(title: Json) -> Json:
    tags: dict[tuple[str, str], Json] = {}
    scores: dict[str, int] = {}
    for number, fact in title["facts"].items():
        kind, _, value = fact.partition(": ")
        spelt = plain_trope(value) if kind == "trope" else plain(value)
        rule = RULES.get((kind, spelt))
        told = [(one.category, one.label, one.confidence) for one in rule.tags] if rule else []
        if kind == "keyword" and rule is None:
            told = [("plot", spelt, 0.5)]
        for category, label, confidence in told:
            tag = tags.setdefault((category, label), _tag(category, label, confidence))
            tag["facts"] = [*tag["facts"], int(number)][:_MOST_FACTS]
        for key, points in rule.points if rule else ():
            scores[key] = max(scores.get(key, 0), points)
    same = {"title_id": title["title_id"], "title": title["title"], "year": title["year"]}
    if not tags:
        return {**same, "known": False, **_EMPTY}
    scores = scores or {"intrigue": 1}
    ranked = sorted(scores, key=lambda key: (-scores[key], key))
    return {
        **same, "known": True, **_EMPTY, "tags": _at_most(list(tags.values())),
        "scores": [{"key": key, "score": scores[key]} for key in FINGERPRINT_KEYS if key in scores],
        "highlights": ranked[:4],
    }  # fmt: skip


def _tag(category: str, label: str, confidence: float) -> Json:
    return {"category": category, "label": label, "confidence": confidence, "facts": []}


def _at_most(tags: list[Json]) -> list[Json]:
    """Tags no rule knows first: what was planted shows however much else is told."""
    ranked = sorted(tags, key=lambda tag: (tag["confidence"] != 0.5, -tag["confidence"]))
    kept: list[Json] = []
    for key, category in CATEGORIES.items():
        kept += [tag for tag in ranked if tag["category"] == key][: category.at_most]
    return kept


def _swapped(items: list[Json]) -> list[Json]:
    """Each item under the id, name and year of the next one."""
    named = [{key: one[key] for key in ("title_id", "title", "year")} for one in items]
    return [{**one, **name} for one, name in zip(items, named[1:] + named[:1], strict=True)]


def _ids_swapped(items: list[Json]) -> list[Json]:
    ids = [one["title_id"] for one in items]
    return [{**one, "title_id": id_} for one, id_ in zip(items, ids[1:] + ids[:1], strict=True)]


def _out_of_range(items: list[Json]) -> list[Json]:
    return [{**items[0], "scores": [{"key": "tension", "score": 11}]}, *items[1:]]


def _unknown_label(items: list[Json]) -> list[Json]:
    strange = {**_tag("mood", "purple", 0.9), "facts": [1]}
    return [{**items[0], "tags": [*items[0]["tags"], strange]}, *items[1:]]


def _extra_item(items: list[Json]) -> list[Json]:
    return [*items, {**items[0], "title_id": "movie/0", "title": "Nobody asked"}]


TWISTS: Mapping[str, Callable[[list[Json]], list[Json]]] = {
    "swapped_items": _swapped,
    "swapped_ids": _ids_swapped,
    "out_of_range": _out_of_range,
    "unknown_label": _unknown_label,
    "missing_item": lambda items: items[:-1],
    "extra_item": _extra_item,
    "duplicate_item": lambda items: [*items, items[0]],
}
"""What a model gets wrong in its items, by the name of the fault."""
