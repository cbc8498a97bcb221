"""Logs as JSON lines in one file that many processes share. Nothing is logged from here."""

from __future__ import annotations

import datetime as dt
import fcntl
import json
import logging
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from movie_assets.resources.hiding import Hiding

# Ten files of 10 MB hold about 400,000 lines: months of a quiet host, days of a busy one.
MAX_BYTES = 10_000_000
KEPT_FILES = 10
# Dagster tells its own events at DEBUG; of those a person who looks for what happened wants these.
TOLD_EVENTS = frozenset(
    {
        "RUN_START",
        "RUN_SUCCESS",
        "RUN_FAILURE",
        "RUN_CANCELED",
        "PIPELINE_START",
        "PIPELINE_SUCCESS",
        "PIPELINE_FAILURE",
        "PIPELINE_CANCELED",
        "STEP_FAILURE",
        "STEP_UP_FOR_RETRY",
        "ASSET_MATERIALIZATION",
        "ASSET_CHECK_EVALUATION",
    }
)
_EXTRAS = ("run_id", "step", "asset", "source", "title_id")


class JsonLines(logging.Formatter):
    """A record as one JSON object: time, level, message, logger, and what it is about where known.

    Shape: `run_id`, `step`, `asset`, `job` and `event` of Dagster's records; `source`, `title_id`
           and any of those of a record that was logged with them as `extra`; `error` a traceback.
           Keys nobody knows a value for are left out.
    """

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        """Know what must never be written, whoever says it."""
        super().__init__()
        self._hide = Hiding(secrets)

    def format(self, record: logging.LogRecord) -> str:
        """One line, without the newline."""
        at = dt.datetime.fromtimestamp(record.created, dt.UTC)
        told: dict[str, Any] = {
            "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "level": record.levelname.lower(),
            "logger": record.name,
            **_of_dagster(record),
            **{key: getattr(record, key) for key in _EXTRAS if getattr(record, key, None)},
        }
        told.setdefault("message", record.getMessage())
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return self._hide(json.dumps(told, ensure_ascii=False, default=str))


def _of_dagster(record: logging.LogRecord) -> dict[str, Any]:
    """What Dagster's log manager knows of a record; nothing of other records."""
    meta: Mapping[str, Any] | None = getattr(record, "dagster_meta", None)
    if meta is None:
        return {}
    event = meta.get("dagster_event")
    asset = getattr(event, "asset_key", None)
    told = {
        "message": meta.get("orig_message"),
        "run_id": meta.get("run_id"),
        "job": meta.get("job_name"),
        "step": meta.get("step_key"),
        "asset": asset.to_user_string() if asset else None,
        "event": event.event_type_value if event else None,
        "error": _failure_of(event),
    }
    return {key: value for key, value in told.items() if value is not None}


def _failure_of(event: Any) -> str | None:
    """The traceback an event of a failed step carries."""
    failure = getattr(event, "event_specific_data", None)
    error = getattr(failure, "error", None)
    return error.to_string() if error is not None else None


def is_told(record: logging.LogRecord) -> bool:
    """Whether a record is worth a line: any from INFO on, of Dagster's events some."""
    event = (getattr(record, "dagster_meta", None) or {}).get("dagster_event")
    if event is not None:
        return record.levelno >= logging.ERROR or event.event_type_value in TOLD_EVENTS
    return record.levelno >= logging.INFO


class RotatingLines(logging.Handler):
    """One file for every process of a home: each line is written whole, a full file moves on.

    Python's own rotating handler keeps the file open, so that of two processes one goes on
    writing into what the other has moved away. Here each line is appended under a lock on
    `<file>.lock`; a line costs about 0.05 ms.
    """

    def __init__(
        self, path: Path, *, max_bytes: int = MAX_BYTES, kept_files: int = KEPT_FILES
    ) -> None:
        """Write to a file; `<file>.1` is the one before it, and so on up to `kept_files`."""
        super().__init__(logging.DEBUG)
        self.path, self.max_bytes, self.kept_files = path, max_bytes, kept_files
        self.addFilter(is_told)

    def emit(self, record: logging.LogRecord) -> None:
        """Append one line; what keeps it from being written is told on standard error."""
        try:
            self._append((self.format(record) + "\n").encode("utf-8", "replace"))
        except Exception:  # as every handler does: what is logged never ends who logs it
            self.handleError(record)

    def _append(self, line: bytes) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.with_name(f"{self.path.name}.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if self.path.exists() and self.path.stat().st_size + len(line) > self.max_bytes:
                self._rotate()
            file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            try:
                os.write(file, line)
            finally:
                os.close(file)

    def _rotate(self) -> None:
        for number in range(self.kept_files - 1, 0, -1):
            older = self.path if number == 1 else self._numbered(number - 1)
            if older.exists():
                older.replace(self._numbered(number))

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")
