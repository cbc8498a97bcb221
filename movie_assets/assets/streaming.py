"""Group `streaming`: where titles can be watched, from when to when. The law is in the room."""

from __future__ import annotations

from movie_assets.assets.declare import lake_asset
from movie_assets.assets.scope import held, newest_records, reads_of
from movie_assets.assets.step import Step
from movie_assets.assets.titles import TITLES
from movie_assets.resources.lake import dataset
from movie_assets.streaming.offers import intervals_sql, seen_sql

OFFERS = dataset("offer")
ANSWERS = tuple(dataset("source_record", source) for source in ("tmdb", "tmdb_watch"))


def streaming_offers(step: Step) -> None:
    """Offers with their history: opened, changed and closed by complete answers only."""
    lake = step.work.lake
    for partition in step.partitions:
        inputs = step.inputs(*(reads_of(ds, partition) for ds in ANSWERS), (TITLES, [partition]))
        if step.is_current(partition, inputs):
            continue
        step.views(
            listed=f"(SELECT * FROM {newest_records(lake, 'tmdb', partition)} "
            f"SEMI JOIN {lake.scan(TITLES, [partition])} USING (title_id))",
            pages=newest_records(lake, "tmdb_watch", partition),
        )
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE seen AS {seen_sql()}")
        step.views(
            known=held(lake, OFFERS, partition),
            answered="(SELECT title_id, requested_at AS seen_at FROM listed WHERE offers_complete)",
        )
        step.write(OFFERS, partition, intervals_sql(), inputs)


assets = [
    lake_asset(
        streaming_offers,
        group="streaming",
        outputs=[OFFERS],
        deps=["titles", "tmdb_titles", "tmdb_watch_pages", "tmdb_providers"],
        code_version="1",
    ),
]
