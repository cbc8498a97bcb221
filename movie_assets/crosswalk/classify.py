"""How likely each pair is, from its features and the shipped weights. What follows is `assign`'s.

The model is a choice: each record takes one of its candidate titles, or nothing. A pair's score is
the sum of the weights of its words, and its probability the share of its exponential among those of
the record's candidates and of nothing. So twins share what one would have had alone, and the margin
to the runner-up is part of the probability. A second pass adds what the titles say: how likely
another record of the same source is to be the same title.
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pyarrow as pa

from movie_assets.crosswalk.features import FEATURES
from movie_assets.crosswalk.weights import BELIEFS, FIRST, SECOND

# Edges of another record's probability for the same title, and their words.
_RIVAL_EDGES = (0.02, 0.2, 0.5, 0.8, 0.95)
_RIVAL_WORDS = ("none", "weak", "possible", "even", "likely", "certain")


def classified(features: pa.Table) -> pa.Table:
    """Each pair's probability of being one film.

    Shape:  record_no, title_no, group_no (records of one source and kind compete) and `FEATURES`,
            ordered by record_no, in; the same with `rival` and `probability` out.
    """
    record, title = _numbers(features, "record_no"), _numbers(features, "title_no")
    words = {name: features.column(name) for name in FEATURES}
    believed = scores(words, BELIEFS)
    alone = probabilities(record, scores(words, FIRST.words) + believed, FIRST.nothing)
    rival = rivals(_competition(_numbers(features, "group_no"), title), alone)
    words["rival"] = pa.chunked_array([rival.dictionary_encode()])
    together = probabilities(record, scores(words, SECOND.words) + believed, SECOND.nothing)
    return features.append_column("rival", rival).append_column(
        "probability", pa.array(together, pa.float64())
    )


def scores(
    words: Mapping[str, pa.ChunkedArray], weights: Mapping[str, Mapping[str, float]]
) -> np.ndarray:
    """The sum of the weights of each row's words; a word without a weight weighs nothing."""
    total = np.zeros(len(next(iter(words.values()))))
    for feature, weight_of in weights.items():
        column = words[feature].dictionary_encode().unify_dictionaries().combine_chunks()
        weighed = np.array([weight_of.get(word, 0.0) for word in column.dictionary.to_pylist()])
        if len(weighed):
            total += weighed[column.indices.to_numpy()]
    return total


def probabilities(record: np.ndarray, score: np.ndarray, nothing: float) -> np.ndarray:
    """Each row's share among its record's rows and nothing.

    >>> probabilities(np.array([4, 4, 9]), np.array([1.0, 1.0, 1.0]), 1.0).round(2).tolist()
    [0.33, 0.33, 0.5]
    """
    _, place = np.unique(record, return_inverse=True)
    size = int(place.max()) + 1 if len(place) else 0
    top = np.full(size, nothing)
    np.maximum.at(top, place, score)
    own = np.exp(score - top[place])
    whole = np.exp(nothing - top) + np.bincount(place, own, size)
    return own / whole[place]


def rivals(place: np.ndarray, probability: np.ndarray) -> pa.Array:
    """How likely the likeliest other record of the same place (title and source) is, as a word.

    >>> rivals(np.array([0, 0, 1]), np.array([0.9, 0.1, 0.9])).to_pylist()
    ['weak', 'likely', 'none']
    """
    order = np.lexsort((-probability, place))
    first = np.ones(len(order), dtype=bool)
    first[1:] = place[order][1:] != place[order][:-1]
    size = int(place.max()) + 1 if len(place) else 0
    best, second = np.zeros(size), np.zeros(size)
    best[place[order][first]] = probability[order][first]
    runner_up = np.zeros(len(order), dtype=bool)
    runner_up[1:] = first[:-1] & ~first[1:]
    second[place[order][runner_up]] = probability[order][runner_up]
    is_best = np.zeros(len(order), dtype=bool)
    is_best[order[first]] = True
    other = np.where(is_best, second[place], best[place])
    return pa.array(np.array(_RIVAL_WORDS)[np.searchsorted(_RIVAL_EDGES, other, side="right")])


def _competition(group: np.ndarray, title: np.ndarray) -> np.ndarray:
    """One number for each (group, title)."""
    pairs = group.astype(np.int64) << 40 | title.astype(np.int64)
    return np.unique(pairs, return_inverse=True)[1]


def _numbers(table: pa.Table, name: str) -> np.ndarray:
    return table.column(name).combine_chunks().to_numpy()
