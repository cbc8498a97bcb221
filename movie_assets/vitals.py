"""What every write is held against: how a dataset looks, and looked when its checks last passed.

The measure is kept in the lake as `write_vitals/<asset>`, and replaced only where all checks pass:
a bad write is never the measure of the next one. Where a change is what was wanted,
`movie-assets accept ASSET` says so. What counts as a sudden change is refresh.vitals'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.dna import EMBEDDINGS, TAGS
from movie_assets.assets.sources import IMDB_RECORDS
from movie_assets.assets.spine import EXPORT, IMDB_TITLES, SPINE, newest_day
from movie_assets.assets.step import LOOKED_THROUGH, NO_PARTITION
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
from movie_assets.model.render.duckdb import fingerprint
from movie_assets.model.types import ListOf
from movie_assets.refresh.vitals import Spread, Vitals
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.resources.workbench import Workbench

# To look through nested fields of a million titles took 40 s: one bucket a kind tells the same.
SAMPLE = ("movie-00", "tv-00")


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
    def kept(self) -> Dataset:
        """Where what its checks last passed is kept."""
        return dataset("write_vitals", self.asset)


def _record(asset: str, source: str, *fields: str) -> Watched:
    return Watched(
        asset=asset,
        dataset=dataset("source_record", source),
        where=FOUND_SQL,
        fields=("title", *fields),
    )


WATCHED = (
    Watched(asset="tmdb_daily_export", dataset=EXPORT, fields=("popularity",), by_day=True),
    Watched(
        asset="imdb_datasets", dataset=IMDB_TITLES, fields=("votes", "start_year"), by_day=True
    ),
    Watched(asset="title_spine", dataset=SPINE, where="state = 'active'"),
    _record("tmdb_titles", "tmdb", "release_date", "runtime_min", "genres", "ratings",
            "external_ids", "offers", "poster_path"),
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
                "original_language", "imdb_id"),
    ),
    Watched(
        asset="title_scores",
        dataset=SCORES,
        fields=("percent", "count"),
        group="publisher || ' ' || metric",
        value="percent",
    ),
    Watched(
        asset="streaming_offers", dataset=OFFERS, where="valid_to IS NULL", fields=("url",)
    ),
    Watched(asset="title_facets", dataset=FACETS),
    Watched(asset="title_dna", dataset=TAGS),
    Watched(asset="dna_embeddings", dataset=EMBEDDINGS),
)  # fmt: skip


def vitals_of(con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched) -> Vitals:
    """Measure a dataset as it stands: every row of a narrow column, a sample of wide ones."""
    lake, partitions = work.lake, watched.partitions(work)
    if not partitions:
        return Vitals(rows={})
    # A day's file stands beside the one of the day before.
    names = {one: "newest" if watched.by_day else one for one in partitions}
    counted = " UNION ALL ".join(
        f"SELECT '{names[one]}', count(*) FROM {lake.scan(watched.dataset, [one])} "
        f"WHERE {watched.where}"
        for one in partitions
    )
    rows = dict(con.execute(counted).fetchall())
    is_large = sum(rows.values()) > LOOKED_THROUGH and not watched.by_day
    looked = SAMPLE if is_large else partitions
    counts = "".join(f", count(*) FILTER ({_says(watched, name)})" for name in watched.fields)
    found = con.execute(
        f"SELECT count(*){counts} FROM {lake.scan(watched.dataset, looked)} WHERE {watched.where}"
    ).fetchone()
    assert found is not None
    return Vitals(
        rows=rows,
        looked=found[0],
        filled=dict(zip(watched.fields, found[1:], strict=True)),
        spreads=_spreads(con, work, watched) if watched.group else {},
    )


def _spreads(
    con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched
) -> dict[str, Spread]:
    """Mean of each group's values, over all partitions."""
    rows = work.lake.scan(watched.dataset, watched.partitions(work))
    means = con.execute(
        f"SELECT {watched.group}, count({watched.value}), avg({watched.value}) FROM {rows} "
        f"WHERE {watched.where} AND {watched.value} IS NOT NULL GROUP BY 1 ORDER BY 1"
    )
    return {one: Spread(count=count, mean=mean) for one, count, mean in means.fetchall()}


def _says(watched: Watched, name: str) -> str:
    column = watched.dataset.table.column(name)
    return f'len("{name}") > 0' if isinstance(column.type, ListOf) else f'"{name}" IS NOT NULL'


def held_against(
    con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched
) -> Vitals | None:
    """What the checks last passed, under the same settings; None before the first time."""
    found = con.execute(
        f"SELECT of, name, rows, mean FROM {work.lake.scan(watched.kept)} WHERE bounds = $bounds",
        {"bounds": work.bounds},
    ).fetchall()
    by_kind = {
        of: {name: (rows, mean) for kind, name, rows, mean in found if kind == of}
        for of in ("whole", "partition", "field", "mean")
    }
    if not by_kind["whole"]:
        return None
    return Vitals(
        rows={name: rows for name, (rows, _) in by_kind["partition"].items()},
        looked=by_kind["whole"][""][0],
        filled={name: rows for name, (rows, _) in by_kind["field"].items()},
        spreads={n: Spread(count=count, mean=mean) for n, (count, mean) in by_kind["mean"].items()},
    )


def keep(work: Workbench, watched: Watched, vitals: Vitals) -> None:
    """Let the next write be held against this one."""
    told = [
        ("whole", "", vitals.looked, None),
        *(("partition", name, rows, None) for name, rows in sorted(vitals.rows.items())),
        *(("field", name, rows, None) for name, rows in sorted(vitals.filled.items())),
        *(("mean", name, one.count, one.mean) for name, one in sorted(vitals.spreads.items())),
    ]
    versions = _versions(work, watched)
    rows = [
        WriteVitals(
            of=of,
            name=name,
            rows=count,
            mean=mean,
            versions=versions,
            bounds=work.bounds,
            measured_at=work.clock.at,
        )
        for of, name, count, mean in told
    ]
    table = arrow_table(table_of(WriteVitals), rows)
    work.lake.write_table(watched.kept, NO_PARTITION, table, "data")


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


def is_known(con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched) -> bool:
    """Whether the data is the very one the checks passed last; footers alone tell."""
    kept = work.lake.scan(watched.kept)
    rows = con.execute(f"SELECT DISTINCT versions, bounds FROM {kept}").fetchall()
    return rows == [(_versions(work, watched), work.bounds)]


def _versions(work: Workbench, watched: Watched) -> str:
    lake = work.lake
    return fingerprint(
        *(f"{one}={lake.version(watched.dataset, one)}" for one in watched.partitions(work))
    )
