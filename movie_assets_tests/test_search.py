"""Title search on a small real database: what is found for what is typed, and in which order."""

import datetime as dt
import json
import string
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import duckdb
import psycopg
import pytest
from conftest import open_directory
from hypothesis import given, settings
from hypothesis import strategies as st
from loading_place import BUCKET, NOON, Place, title

from movie_assets.model.contract import table_named
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import TitlePopularity, TitleRedirect
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.postgres_connection import open_connection
from movie_assets.titles.folding import folded_sql
from movie_assets.titles.search import popular_sql, search_rows_sql
from movie_assets_tests.prepared import prepared_database

# title_id, kind, popularity, year, names; the first name is the title.
TITLES = (
    ("movie/603", 80.0, 1999, "The Matrix", "Matrix", "Матрица", "マトリックス"),
    ("movie/604", 60.0, 2003, "The Matrix Reloaded"),
    ("movie/9600", 2.0, 2019, "The Matrix"),
    ("movie/194", 30.0, 2001, "Amélie", "Le fabuleux destin d'Amélie Poulain"),
    ("movie/10681", 70.0, 2008, "WALL·E"),
    ("movie/807", 75.0, 1995, "Se7en"),
    ("movie/422", 12.0, 1963, "8½"),
    ("movie/5165", 9.0, 1960, "L'Avventura"),
    ("movie/557", 50.0, 2002, "Spider-Man"),
    ("movie/634649", 90.0, 2021, "Spider-Man: No Way Home"),
    ("movie/14161", 20.0, 2009, "2012"),
    ("movie/129", 65.0, 2001, "Spirited Away", "千と千尋の神隠し"),
    ("movie/1398", 18.0, 1979, "Stalker", "Сталкер"),
    ("movie/496243", 66.0, 2019, "Parasite", "기생충"),
    ("movie/44", 3.0, 2009, "The Time That Remains", "الزمن الباقي"),
    ("movie/50", 5.0, 2010, "Heat Wave"),
    ("movie/949", 40.0, 1995, "Heat"),
    ("movie/51", 8.0, 1986, "Heat"),
    ("tv/1396", 85.0, 2008, "Breaking Bad"),
    ("tv/60", 1.0, 2015, "Heat"),
    ("movie/77", 4.0, 2012, "!!!"),
    ("movie/61", 1.0, 2012, "Søren & the ẞtraße"),
    ("imdb/tt0000062", 0.0, 2012, "Xylophone Sonata"),
    ("movie/70", 99.0, 2020, "Merged Away"),
    ("movie/71", 99.0, 2020, "Taken Down"),
)
GONE = {"movie/70": "movie/603", "movie/71": None}


class Found(NamedTuple):
    title_id: str
    title: str
    year: int | None
    kind: str
    matched_name: str
    popularity: float
    rank: int


class Shelf:
    """A small catalogue, loaded as any other."""

    def __init__(self, place: Place) -> None:
        self.place = place

    def fill(self, rows: tuple[tuple[object, ...], ...]) -> None:
        titles = [row_of(*row) for row in rows]
        shown = [
            TitlePopularity(title_id=str(row[0]), popularity=float(str(row[1])), day=NOON.date())
            for row in rows
            if row[1]
        ]
        self.place.load("title", titles)
        self.place.load("title_popularity", shown)
        with duckdb.connect() as con:
            con.register("titles", arrow_table(table_named("title"), titles))
            con.register("shown", arrow_table(table_named("title_popularity"), shown))
            for table, query in (
                ("title_search", search_rows_sql("titles")),
                ("search_popular", popular_sql("titles", "shown")),
            ):
                found = con.execute(query)
                names = [part[0] for part in found.description]
                row = table_named(table).row
                made = [row(**dict(zip(names, one, strict=True))) for one in found.fetchall()]
                self.place.load(table, made)

    def find(self, query: str, kind: str | None = None, limit: int = 20) -> list[Found]:
        rows = self.place.rows("select * from api.search_titles(%s, %s, %s)", query, kind, limit)
        return [Found(*row) for row in rows]

    def ids(self, query: str, kind: str | None = None) -> list[str]:
        return [hit.title_id for hit in self.find(query, kind)]


