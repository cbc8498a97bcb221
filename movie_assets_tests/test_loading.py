"""Loads into a real Postgres: events, kills, two at once, odd texts; genesis and events replay."""

import contextlib
import datetime as dt
import hashlib
import json
import random
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import sql
from psycopg.types.json import Jsonb

from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import fingerprint, row_hash_sql
from movie_assets.model.title_rows import Title, TitleEmbedding, TitleScore
from movie_assets.model.types import Scalar
from movie_assets.resources.clock import RunClock
from movie_assets.resources.database import prepare_database
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.lake import Lake
from movie_assets.resources.load_record import LoadRecord
from movie_assets.resources.loading import Load, Loaded
from movie_assets.resources.postgres import Postgres

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
BUCKET = "movie-01"
KILLS = 8
Row = Mapping[str, Any]
State = dict[tuple[str, str], dict[str, Any]]
"""(title, rest of the key as JSON) -> the row's facts."""


def title(title_id: str, **values: Any) -> Title:
    needed = {"kind": "movie", "provenance": "{}", "conflicts": "{}", "first_seen": NOON.date()}
    return Title(title_id=title_id, **(needed | values))


def score(title_id: str, percent: float, publisher: str = "imdb", **values: Any) -> TitleScore:
    given = {
        "metric": "audience",
        "season": -1,
        "episode": -1,
        "value": percent / 10,
        "scale_max": 10.0,
        "source": publisher,
        "source_id": "1",
        "observed_at": NOON,
    }
    return TitleScore(title_id=title_id, publisher=publisher, percent=percent, **(given | values))


class Place:
    """A lake and a database to load into."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        self.lake = Lake(str(folder / "lake"), folder / "scratch")
        (folder / "scratch").mkdir(exist_ok=True)

    def load(self, table: str, rows: Iterable[Any], partition: str = BUCKET) -> Loaded:
        with duckdb.connect() as con:
            self.lake.prepare(con)
            con.register("handed", arrow_table(table_named(table), rows))
            version = content_of(con, table, "handed")
            one = Load(
                con=con,
                lake=self.lake,
                postgres=Postgres(lambda: self.url),
                clock=RunClock(NOON),
                run_id="run",
                scratch=self.folder / "scratch",
            )
            return one.partition(table_named(table), partition, "SELECT * FROM handed", version)

    def rows(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url) as connection:
            connection.execute("set timezone = 'UTC'")
            return connection.execute(query.encode(), parameters).fetchall()

    def events(self) -> list[tuple[Any, ...]]:
        return self.rows(
            "select seq, entity, title_id, version, fields from events.title_change order by seq"
        )

    def held(self, table: str) -> State:
        """The facts in the table, as JSON of Postgres's own making."""
        return state_of(table, self.rows(f"select to_jsonb(t) from catalogue.{table} t"))

    def replayed(self, table: str) -> State:
        """The table made again from genesis and events alone."""
        entity = table_named(table).entity
        state: State = {}
        for (uri,) in self.rows("select uri from events.genesis where entity = %s", entity):
            for row in pq.read_table(uri).to_pylist():
                typed = f"select to_jsonb(jsonb_populate_record(null::catalogue.{table}, %s))"
                state |= state_of(table, self.rows(typed, Jsonb(as_json(table, row))))
        for title_id, fields in self.rows(
            "select title_id, fields from events.title_change where entity = %s order by seq",
            entity,
        ):
            replay(state, title_id, fields)
        return state


def state_of(table: str, rows: list[tuple[Any, ...]]) -> State:
    keep = [column.name for column in table_named(table).fact_columns]
    first, *rest = table_named(table).key
    return {
        (row[first], json.dumps([row[name] for name in rest])): {name: row[name] for name in keep}
        for (row,) in rows
    }


def replay(state: State, title_id: str, fields: Mapping[str, Any]) -> None:
    for row_key, change in fields.items():
        key = (title_id, json.dumps(json.loads(row_key)))
        if change["old"] is None:
            assert key not in state
            state[key] = change["new"]
        elif change["new"] is None:
            assert state.pop(key) == change["old"]
        else:
            assert {name: state[key][name] for name in change["old"]} == change["old"]
            state[key] = state[key] | change["new"]


