"""IMDb's datasets into contract rows, as DuckDB SQL text. No connection is opened here.

The SQL reads views of the names in `imdb.DATASETS`: every column VARCHAR, the null marker already
NULL. Types are filtered first: most titles are episodes and shorts, and every join after that is
against the films and shows alone.
"""

from __future__ import annotations

from movie_assets.model.contract import table_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Name
from movie_assets.model.render.duckdb import select_list, struct_of
from movie_assets.model.source_rows import ImdbEpisode, ImdbTitle, SourceRecord
from movie_assets.sources.imdb import IMDB, KINDS
from movie_assets.sources.imdb_lists_sql import CAST_CATEGORIES, names_sql, nested, people_sql

# DuckDB cannot spill lists while it builds them, at about 300 bytes a person. 1.3 M made-up titles
# with 8 people and 3 names each ran out of 1.2 GB in 4 slices, came to 1.27 GB resident in 8, and
# to 0.9 GB in 16 (58 s, and 11 s for `reduced_sql`, on 2 shared cores). A few thousand need one.
SLICES = 16

_RATING = struct_of(
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


def _kinds_sql(column: str) -> str:
    """IMDb's type as our kind; NULL for types that are not taken in."""
    cases = " ".join(f"WHEN '{name}' THEN '{kind}'" for name, kind in KINDS.items())
    return f"CASE {column} {cases} END"


def _types_sql(kind: str | None = None) -> str:
    """The types taken in, of one kind or of both, as a list for IN."""
    names = [f"'{name}'" for name, of in KINDS.items() if kind in (None, of)]
    return f"({', '.join(names)})"


def reduced_sql() -> dict[str, str]:
    """What `title_sql` needs of the datasets, by view, in the order to be made.

    Each query keeps its view's name and columns and a fraction of its rows, so that whoever reads
    gzipped files can store the reduced rows first, put them in the views' place, and then run
    `title_sql` slice by slice without unpacking the files again for each.
    """
    of_kept = "SELECT * FROM {0} WHERE {1} IN (SELECT tconst FROM title_basics)"
    return {
        "title_basics": f"SELECT * FROM title_basics WHERE titleType IN {_types_sql()}",
        "title_akas": of_kept.format("title_akas", "titleId"),
        "title_crew": of_kept.format("title_crew", "tconst") + " AND directors IS NOT NULL",
        "title_principals": (
            of_kept.format("title_principals", "tconst") + f" AND category IN {CAST_CATEGORIES}"
        ),
        "name_basics": (
            "SELECT * FROM name_basics WHERE nconst IN (SELECT nconst FROM title_principals"
            " UNION ALL SELECT unnest(string_split(directors, ',')) FROM title_crew)"
        ),
    }


def title_sql(slice_number: int = 0, slices: int = 1) -> str:
    """SQL whose rows are the contract's `imdb_title`, ordered by tconst.

    With `slices` a query makes only its share of the titles, by the number in their id; all
    slices together are all titles, once each. See SLICES for when that is needed.

    Shape: one row a film or show of title.basics. Names in the order of title.akas, directors in
           the order of title.crew, cast in the order of title.principals; people whom
           name.basics does not know are left out, as a credit needs a name.
    Units: runtime in minutes, where 0 means unknown; rating 1 to 10.
    """
    return f"""
WITH kept AS (
    SELECT * FROM title_basics
    WHERE titleType IN {_types_sql()} AND {_slice_sql(slice_number, slices)}
),
{names_sql()},
{people_sql()}
SELECT
    {select_list(table_of(ImdbTitle), _title_columns())}
FROM kept
LEFT JOIN title_ratings ON title_ratings.tconst = kept.tconst
LEFT JOIN names ON names.tconst = kept.tconst
LEFT JOIN people ON people.tconst = kept.tconst
ORDER BY kept.tconst
"""


def _title_columns() -> dict[str, str]:
    """Each column of `imdb_title` over the parts of `title_sql`."""
    return {
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
    }


def _slice_sql(number: int, slices: int) -> str:
    """Which titles a slice takes: by the number in their id; one without goes to the first."""
    if slices == 1:
        return "true"
    return f"coalesce(TRY_CAST(substr(tconst, 3) AS BIGINT), 0) % {slices} = {number}"


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
    columns = select_list(table_of(SourceRecord), _record_columns())
    return f"SELECT\n    {columns}\nFROM imdb_title\nORDER BY tconst\n"


def _record_columns() -> dict[str, str]:
    """Each column of `source_record` that IMDb has something for, over `imdb_title`."""
    original = nested(Name, {"name": "original_title", "kind": "'original'"})
    in_use = nested(Name, {"name": "primary_title"})
    scored = f"CASE WHEN rating IS NULL THEN '{Outcome.NO_SCORE_YET}' ELSE '{Outcome.FOUND}' END"
    return {
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
        "ratings": f"CASE WHEN rating IS NOT NULL THEN [{_RATING}] END",
        "adult": "adult",
        "offers_complete": "false",
        "url": "'https://www.imdb.com/title/' || tconst || '/'",
        "observed_at": "$requested_at",
    }
