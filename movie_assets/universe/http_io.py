"""HTTP/1.1 on one kept-alive connection: bytes to Request, Answer to bytes, in one write.

The standard library's handler spends more on parsing headers than a whole answer costs here,
and writes head and body apart, which costs 40 ms a request with delayed acknowledgements.
"""

import gzip
import re
import socket
import time
import zlib
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from socketserver import StreamRequestHandler
from typing import Protocol
from urllib.parse import parse_qsl, unquote

from movie_assets.universe.messages import Answer, Request

_LONGEST_LINE = 65_536
_MOST_BODY = 8_000_000
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")


_DRIPS = 10  # pieces of a body that drips


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an answer comes over the wire.

    `how`: "" as it should; `slow` after `seconds`; `drip` in ten pieces over `seconds`;
    `truncated` half of the length announced, then closed; `truncated_gzip` half of a gzip body,
    whose length is announced; `dropped` closed without a byte.
    """

    how: str = ""
    seconds: float = 0.0


class Responder(Protocol):
    """What a connection asks for answers."""

    def respond(self, connection: "Connection", request: Request) -> bool:
        """Answer a request over the connection; False closes it."""
        ...


class Connection(StreamRequestHandler):
    """One client's connection, until it closes or asks to."""

    disable_nagle_algorithm = True
    universe: Responder

    def handle(self) -> None:
        """Answer requests one after the other."""
        try:
            while (request := self._read()) is not None:
                if not self.universe.respond(self, request):
                    return
        except (ConnectionError, TimeoutError):
            return

    def _read(self) -> Request | None:
        line = self.rfile.readline(_LONGEST_LINE)
        parts = line.decode("latin-1").split()
        if len(parts) != 3:
            return None
        headers = self._read_headers()
        length = min(int(headers.get("content-length") or 0), _MOST_BODY)
        body = self.rfile.read(length) if length else b""
        target, _, query = parts[1].partition("?")
        _, host, path = f"{target}/".split("/", 2)
        return Request(
            method=parts[0],
            host=host,
            path="/" + unquote(path.removesuffix("/")),
            query=dict(parse_qsl(query, keep_blank_values=True)),
            headers=headers,
            body=body,
        )

    def _read_headers(self) -> dict[str, str]:
        headers: dict[str, str] = {}
        while (line := self.rfile.readline(_LONGEST_LINE)) not in (b"\r\n", b"\n", b""):
            name, _, value = line.decode("latin-1").partition(":")
            headers[name.strip().lower()] = value.strip()
        return headers

    def send(self, request: Request, answer: Answer, delivery: Delivery) -> bool:
        """Send an answer as well or badly as `delivery` says; False when it must close."""
        if delivery.how == "slow":
            time.sleep(delivery.seconds)
        if delivery.how == "dropped":
            self.connection.shutdown(socket.SHUT_RDWR)
            return False
        headers, body = _encoded(request, answer, forced=delivery.how == "truncated_gzip")
        cut = delivery.how == "truncated"
        if delivery.how == "truncated_gzip":
            body = body[: len(body) // 2]
        close = cut or request.headers.get("connection", "").lower() == "close"
        headers |= {
            "Content-Length": str(len(body)),
            "Date": formatdate(usegmt=True),
            "Connection": "close" if close else "keep-alive",
        }
        phrase = HTTPStatus(answer.status).phrase
        lines = [f"HTTP/1.1 {answer.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        sent = b"" if request.method == "HEAD" else body[: len(body) // 2] if cut else body
        self._deliver(head, sent, delivery)
        if cut:
            self.connection.shutdown(socket.SHUT_RDWR)
        return not close

    def _deliver(self, head: bytes, body: bytes, delivery: Delivery) -> None:
        if delivery.how != "drip":
            self.connection.sendall(head + body)
            return
        self.connection.sendall(head)
        size = len(body) // _DRIPS + 1
        for start in range(0, len(body), size):
            time.sleep(delivery.seconds / _DRIPS)
            self.connection.sendall(body[start : start + size])


def _encoded(
    request: Request, answer: Answer, *, forced: bool = False
) -> tuple[dict[str, str], bytes]:
    """Compress text when the client takes gzip, or `forced`; files of gzip stay as they are."""
    headers = dict(answer.headers)
    text = headers.get("Content-Type", "").startswith(("application/json", "text/"))
    taken = len(answer.body) > 500 and "gzip" in request.headers.get("accept-encoding", "")
    if text and (taken or forced):
        return headers | {"Content-Encoding": "gzip"}, gzip.compress(answer.body, 1, mtime=0)
    return headers, answer.body


def tagged(answer: Answer) -> Answer:
    """Name the version of an answer that does not name it itself, by its length and checksum.

    crc32 takes a seventh of md5's time (38 µs of 200 kB), and tells our own pages apart.
    """
    if answer.status != 200 or not answer.body or "ETag" in answer.headers:
        return answer
    etag = f'"{len(answer.body):x}-{zlib.crc32(answer.body):x}"'
    return Answer(headers={**answer.headers, "ETag": etag}, body=answer.body)


def ranged(request: Request, answer: Answer) -> Answer:
    """Cut out the range asked for, or tell that nothing changed.

    Shape: 206 with Content-Range, 416 for a range outside the body, 304 for the ETag the client
           has; any other answer is left alone, as are those without an ETag, and those of which
           the client has a part of another version (If-Range).
    """
    if answer.status != 200 or "ETag" not in answer.headers:
        return answer
    if request.headers.get("if-none-match") == answer.headers["ETag"]:
        return Answer(status=304, headers=answer.headers)
    match = _RANGE.fullmatch(request.headers.get("range", ""))
    had = request.headers.get("if-range", answer.headers["ETag"])
    same = had in (answer.headers["ETag"], answer.headers.get("Last-Modified"))
    if match is None or match[0] == "bytes=-" or not same:
        return answer
    size = len(answer.body)
    first, last = _span(match[1], match[2], size)
    if first > last or first >= size:
        return Answer(status=416, headers={**answer.headers, "Content-Range": f"bytes */{size}"})
    span = {"Content-Range": f"bytes {first}-{last}/{size}"}
    return Answer(status=206, headers={**answer.headers, **span},
                  body=answer.body[first : last + 1])  # fmt: skip


def _span(first: str, last: str, size: int) -> tuple[int, int]:
    if not first:  # the last so many bytes
        return max(0, size - int(last)), size - 1
    return int(first), min(int(last), size - 1) if last else size - 1