def as_json(table: str, row: Row) -> dict[str, Any]:
    documents = {c.name for c in table_named(table).columns if c.type == Scalar("json")}
    return {
        name: json.loads(value)
        if name in documents and value is not None
        else value.isoformat()
        if isinstance(value, dt.date)
        else value
        for name, value in row.items()
    }


def content_of(con: duckdb.DuckDBPyConnection, table: str, name: str) -> str:
    """A version that names the content, as the lake's data versions do."""
    hashes = con.execute(
        f"SELECT {row_hash_sql(table_named(table))} AS h FROM {name} ORDER BY h"
    ).fetchall()
    return fingerprint(*(row[0] for row in hashes))


@pytest.fixture
def place(database: str, tmp_path: Path) -> Place:
    prepare_database(database, "reader")
    return Place(database, tmp_path)


def test_a_first_load_is_a_genesis_and_no_events(place: Place) -> None:
    loaded = place.load("title", [title("movie/603", year=1999), title("movie/604")])
    assert (loaded.rows, loaded.changed, loaded.deleted, loaded.events) == (2, 2, 0, 0)
    assert place.rows("select title_id, year from catalogue.title order by 1") == [
        ("movie/603", 1999),
        ("movie/604", None),
    ]
    assert place.events() == []
    ((entity, partition, rows, uri, digest),) = place.rows(
        "select entity, partition, rows, uri, sha256 from events.genesis"
    )
    assert (entity, partition, rows) == ("title", BUCKET, 2)
    assert hashlib.sha256(Path(uri).read_bytes()).hexdigest() == digest
    assert place.rows("select table_name, rows, changed, deleted from catalogue.load") == [
        ("title", 2, 2, 0)
    ]


def test_changes_are_events_with_what_was_and_what_is(place: Place) -> None:
    place.load("title", [title("movie/603", year=1998, genres=("Action",)), title("movie/9")])
    second = place.load("title", [title("movie/603", year=1999, genres=("Action",))])
    assert (second.changed, second.deleted, second.events) == (1, 1, 2)
    third = place.load(
        "title", [title("movie/603", year=1999, genres=()), title("movie/605", title="New")]
    )
    assert (third.changed, third.deleted, third.events) == (2, 0, 2)
    told = place.events()
    assert [row[:4] for row in told] == [
        (1, "title", "movie/603", 1),
        (2, "title", "movie/9", 1),
        (3, "title", "movie/603", 2),
        (4, "title", "movie/605", 1),
    ]
    assert told[0][4] == {"[]": {"old": {"year": 1998}, "new": {"year": 1999}}}
    assert told[1][4]["[]"]["new"] is None
    assert told[1][4]["[]"]["old"]["first_seen"] == "2026-01-01"
    assert told[2][4] == {"[]": {"old": {"genres": ["Action"]}, "new": {"genres": []}}}
    assert told[3][4]["[]"]["old"] is None
    assert told[3][4]["[]"]["new"]["title"] == "New"
    assert place.replayed("title") == place.held("title")


def test_one_event_tells_every_row_of_a_title_that_changed(place: Place) -> None:
    place.load("title_score", [score("movie/603", 87.0), score("movie/603", 73.0, "metacritic")])
    place.load("title_score", [score("movie/603", 88.0), score("movie/603", 84.0, "tmdb")])
    ((seq, entity, title_id, version, fields),) = place.events()
    assert (seq, entity, title_id, version) == (1, "score", "movie/603", 1)
    assert set(fields) == {
        '["imdb", "audience", -1, -1]',
        '["metacritic", "audience", -1, -1]',
        '["tmdb", "audience", -1, -1]',
    }
    assert fields['["imdb", "audience", -1, -1]'] == {
        "old": {"value": 8.7, "percent": 87.0},
        "new": {"value": 8.8, "percent": 88.0},
    }
    assert fields['["metacritic", "audience", -1, -1]']["new"] is None
    assert fields['["tmdb", "audience", -1, -1]']["old"] is None


