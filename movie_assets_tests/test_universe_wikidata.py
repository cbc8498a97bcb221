"""Wikidata as the universe serves it: the family of queries it reads, traps, refusals."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from movie_assets.universe.facts import load_facts
from movie_assets.universe.server import UniverseServer

FACTS = load_facts()
ENTITY = "http://www.wikidata.org/entity/"
BY_TMDB = """
SELECT ?item ?tmdb ?imdb ?rotten_tomatoes ?metacritic ?tv_tropes ?article ?kind WHERE {
  VALUES ?tmdb { %s }
  ?item wdt:P4947 ?tmdb .
  OPTIONAL { ?item wdt:P345 ?imdb . }
  OPTIONAL { ?item wdt:P1258 ?rotten_tomatoes . }
  OPTIONAL { ?item wdt:P1712 ?metacritic . }
  OPTIONAL { ?item wdt:P6839 ?tv_tropes . }
  OPTIONAL { ?item wdt:P31 ?kind . }
  OPTIONAL { ?article schema:about ?item ; schema:isPartOf <https://en.wikipedia.org/> . }
}"""


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with UniverseServer() as running:
        yield f"{running.base_urls['query.wikidata.org']}/sparql"


def ask(url: str, query: str) -> list[dict[str, str]]:
    answer = httpx.get(url, params={"query": query, "format": "json"})
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"].startswith("application/sparql-results+json")
    rows: list[Any] = answer.json()["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in rows]


def test_the_ids_of_the_matrix(url):
    assert ask(url, BY_TMDB % '"603" "99999999"') == [
        {
            "item": f"{ENTITY}Q83495",
            "tmdb": "603",
            "imdb": "tt0133093",
            "rotten_tomatoes": "m/matrix",
            "metacritic": "movie/the-matrix",
            "tv_tropes": "Film/TheMatrix",
            "article": "https://en.wikipedia.org/wiki/The_Matrix",
            "kind": f"{ENTITY}Q11424",
        }
    ]


def test_terms_are_typed_and_what_is_not_known_is_left_out(url):
    query = BY_TMDB % '"422"'
    row = httpx.get(url, params={"query": query}).json()["results"]["bindings"][0]
    assert row["item"] == {"type": "uri", "value": f"{ENTITY}Q12018"}
    assert row["imdb"] == {"type": "literal", "value": "tt0056801"}
    assert "metacritic" not in row


def test_a_post_with_a_form_says_the_same(url):
    query = BY_TMDB % '"603" "11"'
    posted = httpx.post(url, data={"query": query}).json()
    assert posted == httpx.get(url, params={"query": query}).json()
    assert posted["head"]["vars"][:2] == ["item", "tmdb"]


def test_shows_are_found_by_their_own_property(url):
    query = "SELECT ?item ?tmdb WHERE { VALUES ?tmdb { %s } ?item wdt:P4983 ?tmdb }"
    assert ask(url, query % '"1396"') == [{"item": f"{ENTITY}Q1079", "tmdb": "1396"}]
    assert ask(url, query % '"603"') == []


def test_one_number_may_be_a_film_and_a_show(url):
    query = 'SELECT ?item ?tmdb WHERE { VALUES ?tmdb { "1402" } ?item wdt:P4947|wdt:P4983 ?tmdb }'
    found = {row["item"].removeprefix(ENTITY) for row in ask(url, query)}
    assert found == {"Q220515", "Q232737"}  # The Pursuit of Happyness, The Walking Dead


def test_by_imdb_id_and_by_item(url):
    by_imdb = 'SELECT * WHERE { VALUES ?imdb { "tt0848228" } ?item wdt:P345 ?imdb ; wdt:P1258 ?rt }'
    assert ask(url, by_imdb) == [
        {"item": f"{ENTITY}Q182218", "imdb": "tt0848228", "rt": "m/marvels_the_avengers"}
    ]
    by_item = (
        "SELECT ?item ?itemLabel ?imdb WHERE { VALUES ?item { wd:Q182218 wd:Q494985 }"
        " ?item wdt:P345 ?imdb . SERVICE wikibase:label { bd:serviceParam wikibase:language"
        ' "en". } }'
    )
    assert {row["imdb"]: row["itemLabel"] for row in ask(url, by_item)} == {
        "tt0848228": "The Avengers",
        "tt0118661": "The Avengers",
    }


def test_a_bound_text_comes_back(url):
    query = """SELECT ?kind ?tmdb WHERE {
      VALUES ?tmdb { "603" } BIND("movie" AS ?kind) ?item wdt:P4947 ?tmdb . }"""
    assert ask(url, query) == [{"kind": "movie", "tmdb": "603"}]


def test_a_property_outside_optional_is_required(url):
    query = 'SELECT ?item WHERE { VALUES ?t { "422" "603" } ?item wdt:P4947 ?t ; wdt:P1712 ?m }'
    assert ask(url, query) == [{"item": f"{ENTITY}Q83495"}]


@pytest.mark.parametrize("trap", [t for t in FACTS.traps if t.source == "wikidata"],
                         ids=lambda trap: f"{trap.trap} {trap.title_id}")  # fmt: skip
def test_traps_are_published_as_listed(url, trap):
    title = FACTS.titles[trap.title_id]
    query = "SELECT * WHERE { VALUES ?item { wd:WANTED } ?item wdt:P345 ?imdb ; wdt:P4947 ?tmdb }"
    row = ask(url, query.replace("WANTED", str(title.wikidata_id)))[0]
    right = {"imdb": title.imdb_id, "tmdb": str(title.tmdb_id)}
    field = trap.field.removesuffix("_id")
    assert row == {"item": f"{ENTITY}{title.wikidata_id}", **right, field: trap.published}
    assert right[field] == trap.right


@pytest.mark.parametrize(
    "query",
    [
        "",
        "SELECT ?item WHERE { ?item wdt:P31 wd:Q11424 }",
        'SELECT ?item WHERE { VALUES ?t { "603" } ?item wdt:P4947 ?t ',
        'SELECT ?item WHERE { VALUES ?t { "603" } ?item wdt:P9999 ?t }',
        'SELECT ?unbound WHERE { VALUES ?t { "603" } ?item wdt:P4947 ?t }',
    ],
)
def test_what_is_not_understood_is_refused(url, query):
    assert httpx.get(url, params={"query": query}).status_code == 400
