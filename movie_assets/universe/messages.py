"""What goes in and out of a source's handler: a request and an answer, as plain values.

No sockets: `server` turns bytes into a Request and an Answer into bytes.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as a handler sees it: the real host, the path below it, lower-case header names.

    `twist` asks a page source for a page that is wrong on purpose; `faults` sets it.
    """

    method: str
    host: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=lambda: {})
    body: bytes = b""
    twist: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer: status, headers of interest, body. Length, date and server name come later."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {})
    body: bytes = b""


_JSON = {"Content-Type": "application/json;charset=utf-8"}


def json_answer(value: Any, status: int = 200) -> Answer:
    """Answer with JSON as TMDB writes it: no spaces, characters as they are."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Answer(status=status, headers=_JSON, body=text.encode())


def text_answer(text: str, status: int = 200, content_type: str = "text/plain") -> Answer:
    """Answer with text, a page or an XML error."""
    return Answer(
        status=status,
        headers={"Content-Type": f"{content_type}; charset=utf-8"},
        body=text.encode(),
    )
