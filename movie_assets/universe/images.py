"""TMDB's image host: a plain grey picture of each poster and backdrop, as PNG or JPEG by its path.

Made from the path alone: its digest gives the grey, and a comment with the path makes the bytes its
own. Posters stand upright and backdrops lie, by the size asked for.
"""

import struct
import zlib
from collections.abc import Collection, Iterable

from movie_assets.universe.chance import digest
from movie_assets.universe.messages import Answer, Request, text_answer
from movie_assets.universe.tmdb_objects import image_path

# Width and height in pixels of the sizes there are.
SIZES = {"w92": (92, 138), "w500": (500, 750), "w780": (780, 439), "w1280": (1280, 720)}


def image_answer(paths: Collection[str], request: Request) -> Answer:
    """Answer GET /t/p/{size}/{file}: the picture, or 404 for a size or path there is not."""
    size, _, name = request.path.removeprefix("/t/p/").partition("/")
    path = f"/{name}"
    if size not in SIZES or path not in paths:
        return text_answer("File not found", 404, "text/html")
    width, height = SIZES[size]
    if path.endswith(".png"):
        return Answer(headers={"Content-Type": "image/png"}, body=png(path, width, height))
    return Answer(headers={"Content-Type": "image/jpeg"}, body=jpeg(path, width, height))


def image_paths(title_ids: Iterable[str]) -> frozenset[str]:
    """The paths of some titles' posters and backdrops, as TMDB's details name them."""
    return frozenset(
        path
        for title_id in title_ids
        for path in (image_path(title_id, "poster", "en"), image_path(title_id, "backdrop", None))
    )


def png(path: str, width: int, height: int) -> bytes:
    """A grey PNG of 8 bits a pixel; its comment is the path."""
    row = b"\x00" + bytes([_grey(path)]) * width  # 0: no filter
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)),
        (b"tEXt", b"Comment\x00" + path.encode("latin-1", "replace")),
        (b"IDAT", zlib.compress(row * height, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def jpeg(path: str, width: int, height: int) -> bytes:
    """A grey baseline JPEG; its comment is the path.

    Every block of 8 x 8 pixels is its mean alone. Of the two Huffman tables the one of means has
    the lengths 0 to 8 as codes of 4 bits, the other the end of a block as the code 0. So the first
    block says the grey, and each that follows is the same: length 0, end of block, 00000.
    """
    blocks = -(-width // 8) * -(-height // 8)
    mean = (_grey(path) - 128) * 8 // _STEP
    length = abs(mean).bit_length()
    value = mean if mean >= 0 else mean + (1 << length) - 1
    bits = f"{length:04b}" + (f"{value:0{length}b}" if length else "") + "0"
    bits += "00000" * (blocks - 1)
    bits += "1" * (-len(bits) % 8)
    scan = int(bits, 2).to_bytes(len(bits) // 8).replace(b"\xff", b"\xff\x00")
    means = bytes([0, 0, 0, 9, *[0] * 12, *range(9)])
    ends = bytes([1, *[0] * 15, 0])
    segments = (
        (0xFE, path.encode()),
        (0xDB, b"\x00" + bytes([_STEP]) * 64),
        (0xC0, struct.pack(">BHHBBBB", 8, height, width, 1, 1, 0x11, 0)),
        (0xC4, b"\x00" + means),
        (0xC4, b"\x10" + ends),
        (0xDA, bytes([1, 1, 0x00, 0, 63, 0])),
    )
    head = b"".join(struct.pack(">BBH", 0xFF, m, len(data) + 2) + data for m, data in segments)
    return b"\xff\xd8" + head + scan + b"\xff\xd9"


_STEP = 8  # quantisation: a mean of 8 x 8 pixels is eight times a pixel's distance from 128


def _grey(path: str) -> int:
    return int(digest(path)[:2], 16)
