"""Group `sources`: the pages of Metacritic, Rotten Tomatoes and TV Tropes. Scores are apart."""

from __future__ import annotations

from movie_assets.assets.fetching import outputs_of
from movie_assets.assets.lanes import fetching_asset, living_titles
from movie_assets.assets.step import Step
from movie_assets.assets.walking import Walking
from movie_assets.sources.base import Source
from movie_assets.sources.metacritic import METACRITIC
from movie_assets.sources.rotten_tomatoes import ROTTEN_TOMATOES
from movie_assets.sources.tv_tropes import TV_TROPES

# Where a page may be follows from names and ids, so both must have been asked for.
NAMES_AND_IDS = ("title_spine", "tmdb_titles", "wikidata_ids")


def metacritic_pages(step: Step) -> None:
    """Metacritic's page of each title and of a show's seasons, once it proves to be its own."""
    _walk(step, METACRITIC)


def rotten_tomatoes_pages(step: Step) -> None:
    """Rotten Tomatoes' page of each title and of a show's seasons, once it proves to be its own."""
    _walk(step, ROTTEN_TOMATOES)


def tv_tropes(step: Step) -> None:
    """TV Tropes' page of each work with the names of its tropes, once it proves to be its own."""
    _walk(step, TV_TROPES)


def _walk(step: Step, source: Source) -> None:
    with step.work.open_http() as http:
        walking = Walking(step, source, http)
        for partition in step.partitions:
            walking.partition(partition, living_titles(step, partition))
        step.notes.update(walking.notes())


assets = [
    fetching_asset(
        body,
        source,
        outputs=outputs_of(source.name, episodes=source is not TV_TROPES, pages=True),
        deps=NAMES_AND_IDS,
    )
    for body, source in (
        (metacritic_pages, METACRITIC),
        (rotten_tomatoes_pages, ROTTEN_TOMATOES),
        (tv_tropes, TV_TROPES),
    )
]
