"""The HTTP client against a real server on loopback: how often it asks, and what comes of it."""

import datetime as dt
import email.utils
import gzip
import hashlib
from dataclasses import replace

import pytest
import zstandard

from movie_assets.model.contract import table_of
from movie_assets.model.render.arrow import as_mapping
from movie_assets.model.source_rows import Answer
from movie_assets.resources import http_wire
from movie_assets.resources.http import MAX_REDIRECTS, HttpClient
from movie_assets.resources.http_answers import BLOCKED_FOR, LIMITED_FOR, MAX_WAIT_S, Validators
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.conftest import free_port
from movie_assets_tests.scripted_server import (
    HOST,
    NOON,
    OTHER_HOST,
    SOURCE,
    URL,
    Said,
    ask,
    serving,
)


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
    assert (len(server.paths), answer.outcome, answer.body) == (4, "unreachable", None)
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
        answer = ask(server)
    assert (answer.outcome, len(server.paths)) == ("unreachable", MAX_REDIRECTS + 1)
    assert f"more than {MAX_REDIRECTS} redirects" in (answer.error or "")


def test_as_many_redirects_as_we_follow_are_followed() -> None:
    moved = Said(status=302, headers={"Location": f"/{HOST}/again"})
    with serving(*[moved] * MAX_REDIRECTS, Said()) as server:
        assert ask(server).outcome == "found"


def test_a_page_that_moved_to_another_host_says_where_it_is() -> None:
    with serving(Said(body=b"there")) as elsewhere:
        target = f"http://localhost:{elsewhere.server_port}/x"
        with serving(Said(status=301, headers={"Location": target})) as server:
            answer = ask(server)
    assert (answer.outcome, answer.final_url, answer.body_bytes) == ("found", target, 5)


def test_a_fault_behind_a_redirect_is_asked_again_where_it_is() -> None:
    moved = Said(status=301, headers={"Location": f"/{HOST}/moved"})
    with serving(moved, Said(status=500), Said()) as server:
        assert ask(server).outcome == "found"
    assert [path.split("?")[0] for path in server.paths] == [
        f"/{HOST}/3/movie/603",
        f"/{HOST}/moved",
        f"/{HOST}/moved",
    ]


# -- time and size -------------------------------------------------------------------------------


def test_a_slow_drip_does_not_hold_the_lane() -> None:
    """Each byte comes within the time-out, and all of them would take 100 s."""
    with serving(Said(body=b"x" * 10_000, drips=True)) as server:
        answer = ask(server, total_s=0.05)
        assert len(server.paths) == 4
    assert (answer.outcome, answer.body) == ("unreachable", None)
    assert "was not through after 0.05 s" in (answer.error or "")


def test_a_drip_of_headers_does_not_hold_the_lane() -> None:
    with serving(Said(head_drips=True)) as server:
        answer = ask(server, total_s=0.05)
        assert len(server.paths) == 4
    assert (answer.outcome, answer.status) == ("unreachable", None)
    assert "was not through after 0.05 s" in (answer.error or "")


@pytest.mark.parametrize("encoding", ["", "gzip"])
def test_a_body_without_end_is_not_read(monkeypatch: pytest.MonkeyPatch, encoding: str) -> None:
    monkeypatch.setattr(http_wire, "MAX_BODY_BYTES", 1000)
    for size, outcome in ((1000, "found"), (1001, "parse_failed")):
        plain = b"x" * size
        body, headers = plain, {}
        if encoding:
            body, headers = gzip.compress(plain), {"Content-Encoding": "gzip"}
        with serving(Said(body=body, headers=headers)) as server:
            answer = ask(server)
        assert (answer.outcome, len(server.paths), answer.status) == (outcome, 1, 200)
        assert (answer.body is None) == (answer.error is not None) == (outcome != "found")


def test_a_gzip_that_ends_in_its_middle_is_unreachable_though_its_length_is_right() -> None:
    packed = gzip.compress(bytes(range(256)) * 40)
    with serving(Said(body=packed[:-20], headers={"Content-Encoding": "gzip"})) as server:
        answer = ask(server)
    assert (answer.outcome, len(server.paths), answer.body) == ("unreachable", 4, None)


