"""Group `sources`: how every source is doing, told from the lake. Nothing is asked here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import dagster as dg
import duckdb
import pyarrow as pa

from movie_assets import policies
from movie_assets.assets import galleries, imdb_pages, pages, sources, tmdb_seasons, wikipedia
from movie_assets.assets.canary_step import held_checks
from movie_assets.assets.crosswalk import EVERY_BUCKET
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.spine import EXPORT, IMDB_TITLES, SPINE, newest_day
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.refresh.canaries import checks_that_count, is_drifted
from movie_assets.refresh.freshness import VIEW_DAYS, targets, title_freshness_sql, weights_sql
from movie_assets.refresh.states import states_sql
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import Dataset, Lake, dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.justwatch_galleries import GALLERIES
from movie_assets.sources.registry import SOURCES
from movie_assets.sources.tmdb_images import TMDB_IMAGES

STATES = dataset("source_state")
FRESHNESS = dataset("title_freshness")
# Every living title is to be asked for at these; at the others only some are, each for its reason.
OF_EVERY_TITLE = frozenset({"tmdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes"})
BY_TITLE = (*sorted(OF_EVERY_TITLE), "tmdb_seasons", "tmdb_watch", "wikipedia", "wikipedia_search")
_AIM = pa.schema(
    [
        ("source", pa.string()),
        *((name, pa.float64()) for name in ("min_popularity", "below", "max_age_days")),
    ]
)
# Pictures tell nothing of a title: `title_media` says itself what came of asking for them.
ALL = tuple(name for name in SOURCES if name != TMDB_IMAGES.name)
# Pages behind a wall for whoever is no browser: never asked, only read where somebody has them.
WALLED = frozenset({"imdb_page"})
# Where the assets that ask sources for what is due are declared.
_FETCHED = (sources, pages, wikipedia, tmdb_seasons, imdb_pages, galleries)


def fetching_assets() -> dict[str, str]:
    """The assets that ask a source for what is due, and which source each asks."""
    assets = [asset for module in _FETCHED for asset in module.assets]
    return {
        spec.key.to_user_string(): spec.tags["source"]
        for spec in (spec for asset in assets for spec in asset.specs)
        if "http" in spec.kinds and _asks_when_due(spec)
    }


def _asks_when_due(spec: dg.AssetSpec) -> bool:
    """Titles are asked for by bucket, the few galleries at once; lists come whole every day."""
    is_by_title = spec.partitions_def == policies.TITLE_PARTITIONS
    return is_by_title or spec.tags.get("source") == GALLERIES.name


def source_states(step: Step) -> None:
    """How each source is doing: fresh, stale, walled off, drifted …; and how fresh titles are."""
    states_view(step.con, step.work.lake, step.work.clock)
    step.write(STATES, NO_PARTITION, "SELECT * FROM source_states", inputs=step.code_version)
    freshness_view(step.con, step.work)
    step.write(FRESHNESS, NO_PARTITION, "SELECT * FROM title_freshness", inputs=step.code_version)


def freshness_view(con: duckdb.DuckDBPyConnection, work: Workbench) -> None:
    """Make the temporary table `title_freshness`, with the contract's columns."""
    lake = work.lake
    told_by = [one for one in BY_TITLE if not work.is_withheld(one)]
    asked = [f"SELECT * FROM {lake.scan(dataset('source_check', one))}" for one in told_by]
    asked.append(f"SELECT * FROM {lake.scan(dataset('source_check'), [])}")
    con.register("target", pa.Table.from_pylist(_aims(BY_TITLE), _AIM))
    whole = sorted(OF_EVERY_TITLE.intersection(told_by))
    con.register("whole", pa.table({"source": pa.array(whole, pa.string())}))
    con.register("seen", _seen(work))
    con.execute(f"CREATE OR REPLACE TEMP VIEW checks AS {' UNION ALL '.join(asked)}")
    con.execute(
        "CREATE OR REPLACE TEMP VIEW living AS SELECT title_id, popularity "
        f"FROM {lake.scan(SPINE, BUCKET_PARTITIONS)} WHERE state = 'active' AND origin = 'tmdb'"
    )
    con.execute(f"CREATE OR REPLACE TEMP TABLE weighted AS {weights_sql()}")
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE title_freshness AS {title_freshness_sql()}",
        {"now": work.clock.at},
    )


