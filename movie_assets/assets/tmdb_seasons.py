"""Group `sources`: names, dates and scores of shows' seasons and episodes at TMDB."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from movie_assets.assets.fetching import Lane, Request, outputs_of
from movie_assets.assets.lanes import covers_one, fetch, fetching_asset, living_titles
from movie_assets.assets.scope import newest_records
from movie_assets.assets.step import Step
from movie_assets.sources.tmdb_show_seasons import TMDB_SEASONS, part_id, parts_of, seasons_url


class _Seasons:
    """The lane of seasons, opened a partition at a time."""

    def __init__(self, step: Step) -> None:
        self.step = step
        self.parts: dict[str, tuple[int, ...]] = {}

    def open(self, partition: str) -> str:
        """Learn which seasons each show lists; a row a request of at most twenty seasons."""
        con, told = self.step.con, newest_records(self.step.work.lake, "tmdb", partition)
        rows = con.execute(
            f"SELECT title_id, living.popularity, list_transform(seasons, lambda one: one.season) "
            f"FROM {living_titles(self.step, partition)} AS living JOIN {told} USING (title_id) "
            "WHERE kind = 'tv' AND outcome = 'found' AND len(seasons) > 0 ORDER BY title_id"
        ).fetchall()
        listed = [
            (part_id(title_id, number), part, popularity)
            for title_id, popularity, seasons in rows
            for number, part in enumerate(parts_of(seasons))
        ]
        self.parts = {own_id: part for own_id, part, _ in listed}
        con.execute(
            "CREATE OR REPLACE TEMP TABLE season_part AS SELECT "
            "unnest($ids::VARCHAR[]) AS title_id, unnest($popularity::DOUBLE[]) AS popularity",
            {"ids": [row[0] for row in listed], "popularity": [row[2] for row in listed]},
        )
        return "season_part"

    def requests(self, ids: Sequence[str]) -> Iterator[Request]:
        """One request a part of a show's seasons."""
        for own_id in ids:
            title_id = own_id.rsplit("/", 1)[0]
            yield Request(url=seasons_url(title_id, self.parts[own_id]), covers=(own_id,))


def tmdb_seasons(step: Step) -> None:
    """TMDB's seasons and episodes of each show, up to twenty seasons in one answer."""
    seasons = _Seasons(step)
    lane = Lane(source=TMDB_SEASONS, requests=seasons.requests, covered=covers_one)
    fetch(step, lane, seasons.open)


assets = [
    fetching_asset(
        tmdb_seasons,
        TMDB_SEASONS,
        outputs=outputs_of(TMDB_SEASONS.name, episodes=True),
        deps=["title_spine", "tmdb_titles"],
    )
]
