"""The served views over a few rows written by hand, built by the real dbt on a real Postgres."""

import datetime as dt
import json
import os
import re
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml
from psycopg import sql
from psycopg.rows import dict_row

from movie_assets.model import operation_rows as operations
from movie_assets.model import title_rows as rows
from movie_assets.model.render.arrow import as_mapping
from movie_assets.model.render.postgres import postgres_type, schema_ddl
from movie_assets.model.table import table_of
from movie_assets.model.types import HalfVector
from movie_assets.resources.dbt import dbt_executable, profile_environment
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.roles import ensure_roles

PROJECT = Path(__file__).parent.parent / "dbt_project"
READER_PASSWORD = "reader of tests"
JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FEBRUARY = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
MARCH = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SEASONAL = {"season": -1, "episode": -1}


def title(title_id: str, **values: Any) -> rows.Title:
    filled = {"provenance": "{}", "conflicts": "{}", "first_seen": JANUARY.date(), **values}
    kind = "tv" if title_id.startswith("tv/") else "movie"
    return rows.Title(title_id=title_id, kind=kind, **filled)


def score(title_id: str, publisher: str, metric: str, value: float, scale: float, **values: Any):
    return rows.TitleScore(
        title_id=title_id, publisher=publisher, metric=metric, value=value, scale_max=scale,
        percent=100 * value / scale, source=publisher, source_id=f"{publisher} of {title_id}",
        observed_at=JANUARY, **{**SEASONAL, **values},
    )  # fmt: skip


def offer(title_id: str, country: str, provider_id: int, kind: str, **values: Any) -> rows.Offer:
    times = {"first_seen": JANUARY, "last_seen": MARCH, "valid_from": JANUARY}
    return rows.Offer(
        title_id=title_id, country=country, provider_id=provider_id, type=kind, quality="hd",
        **{**times, **values},
    )  # fmt: skip


def link(title_id: str, source: str, source_id: str, status: str = "accepted"):
    return rows.CrosswalkLink(
        title_id=title_id, kind="tv" if title_id.startswith("tv/") else "movie", source=source,
        source_id=source_id, status=status, method="id", probability=1.0,
        evidence='{"id_agrees": 1}', decided_at=MARCH, rule_version="1",
    )  # fmt: skip


def observation(value: float | None, observed_at: dt.datetime) -> rows.ScoreObservation:
    return rows.ScoreObservation(
        title_id="movie/603", source="imdb", publisher="imdb", metric="audience", value=value,
        observed_at=observed_at, answer_id="a1", **SEASONAL,
    )  # fmt: skip


