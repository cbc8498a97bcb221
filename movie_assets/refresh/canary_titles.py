"""The canaries of the sources asked by title id or in batches, and all canaries by source.

Of tmdb_watch, justwatch and the daily files there are none: offers and lists change by the day,
and a file's columns are checked as it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from movie_assets.refresh.canaries import Canary, ScoreRange
from movie_assets.refresh.canary_pages import METACRITIC, ROTTEN_TOMATOES, TV_TROPES


@dataclass(frozen=True, slots=True)
class _Known:
    """A title as TMDB and Wikidata know it; its TMDB score and at least so many votes."""

    title_id: str
    title: str
    year: int
    imdb: str
    score: float
    votes: int


_TITLES = (
    _Known("movie/155", "The Dark Knight", 2008, "tt0468569", 8.3, 9_000),
    _Known("tv/1396", "Breaking Bad", 2008, "tt0903747", 8.7, 5_000),
    _Known("movie/603", "The Matrix", 1999, "tt0133093", 8.0, 7_000),
    _Known("movie/49047", "Gravity", 2013, "tt1454468", 7.3, 4_500),
    _Known("tv/1402", "The Walking Dead", 2010, "tt1520211", 8.4, 5_000),
    _Known("movie/11324", "Shutter Island", 2010, "tt1130884", 8.0, 5_000),
    _Known("movie/19995", "Avatar", 2009, "tt0499549", 7.5, 20_000),
    _Known("tv/18347", "Community", 2009, "tt1439629", 7.9, 1_500),
    _Known("movie/348", "Alien", 1979, "tt0078748", 8.0, 3_500),
    _Known("movie/278", "The Shawshank Redemption", 1994, "tt0111161", 8.6, 6_500),
)
_ARTICLES = (
    ("The Dark Knight", "The Dark Knight", 2008),
    ("The Matrix", "The Matrix", 1999),
    ("Gravity (2013 film)", "Gravity", 2013),
    ("Shutter Island (film)", "Shutter Island", 2010),
    ("Avatar (2009 film)", "Avatar", 2009),
    ("Alien (film)", "Alien", 1979),
    ("The Shawshank Redemption", "The Shawshank Redemption", 1994),
    ("The Godfather Part II", "The Godfather Part II", 1974),
    ("Saving Private Ryan", "Saving Private Ryan", 1998),
    ("The Avengers (2012 film)", "The Avengers", 2012),
)


def _tmdb(known: _Known) -> Canary:
    score = ScoreRange(
        publisher="tmdb",
        metric="audience",
        low=known.score - 1.1,
        high=known.score + 1.1,
        min_count=known.votes,
    )
    return Canary(
        page=known.title_id,
        kind=known.title_id.split("/", maxsplit=1)[0],
        title=known.title,
        year=known.year,
        scores=(score,),
        ids=(("imdb", known.imdb),),
    )


def _wikidata(known: _Known) -> Canary:
    kind = known.title_id.split("/", maxsplit=1)[0]
    return Canary(page=known.title_id, kind=kind, ids=(("imdb", known.imdb),))


def _wikipedia(article: str, title: str, year: int) -> Canary:
    return Canary(page=article, kind="movie", title=title, year=year, has_abstract=True)


CANARIES: Mapping[str, tuple[Canary, ...]] = {
    "metacritic": METACRITIC,
    "rotten_tomatoes": ROTTEN_TOMATOES,
    "tv_tropes": TV_TROPES,
    "tmdb": tuple(_tmdb(known) for known in _TITLES),
    "wikidata": tuple(_wikidata(known) for known in _TITLES),
    "wikipedia": tuple(_wikipedia(*article) for article in _ARTICLES),
}


def canaries_of(source: str) -> tuple[Canary, ...]:
    """A source's canaries in the order they are asked; none for a source without."""
    return CANARIES.get(source, ())
