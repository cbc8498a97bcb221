"""The score model and the newest score of each publisher. Histories are kept in `history`."""

from __future__ import annotations

from dataclasses import dataclass

MODEL_VERSION = "1"
SEEN_VERSION = "2"  # of how scores are taken from records


@dataclass(frozen=True, slots=True)
class PublisherWeight:
    """What one publisher's scores are like: their usual mean, and how many votes outweigh it."""

    publisher: str
    metric: str
    prior_percent: float
    prior_count: float


# prior_percent: the publisher's mean over widely rated titles, from public datasets (IMDb 6.5 of
# 10, Tomatometer 60, Metascore 57 …). prior_count: where a score is worth as much as that mean;
# a critic's review counts for more than an anonymous vote, so those need fewer.
WEIGHTS = (
    PublisherWeight("imdb", "audience", 65.0, 500),
    PublisherWeight("tmdb", "audience", 65.0, 50),
    PublisherWeight("rotten_tomatoes", "audience", 63.0, 250),
    PublisherWeight("metacritic", "audience", 67.0, 20),
    PublisherWeight("rotten_tomatoes", "critics", 60.0, 8),
    PublisherWeight("metacritic", "critics", 57.0, 5),
)


# Of a rating, what is kept as a score.
_AS_SEEN = "{" + ", ".join(
    f"'{name}': rating.{name}"
    for name in (
        "publisher", "metric", "value", "scale_max", "percent", "count", "count_is_lower_bound",
    )
) + "}"  # fmt: skip


def scores_seen_sql(source: str) -> str:
    """SQL of the contract's `score_seen` as one source shows it now.

    Source: views `records` (contract source_record of that source), `episodes` (contract
            source_episode of it, episode 0 a season itself), `imdb_episodes` (contract
            imdb_episode, read for IMDb alone) and `known` (contract score_seen, what was held).
    Shape:  a row a score shown, and one with no value for each score the newest record of a title
            shows no more: taken away is not the same as never asked again.
    """
    imdb_episodes = """
        UNION ALL BY NAME
        SELECT 'imdb' AS source, parent_tconst AS source_id, season, episode, requested_at,
               answer_id,
               {'publisher': 'imdb', 'metric': 'audience', 'value': e.rating, 'scale_max': 10.0,
                'percent': round(10 * e.rating, 4), 'count': votes,
                'count_is_lower_bound': false} AS rating
        FROM imdb_episodes e JOIN records ON source_id = parent_tconst
        WHERE e.rating IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY parent_tconst, season, episode ORDER BY votes DESC, tconst) = 1
    """
    key = "source, source_id, publisher, metric, season, episode"
    # A season shows in the show's answer and in one of its own, which knows how many voted.
    return f"""
        WITH told AS (
            SELECT source, source_id, -1 AS season, -1 AS episode, requested_at, answer_id,
                   unnest(ratings) AS rating FROM records
            UNION ALL BY NAME
            SELECT source, source_id, one.season, -1 AS episode, requested_at, answer_id,
                   unnest(one.ratings) AS rating
            FROM (SELECT *, unnest(seasons) AS one FROM records)
            UNION ALL BY NAME
            SELECT source, source_id, season, CASE WHEN episode = 0 THEN -1 ELSE episode END
                       AS episode,
                   requested_at, answer_id, unnest(ratings) AS rating FROM episodes
        ), shown AS (
            SELECT source, source_id, rating.publisher, rating.metric, season, episode,
                   rating.value, rating.scale_max, rating.percent, rating.count,
                   rating.count_is_lower_bound, requested_at AS observed_at, answer_id
            FROM (SELECT source, source_id, season, episode, requested_at, answer_id,
                         {_AS_SEEN} AS rating FROM told
                  {imdb_episodes if source == "imdb" else ""})
            QUALIFY row_number() OVER (
                PARTITION BY source, source_id, rating.publisher, rating.metric, season, episode
                ORDER BY rating.count DESC NULLS LAST, requested_at DESC, answer_id) = 1
        ), newest AS (
            SELECT * FROM known
            QUALIFY row_number() OVER (PARTITION BY {key} ORDER BY observed_at DESC) = 1
        )
        SELECT * FROM shown
        UNION ALL BY NAME
        SELECT {key}, NULL AS value, scale_max, NULL AS percent, NULL AS count,
               false AS count_is_lower_bound, records.requested_at AS observed_at,
               records.answer_id
        FROM (SELECT * EXCLUDE (answer_id) FROM newest ANTI JOIN shown USING ({key})) AS lost
        JOIN records USING (source, source_id)
        WHERE lost.value IS NOT NULL AND records.requested_at > lost.observed_at
    """


