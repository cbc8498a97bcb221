"""Mapping files, the values they read, and lines of any bytes."""

import io

import duckdb
import pytest
from hypothesis import given
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
def test_any_bytes_are_rows_or_bad_rows_in_order(text, head):
    found = DelimitedRows(io.BufferedReader(io.BytesIO(head + text)), Dialect())
    lines = [row.line if isinstance(row, BadRow) else row[0] for row in found.rows()]
    assert lines == sorted(set(lines))