# movie/604 gave way to movie/603, and its rows were not yet taken away: no view may show them.
ROWS = [
    title(
        "movie/603", title="The Matrix", year=1999, original_language="en", genres=("Action",),
        overview="A hacker learns what his world is made of.", poster_path="/matrix.jpg",
        wikidata_id="Q83495", imdb_id="tt0133093",
        names=json.dumps([
            {"name": "The Matrix", "language": "en", "country": "US", "kind": "original"},
            {"name": "Matrix", "language": "fr", "country": None, "kind": "translated"},
        ]),
        provenance=json.dumps({
            "title": {"source": "tmdb", "rule": "first of order", "first_seen": "2026-01-01"},
            "year": {"source": "imdb", "rule": "most agree", "first_seen": "2026-02-01"},
        }),
        conflicts=json.dumps({"year": [{"source": "wikidata", "value": 1998}]}),
    ),
    title("movie/604", title="The Matrix, again", year=1999, original_language="en"),
    title("movie/550", title="Fight Club", year=1999, original_language="en", overview="A club."),
    title("movie/497", title="The Green Mile", year=1999, original_language="en"),
    title("movie/62", title="2001: A Space Odyssey", year=1968, original_language="en"),
    title("movie/999"),
    title("tv/1396", title="Breaking Bad", year=2008, original_language="en", season_count=5),
    rows.TitleRedirect(
        from_title_id="movie/604", to_title_id="movie/603", reason="merged",
        decided_on=JANUARY.date(),
    ),
    rows.TitlePopularity(title_id="movie/603", popularity=85.5, day=FEBRUARY.date()),
    rows.PopularityDay(title_id="movie/603", day=JANUARY.date(), popularity=80.0),
    rows.PopularityDay(title_id="movie/603", day=FEBRUARY.date(), popularity=85.5),
    rows.TitleScoreSummary(
        title_id="movie/603", audience=86.4, critics=74.0, overall=80.2, plain_audience=86.0,
        plain_critics=73.0, plain_overall=79.5, model_version="1",
    ),
    score("movie/603", "imdb", "audience", 8.7, 10, count=2_000_000),
    score("movie/603", "metacritic", "critics", 73, 100, count=36),
    score(
        "movie/603", "rotten_tomatoes", "audience", 85, 100, count=250_000,
        count_is_lower_bound=True,
    ),
    score("movie/604", "imdb", "audience", 1.0, 10, count=5),
    score("tv/1396", "imdb", "audience", 9.5, 10, count=2_100_000),
    score("tv/1396", "imdb", "audience", 9.0, 10, season=1, count=40_000),
    score("tv/1396", "imdb", "audience", 8.9, 10, season=1, episode=1, count=50_000),
    score("tv/1396", "imdb", "audience", 7.7, 10, season=0, episode=2, count=9),
    observation(8.6, JANUARY),
    observation(8.7, FEBRUARY),
    observation(None, MARCH),
    rows.Provider(provider_id=8, name="Netflix"),
    offer("movie/603", "US", 8, "flatrate", url="https://example.org/603"),
    offer("movie/603", "US", 8, "rent", price=3.99, currency="USD", valid_to=FEBRUARY),
    offer(
        "movie/603", "US", 8, "rent", price=2.99, currency="USD", valid_from=FEBRUARY,
    ),
    offer("movie/603", "DE", 99, "buy"),
    offer("movie/604", "US", 8, "flatrate"),
    offer("tv/1396", "US", 8, "flatrate", valid_to=FEBRUARY),
    link("movie/603", "imdb", "tt0133093"),
    link("movie/550", "imdb", "tt0137523"),
    link("movie/62", "imdb", "tt0062622"),
    link("movie/603", "metacritic", "the-matrix-online", status="rejected"),
    link("tv/1396", "imdb", "tt0903747"),
    rows.Unmatched(
        side="title", source="wikidata", kind="movie", item_id="movie/62",
        name="2001: A Space Odyssey", year=1968, decade=1960, language="en", reason="no_record",
    ),
    rows.TitleDna(
        title_id="movie/603", category="mood", label="paranoid", confidence=0.9,
        evidence=("keyword: simulation",), model="offline rules", taxonomy_version="1",
    ),
    rows.TitleFingerprint(
        title_id="movie/603", scores='{"action": 9}', model="offline rules", taxonomy_version="1"
    ),
    rows.TitleEmbedding(
        title_id="tv/1396", aspect="all", model="offline", dims=2, text_hash="0",
        embedding=(0.6, 0.8),
    ),
    operations.SourceCheck(
        source="imdb", title_id="movie/603", checked_at=MARCH, outcome="found", good_at=JANUARY
    ),
    operations.SourceCheck(
        source="imdb", title_id="movie/62", checked_at=FEBRUARY, outcome="unreachable"
    ),
    operations.SourceState(
        source="imdb", state="stale", last_answer_at=MARCH, last_good_at=JANUARY, titles_asked=3,
        titles_found=2, outcomes='{"found": 2, "not_found": 1}', max_age_days=1,
        licence="IMDb non-commercial", attribution="Information courtesy of IMDb",
        permitted_use="personal",
    ),
    operations.SourceState(
        source="metacritic", state="never_asked", titles_asked=0, titles_found=0, outcomes="{}",
        max_age_days=30, licence="all rights reserved", attribution="Metacritic",
        permitted_use="personal",
    ),
]  # fmt: skip


