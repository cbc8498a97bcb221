"""Which records and titles are worth comparing: candidate pairs, as SQL. Nothing is judged here.

All of it reads five views:
    all_title        title_no, title_id, kind, year
    all_record       record_no, kind, year, slug_year
    name_form        title_id, form, text, key, numbers; one row a (title, key)
    all_record_form  record_no, form, text, key, numbers; one row a (record, key)
    title_key        title_no, form, key: the forms whose key a record has too
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


def title_keys_sql() -> str:
    """SQL of `title_key`."""
    return """
        SELECT title_no, form, key
        FROM name_form
        SEMI JOIN all_record_form USING (key)
        JOIN all_title USING (title_id)
    """


def key_counts_sql() -> str:
    """SQL of how many titles have a key as a name of their own: key, titles."""
    return """
        SELECT key, count(*) AS titles
        FROM title_key WHERE form IN ('m', 'b') GROUP BY key
    """


def same_name_sql() -> str:
    """SQL of the pairs with a key in common, in a year that can be: record_no, title_no.

    Source: also a view `key_count` (see `key_counts_sql`).
    """
    return f"""
        SELECT DISTINCT r.record_no, t.title_no
        FROM all_record_form AS rf
        JOIN title_key AS tf USING (key)
        JOIN all_record AS r USING (record_no)
        JOIN all_title AS t USING (title_no)
        LEFT JOIN key_count AS k USING (key)
        WHERE t.kind = r.kind
          AND CASE
              WHEN rf.form IN ('h', 't') AND tf.form IN ('h', 't') THEN false
              WHEN rf.form IN ('h', 't') OR tf.form IN ('h', 't')
                  THEN coalesce(k.titles, 0) <= {PART_TITLES}
                       AND least(abs(t.year - r.year), abs(t.year - r.slug_year)) <= {FUZZY_YEARS}
              WHEN t.year IS NULL OR (r.year IS NULL AND r.slug_year IS NULL)
                  THEN coalesce(k.titles, 0) <= {PART_TITLES}
              ELSE least(abs(t.year - r.year), abs(t.year - r.slug_year)) <=
                   CASE WHEN k.titles <= {RARE_NAMES} THEN {RARE_YEARS} ELSE {NEAR_YEARS} END
              END
    """


def without_sql() -> str:
    """SQL of the records for which no title of the same name is near: record_no.

    Source: also a view `same_name` (see `same_name_sql`).
    """
    return """
        SELECT record_no FROM all_record
        EXCEPT
        SELECT p.record_no
        FROM same_name AS p
        JOIN all_record AS r USING (record_no)
        JOIN all_title AS t USING (title_no)
        JOIN all_record_form AS rf USING (record_no)
        JOIN title_key AS tf ON tf.title_no = p.title_no AND tf.key = rf.key
        WHERE rf.form IN ('m', 'b') AND tf.form IN ('m', 'b')
          AND abs(t.year - coalesce(r.slug_year, r.year)) <= 1
    """


def record_words_sql() -> str:
    """SQL of the words of the records in `without`, with the years near each: `record_word`.

    Shape:  record_no, word, year.
    """
    return f"""
        SELECT DISTINCT record_no, left(word, {WORD_LETTERS}) AS word,
               unnest(range(year - {FUZZY_YEARS}, year + {FUZZY_YEARS} + 1)) AS year
        FROM (SELECT record_no, word, unnest([year, slug_year]) AS year
              FROM (SELECT record_no, unnest(string_split(text, ' ')) AS word
                    FROM all_record_form SEMI JOIN without USING (record_no)
                    WHERE form IN ('m', 'b', 's'))
              JOIN all_record USING (record_no))
        WHERE year IS NOT NULL AND {_TELLS}
    """


def title_words_sql(where: str) -> str:
    """SQL of those words in the names of some titles: word, year, kind, title_no."""
    return f"""
        SELECT DISTINCT word, year, kind, title_no
        FROM (SELECT title_id, left(word, {WORD_LETTERS}) AS word
              FROM (SELECT title_id, unnest(string_split(text, ' ')) AS word
                    FROM name_form WHERE form IN ('m', 'b') AND {where})
              WHERE {_TELLS})
        SEMI JOIN (SELECT DISTINCT word FROM record_word) USING (word)
        JOIN all_title USING (title_id)
        SEMI JOIN (SELECT DISTINCT word, year FROM record_word) USING (word, year)
    """


def rare_words_sql() -> str:
    """SQL of what of `record_word` few titles have, of any kind: record_no, word, year, titles.

    Source: also a view `title_word` (see `title_words_sql`). `titles` is how many titles of all
            the years near the record have the word.
    """
    return f"""
        WITH word_count AS (
            SELECT word, year, count(*) AS titles FROM title_word GROUP BY word, year
        ), rare AS (
            SELECT record_no, word, coalesce(sum(word_count.titles), 0)::DOUBLE AS titles
            FROM record_word LEFT JOIN word_count USING (word, year)
            GROUP BY record_no, word
            HAVING coalesce(sum(word_count.titles), 0) <= {COMMON_WORDS}
        )
        SELECT r.record_no, r.word, year, rare.titles
        FROM record_word AS r JOIN rare USING (record_no, word)
    """


def word_places_sql() -> str:
    """SQL of the words of `title_word` by year and kind, numbered from 0: …, place, own.

    `own` says how many titles of that kind and year have the word.
    """
    return """
        SELECT row_number() OVER (ORDER BY word, year, kind) - 1 AS place, *
        FROM (SELECT word, year, kind, count(*) AS own FROM title_word GROUP BY word, year, kind)
    """


def told_words_sql() -> str:
    """SQL of where each record's rare words stand in `word_place`: record_no, place, titles."""
    return """
        SELECT record_no, place, titles
        FROM record_word
        JOIN all_record AS r USING (record_no)
        JOIN word_place AS w
          ON w.word = record_word.word AND w.year = record_word.year AND w.kind = r.kind
        ORDER BY record_no, place
    """


def word_titles_sql() -> str:
    """SQL of the titles at each place of `word_place`, in order: title_no."""
    return """
        SELECT title_no FROM title_word JOIN word_place USING (word, year, kind)
        ORDER BY place, title_no
    """


def pairs_sql() -> str:
    """SQL of all candidate pairs: record_no, title_no.

    Source: views `same_name` and `similar_name`.
    """
    return "SELECT record_no, title_no FROM same_name UNION SELECT * FROM similar_name"


# A word of one or two letters tells nothing, a number of one or two digits does.
_TELLS = "(len(word) > 2 OR word <= '9~')"
