"""Reads one stored page or answer with a source's parser (`movie-assets parse`). Asks nobody."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from pathlib import Path

from movie_assets.model.errors import SourceError
from movie_assets.model.render.arrow import as_mapping
from movie_assets.sources.base import Fetched
from movie_assets.sources.registry import PAGES_OF, source_named

# A file says nothing of when it was fetched; records of a command are not kept.
_UNKNOWN_TIME = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


def parsed_lines(
    name: str, file: Path, *, url: str, status: int, headers: Mapping[str, str]
) -> Iterator[str]:
    """One JSON record a line, or one line with the outcome where there is none.

    Errors: SourceError when the source reads no single answers or the file cannot be read.
    """
    source = PAGES_OF.get(name) or source_named(name)
    if source.read is None:
        raise SourceError(f"{name} comes as files read in bulk, not page by page")
    try:
        body = file.read_bytes()
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error.strerror}") from error
    reading = source.read(
        Fetched(
            answer_id="",
            title_id="",
            url=url,
            status=status,
            body=body,
            headers=headers,
            requested_at=_UNKNOWN_TIME,
        )
    )
    rows = reading.records or reading.episodes
    for row in rows:
        yield _line(as_mapping(row))
    if not rows:
        yield _line({"source": name, "outcome": reading.outcome, "detail": reading.detail})


def _line(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, default=str)
