"""How much was matched, by source, kind, decade and language, day by day, as SQL. Pure."""

from __future__ import annotations

# 17,000 groups at 1.2 M titles: thirty days are half a million rows, a year of months 200,000.
DAYS_KEPT = 30


def rates_sql() -> str:
    """SQL of the contract's `match_rate_history` for one day.

    Source: views `links` (crosswalk of every title), `unmatched` (both sides) and `titled` (the
            living titles of TMDB's: title_id, year, language); `linked_sources` (source).
    Shape:  a row a group that has titles or records. A title counts for each source in which it
            should be found, a record once, whether it is a title of the spine or one of its own.
    Parameter: $today.
    """
    return """
        WITH accepted AS (
            SELECT source, source_id, links.kind, links.title_id, year, language,
                   titled.title_id IS NOT NULL AS is_titled
            FROM links LEFT JOIN titled USING (title_id)
            WHERE status = 'accepted' AND source <> 'tmdb'
        ), item AS (
            SELECT 'title' AS side, source, kind, year // 10 * 10 AS decade, language,
                   1 AS matched, 0 AS in_review
            FROM accepted SEMI JOIN linked_sources USING (source)
            WHERE is_titled
            UNION ALL
            SELECT 'record', source, kind, year // 10 * 10, language, 1, 0 FROM accepted
            UNION ALL
            SELECT side, source, kind, decade, language, 0, (reason = 'in_review')::INTEGER
            FROM unmatched
        )
        SELECT $today AS day, side, source, kind, coalesce(decade, -1) AS decade,
               coalesce(language, '') AS language, count(*) AS items,
               sum(matched) AS matched, sum(in_review) AS in_review
        FROM item GROUP BY ALL
    """


def history_sql() -> str:
    """SQL of the history with one more day, and without the days that are too old.

    Source: views `known` (match_rate_history so far) and `fresh` (today's).
    Law:    the same day again takes the place of itself; of days more than DAYS_KEPT ago the first
            one of each month stays. Parameter: $today.
    """
    return f"""
        WITH earlier AS (
            SELECT *, day = min(day) OVER (PARTITION BY date_trunc('month', day)) AS is_first
            FROM known WHERE day <> $today
        )
        SELECT * FROM fresh
        UNION ALL
        SELECT * EXCLUDE (is_first) FROM earlier
        WHERE is_first OR day >= $today::DATE - {DAYS_KEPT}
    """
