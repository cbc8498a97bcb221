"""Titles that share a record's rare words: the best few by how rare. No name is compared here."""

# pyright: standard
# scipy comes without types, so strictness would only speak of it.

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

_RECORDS_AT_ONCE = 5_000  # at most 900 titles each: 50 MB


def best_titles(
    record: np.ndarray, place: np.ndarray, titles: np.ndarray, words: Any, best: int
) -> tuple[np.ndarray, np.ndarray]:
    """The titles that share most with each record, a word counting the more the fewer have it.

    Shape:  record (sorted), place and titles: one entry a word of a record in a year; `place` is
            its row of `words` (see `titles_by_word`), `titles` how many the whole window has of it.
            Out: record and title, at most `best` a record; of equal titles the first by number.

    >>> words = titles_by_word(np.array([0, 2, 3]), np.array([0, 1, 1]))
    >>> said = (np.array([5, 5]), np.array([0, 1]), np.array([2, 1]))
    >>> [found.tolist() for found in best_titles(*said, words, best=1)]
    [[5], [1]]
    """
    numbers, first = np.unique(record, return_index=True)
    worth = sparse.csr_array(
        (1 / np.log1p(titles), place, np.append(first, len(record))),
        shape=(len(numbers), words.shape[0]),
    )
    found = [
        _best(worth[begin : begin + _RECORDS_AT_ONCE] @ words, begin, best)
        for begin in range(0, len(numbers), _RECORDS_AT_ONCE)
    ]
    rows, columns = (np.concatenate([np.empty(0, np.int64), *part]) for part in _columns(found))
    return numbers[rows], columns


def titles_by_word(starts: np.ndarray, title: np.ndarray) -> Any:
    """Which titles have which word: row n holds those from starts[n] up to starts[n + 1]."""
    width = int(title.max()) + 1 if len(title) else 0
    shape = (len(starts) - 1, width)
    return sparse.csr_array((np.ones(len(title)), title, starts), shape=shape)


def _columns(found: list[tuple[np.ndarray, np.ndarray]]) -> list[list[np.ndarray]]:
    return [[rows for rows, _ in found], [columns for _, columns in found]]


def _best(shared: Any, begin: int, best: int) -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each row's largest values; rows are counted from `begin`."""
    held = np.diff(shared.indptr)
    row = np.repeat(np.arange(len(held)), held)
    enough = np.full(len(held), -np.inf)
    for one in np.flatnonzero(held > best):
        values = shared.data[shared.indptr[one] : shared.indptr[one + 1]]
        enough[one] = np.partition(values, -best)[-best]
    kept = np.flatnonzero(shared.data >= enough[row])  # equals of the last one are too many yet
    kept = kept[np.lexsort((shared.indices[kept], -shared.data[kept], row[kept]))]
    row, column = row[kept], shared.indices[kept]
    first = np.searchsorted(row, row)
    within = np.arange(len(row)) - first < best
    return row[within] + begin, column[within].astype(np.int64)
