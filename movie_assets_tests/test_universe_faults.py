"""Every fault of the universe: its bytes, whom it hits, that the next request is right again."""

import datetime as dt
import email.utils
import gzip
import http.client
import zlib
from collections.abc import Iterator

import httpx
import pytest

from movie_assets.model.outcomes import Outcome
from movie_assets.sources import metacritic, rotten_tomatoes, tv_tropes
from movie_assets.sources.base import Fetched
from movie_assets.universe.errors import UniverseError
from movie_assets.universe.faults import KINDS, FaultRule
from movie_assets.universe.server import UniverseServer

MATRIX = "https://www.rottentomatoes.com/m/matrix"
SITES = {
    MATRIX: rotten_tomatoes,
    "https://www.metacritic.com/movie/the-matrix": metacritic,
    "https://tvtropes.org/pmwiki/pmwiki.php/Film/Alien": tv_tropes,
}
FIRST = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def running() -> Iterator[UniverseServer]:
    with UniverseServer() as server:
        yield server


@pytest.fixture
def server(running: UniverseServer) -> Iterator[UniverseServer]:
    yield running
    running.faults.clear()
    running.requests.clear()
    running.day = 0


CLIENT = httpx.Client(trust_env=False)  # making one takes longer than asking


def get(server: UniverseServer, url: str = MATRIX, **options) -> httpx.Response:
    host = url.split("/")[2]
    return CLIENT.get(url.replace(f"https://{host}", server.base_urls[host]), **options)


def read(server: UniverseServer, url: str = MATRIX):
    answer = get(server, url, follow_redirects=True)
    host = url.split("/")[2]
    final = str(answer.url).replace(server.base_urls[host], f"https://{host}")
    return SITES[url].read(
        Fetched(answer_id="1", title_id="", url=url, final_url=final, status=answer.status_code,
                body=answer.content, requested_at=FIRST, headers=dict(answer.headers))
    )  # fmt: skip


def test_a_limit_says_how_long_in_seconds_as_a_date_or_not_at_all(server):
    server.faults.add("rate_limit", times=1, seconds=30)
    server.faults.add("rate_limit_date", times=1, seconds=90)
    server.faults.add("rate_limit_bare", times=1)
    seconds, date, bare = (get(server) for _ in range(3))
    assert {a.status_code for a in (seconds, date, bare)} == {429}
    assert seconds.headers["Retry-After"] == "30"
    until = email.utils.parsedate_to_datetime(date.headers["Retry-After"])
    sent = email.utils.parsedate_to_datetime(date.headers["Date"])
    assert 85 <= (until - sent).total_seconds() <= 91
    assert "Retry-After" not in bare.headers
    assert get(server).status_code == 200


@pytest.mark.parametrize(
    ("kind", "status", "outcome"),
    [
        ("forbidden", 403, Outcome.BLOCKED),
        ("challenge", 202, Outcome.BLOCKED),
        ("captcha", 200, Outcome.BLOCKED),
        ("request_error", 200, Outcome.BLOCKED),
        ("server_error", 500, Outcome.UNREACHABLE),
        ("gone", 410, Outcome.NOT_FOUND),
        ("empty", 200, Outcome.PARSE_FAILED),
        ("rate_limit", 429, Outcome.RATE_LIMITED),
    ],
)
@pytest.mark.parametrize("url", SITES)
def test_walls_and_errors_are_what_readers_know_them_for(server, kind, status, outcome, url):
    server.faults.add(kind, times=1)
    assert get(server, url).status_code == status
    server.faults.add(kind, times=1)
    assert read(server, url).outcome is outcome
    assert read(server, url).records


def test_a_challenge_names_itself_in_a_header(server):
    server.faults.add("challenge", times=1)
    assert get(server).headers["cf-mitigated"] == "challenge"


def test_an_error_twice_and_then_the_page(server):
    server.faults.add("server_error", "/m/matrix$", times=2)
    assert [get(server).status_code for _ in range(3)] == [500, 500, 200]


def test_a_drip_comes_in_pieces_and_whole(server):
    whole = get(server).content
    server.faults.add("drip", times=1, seconds=0.2)
    host = MATRIX.split("/")[2]
    with httpx.stream("GET", MATRIX.replace(f"https://{host}", server.base_urls[host]),
                      headers={"Accept-Encoding": "identity"}) as answer:  # fmt: skip
        pieces = list(answer.iter_raw())
    assert b"".join(pieces) == whole
    assert len(pieces) >= 5
    server.faults.add("drip", times=1, seconds=20)
    with pytest.raises(httpx.ReadTimeout):
        get(server, timeout=0.3)


