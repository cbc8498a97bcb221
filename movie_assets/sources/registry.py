"""Every source there is, by name. What a source is stands in `base`, each one in its own file."""

from __future__ import annotations

from movie_assets.model.errors import SourceError
from movie_assets.sources.base import Source
from movie_assets.sources.imdb import IMDB
from movie_assets.sources.imdb_page import IMDB_PAGE
from movie_assets.sources.justwatch import JUSTWATCH
from movie_assets.sources.metacritic import METACRITIC
from movie_assets.sources.rotten_tomatoes import ROTTEN_TOMATOES
from movie_assets.sources.tmdb import TMDB
from movie_assets.sources.tmdb_export import TMDB_EXPORT
from movie_assets.sources.tmdb_images import TMDB_IMAGES
from movie_assets.sources.tmdb_show_seasons import TMDB_SEASONS
from movie_assets.sources.tmdb_watch import TMDB_WATCH
from movie_assets.sources.tv_tropes import TV_TROPES
from movie_assets.sources.wikidata import WIKIDATA
from movie_assets.sources.wikipedia import WIKIPEDIA
from movie_assets.sources.wikipedia_search import WIKIPEDIA_SEARCH

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        TMDB_EXPORT,
        TMDB,
        TMDB_SEASONS,
        TMDB_WATCH,
        TMDB_IMAGES,
        IMDB,
        IMDB_PAGE,
        WIKIDATA,
        METACRITIC,
        ROTTEN_TOMATOES,
        TV_TROPES,
        WIKIPEDIA,
        WIKIPEDIA_SEARCH,
        JUSTWATCH,
    )
}
# Sources whose titles come from bulk files, and the reader of their single pages.
PAGES_OF = {"imdb": IMDB_PAGE}


def source_named(name: str) -> Source:
    """One source by the name that registry, settings and commands share.

    Errors: SourceError naming the sources there are.

    >>> source_named("wikidata").hosts
    ('query.wikidata.org',)
    """
    if name not in SOURCES:
        raise SourceError(f"there is no source {name!r}; there are {', '.join(SOURCES)}")
    return SOURCES[name]
