"""Checks of every write against the one before: schema, rows, fields, scores. They block loads.

What a write is held against is what its asset's checks last passed, kept in the lake as
`write_vitals/<asset>`: a bad write is never the measure of the next one. Where the change is what
was wanted, `movie-assets accept ASSET` says so.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import dagster as dg
import duckdb

from movie_assets import policies
from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.dna import EMBEDDINGS, TAGS
from movie_assets.assets.drops import DROPS
from movie_assets.assets.drops import REJECTS as DROP_REJECTS
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import EXPORT, EXPORT_REJECTS, IMDB_TITLES, SPINE, newest_day
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.streaming import OFFERS
from movie_assets.assets.title_facets import FACETS
from movie_assets.assets.title_scores import SCORES
from movie_assets.assets.titles import TITLES
from movie_assets.model.contract import table_of
from movie_assets.model.errors import MovieAssetsError
from movie_assets.model.freshness_rows import WriteVitals
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.outcomes import FOUND_SQL
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.render.duckdb import duckdb_type, fingerprint, literal
from movie_assets.model.types import ListOf
from movie_assets.refresh.vitals import (
    Spread,
    Vitals,
    emptied_fields,
    lost_rows,
    moved_means,
)
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.workbench import Workbench

SCHEMA, ROWS = "schema_is_the_contracts", "rows_do_not_drop"
FIELDS, SCORES_STAY = "fields_do_not_empty", "scores_do_not_shift"
# One line in a hundred that cannot be read is a file in a form we do not know.
REJECTED_SHARE = 0.01


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """What of an asset's main dataset is looked at: which rows, which fields, whose means."""

    asset: str
    dataset: Dataset
    where: str = "true"
    fields: tuple[str, ...] = ()
    group: str = ""  # SQL of what a mean is of; empty where there is none to look at
    value: str = ""
    by_day: bool = False  # each day is a file of its own: the newest one counts

    def partitions(self, work: Workbench) -> Sequence[str]:
        """The partitions that count: all buckets; `hot` comes and goes by design."""
        if not self.by_day:
            return BUCKET_PARTITIONS
        day = newest_day(work.lake, self.dataset, work.clock.day)
        return [day] if day else []

    @property
    def checks(self) -> tuple[str, ...]:
        """Names of its checks."""
        return (
            SCHEMA,
            ROWS,
            *((FIELDS,) if self.fields else ()),
            *((SCORES_STAY,) if self.group else ()),
        )


def _record(asset: str, source: str, *fields: str) -> Watched:
    return Watched(
        asset=asset,
        dataset=dataset("source_record", source),
        where=FOUND_SQL,
        fields=("title", *fields),
    )


WATCHED = (
    Watched(asset="tmdb_daily_export", dataset=EXPORT, fields=("popularity",), by_day=True),
    Watched(asset="imdb_datasets", dataset=IMDB_TITLES, fields=("votes", "year"), by_day=True),
    Watched(asset="title_spine", dataset=SPINE, where="state = 'active'"),
    _record("tmdb_titles", "tmdb", "release_date", "runtime_min", "genres", "cast", "ratings",
            "overviews", "external_ids", "offers", "poster_path"),
    _record("wikidata_ids", "wikidata", "external_ids"),
    _record("metacritic_pages", "metacritic", "year", "ratings"),
    _record("rotten_tomatoes_pages", "rotten_tomatoes", "year", "ratings"),
    _record("tv_tropes", "tv_tropes", "tropes"),
    _record("wikipedia_articles", "wikipedia", "article"),
    Watched(asset="imdb_titles", dataset=IMDB_RECORDS, fields=("title", "year", "ratings")),
    Watched(asset="crosswalk", dataset=LINKS, where="status = 'accepted'"),
    Watched(
        asset="titles",
        dataset=TITLES,
        fields=("title", "year", "overview", "poster_path", "genres", "cast_names", "runtime_min",
                "original_language", "imdb_id", "credits"),
    ),
    Watched(
        asset="title_scores",
        dataset=SCORES,
        fields=("percent", "count"),
        group="publisher || ' ' || metric",
        value="percent",
    ),
    Watched(
        asset="streaming_offers", dataset=OFFERS, where="valid_to IS NULL", fields=("provider_id",)
    ),
    Watched(asset="title_facets", dataset=FACETS),
    Watched(asset="title_dna", dataset=TAGS),
    Watched(asset="dna_embeddings", dataset=EMBEDDINGS),
)  # fmt: skip


