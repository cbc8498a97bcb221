"""The lake: files whole or not at all, versions of facts, and the newest whole answers."""

import datetime as dt
import os
import random
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import fsspec
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_assets.model.contract import table_named
from movie_assets.model.errors import LakeError
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_schema, arrow_table
from movie_assets.model.source_rows import SourceRecord
from movie_assets.resources.lake import Dataset, Lake, Written, dataset
from movie_assets.resources.temporary import temporary_path

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
POPULARITY = dataset("popularity_daily")
RECORDS = dataset("source_record", "tmdb")
KILLS = 4


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture
def lake(tmp_path: Path, con: duckdb.DuckDBPyConnection) -> Lake:
    made = Lake(str(tmp_path / "lake"), tmp_path / "scratch")
    made.prepare(con)
    return made


def popularity(*rows: tuple[str, float]) -> str:
    values = ", ".join(f"('{title}', DATE '2026-01-01', {number})" for title, number in rows)
    return f"SELECT * FROM (VALUES {values}) AS v (title_id, day, popularity)"


def rows_of(con: duckdb.DuckDBPyConnection, scan: str, columns: str = "*") -> list[tuple[Any, ...]]:
    return con.execute(f"SELECT {columns} FROM {scan} ORDER BY ALL").fetchall()


# -- writing -------------------------------------------------------------------------------------


def test_what_is_written_is_typed_sorted_and_read_back(lake: Lake, con: Any) -> None:
    written = lake.write(con, POPULARITY, "movie-00", popularity(("b", 2), ("a", 1)))
    assert (written.rows, written.changed) == (2, True)
    found = pq.read_table(lake.uri(POPULARITY, "movie-00"))
    assert found.drop(["row_hash"]).schema.remove_metadata() == arrow_schema(POPULARITY.table)
    assert found.column("title_id").to_pylist() == ["a", "b"]
    day = dt.date(2026, 1, 1)
    scan = lake.scan(POPULARITY, ["movie-00"])
    assert rows_of(con, scan) == [("a", day, 1.0), ("b", day, 2.0)]


def test_the_same_facts_from_the_same_inputs_move_no_byte(lake: Lake, con: Any) -> None:
    first = lake.write(con, POPULARITY, "p", popularity(("a", 1), ("b", 2)), inputs="i")
    path = Path(lake.uri(POPULARITY, "p"))
    before = path.stat().st_mtime_ns, path.read_bytes()
    again = lake.write(con, POPULARITY, "p", popularity(("b", 2), ("a", 1)), inputs="i")
    assert again == Written(data_version=first.data_version, rows=2, changed=False)
    assert (path.stat().st_mtime_ns, path.read_bytes()) == before
    path.unlink()
    assert lake.write(con, POPULARITY, "p", popularity(("b", 2), ("a", 1)), inputs="i").changed
    assert path.read_bytes() == before[1]
    assert lake.written(POPULARITY, "p") == again
    assert lake.inputs(POPULARITY, "p") == "i"


def test_other_facts_or_inputs_are_written(lake: Lake, con: Any) -> None:
    first = lake.write(con, POPULARITY, "p", popularity(("a", 1)), inputs="i")
    other_inputs = lake.write(con, POPULARITY, "p", popularity(("a", 1)), inputs="j")
    assert (other_inputs.changed, other_inputs.data_version) == (True, first.data_version)
    other_facts = lake.write(con, POPULARITY, "p", popularity(("a", 2)), inputs="j")
    assert other_facts.changed
    assert other_facts.data_version != first.data_version == lake_version_of(("a", 1), con, lake)


def lake_version_of(row: tuple[str, float], con: Any, lake: Lake) -> str:
    return lake.write(con, POPULARITY, "elsewhere", popularity(row), inputs="x").data_version


