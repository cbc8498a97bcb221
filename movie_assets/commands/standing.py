"""Whether everything stands as the last whole run left it. What to do otherwise is the runner's."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from movie_assets import wiring
from movie_assets.settings import PROJECT, Settings

# What a run depends on beside the lake and the database: our code, our facts, the views' SQL.
_CODE = tuple(f"movie_assets/**/*.{kind}" for kind in ("py", "sql", "parquet", "yaml"))
_VIEWS = ("dbt_project/*.yml", "dbt_project/models/**/*.*", "dbt_project/macros/*", "uv.lock")
# Where things are and how they are reached changes nothing of what they say.
_NOT_INPUTS = {"home", "dotenv", "postgres_port", "webserver_port", "reader_password", "contact",
               "drop_options", "webhook"}  # fmt: skip


def unchanged(settings: Settings) -> bool:
    """Whether a run would find nothing to do, told without running it.

    A live run never does: its clock has moved on, and titles may be due. Else it goes by what is
    there: every file of the lake by name, size and time, what the database says was loaded, what
    people asked for and decided, which views it has, the code, and the settings. A killed run
    leaves another state behind.
    """
    kept = _marker(settings)
    return not settings.live and kept.exists() and kept.read_text() == _state(settings)


def remember(settings: Settings) -> None:
    """Note the state a whole run left behind."""
    made = _marker(settings).with_suffix(".part")
    made.write_text(_state(settings))
    made.replace(_marker(settings))


def _marker(settings: Settings) -> Path:
    return settings.home / "last_run.state"


def _state(settings: Settings) -> str:
    digest = hashlib.sha256()
    for line in (*_settings(settings), *_code(), *_database(settings)):
        digest.update(line.encode() + b"\n")
    for line in wiring.workbench(settings).lake.listing():
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _settings(settings: Settings) -> Iterator[str]:
    values = settings.model_dump(mode="json", exclude=_NOT_INPUTS)  # secrets come as stars
    yield json.dumps(values, sort_keys=True)


def _code() -> Iterator[str]:
    files = sorted({file for pattern in (*_CODE, *_VIEWS) for file in PROJECT.glob(pattern)})
    for file in files:
        if file.is_file():
            yield f"{file.relative_to(PROJECT)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _database(settings: Settings) -> Iterator[str]:
    with wiring.postgres(settings).connect("movie_owner") as connection:
        for row in connection.execute(
            "SELECT table_name, partition, data_version, rows, run_id FROM catalogue.load "
            "ORDER BY table_name, partition"
        ):
            yield str(row)
        for row in connection.execute(
            "SELECT (SELECT max(request_id) FROM app.title_request), "
            "(SELECT max(decision_id) FROM app.link_decision)"
        ):
            yield str(row)
        for row in connection.execute(
            "SELECT viewname, md5(definition) FROM pg_views WHERE schemaname = 'served' "
            "ORDER BY viewname"
        ):
            yield str(row)
