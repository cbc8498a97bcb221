"""Group `titles`: records merged into titles. The rules are in the room."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import dagster as dg

from movie_assets.assets.changes import WANTED, Changes
from movie_assets.assets.crosswalk import EVERY_BUCKET, LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.scope import Where, held, newest_records, reads_of
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT, partition_sql
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.model.render.duckdb import empty_sql, literal, row_hash_sql
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.temporary import temporary_path
from movie_assets.titles.merge import merge_sql
from movie_assets.titles.redirects import redirects_sql
from movie_assets.titles.rules import RULES_VERSION, TOLD_BY

TITLES = dataset("title")
REDIRECTS = dataset("title_redirect")
# Whose records are filed under titles; IMDb's live in buckets of their own.
FILED = tuple(source for source in TOLD_BY if source != "imdb")


def titles(step: Step) -> None:
    """The merged titles, with where each value came from, since when, and who disagreed."""
    homes = temporary_path(step.work.scratch, ".imdb")
    changes = Changes(
        step,
        [TITLES],
        partial(_told_of, step),
        Merging(step, homes).rows,
        parameters={"today": step.work.clock.day},
        at_once=20,
    )
    todo: dict[str, str] = {}
    for partition in step.partitions:
        inputs = step.inputs(
            *(reads_of(dataset("source_record", one), partition) for one in FILED),
            (IMDB_RECORDS, BUCKET_PARTITIONS),
            (DROPS, step.work.lake.partitions(DROPS)),
            (LINKS, BUCKET_PARTITIONS),
            (SPINE, BUCKET_PARTITIONS),
            (SOURCE_REDIRECTS, [NO_PARTITION]),
        )
        if changes.is_current(partition, inputs):
            step.keep(REDIRECTS, partition)
        else:
            todo[partition] = inputs
    if todo:
        _redirect(step, list(todo))
        try:
            changes.bring_up_to_date(todo)
        finally:
            shutil.rmtree(homes, ignore_errors=True)


def _redirect(step: Step, partitions: Sequence[str]) -> None:
    """Write which ids of some partitions gave way to others."""
    lake, today = step.work.lake, {"today": step.work.clock.day}
    everyone = lake.scan(LINKS, BUCKET_PARTITIONS)
    whole = lake.scan(SPINE, BUCKET_PARTITIONS)
    step.views(
        links=f"(SELECT * FROM {everyone} WHERE status = 'accepted')",
        living=f"(SELECT title_id FROM {whole} WHERE state = 'active')",
        redirects=lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]),
    )
    for partition in partitions:
        step.views(known=lake.scan(REDIRECTS, [partition]), spine=held(lake, SPINE, partition))
        step.write(REDIRECTS, partition, redirects_sql(), "", today)


def _told_of(step: Step, where: Where) -> str:
    """SQL of what tells of each title of some partitions, as one hash a title."""
    kind = f"'{HOT}'" if HOT in where else partition_sql("told.title_id", "told.kind")
    return (
        f"SELECT title_id, {kind} AS partition, "
        "bit_xor(hash(kind, source, source_id, row_hash))::VARCHAR AS inputs "
        f"FROM {_chosen(step.work.lake, where, (*FILED, 'imdb', 'drop'))} AS told GROUP BY ALL"
    )


def _chosen(lake: Lake, where: Where, sources: Sequence[str]) -> str:
    """SQL of which record of each source tells of a title; of dropped files every one does.

    Of two the one that was filed under the title counts.
    """
    told = " UNION ALL ".join(
        f"SELECT source, source_id, title_id AS filed, row_hash FROM {_records(lake, one, where)} "
        f"WHERE {FOUND_SQL}"
        for one in sources
    )
    return f"""(
        SELECT links.title_id, links.kind, source, source_id, filed, row_hash
        FROM ({told}) AS told
        JOIN {accepted(lake, where)} AS links USING (source, source_id)
        SEMI JOIN (SELECT title_id FROM {held(lake, SPINE, where)} WHERE state = 'active') AS living
            ON living.title_id = links.title_id
        QUALIFY starts_with(source, 'drop/') OR row_number() OVER (
            PARTITION BY links.title_id, source
            ORDER BY filed = links.title_id DESC, probability DESC, source_id, filed) = 1
    )"""


def _records(lake: Lake, source: str, where: Where) -> str:
    """SQL of a source's records that may tell of the titles of some partitions, with hashes."""
    if source == "imdb":
        return lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS, hashes=True)
    if source == "drop":
        records = drop_records_sql(lake.scan(DROPS))
        return f"(SELECT *, {row_hash_sql(DROPS.table)} AS row_hash FROM ({records}))"
    return newest_records(lake, source, where, hashes=True)


