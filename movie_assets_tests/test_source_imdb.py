"""IMDb's datasets through the SQL, in DuckDB, over the real file format written by hand."""

import duckdb
import pytest
from source_answers import RECORDED, WHEN, needs_recorded

from movie_assets.model.contract import table_named
from movie_assets.model.render.arrow import arrow_schema
from movie_assets.sources import imdb, imdb_sql
from movie_assets.sources.registry import source_named

# The rows as IMDb writes them: tabs, \N for null, a lone quotation mark that means nothing.
FILES = {
    "title_basics": r"""
tt0000003	movie	"Three	Trois	0	1999	\N	101	Drama,Music
tt0000001	tvSeries	One	One	0	2001	2003	0	Comedy
tt0000002	short	Two	Two	0	1999	\N	7	Short
tt0000004	tvMovie	Four	\N	1	\N	\N	\N	\N
tt0000005	tvMiniSeries	Five	Five	0	2005	2005	50	\N
tt0000011	tvEpisode	Pilot	Pilot	0	2001	\N	25	Comedy
tt0000012	tvEpisode	Second	Second	0	2001	\N	25	Comedy
tt0000013	tvEpisode	Lost	Lost	0	2001	\N	25	Comedy
""",
    "title_ratings": """
tt0000003	8.45	1200
tt0000011	7.1	9
tt0000002	9.9	5
""",
    "title_akas": r"""
tt0000003	10	Drei	DE	\N	imdbDisplay	\N	0
tt0000003	2	Trois	\N	\N	original	\N	1
tt0000003	1	"Three	XWW	en	imdbDisplay	\N	0
tt0000003	3	Project Three	US	qbn	working	\N	0
tt0000002	1	Deux	FR	fr	imdbDisplay	\N	0
""",
    "title_crew": r"""
tt0000003	nm3,nm9,nm1	nm1
tt0000001	nm1	\N
tt0000002	nm2	\N
tt0000004	\N	\N
""",
    "title_principals": r"""
tt0000003	10	nm2	actor	\N	["A \"B\"","C"]
tt0000003	9	nm1	actress	\N	["Ida"]
tt0000003	1	nm3	director	\N	\N
tt0000003	11	nm9	actor	\N	\N
tt0000005	1	nm2	self	\N	["Self"]
tt0000002	1	nm2	actor	\N	["Shorty"]
tt0000004	1	nm1	actor	\N	not a list
""",
    "title_episode": r"""
tt0000012	tt0000001	1	2
tt0000011	tt0000001	1	1
tt0000013	tt0000001	\N	\N
tt0000021	tt0000002	1	1
""",
    "name_basics": r"""
nm1	Ann	1950	\N	actress	tt0000003
nm2	Bob "The	\N	\N	actor	\N
nm3	Cy	\N	\N	director	\N
""",
}


def read_files(folder) -> duckdb.DuckDBPyConnection:
    """The datasets of a folder as views, read by the facts of `imdb`."""
    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    for dataset in imdb.DATASETS:
        path = folder / dataset.file.removesuffix(".gz")
        connection.read_csv(
            str(path),
            delimiter=imdb.DELIMITER,
            header=imdb.HAS_HEADER,
            quotechar=imdb.QUOTE,
            escapechar=imdb.ESCAPE,
            na_values=imdb.NULL_MARKER,
            columns=dict.fromkeys(dataset.columns, "VARCHAR"),
            auto_detect=False,
        ).create_view(dataset.view)
    return connection


@pytest.fixture(scope="module")
def datasets(tmp_path_factory) -> duckdb.DuckDBPyConnection:
    folder = tmp_path_factory.mktemp("imdb")
    for dataset in imdb.DATASETS:
        header = "\t".join(dataset.columns) + "\n"
        text = header + FILES[dataset.view].lstrip("\n")
        (folder / dataset.file.removesuffix(".gz")).write_text(text, encoding="utf-8")
    return with_titles(read_files(folder))


def with_titles(connection):
    connection.execute(f"CREATE TABLE imdb_title AS {imdb_sql.title_sql()}")
    return connection


def rows(connection, sql, **parameters):
    return connection.execute(sql, parameters or None).to_arrow_table().to_pylist()


def titles(connection):
    return {row["tconst"]: row for row in rows(connection, "FROM imdb_title")}