def insert(connection: psycopg.Connection, row: Any) -> None:
    """Write one contract row into its catalogue table."""
    table = table_of(type(row))
    values = dict(as_mapping(row))
    for column in table.columns:
        if isinstance(column.type, HalfVector):
            values[column.name] = str(values[column.name])
    names = [sql.Identifier(column.name) for column in table.columns]
    places = [
        sql.SQL("%s::" + postgres_type(column.type))  # pyright: ignore[reportArgumentType]
        for column in table.columns
    ]
    connection.execute(
        sql.SQL("insert into {} ({}, row_hash) values ({}, 'made by hand')").format(
            sql.Identifier("catalogue", table.name),
            sql.SQL(", ").join(names),
            sql.SQL(", ").join(places),
        ),
        [values[column.name] for column in table.columns],
    )


@dataclass(frozen=True)
class Served:
    """A database whose views dbt has built, and the ways into it."""

    url: str
    reader_url: str
    work: Path

    def dbt(self, *arguments: str, project: Path = PROJECT) -> subprocess.CompletedProcess[str]:
        """Run dbt; its target and logs go beside the project's own name under `work`."""
        place = self.work / project.name
        return subprocess.run(
            [dbt_executable(), "--no-use-colors", *arguments, "--project-dir", str(project),
             "--profiles-dir", str(project)],
            env={
                **os.environ,
                **profile_environment(self.url),
                "DBT_TARGET_PATH": str(place / "target"),
                "DBT_LOG_PATH": str(place / "logs"),
            },
            capture_output=True, text=True, check=False, timeout=120,
        )  # fmt: skip

    def rows(self, query: str) -> list[dict[str, Any]]:
        """Ask as movie_reader, as every consumer does."""
        with psycopg.connect(self.reader_url, row_factory=dict_row) as connection:
            return connection.execute(query.encode()).fetchall()

    def as_owner(self, *statements: str) -> list[tuple[Any, ...]]:
        """Do as the superuser; the rows of the last statement."""
        with psycopg.connect(self.url) as connection:
            for statement in statements:
                cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []


