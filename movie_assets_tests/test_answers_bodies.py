"""Bodies of answers: stored once, given back byte for byte, purged by age and by nothing else."""

import contextlib
import datetime as dt
import hashlib
import tempfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.model.contract import table_of
from movie_assets.model.errors import ContractError, LakeError
from movie_assets.model.ids import HOT
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Header
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import Answer
from movie_assets.resources import answers_journal
from movie_assets.resources.answers import AnswerStore
from movie_assets.resources.answers_purge import Purged
from movie_assets.resources.lake import Lake, dataset

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
SOURCE, BUCKET = "metacritic", "movie-03"
BODIES = dataset("answer_body", SOURCE)


def sha(plain: bytes) -> str:
    return hashlib.sha256(plain).hexdigest()


def answer(answer_id: str, plain: bytes | None, *, day: int = 0, **more: Any) -> Answer:
    told: dict[str, Any] = {"url": f"https://example.org/{answer_id}", "status": 200}
    if plain is not None:
        told |= {"body": zstandard.compress(plain), "body_sha256": sha(plain)}
        told["body_bytes"] = len(plain)
    return Answer(
        answer_id=answer_id,
        source=SOURCE,
        requested_at=START + day * DAY,
        outcome=Outcome.FOUND,
        run_id="run",
        **(told | more),
    )


def unchanged(answer_id: str, plain: bytes, *, day: int, **more: Any) -> Answer:
    """An answer 304, which points at the body that came earlier."""
    said = {"body_sha256": sha(plain), "body_bytes": len(plain), "status": 304}
    return answer(answer_id, None, day=day, **(said | more))


@pytest.fixture
def store(tmp_path: Path) -> AnswerStore:
    return store_in(tmp_path)


def store_in(folder: Path) -> AnswerStore:
    return AnswerStore(Lake(str(folder / "lake")), folder / "journal")


def put(store: AnswerStore, run_id: str, *answers: Answer, partition: str = BUCKET) -> None:
    with store.journal(SOURCE, partition, run_id) as journal:
        for one in answers:
            journal.append(one)


def rows(store: AnswerStore, relation: str, columns: str) -> list[tuple[Any, ...]]:
    with duckdb.connect() as con:
        store.lake.prepare(con)
        return con.execute(f"SELECT {columns} FROM {relation} ORDER BY ALL").fetchall()


def told(store: AnswerStore, partition: str = BUCKET) -> dict[str, bytes | None]:
    """Every answer of a partition with its plain body; None where there is none."""
    found = rows(store, store.rows_sql(SOURCE, [partition]), "answer_id, body_sha256")
    assert len({row[0] for row in found}) == len(found)
    packed = store.bodies(SOURCE, partition).of(row[1] for row in found)
    plain = {one: zstandard.decompress(body) for one, body in packed.items()}
    assert all(sha(body) == one for one, body in plain.items())
    return {answer_id: plain.get(one) for answer_id, one in found}


def body_count(store: AnswerStore, partition: str) -> int:
    return len(rows(store, store.lake.scan(BODIES, [partition]), "sha256"))


def files(store: AnswerStore) -> dict[str, bytes]:
    root = Path(store.lake.root)
    found = (path for path in root.rglob("*") if path.is_file())
    return {str(path.relative_to(root)): path.read_bytes() for path in found}


def file_as_before(store: AnswerStore, name: str, *answers: Answer) -> None:
    """A file of the layout in which bodies stood beside their answers."""
    store.lake.write_table(store.of(SOURCE), BUCKET, arrow_table(table_of(Answer), answers), name)


# -- once only -----------------------------------------------------------------------------------


def test_a_body_that_came_before_is_not_stored_again(store: AnswerStore) -> None:
    put(store, "one", answer("a", b"same"), answer("b", b"same"), answer("c", b"other"))
    put(store, "two", answer("d", b"same"), answer("e", b"new"), unchanged("f", b"other", day=1))
    assert told(store) == {
        "a": b"same", "b": b"same", "c": b"other", "d": b"same", "e": b"new", "f": b"other",
    }  # fmt: skip
    assert body_count(store, BUCKET) == 3


def test_a_bucket_does_not_store_what_hot_holds(store: AnswerStore) -> None:
    put(store, "one", answer("a", b"same"), partition=HOT)
    put(store, "two", answer("b", b"same"))
    assert (body_count(store, HOT), body_count(store, BUCKET)) == (1, 0)
    assert told(store) == {"b": b"same"}


def test_hot_reads_what_stands_in_a_bucket(store: AnswerStore) -> None:
    put(store, "one", answer("a", b"page"))
    put(store, "two", unchanged("b", b"page", day=1), partition=HOT)
    assert told(store, HOT) == {"b": b"page"}


def test_a_body_without_a_hash_is_refused(store: AnswerStore) -> None:
    with pytest.raises(ContractError, match="no body_sha256"):
        put(store, "one", answer("a", b"page", body_sha256=None))


