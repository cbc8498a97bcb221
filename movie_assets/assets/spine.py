"""Group `spine`: which titles exist, day by day. Their details are the sources' business."""

from __future__ import annotations

import datetime as dt
import gzip
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import get_args

import dagster as dg

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.scope import reads_of, with_details
from movie_assets.assets.step import Step
from movie_assets.model.ids import HOT, Kind, partition_sql
from movie_assets.model.outcomes import Outcome
from movie_assets.model.render.duckdb import empty_sql, literal
from movie_assets.model.source_rows import ExportedTitle, Quarantined
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.temporary import temporary_path
from movie_assets.sources import imdb, imdb_sql, tmdb_export
from movie_assets.sources.tmdb_export import BadLine, export_url, read_line
from movie_assets.titles.history import appended_on_change_sql
from movie_assets.titles.spine import spine_sql

EXPORT = dataset("tmdb_export")
EXPORT_REJECTS = dataset("quarantine", "tmdb_export")
IMDB_TITLES = dataset("imdb_title")
IMDB_EPISODES = dataset("imdb_episode")
SPINE = dataset("title_spine")
POPULARITY = dataset("popularity_daily")
TMDB_RECORDS = dataset("source_record", "tmdb")

# A million lines are read in pieces of 20,000: 10 MB each.
LINES_A_BATCH = 20_000
# Files of more than 200 MB together are joined in slices: all of IMDb at once takes over 1.2 GB.
ONE_PIECE = 200 * 1024 * 1024
# An exported row's title id, and the newest day's partition of a daily asset.
EXPORTED_ID = "kind || '/' || tmdb_id"
NEWEST_DAY = dg.LastPartitionMapping()


def newest_day(lake: Lake, ds: Dataset, until: dt.date) -> str | None:
    """The newest day a daily dataset holds, not after a given one."""
    days = [day for day in lake.partitions(ds) if day <= until.isoformat()]
    return max(days, default=None)


def _land_days(step: Step, land: Callable[[Step, HttpClient, str], None]) -> None:
    """Land each day asked for that is not there yet; a day's files are read once."""
    with step.work.open_http() as http:
        for day in step.partitions:
            if step.work.lake.files(step.outputs[0], [day]):
                for ds in step.outputs:
                    step.keep(ds, day)
            else:
                land(step, http, day)


def tmdb_daily_export(step: Step) -> None:
    """TMDB's daily list of ids: every film and show there is, with its popularity of the day."""
    _land_days(step, _land_export)


def _land_export(step: Step, http: HttpClient, day: str) -> None:
    step.empty("lines", EXPORT)
    step.empty("rejects", EXPORT_REJECTS)
    for kind in get_args(Kind):
        url = export_url(kind, dt.date.fromisoformat(day))
        target = temporary_path(step.work.scratch, ".json.gz")
        answer = http.download(url, target, source=tmdb_export.TMDB_EXPORT)
        if isinstance(answer, Outcome):
            # Not out yet: the day stays open, and the next tick asks again.
            step.notes[f"{kind}_{day}"] = str(answer)
            return
        for batch in _batches(kind, target):
            step.insert("lines", ExportedTitle, [x for _, x in batch if not _is_bad(x)])
            bad = [_rejected(url, n, x, step.work.clock.at) for n, x in batch if _is_bad(x)]
            step.insert("rejects", Quarantined, bad)
        target.unlink()
    inputs = step.inputs(also=day)
    step.write(EXPORT, day, "SELECT * FROM lines", inputs)
    step.write(EXPORT_REJECTS, day, "SELECT * FROM rejects", inputs)


def _batches(kind: Kind, path: Path) -> Iterator[list[tuple[int, ExportedTitle | BadLine]]]:
    with gzip.open(path, "rb") as lines:
        numbered = enumerate((line.rstrip(b"\n") for line in lines), start=1)
        read = ((number, read_line(kind, line)) for number, line in numbered if line)
        while batch := list(itertools.islice(read, LINES_A_BATCH)):
            yield batch


def _is_bad(line: ExportedTitle | BadLine) -> bool:
    return isinstance(line, BadLine)


def _rejected(url: str, number: int, line: ExportedTitle | BadLine, at: dt.datetime) -> Quarantined:
    assert isinstance(line, BadLine)
    return Quarantined(
        source="tmdb_export",
        file=url,
        line=number,
        field=line.field,
        reason=line.reason,
        raw=line.raw,
        seen_at=at,
    )


def imdb_datasets(step: Step) -> None:
    """IMDb's daily datasets, joined into a row a title: basics, score, names and people."""
    _land_days(step, _land_imdb)


def _land_imdb(step: Step, http: HttpClient, day: str) -> None:
    """Read the seven files as they stand; IMDb keeps no older day, so a past day stays open."""
    if day != step.work.clock.day.isoformat():
        step.notes[day] = str(Outcome.NOT_FOUND)
        return
    files: list[Path] = []
    try:
        for one in imdb.DATASETS:
            target = temporary_path(step.work.scratch, ".tsv.gz")
            files.append(target)
            answer = http.download(one.url, target, source=imdb.IMDB)
            if isinstance(answer, Outcome):
                step.notes[one.file] = str(answer)
                return
            step.con.execute(f"CREATE OR REPLACE TEMP VIEW {one.view} AS {_tsv(one, target)}")
        slices = imdb_sql.SLICES if sum(f.stat().st_size for f in files) > ONE_PIECE else 1
        inputs = step.inputs(also=day)
        step.write(IMDB_EPISODES, day, imdb_sql.episode_sql(), inputs)
        files += _reduce(step)
        _join_slices(step, slices)
        step.write(IMDB_TITLES, day, "SELECT * FROM joined", inputs)
    finally:
        for file in files:
            file.unlink(missing_ok=True)


