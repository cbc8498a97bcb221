"""What discovery filters by, a row a title. How facets are written is `streaming.facets`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import Index, table

# Entries of changed rows go into the index at once: a list of pending ones would be read by each
# query, which costs up to 10 ms until somebody cleans it.
_AT_ONCE = "fastupdate = off"


@table(
    "title_facet",
    schemas=("lake", "catalogue"),
    key=("title_id",),
    indexes=(
        Index(("facets",), "gin", options=_AT_ONCE),
        Index(("people",), "gin", options=_AT_ONCE),
        Index(("year", "release_date", "title_id")),
        Index(("overall", "title_id"), where="overall IS NOT NULL"),
        Index(("votes",), where="votes IS NOT NULL"),
        Index(("collection_id",), where="collection_id IS NOT NULL"),
    ),
)
class TitleFacet:
    """All that discovery can ask of a title, in one narrow row; popularity moves daily: not here.

    A facet is a number: the first 60 bits of the md5 of its words, `genre:Drama`.
    """

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "movie or tv"]
    year: Annotated[int | None, "Year of first release or first air date"] = None
    release_date: Annotated[dt.date | None, "First release or first air date"] = None
    language: Annotated[str | None, "Original language, ISO 639-1"] = None
    overall: Annotated[float | None, "Percent, by the score model"] = None
    votes: Annotated[int | None, "Votes behind the audience's score"] = None
    collection_id: Annotated[str | None, "The series of films it belongs to"] = None
    facets: Annotated[
        tuple[int, ...],
        "kind:tv, language:en, country:FR, genre:Drama, keyword:heist, certification:US:PG-13, "
        "offer:US:8:flatrate, offer:US:flatrate, as numbers",
    ] = ()
    people: Annotated[
        tuple[int, ...], "cast:person/31 (the first ten), crew:director:person/525, as numbers"
    ] = ()