def row_of(title_id: str, _popularity: float, year: int | None, *names: str) -> object:
    return title(
        title_id,
        kind="tv" if title_id.startswith("tv/") else "movie",
        year=year,
        title=names[0],
        names=json.dumps([{"name": name, "language": None} for name in names]),
    )


@pytest.fixture(scope="module")
def shelf(postgres: ServerInfo) -> Iterator[Shelf]:
    folder = open_directory()
    with prepared_database(postgres) as url:
        place = Place(url, folder)
        shelf = Shelf(place)
        shelf.fill(TITLES)
        gone = [
            TitleRedirect(
                from_title_id=one, to_title_id=to, reason="merged", decided_on=dt.date(2026, 1, 1)
            )
            for one, to in GONE.items()
        ]
        place.load("title_redirect", gone)
        yield shelf


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("the matrix", "movie/603"),
        ("THE MATRIX", "movie/603"),
        ("matrix the", "movie/603"),
        ("matirx", "movie/603"),  # two letters swapped
        ("the matrx", "movie/603"),  # one missing
        ("the matrixx", "movie/603"),  # one too many
        ("the natrix", "movie/603"),  # another
        ("teh matrix", "movie/603"),  # a short word's letters swapped
        ("hte matirx", "movie/603"),
        ("the matrix rel", "movie/604"),
        ("matrix reloded", "movie/604"),
        ("matrix 2003", "movie/604"),  # its year
        ("the matrix 2019", "movie/9600"),
        ("amelie", "movie/194"),
        ("AMÉLIE", "movie/194"),
        ("Ame\u0301lie", "movie/194"),  # the accent as a letter of its own
        ("destin d'amelie", "movie/194"),
        ("walle", "movie/10681"),
        ("wall e", "movie/10681"),
        ("WALL-E", "movie/10681"),
        ("WALL·E", "movie/10681"),
        ("Se7en", "movie/807"),
        ("seven", "movie/807"),
        ("8½", "movie/422"),
        ("8 1/2", "movie/422"),
        ("l'avventura", "movie/5165"),
        ("L’Avventura", "movie/5165"),
        ("lavventura", "movie/5165"),
        ("avventura", "movie/5165"),
        ("spiderman", "movie/557"),
        ("spider man", "movie/557"),
        ("Spider-Man", "movie/557"),
        ("spiderman no way", "movie/634649"),
        ("2012", "movie/14161"),
        ("千と千尋の神隠し", "movie/129"),
        ("千と", "movie/129"),
        ("マトリックス", "movie/603"),
        ("сталкер", "movie/1398"),
        ("СТАЛ", "movie/1398"),
        ("сталкир", "movie/1398"),
        ("기생충", "movie/496243"),
        ("기생", "movie/496243"),
        ("الزمن", "movie/44"),
        ("b", "tv/1396"),
        ("breaking b", "tv/1396"),
        ("brea", "tv/1396"),
        ("soren and the strasse", "movie/61"),
        ("!!!", "movie/77"),
        ("ｓｔａｌｋｅｒ", "movie/1398"),
        ("xylophone", "imdb/tt0000062"),
        ("xylophne nonsense sonata", "imdb/tt0000062"),
        (" heat ", "movie/949"),
    ],
)
def test_the_first_found_for(shelf: Shelf, query: str, first: str) -> None:
    assert shelf.ids(query)[:1] == [first]


def test_titles_of_one_name_are_ranked_by_popularity_before_names_that_go_on(shelf: Shelf) -> None:
    assert shelf.ids("heat") == ["movie/949", "movie/51", "tv/60", "movie/50"]
    assert shelf.ids("the matrix") == ["movie/603", "movie/604", "movie/9600"]


def test_a_hit_says_what_was_found_and_by_which_name(shelf: Shelf) -> None:
    assert shelf.find("матрица") == [
        Found("movie/603", "The Matrix", 1999, "movie", "Матрица", 80.0, 1)
    ]
    assert shelf.find("xylophone sonata") == [
        Found("imdb/tt0000062", "Xylophone Sonata", 2012, "movie", "Xylophone Sonata", 0.0, 1)
    ]
    assert [hit.rank for hit in shelf.find("heat")] == [1, 2, 3, 4]


