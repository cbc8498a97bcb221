"""Group `streaming`: what discovery filters titles by. Which facets there are is the room's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from movie_assets.assets.changes import WANTED, Changes, signed_by_rows
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.step import Step
from movie_assets.assets.streaming import OFFERS
from movie_assets.assets.title_scores import SUMMARIES
from movie_assets.assets.titles import TITLES
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.streaming.facets import FACETS_VERSION, facets_sql

FACETS = dataset("title_facet")


def title_facets(step: Step) -> None:
    """Genres, keywords, people, certifications and offers of a title as numbers to filter by."""
    lake = step.work.lake

    def rows(partitions: Sequence[str]) -> Mapping[Dataset, str]:
        step.views(
            **{
                name: f"(SELECT * FROM {lake.scan(ds, partitions)} "
                f"SEMI JOIN {WANTED} USING (title_id))"
                for name, ds in (("titles", TITLES), ("summaries", SUMMARIES), ("offers", OFFERS))
            }
        )
        return {FACETS: facets_sql()}

    changes = Changes(step, [FACETS], signed_by_rows(lake, (TITLES, SUMMARIES, OFFERS)), rows)
    todo: dict[str, str] = {}
    for partition in step.partitions:
        inputs = step.inputs((TITLES, [partition]), (SUMMARIES, [partition]), (OFFERS, [partition]))
        if not changes.is_current(partition, inputs):
            todo[partition] = inputs
    changes.bring_up_to_date(todo)


assets = [
    lake_asset(
        title_facets,
        group="streaming",
        outputs=[FACETS],
        deps=["titles", "title_scores", "streaming_offers"],
        code_version=FACETS_VERSION,
    ),
]
