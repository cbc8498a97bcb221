"""Incidents: told once to a real loopback webhook, once more when over, later when it is down."""

import datetime as dt
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import dagster as dg
import psycopg
import pytest
from dagster._core.definitions.freshness import FreshnessState, FreshnessStateChange
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.refresh.incidents import (
    FORGOTTEN_AFTER,
    FinishedRun,
    Problem,
    body_of,
    forgotten,
    looked_over,
    read,
    still_failing,
    told,
    untold,
    written,
)
from movie_assets.resources.hiding import Hiding
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.webhook import Webhook
from movie_assets.sensors.incidents import incidents

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)
SECRET = "hook-secret-17"


# -- the law ---------------------------------------------------------------------------------------

SUBJECTS = st.sets(st.sampled_from("abc"))


@given(st.lists(st.tuples(SUBJECTS | st.none(), st.booleans()), max_size=12))
def test_each_incident_is_told_once_and_once_more_when_over(ticks):
    """Whatever comes and goes and whenever the webhook is up, opened and resolved alternate."""
    book, said = {}, {"a": [], "b": [], "c": []}
    standing: set[str] = set()
    for number, (subjects, is_up) in enumerate([*ticks, (None, True)]):
        found = None
        if subjects is not None:
            standing = subjects
            found = [Problem(kind="source_shut", subject=s, message="") for s in sorted(subjects)]
        book = looked_over(book, {"source_shut": found}, NOW + dt.timedelta(minutes=number))
        for key in untold(book) if is_up else ():
            body = body_of(book[key])
            said[body["subject"]].append(body["event"])
            book = told(book, key)
        book = read(json.loads(json.dumps(written(book))))
    for subject, events in said.items():
        assert events == ["opened", "resolved"] * (len(events) // 2) + ["opened"] * (
            len(events) % 2
        )
        assert (len(events) % 2 == 1) == (subject in standing)


def test_a_failure_is_over_once_the_same_thing_went_well():
    failed = FinishedRun(names=frozenset({"titles", "job"}), failures=(("titles", "disk full"),))
    (problem,) = still_failing({}, [failed])
    assert (problem.key, problem.message) == ("run_failed:titles", "disk full")
    book = looked_over({}, {"run_failed": [problem]}, NOW)
    assert still_failing(book, [FinishedRun(names=frozenset({"offers"}))]) == [problem]
    assert still_failing(book, [FinishedRun(names=frozenset({"titles", "offers"}))]) == []
    assert still_failing(book, [FinishedRun(names=frozenset({"titles"})), failed]) == [problem]
    assert forgotten(book, [problem], NOW + FORGOTTEN_AFTER) == []
    assert forgotten(book, [problem], NOW + FORGOTTEN_AFTER / 2) == [problem]


# -- the sensor ------------------------------------------------------------------------------------


@dataclass
class Listener:
    """A webhook on loopback: what it was sent, and how it answers."""

    bodies: list[dict[str, Any]] = field(default_factory=list)
    every: list[dict[str, Any]] = field(default_factory=list)
    status: int = 200
    url: str = ""

    def told(self) -> list[tuple[str, str]]:
        taken, self.bodies = self.bodies, []
        self.every += taken
        return [(one["event"], one["key"]) for one in taken]


@contextmanager
def listening() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            if heard.status == 200:
                heard.bodies.append(body)
            self.send_response(heard.status)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        heard.url = f"http://127.0.0.1:{server.server_address[1]}/{SECRET}"
        yield heard
        server.shutdown()


MOOD = {"fails": True, "passes": True}


@dg.asset
def flaky() -> None:
    if MOOD["fails"]:
        raise ValueError(f"refused: {SECRET}")


@dg.asset(freshness_policy=dg.FreshnessPolicy.time_window(fail_window=dt.timedelta(hours=1)))
def checked() -> None:
    pass


@dg.asset_check(asset=checked, blocking=True)
def must_hold() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=MOOD["passes"], description="half the rows are gone")


@dg.asset_check(asset=checked)
def nice_to_have() -> dg.AssetCheckResult:
    return dg.AssetCheckResult(passed=False)


DEFS = dg.Definitions(assets=[flaky, checked], asset_checks=[must_hold, nice_to_have])


@dataclass
class Place:
    """An instance, a database and a listener; ticks keep their cursor."""

    instance: dg.DagsterInstance
    database: str
    heard: Listener
    cursor: str | None = None
    said: str = ""

    def tick(self) -> list[tuple[str, str]]:
        context = dg.build_sensor_context(
            instance=self.instance,
            cursor=self.cursor,
            repository_def=DEFS.get_repository_def(),
            resources={
                "postgres": Postgres(lambda: self.database),
                "webhook": Webhook(self.heard.url or None, Hiding([SECRET])),
            },
        )
        skipped = incidents(context)
        self.cursor, self.said = context.cursor, skipped.skip_message
        return self.heard.told()

    def run(self, name: str) -> None:
        DEFS.resolve_implicit_global_asset_job_def().execute_in_process(
            instance=self.instance, asset_selection=[dg.AssetKey(name)], raise_on_error=False
        )

    def source(self, name: str, state: str) -> None:
        values = (name, state, NOW, NOW, "{}", 1.0, "", "", "open")
        with psycopg.connect(self.database) as connection:
            connection.execute("DELETE FROM catalogue.source_state")
            connection.execute(
                "INSERT INTO catalogue.source_state (source, state, until, last_answer_at, "
                "titles_asked, titles_found, outcomes, max_age_days, licence, attribution, "
                "permitted_use, row_hash, part) "
                f"VALUES (%s, %s, %s, %s, 1, 0, %s, %s, %s, %s, %s, '{'0' * 32}', 0)",
                values,
            )


