"""The export over a real database: types, one moment, swapped whole, nothing to do, killed."""

import datetime as dt
import hashlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dagster as dg
import duckdb
import pyarrow.parquet as pq
import pytest
from universe_lanes import bench_at, books

from movie_assets.assets.catalogue_export import LEFT_OUT, export_asset
from movie_assets.assets.serving import ViewShape
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.export_files import ExportFiles
from movie_assets.resources.export_place import ExportPlace
from movie_assets.resources.export_snapshot import snapshot_of
from movie_assets.resources.lake import Lake
from movie_assets.resources.lake_files import LakeFiles
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets_tests.dbt_database import Served, served_database

SHAPES = {
    "odd": ViewShape(key=("id",), volatile=frozenset({"age_now"})),
    "counted": ViewShape(key=("table_name", "partition")),
}
ODD = """
create view served.odd as select id, text, texts, document::jsonb as document, vector, amount, yes,
    day, moment, numbers, age_now, ratio from (values
    (2, 'it''s, "quoted"' || chr(10) || 'twice\\N', array['a,b', null, '"', ''], '{"b": [1, null]}',
     '[1,-0.5]'::halfvec, 1.5::numeric, true, date '1999-03-31',
     timestamptz '2026-01-01 01:00+01', array[1, 2]::bigint[], 1, 0.1::double precision),
    (1, '', array[]::text[], 'null', null, null, false, null, null, null, 2, 'NaN'),
    (3, '\\N', null, null, null, null, null, null, null, null, 3, null),
    (4, null, null, null, null, null, null, null, null, null, 4, null)
) as rows (id, text, texts, document, vector, amount, yes, day, moment, numbers, age_now, ratio);
comment on view served.odd is 'Odd values.';
"""


@pytest.fixture
def served(postgres: ServerInfo, tmp_path: Path) -> Iterator[Served]:
    """A served schema of two views: odd values, and what says how often something was loaded."""
    with served_database(postgres, tmp_path) as database:
        database.as_owner(
            "set role movie_owner",
            ODD,
            "create view served.counted as select table_name, partition, rows from catalogue.load",
            "create view served.title_details as select 1 as n",
        )
        yield database


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    (tmp_path / "scratch").mkdir()
    work = bench_at({}, tmp_path)
    return replace(work, scratch=tmp_path / "scratch")


def load(served: Served, partition: str, version: str, rows: int) -> None:
    """Note a load, which is also what the view shows."""
    served.as_owner(
        f"insert into catalogue.load values ('title', '{partition}', '{version}', {rows}, 0, 0, "
        "now(), 'run') on conflict (table_name, partition) do update "
        "set data_version = excluded.data_version, rows = excluded.rows"
    )


def export(served: Served, work: Workbench) -> dict[str, Any]:
    done = dg.materialize(
        [export_asset(views=[], loads=[], shapes=SHAPES)],
        resources={"work": work, "postgres": Postgres(lambda: served.url)},
        instance=books(),
    )
    (event,) = done.get_asset_materialization_events()
    return {name: value.value for name, value in event.materialization.metadata.items()}


def folder(work: Workbench) -> Path:
    return Path(work.lake.root) / "export"


def files(work: Workbench) -> dict[str, tuple[int, str]]:
    """Each file's time and hash."""
    return {
        path.name: (path.stat().st_mtime_ns, hashlib.sha256(path.read_bytes()).hexdigest())
        for path in folder(work).iterdir()
    }


def read(path: Path, query: str) -> list[tuple[Any, ...]]:
    """Ask a database file that is really this one: DuckDB knows files by the name given."""
    with duckdb.connect(path.resolve(), read_only=True) as con:
        con.execute("SET TimeZone = 'UTC'")
        return con.execute(query).fetchall()


