"""Where IMDb's pages from 2021-12 on keep a title: two halves of one whole. No facts."""

from __future__ import annotations

from dataclasses import dataclass

from movie_assets.sources.imdb_page_parts import Json, inside, tconst_in
from movie_assets.sources.values import country, mapping, rows

_NOTHING: Json = {}
_NONE: list[Json] = []


@dataclass(frozen=True, slots=True)
class Title:
    """The two halves in which a page keeps one title's facts."""

    above: Json
    main: Json
    shown_in: str | None  # country of the visitor, where the page says so

    def part(self, *keys: str) -> Json:
        """The first object under one of the keys, in either half."""
        found = (mapping(half.get(key)) for key in keys for half in (self.above, self.main))
        return next((one for one in found if one), _NOTHING)

    def lists(self, *keys: str) -> list[Json]:
        """The first list of objects under one of the keys, in either half."""
        found = (rows(half.get(key)) for key in keys for half in (self.main, self.above))
        return next((one for one in found if one), _NONE)


def page_props(payload: object) -> Json:
    """A page's properties, from the whole of its data or from a file that wraps it."""
    outer = mapping(payload)
    inner = [outer, *(mapping(value) for value in outer.values())]
    found = (inside(one, "props", "pageProps") for one in inner)
    return next((props for props in found if props), _NOTHING)


def title_in(props: Json) -> Title | None:
    """The title a page is about; None where it is about none."""
    content = mapping(props.get("contentData"))
    above = mapping(props.get("aboveTheFoldData")) or mapping(content.get("entityMetadata"))
    main = mapping(props.get("mainColumnData"))
    whole_title = mapping(mapping(content.get("data")).get("title"))
    if not tconst_in(above.get("id")) and not tconst_in(main.get("id")):
        return None
    visitor = inside(props, "requestContext", "sidecar", "localizationResponse")
    shown_in = country(visitor.get("userCountryCode"))
    return Title(above, main or whole_title, shown_in)
