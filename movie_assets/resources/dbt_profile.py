"""Which database dbt is told to use. Light to import: dbt and dagster-dbt take 80 MB."""

import psycopg
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