def vitals_of(con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched) -> Vitals:
    """Measure a dataset as it stands: one scan of a few columns."""
    rows = f"{work.lake.scan(watched.dataset, watched.partitions(work))} WHERE {watched.where}"
    counts = "".join(f", count(*) FILTER ({_says(watched, name)})" for name in watched.fields)
    found = con.execute(f"SELECT count(*){counts} FROM {rows}").fetchone()
    assert found is not None
    spreads: dict[str, Spread] = {}
    if watched.group:
        means = con.execute(
            f"SELECT {watched.group}, count({watched.value}), avg({watched.value}) FROM {rows} "
            f"AND {watched.value} IS NOT NULL GROUP BY 1 ORDER BY 1"
        )
        spreads = {one: Spread(count=count, mean=mean) for one, count, mean in means.fetchall()}
    filled = dict(zip(watched.fields, found[1:], strict=True))
    return Vitals(rows=found[0], filled=filled, spreads=spreads)


def _says(watched: Watched, name: str) -> str:
    column = watched.dataset.table.column(name)
    return f'len("{name}") > 0' if isinstance(column.type, ListOf) else f'"{name}" IS NOT NULL'


def _kept(asset: str) -> Dataset:
    return dataset("write_vitals", asset)


def held_against(con: duckdb.DuckDBPyConnection, work: Workbench, asset: str) -> Vitals | None:
    """What the asset's checks last passed, under the same settings; None before the first time."""
    rows = con.execute(
        f"SELECT part, rows, filled, mean FROM {work.lake.scan(_kept(asset))} WHERE under = $under",
        {"under": work.bounds},
    ).fetchall()
    whole = next((row for row in rows if row[0] == NO_PARTITION), None)
    if whole is None:
        return None
    return Vitals(
        rows=whole[1],
        filled=json.loads(whole[2]),
        spreads={row[0]: Spread(count=row[1], mean=row[3]) for row in rows if row[3] is not None},
    )


def keep(work: Workbench, watched: Watched, vitals: Vitals) -> None:
    """Let the next write be held against this one."""
    shared = {
        "versions": _versions(work, watched),
        "under": work.bounds,
        "measured_at": work.clock.at,
    }
    filled = json.dumps(vitals.filled, sort_keys=True)
    rows = [
        WriteVitals(part=NO_PARTITION, rows=vitals.rows, filled=filled, **shared),
        *(
            WriteVitals(part=name, rows=one.count, filled="{}", mean=one.mean, **shared)
            for name, one in sorted(vitals.spreads.items())
        ),
    ]
    table = arrow_table(table_of(WriteVitals), rows)
    work.lake.write_table(_kept(watched.asset), NO_PARTITION, table, "data")


def accept(work: Workbench, asset: str) -> Vitals:
    """Take an asset's data as it stands for good, whatever its checks say of it.

    Errors: MovieAssetsError naming the assets that are watched.
    """
    watched = next((one for one in WATCHED if one.asset == asset), None)
    if watched is None:
        names = ", ".join(one.asset for one in WATCHED)
        raise MovieAssetsError(f"No write of {asset} is held against another; watched are {names}.")
    with work.compute() as con:
        vitals = vitals_of(con, work, watched)
    keep(work, watched, vitals)
    return vitals


def _versions(work: Workbench, watched: Watched) -> str:
    lake = work.lake
    return fingerprint(
        *(f"{one}={lake.version(watched.dataset, one)}" for one in watched.partitions(work))
    )


def _is_known(con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched) -> bool:
    """Whether the data is the very one the checks passed last; footers alone tell."""
    kept = work.lake.scan(_kept(watched.asset))
    rows = con.execute(f"SELECT DISTINCT versions, under FROM {kept}").fetchall()
    return rows == [(_versions(work, watched), work.bounds)]


