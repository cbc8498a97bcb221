"""The HTTP client against a real server on loopback: how often it asks, and what comes of it."""

import datetime as dt
import email.utils
import gzip
import hashlib
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
import zstandard

from movie_assets.model.contract import table_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.render.arrow import as_mapping
from movie_assets.model.source_rows import Answer
from movie_assets.resources.http import MAX_WAIT_S, HttpClient
from movie_assets.sources.base import Rights, Source
from movie_assets_tests.conftest import free_port

NOON = dt.datetime(2026, 1, 1, 12, tzinfo=dt.UTC)
HOST, OTHER_HOST = "api.example.org", "www.example.org"
URL = f"https://{HOST}/3/movie/603?append=credits"
SOURCE = Source(
    name="example",
    hosts=(HOST,),
    requests_per_second=40,
    max_age_days=7,
    rights=Rights(licence="", attribution="", permitted_use="open", max_cache_days=None),
    parser_version="1",
    read=None,
)


@dataclass
class Said:
    """One scripted answer; `cut` ends it short of its Content-Length."""

    status: int = 200
    body: bytes = b'{"id": 603}'
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int = 0
    silent: bool = False


class Scripted(ThreadingHTTPServer):
    """Gives its scripted answers in order, the last one for ever, and remembers the requests."""

    daemon_threads = True

    def __init__(self, *script: Said) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script = list(script)
        self.paths: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.released = threading.Event()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{HOST}"


class _Handler(BaseHTTPRequestHandler):
    server: Scripted

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.server.headers.append({n.lower(): v for n, v in self.headers.items()})
        script = self.server.script
        said = script.pop(0) if len(script) > 1 else script[0]
        if said.silent:
            self.server.released.wait(10)
            return
        self.send_response(said.status)
        for name, value in said.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(said.body)))
        self.end_headers()
        self.wfile.write(said.body[: len(said.body) - said.cut])
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def serving(*script: Said) -> Iterator[Scripted]:
    server = Scripted(*script)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.released.set()
        server.shutdown()
        server.server_close()


def client(server: Scripted, **values: Any) -> HttpClient:
    given = {
        "base_urls": {HOST: server.base},
        "user_agent": "tests (contact@example.org)",
        "tokens": {},
        "pace": 0.0,
    }
    return HttpClient(**(given | values))


def ask(server: Scripted, url: str = URL, **values: Any) -> Answer:
    with client(server, **values) as http:
        return http.ask(SOURCE, url, title_id="movie/603", at=NOON, run_id="run")


def test_an_answer_is_stored_whole_with_what_it_was_asked_for() -> None:
    headers = {"ETag": "x", "Content-Type": "application/json", "Set-Cookie": "secret=1"}
    with serving(Said(headers=headers)) as server:
        answer = ask(server)
    assert server.paths == [f"/{HOST}/3/movie/603?append=credits"]
    assert (answer.outcome, answer.status, answer.url) == ("found", 200, URL)
    assert answer.final_url == URL
    assert zstandard.decompress(answer.body or b"") == b'{"id": 603}'
    assert answer.body_sha256 == hashlib.sha256(b'{"id": 603}').hexdigest()
    assert answer.body_bytes == 11
    assert (answer.title_id, answer.requested_at, answer.run_id) == ("movie/603", NOON, "run")
    names = [header.name for header in answer.headers]
    assert names == ["content-type", "date", "etag", "server"]
    digest = hashlib.sha256(f"example\n{URL}\n{NOON.isoformat()}".encode()).hexdigest()
    assert answer.answer_id == digest[:32]
    assert server.headers[0]["user-agent"] == "tests (contact@example.org)"


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_fault_of_the_server_is_asked_four_times(status: int) -> None:
    with serving(Said(status=status)) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome) == (4, "unreachable")
    assert str(status) in (answer.error or "")


def test_a_fault_that_passes_is_no_fault() -> None:
    with serving(Said(status=503), Said(cut=5), Said()) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome, answer.error) == (3, "found", None)


