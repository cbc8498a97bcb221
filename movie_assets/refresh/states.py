"""How each source is doing, told from its checks. What to do about it is not decided here."""

from __future__ import annotations


def states_sql(good_outcomes: frozenset[str]) -> str:
    """SQL of the contract's `source_state`.

    Source: views `checks` (contract source_check of every source and partition) and `registry`
            (source, max_age_days, licence, attribution, permitted_use).
    Shape:  one row a registered source; the newest answers say whether its lane is open.
    Parameter: $now.
    """
    good = ", ".join(f"'{outcome}'" for outcome in sorted(good_outcomes))
    return f"""
        WITH newest AS (
            SELECT source, arg_max(outcome, checked_at) FILTER (WHERE outcome NOT IN ({good}))
                       AS refused,
                   max(checked_at) FILTER (WHERE outcome NOT IN ({good})) AS refused_at,
                   max(checked_at) AS last_answer_at, max(good_at) AS last_good_at,
                   count(DISTINCT title_id) AS titles_asked,
                   count(*) FILTER (WHERE outcome IN ('found', 'no_score_yet')) AS titles_found
            FROM checks GROUP BY source
        ), counted AS (
            SELECT source, to_json(map_from_entries(
                       list({{'k': outcome, 'v': titles}} ORDER BY outcome)))::VARCHAR AS outcomes
            FROM (SELECT source, outcome, count(*) AS titles FROM checks GROUP BY ALL)
            GROUP BY source
        )
        SELECT registry.source,
               CASE WHEN last_answer_at IS NULL THEN 'never_asked'
                    WHEN refused_at = last_answer_at AND refused = 'blocked' THEN 'blocked'
                    WHEN refused_at = last_answer_at AND refused IN ('rate_limited', 'over_quota')
                         THEN 'over_quota'
                    WHEN refused_at = last_answer_at AND refused = 'forbidden_by_robots'
                         THEN 'forbidden'
                    WHEN last_good_at + to_seconds(86400 * max_age_days) < $now
                         OR last_good_at IS NULL THEN 'stale'
                    ELSE 'fresh' END AS state,
               NULL::TIMESTAMPTZ AS until, last_answer_at, last_good_at,
               coalesce(titles_asked, 0) AS titles_asked,
               coalesce(titles_found, 0) AS titles_found,
               coalesce(outcomes, '{{}}') AS outcomes,
               max_age_days, licence, attribution, permitted_use
        FROM registry LEFT JOIN newest USING (source) LEFT JOIN counted USING (source)
    """
