"""The sensor that tells a webhook what goes wrong, once an incident. What an incident is: refresh.

Every minute it looks at runs that ended, blocking checks, assets past their freshness policy and
sources that shut us out, and posts each new problem, and each that is over, as one JSON object:

    {"text": "movie-assets: a source is shut: metacritic – blocked until …", "event": "opened",
     "key": "source_shut:metacritic", "kind": "source_shut", "subject": "metacritic",
     "message": "blocked until 2026-01-01 18:00 UTC. …", "since": "…", "at": "…"}

`kind` is run_failed, check_failed, asset_stale or source_shut; `event` is opened or resolved. What
the webhook did not take is posted again at a later tick; what is open stands in the cursor.
"""

from __future__ import annotations

import datetime as dt
import json
import logging
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import dagster as dg

from movie_assets.model.errors import MovieAssetsError
from movie_assets.refresh import incidents as book_of
from movie_assets.refresh.incidents import Book, FinishedRun, Kind, Problem
from movie_assets.refresh.states import advice
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.webhook import Webhook

_log = logging.getLogger(__name__)
# Of a tick's 60 s; what is left over is told at the next one.
POSTING_SECONDS = 20.0
# Runs that ended are read this many at a time, the oldest first.
RUNS_A_TICK = 200
_ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]
# Sources a person should know of; a budget that is used up opens again by itself at midnight.
_TOLD_STATES = ("blocked", "drifted", "forbidden")


@dg.sensor(minimum_interval_seconds=60, default_status=dg.DefaultSensorStatus.RUNNING)
def incidents(
    context: dg.SensorEvaluationContext,
    postgres: dg.ResourceParam[Postgres],
    webhook: dg.ResourceParam[Webhook],
) -> dg.SkipReason:
    """Posts what goes wrong, and what is over, to MOVIE_ASSETS_WEBHOOK, once each."""
    if not webhook.is_set:
        return dg.SkipReason("MOVIE_ASSETS_WEBHOOK is not set: nobody wants to be told.")
    now = dt.datetime.now(dt.UTC).replace(microsecond=0)
    cursor: dict[str, Any] = json.loads(context.cursor) if context.cursor else {}
    book: Book = book_of.read(cursor.get("incidents", []))
    until: float = cursor.get("runs_until", now.timestamp())
    try:
        finished, until = _finished_since(context.instance, until)
        failing = book_of.forgotten(book, book_of.still_failing(book, finished), now)
    except Exception:  # what cannot be looked at now stands as it did
        _log.exception("Runs cannot be looked at.")
        failing = None
    found: dict[Kind, Sequence[Problem] | None] = {
        "run_failed": failing,
        "check_failed": _looked_at(lambda: _failed_checks(context, book)),
        "asset_stale": _looked_at(lambda: _late_assets(context)),
        "source_shut": _looked_at(lambda: _shut_sources(postgres)),
    }
    book, said = _tell(webhook, book_of.looked_over(book, found, now))
    context.update_cursor(json.dumps({"runs_until": until, "incidents": book_of.written(book)}))
    return dg.SkipReason(said)


def _tell(webhook: Webhook, book: Book) -> tuple[Book, str]:
    """Post what is untold until the webhook fails or the time is up; what was told, in words."""
    started, posted, waiting = time.monotonic(), 0, book_of.untold(book)
    for key in waiting:
        if time.monotonic() - started > POSTING_SECONDS:
            break
        refused = webhook.post(book_of.body_of(book[key]))
        if refused is not None:
            _log.warning("%s %d incidents wait to be told.", refused, len(waiting) - posted)
            return book, f"{refused} {len(waiting) - posted} to tell later."
        book = book_of.told(book, key)
        posted += 1
    return book, f"{posted} told; {len(book)} incidents are open."


def _looked_at(look: Callable[[], list[Problem]]) -> list[Problem] | None:
    """What a look finds; None where it cannot be had now, which is logged."""
    try:
        return look()
    except Exception:  # a tick never fails: another look comes in a minute
        _log.exception("Incidents cannot be looked for.")
        return None


