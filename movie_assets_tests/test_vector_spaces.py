"""The tables neighbours are found in follow what was loaded, and readers never wait for them."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from movie_assets.resources import vector_spaces, vector_tables
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.vector_spaces import SpaceReport
from movie_assets_tests import similar_place as at

HELD = "select title_id, embedding::text, year, facets, people from vectors.{} order by title_id"
WANTED = (
    "select e.title_id, e.embedding::text, f.year, f.facets, f.people "
    "from catalogue.title_embedding e join catalogue.title_facet f using (title_id) "
    "where e.aspect = 'all' and e.model = '{}' and not exists (select from "
    "catalogue.title_redirect where from_title_id = e.title_id) order by e.title_id"
)


@pytest.fixture
def url(postgres: ServerInfo) -> Iterator[str]:
    with at.place(postgres) as url:
        assert len(bring(url)) == 3
        yield url


def bring(url: str) -> list[SpaceReport]:
    return vector_spaces.bring_up_to_date(at.database(url), at.CLOCK)


def do(url: str, *statements: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url) as connection:
        found = [connection.execute(statement.encode()) for statement in statements][-1]
        return found.fetchall() if found.description else []


def relation(url: str, aspect: str = "all") -> str:
    return do(url, f"select relation from catalogue.vector_space where aspect = '{aspect}'")[0][0]


def untouched(url: str) -> bool:
    before = do(url, "select * from catalogue.vector_space order by 1")
    reports = bring(url)
    assert {one.aspect: one.rows for one in reports} == {row[0]: row[6] for row in before}
    after = do(url, "select * from catalogue.vector_space order by 1")
    return before == after and not any(one.changed or one.built for one in reports)


def test_nothing_loaded_nothing_done(url: str):
    assert untouched(url)


def test_what_changed_is_changed_in_place(url: str):
    before = relation(url)
    do(
        url,
        "update catalogue.title_facet set year = 1900, row_hash = gen_random_uuid() "
        f"where title_id = '{at.IDS[0]}'",
        "update catalogue.title_embedding set embedding = l2_normalize(embedding + "
        f"'{[1] * at.DIMS}'::halfvec), row_hash = gen_random_uuid() "
        f"where title_id = '{at.IDS[1]}' and aspect = 'all'",
        f"delete from catalogue.title_embedding where title_id = '{at.IDS[2]}'",
        "insert into catalogue.title_redirect values "
        f"('{at.IDS[3]}', null, 'gone', '2026-01-01', gen_random_uuid(), 1)",
    )
    at.loaded(url, "2")
    reports = {one.aspect: one for one in bring(url)}
    # The changed facet and the two gone are of every aspect, the vector of one.
    assert {aspect: one.changed for aspect, one in reports.items()} == {
        "all": 4, "mood": 3, "story": 3,
    }  # fmt: skip
    assert relation(url) == before
    assert do(url, HELD.format(before)) == do(url, WANTED.format(at.MODEL))
    assert untouched(url)


def test_a_new_model_takes_the_place_of_the_old_while_it_is_read(url: str):
    old = relation(url)
    with psycopg.connect(url) as reading:
        reading.execute(f"select count(*) from vectors.{old}".encode())  # holds its lock
        with psycopg.connect(url) as connection:
            connection.execute("set role movie_owner")
            connection.execute("delete from catalogue.title_embedding where aspect = 'all'")
            at.embed(connection, "all", at.vectors_of(9, at.IDS), "made-2")
        at.loaded(url, "2")
        report = {one.aspect: one for one in bring(url)}["all"]
        assert (report.built, report.rows) == (True, len(at.IDS))
        new = relation(url)
        assert new != old
        assert do(url, HELD.format(new)) == do(url, WANTED.format("made-2"))
        assert reading.execute(f"select count(*) from vectors.{old}".encode()).fetchone() == (240,)
    at.loaded(url, "3")
    bring(url)  # nobody was led to the old one since
    assert do(url, f"select to_regclass('vectors.{old}') is null") == [(True,)]
    assert relation(url) == new


def test_an_aspect_that_is_no_more_cannot_be_asked(url: str):
    do(url, "delete from catalogue.title_embedding where aspect = 'mood'")
    at.loaded(url, "2")
    assert [one.aspect for one in bring(url)] == ["all", "story"]
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="there are all, story"):
        do(
            url,
            f"select * from api.similar_titles('{{{at.IDS[0]}}}', emphasis => '{{\"mood\": 1}}')",
        )


def test_many_changes_make_a_new_table(url: str):
    old = relation(url)
    do(url, "update catalogue.title_facet set row_hash = gen_random_uuid()")
    at.loaded(url, "2")
    assert all(one.built for one in bring(url))
    assert relation(url) != old


def test_a_table_that_has_grown_gives_way_to_one_with_graphs(
    url: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vector_tables, "GRAPH_FROM", 210)
    at.loaded(url, "2")
    assert {one.aspect: (one.built, one.indexed) for one in bring(url)} == {
        "all": (True, True), "mood": (False, False), "story": (True, True),
    }  # fmt: skip