def strange_columns(
    con: duckdb.DuckDBPyConnection, lake: Lake, ds: Dataset, partitions: Sequence[str]
) -> list[str]:
    """Where files differ from the contract: a type, or a column that must be there and is not.

    A column that may be null may be missing: the contract grows, and old files do not.
    """
    wrong: list[str] = []
    for uri in lake.files(ds, partitions):
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(uri)})").fetchall()
        types: Mapping[str, str] = {name: kind for name, kind, *_ in described}
        for column in ds.table.columns:
            asked, there = duckdb_type(column.type), types.get(column.name)
            if there is None and not column.nullable and not isinstance(column.type, ListOf):
                wrong.append(f"{uri}: no column {column.name}")
            elif there is not None and _plain(there) != _plain(asked):
                wrong.append(f"{uri}: {column.name} is {there}, not {asked}")
    return wrong


def _plain(kind: str) -> str:
    """A type as DuckDB tells it, whichever fields of a struct it puts into quotes."""
    return kind.replace('"', "").upper()


def _vital_checks(watched: Watched) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(name, asset=watched.asset, blocking=True, description=_ABOUT[name])
        for name in watched.checks
    ]

    @dg.multi_asset_check(name=f"{watched.asset}_vitals", specs=specs, pool=policies.POOL_COMPUTE)
    def vitals(work: dg.ResourceParam[Workbench]) -> Iterator[dg.AssetCheckResult]:
        with work.compute() as con:
            yield from _judged(con, work, watched)

    return vitals


def _judged(
    con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched
) -> Iterator[dg.AssetCheckResult]:
    """One result a check; where all pass, the next write is held against this one."""
    strange = strange_columns(con, work.lake, watched.dataset, watched.partitions(work))
    yield _result(watched, SCHEMA, strange, "The files are as the contract says.")
    if not strange and _is_known(con, work, watched):
        for name in watched.checks[1:]:
            yield _result(watched, name, [], "Nothing changed since the checks last passed.")
        return
    before = held_against(con, work, watched.asset)
    after = vitals_of(con, work, watched) if not strange else Vitals(rows=0)
    breaches = {
        ROWS: lost_rows(before, after) if before else [],
        FIELDS: emptied_fields(before, after) if before else [],
        SCORES_STAY: moved_means(before, after) if before else [],
    }
    if not strange and not any(breaches.values()):
        keep(work, watched, after)
    for name in watched.checks[1:]:
        yield _result(watched, name, breaches[name], _summary(after, before))


def _summary(after: Vitals, before: Vitals | None) -> str:
    known = f"{before.rows:,} before" if before else "the first time"
    return f"{after.rows:,} rows, {known}."


def _result(watched: Watched, name: str, wrong: Sequence[str], good: str) -> dg.AssetCheckResult:
    hint = f" If it is as it should be: movie-assets accept {watched.asset}"
    return dg.AssetCheckResult(
        check_name=name,
        asset_key=watched.asset,
        passed=not wrong,
        severity=dg.AssetCheckSeverity.ERROR,
        description="; ".join(wrong[:10]) + f".{hint}" if wrong else good,
        metadata={"count": len(wrong), "sample": list(wrong[:20])},
    )


_ABOUT = {
    SCHEMA: "Every file has the contract's columns, in its types.",
    ROWS: "A tenth of the rows does not vanish between two writes.",
    FIELDS: "What most rows said, most rows say.",
    SCORES_STAY: "The mean of a publisher's scores does not jump.",
}


def _rejects(
    asset: str, rows: Dataset, rejects: Dataset, *, by_day: bool
) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name="few_lines_are_rejected")
    def few_lines(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
        """Warns when more lines of a file went into quarantine than a few odd ones."""
        lake = work.lake
        day = newest_day(lake, rows, work.clock.day) if by_day else None
        chosen = ([day] if day else []) if by_day else None
        with work.compute() as con:
            counts = con.execute(
                f"SELECT (SELECT count(*) FROM {lake.scan(rows, chosen)}), "
                f"(SELECT count(*) FROM {lake.scan(rejects, chosen)})"
            ).fetchone()
        assert counts is not None
        share = counts[1] / max(1, sum(counts))
        return dg.AssetCheckResult(
            passed=share <= REJECTED_SHARE,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{counts[1]:,} of {sum(counts):,} lines ({share:.2%}) could not be read: "
            "see catalogue.quarantine.",
            metadata={"rejected": counts[1], "rows": counts[0], "share": round(share, 4)},
        )

    return few_lines


vital_checks = [
    *(_vital_checks(watched) for watched in WATCHED),
    _rejects("tmdb_daily_export", EXPORT, EXPORT_REJECTS, by_day=True),
    _rejects("drops", DROPS, DROP_REJECTS, by_day=False),
]
