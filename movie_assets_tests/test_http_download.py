"""Files against a real server on loopback: whole or not at all, and on from where they stopped."""

import fcntl
import gzip
import hashlib
import os
import random
import socket
from pathlib import Path

import httpx
import pytest

from movie_assets.model.outcomes import Outcome
from movie_assets.resources.http import HttpClient
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.scripted_server import HOST, Said, Scripted, client, serving

FILE = f"https://{HOST}/p/exports/movie_ids.json"
GZIP_FILE = f"{FILE}.gz"
PACKED = gzip.compress(random.Random(1).randbytes(5000), mtime=0)
DIGITS = b"0123456789"
# What its server says of a file that may be resumed, by either kind of version.
VERSIONS = [{"ETag": '"v1"'}, {"Last-Modified": "Thu, 01 Jan 2026 00:00:00 GMT"}]


def download(server: Scripted, target: Path, url: str = FILE) -> httpx.Headers | Outcome:
    with client(server) as http:
        return http.download(url, target)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def rest(start: int, headers: dict[str, str], whole: bytes = DIGITS) -> Said:
    """The rest of a file as a server gives it."""
    span = {"Content-Range": f"bytes {start}-{len(whole) - 1}/{len(whole)}"}
    return Said(status=206, body=whole[start:], headers=headers | span)


@pytest.mark.parametrize("encoding", [{}, {"Content-Encoding": "gzip"}])
def test_a_file_comes_whole_and_as_it_is(tmp_path: Path, encoding: dict[str, str]) -> None:
    with serving(Said(body=PACKED, headers={"ETag": "v1"} | encoding)) as server:
        got = download(server, tmp_path / "ids.gz", GZIP_FILE)
    assert isinstance(got, httpx.Headers)
    assert got["etag"] == "v1"
    assert (tmp_path / "ids.gz").read_bytes() == PACKED
    assert names(tmp_path) == ["ids.gz"]
    assert server.headers[0]["accept-encoding"] == "identity"


@pytest.mark.parametrize(
    ("said", "requests", "outcome"),
    [
        (Said(status=404), 1, Outcome.NOT_FOUND),
        (Said(status=403), 1, Outcome.BLOCKED),
        (Said(status=503), 4, Outcome.UNREACHABLE),
        (Said(cut=4), 4, Outcome.UNREACHABLE),
        (Said(status=429, headers={"Retry-After": "90"}), 1, Outcome.RATE_LIMITED),
        (Said(status=429, headers={"Retry-After": "9"}), 2, Outcome.RATE_LIMITED),
    ],
)
def test_a_file_that_does_not_come_leaves_nothing(
    tmp_path: Path, said: Said, requests: int, outcome: Outcome
) -> None:
    with serving(said) as server:
        assert download(server, tmp_path / "ids") == outcome
    assert len(server.paths) == requests
    assert names(tmp_path) == []


def test_a_file_without_a_version_is_fetched_again_from_its_start(tmp_path: Path) -> None:
    with serving(Said(status=500), Said(body=DIGITS, cut=4), Said(body=b"abc")) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == b"abc"
    assert ["range" in asked for asked in server.headers] == [False] * 3


@pytest.mark.parametrize("version", VERSIONS)
def test_a_cut_file_goes_on_where_it_stopped(tmp_path: Path, version: dict[str, str]) -> None:
    with serving(Said(body=DIGITS, headers=version, cut=4), rest(6, version)) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == DIGITS
    asked = server.headers[1]
    assert (asked["range"], asked["if-range"]) == ("bytes=6-", *version.values())
    assert names(tmp_path) == ["ids"]


def test_a_later_call_goes_on_where_an_earlier_one_gave_up(tmp_path: Path) -> None:
    version = VERSIONS[0]
    with serving(Said(body=DIGITS, headers=version, cut=7), Said(status=503)) as server:
        assert download(server, tmp_path / "one") == Outcome.UNREACHABLE
    kept = hashlib.sha256(FILE.encode()).hexdigest()[:32]
    assert names(tmp_path) == [f"{kept}.part", f"{kept}.version"]
    with serving(rest(3, version)) as server:
        assert isinstance(download(server, tmp_path / "two"), httpx.Headers)
    assert (tmp_path / "two").read_bytes() == DIGITS
    assert names(tmp_path) == ["two"]


def test_another_version_is_taken_from_its_start(tmp_path: Path) -> None:
    """Its server answers If-Range with 200 and the whole of the new one."""
    newer = Said(body=b"abcdef", headers={"ETag": '"v2"'})
    with serving(Said(body=DIGITS, headers=VERSIONS[0], cut=4), newer) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == b"abcdef"


