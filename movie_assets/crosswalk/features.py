"""What speaks for and against a pair: every feature as one word. What a word weighs is `classify`.

Source of all SQL here: the views of `blocking`, `pair` (record_no, title_no), `key_count`, and
    title   also runtime_min, classes[] (see `genres`), vote_count, place, id_number, entered,
            release_date, directors[], actors[], countries[], languages[]
    record  also source, runtime_min, classes[], genres[], release_date, directors[], actors[],
            countries[], languages[]
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

import numpy as np
import pyarrow as pa
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from movie_assets.crosswalk.common_words import overlap
from movie_assets.crosswalk.genres import shared_sql
from movie_assets.crosswalk.people import actors_word, directors_word

# Features a pair is told by, in the order the evidence is written.
FEATURES = (
    "name", "also", "slug", "article", "ratio", "words", "overlap", "numbers", "length",
    "year", "source_year", "slug_year", "drift", "rarity", "runtime", "genres",
    "votes", "fame", "era", "entered", "elder", "known",
    "directors", "actors", "countries", "languages", "released",
)  # fmt: skip

# Which pairs of forms are how telling, best first; those of the last line say little.
_FORM_PAIRS = (
    "['mm','mb','bm','sm','bb','sb','mp','pm','sp','hm','mh','sh','bh','tm','mt','st','bt',"
    "'pp','hp','ph','tp','pt','bp','pb','hb','tb','hh','ht','th','tt']"
)


_YEARS = """coalesce(CASE WHEN abs(apart) <= 4 THEN apart::VARCHAR
                            WHEN apart < 0 THEN 'before' ELSE 'after' END, 'unknown')"""


# How a title's votes compare with those of its namesakes of the years around, or of all years.
_FAME_NEAR = """
    CASE WHEN most_near IS NULL THEN 'untold' WHEN vote_count = most_near THEN 'most'
         WHEN vote_count * 10 >= most_near THEN 'as many' ELSE 'fewer' END
"""
_FAME_EVER = """
    CASE WHEN most_ever[1] IS NULL THEN 'untold'
         WHEN vote_count = most_ever[1] AND vote_count >= 30 * coalesce(most_ever[2], 0)
         THEN 'most by far'
         WHEN vote_count = most_ever[1] AND vote_count >= 5 * coalesce(most_ever[2], 0) THEN 'most'
         WHEN vote_count * 5 >= most_ever[1] THEN 'as many' ELSE 'fewer' END
