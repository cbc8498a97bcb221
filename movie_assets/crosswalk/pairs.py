"""Compared pairs as rows that can be kept, so that only changed records are compared again.

What is compared is `match`'s. A kept pair stands as long as its record, the spine and the rules do.
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

import numpy as np
import pyarrow as pa

from movie_assets.crosswalk.features import FEATURES
from movie_assets.crosswalk.match import decided
from movie_assets.crosswalk.tables import Connection, make
from movie_assets.crosswalk.weights import RULE_VERSION

_BATCH = 100_000  # pairs at a time: their words take about 60 MB until they are dictionaries


def kept_sql() -> str:
    """SQL of compared pairs by their ids, to be kept.

    Source: view `compared` (see `match.compared`) and the tables it was made from.
    Shape:  source, source_id, kind, title_id, features[] (words in the order of `FEATURES`),
            rule_version.
    """
    words = ", ".join(f"c.{name}" for name in FEATURES)
    return f"""
        SELECT r.source, r.source_id, r.kind, t.title_id, [{words}] AS features,
               '{RULE_VERSION}' AS rule_version
        FROM compared AS c
        JOIN all_record AS r USING (record_no)
        JOIN title AS t USING (title_no)
    """


def decide_kept(con: Connection) -> None:
    """Decide on all records by their kept pairs; the same as `match.decide` on the same rows.

    Source: views `pairs` (see `kept_sql`) and `records` (source, source_id, kind): every record,
            those without a pair too.
    Shape:  leaves a temporary table `decision` and a view `scored`.
    """
    make(
        con,
        "all_record",
        """
        SELECT row_number() OVER (ORDER BY source, source_id) - 1 AS record_no,
               dense_rank() OVER (ORDER BY source, kind) - 1 AS group_no, source, source_id, kind
        FROM records
        """,
    )
    make(
        con,
        "title",
        """
        SELECT row_number() OVER (ORDER BY title_id) - 1 AS title_no, title_id
        FROM (SELECT DISTINCT title_id FROM pairs)
        """,
    )
    decided(con, _numbered(con))


def _numbered(con: Connection) -> pa.Table:
    """The kept pairs with today's numbers, in order, each feature a dictionary of its words."""
    words = ", ".join(f"features[{place + 1}] AS {name}" for place, name in enumerate(FEATURES))
    reader = con.execute(f"""
        SELECT record_no, title_no, group_no, {words}
        FROM pairs
        JOIN (SELECT record_no, group_no, source, source_id FROM all_record)
            USING (source, source_id)
        JOIN title USING (title_id)
    """).to_arrow_reader(_BATCH)
    empty = pa.RecordBatch.from_pylist([], schema=reader.schema)  # there may be no pair at all
    tables = [_encoded(batch) for batch in (empty, *reader)]
    table = pa.concat_tables(tables).unify_dictionaries()
    record, title = (table.column(name).to_numpy() for name in ("record_no", "title_no"))
    return table.take(np.lexsort((title, record)))


def _encoded(batch: pa.RecordBatch) -> pa.Table:
    columns = [
        column.dictionary_encode() if name in FEATURES else column
        for name, column in zip(batch.schema.names, batch.columns, strict=True)
    ]
    return pa.table(columns, names=batch.schema.names)
