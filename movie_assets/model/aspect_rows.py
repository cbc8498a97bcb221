"""Tables of scores of single sides of a title. Scores of whole titles stand in `title_rows`."""

from __future__ import annotations

from typing import Annotated

from movie_assets.model.table import Index, table


@table(
    "title_aspect_score",
    schemas=("lake", "catalogue"),
    key=("title_id", "source", "aspect"),
    indexes=(Index(("aspect", "value")),),
)
class TitleAspectScore:
    """The newest score of one side of a title, by one source."""

    title_id: Annotated[str, "The title"]
    source: Annotated[str, "Whose score it is: drop/ and the name its file's mapping gives"]
    aspect: Annotated[str, "performance, soundtrack or screenplay"]
    value: Annotated[float, "As published"]
    scale_max: Annotated[float, "Highest possible value"]
    count: Annotated[int | None, "Votes behind the value"] = None
