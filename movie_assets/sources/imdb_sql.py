"""IMDb's datasets into contract rows, as DuckDB SQL text. No connection is opened here.

The SQL reads views of the names in `imdb.DATASETS`: every column VARCHAR, the null marker already
NULL. Types are filtered first: most titles are episodes and shorts, and every join after that is
against the films and shows alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from movie_assets.model.contract import table_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Credit, Name
from movie_assets.model.source_rows import ImdbEpisode, ImdbTitle, SourceRecord
from movie_assets.sources.duckdb_types import select_list, struct_of
from movie_assets.sources.imdb import IMDB, KINDS

# In title.akas a title's types are parted by this character.
_TYPE_SEPARATOR = "chr(2)"
# People in front of the camera. "self" is the whole cast of a documentary or a talk show.
_CAST = "('actor', 'actress', 'self')"


def _kinds_sql(column: str) -> str:
    """IMDb's type as our kind; NULL for types that are not taken in."""
    cases = " ".join(f"WHEN '{name}' THEN '{kind}'" for name, kind in KINDS.items())
    return f"CASE {column} {cases} END"


def _types_sql(kind: str | None = None) -> str:
    """The types taken in, of one kind or of both, as a list for IN."""
    names = [f"'{name}'" for name, of in KINDS.items() if kind in (None, of)]
    return f"({', '.join(names)})"


def _struct(part: type[Credit] | type[Name], expressions: Mapping[str, str]) -> str:
    """A nested value with its fields in contract order; what is not given is NULL."""
    return struct_of(
        {name: expressions.get(name, "NULL") for name in (field.name for field in fields(part))}
    )


def title_sql() -> str:
    """SQL whose rows are the contract's `imdb_title`, ordered by tconst.

    Shape: one row a film or show of title.basics. Names in the order of title.akas, directors in
           the order of title.crew, cast in the order of title.principals; people whom
           name.basics does not know are left out, as a credit needs a name.
    Units: runtime in minutes, where 0 means unknown; rating 1 to 10.
    """
    columns = select_list(
        table_of(ImdbTitle),
        {
            "tconst": "kept.tconst",
            "kind": _kinds_sql("kept.titleType"),
            "title_type": "kept.titleType",
            "primary_title": "kept.primaryTitle",
            "original_title": "kept.originalTitle",
            "adult": "kept.isAdult = '1'",
            "start_year": "TRY_CAST(kept.startYear AS BIGINT)",
            "end_year": "TRY_CAST(kept.endYear AS BIGINT)",
            "runtime_min": "nullif(TRY_CAST(kept.runtimeMinutes AS BIGINT), 0)",
            "genres": "string_split(kept.genres, ',')",
            "rating": "TRY_CAST(title_ratings.averageRating AS DOUBLE)",
            "votes": "TRY_CAST(title_ratings.numVotes AS BIGINT)",
            "names": "names.names",
            "directors": "people.directors",
            "cast": 'people."cast"',
        },
    )
    return f"""
WITH kept AS (
    SELECT * FROM title_basics WHERE titleType IN {_types_sql()}
),
{_names_sql()},
{_people_sql()}
SELECT
    {columns}
FROM kept
LEFT JOIN title_ratings ON title_ratings.tconst = kept.tconst
LEFT JOIN names ON names.tconst = kept.tconst
LEFT JOIN people ON people.tconst = kept.tconst
ORDER BY kept.tconst
"""


def _names_sql() -> str:
    """A title's names as one list; regions and languages outside the ISO codes become NULL."""
    types = f"string_split(coalesce(types, ''), {_TYPE_SEPARATOR})"
    name = _struct(
        Name,
        {
            "name": "title",
            "language": "CASE WHEN regexp_full_match(language, '[a-z]{2}') THEN language END",
            "country": "CASE WHEN regexp_full_match(region, '[A-Z]{2}') THEN region END",
            "kind": (
                f"CASE WHEN isOriginalTitle = '1' OR list_contains({types}, 'original')"
                f" THEN 'original' WHEN list_contains({types}, 'working') THEN 'working'"
                " ELSE 'alternative' END"
            ),
        },
    )
    order = "TRY_CAST(ordering AS BIGINT), ordering"
    return f"""names AS (
    SELECT titleId AS tconst, list({name} ORDER BY {order}) AS names
    FROM title_akas SEMI JOIN kept ON kept.tconst = title_akas.titleId
    WHERE title IS NOT NULL
    GROUP BY titleId
)"""


