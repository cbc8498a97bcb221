"""Which titles of the spine are meant by the titles that lists and people ask for, as SQL."""

from __future__ import annotations

from movie_assets.model.plain_names import plain_name_sql

# Lists give the year of their own country's release.
YEARS_APART = 1


def plain_sql(name: str) -> str:
    """SQL of a name as it is compared: its plain words, "&" in full, no article.

    >>> "replace(title, '&', ' and ')" in plain_sql("title")
    True
    """
    words = plain_name_sql(f"replace({name}, '&', ' and ')")
    return f"regexp_replace({words}, '^(the|an|a) ', '')"


def matched_sql() -> str:
    """SQL of the titles wanted, each with the title it is, or why it is none.

    Source: views `wanted` (contract title_wanted without title_id, method and reason), `spine`
            (contract title_spine), `imdb_ids` (title_id, imdb_id), `named` (title_id, kind,
            year, plain: a row a name) and `redirects` (contract source_redirect).
    Shape:  the rows of `wanted` with title_id and method (tmdb id, imdb id, name), or with reason.
    Law:    an id decides alone, and where it leads nowhere no name does in its place: whoever gave
            an id meant that title; an id that moved leads where it ended. A name decides when one
            title bears it, of the kind and, where the year is known, within a year; of several the
            one of the very year.
    """
    return f"""
        WITH keyed AS (
            SELECT wanted.*, {plain_sql("title")} AS plain, row_number() OVER
                       (ORDER BY wanted.source, source_id, country, provider) AS place,
                   coalesce(merged.to_source_id, tmdb_id) AS tmdb_today,
                   coalesce(moved.to_source_id, imdb_id) AS imdb_today
            FROM wanted
            LEFT JOIN redirects AS merged ON merged.source = 'tmdb'
                                         AND merged.from_source_id = tmdb_id
            LEFT JOIN redirects AS moved ON moved.source = 'imdb'
                                        AND moved.from_source_id = wanted.imdb_id
        ), by_imdb AS (
            SELECT place, list_sort(list(DISTINCT imdb_ids.title_id)) AS ids
            FROM keyed JOIN imdb_ids ON imdb_ids.imdb_id = imdb_today GROUP BY place
        ), candidates AS (
            SELECT place, named.title_id, bool_or(named.year = keyed.year) AS dated
            FROM keyed JOIN named ON named.plain = keyed.plain AND keyed.plain <> ''
             AND (keyed.kind IS NULL OR named.kind = keyed.kind)
             AND (keyed.year IS NULL OR abs(named.year - keyed.year) <= {YEARS_APART})
            JOIN spine ON spine.title_id = named.title_id AND spine.state = 'active'
            WHERE keyed.tmdb_id IS NULL AND keyed.imdb_id IS NULL
            GROUP BY ALL
        ), by_name AS (
            SELECT place, list_sort(list(title_id)) AS ids,
                   list_sort(list(title_id) FILTER (WHERE dated)) AS dated
            FROM candidates GROUP BY place
        ), decided AS (
            SELECT keyed.*, spine.state, by_imdb.ids AS of_imdb,
                   CASE WHEN len(by_name.dated) = 1 THEN by_name.dated ELSE by_name.ids END
                       AS of_name
            FROM keyed LEFT JOIN spine ON spine.title_id = keyed.tmdb_today
            LEFT JOIN by_imdb USING (place) LEFT JOIN by_name USING (place)
        )
        SELECT * EXCLUDE (plain, place, tmdb_today, imdb_today, state, of_imdb, of_name),
               {_decided("tmdb_today", "of_imdb[1]", "of_name[1]")} AS title_id,
               {_decided("'tmdb id'", "'imdb id'", "'name'")} AS method,
               {_REASON} AS reason
        FROM decided
    """


def _decided(by_tmdb: str, by_imdb: str, by_name: str) -> str:
    return (
        f"CASE WHEN tmdb_id IS NOT NULL THEN CASE WHEN state = 'active' THEN {by_tmdb} END "
        f"WHEN imdb_id IS NOT NULL THEN CASE WHEN len(of_imdb) = 1 THEN {by_imdb} END "
        f"WHEN len(of_name) = 1 THEN {by_name} END"
    )


_REASON = """CASE
    WHEN tmdb_id IS NOT NULL AND state IS NULL THEN tmdb_id || ' is not on the spine'
    WHEN tmdb_id IS NOT NULL AND state <> 'active' THEN 'TMDB no longer has ' || tmdb_id
    WHEN tmdb_id IS NOT NULL THEN NULL
    WHEN imdb_id IS NOT NULL AND of_imdb IS NULL THEN 'no title has IMDb''s id ' || imdb_id
    WHEN imdb_id IS NOT NULL AND len(of_imdb) > 1
        THEN 'IMDb''s id is given to ' || array_to_string(of_imdb, ', ')
    WHEN imdb_id IS NOT NULL THEN NULL
    WHEN of_name IS NULL THEN 'no title of that name, kind and year is known'
    WHEN len(of_name) > 1 THEN 'several titles fit: ' || array_to_string(of_name[1:5], ', ')
END"""