def test_a_body_cut_short_is_unreachable() -> None:
    with serving(Said(cut=3)) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome, answer.body) == (4, "unreachable", None)


def test_a_compressed_body_cut_short_is_unreachable() -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    headers = {"Content-Encoding": "gzip"}
    with serving(Said(body=packed, headers=headers, cut=20)) as server:
        assert ask(server).outcome == "unreachable"
    with serving(Said(body=b"no gzip at all", headers=headers)) as server:
        assert ask(server).outcome == "unreachable"
    with serving(Said(body=packed, headers=headers)) as server:
        assert ask(server).body_bytes == 256 * 40


def test_a_silent_server_is_unreachable() -> None:
    with serving(Said(silent=True)) as server:
        answer = ask(server, timeout_s=0.05)
        assert len(server.paths) == 4
    assert answer.outcome == "unreachable"
    assert "Timeout" in (answer.error or "")


def test_a_host_that_is_not_there_is_unreachable() -> None:
    with HttpClient(
        base_urls={HOST: f"http://127.0.0.1:{free_port()}"}, user_agent="t", tokens={}, pace=0
    ) as http:
        answer = http.ask(SOURCE, URL, title_id=None, at=NOON, run_id="run")
    assert (answer.outcome, answer.status) == ("unreachable", None)
    assert "ConnectError" in (answer.error or "")


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (202, "blocked"),
        (401, "unauthorised"),
        (403, "blocked"),
        (404, "not_found"),
        (410, "not_found"),
        (429, "rate_limited"),
        (400, "parse_failed"),
        (304, "parse_failed"),
    ],
)
def test_a_refusal_is_one_request(status: int, outcome: str) -> None:
    with serving(Said(status=status)) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome, answer.status) == (1, outcome, status)


def test_a_long_wait_is_not_waited_for() -> None:
    with serving(Said(status=429, headers={"Retry-After": "61"}), Said()) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome) == (1, "rate_limited")
    assert answer.retry_at == NOON + dt.timedelta(seconds=61)


def test_a_short_wait_is_asked_once_more() -> None:
    with serving(Said(status=429, headers={"Retry-After": str(int(MAX_WAIT_S))}), Said()) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome, answer.retry_at) == (2, "found", None)


def test_a_limit_that_stays_after_the_wait_is_believed() -> None:
    with serving(Said(status=429, headers={"Retry-After": "2"})) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome) == (2, "rate_limited")


def test_a_wait_may_be_given_as_a_date() -> None:
    soon = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(seconds=30), True)
    with serving(Said(status=429, headers={"Retry-After": soon}), Said()) as server:
        assert ask(server).outcome == "found"
    late = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(hours=2), True)
    for text in (late, late.replace("GMT", "-0000")):
        with serving(Said(status=429, headers={"Retry-After": text}), Said()) as server:
            answer = ask(server)
        assert (len(server.paths), answer.outcome) == (1, "rate_limited")
        assert answer.retry_at is not None
        assert dt.timedelta(minutes=119) < answer.retry_at - NOON <= dt.timedelta(hours=2)


@pytest.mark.parametrize("said", ["soon", "-5", "\u00b2", "1.5", "9" * 40])
def test_a_senseless_wait_is_no_error(said: str) -> None:
    with serving(Said(status=429, headers={"Retry-After": said})) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome) == (1, "rate_limited")


