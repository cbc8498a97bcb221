"""JustWatch: provider galleries as titles wanted, GraphQL answers as records with offers."""

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_answers import (
    assert_keeps_the_contract,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.justwatch import TitleWanted, provider_of, read, wanted_in

GALLERY = "https://www.justwatch.com/us/provider/netflix"
API = "https://apis.justwatch.com/graphql"
WEB = "https://www.justwatch.com"


def item(path, alt):
    return (
        '<div class="title-list-grid__item" data-v-1>'
        f'<a href="{path}" class="title-list-grid__item--link" data-v-1><div class="title-poster">'
        f'<picture class="picture-comp"><img alt="{alt}" class="picture-comp__img"></picture>'
        "</div></a></div>"
    )


def gallery(*found, rest=""):
    return (
        "<html><head><title>Netflix - JustWatch</title></head><body>"
        '<nav><a href="/us/movie/not-in-the-grid">x</a><a href="/us/provider/hulu">Hulu</a></nav>'
        f'<div class="title-list-grid">{"".join(found)}{rest}</div></body></html>'
    ).encode()


def test_a_gallery_page_names_its_titles_once():
    page = gallery(
        item("/us/movie/heat-1995", "Heat (1995)"),
        item("/us/tv-show/the-wire", "The Wire"),
        item("/us/tv-series/babylon-berlin", "Babylon &amp; Berlin"),
        item("/us/movie/heat-1995", "Heat (1995)"),
        item("/us/provider/hulu", "Hulu"),
    )
    listing = wanted_in(fetched(page, GALLERY))
    assert listing.outcome is Outcome.FOUND
    assert listing.items == (
        TitleWanted(title="Heat", kind="movie", year=1995, url=f"{WEB}/us/movie/heat-1995"),
        TitleWanted(title="The Wire", kind="tv", url=f"{WEB}/us/tv-show/the-wire"),
        TitleWanted(title="Babylon & Berlin", kind="tv", url=f"{WEB}/us/tv-series/babylon-berlin"),
    )


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/kr/%EC%98%81%ED%99%94/heat", "movie"),
        ("/kr/TV-%ED%94%84%EB%A1%9C%EA%B7%B8%EB%9E%A8/heat", "tv"),
        ("/de/Film/heat", "movie"),
        ("/de/Serie/heat", "tv"),
        ("/es/pelicula/heat", "movie"),
        ("/br/filme/heat", "movie"),
        ("/fr/serie/heat", "tv"),
        ("/pl/film/heat", "movie"),
        ("/pl/serial/heat", "tv"),
        ("/ca/movie/heat", "movie"),
    ],
)
def test_addresses_in_other_languages(path, kind):
    (wanted,) = wanted_in(fetched(gallery(item(path, "Heat")), GALLERY)).items
    assert (wanted.title, wanted.kind) == ("Heat", kind)


def test_the_provider_of_a_gallery():
    assert provider_of(f"{WEB}/de/Anbieter/netflix?x=1") == ("DE", "netflix")
    assert provider_of(f"{WEB}/") is None


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        (gallery(), 200, Outcome.FOUND),
        (b"<html><title>Just a moment...</title></html>", 200, Outcome.BLOCKED),
        (b"", 403, Outcome.BLOCKED),
        (b"", 404, Outcome.NOT_FOUND),
        (b"<html><body><div id='app'></div></body></html>", 200, Outcome.PARSE_FAILED),
        (b"", 200, Outcome.PARSE_FAILED),
    ],
)
def test_what_is_no_gallery_has_its_own_outcome(body, status, outcome):
    if outcome is Outcome.FOUND:  # an empty grid: the navigation's links are no titles of it
        body = body.replace(b"/us/movie/not-in-the-grid", b"/us/guide/x")
        outcome = Outcome.PARSE_FAILED
    listing = wanted_in(fetched(body, GALLERY, status=status))
    assert (listing.outcome, listing.items) == (outcome, ())
    assert listing.detail


@needs_recorded
def test_the_recorded_search():
    reading = read(fetched(recorded("justwatch/graphql-raw/search-dune-part-two-pl.json"), API))
    found = [
        (one.source_id, one.title, one.year, one.kind, len(one.offers)) for one in reading.records
    ]
    assert found == [
        ("tm1133934", "Diuna: Część druga", 2024, "movie", 21),
        ("tm305113", "Diuna", 2021, "movie", 26),
        ("tm1482645", "Diuna: Część trzecia", 2026, "movie", 0),
        ("ts314377", "Diuna: Proroctwo", 2024, "tv", 4),
    ]
    dune = reading.records[0]
    assert {(one.source, one.id) for one in dune.external_ids} == {
        ("imdb", "tt15239678"),
        ("tmdb", "movie/693134"),
    }
    assert dune.title_id == "movie/693134"
    assert {offer.country for offer in dune.offers} == {"PL"}
    assert {offer.quality for offer in dune.offers} == {"sd", "hd", "4k"}
    assert_keeps_the_contract(reading)


