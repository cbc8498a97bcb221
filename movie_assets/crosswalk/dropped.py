"""Which titles the records of dropped files may be: by ids, else by a name nobody shares. Pure."""

from __future__ import annotations

from movie_assets.model.plain_names import plain_name_sql

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
            found ones) of every partition.
    Shape:  voters are `id` where an id of the record is one of the title's, `name` where its
            name and year (±1) are those of one title alone, and of one record of the file alone.
    """
    return f"""
        WITH title_id_known AS (
            SELECT title_id, 'tmdb' AS source, title_id AS id FROM tmdb
            UNION
            SELECT title_id, unnest(external_ids).source, unnest(external_ids).id FROM tmdb
            UNION
            SELECT title_id, unnest(external_ids).source, unnest(external_ids).id FROM wikidata
        ), record_id AS (
            SELECT source, source_id, substr(source, {len(PREFIX) + 1}) AS given_by,
                   source_id AS id FROM dropped
            UNION
            SELECT source, source_id, one.source,
                   CASE WHEN one.source = 'tmdb' AND NOT contains(one.id, '/')
                        THEN kind || '/' || one.id ELSE one.id END
            FROM (SELECT source, source_id, kind, unnest(external_ids) AS one FROM dropped)
        ), title_name AS (
            SELECT DISTINCT title_id, kind, year, {plain_name_sql("name")} AS plain
            FROM (SELECT title_id, kind, year, unnest([title, original_title]) AS name FROM tmdb)
            WHERE name IS NOT NULL AND year IS NOT NULL
        ), record_name AS (
            SELECT DISTINCT source, source_id, kind, year, {plain_name_sql("name")} AS plain
            FROM (SELECT source, source_id, kind, year, unnest([title, original_title]) AS name
                  FROM dropped)
            WHERE name IS NOT NULL AND year IS NOT NULL
        ), alike AS (
            SELECT t.title_id, r.source, r.source_id
            FROM record_name AS r JOIN title_name AS t
              ON t.plain = r.plain AND t.kind = r.kind AND abs(t.year - r.year) <= 1
            WHERE r.plain <> ''
            QUALIFY count(DISTINCT t.title_id) OVER (PARTITION BY r.source, r.source_id) = 1
                AND count(DISTINCT r.source_id) OVER (PARTITION BY r.source, t.title_id) = 1
        ), said AS (
            SELECT title_id, record_id.source, source_id, 'id' AS voter
            FROM record_id JOIN title_id_known AS known
              ON known.source = record_id.given_by AND known.id = record_id.id
            UNION
            SELECT title_id, source, source_id, 'name' FROM alike
        )
        SELECT tmdb.title_id, tmdb.kind, said.source, said.source_id,
               list_sort(list(DISTINCT voter)) AS voters,
               list_filter([any_value(tmdb.title), any_value(tmdb.original_title)],
                           x -> x IS NOT NULL) AS title_names,
               any_value(tmdb.year) AS title_year, any_value(dropped.kind) AS record_kind,
               list_filter([any_value(dropped.title), any_value(dropped.original_title)],
                           x -> x IS NOT NULL) AS record_names,
               any_value(dropped.year) AS record_year
        FROM said
        JOIN tmdb ON tmdb.title_id = said.title_id
        JOIN dropped ON dropped.source = said.source AND dropped.source_id = said.source_id
        GROUP BY tmdb.title_id, tmdb.kind, said.source, said.source_id
    """