def newest_scores_sql() -> str:
    """SQL of the contract's `title_score`.

    Source: views `seen` (contract score_seen of linked records) and `links` (title_id, source,
            source_id; accepted). A publisher's own source wins over one that quotes it; a score
            that was taken away (null value) is no row.
    """
    return """
        SELECT links.title_id, publisher, metric, season, episode, value, scale_max, percent,
               count, count_is_lower_bound, seen.source, seen.source_id, observed_at
        FROM (
            SELECT * FROM seen
            QUALIFY row_number() OVER (
                PARTITION BY source, source_id, publisher, metric, season, episode
                ORDER BY observed_at DESC) = 1
        ) AS seen JOIN links ON links.source = seen.source AND links.source_id = seen.source_id
        WHERE value IS NOT NULL
        QUALIFY row_number() OVER (
            PARTITION BY links.title_id, publisher, metric, season, episode
            ORDER BY (publisher = seen.source) DESC, count DESC NULLS LAST, seen.source,
                     seen.source_id) = 1
    """


def observations_sql() -> str:
    """SQL of the contract's `score_observation`: every score seen, by the title of its record.

    Source: views `seen` and `links` as for `newest_scores_sql`.
    """
    return """
        SELECT links.title_id, seen.* EXCLUDE (source_id)
        FROM seen JOIN links ON links.source = seen.source AND links.source_id = seen.source_id
    """


def summary_sql() -> str:
    """SQL of the contract's `title_score_summary` over a view `scores` (contract title_score).

    Formula: each publisher's percent is shrunk towards its prior,
        s = (n·p + m·μ) / (n + m)   with n votes, percent p, prior mean μ and prior count m;
    audience and critics are the means of their publishers' s, weighted by n / (n + m), which is
    how much of s is the title's own; overall is the mean of the two there are. A count that is
    unknown weighs as the prior count does. Units: percent; null where there is no score at all.
    """
    rows = ", ".join(
        f"('{w.publisher}', '{w.metric}', {w.prior_percent}, {w.prior_count})" for w in WEIGHTS
    )
    return f"""
        WITH weights (publisher, metric, mu, m) AS (VALUES {rows}),
        shrunk AS (
            SELECT title_id, metric, percent, count,
                   (coalesce(count, m) * percent + m * mu) / (coalesce(count, m) + m) AS s,
                   greatest(coalesce(count, m), 1) / (coalesce(count, m) + m) AS weight
            FROM scores JOIN weights USING (publisher, metric)
            WHERE season = -1 AND episode = -1
        ), sides AS (
            SELECT title_id, metric, sum(s * weight) / sum(weight) AS score,
                   sum(count)::BIGINT AS count, avg(percent) AS plain
            FROM shrunk GROUP BY title_id, metric
        ), wide AS (
            SELECT title_id,
                   any_value(score) FILTER (WHERE metric = 'audience') AS audience,
                   any_value(count) FILTER (WHERE metric = 'audience') AS audience_count,
                   any_value(score) FILTER (WHERE metric = 'critics') AS critics,
                   any_value(count) FILTER (WHERE metric = 'critics') AS critics_count,
                   any_value(plain) FILTER (WHERE metric = 'audience') AS plain_audience,
                   any_value(plain) FILTER (WHERE metric = 'critics') AS plain_critics
            FROM sides GROUP BY title_id
        )
        SELECT title_id, round(audience, 4) AS audience, audience_count,
               round(critics, 4) AS critics, critics_count,
               round(list_avg([audience, critics]), 4) AS overall,
               round(plain_audience, 4) AS plain_audience,
               round(plain_critics, 4) AS plain_critics,
               round(list_avg([plain_audience, plain_critics]), 4) AS plain_overall,
               '{MODEL_VERSION}' AS model_version
        FROM wide
    """
