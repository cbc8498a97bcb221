"""Where pages of a show's seasons are, and whether one is of the show. Reading is elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.agreement import name_match
from movie_assets.sources.candidates import Candidate, candidate

# The longest-lived scripted shows have about 60 seasons; a soap's 14,000 episodes are one.
MOST_SEASONS = 60
_BELOW = {"metacritic": "season-{}", "rotten_tomatoes": "s{:02d}"}
_SEASON_PAGE = re.compile(r"(tv/[^/]+)/(?:season-|s)([0-9]{1,4})(?:/.*)?")


def season_page_id(source: str, show_id: str, number: int) -> str | None:
    """The page of a show's season, as the site spells it; None where a source has none.

    >>> season_page_id("rotten_tomatoes", "tv/the_wire", 2)
    'tv/the_wire/s02'
    >>> season_page_id("metacritic", "tv/the-wire", 2)
    'tv/the-wire/season-2'
    """
    below = _BELOW.get(source)
    return f"{show_id}/{below.format(number)}" if below else None


def season_of(page_id: str) -> tuple[str, int] | None:
    """The show and the season that a season's or an episode's page is of; None for any other page.

    >>> season_of("tv/the_wire/s02/e05"), season_of("tv/the-wire/season-2"), season_of("tv/s4c")
    (('tv/the_wire', 2), ('tv/the-wire', 2), None)
    """
    found = _SEASON_PAGE.fullmatch(page_id)
    return (found.group(1), int(found.group(2))) if found else None


def season_candidates(show: SourceRecord, seasons: Sequence[int]) -> tuple[Candidate, ...]:
    """The addresses of a show's seasons, by number, each once.

    Shape: as the show's own page links them, else as the site spells them; at most 60.
    """
    listed = {season.season: season.source_id for season in show.seasons if season.source_id}
    numbers = [number for number in sorted(set(seasons)) if number > 0 or number in listed]
    pages = (
        listed.get(number) or season_page_id(show.source, show.source_id, number)
        for number in numbers[:MOST_SEASONS]
    )
    return tuple(
        candidate(show.source, page, "season") for page in pages if page and show.source in _BELOW
    )


def is_season_of(show: SourceRecord, page: SourceRecord) -> bool:
    """Whether a page that was read is of a season of the show: below its address, of its name."""
    if page.kind != "season" or not page.source_id.startswith(f"{show.source_id}/"):
        return False
    names = [name for name in (show.title, *(name.name for name in show.names)) if name]
    match = name_match([page.title] if page.title else [], names)
    return match.agreement != "differs"
