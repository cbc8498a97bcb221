"""Group `streaming`: what discovery filters titles by. Which facets there are is the room's."""

from __future__ import annotations

from movie_assets.assets.declare import lake_asset
from movie_assets.assets.step import Step
from movie_assets.assets.streaming import OFFERS
from movie_assets.assets.titles import SUMMARIES, TITLES
from movie_assets.resources.lake import dataset
from movie_assets.streaming.facets import FACETS_VERSION, facets_sql

FACETS = dataset("title_facet")


def title_facets(step: Step) -> None:
    """Genres, keywords, people, certifications and offers of a title as numbers to filter by."""
    lake = step.work.lake
    for partition in step.partitions:
        inputs = step.inputs((TITLES, [partition]), (SUMMARIES, [partition]), (OFFERS, [partition]))
        if step.is_current(partition, inputs):
            continue
        step.views(
            titles=lake.scan(TITLES, [partition]),
            summaries=lake.scan(SUMMARIES, [partition]),
            offers=lake.scan(OFFERS, [partition]),
        )
        step.write(FACETS, partition, facets_sql(), inputs)


assets = [
    lake_asset(
        title_facets,
        group="streaming",
        outputs=[FACETS],
        deps=["titles", "title_scores", "streaming_offers"],
        code_version=FACETS_VERSION,
    ),
]
