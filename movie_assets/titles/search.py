"""What a title is found by: its names folded, their words. How they are spelt is `folding`'s."""

from __future__ import annotations

from movie_assets.titles.folding import APOSTROPHES, BETWEEN, folded_sql

LONGEST_NAME = 200
# Of each bucket's titles as many are found by common words and by the beginnings of words, too:
# 20 x 250 of 1.2 M. A query never looks through more of them than these.
POPULAR_A_BUCKET = 250
# Words of up to three letters begin too many others to be looked up one by one.
LONGEST_BEGINNING = 3
SEARCH_VERSION = "1"  # of how titles become rows
# Who looks for a word of more titles than this is shown the popular ones.
COMMON = 20_000
# Begins each folded name; before names of at most two words stands the whole name as one word.
WHOLE = "="
# Before the beginning of a word in a popular title's tokens.
BEGINNING = "^"

_INNER = "'[-·.‐‑*:]+([^\\s])'"
_ELIDED = f"'([^\\s\\x1f])[{APOSTROPHES.replace(chr(39), chr(39) * 2)}]([^\\s\\x1f]{{3}})'"


def search_rows_sql(titles: str) -> str:
    """SQL of the contract's `title_search`, each row from its title alone.

    Source: a relation of the contract's title.
    Law:    a name is there as it is spelt, with its inner signs closed up (spiderman, walle, swat)
            and, after an elision, open (l avventura); each spelling once a title.
    """
    return f"""
        WITH told AS (
            SELECT title_id, kind, year, list_transform(
                list_filter(
                    list_concat([title, original_title], names::JSON->>'$[*].name'),
                    name -> trim(name) <> ''
                ), name -> name[:{LONGEST_NAME}]
            ) AS written
            FROM {titles}
        ), joined AS (
            SELECT *, array_to_string(written, '{BETWEEN}') AS text FROM told
        ), varied AS (
            SELECT * EXCLUDE (text), concat(
                text,
                CASE WHEN regexp_matches(text, {_INNER}) THEN
                    '{BETWEEN}' || regexp_replace(text, {_INNER}, '\\1', 'g') END,
                CASE WHEN regexp_matches(text, {_ELIDED}) THEN
                    '{BETWEEN}' || regexp_replace(text, {_ELIDED}, '\\1 \\2', 'g') END
            ) AS text
            FROM joined
        ), spelt AS (
            SELECT * EXCLUDE (text), string_split({folded_sql("text")}, '{BETWEEN}') AS spellings
            FROM varied
        ), signed AS (
            SELECT * REPLACE (CASE WHEN list_contains(spellings, '') THEN list_transform(
                spellings,
                (one, place) -> CASE WHEN one <> '' THEN one ELSE translate(
                    lower(written[(place - 1) % len(written) + 1]), ' {WHOLE}', ''
                ) END
            ) ELSE spellings END AS spellings)
            FROM spelt
        ), once AS (
            SELECT *, list_sort(list_distinct(spellings)) AS folded FROM signed
        )
        SELECT title_id, kind, year,
               list_transform(
                   folded,
                   one -> written[(list_position(spellings, one) - 1) % len(written) + 1]
               ) AS names,
               array_to_string(list_transform(folded, one -> concat(
                   '{WHOLE}',
                   CASE WHEN length(one) - length(replace(one, ' ', '')) <= 1
                        THEN replace(one, ' ', '') END,
                   ' ', one
               )), ' ') AS folded
        FROM once
    """


def popular_sql(titles: str, popularity: str) -> str:
    """SQL of the contract's `search_popular`: the most popular titles of one bucket.

    Source: relations of the contract's title, and of title_id and popularity, one row a title.
    """
    # Chosen by id first: a title's row is wide, and all rows of a bucket would be read for these.
    # Gathered before they are folded: DuckDB works on 2,048 rows at a time, of which 8 are popular.
    top = (
        "SELECT title_id, kind, year, title, original_title, names "
        f"FROM {titles} WHERE title_id IN ("
        f"SELECT title_id FROM {popularity} SEMI JOIN {titles} USING (title_id) "
        f"ORDER BY popularity DESC, title_id LIMIT {POPULAR_A_BUCKET})"
    )
    beginnings = ", ".join(
        f"list_transform(words, word -> '{BEGINNING}' || word[:{letters}])"
        for letters in range(1, LONGEST_BEGINNING + 1)
    )
    return f"""
        WITH top AS MATERIALIZED ({top})
        SELECT title_id, kind, list_sort(list_distinct(flatten([words, {beginnings}]))) AS tokens
        FROM (
            SELECT title_id, kind, list_filter(
                string_split(folded, ' '), word -> NOT starts_with(word, '{WHOLE}')
            ) AS words
            FROM ({search_rows_sql("top")})
        )
    """


def words_sql(rows: str, slices: int) -> str:
    """SQL of title_id, word and slice: each word of each title once, in slices of whole words.

    Source: a relation of the contract's `title_search`.
    """
    return f"""
        SELECT title_id, word, hash(word) % {slices} AS slice
        FROM (
            SELECT title_id, unnest(list_distinct(string_split(folded, ' '))) AS word FROM {rows}
        )
        WHERE word <> '{WHOLE}'
    """


def postings_sql(words: str) -> str:
    """SQL of word, titles and title_ids: the titles of each word, as `search_posting` has them.

    Source: a relation of title_id and word.
    Shape:  ids as one text with commas between them, at a third of the price of lists.
    """
    return f"""
        SELECT word, count(*) AS titles,
               CASE WHEN count(*) > {COMMON} THEN '' ELSE string_agg(title_id, ',') END AS title_ids
        FROM {words} GROUP BY word
    """
