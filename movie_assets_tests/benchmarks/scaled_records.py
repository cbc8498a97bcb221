"""The scaled titles' source records, as SQL over `t` and the pools: who says what of a title.

Popular titles are as rich as the universe's facts (all lists of their seed, full casts), the long
tail is as poor as TMDB's: a name or two, up to five credits, no keywords, a poster or none.
"""

from __future__ import annotations

from collections.abc import Mapping

from movie_assets.model.contract import table_named
from movie_assets.model.render.duckdb import select_list

RECORD = table_named("source_record")
FIRST_DAY = "TIMESTAMPTZ '2025-07-01 00:00:00+00'"
SHIFT = "to_years((t.year - coalesce(seed.year, t.year))::INT)"


def rating_sql(publisher: str, metric: str, value: str, scale: int, count: str) -> str:
    """One rating as the records hold it."""
    return (
        f"{{'publisher': '{publisher}', 'metric': '{metric}', 'value': ({value})::DOUBLE, "
        f"'scale_min': 0.0, 'scale_max': {scale}.0, 'percent': round(100.0 * ({value}) / {scale}, "
        f"4), 'count': ({count})::BIGINT, 'count_is_lower_bound': false}}"
    )


def season_value_sql(salt: str, scale: int) -> str:
    """The score of season `season` of a show."""
    return f"round({scale} * (0.4 + 0.5 * share('{salt}', t.n * 100 + season)), 1)"


def record_sql(source: str, source_id: str, expressions: Mapping[str, str], rest: str) -> str:
    """A SELECT of the contract's source_record."""
    said = {
        "source": f"'{source}'",
        "source_id": source_id,
        "title_id": "t.title_id",
        "outcome": "'found'",
        "answer_id": f"md5('{source}' || t.n)",
        "requested_at": FIRST_DAY,
        "observed_at": FIRST_DAY,
        "parser_version": f"'{source}-scaled'",
        "kind": "t.kind",
        "offers_complete": "false",
        **expressions,
    }
    return f"SELECT {select_list(RECORD, said)} {rest}"


def tmdb_sql(bucket: str, other: str) -> str:
    """TMDB's records of a bucket, from tables more_name, credit, offered. `other` is SQL of an id.

    `other` makes of a rank `m` the id of that title, for recommendations.
    """
    dated = (
        "list_transform({}, x -> struct_update(x, released := (x.released + " + SHIFT + ")::DATE))"
    )
    said = {
        **_told(),
        "outcome": "CASE WHEN has_tmdb_score THEN 'found' ELSE 'no_score_yet' END",
        "releases": f"CASE WHEN u < 0.1 THEN {dated.format('seed.releases')} "
        f"WHEN u < 0.6 THEN {dated.format('seed.releases[1:1]')} END",
        "certifications": f"CASE WHEN u < 0.1 THEN {dated.format('seed.certifications')} END",
        "credits": "credit.credits",
        "cast": "credit.acting_names",
        "directors": "credit.directing_names",
        "keywords": "CASE WHEN u < 0.1 THEN seed.keywords WHEN u < 0.4 THEN seed.keywords[1:2] END",
        "companies": "CASE WHEN u < 0.2 THEN seed.companies WHEN u < 0.6 "
        "THEN seed.companies[1:1] END",
        "networks": "seed.networks[1:1]",
        "collection": "CASE WHEN u < 0.1 THEN seed.collection END",
        "budget": "CASE WHEN u < 0.05 THEN seed.budget END",
        "revenue": "CASE WHEN u < 0.05 THEN seed.revenue END",
        "images": _images(),
        "videos": "CASE WHEN u < 0.1 THEN list_transform(seed.videos, x -> struct_update(x, "
        "video_key := substr(md5('video' || t.n), 1, 11), name := t.title || ' trailer')) END",
        "poster_path": f"CASE WHEN {_IMAGE_COUNT} > 0 THEN {_path('0')} END",
        "backdrop_path": f"CASE WHEN {_IMAGE_COUNT} > 1 THEN {_path('1')} END",
        "homepage": "CASE WHEN u < 0.05 THEN 'https://' || slug || '.example/' END",
        "offers": "offered.offers",
        "offers_complete": "true",
        "recommendations": _others(other, "31"),
        "similar": _others(other, "37"),
        "seasons": _seasons(),
        "season_count": "CASE WHEN t.kind = 'tv' THEN t.season_count END",
        "episode_count": "CASE WHEN t.kind = 'tv' THEN 8 * t.season_count END",
        "url": "'https://www.themoviedb.org/' || t.title_id",
    }
    return record_sql(
        "tmdb",
        "t.title_id",
        said,
        f"""
        FROM (SELECT * FROM t WHERE bucket = '{bucket}' AND origin = 'tmdb') AS t
        JOIN seed ON seed.kind = t.kind AND seed.s = t.s
        LEFT JOIN more_name ON more_name.n = t.n
        LEFT JOIN credit ON credit.n = t.n
        LEFT JOIN offered ON offered.n = t.n
        """,
    )


