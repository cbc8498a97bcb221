"""Runs the whole graph in this process, asset by asset, and tells how it goes. No asset logic."""

from __future__ import annotations

import contextlib
import datetime as dt
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
from dagster import DagsterInstance

from movie_assets import policies, wiring
from movie_assets.assets.step import REPLAY_SINCE
from movie_assets.home_runs import RUN_OF, instance_of, only_run_of
from movie_assets.model.errors import MovieAssetsError
from movie_assets.model.ids import HOT
from movie_assets.resources.dbt_profile import profile_environment
from movie_assets.settings import PROJECT, Settings, export_for_children

Started = Callable[[str, int, int], None]  # told an asset's name and number, and how many there are
# Dagster's own console log says every event; what people want to know is printed by the caller.
QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One asset as it was materialised, or found to need nothing."""

    asset: str
    rows: int | None
    changed: int
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Refreshed:
    """What sources answered for one title, and how long all of it took."""

    sources: Mapping[str, str]
    seconds: float


def prepare(settings: Settings) -> None:
    """Databases, Dagster's home and the environment, for this process and those it starts."""
    settings.check_live()
    wiring.prepare_databases(settings)
    home = settings.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT / "dagster.yaml", home / "dagster.yaml")
    variables = {
        "DAGSTER_HOME": str(home),
        "DO_NOT_TRACK": "1",
        # A range run has twenty materialisations an asset: stored together, not one by one.
        "DAGSTER_EVENT_BATCH_SIZE": "50",
        **settings.for_children(),
        "MOVIE_ASSETS_HOME": str(settings.home),
        "MOVIE_ASSETS_POSTGRES_PORT": str(settings.postgres_port),
        "MOVIE_ASSETS_DAGSTER_URL": wiring.database_url(settings, wiring.DAGSTER),
        **profile_environment(wiring.database_url(settings)),
    }
    export_for_children(variables)
    _write_dotenv(settings.dotenv, variables)
    wiring.workbench(settings).lake.sweep()


def _write_dotenv(target: Path, variables: dict[str, str]) -> None:
    """What `dagster dev -w workspace.yaml` reads in the project's folder; only for our eyes."""
    text = "".join(f"{name}={value}\n" for name, value in variables.items())
    made = target.with_name(target.name + ".part")
    if target.exists() and target.read_text() == text:
        return
    made.touch(mode=0o600)
    made.write_text(text)
    made.replace(target)


def materialise_everything(settings: Settings, started: Started) -> Iterator[Done]:
    """Materialise every asset in the order data flows, over all buckets.

    Shape: one `Done` an asset as it ends; `started` is told asset, number and how many there are.
    Errors: MovieAssetsError naming the asset that failed and what it said.
    """
    if not settings.live:
        wiring.universe(settings.universe_day)  # loads its facts on the second core meanwhile
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    yield from _materialise(defs, settings, list(_in_order(defs)), started)


def build_views(settings: Settings, started: Callable[[str, int, int], None]) -> Iterator[Done]:
    """Build the served views on tables that are there already; nothing else is made."""
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    views = [keys for keys in _in_order(defs) if keys[0].path[0] == "served"]
    yield from _materialise(defs, settings, views, started)


def replay(settings: Settings, source: str, since: dt.datetime, started: Started) -> Iterator[Done]:
    """Read a source's stored answers again with today's parser, then do what follows from them.

    Shape: one `Done` an asset as it ends; no source is asked for anything.
    Errors: MovieAssetsError where no asset fetches that source, or one failed.
    """
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    graph = defs.resolve_asset_graph()
    read = {
        node.key
        for node in graph.asset_nodes
        if _fetches(node) and node.tags.get("source") == source
    }
    if not read:
        raise MovieAssetsError(
            f"{source} has no answers a title that could be read again: its files are read by day."
        )
    follows = set(read)
    for key in graph.toposorted_asset_keys:
        node = graph.get(key)
        if node.parent_keys & follows and not _fetches(node):
            follows.add(key)
    groups = [keys for keys in _in_order(defs) if follows.intersection(keys)]
    tags = {key: {REPLAY_SINCE: since.isoformat()} for key in read}
    yield from _materialise(defs, settings, groups, started, tags)


def refresh(settings: Settings, run_key: str) -> Refreshed:
    """Take the titles of a hot run through every source to the served views, in this process.

    Errors: MovieAssetsError saying which asset failed, and why.
    """
    from movie_assets.definitions import defs  # noqa: PLC0415 - needs what `prepare` set up

    job, begun = defs.resolve_job_def("popular"), time.monotonic()
    tags = {
        RUN_OF: str(settings.home),
        policies.LANE_TAG: policies.POPULAR,
        policies.PRIORITY_TAG: policies.FIRST,
        policies.HOT_RUN_TAG: run_key,
    }
    with only_run_of(settings.home), instance_of(settings.home) as instance:
        result = job.execute_in_process(
            instance=instance, partition_key=HOT, tags=tags, run_config=QUIET, raise_on_error=False
        )
    wiring.hot_titles(settings).close(run_key)
    if not result.success:
        raise MovieAssetsError(_why("refresh", result))
    return Refreshed(sources=dict(_outcomes(result)), seconds=time.monotonic() - begun)


def _outcomes(result: dg.ExecuteInProcessResult) -> Iterator[tuple[str, str]]:
    for event in result.get_asset_materialization_events():
        outcomes = event.materialization.metadata.get("request_outcomes")
        if outcomes is not None and isinstance(outcomes.value, dict) and outcomes.value:
            told = ", ".join(f"{n} {name}" for name, n in sorted(outcomes.value.items()))
            yield event.materialization.asset_key.to_user_string(), told


