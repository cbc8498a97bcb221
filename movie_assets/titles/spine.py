"""Which titles exist from day to day: new, still there, gone. Files are read elsewhere."""

from __future__ import annotations

from movie_assets.model.ids import partition_sql


def spine_sql(partition: str, min_votes: int) -> str:
    """SQL of the contract's `title_spine` for one partition after the newest day.

    Source: views `known` (title_spine, what was held), `exported` (tmdb_export of the newest day)
            and `imdb` (imdb_title of the newest day).
    Law:    a title once known is never dropped: one that an export no longer has is `gone` since
            that day, and active again when it comes back. The same day twice changes nothing.
    Parameter: $day, the day of the export.
    """
    bucket = partition_sql()
    return f"""
        WITH today AS (
            SELECT * FROM (
                SELECT kind || '/' || tmdb_id AS title_id, kind, 'tmdb' AS origin, tmdb_id,
                       NULL AS imdb_id, original_title, popularity, NULL AS votes
                FROM exported WHERE NOT coalesce(adult, false)
                UNION ALL
                SELECT 'imdb/' || tconst, kind, 'imdb', NULL, tconst, original_title, NULL, votes
                FROM imdb WHERE votes >= {min_votes} AND NOT coalesce(adult, false)
            ) WHERE {bucket} = '{partition}'
        )
        SELECT coalesce(today.title_id, known.title_id) AS title_id,
               coalesce(today.kind, known.kind) AS kind,
               coalesce(today.origin, known.origin) AS origin,
               coalesce(today.tmdb_id, known.tmdb_id) AS tmdb_id,
               coalesce(today.imdb_id, known.imdb_id) AS imdb_id,
               coalesce(today.original_title, known.original_title) AS original_title,
               coalesce(today.popularity, known.popularity) AS popularity,
               coalesce(today.votes, known.votes) AS votes,
               CASE WHEN today.title_id IS NULL THEN 'gone' ELSE 'active' END AS state,
               coalesce(known.first_seen, $day) AS first_seen,
               CASE WHEN today.title_id IS NULL THEN coalesce(known.gone_since, $day) END
                   AS gone_since
        FROM today FULL JOIN known ON known.title_id = today.title_id
    """
