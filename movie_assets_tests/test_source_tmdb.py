"""TMDB's details and seasons: values worked out by eye, errors, and a law over any bytes."""

import copy
import datetime as dt

import pytest
import source_payloads
from hypothesis import given
from hypothesis import strategies as st
from source_answers import (
    WHEN,
    assert_keeps_the_contract,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import (
    Certification,
    Collection,
    Company,
    Credit,
    ExternalId,
    Image,
    Money,
    Name,
    OfferSeen,
    Rating,
    Release,
    SeasonSeen,
    Text,
    Video,
)
from movie_assets.sources import tmdb
from movie_assets.sources.tmdb_parts import IMAGES_OF_A_KIND

MOVIE_URL = tmdb.details_url("movie/9")
SHOW_URL = tmdb.details_url("tv/9")


def audience(value, percent, count):
    return Rating(
        publisher="tmdb",
        metric="audience",
        value=value,
        scale_max=10.0,
        percent=percent,
        count=count,
    )


def test_the_request_for_a_film_asks_for_every_block_at_once():
    url = tmdb.details_url("movie/603")
    address, query = url.split("?")
    assert address == "https://api.themoviedb.org/3/movie/603"
    assert query == (
        "append_to_response=external_ids,credits,release_dates,keywords,alternative_titles,"
        "translations,watch/providers,images,videos,recommendations,similar"
        "&include_image_language=en,null&language=en-US"
    )
    assert all(len(blocks) <= 20 for blocks in tmdb.BLOCKS.values())  # TMDB's limit, code 27


def test_the_request_for_a_show_asks_for_its_own_blocks():
    blocks = tmdb.details_url("tv/1396").split("append_to_response=")[1].split("&")[0].split(",")
    assert {"aggregate_credits", "content_ratings", "watch/providers"} < set(blocks)
    assert not {"credits", "release_dates"} & set(blocks)


def test_a_film_is_read_whole():
    record = only_record(tmdb.read(fetched(source_payloads.movie(), MOVIE_URL)))
    assert (record.source, record.source_id, record.title_id) == ("tmdb", "movie/9", "movie/9")
    assert (record.kind, record.outcome, record.parser_version) == ("movie", "found", "tmdb-1")
    assert (record.requested_at, record.observed_at) == (WHEN, WHEN)
    assert (record.title, record.original_title) == ("Once", "Une fois")
    assert record.names == (
        Name(name="Une fois", language="fr", kind="original"),
        Name(name="Once", language="en", country="US", kind="translated"),
        Name(name="Einmal", language="de", country="DE", kind="translated"),
        Name(name="One Time", country="CA", kind="working"),
    )
    assert (record.year, record.release_date) == (2019, dt.date(2019, 12, 31))
    assert record.releases == (
        Release(country="DE", released=dt.date(2020, 2, 20), release_type=1, note="Berlinale"),
    )
    assert record.certifications == (
        Certification(
            country="DE", certification="12", release_type=1, released=dt.date(2020, 2, 20)
        ),
    )
    assert (record.countries, record.languages) == (("FR", "BE"), ("fr",))
    assert (record.original_language, record.runtime_min) == ("fr", 101)
    assert (record.genres, record.keywords) == (("Drama",), ("paris",))
    assert record.credits == (
        Credit(
            person_id="person/11",
            name="Ann Actor",
            department="Acting",
            character="Ada",
            position=3,
        ),
        Credit(person_id="person/12", name="Cy Crew", department="Art", job="Painter"),
    )
    assert (record.cast, record.directors) == (("Ann Actor",), ())
    assert record.ratings == (audience(7.25, 72.5, 40),)
    assert record.overviews == (
        Text(language="en", country="US", text="Two people meet."),
        Text(language="de", country="DE", text="Zwei treffen sich."),
    )
    assert record.taglines == (
        Text(language="en", country="US", text="Once only."),
        Text(language="de", country="DE", text="Nur einmal."),
    )
    assert record.external_ids == (
        ExternalId(source="facebook", id="thebook"),
        ExternalId(source="imdb", id="tt0000007"),
        ExternalId(source="instagram", id="thegram"),
        ExternalId(source="twitter", id="thetweet"),
        ExternalId(source="wikidata", id="Q77"),
    )


def test_the_rest_of_a_film_is_read():
    record = only_record(tmdb.read(fetched(source_payloads.movie(), MOVIE_URL)))
    assert record.budget == Money(amount=1_000_000.0, currency="USD")
    assert record.revenue == Money(amount=2_500_000.0, currency="USD")
    assert record.companies == (
        Company(company_id="5", name="Studio Five", country="BE", logo_path="/logo.png"),
    )
    assert record.collection == Collection(
        collection_id="70", name="Once Collection", poster_path="/cp.jpg", backdrop_path="/cb.jpg"
    )
    assert [(image.kind, image.path) for image in record.images] == [
        ("poster", "/p.jpg"),
        ("backdrop", "/b.jpg"),
        ("logo", "/l.png"),
    ]
    assert record.images[0] == Image(
        kind="poster",
        path="/p.jpg",
        language="en",
        width=1000,
        height=1500,
        score=6.0,
        votes=9,
    )
    assert record.videos == (
        Video(
            site="YouTube",
            video_key="abc123",
            kind="Trailer",
            name="Official Trailer",
            language="en",
            country="US",
            official=True,
            published_at=dt.datetime(2020, 2, 3, 4, 5, 6, tzinfo=dt.UTC),
            size=1080,
        ),
    )
    assert (record.recommendations, record.similar) == (("tv/31",), ("tv/32",))
    assert [(offer.type, offer.provider_id) for offer in record.offers] == [
        ("flatrate", 8),
        ("free", 1),
        ("ads", 2),
        ("rent", 3),
        ("buy", 4),
    ]
    assert record.offers[0] == OfferSeen(
        country="FR",
        provider_id=8,
        provider="Netflix",
        type="flatrate",
        url="https://www.themoviedb.org/movie/9/watch?locale=FR",
        display_priority=9,
    )
    assert record.offers_complete
    assert (record.status, record.adult, record.popularity) == ("Released", False, 12.5)
    assert (record.poster_path, record.backdrop_path) == ("/poster.jpg", "/backdrop.jpg")
    assert record.homepage == "https://example.org/"


def test_a_show_is_read_whole():
    record = only_record(tmdb.read(fetched(source_payloads.show(), SHOW_URL)))
    assert (record.source_id, record.kind, record.title) == ("tv/9", "tv", "Once")
    assert (record.release_date, record.end_date) == (dt.date(2019, 3, 1), dt.date(2019, 3, 29))
    assert (record.languages, record.runtime_min) == (("fr", "en"), 45)
    assert record.names[-1] == Name(name="Wansu", country="JP", kind="romanised")
    assert record.credits == (
        Credit(
            person_id="person/11",
            name="Ann Actor",
            department="Acting",
            character="Ada",
            position=3,
            episodes=4,
        ),
        Credit(
            person_id="person/11",
            name="Ann Actor",
            department="Acting",
            character="Ida",
            position=3,
            episodes=1,
        ),
        Credit(person_id="person/13", name="Eve Creator", department="Creator", job="Creator"),
        Credit(
            person_id="person/14",
            name="Wes Writer",
            department="Writing",
            job="Writer",
            episodes=2,
        ),
    )
    assert (record.cast, record.directors) == (("Ann Actor",), ("Eve Creator",))
    assert record.certifications == (Certification(country="US", certification="TV-14"),)
    assert record.networks == (
        Company(company_id="6", name="Canal Six", country="FR", logo_path="/n.png"),
    )
    assert record.seasons == (
        SeasonSeen(
            season=1,
            source_id="900",
            name="Season 1",
            air_date=dt.date(2019, 3, 1),
            episode_count=5,
            overview="The only one.",
            poster_path="/s1.jpg",
            ratings=(audience(7.5, 75.0, None),),
        ),
    )
    assert (record.season_count, record.episode_count, record.in_production) == (1, 5, False)
    assert ExternalId(source="tvdb", id="123") in record.external_ids
    assert ExternalId(source="freebase", id="/m/01") in record.external_ids
    assert record.budget is None


def test_nothing_known_is_nothing_said():
    nothing = {
        "id": 9,
        "original_title": "Une fois",
        "title": "Une fois",
        "original_language": "xx",
        "release_date": "",
        "runtime": 0,
        "budget": 0,
        "revenue": 0,
        "vote_average": 0,
        "vote_count": 0,
        "homepage": "",
        "overview": "",
        "tagline": "",
        "imdb_id": "",
        "belongs_to_collection": None,
        "external_ids": {"imdb_id": "unknown", "wikidata_id": "wikidata", "facebook_id": None},
    }
    record = only_record(tmdb.read(fetched(nothing, MOVIE_URL)))
    assert record.outcome == Outcome.NO_SCORE_YET
    assert record.names == (Name(name="Une fois", kind="original"),)
    empty = ("ratings", "overviews", "taglines", "external_ids", "offers", "releases")
    assert [getattr(record, name) for name in empty] == [()] * len(empty)
    null = ("year", "release_date", "runtime_min", "budget", "revenue", "homepage", "collection")
    assert [getattr(record, name) for name in null] == [None] * len(null)
    assert not record.offers_complete


def test_an_empty_providers_block_says_that_it_is_offered_nowhere():
    payload = {"id": 9, "original_title": "Une fois", "watch/providers": {"results": {}}}
    record = only_record(tmdb.read(fetched(payload, MOVIE_URL)))
    assert (record.offers, record.offers_complete) == ((), True)


def test_the_best_pictures_of_a_kind_are_kept():
    def picture(n, average, votes):
        return {"file_path": f"/{n:02d}.jpg", "vote_average": average, "vote_count": votes}

    pictures = [picture(n, 5.0 + n / 100, 3) for n in range(30)] + [picture(99, 9.9, 0)]
    payload = {"id": 9, "original_title": "Une fois", "images": {"posters": pictures}}
    record = only_record(tmdb.read(fetched(payload, MOVIE_URL)))
    # 5.29 down to 5.20; an average nobody voted for does not lead.
    assert [image.path for image in record.images] == [f"/{n}.jpg" for n in range(29, 19, -1)]
    assert len(record.images) == IMAGES_OF_A_KIND


def test_the_order_tmdb_happens_to_list_things_in_is_not_a_fact():
    payload = source_payloads.movie()
    block = payload["watch/providers"]["results"]
    block["AT"] = copy.deepcopy(block["FR"])
    shuffled = copy.deepcopy(payload)
    shuffled["watch/providers"]["results"] = dict(reversed(block.items()))
    shuffled["credits"]["crew"].append({"department": "Art", "job": "A", "name": "B", "id": 1})
    payload["credits"]["crew"].insert(0, {"department": "Art", "job": "A", "name": "B", "id": 1})
    assert tmdb.read(fetched(payload, MOVIE_URL)).records[0].credits == (
        tmdb.read(fetched(shuffled, MOVIE_URL)).records[0].credits
    )
    assert tmdb.read(fetched(payload, MOVIE_URL)).records[0].offers == (
        tmdb.read(fetched(shuffled, MOVIE_URL)).records[0].offers
    )


def test_texts_come_in_the_language_that_was_asked_for():
    payload = {"id": 9, "original_title": "Une fois", "title": "Einmal", "overview": "Zwei."}
    record = only_record(tmdb.read(fetched(payload, f"{tmdb.API}/movie/9?language=de-AT")))
    assert record.names[1] == Name(name="Einmal", language="de", country="AT", kind="translated")
    assert record.overviews == (Text(language="de", country="AT", text="Zwei."),)


ERROR_34 = {"success": False, "status_code": 34, "status_message": "Not here."}


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (404, ERROR_34, Outcome.NOT_FOUND),
        (200, ERROR_34, Outcome.NOT_FOUND),
        (404, b"<html>404 Not Found</html>", Outcome.NOT_FOUND),
        (410, b"", Outcome.NOT_FOUND),
        (401, {"status_code": 7, "status_message": "Invalid key."}, Outcome.UNAUTHORISED),
        (429, {"status_code": 25, "status_message": "Too many."}, Outcome.RATE_LIMITED),
        (403, b"<html>Forbidden</html>", Outcome.BLOCKED),
        (202, b"", Outcome.BLOCKED),
        (500, b"", Outcome.UNREACHABLE),
        (503, {"status_code": 9, "status_message": "Offline."}, Outcome.UNREACHABLE),
        (400, {"status_code": 27, "status_message": "Too many appended."}, Outcome.PARSE_FAILED),
        (200, b"", Outcome.PARSE_FAILED),
        (200, b'{"id": 9, "original_ti', Outcome.PARSE_FAILED),
        (200, b"<html>Sign in</html>", Outcome.PARSE_FAILED),
        (200, [1, 2], Outcome.PARSE_FAILED),
        (200, {"id": 0, "original_title": "Une fois"}, Outcome.PARSE_FAILED),
        (200, {"id": 9}, Outcome.PARSE_FAILED),
        (418, {"id": 9, "original_title": "Une fois"}, Outcome.PARSE_FAILED),
    ],
)
def test_each_refusal_is_its_own_outcome(status, body, outcome):
    reading = tmdb.read(fetched(body, MOVIE_URL, status=status, title_id="movie/9"))
    assert reading.outcome == outcome
    assert_keeps_the_contract(reading)


