"""Fits the matcher's weights to the open truth of the real legs; cross-validates. Ships nothing.

    python -m movie_assets_tests.benchmarks.crosswalk_fit ../shared/data [--seeds 5] [--write]

The model is `crosswalk.classify`'s: each record chooses one of its candidates or nothing. Besides
each record with truth its ghost is fitted: the same record with its right title hidden, which must
choose nothing. Else a film that the spine lacks would be matched to the next best one.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from movie_assets.crosswalk import weights
from movie_assets.crosswalk.assign import ACCEPT_AT, MARGIN
from movie_assets.crosswalk.classify import probabilities, rivals
from movie_assets_tests.benchmarks.crosswalk_pairs import FITTED as FEATURES
from movie_assets_tests.benchmarks.crosswalk_pairs import Leg, read_legs

RIDGE = 0.4  # of 0.05 to 0.8 the least loss on records left out
# What a ghost weighs beside its record. Heavier ones give fewer strangers a title, and fewer films
# theirs: at 0.25 for Wikipedia, of whose films the spine lacks half, 1.9 % of strangers for 3.1 %,
# and a recall of 0.9938 for 0.9948.
GHOST = {"rotten_tomatoes": 0.05, "metacritic": 0.1, "wikipedia": 0.08, "tv_tropes": 0.1}
FOLDS = 5


class Fit(NamedTuple):
    """Fitted weights, nothing's last, and each leg's probabilities by them.

    Attributes:
        first: of the first pass; second: of the second, with what rivals say.
        seen: probabilities of the legs' pairs; hidden: of the legs without the right titles.
    """

    first: np.ndarray
    second: np.ndarray
    seen: dict[str, np.ndarray]
    hidden: dict[str, np.ndarray]


class Judged(NamedTuple):
    """How a leg came out over its records with truth.

    Attributes:
        error: expected calibration error of the best pair's probability, ten bins.
        wrong: share of the records that were given a title when theirs was hidden.
    """

    precision: float
    recall: float
    error: float
    wrong: float


class Model:
    """Two passes of one kind: alone, and with what other records of the title say."""

    def __init__(self, legs: dict[str, Leg], hidden: dict[str, Leg]):
        self.legs = legs
        self.hidden = hidden
        self.features = (*FEATURES, "rival")
        seen = {
            (feature, word)
            for leg in (*legs.values(), *hidden.values())
            for column, feature in enumerate(FEATURES)
            for word in set(leg.words[:, column])
        } | {("rival", word) for word in ("none", "weak", "possible", "even", "likely", "certain")}
        self.place = {key: number for number, key in enumerate(sorted(seen))}
        self.alone = [
            {name: self._matrix(leg.words, FEATURES) for name, leg in some.items()}
            for some in (legs, hidden)
        ]

    def _matrix(self, words: np.ndarray, features: tuple[str, ...]) -> sparse.csr_matrix:
        places = np.array(
            [[self.place[f, w] for f, w in zip(features, r, strict=True)] for r in words]
        )
        rows = np.repeat(np.arange(len(words)), len(features))
        ones = np.ones(places.size)
        return sparse.csr_matrix((ones, (rows, places.ravel())), (len(words), len(self.place)))

    def fit(self, known: dict[str, np.ndarray]) -> Fit:
        first = self._fitted(self.alone, known, None)
        together = [
            {name: self._with_rival(leg, matrices[name], first) for name, leg in legs.items()}
            for legs, matrices in zip((self.legs, self.hidden), self.alone, strict=True)
        ]
        second = self._fitted(together, known, first)
        seen, hidden = (
            {name: _probability(leg, matrices[name], second) for name, leg in legs.items()}
            for legs, matrices in zip((self.legs, self.hidden), together, strict=True)
        )
        return Fit(first, second, seen, hidden)

    def _with_rival(self, leg: Leg, matrix: Any, first: np.ndarray) -> sparse.csr_matrix:
        place = np.unique(leg.title, return_inverse=True)[1]
        said = rivals(place, _probability(leg, matrix, first)).to_pylist()
        return self._matrix(
            np.column_stack([leg.words, np.array(said, dtype=object)]), self.features
        )

    def _fitted(self, matrices: Any, known: Any, start: np.ndarray | None) -> np.ndarray:
        rows, places, right, weight, size = [], [], [], [], 0
        for name, numbers in known.items():
            for some, legs, share in (
                (matrices[0], self.legs, 1.0),
                (matrices[1], self.hidden, GHOST[name]),
            ):
                leg = legs[name]
                taken = np.isin(leg.record, numbers)
                rows.append(some[name][taken])
                places.append(np.searchsorted(numbers, leg.record[taken]) + size)
                right.append(leg.right[taken])
                weight.append(np.full(len(numbers), share))
                size += len(numbers)
        args = (sparse.vstack(rows).tocsr(), *map(np.concatenate, (places, right, weight)))
        start = np.zeros(len(self.place) + 1) if start is None else start.copy()
        options = {"maxiter": 400}
        return minimize(_loss, start, args, "L-BFGS-B", jac=True, options=options).x


def _probability(leg: Leg, matrix: Any, fitted: np.ndarray) -> np.ndarray:
    return probabilities(leg.record, matrix @ fitted[:-1], fitted[-1])


def _loss(
    fitted: np.ndarray, rows: Any, place: np.ndarray, right: np.ndarray, weight: np.ndarray
) -> tuple[float, np.ndarray]:
    """The negative logarithm of the chosen ones' shares, with a ridge; and its gradient."""
    score, nothing, size = rows @ fitted[:-1], fitted[-1], len(weight)
    top = np.full(size, nothing)
    np.maximum.at(top, place, score)
    own, none = np.exp(score - top[place]), np.exp(nothing - top)
    whole = none + np.bincount(place, own, size)
    chosen = np.bincount(place, right * score, size)
    without = np.bincount(place, right, size) == 0
    loss = (weight * (top + np.log(whole) - np.where(without, nothing, chosen))).sum()
    slope = rows.T @ (weight[place] * (own / whole[place] - right)) + 2 * RIDGE * fitted[:-1]
    slope_nothing = (weight * (none / whole - without)).sum()
    return loss + RIDGE * (fitted[:-1] @ fitted[:-1]), np.append(slope, slope_nothing)


