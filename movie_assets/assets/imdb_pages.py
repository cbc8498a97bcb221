"""Group `sources`: IMDb's pages of the most looked at titles, off unless it is asked for.

The pages stand behind a bot wall and IMDb's terms do not allow machines to collect them; its
datasets bring the same scores. Who may ask all the same finds here a lane like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from movie_assets.assets.fetching import Lane, Request, outputs_of
from movie_assets.assets.lanes import covers_one, fetch, fetching_asset, living_titles
from movie_assets.assets.scope import newest_records
from movie_assets.assets.step import Step
from movie_assets.sources.imdb_page import IMDB_PAGE, page_url

# At one page in five seconds, 500 titles are 40 minutes.
PAGES_A_BUCKET = 25


def imdb_pages(step: Step) -> None:
    """IMDb's pages of the most looked at titles; asks nothing unless MOVIE_ASSETS_IMDB_PAGES."""
    lane = Lane(source=IMDB_PAGE, requests=_requests, covered=covers_one)
    step.notes["asked_for"] = step.work.imdb_pages
    fetch(step, lane, lambda partition: _wanted(step, partition))


def _wanted(step: Step, partition: str) -> str:
    """SQL of a row a page, `movie/603/tt0133093`: its title and IMDb's id; none when turned off."""
    most = PAGES_A_BUCKET if step.work.imdb_pages else 0
    told = newest_records(step.work.lake, "tmdb", partition)
    return f"""(
        SELECT living.title_id || '/' || imdb.id AS title_id, living.popularity
        FROM {living_titles(step, partition)} AS living
        JOIN (SELECT title_id,
                     list_filter(external_ids, lambda one: one.source = 'imdb')[1] AS imdb
              FROM {told}) AS told USING (title_id)
        WHERE imdb.id IS NOT NULL
        ORDER BY living.popularity DESC NULLS LAST, living.title_id LIMIT {most})"""


def _requests(ids: Sequence[str]) -> Iterator[Request]:
    for own_id in ids:
        yield Request(url=page_url(own_id.rsplit("/", 1)[1]), covers=(own_id,))


assets = [
    fetching_asset(
        imdb_pages,
        IMDB_PAGE,
        outputs=outputs_of(IMDB_PAGE.name, episodes=True),
        deps=["title_spine", "tmdb_titles"],
    )
]
