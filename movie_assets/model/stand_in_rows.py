"""Tables the views read that another branch declares; gone once they meet."""

from __future__ import annotations

from typing import Annotated

from movie_assets.model.table import table


@table("survivorship_rule", schemas=("catalogue",), key=("field",))
class SurvivorshipRule:
    """How one field of `title` is chosen from its sources."""

    field: Annotated[str, "The title's field"]
    place: Annotated[int, "Its place in the order of fields, from 0"]
    sources: Annotated[tuple[str, ...], "Whose values count, most trusted first"] = ()
    rule: Annotated[str, "prefer, longest, union, max count, latest or majority"]
    clears: Annotated[bool, "An empty new value clears the field"]
    reason: Annotated[str, "Why so"]
