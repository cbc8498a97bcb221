"""Keeps the words titles are found by complete as titles are loaded. What is asked is SQL's."""

from __future__ import annotations

from pathlib import Path

import duckdb
import psycopg

from movie_assets.model.render.duckdb import literal
from movie_assets.resources.temporary import temporary_folder
from movie_assets.titles.search import COMMON, WHOLE, postings_sql, words_sql

LOCK = 7_231_105_003
"""Advisory lock of the words: loads that overlap would wait for each other's rows in turn."""
_CHUNK = 1 << 20
# Titles whose words are brought together at a time: those of 1.2 million ran out of 1.2 GB.
_SLICE = 200_000

# Begins the load's own part with a row that says how many titles it brought.
_NEXT_PART = f"""
    INSERT INTO catalogue.search_posting (word, part, titles, title_ids)
    SELECT '{WHOLE}', 1 + coalesce(
        (SELECT max(part) FROM catalogue.search_posting WHERE word = '{WHOLE}'), 0
    ), %s, '{{}}'
    RETURNING part
"""
_ARE_HELD = """
    SELECT EXISTS (SELECT FROM staged JOIN catalogue.title_search AS held USING (title_id))
"""
_ADD_CHANGED = f"""
    INSERT INTO catalogue.search_posting (word, part, titles, title_ids)
    SELECT word, %s, count(*),
           CASE WHEN count(*) > {COMMON} THEN '{{}}' ELSE array_agg(title_id) END
    FROM (
        SELECT title_id, word FROM staged, string_to_table(folded, ' ') AS word
        EXCEPT
        SELECT title_id, word
        FROM staged JOIN catalogue.title_search AS held USING (title_id),
             string_to_table(held.folded, ' ') AS word
    ) AS brought
    WHERE word <> '{WHOLE}'
    GROUP BY word ORDER BY word
"""
_ADD_TOKENS = f"""
    INSERT INTO catalogue.search_token (letters, token, reversed)
    SELECT length(word), word, reverse(word)
    FROM catalogue.search_posting
    WHERE part = %s AND NOT starts_with(word, '{WHOLE}')
    ORDER BY 1, 2
    ON CONFLICT DO NOTHING
"""


def add_words(
    con: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor,
    scratch: Path,
    rows: str,
    *,
    staged: bool = True,
) -> None:
    """Add the words that rows of `title_search` bring, before the rows are written.

    Words a title no longer has stay: readers look at its row again. All in the cursor's
    transaction, one load at a time. Rows of new titles are taken apart in DuckDB, which is three
    times as fast; 1.2 million of them by one call take half as long as by twenty.

    Source: `rows`, a relation of DuckDB; with `staged` the same rows stand in the temporary table
            of that name in Postgres, without they are of an empty table.
    """
    count = con.execute(f"SELECT count(*) FROM {rows}").fetchone()
    if count is None or not count[0]:
        return
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
    row = cursor.execute(_NEXT_PART.encode(), count).fetchone()
    assert row is not None
    (part,) = row
    if staged and cursor.execute(_ARE_HELD).fetchone() == (True,):
        cursor.execute(_ADD_CHANGED.encode(), (part,))
    else:
        _copy_postings(con, cursor, scratch, (rows, int(count[0])), part)
    cursor.execute(_ADD_TOKENS.encode(), (part,))


def _copy_postings(
    con: duckdb.DuckDBPyConnection,
    cursor: psycopg.Cursor,
    scratch: Path,
    words: tuple[str, int],
    part: int,
) -> None:
    """Copy the titles of each word; `words` is a relation and how many titles are in it."""
    rows, titles = words
    slices = 1 + titles // _SLICE
    with temporary_folder(scratch) as folder:
        con.execute(
            f"COPY ({words_sql(rows, slices)}) TO {literal(str(folder / 'words'))} "
            "(FORMAT parquet, PARTITION_BY (slice))"
        )
        for place in sorted((folder / "words").iterdir()):
            _copy_slice(con, cursor, place, part)


def _copy_slice(
    con: duckdb.DuckDBPyConnection, cursor: psycopg.Cursor, folder: Path, part: int
) -> None:
    words = f"read_parquet({literal(str(folder / '*.parquet'))})"
    path = folder / "postings.csv"
    # Sorted, its index is filled from left to right; title ids hold nothing an array would quote.
    con.execute(
        f"COPY (SELECT word, {part}, titles, '{{' || title_ids || '}}' "
        f"FROM ({postings_sql(words)}) ORDER BY word) "
        f"TO {literal(str(path))} (FORMAT csv, HEADER false, NULLSTR '\\N')"
    )
    with (
        path.open("rb") as handle,
        cursor.copy(
            "COPY catalogue.search_posting (word, part, titles, title_ids) "
            "FROM STDIN (FORMAT csv, NULL '\\N')"
        ) as copy,
    ):
        while piece := handle.read(_CHUNK):
            copy.write(piece)
