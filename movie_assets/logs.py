"""Where this home's processes log to, and what they must not say. What is logged is others'."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from movie_assets.resources.json_lines import JsonLines, RotatingLines
from movie_assets.settings import Settings, read_settings

OURS = "movie_assets"
_NAME = "movie-assets.jsonl"


def log_file(settings: Settings) -> Path:
    """The newest lines of every process of a home; older ones are in `.1`, `.2` … beside it."""
    return settings.home / "logs" / _NAME


def json_handler(settings: Settings | None = None) -> logging.Handler:
    """A handler that writes JSON lines; `dagster.yaml` names it for what Dagster tells of runs."""
    given = settings or read_settings()
    handler = RotatingLines(log_file(given))
    handler.setFormatter(JsonLines(secrets_of(given)))
    handler.set_name(str(handler.path))
    return handler


def start_logging(settings: Settings) -> None:
    """Let our own loggers write there, too; a second call changes nothing."""
    ours = logging.getLogger(OURS)
    handler = json_handler(settings)
    if handler.get_name() not in {one.get_name() for one in ours.handlers}:
        ours.addHandler(handler)
        ours.setLevel(logging.INFO)


def told_by_service(line: str) -> logging.LogRecord:
    """A line of Dagster's services as a record: they speak JSON, and text where they fail."""
    try:
        said = json.loads(line)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        said = {"event": line}
    level = logging.getLevelNamesMapping().get(str(said.get("level", "info")).upper(), logging.INFO)
    message = str(said.get("event", line))
    if said.get("exception"):
        message = f"{message}\n{said['exception']}"
    return logging.LogRecord(
        str(said.get("logger", "dagster")), level, "", 0, message.rstrip(), None, None
    )


def secrets_of(settings: Settings) -> list[str]:
    """Everything set that is secret, and the reader's password once it is made."""
    made = settings.home / "reader.password"
    return [*settings.secrets, *([made.read_text().strip()] if made.exists() else [])]