def test_keys_that_would_run_together_stay_apart(place: Place) -> None:
    twins = [
        score("movie/603", 50.0, "a|b", metric="c"),
        score("movie/603", 60.0, "a", metric="b|c"),
    ]
    place.load("title_score", [])
    place.load("title_score", twins)
    assert place.replayed("title_score") == place.held("title_score")
    assert len(place.held("title_score")) == 2


def test_nothing_changed_is_nothing_done(place: Place) -> None:
    rows = [title("movie/603"), title("movie/604")]
    place.load("title", rows)
    before = [(path, path.stat().st_mtime_ns) for path in lake_files(place)]
    again = place.load("title", rows)
    assert (again.rows, again.changed, again.deleted, again.events) == (2, 0, 0, 0)
    assert [(path, path.stat().st_mtime_ns) for path in lake_files(place)] == before
    assert place.events() == []


def lake_files(place: Place) -> list[Path]:
    return sorted(path for path in (place.folder / "lake").rglob("*") if path.is_file())


def test_a_table_without_an_entity_tells_nothing(place: Place) -> None:
    summary = {"title_id": "movie/603", "model_version": "1"}
    row = table_named("title_score_summary").row
    place.load("title_score_summary", [row(**summary, overall=80.0)])
    loaded = place.load("title_score_summary", [row(**summary, overall=81.0)])
    assert (loaded.changed, loaded.events) == (1, 0)
    assert place.rows("select overall from catalogue.title_score_summary") == [(81.0,)]
    assert place.rows("select count(*) from events.genesis") == [(0,)]


def test_a_new_database_gets_everything_whatever_the_lake_remembers(
    place: Place, postgres: ServerInfo
) -> None:
    rows = [title(f"movie/{number}") for number in range(30)]
    place.load("title", rows)
    with fresh_database(postgres) as url:
        other = Place(url, place.folder)
        loaded = other.load("title", rows)
        assert (loaded.rows, loaded.changed, loaded.events) == (30, 30, 0)
        assert other.held("title") == place.held("title") == other.replayed("title")


def test_a_database_from_a_backup_catches_up(place: Place) -> None:
    """The record is of a later load than the database: its hashes say nothing of these rows."""
    place.load("title", [title("movie/1", year=1), title("movie/2")])
    old = place.rows("select data_version from catalogue.load")[0][0]
    newest = [title("movie/1", year=2), title("movie/2")]
    place.load("title", newest)
    with psycopg.connect(place.url) as connection:
        connection.execute("update catalogue.title set year = 1, row_hash = 'old' where year = 2")
        connection.execute("update catalogue.load set data_version = %s", (old,))
    assert place.load("title", newest).changed == 1
    assert place.rows("select title_id, year from catalogue.title order by 1") == [
        ("movie/1", 2),
        ("movie/2", None),
    ]


ODD_TEXTS = (
    "",
    " ",
    "\\N",
    "NULL",
    "null",
    "\\.",
    "a\n\\.\nb",
    'say "hi"',
    "'quoted'",
    "back\\slash\\",
    "comma, and {braces}",
    "line\nbreak\r\nand\ttab",
    "Amélie 東京 🎬 \u202e",
    "%s $1 ; drop",
)


def test_odd_texts_survive(place: Place) -> None:
    rows = [
        title(f"movie/{number}", title=text, genres=(text, text + "x"), names=json.dumps([text]))
        for number, text in enumerate(ODD_TEXTS)
    ]
    rows.append(title("movie/all", genres=ODD_TEXTS, keywords=()))
    place.load("title", [])
    place.load("title", rows)
    for number, text in enumerate(ODD_TEXTS):
        found = place.rows(
            "select title, genres, names from catalogue.title where title_id = %s",
            f"movie/{number}",
        )
        assert found == [(text, [text, text + "x"], [text])]
    found = place.rows(
        "select title, genres, keywords from catalogue.title where title_id = 'movie/all'"
    )
    assert found == [(None, list(ODD_TEXTS), [])]
    assert place.replayed("title") == place.held("title")