@pytest.fixture(scope="module")
def served(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    name = f"dbt_{secrets.token_hex(6)}"
    url = postgres.url(name)
    reader = f"postgresql://movie_reader:{READER_PASSWORD.replace(' ', '%20')}@"
    with psycopg.connect(postgres.url(), autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        ensure_roles(url, READER_PASSWORD)
        with psycopg.connect(url) as filling:
            filling.execute("create extension vector")
            filling.execute("set role movie_owner")
            filling.execute(schema_ddl().encode())
            for row in ROWS:
                insert(filling, row)
        place = Served(url, reader + url.rpartition("@")[2], tmp_path_factory.mktemp("dbt"))
        built = place.dbt("build")
        assert built.returncode == 0, built.stdout
        yield place
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


def test_titles_have_one_row_for_each_id_that_stands(served: Served):
    found = served.rows("select title_id from titles order by title_id")
    assert [row["title_id"] for row in found] == [
        "movie/497", "movie/550", "movie/603", "movie/62", "movie/999", "tv/1396",
    ]  # fmt: skip


def test_a_title_carries_its_popularity_and_scores(served: Served):
    (matrix,) = served.rows("select * from titles where title_id = 'movie/603'")
    assert (matrix["title"], matrix["year"], matrix["genres"]) == ("The Matrix", 1999, ["Action"])
    assert (matrix["popularity"], matrix["popularity_day"]) == (85.5, FEBRUARY.date())
    assert (matrix["audience"], matrix["critics"], matrix["overall"]) == (86.4, 74.0, 80.2)
    assert (matrix["plain_audience"], matrix["plain_overall"]) == (86.0, 79.5)
    assert (matrix["imdb_score"], matrix["imdb_votes"]) == (8.7, 2_000_000)
    assert (matrix["metacritic_critics"], matrix["metacritic_critics_count"]) == (73, 36)
    assert matrix["rotten_tomatoes_audience"] == 85
    assert matrix["names"][1]["name"] == "Matrix"


def test_what_is_unknown_is_null_and_not_zero(served: Served):
    (unknown,) = served.rows("select * from titles where title_id = 'movie/999'")
    empty_lists = {name for name, value in unknown.items() if value == []}
    known = {name for name, value in unknown.items() if value is not None} - empty_lists
    assert known == {"title_id", "kind", "first_seen"}
    (matrix,) = served.rows("select tmdb_score, tmdb_votes from titles where title_id='movie/603'")
    assert matrix == {"tmdb_score": None, "tmdb_votes": None}


def test_a_shows_own_score_is_not_its_seasons(served: Served):
    (show,) = served.rows("select imdb_score, imdb_votes from titles where kind = 'tv'")
    assert show == {"imdb_score": 9.5, "imdb_votes": 2_100_000}


def test_scores_say_of_which_season_and_episode(served: Served):
    found = served.rows(
        "select season, episode, percent from title_scores where title_id = 'tv/1396' "
        "order by season nulls first, episode nulls first"
    )
    assert [(row["season"], row["episode"], row["percent"]) for row in found] == [
        (None, None, 95.0), (0, 2, 77.0), (1, None, 90.0), (1, 1, 89.0),
    ]  # fmt: skip


def test_scores_carry_their_scale_count_and_source(served: Served):
    (tomatoes,) = served.rows(
        "select * from title_scores where title_id = 'movie/603' and publisher = 'rotten_tomatoes'"
    )
    assert tomatoes == {
        "title_id": "movie/603", "kind": "movie", "title": "The Matrix",
        "publisher": "rotten_tomatoes", "metric": "audience", "season": None, "episode": None,
        "value": 85.0, "scale_max": 100.0, "percent": 85.0, "count": 250_000,
        "count_is_lower_bound": True, "observed_at": JANUARY, "source": "rotten_tomatoes",
        "source_id": "rotten_tomatoes of movie/603",
    }  # fmt: skip


def test_a_redirected_title_shows_nowhere_but_in_redirects_and_links(served: Served):
    for view in ("title_scores", "streaming_offers", "streaming_offers_history", "title_names"):
        assert served.rows(f"select 1 from {view} where title_id = 'movie/604'") == [], view
    assert served.rows("select to_title_id, reason from title_redirects") == [
        {"to_title_id": "movie/603", "reason": "merged"}
    ]


def test_score_history_can_be_asked_as_of_a_moment(served: Served):
    def as_of(moment: str) -> list[float | None]:
        found = served.rows(
            f"select value from score_history where observed_at <= '{moment}' "
            f"and (superseded_at is null or superseded_at > '{moment}')"
        )
        return [row["value"] for row in found]

    assert as_of("2025-12-31T00:00Z") == []
    assert as_of("2026-01-31T23:59:59Z") == [8.6]
    assert as_of("2026-02-01T00:00:00Z") == [8.7]
    assert as_of("2026-04-01T00:00:00Z") == [None]  # taken away in March


def test_popularity_history_keeps_every_day_it_changed(served: Served):
    found = served.rows("select day, popularity from popularity_history order by day")
    assert [(row["day"].month, row["popularity"]) for row in found] == [(1, 80.0), (2, 85.5)]


def test_current_offers_are_those_not_closed(served: Served):
    found = served.rows(
        "select country, type, price, provider from streaming_offers order by country, type"
    )
    assert [tuple(row.values()) for row in found] == [
        ("DE", "buy", None, None),  # a provider we have no name for is kept
        ("US", "flatrate", None, "Netflix"),
        ("US", "rent", 2.99, "Netflix"),
    ]


def test_offer_history_keeps_the_closed_ones(served: Served):
    found = served.rows(
        "select title_id, price, valid_to, is_current from streaming_offers_history "
        "where type = 'rent' or kind = 'tv' order by title_id, valid_from"
    )
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", 3.99, FEBRUARY, False),
        ("movie/603", 2.99, None, True),
        ("tv/1396", None, FEBRUARY, False),
    ]


def test_crosswalk_shows_rejected_links_too_with_evidence(served: Served):
    found = served.rows("select * from crosswalk where title_id = 'movie/603' order by source")
    assert [(row["source"], row["status"]) for row in found] == [
        ("imdb", "accepted"), ("metacritic", "rejected"),
    ]  # fmt: skip
    assert found[0]["evidence"] == {"id_agrees": 1}
    assert (found[0]["title"], found[0]["year"]) == ("The Matrix", 1999)


def test_unmatched_says_why(served: Served):
    (row,) = served.rows("select side, source, item_id, decade, reason from unmatched")
    assert tuple(row.values()) == ("title", "wikidata", "movie/62", 1960, "no_record")


def test_match_rates_count_live_titles_by_source_kind_decade_and_language(served: Served):
    found = served.rows(
        "select source, kind, decade, language, titles, matched, percent from match_rates "
        "order by source, kind, decade"
    )
    assert [tuple(row.values()) for row in found] == [
        ("imdb", "movie", 1960, "en", 1, 1, 100.0),
        ("imdb", "movie", 1990, "en", 3, 2, 66.67),
        ("imdb", "movie", None, None, 1, 0, 0.0),
        ("imdb", "tv", 2000, "en", 1, 1, 100.0),
        ("metacritic", "movie", 1960, "en", 1, 0, 0.0),
        ("metacritic", "movie", 1990, "en", 3, 0, 0.0),  # rejected is not matched
        ("metacritic", "movie", None, None, 1, 0, 0.0),
        ("wikidata", "movie", 1960, "en", 1, 0, 0.0),
        ("wikidata", "movie", 1990, "en", 3, 0, 0.0),
        ("wikidata", "movie", None, None, 1, 0, 0.0),
    ]


@pytest.mark.parametrize(
    ("kind", "area", "name", "titles", "with_value", "percent"),
    [
        ("movie", "field", "overview", 5, 2, 40.0),
        ("movie", "field", "poster_path", 5, 1, 20.0),
        ("movie", "field", "wikidata_id", 5, 1, 20.0),
        ("movie", "field", "genres", 5, 1, 20.0),
        ("movie", "field", "popularity", 5, 1, 20.0),
        ("movie", "score", "imdb audience", 5, 1, 20.0),
        ("movie", "score", "tmdb audience", 5, 0, 0.0),
        ("movie", "score", "metacritic critics", 5, 1, 20.0),
        ("movie", "link", "imdb", 5, 3, 60.0),
        ("movie", "streaming", "current offer", 5, 1, 20.0),
        ("movie", "dna", "tags", 5, 1, 20.0),
        ("movie", "dna", "fingerprint", 5, 1, 20.0),
        ("movie", "embedding", "all", 5, 0, 0.0),
        ("tv", "score", "imdb audience", 1, 1, 100.0),
        ("tv", "score", "metacritic critics", 1, 0, 0.0),
        ("tv", "streaming", "current offer", 1, 0, 0.0),
        ("tv", "embedding", "all", 1, 1, 100.0),
    ],
)
def test_coverage(served: Served, kind, area, name, titles, with_value, percent):
    found = served.rows(
        "select titles, with_value, percent from coverage "
        f"where kind = '{kind}' and area = '{area}' and name = '{name}'"
    )
    assert [tuple(row.values()) for row in found] == [(titles, with_value, percent)]


def test_source_freshness(served: Served):
    imdb, metacritic = served.rows("select * from source_freshness order by source")
    assert (imdb["titles_asked"], imdb["titles_found"], imdb["found_percent"]) == (3, 2, 66.67)
    assert (imdb["titles_checked"], imdb["titles_stale_now"], imdb["is_stale_now"]) == (2, 1, True)
    assert (imdb["oldest_check_at"], imdb["newest_check_at"]) == (FEBRUARY, MARCH)
    # January and February of 2026 have 31 + 28 days, whatever the clock says.
    hours = imdb["hours_since_good_answer_now"] - imdb["hours_since_answer_now"]
    assert hours == pytest.approx(59 * 24)
    never = ("found_percent", "titles_checked", "hours_since_answer_now", "is_stale_now")
    assert [metacritic[name] for name in never] == [None] * 4


def test_provenance_is_a_row_a_field_with_what_the_losers_said(served: Served):
    found = served.rows("select * from provenance order by field")
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", "movie", "title", "tmdb", "first of order", JANUARY.date(), []),
        (
            "movie/603", "movie", "year", "imdb", "most agree", FEBRUARY.date(),
            [{"source": "wikidata", "value": 1998}],
        ),
    ]  # fmt: skip


