"""A vector model as plain bytes: a text and some arrays, no code. What they mean is not here.

8 bytes  MAGIC
8 bytes  length of the header, little-endian
header   JSON: {"text": …, "shapes": [[rows, columns], …]}
arrays   32-bit floats, little-endian, row after row, in the header's order
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from math import prod
from typing import Final

import numpy as np
from numpy.typing import NDArray

from movie_assets.model.errors import ContractError

MAGIC: Final = b"MAVECT01"
_FLOAT: Final = np.dtype("<f4")
_START: Final = len(MAGIC) + 8


def write_parts(text: str, arrays: Sequence[NDArray[np.float32]]) -> bytes:
    """The bytes of a text and arrays; the same parts give the same bytes."""
    shapes = [list(array.shape) for array in arrays]
    header = json.dumps({"text": text, "shapes": shapes}, ensure_ascii=False).encode()
    body = b"".join(array.astype(_FLOAT).tobytes() for array in arrays)
    return MAGIC + len(header).to_bytes(8, "little") + header + body


def read_parts(file: bytes, count: int) -> tuple[str, tuple[NDArray[np.float32], ...]]:
    """The text and the `count` arrays of a file.

    Errors: ContractError when it is another file, cut short or too long.
    """
    size = int.from_bytes(file[len(MAGIC) : _START], "little")
    if file[: len(MAGIC)] != MAGIC or len(file) < _START + size:
        raise ContractError(_damaged("it does not begin as one of ours"))
    header = json.loads(file[_START : _START + size])
    shapes: list[list[int]] = header["shapes"]
    expected = _START + size + _FLOAT.itemsize * sum(prod(shape) for shape in shapes)
    if len(shapes) != count:
        raise ContractError(_damaged(f"it has {len(shapes)} arrays, this version writes {count}"))
    if len(file) != expected:
        raise ContractError(_damaged(f"{len(file)} bytes are there, {expected} should be"))
    return header["text"], tuple(_arrays(file, _START + size, shapes))


def _arrays(file: bytes, offset: int, shapes: list[list[int]]) -> Iterator[NDArray[np.float32]]:
    for shape in shapes:
        array = np.frombuffer(file, _FLOAT, prod(shape), offset)
        yield array.reshape(shape).astype(np.float32)
        offset += array.nbytes


def _damaged(why: str) -> str:
    return f"this file is no vector model: {why}; fit the model again"
