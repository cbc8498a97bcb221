"""Which pictures to ask for, and which rows of them stand. How they are asked for is not here."""

from __future__ import annotations

# Answers after which the same path is never asked for again: a path never changes what it shows.
SETTLED = ("found", "not_found", "not_an_image", "too_large")
RETRY_AFTER_HOURS = 6

_WANTED = """
    SELECT title_id, role, path FROM titles
    CROSS JOIN LATERAL (VALUES ('poster', poster_path), ('backdrop', backdrop_path))
        AS one (role, path)
    WHERE path IS NOT NULL
"""


def pictures_due_sql() -> str:
    """SQL of the pictures to ask for, those of the most popular titles first.

    Source: views `titles` (title_id, poster_path, backdrop_path, popularity) and `known` (contract
            title_media).
    Shape:  title_id, role, path; parameters $now, $file_bytes (the most one may have: what was too
            large is asked for again once it no longer is) and $most.
    """
    settled = ", ".join(f"'{outcome}'" for outcome in SETTLED)
    return f"""
        SELECT wanted.title_id, wanted.role, wanted.path
        FROM ({_WANTED}) AS wanted JOIN titles USING (title_id)
        LEFT JOIN known USING (title_id, role, path)
        WHERE known.outcome IS NULL
           OR known.outcome NOT IN ({settled})
              AND known.fetched_at + INTERVAL {RETRY_AFTER_HOURS} HOUR <= $now
           OR known.outcome = 'too_large' AND known.bytes <= $file_bytes
        ORDER BY popularity DESC NULLS LAST, wanted.title_id, wanted.role DESC
        LIMIT $most
    """


def pictures_standing_sql() -> str:
    """SQL of the rows that stand: of paths wanted, and the last copy until there is a new one.

    Source: views `titles`, `known` and `fresh` (contract title_media; what was asked for now).
    Shape:  contract title_media.
    """
    return f"""
        WITH wanted AS ({_WANTED}), rows AS (
            SELECT * FROM known ANTI JOIN fresh USING (title_id, role, path)
            UNION ALL BY NAME SELECT * FROM fresh
        ), there AS (
            SELECT title_id, role FROM rows SEMI JOIN wanted USING (title_id, role, path)
            WHERE outcome = 'found'
        )
        SELECT rows.* FROM rows JOIN wanted USING (title_id, role)
        WHERE rows.path = wanted.path
           OR rows.outcome = 'found' AND (rows.title_id, rows.role) NOT IN (FROM there)
    """
