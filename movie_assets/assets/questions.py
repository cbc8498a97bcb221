"""Questions to a language model as they are kept: before they are sent, and with their answers."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

import zstandard

from movie_assets.dna.prompt import Question, question_from_json
from movie_assets.dna.replies import PROMPT_HASH
from movie_assets.dna.taxonomy import VERSION
from movie_assets.model.source_rows import Answer
from movie_assets.resources.llm_outcomes import Said, said_from_json

SOURCE: Final = "language_model"
_CALL: Final = "/chat/completions"

Half = Literal["question", "answer"]


@dataclass(frozen=True, slots=True)
class Put:
    """One question as it was sent."""

    request_id: str
    model: str
    prompt_hash: str
    taxonomy_version: str
    asked: Question
    is_repair: bool
    worst: float
    at: dt.datetime
    run_id: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "request_id": self.request_id, "model": self.model, "prompt_hash": self.prompt_hash,
            "taxonomy_version": self.taxonomy_version, "asked": self.asked.to_json(),
            "is_repair": self.is_repair, "worst": self.worst, "at": self.at.isoformat(),
            "run_id": self.run_id,
        }  # fmt: skip


def put_from_json(kept: Mapping[str, Any]) -> Put:
    """What `Put.to_json` gave."""
    asked, at = question_from_json(kept["asked"]), dt.datetime.fromisoformat(kept["at"])
    return Put(**{**kept, "asked": asked, "at": at})


def paired(kept: Iterable[tuple[str, bytes]]) -> Iterator[tuple[Put, Said | None]]:
    """Questions as they were put, each with its answer where one came."""
    halves: dict[str, dict[str, Any]] = {"question": {}, "answer": {}}
    for url, body in kept:
        half, _, request_id = url.partition("#")[2].partition("=")
        halves[half][request_id] = json.loads(zstandard.decompress(body))
    for request_id, put in halves["question"].items():
        answer = halves["answer"].get(request_id)
        yield put_from_json(put), said_from_json(answer) if answer else None


def key_of(model: str, asked: Question, problems: Mapping[str, str]) -> str:
    """Of everything a question says: the same question is the same request."""
    told = [model, PROMPT_HASH, VERSION, sorted(asked.hashes.items()), sorted(problems.items())]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:32]


def row_of(half: Half, put: Put, kept: Mapping[str, Any], base_url: str) -> Answer:
    """One half of a call as an answer of the lake, found again by its address."""
    url = f"{base_url.rstrip('/')}{_CALL}#{half}={put.request_id}"
    body = json.dumps(kept, ensure_ascii=False).encode()
    return Answer(
        answer_id=hashlib.sha256(f"{SOURCE}{url}{put.at.isoformat()}".encode()).hexdigest()[:32],
        source=SOURCE,
        url=url,
        requested_at=put.at,
        outcome=kept["outcome"] if half == "answer" else "asked",
        body=zstandard.compress(body),
        body_sha256=hashlib.sha256(body).hexdigest(),
        body_bytes=len(body),
        error=kept.get("error"),
        run_id=put.run_id,
    )
