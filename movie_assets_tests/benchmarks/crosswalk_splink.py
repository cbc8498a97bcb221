"""Measures our matcher and Splink 5 side by side on the real legs. Splink's set-up is elsewhere.

    uv run --group challenger python -m movie_assets_tests.benchmarks.crosswalk_splink LEGS

LEGS is the folder of the legs. Both sides match the same files in processes of their own, in turn,
the order changing each round; time and peak memory are the whole process's, the least of the
rounds. Splink trains itself by EM, without truth; our shipped weights were fitted to this very
truth, and how they do on records left out is what `crosswalk_fit` prints. "best F1" and "P >= .995"
take the threshold that truth likes best, so they are the most a side could reach; "as it is" is our
shipped decision, and Splink's links of a probability of one half and more.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

from movie_assets.commands.evaluating import crosswalk
from movie_assets.crosswalk.weights import RULE_VERSION
from movie_assets_tests.benchmarks.crosswalk_legs import LEGS, leg_files, skip
from movie_assets_tests.benchmarks.splink_model import predicted, prepared

SIDES = ("ours", "splink")
SURE = 0.995

# Links of records with truth, the surest first: a row for each threshold that tells links apart.
_SWEEP = """
    WITH known AS (
        SELECT source_id, list(DISTINCT title_id) AS title_ids FROM truth GROUP BY source_id
    ), judged AS (
        SELECT weight, list_contains(title_ids, title_id) AS correct
        FROM link JOIN known USING (source_id) WHERE {which}
    ), counted AS (
        SELECT DISTINCT weight, count(*) OVER above AS predicted,
               count_if(correct) OVER above AS correct, (SELECT count(*) FROM known) AS truth
        FROM judged WINDOW above AS (ORDER BY weight DESC)
    )
    SELECT weight, predicted, correct::BIGINT AS correct, truth,
           correct / predicted AS precision, correct / truth AS recall,
           2 * correct / (predicted + truth) AS f1
    FROM counted
    {chosen} LIMIT 1
"""
_THRESHOLDS = {
    "as it is": ("taken", "ORDER BY weight"),
    "best F1": ("true", "ORDER BY f1 DESC, weight DESC"),
    "P >= .995": ("true", f"WHERE precision >= {SURE} ORDER BY recall DESC, weight DESC"),
}


def thresholds(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, float]]:
    """Figures over `truth` and `link` (title_id, source_id, weight, taken) by `_THRESHOLDS`."""
    rows = {
        name: con.execute(_SWEEP.format(which=which, chosen=chosen)).to_arrow_table().to_pylist()
        for name, (which, chosen) in _THRESHOLDS.items()
    }
    return {name: row[0] for name, row in rows.items() if row}


def ours(folder: Path, leg: str) -> dict[str, Any]:
    """One leg by `evaluate crosswalk`, and by other thresholds than the shipped."""
    spine, records, truth = leg_files(folder, leg)
    with tempfile.TemporaryDirectory() as place, duckdb.connect() as con:
        out = Path(place) / "decisions.parquet"
        found = crosswalk(spine, records, truth, out)
        con.execute(f"CREATE TEMP TABLE truth AS FROM '{truth}'")
        con.execute(
            f"""
            CREATE TEMP TABLE link AS
            SELECT source_id, title_id, probability AS weight, status = 'accepted' AS taken
            FROM '{out}' WHERE (evidence->>'title_rank')::INTEGER = 1
            """
        )
        return {"pairs": found.pairs, "figures": thresholds(con)}


def splink(folder: Path, leg: str) -> dict[str, Any]:
    """One leg by Splink."""
    with tempfile.TemporaryDirectory() as place:
        con = duckdb.connect(config={"threads": 2, "temp_directory": place})
        prepared(con, folder, leg)
        pairs = predicted(con)
        figures = thresholds(con)
        con.close()
    return {"pairs": pairs, "figures": figures}


def in_own_process(folder: Path, leg: str, side: str) -> dict[str, Any]:
    """What one side measured, with what its process took: seconds, cpu, peak_mb."""
    begun = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", __spec__.name, str(folder), "--leg", leg, "--side", side],
        stdout=subprocess.PIPE,
    )
    assert child.stdout
    said = child.stdout.read()
    _, status, used = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{side} failed on {leg}: status {status}; run it by --leg {leg} --side {side}")
    return json.loads(said) | {
        "seconds": time.monotonic() - begun,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss // 1024,
    }


def lines(leg: str, side: str, rounds: list[dict[str, Any]]) -> list[str]:
    """A side's figures on a leg, for people."""
    cost = {name: min(one[name] for one in rounds) for name in ("seconds", "cpu", "peak_mb")}
    spent = f"{cost['seconds']:6.1f} {cost['cpu']:6.1f} {cost['peak_mb']:6}"
    told = []
    for name, got in rounds[0]["figures"].items():
        shares = " ".join(f"{got[share]:9.4f}" for share in ("precision", "recall", "f1"))
        told.append(
            f"{leg:15} {side:6} {name:9} {rounds[0]['pairs']:8} {got['predicted']:9} "
            f"{got['correct']:7} {shares} {spent}"
        )
    return told


def measured(folder: Path, rounds: int) -> None:
    """Every leg and side in turn, printed."""
    if importlib.util.find_spec("splink") is None:
        skip("Splink is not installed; run with `uv run --group challenger`")
    for leg in LEGS:
        leg_files(folder, leg)
    versions = {name: importlib.metadata.version(name) for name in ("splink", "duckdb")}
    print(f"ours {RULE_VERSION}, {versions}, load {os.getloadavg()[0]:.1f}, {rounds} rounds")
    print(
        "leg             side   threshold    pairs predicted correct precision    recall        F1"
        "   wall    cpu     MB"
    )
    for leg in LEGS:
        found: dict[str, list[dict[str, Any]]] = {side: [] for side in SIDES}
        for turn in range(rounds):
            for side in SIDES[:: 1 if turn % 2 == 0 else -1]:
                found[side].append(in_own_process(folder, leg, side))
        for side in SIDES:
            print(*lines(leg, side, found[side]), sep="\n", flush=True)
        ahead = {side: found[side][0]["figures"]["best F1"]["f1"] for side in SIDES}
        shipped = found["ours"][0]["figures"]["as it is"]["f1"]
        print(f"{leg:15} ours as it is minus Splink's best F1: {shipped - ahead['splink']:+.4f}")
    print(f"load at the end {os.getloadavg()[0]:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--leg", choices=LEGS, help="With --side: this one, here, as JSON.")
    parser.add_argument("--side", choices=SIDES)
    asked = parser.parse_args()
    if asked.leg and asked.side:
        run = ours if asked.side == "ours" else splink
        print(json.dumps(run(asked.legs, asked.leg)))
    else:
        measured(asked.legs, asked.rounds)


if __name__ == "__main__":
    main()