@pytest.fixture
def place(prepared: str) -> Iterator[Place]:
    MOOD.update(fails=True, passes=True)
    with dg.DagsterInstance.ephemeral() as instance, listening() as heard:
        made = Place(instance, prepared, heard)
        assert made.tick() == []
        yield made


def test_a_failed_run_is_told_once_and_its_end_once(place, monkeypatch):
    place.run("flaky")
    place.run("flaky")
    with monkeypatch.context() as patch:
        patch.setattr(time, "sleep", lambda _s: pytest.fail("the first try is not waited for"))
        assert place.tick() == [("opened", "run_failed:flaky")]
    assert [place.tick(), place.tick()] == [[], []]
    MOOD["fails"] = False
    place.run("flaky")
    assert place.tick() == [("resolved", "run_failed:flaky")]
    assert place.tick() == []
    MOOD["fails"] = True
    place.run("flaky")
    assert place.tick() == [("opened", "run_failed:flaky")]


def test_the_body_says_what_happened_and_no_secret(place):
    place.run("flaky")
    place.tick()
    (body,) = place.heard.every
    assert set(body) == {
        "text", "event", "key", "kind", "subject", "message", "since", "at",
    }  # fmt: skip
    assert body["text"].startswith("movie-assets: a run failed: flaky – ")
    assert body["message"].startswith("ValueError: refused: ••• (run ")
    assert SECRET not in json.dumps(body)


def test_a_webhook_that_is_down_is_asked_again_and_no_tick_fails(place):
    place.run("flaky")
    place.heard.status = 503
    assert place.tick() == []
    assert place.said == "The webhook answered 503. 1 to tell later."
    place.heard.status = 200
    assert place.tick() == [("opened", "run_failed:flaky")]
    up, place.heard.url = place.heard.url, f"http://127.0.0.1:1/{SECRET}"
    MOOD["fails"] = False
    place.run("flaky")
    place.tick()
    assert "cannot be reached" in place.said
    assert SECRET not in place.said
    place.heard.url = up
    assert place.tick() == [("resolved", "run_failed:flaky")]


def test_a_failed_blocking_check_is_told_others_are_not(place):
    MOOD["passes"] = False
    place.run("checked")
    told_now = place.tick()
    assert ("opened", "check_failed:checked:must_hold") in told_now
    assert not [key for _, key in told_now if "nice_to_have" in key]
    MOOD["passes"] = True
    place.run("checked")
    assert ("resolved", "check_failed:checked:must_hold") in place.tick()


def judge(instance: dg.DagsterInstance, state: FreshnessState, before: FreshnessState) -> None:
    """What Dagster's freshness daemon reports when an asset's state changes."""
    instance._report_runless_asset_event(
        FreshnessStateChange(
            key=dg.AssetKey("checked"),
            new_state=state,
            previous_state=before,
            state_change_timestamp=NOW.timestamp(),
        )
    )


def test_a_late_asset_is_told(place):
    judge(place.instance, FreshnessState.FAIL, FreshnessState.PASS)
    assert place.tick() == [("opened", "asset_stale:checked")]
    judge(place.instance, FreshnessState.PASS, FreshnessState.FAIL)
    assert place.tick() == [("resolved", "asset_stale:checked")]


def test_a_source_that_is_shut_is_told_with_what_to_do(place):
    place.source("metacritic", "blocked")
    assert place.tick() == [("opened", "source_shut:metacritic")]
    place.source("metacritic", "drifted")
    assert place.tick() == []
    place.source("metacritic", "over_quota")
    assert place.tick() == [("resolved", "source_shut:metacritic")]


def test_what_cannot_be_looked_at_stands_as_it_did(place):
    place.source("metacritic", "blocked")
    assert place.tick() == [("opened", "source_shut:metacritic")]
    there, place.database = place.database, "postgresql://nobody@127.0.0.1:1/none"
    assert place.tick() == []
    place.database = there
    place.source("metacritic", "fresh")
    assert place.tick() == [("resolved", "source_shut:metacritic")]


def test_nobody_to_tell_is_no_error(place):
    place.heard.url = ""
    place.run("flaky")
    assert place.tick() == []
    assert "MOVIE_ASSETS_WEBHOOK" in place.said