def test_a_token_goes_to_its_host_alone_and_is_not_kept() -> None:
    tokens = {HOST: "t0k3n-of-tests"}
    with serving(Said()) as elsewhere:
        moved = Said(
            status=302, headers={"Location": f"http://localhost:{elsewhere.server_port}/x"}
        )
        with serving(Said(), moved) as server:
            bases = {HOST: server.base, OTHER_HOST: server.base.replace(HOST, OTHER_HOST)}
            answers = [
                ask(server, tokens=tokens, base_urls=bases),
                ask(server, tokens=tokens, base_urls=bases),
                ask(server, f"https://{OTHER_HOST}/x", tokens=tokens, base_urls=bases),
            ]
        sent = [one.get("authorization") for one in server.headers]
    assert sent[:2] == ["Bearer t0k3n-of-tests"] * 2
    assert sent[2] is None
    assert [one.get("authorization") for one in elsewhere.headers] == [None, None]
    for answer in answers:
        assert "t0k3n" not in str(as_mapping(answer))
    assert len(as_mapping(answers[0])) == len(table_of(Answer).columns)


def test_a_moved_page_is_followed_and_named_in_the_real_hosts_terms() -> None:
    with serving(Said(status=301, headers={"Location": f"/{HOST}/3/movie/604"}), Said()) as server:
        answer = ask(server)
    assert answer.outcome == "found"
    assert (answer.url, answer.final_url) == (URL, f"https://{HOST}/3/movie/604")


def test_a_host_is_not_mistaken_for_one_whose_name_goes_on() -> None:
    with serving(Said()) as server:
        longer = f"{HOST}.uk"
        bases = {HOST: server.base, longer: f"{server.base}.uk"}
        answer = ask(server, f"https://{longer}/x", base_urls=bases)
    assert answer.final_url == f"https://{longer}/x"


def test_a_redirect_without_end_is_an_outcome() -> None:
    with serving(Said(status=302, headers={"Location": f"/{HOST}/again"})) as server:
        assert ask(server).outcome == "unreachable"


def test_the_pace_multiplies_the_sources_own() -> None:
    with serving(Said()) as server, client(server, pace=1.0) as http:
        http._last_asked[SOURCE.name] = float("-inf")
        http._wait_turn(SOURCE)
        first = http._last_asked[SOURCE.name]
        http._wait_turn(SOURCE)
        assert http._last_asked[SOURCE.name] - first >= 1 / SOURCE.requests_per_second


# -- files ---------------------------------------------------------------------------------------

FILE = f"https://{HOST}/p/exports/movie_ids.json.gz"


def download(server: Scripted, target: Path) -> httpx.Headers | Outcome:
    with client(server) as http:
        return http.download(FILE, target)


def test_a_file_comes_whole_and_as_it_is(tmp_path: Path) -> None:
    packed = gzip.compress(b"one line\n" * 1000)
    headers = {"ETag": "v1", "Content-Encoding": "gzip"}
    with serving(Said(body=packed, headers=headers)) as server:
        got = download(server, tmp_path / "ids.gz")
    assert isinstance(got, httpx.Headers)
    assert got["etag"] == "v1"
    assert (tmp_path / "ids.gz").read_bytes() == packed
    assert [path.name for path in tmp_path.iterdir()] == ["ids.gz"]


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
        assert download(server, tmp_path / "ids.gz") == outcome
    assert len(server.paths) == requests
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_fetched_again_from_its_start(tmp_path: Path) -> None:
    with serving(Said(status=500), Said(body=b"0123456789", cut=4), Said(body=b"abc")) as server:
        assert isinstance(download(server, tmp_path / "ids"), httpx.Headers)
    assert (tmp_path / "ids").read_bytes() == b"abc"
    assert len(server.paths) == 3


def test_a_failed_download_leaves_the_older_file(tmp_path: Path) -> None:
    (tmp_path / "ids").write_bytes(b"older")
    with serving(Said(body=b"newer file", cut=2)) as server:
        assert download(server, tmp_path / "ids") == Outcome.UNREACHABLE
    assert (tmp_path / "ids").read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["ids"]


def test_a_file_of_a_dead_host_is_an_outcome(tmp_path: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with HttpClient(base_urls={HOST: base}, user_agent="t", tokens={}, pace=0) as http:
            assert http.download(FILE, tmp_path / "ids") == Outcome.UNREACHABLE
