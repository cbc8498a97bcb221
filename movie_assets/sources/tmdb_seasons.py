"""A TMDB season answer as episode rows. Seasons as the show lists them are in `tmdb_parts`."""

from __future__ import annotations

from collections.abc import Mapping

from movie_assets.model.source_rows import SourceEpisode
from movie_assets.sources.base import Fetched
from movie_assets.sources.tmdb_parts import rating_of
from movie_assets.sources.values import day, identifier, positive, rows, text, whole

Json = Mapping[str, object]


def episodes_of(payload: Json, title_id: str, fetched: Fetched) -> tuple[SourceEpisode, ...]:
    """The season itself as episode 0, then its episodes by number.

    Shape: a row for each number once; an episode that carries no number or the number 0, which
           stands for the season, cannot be filed and is left out.
    Units: runtime in minutes, where TMDB's 0 means unknown.
    """
    season = whole(payload.get("season_number")) or 0
    by_number: dict[int, Mapping[str, object]] = {0: payload}
    for row in rows(payload.get("episodes")):
        by_number.setdefault(positive(row.get("episode_number")) or 0, row)
    return tuple(
        SourceEpisode(
            source="tmdb",
            source_id=title_id,
            title_id=title_id,
            season=season,
            episode=number,
            episode_source_id=identifier(row.get("id")),
            name=text(row.get("name")),
            air_date=day(row.get("air_date")),
            runtime_min=positive(row.get("runtime")),
            ratings=rating_of(row.get("vote_average"), row.get("vote_count")),
            answer_id=fetched.answer_id,
            requested_at=fetched.requested_at,
        )
        for number, row in sorted(by_number.items())
    )
