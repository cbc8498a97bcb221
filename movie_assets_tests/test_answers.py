"""The journal of answers: nothing appended is lost, rolled twice or taken from the living."""

import datetime as dt
import hashlib
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import duckdb
import pytest
import zstandard

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.lake import Lake

KILLS = 4
CHILD = (
    "import sys; from movie_assets_tests.test_answers import append_for_ever as a; a(*sys.argv[1:])"
)


def plain(number: int) -> bytes:
    return bytes([number % 251]) * (1 + 97 * number % 5000)


def answer(number: int, run_id: str = "run") -> Answer:
    body = plain(number)
    return Answer(
        answer_id=f"{run_id}/{number}",
        source="tmdb",
        url=f"https://api.example.org/{number}",
        requested_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
        outcome=Outcome.FOUND,
        body=zstandard.compress(body),
        body_sha256=hashlib.sha256(body).hexdigest(),
        body_bytes=len(body),
        run_id=run_id,
    )


def store_in(folder: Path) -> AnswerStore:
    return AnswerStore(Lake(str(folder / "lake")), folder / "journal")


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return store_in(tmp_path)


def kept(store: AnswerStore, partition: str = "p") -> Counter[str]:
    """How often each answer stands in the lake; its body must be the one that was sent."""
    with duckdb.connect() as con:
        store.lake.prepare(con)
        rows = con.execute(
            f"SELECT answer_id, body_sha256 FROM {store.rows_sql('tmdb', [partition])}"
        ).fetchall()
    bodies = store.bodies("tmdb", partition).of(row[1] for row in rows)
    for answer_id, body_sha256 in rows:
        number = int(answer_id.split("/")[1])
        assert zstandard.decompress(bodies[body_sha256]) == plain(number)
    return Counter(row[0] for row in rows)


def journals(store: AnswerStore) -> list[Path]:
    return sorted(path for path in store.journals.rglob("*/*") if path.is_file())


def append_for_ever(folder: str, run_id: str) -> None:
    """Append answers and say after each that it is kept: what a child does."""
    with store_in(Path(folder)).journal("tmdb", "p", run_id) as journal:
        number = 0
        while True:
            journal.append(answer(number, run_id))
            print(number, flush=True)
            number += 1


def start_child(store: AnswerStore, run_id: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, str(store.journals.parent), run_id],
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_step_leaves_one_file_and_no_journal(store: AnswerStore) -> None:
    with store.journal("tmdb", "p", "run") as journal:
        for number in range(120):
            journal.append(answer(number))
    assert kept(store) == {f"run/{number}": 1 for number in range(120)}
    (file,) = store.lake.files(store.of("tmdb"))
    assert file.endswith("/answer/tmdb/p/run.parquet")
    assert journals(store) == []


def test_a_step_that_asked_nothing_writes_nothing(store: AnswerStore) -> None:
    with store.journal("tmdb", "p", "run"):
        pass
    assert store.lake.files(store.of("tmdb")) == []
    assert journals(store) == []


def test_a_kill_loses_no_answer_that_was_appended(store: AnswerStore) -> None:
    dice = random.Random(5)
    appended: Counter[str] = Counter()
    for turn in range(KILLS):
        run_id = f"run{turn}"
        child = start_child(store, run_id)
        assert child.stdout is not None
        wanted = dice.randrange(1, 200)
        said = [int(child.stdout.readline()) for _ in range(wanted)]
        child.kill()
        said += [int(line) for line in child.stdout.read().split("\n")[:-1]]
        child.wait()
        appended += Counter(f"{run_id}/{number}" for number in said)
        assert len(journals(store)) == 1
        with store.journal("tmdb", "p", f"after{turn}"):
            pass
        found = kept(store)
        # One that was written whole but not yet reported may be there too; none is there twice.
        assert appended <= found
        assert set(found.values()) == {1}
        assert len(found) - len(appended) <= turn + 1
        appended = found
        assert journals(store) == []


def test_a_torn_tail_is_left_out(store: AnswerStore) -> None:
    child = start_child(store, "run")
    assert child.stdout is not None
    for _ in range(20):
        child.stdout.readline()
    child.kill()
    child.wait()
    (journal,) = journals(store)
    whole = journal.read_bytes()
    dice = random.Random(11)
    counts = []
    for length in sorted({0, 1, *(dice.randrange(len(whole)) for _ in range(30)), len(whole)}):
        journal.write_bytes(whole[:length])
        with store.journal("tmdb", "p", "next"):
            pass
        found = kept(store)
        assert list(found) == [f"run/{number}" for number in range(len(found))]
        counts.append(len(found))
        store.lake.clear()
    assert counts == sorted(counts)
    assert counts[0] == counts[1] == 0
    assert counts[-1] >= 20


def test_what_a_living_process_holds_is_not_touched(store: AnswerStore) -> None:
    child = start_child(store, "theirs")
    assert child.stdout is not None
    child.stdout.readline()
    with store.journal("tmdb", "p", "ours") as journal:
        journal.append(answer(1, "ours"))
    assert kept(store) == {"ours/1": 1}
    last = int(child.stdout.readline())
    assert [path.name for path in journals(store)] == ["theirs.arrows"]
    child.kill()
    child.wait()
    with store.journal("tmdb", "p", "after"):
        pass
    found = kept(store)
    assert found[f"theirs/{last}"] == 1
    assert set(found.values()) == {1}


def test_a_leftover_killed_between_file_and_journal_is_rolled_once(store: AnswerStore) -> None:
    """The journal was rolled, the kill came before it was removed: the same file is made again."""
    with store.journal("tmdb", "p", "run") as journal:
        journal.append(answer(1))
        copy = journals(store)[0].read_bytes()
    folder = store.journals / "tmdb" / "p"
    (folder / "run.arrows").write_bytes(copy)
    with store.journal("tmdb", "p", "next"):
        pass
    assert kept(store) == {"run/1": 1}
    assert len(store.lake.files(store.of("tmdb"))) == 1


def test_a_step_tried_again_in_its_run_keeps_what_it_had(store: AnswerStore) -> None:
    with pytest.raises(RuntimeError), store.journal("tmdb", "p", "run") as journal:  # noqa: PT012
        journal.append(answer(1))
        raise RuntimeError
    for number in (2, 3):
        with store.journal("tmdb", "p", "run") as journal:
            journal.append(answer(number))
    assert kept(store) == {"run/1": 1, "run/2": 1, "run/3": 1}
    names = [file.rsplit("/", 1)[-1] for file in store.lake.files(store.of("tmdb"))]
    assert names == ["run-2.parquet", "run-3.parquet", "run.parquet"]


def test_partitions_and_sources_have_journals_of_their_own(store: AnswerStore) -> None:
    with store.journal("tmdb", "p", "run") as one, store.journal("tmdb", "q", "run") as two:
        one.append(answer(1))
        two.append(answer(2))
    assert (kept(store, "p"), kept(store, "q")) == ({"run/1": 1}, {"run/2": 1})
    assert store.lake.files(store.of("imdb")) == []