def test_names_are_a_row_each_in_order(served: Served):
    found = served.rows("select * from title_names order by position")
    assert [tuple(row.values()) for row in found] == [
        ("movie/603", "movie", 1, "The Matrix", "en", "US", "original"),
        ("movie/603", "movie", 2, "Matrix", "fr", None, "translated"),
    ]


def test_dna_and_vectors_are_served(served: Served):
    (tag,) = served.rows("select title, category, label, evidence from title_dna")
    assert tuple(tag.values()) == ("The Matrix", "mood", "paranoid", ["keyword: simulation"])
    (fingerprint,) = served.rows("select title_id, scores from title_fingerprints")
    assert fingerprint == {"title_id": "movie/603", "scores": {"action": 9}}
    (near,) = served.rows(
        "select title_id, round((embedding <=> '[0.8,-0.6]')::numeric, 2) as far "
        "from title_embeddings"
    )
    assert (near["title_id"], float(near["far"])) == ("tv/1396", 1.0)  # a right angle


def scans(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if "Relation Name" in node:
        yield node
    for child in node.get("Plans", []):
        yield from scans(child)


def plan(served: Served, query: str) -> list[dict[str, Any]]:
    (row,) = served.as_owner(f"explain (format json) {query}")
    return list(scans(row[0][0]["Plan"]))


@pytest.mark.parametrize(
    "view",
    [
        "titles", "title_scores", "score_history", "popularity_history", "streaming_offers",
        "streaming_offers_history", "crosswalk", "provenance", "title_names", "title_dna",
        "title_fingerprints", "title_embeddings",
    ],
)  # fmt: skip
def test_a_filter_by_title_reaches_every_table(served: Served, view):
    found = plan(served, f"select * from served.{view} where title_id = 'movie/603'")
    by_title = [scan for scan in found if scan["Relation Name"] != "provider"]
    assert by_title
    for scan in by_title:
        # Which index it then takes is up to the sizes of the tables.
        conditions = [scan.get(name, "") for name in ("Index Cond", "Recheck Cond", "Filter")]
        assert "'movie/603'" in " ".join(conditions), f"{scan['Relation Name']} is read whole"


def test_scores_nobody_reads_are_not_joined(served: Served):
    found = plan(served, "select title_id, title from served.titles")
    assert {scan["Relation Name"] for scan in found} == {"title", "title_redirect"}


def test_the_reader_sees_served_only_and_writes_nothing(served: Served):
    names = served.as_owner("select viewname from pg_views where schemaname = 'served'")
    assert len(names) == len(list((PROJECT / "models/served").glob("*.sql")))
    for (name,) in names:
        served.rows(f"select * from served.{name} limit 1")
    for statement in ("select 1 from catalogue.title", "select 1 from events.title_change"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            served.rows(statement)
    with pytest.raises(
        (psycopg.errors.InsufficientPrivilege, psycopg.errors.ReadOnlySqlTransaction)
    ):
        served.rows("delete from served.providers")


def test_every_view_is_the_owners_and_its_contract_is_enforced(served: Served):
    owners = served.as_owner("select distinct viewowner from pg_views where schemaname = 'served'")
    assert owners == [("movie_owner",)]
    manifest = json.loads((served.work / "dbt_project/target/manifest.json").read_text())
    models = [node for node in manifest["nodes"].values() if node["resource_type"] == "model"]
    assert models
    for model in models:
        assert model["config"]["contract"]["enforced"], model["name"]
        assert model["config"]["materialized"] == "view", model["name"]


def test_psql_shows_what_dbt_docs_show(served: Served):
    (comment,) = served.as_owner("select obj_description('served.streaming_offers'::regclass)")
    assert comment[0].startswith("Where a title can be watched now.")


def test_a_second_build_leaves_our_views_and_consumers_alone(served: Served):
    served.as_owner(
        "create schema consumer",
        "create view consumer.film as select title_id, title from served.titles",
    )
    # A view's rule is written anew whenever the view is replaced.
    rules = (
        "select ev_class, pg_rewrite.xmin::text from pg_rewrite join pg_class on ev_class = "
        "pg_class.oid where relnamespace = 'served'::regnamespace order by ev_class"
    )
    before = served.as_owner(rules)
    built = served.dbt("build")
    assert built.returncode == 0, built.stdout
    assert served.as_owner(rules) == before
    assert served.as_owner("select count(*) from consumer.film") == [(6,)]


def changed_project(
    copy: Path, edits: dict[str, tuple[str, str]], columns: dict[str, tuple[str, str]]
) -> Path:
    """Copy the project with one text of some models replaced and one column more described."""
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    for model, (old, new) in edits.items():
        path = copy / f"models/served/{model}.sql"
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {model}"
        path.write_text(text.replace(old, new))
    path = copy / "models/served/_served.yml"
    described = yaml.safe_load(path.read_text())
    for model in described["models"]:
        if model["name"] in columns:
            name, data_type = columns[model["name"]]
            model["columns"].append({"name": name, "data_type": data_type, "description": "New"})
    path.write_text(yaml.safe_dump(described, sort_keys=False))
    return copy


def test_views_change_only_in_ways_consumers_survive(served: Served):
    served.as_owner(
        "create schema other",
        "create view other.tag as select title_id, label from served.title_dna",
        "create view other.provider as select name from served.providers",
    )
    project = changed_project(
        served.work / "changed",
        {
            "title_dna": ("    dna.cost_usd\n", "    dna.cost_usd,\n    title.year\n"),
            "providers": ("    name,\n", "    display_priority as rank,\n    name,\n"),
            "popularity_history": ("    popularity.day,\n", "    popularity.day::text as day,\n"),
        },
        {"title_dna": ("year", "bigint"), "providers": ("rank", "bigint")},
    )
    chosen = ("--select", "title_dna", "providers", "popularity_history")
    built = served.dbt("run", *chosen, project=project)
    assert built.returncode == 1, built.stdout
    # A column more: the view over it lives, and the new column is there for the reader.
    assert served.as_owner("select label from other.tag") == [("paranoid",)]
    assert served.rows("select year from title_dna") == [{"year": 1999}]
    # Columns moved under somebody's view: refused, and the message names that view.
    assert "other.provider would be dropped with it" in built.stdout
    assert served.as_owner("select name from other.provider") == [("Netflix",)]
    # Not what the contract says: refused before the view is touched.
    assert "This model has an enforced contract that failed" in built.stdout
    assert served.rows("select max(day) as day from popularity_history") == [
        {"day": FEBRUARY.date()}
    ]

    # Once nobody hangs on it, the view is made anew, the owner's, and the reader still reads it.
    served.as_owner("drop view other.provider")
    built = served.dbt("run", "--select", "providers", project=project)
    assert built.returncode == 0, built.stdout
    assert list(served.rows("select * from providers")[0])[:3] == ["provider_id", "rank", "name"]


def test_docs_are_one_page_that_needs_no_network(served: Served):
    built = served.dbt("docs", "generate", "--static")
    assert built.returncode == 0, built.stdout
    page = (served.work / "dbt_project/target/static_index.html").read_text()
    assert "Where a title can be watched now." in page
    assert re.findall(r"<(?:script|link)[^>]+(?:src|href)=.https?://[^>]+>", page) == []


def test_dbt_leaves_nothing_in_the_project(served: Served):
    known = {"dbt_project.yml", "profiles.yml", "docs", "macros", "models", "tests"}
    ignored = {"target", "logs"}  # of runs by hand
    assert {path.name for path in PROJECT.iterdir()} - ignored == known