def margins(leg: Leg, probability: np.ndarray) -> np.ndarray:
    """Of each pair, how far its probability is above the best other one of its record."""
    order = np.lexsort((-probability, leg.record))
    first = np.r_[True, np.diff(leg.record[order]) != 0]
    place = np.cumsum(first) - 1
    best, second = np.zeros(place[-1] + 1), np.zeros(place[-1] + 1)
    best[place[first]] = probability[order][first]
    runner_up = np.r_[False, first[:-1] & ~first[1:]]
    second[place[runner_up]] = probability[order][runner_up]
    behind = np.empty(len(order))
    behind[order] = probability[order] - np.where(first, second[place], best[place])
    return behind


def judged(
    leg: Leg, probability: np.ndarray, at: float, margin: float
) -> tuple[float, float, float]:
    """Precision, recall and expected calibration error over the records with truth."""
    by_title = np.lexsort((leg.record, -probability, leg.title))
    best_of_title = np.zeros(len(probability), dtype=bool)
    best_of_title[by_title[np.r_[True, np.diff(leg.title[by_title]) != 0]]] = True
    order = np.lexsort((leg.title, -probability, leg.record))
    best = order[np.r_[True, np.diff(leg.record[order]) != 0]]
    best = best[np.isin(leg.record[best], leg.known)]
    share = np.minimum((probability[best] * 10).astype(int), 9)
    gaps = [
        abs(probability[best][share == one].mean() - leg.right[best][share == one].mean())
        * (share == one).mean()
        for one in np.unique(share)
    ]
    clear = margins(leg, probability)[best] >= margin
    taken = best[(probability[best] >= at) & clear & best_of_title[best]]
    correct = leg.right[taken].sum()
    return correct / len(taken), correct / len(leg.known), sum(gaps)


def given(leg: Leg, probability: np.ndarray, at: float, margin: float) -> float:
    """The share of the records with truth that have a pair likely and clear enough."""
    taken = (probability >= at) & (margins(leg, probability) >= margin)
    return len(np.intersect1d(leg.record[taken], leg.known)) / len(leg.known)


def left_out(model: Model, seed: int) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """Each leg's probabilities by weights fitted to the other records; seen, then hidden."""
    chance = np.random.default_rng(seed)
    folds = {n: np.array_split(chance.permutation(g.known), FOLDS) for n, g in model.legs.items()}
    seen, hidden = (
        {name: np.zeros(len(leg.record)) for name, leg in legs.items()}
        for legs in (model.legs, model.hidden)
    )
    for fold in range(FOLDS):
        rest = {
            name: np.sort(np.concatenate([p for n, p in enumerate(parts) if n != fold]))
            for name, parts in folds.items()
        }
        found = model.fit(rest)
        for total, legs, said in (
            (seen, model.legs, found.seen),
            (hidden, model.hidden, found.hidden),
        ):
            for name, leg in legs.items():
                mine = np.isin(leg.record, folds[name][fold])
                others = ~np.isin(leg.record, leg.known)
                total[name][mine] = said[name][mine]
                total[name][others] += said[name][others] / FOLDS
    return seen, hidden


def cross_validated(model: Model, seed: int) -> dict[str, Judged]:
    seen, hidden = left_out(model, seed)
    return {
        name: Judged(
            *judged(leg, seen[name], ACCEPT_AT, MARGIN),
            given(model.hidden[name], hidden[name], ACCEPT_AT, MARGIN),
        )
        for name, leg in model.legs.items()
    }


def as_source(model: Model, first: np.ndarray, second: np.ndarray) -> str:
    """The text of `crosswalk/weights.py` with these weights in it."""
    head = Path(weights.__file__).read_text(encoding="utf-8").partition("# fmt: off")[0]
    blocks = []
    for name, fitted, features in (
        ("FIRST", first, FEATURES),
        ("SECOND", second, model.features),
    ):
        lines = [f"{name} = Weights(\n    nothing={fitted[-1]:.2f},\n    words={{\n"]
        for feature in features:
            lines.append(f'        "{feature}": {{\n')
            line = "           "
            for (owner, word), place in model.place.items():
                item = f' "{word}": {fitted[place]:.2f},'
                if owner == feature and len(line) + len(item) > 98:
                    lines.append(line + "\n")
                    line = "           "
                line += item if owner == feature else ""
            lines.append(line + "\n        },\n")
        blocks.append("".join(lines) + "    },\n)\n")
    return head + "# fmt: off\n" + "".join(blocks)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="Replace crosswalk/weights.py.")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        model = Model(*read_legs(asked.data, Path(name)))
    if asked.write:
        fit = model.fit({name: leg.known for name, leg in model.legs.items()})
        text = as_source(model, fit.first, fit.second)
        Path(weights.__file__).write_text(text, encoding="utf-8")
    for seed in range(asked.seeds):
        for name, one in cross_validated(model, seed).items():
            print(
                f"seed {seed} {name:16} P {one.precision:.4f} R {one.recall:.4f} "
                f"ECE {one.error:.4f} given when hidden {one.wrong:.4f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