def test_vectors_survive(place: Place) -> None:
    def vector(title_id: str, *numbers: float) -> TitleEmbedding:
        return TitleEmbedding(
            title_id=title_id,
            aspect="story",
            model="m",
            dims=len(numbers),
            text_hash="h",
            embedding=numbers,
        )

    place.load("title_embedding", [vector("movie/1", 1.0, 0.0), vector("movie/2", 0.5, -0.25)])
    loaded = place.load("title_embedding", [vector("movie/2", 0.5, 0.25)])
    assert (loaded.changed, loaded.deleted) == (1, 1)
    found = place.rows("select title_id, dims, embedding::text from catalogue.title_embedding")
    assert found == [("movie/2", 2, "[0.5,0.25]")]


def test_a_load_is_announced_once_it_stands(place: Place) -> None:
    place.load("title", [])
    with psycopg.connect(place.url, autocommit=True) as listener:
        listener.execute("listen title_change")
        place.load("title", [title("movie/1"), title("movie/2")])
        (told,) = list(listener.notifies(timeout=5, stop_after=1))
        assert (told.channel, told.payload) == ("title_change", "2")


def test_the_loaders_rights_suffice_and_go_no_further(place: Place) -> None:
    place.load("title", [title("movie/1")])
    with Postgres(lambda: place.url).connect("movie_loader") as connection:
        assert connection.execute("select current_user").fetchone() == ("movie_loader",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("drop table catalogue.title")


# -- hot -----------------------------------------------------------------------------------------


def test_hot_adds_to_a_bucket_and_the_bucket_keeps_its_rows(place: Place) -> None:
    place.load("title", [title("movie/1", year=1), title("movie/2")])
    hot = place.load("title", [title("movie/1", year=2)], HOT)
    assert (hot.changed, hot.deleted, hot.events) == (1, 0, 1)
    assert place.load("title", [], HOT).deleted == 0
    bucket = place.load("title", [title("movie/1", year=2), title("movie/2")])
    assert (bucket.changed, bucket.deleted, bucket.events) == (0, 0, 0)
    assert place.held("title") == place.replayed("title")


def test_what_only_hot_brought_in_goes_with_it(place: Place) -> None:
    place.load("title_score", [score("movie/1", 50.0)])
    place.load("title_score", [score("movie/1", 50.0), score("movie/1", 60.0, "tmdb")], HOT)
    loaded = place.load("title_score", [score("movie/1", 50.0)], HOT)
    assert loaded.deleted == 1
    assert place.rows("select publisher from catalogue.title_score") == [("imdb",)]
    assert place.held("title_score") == place.replayed("title_score")


def test_a_title_that_was_hot_before_its_buckets_first_load_is_told_by_events(
    place: Place,
) -> None:
    place.load("title", [title("movie/1", year=1)], HOT)
    loaded = place.load("title", [title("movie/1", year=2), title("movie/2")])
    assert (loaded.changed, loaded.events) == (2, 1)
    assert place.rows("select rows from events.genesis") == [(1,)]
    assert place.held("title") == place.replayed("title")


# -- kills and company ---------------------------------------------------------------------------


@contextlib.contextmanager
def fresh_database(postgres: ServerInfo) -> Iterator[str]:
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        prepare_database(postgres.url(name), "reader")
        yield postgres.url(name)
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def many(seed: int, count: int = 40) -> list[TitleScore]:
    """Scores of some titles, different for each seed: some move, come or go."""
    dice = random.Random(seed)
    return [
        score(f"movie/{number}", float(dice.choice((50, 60))), publisher)
        for number in range(count)
        for publisher in ("imdb", "tmdb")
        if dice.random() < 0.7
    ]


def load_seeds(url: str, folder: str, seeds: str) -> None:
    """Load several states one after the other, saying when each begins: what a child does."""
    place = Place(url, Path(folder))
    for seed in seeds.split(","):
        print(seed, flush=True)
        place.load("title_score", many(int(seed)))


def child(place: Place, seeds: Iterable[int]) -> subprocess.Popen[str]:
    code = (
        "import sys; from movie_assets_tests.test_loading import load_seeds; "
        "load_seeds(*sys.argv[1:])"
    )
    listed = ",".join(map(str, seeds))
    return subprocess.Popen(
        [sys.executable, "-c", code, place.url, str(place.folder), listed],
        stdout=subprocess.PIPE,
        text=True,
    )


def expected(place: Place, rows: Iterable[TitleScore]) -> set[tuple[Any, ...]]:
    return {(row.title_id, row.publisher, row.percent) for row in rows}


def served(place: Place) -> set[tuple[Any, ...]]:
    return set(place.rows("select title_id, publisher, percent from catalogue.title_score"))


def check_log(place: Place) -> None:
    """Seq counts 1, 2, 3 …; so do the versions of each title."""
    told = place.events()
    assert [row[0] for row in told] == list(range(1, len(told) + 1))
    versions: dict[str, int] = {}
    for _, _, title_id, version, _ in told:
        assert version == versions.get(title_id, 0) + 1
        versions[title_id] = version


def test_a_kill_at_any_moment_leaves_what_the_next_load_makes_whole(place: Place) -> None:
    dice = random.Random(7)
    place.load("title_score", many(0))
    for turn in range(KILLS):
        seeds = [10 * turn + n for n in range(1, 9)]
        process = child(place, seeds)
        assert process.stdout is not None
        assert process.stdout.readline()  # it has begun
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(dice.uniform(0.0, 0.4))
        process.kill()
        assert process.wait() in (0, -signal.SIGKILL)
        rows = many(10 * turn + dice.randrange(1, 9))
        place.load("title_score", rows)
        assert served(place) == expected(place, rows)
        assert place.replayed("title_score") == place.held("title_score")
    check_log(place)


class Killed(BaseException):
    """Stands for SIGKILL at a named step: nothing after it runs."""


STEPS = ("begin", "commit", "finish")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_each_step_of_the_record(
    place: Place, step: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner: Any = Load if step == "commit" else LoadRecord
    name = "_commit" if step == "commit" else step
    whole = getattr(owner, name)

    def cut(*arguments: Any) -> Any:
        if after:
            whole(*arguments)
        raise Killed

    first, second, third = many(1), many(2), many(3)
    place.load("title_score", first)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, cut)
        for rows in (second, third):  # killed twice in a row, over different contents
            with pytest.raises(Killed):
                place.load("title_score", rows)
    place.load("title_score", third)
    assert served(place) == expected(place, third)
    place.load("title_score", first)
    assert served(place) == expected(place, first)
    assert place.replayed("title_score") == place.held("title_score")


def test_two_processes_that_load_the_same_partition_take_turns(place: Place) -> None:
    processes = [child(place, range(start, 40, 2)) for start in (1, 2)]
    assert [process.wait(60) for process in processes] == [0, 0]
    last = [expected(place, many(seed)) for seed in (38, 39)]
    assert served(place) in last
    check_log(place)
    assert place.replayed("title_score") == place.held("title_score")
    final = many(99)
    place.load("title_score", final)
    assert served(place) == expected(place, final)


states = st.lists(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.sampled_from(["imdb", "tmdb"])),
        st.tuples(st.sampled_from([10.0, 20.0]), st.sampled_from([None, 1, 2])),
        max_size=8,
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(states=states)
def test_genesis_and_events_rebuild_the_table(
    loaded_once: Place, tmp_path_factory: pytest.TempPathFactory, states: list[dict[Any, Any]]
) -> None:
    with psycopg.connect(loaded_once.url) as connection:
        connection.execute(
            "truncate catalogue.title_score, catalogue.load, events.genesis, events.title_change"
        )
    place = Place(loaded_once.url, tmp_path_factory.mktemp("lake"))
    for state in states:
        rows = [
            score(f"movie/{number}", percent, publisher, count=count)
            for (number, publisher), (percent, count) in state.items()
        ]
        place.load("title_score", rows)
        assert place.replayed("title_score") == place.held("title_score")
        assert len(place.held("title_score")) == len(rows)
    check_log(place)


@pytest.fixture(scope="module")
def loaded_once(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with fresh_database(postgres) as url:
        yield Place(url, tmp_path_factory.mktemp("place"))
