"""Tables of pictures we keep copies of. How they are asked for and kept is not said here."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import table


@table("title_media", schemas=("lake", "catalogue"), key=("title_id", "role", "path"))
class TitleMedia:
    """A poster or backdrop of a title: the copy in the lake, or why there is none."""

    title_id: Annotated[str, "The title"]
    role: Annotated[str, "poster or backdrop"]
    path: Annotated[str, "TMDB image path it was asked for by"]
    outcome: Annotated[
        str, "found, not_found, too_large, not_an_image, or why the host gave no answer"
    ]
    file: Annotated[str | None, "Where it lies below the lake: media/<ab>/<sha256>.<ext>"] = None
    sha256: Annotated[str | None, "Hash of its bytes"] = None
    bytes: Annotated[int | None, "Its size; of one too large the size it has"] = None
    content_type: Annotated[str | None, "image/jpeg, image/png or image/webp"] = None
    width: Annotated[int | None, "Pixels; null for WebP"] = None
    height: Annotated[int | None, "Pixels; null for WebP"] = None
    fetched_at: Annotated[dt.datetime, "The run's clock when it was last asked for"]
    attribution: Annotated[str, "What must be said where it is shown"]
