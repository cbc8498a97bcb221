"""Which titles a source should be asked for now. First cut: by age and popularity alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tier:
    """How old an answer may grow for titles at least this popular."""

    min_popularity: float
    max_age_days: float


# TMDB's popularity is skewed: above 50 stand a few hundred titles everyone looks at, above 10
# some thousands, below 1 nine in ten. The last tier stays well inside TMDB's cache age of 180.
TIERS = (Tier(50, 3), Tier(10, 7), Tier(1, 30), Tier(0, 120))

# After an answer that told nothing of the title (a wall, a dead host) it may be asked again.
RETRY_AFTER_HOURS = 6


def due_sql(good_outcomes: frozenset[str]) -> str:
    """SQL of the titles due, best first.

    Source: views `wanted` (title_id, popularity), `checks` (contract source_check, one source) and
            `requested` (title_id: those somebody asked for, which come first among the due).
    Shape:  title_id, reason (never_asked, overdue, retry); parameter $now is the run's clock.
    """
    good = ", ".join(f"'{outcome}'" for outcome in sorted(good_outcomes))
    ages = " ".join(
        f"WHEN coalesce(popularity, 0) >= {tier.min_popularity} THEN {tier.max_age_days}"
        for tier in TIERS
    )
    return f"""
        SELECT wanted.title_id,
               CASE WHEN checked_at IS NULL THEN 'never_asked'
                    WHEN outcome IN ({good}) THEN 'overdue' ELSE 'retry' END AS reason
        FROM wanted LEFT JOIN checks USING (title_id)
        LEFT JOIN requested ON requested.title_id = wanted.title_id
        WHERE checked_at IS NULL
           OR outcome IN ({good})
              AND checked_at + to_seconds(86400 * (CASE {ages} ELSE {TIERS[-1].max_age_days} END))
                  <= $now
           OR outcome NOT IN ({good})
              AND checked_at + INTERVAL {RETRY_AFTER_HOURS} HOUR <= $now
        ORDER BY requested.title_id IS NULL, checked_at NULLS FIRST,
                 popularity DESC NULLS LAST, wanted.title_id
    """


def wanted_now_sql() -> str:
    """SQL of the titles somebody wants now, whatever the age of what we hold, most popular first.

    Source: views `wanted` and `checks` as for `due_sql`; a title asked at $now already is done.
    """
    return """
        SELECT wanted.title_id, 'boosted' AS reason FROM wanted
        LEFT JOIN checks ON checks.title_id = wanted.title_id AND checks.checked_at >= $now
        WHERE checks.title_id IS NULL
        ORDER BY popularity DESC NULLS LAST, wanted.title_id
    """