def test_an_answer_under_another_id_is_a_move():
    payload = source_payloads.movie() | {"id": 10}
    reading = tmdb.read(fetched(payload, MOVIE_URL, title_id="movie/9"))
    assert (reading.outcome, reading.moved_to, reading.records) == ("moved", "movie/10", ())


def test_without_an_address_the_keys_tell_a_film_from_a_show():
    for payload, kind in ((source_payloads.movie(), "movie"), (source_payloads.show(), "tv")):
        assert only_record(tmdb.read(fetched(payload, "file.json"))).kind == kind


SEASON = {
    "id": 900,
    "air_date": "2019-03-01",
    "name": "Season 1",
    "season_number": 1,
    "vote_average": 7.5,
    "episodes": [
        {"id": 902, "episode_number": 2, "name": "Two", "vote_average": 0.0, "vote_count": 0},
        {
            "id": 901,
            "air_date": "2019-03-01",
            "episode_number": 1,
            "name": "One",
            "runtime": 44,
            "show_id": 9,
            "vote_average": 8.125,
            "vote_count": 16,
        },
        {"id": 903, "name": "No number"},
    ],
}


@pytest.mark.parametrize("url", [tmdb.season_url("tv/9", 1), "file.json"])
def test_a_season_is_read_as_episode_rows(url):
    reading = tmdb.read(fetched(SEASON, url))
    assert (reading.outcome, reading.records) == (Outcome.FOUND, ())
    rows = [(row.season, row.episode, row.episode_source_id, row.name) for row in reading.episodes]
    assert rows == [(1, 0, "900", "Season 1"), (1, 1, "901", "One"), (1, 2, "902", "Two")]
    assert {(row.source, row.source_id, row.title_id) for row in reading.episodes} == {
        ("tmdb", "tv/9", "tv/9")
    }
    season, first, second = reading.episodes
    assert season.ratings == (audience(7.5, 75.0, None),)
    assert first.ratings == (audience(8.125, 81.25, 16),)
    assert (first.air_date, first.runtime_min) == (dt.date(2019, 3, 1), 44)
    assert second.ratings == ()


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["2020-01-01", "9999-99-99", "\ud800", "a\x00b", "en", "US", "tt1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=8,
)


