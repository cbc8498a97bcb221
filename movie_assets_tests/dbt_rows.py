"""A handful of catalogue rows written by hand, for the tests of the served views; no assertions."""

import datetime as dt
import json
from typing import Any

import psycopg
from psycopg import sql

from movie_assets.model import offer_rows
from movie_assets.model import operation_rows as operations
from movie_assets.model import title_rows as rows
from movie_assets.model.freshness_rows import TitleFreshness
from movie_assets.model.render.arrow import as_mapping
from movie_assets.model.render.postgres import postgres_type
from movie_assets.model.table import table_of
from movie_assets.model.types import HalfVector

JANUARY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
FEBRUARY = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
MARCH = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
SEASONAL = {"season": -1, "episode": -1}
# Day, side, source, kind, decade, language; how many, matched, in review.
RATES = (
    (JANUARY, "title", "imdb", "movie", 1990, "en", 3, 3, 0),
    (FEBRUARY, "title", "imdb", "movie", 1990, "en", 3, 2, 1),
    (FEBRUARY, "title", "wikidata", "movie", 1960, "en", 1, 0, 0),
    (FEBRUARY, "record", "drop/box_office", "other", -1, "", 1, 0, 0),
)


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


def offer(
    title_id: str, country: str, provider_id: int, kind: str, **values: Any
) -> offer_rows.Offer:
    times = {"first_seen": JANUARY, "last_seen": MARCH, "valid_from": JANUARY}
    told = {"quality": "hd", "source": "tmdb", "is_news": False}
    return offer_rows.Offer(
        title_id=title_id, country=country, provider_id=provider_id, type=kind,
        **{**times, **told, **values},
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


def rule(field: str, place: int, name: str, *sources: str) -> rows.SurvivorshipRule:
    return rows.SurvivorshipRule(
        field=field, place=place, sources=sources, rule=name, clears=False, reason="Because."
    )


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
            "sources": {"imdb": ["names", "year"], "tmdb": ["title", "names"]},
            "since": {"year": "2026-02-01"},
        }),
        conflicts=json.dumps({"year": [{"source": "wikidata", "value": 1998}]}),
    ),
    title("movie/604", title="The Matrix, again", year=1999, original_language="en"),
    title("movie/550", title="Fight Club", year=1999, original_language="en", overview="A club."),
    title("movie/497", title="The Green Mile", year=1999, original_language="en"),
    title("movie/62", title="2001: A Space Odyssey", year=1968, original_language="en"),
    title("movie/999"),
    title("tv/1396", title="Breaking Bad", year=2008, original_language="en", season_count=5),
    rule("title", 0, "first of order", "tmdb", "imdb"),
    rule("names", 1, "union", "tmdb", "imdb"),
    rule("year", 2, "most agree", "tmdb", "imdb", "wikidata"),
    rows.TitleRedirect(
        from_title_id="movie/604", to_title_id="movie/603", reason="merged",
        decided_on=JANUARY.date(),
    ),
    rows.SourceRedirect(
        source="rotten_tomatoes", from_source_id="m/the_matrix", to_source_id="m/matrix",
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
    offer_rows.Provider(provider_id=8, name="Netflix"),
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
    rows.Unmatched(
        side="record", source="drop/box_office", kind="other", item_id="7", name="Heat",
        reason="no_title",
    ),
    *(
        rows.MatchRate(
            day=day.date(), side=side, source=source, kind=kind, decade=decade,
            language=language, items=items, matched=matched, in_review=in_review,
        )
        for day, side, source, kind, decade, language, items, matched, in_review in RATES
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
        source="imdb", title_id="movie/603", checked_at=MARCH, outcome="found", answer_id="a2",
        good_at=JANUARY,
    ),
    operations.SourceCheck(
        source="imdb", title_id="movie/62", checked_at=FEBRUARY, outcome="unreachable",
        answer_id="a3",
    ),
    TitleFreshness(
        source="metacritic", min_popularity=50.0, target_days=3.0, titles=2, known_titles=2,
        fresh_titles=1, weight=1.5, known_weight=1.5, fresh_weight=1.0, weighted_age_days=2.0,
        oldest_good_at=JANUARY, measured_at=MARCH,
    ),
    TitleFreshness(
        source="metacritic", min_popularity=0.0, target_days=120.0, titles=6, known_titles=1,
        fresh_titles=1, weight=0.5, known_weight=0.25, fresh_weight=0.25, weighted_age_days=9.0,
        oldest_good_at=FEBRUARY, measured_at=MARCH,
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
        sql.SQL("insert into {} ({}, row_hash, part) values ({}, gen_random_uuid(), 1)").format(
            sql.Identifier("catalogue", table.name),
            sql.SQL(", ").join(names),
            sql.SQL(", ").join(places),
        ),
        [values[column.name] for column in table.columns],
    )
