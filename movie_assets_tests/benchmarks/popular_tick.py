"""Times the popular lane's sensor at 1.2 million titles and as many views.

python -m movie_assets_tests.benchmarks.popular_tick [--titles 1200000] [--views 1200000]

A Postgres of its own holds popularity and newest check of every title, views of titles drawn by
Zipf's law, and 20,000 titles that had their turn; the lake holds full lists. Ticks are timed with
everything new, with more waiting, after one more view, and with nothing new.
"""

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path

import dagster as dg
import psycopg

from movie_assets.resources.embedded_postgres import EmbeddedPostgres
from movie_assets_tests.benchmarks.homes import free_port
from movie_assets_tests.hot_place import HotPlace

BAR_S = 2.0
FILL = """
INSERT INTO catalogue.title_popularity (title_id, popularity, day, row_hash, part)
SELECT 'movie/' || n, 1.0 / n, '2026-01-01', md5('')::uuid, 1 FROM generate_series(1, {titles}) n;
INSERT INTO catalogue.source_check
    (source, title_id, checked_at, outcome, answer_id, failures, answers, changes, row_hash, part)
SELECT 'tmdb', 'movie/' || n, '2025-12-25', 'found', 'a', 0, 1, 0, md5('')::uuid, 1
FROM generate_series(1, {titles}) n;
INSERT INTO app.title_view (title_id, reason)
SELECT 'movie/' || floor(exp(random() * ln({titles})))::bigint, 'details'
FROM generate_series(1, {views});
INSERT INTO app.hot_title (title_id, reason, wanted_at, done_at)
SELECT 'movie/' || n, 'viewed', '2025-12-31', '2025-12-31' FROM generate_series(1, 20000) n;
ANALYZE;
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--titles", type=int, default=1_200_000)
    parser.add_argument("--views", type=int, default=1_200_000)
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="movie-assets-bench-", dir="/tmp"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres", free_port(), durable=False)
    try:
        server.ensure_running()
        server.create_database("catalogue")
        with dg.DagsterInstance.ephemeral() as instance:
            place = HotPlace(server.ensure_running().url("catalogue"), folder, instance)
            slowest = measured(place, given.titles, given.views)
    finally:
        server.stop()
        shutil.rmtree(folder)
    sys.exit(0 if slowest <= BAR_S else 1)


def measured(place: HotPlace, titles: int, views: int) -> float:
    with psycopg.connect(place.url, autocommit=True) as connection:
        for statement in FILL.format(titles=titles, views=views).split(";"):
            connection.execute(statement.encode())
    listed = [f"movie/{n}" for n in range(1, 121)]
    place.list_titles(*listed)
    place.jump(*(f"movie/{n}" for n in range(500, 600)))
    seconds = [timed(place, "everything is new"), timed(place, "its run is not there yet")]
    place.note_run()
    seconds.append(timed(place, "more wait"))
    place.note_run()
    place.view("movie/30000")
    seconds.append(timed(place, "one more was looked at"))
    place.note_run()
    place.cursor = f'{{"view": {views + 1}, "lists": ""}}'
    timed(place, "lists are read")
    seconds.append(timed(place, "nothing is new"))
    return max(seconds)


def timed(place: HotPlace, what: str) -> float:
    begun = time.monotonic()
    taken = place.tick()
    seconds = time.monotonic() - begun
    print(f"{what}: {seconds:.2f} s, {len(taken)} titles", flush=True)
    return seconds


if __name__ == "__main__":
    main()
