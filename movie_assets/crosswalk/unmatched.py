"""What has no link, on either side, and why, as SQL. Who should have one is told by the views."""

from __future__ import annotations

from movie_assets.crosswalk.decide import REVIEW_AT
from movie_assets.crosswalk.following import IMDB_FORM

REASONS = {
    # of titles
    "no_record": "TMDB has not told of the title yet, so nothing could be compared",
    "no_id": "nobody gives an id of that source, and no record of its name and year was met",
    "bad_id": "the id given is cut short or mistyped: the source gives none of that form",
    "other_work": "the pages and records met under its ids and names are of other works",
    # of records
    "no_title": "no title of ours has its id, nor its name and year",
    "several_titles": "its name and year fit several titles",
    "unknown_id": "its id leads to no title of ours, or to one that was taken down",
    # of both
    "kind_differs": "one is a film, the other a show",
    "conflict": "the other side has a better match",
    "in_review": "likely, but not beyond doubt: a person may decide",
    "rejected": "a person said that the two are not one",
}
# Of several reasons the first says most.
_OF_LINKS = ("in_review", "rejected", "conflict", "kind_differs", "bad_id", "other_work")


def _link_reason() -> str:
    """SQL of what an undecided link's row says; null where it says nothing of its own."""
    return f"""
        CASE WHEN status = 'review' THEN 'in_review'
             WHEN method = 'human' THEN 'rejected'
             WHEN evidence->>'$.moved_to' IS NOT NULL THEN NULL
             WHEN probability >= {REVIEW_AT} THEN 'conflict'
             WHEN evidence->>'$.kind_agrees' = 'false' THEN 'kind_differs'
             WHEN source = 'imdb' AND NOT regexp_full_match(source_id, '{IMDB_FORM}') THEN 'bad_id'
             ELSE 'other_work' END
    """


def _state(key: str) -> str:
    """SQL of a side's links: whether one is accepted, and the reason that says most."""
    order = ", ".join(f"'{reason}'" for reason in _OF_LINKS)
    return f"""
        SELECT {key}, bool_or(status = 'accepted') AS accepted,
               [{order}][min(list_position([{order}], {_link_reason()}))] AS reason
        FROM links GROUP BY {key}
    """


def unmatched_titles_sql() -> str:
    """SQL of the contract's `unmatched`: titles with no accepted record of a source, and why.

    Source: views `links` (crosswalk), `spine` (title_spine, active) and `tmdb` (source_record), of
            one partition; `linked_sources` (source) says which sources a title should be found in.
    """
    return f"""
        WITH wanted AS (
            SELECT spine.title_id, spine.kind, linked_sources.source
            FROM spine, linked_sources
            WHERE spine.origin = 'tmdb' AND linked_sources.source <> 'tmdb'
        ), state AS (
            {_state("title_id, source")}
        )
        SELECT 'title' AS side, wanted.source, wanted.kind, wanted.title_id AS item_id,
               tmdb.title AS name, tmdb.year, tmdb.year // 10 * 10 AS decade,
               tmdb.original_language AS language,
               CASE WHEN tmdb.title_id IS NULL THEN 'no_record'
                    ELSE coalesce(state.reason, 'no_id') END AS reason
        FROM wanted
        LEFT JOIN state USING (title_id, source)
        LEFT JOIN tmdb USING (title_id)
        WHERE NOT coalesce(accepted, false)
    """


def unmatched_records_sql() -> str:
    """SQL of the contract's `unmatched`: records that were met and have no title, and why.

    Source: views `links` (crosswalk of every title), `met` (source_record: records that may have a
            title, under the names their links have) and `wanted` (title_wanted: what galleries and
            people ask for).
    Shape:  one row a record, however often it was met. A record that is a title of its own has a
            link, and so no row.
    """
    return f"""
        WITH state AS (
            {_state("source, source_id")}
        ), item AS (
            SELECT source, source_id, kind, title, year, original_language AS language,
                   coalesce(state.reason, 'no_title') AS reason, 1 AS place
            FROM met LEFT JOIN state USING (source, source_id)
            WHERE NOT coalesce(accepted, false)
            UNION ALL BY NAME
            SELECT source, source_id, kind, title, year, NULL AS language,
                   CASE WHEN imdb_id IS NOT NULL OR tmdb_id IS NOT NULL THEN 'unknown_id'
                        WHEN starts_with(reason, 'several') THEN 'several_titles'
                        ELSE 'no_title' END AS reason, 2 AS place
            FROM wanted WHERE title_id IS NULL
        ), named AS (
            SELECT * REPLACE (CASE WHEN kind = 'movie' THEN 'movie'
                                   WHEN kind IN ('tv', 'season', 'episode') THEN 'tv'
                                   ELSE 'other' END AS kind)
            FROM item
        )
        SELECT 'record' AS side, source, kind, source_id AS item_id, title AS name, year,
               year // 10 * 10 AS decade, language, reason
        FROM named
        QUALIFY row_number() OVER (PARTITION BY source, kind, source_id
                                   ORDER BY place, title NULLS LAST, year NULLS LAST) = 1
    """
