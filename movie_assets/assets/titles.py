"""Group `titles`: records merged into titles. The rules are in the room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import dagster as dg

from movie_assets.assets.changes import WANTED, Changes
from movie_assets.assets.crosswalk import EVERY_BUCKET, LINKS
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.redirects import SOURCE_REDIRECTS
from movie_assets.assets.scope import Where, by_partition, held, newest_records, reads_of
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import SPINE
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.model.render.duckdb import literal, row_hash_sql
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.temporary import temporary_folder
from movie_assets.titles.merge import merge_sql, said_sql
from movie_assets.titles.redirects import redirects_sql
from movie_assets.titles.rules import RULES_VERSION, TOLD_BY

TITLES = dataset("title")
REDIRECTS = dataset("title_redirect")
# Whose records are filed under titles; IMDb's live in buckets of their own.
FILED = tuple(source for source in TOLD_BY if source != "imdb")


def titles(step: Step) -> None:
    """The merged titles, with where each value came from, since when, and who disagreed."""
    with temporary_folder(step.work.scratch) as folder:
        _merge(step, Merging(step, folder))


def _merge(step: Step, merging: Merging) -> None:
    changes = Changes(
        step,
        [TITLES],
        merging.signature,
        merging.rows,
        parameters={"today": step.work.clock.day},
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
        changes.bring_up_to_date(todo)


def _redirect(step: Step, partitions: Sequence[str]) -> None:
    """Write which ids of some partitions gave way to others."""
    lake, today = step.work.lake, {"today": step.work.clock.day}
    for name, query in {
        "links": f"SELECT title_id, source, source_id FROM {lake.scan(LINKS, BUCKET_PARTITIONS)} "
        "WHERE status = 'accepted' AND source = 'imdb'",
        "living": f"SELECT title_id FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} "
        "WHERE state = 'active'",
    }.items():
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS {query}")
    step.views(redirects=lake.scan(SOURCE_REDIRECTS, [NO_PARTITION]))
    for partition in partitions:
        step.views(known=lake.scan(REDIRECTS, [partition]), spine=held(lake, SPINE, partition))
        step.write(REDIRECTS, partition, redirects_sql(), "", today)
    step.con.execute("DROP TABLE links; DROP TABLE living")


@dataclass(frozen=True)
class Merging:
    """The merge of the titles wanted, by the rules of the room.

    Which record tells of which title is told once for all partitions, into a folder of files by
    partition. IMDb's records, which live in buckets of their own, are taken to their titles' when
    title buckets are merged one after the other: looking through a million of them twenty times
    took a minute.
    """

    step: Step
    folder: Path

    def signature(self, where: Where) -> str:
        """SQL of what tells of each title of some partitions, as one hash a title."""
        self._gather(where)
        self._keep("told", self._chosen())
        self.step.con.execute("DROP TABLE telling; DROP TABLE shared")
        told = self._kept("told", where)
        return (
            f"SELECT title_id, partition, bit_xor(hash)::VARCHAR AS inputs FROM {told} GROUP BY ALL"
        )

    def rows(self, partitions: Sequence[str]) -> Mapping[Dataset, str]:
        """SQL of the merged titles in `wanted_titles`."""
        step, lake = self.step, self.step.work.lake
        where = HOT if HOT in partitions else partitions
        has_drops = bool(lake.partitions(DROPS))
        told = {f"told_{one}": self._told(one, where) for one in (*FILED, "imdb")}
        if has_drops:
            told["told_drops"] = self._told("drop", where)
        step.views(
            **told,
            titles=f"(SELECT title_id, kind FROM {held(lake, SPINE, where)} "
            f"SEMI JOIN {WANTED} USING (title_id))",
            known=f"(SELECT * FROM {held(lake, TITLES, where)} "
            f"SEMI JOIN {WANTED} USING (title_id))",
        )
        said = {f"said_{one}": f"({said_sql(one)})" for one in FILED}
        step.views(self._are_few(where), **said, said_imdb=self._said_by_imdb(where))
        return {TITLES: merge_sql(drops=has_drops)}

    def _gather(self, where: Where) -> None:
        """Make `telling`, the records of each source that may tell of a title, and `shared`.

        `shared` are those titles and sources that have several: looking for the best of each in a
        window over all 3.4 million took a third of the time.
        """
        lake, con = self.step.work.lake, self.step.con
        told = " UNION ALL ".join(
            f"SELECT source, source_id, title_id AS filed, row_hash "
            f"FROM {_records(lake, one, where)} WHERE {FOUND_SQL}"
            for one in (*FILED, "imdb", "drop")
        )
        spine = by_partition(lambda one: held(lake, SPINE, one), where)
        living = f"SELECT title_id, partition FROM {spine} WHERE state = 'active'"
        con.execute(f"""
            CREATE OR REPLACE TEMP TABLE telling AS
            SELECT links.title_id, living.partition, source, source_id, filed, probability,
                   hash(links.title_id, source) AS whose,
                   hash(links.kind, source, source_id, row_hash) AS hash
            FROM ({told}) AS told
            JOIN {accepted(lake, where)} AS links USING (source, source_id)
            JOIN ({living}) AS living ON living.title_id = links.title_id
        """)
        con.execute(
            "CREATE OR REPLACE TEMP TABLE shared AS "
            "SELECT whose FROM telling GROUP BY whose HAVING count(*) > 1"
        )

    def _chosen(self) -> str:
        """SQL of which record of each source tells of a title; of dropped files every one does.

        Of two the one that was filed under the title counts.
        """
        columns = "title_id, partition, source, source_id, filed, hash"
        return f"""
            SELECT {columns} FROM telling ANTI JOIN shared USING (whose)
            UNION ALL
            SELECT {columns} FROM telling SEMI JOIN shared USING (whose)
            QUALIFY starts_with(source, 'drop/') OR row_number() OVER (
                PARTITION BY title_id, source
                ORDER BY filed = title_id DESC, probability DESC, source_id, filed) = 1
        """

    def _told(self, source: str, where: Where) -> str:
        """SQL of a source's records of the titles wanted, each with its title."""
        mine = "starts_with(source, 'drop/')" if source == "drop" else f"source = '{source}'"
        chosen = (
            f"(SELECT source, source_id, filed, title_id FROM {self._kept('told', where)} "
            f"SEMI JOIN {WANTED} USING (title_id) WHERE {mine})"
        )
        return (
            "(SELECT r.*, chosen.title_id AS linked_title_id "
            f"FROM {_records(self.step.work.lake, source, where)} AS r JOIN {chosen} AS chosen "
            "ON chosen.source = r.source AND chosen.source_id = r.source_id "
            "AND chosen.filed = r.title_id)"
        )

    def _said_by_imdb(self, where: Where) -> str:
        """SQL of what IMDb says of the titles wanted; first all of it is taken home."""
        if where == HOT or self._are_few(where) or not self._files("told", where):
            return f"({said_sql('imdb')})"
        if not (self.folder / "imdb").exists():
            told = f"(SELECT * FROM {self._kept('told', BUCKET_PARTITIONS)} WHERE source = 'imdb')"
            self.step.views(
                told_imdb=f"(SELECT r.*, told.title_id AS linked_title_id "
                f"FROM {_records(self.step.work.lake, 'imdb', where)} AS r JOIN {told} AS told "
                "ON told.source_id = r.source_id AND told.filed = r.title_id)"
            )
            self._keep(
                "imdb",
                f"SELECT said.*, told.partition FROM ({said_sql('imdb')}) AS said "
                f"JOIN {told} AS told USING (title_id)",
            )
        return self._kept("imdb", where) if self._files("imdb", where) else self._nobody()

    def _are_few(self, where: Where) -> bool:
        """Whether the titles wanted are few among many: a partition whole comes alone."""
        return where != HOT and len(where) > 1

    def _keep(self, name: str, query: str) -> None:
        """Write rows into a file a partition; small row groups, so that both cores read them."""
        self.step.con.execute(
            f"COPY ({query}) TO {literal(str(self.folder / name))} (FORMAT parquet, "
            "PARTITION_BY (partition), ROW_GROUP_SIZE 8192, OVERWRITE_OR_IGNORE true)"
        )

    def _files(self, name: str, where: Where) -> list[str]:
        partitions = [where] if isinstance(where, str) else where
        return [
            str(file)
            for one in partitions
            for file in sorted((self.folder / name / f"partition={one}").glob("*.parquet"))
        ]

    def _kept(self, name: str, where: Where) -> str:
        """SQL of what was kept of some partitions."""
        files = self._files(name, where)
        if not files:
            columns = ("title_id", "partition", "source", "source_id", "filed")
            empty = ", ".join(f"''::VARCHAR AS {column}" for column in columns)
            return f"(SELECT {empty}, 0::UBIGINT AS hash WHERE false)"
        listed = ", ".join(literal(file) for file in files)
        return f"read_parquet([{listed}], hive_partitioning = true)"

    def _nobody(self) -> str:
        """SQL of what nobody says."""
        return f"(SELECT * FROM ({said_sql('imdb')}) WHERE false)"


def _records(lake: Lake, source: str, where: Where) -> str:
    """SQL of a source's records that may tell of the titles of some partitions, with hashes."""
    if source == "imdb":
        return lake.scan(IMDB_RECORDS, BUCKET_PARTITIONS, hashes=True)
    if source == "drop":
        records = drop_records_sql(lake.scan(DROPS))
        return f"(SELECT *, {row_hash_sql(DROPS.table)} AS row_hash FROM ({records}))"
    return newest_records(lake, source, where, hashes=True)


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