def test_values_keep_their_types_in_either_form(served: Served, work: Workbench) -> None:
    export(served, work)
    noon = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    first, second, third, fourth = read(
        folder(work) / "catalogue.duckdb", "SELECT * EXCLUDE (moment), moment AT TIME ZONE 'UTC' "
        "FROM odd"
    )  # fmt: skip
    assert first[:8] == (1, "", [], "null", None, None, False, None)
    assert second == (
        2, 'it\'s, "quoted"\ntwice\\N', ["a,b", None, '"', ""], '{"b": [1, null]}', [1.0, -0.5],
        1.5, True, dt.date(1999, 3, 31), [1, 2], 0.1, noon.replace(tzinfo=None),
    )  # fmt: skip
    assert (third[1], fourth[1]) == ("\\N", None)  # a text that looks like our null is none
    table = pq.read_table(folder(work) / "odd.parquet")
    assert table.column("id").to_pylist() == [1, 2, 3, 4]  # by key
    assert {field.name: str(field.type).replace("element", "item") for field in table.schema} == {
        "id": "int32", "text": "string", "texts": "list<item: string>", "document": "string",
        "vector": "list<item: float>", "amount": "double", "yes": "bool", "day": "date32[day]",
        "moment": "timestamp[us, tz=UTC]", "numbers": "list<item: int64>", "ratio": "double",
    }  # fmt: skip
    assert table.column("moment").to_pylist()[1] == noon
    assert table.column("texts").to_pylist() == [[], ["a,b", None, '"', ""], None, None]


def test_every_relation_comes_along_but_those_left_out_by_name(
    served: Served, work: Workbench
) -> None:
    load(served, "movie-00", "v1", 7)
    said = export(served, work)
    assert set(files(work)) == {
        "odd.parquet", "counted.parquet", "about.parquet", "catalogue.duckdb", "SHA256SUMS",
    }  # fmt: skip
    assert said["rows"] == {"counted": 1, "odd": 4}
    assert (said["dagster/row_count"], said["files_changed"]) == (5, 2)
    assert said["left_out"] == LEFT_OUT
    served.as_owner("set role movie_owner", "create table served.kept as select 1 as n")
    assert export(served, work)["rows"] == {"counted": 1, "kept": 1, "odd": 4}
    served.as_owner("drop table served.kept")
    export(served, work)
    assert "kept.parquet" not in files(work)


