"""Group `titles`: the scores of titles, newest, before, and by the score model. No merging."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import dagster as dg

from movie_assets.assets.changes import WANTED, Changes
from movie_assets.assets.crosswalk import EVERY_BUCKET, LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.scope import Where, by_partition
from movie_assets.assets.source_scores import DROPPED_SCORES
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.assets.titles import TITLES, accepted
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, PARTITIONS
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.titles.redirects import scores_of_today_sql
from movie_assets.titles.scores import (
    MODEL_VERSION,
    newest_scores_sql,
    observations_sql,
    summary_sql,
)

SCORES = dataset("title_score")
SUMMARIES = dataset("title_score_summary")
OBSERVATIONS = dataset("score_observation")
# Whose scores count beside IMDb's, which live in buckets of their own.
SCORED_BY = ("tmdb", "metacritic", "rotten_tomatoes")


def title_scores(step: Step) -> None:
    """The newest score of each publisher, all scores before, and a summary by the score model."""
    outputs = [SCORES, SUMMARIES, OBSERVATIONS]
    changes = Changes(
        step, outputs, partial(_scored_by, step), partial(_score, step), at_once=len(PARTITIONS)
    )
    todo: dict[str, str] = {}
    for partition in step.partitions:
        inputs = step.inputs(
            *scores_read(partition),
            (LINKS, [partition]),
            (TITLES, [partition]),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
        )
        if not changes.is_current(partition, inputs):
            todo[partition] = inputs
    changes.bring_up_to_date(todo)


def _scored_by(step: Step, where: Where) -> str:
    """SQL of the scores seen of each title of some partitions, as one hash a title."""
    lake = step.work.lake
    return (
        "SELECT links.title_id, links.partition, bit_xor(hash(seen))::VARCHAR AS inputs "
        f"FROM {_scored_links(lake, where)} AS links JOIN {scores_seen(lake, where)} AS seen "
        "USING (source, source_id) GROUP BY ALL"
    )


def _scored_links(lake: Lake, where: Where) -> str:
    """SQL of the accepted links of the titles there are, each with its partition."""
    titles = by_partition(lambda one: lake.scan(TITLES, [one]), where)
    return (
        f"(SELECT * FROM {accepted(lake, where)} "
        f"JOIN (SELECT title_id, partition FROM {titles}) USING (title_id))"
    )


def _score(step: Step, partitions: Sequence[str]) -> Mapping[Dataset, str]:
    """SQL of the scores of the titles wanted, of their summaries, and of all scores before."""
    lake = step.work.lake
    where = HOT if HOT in partitions else partitions
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE links AS SELECT title_id, source, source_id "
        f"FROM {_scored_links(lake, where)} SEMI JOIN {WANTED} USING (title_id)"
    )
    step.con.execute(
        "CREATE OR REPLACE TEMP TABLE seen AS SELECT * "
        f"FROM {scores_seen(lake, where)} SEMI JOIN links USING (source, source_id)"
    )
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE scores AS {newest_scores_sql()}")
    return {SCORES: "FROM scores", SUMMARIES: summary_sql(), OBSERVATIONS: observations_sql()}


def scores_read(where: Where) -> list[tuple[Dataset, Sequence[str]]]:
    """The histories of scores that may belong to the titles of some partitions."""
    homes = sorted({HOT, *([where] if isinstance(where, str) else where)})
    imdb_seen = (dataset("score_seen", "imdb"), BUCKET_PARTITIONS)
    of_titles = ((dataset("score_seen", one), homes) for one in SCORED_BY)
    return [*of_titles, imdb_seen, (DROPPED_SCORES, [NO_PARTITION])]


def scores_seen(lake: Lake, where: Where) -> str:
    """SQL of every score that may belong to some partitions' titles, under the ids of today."""
    # What `hot` saw its title's bucket may have taken in since: the same observation once.
    is_hot = any(lake.files(dataset("score_seen", one), [HOT]) for one in SCORED_BY)
    scans = (f"SELECT * FROM {lake.scan(ds, folders)}" for ds, folders in scores_read(where))
    seen = f"({' UNION '.join(scans) if is_hot else ' UNION ALL '.join(scans)})"
    return f"({scores_of_today_sql(seen, lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]))})"


assets = [
    lake_asset(
        title_scores,
        group="titles",
        outputs=[SCORES, SUMMARIES, OBSERVATIONS],
        deps=[
            "titles",
            "crosswalk",
            *(f"{source}_scores" for source in SCORED_BY),
            "drop_scores",
            dg.AssetDep("imdb_scores", partition_mapping=EVERY_BUCKET),
            "id_redirects",
        ],
        code_version=MODEL_VERSION,
    ),
]
