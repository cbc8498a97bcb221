"""Tables titles are found by their names in. How names are folded is `titles.folding`'s."""

from __future__ import annotations

from typing import Annotated

from movie_assets.model.table import Index, table


@table("title_search", schemas=("catalogue",), key=("title_id",))
class TitleSearch:
    """A title's names as they are written and as they are looked for."""

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "movie or tv"]
    year: Annotated[int | None, "Year of first release or first air date"] = None
    names: Annotated[tuple[str, ...], "As written, in the order of the folded ones"]
    folded: Annotated[str, "Each name: =, as one word if it has at most two, and its words"]


@table(
    "search_popular",
    schemas=("catalogue",),
    key=("title_id",),
    # Each query reads what an index has pending: 4 MB of it would cost more than the query.
    indexes=(Index(("tokens",), "gin", options="fastupdate = off"),),
)
class SearchPopular:
    """A popular title, found by common words and by the beginnings of words, too."""

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "movie or tv"]
    tokens: Annotated[tuple[str, ...], "Words of its names; after ^ their first 1 to 3 letters"]


@table(
    "search_token",
    schemas=("catalogue",),
    key=("letters", "token"),
    indexes=(Index(("letters", "reversed")),),
)
class SearchToken:
    """A word some title's name has or had: looked up whole, by its beginning or by its end."""

    letters: Annotated[int, "How long it is"]
    token: Annotated[str, "The word"]
    reversed: Annotated[str, "Its letters from the last to the first"]


@table("search_posting", schemas=("catalogue",), key=("word", "part"))
class SearchPosting:
    """The titles a load brought a word to; some may have lost it since, so readers look again."""

    word: Annotated[str, "A word, or after = a name of at most two words as one"]
    part: Annotated[int, "Number of the load, from 1"]
    titles: Annotated[int, "How many titles"]
    title_ids: Annotated[tuple[str, ...], "Which; none of a word of more than 20,000 titles"]
