"""Where the nearest titles are looked up, and which are liked together. Vectors: `title_rows`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import table


@table("vector_space", schemas=("catalogue",), key=("aspect",))
class VectorSpace:
    """Which table of the schema `vectors` holds the vectors of an aspect, filters beside them."""

    aspect: Annotated[str, "all, story, mood, characters, style or setting"]
    model: Annotated[str, "The embedder whose vectors they are"]
    dims: Annotated[int, "Their length"]
    relation: Annotated[str, "Name of the table in the schema vectors"]
    indexed: Annotated[bool, "Whether graphs lead to the nearest; small ones are read whole"]
    graphs: Annotated[tuple[int, ...], "Facets whose titles have a graph of their own"] = ()
    rows: Annotated[int, "Titles in it"]
    data_version: Annotated[str, "Of the vectors and facets it was made of"]
    built_at: Annotated[dt.datetime, "The run's clock when it was made or brought up to date"]


@table("person_rating", schemas=("lake",), key=("person", "imdb_id"))
class PersonRating:
    """What somebody elsewhere thought of a film, as MovieLens' files tell it."""

    person: Annotated[str, "The file's number for the person"]
    imdb_id: Annotated[str, "The film"]
    rating: Annotated[float, "0.5 to 5"]
    rated_at: Annotated[dt.datetime, "When"]


@table("title_affinity", schemas=("lake", "catalogue"), key=("title_id", "other_id"))
class TitleAffinity:
    """How far liking one title speaks for another, learnt from other people's ratings (EASE)."""

    title_id: Annotated[str, "The title liked"]
    other_id: Annotated[str, "The title it speaks for"]
    weight: Annotated[float, "Added up over all a person likes; below 0 speaks against"]
