"""Tables of who is to be asked next, and why. When titles were asked stands in `operation_rows`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import table


@table("refresh_plan", schemas=("lake",), key=("title_id", "source"), all_columns_count=True)
class RefreshDue:
    """A title a source may be asked for with what is left of its day's budget."""

    title_id: Annotated[str, "The title"]
    source: Annotated[str, "Who will be asked"]
    position: Annotated[int, "Its place among all titles due at the source, from 1"]
    lane: Annotated[str, "new, refresh, boosted or failing"]
    reason: Annotated[
        str,
        "new_release, never_asked, overdue, waiting, changed, viewed, requested, retry or "
        "quarantined",
    ]
    due_at: Annotated[dt.datetime, "From when on"]
    priority: Annotated[float, "Age over the age the policy allows, 1 when just due"]