def test_an_empty_body_is_a_body(store: AnswerStore) -> None:
    put(store, "one", answer("a", b""), answer("b", None, status=None))
    assert told(store) == {"a": b"", "b": None}


# -- pieces --------------------------------------------------------------------------------------


def test_a_long_step_is_rolled_in_pieces(
    store: AnswerStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers_journal, "PIECE_ANSWERS", 3)
    with store.journal(SOURCE, BUCKET, "run") as journal:
        for number in range(7):
            assert len(store.lake.files(store.of(SOURCE))) == number // 3
            journal.append(answer(str(number), f"{number % 5}".encode()))
    assert store.lake.names(store.of(SOURCE), BUCKET) == ["run-2", "run-3", "run"]
    assert told(store) == {str(number): f"{number % 5}".encode() for number in range(7)}
    assert body_count(store, BUCKET) == 5


def test_large_bodies_end_a_piece_too(store: AnswerStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers_journal, "PIECE_BYTES", 10_000)
    noise = [hashlib.shake_256(bytes([n])).digest(6_000) for n in range(4)]
    put(store, "run", *(answer(str(n), body) for n, body in enumerate(noise)))
    assert store.lake.names(store.of(SOURCE), BUCKET) == ["run-2", "run"]
    assert told(store) == {str(n): body for n, body in enumerate(noise)}


def test_rolling_again_after_a_kill_between_two_files_writes_the_same_bytes(
    store: AnswerStore, tmp_path: Path
) -> None:
    answers = [answer(str(n), bytes([n % 7]) * 50) for n in range(40)]
    put(store, "before", answer("x", bytes([3]) * 50))
    with store.journal(SOURCE, BUCKET, "run") as journal:
        for one in answers:
            journal.append(one)
        (held,) = (store.journals / SOURCE / BUCKET).glob("*.arrows")
        left = held.read_bytes()
    first = files(store)
    for lost in ([], [f"answer/{SOURCE}/{BUCKET}/run.parquet"]):
        for name in lost:
            (Path(store.lake.root) / name).unlink()
        held.write_bytes(left)
        put(store, "next")
        assert files(store) == first
    assert body_count(store, BUCKET) == 7


class StepEndedError(Exception):
    """A step that ends before its journal is rolled."""


@st.composite
def journals_cut(draw: st.DrawFn) -> list[tuple[str, list[int], float | None]]:
    """Runs in turn: partition, which body each of its answers has, and where a kill cut it off."""
    runs = draw(st.integers(1, 5))
    return [
        (
            draw(st.sampled_from([BUCKET, HOT])),
            draw(st.lists(st.integers(0, 6), max_size=9)),
            draw(st.none() | st.floats(0, 1)),
        )
        for _ in range(runs)
    ]


@settings(max_examples=40, deadline=None)
@given(journals_cut(), st.integers(1, 5))
def test_whatever_is_cut_every_whole_answer_is_there_once_with_its_body(
    runs: list[tuple[str, list[int], float | None]], piece: int
) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(answers_journal, "PIECE_ANSWERS", piece)
        store = store_in(Path(folder))
        expected: dict[str, dict[str, bytes]] = {BUCKET: {}, HOT: {}}
        for number, (partition, bodies, cut) in enumerate(runs):
            mine = [(f"{number}/{n}", bytes([one]) * one * 40) for n, one in enumerate(bodies)]
            whole = len(mine)
            if cut is None:
                put(store, f"run{number}", *(answer(*one) for one in mine), partition=partition)
            else:
                whole = killed(store, partition, f"run{number}", mine, cut)
            expected[partition] |= dict(mine[:whole])
        for partition, answers in expected.items():
            put(store, "last", partition=partition)
            assert told(store, partition) == answers
            held = body_count(store, partition)
            assert held <= len({body for body in answers.values()})
            assert not list((store.journals / SOURCE / partition).glob("*.arrows"))


def killed(
    store: AnswerStore, partition: str, run_id: str, mine: list[tuple[str, bytes]], cut: float
) -> int:
    """Leave a step's last journal cut off at some byte; how many of its answers are whole."""
    folder = store.journals / SOURCE / partition
    ends: dict[Path, list[int]] = {}
    with contextlib.suppress(StepEndedError), store.journal(SOURCE, partition, run_id) as journal:
        for one in mine:
            journal.append(answer(*one))
            for path in folder.glob("*.arrows"):
                ends.setdefault(path, []).append(path.stat().st_size)
        raise StepEndedError
    left = list(folder.glob("*.arrows"))
    lost = 0
    for path in left:
        length = int(cut * path.stat().st_size)
        path.write_bytes(path.read_bytes()[:length])
        lost = sum(end > length for end in ends[path])
    assert len(left) <= 1
    return len(mine) - lost


# -- reading -------------------------------------------------------------------------------------