def _aims(names: Sequence[str]) -> list[dict[str, Any]]:
    """How old answers may be at each source, tier by tier, each with where the next begins."""
    return [
        {**asdict(aim), "source": name, "below": below}
        for name in names
        for aims in [targets(name)]
        for aim, below in zip(aims, [None, *(one.min_popularity for one in aims)], strict=False)
    ]


def _seen(work: Workbench) -> pa.Table:
    views = work.recent_views(work.clock.at - dt.timedelta(days=VIEW_DAYS))
    return pa.table(
        {
            "title_id": pa.array([title_id for title_id, _ in views], pa.string()),
            "views": pa.array([count for _, count in views], pa.int64()),
        }
    )


def states_view(
    con: duckdb.DuckDBPyConnection, lake: Lake, clock: RunClock, names: Sequence[str] = ALL
) -> None:
    """Make the temporary table `source_states` of some sources, with the contract's columns."""
    answers = (f"SELECT * FROM {lake.scan(dataset('answer', name))}" for name in names)
    con.execute(f"CREATE OR REPLACE TEMP VIEW checks AS {_checks(lake, clock.day, names)}")
    con.execute(f"CREATE OR REPLACE TEMP VIEW answers AS {' UNION ALL '.join(answers)}")
    con.register("registry", _registry(names))
    drifted = [name for name in names if is_drifted(newest_checks(con, lake, clock.day, name))]
    con.register("drifted", pa.table({"source": pa.array(drifted, pa.string())}))
    con.execute(f"CREATE OR REPLACE TEMP TABLE source_states AS {states_sql()}", {"now": clock.at})


def newest_checks(
    con: duckdb.DuckDBPyConnection, lake: Lake, day: dt.date, name: str
) -> list[CanaryCheck]:
    """What the parser a source has now made of its canaries, the last time they were asked."""
    return checks_that_count(held_checks(lake, con, name, day), SOURCES[name].parser_version)


def checked_sources(lake: Lake) -> list[str]:
    """The sources that were asked title by title, as the lake has it."""
    return [source for source in SOURCES if lake.partitions(dataset("source_check", source))]


def _checks(lake: Lake, day: dt.date, names: Sequence[str]) -> str:
    """SQL of the sources' checks; what comes in files is told by its newest day or record."""
    return " UNION ALL BY NAME ".join(
        f"SELECT * FROM {_checks_of(lake, day, name)}" for name in names
    )


def _checks_of(lake: Lake, day: dt.date, name: str) -> str:
    asked = dataset("source_check", name)
    if name == "tmdb_export":
        return _of_a_day(lake, name, EXPORT, "kind || '/' || tmdb_id", day)
    if name == "imdb":
        return _of_a_day(lake, name, IMDB_TITLES, "tconst", day)
    return lake.scan(asked) if lake.partitions(asked) else _of_records(lake, name)


def _of_a_day(lake: Lake, source: str, ds: Dataset, key: str, day: dt.date) -> str:
    newest = newest_day(lake, ds, day)
    at = f"TIMESTAMPTZ '{newest or day.isoformat()} 00:00:00+00'"
    return _found(source, key, at, lake.scan(ds, [newest] if newest else []))


def _of_records(lake: Lake, source: str) -> str:
    return _found(source, "title_id", "requested_at", lake.scan(dataset("source_record", source)))


def _found(source: str, key: str, at: str, rows: str) -> str:
    """SQL of finds as the contract's source_check has them."""
    return (
        f"(SELECT '{source}' AS source, {key} AS title_id, {at} AS checked_at, "
        f"'found' AS outcome, {at} AS good_at, '' AS answer_id FROM {rows})"
    )


def _registry(names: Sequence[str]) -> pa.Table:
    return pa.Table.from_pylist(
        [
            {
                "source": source.name,
                "max_age_days": source.max_age_days,
                "licence": source.rights.licence,
                "attribution": source.rights.attribution,
                "permitted_use": source.rights.permitted_use,
                "is_walled": source.name in WALLED,
            }
            for source in (SOURCES[name] for name in names)
        ]
    )


assets = [
    lake_asset(
        source_states,
        group="sources",
        outputs=[STATES, FRESHNESS],
        deps=[
            dg.AssetDep(name, partition_mapping=EVERY_BUCKET)
            for name in (*fetching_assets(), "imdb_titles", "title_spine")
        ],
        partitions=None,
        code_version="2",
    )
]