def _reduce(step: Step) -> list[Path]:
    """Put the rows we keep in the files' place, so that no slice unpacks the files again."""
    kept: list[Path] = []
    for view, query in imdb_sql.reduced_sql().items():
        target = temporary_path(step.work.scratch, ".parquet")
        step.con.execute(f"COPY ({query}) TO {literal(str(target))} (FORMAT parquet)")
        step.views(**{view: f"read_parquet({literal(str(target))})"})
        kept.append(target)
    return kept


def _join_slices(step: Step, slices: int) -> None:
    step.empty("joined", IMDB_TITLES)
    for number in range(slices):
        step.con.execute(f"INSERT INTO joined BY NAME {imdb_sql.title_sql(number, slices)}")


def _tsv(one: imdb.Dataset, path: Path) -> str:
    """SQL that reads one dataset as IMDb writes it: everything text, nothing quoted."""
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in one.columns)
    return (
        f"SELECT * FROM read_csv({literal(str(path))}, delim = '\\t', quote = '', escape = '', "
        f"header = true, nullstr = {literal(imdb.NULL_MARKER)}, all_varchar = true, "
        f"compression = 'gzip', auto_detect = false, columns = {{{columns}}})"
    )


def title_spine(step: Step) -> None:
    """Every title known to exist, and since when; gone ones are kept as gone."""
    lake, today = step.work.lake, step.work.clock.day
    export_day = newest_day(lake, EXPORT, today)
    imdb_day = newest_day(lake, IMDB_TITLES, today)
    for partition in step.partitions:
        inputs = step.inputs(
            (EXPORT, [export_day] if export_day else []),
            (IMDB_TITLES, [imdb_day] if imdb_day else []),
            *([reads_of(TMDB_RECORDS, partition)] if step.work.scope.needs_details else []),
            also=step.work.scope.name,
        )
        if step.is_current(partition, inputs):
            continue
        known = lake.scan(SPINE, [partition])
        if partition == HOT or export_day is None:
            step.write(SPINE, partition, f"SELECT * FROM {known}", inputs)
            continue
        step.views(
            known=known,
            exported=lake.scan(EXPORT, [export_day]),
            imdb=lake.scan(IMDB_TITLES, [imdb_day] if imdb_day else []),
        )
        day = {"day": dt.date.fromisoformat(export_day)}
        query = _in_scope(step, partition, spine_sql(partition, imdb.MIN_VOTES_ALONE))
        step.write(SPINE, partition, query, inputs, day)


def _in_scope(step: Step, partition: str, query: str) -> str:
    """SQL of the spine with what nobody wants told apart, by what TMDB told in earlier runs.

    So a title whose language or country is not wanted, which only its details tell, is served
    from its details on until the next spine; and nobody else is asked for it even then.
    """
    scope = step.work.scope
    if not scope.name:
        return query
    known = with_details(step.work.lake, f"({query})", partition)
    return (
        f"SELECT * REPLACE (CASE WHEN state = 'active' AND NOT ({scope.sql()}) "
        f"THEN 'out_of_scope' ELSE state END AS state) FROM {known}"
    )


def popularity_daily(step: Step) -> None:
    """TMDB's popularity of each title, a row a day on which it changed."""
    lake = step.work.lake
    day = newest_day(lake, EXPORT, step.work.clock.day)
    for partition in step.partitions:
        inputs = step.inputs((EXPORT, [day] if day else []))
        if step.is_current(partition, inputs):
            continue
        fresh = (
            f"(SELECT {EXPORTED_ID} AS title_id, DATE '{day}' AS day, popularity "
            f"FROM {lake.scan(EXPORT, [day])} WHERE popularity IS NOT NULL "
            f"AND {partition_sql(EXPORTED_ID)} = '{partition}')"
            if day and partition != HOT
            else empty_sql(POPULARITY.table)
        )
        step.views(known=lake.scan(POPULARITY, [partition]), fresh=fresh)
        history = appended_on_change_sql(("title_id",), ("popularity",), "day")
        step.write(POPULARITY, partition, history, inputs)


assets = [
    lake_asset(
        tmdb_daily_export,
        group="spine",
        outputs=[EXPORT, EXPORT_REJECTS],
        partitions=policies.DAYS,
        code_version=tmdb_export.TMDB_EXPORT.parser_version,
        pool=tmdb_export.TMDB_EXPORT.hosts[0],
        freshness=policies.DAILY,
        kinds=frozenset({"http", "parquet"}),
        automation=policies.BY_SCHEDULE,
        tags={"source": "tmdb_export"},
    ),
    lake_asset(
        imdb_datasets,
        group="spine",
        outputs=[IMDB_TITLES, IMDB_EPISODES],
        partitions=policies.DAYS,
        code_version=imdb.IMDB.parser_version,
        pool=imdb.IMDB.hosts[0],
        freshness=policies.DAILY,
        kinds=frozenset({"http", "duckdb", "parquet"}),
        automation=policies.BY_SCHEDULE,
        tags={"source": "imdb"},
    ),
    lake_asset(
        title_spine,
        group="spine",
        outputs=[SPINE],
        deps=[
            dg.AssetDep("tmdb_daily_export", partition_mapping=NEWEST_DAY),
            dg.AssetDep("imdb_datasets", partition_mapping=NEWEST_DAY),
        ],
        code_version="1",
        automation=policies.BY_SENSOR,
    ),
    lake_asset(
        popularity_daily,
        group="spine",
        outputs=[POPULARITY],
        deps=[dg.AssetDep("tmdb_daily_export", partition_mapping=NEWEST_DAY)],
        code_version="1",
        automation=policies.BY_SENSOR,
    ),
]
