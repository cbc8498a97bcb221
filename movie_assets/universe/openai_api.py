"""An OpenAI-compatible service: embeddings and chat, worked out from the words of the request.

Pure: request → answer. It knows no language: vectors are of hashed words, and a structured answer
is the emptiest one that its schema allows, but for DNA (`openai_dna`). Good for trying clients,
not for judging models.
"""

import base64
import json
import math
import struct
from collections.abc import Mapping
from typing import Any

from movie_assets.universe import openai_dna
from movie_assets.universe.chance import digest, draw
from movie_assets.universe.messages import Answer, Request, json_answer

Json = dict[str, Any]
CREATED = 1_751_328_000  # the universe's first day
_DIMENSIONS = 256
_MOST_DIMENSIONS = 3072


def openai_answer(request: Request) -> Answer:
    """Answer a request to api.openai.com.

    Shape:  POST /v1/embeddings (floats or base64 of little-endian float32) and
            /v1/chat/completions (with `response_format` of type json_schema: such a JSON).
    Errors: as OpenAI words them: 401 without a key, 404 for another path, 400 for a bad body.
    """
    if not request.headers.get("authorization", "").startswith("Bearer "):
        return _error(401, "invalid_request_error", "No API key was given.", None)
    handler = {"/v1/embeddings": _embeddings, "/v1/chat/completions": _chat}.get(request.path)
    if handler is None or request.method != "POST":
        return _error(404, "invalid_request_error", f"Unknown URL: {request.path}", None)
    try:
        asked = json.loads(request.body)
    except ValueError:
        asked = None
    if not isinstance(asked, dict) or not asked.get("model"):
        return _error(400, "invalid_request_error", "The body must be JSON with a model.", "model")
    return handler(asked, request.twist)


def _error(status: int, kind: str, message: str, param: str | None) -> Answer:
    return json_answer(
        {"error": {"message": message, "type": kind, "param": param, "code": None}}, status
    )


def _embeddings(asked: Json, _twist: str | None) -> Answer:
    given = asked.get("input")
    texts = [given] if isinstance(given, str) else given
    size = asked.get("dimensions") or _DIMENSIONS
    if not isinstance(texts, list) or not texts or not all(isinstance(t, str) for t in texts):
        return _error(400, "invalid_request_error", "'input' must be texts.", "input")
    if not isinstance(size, int) or not 1 <= size <= _MOST_DIMENSIONS:
        return _error(400, "invalid_request_error", "'dimensions' is out of range.", "dimensions")
    packed = asked.get("encoding_format") == "base64"
    data = [
        {"object": "embedding", "index": place,
         "embedding": _packed(vector) if packed else vector}
        for place, vector in enumerate(_vector(text, size) for text in texts)
    ]  # fmt: skip
    words = sum(len(text.split()) for text in texts)
    usage = {"prompt_tokens": words, "total_tokens": words}
    return json_answer({"object": "list", "data": data, "model": asked["model"], "usage": usage})


def _vector(text: str, size: int) -> list[float]:
    """Add up a direction for each word; the length is 1."""
    total = [0.0] * size
    for word in text.lower().split() or [""]:
        for step in range(8):
            place = int(draw(word, step, "place") * size)
            total[place] += 1.0 if draw(word, step, "sign") < 0.5 else -1.0
    length = math.sqrt(sum(value * value for value in total)) or 1.0
    return [value / length for value in total]


def _packed(vector: list[float]) -> str:
    return base64.b64encode(struct.pack(f"<{len(vector)}f", *vector)).decode()


def _chat(asked: Json, twist: str | None) -> Answer:
    messages = asked.get("messages")
    if not isinstance(messages, list) or not messages:
        return _error(400, "invalid_request_error", "'messages' must not be empty.", "messages")
    content = _content(asked, twist)
    prompt, answer = len(json.dumps(messages).split()), len(content.split())
    refusal = "I cannot help with that." if twist == "refusal" else None
    message = {"role": "assistant", "content": None if refusal else content, "refusal": refusal}
    ended = "length" if twist == "cut_off" else "stop"
    return json_answer({
        "id": f"chatcmpl-{digest(json.dumps(asked, sort_keys=True))}", "object": "chat.completion",
        "created": CREATED, "model": asked["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": ended, "logprobs": None}],
        "usage": {"prompt_tokens": prompt, "completion_tokens": answer,
                  "total_tokens": prompt + answer,
                  "completion_tokens_details": {"reasoning_tokens": 0}},
    })  # fmt: skip


def _content(asked: Json, twist: str | None) -> str:
    """What the model writes: DNA where that is asked for, else the emptiest its schema allows."""
    wanted = (asked.get("response_format") or {}).get("json_schema") or {}
    schema = wanted.get("schema")
    if wanted.get("name") == openai_dna.NAME and "items" in (schema or {}).get("properties", {}):
        items = openai_dna.dna_items(asked["messages"][1]["content"])
        twisted = openai_dna.TWISTS.get(twist or "", lambda same: same)(items)
        text = json.dumps({"items": twisted}, ensure_ascii=False)
        return text[: len(text) // 2] if twist in ("malformed_json", "cut_off") else text
    return json.dumps(_emptiest(schema)) if isinstance(schema, dict) else "This is an answer."


def _emptiest(schema: Mapping[str, Any]) -> Any:
    """Give the emptiest value a schema allows: first of an enum, least number, no items."""
    if "enum" in schema:
        return schema["enum"][0]
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object":
        return {name: _emptiest(inner) for name, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [_emptiest(schema.get("items", {})) for _ in range(schema.get("minItems", 0))]
    if kind in ("integer", "number"):
        return schema.get("minimum", 0)
    return {"string": "", "boolean": False}.get(str(kind))
