"""The offline tagger: applies the rules to a title's facts. What the rules say stands elsewhere."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from heapq import nlargest
from math import prod
from typing import Final

from movie_assets.dna.ages import age_of
from movie_assets.dna.facts import Fact, TitleFacts, facts_of
from movie_assets.dna.flags import ADVISED_FROM, CONTEXT_RULES, SUITABILITY_RULES, Known, flags
from movie_assets.dna.rules import DOUBTS, GUESSES, RULES, Rule, Told
from movie_assets.dna.spelling import plain
from movie_assets.dna.taxonomy import ADVISORIES, CATEGORIES, FINGERPRINT_KEYS, VERSION
from movie_assets.model.title_rows import TitleDna, TitleFingerprint

MODEL: Final = "offline-rules-3"
# A film's page lists up to 400 tropes; if all counted, every score and tag would reach the top.
_STRONGEST: Final = 3
_GUESS_UNLESS: Final = 0.5  # a guess is made where nothing this sure is known in its category
_HIGHLIGHT_FROM: Final = 5.0
_HIGHLIGHTS: Final = (4, 8)
_ESSENCE_FROM: Final = 0.55  # a guessed country or decade (.5) is not what a title is about
_ESSENCE_TAGS: Final = 8
_ESSENCE_CATEGORIES: Final = (
    "sub_genres", "mood", "plot", "themes", "place", "time", "character_types", "humor",
    "cinematic_style", "narrative",
)  # fmt: skip
_CATEGORY_ORDER: Final = {key: place for place, key in enumerate(CATEGORIES)}
_KEY_ORDER: Final = {key: place for place, key in enumerate(FINGERPRINT_KEYS)}

_Spoken = list[tuple[Fact, Told]]


def tag(facts: TitleFacts) -> tuple[list[TitleDna], TitleFingerprint]:
    """Tags and fingerprint of one title, from its facts alone.

    Source: the rules of `movie_assets.dna.rules`, taxonomy VERSION.
    Shape: tags by category in the taxonomy's order, then by confidence, surest first; no label
           twice in a category. A title of which no rule speaks has no tag and an empty
           fingerprint. The order of the facts does not matter.
    Units: confidence above 0 and up to 1, noisy-or of the three surest facts, less where a genre
           or the decade speaks against the tag; scores above 0 and
           up to 10, one decimal, the three strongest facts joined likewise.
    Errors: none; facts no rule knows are passed over.
    """
    known = facts_of(facts)
    spoken = [(fact, rule) for fact in known if (rule := RULES.get((fact.type, fact.value)))]
    tags = _tags(facts.title_id, spoken, known)
    return tags, _fingerprint(facts, spoken, tags)


def _tags(title_id: str, spoken: list[tuple[Fact, Rule]], known: list[Fact]) -> list[TitleDna]:
    told: _Spoken = [(fact, one) for fact, rule in spoken for one in rule.tags]
    rows = [
        TitleDna(
            title_id=title_id,
            category=category,
            label=label,
            confidence=round(confidence * _left((category, label), known), 4),
            evidence=evidence,
            model=MODEL,
            taxonomy_version=VERSION,
        )
        for (category, label), (confidence, evidence) in _joined(told + _guessed(told, known))
    ]
    rows.sort(key=lambda row: (_CATEGORY_ORDER[row.category], -row.confidence, row.label))
    return _at_most(rows)


def _left(tag: tuple[str, str], known: list[Fact]) -> float:
    """What the fact that speaks against a tag most leaves of its confidence."""
    return min((DOUBTS.get((one.type, one.value), {}).get(tag, 1.0) for one in known), default=1.0)


def _guessed(told: _Spoken, known: list[Fact]) -> _Spoken:
    sure = {one.category for _, one in told if one.confidence >= _GUESS_UNLESS}
    return [
        (fact, one)
        for fact in known
        if (rule := GUESSES.get((fact.type, fact.value)))
        for one in rule.tags
        if one.category not in sure
    ]


def _joined(
    told: _Spoken,
) -> Iterable[tuple[tuple[str, str], tuple[float, tuple[str, ...]]]]:
    """(category, label) -> confidence and the facts that speak for it, in the facts' order."""
    by_label: dict[tuple[str, str], list[tuple[float, str]]] = defaultdict(list)
    for fact, one in told:
        by_label[one.category, one.label].append((one.confidence, fact.shown))
    for label, voices in by_label.items():
        confidence = noisy_or(confidence for confidence, _ in voices)
        yield label, (confidence, tuple(dict.fromkeys(shown for _, shown in voices)))


