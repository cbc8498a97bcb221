"""Group `titles`: records merged into titles, and their scores. The rules are in the room."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg

from movie_assets.assets.crosswalk import EVERY_BUCKET, LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.scope import Where, held, newest_records, reads_of
from movie_assets.assets.source_scores import DROPPED_SCORES
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, partition_sql
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.titles.merge import merge_sql
from movie_assets.titles.redirects import redirects_sql, scores_of_today_sql
from movie_assets.titles.rules import RULES_VERSION
from movie_assets.titles.scores import MODEL_VERSION, newest_scores_sql, summary_sql

TITLES = dataset("title")
REDIRECTS = dataset("title_redirect")
SCORES = dataset("title_score")
SUMMARIES = dataset("title_score_summary")
# Whose records tell of titles, and whose scores count; IMDb's live in buckets of their own.
TOLD_BY = ("tmdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes", "wikipedia")
# Planning the merge costs 1.5 s whatever it merges; 600 titles at once take 600 MB, 2,900 1.7 GB.
TITLES_AT_ONCE = 700
SCORED_BY = ("tmdb", "metacritic", "rotten_tomatoes")


def titles(step: Step) -> None:
    """The merged titles, with where each value came from, since when, and who disagreed."""
    lake = step.work.lake
    todo: dict[str, str] = {}
    for partition in step.partitions:
        inputs = step.inputs(
            *(reads_of(dataset("source_record", one), partition) for one in TOLD_BY),
            (IMDB_RECORDS, BUCKET_PARTITIONS),
            (DROPS, lake.partitions(DROPS)),
            (LINKS, BUCKET_PARTITIONS),
            (SPINE, BUCKET_PARTITIONS),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
        )
        if not step.is_current(partition, inputs):
            todo[partition] = inputs
    if HOT in todo:
        _merge(step, HOT, {HOT: todo.pop(HOT)})
    for buckets in _together(step, list(todo)):
        _merge(step, buckets, {bucket: todo[bucket] for bucket in buckets})


def _together(step: Step, buckets: Sequence[str]) -> Iterator[list[str]]:
    """Buckets to merge at once, as many as fit."""
    group: list[str] = []
    rows = 0
    for bucket in buckets:
        more = step.work.lake.written(SPINE, bucket).rows
        if group and rows + more > TITLES_AT_ONCE:
            yield group
            group, rows = [], 0
        group.append(bucket)
        rows += more
    if group:
        yield group


def _merge(step: Step, where: Where, inputs: Mapping[str, str]) -> None:
    """Merge the titles of some buckets, or of `hot`, and write each its own."""
    con, lake, today = step.con, step.work.lake, {"today": step.work.clock.day}
    step.views(spine=held(lake, SPINE, where), links=accepted(lake, where))
    con.execute(f"CREATE OR REPLACE TEMP TABLE records AS {_linked_records(lake, where)}")
    step.views(known=held(lake, TITLES, where))
    con.execute(f"CREATE OR REPLACE TEMP TABLE merged AS {merge_sql()}", today)
    everyone = lake.scan(LINKS, BUCKET_PARTITIONS)
    step.views(
        known=lake.scan(REDIRECTS, inputs),
        links=f"(SELECT * FROM {everyone} WHERE status = 'accepted')",
        living=f"(SELECT title_id FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} "
        "WHERE state = 'active')",
        redirects=lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]),
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE redirected AS {redirects_sql()}", today)
    con.execute(
        "CREATE OR REPLACE TEMP TABLE home AS "
        f"SELECT title_id, {partition_sql()} AS bucket FROM spine"
    )
    for partition, computed_from in inputs.items():
        mine = (
            f"(SELECT title_id FROM home WHERE bucket = '{partition}' OR '{partition}' = '{HOT}')"
        )
        of_titles = f"SELECT * FROM merged WHERE title_id IN {mine}"
        step.write(TITLES, partition, of_titles, computed_from)
        moved = f"SELECT * FROM redirected WHERE from_title_id IN {mine}"
        step.write(REDIRECTS, partition, moved, computed_from)
    for name in ("records", "merged", "redirected", "home"):
        con.execute(f"DROP TABLE {name}")


def accepted(lake: Lake, partition: Where) -> str:
    """SQL of the accepted links of a partition's titles."""
    return f"(SELECT * FROM {held(lake, LINKS, partition)} WHERE status = 'accepted')"


def _linked_records(lake: Lake, partition: Where) -> str:
    """SQL of the found records of living titles, each with the title it was linked to.

    IMDb's records live in their own buckets, so those of every bucket are looked through.
    """
    everyone = " UNION ALL BY NAME ".join(
        f"SELECT * FROM {records}"
        for records in (
            *(newest_records(lake, source, partition) for source in TOLD_BY),
            lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS),
            f"({drop_records_sql(lake.scan(DROPS))})",
        )
    )
    return f"""
        SELECT r.*, links.title_id AS linked_title_id, links.kind AS title_kind
        FROM ({everyone}) AS r
        JOIN links ON links.source = r.source AND links.source_id = r.source_id
        JOIN spine ON spine.title_id = links.title_id AND spine.state = 'active'
        WHERE r.{FOUND_SQL}
    """


def title_scores(step: Step) -> None:
    """The newest score of each publisher, and audience, critics and overall by the score model."""
    lake = step.work.lake
    for partition in step.partitions:
        inputs = step.inputs(
            *scores_read(partition),
            (LINKS, [partition]),
            (TITLES, [partition]),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
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


def scores_read(partition: str) -> list[tuple[Dataset, Sequence[str]]]:
    """The histories of scores that may belong to a partition's titles."""
    imdb_seen = (dataset("score_seen", "imdb"), BUCKET_PARTITIONS)
    of_titles = ((dataset("score_seen", one), sorted({partition, HOT})) for one in SCORED_BY)
    return [*of_titles, imdb_seen, (DROPPED_SCORES, [NO_PARTITION])]


def scores_seen(lake: Lake, partition: str) -> str:
    """SQL of every score that may belong to a partition's titles, under the ids of today."""
    # What `hot` saw its title's bucket may have taken in since: the same observation once.
    scans = (f"SELECT * FROM {lake.scan(ds, folders)}" for ds, folders in scores_read(partition))
    seen = f"({' UNION '.join(scans)})"
    return f"({scores_of_today_sql(seen, lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]))})"


assets = [
    lake_asset(
        titles,
        group="titles",
        outputs=[TITLES, REDIRECTS],
        deps=[
            "crosswalk",
            "tmdb_titles",
            "wikidata_ids",
            "metacritic_pages",
            "rotten_tomatoes_pages",
            "tv_tropes",
            "wikipedia_articles",
            dg.AssetDep("drops", partition_mapping=EVERY_FILE),
            dg.AssetDep("imdb_titles", partition_mapping=EVERY_BUCKET),
            "id_redirects",
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
            *(f"{source}_scores" for source in SCORED_BY),
            "drop_scores",
            dg.AssetDep("imdb_scores", partition_mapping=EVERY_BUCKET),
            "id_redirects",
        ],
        code_version=MODEL_VERSION,
    ),
]