def _told() -> dict[str, str]:
    """TMDB's plain facts: names, dates, genres, its score and what it knows of other ids."""
    language = "coalesce(t.foreign_language, 'en')"
    original = (
        f"{{'name': coalesce(foreign_title, t.title), 'language': {language}, "
        "'country': NULL::VARCHAR, 'kind': 'original'}"
    )
    text = "'A ' || t.year || ' title. ' || seed.overviews[1].text"
    return {
        "title": "t.title",
        "original_title": "coalesce(t.foreign_title, t.title)",
        "names": f"list_concat([{original}], more_name.names)",
        "year": "t.year",
        "release_date": f"(seed.release_date + {SHIFT})::DATE",
        "end_date": f"(seed.end_date + {SHIFT})::DATE",
        "countries": "seed.countries",
        "languages": f"CASE WHEN is_foreign THEN [{language}] ELSE seed.languages END",
        "original_language": language,
        "runtime_min": "CASE WHEN u < 0.3 OR roll('runtime', t.n) % 5 > 0 "
        "THEN seed.runtime_min + (roll('minutes', t.n) % 21)::INT - 10 END",
        "genres": "CASE WHEN u < 0.3 OR roll('genre', t.n) % 4 > 0 THEN seed.genres END",
        "external_ids": "list_concat(CASE WHEN has_imdb THEN [{'source': 'imdb', 'id': tconst}] "
        "END, CASE WHEN has_wikidata THEN [{'source': 'wikidata', 'id': 'Q' || (900000000 + t.n)}] "
        "END)",
        "ratings": "CASE WHEN has_tmdb_score THEN "
        f"[{rating_sql('tmdb', 'audience', 'tmdb_value', 10, 'tmdb_votes')}] END",
        "overviews": "CASE WHEN u < 0.02 THEN list_transform(['en', 'de', 'fr', 'es', 'it', 'pt'], "
        f"l -> {{'language': l, 'country': NULL::VARCHAR, 'text': {text} || ' ' || "
        "seed.overviews[1].text}) WHEN u < 0.3 OR roll('text', t.n) % 5 > 1 THEN "
        f"[{{'language': 'en', 'country': 'US', 'text': {text}}}] END",
        "popularity": "t.popularity",
        "status": "seed.status",
        "in_production": "seed.in_production",
        "adult": "false",
    }


_IMAGE_COUNT = (
    "(CASE WHEN u < 0.01 THEN 12 WHEN u < 0.1 THEN 4 WHEN u < 0.5 THEN 2 "
    "ELSE roll('image', t.n) % 2 END)::INT"
)


def _path(number: str) -> str:
    return f"'/' || substr(md5('image' || t.n || '-' || ({number})), 1, 27) || '.jpg'"


