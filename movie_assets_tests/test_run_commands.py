"""What the commands print, and what the connection a run hands out may do."""

import json
import re

import psycopg
import pytest
import yaml
from catalogue_run import PROJECT, Catalogue

from movie_assets.commands import contract_files

PROGRESS = re.compile(
    r"^  (?P<asset>\S+(?: \S+)?) +(?:(?P<rows>[\d,]+) rows)? +"
    r"(?:(?P<changed>[\d,]+) changed|nothing to do) +[\d.]+ s$"
)


@pytest.fixture(scope="module")
def said(catalogue: Catalogue) -> list[str]:
    assert catalogue.run.returncode == 0, catalogue.run.stdout + catalogue.run.stderr
    return catalogue.run.stdout.splitlines()


def progress(lines: list[str]) -> dict[str, re.Match[str]]:
    """The lines about assets, by asset, in the order they were printed."""
    found = (PROGRESS.match(line) for line in lines)
    return {match["asset"]: match for match in found if match}


def test_a_run_tells_of_every_asset(said):
    done = progress(said)
    assert len(done) >= 25
    assert list(done)[-2:] == ["served views", "catalogue_export"]
    assert list(done).index("title_spine") < list(done).index("tmdb_titles")
    assert list(done).index("tmdb_titles") < list(done).index("titles")
    assert list(done).index("titles") < list(done).index("catalogue_titles")


def test_a_first_run_changes_something_in_every_asset(said):
    unchanged = [name for name, match in progress(said).items() if not match["changed"]]
    # Nothing was dropped, and pictures are not kept unless somebody wants them.
    assert set(unchanged) <= {"served views", "drops", "title_media", "catalogue_media"}
    assert not [line for line in said if line.startswith("Nothing to do")]


def test_a_run_says_what_it_asks_and_where_it_keeps_things(said, catalogue):
    assert str(catalogue.home) in said[0]
    assert "the recorded universe" in said[0]


def test_a_run_ends_with_counts_that_are_true(said, catalogue):
    counted = re.compile(r"[│|] *([a-z_]+) *[│|] *([\d,]+) *[│|]")
    shown = {m[1]: int(m[2].replace(",", "")) for line in said if (m := counted.search(line))}
    assert {"titles", "title_scores", "streaming_offers", "crosswalk"} <= set(shown)
    for view, rows in shown.items():
        assert catalogue.rows(f"SELECT count(*) AS n FROM served.{view}") == [{"n": rows}]


def test_a_run_ends_with_three_queries_that_find_something(said, catalogue):
    queries = [line.strip() for line in said if line.startswith("  SELECT ")]
    assert len(queries) == 3
    for query in queries:
        rows = catalogue.rows(query)
        assert rows, query
        first = str(next(iter(rows[0].values())))
        assert any(first in line for line in said if line.startswith(("│", "|"))), query


def test_a_run_ends_with_where_to_look(said, catalogue):
    text = "\n".join(said)
    assert f"http://127.0.0.1:{catalogue.variables['MOVIE_ASSETS_WEBSERVER_PORT']}" in text
    assert "movie-assets up" in text
    assert catalogue.reader_url.startswith("postgresql://movie_reader:")


def test_a_run_keeps_its_files_to_its_home(catalogue):
    """The project's own .env is for the default home; a home elsewhere has its own."""
    port = catalogue.variables["MOVIE_ASSETS_POSTGRES_PORT"]
    assert catalogue.dotenv["MOVIE_ASSETS_HOME"] == str(catalogue.home)
    assert catalogue.dotenv["MOVIE_ASSETS_POSTGRES_PORT"] == port
    assert (catalogue.folder / "dotenv").stat().st_mode & 0o077 == 0
    project = PROJECT / ".env"
    assert not project.exists() or str(catalogue.home) not in project.read_text()


# -- the reader's connection -----------------------------------------------------------------------


