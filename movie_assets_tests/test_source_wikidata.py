"""Wikidata: the query, records worked out by hand, and what is no answer."""

from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import assert_keeps_the_contract, fetched

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Article, ExternalId
from movie_assets.sources import wikidata

URL = wikidata.url_for("movie", [603])
ENTITY = "http://www.wikidata.org/entity/"


def row(item, tmdb, *, kind="movie", article=None, **ids):
    """One binding; an OPTIONAL that found nothing is a key that is not there."""
    uris = {"item": ENTITY + item} | ({"article": article} if article else {})
    literals = {"kind": kind, "tmdb": str(tmdb)} | ids
    return {name: {"type": "uri", "value": value} for name, value in uris.items()} | {
        name: {"type": "literal", "value": value} for name, value in literals.items()
    }


def answer(*bindings):
    return {"head": {"vars": []}, "results": {"bindings": list(bindings)}}


def ids(*pairs):
    return tuple(ExternalId(source=source, id=given) for source, given in pairs)


def test_the_query_asks_for_a_batch_once():
    query = wikidata.query_for("tv", [1399, 1396, 1399])
    assert 'VALUES ?tmdb { "1396" "1399" }' in query
    assert 'BIND("tv" AS ?kind)' in query
    assert "?item wdt:P4983 ?tmdb" in query
    for prop in ("P345", "P1258", "P1712", "P6839"):
        assert f"OPTIONAL {{ ?item wdt:{prop} ?" in query
    assert wikidata.query_for("movie", [603]).count("P4947") == 1


def test_the_request_is_a_get_that_fits_into_an_address():
    parts = urlsplit(wikidata.url_for("movie", [603]))
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://query.wikidata.org/sparql"
    asked = parse_qs(parts.query)
    assert asked == {"query": [wikidata.query_for("movie", [603])], "format": ["json"]}
    widest = range(9_999_999 - wikidata.BATCH_SIZE, 9_999_999)
    assert len(wikidata.url_for("movie", list(widest))) < 8000


def test_an_item_is_one_record_with_all_its_ids():
    matrix = row(
        "Q83495",
        603,
        imdb="tt0133093",
        rotten_tomatoes="m/matrix",
        metacritic="movie/the-matrix",
        tv_tropes="Film/TheMatrix",
        article="https://en.wikipedia.org/wiki/The_Matrix",
    )
    reading = wikidata.read(fetched(answer(matrix), URL))
    assert reading.outcome == Outcome.FOUND
    (record,) = reading.records
    assert (record.source, record.source_id, record.title_id) == (
        "wikidata",
        "Q83495",
        "movie/603",
    )
    assert (record.kind, record.outcome) == ("movie", "found")
    assert record.external_ids == ids(
        ("imdb", "tt0133093"),
        ("metacritic", "movie/the-matrix"),
        ("rotten_tomatoes", "m/matrix"),
        ("tmdb", "movie/603"),
        ("tv_tropes", "Film/TheMatrix"),
    )
    assert record.article == Article(
        url="https://en.wikipedia.org/wiki/The_Matrix", title="The Matrix"
    )
    assert record.url == "https://www.wikidata.org/wiki/Q83495"


def test_several_values_of_a_property_are_all_kept():
    # Two IMDb ids and two slugs come as the four combinations of them.
    rows = [
        row("Q1", 7, imdb=imdb, rotten_tomatoes=slug)
        for imdb in ("tt2", "tt1")
        for slug in ("m/b", "m/a")
    ]
    (record,) = wikidata.read(fetched(answer(*rows), URL)).records
    assert record.external_ids == ids(
        ("imdb", "tt1"),
        ("imdb", "tt2"),
        ("rotten_tomatoes", "m/a"),
        ("rotten_tomatoes", "m/b"),
        ("tmdb", "movie/7"),
    )


def test_two_items_that_claim_one_id_are_two_records():
    reading = wikidata.read(fetched(answer(row("Q2", 7), row("Q1", 7)), URL))
    assert [(r.title_id, r.source_id) for r in reading.records] == [
        ("movie/7", "Q1"),
        ("movie/7", "Q2"),
    ]


