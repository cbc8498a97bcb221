"""Group `sources`: the scores each source shows, a row each time one changed. No merging."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import dagster as dg

from movie_assets import policies
from movie_assets.assets.declare import lake_asset
from movie_assets.assets.drops import DROPS, EVERY_FILE
from movie_assets.assets.landing import SourceTables
from movie_assets.assets.scope import newest_episodes, newest_records, reads_of
from movie_assets.assets.spine import IMDB_EPISODES, NEWEST_DAY, newest_day
from movie_assets.assets.step import NO_PARTITION, Step
from movie_assets.crosswalk.dropped import drop_records_sql
from movie_assets.model.contract import table_named
from movie_assets.model.ids import partition_sql
from movie_assets.model.render.duckdb import empty_sql
from movie_assets.resources.lake import Lake, dataset
from movie_assets.titles.history import appended_on_change_sql
from movie_assets.titles.scores import SEEN_VERSION, scores_seen_sql

DROPPED_SCORES = dataset("score_seen", "drop")
_KEY = ("source", "source_id", "publisher", "metric", "season", "episode")
_VALUES = ("value", "count", "count_is_lower_bound")
# TMDB's seasons come through a lane of their own.
_EPISODES_OF = {"tmdb": "tmdb_seasons"}


def tmdb_scores(step: Step) -> None:
    """TMDB's scores of titles, seasons and episodes, a row each time one changed."""
    _keep(step, "tmdb")


def imdb_scores(step: Step) -> None:
    """IMDb's scores of titles and episodes, a row each time one changed."""
    _keep(step, "imdb")


def metacritic_scores(step: Step) -> None:
    """Metascores and user scores of titles and seasons, a row each time one changed."""
    _keep(step, "metacritic")


def rotten_tomatoes_scores(step: Step) -> None:
    """Tomatometers and audience scores of titles and seasons, a row each time one changed."""
    _keep(step, "rotten_tomatoes")


def _keep(step: Step, source: str) -> None:
    lake, ds, records = step.work.lake, dataset("score_seen", source), SourceTables(source).records
    episodes = SourceTables(_EPISODES_OF.get(source, source))
    day = newest_day(lake, IMDB_EPISODES, step.work.clock.day) if source == "imdb" else None
    for partition in step.partitions:
        inputs = step.inputs(
            reads_of(records, partition),
            reads_of(episodes.episodes, partition),
            (IMDB_EPISODES, [day] if day else []),
        )
        if step.is_current(partition, inputs):
            continue
        step.views(
            records=newest_records(lake, source, partition),
            episodes=newest_episodes(lake, episodes.source, partition),
            imdb_episodes=_imdb_episodes(lake, day, partition),
            known=lake.scan(ds, [partition]),
        )
        step.con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {scores_seen_sql(source)}")
        step.write(ds, partition, appended_on_change_sql(_KEY, _VALUES, "observed_at"), inputs)


def drop_scores(step: Step) -> None:
    """Scores that dropped files show, a row each time one changed."""
    lake = step.work.lake
    inputs = step.inputs((DROPS, lake.partitions(DROPS)))
    if step.is_current(NO_PARTITION, inputs):
        return
    step.views(
        records=f"({drop_records_sql(lake.scan(DROPS))})",
        episodes=empty_sql(table_named("source_episode")),
        known=lake.scan(DROPPED_SCORES, [NO_PARTITION]),
    )
    step.con.execute(f"CREATE OR REPLACE TEMP TABLE fresh AS {scores_seen_sql('drop')}")
    history = appended_on_change_sql(_KEY, _VALUES, "observed_at")
    step.write(DROPPED_SCORES, NO_PARTITION, history, inputs)


def _imdb_episodes(lake: Lake, day: str | None, partition: str) -> str:
    if day is None:
        return empty_sql(IMDB_EPISODES.table)
    own_id = partition_sql("'imdb/' || parent_tconst", "'tv'")
    return f"(SELECT * FROM {lake.scan(IMDB_EPISODES, [day])} WHERE {own_id} = '{partition}')"


def _asset(
    body: Callable[[Step], None],
    source: str,
    deps: Sequence[Any],
    automation: dg.AutomationCondition[Any] | None = policies.ON_CHANGED_DATA,
) -> dg.AssetsDefinition:
    return lake_asset(
        body,
        group="sources",
        outputs=[dataset("score_seen", source)],
        deps=deps,
        code_version=SEEN_VERSION,
        automation=automation,
        tags={"source": source},
    )


assets = [
    _asset(tmdb_scores, "tmdb", ["tmdb_titles", "tmdb_seasons"]),
    _asset(
        imdb_scores,
        "imdb",
        ["imdb_titles", dg.AssetDep("imdb_datasets", partition_mapping=NEWEST_DAY)],
        policies.BY_SENSOR,
    ),
    _asset(metacritic_scores, "metacritic", ["metacritic_pages"]),
    _asset(rotten_tomatoes_scores, "rotten_tomatoes", ["rotten_tomatoes_pages"]),
    lake_asset(
        drop_scores,
        group="sources",
        outputs=[DROPPED_SCORES],
        deps=[dg.AssetDep("drops", partition_mapping=EVERY_FILE)],
        partitions=None,
        code_version=SEEN_VERSION,
        tags={"source": "drop"},
    ),
]
