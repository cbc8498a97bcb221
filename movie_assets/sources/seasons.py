"""Where pages of a show's seasons are, and whether one is of the show. Reading is elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.agreement import name_match
from movie_assets.sources.candidates import Candidate, candidate

# The longest-lived scripted shows have about 60 seasons; a soap's 14,000 episodes are one.
MOST_SEASONS = 60
_BELOW = {"metacritic": "season-{}", "rotten_tomatoes": "s{:02d}"}


def season_candidates(show: SourceRecord, seasons: Sequence[int]) -> tuple[Candidate, ...]:
    """The addresses of a show's seasons, by number, each once.

    Shape: as the show's own page links them, else as the site spells them; at most 60.
    """
    listed = {season.season: season.source_id for season in show.seasons if season.source_id}
    below = _BELOW.get(show.source)
    if below is None:
        return ()
    numbers = [number for number in sorted(set(seasons)) if number > 0 or number in listed]
    return tuple(
        candidate(
            show.source,
            listed.get(number) or f"{show.source_id}/{below.format(number)}",
            "season",
        )
        for number in numbers[:MOST_SEASONS]
    )


def is_season_of(show: SourceRecord, page: SourceRecord) -> bool:
    """Whether a page that was read is of a season of the show: below its address, of its name."""
    if page.kind != "season" or not page.source_id.startswith(f"{show.source_id}/"):
        return False
    names = [name for name in (show.title, *(name.name for name in show.names)) if name]
    match = name_match([page.title] if page.title else [], names)
    return match.agreement != "differs"
