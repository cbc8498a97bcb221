"""A host on loopback that says what a test wants it to, and remembers what it was asked."""

import datetime as dt
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from movie_assets.model.source_rows import Answer
from movie_assets.resources.http import HttpClient
from movie_assets.sources.base import Rights, Source

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
HOST, OTHER_HOST = "api.example.org", "www.example.org"
URL = f"https://{HOST}/3/movie/603?append=credits"
SOURCE = Source(
    name="example",
    hosts=(HOST,),
    requests_per_second=40,
    asks_robots=False,
    max_age_days=7,
    rights=Rights(licence="", attribution="", permitted_use="open", max_cache_days=None),
    parser_version="1",
    read=None,
)


@dataclass
class Said:
    """One scripted answer; `cut` ends it short of its Content-Length, `drips` a byte at a time.

    With `head_drips` it never comes to the end of its headers.
    """

    status: int = 200
    body: bytes = b'{"id": 603}'
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False
    drips: bool = False
    head_drips: bool = False


class Scripted(ThreadingHTTPServer):
    """Gives its scripted answers in order, the last one for ever, and remembers the requests."""

    daemon_threads = True

    def __init__(self, *script: Said) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.paths: list[str] = []
        self.times: list[float] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{HOST}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.times.append(time.monotonic())
        self.server.headers.append({n.lower(): v for n, v in self.headers.items()})
        script = self.server.script
        said = script.pop(0) if len(script) > 1 else script[0]
        if said.silent:
            self.server.released.wait(10)
            return
        if said.head_drips:
            self._drip(b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 10_000)
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.close_connection = True
        if said.drips:
            self._drip(said.body)
            return
        self.wfile.write(said.body[: len(said.body) - said.cut])

    def _drip(self, body: bytes) -> None:
        for byte in body:
            if self.server.released.wait(0.01):
                return
            try:
                self.wfile.write(bytes([byte]))
            except ConnectionError:
                return

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(*script: Said) -> Iterator[Scripted]:
    server = Scripted(*script)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


def client(server: Scripted, **values: Any) -> HttpClient:
    given = {
        "base_urls": {HOST: server.base},
        "user_agent": "tests (contact@example.org)",
        "tokens": {},
        "pace": 0.0,
    }
    return HttpClient(**(given | values))


def ask(server: Scripted, url: str = URL, **values: Any) -> Answer:
    with client(server, **values) as http:
        return http.ask(SOURCE, url, title_id="movie/603", at=NOON, run_id="run")
