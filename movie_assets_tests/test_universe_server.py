"""The universe's server: hosts as path prefixes, days, faults, the log, watch pages."""

import base64
import gzip
import http.client
import json
import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from bs4 import BeautifulSoup

from movie_assets.universe.errors import UniverseError
from movie_assets.universe.facts import load_facts
from movie_assets.universe.server import UniverseServer

FACTS = load_facts()


@pytest.fixture
def server() -> Iterator[UniverseServer]:
    with UniverseServer() as running:
        yield running


def matrix(server: UniverseServer) -> str:
    return f"{server.base_urls['api.themoviedb.org']}/3/movie/603"


def test_every_real_host_has_a_base_url_and_robots(server):
    assert set(server.base_urls) >= {
        "api.themoviedb.org", "files.tmdb.org", "datasets.imdbws.com", "query.wikidata.org",
        "www.themoviedb.org",
    }  # fmt: skip
    for base in server.base_urls.values():
        assert httpx.get(f"{base}/robots.txt").text.startswith("User-agent: *")
    assert httpx.get(f"http://127.0.0.1:{server.port}/example.org/").status_code == 404


def test_one_connection_carries_many_requests(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port)
    for number in (603, 11, 348):
        connection.request("GET", f"/api.themoviedb.org/3/movie/{number}")
        answer = connection.getresponse()
        assert json.loads(answer.read())["id"] == number
        assert answer.headers["Connection"] == "keep-alive"
    connection.close()


def test_the_day_moves_while_it_runs(server):
    before = httpx.get(matrix(server)).json()
    server.day = 30
    after = httpx.get(matrix(server)).json()
    assert after["vote_count"] > before["vote_count"]
    server.day = 0
    assert httpx.get(matrix(server)).json() == before
    with pytest.raises(UniverseError):
        server.day = -1


def test_the_log_tells_what_was_answered(server):
    httpx.get(matrix(server))
    httpx.get(matrix(server) + "0000000")
    assert server.requests.counts() == {
        ("api.themoviedb.org", 200): 1,
        ("api.themoviedb.org", 404): 1,
    }
    assert server.requests.all()[0].path == "/3/movie/603"
    server.requests.clear()
    assert server.requests.all() == []


def test_a_rate_limit_counts_down_and_says_how_long(server):
    server.faults.add("rate_limit", "api.themoviedb.org/3/movie", times=1, seconds=7)
    limited = httpx.get(matrix(server))
    assert (limited.status_code, limited.headers["Retry-After"]) == (429, "7")
    assert limited.json()["status_code"] == 25
    assert httpx.get(matrix(server)).status_code == 200


@pytest.mark.parametrize(("kind", "status"), [("forbidden", 403), ("server_error", 500)])
def test_walls_and_errors_hit_only_what_they_are_meant_for(server, kind, status):
    server.faults.add(kind, r"/tv/")
    assert httpx.get(matrix(server)).status_code == 200
    assert httpx.get(matrix(server).replace("movie/603", "tv/1396")).status_code == status
    server.faults.clear()
    assert httpx.get(matrix(server).replace("movie/603", "tv/1396")).status_code == 200


def test_a_truncated_file_ends_before_its_length(server):
    server.faults.add("truncated", "datasets", times=1)
    url = f"{server.base_urls['datasets.imdbws.com']}/title.crew.tsv.gz"
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(url)
    assert gzip.decompress(httpx.get(url).content).startswith(b"tconst\t")


def test_slow_is_late_but_right(server):
    server.faults.add("slow", times=1, seconds=5)
    with pytest.raises(httpx.ReadTimeout):
        httpx.get(matrix(server), timeout=0.2)
    assert httpx.get(matrix(server)).json()["id"] == 603


def test_a_taken_port_is_told(server):
    with pytest.raises(UniverseError, match=str(server.port)):
        UniverseServer(port=server.port)


def watch_page(server: UniverseServer, path: str, country: str) -> BeautifulSoup:
    answer = httpx.get(server.base_urls["www.themoviedb.org"] + path, params={"locale": country})
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def test_a_watch_page_shows_every_offer_of_its_country(server):
    page = watch_page(server, "/movie/348-alien/watch", "US")
    headings = {"Stream": "flatrate", "Free": "free", "Ads": "ads", "Rent": "rent", "Buy": "buy"}
    found = set()
    for block in page.select("#ott_offers_window .ott_provider"):
        kind = headings[block.h3.text]
        for entry in block.select("li.ott_filter_best_price"):
            link = entry.a
            provider = re.fullmatch(r"Watch Alien on (.+)", link["title"]).group(1)
            packed = parse_qs(urlsplit(link["href"]).query)["cx"][0]
            data = json.loads(base64.b64decode(packed + "=" * (-len(packed) % 4)))["data"]
            offered = data[0]["data"]
            assert offered["provider"] == provider
            shown = entry.select_one(".presentation_type").text.lower()
            assert shown == offered["presentationType"]
            assert (entry.select_one(".price") is not None) == (kind in ("rent", "buy"))
            found.add((offered["providerId"], kind, shown, offered["price"] or None))
    wanted = {
        (o.provider_id, o.type, o.quality, o.price)
        for o in FACTS.offers["movie/348"]
        if o.country == "US"
    }
    assert found == wanted


def test_prices_are_written_as_in_their_country(server):
    for country, pattern in (("US", r"\$\d+\.\d\d"), ("DE", r"\d+,\d\d €"), ("SE", r"\d+ kr")):
        offer = next(o for rows in FACTS.offers.values() for o in rows
                     if o.country == country and o.price)  # fmt: skip
        page = watch_page(server, f"/{offer.title_id}/watch", country)
        prices = [price.text for price in page.select(".price")]
        assert prices
        assert all(re.fullmatch(pattern, price) for price in prices)


def test_a_watch_page_of_no_title_is_not_found(server):
    base = server.base_urls["www.themoviedb.org"]
    assert httpx.get(f"{base}/movie/99999999/watch").status_code == 404