@given(st.binary(max_size=200), st.sampled_from([200, 404, 429, 500]), st.text(max_size=30))
def test_any_bytes_are_read_without_an_exception(body, status, url):
    assert_keeps_the_contract(tmdb.read(fetched(body, url, status=status)))


@given(st.data(), st.sampled_from([source_payloads.movie, source_payloads.show]))
def test_anything_in_place_of_any_value_is_read_without_an_exception(data, payload_of):
    payload = payload_of()
    value = payload
    while True:
        keys = list(value) if isinstance(value, dict) else list(range(len(value)))
        key = data.draw(st.sampled_from(keys))
        inner = value[key]
        if not (isinstance(inner, dict | list) and inner) or data.draw(st.booleans()):
            value[key] = data.draw(JSON)
            break
        value = inner
    assert_keeps_the_contract(tmdb.read(fetched(payload, tmdb.details_url("movie/9"))))


@given(st.integers(2, 200_000))
def test_deep_nesting_is_no_exception(depth):
    body = b"[" * depth + b"]" * depth
    assert tmdb.read(fetched(body, MOVIE_URL)).outcome == Outcome.PARSE_FAILED


@needs_recorded
def test_man_of_steel_as_recorded_in_2025():
    body = recorded("tmdb/api-2024/refine-movie-1.json")
    record = only_record(tmdb.read(fetched(body, f"{tmdb.API}/movie/49521")))
    assert record.ratings == (audience(6.629, 66.29, 15242),)
    assert record.external_ids == (
        ExternalId(source="facebook", id="manofsteel"),
        ExternalId(source="imdb", id="tt0770828"),
        ExternalId(source="wikidata", id="Q622769"),
    )
    assert record.budget == Money(amount=225_000_000.0, currency="USD")
    assert record.revenue == Money(amount=668_045_518.0, currency="USD")
    assert (record.release_date, record.runtime_min) == (dt.date(2013, 6, 12), 143)
    assert record.countries == ("US", "GB")
    assert record.genres == ("Action", "Adventure", "Science Fiction")
    assert record.collection is not None
    assert record.collection.collection_id == "209131"
    assert [company.company_id for company in record.companies] == ["9993", "9996", "16774", "174"]


