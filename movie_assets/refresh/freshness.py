"""How fresh titles are where people look, by source and tier. Who is due is not decided here."""

from __future__ import annotations

from dataclasses import dataclass

from movie_assets.refresh.policy import POLICY

# Views older than this say little of what is looked at now; the seed's app forgot them after 30.
VIEW_DAYS = 28


@dataclass(frozen=True, slots=True)
class Target:
    """How old an answer may be for titles at least this popular."""

    min_popularity: float
    max_age_days: float


def targets(source: str) -> tuple[Target, ...]:
    """The tiers' targets at a source, the most popular first, as the policy has them."""
    own = POLICY.of(source)
    return tuple(
        Target(tier.at_least, min(own.patience * tier.days, own.longest_days))
        for tier in POLICY.tiers
    )


def weights_sql() -> str:
    """SQL of how much each living title is looked at.

    Source: views `living` (title_id, popularity) and `seen` (title_id, views).
    Shape:  title_id, popularity (0 where unknown), weight: its views where anything was viewed at
            all, else 1 / rank by popularity (Zipf, s = 1), which views of a catalogue follow.
    """
    return """
        SELECT living.title_id, coalesce(popularity, 0) AS popularity,
               (CASE WHEN (SELECT coalesce(sum(views), 0) FROM seen) > 0
                     THEN coalesce(views, 0)::DOUBLE
                     ELSE 1.0 / row_number() OVER (
                         ORDER BY popularity DESC NULLS LAST, living.title_id) END
               )::DECIMAL(18, 9) AS weight -- sums of decimals are the same in any order
        FROM living LEFT JOIN seen ON seen.title_id = living.title_id
    """


def title_freshness_sql() -> str:
    """SQL of the contract's `title_freshness`.

    Source: views `weighted` (as `weights_sql` gives it), `checks` (contract source_check of the
            sources asked title by title), `whole` (source: those to be asked for every living
            title; of the others a title counts once it was asked for) and `target` (source,
            min_popularity, below, max_age_days: `below` is the next tier's, null in the first).
    Parameter: $now.
    """
    return """
        WITH tiered AS (
            SELECT title_id, weight, min_popularity
            FROM weighted JOIN (SELECT DISTINCT min_popularity, below FROM target)
              ON popularity >= min_popularity AND (below IS NULL OR popularity < below)
        ), told AS (
            SELECT source, array_to_string(string_split(title_id, '/')[1:2], '/') AS title_id,
                   max(good_at) AS good_at
            FROM checks GROUP BY ALL
        ), counted AS (
            SELECT source, min_popularity, count(*) AS titles, sum(weight) AS weight,
                   count(good_at) AS known_titles,
                   coalesce(sum(weight) FILTER (good_at IS NOT NULL), 0) AS known_weight,
                   count(*) FILTER (good_at + to_seconds(86400 * max_age_days) >= $now)
                       AS fresh_titles,
                   coalesce(sum(weight) FILTER (
                       good_at + to_seconds(86400 * max_age_days) >= $now), 0) AS fresh_weight,
                   sum(weight * (epoch($now) - epoch(good_at))::BIGINT)::DOUBLE / 86400
                       AS weighted_days,
                   min(good_at) AS oldest_good_at
            FROM told JOIN tiered USING (title_id)
            JOIN target USING (source, min_popularity) GROUP BY ALL
        ), everything AS (
            SELECT whole.source, min_popularity, count(*) AS titles, sum(weight) AS weight
            FROM tiered CROSS JOIN whole GROUP BY ALL
        )
        SELECT source, min_popularity, max_age_days AS target_days,
               coalesce(everything.titles, counted.titles) AS titles,
               coalesce(known_titles, 0) AS known_titles,
               coalesce(fresh_titles, 0) AS fresh_titles,
               coalesce(everything.weight, counted.weight)::DOUBLE AS weight,
               coalesce(known_weight, 0)::DOUBLE AS known_weight,
               coalesce(fresh_weight, 0)::DOUBLE AS fresh_weight,
               CASE WHEN known_weight > 0 THEN weighted_days / known_weight::DOUBLE END
                   AS weighted_age_days,
               oldest_good_at, $now AS measured_at
        FROM everything FULL JOIN counted USING (source, min_popularity)
        JOIN target USING (source, min_popularity)
    """
