"""Which signals a title's vector is fused from, and what each counts for, as data.

How a block is learnt stands in `spaces`, how blocks become one vector in `vectors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from movie_assets.dna.documents import GENRE_KINDS
from movie_assets.dna.taxonomy import CATEGORIES


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One signal: the kinds of lines it reads, and how they become directions.

    Attributes:
        kinds: what each kind of line counts for inside the block; each is brought to one length
            first, so that four hundred tropes do not drown three genres.
        dims: directions kept, fewer where the catalogue is small.
        method: `svd` finds the directions in which titles differ; `told` predicts the genres'
            directions from its lines, `tone` how light and how tense they are (`tones`); `scale`
            places numbers so that near ones lie near.
        width: for `scale`, how far a number reaches, in its own unit.
    """

    name: str
    kinds: Mapping[str, float]
    dims: int
    method: Literal["svd", "told", "tone", "scale"] = "svd"
    width: float = 1.0


_TAGS: Final = dict.fromkeys(CATEGORIES, 1.0) | {
    # Categories that nearly every title has alike say least; those are told from its genres.
    "sub_genres": 1.5, "mood": 1.2, "target_audience": 0.8, "humor": 0.7, "narrative": 0.6,
    "dialog": 0.5, "flags": 0.5, "time": 0.5, "cultural_impact": 0.3,
}  # fmt: skip

# What a story is about and what happens in it; a sub-genre tells half of it, and half how it feels.
_PLOT: Final = {
    "plot": 1.0, "themes": 1.0, "character_types": 1.0, "key_props": 0.7, "time": 0.7,
    "place": 0.7, "sub_genres": 0.5,
}  # fmt: skip

BLOCKS: Final = (
    Block(name="genre", kinds=dict.fromkeys(GENRE_KINDS, 1.0), dims=24),
    Block(
        name="told",
        kinds=dict.fromkeys(("keyword", "trope", "director", "cast", "company"), 1.0),
        dims=24,
        method="told",
    ),
    Block(name="tags", kinds=_TAGS, dims=24),
    Block(name="keyword", kinds={"keyword": 1.0}, dims=80),
    Block(name="trope", kinds={"trope": 1.0}, dims=16),
    Block(name="people", kinds={"director": 1.0, "cast": 1.0}, dims=48),
    Block(name="subject", kinds={"subject": 1.0, "location": 0.5}, dims=8),
    Block(name="franchise", kinds={"franchise": 1.0}, dims=8),
    Block(name="origin", kinds={"country": 1.0, "language": 1.0}, dims=4),
    Block(name="year", kinds={"year": 1.0}, dims=5, method="scale", width=8.0),
    Block(name="certificate", kinds={"certificate": 1.0}, dims=2, method="scale", width=3.0),
    # Of some 630 tags: in 24 directions a heist and a robbery are one thing, and so are a zombie
    # and a ghost; 120 and 140 order stories as well as no reduction at all does.
    Block(name="plot", kinds=_PLOT, dims=140),
    Block(name="tone", kinds=dict.fromkeys((*GENRE_KINDS, "mood"), 1.0), dims=2, method="tone"),
)
"""Each block becomes a unit vector, seen from the middle of all titles that have it.

The first are the genres, which the block `told` learns to tell from everything else.
"""

# Of two titles equally like a third, people take the one more is known of; see `vectors`.
KNOWN_OF: Final = "known_of"

WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "all": {
        "genre": 0.4, "told": 1.0, "tags": 0.4, "keyword": 0.4, "people": 0.35, "trope": 0.15,
        "franchise": 0.15, "subject": 0.1, "year": 0.08, "certificate": 0.1, "origin": 0.02,
        KNOWN_OF: 0.4,
    },
    # What keywords tell of the genres is left out: it likens two comedies, whatever happens.
    "story": {"plot": 1.0, "keyword": 0.3, "franchise": 0.2, "subject": 0.15},
    # Genres are left out but for their tone: they liken two war films, funny or not.
    "mood": {"tone": 1.0, "tags": 0.5},
    "characters": {"tags": 1.0, "people": 0.3},
    "style": {"tags": 1.0, "people": 0.4, "year": 0.3},
    "setting": {"tags": 1.0, "subject": 0.5, "year": 0.4, "origin": 0.2},
}  # fmt: skip
"""What a block counts for in the likeness of two titles, by aspect.

Those of `all` were chosen on pairs judged by hand and on films liked by the same people
(movie_assets_tests/benchmarks/dna_likeness.py). Halving or doubling any one of them but `told`
moves the judged pairs' AUC by less than .01: they lie on a plateau, and are round numbers.
Whether `story` and `mood` order by story and by mood: benchmarks/dna_aspects.py.
"""
