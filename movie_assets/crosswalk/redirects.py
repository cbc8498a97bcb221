"""Which ids gave way to others, and where they ended, as SQL. What follows from it is elsewhere."""

from __future__ import annotations

from movie_assets.crosswalk.claims import PAGE_SOURCES
from movie_assets.crosswalk.following import IMDB_FORM, plain_names_sql
from movie_assets.model.outcomes import FOUND_SQL

# A chain of more steps than any source makes in its life is a loop.
MOST_STEPS = 20
_PAGES = ", ".join(f"'{source}'" for source in PAGE_SOURCES)


def stated_sql() -> str:
    """SQL of the moves that sources' own answers tell of: one step each, before chains are walked.

    Source: views `spine` (title_spine), `tmdb`, `wikidata` and `imdb_page` (contract source_record,
            newest answers), `imdb` (source_record: every title of IMDb's dataset) and `pages`
            (page_asked, with `was_led`: whether a redirect led from the address), of every
            partition. A guess that shows another page by itself was never that page's id.
    Shape:  source, from_source_id, to_source_id, stated_at; several rows an id where answers of
            several days tell of it.
    """
    return f"""
        WITH named AS (
            SELECT title_id, kind, year, directors, requested_at, {_imdb_ids()} AS ids,
                   {plain_names_sql("tmdb")} AS names
            FROM tmdb WHERE {FOUND_SQL}
        )
        SELECT 'tmdb' AS source, title_id AS from_source_id, external_ids[1].id AS to_source_id,
               requested_at AS stated_at
        FROM tmdb WHERE outcome = 'moved' AND len(external_ids) > 0
        UNION ALL
        {_merged_at_tmdb()}
        UNION ALL
        SELECT 'imdb', split_part(title_id, '/', 3), external_ids[1].id, requested_at
        FROM imdb_page WHERE outcome = 'moved' AND len(external_ids) > 0
        UNION ALL
        {_replaced_at_imdb()}
        UNION ALL
        SELECT source, source_id, page_source_id, requested_at
        FROM pages
        WHERE source IN ({_PAGES}) AND status = 'accepted' AND page_source_id <> source_id
          AND (was_led OR NOT starts_with(reason, 'guess'))
    """


def _imdb_ids() -> str:
    whole = f"one.source = 'imdb' AND regexp_full_match(one.id, '{IMDB_FORM}')"
    return f"[one.id FOR one IN external_ids IF {whole}]"


def _merged_at_tmdb() -> str:
    """SQL of titles TMDB no longer lists, which it takes down or merges without saying into what.

    Its twin is the one title of that name, year and kind, with the same IMDb id; where one of them
    has none, by the same director.
    """
    return """
        SELECT 'tmdb', gone.title_id, twin.title_id, gone.requested_at
        FROM (SELECT * FROM named SEMI JOIN (SELECT title_id FROM spine WHERE state = 'gone')
                  USING (title_id)) AS gone
        JOIN (SELECT * FROM named SEMI JOIN (SELECT title_id FROM spine WHERE state = 'active')
                  USING (title_id)) AS twin
          ON twin.kind = gone.kind AND twin.year = gone.year AND twin.names[1] = gone.names[1]
        WHERE list_has_any(gone.ids, twin.ids)
           OR (len(gone.ids) = 0 OR len(twin.ids) = 0)
              AND list_has_any(gone.directors, twin.directors)
        QUALIFY count(*) OVER (PARTITION BY gone.title_id) = 1
    """


