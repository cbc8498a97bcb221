"""Which titles a person may like next: signals from ratings and content, and their blend.

How well they do is measured in `recommend_measure`; which ratings there are is not known here.
All functions are pure and give the same numbers for the same ratings in the same order.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix  # pyright: ignore[reportMissingTypeStubs]

Scores = NDArray[np.float64]

LIKED_FROM: Final = 4.0
# What a rating says when a person's taste is asked: a film passed as fair says a little, a poor
# one speaks against its like.
_FAIR_FROM: Final = 3.0
_FAIR: Final = 0.3
# The first rating counts .3, the last 1: tastes, and what is on offer, move.
_OLDEST: Final = 0.3
_PENALTY: Final = 200.0
# Popularity is that of the weeks around the moment asked for: 600 days, where 100 to 1,000 did
# equally well, plus a twentieth of all times.
_WINDOW_S: Final = 600 * 86_400.0
_ALL_TIMES: Final = 0.05
_FEW_LIKES: Final = 0.3
# Films by EASE's item side are at most this many, the most liked: 6,000 x 6,000 take 290 MB.
MOST_ITEMS: Final = 6_000

# Chosen on the last fifth of what users rated in training, and on the fifth before it: beside what
# is liked together, what is seen together finds films off the beaten track (NDCG@10 outside the
# most rated fifth of the films .040 to .052, their coverage .117 to .130), and half and half does
# better than either among all films (.138; likes .134, seen .131). Popularity from .05 to .15 and
# content from .1 to .3 do as well.
WARM: Final[Mapping[str, float]] = {
    "liked together": 0.5, "seen together": 0.5, "content": 0.2, "popularity": 0.1,
}  # fmt: skip
"""What each signal counts for where other people's ratings are there, in standard deviations."""
COLD: Final[Mapping[str, float]] = {"popularity": 1.0, "content": 0.2}
"""The same without them: content, and popularity as a prior."""


@dataclass(frozen=True, slots=True)
class Ratings:
    """Ratings as columns, each user's in the order they were given.

    Shape: `user` ascending from 0 to `users` - 1, `item` from 0 to `items` - 1, one row a rating.
    Units: `rating` 0.5 to 5; `at` in seconds of any clock, the same for all.
    """

    user: NDArray[np.int64]
    item: NDArray[np.int64]
    rating: NDArray[np.float64]
    at: NDArray[np.float64]
    users: int
    items: int

    def matrix(self, values: NDArray[np.float64]) -> Any:
        """Users x items with a value a rating, sparse; zeros are left out."""
        shape = (self.users, self.items)
        found: Any = csr_matrix((values, (self.user, self.item)), shape=shape)
        found.eliminate_zeros()
        return found

    @property
    def likes(self) -> Any:
        """Users x items: 1 where a user liked a film."""
        return self.matrix((self.rating >= LIKED_FROM).astype(np.float64))

    @property
    def seen(self) -> Any:
        """Users x items: 1 where a user rated a film, however."""
        return self.matrix(np.ones(len(self.user)))

    @property
    def taste(self) -> Any:
        """Users x items: what each rating says of the user's taste now, -0.3 to 1."""
        fair = np.where(self.rating >= _FAIR_FROM, _FAIR, -_FAIR)
        said = np.where(self.rating >= LIKED_FROM, 1.0, fair)
        return self.matrix(said * (_OLDEST + (1 - _OLDEST) * self._lateness() ** 2))

    @property
    def last_at(self) -> NDArray[np.float64]:
        """When each user gave the last rating; minus infinity for one with none."""
        last = np.full(self.users, -np.inf)
        np.maximum.at(last, self.user, self.at)
        return last

    def _lateness(self) -> NDArray[np.float64]:
        """Each rating's place among its user's, above 0 and up to 1."""
        counts = np.bincount(self.user, minlength=self.users)
        starts = np.cumsum(counts) - counts
        return (np.arange(len(self.user)) - starts[self.user] + 1) / counts[self.user]


