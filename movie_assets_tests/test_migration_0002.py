"""From 0001 to 0002 on a database that people and loads have filled: nothing of theirs is lost."""

import psycopg
import pytest

from movie_assets.resources.database import shipped_migrations
from movie_assets.resources.migrations import apply_migrations
from movie_assets.resources.roles import ensure_roles

FIRST, SECOND = shipped_migrations()[:2]


@pytest.fixture
def filled(database: str) -> str:
    """A database at version 1 with people's words, requests (one made twice) and a loaded row."""
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    ensure_roles(database, "reader")
    assert apply_migrations(database, [FIRST], role="movie_owner") == [FIRST]
    with psycopg.connect(database) as connection:
        connection.execute("SET ROLE movie_app")
        connection.execute(
            "INSERT INTO app.link_decision (title_id, source, source_id, accepted, decided_by) "
            "VALUES ('movie/1', 'imdb', 'tt0000001', true, 'Ada'), "
            "('movie/2', 'imdb', 'tt0000002', false, 'Ada')"
        )
        connection.execute(
            "INSERT INTO app.title_request (source, source_id, title) VALUES "
            "('tmdb', 'movie/603', NULL), ('list', NULL, 'Heat'), ('list', NULL, 'Heat'), "
            "('tmdb', 'movie/603', 'again'), ('imdb', 'tt0133093', NULL)"
        )
        connection.execute("RESET ROLE")
        connection.execute(
            "INSERT INTO catalogue.source_redirect VALUES "
            "('rotten_tomatoes', 'm/a', 'm/b', '2026-01-01', 'hash')"
        )
    return database


def test_what_was_there_is_there_after_it(filled: str) -> None:
    assert apply_migrations(filled, shipped_migrations(), role="movie_owner")[0] == SECOND
    with psycopg.connect(filled) as connection:
        words = connection.execute(
            "SELECT title_id, accepted, decided_by FROM app.link_decision ORDER BY decision_id"
        ).fetchall()
        asked = connection.execute(
            "SELECT source, source_id, title, kind FROM app.title_request ORDER BY request_id"
        ).fetchall()
        moved = connection.execute("SELECT to_source_id FROM catalogue.source_redirect").fetchall()
    assert sorted(words) == [("movie/1", True, "Ada"), ("movie/2", False, "Ada")]
    assert asked == [
        ("tmdb", "movie/603", None, None),  # the first of the two
        ("list", None, "Heat", None),  # no id, so nobody knows whether it is the same
        ("list", None, "Heat", None),
        ("imdb", "tt0133093", None, None),
    ]
    assert moved == [("m/b",)]


def test_after_it_an_app_may_change_its_mind_and_asks_once(filled: str) -> None:
    apply_migrations(filled, shipped_migrations(), role="movie_owner")
    ensure_roles(filled, "reader")
    with psycopg.connect(filled) as connection:
        connection.execute("SET ROLE movie_app")
        connection.execute(
            "INSERT INTO app.link_decision (title_id, source, source_id, accepted, decided_by) "
            "VALUES ('movie/1', 'imdb', 'tt0000001', false, 'Ben')"
        )
        newest = connection.execute(
            "SELECT accepted, decided_by FROM app.link_decision WHERE title_id = 'movie/1' "
            "ORDER BY decision_id DESC LIMIT 1"
        ).fetchone()
        assert newest == (False, "Ben")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute(
                "INSERT INTO app.title_request (source, source_id) VALUES ('tmdb', 'movie/603')"
            )