@needs_recorded
@pytest.mark.parametrize(
    ("path", "url", "value", "count"),
    [
        ("api-2021/movie-603-20230219.json", "movie/603", 8.2, 22819),
        ("api-2016-ruby/movie-detail.json", "movie/550", 8.0, 4306),
        ("api-2022-ruby/movie-detail.json", "movie/550", 8.428, 25223),
        ("api-2016-ruby/tv-detail.json", "tv/1396", 8.5, 449),
        ("api-2022-ruby/tv-detail.json", "tv/1396", 8.847, 10418),
    ],
)
def test_scores_of_ten_years_read_the_same_way(path, url, value, count):
    record = only_record(tmdb.read(fetched(recorded(f"tmdb/{path}"), f"{tmdb.API}/{url}")))
    assert record.title_id == url
    assert [(rating.value, rating.count) for rating in record.ratings] == [(value, count)]


@needs_recorded
def test_the_dark_knight_rises_keeps_ten_of_its_pictures_of_a_kind():
    body = recorded("tmdb/api-2026/movie-tt1345836-append-credits-images-keywords.json")
    record = only_record(tmdb.read(fetched(body, f"{tmdb.API}/movie/tt1345836")))
    assert record.title_id == "movie/49026"
    assert record.cast[:3] == ("Christian Bale", "Gary Oldman", "Tom Hardy")
    assert record.directors == ("Christopher Nolan",)
    assert len(record.images) == 3 * IMAGES_OF_A_KIND
    assert record.outcome == Outcome.NO_SCORE_YET  # the recording has all votes set to 0


@needs_recorded
def test_game_of_thrones_season_one_as_recorded_in_2024():
    body = recorded("tmdb/api-2024-java/tv_seasons-details.json")
    reading = tmdb.read(fetched(body, tmdb.season_url("tv/1399", 1)))
    assert [row.episode for row in reading.episodes] == list(range(11))
    first = reading.episodes[1]
    assert (first.name, first.runtime_min) == ("Winter Is Coming", 62)
    assert [(r.value, r.count) for r in first.ratings] == [(7.838, 291)]
    assert [(r.value, r.count) for r in reading.episodes[0].ratings] == [(8.3, None)]


@needs_recorded
def test_a_recorded_404_is_not_found():
    body = recorded("tmdb/api-2026/movie-404.json")
    assert tmdb.read(fetched(body, MOVIE_URL, status=404)).outcome == Outcome.NOT_FOUND