def _fetches(node: Any) -> bool:
    return "dagster/kind/http" in node.tags


def _materialise(
    defs: dg.Definitions,
    settings: Settings,
    groups: list[list[dg.AssetKey]],
    started: Started,
    tags: Mapping[dg.AssetKey, Mapping[str, str]] | None = None,
) -> Iterator[Done]:
    job = defs.resolve_implicit_global_asset_job_def()
    day = wiring.clock(settings).day.isoformat()
    with only_run_of(settings.home), instance_of(settings.home) as instance:
        for number, keys in enumerate(groups, start=1):
            name = keys[0].to_user_string() if len(keys) == 1 else "served views"
            started(name, number, len(groups))
            if len(keys) > 1 and _views_stand(defs, instance, keys, settings):
                yield Done(asset=name, rows=None, changed=0, seconds=0.0)
                continue
            begun = time.monotonic()
            chosen = _partitions(defs, instance, keys[0], day, settings.home)
            if chosen is None:
                yield Done(asset=name, rows=0, changed=0, seconds=0.0)
                continue
            chosen["tags"] |= (tags or {}).get(keys[0], {})
            with _said_to(settings.home / "logs" / "dbt.log"):
                result = job.execute_in_process(
                    instance=instance,
                    asset_selection=keys,
                    run_config=QUIET,
                    raise_on_error=False,
                    **chosen,
                )
            if not result.success:
                raise MovieAssetsError(_why(name, result))
            seconds = time.monotonic() - begun
            if len(keys) > 1:
                built = len(result.get_asset_materialization_events())
                yield Done(asset=name, rows=None, changed=built, seconds=seconds)
            else:
                yield _done(name, result, seconds)


@contextlib.contextmanager
def _said_to(log: Path) -> Iterator[None]:
    """Dbt says every test on standard output; that is kept in a file, newest run only."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w") as handle, contextlib.redirect_stdout(handle):
        yield


def _in_order(defs: dg.Definitions) -> Iterator[list[dg.AssetKey]]:
    """Assets one by one as data flows, the dbt views together, then what is made of them."""
    graph = defs.resolve_asset_graph()
    serving: list[dg.AssetKey] = []
    for key in graph.toposorted_asset_keys:
        if graph.get(key).group_name == "serving":
            serving.append(key)
        else:
            yield [key]
    yield [key for key in serving if key.path[0] == "served"]
    yield from ([key] for key in serving if key.path[0] != "served")


def _partitions(
    defs: dg.Definitions, instance: DagsterInstance, key: dg.AssetKey, day: str, home: Path
) -> dict[str, Any] | None:
    """What to ask of an asset; None where it waits for a first partition: no file was dropped."""
    partitions = defs.resolve_asset_graph().get(key).partitions_def
    tags = {RUN_OF: str(home)}
    if partitions is None:
        return {"tags": tags}
    if partitions == policies.DAYS:
        return {"tags": tags, "partition_key": day}
    if isinstance(partitions, dg.DynamicPartitionsDefinition):
        known = partitions.get_partition_keys(dynamic_partitions_store=instance)
        whole = {policies.RANGE_START: known[0], policies.RANGE_END: known[-1]} if known else {}
        return {"tags": tags | whole} if known else None
    return {"tags": tags | policies.over_buckets()}


def _views_stand(
    defs: dg.Definitions, instance: DagsterInstance, keys: list[dg.AssetKey], settings: Settings
) -> bool:
    """Whether every view was built from today's SQL and is still in the database."""
    graph = defs.resolve_asset_graph()
    with wiring.postgres(settings).connect("movie_owner") as connection:
        rows = connection.execute(
            "SELECT viewname FROM pg_views WHERE schemaname = 'served'"
        ).fetchall()
    there = {row[0] for row in rows}
    for key in keys:
        event = instance.get_latest_materialization_event(key)
        made = event.asset_materialization if event else None
        version = (made.tags or {}).get("dagster/code_version") if made else None
        if key.path[-1] not in there or version != graph.get(key).code_version:
            return False
    return True


def _done(name: str, result: dg.ExecuteInProcessResult, seconds: float) -> Done:
    totals = {"rows": 0, "changed": 0}
    for event in result.get_asset_materialization_events()[:1]:
        metadata = event.materialization.metadata
        totals["rows"] = _number(metadata.get("dagster/row_count"))
        totals["changed"] = _number(metadata.get("files_changed")) + _number(
            metadata.get("rows_changed")
        )
    return Done(asset=name, rows=totals["rows"], changed=totals["changed"], seconds=seconds)


def _number(value: dg.MetadataValue | None) -> int:
    found = value.value if value is not None else 0
    return int(found) if isinstance(found, int | float) else 0


def _why(name: str, result: dg.ExecuteInProcessResult) -> str:
    failures = [event for event in result.all_events if event.is_step_failure]
    reasons = []
    for event in failures:
        error = event.step_failure_data.error
        while error and error.cause:
            error = error.cause
        reasons.append(error.message.strip() if error else "no reason given")
    return (
        f"{name} failed: {'; '.join(reasons) or 'see the run in the webserver'}\n"
        f"Run {result.run_id}; `movie-assets up` shows its log. What was finished is kept, so "
        "`movie-assets run` goes on from there."
    )
