"""Times the matcher on 203 k records and 1.2 M titles with 3 M names made of real ones. By hand.

    python -m movie_assets_tests.benchmarks.crosswalk_scale ../shared/data/legs FOLDER

Makes the rows once in FOLDER, then prints for each case, each in a process of its own, the seconds
by phase (of the clock, and of the processors, which other work on the machine does not move) and
the peak of its memory (VmHWM):
    at once       `movie-assets evaluate`'s way: spine and records in, decisions out
    kept          names taken apart bucket by bucket and kept; compared, pairs kept; all decided
    incremental   2,000 records changed: compared with the whole spine, decided with the kept pairs
    proof         the incremental decisions are those of all changed records at once

How the rows are made (numpy's default generator, seed 4): copy 0 is the real spine. Of copy n each
title takes the first words of one real title and the last words of another, but 30 % the whole of
the one, so that a title has about one namesake within four years (six times as many as in the real
spine, which is a sixth as large). It is born up to three years beside the first, and keeps its
runtime, genres and votes. Names are added until there are 3 M: the beginning of one real original
title and the end of another. A quarter of the records are the real legs' own; the others are copied
from made titles: of 100 the name of 80 as it is, of 8 without its first word, of 6 with two letters
swapped, of 6 of no title; the year of 80 as it is, of 15 one later, of 5 up to three off.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.crosswalk import match, pairs
from movie_assets.crosswalk.forms import title_forms

TITLES, NAMES, RECORDS, CHANGED = 1_200_000, 3_000_000, 203_000, 2_000
NAMESAKES = 0.3
BUCKETS = 20
SEED = 4
LEGS = ("rotten_tomatoes", "metacritic", "wikipedia")
MEMORY = "800MB"  # as `movie-assets evaluate` gives DuckDB


# -- the rows --------------------------------------------------------------------------------------


def make_rows(legs: Path, folder: Path) -> None:
    """spine.parquet and records.parquet in the folder."""
    chance = np.random.default_rng(SEED)
    real = [row for row in pq.read_table(legs / "spine.parquet").to_pylist() if row["title"]]
    titles = made_titles(real, chance)
    add_names(titles, [row["original_title"] or row["title"] for row in real], chance)
    records = [
        row for leg in LEGS for row in pq.read_table(legs / f"{leg}_records.parquet").to_pylist()
    ]
    ids = {row["source_id"] for row in records}
    records += made_records(titles[len(real) :], ids, RECORDS - len(records), chance)
    write(folder / "spine.parquet", titles, match.SPINE)
    write(folder / "records.parquet", records, match.RECORDS)


def made_titles(real: list[dict[str, Any]], chance: np.random.Generator) -> list[dict[str, Any]]:
    titles = [dict(row, names=row["names"] or []) for row in real]
    while len(titles) < TITLES:
        others = chance.permutation(len(real)).tolist()
        are_namesakes = (chance.random(len(real)) < NAMESAKES).tolist()
        years = chance.integers(-3, 4, len(real)).tolist()
        for row, other, is_namesake, year in zip(real, others, are_namesakes, years, strict=True):
            name = row["title"] if is_namesake else spliced(row["title"], real[other]["title"])
            titles.append(
                row
                | {
                    "title_id": f"imdb/tt{50_000_000 + len(titles)}",
                    "title": name,
                    "original_title": None,
                    "names": [],
                    "year": row["year"] and row["year"] + year,
                }
            )
    return titles[:TITLES]


def add_names(
    titles: list[dict[str, Any]], originals: list[str], chance: np.random.Generator
) -> None:
    """Further names, until the titles have `NAMES` different ones, each title's own counted."""
    have = sum(len({row["title"], row["original_title"], *row["names"]} - {None}) for row in titles)
    owners = chance.integers(0, len(titles), NAMES - have).tolist()
    first, last = chance.integers(0, len(originals), (2, NAMES - have)).tolist()
    for owner, one, other in zip(owners, first, last, strict=True):
        titles[owner]["names"] = [
            *titles[owner]["names"],
            spliced(originals[one], originals[other]),
        ]