def test_one_kind_and_as_many_as_wanted(shelf: Shelf) -> None:
    assert shelf.ids("heat", "tv") == ["tv/60"]
    assert shelf.ids("b", "movie") == []
    assert [hit.title_id for hit in shelf.find("heat", None, 2)] == ["movie/949", "movie/51"]
    assert len(shelf.find("heat", None, -5)) == 1


@pytest.mark.parametrize("query", ["merged away", "taken down", "merged", "tak"])
def test_titles_that_gave_way_or_were_taken_down_are_not_found(shelf: Shelf, query: str) -> None:
    assert not set(shelf.ids(query)) & set(GONE)


@pytest.mark.parametrize(
    "query",
    [
        "", " ", "qqqqqq", "zzz matrix qqqq vvvv", "???", "%", "_", "%%%%", "\\", "''", "=", "^",
        "'; drop table catalogue.title; --", "x" * 100_000, "🎬",
    ],
)  # fmt: skip
def test_nothing_is_found_for(shelf: Shelf, query: str) -> None:
    assert shelf.find(query) == []


def test_a_very_long_query_is_read_as_far_as_a_name_goes(shelf: Shelf) -> None:
    assert shelf.ids("the matrix " * 10_000)[0] == "movie/603"
    assert shelf.place.rows("select * from api.search_titles(null)") == []


def test_the_reader_may_search_and_look_no_further(shelf: Shelf) -> None:
    name = shelf.place.url.rsplit("/", 1)[1]
    with psycopg.connect(shelf.place.url) as owner:
        info = owner.info
        reader = f"postgresql://movie_reader:reader@{info.host}:{info.port}/{name}"
    with open_connection(reader, autocommit=True) as connection:
        found = connection.execute("select title_id from api.search_titles('amelie')").fetchall()
        assert found == [("movie/194",)]
        for statement in (
            "select * from catalogue.title_search",
            "select api.words_meant(array['a'], 1)",
        ):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)


# -- folding ---------------------------------------------------------------------------------------

# Letters that became cased in Unicode 16, which Postgres knows and DuckDB does not yet.
NEWLY_CASED = {0x1C89, 0xA7CB, 0xA7CC, 0xA7DA, 0xA7DC, 0x105C9, 0x105E4, *range(0x10D50, 0x10D66)}


def test_rows_and_queries_are_folded_alike_letter_by_letter(shelf: Shelf) -> None:
    # Planes 0 and 1: beyond them are Chinese characters only, and nothing to be folded.
    letters = [at for at in range(1, 0x20000) if not 0xD800 <= at <= 0xDFFF and at != 0x1F]
    theirs = dict(
        shelf.place.rows(
            "select n, api.fold('a' || chr(n) || 'b') from generate_series(1, 131071) as n "
            "where n not between 55296 and 57343"
        )
    )
    ours = dict(
        duckdb.execute(
            f"select n, {folded_sql('x')} from ("
            "select n, 'a' || chr(n::int) || 'b' as x from range(1, 131072) as r (n) "
            "where n not between 55296 and 57343)"
        ).fetchall()
    )
    assert {at for at in letters if ours[at] != theirs[at]} <= NEWLY_CASED


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("Amélie", "amelie"),
        ("Ocean’s Eleven", "oceans eleven"),
        ("Fast & Furious", "fast and furious"),
        ("Romeo + Juliet", "romeo and juliet"),
        ("Æon Flux: ŁÓDŹ", "aeon flux lodz"),
        ("Alien³", "alien 3"),
        ("Ёлки", "елки"),
        ("हिन्दी", "हिन्दी"),  # its marks are vowels
        ("أحمد", "احمد"),
        ("İstanbul", "istanbul"),
        ("...", ""),
    ],
)
def test_a_name_is_folded_to(shelf: Shelf, name: str, folded: str) -> None:
    assert shelf.place.rows("select api.fold(%s)", name) == [(folded,)]
    assert duckdb.execute(f"select {folded_sql('x')} from (select ? as x)", [name]).fetchall() == [
        (folded,)
    ]


