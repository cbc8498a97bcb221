"""Checks of every write against the one before: schema, rows, fields, scores. They block loads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import duckdb

from movie_assets import policies
from movie_assets.assets.drops import DROPS
from movie_assets.assets.drops import REJECTS as DROP_REJECTS
from movie_assets.assets.spine import EXPORT, EXPORT_REJECTS, newest_day
from movie_assets.model.render.duckdb import duckdb_type, literal
from movie_assets.refresh.vitals import Vitals, emptied_fields, lost_rows, moved_means
from movie_assets.resources.lake import Dataset, Lake
from movie_assets.resources.workbench import Workbench
from movie_assets.vitals import WATCHED, Watched, held_against, is_known, keep, vitals_of

SCHEMA, ROWS = "schema_is_the_contracts", "rows_do_not_drop"
FIELDS, SCORES_STAY = "fields_do_not_empty", "scores_do_not_shift"
NAMES = (SCHEMA, ROWS, FIELDS, SCORES_STAY)
# One line in a hundred that cannot be read is a file in a form we do not know.
REJECTED_SHARE = 0.01


def _checks_of(watched: Watched) -> tuple[str, ...]:
    return (
        SCHEMA,
        ROWS,
        *((FIELDS,) if watched.fields else ()),
        *((SCORES_STAY,) if watched.group else ()),
    )


def strange_columns(
    con: duckdb.DuckDBPyConnection, lake: Lake, ds: Dataset, partitions: Sequence[str]
) -> list[str]:
    """Where files differ from the contract: in a type, or by a column that is not there."""
    wrong: list[str] = []
    for uri in lake.files(ds, partitions):
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({literal(uri)})").fetchall()
        types: Mapping[str, str] = {name: kind for name, kind, *_ in described}
        for column in ds.table.columns:
            asked, there = duckdb_type(column.type), types.get(column.name)
            if there is None:
                wrong.append(f"{uri}: no column {column.name}")
            elif _plain(there) != _plain(asked):
                wrong.append(f"{uri}: {column.name} is {there}, not {asked}")
    return wrong


def _plain(kind: str) -> str:
    """A type as DuckDB tells it, whichever fields of a struct it puts into quotes."""
    return kind.replace('"', "").upper()


def _vital_checks(watched: Watched) -> dg.AssetChecksDefinition:
    specs = [
        dg.AssetCheckSpec(name, asset=watched.asset, blocking=True, description=_ABOUT[name])
        for name in _checks_of(watched)
    ]

    @dg.multi_asset_check(name=f"{watched.asset}_vitals", specs=specs, pool=policies.POOL_COMPUTE)
    def vitals(work: dg.ResourceParam[Workbench]) -> Iterator[dg.AssetCheckResult]:
        with work.compute() as con:
            yield from verdicts(con, work, watched)

    return vitals


def verdicts(
    con: duckdb.DuckDBPyConnection, work: Workbench, watched: Watched
) -> Iterator[dg.AssetCheckResult]:
    """One result a check; where all pass, the next write is held against this one."""
    strange = strange_columns(con, work.lake, watched.dataset, watched.partitions(work))
    yield _result(watched, SCHEMA, strange, "The files are as the contract says.")
    if not strange and is_known(con, work, watched):
        for name in _checks_of(watched)[1:]:
            yield _result(watched, name, [], "Nothing changed since the checks last passed.")
        return
    before = held_against(con, work, watched)
    after = vitals_of(con, work, watched) if not strange else Vitals(rows={})
    breaches = {
        ROWS: lost_rows(before, after) if before else [],
        FIELDS: emptied_fields(before, after) if before else [],
        SCORES_STAY: moved_means(before, after) if before else [],
    }
    if not strange and not any(breaches.values()):
        keep(work, watched, after)
    for name in _checks_of(watched)[1:]:
        yield _result(watched, name, breaches[name], _summary(after, before))


def _summary(after: Vitals, before: Vitals | None) -> str:
    known = f"{before.total:,} before" if before else "the first time"
    return f"{after.total:,} rows, {known}."


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