def test_files_with_bodies_beside_their_answers_are_read(store: AnswerStore) -> None:
    file_as_before(store, "old", answer("a", b"one"), answer("b", b"two"))
    put(store, "new", answer("c", b"two"), unchanged("d", b"one", day=1))
    assert told(store) == {"a": b"one", "b": b"two", "c": b"two", "d": b"one"}


def test_rows_come_in_the_order_of_their_bodies(store: AnswerStore) -> None:
    put(store, "1", *(answer(f"{9 - n}", f"body {n}".encode()) for n in range(5)))
    put(store, "2", *(answer(f"{4 - n}", f"more {n}".encode()) for n in range(4)))
    found = rows(store, store.rows_sql(SOURCE, [BUCKET]), "answer_id, body_sha256")
    found += [("gone", sha(b"purged")), ("none", None)]
    placed = store.bodies(SOURCE, BUCKET).by_place(found, lambda row: row[1])
    assert [row[0] for row in placed] == ["none", *"987654321", "gone"]


def test_validators_are_the_newest_whose_body_is_held(store: AnswerStore) -> None:
    etag, changed = Header(name="etag", value='"1"'), Header(name="last-modified", value="Mon")
    place = {"url": "u", "title_id": "movie/1"}
    put(
        store,
        "one",
        answer("a", b"one", headers=(etag,), **place),
        unchanged("b", b"one", day=1, headers=(changed, etag), **place),
        answer("c", b"two", day=2, **place),  # says neither
        answer("d", b"three", headers=(changed,), url="v"),
    )
    validators = store.validators_sql(SOURCE, [BUCKET])
    columns = "url, title_id, etag, last_modified, body_sha256, body_bytes"
    assert rows(store, validators, columns) == [
        ("u", "movie/1", '"1"', "Mon", sha(b"one"), 3),
        ("v", None, None, "Mon", sha(b"three"), 5),
    ]
    store.purge(SOURCE, START + DAY)
    held = rows(store, store.validators_sql(SOURCE, [BUCKET]), "url, body_sha256")
    assert held == [("u", sha(b"one"))]


# -- purging -------------------------------------------------------------------------------------


def test_a_purge_takes_bodies_that_no_young_answer_refers_to(store: AnswerStore) -> None:
    put(store, "1", answer("old", b"old!"), answer("kept", b"kept"), answer("alone", b"al"))
    put(store, "2", unchanged("again", b"kept", day=9), answer("young", b"young", day=9))
    put(store, "3", answer("older", b"past"))
    before = rows(store, store.rows_sql(SOURCE), "*")
    assert store.purge(SOURCE, START + 9 * DAY) == Purged(bodies=3, body_bytes=4 + 2 + 4)
    assert told(store) == {
        "old": None, "alone": None, "older": None, "kept": b"kept", "again": b"kept",
        "young": b"young",
    }  # fmt: skip
    assert rows(store, store.rows_sql(SOURCE), "*") == before
    assert store.lake.names(BODIES, BUCKET) == ["1", "2"]
    then = files(store)
    assert store.purge(SOURCE, START + 9 * DAY) == Purged()
    assert files(store) == then


def test_a_body_is_kept_for_an_answer_of_another_partition(store: AnswerStore) -> None:
    put(store, "1", answer("a", b"page"))
    put(store, "2", unchanged("b", b"page", day=5), partition=HOT)
    assert store.purge(SOURCE, START + 5 * DAY) == Purged()
    assert told(store, HOT) == {"b": b"page"}


def test_a_purge_brings_files_of_the_old_layout_up_to_date(store: AnswerStore) -> None:
    file_as_before(store, "old", answer("a", b"one"), answer("b", b"two", day=5))
    before = rows(store, store.rows_sql(SOURCE), "*")
    assert store.purge(SOURCE, START + DAY) == Purged(bodies=1, body_bytes=3)
    assert told(store) == {"a": None, "b": b"two"}
    assert rows(store, store.rows_sql(SOURCE), "*") == before
    beside = rows(store, store.lake.scan(store.of(SOURCE)), "count(body)")
    assert beside == [(0,)]


def test_a_reader_finds_its_way_after_a_purge(store: AnswerStore) -> None:
    put(store, "1", *(answer(str(n), bytes([n]) * 9, day=n) for n in range(40)))
    reader = store.bodies(SOURCE, BUCKET)
    last = sha(bytes([39]) * 9)
    assert reader.of([last]).keys() == {last}
    store.purge(SOURCE, START + 20 * DAY)
    assert reader.of([last, sha(bytes([1]) * 9)]).keys() == {last}


def test_nothing_is_purged_while_a_step_asks(store: AnswerStore) -> None:
    with store.journal(SOURCE, BUCKET, "run"), pytest.raises(LakeError, match="Purge again later"):
        store.purge(SOURCE, START)
    assert store.purge(SOURCE, START) == Purged()
