"""The offline embedder: learnt from the catalogue's own documents. No document is written here.

A document's tokens are weighted by how rare they are; within a block (genres, keywords, tropes,
people …) they are brought to one length and then to the block's weight, so that a page of four
hundred tropes does not drown three genres. A truncated SVD finds the few directions in which
documents differ; a vector is a document's place there, seen from the catalogue's middle. The middle
is kept by block: a block a document lacks counts as average, which lets every aspect of a title
live in the one space that is learnt from `all`.

Memory, for a catalogue of 1.2 M titles: documents are read one by one and the richest
FIT_DOCUMENTS kept (about 1.3 kB each, 130 MB). Learning from 70,000 of them took 305 MB on top,
9.6 s on one core, so all 100,000 take about 450 MB; a full model is 14 MB. Embedding takes what
it returns (256 bytes a text) and a few MB for the CHUNK at work; 70,000 texts took 3.1 s.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # pyright: ignore[reportMissingTypeStubs]
from sklearn.decomposition import TruncatedSVD  # pyright: ignore[reportMissingTypeStubs]
from threadpoolctl import threadpool_limits  # pyright: ignore[reportMissingTypeStubs]

from movie_assets.dna.documents import SEPARATOR, text_hash
from movie_assets.dna.vector_file import read_parts, write_parts
from movie_assets.model.errors import ContractError

VERSION: Final = "1"
DIMS: Final = 64
FIT_DOCUMENTS: Final = 100_000
VOCABULARY: Final = 50_000
CHUNK: Final = 4_096
# A token that stands in one document only cannot liken it to another.
_MIN_DOCUMENTS: Final = 2
_DECIMALS: Final = 5
_SEED: Final = 0

BLOCK_WEIGHTS: Final[dict[str, float]] = {
    "genre": 1.0,
    "sub_genres": 0.8,
    "mood": 0.6,
    "themes": 0.7,
    "plot": 0.8,
    "narrative": 0.4,
    "humor": 0.4,
    "pacing": 0.2,
    "score_and_sound": 0.3,
    "flags": 0.2,
    "character_types": 0.5,
    "dialog": 0.2,
    "target_audience": 0.3,
    "cinematic_style": 0.4,
    "costume_and_set": 0.3,
    "cultural_impact": 0.2,
    "time": 0.4,
    "place": 0.4,
    "key_props": 0.3,
    "keyword": 1.0,
    "trope": 0.8,
    "director": 0.4,
    "cast": 0.35,
    "decade": 0.3,
    "language": 0.25,
    "country": 0.25,
}
"""What each block of a document counts for; lines of other blocks are not read."""


@dataclass(frozen=True)
class VectorModel:
    """A fitted embedder; its `name` changes whenever what it was fitted on does.

    Shape: `tokens` and the rows of `idf` and `components` (tokens x dims) belong together;
           `middle` is blocks x dims, `blocks` and `weights` in the same order.
    """

    name: str
    blocks: tuple[str, ...]
    weights: NDArray[np.float32]
    tokens: tuple[str, ...]
    idf: NDArray[np.float32]
    components: NDArray[np.float32]
    middle: NDArray[np.float32]

    @property
    def dims(self) -> int:
        """Length of a vector."""
        return int(self.components.shape[1])

    @cached_property
    def token_places(self) -> dict[str, int]:
        """Each token's row in `idf` and `components`."""
        return {token: place for place, token in enumerate(self.tokens)}

    @cached_property
    def token_blocks(self) -> NDArray[np.int64]:
        """Each token's block, as a place in `blocks`."""
        places = {block: place for place, block in enumerate(self.blocks)}
        return np.array([places[_block(token)] for token in self.tokens], dtype=np.int64)

    def embed(self, documents: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of documents, a row each.

        Shape: len(documents) x dims, float32, five decimals, unit length; a row of zeros where a
               document holds nothing the model knows: no embedding should be kept of it.
        """
        rows = np.zeros((len(documents), self.dims), dtype=np.float32)
        for start in range(0, len(documents), CHUNK):
            rows[start : start + CHUNK] = self._embed_chunk(documents[start : start + CHUNK])
        return rows

    def _embed_chunk(self, documents: Sequence[str]) -> NDArray[np.float32]:
        matrix, present = weighted(self, documents)
        placed: NDArray[np.float64] = matrix @ self.components.astype(np.float64)
        placed -= present @ self.middle.astype(np.float64)
        lengths = np.linalg.norm(placed, axis=1, keepdims=True)
        known = lengths > 10.0**-_DECIMALS
        unit = np.divide(placed, lengths, out=np.zeros_like(placed), where=known)
        # + 0.0 turns -0.0 into 0.0: they are equal, but not the same bytes
        return (np.round(unit, _DECIMALS) + 0.0).astype(np.float32)

    def to_bytes(self) -> bytes:
        """The model as a file: the same bytes for the same model, readable by `from_bytes`."""
        words = {"name": self.name, "blocks": self.blocks, "tokens": self.tokens}
        arrays = (self.weights, self.idf, self.components, self.middle)
        return write_parts(json.dumps(words, ensure_ascii=False), arrays)


def from_bytes(file: bytes) -> VectorModel:
    """A model from what `to_bytes` wrote.

    Errors: ContractError when the bytes are not whole or not of this version.
    """
    header, (weights, idf, components, middle) = read_parts(file, 4)
    words = json.loads(header)
    return VectorModel(
        name=words["name"],
        blocks=tuple(words["blocks"]),
        weights=weights,
        tokens=tuple(words["tokens"]),
        idf=idf,
        components=components,
        middle=middle,
    )


def fit(documents: Iterable[str], dims: int = DIMS) -> VectorModel:
    """Learn a space from the catalogue's `all` documents; their order does not matter.

    Shape: `dims` directions, fewer where there are fewer documents or tokens. Of more than
           FIT_DOCUMENTS the ones with most lines are learnt from, the smaller hash first.
    Errors: ContractError when there are not two documents and two tokens that documents share.
    """
    chosen = nsmallest(FIT_DOCUMENTS, filter(None, documents), key=_rank)
    blank = _vocabulary(chosen, dims)
    reach = min(len(chosen), len(blank.tokens)) - 1
    if reach < 1:
        raise ContractError(
            f"vectors cannot be learnt from {len(chosen)} documents with {len(blank.tokens)} tokens"
            " in common: at least two of each are needed; tag more titles first"
        )
    matrix, present = weighted(blank, chosen)
    components = _directions(matrix, min(dims, reach))
    return VectorModel(
        name=blank.name,
        blocks=blank.blocks,
        weights=blank.weights,
        tokens=blank.tokens,
        idf=blank.idf,
        components=components,
        middle=_middle(matrix, present, blank.token_blocks, components),
    )


def weighted(model: VectorModel, documents: Sequence[str]) -> tuple[Any, NDArray[np.float64]]:
    """Documents as sparse rows (documents x tokens), and which blocks each of them has.

    Units: a block's part of a row has the length of the block's weight.
    """
    places = model.token_places
    found = [
        sorted({places[line] for line in document.split("\n") if line in places})
        for document in documents
    ]
    ends = np.cumsum([0, *map(len, found)])
    columns = np.fromiter((place for row in found for place in row), np.int64, int(ends[-1]))
    rows = np.repeat(np.arange(len(found)), np.diff(ends))
    cells = rows * len(model.blocks) + model.token_blocks[columns]
    values = model.idf[columns].astype(np.float64)
    squares = np.bincount(cells, values**2, len(found) * len(model.blocks))
    values *= model.weights[model.token_blocks[columns]] / np.sqrt(squares[cells])
    matrix: Any = csr_matrix((values, columns, ends), shape=(len(found), len(model.tokens)))
    present = (squares > 0).astype(np.float64).reshape(len(found), len(model.blocks))
    return matrix, present


def _rank(document: str) -> tuple[int, str]:
    return -document.count("\n"), text_hash(document)


def _block(line: str) -> str:
    return line.partition(SEPARATOR)[0]


def _vocabulary(documents: Sequence[str], dims: int) -> VectorModel:
    """A model that knows its tokens and their rarity, but no directions yet."""
    counts = Counter(line for document in documents for line in set(document.split("\n")))
    shared = [
        (-count, line)
        for line, count in counts.items()
        if count >= _MIN_DOCUMENTS and _block(line) in BLOCK_WEIGHTS
    ]
    tokens = sorted(line for _, line in nsmallest(VOCABULARY, shared))
    seen = np.array([counts[token] for token in tokens], dtype=np.float64)
    idf = np.log((1 + len(documents)) / (1 + seen)) + 1
    nothing = np.zeros((0, 0), dtype=np.float32)
    return VectorModel(
        name=f"offline-svd-{VERSION}-{_content_hash(documents, dims)}",
        blocks=tuple(BLOCK_WEIGHTS),
        weights=np.array(list(BLOCK_WEIGHTS.values()), dtype=np.float32),
        tokens=tuple(tokens),
        idf=idf.astype(np.float32),
        components=nothing,
        middle=nothing,
    )


def _content_hash(documents: Sequence[str], dims: int) -> str:
    """Ten hex digits of what is learnt from, not of what comes out: the same on every machine."""
    rules = json.dumps([VERSION, dims, VOCABULARY, BLOCK_WEIGHTS])
    content = hashlib.sha256(rules.encode())
    for document in documents:
        content.update(text_hash(document).encode())
    return content.hexdigest()[:10]


def _directions(matrix: Any, dims: int) -> NDArray[np.float32]:
    """Tokens x dims; signs are fixed by scikit-learn: each direction's largest part is positive."""
    svd: Any = TruncatedSVD(n_components=dims, algorithm="arpack", random_state=_SEED)
    # One thread: sums of floats depend on how they are split.
    with threadpool_limits(limits=1):
        svd.fit(matrix)
    return np.ascontiguousarray(svd.components_.T, dtype=np.float32)


def _middle(
    matrix: Any,
    present: NDArray[np.float64],
    token_blocks: NDArray[np.int64],
    components: NDArray[np.float32],
) -> NDArray[np.float32]:
    """Blocks x dims: where the average document that has the block lies, by that block alone."""
    sums = np.asarray(matrix.sum(axis=0), dtype=np.float64).ravel()
    having = np.maximum(present.sum(axis=0), 1.0)
    middle = np.zeros((len(having), components.shape[1]))
    np.add.at(middle, token_blocks, sums[:, None] * components.astype(np.float64))
    return (middle / having[:, None]).astype(np.float32)
