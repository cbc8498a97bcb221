"""Who says which ids belong together. What a claim is worth is decided in `decide`."""

from __future__ import annotations

from movie_assets.crosswalk.following import claims_of_today_sql

# The sources whose records are linked to titles, in the order they are looked at.
LINKED_SOURCES = (
    "tmdb", "imdb", "wikidata", "rotten_tomatoes", "metacritic", "tv_tropes", "wikipedia",
)  # fmt: skip
# Sources of which a page is read and judged before it counts as a title's.
PAGE_SOURCES = ("rotten_tomatoes", "metacritic", "tv_tropes")


def claims_sql() -> str:
    """SQL of every id claim, one row a (title, source, source_id) with its voters.

    Source: views `tmdb`, `wikidata`, `wikipedia` (contract source_record, found ones), `pages`
            (contract page_asked) and `spine` (title_spine), all of one partition, `imdb`
            (source_record) of every partition, whose record's own names and year are put beside
            the title's for the comparison, and `redirects` (source_redirect).
    Shape:  title_id, kind, source, source_id, voters[], title_names[], title_year, record_kind,
            record_names[], record_year; names are plain texts, empty where nothing is known. A
            page that was read stands by its verdict: page_status, page_evidence. A claim on an id
            that gave way to another counts for that one, and says so where it was made: moved_to.
    """
    sources = ", ".join(f"'{name}'" for name in LINKED_SOURCES)
    return f"""
        WITH judged AS (
            {_judged_pages()}
        ), said AS (
            SELECT title_id, kind, 'tmdb' AS source, source_id, 'tmdb' AS voter FROM tmdb
            UNION ALL
            SELECT title_id, kind, unnest(external_ids).source, unnest(external_ids).id, 'tmdb'
            FROM tmdb
            UNION ALL
            SELECT title_id, kind, 'wikidata', source_id, 'wikidata' FROM wikidata
            UNION ALL
            SELECT title_id, kind, unnest(external_ids).source, unnest(external_ids).id, 'wikidata'
            FROM wikidata
            UNION ALL
            SELECT title_id, kind, 'imdb', imdb_id, 'imdb' FROM spine WHERE origin = 'imdb'
            UNION ALL
            SELECT title_id, spine.kind, 'wikipedia', source_id, 'wikidata'
            FROM wikipedia JOIN spine USING (title_id)
            UNION ALL
            SELECT title_id, spine.kind, source, source_id, 'page'
            FROM judged JOIN spine USING (title_id)
        ), claim AS (
            SELECT * FROM said WHERE source IN ({sources}) AND source_id <> ''
        ), today AS (
            {claims_of_today_sql("claim")}
        ), votes AS (
            SELECT title_id, kind, source, source_id, moved_to,
                   list_sort(list_distinct(list(voter))) AS voters
            FROM (
                FROM today
                UNION ALL
                SELECT * REPLACE (moved_to AS source_id, NULL AS moved_to) FROM today
                WHERE moved_to IS NOT NULL
            )
            GROUP BY ALL
        )
        SELECT votes.*,
               list_filter([tmdb.title, tmdb.original_title], x -> x IS NOT NULL) AS title_names,
               tmdb.year AS title_year,
               imdb.kind AS record_kind,
               list_filter([imdb.title, imdb.original_title], x -> x IS NOT NULL) AS record_names,
               imdb.year AS record_year, judged.status AS page_status,
               judged.evidence AS page_evidence
        FROM votes
        LEFT JOIN judged ON judged.title_id = votes.title_id AND judged.source = votes.source
                        AND judged.source_id = votes.source_id
        LEFT JOIN tmdb ON tmdb.title_id = votes.title_id
        LEFT JOIN imdb ON votes.source = 'imdb' AND imdb.source_id = votes.source_id
        ORDER BY title_id, source, source_id
    """


def _judged_pages() -> str:
    """SQL of the pages that were read, by the id the page has: the newest verdict on each.

    Of several pages that were once accepted for a title only the last one is: it moved.
    """
    return """
        SELECT source, title_id, source_id, evidence,
               CASE WHEN status = 'accepted' AND rank() OVER (
                        PARTITION BY source, title_id, status
                        ORDER BY requested_at DESC, source_id) > 1
                    THEN 'rejected' ELSE status END AS status
        FROM (
            SELECT pages.source, title_id, status, evidence, requested_at,
                   coalesce(redirects.to_source_id, page_source_id) AS source_id
            FROM pages
            LEFT JOIN redirects ON redirects.source = pages.source
                               AND redirects.from_source_id = page_source_id
            WHERE status IS NOT NULL AND page_source_id IS NOT NULL
            QUALIFY row_number() OVER (
                PARTITION BY pages.source, title_id, coalesce(to_source_id, page_source_id)
                ORDER BY requested_at DESC, pages.source_id) = 1
        )
    """
