"""Every source there is, by name. What a source is stands in `base`, each one in its own file."""

from __future__ import annotations

from movie_assets.model.errors import SourceError
from movie_assets.sources.base import PermittedUse, Source
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


# A use lets in what permits at least as much: what is open to all may be used by anyone.
_LETS_IN: dict[PermittedUse, frozenset[PermittedUse]] = {
    "personal": frozenset({"personal", "non-commercial", "open"}),
    "non-commercial": frozenset({"non-commercial", "open"}),
    "open": frozenset({"open"}),
}


def withheld(use: PermittedUse) -> frozenset[str]:
    """The sources whose terms do not permit a use: not asked, not kept, not served.

    >>> "wikidata" in withheld("open"), "tmdb" in withheld("open"), withheld("personal")
    (False, True, frozenset())
    """
    return frozenset(
        one.name for one in SOURCES.values() if one.rights.permitted_use not in _LETS_IN[use]
    )


def source_named(name: str) -> Source:
    """One source by the name that registry, settings and commands share.

    Errors: SourceError naming the sources there are.

    >>> source_named("wikidata").hosts
    ('query.wikidata.org',)
    """
    if name not in SOURCES:
        raise SourceError(f"there is no source {name!r}; there are {', '.join(SOURCES)}")
    return SOURCES[name]