def offers(last_seen: str, valid_to: str = "NULL") -> str:
    return (
        "SELECT 'movie/1' AS title_id, 'US' AS country, 8 AS provider_id, 'rent' AS type, "
        "'hd' AS quality, 3.99 AS price, 'USD' AS currency, NULL AS url, "
        "TIMESTAMPTZ '2026-01-01 00:00:00+00' AS first_seen, "
        f"TIMESTAMPTZ '{last_seen} 00:00:00+00' AS last_seen, "
        f"TIMESTAMPTZ '2026-01-01 00:00:00+00' AS valid_from, {valid_to} AS valid_to, "
        "'tmdb' AS source, false AS is_news"
    )


def test_the_time_of_looking_is_no_fact(lake: Lake, con: Any) -> None:
    ds = dataset("offer")
    first = lake.write(con, ds, "p", offers("2026-01-01"), inputs="1")
    later = lake.write(con, ds, "p", offers("2026-01-09"), inputs="2")
    assert (later.changed, later.data_version) == (True, first.data_version)
    closed = lake.write(con, ds, "p", offers("2026-01-09", "TIMESTAMPTZ '2026-02-01'"), inputs="3")
    assert closed.data_version != first.data_version


def test_nothing_has_a_version_too(lake: Lake, con: Any) -> None:
    empty = lake.version(POPULARITY, "p")
    written = lake.write(con, POPULARITY, "p", f"{popularity(('a', 1))} LIMIT 0")
    assert (written.data_version, written.rows, written.changed) == (empty, 0, True)
    assert rows_of(con, lake.scan(POPULARITY, ["p"])) == []


def test_an_unknown_list_is_an_empty_one(lake: Lake, con: Any) -> None:
    provider = (
        "SELECT 8 AS provider_id, 'Netflix' AS name, 'listed' AS status, NULL AS aliases, "
        "NULL AS priorities, NULL AS display_priority, NULL AS parent_id, NULL AS type, "
        "NULL AS search_url"
    )
    lake.write(con, dataset("provider"), "all", provider)
    assert rows_of(con, lake.scan(dataset("provider")), "aliases") == [([],)]


def test_partitions_and_files_are_listed_in_order(lake: Lake, con: Any) -> None:
    assert lake.partitions(POPULARITY) == []
    assert lake.files(POPULARITY) == []
    assert rows_of(con, lake.scan(POPULARITY)) == []
    for partition in ("tv-00", HOT, "movie-01"):
        lake.write(con, POPULARITY, partition, popularity((partition, 1)))
    lake.write(con, POPULARITY, HOT, popularity(("second", 1)), name="a-run")
    assert lake.partitions(POPULARITY) == [HOT, "movie-01", "tv-00"]
    names = [file.rsplit("/", 2)[1:] for file in lake.files(POPULARITY)]
    assert names == [
        [HOT, "a-run.parquet"],
        [HOT, "data.parquet"],
        ["movie-01", "data.parquet"],
        ["tv-00", "data.parquet"],
    ]
    assert rows_of(con, lake.scan(POPULARITY, ["tv-00", "tv-01"]), "title_id") == [("tv-00",)]
    lake.drop(lake.uri(POPULARITY, HOT, "a-run"))
    lake.drop(lake.uri(POPULARITY, HOT, "a-run"))
    assert len(lake.files(POPULARITY, [HOT])) == 1
    lake.rename(POPULARITY, HOT, "data", "kept")
    assert lake.files(POPULARITY, [HOT]) == [lake.uri(POPULARITY, HOT, "kept")]


def test_branches_of_a_table_are_apart(lake: Lake, con: Any) -> None:
    for source in ("tmdb", "imdb"):
        con.register("handed", arrow_table(RECORDS.table, [record("movie/1", 1, source=source)]))
        lake.write(con, dataset("source_record", source), "p", "SELECT * FROM handed")
    assert rows_of(con, lake.scan(RECORDS, ["p"]), "source") == [("tmdb",)]
    assert dataset("title", area="genesis").path == "genesis/title"