def test_only_films_and_shows_are_taken_in_by_tconst(datasets):
    kinds = [(row["tconst"], row["kind"]) for row in rows(datasets, "FROM imdb_title")]
    assert kinds == [
        ("tt0000001", "tv"),
        ("tt0000003", "movie"),
        ("tt0000004", "movie"),
        ("tt0000005", "tv"),
    ]


@pytest.mark.parametrize(
    ("sql", "table", "parameters"),
    [
        (imdb_sql.title_sql(), "imdb_title", {}),
        (imdb_sql.episode_sql(), "imdb_episode", {}),
        (imdb_sql.record_sql(), "source_record", {"answer_id": "a", "requested_at": WHEN}),
    ],
)
def test_names_order_and_types_are_the_contracts(datasets, sql, table, parameters):
    found = datasets.execute(sql, parameters or None).to_arrow_table()
    assert found.num_rows > 0
    assert found.schema.equals(arrow_schema(table_named(table)))


def test_plain_facts(datasets):
    film = titles(datasets)["tt0000003"]
    assert film["primary_title"] == '"Three'
    assert film["original_title"] == "Trois"
    assert (film["start_year"], film["end_year"], film["runtime_min"]) == (1999, None, 101)
    assert (film["genres"], film["rating"], film["votes"]) == (["Drama", "Music"], 8.45, 1200)
    assert film["adult"] is False


def test_what_imdb_does_not_know_is_null_or_empty(datasets):
    four = titles(datasets)["tt0000004"]
    assert four["adult"] is True
    null = ("original_title", "start_year", "end_year", "runtime_min", "rating", "votes")
    assert [four[name] for name in null] == [None] * len(null)
    assert (four["genres"], four["names"], four["directors"]) == ([], [], [])
    assert titles(datasets)["tt0000001"]["runtime_min"] is None  # a 0 is no runtime


def test_names_stand_in_imdbs_order_with_iso_codes_only(datasets):
    def name(title, language, country, kind):
        return {"name": title, "language": language, "country": country, "kind": kind}

    assert titles(datasets)["tt0000003"]["names"] == [
        name('"Three', "en", None, "alternative"),  # XWW, world-wide, is no country
        name("Trois", None, None, "original"),
        name("Project Three", None, "US", "working"),  # qbn is no ISO 639-1 language
        name("Drei", None, "DE", "alternative"),
    ]


def test_people_stand_in_order_and_only_with_a_name(datasets):
    film = titles(datasets)["tt0000003"]
    directors = [(d["person_id"], d["name"], d["job"], d["position"]) for d in film["directors"]]
    assert directors == [
        ("imdb/nm3", "Cy", "Director", 0),
        ("imdb/nm1", "Ann", "Director", 2),  # the second, nm9, has no name
    ]
    cast = [(a["person_id"], a["name"], a["character"], a["position"]) for a in film["cast"]]
    assert cast == [("imdb/nm1", "Ann", "Ida", 0), ("imdb/nm2", 'Bob "The', 'A "B" / C', 1)]
    assert {a["department"] for a in film["cast"]} == {"Acting"}
    assert titles(datasets)["tt0000005"]["cast"][0]["character"] == "Self"
    assert titles(datasets)["tt0000004"]["cast"][0]["character"] is None


def test_episodes_are_those_of_shows_that_can_be_placed(datasets):
    found = rows(datasets, imdb_sql.episode_sql())
    assert found == [
        {
            "tconst": "tt0000011",
            "parent_tconst": "tt0000001",
            "season": 1,
            "episode": 1,
            "rating": 7.1,
            "votes": 9,
        },
        {
            "tconst": "tt0000012",
            "parent_tconst": "tt0000001",
            "season": 1,
            "episode": 2,
            "rating": None,
            "votes": None,
        },
    ]


def records(connection):
    found = rows(connection, imdb_sql.record_sql(), answer_id="answer", requested_at=WHEN)
    return {row["source_id"]: row for row in found}


