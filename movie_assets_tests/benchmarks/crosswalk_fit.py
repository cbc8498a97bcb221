"""Fits the matcher's weights to the open truth of the real legs; cross-validates. Ships nothing.

    python -m movie_assets_tests.benchmarks.crosswalk_fit ../shared/data/legs [--seeds 5] [--write]

The model is `crosswalk.classify`'s: each record chooses one of its candidates or nothing. Besides
each record with truth its ghost is fitted, at a weight of 5 %: the same record with its right title
hidden, which must choose nothing. Else a spine that lacks a film would be matched to its namesake.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import numpy as np
import pyarrow as pa
from scipy import sparse
from scipy.optimize import minimize

from movie_assets.crosswalk import match, weights
from movie_assets.crosswalk.assign import ACCEPT_AT
from movie_assets.crosswalk.classify import probabilities, rivals
from movie_assets.crosswalk.features import FEATURES as ALL_FEATURES
from movie_assets.crosswalk.weights import BELIEFS

FEATURES = tuple(name for name in ALL_FEATURES if name not in BELIEFS)
LEGS = ("rotten_tomatoes", "metacritic", "wikipedia")
RIDGE = 0.4  # of 0.05 to 0.8 the least loss on records left out
GHOST = 0.05
FOLDS = 5


class Leg(NamedTuple):
    """The candidate pairs of a source, and which records have truth."""

    record: np.ndarray
    title: np.ndarray
    words: np.ndarray  # pairs x features, as text
    right: np.ndarray  # bool a pair
    known: np.ndarray  # record numbers with truth


def read_leg(con: duckdb.DuckDBPyConnection, folder: Path, name: str) -> Leg:
    _view(con, "records", folder / f"{name}_records.parquet", match.RECORDS)
    match.prepare_records(con)
    table = match.compared(con, 0, 1)
    record, title = (table.column(c).to_numpy() for c in ("record_no", "title_no"))
    con.register("pairs", pa.table({"record_no": record, "title_no": title}))
    truth = f"read_parquet('{folder / f'{name}_truth_open.parquet'}')"
    known = con.execute(
        f"SELECT record_no, title_no FROM {truth} JOIN all_record USING (source_id) "
        "JOIN title USING (title_id)"
    ).fetchall()
    pairs = set(known)
    right = np.array([pair in pairs for pair in zip(record.tolist(), title.tolist(), strict=True)])
    words = np.column_stack([np.array(table.column(f).to_pylist(), dtype=object) for f in FEATURES])
    return Leg(record, title, words, right, np.unique([number for number, _ in known]))


def _view(con: Any, name: str, file: Path, columns: tuple[tuple[str, str], ...]) -> None:
    held = con.read_parquet(str(file)).columns
    cells = ", ".join(
        f"{column if column in held else 'NULL'}::{kind} AS {column}" for column, kind in columns
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT {cells} FROM '{file}'")


class Model:
    """Two passes of one kind: alone, and with what other records of the title say."""

    def __init__(self, legs: dict[str, Leg]):
        self.legs = legs
        self.features = (*FEATURES, "rival")
        seen = {
            (feature, word)
            for leg in legs.values()
            for column, feature in enumerate(FEATURES)
            for word in set(leg.words[:, column])
        } | {("rival", word) for word in ("none", "weak", "possible", "even", "likely", "certain")}
        self.place = {key: number for number, key in enumerate(sorted(seen))}
        self.alone = {name: self._matrix(leg.words, FEATURES) for name, leg in legs.items()}

    def _matrix(self, words: np.ndarray, features: tuple[str, ...]) -> sparse.csr_matrix:
        places = np.array(
            [[self.place[f, w] for f, w in zip(features, r, strict=True)] for r in words]
        )
        rows = np.repeat(np.arange(len(words)), len(features))
        ones = np.ones(places.size)
        return sparse.csr_matrix((ones, (rows, places.ravel())), (len(words), len(self.place)))

    def fit(self, known: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray, dict[str, Any]]:
        """First and second weights (nothing's last), and each leg's final probabilities."""
        first = self._fitted(self.alone, known, None)
        together = {}
        for name, leg in self.legs.items():
            place = np.unique(leg.title, return_inverse=True)[1]
            said = rivals(place, self._probability(self.alone, first, name)).to_pylist()
            words = np.column_stack([leg.words, np.array(said, dtype=object)])
            together[name] = self._matrix(words, self.features)
        second = self._fitted(together, known, first)
        return first, second, {n: self._probability(together, second, n) for n in self.legs}

    def _probability(self, matrices: dict[str, Any], fitted: np.ndarray, name: str) -> np.ndarray:
        score = matrices[name] @ fitted[:-1]
        return probabilities(self.legs[name].record, score, fitted[-1])

    def _fitted(self, matrices: Any, known: Any, start: np.ndarray | None) -> np.ndarray:
        rows, places, right, weight, size = [], [], [], [], 0
        for name, numbers in known.items():
            leg = self.legs[name]
            for share, hidden in ((1.0, False), (GHOST, True)):
                taken = np.isin(leg.record, numbers) & ~(leg.right & hidden)
                place = np.searchsorted(numbers, leg.record[taken])
                rows.append(matrices[name][taken])
                places.append(place + size)
                right.append(leg.right[taken])
                weight.append(np.full(len(numbers), share))
                size += len(numbers)
        args = (sparse.vstack(rows).tocsr(), *map(np.concatenate, (places, right, weight)))
        start = np.zeros(len(self.place) + 1) if start is None else start.copy()
        options = {"maxiter": 400}
        return minimize(_loss, start, args, "L-BFGS-B", jac=True, options=options).x


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


def judged(leg: Leg, probability: np.ndarray, at: float) -> tuple[float, float, float]:
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
    taken = best[(probability[best] >= at) & best_of_title[best]]
    correct = leg.right[taken].sum()
    return correct / len(taken), correct / len(leg.known), sum(gaps)


def cross_validated(model: Model, seed: int) -> dict[str, tuple[float, float, float]]:
    chance = np.random.default_rng(seed)
    folds = {n: np.array_split(chance.permutation(g.known), FOLDS) for n, g in model.legs.items()}
    left_out = {name: np.zeros(len(leg.record)) for name, leg in model.legs.items()}
    for fold in range(FOLDS):
        rest = {
            name: np.sort(np.concatenate([p for n, p in enumerate(parts) if n != fold]))
            for name, parts in folds.items()
        }
        for name, probability in model.fit(rest)[2].items():
            leg = model.legs[name]
            mine = np.isin(leg.record, folds[name][fold])
            others = ~np.isin(leg.record, leg.known)
            left_out[name][mine] = probability[mine]
            left_out[name][others] += probability[others] / FOLDS
    return {name: judged(leg, left_out[name], ACCEPT_AT) for name, leg in model.legs.items()}


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
    parser.add_argument("legs", type=Path)
    parser.add_argument("--seeds", type=int, default=5)
    parser.add_argument("--write", action="store_true", help="Replace crosswalk/weights.py.")
    asked = parser.parse_args()
    with duckdb.connect(config={"threads": 2}) as con:
        _view(con, "spine", asked.legs / "spine.parquet", match.SPINE)
        match.prepare_titles(con)
        model = Model({name: read_leg(con, asked.legs, name) for name in LEGS})
    for seed in range(asked.seeds):
        for name, (precision, recall, error) in cross_validated(model, seed).items():
            print(f"seed {seed} {name:16} P {precision:.4f} R {recall:.4f} ECE {error:.4f}")
    first, second, _ = model.fit({name: leg.known for name, leg in model.legs.items()})
    if asked.write:
        text = as_source(model, first, second)
        Path(weights.__file__).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
