"""What an article's name and first words say of its work. The articles are read in `wikipedia`."""

from __future__ import annotations

import re

from movie_assets.sources.page_words import year_in
from movie_assets.sources.wikipedia_pages import Signs

_BRACKETS = re.compile(r"(.+?) \(([^()]*)\)")
_OF_A_SCREEN = re.compile(
    r"(?:.*\b)?(?:films?|movies?|tv|television|(?:mini)?series|serial|miniseries|cartoon|short|"
    r"documentary|special|franchise|trilogy)\b.*|[12][0-9]{3}",
    re.IGNORECASE,
)
# "Heat is a 1995 American film", "Heat (1995) is an American film".
_FIRST_DATED = re.compile(
    r"\(([12][0-9]{3})\)\s+(?:is|was)\b|"
    r"\b(?:is|was)\s+(?:(?:an?|the)\s+)?(?:[\w-]+\s){0,3}?([12][0-9]{3})\b"
)


def bare_title(name: str) -> tuple[str, str | None]:
    """An article's name without the brackets that tell films of one name apart.

    >>> bare_title("Dune (1984 film)"), bare_title("Tito and Me (Part 1)")
    (('Dune', '1984 film'), ('Tito and Me (Part 1)', None))
    """
    found = _BRACKETS.fullmatch(name)
    if found is None or not _OF_A_SCREEN.fullmatch(found.group(2)):
        return name, None
    return found.group(1), found.group(2)


def year_of(signs: Signs, brackets: str | None) -> int | None:
    """The year in the name's brackets, else of the description, else of the first sentence."""
    dated = _FIRST_DATED.search(signs.extract or "")
    return (
        year_in(brackets)
        or year_in(signs.description)
        or year_in(dated and (dated.group(1) or dated.group(2)))
    )
