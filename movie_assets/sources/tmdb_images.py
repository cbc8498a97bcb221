"""TMDB's image host: where a poster or backdrop is, and what a body is. Nothing is kept here.

Shown with TMDB's attribution; the pictures are their makers', so copies are for personal use.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from movie_assets.sources.base import Source
from movie_assets.sources.tmdb import TMDB

WEB = "https://image.tmdb.org/t/p"
Role = Literal["poster", "backdrop"]
# TMDB's names of widths in pixels: wide enough for a title's page, a tenth of the original's bytes.
SIZES: dict[Role, str] = {"poster": "w500", "backdrop": "w1280"}

_JPEG, _PNG, _RIFF, _WEBP = b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF", b"WEBP"
_PNG_END = b"IEND\xaeB`\x82"
_JPEG_END = b"\xff\xd9"
# Start-of-frame markers, which carry the size; C4, C8 and CC are tables and reserved.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Picture:
    """What a body is: its type, the ending of its file, and pixels where they are cheaply known."""

    content_type: str
    ending: str
    width: int | None = None
    height: int | None = None


def image_url(path: str, role: Role) -> str:
    """Where a picture is.

    >>> image_url("/abc.jpg", "poster")
    'https://image.tmdb.org/t/p/w500/abc.jpg'
    """
    return f"{WEB}/{SIZES[role]}{path}"


def picture_in(body: bytes, content_type: str) -> Picture | None:
    """What picture a body is; None unless its bytes, its end and the header say one thing.

    Source: the body of GET https://image.tmdb.org/t/p/{size}/{path} and its Content-Type.
    Units:  pixels.
    Errors: none; what is no whole JPEG, PNG or WebP is None.
    """
    found = _told_by_bytes(body)
    said = content_type.partition(";")[0].strip().lower()
    return found if found is not None and said == found.content_type else None


def _told_by_bytes(body: bytes) -> Picture | None:
    if body.startswith(_PNG) and body.endswith(_PNG_END) and body[12:16] == b"IHDR":
        width, height = (int.from_bytes(body[at : at + 4]) for at in (16, 20))
        return Picture("image/png", "png", width, height)
    if body.startswith(_JPEG) and body.rstrip(b"\x00").endswith(_JPEG_END):
        size = _jpeg_size(body)
        return Picture("image/jpeg", "jpg", *size) if size else None
    if body.startswith(_RIFF) and body[8:12] == _WEBP:
        whole = len(body) == int.from_bytes(body[4:8], "little") + 8
        return Picture("image/webp", "webp") if whole else None
    return None


def _jpeg_size(body: bytes) -> tuple[int, int] | None:
    """Width and height out of a JPEG's frame header; None where there is none."""
    at = 2
    while at + 9 <= len(body) and body[at] == 0xFF:
        marker = body[at + 1]
        if marker in _FRAMES:
            return int.from_bytes(body[at + 7 : at + 9]), int.from_bytes(body[at + 5 : at + 7])
        if marker == 0xFF:  # a fill byte
            at += 1
            continue
        at += 2 + int.from_bytes(body[at + 2 : at + 4])
    return None


TMDB_IMAGES = Source(
    name="tmdb_images",
    hosts=("image.tmdb.org",),
    # TMDB states no limit for its image host; a browser that shows a list asks for twenty at once.
    requests_per_second=10.0,
    max_age_days=170.0,  # a path never changes what it shows
    rights=replace(TMDB.rights, attribution=f"Images: TMDB. {TMDB.rights.attribution}"),
    parser_version="tmdb_images-1",
    read=None,  # a picture tells nothing of a title
)
