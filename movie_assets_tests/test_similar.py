"""Similar titles: against likeness told in numpy, behind filters, with reasons, kept up to date."""

import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.resources import vector_spaces, vector_tables
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests import similar_place as at
from movie_assets_tests.discover_place import COUNTRIES, GENRES, Filters, passes

# Halves have eleven bits: a cosine of twelve of them is off by less.
NEAR = 2e-3
ASK = (
    "select title_id, similarity, why from api.similar_titles(%s, %s, %s, %s, "
    "diversity => %s, wanted => %s)"
)


@pytest.fixture(scope="module")
def url(postgres: ServerInfo) -> Iterator[str]:
    with at.place(postgres) as url:
        vector_spaces.bring_up_to_date(at.database(url), at.CLOCK)
        yield url


@pytest.fixture(scope="module")
def reader(url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("set role movie_reader")
        yield connection


def ask(
    reader: psycopg.Connection[Any],
    likes: list[str],
    dislikes: list[str] | None = None,
    emphasis: dict[str, float] | None = None,
    filters: Filters | None = None,
    diversity: float = 0,
    wanted: int = 10,
) -> list[tuple[Any, ...]]:
    words = json.dumps(emphasis or {"all": 1}), json.dumps(filters or {})
    return reader.execute(ASK, (likes, dislikes or [], *words, diversity, wanted)).fetchall()


FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from(["movie", "tv"]),
        "min_year": st.integers(1990, 1996),
        "max_score": st.sampled_from([0, 50, 80]),
        "genres": st.fixed_dictionaries(
            {}, optional={how: st.lists(st.sampled_from(GENRES), max_size=2, unique=True)
                          for how in ("any", "all", "without")}
        ),
        "streaming": st.fixed_dictionaries(
            {"country": st.sampled_from(COUNTRIES)},
            optional={"providers": st.lists(st.integers(1, 3), max_size=2, unique=True)},
        ),
        "certifications": st.fixed_dictionaries(
            {"country": st.sampled_from(COUNTRIES), "any": st.just(["PG"])}
        ),
    },
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    seeds=st.lists(st.sampled_from(at.IDS[:200]), min_size=1, max_size=4, unique=True),
    disliked=st.lists(st.sampled_from(at.IDS[:200]), max_size=2, unique=True),
    emphasis=st.dictionaries(
        st.sampled_from(["all", "story", "mood"]), st.floats(0.1, 5), min_size=1
    ),
    filters=FILTERS,
)
def test_the_nearest_that_pass_come_in_order_of_their_likeness(
    reader: psycopg.Connection[Any],
    seeds: list[str],
    disliked: list[str],
    emphasis: dict[str, float],
    filters: Filters,
):
    dislikes = [one for one in disliked if one not in seeds]
    right = at.expected(seeds, dislikes, emphasis, filters)
    found = ask(reader, seeds, dislikes, emphasis, filters, wanted=15)
    best = sorted(right.values(), reverse=True)[: len(found)]
    assert len(found) == min(15, len(right))
    assert [row[1] for row in found] == pytest.approx(best, abs=NEAR)
    for title_id, likeness, _ in found:
        assert likeness == pytest.approx(right[title_id], abs=NEAR)


def test_the_graph_finds_what_looking_at_all_finds(url: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vector_tables, "GRAPH_FROM", 100)
    monkeypatch.setattr(vector_tables, "GENRE_FROM", 100)
    at.loaded(url, "with graphs")
    reports = vector_spaces.bring_up_to_date(at.database(url), at.CLOCK)
    assert [(one.aspect, one.indexed, one.built) for one in reports] == [
        ("all", True, True), ("mood", True, True), ("story", True, True),
    ]  # fmt: skip
    filters = {"genres": ["Drama", "War"]}
    right = at.expected([at.IDS[0]], [], {"all": 1}, filters)
    best = sorted(right, key=lambda one: -right[one])[:20]
    with psycopg.connect(url) as connection:
        ((graphs,),) = connection.execute(
            "select graphs from catalogue.vector_space where aspect = 'all'"
        ).fetchall()
        codes = {
            genre: connection.execute(
                "select catalogue.facet_code(%s)", [f"genre:{genre}"]
            ).fetchall()[0][0]
            for genre in GENRES
        }
        assert set(graphs) == {
            code for genre, code in codes.items()
            if sum(passes(title, {"genres": [genre]}) for title in at.TITLES) >= 100
        }  # fmt: skip
        for way in ("nearest_by_graph", "nearest_by_gist", "nearest_of_all"):
            assert nearest(connection, way, filters) == best, way
        drama = [one for one in best if passes(at.BY_ID[one], {"genres": ["Drama"]})]
        for way in ("nearest_by_graph", "nearest_by_gist"):
            assert nearest(connection, way, filters, codes["Drama"])[: len(drama)] == drama, way


def nearest(
    connection: psycopg.Connection[Any], way: str, filters: Filters, *through: int
) -> list[str]:
    rows = connection.execute(
        f"select n.title_id from catalogue.space_of('all') as s, catalogue.{way}(s, "
        "catalogue.taste(s, %s, '{1}'), catalogue.discover_filter_of(%s), %s, 20"
        f"{', %s' * len(through)}) as n".encode(),
        ([at.IDS[0]], json.dumps(filters), [at.IDS[0]], *through),
    ).fetchall()
    return [row[0] for row in rows]


