"""One block of a title's vector: from lines of documents to a place in a few directions.

Which blocks there are stands in `blocks`, how they become one vector in `vectors`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nsmallest
from typing import Any, Final, cast

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # pyright: ignore[reportMissingTypeStubs]

from movie_assets.dna.blocks import Block
from movie_assets.dna.documents import SEPARATOR
from movie_assets.dna.tones import rated

Said = Mapping[str, Sequence[str]]
"""A document's tokens by kind, from `said`."""

VOCABULARY: Final = 50_000
# A token that stands in one document only cannot liken it to another.
_MIN_DOCUMENTS: Final = 2
# Keywords of several sources say the same in other words ("murder", "murder investigation"):
# each word of one counts too. With whole keywords only, this block told our judgements apart
# with an AUC of .69, with their words .73.
_BY_WORDS: Final = frozenset({"keyword"})
# Ridge's penalty on a token's say; 3 to 10 did equally well, 30 and above blurred everything.
_PENALTY: Final = 5.0
_TOLERANCE: Final = 1e-5
# How far a title one deviation lighter, or tenser, than most lies from the middle one, whose
# distance is 1: arctan 2 or 63 degrees, and 27. A mood is first of all light or dark.
_LIGHT_AND_TENSE: Final = (2.0, 0.5)
_SEED: Final = 0
_ROUNDS: Final = 7
_SHORTEST: Final = 1e-5
_FAINTEST: Final = 1e-4
# Years from the first film to a few decades hence; ages are within it.
_SCALE: Final = {"year": range(1870, 2071), "certificate": range(22)}


@dataclass(frozen=True)
class Space:
    """One fitted block.

    Shape: `tokens` and the rows of `idf` and `components` (tokens x dims) belong together;
           `middle` is kinds x dims: where the average title lies by lines of that kind alone, so
           that a kind a title lacks counts as average. `steady` is one number more that all titles
           have alike: with 1 a title of middling tone lies between light and dark ones, where
           directions alone would put it with either.
    """

    kinds: tuple[str, ...]
    weights: NDArray[np.float32]
    tokens: tuple[str, ...]
    idf: NDArray[np.float32]
    components: NDArray[np.float32]
    middle: NDArray[np.float32]
    steady: float = 0.0

    @property
    def dims(self) -> int:
        """Length of the block's part of a vector."""
        return int(self.components.shape[1]) + bool(self.steady)

    @cached_property
    def token_places(self) -> dict[str, int]:
        """Each token's row in `idf` and `components`."""
        return {token: place for place, token in enumerate(self.tokens)}

    @cached_property
    def token_kinds(self) -> NDArray[np.int64]:
        """Each token's kind, as a place in `kinds`."""
        places = {kind: place for place, kind in enumerate(self.kinds)}
        return np.array([places[kind_of(token)] for token in self.tokens], dtype=np.int64)

    def embed(self, documents: Sequence[Said]) -> NDArray[np.float64]:
        """Where documents lie by this block.

        Shape: len(documents) x dims, unit length; zeros where it has no line the block knows.
        """
        matrix, present = self.weighted(documents)
        placed: NDArray[np.float64] = matrix @ self.components.astype(np.float64)
        placed -= present @ self.middle.astype(np.float64)
        if self.steady:
            placed = np.hstack([placed, np.full((len(placed), 1), self.steady)])
        lengths = np.linalg.norm(placed, axis=1, keepdims=True)
        known = present.any(axis=1, keepdims=True) & (lengths > _SHORTEST)
        return np.divide(placed, lengths, out=np.zeros_like(placed), where=known)

    def weighted(self, documents: Sequence[Said]) -> tuple[Any, NDArray[np.float64]]:
        """Documents as sparse rows (documents x tokens), and which kinds each of them has.

        Units: a kind's part of a row has the length of the kind's weight.
        """
        places = self.token_places
        found = [
            sorted(
                Counter(
                    places[token]
                    for kind in self.kinds
                    for token in one.get(kind, ())
                    if token in places
                ).items()
            )
            for one in documents
        ]
        ends = np.cumsum([0, *map(len, found)])
        cells = np.array([cell for row in found for cell in row], dtype=np.int64).reshape(-1, 2)
        columns = cells[:, 0]
        values = cells[:, 1] * self.idf[columns].astype(np.float64)
        rows = np.repeat(np.arange(len(found)), np.diff(ends))
        parts = rows * len(self.kinds) + self.token_kinds[columns]
        squares = np.bincount(parts, values**2, len(found) * len(self.kinds))
        values *= self.weights[self.token_kinds[columns]] / np.sqrt(squares[parts])
        matrix: Any = csr_matrix((values, columns, ends), shape=(len(found), len(self.tokens)))
        present = (squares > 0).astype(np.float64).reshape(len(found), len(self.kinds))
        return matrix, present


def fit_space(
    block: Block, documents: Sequence[Said], towards: NDArray[np.float64] | None = None
) -> Space:
    """Learn one block from documents.

    Shape: `towards` is documents x dims, what a `told` block learns to predict; documents with a
           row of zeros there are not learnt from. A block of which the documents say nothing, or
           too little to learn from, has no dims.
    """
    blank = _vocabulary(block, documents)
    matrix, present = blank.weighted(documents)
    having = present.any(axis=1)
    if block.method == "scale":
        components = _bumps(blank.tokens, block)
    elif block.method == "told":
        targets = np.zeros((len(documents), 0)) if towards is None else towards
        components = _predictors(matrix, targets)
    elif block.method == "tone":
        components = _tones(matrix, rated(documents))
    else:
        reach = min(int(having.sum()), len(blank.tokens))
        components = _directions(matrix[having], min(block.dims, reach))
    middle = _middle(matrix, present, blank, components)
    steady = float(block.method == "tone" and components.shape[1] > 0)
    return replace(blank, components=components, middle=middle, steady=steady)


