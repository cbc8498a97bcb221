"""Measures the matcher on public matching sets, beside what was published. Fits nothing.

    python -m movie_assets_tests.benchmarks.crosswalk_public DATA

DATA is the folder that holds er_benchmark_jedai and er_cs839_imdb_tmdb. The shipped weights decide;
they were fitted to other sources, and not to these. Precision counts every accepted pair of the
jedai sets, whose truth is whole, and the labelled pairs only of cs839. "exact name" is the pairs of
a kind whose name, as our normaliser spells it, is unique on both sides. D10 names one member of a
film's cast, on each side another, which the matcher takes for its leading actors. Of cs839's labels
one is wrong: Jagten and The Hunt of 2012, a film of one director and one length, are told apart.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.commands.evaluating import crosswalk
from movie_assets.crosswalk.names import forms_of
from movie_assets_tests.benchmarks.public_sets import Pair, PublicSet, Row, cs839, jedai

JEDAI, CS839 = "er_benchmark_jedai", "er_cs839_imdb_tmdb"


class Published(NamedTuple):
    """What somebody else reached, and where it stands."""

    who: str
    precision: float
    recall: float
    f1: float


# pyJedAI counts its datasets otherwise: its table's D4 is D5 here, its D6 is D10 here.
PUBLISHED = {
    "D5": (Published("pyJedAI's best, docs/pages/benchmarks.md, its D4", 0.844, 0.931, 0.886),),
    "D6": (),
    "D7": (),
    "D10": (Published("pyJedAI's best, docs/pages/benchmarks.md, its D6", 0.940, 0.858, 0.897),),
    "cs839 G": (),
    "cs839 J": (
        Published(
            "its makers' logistic regression on 17 attributes, taught by the other half"
            " (vitbao/CourseWorks, CS839, stage3_notebook)",
            1.0,
            1.0,
            1.0,
        ),
    ),
}
_LISTS = ("names", "genres", "directors", "actors")
_NUMBERS = {"year": pa.int64(), "runtime_min": pa.float64(), "vote_count": pa.int64()}


def accepted(public: PublicSet) -> tuple[set[Pair], float]:
    """The pairs our matcher accepts, and the seconds it takes."""
    with tempfile.TemporaryDirectory() as place:
        spine, records, truth, out = (
            Path(place) / f"{name}.parquet" for name in ("spine", "records", "truth", "decided")
        )
        _written(public.spine, spine)
        _written(public.records, records)
        _written([{"title_id": one, "source_id": two} for one, two in public.truth], truth)
        seconds = crosswalk(spine, records, truth, out).seconds
        decided = pq.read_table(out, columns=["title_id", "source_id", "status"]).to_pylist()
    pairs = {(row["title_id"], row["source_id"]) for row in decided if row["status"] == "accepted"}
    return pairs, seconds


def _written(rows: list[Row], file: Path) -> None:
    columns = {}
    for name in rows[0]:
        kind = pa.list_(pa.string()) if name in _LISTS else _NUMBERS.get(name, pa.string())
        columns[name] = pa.array([row[name] for row in rows], kind)
    pq.write_table(pa.table(columns), file)


def same_name(public: PublicSet) -> set[Pair]:
    """The pairs of one kind whose name is borne by nothing else on either side."""
    bearers: list[dict[tuple[str, str], list[str]]] = [defaultdict(list), defaultdict(list)]
    for bearing, rows, number in zip(
        bearers, (public.spine, public.records), ("title_id", "source_id"), strict=True
    ):
        for row in rows:
            for form in forms_of(row["title"] or "")[:1]:  # the whole name, its article first
                bearing[row["kind"], form.spelling.key].append(row[number])
    left, right = bearers
    return {
        (left[key][0], right[key][0])
        for key in left.keys() & right.keys()
        if len(left[key]) == len(right[key]) == 1
    }


def line(who: str, predicted: Iterable[Pair], public: PublicSet, seconds: float = 0.0) -> str:
    """Figures of the predicted pairs over the set's truth, for people."""
    judged = {pair for pair in predicted if public.judged is None or pair in public.judged}
    truth = set(public.truth)
    correct = len(judged & truth)
    precision, recall = correct / max(len(judged), 1), correct / len(truth)
    f1 = 2 * correct / (len(judged) + len(truth))
    return (
        f"  {precision:.4f} {recall:.4f} {f1:.4f}  {who}: predicted {len(judged)}, "
        f"correct {correct}" + (f", {seconds:.1f} s" if seconds else "")
    )


def named(public: PublicSet) -> PublicSet:
    """The set without the pairs of which a side has no name at all."""
    titles = {row["title_id"] for row in public.spine if row["title"]}
    records = {row["source_id"] for row in public.records if row["title"]}
    return public._replace(
        truth=[pair for pair in public.truth if pair[0] in titles and pair[1] in records]
    )


def without_people(public: PublicSet) -> PublicSet:
    """The set as if no side named anybody."""
    nobody = {"directors": [], "actors": []}
    return public._replace(
        spine=[row | nobody for row in public.spine],
        records=[row | nobody for row in public.records],
    )


def shown(public: PublicSet) -> None:
    """A set's figures beside the published ones, printed."""
    pairs, seconds = accepted(public)
    nameable = named(public)
    print(
        f"{public.name}: {len(public.spine)} x {len(public.records)}, {len(public.truth)} pairs, "
        f"{len(nameable.truth)} of them with a name on both sides"
    )
    print(line("ours", pairs, public, seconds))
    if any(row["actors"] for row in public.records):
        pairs, seconds = accepted(without_people(public))
        print(line("ours, told of no people", pairs, public, seconds))
    if len(nameable.truth) < len(public.truth):
        print(line("the same, judged on pairs with names", pairs, nameable))
    print(line("exact name", same_name(public), public))
    for told in PUBLISHED[public.name]:
        print(f"  {told.precision:.4f} {told.recall:.4f} {told.f1:.4f}  published: {told.who}")
    if not PUBLISHED[public.name]:
        print("  no published end-to-end figure found")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    data = parser.parse_args().data
    for name in (JEDAI, CS839):
        if not (data / name).is_dir():
            print(f"skipped: {data} has no {name}", file=sys.stderr)
    print("  precision recall F1")
    if (data / JEDAI).is_dir():
        for number in (10, 5, 6, 7):
            shown(jedai(data / JEDAI, number))
    if (data / CS839).is_dir():
        for labels in ("G", "J"):
            shown(cs839(data / CS839, labels))


if __name__ == "__main__":
    main()