def noisy_or(confidences: Iterable[float]) -> float:
    """How sure one may be when several facts say the same: 1 - the product of their doubts.

    Units: 0 to 1, four decimals; only the three surest count.

    >>> noisy_or([0.5, 0.5]), noisy_or([0.9, 0.8, 0.5, 0.4, 0.4])
    (0.75, 0.99)
    """
    surest = nlargest(_STRONGEST, confidences)
    return round(1.0 - prod(1.0 - confidence for confidence in surest), 4)


def _at_most(rows: list[TitleDna]) -> list[TitleDna]:
    """The first rows of each category, as many as the taxonomy allows a title."""
    kept: list[TitleDna] = []
    seen: dict[str, int] = defaultdict(int)
    for row in rows:
        seen[row.category] += 1
        if seen[row.category] <= CATEGORIES[row.category].at_most:
            kept.append(row)
    return kept


def _fingerprint(
    facts: TitleFacts, spoken: list[tuple[Fact, Rule]], tags: list[TitleDna]
) -> TitleFingerprint:
    scores = _scores(spoken)
    advisories = _advisories(tags)
    known = Known(
        kind=facts.kind,
        genres=frozenset(plain(genre) for genre in facts.genres),
        age=age_of(facts.certifications),
        scores=scores,
        advisories=advisories,
    )
    return TitleFingerprint(
        title_id=facts.title_id,
        scores=_json(scores),
        highlight_keys=_highlights(scores),
        essence_tags=_essence(tags),
        advisories=advisories,
        suitability=_json(flags(SUITABILITY_RULES, known)),
        viewing_context=_json(flags(CONTEXT_RULES, known)),
        model=MODEL,
        taxonomy_version=VERSION,
    )


def _scores(spoken: list[tuple[Fact, Rule]]) -> dict[str, float]:
    by_key: dict[str, list[float]] = defaultdict(list)
    for _, rule in spoken:
        for key, points in rule.points:
            by_key[key].append(points / 10)
    return {key: round(10 * noisy_or(by_key[key]), 1) for key in _KEY_ORDER if key in by_key}


def _highlights(scores: Mapping[str, float]) -> tuple[str, ...]:
    """The four to eight highest keys: all from 5 up, and below it as many as make four."""
    fewest, most = _HIGHLIGHTS
    ranked = sorted(scores, key=lambda key: (-scores[key], _KEY_ORDER[key]))
    high = sum(score >= _HIGHLIGHT_FROM for score in scores.values())
    return tuple(ranked[: min(most, max(fewest, high))])


def _essence(tags: list[TitleDna]) -> tuple[str, ...]:
    """Up to eight labels: the surest of each telling category first, then the second ones."""
    ranked: list[tuple[int, int, str]] = []
    rank: dict[str, int] = defaultdict(int)
    for row in tags:
        if row.category in _ESSENCE_CATEGORIES and row.confidence >= _ESSENCE_FROM:
            place = _ESSENCE_CATEGORIES.index(row.category)
            ranked.append((rank[row.category], place, row.label))
            rank[row.category] += 1
    labels = dict.fromkeys(label for _, _, label in sorted(ranked))
    return tuple(labels)[:_ESSENCE_TAGS]


def _advisories(tags: list[TitleDna]) -> tuple[str, ...]:
    warned = {
        row.label for row in tags if row.category == "flags" and row.confidence >= ADVISED_FROM
    }
    return tuple(advisory for advisory in ADVISORIES if advisory in warned)


def _json(values: Mapping[str, float] | Mapping[str, bool]) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"))