@needs_recorded
def test_the_recorded_gallery():
    answer = fetched(recorded("justwatch/graphql-raw/popular-titles-kr-disney.json"), API)
    wanted = wanted_in(answer).items
    assert [(one.justwatch_id, one.kind) for one in wanted] == [
        ("ts57118", "tv"),
        ("tm160178", "movie"),
    ]
    show = read(answer).records[0]
    assert (show.ratings[0].publisher, show.ratings[0].value) == ("imdb", 8)
    assert (show.offers[0].country, show.offers[0].provider_id) == ("KR", 337)


def offer(country=None, **fields):
    plain = f"o2|tm1:{country}:nfx:rent:hd".encode() if country else b""
    return {
        "id": base64.b64encode(plain).decode(),
        "monetizationType": "RENT",
        "presentationType": "_4K",
        "retailPriceValue": 3.99,
        "currency": "EUR",
        "standardWebURL": "https://example.org/x",
        "package": {"packageId": 8, "clearName": "Netflix"},
    } | fields


def answer_of(**node):
    content = {
        "title": "Heat",
        "originalReleaseYear": 1995,
        "scoring": {"imdbScore": 8.3, "imdbVotes": 700000, "tomatoMeter": 0, "tmdbScore": 7.9},
    }
    return {"data": {"node": {"id": "tm1", "objectType": "MOVIE", "content": content} | node}}


def test_offers_carry_country_price_and_quality():
    node = {"offers": [offer("FR"), offer("DE"), offer("DE")], "GB": [offer()]}
    record = only_record(read(fetched(answer_of(**node), API, title_id="movie/949")))
    assert [one.country for one in record.offers] == ["FR", "DE", "GB"]
    first = record.offers[0]
    assert (first.type, first.quality, first.price, first.currency) == ("rent", "4k", 3.99, "EUR")
    assert record.title_id == "movie/949"
    assert not record.offers_complete


def test_an_offer_of_no_known_country_is_left_out():
    assert only_record(read(fetched(answer_of(offers=[offer()]), API))).offers == ()
    asked = f"{API}?country=AT"
    assert only_record(read(fetched(answer_of(offers=[offer()]), asked))).offers[0].country == "AT"


def test_scores_are_their_publishers():
    ratings = only_record(read(fetched(answer_of(), API))).ratings
    assert [(one.publisher, one.value, one.count) for one in ratings] == [
        ("imdb", 8.3, 700000),
        ("tmdb", 7.9, None),
    ]


@pytest.mark.parametrize(
    ("body", "status", "outcome"),
    [
        ({"data": {"popularTitles": {"edges": []}}}, 200, Outcome.NOT_FOUND),
        ({"data": {"node": None}}, 200, Outcome.NOT_FOUND),
        ({"errors": [{"message": "rate limit exceeded"}]}, 200, Outcome.RATE_LIMITED),
        ({"errors": [{"message": "title not found"}], "data": None}, 400, Outcome.NOT_FOUND),
        ({"errors": [{"message": "Syntax Error"}]}, 400, Outcome.PARSE_FAILED),
        ({}, 429, Outcome.RATE_LIMITED),
        ({"hello": 1}, 200, Outcome.PARSE_FAILED),
        (b'{"data": {"pop', 200, Outcome.PARSE_FAILED),
        (b"", 200, Outcome.PARSE_FAILED),
        (b"<html><title>403 Forbidden</title></html>", 403, Outcome.BLOCKED),
    ],
)
def test_an_answer_without_titles_has_its_own_outcome(body, status, outcome):
    reading = read(fetched(body, API, status=status))
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


KEYS = [
    "data",
    "node",
    "popularTitles",
    "edges",
    "id",
    "content",
    "title",
    "offers",
    "package",
    "packageId",
    "clearName",
    "monetizationType",
    "externalIds",
    "scoring",
    "imdbScore",
    "US",
    "fullPath",
    "standardWebURL",
    "objectType",
    "errors",
    "message",
    "watchNowOffer",
]
VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["tm1", "MOVIE", "RENT", "/us/x", "https://[", "b2I=", ""]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=200)
@given(VALUES, VALUES)
def test_any_json_gets_an_outcome(value, content):
    node = {"id": "tm1", "content": content, "offers": value, "US": [value]}
    for body in ({"data": value}, {"data": {"node": node}}, value):
        answer = fetched(body, API)
        assert_keeps_the_contract(read(answer))
        wanted_in(answer)


@given(st.binary(max_size=300), st.integers(0, 700))
def test_any_bytes_get_an_outcome(noise, cut):
    for body in (noise, gallery(item("/us/movie/heat", "Heat"))[:cut] + noise):
        assert_keeps_the_contract(read(fetched(body, GALLERY)))
        wanted_in(fetched(body, GALLERY))
