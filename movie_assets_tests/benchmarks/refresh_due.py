"""Times who is due, by the policy's SQL, of 1.2 M titles at seven sources.

    python -m movie_assets_tests.benchmarks.refresh_due [--titles 1200000] [--runs 3]

Bar: 3 s on two cores for all seven together, 2 GB in the process. The state is that of a system in
the middle of its life: of each source some share of the titles was asked, when is spread over the
time its budget takes for a round, 2 % failed. Pages are limited to the day's budget; what has none
gives all that is due.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import resource
import time
from typing import NamedTuple

import duckdb

from movie_assets.refresh.due import due_sql
from movie_assets.refresh.policy import POLICY

NOW = dt.datetime(2026, 6, 1, 9, tzinfo=dt.UTC)


class State(NamedTuple):
    """A source in the middle of its life: its day's budget, share asked, days of a round."""

    name: str
    budget: int | None
    asked: float
    round_days: float


STATES = (
    State("tmdb", None, 0.999, 30),
    State("wikidata", None, 0.99, 60),
    State("wikipedia", None, 0.98, 90),
    State("imdb_page", 30_000, 0.9, 40),
    State("tv_tropes", 9_000, 0.5, 130),
    State("rotten_tomatoes", 5_000, 0.5, 240),
    State("metacritic", 600, 0.2, 365),
)
_WANTED = """
    CREATE TABLE wanted AS
    SELECT 'movie/' || (100 + n * 7 % 1999993) AS title_id,
           1000 * pow(1 + n, -0.55) AS popularity,
           CASE WHEN hash(n) % 10 > 1 THEN DATE '2026-06-20' - (hash(n, 1) % 20000)::INT END
               AS release_date,
           DATE '2026-06-01' - (hash(n, 2) % 365)::INT AS first_seen
    FROM range($titles) AS t (n) ORDER BY title_id
"""
_CHECKS = """
    CREATE OR REPLACE TABLE checks AS
    SELECT $name AS source, title_id,
           $now - to_seconds((86400 * $days * share(title_id, 1))::BIGINT) AS checked_at,
           CASE WHEN failures > 0 THEN 'unreachable' WHEN share(title_id, 3) < 0.3 THEN 'found'
                ELSE 'not_found' END AS outcome,
           CASE WHEN failures = 0 THEN checked_at END AS good_at, 'a' AS answer_id, failures,
           (1 + hash(title_id, 4) % 9)::BIGINT AS answers,
           (hash(title_id, 5) % 3)::BIGINT AS changes
    FROM (SELECT title_id, (CASE WHEN share(title_id, 2) < 0.02 THEN 1 + hash(title_id) % 7
                                 ELSE 0 END)::BIGINT AS failures
          FROM wanted WHERE hash(title_id, $name) % 1000 < 1000 * $asked)
    ORDER BY title_id
"""
_HINTS = """
    CREATE TABLE linked AS SELECT title_id FROM wanted WHERE hash(title_id, 'l') % 10 = 0;
    CREATE TABLE changed AS SELECT title_id, DATE '2026-05-31' AS changed_on FROM wanted
        WHERE hash(title_id, 'c') % 100 = 0;
    CREATE TABLE viewed AS SELECT title_id, 1 + hash(title_id) % 50 AS views FROM wanted
        WHERE popularity > 5;
    CREATE TABLE requested AS SELECT title_id FROM wanted WHERE hash(title_id, 'r') % 10000 = 0
"""


def measure(titles: int, runs: int) -> dict[str, object]:
    """Seconds and core-seconds by source, the best of some runs; how many titles each gave."""
    con = duckdb.connect(config={"memory_limit": "1200MB", "threads": 2})
    con.execute("SET TimeZone = 'UTC'")
    con.execute("CREATE MACRO share(id, k) AS hash(id, k) % 1000003 / 1000003.0")
    con.execute(_WANTED, {"titles": titles})
    con.execute(_HINTS)
    seconds: dict[str, tuple[float, float]] = {}
    due: dict[str, int] = {}
    for state in STATES:
        made = {"name": state.name, "now": NOW, "days": state.round_days, "asked": state.asked}
        con.execute(_CHECKS, made)
        given = {
            "source": state.name,
            "now": NOW,
            "most": state.budget,
            "failing_most": POLICY.failing_most(state.budget, NOW.toordinal()),
        }
        seconds[state.name] = min(_timed(con, state.name, given) for _ in range(runs))
        due[state.name] = con.execute("SELECT count(*) FROM due_now").fetchall()[0][0]
    return {"titles": titles, "seconds": seconds, "due": due}


def _timed(
    con: duckdb.DuckDBPyConnection, source: str, given: dict[str, object]
) -> tuple[float, float]:
    began, cpu = time.monotonic(), time.process_time()
    con.execute(f"CREATE OR REPLACE TABLE due_now AS {due_sql(source)}", given)
    return round(time.monotonic() - began, 3), round(time.process_time() - cpu, 3)


def main() -> None:
    """Print one JSON object with times, their sum and the peak of memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=1_200_000)
    parser.add_argument("--runs", type=int, default=3)
    words = parser.parse_args()
    told = measure(words.titles, words.runs)
    seconds = told["seconds"]
    assert isinstance(seconds, dict)
    told["all_seconds"] = round(sum(wall for wall, _ in seconds.values()), 2)
    told["core_seconds"] = round(sum(cores for _, cores in seconds.values()), 2)
    told["peak_mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps(told))


if __name__ == "__main__":
    main()