def ease(likes: Any, taste: Any, penalty: float = _PENALTY) -> Scores:
    """Scores of every film for every user by EASE (Steck 2019), learnt from likes (or from `seen`).

    Each film's score is a linear sum of the user's other films, never of itself. The closed form
    needs one inverse: on the side of users or of films, whichever is smaller.
    Shape: users x items.
    """
    if likes.shape[0] <= min(likes.shape[1], MOST_ITEMS):
        return _ease_by_users(likes, taste, penalty)
    return _ease_by_items(likes, taste, penalty)


def _ease_by_users(likes: Any, taste: Any, penalty: float) -> Scores:
    inverse = _inverse((likes @ likes.T).toarray(), penalty)
    known: Scores = np.asarray((likes.T @ inverse).T)
    own = (1 - np.asarray(likes.multiply(known).sum(axis=0)).ravel()) / penalty
    asked: Scores = taste.toarray()
    said: Scores = (asked - np.asarray((taste @ likes.T) @ known)) / penalty
    return asked - said / own


def _ease_by_items(likes: Any, taste: Any, penalty: float) -> Scores:
    kept = most_rated(likes)
    scores = np.zeros(likes.shape)
    scores[:, kept] = taste[:, kept] @ ease_weights(likes[:, kept], penalty)
    return scores


def most_rated(likes: Any) -> NDArray[np.int64]:
    """The films with most likes, at most MOST_ITEMS, ascending; the lower number wins a tie."""
    counts = np.asarray(likes.sum(axis=0)).ravel()
    return np.sort(np.argsort(-counts, kind="stable")[:MOST_ITEMS])


def ease_weights(likes: Any, penalty: float = _PENALTY) -> Scores:
    """How far each film speaks for each other one by EASE: films x films, 0 for itself."""
    inverse = _inverse((likes.T @ likes).toarray(), penalty)
    weights: Scores = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def _inverse(together: Scores, penalty: float) -> Scores:
    """The inverse of a matrix of counts with the penalty on its diagonal; the counts are lost."""
    counts: Scores = together.astype(np.float64, copy=False)
    counts[np.diag_indices_from(counts)] += penalty
    return np.asarray(np.linalg.inv(counts), dtype=np.float64)


def popularity(ratings: Ratings, at: NDArray[np.float64]) -> Scores:
    """How many like each film around the moment a user asks; the logarithm.

    Shape: users x items, `at` one moment a user; minus infinity asks of all times alike.
    """
    liked = ratings.rating >= LIKED_FROM
    items, when = ratings.item[liked], ratings.at[liked]
    ever = np.bincount(items, minlength=ratings.items)
    scores = np.empty((len(at), ratings.items))
    for row, moment in enumerate(at):
        near = np.exp(-np.abs(when - moment) / _WINDOW_S)
        now = np.bincount(items, near, minlength=ratings.items)
        scores[row] = np.log(now + _ALL_TIMES * ever + _FEW_LIKES)
    return scores


def content(taste: Any, vectors: NDArray[np.float64]) -> Scores:
    """How alike each film is to what the user's taste tends to.

    Shape: users x items; `vectors` items x dims, zeros for a film of which nothing is known: it
           is as the average film is.
    """
    known: NDArray[np.bool_] = np.asarray(vectors.any(axis=1))
    middle = vectors[known].mean(axis=0) if known.any() else 0.0
    seen = (vectors - middle) * known[:, None]
    lengths = np.linalg.norm(seen, axis=1, keepdims=True)
    unit = np.divide(seen, lengths, out=np.zeros_like(seen), where=lengths > 0)
    total = np.asarray(np.abs(taste).sum(axis=1)).reshape(-1, 1)
    return np.asarray(taste @ unit) @ unit.T / (total + 1.0)


def blend(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """The weighted sum of signals, each in standard deviations from a user's average film.

    A signal that tells a user's films not apart adds nothing.
    """
    total: Scores | float = 0.0
    for name, weight in weights.items():
        if name in signals:
            total = total + weight * standardised(signals[name])
    return np.asarray(total)


def standardised(scores: Scores) -> Scores:
    """Scores as standard deviations from each row's mean; zeros for a row of one value."""
    away = scores - scores.mean(axis=1, keepdims=True)
    spread = away.std(axis=1, keepdims=True)
    return np.divide(away, spread, out=np.zeros_like(away), where=spread > 1e-12)
