"""What the dbt project says of itself, read without a database."""

import re
from pathlib import Path

import pytest
import yaml

from movie_assets.model.contract import tables_in
from movie_assets.model.errors import PostgresError
from movie_assets.model.loads import LOADED_BY
from movie_assets.model.render.dbt import dbt_sources
from movie_assets.resources.dbt import dbt_executable
from movie_assets.resources.dbt_profile import PROFILE_VARIABLES, profile_environment

PROJECT = Path(__file__).parent.parent / "dbt_project"
MODELS = yaml.safe_load((PROJECT / "models/served/_served.yml").read_text())["models"]
ASKED_FOR = {
    "titles", "title_scores", "streaming_offers", "streaming_offers_history", "crosswalk",
    "unmatched", "match_rates", "coverage", "source_freshness", "provenance", "title_dna",
    "title_names", "title_details", "survivorship_rules", "popular", "genres",
}  # fmt: skip


def test_sources_are_rendered_from_todays_contract():
    committed = (PROJECT / "models/sources.yml").read_text()
    assert committed == dbt_sources(LOADED_BY), "render movie_assets.model.render.dbt again"


def test_every_catalogue_table_is_loaded_by_an_asset_and_no_other():
    assert set(LOADED_BY) == {table.name for table in tables_in("catalogue")}


def test_every_view_is_described_and_every_description_has_a_view():
    files = {path.stem for path in (PROJECT / "models/served").glob("*.sql")}
    assert files == {model["name"] for model in MODELS}
    assert files >= ASKED_FOR


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["name"])
def test_a_view_describes_each_column_and_its_key(model):
    columns = {column["name"]: column for column in model["columns"]}
    assert len(columns) == len(model["columns"]), "a column is described twice"
    assert all(column["data_type"] and column["description"] for column in columns.values())
    assert set(model["config"]["meta"]["key"]) <= set(columns)
    assert model["description"]


def test_columns_by_the_clock_are_volatile_and_only_those_end_in_now():
    freshness = next(model for model in MODELS if model["name"] == "source_freshness")
    volatile = {
        column["name"]
        for column in freshness["columns"]
        if column.get("config", {}).get("meta", {}).get("volatile")
    }
    assert volatile == {c["name"] for c in freshness["columns"] if c["name"].endswith("_now")}
    for path in (PROJECT / "models/served").glob("*.sql"):
        if path.stem != "source_freshness":
            assert "now()" not in path.read_text(), f"{path.name} depends on the clock"


def test_views_stand_on_tables_only():
    """A view over a view could not be replaced without the other; what is staged is no view."""
    staged = {path.stem for path in (PROJECT / "models/staging").glob("*.sql")}
    described = yaml.safe_load((PROJECT / "models/staging/_staging.yml").read_text())["models"]
    assert staged == {model["name"] for model in described}
    settings = yaml.safe_load((PROJECT / "dbt_project.yml").read_text())["models"]["movie_assets"]
    assert settings["staging"]["+materialized"] == "ephemeral"
    for path in (PROJECT / "models/served").glob("*.sql"):
        named = re.findall(r"\bref\('(\w+)'\)", path.read_text())
        assert set(named) <= staged, path.name
        # Twice, and Postgres would make it once and whole instead of looking up a title's rows.
        assert len(named) == len(set(named)), path.name


def test_the_profile_reads_exactly_the_variables_a_run_sets():
    profile = (PROJECT / "profiles.yml").read_text()
    assert set(re.findall(r"env_var\('(\w+)', '", profile)) == set(PROFILE_VARIABLES)


def test_a_database_url_becomes_dbts_variables():
    url = "postgresql://postgres:p%40ss%2Fword@127.0.0.1:54329/movies"
    assert profile_environment(url) == {
        "MOVIE_ASSETS_DBT_HOST": "127.0.0.1",
        "MOVIE_ASSETS_DBT_PORT": "54329",
        "MOVIE_ASSETS_DBT_USER": "postgres",
        "MOVIE_ASSETS_DBT_PASSWORD": "p@ss/word",
        "MOVIE_ASSETS_DBT_DBNAME": "movies",
    }


def test_a_damaged_database_url_is_refused_without_showing_it():
    with pytest.raises(PostgresError) as refused:
        profile_environment("postgresql://postgres:secret@[127.0.0.1/movies")
    assert "secret" not in str(refused.value)
    assert "MOVIE_ASSETS_DATABASE_URL" in str(refused.value)


def test_dbt_is_found_beside_python():
    assert Path(dbt_executable()).is_file()


def test_dbt_leaves_nothing_in_the_project():
    known = {"dbt_project.yml", "profiles.yml", "docs", "macros", "models", "tests"}
    ignored = {"target", "logs"}  # of runs by hand
    assert {path.name for path in PROJECT.iterdir()} - ignored == known
