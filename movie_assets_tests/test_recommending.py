"""Recommending from what is served: never what is known, with reasons; what is liked together."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest

from movie_assets.dna.affinities import affinities
from movie_assets.dna.recommend import WARM, Ratings, ease_weights
from movie_assets.resources import vector_spaces
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests import similar_place as at
from movie_assets_tests.discover_place import passes


@pytest.fixture(scope="module")
def url(postgres: ServerInfo) -> Iterator[str]:
    with at.place(postgres) as url:
        vector_spaces.bring_up_to_date(at.database(url), at.CLOCK)
        yield url


def ask(url: str, **asked: Any) -> list[tuple[Any, ...]]:
    names = ", ".join(f"{name} => %s" for name in asked)
    with psycopg.connect(url) as connection:
        connection.execute("set role movie_reader")
        return connection.execute(
            f"select title_id, score, why from api.recommend({names})".encode(),
            list(asked.values()),
        ).fetchall()


def say(url: str, *opinions: tuple[str, bool, bool, float | None]) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("set role movie_app")
        for title_id, wanted, seen, rating in opinions:
            connection.execute(
                "insert into app.user_title (user_id, title_id, wanted, seen, rating) "
                "values ('ann', %s, %s, %s, %s) on conflict do nothing",
                (title_id, wanted, seen, rating),
            )


def test_by_content_alone_the_likest_come_first(url: str):
    found = ask(url, likes=[at.IDS[0]], popularity=0.0, wanted=20)
    right = at.expected([at.IDS[0]], [], {"all": 1}, {})
    assert [row[0] for row in found] == sorted(right, key=lambda one: -right[one])[:20]
    assert all(row[2]["because"][0]["title_id"] == at.IDS[0] for row in found)


def test_what_a_person_knows_is_never_recommended_and_filters_hold(url: str):
    say(url, (at.IDS[1], False, True, 9.0), (at.IDS[2], False, True, 2.0),
        (at.IDS[4], True, False, None), (at.IDS[5], False, True, None))  # fmt: skip
    found = {row[0] for row in ask(url, person="ann", filters='{"kind": "movie"}', wanted=100)}
    assert found
    assert not found & {at.IDS[1], at.IDS[2], at.IDS[4], at.IDS[5]}
    assert all(passes(at.BY_ID[one], {"kind": "movie"}) for one in found)


def test_popularity_as_a_rule_only_where_it_is_asked_for(url: str):
    first = ask(url, likes=[at.IDS[0]], popularity=100.0, wanted=5)
    assert {at.BY_ID[row[0]].popularity for row in first} == {99.0}


def test_other_peoples_ratings_have_their_say(url: str):
    with psycopg.connect(url) as connection:
        connection.execute("set role movie_owner")
        connection.execute(
            "insert into catalogue.title_affinity values (%s, %s, 0.5, gen_random_uuid(), -1)",
            (at.IDS[0], at.IDS[50]),
        )
    try:
        (first, *_) = ask(url, likes=[at.IDS[0]])
        assert first[0] == at.IDS[50]
        assert first[2]["signals"]["others"] > 0
    finally:
        with psycopg.connect(url) as connection:
            connection.execute("delete from catalogue.title_affinity")


def test_nothing_known_of_a_person_is_said(url: str):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match="nothing is known of what bob"):
        ask(url, person="bob")


def test_affinities_are_eases_weights_in_the_measured_shares():
    rng = np.random.default_rng(3)
    rows = [(u, i) for u in range(30) for i in range(8) if rng.random() < 0.6]
    user, item = (np.array(column, dtype=np.int64) for column in zip(*rows, strict=True))
    ratings = Ratings(
        user,
        item,
        rng.integers(1, 6, len(rows)).astype(float),
        np.arange(len(rows), dtype=np.float64),
        30,
        8,
    )
    found = affinities(ratings)
    expected = np.zeros((8, 8))
    for name, seen in (("liked together", ratings.likes), ("seen together", ratings.seen)):
        weights = ease_weights(seen)
        expected += WARM[name] * weights / np.asarray(ratings.taste @ weights).std()
    made = np.zeros((8, 8))
    made[found.item, found.other] = found.weight
    assert made == pytest.approx(expected, abs=1e-5)


def test_no_ratings_no_affinities():
    none = np.zeros(0, dtype=np.int64)
    assert len(affinities(Ratings(none, none, np.zeros(0), np.zeros(0), 0, 0)).item) == 0