"""


def agreements_sql() -> str:
    """SQL of what the equal names of a pair say, one row a pair that has any.

    Shape:  record_no, title_no, name (best pair of forms), forms[] (of the record, agreeing),
            same_words (articles and spaces too), same_text (signs too), titles (that bear the
            name, rarest).
    """
    return f"""
        SELECT p.record_no, p.title_no,
               arg_min(rf.form || tf.form,
                       coalesce(list_position({_FORM_PAIRS}, rf.form || tf.form), 99)) AS name,
               list_sort(list_distinct(list(rf.form))) AS forms,
               bool_or(rf.text = tf.text) AS same_text,
               bool_or({_unsigned("rf.text")} = {_unsigned("tf.text")}) AS same_words,
               min(coalesce(k.titles, 0)) AS titles
        FROM pair AS p
        JOIN record_form AS rf USING (record_no)
        JOIN title_form AS tf ON tf.title_no = p.title_no AND tf.key = rf.key
        LEFT JOIN key_count AS k ON k.key = rf.key
        GROUP BY ALL
    """


def spellings_sql() -> str:
    """SQL of the names to compare: pair_no, left, right, numbers, agreed.

    Source: also views `pair` with pair_no and `agreement` (see `agreements_sql`).
    Units:  numbers from 3 (the same ones) over 2 (none) and 1 (one side has some) to 0 (others);
            agreed says that the pair has a name in common.
    """
    return f"""
        SELECT p.pair_no, {_unsigned("rf.text")} AS "left", {_unsigned("tf.text")} AS "right",
               CASE WHEN rf.numbers = '' AND tf.numbers = '' THEN 2
                    WHEN rf.numbers = tf.numbers THEN 3
                    WHEN rf.numbers = '' OR tf.numbers = '' THEN 1 ELSE 0 END AS numbers,
               a.record_no IS NOT NULL AS agreed
        FROM pair AS p
        JOIN record_form AS rf USING (record_no)
        JOIN title_form AS tf USING (title_no)
        LEFT JOIN agreement AS a ON a.record_no = p.record_no AND a.title_no = p.title_no
        WHERE rf.form IN ('m', 'b', 's') AND tf.form IN ('m', 'b')
    """


def similarities(spellings: pa.Table) -> pa.Table:
    """How alike the names of each pair are.

    Shape:  pair_no, left, right, numbers, agreed in; pair_no, ratio, words, overlap, numbers out,
            one row a pair.
    Units:  0 to 100: rapidfuzz's ratio over the letters, token_set_ratio over the words; 0 to 1:
            overlap (see `common_words`), 1 where names agree; the best over all names, and the
            numbers (see `spellings_sql`) of the best by letters.
    """
    left = spellings.column("left").to_pylist()
    right = spellings.column("right").to_pylist()
    agreed = spellings.column("agreed").to_pylist()
    scored = {
        "ratio": cpdist(left, right, scorer=fuzz.ratio, dtype=np.float32),
        "words": cpdist(left, right, scorer=fuzz.token_set_ratio, dtype=np.float32),
    }
    table = pa.table(
        {
            "pair_no": spellings.column("pair_no"),
            "ratio": pa.array(scored["ratio"]),
            "words": pa.array(scored["words"]),
            "overlap": pa.array(map(_overlap, left, right, agreed), pa.float64()),
        }
    )
    # The best ratio, and of equal ones that with the same numbers.
    numbers = spellings.column("numbers").to_numpy()
    ranked = pa.array(scored["ratio"] * 4 + numbers, pa.float32())
    best = (
        table.append_column("ranked", ranked)
        .group_by("pair_no")
        .aggregate([(name, "max") for name in ("ratio", "words", "overlap", "ranked")])
    )
    of_best = best.column("ranked_max").to_numpy() - best.column("ratio_max").to_numpy() * 4
    return pa.table(
        {
            "pair_no": best.column("pair_no"),
            "ratio": best.column("ratio_max"),
            "words": best.column("words_max"),
            "overlap": best.column("overlap_max"),
            "numbers": pa.array(np.rint(of_best).astype(np.int8)),
        }
    )


def _overlap(left: str, right: str, agreed: bool) -> float:
    return 1.0 if agreed else overlap(left, right)


def people_sql() -> str:
    """SQL of the people of the pairs that name some on both sides, as `people` reads them."""
    return """
        SELECT p.pair_no, r.directors, t.directors AS title_directors,
               r.actors, t.actors AS title_actors
        FROM pair AS p JOIN record AS r USING (record_no) JOIN title AS t USING (title_no)
        WHERE (len(r.directors) > 0 AND len(t.directors) > 0)
           OR (len(r.actors) > 0 AND len(t.actors) > 0)
    """


def people(named: pa.Table) -> pa.Table:
    """What the people of each pair say.

    Shape:  pair_no, directors, title_directors, actors, title_actors (lists of names) in; pair_no,
            directors and actors as words out.
    """
    lists = {name: named.column(name).to_pylist() for name in named.column_names[1:]}
    directors = zip(lists["directors"], lists["title_directors"], strict=True)
    actors = zip(lists["actors"], lists["title_actors"], strict=True)
    return pa.table(
        {
            "pair_no": named.column("pair_no"),
            "directors": pa.array((directors_word(*pair) for pair in directors), pa.string()),
            "actors": pa.array((actors_word(*pair) for pair in actors), pa.string()),
        }
    )


def features_sql() -> str:
    """SQL of the features of every pair as words: record_no, title_no and `FEATURES`.

    Source: also views `pair` with pair_no, `agreement` (see `agreements_sql`), `similarity` (see
            `similarities`) and `credit` (see `people`).
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
                    WHEN same_text THEN 'same' WHEN same_words THEN 'sign'
                    ELSE 'other' END AS article,
               CASE WHEN agreed IN ('pm', 'mp', 'sp') THEN 'part'
                    ELSE {_bin("alike", (50, 60, 70, 75, 80, 85, 90, 95, 100))} END AS ratio,
               {_bin("common", (60, 75, 90, 100))} AS words,
               {_bin_alone("overlap", (0.2, 0.35, 0.5, 0.65, 0.8, 0.95))} AS overlap,
               CASE numbers WHEN 3 THEN 'same' WHEN 2 THEN 'none' WHEN 1 THEN 'one side'
                            ELSE 'differ' END AS numbers,
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
               {_bin("abs(runtime_min - title_runtime)", (0, 1, 3, 10))} AS runtime,
               {shared_sql("coalesce(classes, [])", "coalesce(title_classes, [])")} AS genres,
               {_bin("vote_count", (0, 20, 100, 300, 1000, 3000, 10000, 50000))} AS votes,
               CASE WHEN agreed IS NULL THEN 'untold'
                    WHEN year IS NULL AND slug_year IS NULL
                    THEN 'undated, ' || {_FAME_EVER}
                    ELSE {_FAME_NEAR} END AS fame,
               CASE WHEN year IS NOT NULL OR slug_year IS NOT NULL THEN 'dated'
                    ELSE {_bin("title_year", (1930, 1960, 1980))} END AS era,
               CASE WHEN place = 'imdb' THEN {_bin("entered", (0.0, 0.1, 0.25, 0.5, 0.75))}
                    ELSE 'untold' END AS entered,
               CASE WHEN agreed IS NULL OR twins = 1 THEN 'alone' WHEN place <> 'imdb' THEN 'untold'
                    WHEN id_number = eldest THEN 'first' ELSE 'later' END AS elder,
               {_bin("title_runtime", (0, 45, 65, 80, 150))}
               || CASE WHEN len(title_classes) > 0 THEN ', genres' ELSE ', no genres' END AS known,
               coalesce(directors, 'unknown') AS directors, coalesce(actors, 'unknown') AS actors,
               {_any_sql("countries", "title_countries")} AS countries,
               {_any_sql("languages", "title_languages")} AS languages,
               CASE WHEN days_apart IS NULL THEN 'unknown' WHEN days_apart = 0 THEN 'day'
                    WHEN days_apart <= 7 THEN 'week' ELSE 'apart' END AS released
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
            SELECT r.record_no, r.group_no, r.source, r.title, r.year, r.slug_year, r.runtime_min,
                   r.genres, r.classes, r.countries, r.languages,
                   t.title_no, t.year AS title_year, t.place, t.id_number, t.entered, t.vote_count,
                   t.runtime_min AS title_runtime, t.classes AS title_classes,
                   t.countries AS title_countries, t.languages AS title_languages,
                   abs(date_diff('day', TRY_CAST(r.release_date AS DATE),
                                 TRY_CAST(t.release_date AS DATE))) AS days_apart,
                   c.directors, c.actors,
                   a.name AS agreed, a.forms, a.same_text, a.same_words, a.titles, s.ratio AS alike,
                   s.words AS common, s.overlap, s.numbers, own.has_other, own.has_slug,
                   t.year - r.year AS apart, t.year - r.slug_year AS slug_apart,
                   count(*) OVER twin AS twins, min(t.id_number) OVER twin AS eldest,
                   max(t.vote_count) OVER near AS most_near,
                   max(t.vote_count, 2) OVER (PARTITION BY p.record_no, a.name IS NULL) AS most_ever
            FROM pair AS p
            JOIN record AS r USING (record_no)
            JOIN title AS t USING (title_no)
            JOIN own USING (record_no)
            LEFT JOIN agreement AS a USING (record_no, title_no)
            LEFT JOIN similarity AS s USING (pair_no)
            LEFT JOIN credit AS c USING (pair_no)
            WINDOW near AS (PARTITION BY p.record_no, a.name IS NULL ORDER BY t.year
                            RANGE BETWEEN 2 PRECEDING AND 2 FOLLOWING),
                   twin AS (PARTITION BY p.record_no, t.place, t.year, a.name IS NULL)
        )
    """


def _unsigned(text: str) -> str:
    """SQL of a name's text without the signs that `normalise.Spelling` keeps."""
    return f"rtrim(replace({text}, ' & ', ' and '), '!?')"


def _any_sql(left: str, right: str) -> str:
    """SQL of whether two lists of codes have one in common, as a word."""
    return f"""
        CASE WHEN coalesce(len({left}), 0) = 0 OR coalesce(len({right}), 0) = 0 THEN 'unknown'
             WHEN list_has_any({left}, {right}) THEN 'shared' ELSE 'none' END
    """


def _bin_alone(number: str, edges: tuple[float, ...]) -> str:
    return f"CASE WHEN agreed IS NOT NULL THEN 'agreed' ELSE {_bin(number, edges)} END"


def _bin(number: str, edges: tuple[float, ...]) -> str:
    """SQL of the largest edge a number reaches, as a word; `unknown` where there is none."""
    steps = " ".join(f"WHEN {number} >= {edge} THEN '{edge}'" for edge in reversed(edges))
    return f"CASE WHEN {number} IS NULL THEN 'unknown' {steps} ELSE 'below' END"
