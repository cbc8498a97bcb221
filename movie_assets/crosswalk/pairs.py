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
from movie_assets.model.errors import CrosswalkError

_BATCH = 100_000  # pairs at a time: their words take about 40 MB until they are numbers
_NUMBERS = ["record_no", "title_no", "group_no"]
_NUMBERS_SCHEMA = pa.schema([(name, pa.int64()) for name in _NUMBERS])
_WORDS = pa.dictionary(pa.int32(), pa.string())


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
    reader = con.execute("""
        SELECT record_no, title_no, group_no, features
        FROM pairs
        JOIN (SELECT record_no, group_no, source, source_id FROM all_record)
            USING (source, source_id)
        JOIN title USING (title_id)
    """).to_arrow_reader(_BATCH)
    read = [(batch.select(_NUMBERS), _words(batch.column("features"))) for batch in reader]
    numbers = pa.Table.from_batches([batch for batch, _ in read], _NUMBERS_SCHEMA)
    record, title = (numbers.column(name).to_numpy() for name in ("record_no", "title_no"))
    order = np.lexsort((title, record))
    words = pa.chunked_array([words for _, words in read], _WORDS).unify_dictionaries()
    places = [chunk.indices.to_numpy().reshape(-1, len(FEATURES)) for chunk in words.chunks]
    told = np.concatenate([np.empty((0, len(FEATURES)), np.int32), *places])[order]
    dictionary = words.chunk(0).dictionary if read else pa.array([], pa.string())
    table = numbers.take(order)
    for place, name in enumerate(FEATURES):
        column = pa.DictionaryArray.from_arrays(np.ascontiguousarray(told[:, place]), dictionary)
        table = table.append_column(name, column)
    return table


def _words(features: pa.ListArray) -> pa.DictionaryArray:
    """All words of some pairs, one after the other, as numbers of the few there are."""
    if (features.value_lengths().to_numpy() != len(FEATURES)).any():
        raise CrosswalkError(
            f"Kept pairs do not have the {len(FEATURES)} features that rules {RULE_VERSION} tell "
            "pairs by. Compare their records again."
        )
    return features.flatten().dictionary_encode()
