"""The names of titles and records taken apart, many at a time. One name's forms are `names`'s.

This is the matcher's only work in Python row by row, and all of it that needs the names of titles
that have not changed: what `title_forms` makes can be kept, bucket by bucket.
"""

# pyright: standard
# pyarrow comes without types, so strictness would only speak of it.

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyarrow as pa

from movie_assets.crosswalk.names import SLUG, Form, forms_of
from movie_assets.crosswalk.normalise import Spelling, spelt
from movie_assets.crosswalk.tables import Connection, make

_BATCH = 5_000  # titles at a time: Python's strings of their names take about 15 MB
_BEST_FIRST = "mbspht"
_SPELT = ("form", "text", "key", "numbers")


def title_forms(con: Connection) -> None:
    """Take the names of some titles apart; leaves a temporary table `name_form`.

    Source: a view `spine` (title_id, title, original_title, names[]) of any titles.
    Shape:  title_id, form, text, key, numbers (see `names` and `normalise.Spelling`); one row a
            (title_id, key), in its most telling form. A title's rows depend on no other title.
    """
    rows = con.execute("""
        SELECT title_id, list_distinct(list_filter(
                   list_concat([title, original_title], coalesce(names, [])),
                   x -> x IS NOT NULL)) AS names
        FROM spine
    """).to_arrow_table()
    schema = pa.schema([("title_id", pa.string()), *((name, pa.string()) for name in _SPELT)])
    batches = (
        _spelt_batch(schema, batch.column(0), map(_forms, batch.column(1).to_pylist()))
        for batch in rows.to_batches(_BATCH)
    )
    _stream(con, "name_form", schema, batches)


def record_forms(con: Connection) -> None:
    """Take the names of the records, and those in their ids, apart; leaves `all_record_form`.

    Source: a view `all_record` (record_no, title, names[], slug_name).
    Shape:  record_no, form, text, key, numbers; one row a (record_no, key).
    """
    rows = con.execute("""
        SELECT record_no, list_distinct(list_filter(
                   list_prepend(title, coalesce(names, [])), x -> x IS NOT NULL)) AS names,
               slug_name
        FROM all_record ORDER BY record_no
    """).to_arrow_table()
    schema = pa.schema([("record_no", pa.int64()), *((name, pa.string()) for name in _SPELT)])
    batches = (
        _spelt_batch(
            schema,
            batch.column(0),
            map(_record_forms, batch.column(1).to_pylist(), batch.column(2).to_pylist()),
        )
        for batch in rows.to_batches(_BATCH)
    )
    _stream(con, "all_record_form", schema, batches)


def _forms(names: Iterable[str]) -> list[Form]:
    return _best([form for name in names for form in forms_of(name)])


def _record_forms(names: Iterable[str], slug_name: str | None) -> list[Form]:
    own = _forms(names)
    return own if slug_name is None else _best([*own, Form(SLUG, spelt(slug_name))])


def _best(forms: list[Form]) -> list[Form]:
    """Each key once, in its most telling form; of equal ones the first text by the alphabet."""
    if len(forms) < 2:
        return forms
    best: dict[str, Form] = {}
    for form in forms:
        held = best.setdefault(form.spelling.key, form)
        if held is not form and _rank(form) < _rank(held):
            best[form.spelling.key] = form
    return list(best.values())


def _rank(form: Form) -> tuple[int, Spelling]:
    return _BEST_FIRST.index(form.form), form.spelling


def _spelt_batch(
    schema: pa.Schema, owners: pa.Array, forms: Iterable[list[Form]]
) -> pa.RecordBatch:
    """One row a form, each beside its owner."""
    owner: list[int] = []
    columns: list[list[str]] = [[] for _ in _SPELT]
    told, texts, keys, numbers = columns
    for place, several in enumerate(forms):  # cells are kept, not forms: those tire the collector
        for form, (text, key, number) in several:
            owner.append(place)
            told.append(form)
            texts.append(text)
            keys.append(key)
            numbers.append(number)
    arrays = [pa.array(cells, pa.string()) for cells in columns]
    return pa.record_batch([owners.take(pa.array(owner, pa.int32())), *arrays], schema=schema)


def _stream(
    con: Connection, table: str, schema: pa.Schema, batches: Iterator[pa.RecordBatch]
) -> None:
    con.register("form_batches", pa.RecordBatchReader.from_batches(schema, batches))
    make(con, table, "SELECT * FROM form_batches")
