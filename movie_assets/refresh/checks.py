"""How what was asked just now joins what is known of a title's checks, as SQL. Nobody is asked."""

from __future__ import annotations

from movie_assets.model.outcomes import FOUND_SQL, TITLE_OUTCOMES

_GOOD = ", ".join(f"'{outcome}'" for outcome in sorted(TITLE_OUTCOMES))


def joined_checks_sql() -> str:
    """SQL of the contract's `source_check`, of what a partition held and what came since.

    Source: views `held_checks` (contract source_check, a row a title), `fresh_checks` (the same, of
            answers read now or taken in from `hot`, several a title) and `told_news` (title_id,
            told_at: titles of which other facts than held were told now).
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
                   + count(DISTINCT told_at) AS changes,
               max(greatest(changed_at, told_at)) AS changed_at
        FROM counted LEFT JOIN told_news USING (title_id)
        GROUP BY source, title_id
    """


def told_news_sql() -> str:
    """SQL of the titles of which newer answers tell other facts than was held.

    Source: views `held_facts` and `fresh_facts` (contract source_record with its row_hash, of one
            source).
    Shape:  title_id, told_at. An answer read by another parser than the held one tells no news.
    """
    facts = f"""
        SELECT title_id, max(requested_at) AS told_at, any_value(parser_version) AS parser,
               string_agg(row_hash ORDER BY row_hash) AS facts
        FROM (SELECT * FROM %s WHERE {FOUND_SQL} QUALIFY rank() OVER (
                  PARTITION BY title_id ORDER BY requested_at DESC, answer_id DESC) = 1)
        GROUP BY title_id"""
    return f"""
        SELECT title_id, fresh.told_at FROM ({facts % "fresh_facts"}) AS fresh
        JOIN ({facts % "(FROM held_facts SEMI JOIN fresh_facts USING (title_id))"}) AS held
            USING (title_id)
        WHERE fresh.told_at > held.told_at AND fresh.parser = held.parser
          AND fresh.facts <> held.facts
    """