def test_the_reader_reads_every_view(catalogue):
    views = catalogue.rows("SELECT viewname FROM pg_views WHERE schemaname = 'served'")
    assert len(views) >= 18
    for view in views:
        catalogue.rows(f"SELECT * FROM served.{view['viewname']} LIMIT 1")


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO served.titles (title_id) VALUES ('movie/1')",
        "UPDATE served.titles SET title = 'x'",
        "DELETE FROM served.titles",
        "CREATE TABLE served.mine (a int)",
        "CREATE TABLE public.mine (a int)",
        "CREATE SCHEMA mine",
        "CREATE ROLE mine",
        "CREATE OR REPLACE VIEW served.titles AS SELECT 1",
        "DROP VIEW served.titles",
        "SELECT * FROM catalogue.title",
        "SELECT * FROM catalogue.load",
        "SELECT * FROM events.title_change",
        "INSERT INTO app.title_view DEFAULT VALUES",
        "SELECT * FROM app.hot_title",
        "COPY served.titles TO PROGRAM 'cat'",
        "COPY (SELECT 1) TO '/tmp/stolen'",
        "SELECT pg_read_file('/etc/passwd')",
        "SET ROLE movie_owner",
    ],
)
def test_the_reader_can_do_nothing_else(catalogue, statement):
    refusals = (
        psycopg.errors.InsufficientPrivilege,
        psycopg.errors.ObjectNotInPrerequisiteState,  # a view that nobody can write to
    )
    with psycopg.connect(catalogue.reader_url) as connection:
        # Sessions are read-only by default; what counts is that lifting that changes nothing.
        connection.execute("SET default_transaction_read_only = off")
        connection.commit()
        with pytest.raises(refusals):
            connection.execute(statement)


def test_a_wrong_password_is_refused(catalogue):
    user, rest = catalogue.reader_url.split("@")
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(f"{user}x@{rest}")


# -- the other commands --------------------------------------------------------------------------


def test_sql_prints_a_json_array(catalogue):
    done = catalogue.command(
        "sql", "SELECT title_id, year, directors FROM served.titles WHERE title_id = 'movie/603'",
        "--json",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    (row,) = json.loads(done.stdout)
    assert (row["title_id"], row["year"]) == ("movie/603", 1999)
    assert "Lana Wachowski" in row["directors"]


def test_sql_prints_an_empty_array_when_nothing_is_found(catalogue):
    done = catalogue.command("sql", "SELECT 1 FROM served.titles WHERE false", "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, [])


def test_sql_that_cannot_be_run_is_told_in_postgres_words(catalogue):
    done = catalogue.command("sql", "SELECT nothing FROM served.titles", "--json")
    assert done.returncode == 1
    assert 'column "nothing" does not exist' in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_sql_writes_nothing(catalogue):
    done = catalogue.command("sql", "UPDATE served.titles SET title = 'x'")
    assert done.returncode == 1
    assert "Error" in done.stderr


def test_status_tells_coverage_and_sources(catalogue):
    done = catalogue.command("status")
    assert done.returncode == 0, done.stderr
    for word in ("Coverage", "Sources", "imdb audience", "wikidata", "fresh"):
        assert word in done.stdout, word


def test_similar_titles_are_found(catalogue):
    done = catalogue.command("similar", "movie/348", "--limit", "3")
    assert done.returncode == 0, done.stderr
    assert len(re.findall(r"(?:movie|tv|imdb)/\w+", done.stdout)) == 3
    assert "movie/348" not in done.stdout


@pytest.mark.parametrize("form", ["sql", "parquet", "dbt", "json", "openapi"])
def test_schema_prints_the_contract(catalogue, form):
    done = catalogue.command("schema", "--format", form)
    assert done.returncode == 0, done.stderr
    assert done.stdout == contract_files.text_of(form)
    if form == "sql":
        assert "create table" in done.stdout.lower()
    elif form == "dbt":
        assert yaml.safe_load(done.stdout)["sources"]
    else:
        assert json.loads(done.stdout)


def test_an_unreadable_setting_is_named(catalogue):
    done = catalogue.command("status", MOVIE_ASSETS_POSTGRES_PORT="none")
    assert done.returncode == 1
    assert "MOVIE_ASSETS_POSTGRES_PORT" in done.stderr
    assert "Traceback" not in done.stderr
