"""Backup and restore, retention, compaction, pruning: what is kept is what is needed, all of it."""

import datetime as dt
import hashlib
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import dagster as dg
import psycopg
import pytest
import zstandard
from universe_lanes import START, bench_at

from movie_assets import policies, upkeep
from movie_assets.assets.spine import SPINE
from movie_assets.model.contract import table_of
from movie_assets.model.errors import LakeError, PostgresError
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import Answer
from movie_assets.model.title_rows import SpineTitle
from movie_assets.resources.backup import restore_backup, write_backup
from movie_assets.resources.lake import Lake
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets.upkeep import EVERY_SCHEMA, prune
from movie_assets_tests.prepared import prepared_database

ODD = "tab\tline\nquote' back\\slash ünïcode"
APP_ROWS = (
    ("INSERT INTO app.title_request (source, source_id, title, requested_at) "
     "VALUES ('tmdb', 'movie/603', %s, '2026-01-01')", (ODD,)),
    ("INSERT INTO app.user_title (user_id, title_id, wanted, seen, rating, changed_at) "
     "VALUES ('me', 'movie/603', false, true, 9.5, '2026-01-01')", ()),
    ("INSERT INTO app.link_decision (title_id, source, source_id, accepted, decided_by, "
     "decided_at) SELECT 'movie/603', 'imdb', 'tt' || i, true, 'me', '2026-01-01' "
     "FROM generate_series(1, 5) AS i", ()),
    ("INSERT INTO events.genesis (entity, partition, uri, rows, sha256, taken_at) "
     "VALUES ('title', 'movie-00', %s, 1, 'x', '2026-01-01')", ()),
)  # fmt: skip


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    made = bench_at({}, tmp_path / "first")
    title = SpineTitle(
        title_id="movie/603", kind="movie", origin="tmdb", state="active", first_seen=START.date()
    )
    made.lake.write_table(SPINE, "movie-00", arrow_table(table_of(SpineTitle), [title]), "data")
    return made


def filled(url: str, lake: Lake) -> Postgres:
    with psycopg.connect(url) as connection:
        for statement, values in APP_ROWS:
            given = (lake.uri(SPINE, "movie-00"),) if "genesis" in statement else values
            connection.execute(statement, given or None)
    return Postgres(lambda: url)


def rows_of(url: str) -> dict[str, list[tuple]]:
    with psycopg.connect(url) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()
            for table in ("app.title_request", "app.user_title", "app.link_decision")
        }


@pytest.fixture
def other(postgres):
    """A second database, prepared and empty."""
    with prepared_database(postgres) as url:
        yield url


def test_what_is_restored_is_what_was_backed_up(work, prepared, other, tmp_path):
    first = filled(prepared, work.lake)
    file = tmp_path / "backup.zip"
    saved = write_backup(file, first, work.lake, EVERY_SCHEMA, "now")
    assert (file.stat().st_mode & 0o777) == 0o600
    assert (saved.rows["app.link_decision"], saved.files) == (5, 1)

    second = Lake(str(tmp_path / "second" / "lake"), tmp_path)
    restored = restore_backup(file, Postgres(lambda: other), second)
    assert restored == saved
    assert rows_of(other) == rows_of(prepared)
    assert rows_of(other)["app.title_request"][0][3] == ODD
    there, here = Path(second.uri(SPINE, "movie-00")), Path(work.lake.uri(SPINE, "movie-00"))
    assert there.read_bytes() == here.read_bytes()
    with psycopg.connect(other) as connection:
        uri = connection.execute("SELECT uri FROM events.genesis").fetchone()
        assert uri == (str(there),)
        # The next of a table's numbers is a new one.
        connection.execute(APP_ROWS[2][0])
        newest = connection.execute("SELECT max(decision_id) FROM app.link_decision").fetchone()
        assert newest == (10,)


def test_a_backup_is_restored_into_an_empty_home_only(work, prepared, other, tmp_path):
    first = filled(prepared, work.lake)
    file = tmp_path / "backup.zip"
    write_backup(file, first, work.lake, EVERY_SCHEMA, "now")
    with pytest.raises(LakeError, match="has files already"):
        restore_backup(file, Postgres(lambda: other), work.lake)
    empty = Lake(str(tmp_path / "second" / "lake"), tmp_path)
    with pytest.raises(PostgresError, match="has rows already"):
        restore_backup(file, first, empty)
    assert empty.listing() == []
    with zipfile.ZipFile(file) as archive:
        about = json.loads(archive.read("backup.json"))
    about["migrations"] = about["migrations"][:-1]
    file = tmp_path / "older.zip"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("backup.json", json.dumps(about))
    with pytest.raises(PostgresError, match="restore it with the release that made it"):
        restore_backup(file, Postgres(lambda: other), empty)
    assert rows_of(other)["app.user_title"] == []


@pytest.mark.parametrize("content", [b"no zip", None])
def test_what_is_no_backup_is_refused(content, tmp_path, prepared, work):
    file = tmp_path / "odd"
    if content:
        file.write_bytes(content)
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("other.txt", "x")
    with pytest.raises(LakeError, match=r"cannot be read as a backup|no backup of movie-assets"):
        restore_backup(file, Postgres(lambda: prepared), work.lake)


