"""What the universe serves is read without loss by the parsers of the real sources."""

import datetime as dt
from collections.abc import Iterator

import httpx
import pytest

from movie_assets.model.outcomes import Outcome
from movie_assets.sources import tmdb, tmdb_watch, wikidata
from movie_assets.sources.base import Fetched
from movie_assets.universe.facts import load_facts
from movie_assets.universe.server import UniverseServer

FACTS = load_facts()
SOME = sorted(FACTS.titles)[::90]
FIRST = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)


@pytest.fixture(scope="module")
def server() -> Iterator[UniverseServer]:
    with UniverseServer() as running:
        yield running


def fetched(server: UniverseServer, url: str, title_id: str = "") -> Fetched:
    host = url.split("/")[2]
    answer = httpx.get(url.replace(f"https://{host}", server.base_urls[host]))
    headers = dict(answer.headers)
    return Fetched(answer_id="1", title_id=title_id, url=url, status=answer.status_code,
                   body=answer.content, requested_at=FIRST, headers=headers)  # fmt: skip


@pytest.mark.parametrize("title_id", SOME)
def test_details_carry_the_facts(server, title_id):
    facts = FACTS.titles[title_id]
    reading = tmdb.read(fetched(server, tmdb.details_url(title_id), title_id))
    if server.today().title(title_id) is None:
        assert reading.outcome is Outcome.NOT_FOUND
        return
    assert reading.detail is None
    record = reading.records[0]
    assert (record.title, record.original_title) == (facts.title, facts.original_title)
    assert record.cast == tuple(facts.cast)
    assert set(record.keywords) == {word["name"] for word in facts.keywords}
    assert (record.runtime_min, record.original_language) == (
        facts.runtime_min,
        facts.original_language,
    )


@pytest.mark.parametrize("title_id", SOME)
def test_watch_pages_carry_every_offer(server, title_id):
    if server.today().title(title_id) is None:
        pytest.skip("this title appears on a later day")
    reading = tmdb_watch.read(fetched(server, tmdb_watch.watch_url(title_id, "GB"), title_id))
    record = reading.records[0]
    assert record.offers_complete
    wanted = {
        (o.type, o.price, o.currency if o.price else None)
        for o in FACTS.offers.get(title_id, ())
        if o.country == "GB"
    }
    assert wanted <= {(o.type, o.price, o.currency if o.price else None) for o in record.offers}


def test_a_batch_of_wikidata_ids_is_read_back(server):
    films = [t for t in FACTS.titles.values() if t.kind == "movie" and t.wikidata_id][:200]
    trapped = {trap.title_id for trap in FACTS.traps}
    url = wikidata.url_for("movie", [film.tmdb_id for film in films])
    reading = wikidata.read(fetched(server, url))
    found = {record.title_id: record for record in reading.records}
    for film in films:
        if film.title_id not in trapped and "tmdb_id" not in film.made:
            ids = {other.source: other.id for other in found[film.title_id].external_ids}
            assert ids.get("imdb") == film.imdb_id
            assert ids.get("rotten_tomatoes") == film.rt_id
            assert ids.get("metacritic") == film.metacritic_id
