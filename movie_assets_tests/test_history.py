"""Histories: a row only when a value changed, and the same for the same observations told twice."""

from collections.abc import Sequence
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from movie_assets.titles.history import appended_on_change_sql

Row = tuple[str, float | None, int | None, int, str]
QUERY = appended_on_change_sql(("title",), ("value", "votes"), "moment")
COLUMNS = "(title VARCHAR, value DOUBLE, votes BIGINT, moment BIGINT, answer VARCHAR)"


def after(known: Sequence[Row], fresh: Sequence[Row]) -> list[Row]:
    with duckdb.connect() as con:
        for name, rows in (("known", known), ("fresh", fresh)):
            con.execute(f"CREATE TEMP TABLE {name} {COLUMNS}")
            if rows:
                con.executemany(f"INSERT INTO {name} VALUES (?, ?, ?, ?, ?)", rows)
        found: Any = con.execute(f"SELECT * FROM ({QUERY}) ORDER BY title, moment").fetchall()
        return found


def test_only_a_change_is_a_row() -> None:
    history = after([], [("a", 8.7, 100, 1, "x")])
    assert history == [("a", 8.7, 100, 1, "x")]
    assert after(history, [("a", 8.7, 100, 2, "y")]) == history
    history = after(history, [("a", 8.7, 101, 3, "z"), ("b", 5.0, None, 3, "z")])
    assert history == [
        ("a", 8.7, 100, 1, "x"),
        ("a", 8.7, 101, 3, "z"),
        ("b", 5.0, None, 3, "z"),
    ]


def test_a_value_taken_away_is_a_change_and_null_equals_null() -> None:
    history = after([("a", 8.7, 1, 1, "x")], [("a", None, None, 2, "y")])
    assert history == [("a", 8.7, 1, 1, "x"), ("a", None, None, 2, "y")]
    assert after(history, [("a", None, None, 3, "z")]) == history
    assert after(history, [("a", 8.7, 1, 4, "w")])[-1] == ("a", 8.7, 1, 4, "w")


def test_zero_is_a_value() -> None:
    assert len(after([("a", None, None, 1, "x")], [("a", 0.0, 0, 2, "y")])) == 2


def test_a_moment_told_anew_replaces_what_it_said() -> None:
    known = [("a", 1.0, 1, 1, "x"), ("a", 2.0, 1, 2, "x")]
    assert after(known, [("a", 3.0, 1, 2, "y")]) == [known[0], ("a", 3.0, 1, 2, "y")]
    assert after(known, [("a", 1.0, 1, 2, "y")]) == [known[0]]


observations = st.lists(
    st.tuples(st.sampled_from("ab"), st.sampled_from([None, 0.0, 1.0]), st.integers(0, 1)),
    max_size=8,
)


@settings(max_examples=25, deadline=None)
@given(told=observations, cuts=st.lists(st.booleans(), min_size=8, max_size=8))
def test_a_history_does_not_depend_on_how_it_was_told(
    told: list[tuple[str, float | None, int]], cuts: list[bool]
) -> None:
    """Told at once, piece by piece or each piece twice: the changes of each title, in order."""
    rows = [(title, value, votes, at, str(at)) for at, (title, value, votes) in enumerate(told)]
    plain: list[Row] = []
    last: dict[str, tuple[float | None, int | None]] = {}
    for row in rows:
        if row[0] not in last or last[row[0]] != row[1:3]:
            plain.append(row)
        last[row[0]] = row[1:3]
    plain.sort(key=lambda row: (row[0], row[3]))
    assert after([], rows) == plain
    history: list[Row] = []
    piece: list[Row] = []
    for row, cut in zip(rows, cuts, strict=False):
        piece.append(row)
        if cut:
            history = after(history, piece)
            assert after(history, piece) == history
            piece = []
    assert after(history, piece) == plain
