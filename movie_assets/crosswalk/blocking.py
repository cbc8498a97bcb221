"""Which records and titles are worth comparing: candidate pairs, as SQL. Nothing is judged here.

All of it reads four views:
    title        title_no, kind, year
    record       record_no, kind, year, slug_year
    title_form   title_no, form, text, key, numbers; one row a (title, key)
    record_form  record_no, form, text, key, numbers; one row a (record, key)
"""

from __future__ import annotations

NEAR_YEARS = 4  # a film reaches another country's cinemas within them, nearly always
RARE_YEARS = 45  # a name that few titles have may be told by itself: re-releases, restorations
RARE_NAMES = 3
FUZZY_YEARS = 2
PART_TITLES = 40  # "The Movie" is half the name of many titles and tells none of them
WORD_LETTERS = 5  # words are compared by their first letters: Adventure, Adventures
COMMON_WORDS = 150  # titles a year window may hold of a word before the word tells nothing
BEST_FUZZY = 8


def key_counts_sql() -> str:
    """SQL of how many titles have a key as a name of their own: key, titles."""
    return """
        SELECT key, count(DISTINCT title_no) AS titles
        FROM title_form WHERE form IN ('m', 'b') GROUP BY key
    """


def same_name_sql() -> str:
    """SQL of the pairs with a key in common, in a year that can be: record_no, title_no.

    Source: also a view `key_count` (see `key_counts_sql`).
    """
    return f"""
        SELECT DISTINCT r.record_no, t.title_no
        FROM record_form AS rf
        JOIN title_form AS tf USING (key)
        JOIN record AS r USING (record_no)
        JOIN title AS t USING (title_no)
        LEFT JOIN key_count AS k USING (key)
        WHERE t.kind = r.kind
          AND CASE
              WHEN rf.form IN ('h', 't') AND tf.form IN ('h', 't') THEN false
              WHEN rf.form IN ('h', 't') OR tf.form IN ('h', 't')
                  THEN coalesce(k.titles, 0) <= {PART_TITLES}
                       AND least(abs(t.year - r.year), abs(t.year - r.slug_year)) <= {FUZZY_YEARS}
              WHEN r.year IS NULL OR t.year IS NULL THEN coalesce(k.titles, 0) <= {PART_TITLES}
              ELSE least(abs(t.year - r.year), abs(t.year - r.slug_year)) <=
                   CASE WHEN k.titles <= {RARE_NAMES} THEN {RARE_YEARS} ELSE {NEAR_YEARS} END
              END
    """


def without_sql() -> str:
    """SQL of the records for which no title of the same name is near: record_no.

    Source: also a view `same_name` (see `same_name_sql`).
    """
    return """
        SELECT record_no FROM record
        EXCEPT
        SELECT p.record_no
        FROM same_name AS p
        JOIN record AS r USING (record_no)
        JOIN title AS t USING (title_no)
        JOIN record_form AS rf USING (record_no)
        JOIN title_form AS tf ON tf.title_no = p.title_no AND tf.key = rf.key
        WHERE rf.form IN ('m', 'b') AND tf.form IN ('m', 'b')
          AND abs(t.year - coalesce(r.slug_year, r.year)) <= 1
    """


def title_words_sql() -> str:
    """SQL of the words in the titles' names, by their beginning: word, year, title_no."""
    return f"""
        SELECT DISTINCT left(word, {WORD_LETTERS}) AS word, year, title_no
        FROM (SELECT title_no, unnest(string_split(text, ' ')) AS word
              FROM title_form WHERE form IN ('m', 'b'))
        JOIN title USING (title_no)
        WHERE len(word) > 2 OR word <= '9~'
    """


def similar_name_sql() -> str:
    """SQL of the pairs that share rare words in a near year, the best few: record_no, title_no.

    Source: also views `title_word` (see `title_words_sql`), `word_count` (word, year, titles: how
            many of them) and `without` (see `without_sql`).
    """
    return f"""
        WITH asked AS (
            SELECT DISTINCT record_no, left(word, {WORD_LETTERS}) AS word,
                   unnest(range(year - {FUZZY_YEARS}, year + {FUZZY_YEARS} + 1)) AS year
            FROM (SELECT record_no, word, unnest([year, slug_year]) AS year
                  FROM (SELECT record_no, unnest(string_split(text, ' ')) AS word
                        FROM record_form WHERE form IN ('m', 'b', 's'))
                  JOIN record USING (record_no) SEMI JOIN without USING (record_no)
                  WHERE len(word) > 2 OR word <= '9~')
            WHERE year IS NOT NULL
        ), worth AS (
            SELECT record_no, word, sum(titles) AS titles
            FROM asked JOIN word_count USING (word, year)
            GROUP BY record_no, word
            HAVING sum(titles) <= {COMMON_WORDS}
        ), pairs AS (
            SELECT record_no, title_no, sum(1 / ln(1 + titles)) AS worth
            FROM worth JOIN asked USING (record_no, word) JOIN title_word USING (word, year)
            GROUP BY record_no, title_no
        )
        SELECT p.record_no, p.title_no
        FROM pairs AS p JOIN record AS r USING (record_no) JOIN title AS t USING (title_no)
        WHERE r.kind = t.kind
        QUALIFY row_number() OVER (PARTITION BY p.record_no
                                   ORDER BY worth DESC, p.title_no) <= {BEST_FUZZY}
    """


def pairs_sql() -> str:
    """SQL of all candidate pairs, numbered: pair_no, record_no, title_no."""
    return """
        SELECT row_number() OVER (ORDER BY record_no, title_no) - 1 AS pair_no, *
        FROM (SELECT * FROM same_name UNION SELECT * FROM similar_name)
    """
