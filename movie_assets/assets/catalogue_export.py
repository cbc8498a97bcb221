"""Asset `catalogue_export`: the served views as files, for analysts without Postgres.

In the lake's folder `export` lie `<view>.parquet`, `catalogue.duckdb` with all of them, `about`
in either form (when they were made, of what, how many rows, who must be named) and SHA256SUMS.
All are of one moment of the database, and the next export takes their place at once.

    duckdb -readonly ~/.movie-assets/lake/export/catalogue.duckdb
    SELECT title, year, overall FROM titles WHERE kind = 'movie' AND audience_count > 100000
    ORDER BY overall DESC LIMIT 10;

    SELECT o.provider, count(DISTINCT o.title_id) AS films, round(avg(t.overall), 1) AS mean
    FROM streaming_offers AS o JOIN titles AS t USING (title_id)
    WHERE o.country = 'GB' AND o.type = 'flatrate' GROUP BY ALL ORDER BY films DESC;

    SELECT decade, genre, count(*) AS titles FROM (
        SELECT year // 10 * 10 AS decade, unnest(genres) AS genre
        FROM read_parquet('~/.movie-assets/lake/export/titles.parquet')
    ) GROUP BY ALL ORDER BY ALL;

    SELECT name, value AS attribution FROM about WHERE property = 'attribution';
    SELECT credits ->> '$[0].name' FROM titles WHERE title_id = 'movie/603';  -- jsonb is JSON text
"""

from __future__ import annotations

import resource
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import dagster as dg
import duckdb

from movie_assets import policies
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.serving import ViewShape
from movie_assets.model.render.duckdb import fingerprint, literal
from movie_assets.resources.export_files import (
    ABOUT,
    DATABASE,
    SUMS,
    AboutRow,
    Exported,
    ExportFiles,
)
from movie_assets.resources.export_place import ExportPlace
from movie_assets.resources.export_snapshot import ServedRelation, Snapshot, snapshot_of
from movie_assets.resources.lake_files import LakeFiles
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.base import PermittedUse
from movie_assets.sources.registry import SOURCES

CODE_VERSION = "1"
LEFT_OUT = {
    "title_details": "a row a title and country, each a document of what the other views have",
    "title_embeddings": "seven million vectors at full scale, 14 GB as text; the lake has them as "
    "Parquet in title_embedding/",
}
"""Served relations that are not exported, each with its reason."""
PERMITTED_USES: tuple[PermittedUse, ...] = ("personal", "non-commercial", "open")
"""Uses that sources may permit, the strictest first."""


