"""Which title ids gave way to others. Spine and crosswalk say so; here it is only written up."""

from __future__ import annotations


def redirects_sql() -> str:
    """SQL of the contract's `title_redirect` for one partition.

    Source: views `known` (title_redirect so far), `spine` (title_spine of the partition), `links`
            (crosswalk of every partition, accepted) and `moved` (tmdb source_record with outcome
            moved). A title of the spine that is gone leads nowhere; one that TMDB answers with
            another id leads there; one that only IMDb knew leads to the title it turned out to be.
    Law:    a redirect keeps the day it was learned on. Parameter: $today.
    """
    return """
        WITH now AS (
            SELECT title_id AS from_title_id, external_ids[1].id AS to_title_id,
                   'merged' AS reason
            FROM moved WHERE len(external_ids) > 0
            UNION ALL
            SELECT title_id, NULL, 'gone' FROM spine
            WHERE state = 'gone' AND title_id NOT IN (SELECT title_id FROM moved)
            UNION ALL
            SELECT spine.title_id, links.title_id, 'imdb_linked'
            FROM spine JOIN links ON links.source = 'imdb' AND links.source_id = spine.imdb_id
            WHERE spine.origin = 'imdb' AND spine.state = 'active'
              AND links.title_id <> spine.title_id
        )
        SELECT now.*, coalesce(known.decided_on, $today) AS decided_on
        FROM now LEFT JOIN known ON known.from_title_id = now.from_title_id
            AND known.to_title_id IS NOT DISTINCT FROM now.to_title_id
    """
