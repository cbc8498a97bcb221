"""From 0002 on with offers and services in the database: they stand until the next load."""

import psycopg

from movie_assets.resources.database import shipped_migrations
from movie_assets.resources.migrations import apply_migrations
from movie_assets.resources.roles import ensure_roles


def test_offers_and_services_stand_and_are_to_be_loaded_again(database: str) -> None:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION vector")
    ensure_roles(database, "reader")
    apply_migrations(database, shipped_migrations()[:2], role="movie_owner")
    with psycopg.connect(database) as connection:
        connection.execute(
            "INSERT INTO catalogue.offer VALUES ('movie/603', 'US', 8, 'flatrate', 'hd', NULL, "
            "NULL, NULL, '2026-01-01', '2026-01-02', '2026-01-01', NULL, 'a hash')"
        )
        connection.execute(
            "INSERT INTO catalogue.provider VALUES (8, 'Netflix', '{}', 0, '{\"US\": 0}', 'a hash')"
        )
        connection.execute("CREATE VIEW public.mine AS SELECT title_id FROM catalogue.offer")
    apply_migrations(database, shipped_migrations(), role="movie_owner")
    with psycopg.connect(database) as connection:
        offers = connection.execute(
            "SELECT provider_id, source, is_news, part FROM catalogue.offer"
        ).fetchall()
        services = connection.execute(
            "SELECT name, status, parent_id, part FROM catalogue.provider"
        ).fetchall()
        mine = connection.execute("SELECT title_id FROM public.mine").fetchall()
    # movie/603 lives in movie-01, the second of all partitions; services live in none.
    assert offers == [(8, "tmdb", False, 2)]
    assert services == [("Netflix", "listed", None, -1)]
    assert mine == [("movie/603",)]
