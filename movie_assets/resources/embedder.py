"""Embedders: texts in, unit vectors out. Which texts, and where vectors are kept, is not here.

`movie_assets.dna.vectors.VectorModel` is an Embedder as it stands, and the default one: it needs
no key and no network.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NoReturn, Protocol

import numpy as np
import openai
from numpy.typing import NDArray

from movie_assets.model.errors import ContractError, SourceError
from movie_assets.resources.openai_client import openai_client

# The service takes 8,192 tokens a text and 300,000 a request; a token is about three characters
# of our keywords and names, so both stay within it.
TEXT_CHARACTERS = 24_000
REQUEST_CHARACTERS = 400_000
REQUEST_TEXTS = 256
# A request of 256 texts takes a few seconds. The SDK waits 0.5 s, doubling to 8 s, or as long as
# the answer's Retry-After says (up to 60 s), before each of the further tries.
TIMEOUT_S = 60.0
RETRIES = 4
DECIMALS = 5

_REFUSALS = {
    401: "refuses the key: set one that it knows",
    403: "refuses the key: set one that may use the model {model!r}",
    404: "knows no model {model!r} there: check its name and the base address",
    429: (
        "still says too many requests after {tries} tries: the quota is used up or too small; "
        "raise it, or run again later"
    ),
}


class Embedder(Protocol):
    """Whatever turns documents into vectors."""

    @property
    def name(self) -> str:
        """Stands in the vectors' key: another name, another space."""
        ...

    @property
    def dims(self) -> int:
        """Length of a vector."""
        ...

    def embed(self, documents: Sequence[str], aspect: str = "all", /) -> NDArray[np.float32]:
        """Vectors of documents of one aspect, a row each: len(documents) x dims, unit length.

        A row of zeros means that nothing could be told: no embedding should be kept of it.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class OpenAIEmbedder:
    """Embeddings of OpenAI, or of any server that speaks its protocol at `base_url`.

    Shape: `dims` is asked for and insisted on; set `asks_dims` to False for servers that do not
           know the parameter. Neither key nor proxy is taken from the environment.
    """

    api_key: str = field(repr=False)
    base_url: str
    model: str
    dims: int
    asks_dims: bool = True
    timeout_s: float = TIMEOUT_S
    retries: int = RETRIES

    @property
    def name(self) -> str:
        """The model and its dimensions."""
        return f"openai-{self.model}-{self.dims}"

    @cached_property
    def _client(self) -> openai.OpenAI:
        return openai_client(
            api_key=self.api_key,
            base_url=self.base_url,
            timeout_s=self.timeout_s,
            retries=self.retries,
        )

    def embed(self, documents: Sequence[str], _aspect: str = "all", /) -> NDArray[np.float32]:
        """Vectors of documents, a row each, in as few requests as the service's bounds allow.

        What a document is of, its lines say by themselves; the aspect is not sent.

        Shape: len(documents) x dims, float32, five decimals, unit length. Of a document longer
               than TEXT_CHARACTERS only the beginning is read.
        Errors: ContractError for an empty document; SourceError when the service cannot be
                reached, refuses, or answers with other vectors than were asked for.
        """
        if not all(documents):
            raise ContractError(
                "an empty document was to be embedded: leave out titles with nothing to say"
            )
        batches = [self._embed_batch(batch) for batch in _batches(documents)]
        return np.concatenate([np.zeros((0, self.dims), dtype=np.float32), *batches])

    def _embed_batch(self, batch: list[str]) -> NDArray[np.float32]:
        dimensions = self.dims if self.asks_dims else openai.omit
        try:
            answer = self._client.embeddings.create(
                model=self.model, input=batch, dimensions=dimensions
            )
        except openai.APIError as problem:
            self._refused(problem)
        except ValueError as problem:  # the SDK's own reading of an answer
            raise SourceError(self._says(f"an answer we cannot read ({problem})")) from problem
        return self._checked(answer.data, len(batch))

    def _checked(self, data: Sequence[Any], count: int) -> NDArray[np.float32]:
        if sorted(item.index for item in data) != list(range(count)):
            raise SourceError(self._says(f"{len(data)} vectors, not one for each of {count} texts"))
        lengths = {len(item.embedding) for item in data}
        if lengths != {self.dims}:
            raise SourceError(
                self._says(f"vectors of length {sorted(lengths)} where {self.dims} is set")
            )
        ordered = sorted(data, key=lambda item: item.index)
        vectors = np.array([item.embedding for item in ordered], dtype=np.float64)
        norms = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(norms).all() or not norms.all():
            raise SourceError(self._says("vectors with no direction (zero, infinite or NaN)"))
        return (np.round(vectors / norms, DECIMALS) + 0.0).astype(np.float32)

    def _says(self, what: str) -> str:
        return (
            f"the embedding service at {self.base_url} gave {what} for model {self.model!r}; "
            "nothing of it was kept: check the model's name and dimensions in the settings, "
            "or unset the key to use the offline embedder"
        )

    def _refused(self, problem: openai.APIError) -> NoReturn:
        where = f"the embedding service at {self.base_url}"
        raise SourceError(f"{where} {self._why(problem)}") from None

    def _why(self, problem: openai.APIError) -> str:
        if isinstance(problem, openai.APIStatusError) and problem.status_code not in _REFUSALS:
            said = problem.message.replace(self.api_key, "…")
            return f"answered with status {problem.status_code}: {said}"
        if isinstance(problem, openai.APIStatusError):
            return _REFUSALS[problem.status_code].format(model=self.model, tries=self.retries + 1)
        if isinstance(problem, openai.APITimeoutError):
            return f"did not answer within {self.timeout_s:g} s, {self.retries + 1} times over"
        if isinstance(problem, openai.APIConnectionError):
            return "cannot be reached: check the address in the settings, and the network"
        return "broke off its answer: run again"


def _batches(documents: Sequence[str]) -> Iterator[list[str]]:
    """Documents in order, cut to length, in groups within the bounds of one request."""
    batch: list[str] = []
    size = 0
    for document in documents:
        text = document[:TEXT_CHARACTERS]
        if batch and (len(batch) == REQUEST_TEXTS or size + len(text) > REQUEST_CHARACTERS):
            yield batch
            batch, size = [], 0
        batch.append(text)
        size += len(text)
    if batch:
        yield batch