def test_what_has_graphs_is_answered_as_what_has_none(
    url: str, reader: psycopg.Connection[Any], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vector_tables, "GRAPH_FROM", 100)
    monkeypatch.setattr(vector_tables, "GENRE_FROM", 100)
    at.loaded(url, "with graphs again")
    vector_spaces.bring_up_to_date(at.database(url), at.CLOCK)
    for seed in at.IDS[:20]:
        for filters in ({}, {"genres": ["War"]}, {"kind": "tv", "genres": {"all": ["Drama"]}}):
            right = at.expected([seed], [], {"all": 1}, filters)
            found = [row[0] for row in ask(reader, [seed], filters=filters)]
            assert found == sorted(right, key=lambda one: -right[one])[:10]


def test_a_hit_says_what_it_shares(reader: psycopg.Connection[Any]):
    seed = max(at.IDS, key=lambda one: len(at.TAGGED[one]))
    for title_id, _, why in ask(reader, [seed], wanted=30):
        shared = at.TAGGED[seed] & at.TAGGED[title_id]
        told = {(category, label) for category, labels in why.get("tags", {}).items()
                for label in labels}  # fmt: skip
        assert told == shared
        assert why.get("scores", {}) == {
            key: [mine, at.SCORES[title_id][key]]
            for key, mine in at.SCORES[seed].items()
            if mine >= 6 and at.SCORES[title_id][key] >= 6
        }
        assert why["aspects"]["all"] == pytest.approx(
            at.cosine(at.ALL[seed], at.ALL[title_id]), abs=NEAR
        )


def test_diversity_keeps_the_best_and_repeats_itself_less(reader: psycopg.Connection[Any]):
    def alike(ids: list[str]) -> float:
        pairs = [(a, b) for a in ids for b in ids if a < b]
        return float(np.mean([at.cosine(at.ALL[a], at.ALL[b]) for a, b in pairs]))

    plain = [row[0] for row in ask(reader, [at.IDS[5]])]
    spread = [row[0] for row in ask(reader, [at.IDS[5]], diversity=0.5)]
    assert spread[0] == plain[0]
    assert len(set(spread)) == 10
    assert alike(spread) < alike(plain)
    # By hand: of the forty nearest, the second is the one whose likeness to the seed most exceeds
    # its likeness to the first.
    pool = [row[0] for row in ask(reader, [at.IDS[5]], wanted=40)]
    second = max(
        pool[1:],
        key=lambda one: (
            at.cosine(at.ALL[at.IDS[5]], at.ALL[one])
            - max(0.0, at.cosine(at.ALL[plain[0]], at.ALL[one]))
        ),
    )
    assert spread[1] == second


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"likes": []}, "1 to 500 liked titles"),
        ({"likes": [at.IDS[0]], "emphasis": {"smell": 1}}, "no vectors of the aspect smell"),
        ({"likes": [at.IDS[0]], "emphasis": {"all": -1}}, "weights above 0"),
        ({"likes": [at.IDS[0]], "filters": {"colour": "red"}}, "has no filter colour"),
        ({"likes": [at.IDS[0]], "wanted": 1000}, "for 1 to 100"),
    ],
)
def test_what_cannot_be_asked_is_refused(
    reader: psycopg.Connection[Any], asked: dict[str, Any], says: str
):
    with pytest.raises(psycopg.errors.InvalidParameterValue, match=says):
        ask(reader, **asked)


def test_titles_by_tags_are_those_that_have_them(reader: psycopg.Connection[Any]):
    found = reader.execute(
        "select title_id, strength, tags from api.titles_by_tags(any_of => %s, all_of => %s, "
        "none_of => %s, filters => %s, wanted => 300)",
        (["heist", "plot/revenge"], ["mood/tense"], ["funny"], '{"kind": "movie"}'),
    ).fetchall()
    right = {
        title.title_id
        for title in at.TITLES
        if passes(title, {"kind": "movie"})
        and {("plot", "heist"), ("plot", "revenge")} & at.TAGGED[title.title_id]
        and ("mood", "tense") in at.TAGGED[title.title_id]
        and ("mood", "funny") not in at.TAGGED[title.title_id]
    }
    assert right
    assert {row[0] for row in found} == right
    for title_id, strength, tags in found:
        both = {("plot", "heist"), ("plot", "revenge")} <= at.TAGGED[title_id]
        assert strength == pytest.approx(1.5 if both else 1.0)
        assert tags["mood/tense"] == ["mood/tense"]


def test_a_tag_stands_for_those_that_say_nearly_the_same(url: str):
    with psycopg.connect(url) as connection:
        for label in ("funny", "tense"):
            connection.execute(
                "insert into catalogue.dna_value values ('mood', %s, 'funny', 1, 1, 0, 1, %s, -1)",
                (label, "0" * 32),
            )
        query = "select title_id from api.titles_by_tags(any_of => '{funny}', wanted => 100)"
        found = {row[0] for row in connection.execute(query)}
        connection.rollback()
    near = {("mood", "funny"), ("mood", "tense")}
    assert found <= {one for one, tags in at.TAGGED.items() if tags & near}
    assert any(("mood", "funny") not in at.TAGGED[one] for one in found)


def test_the_reader_sees_neither_the_tables_nor_what_is_below(reader: psycopg.Connection[Any]):
    for query in (
        "select * from vectors.all_1",
        "select * from catalogue.vector_space",
        "select catalogue.current_ids('{}')",
        "select * from app.user_title",
    ):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute(query)