@pytest.mark.parametrize("damage", [b"", b"PAR1", b"not parquet at all, just some text"])
def test_a_damaged_file_is_named(lake: Lake, con: Any, damage: bytes) -> None:
    lake.write(con, POPULARITY, "p", popularity(("a", 1)))
    path = Path(lake.uri(POPULARITY, "p"))
    path.write_bytes(damage)
    with pytest.raises(LakeError, match=r"popularity_daily/p/data\.parquet") as caught:
        lake.version(POPULARITY, "p")
    assert "materialise partition p of popularity_daily again" in str(caught.value)
    path.unlink()
    assert lake.write(con, POPULARITY, "p", popularity(("a", 1))).changed


def test_a_file_cut_short_is_named(lake: Lake, con: Any) -> None:
    lake.write(con, POPULARITY, "p", popularity(("a", 1)))
    path = Path(lake.uri(POPULARITY, "p"))
    whole = path.read_bytes()
    for length in range(0, len(whole), 97):
        path.write_bytes(whole[:length])
        with pytest.raises(LakeError, match="not a readable Parquet file"):
            lake.footer(POPULARITY, "p")


# -- kills and company ---------------------------------------------------------------------------


def write_for_ever(root: str) -> None:
    """Write one file after another, each of one number 3,000 times over: what a child does."""
    lake = Lake(root)
    with duckdb.connect() as con:
        lake.prepare(con)
        number = 0
        while True:
            number += 1
            lake.write(con, POPULARITY, "p", same_number(number))
            print(number, flush=True)


def same_number(number: int) -> str:
    return (
        "SELECT 'movie/' || range AS title_id, DATE '2026-01-01' AS day, "
        f"{number} AS popularity FROM range(3000)"
    )


def seen(lake: Lake, con: Any) -> Any:
    """Rows and distinct numbers of the file: 3,000 and 1 for a whole one."""
    return con.execute(
        f"SELECT count(*), count(DISTINCT popularity) FROM {lake.scan(POPULARITY, ['p'])}"
    ).fetchone()


def test_a_killed_writer_leaves_the_file_whole_and_the_sweep_clears_up(
    lake: Lake, con: Any
) -> None:
    code = (
        "import sys; from movie_assets_tests.test_lake import write_for_ever as w; w(sys.argv[1])"
    )
    dice = random.Random(3)
    left_behind = 0
    folder = Path(lake.root) / ".tmp"
    for _ in range(KILLS):
        child = subprocess.Popen([sys.executable, "-c", code, lake.root], stdout=subprocess.PIPE)
        assert child.stdout is not None
        child.stdout.readline()
        for _ in range(dice.randrange(8)):
            assert seen(lake, con) == (3000, 1)  # readable while it is being written
        child.kill()
        child.wait()
        assert seen(lake, con) == (3000, 1)
        left_behind += len(list(folder.iterdir()))
        lake.sweep()
        assert list(folder.iterdir()) == []
    lake.write(con, POPULARITY, "p", same_number(0))
    assert seen(lake, con) == (3000, 1)


def test_the_sweep_leaves_the_living_and_strangers_alone(lake: Lake, con: Any) -> None:
    lake.write(con, POPULARITY, "p", popularity(("a", 1)))
    folder = Path(lake.root) / ".tmp"
    ours, scratch = temporary_path(folder, ".parquet"), temporary_path(lake.scratch, ".csv")
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    strangers = [lake.scratch / f"{dead.pid}-notes.txt", lake.scratch / "ids.json.gz"]
    theirs = [
        parent / f"{dead.pid}-{'0' * 32}{suffix}"
        for parent, suffix in ((folder, ".parquet"), (lake.scratch, ".csv"))
    ]
    for path in (ours, scratch, *strangers, *theirs):
        path.touch()
    lake.sweep()
    assert all(path.exists() for path in (ours, scratch, *strangers))
    assert not any(path.exists() for path in theirs)
    assert ours.name.startswith(f"{os.getpid()}-")


