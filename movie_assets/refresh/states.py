"""How each source is doing, told from its checks and answers. Nothing is asked from here."""

from __future__ import annotations

from movie_assets.model.outcomes import FOUND_SQL, LANE_STOPPERS, Outcome
from movie_assets.refresh.due import RETRY_AFTER_HOURS

_STOPPERS = ", ".join(f"'{outcome}'" for outcome in sorted(LANE_STOPPERS))
# When a lane opens again after an answer that stopped it. A budget is a day's, in UTC; a key that
# was refused opens with another key, which no clock can tell.
_OPENS_AT = f"""
    CASE WHEN outcome = '{Outcome.UNAUTHORISED}' THEN NULL
         WHEN retry_at IS NOT NULL THEN retry_at
         WHEN outcome = '{Outcome.OVER_QUOTA}'
             THEN date_trunc('day', stopped_at) + INTERVAL 1 DAY
         ELSE stopped_at + INTERVAL {RETRY_AFTER_HOURS} HOUR END"""
# States in which nothing is asked.
SHUT = frozenset({"blocked", "over_quota", "forbidden", "drifted"})
# What a person can do about a source that is not fresh.
_ADVICE = {
    "blocked": (
        "It refuses us, and is asked again by itself. If it goes on so, ask more slowly "
        "(MOVIE_ASSETS_PACE) or do without it."
    ),
    "over_quota": "Its limit or the day's budget is used up. It goes on by itself at that time.",
    "forbidden": "Its robots.txt or its key says no. Check the key, or leave the source out.",
    "drifted": (
        "Its pages are not read right any more. Adapt the parser to the stored pages of its "
        "canaries, raise parser_version, run `movie-assets replay {source}`."
    ),
    "stale": "Its newest good answers are too old. Look at the runs of its asset.",
    "never_asked": "Nobody asked it yet. Materialise its asset, or `movie-assets run`.",
}


def advice(state: str, source: str) -> str:
    """What to do about a source in a state, for people; empty for a fresh one.

    >>> advice("fresh", "tmdb")
    ''
    """
    return _ADVICE.get(state, "").format(source=source)


def newest_stop_sql() -> str:
    """SQL of the newest answer that stopped each source's lane.

    Source: views `answers` (contract answer) and `checks` (contract source_check), since a wall
            that comes with 200 is known by its reading alone.
    Shape:  source, outcome, stopped_at, until (null where no clock tells); one row a source.
    """
    return f"""
        SELECT source, outcome, stopped_at, {_OPENS_AT} AS until FROM (
            SELECT source, outcome, requested_at AS stopped_at, retry_at FROM answers
            WHERE outcome IN ({_STOPPERS})
            UNION ALL
            SELECT source, outcome, checked_at, NULL::TIMESTAMPTZ FROM checks
            WHERE outcome IN ({_STOPPERS}))
        QUALIFY row_number() OVER (PARTITION BY source
                ORDER BY stopped_at DESC, retry_at DESC NULLS LAST, outcome) = 1
    """


def states_sql() -> str:
    """SQL of the contract's `source_state`.

    Source: views `checks` (contract source_check of every source and partition), `answers`
            (contract answer), `drifted` (source) and `registry` (source, max_age_days, licence,
            attribution, permitted_use, is_walled: pages that are not asked for).
    Shape:  one row a registered source; the newest answers say whether its lane is open.
    Parameter: $now.
    """
    return f"""
        WITH told AS (
            SELECT source, max(checked_at) AS checked_at, max(good_at) AS last_good_at,
                   max(checked_at) FILTER (WHERE outcome = '{Outcome.FORBIDDEN_BY_ROBOTS}')
                       AS forbidden_at,
                   count(DISTINCT title_id) AS titles_asked,
                   count(*) FILTER (WHERE {FOUND_SQL}) AS titles_found
            FROM checks GROUP BY source
        ), counted AS (
            SELECT source, to_json(map_from_entries(
                       list({{'k': outcome, 'v': titles}} ORDER BY outcome)))::VARCHAR AS outcomes
            FROM (SELECT source, outcome, count(*) AS titles FROM checks GROUP BY ALL)
            GROUP BY source
        ), asked AS (
            SELECT source, max(requested_at) AS answered_at FROM answers GROUP BY source
        ), stops AS ({newest_stop_sql()}
        ), joined AS (
            SELECT registry.*, told.* EXCLUDE (source), outcomes, stopped_at, until,
                   stops.outcome AS stopped_by, drifted.source IS NOT NULL AS is_drifted,
                   greatest(checked_at, answered_at) AS last_answer_at
            FROM registry LEFT JOIN told USING (source) LEFT JOIN counted USING (source)
            LEFT JOIN asked USING (source) LEFT JOIN stops USING (source)
            LEFT JOIN drifted USING (source)
        ), judged AS (
            SELECT *, CASE WHEN is_drifted THEN 'drifted'
                WHEN stopped_at = last_answer_at AND stopped_by = 'blocked' THEN 'blocked'
                WHEN stopped_at = last_answer_at AND stopped_by IN ('rate_limited', 'over_quota')
                     THEN 'over_quota'
                WHEN stopped_at = last_answer_at THEN 'forbidden'
                WHEN forbidden_at = last_answer_at
                     AND coalesce(last_good_at < forbidden_at, true) THEN 'forbidden'
                WHEN last_answer_at IS NULL AND is_walled THEN 'blocked'
                WHEN last_answer_at IS NULL THEN 'never_asked'
                WHEN last_good_at + to_seconds(86400 * max_age_days) < $now
                     OR last_good_at IS NULL THEN 'stale'
                ELSE 'fresh' END AS state FROM joined
        )
        SELECT source, state,
               CASE WHEN state IN ('blocked', 'over_quota') THEN until END AS until,
               last_answer_at, last_good_at, coalesce(titles_asked, 0) AS titles_asked,
               coalesce(titles_found, 0) AS titles_found, coalesce(outcomes, '{{}}') AS outcomes,
               max_age_days, licence, attribution, permitted_use
        FROM judged
    """
