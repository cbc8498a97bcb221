"""Scores of single sides of titles: which count, and of which title. No model is made of them."""

from __future__ import annotations

ASPECTS_VERSION = "1"


def aspect_scores_sql() -> str:
    """SQL of the contract's `title_aspect_score`.

    Source: views `records` (contract source_record, the newest of each source and id) and `links`
            (title_id, source, source_id; accepted).
    Shape:  a row a title, source and aspect that has a value. Where records of one source are
            linked to one title (an id that moved), the one more people voted for counts.
    """
    return """
        SELECT links.title_id, told.source, one.aspect, one.value, one.scale_max, one.count
        FROM (SELECT source, source_id, unnest(aspect_ratings) AS one FROM records) AS told
        JOIN links ON links.source = told.source AND links.source_id = told.source_id
        WHERE one.value IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY links.title_id, told.source, one.aspect
            ORDER BY one.count DESC NULLS LAST, told.source_id) = 1
    """
