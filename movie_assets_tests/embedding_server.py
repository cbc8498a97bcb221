"""A server that answers /v1/embeddings as OpenAI does, on loopback, with faults on demand."""

import base64
import json
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np

Answer = tuple[int, dict[str, str], dict[str, Any]]
Fault = Callable[[dict[str, Any], Answer], Answer]


class EmbeddingServer(ThreadingHTTPServer):
    """Remembers every request; applies one fault of `faults` an answer, then answers rightly."""

    def __init__(self, understands_base64: bool) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.understands_base64 = understands_base64
        self.faults: deque[Fault] = deque()
        self.requests: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/v1"

    def answer(self, request: dict[str, Any]) -> Answer:
        data = [
            {"object": "embedding", "index": index, "embedding": self._written(request, text)}
            for index, text in enumerate(request["input"])
        ]
        usage = {"prompt_tokens": 1, "total_tokens": 1}
        body = {"object": "list", "model": request["model"], "data": data, "usage": usage}
        right: Answer = (200, {}, body)
        return self.faults.popleft()(request, right) if self.faults else right

    def _written(self, request: dict[str, Any], text: str) -> str | list[float]:
        vector = vector_of(text, request.get("dimensions", 4))
        if self.understands_base64 and request.get("encoding_format") == "base64":
            return base64.b64encode(vector.astype("<f4").tobytes()).decode()
        return [float(value) for value in vector]


class _Handler(BaseHTTPRequestHandler):
    server: EmbeddingServer

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.requests.append(request)
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        status, headers, body = self.server.answer(request)
        written = json.dumps(body).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(written)))
        self.end_headers()
        self.wfile.write(written)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


def vector_of(text: str, dims: int) -> np.ndarray:
    """What the server thinks of a text: its length, then its first letters' numbers; not unit."""
    letters = [float(ord(letter)) for letter in text[: dims - 1].ljust(dims - 1)]
    return np.array([float(len(text)), *letters])


@contextmanager
def serving(*, understands_base64: bool = True) -> Iterator[EmbeddingServer]:
    server = EmbeddingServer(understands_base64)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
