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
            directions from its lines; `scale` places numbers so that near ones lie near.
        width: for `scale`, how far a number reaches, in its own unit.
    """

    name: str
    kinds: Mapping[str, float]
    dims: int
    method: Literal["svd", "told", "scale"] = "svd"
    width: float = 1.0


BLOCKS: Final = (
    Block(name="genre", kinds=dict.fromkeys(GENRE_KINDS, 1.0), dims=24),
    Block(
        name="told",
        kinds={
            "keyword": 1.0, "trope": 1.0, "director": 0.7, "cast": 0.7, "company": 0.7,
            "subject": 0.5, "location": 0.5,
        },
        dims=24,
        method="told",
    ),
    Block(name="tags", kinds=dict.fromkeys(CATEGORIES, 1.0), dims=32),
    Block(name="keyword", kinds={"keyword": 1.0}, dims=64),
    Block(name="trope", kinds={"trope": 1.0}, dims=24),
    Block(name="people", kinds={"director": 1.0, "cast": 1.0}, dims=48),
    Block(name="subject", kinds={"subject": 1.0, "location": 0.5}, dims=8),
    Block(name="franchise", kinds={"franchise": 1.0}, dims=16),
    Block(name="origin", kinds={"country": 1.0, "language": 1.0}, dims=8),
    Block(name="year", kinds={"year": 1.0}, dims=6, method="scale", width=8.0),
    Block(name="certificate", kinds={"certificate": 1.0}, dims=2, method="scale", width=3.0),
)  # fmt: skip
"""Each block becomes a unit vector, seen from the middle of all titles that have it."""

WEIGHTS: Final[Mapping[str, Mapping[str, float]]] = {
    "all": {
        "genre": 0.0, "told": 1.0, "keyword": 0.5, "people": 0.4, "tags": 0.3, "franchise": 0.3,
        "trope": 0.2, "year": 0.1, "certificate": 0.1, "subject": 0.1, "origin": 0.02,
    },
    "story": {"keyword": 1.0, "told": 0.5, "tags": 0.7, "trope": 0.5, "subject": 0.3, "franchise": 0.3},
    "mood": {"genre": 0.7, "tags": 1.0},
    "characters": {"tags": 1.0, "people": 0.4},
    "style": {"tags": 1.0, "people": 0.5, "year": 0.3},
    "setting": {"tags": 1.0, "subject": 0.5, "year": 0.5, "origin": 0.3},
}  # fmt: skip