def test_a_weak_version_is_not_gone_on_from(tmp_path: Path) -> None:
    weak = {"ETag": 'W/"v1"'}
    cut = Said(body=DIGITS, headers=weak, cut=4)
    with serving(cut, Said(body=DIGITS, headers=weak)) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert "range" not in server.headers[1]
    assert (tmp_path / "ids").read_bytes() == DIGITS


@pytest.mark.parametrize(
    "wrong",
    [
        Said(status=206, body=b"789", headers={"Content-Range": "bytes 7-9/10"}),
        Said(status=206, body=b"67", headers={"Content-Range": "bytes 6-7/10"}),
        Said(status=206, body=b"6789"),
        Said(status=416, headers={"Content-Range": "bytes */5"}),
    ],
)
def test_a_wrong_part_starts_the_file_again(tmp_path: Path, wrong: Said) -> None:
    cut = Said(body=DIGITS, headers=VERSIONS[0], cut=4)
    with serving(cut, wrong, Said(body=DIGITS)) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == DIGITS
    assert ["range" in asked for asked in server.headers] == [False, True, False]


def test_a_gzip_file_that_ends_in_its_middle_is_unreachable(tmp_path: Path) -> None:
    for body in (PACKED[:-20], b"no gzip", PACKED[:-8] + b"12345678"):
        with serving(Said(body=body, headers=VERSIONS[0])) as server:
            assert download(server, tmp_path / "ids.gz", GZIP_FILE) == Outcome.UNREACHABLE
        assert len(server.paths) == 4
        assert names(tmp_path) == []


def test_a_gzip_file_of_several_pieces_is_whole(tmp_path: Path) -> None:
    with serving(Said(body=PACKED + PACKED)) as server:
        assert isinstance(download(server, tmp_path / "ids.gz", GZIP_FILE), httpx.Headers)
    assert (tmp_path / "ids.gz").read_bytes() == PACKED * 2


def test_a_failed_download_leaves_the_older_file(tmp_path: Path) -> None:
    (tmp_path / "ids").write_bytes(b"older")
    with serving(Said(body=b"newer file", cut=2)) as server:
        assert download(server, tmp_path / "ids") == Outcome.UNREACHABLE
    assert (tmp_path / "ids").read_bytes() == b"older"
    assert names(tmp_path) == ["ids"]


def test_two_that_fetch_one_file_do_not_write_into_one(tmp_path: Path) -> None:
    """While another holds its beginning, a file begins at nothing and leaves that alone."""
    kept = tmp_path / f"{hashlib.sha256(FILE.encode()).hexdigest()[:32]}.part"
    kept.write_bytes(b"012")
    with kept.with_suffix(".lock").open("wb") as held, serving(Said(body=DIGITS)) as server:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == DIGITS
    assert kept.read_bytes() == b"012"


def test_a_beginning_nobody_came_back_for_is_removed(tmp_path: Path) -> None:
    for name, age in (("old.part", 8), ("old.version", 8), ("new.part", 6)):
        (tmp_path / name).write_bytes(b"x")
        now = (tmp_path / name).stat().st_mtime
        os.utime(tmp_path / name, (now, now - age * 86400))
    with serving(Said(body=DIGITS)) as server:
        download(server, tmp_path / "ids")
    assert names(tmp_path) == ["ids", "new.part"]


def test_a_file_of_a_dead_host_is_an_outcome(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with HttpClient(base_urls={HOST: base}, user_agent="t", tokens={}, pace=0) as http:
            assert http.download(FILE, tmp_path / "ids") == Outcome.UNREACHABLE


def test_the_universe_goes_on_with_a_dataset(tmp_path: Path) -> None:
    url = "https://datasets.imdbws.com/title.ratings.tsv.gz"
    with (
        UniverseServer(day=0, full_pages=False) as universe,
        HttpClient(base_urls=universe.base_urls, user_agent="t", tokens={}, pace=0) as http,
    ):
        universe.faults.add("truncated", "title.ratings", times=3)
        assert isinstance(http.download(url, tmp_path / "cut"), httpx.Headers)
        asked = [row.status for row in universe.requests.all()]
        universe.faults.add("truncated_gzip", "title.ratings", times=4)
        whole = http.download(url, tmp_path / "whole")
    assert asked == [200, 206, 206, 206]
    assert gzip.decompress((tmp_path / "cut").read_bytes()).startswith(b"tconst\t")
    assert whole == Outcome.UNREACHABLE
    assert names(tmp_path) == ["cut"]
