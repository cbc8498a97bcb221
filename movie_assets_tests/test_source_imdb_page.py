"""IMDb's pages of every era, against figures copied by hand; walls, errors and broken pages."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from source_answers import (
    assert_keeps_the_contract,
    cost_beside_whole_pages,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.imdb_page import read
from movie_assets.sources.pages import is_json

CLASSIC, RESTYLED = "imdb/2014-classic/", "imdb/2016-redesign/"
NEXT22, NEXT23, NEXT25 = "imdb/2022-next-data/", "imdb/2023-next-data/", "imdb/2025-next-data/"
# File: title, year, kind, score, votes, Metascore; read off the pages by eye.
TRUTHS = {
    f"{CLASSIC}tt0087544-nausicaa.html": (
        "Nausicaä of the Valley of the Wind",
        1984,
        "movie",
        8.2,
        62843,
        None,
    ),
    f"{CLASSIC}tt0133093-the-matrix.html": ("The Matrix", 1999, "movie", 8.7, 865769, 73),
    f"{CLASSIC}tt0245429-spirited-away-20141022.html": (
        "Spirited Away",
        2001,
        "movie",
        8.6,
        304968,
        94,
    ),
    f"{CLASSIC}tt0306414-the-wire-tv.html": ("The Wire", 2002, "tv", 9.4, 128003, None),
    f"{CLASSIC}tt1136608-district-9.html": ("District 9", 2009, "movie", 8.0, 422631, 81),
    f"{CLASSIC}tt1286039-tt1286039-tv.html": (
        "SGU Stargate Universe",
        2009,
        "tv",
        7.7,
        31355,
        None,
    ),
    f"{CLASSIC}tt3626430-tt3626430.html": ("Enthralled", 2014, "movie", 6.4, 20, None),
    f"{RESTYLED}tt0114814-usual-suspects-20160925.html": (
        "The Usual Suspects",
        1995,
        "movie",
        8.6,
        748749,
        77,
    ),
    "imdb/2018-jsonld/tt1392190-mad-max-fury-road-20180820.html": (
        "Mad Max: Fury Road",
        2015,
        "movie",
        8.1,
        728605,
        90,
    ),
    "imdb/2018-jsonld/tt3303790-no-year-20180819.html": (
        "Master of None",
        None,
        "movie",
        None,
        None,
        None,
    ),
    "imdb/2019-jsonld/series-20190729.html": ("Futurama", 1999, "tv", 8.5, 197471, None),
    "imdb/2019-jsonld/tt-f099387-20190711.html": (
        "The Shawshank Redemption",
        1994,
        "movie",
        9.3,
        2111190,
        80,
    ),
    "imdb/2020-jsonld/testImdbPage-20200118.html": (
        "The Shawshank Redemption",
        1994,
        "movie",
        9.3,
        2181187,
        80,
    ),
    "imdb/2021-jsonld/mymoviesearch-20210530.html": ("1234", 2016, "movie", 6.5, 10, None),
    "imdb/2021-jsonld/tt0133093-reference-20211229.html": (
        "The Matrix",
        1999,
        "movie",
        8.7,
        1803716,
        None,
    ),
    f"{NEXT22}tt0114814-usual-suspects-20220316.html": (
        "The Usual Suspects",
        1995,
        "movie",
        8.5,
        1053879,
        77,
    ),
    f"{NEXT22}tt0114814-usual-suspects-20221027.html": (
        "The Usual Suspects",
        1995,
        "movie",
        8.5,
        1078970,
        77,
    ),
    f"{NEXT22}tt1300562-no-plot-20220316.html": ("Adieu mères", 2007, "movie", 7.4, 50, None),
    f"{NEXT22}tt3303790-no-year-20220316.html": (
        "Master of None",
        None,
        "movie",
        None,
        None,
        None,
    ),
    f"{NEXT23}tt0133093-reference-20230918.html": (
        "The Matrix",
        1999,
        "movie",
        8.7,
        1989998,
        None,
    ),
    f"{NEXT23}tt0133093-the-matrix-20230526.html": (
        "The Matrix",
        1999,
        "movie",
        8.7,
        1956171,
        73,
    ),
    f"{NEXT23}tt10838180-reference-20230918.html": (
        "The Matrix Resurrections",
        2021,
        "movie",
        5.7,
        267503,
        None,
    ),
    f"{NEXT23}tt2402107-20230526.html": ("Existence", 2012, "movie", 4.1, 149, None),
    f"{NEXT25}episode-20250811.json": ("Tell It to the Frogs", 2010, "episode", 8.2, 19434, None),
    f"{NEXT25}episodes-20250811.json": ("The Walking Dead", 2010, "tv", 8.1, 1154688, None),
    f"{NEXT25}title-resource-20250731.json": ("The Matrix", 1999, "movie", 8.7, 2170095, 73),
    f"{NEXT25}title-resource-20251013.json": ("The Matrix", 1999, "movie", 8.7, 2193347, 73),
    f"{NEXT25}title-response-20250704.json": ("The Matrix", 1999, "movie", 8.7, 2164765, 73),
}
OTHER_OUTCOMES = {
    "imdb/2018-jsonld/find-carny-20180820.html": (200, Outcome.WRONG_TITLE),
    "imdb/2021-jsonld/find-no-results-20211229.html": (200, Outcome.NOT_FOUND),
    f"{NEXT22}find-the-matrix-20221229.html": (200, Outcome.WRONG_TITLE),
    f"{NEXT25}find-20250731.json": (200, Outcome.WRONG_TITLE),
    "imdb/errors/308-plotsummary-20230918.txt": (308, Outcome.MOVED),
    "imdb/errors/404-plotsummary-20211229.html": (404, Outcome.NOT_FOUND),
    "imdb/errors/404-reference-20211229.html": (404, Outcome.NOT_FOUND),
    "imdb/errors/404-reference-20221229.html": (404, Outcome.NOT_FOUND),
    "imdb/suggestion-api/no-result.json": (200, Outcome.NOT_FOUND),
}
TITLE = "https://www.imdb.com/title/tt0000007/"


def rating(record, publisher):
    return next((one for one in record.ratings if one.publisher == publisher), None)


def figures(record):
    own, critics = rating(record, "imdb"), rating(record, "metacritic")
    return (
        record.title,
        record.year,
        record.kind,
        own and own.value,
        own and own.count,
        critics and critics.value,
    )


@needs_recorded
def test_every_recorded_page_is_read_exactly(tell):
    misses = []
    for path, truth in TRUTHS.items():
        reading = read(fetched(recorded(path), ""))
        got = figures(reading.records[0]) if reading.records else (reading.outcome,)
        misses += [(path, truth, got)] if got != truth else []
        expected = Outcome.NO_SCORE_YET if truth[3] is None else Outcome.FOUND
        misses += [(path, expected, reading.outcome)] if reading.outcome != expected else []
        assert_keeps_the_contract(reading)
    for path, (status, expected) in OTHER_OUTCOMES.items():
        reading = read(fetched(recorded(path), "", status=status))
        misses += [(path, expected, reading.outcome)] if reading.outcome != expected else []
    asked = len(TRUTHS) * 6 + len(OTHER_OUTCOMES)
    tell(f"IMDb: {len(misses)} misses of {asked} figures and outcomes")
    assert misses == []


@needs_recorded
def test_a_page_costs_an_eighth_of_its_whole_tree_at_most(tell):
    bodies = [recorded(path) for path in TRUTHS]
    pages = [body for body in bodies if not is_json(body)]
    ours, whole = cost_beside_whole_pages(read, pages, "")
    tell(f"IMDb: {ours:.1f} core-ms a page, a whole tree {whole:.1f}")
    assert ours < whole / 8


@needs_recorded
def test_recorded_details_beyond_the_scores():
    matrix = only_record(read(fetched(recorded(f"{NEXT25}title-resource-20250731.json"), "")))
    assert (matrix.source_id, matrix.runtime_min, matrix.countries) == (
        "tt0133093",
        136,
        ("US", "AU"),
    )
    assert matrix.directors == ("Lana Wachowski", "Lilly Wachowski")
    assert matrix.cast[:2] == ("Keanu Reeves", "Laurence Fishburne")
    assert (matrix.budget and matrix.budget.amount, matrix.budget and matrix.budget.currency) == (
        63_000_000,
        "USD",
    )
    wire = only_record(read(fetched(recorded(f"{CLASSIC}tt0306414-the-wire-tv.html"), "")))
    assert (wire.directors, wire.runtime_min) == (("David Simon",), 60)
    french = only_record(read(fetched(recorded(f"{NEXT22}tt1300562-no-plot-20220316.html"), "")))
    assert "Goodbye Mothers" in {name.name for name in french.names}
    hungarian = only_record(
        read(fetched(recorded("imdb/2019-jsonld/tt-f099387-20190711.html"), ""))
    )
    assert {"A remény rabjai", "The Shawshank Redemption"} <= {n.name for n in hungarian.names}


@needs_recorded
def test_recorded_episodes():
    reading = read(fetched(recorded(f"{NEXT25}episodes-20250811.json"), "", title_id="tv/1402"))
    assert len(reading.episodes) == 6
    first = reading.episodes[0]
    assert (first.source_id, first.title_id, first.season, first.episode) == (
        "tt1520211",
        "tv/1402",
        1,
        1,
    )
    assert (first.name, first.ratings[0].value, first.ratings[0].count) == (
        "Days Gone Bye",
        9.2,
        35323,
    )
    (third,) = read(fetched(recorded(f"{NEXT25}episode-20250811.json"), "")).episodes
    assert (third.source_id, third.season, third.episode) == ("tt1520211", 1, 3)


@needs_recorded
def test_recorded_searches():
    found = read(fetched(recorded(f"{NEXT25}search-20260401.json"), "", title_id="movie/603"))
    first = found.records[0]
    assert (first.source_id, first.title_id, first.year) == ("tt0133093", "imdb/tt0133093", 1999)
    assert (first.ratings[0].value, first.ratings[0].count) == (8.7, None)
    suggested = read(fetched(recorded("imdb/suggestion-api/tt0234215.json"), ""))
    assert (suggested.outcome, only_record(suggested).title, only_record(suggested).year) == (
        Outcome.NO_SCORE_YET,
        "The Matrix Reloaded",
        2003,
    )


@needs_recorded
@pytest.mark.parametrize(("share", "votes", "rounded"), [(1.0, 2_000_000, True), (0.5, 0, False)])
def test_a_page_without_its_data_is_read_by_what_it_shows(share, votes, rounded):
    body = recorded(f"{NEXT23}tt0133093-the-matrix-20230526.html")
    body = re.sub(rb'<script id="__NEXT_DATA__".*?</script>', b"", body, flags=re.DOTALL)
    if rounded:
        body = re.sub(rb'<script type="application/ld.json">.*?</script>', b"", body)
    record = only_record(read(fetched(body[: int(len(body) * share)], "")))
    own = rating(record, "imdb")
    assert own is not None
    assert (own.value, own.count, own.count_is_lower_bound) == (8.7, votes or 1_956_171, rounded)


def next_page(summary, **above):
    data = {
        "id": "tt0000007",
        "titleText": {"text": "Matrix"},
        "originalTitleText": {"text": "The Matrix"},
        "titleType": {"id": "movie"},
        "releaseYear": {"year": 1999},
        "ratingsSummary": summary,
    } | above
    props = {"props": {"pageProps": {"aboveTheFoldData": data, "mainColumnData": {"id": "x"}}}}
    script = f'<script id="__NEXT_DATA__" type="application/json">{json.dumps(props)}</script>'
    return f"<html><head><title>x</title></head><body>{script}</body></html>".encode()


def test_no_votes_are_no_score():
    reading = read(fetched(next_page({"aggregateRating": None, "voteCount": 0}), TITLE))
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert only_record(reading).ratings == ()


def test_a_metascore_alone_is_metacritics():
    scored = {"metascore": {"score": 61}}
    reading = read(fetched(next_page({}, metacritic=scored), TITLE))
    only = only_record(reading).ratings[0]
    assert (only.publisher, only.metric, only.value) == ("metacritic", "critics", 61)
    assert reading.outcome is Outcome.FOUND


@pytest.mark.parametrize(
    ("visitor", "title"), [("US", "Matrix"), ("IT", "The Matrix"), (None, "Matrix")]
)
def test_abroad_the_title_is_the_original_one(visitor, title):
    shown = {"releaseDate": {"country": {"id": visitor}}} if visitor else {}
    record = only_record(read(fetched(next_page({}, **shown), TITLE)))
    assert record.title == title
    assert {name.name for name in record.names} == {"Matrix", "The Matrix"}


def test_another_title_than_the_one_asked_for_has_moved():
    answer = fetched(next_page({"aggregateRating": 8.7, "voteCount": 9}), TITLE.replace("7", "8"))
    assert read(answer).outcome is Outcome.MOVED
    assert read(answer).moved_to == "tt0000007"


def test_leading_zeros_are_no_difference():
    url = "https://www.imdb.com/title/tt00000007/"
    assert read(fetched(next_page({"aggregateRating": 8, "voteCount": 9}), url)).records


HEADLINES = [
    ("Heat (1995) - IMDb", "Heat", "movie", 1995),
    ("Heat (TV Mini Series 2010– ) - IMDb", "Heat", "tv", 2010),
    ('"Heat" Ice (TV Episode 2011) - IMDb', "Ice", "episode", 2011),
    ("Heat (II) (2012) - IMDb", "Heat", "movie", 2012),
    ("Heat (TV Series) - IMDb", "Heat", "tv", None),
    ("Heat (Video Game 2001) - IMDb", "Heat", "other", 2001),
    ("Heat (and Dust) - IMDb", "Heat (and Dust)", "movie", None),
    ("Heat (1995) ⭐ 8.3 | Action, Crime - IMDb", "Heat", "movie", 1995),
]


@pytest.mark.parametrize(("headline", "title", "kind", "year"), HEADLINES)
def test_microdata_and_headlines(headline, title, kind, year):
    page = (
        f"<html><head><meta property='og:title' content='{headline}'>"
        "<meta property='og:type' content='video.movie'>"
        "<link rel='canonical' href='/title/tt0000007/'></head><body>"
        '<div id="title-overview-widget"><h1><span itemprop="name">x</span></h1>'
        '<span itemprop="ratingValue">8,3</span><span itemprop="ratingCount">1 234 567</span>'
        '<div class="metacriticScore"><span>76</span></div></div>'
        '<div id="titleRecs"><span itemprop="ratingValue">1.0</span></div></body></html>'
    )
    record = only_record(read(fetched(page.encode(), TITLE)))
    assert figures(record) == (title, year, kind, 8.3, 1_234_567, 76)


WALL = (
    b"<html><head><title></title></head><body><script>window.gokuProps = {}</script></body></html>"
)


@pytest.mark.parametrize(
    ("body", "status", "headers", "outcome"),
    [
        (b"", 202, {"x-amzn-waf-action": "challenge"}, Outcome.BLOCKED),
        (b"", 202, {}, Outcome.BLOCKED),
        (WALL, 200, {}, Outcome.BLOCKED),
        (b"<html><title>Just a moment...</title></html>", 503, {}, Outcome.BLOCKED),
        (b"<html><title>403 Forbidden</title></html>", 403, {}, Outcome.BLOCKED),
        (b"", 429, {}, Outcome.RATE_LIMITED),
        (b"<html><title>404 Error - IMDb</title></html>", 404, {}, Outcome.NOT_FOUND),
        (b"<html><title>404 Error - IMDb</title></html>", 200, {}, Outcome.NOT_FOUND),
        (b"", 500, {}, Outcome.UNREACHABLE),
        (b"", 200, {}, Outcome.PARSE_FAILED),
        (b"<html><body><div id='app'></div></body></html>", 200, {}, Outcome.PARSE_FAILED),
        (b'{"props": {"pageProps": {}}}', 200, {}, Outcome.PARSE_FAILED),
        (b'{"props": {"pa', 200, {}, Outcome.PARSE_FAILED),
    ],
)
def test_walls_and_errors_are_told_apart(body, status, headers, outcome):
    answer = fetched(body, TITLE, status=status)
    answer = type(answer)(
        **{name: getattr(answer, name) for name in answer.__slots__} | {"headers": headers}
    )
    reading = read(answer)
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


@given(st.binary(max_size=400))
def test_any_bytes_get_an_outcome(body):
    assert_keeps_the_contract(read(fetched(body, TITLE)))


@needs_recorded
@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from(
        [
            f"{CLASSIC}tt3626430-tt3626430.html",
            "imdb/2018-jsonld/tt3303790-no-year-20180819.html",
            f"{NEXT22}tt3303790-no-year-20220316.html",
            f"{NEXT25}episodes-20250811.json",
        ]
    ),
    st.floats(0, 1),
)
def test_any_cut_page_gets_an_outcome(path, share):
    body = recorded(path)
    assert_keeps_the_contract(read(fetched(body[: int(len(body) * share)], "")))


KEYS = [
    "props",
    "pageProps",
    "aboveTheFoldData",
    "mainColumnData",
    "contentData",
    "section",
    "episodes",
    "items",
    "id",
    "text",
    "titleText",
    "originalTitleText",
    "titleType",
    "releaseYear",
    "year",
    "ratingsSummary",
    "aggregateRating",
    "voteCount",
    "metacritic",
    "metascore",
    "score",
    "edges",
    "node",
    "name",
    "nameText",
    "runtime",
    "seconds",
    "season",
    "episode",
    "releaseDate",
    "day",
    "month",
    "genres",
    "credits",
    "series",
    "data",
    "mainSearch",
    "entity",
    "d",
    "l",
    "y",
    "qid",
]
VALUES = st.recursive(
    st.none()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.sampled_from(["tt0000007", "", "x"]),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=20,
)


@settings(max_examples=200)
@given(VALUES, VALUES, VALUES)
def test_any_data_gets_an_outcome(above, main, content):
    page = {"aboveTheFoldData": above, "mainColumnData": main, "contentData": content}
    for body in ({"props": {"pageProps": page}}, {"data": above, "d": main}):
        assert_keeps_the_contract(read(fetched(body, TITLE)))


@settings(max_examples=200)
@given(st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=10))
def test_any_title_gets_an_outcome(fields):
    page = {"aboveTheFoldData": {"id": "tt0000007"} | fields, "mainColumnData": fields}
    reading = read(fetched({"props": {"pageProps": page}}, ""))
    assert_keeps_the_contract(reading)
