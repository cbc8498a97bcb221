"""How good a ranking is against what people liked later. Nothing is recommended here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from movie_assets.dna.recommend import LIKED_FROM, Ratings, Scores

NDCG_AT: Final = 10
RECALL_AT: Final = 20
TRAINED: Final = 0.8
# The most rated fifth of the films; what lies outside it is hard to find.
HEAD: Final = 0.2
_RESAMPLES: Final = 1_000
_SEED: Final = 0


@dataclass(frozen=True, slots=True)
class Measured:
    """A recommender's figures, means over users with something to find.

    Attributes:
        ndcg: NDCG at 10, binary relevance.
        ndcg_low: lower end of its 95 % bootstrap interval over users.
        ndcg_high: upper end of it.
        recall: share of the relevant films that are among the first 20.
        hit_rate: share of users with a relevant film among the first 10.
        coverage: share of the candidate films that are among anyone's first 10.
        users: users with something to find.
    """

    ndcg: float
    ndcg_low: float
    ndcg_high: float
    recall: float
    hit_rate: float
    coverage: float
    users: int


def split(ratings: Ratings) -> tuple[Ratings, Ratings]:
    """Each user's first ratings to learn from, the last fifth to judge by.

    Shape: both keep the order; the place of a rating is judged by when place >= ceil(0.8 n).
    """
    counts = np.bincount(ratings.user, minlength=ratings.users)
    starts = np.cumsum(counts) - counts
    places = np.arange(len(ratings.user)) - starts[ratings.user]
    # 0.8 n in whole numbers: 0.8 * 35 is 28.000000000000004 in floats on some machines
    later = places >= -(-4 * counts // 5)[ratings.user]
    return _rows(ratings, ~later), _rows(ratings, later)


def tail(train: Ratings) -> NDArray[np.bool_]:
    """Which films lie outside the most rated fifth of all films; the lower number wins a tie."""
    counts = np.bincount(train.item, minlength=train.items)
    outside = np.ones(train.items, dtype=bool)
    outside[np.argsort(-counts, kind="stable")[: int(np.ceil(HEAD * train.items))]] = False
    return outside


def measure(
    scores: Scores, train: Ratings, test: Ratings, among: NDArray[np.bool_] | None = None
) -> Measured:
    """Judge a ranking of all films a user has not rated in training, or only those `among`.

    Shape: `scores` users x items; of equal scores the lower item comes first.
    """
    allowed = np.ones(train.items, dtype=bool) if among is None else among
    relevant = _relevant(test, allowed)
    seen = _by_user(train.user, train.item, train.users)
    lists = [_first(scores[user], seen[user], allowed) for user in range(train.users)]
    asked = [user for user in range(train.users) if relevant[user]]
    found = np.array([_figures(lists[user], relevant[user]) for user in asked]).reshape(-1, 3)
    means = found.mean(axis=0) if asked else np.zeros(3)
    low, high = _interval(found[:, 0])
    shown = {item for first in lists for item in first[:NDCG_AT]}
    coverage = len(shown) / max(int(allowed.sum()), 1)
    return Measured(
        float(means[0]), low, high, float(means[1]), float(means[2]), coverage, len(asked)
    )


def ndcg(ranked: Sequence[int], relevant: set[int]) -> float:
    """NDCG at 10 with binary relevance.

    >>> round(ndcg([7, 3, 5], {3, 9}), 4)
    0.3869
    """
    gains = [1.0 / np.log2(place + 2) for place in range(NDCG_AT)]
    got = sum(gain for gain, item in zip(gains, ranked, strict=False) if item in relevant)
    return float(got / sum(gains[: len(relevant)]))


def _rows(ratings: Ratings, chosen: NDArray[np.bool_]) -> Ratings:
    return replace(
        ratings,
        user=ratings.user[chosen],
        item=ratings.item[chosen],
        rating=ratings.rating[chosen],
        at=ratings.at[chosen],
    )


def _relevant(test: Ratings, allowed: NDArray[np.bool_]) -> list[set[int]]:
    liked = (test.rating >= LIKED_FROM) & allowed[test.item]
    return _by_user(test.user[liked], test.item[liked], test.users)


def _by_user(user: NDArray[np.int64], item: NDArray[np.int64], users: int) -> list[set[int]]:
    own: dict[int, set[int]] = {one: set() for one in range(users)}
    for one, film in zip(user, item, strict=True):
        own[int(one)].add(int(film))
    return list(own.values())


def _first(scores: NDArray[np.float64], seen: set[int], allowed: NDArray[np.bool_]) -> list[int]:
    """The first films by score that may be shown."""
    shown = np.where(allowed, scores, -np.inf)
    shown[list(seen)] = -np.inf
    best = np.argsort(-shown, kind="stable")[:RECALL_AT]
    return [int(item) for item in best if np.isfinite(shown[item])]


def _figures(ranked: list[int], relevant: set[int]) -> tuple[float, float, float]:
    hit = bool(relevant.intersection(ranked[:NDCG_AT]))
    recall = len(relevant.intersection(ranked[:RECALL_AT])) / len(relevant)
    return ndcg(ranked[:NDCG_AT], relevant), recall, float(hit)


def _interval(values: NDArray[np.float64]) -> tuple[float, float]:
    """The 95 % bootstrap interval of a mean."""
    if not len(values):
        return 0.0, 0.0
    drawn = np.random.default_rng(_SEED).integers(0, len(values), (_RESAMPLES, len(values)))
    low, high = np.percentile(values[drawn].mean(axis=1), [2.5, 97.5])
    return float(low), float(high)
