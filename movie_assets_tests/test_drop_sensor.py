"""The sensor over a folder, a real SFTP server and a real S3 API: one run a file, never two."""

import boto3
import dagster as dg
import pytest
from drop_place import QUIET, drop_place
from moto.server import ThreadedMotoServer
from sftp_server import PASSWORD, USER, sftp_server

from movie_assets.assets import drops
from movie_assets.model.errors import SettingsError
from movie_assets.resources.drops import DropPlaces
from movie_assets.sources.drop_arrivals import DropSeen, arrivals

BUDGETS = (
    "id,release_date,movie,production_budget,domestic_gross,worldwide_gross\n"
    '1,"Dec 18, 2009",Avatar,"$425,000,000","$760,507,625","$2,776,345,279"\n'
    '2,"May 20, 2011",Some Film,"$0","$0","$0"\n'
)
NAME = "tn.movie_budgets.csv"


def starts_one_run(place) -> None:
    """The file stands still over a tick, then one run loads it, then nothing is left to do."""
    assert place.tick() == []
    (request,) = place.tick()
    assert len(request.run_key) == 64
    assert request.partition_key == request.run_key[:32]
    counts = place.run(request.partition_key)[NAME]
    assert (counts["rows"], counts["loaded"]) == (2, 2)
    assert place.tick() == []
    place.cursor = None
    assert [place.tick(), place.tick()] == [[], []]
    assert place.rows(
        "SELECT title, budget.amount, budget.currency, revenue.amount, year FROM records "
        "ORDER BY title"
    ) == [
        ("Avatar", 425000000.0, "USD", 2776345279.0, 2009),
        ("Some Film", None, None, None, 2011),
    ]


def test_a_file_in_a_folder_starts_one_run(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / NAME).write_text(BUDGETS)
    with drop_place(tmp_path, str(tmp_path / "in")) as place:
        starts_one_run(place)


def test_a_file_on_an_sftp_server_starts_one_run(tmp_path):
    (tmp_path / "served" / "in").mkdir(parents=True)
    (tmp_path / "served" / "in" / NAME).write_text(BUDGETS)
    with sftp_server(tmp_path / "served") as port:
        url = f"sftp://{USER}@127.0.0.1:{port}/in"
        with drop_place(tmp_path, url, sftp={"password": PASSWORD}) as place:
            starts_one_run(place)


def test_a_file_in_a_bucket_starts_one_run(tmp_path):
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    try:
        host, port = server.get_host_and_port()
        access = {"key": "k", "secret": "s", "endpoint_url": f"http://{host}:{port}"}
        client = boto3.client(
            "s3",
            endpoint_url=access["endpoint_url"],
            aws_access_key_id="k",
            aws_secret_access_key="s",
            region_name="us-east-1",
        )
        client.create_bucket(Bucket="films")
        client.put_object(Bucket="films", Key=f"in/{NAME}", Body=BUDGETS.encode())
        with drop_place(tmp_path, "s3://films/in", s3=access) as place:
            starts_one_run(place)
    finally:
        server.stop()


def test_the_same_content_elsewhere_starts_none(tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / NAME).write_text(BUDGETS)
    with drop_place(tmp_path, str(folder)) as place:
        starts_one_run(place)
        (folder / "again.csv").write_text(BUDGETS)
        assert [place.tick(), place.tick(), place.tick()] == [[], [], []]


def seen(size: int = 1, stamp: str = "t", name: str = "a.csv") -> DropSeen:
    return DropSeen(url=f"in/{name}", folder="", name=name, size=size, stamp=stamp)


def test_a_file_being_written_waits():
    first = arrivals([seen(1, "t1")], {})
    assert (first.whole, first.waiting) == ([], [seen(1, "t1")])
    assert arrivals([seen(2, "t2")], first.memory).whole == []
    assert arrivals([seen(1, "t1")], first.memory).whole == [seen(1, "t1")]
    assert arrivals([seen(0, "t")], {"in/a.csv": ("0 t", "")}).whole == []


@pytest.mark.parametrize("name", [".hidden", "a.csv.part", "a.csv.filepart"])
def test_unfinished_names_are_not_looked_at(name):
    assert arrivals([seen(name=name)], {}).memory == {}


def test_a_changed_file_is_read_again_and_a_gone_one_forgotten():
    memory = {"in/a.csv": ("1 t", "hash"), "in/b.csv": ("1 t", "hash")}
    found = arrivals([seen(2, "t2")], memory)
    assert found.waiting == [seen(2, "t2")]
    assert found.memory == {"in/a.csv": ("2 t2", "")}


def test_a_password_in_an_address_is_refused_without_showing_it():
    with pytest.raises(SettingsError, match="MOVIE_ASSETS_DROP_OPTIONS") as error:
        DropPlaces(("sftp://me:pass1234@host/in",))
    assert "pass1234" not in str(error.value)


def test_a_whole_run_takes_every_known_file_or_none(tmp_path):
    from movie_assets.commands import runner  # noqa: PLC0415 - only this test needs Dagster's whole graph

    (tmp_path / "in").mkdir()
    with drop_place(tmp_path, str(tmp_path / "in")) as place:
        defs = dg.Definitions(assets=drops.assets, resources={"work": place.work})
        asked = (defs, place.instance, dg.AssetKey("drops"), "2025-07-01", tmp_path)
        assert runner._partitions(*asked) is None
        for number in range(3):
            file = tmp_path / "in" / f"{number}-{NAME}"
            file.write_text(BUDGETS + f'3,"Jan 1, 200{number}",Film {number},$1,$1,$1\n')
            place.load(file, "the_numbers")
        tags = runner._partitions(*asked)
        job = defs.resolve_implicit_global_asset_job_def()
        done = job.execute_in_process(instance=place.instance, run_config=QUIET, **tags)
        materialised = done.get_asset_materialization_events()
        assert len({event.partition for event in materialised}) == 3