# -- a typo ----------------------------------------------------------------------------------------

TYPED = [
    (row[0], word, name)
    for row in TITLES
    if row[0] not in GONE
    for name in row[3:]
    for word in str(name).lower().split()
    if len(word) >= 4 and word.isascii() and word.isalpha()
]


@st.composite
def typos(draw: st.DrawFn) -> tuple[str, str]:
    title_id, word, name = draw(st.sampled_from(TYPED))
    letter = draw(st.sampled_from(string.ascii_lowercase))
    at = draw(st.integers(0, len(word) - 1))
    typed = draw(
        st.sampled_from(
            (
                word[:at] + word[at + 1 :],
                word[:at] + letter + word[at:],
                word[:at] + letter + word[at + 1 :],
                word[:at] + word[at : at + 2][::-1] + word[at + 2 :],
                word + letter,
            )
        )
    )
    return str(title_id), str(name).lower().replace(word, typed, 1)


@settings(max_examples=100, deadline=None)
@given(typos())
def test_any_one_typo_in_a_word_of_four_letters_still_finds_the_title(
    shelf: Shelf, typed: tuple[str, str]
) -> None:
    title_id, query = typed
    assert title_id in shelf.ids(query)[:5]


# -- loads -----------------------------------------------------------------------------------------


def test_words_follow_the_names_from_load_to_load(postgres: ServerInfo, tmp_path: Path) -> None:
    with prepared_database(postgres) as url:
        shelf = Shelf(Place(url, tmp_path))
        shelf.fill((("movie/1", 5.0, 2001, "Old Lantern"), ("movie/2", 4.0, 2002, "Old Bridge")))
        shelf.fill((("movie/1", 5.0, 2001, "New Lantern"), ("movie/3", 3.0, 2003, "Old Harbour")))
        assert shelf.ids("old") == ["movie/3"]
        assert shelf.ids("new lantern") == ["movie/1"]
        assert shelf.ids("lantern") == ["movie/1"]
        assert shelf.ids("harbuor") == ["movie/3"]
        assert shelf.ids("bridge") == []
        postings = shelf.place.rows(
            "select word, part, titles, array(select unnest(title_ids) order by 1) "
            "from catalogue.search_posting order by 1, 2"
        )
        assert ("lantern", 1, 1, ["movie/1"]) in postings
        assert ("lantern", 2, 1, ["movie/1"]) not in postings  # it had the word before
        assert ("new", 2, 1, ["movie/1"]) in postings
        assert ("old", 1, 2, ["movie/1", "movie/2"]) in postings
        assert [row[:3] for row in postings if row[0] == "="] == [("=", 1, 2), ("=", 2, 2)]
        words = shelf.place.rows("select token, reversed from catalogue.search_token order by 1")
        assert words == [
            (word, word[::-1]) for word in ("bridge", "harbour", "lantern", "new", "old")
        ]


def test_hot_brings_its_words_too(postgres: ServerInfo, tmp_path: Path) -> None:
    with prepared_database(postgres) as url:
        shelf = Shelf(Place(url, tmp_path))
        shelf.fill((("movie/12", 5.0, 2001, "Old Lantern"),))
        with duckdb.connect() as con:
            rows = [row_of("movie/12", 5.0, 2001, "Old Lantern", "Vieille Lanterne")]
            con.register("titles", arrow_table(table_named("title"), rows))
            found = con.execute(search_rows_sql("titles"))
            names = [part[0] for part in found.description]
            row = table_named("title_search").row
            made = [row(**dict(zip(names, one, strict=True))) for one in found.fetchall()]
        for partition in ("hot", BUCKET, "hot"):
            shelf.place.load("title_search", made, partition)
        assert shelf.ids("vielle lanterne") == ["movie/12"]
        parts = shelf.place.rows("select max(part) from catalogue.search_posting")
        assert parts == [(2,)]  # the same row again brings nothing