def test_it_says_of_what_it_is_and_who_must_be_named(served: Served, work: Workbench) -> None:
    export(served, work)
    database = folder(work) / "catalogue.duckdb"
    about = {(s, n, p): v for s, n, p, v in read(database, "FROM about")}
    assert about["catalogue", "", "made_at"] == "2025-07-01T00:00:00+00:00"
    assert about["view", "odd", "description"] == "Odd values."
    assert about["view", "odd", "rows"] == "4"
    assert about["left out", "title_details", "reason"]
    assert "TMDB" in about["source", "tmdb", "attribution"]
    assert about["source", "imdb", "permitted_use"] == "personal"
    bytes_of = hashlib.sha256((folder(work) / "odd.parquet").read_bytes()).hexdigest()
    assert about["view", "odd", "sha256"] == bytes_of
    assert sorted(read(database, "FROM about")) == [
        tuple(row.values()) for row in pq.read_table(folder(work) / "about.parquet").to_pylist()
    ]
    ((comment,),) = read(database, "SELECT comment FROM duckdb_tables() WHERE table_name = 'odd'")
    assert comment == "Odd values."
    summed = subprocess.run(
        ["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=folder(work), check=False,
        capture_output=True, text=True,
    )  # fmt: skip
    assert (summed.returncode, summed.stdout.count(": OK")) == (0, 4), summed.stdout


def test_nothing_new_writes_nothing_and_anything_new_does(served: Served, work: Workbench) -> None:
    load(served, "movie-00", "v1", 7)
    export(served, work)
    before = files(work)
    again = export(served, work)
    assert again["files_changed"] == 0
    assert again["rows"] == {"counted": 1, "odd": 4}
    assert files(work) == before
    load(served, "movie-00", "v2", 8)
    assert export(served, work)["files_changed"] == 2
    after = files(work)
    assert after["counted.parquet"][1] != before["counted.parquet"][1]
    assert after["odd.parquet"][1] == before["odd.parquet"][1]  # the same rows, the same bytes
    served.as_owner(
        "set role movie_owner",
        "create or replace view served.counted as "
        "select table_name, partition, rows, 1 as more from catalogue.load",
    )
    assert export(served, work)["files_changed"] == 2
    (folder(work) / "odd.parquet").unlink()
    assert export(served, work)["files_changed"] == 2
    assert files(work)["odd.parquet"][1] == before["odd.parquet"][1]


def test_a_reader_keeps_what_it_has_open_and_the_next_sees_all_new(
    served: Served, work: Workbench
) -> None:
    load(served, "movie-00", "v1", 7)
    export(served, work)
    count = "SELECT rows FROM counted"
    old = (folder(work) / "catalogue.duckdb").resolve()
    with (folder(work) / "counted.parquet").open("rb") as parquet, duckdb.connect(
        old, read_only=True
    ) as con:  # fmt: skip
        load(served, "movie-00", "v2", 8)
        export(served, work)
        assert con.execute(count).fetchall() == [(7,)]
        assert pq.read_table(parquet).column("rows").to_pylist() == [7]
        assert read(folder(work) / "catalogue.duckdb", count) == [(8,)]
        assert pq.read_table(folder(work) / "counted.parquet").column("rows").to_pylist() == [8]
    assert not old.exists()
    assert len(list((Path(work.lake.root) / ".export").iterdir())) == 1


def test_all_files_are_of_one_moment(served: Served, tmp_path: Path) -> None:
    load(served, "movie-00", "v1", 7)
    with snapshot_of(Postgres(lambda: served.url)) as snapshot:
        relations = {one.name: one for one in snapshot.relations()}
        snapshot.copy(relations["odd"], tmp_path / "odd.csv")
        load(served, "movie-00", "v2", 8)
        load(served, "movie-01", "v1", 1)
        snapshot.copy(relations["counted"], tmp_path / "counted.csv")
        seen = snapshot.versions()
    assert (tmp_path / "counted.csv").read_text() == "title,movie-00,7\n"
    with snapshot_of(Postgres(lambda: served.url)) as later:
        assert later.versions() != seen


def test_many_rows_are_the_same_bytes_each_time(
    served: Served, work: Workbench, tmp_path: Path
) -> None:
    """More than two row groups, so that two threads have something to do at once."""
    served.as_owner(
        "set role movie_owner",
        "create view served.many as select md5(n::text) as id, array[n::text] as texts, n "
        "from generate_series(1, 300000) as n",
    )
    sums = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        with snapshot_of(Postgres(lambda: served.url)) as snapshot, work.compute() as con:
            (many,) = [one for one in snapshot.relations() if one.name == "many"]
            made = ExportFiles(con, tmp_path / name, work.scratch).add(snapshot, many, ["id"])
            assert made.rows == 300_000
            sums.append(made.sha256)
            con.execute("DETACH made")
    assert sums[0] == sums[1]
    ids = pq.read_table(tmp_path / "a" / "many.parquet", columns=["id"]).column("id").to_pylist()
    assert ids == sorted(ids)
    assert list(work.scratch.iterdir()) == []


KILLED = """
import sys
from movie_assets.resources.export_place import ExportPlace
from movie_assets.resources.lake import Lake
from movie_assets.resources.lake_files import LakeFiles
with ExportPlace(LakeFiles(Lake(sys.argv[1]))).next("about.parquet") as folder:
    (folder / "odd.parquet").write_text("half")
    print(folder, flush=True)
    sys.stdin.read()
"""


def test_a_killed_export_leaves_the_old_one_and_the_next_cleans_up(
    served: Served, work: Workbench
) -> None:
    export(served, work)
    before = files(work)
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, work.lake.root], stdin=subprocess.PIPE,
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    left = Path(child.stdout.readline().strip())
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert (left / "odd.parquet").exists()
    assert files(work) == before
    load(served, "movie-00", "v2", 8)
    export(served, work)
    assert not left.exists()
    assert len(list((Path(work.lake.root) / ".export").iterdir())) == 1


def test_an_export_that_fails_leaves_the_old_one(served: Served, work: Workbench) -> None:
    export(served, work)
    before = files(work)
    place = ExportPlace(LakeFiles(work.lake))
    with pytest.raises(RuntimeError, match="in between"), place.next("about.parquet") as made:
        _break_off(made)
    assert files(work) == before
    assert not made.exists()


def _break_off(made: Path) -> None:
    (made / "odd.parquet").write_text("half")
    raise RuntimeError("in between")


def test_on_an_object_store_files_are_put_whole(served: Served, work: Workbench) -> None:
    far = replace(work, lake=Lake("memory://far/export-of-a-test", work.scratch))
    assert export(served, far)["files_changed"] == 2
    assert export(served, far)["files_changed"] == 0
    place = LakeFiles(far.lake)
    assert place.names("export") == [
        "SHA256SUMS", "about.parquet", "catalogue.duckdb", "counted.parquet", "odd.parquet",
    ]  # fmt: skip
    with far.compute() as con:
        assert con.execute(
            f"SELECT id FROM read_parquet('{ExportPlace(place).url('odd.parquet')}')"
        ).fetchall() == [(1,), (2,), (3,), (4,)]
    served.as_owner("drop view served.odd")
    export(served, far)
    assert "odd.parquet" not in place.names("export")
    assert list(work.scratch.iterdir()) == []
