"""What speaks for and against a pair: every feature as one word. What a word weighs is `classify`.

Source of all SQL here: the views of `blocking`, `pair` (record_no, title_no), `key_count`, and
    title   also runtime_min, classes[] (see `genres`), vote_count, place, id_number, entered
    record  also source, runtime_min, classes[], genres[]
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from movie_assets.crosswalk.genres import shared_sql

# Features a pair is told by, in the order the evidence is written.
FEATURES = (
    "name", "also", "slug", "article", "ratio", "words", "numbers", "length",
    "year", "source_year", "slug_year", "drift", "rarity", "runtime", "genres",
    "votes", "fame", "entered", "elder", "known",
)  # fmt: skip

# Which pairs of forms are how telling, best first; the rest says little.
_FORM_PAIRS = (
    "['mm','mb','bm','sm','bb','sb','mp','pm','sp','hm','mh','sh','bh','tm','mt','st','bt']"
)


_YEARS = """coalesce(CASE WHEN abs(apart) <= 4 THEN apart::VARCHAR
                            WHEN apart < 0 THEN 'before' ELSE 'after' END, 'unknown')"""


def agreements_sql() -> str:
    """SQL of what the equal names of a pair say, one row a pair that has any.

    Shape:  record_no, title_no, name (best pair of forms), forms[] (of the record, agreeing),
            same_text (articles and spaces too), titles (that bear the name, rarest).
    """
    return f"""
        SELECT p.record_no, p.title_no,
               arg_min(rf.form || tf.form,
                       coalesce(list_position({_FORM_PAIRS}, rf.form || tf.form), 99)) AS name,
               list_sort(list_distinct(list(rf.form))) AS forms,
               bool_or(rf.text = tf.text) AS same_text,
               min(coalesce(k.titles, 0)) AS titles
        FROM pair AS p
        JOIN record_form AS rf USING (record_no)
        JOIN title_form AS tf ON tf.title_no = p.title_no AND tf.key = rf.key
        LEFT JOIN key_count AS k ON k.key = rf.key
        GROUP BY ALL
    """


def spellings_sql() -> str:
    """SQL of the names to compare letter by letter: pair_no, left, right, same_numbers.

    Source: also a view `pair` with pair_no.
    """
    return """
        SELECT p.pair_no, rf.text AS "left", tf.text AS "right",
               rf.numbers = tf.numbers AS same_numbers
        FROM pair AS p
        JOIN record_form AS rf USING (record_no)
        JOIN title_form AS tf USING (title_no)
        WHERE rf.form IN ('m', 'b', 's') AND tf.form IN ('m', 'b')
    """


def similarities(spellings: pa.Table) -> pa.Table:
    """How alike the names of each pair are.

    Shape:  pair_no, left, right, same_numbers in; pair_no, ratio, words, same_numbers out, one
            row a pair.
    Units:  0 to 100: rapidfuzz's ratio over the letters, token_set_ratio over the words; the best
            over all names, and whether the numbers of the best are the same.
    """
    left = spellings.column("left").to_pylist()
    right = spellings.column("right").to_pylist()
    scored = {
        "ratio": cpdist(left, right, scorer=fuzz.ratio, dtype=np.float32),
        "words": cpdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float32),
    }
    table = pa.table(
        {
            "pair_no": spellings.column("pair_no"),
            "ratio": pa.array(scored["ratio"]),
            "words": pa.array(scored["words"]),
            "same": spellings.column("same_numbers").cast(pa.float32()),
        }
    )
    # The best ratio, and of equal ones that with the same numbers.
    ranked = pa.array(scored["ratio"] * 2 + table.column("same").to_numpy(), pa.float32())
    table = table.append_column("ranked", ranked)
    best = table.group_by("pair_no").aggregate(
        [("ratio", "max"), ("words", "max"), ("ranked", "max")]
    )
    ranked_best, ratio_best = (
        best.column(f"{name}_max").to_numpy() for name in ("ranked", "ratio")
    )
    return pa.table(
        {
            "pair_no": best.column("pair_no"),
            "ratio": best.column("ratio_max"),
            "words": best.column("words_max"),
            "same_numbers": pa.array(ranked_best > ratio_best * 2),
        }
    )


def features_sql() -> str:
    """SQL of the features of every pair as words: record_no, title_no and `FEATURES`.

    Source: also views `pair` with pair_no, `agreement` (see `agreements_sql`) and `similarity`
            (see `similarities`).
    """
    return f"""
        WITH {_seen_sql()}
        SELECT record_no, title_no, group_no,
               coalesce(agreed, 'none') AS name,
               CASE WHEN NOT has_other THEN 'single'
                    WHEN list_contains(forms, 'm') AND list_contains(forms, 'b') THEN 'both'
                    WHEN forms IS NULL THEN 'neither' ELSE 'one' END AS also,
               CASE WHEN NOT has_slug THEN 'silent'
                    WHEN list_contains(forms, 's') THEN 'same'
                    WHEN forms IS NULL THEN 'neither' ELSE 'other' END AS slug,
               CASE WHEN agreed IS NULL THEN 'none'
                    WHEN same_text THEN 'same' ELSE 'other' END AS article,
               CASE WHEN agreed IN ('pm', 'mp', 'sp') THEN 'part'
                    ELSE {_bin("alike", (50, 60, 70, 75, 80, 85, 90, 95, 100))} END AS ratio,
               {_bin("common", (60, 75, 90, 100))} AS words,
               CASE WHEN same_numbers THEN 'same' ELSE 'differ' END AS numbers,
               CASE WHEN agreed IS NULL THEN 'none' ELSE {_bin("len(title)", (4, 8, 14))}
               END AS length,
               {_YEARS} AS year,
               source || CASE WHEN list_contains(genres, 'Art House & International') OR has_other
                              THEN ' abroad:' ELSE ':' END || {_YEARS} AS source_year,
               CASE WHEN slug_year IS NULL THEN 'silent'
                    ELSE CASE WHEN slug_apart = 0 THEN 'same' WHEN abs(slug_apart) = 1 THEN 'near'
                              ELSE 'far' END
                      || CASE WHEN abs(year - slug_year) > 1 THEN ', at odds' ELSE '' END
               END AS slug_year,
               CASE WHEN titles = 1 THEN 'only' WHEN titles > 1 THEN 'one of many'
                    ELSE 'unnamed' END || ':' || {_bin("abs(apart)", (1, 2, 3, 5, 10, 20))}
               AS drift,
               {_bin("titles", (0, 1, 2, 3, 6, 12))} AS rarity,
               {_bin("abs(runtime_min - title_runtime)", (0, 3, 15))} AS runtime,
               {shared_sql("coalesce(classes, [])", "coalesce(title_classes, [])")} AS genres,
               {_bin("vote_count", (0, 20, 100, 300, 1000, 3000, 10000, 50000))} AS votes,
               CASE WHEN agreed IS NULL OR most_votes IS NULL THEN 'untold'
                    WHEN vote_count = most_votes THEN 'most'
                    WHEN vote_count * 10 >= most_votes THEN 'as many'
                    ELSE 'fewer' END AS fame,
               {_bin("entered", (0.0, 0.1, 0.25, 0.5, 0.75))} AS entered,
               CASE WHEN agreed IS NULL OR twins = 1 THEN 'alone'
                    WHEN id_number = eldest THEN 'first' ELSE 'later' END AS elder,
               {_bin("title_runtime", (0, 45, 65, 80, 150))}
               || CASE WHEN len(title_classes) > 0 THEN ', genres' ELSE ', no genres' END AS known
        FROM seen
        ORDER BY record_no, title_no
    """


def _seen_sql() -> str:
    """SQL of each pair's record and title side by side, with what their names came to."""
    return """
        own AS (
            SELECT record_no, bool_or(form = 'b') AS has_other, bool_or(form = 's') AS has_slug
            FROM record_form GROUP BY record_no
        ), seen AS (
            SELECT r.*, t.* EXCLUDE (kind, title, year, runtime_min, genres, classes),
                   t.year AS title_year, t.runtime_min AS title_runtime,
                   t.classes AS title_classes,
                   a.name AS agreed, a.forms, a.same_text, a.titles, s.ratio AS alike,
                   s.words AS common, s.same_numbers, own.has_other, own.has_slug,
                   t.year - r.year AS apart, t.year - r.slug_year AS slug_apart,
                   count(*) OVER twin AS twins, min(t.id_number) OVER twin AS eldest,
                   max(t.vote_count) OVER near AS most_votes
            FROM pair AS p
            JOIN record AS r USING (record_no)
            JOIN title AS t USING (title_no)
            JOIN own USING (record_no)
            LEFT JOIN agreement AS a USING (record_no, title_no)
            LEFT JOIN similarity AS s USING (pair_no)
            WINDOW near AS (PARTITION BY p.record_no, a.name IS NULL ORDER BY t.year
                            RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING),
                   twin AS (PARTITION BY p.record_no, t.place, t.year, a.name IS NULL)
        )
    """


def _bin(number: str, edges: tuple[float, ...]) -> str:
    """SQL of the largest edge a number reaches, as a word; `unknown` where there is none."""
    steps = " ".join(f"WHEN {number} >= {edge} THEN '{edge}'" for edge in reversed(edges))
    return f"CASE WHEN {number} IS NULL THEN 'unknown' {steps} ELSE 'below' END"
