"""How right decisions are against known answers, as SQL. Decides nothing and never fits."""

from __future__ import annotations


def figures_sql(decade: bool = False) -> str:
    """SQL of precision, recall and F1, in all or by the records' decade.

    Only records that have truth are judged: predicted are those with status accepted, correct those
    whose title is among the right ones, truth the known records themselves.
    Source: views `decision` (source, source_id, title_id, status), `records` (source_id, year) and
            `truth` (source_id, title_id; several right titles a record may be given).
    Shape:  [decade,] truth, predicted, correct, review, precision, recall, f1; a figure that
            would divide by zero is null.
    """
    by = "decade, " if decade else ""
    return f"""
        WITH known AS (
            SELECT source_id, list(DISTINCT title_id) AS title_ids FROM truth GROUP BY source_id
        ), judged AS (
            SELECT any_value(r.year // 10 * 10) AS decade,
                   coalesce(bool_or(d.status = 'accepted'), false) AS predicted,
                   coalesce(bool_or(d.status = 'review'), false) AS review,
                   coalesce(bool_or(d.status = 'accepted'
                                    AND list_contains(k.title_ids, d.title_id)), false) AS correct
            FROM known AS k
            LEFT JOIN decision AS d USING (source_id)
            LEFT JOIN records AS r ON r.source = d.source AND r.source_id = d.source_id
            GROUP BY k.source_id
        ), counted AS (
            SELECT {by}count(*) AS truth, count_if(predicted)::BIGINT AS predicted,
                   count_if(correct)::BIGINT AS correct, count_if(review)::BIGINT AS review
            FROM judged GROUP BY ALL
        )
        SELECT {by}truth, predicted, correct, review,
               correct / nullif(predicted, 0) AS precision,
               correct / nullif(truth, 0) AS recall,
               2 * correct / nullif(predicted + truth, 0) AS f1
        FROM counted {"ORDER BY decade" if decade else ""}
    """
