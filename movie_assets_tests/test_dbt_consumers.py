"""What happens to views that consumers built over ours when ours are built again, or change."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.dbt_database import PROJECT, Served, served_database
from movie_assets_tests.dbt_rows import FEBRUARY

VIEWS = ("titles", "title_dna", "providers", "popularity_history")
WATCHED = ("--indirect-selection", "cautious", "--select", *VIEWS)


@pytest.fixture(scope="module")
def served(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_database(postgres, tmp_path_factory.mktemp("dbt")) as database:
        built = database.dbt("build", *WATCHED)
        assert built.returncode == 0, built.stdout
        yield database


def test_a_second_build_leaves_our_views_and_consumers_alone(served: Served):
    served.as_owner(
        "create schema consumer",
        "create view consumer.film as select title_id, title from served.titles",
    )
    # A view's rule is written anew whenever the view is replaced.
    rules = (
        "select ev_class, pg_rewrite.xmin::text from pg_rewrite join pg_class on ev_class = "
        "pg_class.oid where relnamespace = 'served'::regnamespace order by ev_class"
    )
    before = served.as_owner(rules)
    built = served.dbt("build", *WATCHED)
    assert built.returncode == 0, built.stdout
    assert served.as_owner(rules) == before
    assert served.as_owner("select count(*) from consumer.film") == [(6,)]


def changed_project(
    copy: Path, edits: dict[str, tuple[str, str]], columns: dict[str, tuple[str, str]]
) -> Path:
    """Copy the project with one text of some models replaced and one column more described."""
    shutil.copytree(PROJECT, copy, ignore=shutil.ignore_patterns("target", "logs"))
    for model, (old, new) in edits.items():
        path = copy / f"models/served/{model}.sql"
        text = path.read_text()
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {model}"
        path.write_text(text.replace(old, new))
    path = copy / "models/served/_served.yml"
    described = yaml.safe_load(path.read_text())
    for model in described["models"]:
        if model["name"] in columns:
            name, data_type = columns[model["name"]]
            model["columns"].append({"name": name, "data_type": data_type, "description": "New"})
    path.write_text(yaml.safe_dump(described, sort_keys=False))
    return copy


def test_views_change_only_in_ways_consumers_survive(served: Served):
    served.as_owner(
        "create schema other",
        "create view other.tag as select title_id, label from served.title_dna",
        "create view other.provider as select name from served.providers",
    )
    project = changed_project(
        served.work / "changed",
        {
            "title_dna": (" as cluster\n", " as cluster,\n    title.year\n"),
            "providers": ("    name,\n", "    display_priority as rank,\n    name,\n"),
            "popularity_history": ("    popularity.day,\n", "    popularity.day::text as day,\n"),
        },
        {"title_dna": ("year", "bigint"), "providers": ("rank", "bigint")},
    )
    chosen = ("--select", "title_dna", "providers", "popularity_history")
    built = served.dbt("run", *chosen, project=project)
    assert built.returncode == 1, built.stdout
    # A column more: the view over it lives, and the new column is there for the reader.
    assert served.as_owner("select label from other.tag") == [("paranoid",)]
    assert served.rows("select year from title_dna") == [{"year": 1999}]
    # Columns moved under somebody's view: refused, and the message names that view.
    assert "other.provider would be dropped with it" in built.stdout
    assert served.as_owner("select name from other.provider") == [("Netflix",)]
    # Not what the contract says: refused before the view is touched.
    assert "This model has an enforced contract that failed" in built.stdout
    assert served.rows("select max(day) as day from popularity_history") == [
        {"day": FEBRUARY.date()}
    ]

    # Once nobody hangs on it, the view is made anew, the owner's, and the reader still reads it.
    served.as_owner("drop view other.provider")
    built = served.dbt("run", "--select", "providers", project=project)
    assert built.returncode == 0, built.stdout
    assert list(served.rows("select * from providers")[0])[:3] == ["provider_id", "rank", "name"]
