"""Discovery: filters and order against the same told in Python, by either way to a page."""

import json
import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.discover_place import (
    COUNTRIES,
    GENRES,
    KEYWORDS,
    LANGUAGES,
    PEOPLE,
    ROLES,
    TYPES,
    VALUES,
    Filters,
    Made,
    filled,
    in_order,
    passes,
)
from movie_assets_tests.prepared import prepared_database

SORTS = [
    f"{by} {way}" for by in ("popularity", "overall", "release_date") for way in ("asc", "desc")
]
RNG = random.Random(7)
TITLES = [Made(number, RNG) for number in range(240)]
GONE = TITLES[3].title_id


@pytest.fixture(scope="module")
def reader(postgres: ServerInfo) -> Iterator[psycopg.Connection[Any]]:
    """A connection to the titles, in the reader's role; one title's id gave way to another's."""
    with prepared_database(postgres) as url:
        filled(url, TITLES)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(
                "insert into catalogue.title_redirect values (%s, null, 'gone', '2026-01-01', "
                "gen_random_uuid(), 1)",
                [GONE],
            )
            connection.execute("analyze")
            connection.execute("set role movie_reader")
            yield connection


def some(values: Any) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.sampled_from(values), max_size=2, unique=True)


def listed(values: Any, every: Any = None) -> st.SearchStrategy[Any]:
    parts = {"any": some(values), "all": some(every or values), "without": some(values)}
    return some(values) | st.fixed_dictionaries({}, optional=parts)


IN_ROLE = [f"{role}:{person}" for role in ROLES for person in PEOPLE[:4]]
FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(("movie", "tv")),
        "min_year": st.integers(1989, 1996),
        "max_year": st.integers(1989, 1996),
        "min_score": st.sampled_from((0, 50, 61.5, 90)),
        "max_score": st.sampled_from((0, 50, 61.5, 90)),
        "min_votes": st.sampled_from((0, 10, 1000)),
        "genres": listed(GENRES),
        "keywords": listed(KEYWORDS),
        "languages": listed(LANGUAGES),
        "countries": listed(COUNTRIES),
        "cast": listed(PEOPLE),
        "crew": listed(IN_ROLE + list(PEOPLE[:4]), IN_ROLE),
        "certifications": st.fixed_dictionaries(
            {"country": st.sampled_from(COUNTRIES)},
            optional={"any": some(VALUES), "without": some(VALUES)},
        ),
        "streaming": st.fixed_dictionaries(
            {"country": st.sampled_from((*COUNTRIES, "ZZ"))},
            optional={"providers": some([1, 2, 3, 4]), "types": some(TYPES)},
        ),
    },
)


def expected(filters: Filters, sort: str) -> list[str]:
    found = [one for one in TITLES if one.title_id != GONE and passes(one, filters)]
    return in_order(found, sort)


def page(reader: psycopg.Connection[Any], filters: Filters, sort: str, *more: int) -> list[str]:
    places = "".join(", %s" for _ in more)
    rows = reader.execute(
        f"select title_id from api.discover(%s::jsonb, %s{places})".encode(),
        [json.dumps(filters), sort, *more],
    )
    return [row[0] for row in rows]


@settings(max_examples=300, deadline=None)
@given(filters=FILTERS, sort=st.sampled_from(SORTS), number=st.integers(1, 3))
def test_a_page_is_what_a_look_at_every_title_gives(reader, filters, sort, number):
    size = 7
    wanted = expected(filters, sort)[(number - 1) * size : number * size]
    assert page(reader, filters, sort, number, size) == wanted


@settings(max_examples=200, deadline=None)
@given(filters=FILTERS, sort=st.sampled_from(SORTS))
def test_either_way_to_a_page_leads_to_the_same(reader, filters, sort):
    """At this size Postgres takes what it likes; here both are made to go."""
    by, way = sort.split()
    wanted = expected(filters, sort)
    ask = "catalogue.discover_filter_of(%s::jsonb), %s, %s, 500"
    parameters = [json.dumps(filters), by, way]
    reader.execute("reset role")
    walked, found = (
        reader.execute(query.encode(), parameters).fetchone()
        for query in (
            f"select catalogue.discover_walk({ask}, 500)",
            f"select ids, total from catalogue.discover_lookup({ask})",
        )
    )
    reader.execute("set role movie_reader")
    assert found == (wanted, len(wanted))
    assert walked
    assert walked[0] == wanted[: len(walked[0])]  # a walk never meets what has no value
    key = {"popularity": "popularity", "overall": "overall", "release_date": "year"}[by]
    valued = {one.title_id for one in TITLES if getattr(one, key) is not None}
    assert set(walked[0]) == valued & set(wanted)


def test_a_row_shows_a_title_with_its_numbers(reader):
    (row,) = reader.execute("select * from api.discover('{}', 'popularity desc', 1, 1)").fetchall()
    one = next(one for one in TITLES if one.title_id == row[0])
    assert row == (
        one.title_id, f"The {one.title_id}", one.year, one.kind, None, one.overall,
        one.popularity, row[-1],
    )  # fmt: skip


def test_a_page_has_forty_titles_unless_asked_otherwise(reader):
    assert page(reader, {}, "popularity desc") == expected({}, "popularity desc")[:40]


@pytest.mark.parametrize(
    ("filters", "reason"),
    [
        ({"genre": ["Drama"]}, "no filter genre"),
        ({"genres": {"none": ["Drama"]}}, r"no filter genres\.none"),
        ({"streaming": {"providers": [8]}}, "say which"),
        ({"certifications": {"any": ["R"]}}, "say which"),
        ({"crew": {"all": ["person/1"]}}, "role of each"),
        ({"min_year": "long ago"}, "invalid input syntax"),
        ({"genres": "Drama"}, "genres"),
    ],
)
def test_a_filter_nobody_would_look_at_is_refused(reader, filters, reason):
    with pytest.raises(psycopg.errors.DataError, match=reason):
        page(reader, filters, "popularity desc")


@pytest.mark.parametrize("sort", ["title", "popularity up", "popularity; select 1", ""])
def test_a_sort_that_is_none_is_refused(reader, sort):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="sort is popularity"):
        page(reader, {}, sort)


@pytest.mark.parametrize("asked", [(0, 40), (1, 101), (1, 0), (251, 40)])
def test_pages_out_of_bounds_are_refused(reader, asked):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="pages count from 1"):
        page(reader, {}, "popularity desc", *asked)


def test_values_are_never_read_as_sql(reader):
    odd = "'; drop table catalogue.title; --"
    filters = {"genres": [odd], "keywords": {"all": [odd]}, "languages": {"without": [odd]}}
    assert page(reader, filters, "popularity desc") == []
    assert page(reader, {}, "popularity desc")


def test_the_reader_may_discover_and_no_more(reader):
    for query in (
        "select * from catalogue.title_facet",
        "select catalogue.facet_code('genre:Drama')",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(query)
