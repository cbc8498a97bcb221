"""Which titles speak for which, learnt from ratings: what serving adds up. Blending is SQL's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from movie_assets.dna.recommend import WARM, Ratings, ease_weights, most_rated

VERSION: Final = "1"
# Of 6,000 films' weights for each other the 100 strongest a film are kept: 600,000 rows.
STRONGEST: Final = 100
_DECIMALS: Final = 6


@dataclass(frozen=True, slots=True)
class Affinities:
    """Pairs of films as columns, one row a pair, by film and then by strength.

    Units: `weight` adds up over what a person likes, each by their taste; over all people the sums
           have a standard deviation of about one half to one.
    """

    item: NDArray[np.int64]
    other: NDArray[np.int64]
    weight: NDArray[np.float64]


def affinities(ratings: Ratings) -> Affinities:
    """What is liked and what is seen together, in the shares the recommender is measured with."""
    likes, seen, taste = ratings.likes, ratings.seen, ratings.taste
    kept = most_rated(likes)
    # Where nobody liked a film nothing speaks for it.
    kept = kept[np.asarray(likes[:, kept].sum(axis=0)).ravel() > 0]
    if not len(kept):
        none = np.zeros(0, dtype=np.int64)
        return Affinities(none, none, np.zeros(0))
    asked = taste[:, kept]
    weights = WARM["liked together"] * _spread(likes[:, kept], asked)
    weights += WARM["seen together"] * _spread(seen[:, kept], asked)
    many = min(STRONGEST, len(kept) - 1)
    strongest = np.argsort(-np.abs(weights), axis=1, kind="stable")[:, :many]
    chosen = np.take_along_axis(weights, strongest, axis=1).ravel()
    chosen = np.round(chosen.astype(np.float64), _DECIMALS)
    some = chosen != 0
    item, other = np.repeat(kept, many)[some], kept[strongest.ravel()][some]
    return Affinities(item, other, chosen[some])


def _spread(together: Any, asked: Any) -> NDArray[np.float32]:
    """EASE's weights, so that people's scores have a standard deviation of one."""
    weights = ease_weights(together).astype(np.float32)
    scores = np.asarray(asked @ weights)
    spread = float(scores.std())
    return weights / spread if spread > 0 else weights
