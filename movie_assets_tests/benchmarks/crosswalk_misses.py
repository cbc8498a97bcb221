"""Tells each record the matcher gets wrong on the real legs by its cause. Fits and changes nothing.

    python -m movie_assets_tests.benchmarks.crosswalk_misses LEGS [--quiet]

LEGS is the folder of the legs. A miss is a record with truth whose right title was not accepted.
Its cause is the first rule of `CAUSES` that fits; truth itself is doubted where the accepted title
bears the record's name within a year of it, and the right one does not.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from movie_assets.crosswalk import match
from movie_assets.crosswalk.assign import ACCEPT_AT
from movie_assets_tests.benchmarks.crosswalk_legs import LEGS, leg_views


class Cause(NamedTuple):
    """Why a record is missed: the rule that tells it, as SQL, and what would resolve it."""

    name: str
    rule: str
    resolved_by: str


CAUSES = (
    Cause("the spine lacks the title", "NOT in_spine", "a spine with the title in it"),
    Cause(
        "truth looks wrong",
        "outcome = 'wrong' AND chosen_named AND abs(chosen_year - told_year) <= 1"
        " AND (NOT named OR abs(right_year - told_year) > 2)",
        "directors and cast of record and title: the truth wants a second look",
    ),
    Cause(
        "not compared: the names have nothing in common",
        "NOT compared AND NOT half_named",
        "akas in the record's language, or an id of IMDb or Wikidata; then directors",
    ),
    Cause(
        "not compared: same name, year out of reach",
        "NOT compared AND named",
        "directors; release dates of other countries and re-releases",
    ),
    Cause(
        "not compared: half a name in common",
        "NOT compared",
        "akas; directors and a year to block by",
    ),
    Cause(
        "twin: a title of the same name within a year",
        "twins > 0",
        "directors, cast, runtime; the page itself where the source shows it",
    ),
    Cause(
        "a namesake of another year is preferred",
        "NOT is_right AND chosen_named AND named",
        "directors, runtime; release dates by country",
    ),
    Cause(
        "another record takes the title",
        "is_right AND title_rank > 1",
        "the two records' own ids and directors: one of them is a namesake or a duplicate",
    ),
    Cause(
        "likely, but the runner-up is near",
        f"is_right AND probability >= {ACCEPT_AT}",
        "directors, runtime",
    ),
    Cause(
        "same name, year more than two off",
        "named AND abs(right_year - told_year) > 2",
        "directors; release dates of other countries and re-releases",
    ),
    Cause("the name is alike, not the same", "NOT named", "akas; directors, runtime"),
    Cause("the same name, and yet too unlikely", "true", "runtime, directors, genres"),
)
OUTCOMES = ("wrong", "review", "rejected", "nothing")

# The likeliest of the right titles stands for them all.
_RIGHT = """
    SELECT r.record_no, arg_max(t.title_no, coalesce(s.probability, -1)) AS right_no,
           list(DISTINCT k.title_id) AS title_ids, count(s.title_no) > 0 AS compared,
           count(t.title_no) > 0 AS in_spine
    FROM truth AS k
    JOIN all_record AS r USING (source_id)
    LEFT JOIN all_title AS t USING (title_id)
    LEFT JOIN scored AS s ON s.record_no = r.record_no AND s.title_no = t.title_no
    GROUP BY r.record_no
"""
_SAME = """
    SELECT record_no, title_no,
           bool_or(rf.form IN ('m', 'b', 's') AND tf.form IN ('m', 'b')) AS named
    FROM (FROM all_record_form SEMI JOIN asked USING (record_no)) AS rf
    JOIN name_form AS tf USING (key)
    JOIN all_title USING (title_id)
    GROUP BY record_no, title_no
"""
_TWINS = """
    SELECT a.record_no, count(*) AS twins
    FROM asked AS a
    JOIN all_title AS mine ON mine.title_no = a.right_no
    JOIN same USING (record_no)
    JOIN all_title AS other ON other.title_no = same.title_no
    WHERE same.named AND other.title_no <> a.right_no AND abs(other.year - mine.year) <= 1
    GROUP BY a.record_no
