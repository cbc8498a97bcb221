"""One request over the wire, bounded in bytes and in time. When to ask is the client's business."""

from __future__ import annotations

import time
import zlib
from collections.abc import Iterator

import httpx

MAX_BODY_BYTES = 32 * 1024 * 1024  # the largest recorded page is 0.9 MB


def get(
    client: httpx.Client, url: str, headers: dict[str, str], seconds: float
) -> tuple[httpx.Response, bytes | None]:
    """Ask for one address and read what comes, redirects not followed.

    Shape:  the response and its plain body; None when there is more of it than MAX_BODY_BYTES,
            and then the rest is not read.
    Errors: httpx.HTTPError when nothing comes, too little, too late or what cannot be unpacked.
    """
    until = time.monotonic() + seconds
    with client.stream("GET", url, headers=headers) as response:
        packed = _limited(_in_time(response, until, seconds))
        if packed is None:
            return response, None
        return response, _unpacked(response, packed)


def _in_time(response: httpx.Response, until: float, seconds: float) -> Iterator[bytes]:
    """The pieces of a body, as long as there is time: a slow drip must not hold a lane."""
    for piece in response.iter_raw():
        yield piece
        if time.monotonic() > until:
            raise httpx.ReadTimeout(f"the answer was not through after {seconds:g} s")


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
