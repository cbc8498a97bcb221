"""Episodes on IMDb's pages: a show's list of them, and the page of one. No films here."""

from __future__ import annotations

from dataclasses import replace

from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.imdb_page_halves import Title
from movie_assets.sources.imdb_page_parts import (
    NAME,
    Json,
    day_in,
    inside,
    ratings_of,
    scores_in,
    tconst_in,
)
from movie_assets.sources.values import mapping, rows, text, whole


def episodes_in(props: Json, series: str, fetched: Fetched) -> tuple[SourceEpisode, ...]:
    """The episodes an /episodes page lists: one season, or fifty of a long one."""
    listed = inside(props, "contentData", "section", "episodes")
    episodes = (_listed_episode(item, series, fetched) for item in rows(listed.get("items")))
    return tuple(episode for episode in episodes if episode)


def episode_of(title: Title, record: SourceRecord, fetched: Fetched) -> tuple[SourceEpisode, ...]:
    """The page's own title as an episode of its show, where it is one."""
    series = title.part("series")
    numbers = mapping(series.get("episodeNumber")) or mapping(
        series.get("displayableEpisodeNumber")
    )
    show = tconst_in(mapping(series.get("series")).get("id"))
    season, episode = whole(numbers.get("seasonNumber")), whole(numbers.get("episodeNumber"))
    if record.kind != "episode" or show is None or season is None or episode is None:
        return ()
    return (
        replace(
            _blank_episode(show, season, episode, fetched),
            episode_source_id=record.source_id,
            name=record.title,
            air_date=day_in(title.part("releaseDate")),
            runtime_min=record.runtime_min,
            ratings=record.ratings,
        ),
    )


def _listed_episode(item: Json, series: str, fetched: Fetched) -> SourceEpisode | None:
    season, episode = _counted(item.get("season")), _counted(item.get("episode"))
    if season is None or episode is None:
        return None
    return replace(
        _blank_episode(series, season, episode, fetched),
        episode_source_id=tconst_in(item.get("id")),
        name=text(item.get("titleText")),
        air_date=day_in(mapping(item.get("releaseDate"))),
        ratings=ratings_of(scores_in(item)),
    )


def _blank_episode(series: str, season: int, episode: int, fetched: Fetched) -> SourceEpisode:
    return SourceEpisode(
        source=NAME,
        source_id=series,
        title_id=fetched.title_id or f"imdb/{series}",
        season=season,
        episode=episode,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
    )


def _counted(value: object) -> int | None:
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
    return whole(value)
