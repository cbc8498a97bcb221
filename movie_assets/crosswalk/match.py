"""The matcher's steps in order, over a connection handed in. Each step's rules are its own file's.

Reads views `spine` and `records` of the columns named in `SPINE` and `RECORDS`; leaves a temporary
table `decision` (see `assign.decisions_sql`).
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, Protocol

import pyarrow as pa

from movie_assets.crosswalk import blocking, features
from movie_assets.crosswalk.assign import decisions_sql
from movie_assets.crosswalk.classify import classified
from movie_assets.crosswalk.genres import classes_sql
from movie_assets.crosswalk.names import SLUG, Form, forms_of, marked
from movie_assets.crosswalk.normalise import spelt
from movie_assets.crosswalk.weights import RULE_VERSION

SPINE = (
    ("title_id", "VARCHAR"), ("kind", "VARCHAR"), ("title", "VARCHAR"),
    ("original_title", "VARCHAR"), ("names", "VARCHAR[]"), ("year", "BIGINT"),
    ("runtime_min", "DOUBLE"), ("genres", "VARCHAR[]"), ("vote_count", "BIGINT"),
)  # fmt: skip
RECORDS = (
    ("source", "VARCHAR"), ("source_id", "VARCHAR"), ("kind", "VARCHAR"), ("title", "VARCHAR"),
    ("year", "BIGINT"), ("release_date", "VARCHAR"), ("runtime_min", "DOUBLE"),
    ("genres", "VARCHAR[]"), ("directors", "VARCHAR[]"),
)  # fmt: skip
_BATCH = 50_000  # names at a time: Python's strings of them take about 60 MB
_RECORDS_AT_ONCE = 15_000  # their pairs' names take about 250 MB as Python's strings
_FORM_ORDER = "['m','b','s','p','h','t']"


class Connection(Protocol):
    """As much of a DuckDB connection as the matcher uses."""

    def execute(self, query: str) -> Any:
        """Run one statement."""
        ...

    def register(self, view_name: str, python_object: Any) -> Any:
        """Let statements read an Arrow table by a name."""
        ...


def decide(con: Connection, partitions: int | None = None) -> None:
    """Decide on every record of `records`. The result is the same for any number of partitions."""
    prepare_titles(con)
    prepare_records(con)
    ((records,),) = con.execute("SELECT count(*) FROM all_record").fetchall()
    count = partitions or 1 + records // _RECORDS_AT_ONCE
    parts = [compared(con, part, count) for part in range(count)]
    con.register("scored", classified(pa.concat_tables(parts).unify_dictionaries()))
    _table(con, "decision", decisions_sql(RULE_VERSION))


def prepare_titles(con: Connection) -> None:
    """Number the titles by id and take their names apart."""
    _classes(con, "spine")
    _table(
        con,
        "title",
        """
        WITH told AS (
            SELECT *, split_part(title_id, '/', 1) AS place,
                   TRY_CAST(regexp_extract(title_id, '[0-9]+$') AS BIGINT) AS id_number
            FROM spine LEFT JOIN spine_class USING (genres)
        )
        SELECT row_number() OVER (ORDER BY title_id) - 1 AS title_no, *,
               percent_rank() OVER (PARTITION BY place, year ORDER BY id_number) AS entered
        FROM told
        """,
    )
    names = """
        SELECT title_no AS no, unnest(list_distinct(list_filter(
                   list_concat([title, original_title], coalesce(names, [])),
                   x -> x IS NOT NULL))) AS name
        FROM title
    """
    _write_forms(con, "title_form", "title_no", names, lambda row: forms_of(row["name"]))
    _table(con, "key_count", blocking.key_counts_sql())
    _table(con, "title_word", blocking.title_words_sql())
    _table(con, "word_count", "SELECT word, year, count(*) AS titles FROM title_word GROUP BY ALL")


def prepare_records(con: Connection) -> None:
    """Number the records by id and take their names, and those in their ids, apart."""
    _classes(con, "records")
    _table(
        con,
        "numbered",
        """
        SELECT row_number() OVER (ORDER BY source, source_id) - 1 AS record_no,
               dense_rank() OVER (ORDER BY source, kind) - 1 AS group_no, *
        FROM (SELECT * FROM records LEFT JOIN records_class USING (genres)
              QUALIFY row_number() OVER (PARTITION BY source, source_id
                                         ORDER BY title, year, runtime_min) = 1)
        """,
    )
    rows = con.execute("SELECT record_no, source_id FROM numbered ORDER BY record_no")
    ids = rows.to_arrow_table()
    marks = [marked(source_id) for source_id in ids.column("source_id").to_pylist()]
    years = pa.array([mark.year if mark else None for mark in marks], pa.int64())
    con.register("mark", pa.table({"record_no": ids.column("record_no"), "slug_year": years}))
    _table(con, "all_record", "SELECT * FROM numbered JOIN mark USING (record_no)")
    _write_forms(
        con,
        "all_record_form",
        "record_no",
        "SELECT record_no AS no, coalesce(title, '') AS name, source_id FROM all_record",
        _record_forms,
    )


def compared(con: Connection, part: int, parts: int) -> pa.Table:
    """The features of the candidate pairs of one part of the records, in order."""
    mine = f"record_no * {parts} // (SELECT 1 + max(record_no) FROM all_record) = {part}"
    _table(con, "record", f"SELECT * FROM all_record WHERE {mine}")
    _table(con, "record_form", f"SELECT * FROM all_record_form WHERE {mine}")
    _table(con, "same_name", blocking.same_name_sql())
    _table(con, "without", blocking.without_sql())
    _table(con, "similar_name", blocking.similar_name_sql())
    _table(con, "pair", blocking.pairs_sql())
    _table(con, "agreement", features.agreements_sql())
    spellings = con.execute(features.spellings_sql()).to_arrow_table()
    con.register("similarity", features.similarities(spellings))
    table = con.execute(features.features_sql()).to_arrow_table()
    for name in features.FEATURES:  # few words, many rows: a tenth of the memory
        place = table.schema.get_field_index(name)
        table = table.set_column(place, name, table.column(name).dictionary_encode())
    return table


def _classes(con: Connection, view: str) -> None:
    """The classes of each list of genres a view has: few lists, many rows."""
    _table(
        con,
        f"{view}_class",
        f"""
        SELECT genres, {classes_sql("genres")} AS classes
        FROM (SELECT DISTINCT genres FROM {view} WHERE genres IS NOT NULL)
        """,
    )


def _record_forms(row: dict[str, Any]) -> list[Form]:
    mark = marked(row["source_id"])
    own = forms_of(row["name"]) if row["name"] else []
    return [*own, Form(SLUG, spelt(mark.name))] if mark else own


def _write_forms(
    con: Connection,
    table: str,
    number: str,
    names: str,
    forms: Callable[[dict[str, Any]], Iterable[Form]],
) -> None:
    """A table of the forms of the names a query gives; each key of a title once, at its best."""
    rows = con.execute(names).to_arrow_table()
    batches = _form_batches(rows.to_batches(_BATCH), forms)
    con.register("batches", pa.RecordBatchReader.from_batches(_FORM_SCHEMA, batches))
    _table(
        con,
        table,
        f"""
        SELECT no AS {number}, form, text, key, numbers FROM batches
        QUALIFY row_number() OVER (PARTITION BY no, key
                                   ORDER BY list_position({_FORM_ORDER}, form), text) = 1
        """,
    )


_FORM_SCHEMA = pa.schema(
    [("no", pa.int64()), *((name, pa.string()) for name in ("form", "text", "key", "numbers"))]
)


def _form_batches(
    batches: Iterable[pa.RecordBatch], forms: Callable[[dict[str, Any]], Iterable[Form]]
) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        rows = [
            (row["no"], form, *spelling)
            for row in batch.to_pylist()
            for form, spelling in forms(row)
        ]
        columns = list(zip(*rows, strict=True)) if rows else [[]] * len(_FORM_SCHEMA)
        yield pa.record_batch(
            [pa.array(c, f.type) for c, f in zip(columns, _FORM_SCHEMA, strict=True)],
            schema=_FORM_SCHEMA,
        )


def _table(con: Connection, name: str, query: str) -> None:
    con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
