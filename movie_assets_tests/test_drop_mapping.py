"""Mapping files, the values they read, and lines of any bytes."""

import csv
import io

import duckdb
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from movie_assets.model.errors import SourceError
from movie_assets.resources.drop_lines import BadRow, DelimitedRows, Dialect
from movie_assets.resources.drops import DropPlaces
from movie_assets.sources.drop_mapping import Cell, mapping_for, read_mapping
from movie_assets.sources.drop_values_sql import is_lower_bound_sql, value_sql

LEAST = "{name: a, source: a, about: a, files: [a], kind: movie, fields: {title: t}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name: [", "is not YAML"),
        ("{name: a}", "source: Field required"),
        (LEAST.replace("title: t", "titel: t"), "no field titel"),
        (LEAST.replace("title: t", "year: t"), "needs a title"),
        (LEAST.replace("title: t", "title: {column: t, pattern: '(('}"), "is not a pattern"),
        (LEAST.replace("title: t", "title: {column: t, pattern: 'a'}"), "must have one group"),
        (LEAST.replace("name: a", "nmae: a"), "nmae: Extra inputs are not permitted"),
    ],
)
def test_a_mapping_that_is_none_says_where_and_why(text, said):
    with pytest.raises(SourceError, match=r"my[.]yaml") as error:
        read_mapping(text, "my.yaml")
    assert said in str(error.value)


def chosen(name: str, *header: str, folder: str = "") -> str:
    known = DropPlaces().mappings()
    return mapping_for(known, names=[name], folder=folder, header=header).name


def test_files_of_one_name_are_told_apart_by_their_columns():
    kinds = ("positive", "mixed", "negative")
    counts = [f"{whose}_{kind}" for whose in ("meta", "user") for kind in kinds]
    old = ["movie_title", "release_date", "genre", "metascore", "userscore", *counts]
    new = ["Movie_Name", "Release_Year", "Metascore", "Critic_Reviews", "User_Score", "Genre"]
    new.append("Duration_Minutes")
    assert chosen("metacritic_movies.csv", *old) == "metacritic_2020"
    assert chosen("metacritic_movies.csv", *new) == "metacritic_2025"
    with pytest.raises(SourceError, match="need other columns"):
        chosen("metacritic_movies.csv", "Movie_Name")
    with pytest.raises(SourceError, match="No mapping knows"):
        chosen("unheard.csv", *new)
    assert chosen("unheard.csv", *new, folder="metacritic_2025") == "metacritic_2025"


def read(kind: str, text: str, **cell: object) -> object:
    con = duckdb.connect()
    con.execute("CREATE TABLE drop_day AS SELECT DATE '2025-07-01' AS today")
    query = value_sql(Cell.model_validate({"column": "x", **cell}), kind, "said")
    row = con.execute(f"SELECT {query} FROM (SELECT $text AS said)", {"text": text}).fetchone()
    return row[0]


@pytest.mark.parametrize(
    ("kind", "text", "value"),
    [
        ("int", "1,234", 1234),
        ("int", "3.0", 3),
        ("int", "3.5", None),
        ("int", "nan", None),
        ("float", "inf", None),
        ("fraction", "98/100", 98.0),
        ("percent", "62 %", 62.0),
        ("year", "2036", None),
        ("year", "1869", None),
        ("minutes", "1 h 41 m", 101),
        ("minutes", "2h 2m", 122),
        ("minutes", "24m", 24),
        ("minutes", "60.0", 60),
        ("minutes", "3 Seasons", None),
        ("money", "$425,000,000", {"amount": 425e6, "currency": "USD"}),
        ("money", "€1.50", {"amount": 1.5, "currency": "EUR"}),
        ("money", "a lot", None),
        ("count", "250,000+", 250000),
        ("count", "1.6M", 1600000),
        ("count", "41K", 41000),
        ("count", "795222.0", 795222),
        ("count", "1.5", None),
        ("bool", "False", False),
        ("list", " a , b,a,", ["a", "b"]),
        ("country_list", "United States, France", ["US", "FR"]),
        ("country_list", "['GB', 'TZ']", ["GB", "TZ"]),
        ("country_list", "Freedonia", None),
        ("json_list", '["a", "b\\u00e9"]', ["a", "bé"]),
        ("json_list", "['it''s'] x", None),
    ],
)
def test_values(kind, text, value):
    assert read(kind, text) == value


def test_lists_of_objects_as_json_and_as_python_prints_them():
    assert read("json_list", '[{"id": 1, "name": "A"}]', key="name") == ["A"]
    printed = """[{'id': 1, 'name': 'A'}, {'id': 2, 'name': "B's"}]"""
    assert read("json_list", printed, key="name") == ["A", "B's"]


@pytest.mark.parametrize(
    ("text", "bound"), [("250,000+", True), ("1.6M", True), ("41K", True), ("7,101", False)]
)
def test_rounded_counts_are_lower_bounds(text, bound):
    assert duckdb.execute(f"SELECT {is_lower_bound_sql('$t')}", {"t": text}).fetchone() == (bound,)


@given(st.binary(max_size=400), st.sampled_from((b"", b'a,b\n"')))
@example(b"\r\x01", b"")
@example(b"\r\x01", b'a,b\n"')
def test_any_bytes_are_rows_or_bad_rows_in_order(text, head):
    found = DelimitedRows(io.BufferedReader(io.BytesIO(head + text)), Dialect())
    lines = [row.line if isinstance(row, BadRow) else row[0] for row in found.rows()]
    assert lines == sorted(set(lines))


def rows_of(text: bytes) -> tuple[list[str], list[object]]:
    found = DelimitedRows(io.BufferedReader(io.BytesIO(text)), Dialect())
    return found.header, [*found.rows()]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_ends_as_any_system_ends_it(end, encoding):
    text = end.join(["a,b", "1,é", '2,"x' + end + 'y"', "", "3,u\u2028v", ""])
    assert rows_of(text.encode(encoding)) == (
        ["a", "b"],
        [(2, ["1", "é"]), (3, ["2", f"x{end}y"]), (6, ["3", "u\u2028v"])],
    )


@given(st.lists(st.lists(st.text('ab\r\n",; é', max_size=6), min_size=2, max_size=2), min_size=1))
def test_what_pythons_own_writer_wrote_is_read_back(rows):
    written = io.StringIO(newline="")
    csv.writer(written, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *rows])
    header, found = rows_of(written.getvalue().encode())
    assert header == ["a", "b"]
    assert [values for _, values in found] == rows


def test_lines_of_old_macs_beyond_the_longest_are_many_and_not_one():
    row = b"1," + b"x" * 200_000 + b"\r"
    _, found = rows_of(b"a,b\r" + row * 20)
    assert [line for line, _ in found] == list(range(2, 22))


def test_a_first_line_beyond_all_bounds_is_said_to_be_no_header():
    with pytest.raises(SourceError, match="no header: a line of more than 1,048,576 bytes"):
        rows_of(b"[" + b"1," * (1 << 20))
