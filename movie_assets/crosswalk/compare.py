"""How alike two sides of a claim are. Thresholds and verdicts belong to `decide`."""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz, utils
from rapidfuzz.process import cpdist


def name_similarity(
    left: Sequence[Sequence[str]], right: Sequence[Sequence[str]]
) -> list[float | None]:
    """The best similarity over all pairs of names, row by row.

    Shape:  two columns of name lists of one length; one number a row, null where a side has none.
    Units:  0 to 100, rapidfuzz's ratio over lower-cased names without punctuation; a name that is
            all punctuation ("!!!") cannot be compared this way and is left out.

    >>> name_similarity([["Amélie", "Le Fabuleux Destin"], []], [["Le fabuleux destin!"], ["X"]])
    [100.0, None]
    """
    rows = [
        (number, a, b)
        for number, (names, others) in enumerate(zip(left, right, strict=True))
        for a in _plain(names)
        for b in _plain(others)
    ]
    best: list[float | None] = [None] * len(left)
    if not rows:
        return best
    scores = cpdist(
        [a for _, a, _ in rows],
        [b for _, _, b in rows],
        scorer=fuzz.ratio,
        dtype=np.float32,
    )
    for (number, _, _), score in zip(rows, scores.tolist(), strict=True):
        known = best[number]
        best[number] = score if known is None or score > known else known
    return best


def _plain(names: Sequence[str]) -> list[str]:
    plain = (" ".join(utils.default_process(name).split()) for name in names)
    return [name for name in plain if name]


def with_similarity(claims: pa.Table) -> pa.Table:
    """The claims with a column `name_similarity` beside them (see `claims_sql` for the rest)."""
    left: list[list[str]] = claims.column("title_names").to_pylist()
    right: list[list[str]] = claims.column("record_names").to_pylist()
    column = pa.array(name_similarity(left, right), type=pa.float64())
    return claims.append_column("name_similarity", column)