def test_a_reader_never_sees_half_a_file(lake: Lake) -> None:
    """One thread writes, one reads; every scan is of one number, 3,000 times."""
    failures: list[Any] = []
    done = threading.Event()

    def read() -> None:
        with duckdb.connect() as own:
            while not done.is_set():
                if lake.files(POPULARITY, ["p"]):
                    found = seen(lake, own)
                    if found != (3000, 1):
                        failures.append(found)

    reader = threading.Thread(target=read)
    reader.start()
    with duckdb.connect() as own:
        for number in range(40):
            lake.write(own, POPULARITY, "p", same_number(number))
    done.set()
    reader.join()
    assert failures == []


# -- elsewhere than on a disk --------------------------------------------------------------------


@pytest.fixture(params=["memory", "file"])
def far(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Lake]:
    root = "memory://far/lake" if request.param == "memory" else f"file://{tmp_path}/far lake"
    yield Lake(root, tmp_path / "scratch")
    fsspec.filesystem("memory").store.clear()


def test_a_lake_may_be_any_fsspec_path(far: Lake) -> None:
    with duckdb.connect() as con:
        far.prepare(con)
        far.write(con, POPULARITY, "p", popularity(("a", 1)), inputs="i")
        again = far.write(con, POPULARITY, "p", popularity(("a", 1)), inputs="i")
        assert not again.changed
        far.write(con, POPULARITY, "q", popularity(("b", 2)))
        assert rows_of(con, far.scan(POPULARITY), "title_id") == [("a",), ("b",)]
        assert far.partitions(POPULARITY) == ["p", "q"]
        assert far.inputs(POPULARITY, "p") == "i"
        assert len(far.sha256(far.uri(POPULARITY, "p"))) == 64
        con.register("handed", arrow_table(RECORDS.table, [record("movie/1", 1)]))
        far.write_table(RECORDS, HOT, con.table("handed").to_arrow_table(), name="run")
        assert len(rows_of(con, far.newest_answers(RECORDS, ["p"]))) == 1
        far.rename(POPULARITY, "p", "data", "kept")
        far.drop(far.uri(POPULARITY, "q"))
        far.drop(far.uri(POPULARITY, "q"))
        assert [file.rsplit("/", 1)[-1] for file in far.files(POPULARITY)] == ["kept.parquet"]
        far.clear()
        far.clear()
        assert far.files(POPULARITY) == []
    assert list(far.scratch.glob("*")) == []


# -- the newest whole answers --------------------------------------------------------------------


def record(
    title_id: str, hour: int, answer: str = "a", source: str = "tmdb", **values: Any
) -> SourceRecord:
    at = DAY + dt.timedelta(hours=hour)
    given = {"source_id": title_id, "outcome": "found", "parser_version": "1", "observed_at": at}
    return SourceRecord(
        source=source,
        title_id=title_id,
        answer_id=f"{answer}{hour}",
        requested_at=at,
        **(given | values),
    )


def put(lake: Lake, partition: str, name: str, *rows: Any, ds: Dataset = RECORDS) -> None:
    lake.write_table(ds, partition, arrow_table(ds.table, rows), name)


def newest(lake: Lake, con: Any, *partitions: str) -> list[tuple[Any, ...]]:
    return rows_of(con, lake.newest_answers(RECORDS, partitions), "title_id, source_id, answer_id")


def test_a_title_that_leaves_hot_keeps_its_newest_answer(lake: Lake, con: Any) -> None:
    put(lake, "movie-01", "data", record("movie/1", 1))
    put(lake, HOT, "run", record("movie/1", 2))
    assert newest(lake, con, "movie-01") == [("movie/1", "movie/1", "a2")]
    put(lake, "movie-01", "data", record("movie/1", 2))  # the bucket's own run compacts
    assert newest(lake, con, "movie-01") == [("movie/1", "movie/1", "a2")]
    lake.drop(lake.uri(RECORDS, HOT, "run"))
    assert newest(lake, con, "movie-01") == [("movie/1", "movie/1", "a2")]


