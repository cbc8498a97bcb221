"""Takes in other people's ratings (`movie-assets learn-ratings`). What is learnt is an asset's."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from movie_assets import wiring
from movie_assets.model.errors import ContractError
from movie_assets.model.render.duckdb import literal
from movie_assets.resources.lake import dataset
from movie_assets.settings import Settings

RATINGS = dataset("person_rating")


def take_in(settings: Settings, ratings: Path, links: Path) -> int:
    """Keep MovieLens' two files in the lake, as ratings of films by IMDb id; how many those are.

    Shape: a partition a file of ratings, named by what it holds: twice is once. Of several ratings
           of a film by one person the newest counts; a film without an IMDb id is left out.
    Errors: ContractError when a file cannot be read or lacks its columns.
    """
    query = (
        "SELECT userId::VARCHAR AS person, 'tt' || lpad(min(imdbId), 7, '0') AS imdb_id, "
        'max_by(rating, "timestamp")::DOUBLE AS rating, '
        "to_timestamp(max(\"timestamp\")::BIGINT) AT TIME ZONE 'UTC' AS rated_at "
        f"FROM read_csv({literal(str(ratings))}) AS rated "
        f"JOIN read_csv({literal(str(links))}, all_varchar = true) AS linked "
        "ON linked.movieId::BIGINT = rated.movieId WHERE imdbId IS NOT NULL "
        "GROUP BY userId, imdbId"
    )
    work = wiring.workbench(settings)
    try:
        with ratings.open("rb") as file:
            name = hashlib.file_digest(file, "sha256").hexdigest()[:16]
        with work.compute() as con:
            return work.lake.write(con, RATINGS, name, query, inputs=name).rows
    except (OSError, duckdb.Error) as error:
        raise ContractError(
            f"ratings or links cannot be read as MovieLens' files: {error}"
        ) from error
