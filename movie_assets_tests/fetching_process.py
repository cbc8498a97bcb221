"""What each of several processes does that fetch at once: few imports, for each starts anew."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing.synchronize import Barrier
from pathlib import Path
from unittest import mock

from pyrate_limiter import RateItem, SQLiteBucket

from movie_assets.resources.http import HttpClient
from movie_assets.sources.metacritic import METACRITIC
from movie_assets.sources.tmdb import TMDB
from movie_assets_tests.scripted_server import NOON

PAGES = "www.metacritic.com"
API = "api.themoviedb.org"
ASKED = 12  # of either host by each process


@contextmanager
def noted_turns(file: Path) -> Iterator[None]:
    """Write down the lane and time, in s, of each turn that this process takes."""
    taken: list[tuple[str, float]] = []
    put = SQLiteBucket.put

    def noting(bucket: SQLiteBucket, item: RateItem) -> bool:
        done = put(bucket, item)
        if done:
            taken.append((item.name, item.timestamp / 1000))
        return done

    with mock.patch.object(SQLiteBucket, "put", noting):
        yield
    file.write_text(json.dumps(taken))


def fetch_all(bases: Mapping[str, str], shared: Path, ready: Barrier, number: int) -> None:
    """One of the processes: asks two hosts in turn, at their rates."""
    quick = replace(TMDB, requests_per_second=20)
    slow = replace(METACRITIC, requests_per_second=4, requests_a_day=9)
    with (
        noted_turns(shared / f"turns-{number}.json"),
        HttpClient(
            base_urls=bases, user_agent="movie-assets/0.1", tokens={API: "t"}, pace=1, shared=shared
        ) as http,
    ):
        ready.wait(60)
        for page in range(ASKED):
            url = f"https://{PAGES}/movie/film-{number}-{page}/"
            http.ask(slow, url, title_id=None, at=NOON, run_id="run")
            url = f"https://{API}/3/movie/{number}{page}"
            http.ask(quick, url, title_id=None, at=NOON, run_id="run")