@dataclass(frozen=True)
class Merging:
    """The merge of the titles wanted, by the rules of the room.

    IMDb's records live in buckets of their own, so they are taken to their titles' once when title
    buckets are merged one after the other: looking through a million of them twenty times took
    a minute.
    """

    step: Step
    homes: Path

    def rows(self, partitions: Sequence[str]) -> Mapping[Dataset, str]:
        """SQL of the merged titles in `wanted_titles`."""
        lake = self.step.work.lake
        where = HOT if HOT in partitions else partitions
        has_drops = bool(lake.partitions(DROPS))
        self.step.views(
            **{f"told_{one}": self._told(one, where) for one in FILED},
            told_imdb=self._told_by_imdb(where),
            **({"told_drops": self._told("drop", where)} if has_drops else {}),
            titles=f"(SELECT title_id, kind FROM {held(lake, SPINE, where)} "
            f"SEMI JOIN {WANTED} USING (title_id))",
            known=f"(SELECT * FROM {held(lake, TITLES, where)} "
            f"SEMI JOIN {WANTED} USING (title_id))",
        )
        return {TITLES: merge_sql(drops=has_drops)}

    def _told_by_imdb(self, where: Where) -> str:
        if where == HOT or len(where) > 1:
            return self._told("imdb", where)
        if not self.homes.exists():
            self._take_home()
        home = self.homes / f"partition={where[0]}"
        if not home.exists():
            return f"(SELECT *, title_id AS linked_title_id FROM {empty_sql(IMDB_RECORDS.table)})"
        files = literal(f"{home}/*.parquet")
        return f"read_parquet({files}, hive_partitioning = false)"

    def _take_home(self) -> None:
        """Write IMDb's records of all titles into a folder a bucket of their titles."""
        self.homes.mkdir()
        every = list(BUCKET_PARTITIONS)
        bucket = partition_sql("chosen.title_id", "chosen.kind")
        self.step.con.execute(
            f"COPY (SELECT r.*, chosen.title_id AS linked_title_id, {bucket} AS partition "
            f"FROM {_records(self.step.work.lake, 'imdb', every)} AS r "
            f"JOIN {_chosen(self.step.work.lake, every, ['imdb'])} AS chosen "
            "ON chosen.source_id = r.source_id AND chosen.filed = r.title_id) "
            f"TO {literal(str(self.homes))} (FORMAT parquet, PARTITION_BY (partition))"
        )

    def _told(self, source: str, where: Where) -> str:
        lake = self.step.work.lake
        chosen = f"{_chosen(lake, where, [source])} AS chosen"
        return (
            f"(SELECT r.*, chosen.title_id AS linked_title_id FROM {_records(lake, source, where)} "
            f"AS r JOIN (SELECT * FROM {chosen} SEMI JOIN {WANTED} USING (title_id)) AS chosen "
            "ON chosen.source = r.source AND chosen.source_id = r.source_id "
            "AND chosen.filed = r.title_id)"
        )


def accepted(lake: Lake, partition: Where) -> str:
    """SQL of the accepted links of a partition's titles."""
    return f"(SELECT * FROM {held(lake, LINKS, partition)} WHERE status = 'accepted')"


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
]