def _replaced_at_imdb() -> str:
    """SQL of IMDb's ids that its dataset no longer has, by titles of which another is known.

    One side names the old id, the other the new one, which the dataset has under the title's own
    name, kind and year (±1); no second title names either.
    """
    return f"""
        SELECT 'imdb', old.id, new.id, old.requested_at
        FROM (
            SELECT * FROM (
                SELECT title_id, requested_at, unnest(ids) AS id FROM named
                UNION
                SELECT title_id, requested_at, unnest({_imdb_ids()}) FROM wikidata WHERE {FOUND_SQL}
            ) ANTI JOIN (SELECT source_id AS id FROM imdb) USING (id)
            QUALIFY count(DISTINCT title_id) OVER (PARTITION BY id) = 1
        ) AS old
        JOIN (
            SELECT title_id, id FROM (
                SELECT title_id, unnest(ids) AS id FROM named
                UNION
                SELECT title_id, unnest({_imdb_ids()}) FROM wikidata WHERE {FOUND_SQL}
            )
            QUALIFY count(DISTINCT title_id) OVER (PARTITION BY id) = 1
        ) AS new ON new.title_id = old.title_id AND new.id <> old.id
        JOIN named ON named.title_id = new.title_id
        JOIN imdb ON imdb.source_id = new.id AND imdb.kind = named.kind
                 AND abs(imdb.year - named.year) <= 1
                 AND list_has_any({plain_names_sql("imdb")}, named.names)
    """


def redirects_sql() -> str:
    """SQL of the contract's `source_redirect`: each id that moved, with where it ended.

    Source: views `known` (source_redirect so far), `stated` (see `stated_sql`) and `alive` (see
            `alive_sql`).
    Law:    of two words on an id the newest counts, that it was met as itself is one; A to B to C
            leads to C; ids that lead in a circle lead nowhere; what was known stands until its id
            is met as itself, and keeps its day. Parameter: $today.
    """
    return f"""
        WITH RECURSIVE fresh AS (
            SELECT stated.source, from_source_id,
                   arg_max(to_source_id, (stated_at, to_source_id)) AS to_source_id
            FROM stated LEFT JOIN alive ON alive.source = stated.source
                                       AND alive.source_id = stated.from_source_id
            WHERE from_source_id <> '' AND to_source_id <> '' AND from_source_id <> to_source_id
              AND (met_at IS NULL OR met_at <= stated_at)
            GROUP BY ALL
        ), edge AS (
            SELECT * FROM fresh
            UNION ALL
            SELECT known.source, from_source_id, to_source_id FROM known
            LEFT JOIN alive ON alive.source = known.source
                           AND alive.source_id = known.from_source_id
            WHERE (alive.source IS NULL OR met_at::DATE < decided_on)
              AND NOT EXISTS (FROM fresh WHERE fresh.source = known.source
                                           AND fresh.from_source_id = known.from_source_id)
        ), walked AS (
            SELECT source, from_source_id, to_source_id, 1 AS steps FROM edge
            UNION ALL
            SELECT walked.source, walked.from_source_id, edge.to_source_id, steps + 1
            FROM walked JOIN edge ON edge.source = walked.source
                                 AND edge.from_source_id = walked.to_source_id
            WHERE steps < {MOST_STEPS}
        ), ended AS (
            SELECT source, from_source_id, to_source_id FROM walked
            ANTI JOIN (SELECT source, from_source_id AS to_source_id FROM edge)
                USING (source, to_source_id)
        )
        SELECT ended.*, coalesce(known.decided_on, $today) AS decided_on
        FROM ended LEFT JOIN known USING (source, from_source_id, to_source_id)
        WHERE to_source_id <> from_source_id
    """


def alive_sql() -> str:
    """SQL of the ids that were met as themselves, over the views of `stated_sql`.

    Shape: source, source_id, met_at; null where a list of today has it, which lags behind answers.
    """
    return f"""
        SELECT source, source_id, max(requested_at) AS met_at FROM pages
        WHERE source IN ({_PAGES}) AND page_source_id = source_id
        GROUP BY source, source_id
        UNION ALL
        SELECT 'tmdb', title_id, NULL FROM spine WHERE state = 'active' AND origin = 'tmdb'
        UNION ALL
        SELECT 'imdb', source_id, NULL FROM imdb
    """
