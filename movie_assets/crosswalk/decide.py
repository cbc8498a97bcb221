"""What claims are worth, and which of them hold one to one. No record is compared here."""

from __future__ import annotations

from movie_assets.crosswalk.following import IMDB_FORM

RULE_VERSION = "ids-5"
ACCEPT_AT = 0.95
REVIEW_AT = 0.40
# The matcher's weights were fitted where nearly every record has its title. Of the records no id
# ties only one in ten has (the universe's IMDb: 26 of 26 right above 0.88, 0 of 2 at 0.7).
ACCEPT_MATCH_AT = 0.85
ALIKE = 80  # of 100: titles differ by articles and punctuation, not by words

# What a claim of ids is worth, first that fits; the numbers are prior belief until the matcher's
# calibration replaces them, ordered so that agreement always beats a single voice.
_PROBABILITY = f"""
    CASE WHEN moved_to IS NOT NULL THEN 0.0
         WHEN source = 'tmdb' OR list_contains(voters, 'imdb') THEN 1.0
         WHEN source = 'imdb' AND record_kind IS NULL
          AND NOT regexp_full_match(source_id, '{IMDB_FORM}') THEN 0.0
         WHEN page_status = 'accepted' AND len(voters) >= 2 THEN 0.999
         WHEN page_status = 'accepted' THEN 0.99
         WHEN page_status = 'review' AND len(voters) >= 2 THEN 0.90
         WHEN page_status = 'review' THEN 0.50
         WHEN page_status = 'rejected' AND len(voters) >= 2 THEN 0.40
         WHEN page_status = 'rejected' THEN 0.02
         WHEN record_kind IS NOT NULL AND record_kind <> kind THEN 0.02
         WHEN starts_with(source, 'drop/') THEN
             CASE WHEN near_name OR near_year THEN 0.995 ELSE 0.50 END
         WHEN len(voters) >= 2 AND record_kind IS NULL AND source = 'imdb' THEN 0.97
         WHEN len(voters) >= 2 AND (near_name OR near_year OR record_kind IS NULL) THEN 0.999
         WHEN len(voters) >= 2 THEN 0.90
         WHEN source = 'wikidata' AND list_contains(voters, 'wikidata') THEN 0.99
         WHEN source <> 'imdb' THEN 0.98
         WHEN record_kind IS NULL THEN 0.60
         WHEN near_name AND near_year THEN 0.995
         WHEN near_name OR near_year THEN 0.97
         ELSE 0.50
    END
"""


def candidates_sql() -> str:
    """SQL of the contract's `crosswalk_candidate` over a view `claims` with name_similarity."""
    return f"""
        WITH seen AS (
            SELECT *, coalesce(name_similarity >= {ALIKE}, false) AS near_name,
                   coalesce(abs(title_year - record_year) <= 1, false) AS near_year
            FROM claims
        )
        SELECT title_id, kind, source, source_id,
               CASE WHEN page_status IS NOT NULL THEN 'verified_url' ELSE 'id' END AS method,
               {_PROBABILITY} AS probability,
               json_object(
                   'voters', voters,
                   'record_known', record_kind IS NOT NULL,
                   'kind_agrees', record_kind = kind,
                   'name_similarity', round(name_similarity, 1),
                   'year_difference', record_year - title_year,
                   'page', page_evidence::JSON,
                   'moved_to', moved_to
               )::VARCHAR AS evidence,
               '{RULE_VERSION}' AS rule_version
        FROM seen
    """


def links_sql() -> str:
    """SQL of the contract's `crosswalk` over a view `candidates` of every partition.

    A pair is accepted when each is the other's best and it is likely enough (`holds`). What ids and
    pages say goes before what names and fields do. A title that only IMDb knows never takes a
    record from a title of the spine, and has no row beside it: the redirect says where it went;
    only a match by names that is in doubt leaves it its record. A claim too weak to review stands
    in nobody's way. Ties break by id, so the answer does not depend on order or partitions.
    Parameter: $now, the run's clock.
    """
    by_worth = "NOT holds, method = 'blocked_match', probability DESC"
    return f"""
        WITH best AS (
            SELECT *, probability >= CASE WHEN method = 'blocked_match'
                                          THEN {ACCEPT_MATCH_AT} ELSE {ACCEPT_AT} END AS holds
            FROM candidates
            QUALIFY row_number() OVER (PARTITION BY title_id, source, source_id
                                       ORDER BY {by_worth}, method) = 1
        ), tiered AS (
            SELECT *, CASE WHEN probability < {REVIEW_AT} THEN 3
                           WHEN method = 'blocked_match' AND NOT holds THEN 2
                           WHEN starts_with(title_id, 'imdb/') THEN 1 ELSE 0 END AS tier
            FROM best
        ), ranked AS (
            SELECT *,
                   row_number() OVER record AS record_rank,
                   row_number() OVER title AS title_rank,
                   first_value(holds) OVER title AS title_is_held,
                   nth_value(title_id, 2) OVER whole AS second_title,
                   nth_value(probability, 2) OVER whole AS second_probability,
                   first_value(title_id) OVER whole AS first_title,
                   first_value(probability) OVER whole AS first_probability,
                   first_value(holds AND tier = 0) OVER whole AS record_is_held
            FROM tiered
            WINDOW record AS (PARTITION BY source, source_id ORDER BY tier, {by_worth}, title_id),
                   title AS (PARTITION BY title_id, source ORDER BY {by_worth}, source_id),
                   whole AS (PARTITION BY source, source_id ORDER BY tier, {by_worth}, title_id
                             ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)
        )
        SELECT title_id, kind, source, source_id,
               CASE WHEN probability < {REVIEW_AT} THEN 'rejected'
                    WHEN record_rank > 1 AND record_is_held THEN 'rejected'
                    WHEN record_rank = 1 AND title_rank = 1 AND holds THEN 'accepted'
                    WHEN method = 'blocked_match' AND title_rank > 1 AND title_is_held
                         THEN 'rejected'
                    ELSE 'review' END AS status,
               method, probability, evidence,
               CASE WHEN record_rank = 1 THEN second_title ELSE first_title END AS runner_up,
               CASE WHEN record_rank = 1 THEN second_probability
                    ELSE first_probability END AS runner_up_probability,
               $now AS decided_at, rule_version
        FROM ranked
        WHERE NOT (starts_with(title_id, 'imdb/') AND record_rank > 1)
    """
