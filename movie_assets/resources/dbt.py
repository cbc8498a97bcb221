"""How dbt is found and told which database to use; running it is dagster-dbt's business."""

import sys
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from dagster_dbt import DbtCliResource, DbtProject
from dagster_dbt.compat import DBT_PYTHON_VERSION
from psycopg.conninfo import conninfo_to_dict

from movie_assets.model.errors import PostgresError

PROFILE_VARIABLES = {
    "MOVIE_ASSETS_DBT_HOST": "host",
    "MOVIE_ASSETS_DBT_PORT": "port",
    "MOVIE_ASSETS_DBT_USER": "user",
    "MOVIE_ASSETS_DBT_PASSWORD": "password",
    "MOVIE_ASSETS_DBT_DBNAME": "dbname",
    "MOVIE_ASSETS_DBT_SSLMODE": "sslmode",
}
"""What `dbt_project/profiles.yml` reads -> the part of the database URL it holds."""


class OfflineDbt(DbtCliResource):
    """The dbt of this Python, whose version is known without asking it.

    dagster-dbt runs `dbt --version` before every command, which asks pypi.org for the newest one:
    a request nobody wants, and up to two seconds' wait where there is no network.
    """

    @cached_property
    def _cli_version(self) -> Any:
        return DBT_PYTHON_VERSION


def offline_dbt(project: DbtProject) -> OfflineDbt:
    """The dbt of this Python for one project, with the profile beside it."""
    return OfflineDbt(
        project_dir=project,  # pyright: ignore[reportArgumentType] - its __init__ takes a project
        dbt_executable=dbt_executable(),
    )


def dbt_executable() -> str:
    """Return the dbt installed beside this Python, which need not be on the PATH."""
    return str(Path(sys.executable).parent / "dbt")


def profile_environment(database_url: str) -> dict[str, str]:
    """Say in dbt's variables which database a URL means; parts it leaves out are left out here.

    Source: `postgresql://user:password@host:port/database`; the user may become movie_owner.
    Errors: PostgresError when the URL cannot be read; it is not shown, for its password.
    """
    try:
        parts = conninfo_to_dict(database_url)
    except psycopg.ProgrammingError:
        raise PostgresError(
            "The database URL cannot be read, so dbt cannot be told where to go. "
            "See MOVIE_ASSETS_DATABASE_URL."
        ) from None
    return {
        variable: str(parts[part]) for variable, part in PROFILE_VARIABLES.items() if part in parts
    }
