"""Which title ids gave way to others, and what follows them. Here it is only written up."""

from __future__ import annotations


def redirects_sql() -> str:
    """SQL of the contract's `title_redirect` for one partition.

    Source: views `known` (title_redirect so far), `spine` (title_spine of the partition), `living`
            (title_id of every living title), `links` (crosswalk of every partition, accepted) and
            `redirects` (contract source_redirect, chains walked to their end). A title of the
            spine that is gone leads nowhere; one whose id TMDB or IMDb gave up for another leads to
            that one's title, where it lives; one that only IMDb knew leads to the title it turned
            out to be.
    Law:    a redirect keeps the day it was learned on. Parameter: $today.
    """
    return """
        WITH moved AS (
            SELECT from_source_id AS title_id, to_source_id AS to_title_id
            FROM redirects WHERE source = 'tmdb'
            UNION ALL
            SELECT 'imdb/' || from_source_id, links.title_id
            FROM redirects JOIN links ON links.source = 'imdb'
                                     AND links.source_id = redirects.to_source_id
            WHERE redirects.source = 'imdb'
        ), merged AS (
            SELECT title_id, to_title_id FROM moved
            SEMI JOIN spine USING (title_id)
            SEMI JOIN (SELECT title_id AS to_title_id FROM living) USING (to_title_id)
        ), now AS (
            SELECT title_id AS from_title_id, to_title_id, 'merged' AS reason FROM merged
            UNION ALL
            SELECT title_id, NULL, 'gone' FROM spine
            WHERE state = 'gone' AND title_id NOT IN (SELECT title_id FROM merged)
            UNION ALL
            SELECT spine.title_id, links.title_id, 'imdb_linked'
            FROM spine JOIN links ON links.source = 'imdb' AND links.source_id = spine.imdb_id
            WHERE spine.origin = 'imdb' AND spine.state = 'active'
              AND links.title_id <> spine.title_id
              AND spine.title_id NOT IN (SELECT title_id FROM merged)
        )
        SELECT now.*, coalesce(known.decided_on, $today) AS decided_on
        FROM now LEFT JOIN known ON known.from_title_id = now.from_title_id
            AND known.to_title_id IS NOT DISTINCT FROM now.to_title_id
    """


def scores_of_today_sql(seen: str, redirects: str) -> str:
    """SQL of score histories under the ids of today, so that a record that moved keeps its own.

    Source: `seen` is a relation of contract score_seen, `redirects` one of source_redirect.
    Law:    of one moment what was seen under the id of today counts.
    """
    moment = "source, source_id, publisher, metric, season, episode, observed_at"
    return f"""
        WITH moved AS (
            SELECT seen.* REPLACE (redirects.to_source_id AS source_id)
            FROM {seen} AS seen JOIN {redirects} AS redirects
              ON redirects.source = seen.source AND redirects.from_source_id = seen.source_id
            QUALIFY row_number() OVER (
                PARTITION BY seen.source, redirects.to_source_id, publisher, metric, season,
                             episode, observed_at
                ORDER BY value IS NULL, answer_id) = 1
        )
        SELECT seen.* FROM {seen} AS seen ANTI JOIN {redirects} AS redirects
            ON redirects.source = seen.source AND redirects.from_source_id = seen.source_id
        UNION ALL BY NAME
        SELECT * FROM moved ANTI JOIN (SELECT {moment} FROM {seen}) USING ({moment})
    """