def spliced(left: str, right: str) -> str:
    """The first half of one name's words and the second half of another's, one at least of each."""
    ours, theirs = left.split(), right.split()
    return " ".join([*ours[: (len(ours) + 1) // 2], *theirs[len(theirs) // 2 :]])


def made_records(
    titles: list[dict[str, Any]], ids: set[str], count: int, chance: np.random.Generator
) -> list[dict[str, Any]]:
    asked = chance.choice(len(titles), count, replace=False).tolist()
    strangers = chance.integers(0, len(titles), (2, count)).tolist()
    rolls, places = chance.integers(0, 100, (2, count)).tolist()
    years = chance.choice([0, 1, -1, 2, 3], count, p=[0.8, 0.15, 0.02, 0.02, 0.01]).tolist()
    records, taken = [], set(ids)
    for number, (asks, roll, place, year) in enumerate(
        zip(asked, rolls, places, years, strict=True)
    ):
        title = titles[asks]
        name = title["title"]
        if roll >= 94:
            one, other = (titles[strangers[side][number]]["title"] for side in (0, 1))
            name = spliced(other, one)
        elif roll >= 88:
            name = swapped(name, place)
        elif roll >= 80 and " " in name:
            name = name.split(" ", 1)[1]
        slug = f"m/{'_'.join(name.lower().split())}"
        source_id = f"m/{1_000_000 + number}-{slug[2:]}" if slug in taken else slug
        taken.add(source_id)
        records.append(
            {
                "source": "rotten_tomatoes",
                "source_id": source_id,
                "kind": title["kind"],
                "title": name,
                "year": title["year"] and title["year"] + year,
                "genres": title["genres"],
            }
        )
    return records


def swapped(name: str, place: int) -> str:
    at = place % max(len(name) - 1, 1)
    return name[:at] + name[at : at + 2][::-1] + name[at + 2 :]


def write(file: Path, rows: list[dict[str, Any]], columns: tuple[tuple[str, str], ...]) -> None:
    kinds = {"VARCHAR": pa.string(), "BIGINT": pa.int64(), "DOUBLE": pa.float64(),
             "VARCHAR[]": pa.list_(pa.string())}  # fmt: skip
    schema = pa.schema([(name, kinds[kind]) for name, kind in columns])
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), file)


# -- the cases -------------------------------------------------------------------------------------


class Case:
    """A connection, and what each phase of the work on it took."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.seconds: dict[str, list[float]] = {}
        config = {"threads": 2, "memory_limit": MEMORY, "temp_directory": str(folder / "spill")}
        self.con = duckdb.connect(config=config)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        before = time.perf_counter(), time.process_time()
        yield
        after = time.perf_counter(), time.process_time()
        held = self.seconds.get(name, [0.0, 0.0])
        self.seconds[name] = [h + b - a for h, a, b in zip(held, before, after, strict=True)]

    def view(self, name: str, query: str) -> None:
        self.con.execute(f"CREATE OR REPLACE TEMP VIEW {name} AS {query}")

    def file(self, name: str) -> str:
        return str(self.folder / name)


def at_once(case: Case) -> None:
    for name in ("spine", "records"):
        case.view(name, f"FROM '{case.file(f'{name}.parquet')}'")
    with case.phase("names of titles"):
        title_forms(case.con)
    _compare(case)
    with case.phase("decide"):
        match.decided(case.con, case.pairs)
    _report_decisions(case, "at_once.parquet")


def kept(case: Case) -> None:
    spine = f"'{case.file('spine.parquet')}'"
    for bucket in range(BUCKETS):
        case.view("spine", f"FROM {spine} WHERE hash(title_id) % {BUCKETS} = {bucket}")
        with case.phase("names of titles, by bucket"):
            title_forms(case.con)
            case.con.execute(f"COPY name_form TO '{case.file(f'forms-{bucket}.parquet')}'")
    case.con.execute("DROP TABLE name_form")
    _views_of_kept(case)
    case.view("records", f"FROM '{case.file('records.parquet')}'")
    _compare(case)
    with case.phase("keep pairs"):
        case.con.register("compared", case.pairs)
        case.con.execute(f"COPY ({pairs.kept_sql()}) TO '{case.file('pairs.parquet')}'")
    with case.phase("decide"):
        match.decided(case.con, case.pairs)
    _report_decisions(case, "kept.parquet")


def incremental(case: Case) -> None:
    _views_of_kept(case)
    _change(case)
    case.view("records", "SELECT * FROM after SEMI JOIN changed USING (source, source_id)")
    _compare(case)
    with case.phase("keep pairs"):
        case.con.register("compared", case.pairs)
        case.con.execute(f"COPY ({pairs.kept_sql()}) TO '{case.file('new_pairs.parquet')}'")
    with case.phase("decide"):
        case.view(
            "pairs",
            f"FROM '{case.file('pairs.parquet')}' ANTI JOIN changed USING (source, source_id) "
            f"UNION ALL BY NAME FROM '{case.file('new_pairs.parquet')}'",
        )
        case.view("records", "FROM after")
        pairs.decide_kept(case.con)
    _report_decisions(case, "incremental.parquet")


def proof(case: Case) -> None:
    _views_of_kept(case)
    _change(case)
    case.view("records", "FROM after")
    _compare(case)
    with case.phase("decide"):
        match.decided(case.con, case.pairs)
    _report_decisions(case, "proof.parquet")


def _views_of_kept(case: Case) -> None:
    case.view("spine", f"FROM '{case.file('spine.parquet')}'")
    case.view("name_form", f"FROM '{case.file('forms-*.parquet')}'")


def _change(case: Case) -> None:
    """Some records a year later: views `after` (all of them) and `changed` (the ids of some)."""
    records = f"'{case.file('records.parquet')}'"
    case.con.execute(
        f"CREATE TEMP TABLE changed AS SELECT DISTINCT source, source_id FROM {records} "
        f"ORDER BY md5(source_id), source LIMIT {CHANGED}"
    )
    case.view(
        "after",
        f"""
        SELECT r.* REPLACE (year + (c.source_id IS NOT NULL)::INT AS year)
        FROM {records} AS r LEFT JOIN changed AS c USING (source, source_id)
        """,
    )


def _compare(case: Case) -> None:
    with case.phase("number titles"):
        match.number_titles(case.con)
    with case.phase("find candidates"):
        match.prepare_records(case.con)
    with case.phase("compare"):
        case.pairs = match.compared_all(case.con)


def _report_decisions(case: Case, name: str) -> None:
    peak = peak_mb()  # before decisions are read back to be compared
    case.con.execute(f"COPY decision TO '{case.file(name)}'")
    rows = case.con.execute("FROM decision ORDER BY source, source_id").fetchall()
    digest = hashlib.md5(usedforsecurity=False)
    for row in rows:
        digest.update(repr(row).encode())
    statuses = case.con.execute("SELECT status, count(*) FROM decision GROUP BY 1 ORDER BY 1")
    print(json.dumps({
        "pairs": len(case.pairs), "decisions": len(rows), "digest": digest.hexdigest(),
        "statuses": dict(statuses.fetchall()), "seconds": case.seconds, "peak_mb": peak,
    }))  # fmt: skip


def peak_mb() -> int:
    """The most memory this process has held so far."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1]) // 1024
    raise RuntimeError("this system does not say how much memory a process held")


CASES: dict[str, Callable[[Case], None]] = {
    "at_once": at_once, "kept": kept, "incremental": incremental, "proof": proof,
}  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--case", choices=CASES, action="append")
    parser.add_argument("--child", action="store_true", help="run the one case in this process")
    asked = parser.parse_args()
    if asked.child:
        CASES[asked.case[0]](Case(asked.folder))
        return
    asked.folder.mkdir(parents=True, exist_ok=True)
    if not (asked.folder / "records.parquet").exists():
        make_rows(asked.legs, asked.folder)
    digests = {}
    for case in asked.case or CASES:
        digests[case] = show(case, asked.legs, asked.folder)
    for one, other in (("at_once", "kept"), ("incremental", "proof")):
        if {one, other} <= digests.keys():
            answer = "the same" if digests[one] == digests[other] else "DIFFERENT"
            print(f"decisions of {one} and {other}: {answer}")


def show(case: str, legs: Path, folder: Path) -> str:
    """Run a case in a process of its own, print what it took, return its decisions' digest."""
    command = [sys.executable, "-m", __spec__.name, str(legs), str(folder), "--child"]
    done = subprocess.run([*command, "--case", case], stdout=subprocess.PIPE, text=True, check=True)
    found = json.loads(done.stdout.splitlines()[-1])
    clock, processors = map(sum, zip(*found["seconds"].values(), strict=True))
    print(f"{case}: {clock:.1f} s, {processors:.1f} s of processors, at most {found['peak_mb']} MB")
    print(f"    {found['pairs']} pairs, {found['decisions']} decisions: {found['statuses']}")
    for phase, (clock, processors) in found["seconds"].items():
        print(f"    {phase:28} {clock:6.1f} s {processors:6.1f} s")
    return found["digest"]


if __name__ == "__main__":
    main()
