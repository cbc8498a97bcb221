"""Tables of what the popular lane reads in the lake: lists, changes, jumps. Views are `app`'s."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import table


@table("title_listed", schemas=("lake",), key=("list", "title_id"))
class TitleListed:
    """A title on one of TMDB's lists of what people look at, as the list stood last."""

    list: Annotated[str, "trending/day, trending/week or popular"]
    title_id: Annotated[str, "The title"]
    place: Annotated[int, "1 is the first of its kind"]
    day: Annotated[dt.date, "When the list was asked for"]


@table("title_changed", schemas=("lake",), key=("title_id",))
class TitleChanged:
    """A title TMDB says was edited lately."""

    title_id: Annotated[str, "The title"]
    day: Annotated[dt.date, "Newest day whose list of changes named it"]


@table("popularity_jump", schemas=("lake",), key=("title_id",))
class PopularityJump:
    """A title that became much more popular between the two newest days of the export."""

    title_id: Annotated[str, "The title"]
    day: Annotated[dt.date, "The newer day"]
    popularity: Annotated[float, "On that day"]
    popularity_before: Annotated[float, "Before it; 0 for a title that was not there"]