def test_one_item_with_two_ids_is_a_record_for_each():
    reading = wikidata.read(fetched(answer(row("Q1", 8), row("Q1", 7)), URL))
    assert [(r.title_id, r.external_ids) for r in reading.records] == [
        ("movie/7", ids(("tmdb", "movie/7"))),
        ("movie/8", ids(("tmdb", "movie/8"))),
    ]


def test_a_show_and_a_film_of_one_number_stay_apart():
    reading = wikidata.read(fetched(answer(row("Q1", 7), row("Q9", 7, kind="tv")), URL))
    assert {(r.title_id, r.kind) for r in reading.records} == {("movie/7", "movie"), ("tv/7", "tv")}


def test_a_persons_imdb_id_and_another_wikipedia_are_left_out():
    odd = row("Q1", 7, imdb="nm0000206", article="https://fr.wikipedia.org/wiki/Matrix")
    (record,) = wikidata.read(fetched(answer(odd), URL)).records
    assert record.external_ids == ids(("tmdb", "movie/7"))
    assert record.article is None


def test_an_articles_title_is_written_out():
    url = "https://en.wikipedia.org/wiki/Am%C3%A9lie_(film)"
    (record,) = wikidata.read(fetched(answer(row("Q1", 7, article=url)), URL)).records
    assert record.article == Article(url=url, title="Amélie (film)")


def test_the_order_of_the_rows_changes_nothing():
    rows = [row("Q2", 9, imdb="tt2"), row("Q1", 7, imdb="tt1"), row("Q1", 7, imdb="tt3")]
    one_way = wikidata.read(fetched(answer(*rows), URL))
    assert wikidata.read(fetched(answer(*reversed(rows)), URL)) == one_way


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, answer(), Outcome.NOT_FOUND),
        (200, answer({"item": {"type": "uri", "value": ENTITY + "Q1"}}), Outcome.PARSE_FAILED),
        (200, b"", Outcome.PARSE_FAILED),
        (200, b'{"results": {"bindings": [', Outcome.PARSE_FAILED),
        (200, b'{"results": {"bind\njava.util.concurrent.TimeoutException', Outcome.UNREACHABLE),
        (429, b"Too Many Requests", Outcome.RATE_LIMITED),
        (403, b"banned", Outcome.BLOCKED),
        (500, b"java.util.concurrent.TimeoutException", Outcome.UNREACHABLE),
        (400, b"Malformed query", Outcome.PARSE_FAILED),
    ],
)
def test_what_is_no_answer_is_its_own_outcome(status, body, outcome):
    reading = wikidata.read(fetched(body, URL, status=status))
    assert reading.outcome == outcome
    assert_keeps_the_contract(reading)


VALUE = st.text(max_size=6) | st.sampled_from([ENTITY + "Q1", "movie", "7", "tt1", "\ud800"])
CELL = st.fixed_dictionaries({"value": VALUE}) | st.none() | st.integers()
NAMES = ("kind", "item", "tmdb", "imdb", "article", "metacritic", "tv_tropes")
PLAUSIBLE = st.fixed_dictionaries(
    {"kind": st.just({"value": "tv"}), "item": st.just({"value": ENTITY + "Q1"})},
    optional={name: CELL for name in NAMES[2:]},
)


@given(st.lists(st.dictionaries(st.sampled_from(NAMES), CELL) | PLAUSIBLE, max_size=5))
def test_any_rows_are_read_without_an_exception(bindings):
    assert_keeps_the_contract(wikidata.read(fetched(answer(*bindings), URL)))


@given(st.binary(max_size=100), st.sampled_from([200, 302, 404, 500]))
def test_any_bytes_are_read_without_an_exception(body, status):
    assert_keeps_the_contract(wikidata.read(fetched(body, URL, status=status)))


@pytest.mark.parametrize("status", [404, 410])
def test_a_service_that_is_gone_denies_no_title(status):
    assert wikidata.read(fetched(b"", URL, status=status)).outcome is Outcome.PARSE_FAILED