def _images() -> str:
    return f"""
        list_transform(range({_IMAGE_COUNT}), i -> {{
            'kind': CASE i % 4 WHEN 0 THEN 'poster' WHEN 3 THEN 'logo' ELSE 'backdrop' END,
            'path': {_path("i")}, 'language': CASE i % 2 WHEN 0 THEN 'en' END, 'width': 2000,
            'height': 3000, 'score': CASE WHEN u < 0.1 THEN 5.0 + i % 5 / 10.0 END,
            'votes': CASE WHEN u < 0.1 THEN 3 + i END}})
    """


def _others(other: str, step: str) -> str:
    count = "(CASE WHEN u < 0.1 THEN 20 WHEN u < 0.4 THEN 5 ELSE 0 END)"
    return f"list_transform(range(1, 1 + {count}), i -> {other.format(m=f't.n + i * {step}')})"


def _seasons() -> str:
    return f"""
        CASE WHEN t.kind = 'tv' THEN list_transform(range(1, 1 + t.season_count), season -> {{
            'season': season, 'source_id': (tmdb_id * 100 + season)::VARCHAR,
            'name': 'Season ' || season,
            'air_date': make_date(least(2025, t.year + season - 1), 3, 1),
            'episode_count': 8, 'overview': NULL::VARCHAR, 'poster_path': NULL::VARCHAR,
            'ratings': CASE WHEN u < 0.3 THEN [{
        rating_sql("tmdb", "audience", season_value_sql("tmdb-season", 10), 10, "10")
    }] ELSE [] END}})
        END
    """


def imdb_sql(bucket: str) -> str:
    """IMDb's records of one of IMDb's buckets: 2 % a year off, 15 % a minute off."""
    own = (
        "{'name': coalesce(foreign_title, t.title), 'language': NULL, 'country': NULL, "
        "'kind': 'original'}"
    )
    english = "{'name': t.title, 'language': NULL, 'country': 'US', 'kind': 'alternative'}"
    person = "90000000 + floor(6e5 * pow(share('person', t.n * 100 + 0), 1.6))::BIGINT"
    return record_sql(
        "imdb",
        "t.tconst",
        {
            "title_id": "'imdb/' || t.tconst",
            "answer_id": "'imdb-2025-07-01'",
            "title": "t.title",
            "original_title": "coalesce(t.foreign_title, t.title)",
            "names": f"CASE WHEN is_foreign OR u < 0.3 THEN [{own}, {english}] ELSE [{own}] END",
            "year": "t.year - CASE WHEN roll('imdb-year', t.n) % 50 = 0 THEN 1 ELSE 0 END",
            "adult": "false",
            "runtime_min": "seed.runtime_min + (roll('minutes', t.n) % 21)::INT - 10 "
            "+ CASE WHEN roll('imdb-minute', t.n) % 20 < 3 THEN 1 ELSE 0 END",
            "genres": "seed.genres[1:3]",
            "credits": f"CASE WHEN cast_count > 0 THEN [{{'person_id': 'imdb/nm' || ({person}), "
            "'name': p.head || ' ' || q.tail, 'department': 'Acting', 'job': NULL, 'character': "
            "NULL, 'position': 0, 'episodes': NULL}] END",
            "cast": "CASE WHEN cast_count > 0 THEN [p.head || ' ' || q.tail] END",
            "external_ids": "[{'source': 'imdb', 'id': t.tconst}]",
            "ratings": f"[{rating_sql('imdb', 'audience', 'imdb_value', 10, 'imdb_votes')}]",
            "url": "'https://www.imdb.com/title/' || t.tconst || '/'",
        },
        f"""
        FROM (SELECT * FROM t WHERE imdb_bucket = '{bucket}') AS t
        JOIN seed ON seed.kind = t.kind AND seed.s = t.s
        JOIN person_part AS p ON p.i = roll('given', t.n) % getvariable('person_part')
        JOIN person_part AS q ON q.i = roll('last', t.n) % getvariable('person_part')
        """,
    )
