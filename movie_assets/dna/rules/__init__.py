"""The offline rules: from one fact to tags and scores, as data; who applies them is the tagger.

A rule is a line `facts | tags | scores`: facts that speak for the same, with commas between them;
tags as `category: label confidence` with semicolons between them, the category left out where it
is the one before; scores as `key n`, n being the 1-10 points the fact speaks for. A cell may be
empty; a long rule goes on in indented lines. Files hold the lines by the type of their facts:
genres, keywords, tropes, circumstances.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from movie_assets.dna.rules.circumstances import AGES, DECADES, KINDS, LANGUAGES, PLACES
from movie_assets.dna.rules.doubts import DECADE_DOUBTS
from movie_assets.dna.rules.doubts import DOUBTS as GENRE_DOUBTS
from movie_assets.dna.rules.genre_pairs import GENRE_PAIRS
from movie_assets.dna.rules.genres import GENRES
from movie_assets.dna.rules.keywords_form import KEYWORDS_FORM
from movie_assets.dna.rules.keywords_people import KEYWORDS_PEOPLE
from movie_assets.dna.rules.keywords_places import KEYWORDS_PLACES
from movie_assets.dna.rules.keywords_plot import KEYWORDS_PLOT
from movie_assets.dna.rules.keywords_themes import KEYWORDS_THEMES
from movie_assets.dna.rules.tropes import TROPES
from movie_assets.dna.rules.tropes_alone import TROPES_ALONE
from movie_assets.dna.spelling import plain, plain_trope
from movie_assets.dna.taxonomy import FINGERPRINT_KEYS, is_valid_label
from movie_assets.model.errors import ContractError


@dataclass(frozen=True, slots=True)
class Told:
    """A tag a fact speaks for; 0 < confidence <= 1."""

    category: str
    label: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Rule:
    """What one fact says. `points` are (fingerprint key, 1 to 10)."""

    tags: tuple[Told, ...]
    points: tuple[tuple[str, int], ...]


def read_rules(text: str, spell: Callable[[str], str]) -> Iterator[tuple[str, Rule]]:
    """Rules of one block of lines, one for each fact of a line.

    Errors: ContractError naming the line when it is not built as the module's docstring says, or
            speaks of a label, key, confidence or number of points that cannot be.
    """
    for line in text.strip().replace("\n    ", " ").splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != 3:
            raise ContractError(f"a rule has three cells: {line}")
        try:
            rule = Rule(tuple(_tags(cells[1])), tuple(_points(cells[2])))
        except ValueError as problem:
            raise ContractError(f"{problem}, in the rule: {line}") from problem
        for fact in cells[0].split(","):
            yield spell(fact), rule


def _tags(cell: str) -> Iterator[Told]:
    category = ""
    for part in filter(None, (part.strip() for part in cell.split(";"))):
        head, _, rest = part.rpartition(":")
        category = head.strip() or category
        label, _, confidence = rest.strip().rpartition(" ")
        told = Told(category, label, float(confidence))
        if not is_valid_label(category, label) or not 0 < told.confidence <= 1:
            raise ValueError(f"{part!r} is not a tag of the taxonomy with a confidence")
        yield told


def _points(cell: str) -> Iterator[tuple[str, int]]:
    for part in filter(None, (part.strip() for part in cell.split(","))):
        key, _, points = part.partition(" ")
        if key not in FINGERPRINT_KEYS or not 1 <= int(points) <= 10:
            raise ValueError(f"{part!r} is not a fingerprint key with 1 to 10 points")
        yield key, int(points)


_BLOCKS: Final[tuple[tuple[str, str, Callable[[str], str]], ...]] = (
    ("genre", GENRES, plain),
    ("genre", GENRE_PAIRS, plain),
    ("keyword", KEYWORDS_PLOT, plain),
    ("keyword", KEYWORDS_THEMES, plain),
    ("keyword", KEYWORDS_PEOPLE, plain),
    ("keyword", KEYWORDS_PLACES, plain),
    ("keyword", KEYWORDS_FORM, plain),
    ("trope", TROPES, plain_trope),
    ("kind", KINDS, plain),
    ("age", AGES, plain),
)
_GUESS_BLOCKS: Final = (("decade", DECADES), ("country", PLACES), ("language", LANGUAGES))


def _table(rules: Iterator[tuple[tuple[str, str], Rule]]) -> dict[tuple[str, str], Rule]:
    table: dict[tuple[str, str], Rule] = {}
    for fact, rule in rules:
        if fact in table:
            raise ContractError(f"two rules speak of {fact[0]} {fact[1]!r}")
        table[fact] = rule
    return table


def _joined(one: Rule | None, other: Rule) -> Rule:
    """What both say; a tag or key both speak of counts as two facts would."""
    if one is None:
        return other
    return Rule((*one.tags, *other.tags), (*one.points, *other.points))


_TOGETHER: Final = _table(
    ((type_, fact), rule)
    for type_, text, spell in _BLOCKS
    for fact, rule in read_rules(text, spell)
)
_ALONE: Final = _table(
    (("trope", fact), rule) for fact, rule in read_rules(TROPES_ALONE, plain_trope)
)

RULES: Final[dict[tuple[str, str], Rule]] = _TOGETHER | {
    fact: _joined(_TOGETHER.get(fact), rule) for fact, rule in _ALONE.items()
}
"""(fact type, fact) -> what it says."""

DOUBTS: Final[dict[tuple[str, str], dict[tuple[str, str], float]]] = {
    (type_, fact): {(one.category, one.label): one.confidence for one in rule.tags}
    for type_, text in (("genre", GENRE_DOUBTS), ("decade", DECADE_DOUBTS))
    for fact, rule in read_rules(text, plain)
}
"""(fact type, fact) -> (category, label) -> what it leaves of the tag's confidence."""

GUESSES: Final[dict[tuple[str, str], Rule]] = _table(
    ((type_, fact), rule) for type_, text in _GUESS_BLOCKS for fact, rule in read_rules(text, plain)
)
"""The same for facts that only hint, where no rule of `RULES` told anything in that category."""
