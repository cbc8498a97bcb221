"""`movie-assets events` as a process over a real change log: killed, called, ended, two at once."""

import io
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
import pytest
from pydantic import SecretStr

from movie_assets.commands.following import Wish, tell
from movie_assets.resources.change_feed import BATCH
from movie_assets.settings import Settings
from movie_assets_tests.forks import FORKS, command
from movie_assets_tests.loading_place import Place, score, title

PROGRAM = Path(sys.executable).parent / "movie-assets"
# A process takes three seconds to import what it needs; one that takes this long hangs.
LONGEST_S = 60.0
NEVER_POLLS = ("--poll", "86400")


@pytest.fixture
def place(prepared: str, tmp_path: Path) -> Place:
    """A catalogue whose first load is told by genesis."""
    made = Place(prepared, tmp_path)
    made.load("title_score", [score("movie/0", 10.0)])
    return made


def change(place: Place, count: int, percent: float) -> None:
    """Give so many titles a score of so many percent: an event each."""
    place.load("title_score", [score(f"movie/{number}", percent) for number in range(count)])


def variables(place: Place) -> dict[str, str]:
    return {k: v for k, v in os.environ.items() if not k.startswith("MOVIE_ASSETS_")} | {
        "MOVIE_ASSETS_HOME": str(place.folder / "home"),
        "MOVIE_ASSETS_DOTENV": str(place.folder / "dotenv"),
        "MOVIE_ASSETS_DATABASE_URL": place.url,
        "MOVIE_ASSETS_READER_PASSWORD": "reader",
    }