@dataclass
class _Export:
    """One run: whether there is anything to do, and doing it."""

    work: Workbench
    con: duckdb.DuckDBPyConnection
    snapshot: Snapshot
    shapes: Mapping[str, ViewShape]

    def __post_init__(self) -> None:
        self.place = ExportPlace(LakeFiles(self.work.lake))
        self.relations = [
            self._without_clock(one)
            for one in self.snapshot.relations()
            if one.name not in LEFT_OUT
        ]
        self.versions = self.snapshot.versions()
        self.inputs = self._inputs()

    def write(self) -> list[Exported]:
        """Write all files and let them take the place of the last export's."""
        with self.place.next(ABOUT) as folder:
            files = ExportFiles(self.con, folder, self.work.scratch)
            done = [files.add(self.snapshot, one, self._key(one)) for one in self.relations]
            files.finish(list(self._about(done)))
        return done

    def stands(self) -> dict[str, int] | None:
        """The rows by view of the export that stands, where it is of today's inputs and whole."""
        if not self.place.holds([(ABOUT, None), (DATABASE, None), (SUMS, None)]):
            return None
        about = f"FROM read_parquet({literal(self.place.url(ABOUT))})"
        made_of = self.con.execute(
            f"SELECT value {about} WHERE subject = 'catalogue' AND property = 'inputs'"
        ).fetchone()
        if made_of != (self.inputs,):
            return None
        sizes = self.con.execute(
            f"SELECT name, value::BIGINT {about} WHERE subject = 'view' AND property = 'bytes'"
        ).fetchall()
        if not self.place.holds([(f"{name}.parquet", size) for name, size in sizes]):
            return None
        rows = f"SELECT name, value::BIGINT {about} WHERE subject = 'view' AND property = 'rows'"
        return dict(self.con.execute(rows).fetchall())

    def _inputs(self) -> str:
        """One name for all that the files say: rows, views' SQL, their columns, order, our code."""
        return fingerprint(
            CODE_VERSION,
            duckdb.__version__,
            str(sorted(self.versions.items())),
            str(sorted(self.snapshot.definitions().items())),
            str([(one, self._key(one)) for one in self.relations]),
            str((sorted(LEFT_OUT.items()), self._uses())),
        )

    def _without_clock(self, relation: ServedRelation) -> ServedRelation:
        """Leave out columns that tell how long ago something was: of a file nobody knows when."""
        shape = self.shapes.get(relation.name, ViewShape())
        columns = tuple(one for one in relation.columns if one.name not in shape.volatile)
        return ServedRelation(relation.name, relation.description, columns)

    def _uses(self) -> list[str]:
        """The uses that some source in it permits: those with stricter terms are withheld."""
        told = [one for one in SOURCES.values() if not self.work.is_withheld(one.name)]
        there = {one.rights.permitted_use for one in told}
        return [use for use in PERMITTED_USES if use in there]

    def _key(self, relation: ServedRelation) -> Sequence[str]:
        return self.shapes.get(relation.name, ViewShape()).key

    def _about(self, done: Sequence[Exported]) -> Iterator[AboutRow]:
        yield AboutRow("catalogue", "", "made_at", self.work.clock.at.isoformat())
        yield AboutRow("catalogue", "", "inputs", self.inputs)
        yield AboutRow("catalogue", "", "permitted_uses", ", ".join(self._uses()))
        for one in done:
            yield AboutRow("view", one.relation.name, "description", one.relation.description)
            yield AboutRow("view", one.relation.name, "rows", str(one.rows))
            yield AboutRow("view", one.relation.name, "bytes", str(one.bytes))
            yield AboutRow("view", one.relation.name, "sha256", one.sha256)
        for name, reason in LEFT_OUT.items():
            yield AboutRow("left out", name, "reason", reason)
        for table, version in self.versions.items():
            yield AboutRow("table", table, "version", version)
        for source in (one for one in SOURCES.values() if not self.work.is_withheld(one.name)):
            yield AboutRow("source", source.name, "licence", source.rights.licence)
            yield AboutRow("source", source.name, "attribution", source.rights.attribution)
            yield AboutRow("source", source.name, "permitted_use", source.rights.permitted_use)


def export_asset(
    views: Iterable[dg.AssetKey], loads: Iterable[dg.AssetKey], shapes: Mapping[str, ViewShape]
) -> dg.AssetsDefinition:
    """The asset, below every view and load."""

    @dg.asset(
        name="catalogue_export",
        description="The served views as Parquet and one DuckDB file, all of one moment.",
        group_name="serving",
        deps=[
            *sorted(views),
            *(dg.AssetDep(key, partition_mapping=EVERY_BUCKET) for key in loads),
        ],
        code_version=CODE_VERSION,
        pool=policies.POOL_COMPUTE,
        freshness_policy=policies.DERIVED,
        retry_policy=policies.RETRY,
        automation_condition=policies.BY_SCHEDULE,
        kinds={"duckdb", "parquet"},
        owners=["team:catalogue"],
        tags={"stage": "serving"},
    )
    def run(
        work: dg.ResourceParam[Workbench], postgres: dg.ResourceParam[Postgres]
    ) -> dg.MaterializeResult:
        with snapshot_of(postgres) as snapshot, work.compute() as con:
            return _brought_up_to_date(_Export(work, con, snapshot, shapes))

    return run


def _brought_up_to_date(export: _Export) -> dg.MaterializeResult:
    started = time.monotonic()
    rows = export.stands()
    done = [] if rows is not None else export.write()
    counts = rows if rows is not None else {one.relation.name: one.rows for one in done}
    return dg.MaterializeResult(
        metadata=_told(counts, done)
        | {
            "path": export.place.url(DATABASE),
            "seconds": round(time.monotonic() - started, 2),
            "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        },
        data_version=dg.DataVersion(export.inputs),
    )


def _told(counts: Mapping[str, int], done: Sequence[Exported]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "dagster/row_count": sum(counts.values()),
        "files_changed": len(done),
        "rows": dict(counts),
        "left_out": LEFT_OUT,
    }
    if done:
        told["megabytes"] = round(sum(one.bytes for one in done) / 1e6, 1)
        told["bytes"] = {one.file: one.bytes for one in done}
    return told
