"""One way to open a connection for administration, whose errors never show a password."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from movie_assets.model.errors import PostgresError

CONNECT_TIMEOUT_S = 10


def open_connection(url: str, *, autocommit: bool = False) -> psycopg.Connection:
    """Connect to a database; nothing is prepared, since plans made before a DDL are void after.

    Args:
        url: `postgresql://user:password@host:port/database`.
        autocommit: Whether each statement is a transaction of its own.

    Errors: PostgresError when the URL cannot be read or the server not reached.
    """
    if not _is_readable(url):
        raise PostgresError(
            "The database URL cannot be read. It looks like "
            "postgresql://user:password@host:5432/database; in the password write @, :, / and % "
            "as %40, %3A, %2F and %25. See MOVIE_ASSETS_DATABASE_URL."
        )
    try:
        return psycopg.connect(
            url,
            autocommit=autocommit,
            prepare_threshold=None,
            connect_timeout=CONNECT_TIMEOUT_S,
        )
    except psycopg.OperationalError as error:
        raise PostgresError(
            f"The database cannot be reached: {str(error).strip()}\n"
            "Start it with `movie-assets up --only postgres`, or check MOVIE_ASSETS_DATABASE_URL."
        ) from error


def _is_readable(url: str) -> bool:
    """Tell whether a URL can be taken apart; why not is not said, it would quote the password.

    An unquoted slash in a password makes its beginning the port.
    """
    try:
        port = conninfo_to_dict(url).get("port")
    except psycopg.ProgrammingError:
        return False
    return port is None or str(port).isdecimal()