"""
_MISSES = """
    WITH titles AS (
        SELECT title_no, title_id, s.title, s.year FROM all_title JOIN spine AS s USING (title_id)
    )
    SELECT d.source_id, coalesce(r.title, '') AS record, r.year,
           coalesce(r.slug_year, r.year) AS told_year, d.probability,
           CASE WHEN d.status = 'accepted' THEN 'wrong' WHEN d.title_id IS NULL THEN 'nothing'
                ELSE d.status END AS outcome,
           (d.evidence->>'title_rank')::INTEGER AS title_rank,
           c.title AS chosen, c.year AS chosen_year, coalesce(cs.named, false) AS chosen_named,
           w.title AS "right", w.year AS right_year, a.compared, a.in_spine,
           coalesce(list_contains(a.title_ids, d.title_id), false) AS is_right,
           coalesce(rs.named, false) AS named, rs.record_no IS NOT NULL AS half_named,
           coalesce(twins, 0) AS twins
    FROM asked AS a
    JOIN all_record AS r USING (record_no)
    JOIN decision AS d ON d.source = r.source AND d.source_id = r.source_id
    LEFT JOIN titles AS w ON w.title_no = a.right_no
    LEFT JOIN titles AS c ON c.title_id = d.title_id
    LEFT JOIN same AS rs ON rs.record_no = a.record_no AND rs.title_no = a.right_no
    LEFT JOIN same AS cs ON cs.record_no = a.record_no AND cs.title_no = c.title_no
    LEFT JOIN twin ON twin.record_no = a.record_no
    WHERE NOT (d.status = 'accepted' AND list_contains(a.title_ids, d.title_id))
"""


def misses(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Every miss of a leg that was decided on, with its cause."""
    for name, query in (("asked", _RIGHT), ("same", _SAME), ("twin", _TWINS), ("miss", _MISSES)):
        con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    rules = " ".join(f"WHEN {cause.rule} THEN {n}" for n, cause in enumerate(CAUSES))
    rows = con.execute(f"SELECT *, CASE {rules} END AS cause FROM miss ORDER BY cause, source_id")
    return rows.to_arrow_table().to_pylist()


def blocking(con: duckdb.DuckDBPyConnection) -> str:
    """How many candidates the records have, and how many right titles are among them."""
    ((mean, median, many, most),) = con.execute(
        """
        SELECT avg(pairs), median(pairs), quantile_cont(pairs, 0.99), max(pairs)
        FROM (SELECT count(s.record_no) AS pairs
              FROM all_record AS r LEFT JOIN scored AS s USING (record_no) GROUP BY r.record_no)
        """
    ).fetchall()
    ((truth, within, found),) = con.execute(
        "SELECT count(*), count_if(in_spine), count_if(compared) FROM asked"
    ).fetchall()
    return (
        f"candidates a record: mean {mean:.2f}, median {median:.0f}, 99 % {many:.0f}, most {most}; "
        f"recall of blocking {found}/{truth} = {found / truth:.4f} "
        f"({truth - within} right titles are not in the spine)"
    )


def told(miss: dict[str, Any]) -> str:
    """One miss, for people."""
    chosen = "nothing"
    if miss["chosen"] is not None:
        chosen = f"{miss['chosen']} ({miss['chosen_year']}) at {miss['probability']:.2f}"
    right = "the same" if miss["is_right"] else f"{miss['right']} ({miss['right_year']})"
    return (
        f"{miss['outcome']:8} {miss['record']} ({miss['year']}) [{miss['source_id']}]"
        f" -> {chosen}; truth: {right}"
    )


def counted(found: dict[str, list[dict[str, Any]]]) -> list[str]:
    """Counts by cause, leg and outcome, one example each and what would resolve it."""
    lines = []
    for number, cause in enumerate(CAUSES):
        mine = {
            leg: [miss for miss in rows if miss["cause"] == number] for leg, rows in found.items()
        }
        every = [miss for rows in mine.values() for miss in rows]
        if every:
            outcomes = Counter(miss["outcome"] for miss in every)
            legs = "  ".join(f"{leg} {len(rows)}" for leg, rows in mine.items())
            parts = ", ".join(f"{name} {outcomes[name]}" for name in OUTCOMES if outcomes[name])
            lines += [
                f"{len(every):4}  {cause.name}: {legs} ({parts})",
                f"      resolved by {cause.resolved_by}",
                f"      such as {told(every[0])}",
            ]
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("legs", type=Path)
    parser.add_argument("--quiet", action="store_true", help="Only the counts.")
    asked = parser.parse_args()
    found = {}
    for leg in LEGS:
        with duckdb.connect(config={"threads": 2}) as con:
            leg_views(con, asked.legs, leg)
            match.decide(con)
            found[leg] = misses(con)
            print(f"{leg}: {len(found[leg])} misses; {blocking(con)}", flush=True)
        for miss in [] if asked.quiet else found[leg]:
            print(f"  {CAUSES[miss['cause']].name}: {told(miss)}")
    print(*counted(found), sep="\n")


if __name__ == "__main__":
    main()
