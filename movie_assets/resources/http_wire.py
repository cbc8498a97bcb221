"""One request over the wire, bounded in bytes and in time. When to ask is the client's business."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
import weakref
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx

MAX_BODY_BYTES = 32 * 1024 * 1024  # the largest recorded page is 0.9 MB
_CONNECTED = frozenset({"connection.connect_tcp.complete", "connection.start_tls.complete"})


@dataclass
class _Watch:
    """Hangs up on answers that are not through in time: one thread for all, while there are any.

    A timer for each request, which is a thread of its own, took a fifth of a request's time.
    """

    total_s: float
    hang_up: Callable[[], None]
    _deadlines: dict[threading.Event, float] = field(
        init=False, default_factory=dict[threading.Event, float]
    )
    _is_watching: bool = field(init=False, default=False)
    _lock: threading.Lock = field(init=False, default_factory=threading.Lock)

    @contextlib.contextmanager
    def over(self) -> Iterator[threading.Event]:
        """Watch over one answer; the event is set once it is late and was hung up on."""
        late = threading.Event()
        with self._lock:
            self._deadlines[late] = time.monotonic() + self.total_s
            is_watched, self._is_watching = self._is_watching, True
        if not is_watched:
            threading.Thread(target=self._watch, daemon=True).start()
        try:
            yield late
        finally:
            with self._lock:
                self._deadlines.pop(late, None)

    def _watch(self) -> None:
        while (wait_s := self._next_wait_s()) is not None:
            time.sleep(wait_s)

    def _next_wait_s(self) -> float | None:
        """Hang up where it is time; how long to sleep, or None with nothing left to watch over.

        An answer that is asked for meanwhile may take as long as any, so it is not overslept.
        """
        with self._lock:
            now = time.monotonic()
            overdue = [late for late, at in self._deadlines.items() if at <= now]
            for late in overdue:
                late.set()
                del self._deadlines[late]
            if overdue:
                self.hang_up()
            if not self._deadlines:
                self._is_watching = False
                return None
            return min(self._deadlines.values()) - now


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
    _watch: _Watch = field(init=False)

    def __post_init__(self) -> None:
        """Set the watch."""
        self._watch = _Watch(self.total_s, self._hang_up)

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

    def _hang_up(self) -> None:
        for one in list(self._sockets):
            with contextlib.suppress(OSError):  # closed by now
                one.shutdown(socket.SHUT_RDWR)

    @contextlib.contextmanager
    def _in_time(self) -> Iterator[None]:
        too_late = f"the answer was not through after {self.total_s:g} s"
        with self._watch.over() as late:
            try:
                yield
            except httpx.HTTPError as error:
                if not late.is_set():
                    raise
                raise httpx.ReadTimeout(too_late) from error
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
