"""Which titles the records of dropped files say they are, by ids. Names are the matcher's."""

from __future__ import annotations

# Links of a dropped file's records stand under this and its mapping's source: `drop/the_numbers`.
# Inside each the links are one to one, so that two files never compete for a title.
PREFIX = "drop/"


def drop_records_sql(records: str) -> str:
    """SQL of dropped records under the names their links have, the newest of each.

    Source: `records` is a relation of contract source_record over every dropped file.
    Shape:  contract source_record; `source` is `drop/<source>`.
    """
    return f"""
        SELECT * REPLACE ('{PREFIX}' || source AS source)
        FROM {records}
        QUALIFY row_number() OVER (PARTITION BY source, source_id
                                   ORDER BY requested_at DESC, answer_id DESC) = 1
    """


def dropped_claims_sql() -> str:
    """SQL of claims of dropped records on titles, shaped as `claims_sql` has them.

    Source: views `dropped` (drop_records_sql), `tmdb` and `wikidata` (contract source_record,
            found ones) of every partition, and `redirects` (source_redirect).
    Shape:  one row a title and record of which an id is the same today. What names and fields say
            of the other records is the matcher's (see `unclaimed`).
    """
    return f"""
        WITH title_id_given AS (
            SELECT title_id, 'tmdb' AS source, title_id AS id FROM tmdb
            UNION
            SELECT title_id, unnest(external_ids).source, unnest(external_ids).id FROM tmdb
            UNION
            SELECT title_id, unnest(external_ids).source, unnest(external_ids).id FROM wikidata
        ), record_id_given AS (
            SELECT source, source_id, substr(source, {len(PREFIX) + 1}) AS given_by,
                   source_id AS id FROM dropped
            UNION
            SELECT source, source_id, one.source AS given_by,
                   CASE WHEN one.source = 'tmdb' AND NOT contains(one.id, '/')
                        THEN kind || '/' || one.id ELSE one.id END
            FROM (SELECT source, source_id, kind, unnest(external_ids) AS one FROM dropped)
        ), title_id_known AS (
            {_of_today("title_id_given", "source")}
        ), record_id AS (
            {_of_today("record_id_given", "given_by")}
        ), said AS (
            SELECT DISTINCT title_id, record_id.source, source_id
            FROM record_id JOIN title_id_known AS known
              ON known.source = record_id.given_by AND known.id = record_id.id
        )
        SELECT tmdb.title_id, tmdb.kind, said.source, said.source_id,
               ['id'] AS voters,
               list_filter([tmdb.title, tmdb.original_title], x -> x IS NOT NULL) AS title_names,
               tmdb.year AS title_year, dropped.kind AS record_kind,
               list_filter([dropped.title, dropped.original_title], x -> x IS NOT NULL)
                   AS record_names,
               dropped.year AS record_year
        FROM said
        JOIN tmdb ON tmdb.title_id = said.title_id
        JOIN dropped ON dropped.source = said.source AND dropped.source_id = said.source_id
    """


def _of_today(given: str, source: str) -> str:
    """SQL of rows with an `id` of some source, each under the id that took its place."""
    return (
        f"SELECT given.* REPLACE (coalesce(moved.to_source_id, id) AS id) FROM {given} AS given "
        f"LEFT JOIN redirects AS moved ON moved.source = given.{source} "
        "AND moved.from_source_id = given.id"
    )