def test_a_truncated_body_is_shorter_than_announced(server):
    server.faults.add("truncated", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        get(server)
    assert get(server).status_code == 200


def test_a_truncated_gzip_has_the_length_announced_but_no_end(server):
    server.faults.add("truncated_gzip", times=1)
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    connection.request("GET", "/www.rottentomatoes.com/m/matrix")
    answer = connection.getresponse()
    body = answer.read()
    assert (answer.status, answer.headers["Content-Encoding"]) == (200, "gzip")
    assert len(body) == int(answer.headers["Content-Length"])
    with pytest.raises(EOFError):
        gzip.decompress(body)
    page = zlib.decompressobj(31).decompress(body)
    assert page.startswith(b"<!DOCTYPE html>")
    assert b"</html>" not in page
    connection.close()


def test_a_dropped_connection_sends_nothing(server):
    server.faults.add("dropped", times=1)
    with pytest.raises(httpx.RemoteProtocolError):
        get(server)
    assert get(server).status_code == 200


def test_the_wrong_work_of_the_wiki_says_whose_page_it_is(server):
    url = "https://tvtropes.org/pmwiki/pmwiki.php/Film/Alien"
    server.faults.add("wrong_film", times=1)
    reading = read(server, url)
    assert reading.outcome is Outcome.MOVED
    assert reading.moved_to not in (None, "Film/Alien")


@pytest.mark.parametrize("url", list(SITES)[:2])
def test_the_wrong_film_is_another_ones_page_and_always_the_same(server, url):
    right = read(server, url).records[0]
    server.faults.add("wrong_film", times=2)
    one, two = read(server, url).records[0], read(server, url).records[0]
    assert one == two
    assert one.source_id != right.source_id
    assert one.title != right.title


@pytest.mark.parametrize("url", list(SITES)[:2])
def test_a_moved_page_is_a_redirect_to_the_same_title(server, url):
    server.faults.add("moved")
    assert get(server, url).status_code == 301
    moved = read(server, url).records[0]
    server.faults.clear()
    right = read(server, url).records[0]
    assert moved.source_id == f"{right.source_id}-moved"
    assert (moved.title, moved.ratings) == (right.title, right.ratings)


@pytest.mark.parametrize("url", SITES)
def test_a_changed_layout_is_not_read_at_all(server, url):
    server.faults.add("changed_layout", days=range(3, 5))
    for day, known in ((2, True), (3, False), (4, False), (5, True)):
        server.day = day
        reading = read(server, url)
        assert bool(reading.records) is known
        assert reading.outcome is (Outcome.FOUND if known else Outcome.PARSE_FAILED)


@pytest.mark.parametrize("url", list(SITES)[:2])
def test_a_misleading_layout_is_read_and_wrong(server, url):
    scale = 10 if "metacritic" in url else 1
    right = {rating.metric: rating for rating in read(server, url).records[0].ratings}
    server.faults.add("misleading_layout", times=1)
    wrong = {rating.metric: rating for rating in read(server, url).records[0].ratings}
    assert wrong["critics"].value == pytest.approx(right["audience"].value * scale)
    assert wrong["audience"].value == pytest.approx(right["critics"].value / scale)


def test_a_share_of_requests_fares_badly_the_same_each_time(server):
    urls = [f"https://www.rottentomatoes.com/m/none_{number}" for number in range(60)]
    runs = []
    for _ in range(2):
        server.faults.clear()
        server.faults.add("server_error", "/m/none_", share=0.25)
        runs.append([get(server, url).status_code for url in urls for _ in range(2)])
    assert runs[0] == runs[1]
    assert 12 <= runs[0].count(500) <= 48
    # the second request for an address is drawn anew: a retry may help
    first, second = runs[0][::2], runs[0][1::2]
    assert first != second


def test_a_rule_hits_its_pattern_only(server):
    server.faults.add("forbidden", r"metacritic\.com/movie")
    assert get(server).status_code == 200
    assert get(server, "https://www.metacritic.com/movie/the-matrix").status_code == 403


def test_the_log_has_the_status_that_was_sent(server):
    server.faults.add("forbidden", times=1)
    get(server)
    get(server)
    assert server.requests.counts() == {
        ("www.rottentomatoes.com", 403): 1,
        ("www.rottentomatoes.com", 200): 1,
    }


def test_an_unknown_fault_is_refused_with_the_known_ones(server):
    with pytest.raises(UniverseError, match="captcha"):
        server.faults.add("earthquake")
    with pytest.raises(UniverseError):
        server.faults.add("slow", share=1.5)
    assert "earthquake" not in KINDS


def test_a_dormant_rule_counts_nothing():
    rule = FaultRule(kind="empty", times=0)
    assert not rule.fits("www.metacritic.com/movie/the-matrix", 0)
    assert not rule.asked
