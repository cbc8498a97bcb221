"""One record, one title: which of the likely pairs hold, as SQL. How likely they are is given."""

from __future__ import annotations

from movie_assets.crosswalk.features import FEATURES

# Chosen by cross-validation on the open truth.
ACCEPT_AT = 0.50
MARGIN = 0.45
# Where a record tells no year only fame tells namesakes apart, and the likelier one is right more
# often than its probability says: of 15 such pairs in the open truth 13, at this margin.
MARGIN_UNDATED = 0.25
REVIEW_AT = 0.40


def decisions_sql(rule_version: str) -> str:
    """SQL of the decision on every record: its best title, or none.

    A pair is accepted when each is the other's best, it is likely enough, and the runner-up is far
    enough behind. Ties break by id, so the answer depends on no order.
    Source: views `scored` (see `classify.classified`), `title` (title_no, title_id) and
            `all_record` (record_no, source, source_id, kind).
    Shape:  source, source_id, kind, title_id, status, method, probability, evidence,
            runner_up, runner_up_probability, rule_version; title_id is null where no title comes
            near.
    """
    words = ", ".join(f"'{name}', s.{name}" for name in (*FEATURES, "rival"))
    return f"""
        WITH ranked AS (
            SELECT record_no, title_no, probability,
                   row_number() OVER record AS record_rank,
                   row_number() OVER (PARTITION BY group_no, title_no
                                      ORDER BY probability DESC, record_no) AS title_rank,
                   lead(title_no) OVER record AS second_no,
                   coalesce(lead(probability) OVER record, 0) AS second
            FROM scored
            WINDOW record AS (PARTITION BY record_no ORDER BY probability DESC, title_no)
        )
        SELECT r.source, r.source_id, r.kind, t.title_id,
               CASE WHEN t.title_id IS NULL OR b.probability < {REVIEW_AT} THEN 'rejected'
                    WHEN title_rank = 1 AND b.probability >= {ACCEPT_AT}
                     AND b.probability - second >= CASE WHEN starts_with(s.fame, 'undated')
                         THEN {MARGIN_UNDATED} ELSE {MARGIN} END THEN 'accepted'
                    ELSE 'review' END AS status,
               'blocked_match' AS method, b.probability,
               CASE WHEN t.title_id IS NOT NULL
                    THEN json_object({words}, 'title_rank', title_rank)::VARCHAR END AS evidence,
               other.title_id AS runner_up,
               CASE WHEN other.title_id IS NOT NULL THEN second END AS runner_up_probability,
               '{rule_version}' AS rule_version
        FROM all_record AS r
        LEFT JOIN ranked AS b ON b.record_no = r.record_no AND b.record_rank = 1
        LEFT JOIN scored AS s ON s.record_no = b.record_no AND s.title_no = b.title_no
        LEFT JOIN title AS t ON t.title_no = b.title_no
        LEFT JOIN title AS other ON other.title_no = b.second_no
        ORDER BY r.record_no
    """
