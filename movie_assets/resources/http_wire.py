"""One request over the wire, bounded in bytes and in time. When to ask is the client's business."""

from __future__ import annotations

import contextlib
import socket
import threading
import weakref
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

MAX_BODY_BYTES = 32 * 1024 * 1024  # the largest recorded page is 0.9 MB
_CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass
class Wire:
    """The connections of one client, and how long a whole answer may take on them, in seconds.

    httpx limits only the silence between two pieces, so a drip of bytes, of headers above all,
    could hold a lane for ever.
    """

    client: httpx.Client
    total_s: float
    _sockets: weakref.WeakSet[socket.socket] = field(
        init=False, default_factory=weakref.WeakSet[socket.socket]
    )

    def get(self, url: str, headers: dict[str, str]) -> tuple[httpx.Response, bytes | None]:
        """Ask for one address and read what comes, redirects not followed.

        Shape:  the response and its plain body; None when there is more of it than
                MAX_BODY_BYTES, and then the rest is not read.
        Errors: httpx.HTTPError when nothing comes, too little, too late or what cannot be
                unpacked.
        """
        with self._in_time():
            watched = {"trace": self._note}
            with self.client.stream("GET", url, headers=headers, extensions=watched) as response:
                packed = _limited(response.iter_raw())
        return response, None if packed is None else _unpacked(response, packed)

    def _note(self, event: str, told: dict[str, Any]) -> None:
        """Remember the sockets httpx opens; a later request may go over any of them."""
        if event in _CONNECTED:
            self._sockets.add(told["return_value"].get_extra_info("socket"))

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        late = threading.Event()

        def hang_up() -> None:
            late.set()
            for one in list(self._sockets):
                with contextlib.suppress(OSError):  # closed by now
                    one.shutdown(socket.SHUT_RDWR)

        timer = threading.Timer(self.total_s, hang_up)
        timer.daemon = True
        timer.start()
        too_late = f"the answer was not through after {self.total_s:g} s"
        try:
            yield
        except httpx.HTTPError as error:
            if not late.is_set():
                raise
            raise httpx.ReadTimeout(too_late) from error
        finally:
            timer.cancel()
        if late.is_set():  # a body without a length ends where we hung up
            raise httpx.ReadTimeout(too_late)


def _limited(pieces: Iterator[bytes]) -> bytes | None:
    body = bytearray()
    for piece in pieces:
        body += piece
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


def _unpacked(response: httpx.Response, packed: bytes) -> bytes | None:
    """The plain body. httpx would take a gzip stream cut in the middle for a whole one."""
    encoding = response.headers.get("content-encoding", "").strip().lower()
    if encoding in ("", "identity") or not packed:
        return packed
    if encoding not in ("gzip", "x-gzip"):
        raise httpx.DecodingError(f"the body comes as {encoding!r}, which nobody asked for")
    unpacking = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        body = unpacking.decompress(packed, MAX_BODY_BYTES + 1)
    except zlib.error as error:
        raise httpx.DecodingError(f"the body is no gzip: {error}") from error
    if len(body) > MAX_BODY_BYTES:
        return None
    if not unpacking.eof:
        raise httpx.DecodingError("the gzip body ends in its middle")
    return body