def test_a_record_says_what_the_title_says(datasets):
    film = records(datasets)["tt0000003"]
    assert (film["source"], film["title_id"], film["kind"]) == ("imdb", "imdb/tt0000003", "movie")
    assert (film["answer_id"], film["requested_at"], film["observed_at"]) == ("answer", WHEN, WHEN)
    assert film["parser_version"] == source_named("imdb").parser_version
    assert film["ratings"] == [
        {
            "publisher": "imdb",
            "metric": "audience",
            "value": 8.45,
            "scale_min": 1.0,
            "scale_max": 10.0,
            "percent": 84.5,
            "count": 1200,
            "count_is_lower_bound": False,
        }
    ]
    assert film["external_ids"] == [{"source": "imdb", "id": "tt0000003"}]
    assert [(name["name"], name["kind"]) for name in film["names"]] == [
        ("Trois", "original"),
        ('"Three', None),
        ('"Three', "alternative"),
        ("Project Three", "working"),
        ("Drei", "alternative"),
    ]
    assert (film["cast"], film["directors"]) == (["Ann", 'Bob "The'], ["Cy", "Ann"])
    assert [credit["name"] for credit in film["credits"]] == ["Ann", 'Bob "The', "Cy", "Ann"]
    assert (film["year"], film["runtime_min"]) == (1999, 101)
    assert film["url"] == "https://www.imdb.com/title/tt0000003/"
    assert film["outcome"] == "found"


def test_a_title_without_votes_has_no_score_yet(datasets):
    show = records(datasets)["tt0000001"]
    assert (show["outcome"], show["ratings"]) == ("no_score_yet", [])
    assert show["directors"] == []  # creators are meant for shows, and IMDb's files have none
    assert [credit["name"] for credit in show["credits"]] == ["Ann"]
    assert (show["offers_complete"], show["offers"], show["budget"]) == (False, [], None)


def test_slices_make_the_same_rows_once_each(datasets):
    whole = titles(datasets)
    slices = [rows(datasets, imdb_sql.title_sql(number, 3)) for number in range(3)]
    together = [row for part in slices for row in part]
    assert len(together) == len(whole)
    assert {row["tconst"]: row for row in together} == whole
    assert sum(bool(part) for part in slices) > 1


def test_the_reduced_rows_make_the_same_titles(datasets):
    whole = titles(datasets)
    reduced = datasets.cursor()
    sizes = {}
    for view, sql in imdb_sql.reduced_sql().items():
        # Temporary tables go before the views of the same name.
        reduced.execute(f"CREATE TEMP TABLE {view} AS {sql}")
        sizes[view] = reduced.execute(f"SELECT count(*) FROM {view}").fetchone()[0]
    assert {row["tconst"]: row for row in rows(reduced, imdb_sql.title_sql())} == whole
    # By hand: 4 films and shows; 4 of 5 names; 2 with directors; 5 of 7 in the cast; 3 people.
    assert sizes == {
        "title_basics": 4,
        "title_akas": 4,
        "title_crew": 2,
        "title_principals": 5,
        "name_basics": 3,
    }


def test_the_same_files_make_the_same_bytes(datasets):
    once, again = (rows(datasets, imdb_sql.title_sql()) for _ in range(2))
    assert once == again


def test_the_files_are_where_imdb_puts_them():
    assert imdb.DATASETS[0].url == "https://datasets.imdbws.com/title.basics.tsv.gz"
    assert len({dataset.view for dataset in imdb.DATASETS}) == 7
    assert imdb.MIN_VOTES_ALONE == 100


@needs_recorded
def test_real_rows():
    found = titles(with_titles(read_files(RECORDED / "imdb-datasets" / "pimdb")))
    assert len(found) == 14
    wyrmwood = found["tt2535470"]
    assert wyrmwood["primary_title"] == "Wyrmwood: Road of the Dead"
    assert wyrmwood["original_title"] == "Wyrmwood"
    assert (wyrmwood["start_year"], wyrmwood["runtime_min"]) == (2014, 98)
    assert (wyrmwood["rating"], wyrmwood["votes"]) == (6.2, 15169)
    assert wyrmwood["genres"] == ["Action", "Comedy", "Horror"]
    assert [d["name"] for d in wyrmwood["directors"]] == ["Kiah Roache-Turner"]
    assert wyrmwood["cast"][1]["character"] == "Brooke"
    assert wyrmwood["names"][0]["name"] == "Wyrmwood: drumul mortilor"
    assert found["tt3456370"]["end_year"] == 2016


@needs_recorded
def test_real_episodes():
    connection = read_files(RECORDED / "imdb-datasets" / "pimdb")
    found = rows(connection, imdb_sql.episode_sql())
    # 43 lines, one of a show (tt10972276) whose own line is not among title.basics.
    assert len(found) == 42
    assert {row["parent_tconst"] for row in found} == {"tt3456370", "tt5743288", "tt7144668"}
