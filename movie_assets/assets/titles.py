"""Group `titles`: records merged into titles, and their scores. The rules are in the room."""

from __future__ import annotations

import dagster as dg

from movie_assets.assets.crosswalk import EVERY_BUCKET, LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.scope import held, newest_records
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.resources.lake import Lake, dataset
from movie_assets.titles.merge import merge_sql
from movie_assets.titles.redirects import redirects_sql
from movie_assets.titles.rules import RULES_VERSION
from movie_assets.titles.scores import MODEL_VERSION, newest_scores_sql, summary_sql

TITLES = dataset("title")
REDIRECTS = dataset("title_redirect")
SCORES = dataset("title_score")
SUMMARIES = dataset("title_score_summary")
SEEN = tuple(dataset("score_seen", source) for source in ("tmdb", "imdb"))
RECORDS = tuple(dataset("source_record", source) for source in ("tmdb", "wikidata"))


def titles(step: Step) -> None:
    """The merged titles, with where each value came from, since when, and who disagreed."""
    lake, today = step.work.lake, {"today": step.work.clock.day}
    for partition in step.partitions:
        inputs = step.inputs(
            *((ds, [partition, HOT]) for ds in RECORDS),
            (IMDB_RECORDS, BUCKET_PARTITIONS),
            (LINKS, BUCKET_PARTITIONS),
            (SPINE, [partition]),
        )
        if step.is_current(partition, inputs):
            continue
        step.views(
            spine=held(lake, SPINE, partition),
            links=accepted(lake, partition),
        )
        step.con.execute(
            f"CREATE OR REPLACE TEMP TABLE records AS {_linked_records(lake, partition)}"
        )
        step.views(known=held(lake, TITLES, partition))
        step.write(TITLES, partition, merge_sql(), inputs, today)
        everyone = lake.scan(LINKS, BUCKET_PARTITIONS)
        tmdb = newest_records(lake, "tmdb", partition)
        step.views(
            known=lake.scan(REDIRECTS, [partition]),
            links=f"(SELECT * FROM {everyone} WHERE status = 'accepted')",
            moved=f"(SELECT * FROM {tmdb} WHERE outcome = 'moved')",
        )
        step.write(REDIRECTS, partition, redirects_sql(), inputs, today)


def accepted(lake: Lake, partition: str) -> str:
    """SQL of the accepted links of a partition's titles."""
    return f"(SELECT * FROM {held(lake, LINKS, partition)} WHERE status = 'accepted')"


def _linked_records(lake: Lake, partition: str) -> str:
    """SQL of the found records of living titles, each with the title it was linked to.

    IMDb's records live in their own buckets, so those of every bucket are looked through.
    """
    everyone = " UNION ALL BY NAME ".join(
        f"SELECT * FROM {records}"
        for records in (
            newest_records(lake, "tmdb", partition),
            newest_records(lake, "wikidata", partition),
            lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS),
        )
    )
    return f"""
        SELECT r.*, links.title_id AS linked_title_id, links.kind AS title_kind
        FROM ({everyone}) AS r
        JOIN links ON links.source = r.source AND links.source_id = r.source_id
        JOIN spine ON spine.title_id = links.title_id AND spine.state = 'active'
        WHERE r.outcome IN ('found', 'no_score_yet')
    """


def title_scores(step: Step) -> None:
    """The newest score of each publisher, and audience, critics and overall by the score model."""
    lake = step.work.lake
    for partition in step.partitions:
        tmdb_seen, imdb_seen = SEEN
        inputs = step.inputs(
            (tmdb_seen, [partition, HOT]),
            (imdb_seen, BUCKET_PARTITIONS),
            (LINKS, [partition]),
            (TITLES, [partition]),
        )
        if step.is_current(partition, inputs):
            continue
        step.views(
            links=f"(SELECT * FROM {accepted(lake, partition)} "
            f"SEMI JOIN {lake.scan(TITLES, [partition])} USING (title_id))",
            seen=scores_seen(lake, partition),
        )
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE scores AS {newest_scores_sql()}")
        step.write(SCORES, partition, "SELECT * FROM scores", inputs)
        step.write(SUMMARIES, partition, summary_sql(), inputs)


def scores_seen(lake: Lake, partition: str) -> str:
    """SQL of every score that may belong to a partition's titles."""
    tmdb_seen, imdb_seen = SEEN
    return (
        # What `hot` saw its title's bucket may have taken in since: the same observation once.
        f"(SELECT * FROM {lake.scan(tmdb_seen, sorted({partition, HOT}))} "
        f"UNION SELECT * FROM {lake.scan(imdb_seen, BUCKET_PARTITIONS)})"
    )


assets = [
    lake_asset(
        titles,
        group="titles",
        outputs=[TITLES, REDIRECTS],
        deps=[
            "crosswalk",
            "tmdb_titles",
            "wikidata_ids",
            dg.AssetDep("imdb_titles", partition_mapping=EVERY_BUCKET),
        ],
        code_version=RULES_VERSION,
    ),
    lake_asset(
        title_scores,
        group="titles",
        outputs=[SCORES, SUMMARIES],
        deps=[
            "titles",
            "crosswalk",
            "tmdb_scores",
            dg.AssetDep("imdb_scores", partition_mapping=EVERY_BUCKET),
        ],
        code_version=MODEL_VERSION,
    ),
]