def _finished_since(instance: dg.DagsterInstance, until: float) -> tuple[list[FinishedRun], float]:
    """The runs that ended after a time, oldest first, and the time to go on from."""
    records = instance.get_run_records(
        filters=dg.RunsFilter(
            statuses=_ENDED, updated_after=dt.datetime.fromtimestamp(until, dt.UTC)
        ),
        order_by="update_timestamp",
        ascending=True,
        limit=RUNS_A_TICK,
    )
    runs = [_finished(instance, record.dagster_run) for record in records]
    return runs, records[-1].update_timestamp.timestamp() if records else until


def _finished(instance: dg.DagsterInstance, run: dg.DagsterRun) -> FinishedRun:
    keys = run.asset_selection or frozenset()
    assets = {one.to_user_string() for one in keys} | {one.to_python_identifier() for one in keys}
    # The views are made by one step of that name.
    views = {"served_views"} if any(one.path[0] == "served" for one in keys) else set[str]()
    names = frozenset(assets | views | {run.job_name})
    if run.status != dg.DagsterRunStatus.FAILURE:
        return FinishedRun(names=names)
    failures = tuple(_failures(instance, run)) or ((run.job_name, "The run ended by itself."),)
    return FinishedRun(names=names, failures=failures)


def _failures(instance: dg.DagsterInstance, run: dg.DagsterRun) -> Iterator[tuple[str, str]]:
    """The steps that failed in a run, each with what it said first of all."""
    for entry in instance.all_logs(run.run_id, of_type=dg.DagsterEventType.STEP_FAILURE):
        event = entry.get_dagster_event()
        error = event.step_failure_data.error
        while error and error.cause:
            error = error.cause
        why = error.message.strip().splitlines()[0] if error and error.message.strip() else "?"
        yield event.step_key or run.job_name, f"{why} (run {run.run_id})"


def _failed_checks(context: dg.SensorEvaluationContext, book: Book) -> list[Problem]:
    """Blocking checks whose newest evaluation failed; one that is under way stands as it did."""
    graph = _graph(context)
    blocking = [key for key in graph.asset_check_keys if graph.get(key).blocking]
    storage = context.instance.event_log_storage
    found: list[Problem] = []
    for key, record in storage.get_latest_asset_check_execution_by_key(blocking).items():
        problem = Problem(kind="check_failed", subject=key.to_user_string(), message="")
        evaluation = record.evaluation if record.status.value != "PLANNED" else None
        if evaluation is None:
            known = book.get(problem.key)
            found += [known.problem] if known and known.over_at is None else []
        elif not evaluation.passed and evaluation.severity == dg.AssetCheckSeverity.ERROR:
            why = evaluation.description or "It did not pass; nothing downstream goes on."
            found.append(Problem(kind="check_failed", subject=problem.subject, message=why))
    return found


def _late_assets(context: dg.SensorEvaluationContext) -> list[Problem]:
    """Assets past their freshness policy, as Dagster's own daemon last judged them."""
    states = context.instance.get_freshness_state_records(
        sorted(_graph(context).get_all_asset_keys())
    )
    return [
        Problem(
            kind="asset_stale",
            subject=key.to_user_string(),
            message="No run brought it up to date in the time its freshness policy gives it.",
        )
        for key, record in states.items()
        if record.freshness_state.value == "FAIL"
    ]


def _shut_sources(postgres: Postgres) -> list[Problem]:
    """Sources that were asked and refuse us, or whose pages are not read right any more."""
    with postgres.connect("movie_loader") as connection:
        rows = connection.execute(
            "SELECT source, state, until FROM catalogue.source_state "
            "WHERE state = ANY(%s) AND last_answer_at IS NOT NULL ORDER BY source",
            (list(_TOLD_STATES),),
        ).fetchall()
    return [
        Problem(
            kind="source_shut",
            subject=source,
            message=f"{state}{f' until {until:%Y-%m-%d %H:%M} UTC' if until else ''}. "
            f"{advice(state, source)}",
        )
        for source, state, until in rows
    ]


def _graph(context: dg.SensorEvaluationContext) -> Any:
    if context.repository_def is None:
        raise MovieAssetsError("The sensor was given no definitions to look at.")
    return context.repository_def.asset_graph