def test_children_of_the_older_answer_do_not_shine_through(lake: Lake, con: Any) -> None:
    old = [record("tv/1", 1, source_id=f"tv/1/{season}") for season in (1, 2, 3)]
    put(lake, "tv-01", "data", *old)
    put(lake, HOT, "run", record("tv/1", 2, source_id="tv/1/1"))
    assert newest(lake, con, "tv-01") == [("tv/1", "tv/1/1", "a2")]
    gone = record("tv/1", 3, source_id="", outcome="not_found")
    put(lake, HOT, "run-2", gone)  # "gone" is an answer too
    assert newest(lake, con, "tv-01") == [("tv/1", "", "a3")]


def test_two_hot_runs_at_once_do_not_take_each_others_titles(lake: Lake, con: Any) -> None:
    put(lake, "movie-01", "data", record("movie/1", 1), record("movie/2", 1))
    runs = [
        threading.Thread(target=put, args=(lake, HOT, f"run-{n}", record(f"movie/{n}", 2)))
        for n in (1, 2)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert [row[2] for row in newest(lake, con, "movie-01")] == ["a2", "a2"]


def test_of_two_answers_of_one_moment_one_wins_whole(lake: Lake, con: Any) -> None:
    put(lake, HOT, "one", record("tv/1", 2, "b", source_id="x"))
    put(lake, HOT, "two", record("tv/1", 2, "a", source_id="x"), record("tv/1", 2, "a"))
    assert newest(lake, con) == [("tv/1", "x", "b2")]
    lake.drop(lake.uri(RECORDS, HOT, "one"))
    put(lake, "tv-01", "data", record("tv/1", 2, "b", source_id="x"))
    assert newest(lake, con, "tv-01") == [("tv/1", "x", "b2")]


def test_sources_do_not_displace_each_other(lake: Lake, con: Any) -> None:
    put(lake, "p", "data", record("movie/1", 1, source="tmdb"), record("movie/1", 9, source="imdb"))
    assert len(newest(lake, con, "p")) == 2


# A title's answers stand in its own bucket or in `hot`, never in another bucket: who reads buckets
# of one file each does not tell their rows apart.
HOMES = {"movie/1": "movie-01", "movie/2": "movie-02", "movie/3": "movie-02"}
answers = st.lists(
    st.tuples(
        st.sampled_from([(place, one) for one, home in HOMES.items() for place in (HOT, home)]),
        st.integers(1, 4),  # hour
        st.sampled_from("ab"),  # answer
    ),
    max_size=7,
)


def parts_of(hour: int, answer: str) -> list[str]:
    """An answer's rows: always the same ones, in whichever file it stands."""
    return ["", "x", "y", "z"][: 1 + (hour + ord(answer)) % 4]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(written=answers, asked=st.sets(st.sampled_from(["movie-01", "movie-02"])))
def test_the_reader_equals_a_plain_model(
    tmp_path_factory: pytest.TempPathFactory, written: list[Any], asked: set[str]
) -> None:
    """The model: per title, the rows of the greatest (time, answer) among the partitions read."""
    lake = Lake(str(tmp_path_factory.mktemp("lake")))
    model: dict[str, tuple[int, str]] = {}
    for number, ((partition, title_id), hour, answer) in enumerate(written):
        rows = [record(title_id, hour, answer, source_id=one) for one in parts_of(hour, answer)]
        put(lake, partition, f"file-{number}", *rows)
        if partition in asked | {HOT}:
            model[title_id] = max(model.get(title_id, (0, "")), (hour, answer))
    expected = [
        (title_id, part, f"{answer}{hour}")
        for title_id, (hour, answer) in model.items()
        for part in parts_of(hour, answer)
    ]
    with duckdb.connect() as con:
        lake.prepare(con)
        assert newest(lake, con, *asked) == sorted(expected)


def test_a_table_unknown_to_the_contract_is_no_dataset() -> None:
    assert dataset("title").table is table_named("title")