def kind_of(token: str) -> str:
    """What a line or token speaks of."""
    return token.partition(SEPARATOR)[0]


def said(document: str) -> Said:
    r"""A document's lines by their kind; the words of keywords count as keywords too.

    >>> said("genre: crime\nkeyword: con man")["keyword"]
    ['keyword: con man', 'keyword: con', 'keyword: man']
    """
    tokens: dict[str, list[str]] = {}
    for line in document.split("\n"):
        kind, _, label = line.partition(SEPARATOR)
        own = tokens.setdefault(kind, [])
        own.append(line)
        if kind in _BY_WORDS and " " in label:
            own.extend(f"{kind}{SEPARATOR}{word}" for word in label.split())
    return tokens


def _vocabulary(block: Block, documents: Sequence[Said]) -> Space:
    """A space that knows its tokens and their rarity, but no directions yet."""
    kinds = tuple(block.kinds)
    if block.method == "scale":
        (kind,) = kinds
        tokens = sorted(f"{kind}{SEPARATOR}{number}" for number in _SCALE[kind])
        idf = np.ones(len(tokens))
    else:
        tokens, idf = _shared(block, documents)
    nothing = np.zeros((len(tokens), 0), dtype=np.float32)
    return Space(
        kinds=kinds,
        weights=np.array([block.kinds[kind] for kind in kinds], dtype=np.float32),
        tokens=tuple(tokens),
        idf=idf.astype(np.float32),
        components=nothing,
        middle=np.zeros((len(kinds), 0), dtype=np.float32),
    )


def _shared(block: Block, documents: Sequence[Said]) -> tuple[list[str], NDArray[np.float64]]:
    """The tokens documents share, and how rare each is among those that have its kind."""
    counts: Counter[str] = Counter()
    having: Counter[str] = Counter()
    for one in documents:
        for kind in block.kinds:
            own = set(one.get(kind, ()))
            counts.update(own)
            having[kind] += bool(own)
    shared = [(-count, token) for token, count in counts.items() if count >= _MIN_DOCUMENTS]
    tokens = sorted(token for _, token in nsmallest(VOCABULARY, shared))
    idf = [1.0 + np.log(having[kind_of(token)] / counts[token]) for token in tokens]
    return tokens, np.array(idf, dtype=np.float64)


def _directions(matrix: Any, dims: int) -> NDArray[np.float32]:
    """Tokens x dims: the directions in which titles differ most.

    ARPACK would keep a seed of its own between calls: of equally strong directions it gave others
    each time. Fewer than `dims` come back where titles differ in fewer.
    """
    if dims < 1:
        return np.zeros((matrix.shape[1], 0), dtype=np.float32)
    # Two seconds of every process that knows the assets, most of which fit nothing.
    from sklearn.utils import extmath  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    decompose = cast("Any", extmath).randomized_svd
    _, strengths, directions = decompose(matrix, dims, n_iter=_ROUNDS, random_state=_SEED)
    real = strengths > _FAINTEST * strengths.max()
    return np.ascontiguousarray(directions[real].T, dtype=np.float32)


def _predictors(matrix: Any, targets: NDArray[np.float64]) -> NDArray[np.float32]:
    """Tokens x dims: what each token says of where a title lies among the genres."""
    known = targets.any(axis=1)
    if not known.any() or not matrix.shape[1]:
        return np.zeros((matrix.shape[1], 0), dtype=np.float32)
    from sklearn import linear_model  # noqa: PLC0415 # pyright: ignore[reportMissingTypeStubs]

    ridge = cast("Any", linear_model).Ridge(
        alpha=_PENALTY, fit_intercept=False, solver="sparse_cg", tol=_TOLERANCE
    )
    ridge.fit(matrix[known], targets[known])
    return np.ascontiguousarray(np.atleast_2d(ridge.coef_).T, dtype=np.float32)


def _tones(matrix: Any, tones: NDArray[np.float64]) -> NDArray[np.float32]:
    """Tokens x 2: what each token says of how light and how tense a title is."""
    known: NDArray[np.bool_] = (tones != 0).any(axis=1)
    middle = tones.sum(axis=0) / max(int(known.sum()), 1)
    components = _predictors(matrix, (tones - middle) * known[:, None])
    if not components.shape[1]:
        return components
    spread = (matrix[known] @ components.astype(np.float64)).std(axis=0)
    if not spread.all():  # all titles have one tone
        return components[:, :0]
    return (components * (_LIGHT_AND_TENSE / spread)).astype(np.float32)


def _bumps(tokens: tuple[str, ...], block: Block) -> NDArray[np.float32]:
    """Tokens x dims: bell curves around each number, brought to their main directions."""
    numbers = np.array([float(token.partition(SEPARATOR)[2]) for token in tokens])
    near = np.exp(-(((numbers[:, None] - numbers) / block.width) ** 2) / 2)
    strengths, directions = np.linalg.eigh(near)
    chosen = directions[:, -block.dims :] * np.sqrt(strengths[-block.dims :])
    signs = np.sign(chosen[np.abs(chosen).argmax(axis=0), np.arange(block.dims)])
    return np.ascontiguousarray(chosen * signs, dtype=np.float32)


def _middle(
    matrix: Any, present: NDArray[np.float64], space: Space, components: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Kinds x dims: where the average document that has the kind lies, by that kind alone."""
    sums = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    having = np.maximum(present.sum(axis=0), 1.0)
    middle = np.zeros((len(having), components.shape[1]))
    np.add.at(middle, space.token_kinds, sums[:, None] * components.astype(np.float64))
    return (middle / having[:, None]).astype(np.float32)