def test_the_daily_job_keeps_the_newest_backups(work, prepared):
    place = filled(prepared, work.lake)
    work.backups.mkdir(parents=True)
    for day in range(20):
        (work.backups / f"app-2025-01-{day:02d}.zip").touch()
    done = upkeep.backup.execute_in_process(
        resources={"work": work, "postgres": place}, instance=dg.DagsterInstance.ephemeral()
    )
    assert done.success
    kept = sorted(work.backups.iterdir())
    assert len(kept) == upkeep.KEPT_BACKUPS
    with zipfile.ZipFile(kept[-1]) as archive:
        about = json.loads(archive.read("backup.json"))
    assert about["tables"]["app.user_title"]["rows"] == 1
    assert {name.split(".")[0] for name in about["tables"]} == {"app"}
    assert about["lake"] is None


# -- answers ---------------------------------------------------------------------------------------


def asked(work: Workbench, run: int, body: str, days: float = 0.0) -> None:
    at = START + dt.timedelta(days=days)
    answer = Answer(
        answer_id=f"answer {run:02d}",
        source="tmdb",
        title_id=f"movie/{run}",
        url=f"https://api.example.org/{run}",
        requested_at=at,
        outcome="found",
        body=zstandard.compress(body.encode()),
        body_sha256=hashlib.sha256(body.encode()).hexdigest(),
        body_bytes=len(body),
        run_id=str(run),
    )
    with work.answers.journal("tmdb", "movie-00", str(run)) as journal:
        journal.append(answer)


def everything(work: Workbench) -> list[tuple]:
    with work.compute() as con:
        rows = con.execute(
            "SELECT answer_id, title_id, body_sha256 "
            f"FROM {work.answers.rows_sql('tmdb')} ORDER BY 1"
        ).fetchall()
    hashes = [row[2] for row in rows]
    bodies = work.answers.bodies("tmdb", "movie-00").of(hashes)
    return [(*row, bodies.get(row[2])) for row in rows]


def test_many_small_files_become_one_and_say_the_same(work):
    for run in range(12):
        asked(work, run, f"page {run % 5}")
    before = everything(work)
    assert len(before) == 12
    assert all(row[3] for row in before)
    names = work.lake.names(work.answers.of("tmdb"), "movie-00")
    assert len(names) == 12
    done = work.answers.compact("tmdb")
    assert (done.before, done.after) == (12, 1)  # five bodies are five files, which is few
    assert everything(work) == before
    assert len(work.lake.names(work.answers.of("tmdb"), "movie-00")) == 1
    assert work.answers.compact("tmdb").before == 0


def test_what_a_kill_left_twice_stands_once_after(work):
    for run in range(12):
        asked(work, run, f"page {run}")
    before = everything(work)
    ds = work.answers.of("tmdb")
    first, second = (Path(work.lake.uri(ds, "movie-00", name)) for name in ("0", "1"))
    kept = second.read_bytes()
    work.answers.compact("tmdb")
    second.write_bytes(kept)
    assert len(everything(work)) == 13
    for run in range(20, 29):
        asked(work, run, "x")
    work.answers.compact("tmdb")
    told = [row for row in everything(work) if int(row[1].split("/")[1]) < 20]
    assert told == before
    assert first.exists()


def test_retention_removes_old_pages_and_joins_files(work):
    for run in range(12):
        asked(work, run, f"page {run}")
    later = replace(work, clock=type(work.clock)(START + dt.timedelta(days=400)))
    done = upkeep.retention.execute_in_process(
        resources={"work": later}, instance=dg.DagsterInstance.ephemeral()
    )
    assert done.success
    assert [row[3] for row in everything(work)] == [None] * 12
    assert len(work.lake.names(work.answers.of("tmdb"), "movie-00")) == 1


# -- Dagster's books -------------------------------------------------------------------------------

TWO = dg.StaticPartitionsDefinition(["a", "b"])
SAID = {"version": "1"}


@dg.asset(partitions_def=TWO)
def parted() -> dg.MaterializeResult:
    return dg.MaterializeResult(data_version=dg.DataVersion(SAID["version"]))


@dg.asset
def plain() -> dg.MaterializeResult:
    return dg.MaterializeResult(data_version=dg.DataVersion(SAID["version"]))


@dg.asset(deps=[plain], automation_condition=policies.ON_CHANGED_DATA)
def follows() -> None:
    pass


DEFS = dg.Definitions(assets=[parted, plain, follows])


def runs(instance: dg.DagsterInstance) -> set[str]:
    return {run.run_id for run in instance.get_runs()}


def test_only_runs_that_nothing_goes_by_are_pruned():
    with dg.DagsterInstance.ephemeral() as instance:

        def made(asset: dg.AssetsDefinition, partition: str | None = None) -> str:
            done = dg.materialize(
                [asset], instance=instance, partition_key=partition, selection=[asset]
            )
            return done.run_id

        old = {made(parted, "a"), made(plain)}
        needed = {made(parted, "b"), made(parted, "a"), made(plain), made(follows)}
        before = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=1)
        asking = dg.evaluate_automation_conditions(defs=DEFS, instance=instance)
        assert prune(instance, before - dt.timedelta(days=1)) == 0
        assert prune(instance, before, most=1) == 1
        assert prune(instance, before) == 1
        assert prune(instance, before) == 0
        assert runs(instance) == needed
        assert not old & needed
        for partition in ("a", "b"):
            record = instance.fetch_materializations(
                dg.AssetRecordsFilter(parted.key, asset_partitions=[partition]), limit=1
            ).records[0]
            assert record.run_id in needed
        again = dg.evaluate_automation_conditions(
            defs=DEFS, instance=instance, cursor=asking.cursor
        )
        assert again.total_requested == 0
        SAID["version"] = "2"
        made(plain)
        moved = dg.evaluate_automation_conditions(defs=DEFS, instance=instance, cursor=again.cursor)
        assert moved.total_requested == 1