def _people_sql() -> str:
    """A title's directors and cast as two lists; all are looked up in name.basics at once."""
    director = _struct(
        Credit,
        {
            "person_id": "'imdb/' || nconst",
            "name": "primaryName",
            "department": "'Directing'",
            "job": "'Director'",
            "position": "place",
        },
    )
    # Billing order counts from 0 over the cast alone, while `ordering` counts directors too.
    billed = _struct(
        Credit,
        {
            "person_id": "item.person_id",
            "name": "item.name",
            "department": "'Acting'",
            "character": "item.character",
            "position": "nth - 1",
        },
    )
    actor = struct_of(
        {"person_id": "'imdb/' || nconst", "name": "primaryName", "character": "part_played"}
    )
    return f"""credited AS (
    SELECT tconst, nconst, false AS directs, coalesce(TRY_CAST(ordering AS BIGINT), 0) AS place,
           {_characters_sql()} AS part_played
    FROM title_principals SEMI JOIN kept ON kept.tconst = title_principals.tconst
    WHERE category IN {_CAST}
    UNION ALL
    SELECT tconst, unnest(string_split(directors, ',')) AS nconst, true AS directs,
           generate_subscripts(string_split(directors, ','), 1) - 1 AS place, NULL AS part_played
    FROM title_crew SEMI JOIN kept ON kept.tconst = title_crew.tconst
    WHERE directors IS NOT NULL
),
listed AS (
    SELECT tconst,
           list({director} ORDER BY place, nconst) FILTER (WHERE directs) AS directors,
           list({actor} ORDER BY place, nconst) FILTER (WHERE NOT directs) AS actors
    FROM credited JOIN name_basics USING (nconst)
    WHERE primaryName IS NOT NULL
    GROUP BY tconst
),
people AS (
    SELECT tconst, directors,
           list_transform(actors, lambda item, nth: {billed}) AS "cast"
    FROM listed
)"""


def _characters_sql() -> str:
    """`["Neo","Thomas"]` as `Neo / Thomas`, by pattern: a broken one is no reason to stop."""
    parts = r"""regexp_extract_all(characters, '"((?:[^"\\]|\\.)*)"', 1)"""
    joined = f"array_to_string({parts}, ' / ')"
    return rf"""nullif(replace(replace({joined}, '\"', '"'), '\\', '\'), '')"""


def episode_sql() -> str:
    """SQL whose rows are the contract's `imdb_episode`, ordered by show, season, episode.

    Shape: one row an episode of a show taken in that has a season and an episode number;
           one without cannot be placed.
    """
    columns = select_list(
        table_of(ImdbEpisode),
        {
            "tconst": "numbered.tconst",
            "parent_tconst": "numbered.parentTconst",
            "season": "numbered.season",
            "episode": "numbered.episode",
            "rating": "TRY_CAST(title_ratings.averageRating AS DOUBLE)",
            "votes": "TRY_CAST(title_ratings.numVotes AS BIGINT)",
        },
    )
    return f"""
WITH shows AS (
    SELECT tconst FROM title_basics WHERE titleType IN {_types_sql("tv")}
),
numbered AS (
    SELECT tconst, parentTconst, TRY_CAST(seasonNumber AS BIGINT) AS season,
           TRY_CAST(episodeNumber AS BIGINT) AS episode
    FROM title_episode SEMI JOIN shows ON shows.tconst = title_episode.parentTconst
)
SELECT
    {columns}
FROM numbered LEFT JOIN title_ratings ON title_ratings.tconst = numbered.tconst
WHERE numbered.season IS NOT NULL AND numbered.episode IS NOT NULL
ORDER BY numbered.parentTconst, numbered.season, numbered.episode, numbered.tconst
"""


def record_sql() -> str:
    """SQL over a view `imdb_title` whose rows are the contract's `source_record`.

    Shape: one row a title, by tconst; parameters $answer_id (text) and $requested_at (timestamp).
           A title without a rating is `no_score_yet`, with an empty list of ratings.
    """
    rating = struct_of(
        {
            "publisher": "'imdb'",
            "metric": "'audience'",
            "value": "rating",
            "scale_min": "1.0",
            "scale_max": "10.0",
            "percent": "round(100 * rating / 10.0, 4)",
            "count": "votes",
            "count_is_lower_bound": "false",
        }
    )
    original = _struct(Name, {"name": "original_title", "kind": "'original'"})
    in_use = _struct(Name, {"name": "primary_title"})
    scored = f"CASE WHEN rating IS NULL THEN '{Outcome.NO_SCORE_YET}' ELSE '{Outcome.FOUND}' END"
    columns = select_list(
        table_of(SourceRecord),
        {
            "source": f"'{IMDB.name}'",
            "source_id": "tconst",
            "title_id": "'imdb/' || tconst",
            "outcome": scored,
            "answer_id": "$answer_id",
            "requested_at": "$requested_at",
            "parser_version": f"'{IMDB.parser_version}'",
            "kind": "kind",
            "title": "primary_title",
            "original_title": "original_title",
            "names": (
                f"list_concat(CASE WHEN original_title IS NULL THEN [] ELSE [{original}] END,"
                " CASE WHEN primary_title IS NULL OR primary_title = original_title THEN []"
                f" ELSE [{in_use}] END,"
                " list_filter(names, lambda item: item.kind <> 'original'))"
            ),
            "year": "start_year",
            "runtime_min": "runtime_min",
            "genres": "genres",
            # For shows the contract's field means creators, whom title.crew does not tell.
            "directors": (
                "CASE kind WHEN 'movie' THEN list_transform(directors, lambda item: item.name) END"
            ),
            "cast": """list_transform("cast", lambda item: item.name)""",
            "credits": 'list_concat("cast", directors)',
            "external_ids": "[{'source': 'imdb', 'id': tconst}]",
            "ratings": f"CASE WHEN rating IS NOT NULL THEN [{rating}] END",
            "adult": "adult",
            "offers_complete": "false",
            "url": "'https://www.imdb.com/title/' || tconst || '/'",
            "observed_at": "$requested_at",
        },
    )
    return f"SELECT\n    {columns}\nFROM imdb_title\nORDER BY tconst\n"