@contextmanager
def follower(place: Place, *words: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [str(PROGRAM), "events", *words], env=variables(place), stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, bufsize=0,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


@dataclass(frozen=True)
class Fork:
    """The same command in a fork, and what it writes."""

    process: BaseProcess
    stdout: BinaryIO
    stderr: BinaryIO


@contextmanager
def fork(place: Place, *words: str) -> Iterator[Fork]:
    (told, says), (heard, complains) = FORKS.Pipe(duplex=False), FORKS.Pipe(duplex=False)
    process = FORKS.Process(
        target=command, args=(["events", *words], variables(place), says, complains)
    )
    process.start()
    for end in (says, complains):
        end.close()
    try:
        with (
            os.fdopen(os.dup(told.fileno()), "rb", 0) as out,
            os.fdopen(os.dup(heard.fileno()), "rb", 0) as problems,
        ):
            yield Fork(process, out, problems)
    finally:
        process.kill()
        process.join()


def said(place: Place, **wishes: Any) -> list[dict[str, Any]]:
    """What a follower that ends by itself says, in this process."""
    settings = Settings(
        home=place.folder / "home",
        database_url=SecretStr(place.url),
        reader_password=SecretStr("reader"),
    )
    out = io.StringIO()
    tell(settings, Wish(**({"consumer": "default"} | wishes)), out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def line_of(process: subprocess.Popen[bytes] | Fork) -> dict[str, Any]:
    """The next line of one that goes on."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], LONGEST_S)
    assert ready, "nothing was said"
    return json.loads(process.stdout.readline())


def place_of(place: Place, consumer: str) -> int | None:
    found = place.rows("select seq from events.follower where consumer = %s", consumer)
    return found[0][0] if found else None


def test_it_says_what_there_is_in_order_and_then_nothing(place: Place) -> None:
    place.load("title_score", [score("movie/0", 20.0), score("movie/1", 30.0)])
    first, second = said(place)
    assert (first["seq"], first["entity"], first["title_id"], first["version"]) == (
        1, "score", "movie/0", 1,
    )  # fmt: skip
    assert list(first) == [
        "seq", "entity", "title_id", "version", "changed_at", "run_id", "fields",
    ]  # fmt: skip
    assert first["changed_at"] == "2026-01-01T12:00:00+00:00"
    (told,) = first["fields"].values()
    assert (told["old"]["percent"], told["new"]["percent"]) == (10.0, 20.0)
    assert (second["seq"], second["title_id"]) == (2, "movie/1")
    assert place_of(place, "default") == 2
    assert said(place) == []


def test_since_limit_and_entity(place: Place) -> None:
    change(place, 4, 20.0)  # seq 1 to 4
    place.load("title", [title("movie/9", title="a")])
    place.load("title", [title("movie/9", title="b")])  # seq 5
    assert [one["seq"] for one in said(place, limit=2)] == [1, 2]
    assert [one["seq"] for one in said(place, limit=1)] == [3]
    assert [one["seq"] for one in said(place, since=1, limit=2)] == [2, 3]
    assert place_of(place, "default") == 3  # moved from where it was told to begin
    told = said(place, entity="title", consumer="of titles")
    assert [one["seq"] for one in told] == [5]
    change(place, 4, 30.0)  # seq 6 to 9
    assert said(place, entity="title", consumer="of titles") == []
    assert place_of(place, "of titles") == 9  # what was seen is not read again


def test_genesis_comes_first(place: Place) -> None:
    change(place, 1, 20.0)
    snapshot, event = said(place, genesis=True)
    (uri, sha256) = place.rows("select uri, sha256 from events.genesis")[0]
    assert snapshot == {
        "entity": "score", "partition": "movie-01", "uri": uri, "rows": 1, "sha256": sha256,
    }  # fmt: skip
    assert event["seq"] == 1
    assert said(place, genesis=True, entity="offer") == []


def test_two_consumers_do_not_know_each_other(place: Place) -> None:
    change(place, 3, 20.0)
    assert [one["seq"] for one in said(place, consumer="a", limit=1)] == [1]
    assert [one["seq"] for one in said(place, consumer="b")] == [1, 2, 3]
    assert [one["seq"] for one in said(place, consumer="a")] == [2, 3]


def test_one_consumer_is_one_process(place: Place) -> None:
    change(place, 1, 20.0)
    with fork(place, "--follow", *NEVER_POLLS) as first:
        line_of(first)
        with fork(place) as other:
            problems = other.stderr.read()
            other.process.join(LONGEST_S)
        assert other.process.exitcode == 1
        assert b"Somebody else follows the change log as default" in problems


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_load_wakes_it_and_a_signal_ends_it_with_its_place_stored(
    place: Place, number: signal.Signals
) -> None:
    with follower(place, "--follow", *NEVER_POLLS) as process:
        change(place, 2, 20.0)
        assert [line_of(process)["seq"] for _ in range(2)] == [1, 2]
        change(place, 2, 30.0)
        assert [line_of(process)["seq"] for _ in range(2)] == [3, 4]
        process.send_signal(number)
        assert process.wait(LONGEST_S) == 0
    assert place_of(place, "default") in (2, 4)  # 2: ended between telling and storing
    assert [one["seq"] for one in said(place)] in ([], [3, 4])


def test_killed_at_any_moment_nothing_is_lost_or_out_of_order(place: Place) -> None:
    count = 3 * BATCH + 7
    change(place, count, 20.0)
    told: list[int] = []
    for lines in (1, BATCH + 1, BATCH, 2 * BATCH):  # in a batch, at its end, after it
        with fork(place, "--follow") as one:
            mine = [line_of(one)["seq"]]
            while len(mine) < lines and mine[-1] < count:
                mine.append(line_of(one)["seq"])
            one.process.kill()
        assert mine == list(range(mine[0], mine[-1] + 1))
        assert mine[0] <= (told[-1] if told else 0) + 1, "something was lost"
        told += mine
    rest = [one["seq"] for one in said(place)]
    assert not rest or rest[0] <= told[-1] + 1
    assert set(told + rest) == set(range(1, count + 1))


def test_a_closed_pipe_is_no_error(place: Place) -> None:
    change(place, 3 * BATCH, 20.0)
    with follower(place) as process:
        line_of(process)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(LONGEST_S) == 0
        process.stdout = None


def test_its_role_reads_events_and_writes_only_its_place(place: Place) -> None:
    with psycopg.connect(place.url, autocommit=True) as connection:
        connection.execute("set role movie_follower")
        connection.execute("select count(*) from events.title_change")
        connection.execute("insert into events.follower values ('x', 1, now())")
        connection.execute("update events.follower set seq = 2")
        for statement in (
            "delete from events.follower",
            "insert into events.genesis select * from events.genesis",
            "update events.title_change set seq = 1",
            "delete from events.title_change",
            "select 1 from catalogue.title",
            "select 1 from app.hot_title",
            "create temporary table mine (n int)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement.encode())
