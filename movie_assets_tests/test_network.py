"""Nothing leaves this machine: pytest-socket stops every HTTP stack, a guard every child process.

libpq connects in C, which neither sees: it is shown to be given 127.0.0.1 and nothing else.
"""

import asyncio
import datetime as dt
import http.client
import importlib.util
import subprocess
import sys
import threading
import urllib.request
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import aiohttp
import httpx
import httpx2
import openai
import pytest
import requests
import urllib3
from catalogue_run import GUARD
from psycopg.conninfo import conninfo_to_dict
from pytest_socket import SocketConnectBlockedError

from movie_assets.resources.http import HttpClient
from movie_assets.sources.tmdb import TMDB

# That a stack was stopped is what is wanted here, and pytest-socket warns of it.
pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket:UserWarning")

# TEST-NET-1 (RFC 5737): nobody's, so that a hole in the fence would reach nobody.
ELSEWHERE = "http://192.0.2.1/"
SECONDS = 2
HOSTS = {"127.0.0.1", "::1", "localhost"}


def with_urllib(url: str) -> object:
    return urllib.request.urlopen(url, timeout=SECONDS)


def with_http_client(url: str) -> object:
    parts = urlsplit(url)
    assert parts.hostname
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=SECONDS)
    connection.request("GET", "/")
    return connection.getresponse()


def with_httpx(url: str) -> object:
    return httpx.get(url, timeout=SECONDS, trust_env=False)


def with_async_httpx(url: str) -> object:
    async def ask() -> object:
        async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as client:
            return await client.get(url)

    return asyncio.run(ask())


def with_httpx2(url: str) -> object:
    return httpx2.get(url, timeout=SECONDS, trust_env=False)


def with_requests(url: str) -> object:
    return requests.get(url, timeout=SECONDS)


def with_urllib3(url: str) -> object:
    return urllib3.PoolManager(retries=False).request("GET", url, timeout=SECONDS)


def with_aiohttp(url: str) -> object:
    async def ask() -> object:
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            return answer.status

    return asyncio.run(ask())


def with_asyncio(url: str) -> object:
    parts = urlsplit(url)

    async def connect() -> object:
        opened = asyncio.open_connection(parts.hostname, parts.port or 80)
        return await asyncio.wait_for(opened, SECONDS)

    return asyncio.run(connect())


STACKS: list[Callable[[str], object]] = [
    with_urllib, with_http_client, with_httpx, with_async_httpx, with_httpx2, with_requests,
    with_urllib3, with_aiohttp, with_asyncio,
]  # fmt: skip


class Ok(BaseHTTPRequestHandler):
    """Answers everything with 200 and two bytes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def here() -> Iterator[str]:
    """The URL of a server on loopback."""
    server = HTTPServer(("127.0.0.1", 0), Ok)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def behind(error: BaseException | None) -> Iterator[BaseException]:
    """An error and all that stand behind it, however it was dressed."""
    if error is None:
        return
    yield error
    inner = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for one in (*inner, error.__cause__ or error.__context__):
        yield from behind(one)


def blocked(error: BaseException) -> bool:
    """Whether pytest-socket stands behind an error."""
    return any(isinstance(one, SocketConnectBlockedError) for one in behind(error))


@pytest.mark.parametrize("ask", STACKS)
def test_a_stack_reaches_no_other_machine(ask):
    with pytest.raises(Exception) as raised:  # noqa: PT011 - each stack dresses it differently
        ask(ELSEWHERE)
    assert blocked(raised.value), repr(raised.value)


@pytest.mark.parametrize("ask", STACKS)
def test_a_stack_reaches_loopback(ask, here):
    assert ask(here) is not None


@pytest.mark.parametrize("ask", STACKS)
def test_a_stack_learns_no_address_of_another_machine(ask):
    with pytest.raises(Exception) as raised:  # noqa: PT011 - each stack dresses it differently
        ask("http://example.org/")
    assert any("tests stay on this machine" in str(one) for one in behind(raised.value))


def test_the_products_own_client_reaches_no_other_machine():
    with (
        HttpClient(base_urls={}, user_agent="tests", tokens={}, pace=0) as client,
        pytest.raises(SocketConnectBlockedError),
    ):
        client.ask(
            TMDB, ELSEWHERE, title_id=None, at=dt.datetime(2025, 7, 1, tzinfo=dt.UTC), run_id="test"
        )


def test_openai_reaches_no_other_machine():
    client = openai.OpenAI(api_key="none", base_url=ELSEWHERE, max_retries=0, timeout=SECONDS)
    with pytest.raises(Exception) as raised:  # noqa: PT011
        client.models.list()
    assert blocked(raised.value), repr(raised.value)


def test_no_http_stack_is_installed_that_is_not_tried_here():
    others = ("pycurl", "tornado", "twisted", "treq", "niquests")
    assert [name for name in others if importlib.util.find_spec(name)] == []


def test_a_child_process_reaches_no_other_machine():
    code = f"import urllib.request; urllib.request.urlopen({ELSEWHERE!r}, timeout={SECONDS})"
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(GUARD)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "socket.connect to 192.0.2.1: tests stay on this machine" in done.stderr


def test_the_whole_run_stayed_on_loopback(catalogue):
    """Every connect and look-up of the run and of what it started: dbt, Dagster, the universe."""
    asked = (catalogue.folder / "connects").read_text(encoding="utf-8").split("\n")
    hosts = {line.split(" ", 1)[1] for line in asked if line}
    assert hosts
    assert hosts <= {*HOSTS, "None", "", "0.0.0.0"}, hosts


def test_libpq_is_given_loopback_only(catalogue):
    """The addresses of every Postgres client: reader, Dagster (psycopg2) and dbt (psycopg2)."""
    told = catalogue.dotenv
    urls = [catalogue.reader_url, told["MOVIE_ASSETS_DAGSTER_URL"]]
    hosts = {conninfo_to_dict(url)["host"] for url in urls} | {told["MOVIE_ASSETS_DBT_HOST"]}
    assert hosts == {"127.0.0.1"}


def test_the_server_listens_on_loopback_only(catalogue):
    assert catalogue.owned("SHOW listen_addresses") == [{"listen_addresses": "127.0.0.1"}]
    assert catalogue.owned("SHOW unix_socket_directories") == [{"unix_socket_directories": ""}]
