"""The matcher's steps in order, over a connection handed in. Each step's rules are its own file's.

    title_forms       spine → name_form                     `forms`; can be kept by bucket
    number_titles     spine → all_title
    prepare_records   records → their candidates            only the records that are asked about
    compared          candidates → features                 can be kept, see `pairs`
    decided           features of all records → decision

A pair's features hang on its own record and on the whole spine, on no other record. Its probability
hangs on the other records of the same source and kind that may be the same title, and so does
whether it holds: `decided` needs the pairs of all records.
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

import numpy as np
import pyarrow as pa

from movie_assets.crosswalk import blocking, features
from movie_assets.crosswalk.assign import decisions_sql
from movie_assets.crosswalk.classify import classified
from movie_assets.crosswalk.forms import record_forms, title_forms
from movie_assets.crosswalk.genres import classes_sql
from movie_assets.crosswalk.names import mark_of
from movie_assets.crosswalk.similar import best_titles, titles_by_word
from movie_assets.crosswalk.tables import Connection, drop, make
from movie_assets.crosswalk.weights import RULE_VERSION

SPINE = (
    ("title_id", "VARCHAR"), ("kind", "VARCHAR"), ("title", "VARCHAR"),
    ("original_title", "VARCHAR"), ("names", "VARCHAR[]"), ("year", "BIGINT"),
    ("runtime_min", "DOUBLE"), ("genres", "VARCHAR[]"), ("vote_count", "BIGINT"),
    ("release_date", "VARCHAR"), ("directors", "VARCHAR[]"), ("actors", "VARCHAR[]"),
    ("countries", "VARCHAR[]"), ("languages", "VARCHAR[]"),
)  # fmt: skip
RECORDS = (
    ("source", "VARCHAR"), ("source_id", "VARCHAR"), ("kind", "VARCHAR"), ("title", "VARCHAR"),
    ("names", "VARCHAR[]"), ("year", "BIGINT"), ("release_date", "VARCHAR"),
    ("runtime_min", "DOUBLE"), ("genres", "VARCHAR[]"), ("directors", "VARCHAR[]"),
    ("actors", "VARCHAR[]"), ("countries", "VARCHAR[]"), ("languages", "VARCHAR[]"),
)  # fmt: skip
_RECORDS_AT_ONCE = 10_000  # their pairs' names take about 170 MB as Python's strings


def decide(con: Connection, partitions: int | None = None) -> None:
    """Decide on every record of `records`. The result is the same for any number of partitions.

    Source: views `spine` and `records` of the columns named in `SPINE` and `RECORDS`.
    Shape:  leaves a temporary table `decision` (see `assign.decisions_sql`) and a view `scored`.
    """
    prepare_titles(con)
    prepare_records(con)
    drop(con, "name_form")
    decided(con, compared_all(con, partitions))


def prepare_titles(con: Connection) -> None:
    """Take the names of the titles apart and number them, for a spine of which nothing is kept."""
    title_forms(con)
    number_titles(con)


def number_titles(con: Connection) -> None:
    """Number the titles by id: a temporary table `all_title`.

    Source: view `spine` of all titles. What follows also reads a view `name_form` of them all.
    """
    make(
        con,
        "all_title",
        """
        WITH told AS (
            SELECT title_id, kind, year, split_part(title_id, '/', 1) AS place,
                   TRY_CAST(regexp_extract(title_id, '[0-9]+$') AS BIGINT) AS id_number
            FROM spine
        )
        SELECT row_number() OVER (ORDER BY title_id) - 1 AS title_no, *,
               percent_rank() OVER (PARTITION BY place, year ORDER BY id_number) AS entered
        FROM told
        """,
    )


def prepare_records(con: Connection) -> None:
    """Number the records by id, take their names apart and find the titles that each may be.

    Source: views `records`, `spine`, `name_form` and the table `all_title`.
    Shape:  leaves `all_record`, `all_record_form`, `all_pair` (record_no, title_no), and of the
            titles in it `title` and `title_form`.
    """
    _number_records(con)
    record_forms(con)
    make(con, "title_key", blocking.title_keys_sql())
    make(con, "key_count", blocking.key_counts_sql())
    make(con, "same_name", blocking.same_name_sql())
    make(con, "without", blocking.without_sql())
    con.register("similar_name", _similar_names(con))
    make(con, "all_pair", blocking.pairs_sql())
    drop(con, "same_name", "without", "title_key")
    _gather_titles(con)


def _number_records(con: Connection) -> None:
    make(
        con,
        "numbered",
        """
        SELECT row_number() OVER (ORDER BY source, source_id) - 1 AS record_no,
               dense_rank() OVER (ORDER BY source, kind) - 1 AS group_no, *
        FROM (FROM records
              QUALIFY row_number() OVER (PARTITION BY source, source_id
                                         ORDER BY title, year, runtime_min) = 1)
        """,
    )
    _add_classes(con, "numbered", "classed")
    rows = con.execute("SELECT record_no, source, source_id FROM numbered ORDER BY record_no")
    ids = rows.to_arrow_table()
    marks = list(map(mark_of, *(ids.column(name).to_pylist() for name in ("source", "source_id"))))
    told = {
        "record_no": ids.column("record_no"),
        "slug_name": pa.array([mark.name if mark else None for mark in marks], pa.string()),
        "slug_year": pa.array([mark.year if mark else None for mark in marks], pa.int64()),
    }
    con.register("mark", pa.table(told))
    said = "TRY_CAST(regexp_extract(title, '\\(((?:18|19|20)[0-9]{2})\\)', 1) AS BIGINT)"
    make(
        con,
        "all_record",
        f"""
        SELECT * REPLACE (coalesce(slug_year, {said}) AS slug_year)
        FROM classed JOIN mark USING (record_no)
        """,
    )
    drop(con, "numbered", "classed")


def _similar_names(con: Connection) -> pa.Table:
    """Pairs that share rare words in a near year, of records without a namesake near."""
    make(con, "record_word", blocking.record_words_sql())
    # First a tenth of the titles: what is too common among them is too common among all.
    for where in ("title_id LIKE '%7'", "true"):
        make(con, "title_word", blocking.title_words_sql(where))
        make(con, "record_word", blocking.rare_words_sql())
    make(con, "word_place", blocking.word_places_sql())
    said = con.execute(blocking.told_words_sql()).fetchnumpy()
    own = con.execute("SELECT own FROM word_place ORDER BY place").fetchnumpy()["own"]
    title = con.execute(blocking.word_titles_sql()).fetchnumpy()["title_no"]
    drop(con, "record_word", "title_word", "word_place")
    words = titles_by_word(np.append(0, np.cumsum(own)), title)
    record_no, title_no = best_titles(
        said["record_no"], said["place"], said["titles"], words, blocking.BEST_FUZZY
    )
    return pa.table({"record_no": record_no, "title_no": title_no})


def _gather_titles(con: Connection) -> None:
    """What is known of the titles in `all_pair`, and their names."""
    make(
        con,
        "candidate",
        """
        SELECT t.*, s.* EXCLUDE (title_id, kind, year, title, original_title, names)
        FROM (FROM all_title SEMI JOIN all_pair USING (title_no)) AS t
        JOIN spine AS s USING (title_id)
        """,
    )
    _add_classes(con, "candidate", "title")
    drop(con, "candidate")
    make(
        con,
        "title_form",
        "SELECT title_no, form, text, key, numbers FROM name_form JOIN title USING (title_id)",
    )


def compared_all(con: Connection, partitions: int | None = None) -> pa.Table:
    """The features of all candidate pairs (see `compared`), part by part to bound memory."""
    ((records,),) = con.execute("SELECT count(*) FROM all_record").fetchall()
    count = partitions or 1 + records // _RECORDS_AT_ONCE
    parts = [compared(con, part, count) for part in range(count)]
    return pa.concat_tables(parts).unify_dictionaries()


def compared(con: Connection, part: int, parts: int) -> pa.Table:
    """The features of the candidate pairs of one part of the records, in order.

    Shape:  record_no, title_no, group_no and `features.FEATURES` as dictionaries.
    """
    mine = f"record_no * {parts} // (SELECT 1 + max(record_no) FROM all_record) = {part}"
    make(con, "record", f"SELECT * FROM all_record WHERE {mine}")
    make(con, "record_form", f"SELECT * FROM all_record_form WHERE {mine}")
    make(
        con,
        "pair",
        f"""
        SELECT row_number() OVER (ORDER BY record_no, title_no) - 1 AS pair_no, *
        FROM all_pair WHERE {mine}
        """,
    )
    make(con, "agreement", features.agreements_sql())
    spellings = con.execute(features.spellings_sql()).to_arrow_table()
    con.register("similarity", features.similarities(spellings))
    named = con.execute(features.people_sql()).to_arrow_table()
    con.register("credit", features.people(named))
    table = con.execute(features.features_sql()).to_arrow_table()
    for name in features.FEATURES:  # few words, many rows: a tenth of the memory
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).dictionary_encode())
    return table


def decided(con: Connection, pairs: pa.Table) -> None:
    """Decide on all records by the features of all their pairs.

    Source: `compared`'s rows of every record, ordered by record_no and title_no; views
            `all_record` (record_no, source, source_id, kind) and `title` (title_no, title_id).
    Shape:  leaves a view `scored` and a temporary table `decision`.
    """
    con.register("scored", classified(pairs))
    make(con, "decision", decisions_sql(RULE_VERSION))


def _add_classes(con: Connection, table: str, name: str) -> None:
    """The same table with the classes of each list of genres: few lists, many rows."""
    make(
        con,
        name,
        f"""
        SELECT * FROM {table} LEFT JOIN (
            SELECT genres, {classes_sql("genres")} AS classes
            FROM (SELECT DISTINCT genres FROM {table} WHERE genres IS NOT NULL)
        ) USING (genres)
        """,
    )
