"""How what was asked just now joins what is known of a title's checks, as SQL. Nobody is asked."""

from __future__ import annotations

from movie_assets.model.outcomes import FOUND_SQL, TITLE_OUTCOMES

_GOOD = ", ".join(f"'{outcome}'" for outcome in sorted(TITLE_OUTCOMES))


def joined_checks_sql() -> str:
    """SQL of the contract's `source_check`, of what a partition held and what came since.

    Source: views `held_checks` (contract source_check, a row a title), `fresh_checks` (the same, of
            answers read now or taken in from `hot`, several a title) and `told_news` (title_id,
            news, told_at: titles of which other facts were told, how often and when last).
    Law:    only rows newer than what was held count, so a row met twice (by a replay, or in a file
            of `hot` that still stands) changes no count; a good answer ends a row of failures; an
            answer read again with another parser ended as that parser says.
    """
    newest = "(checked_at, is_fresh, answer_id)"
    return f"""
        WITH rows AS (
            SELECT * REPLACE (CASE WHEN good_at < checked_at OR answer_id NOT IN
                                  (SELECT answer_id FROM fresh_checks) THEN good_at END AS good_at),
                   false AS is_fresh FROM held_checks
            UNION ALL BY NAME SELECT *, true AS is_fresh FROM fresh_checks
        ), dated AS (
            SELECT *, max(checked_at) FILTER (WHERE NOT is_fresh) OVER titles AS held_at,
                   max(good_at) OVER titles AS newest_good
            FROM rows WINDOW titles AS (PARTITION BY source, title_id)
        ), counted AS (
            SELECT *, NOT is_fresh OR held_at IS NULL OR checked_at > held_at AS counts FROM dated
        )
        SELECT source, title_id, max(checked_at) AS checked_at,
               arg_max(outcome, {newest}) AS outcome, max(good_at) AS good_at,
               arg_max(answer_id, {newest}) AS answer_id,
               CASE WHEN arg_max(outcome, {newest}) IN ({_GOOD}) THEN 0
                    ELSE coalesce(sum(failures) FILTER (
                        WHERE counts AND coalesce(checked_at >= newest_good, true)), 0)
                    END AS failures,
               coalesce(sum(answers) FILTER (WHERE counts), 0) AS answers,
               coalesce(sum(changes) FILTER (WHERE counts), 0)
                   + coalesce(any_value(news), 0) AS changes,
               max(greatest(changed_at, told_at)) AS changed_at
        FROM counted LEFT JOIN told_news USING (title_id)
        GROUP BY source, title_id
    """


def told_news_sql() -> str:
    """SQL of how often newer answers told other facts than the one before them, by title.

    Source: views `held_facts` and `fresh_facts` (contract source_record with its row_hash, of one
            source; of fresh answers a title may have several).
    Shape:  title_id, news, told_at (the newest time). An answer read by another parser than the one
            before tells no news. Read at once or one by one, answers come to the same.
    """
    return f"""
        WITH told AS (
            SELECT title_id, requested_at, bool_or(is_held) AS is_held,
                   any_value(parser_version) AS parser,
                   string_agg(DISTINCT row_hash ORDER BY row_hash) AS facts
            FROM (
                SELECT title_id, requested_at, parser_version, row_hash, true AS is_held
                FROM held_facts SEMI JOIN fresh_facts USING (title_id) WHERE {FOUND_SQL}
                UNION ALL
                SELECT title_id, requested_at, parser_version, row_hash, false
                FROM fresh_facts WHERE {FOUND_SQL}
            ) GROUP BY title_id, requested_at
        ), compared AS (
            SELECT *, lag(parser) OVER answers AS parser_before,
                   lag(facts) OVER answers AS facts_before,
                   max(requested_at) FILTER (WHERE is_held) OVER (PARTITION BY title_id) AS held_at
            FROM told WINDOW answers AS (PARTITION BY title_id ORDER BY requested_at)
        )
        SELECT title_id, count(*) AS news, max(requested_at) AS told_at FROM compared
        WHERE parser = parser_before AND facts <> facts_before
          AND (held_at IS NULL OR requested_at > held_at)
        GROUP BY title_id
    """