def test_an_encoding_nobody_asked_for_is_no_body() -> None:
    with serving(Said(headers={"Content-Encoding": "br"})) as server:
        answer = ask(server)
    assert answer.outcome == "unreachable"
    assert server.headers[0]["accept-encoding"] == "gzip"


# -- when to ask again ---------------------------------------------------------------------------


def test_a_fault_that_names_a_long_wait_is_asked_once() -> None:
    with serving(Said(status=503, headers={"Retry-After": "61"}), Said()) as server:
        answer = ask(server)
    assert (len(server.paths), answer.outcome) == (1, "unreachable")
    assert answer.retry_at == NOON + dt.timedelta(seconds=61)


def test_a_fault_that_names_a_short_wait_is_waited_for() -> None:
    with serving(Said(status=503, headers={"Retry-After": "60"}), Said()) as server:
        assert ask(server).outcome == "found"


def test_a_faults_own_wait_takes_the_place_of_ours() -> None:
    """At a pace of 1/1000 ours is over in milliseconds, and 60 s are 60 ms."""
    gaps = []
    for headers in ({}, {"Retry-After": "60"}):
        with serving(Said(status=503, headers=headers), Said()) as server:
            ask(server, pace=0.001)
        gaps.append(server.times[1] - server.times[0])
    assert gaps[1] >= 0.06


@pytest.mark.parametrize(
    ("said", "wait"),
    [
        (Said(status=403), BLOCKED_FOR),
        (Said(status=202), BLOCKED_FOR),
        (Said(status=429), LIMITED_FOR),
        (Said(status=429, headers={"Retry-After": "7200"}), dt.timedelta(hours=2)),
    ],
)
def test_who_stops_a_lane_says_until_when(said: Said, wait: dt.timedelta) -> None:
    with serving(said) as server:
        assert ask(server).retry_at == NOON + wait


@pytest.mark.parametrize("status", [200, 401, 404, 500])
def test_who_stops_no_lane_names_no_time(status: int) -> None:
    with serving(Said(status=status)) as server:
        assert ask(server).retry_at is None


# -- asking only for what changed ----------------------------------------------------------------

EARLIER = Validators(
    etag='"v1"',
    last_modified="Thu, 01 Jan 2026 00:00:00 GMT",
    body_sha256="0" * 64,
    body_bytes=4711,
)


def asked_with(server_url: str, source_url: str, validators: Validators | None) -> Answer:
    bases = {HOST: server_url}
    with HttpClient(base_urls=bases, user_agent="tests", tokens={}, pace=0) as http:
        return http.ask(
            SOURCE, source_url, title_id=None, at=NOON, run_id="run", validators=validators
        )


def test_what_did_not_change_does_not_come_again() -> None:
    with serving(Said(status=304, body=b"")) as server:
        answer = asked_with(server.base, URL, EARLIER)
    assert (answer.status, answer.outcome, answer.body) == (304, "found", None)
    assert (answer.body_sha256, answer.body_bytes) == ("0" * 64, 4711)
    assert server.headers[0]["if-none-match"] == '"v1"'
    assert server.headers[0]["if-modified-since"] == "Thu, 01 Jan 2026 00:00:00 GMT"


def test_what_changed_comes_whole() -> None:
    with serving(Said()) as server:
        answer = asked_with(server.base, URL, replace(EARLIER, last_modified=None))
    assert (answer.status, answer.body_bytes) == (200, 11)
    assert "if-modified-since" not in server.headers[0]


def test_the_universe_says_that_a_page_did_not_change() -> None:
    with UniverseServer(day=0, full_pages=False) as universe:
        base, url = universe.base_urls["api.themoviedb.org"], f"https://{HOST}/3/movie/603"
        first = asked_with(base, url, None)
        etag = next(header.value for header in first.headers if header.name == "etag")
        had = Validators(
            etag=etag,
            last_modified=None,
            body_sha256=first.body_sha256,
            body_bytes=first.body_bytes,
        )
        again = asked_with(base, url, had)
        universe.day = 40  # by then its score has moved
        later = asked_with(base, url, had)
    assert (again.status, again.body_sha256) == (304, first.body_sha256)
    assert (later.status, later.body_sha256 != first.body_sha256) == (200, True)
