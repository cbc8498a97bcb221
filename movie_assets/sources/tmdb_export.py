"""TMDB's daily id files: where a day's file is and how a line reads. Diffs belong to the spine."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from movie_assets.model.ids import Kind
from movie_assets.model.source_rows import ExportedTitle
from movie_assets.sources.answers import decoded
from movie_assets.sources.base import Source
from movie_assets.sources.tmdb import TMDB
from movie_assets.sources.values import mapping, number, positive, text, truth

_FILES: dict[Kind, str] = {"movie": "movie_ids", "tv": "tv_series_ids"}
# A day's files are ready at about 08:00 UTC and stay for three months.
READY_HOUR_UTC = 8
KEPT_DAYS = 90
RAW_LENGTH = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BadLine:
    """A line for the quarantine; the caller knows file, line number and day."""

    field: str
    reason: str
    raw: str


def export_url(kind: Kind, day: dt.date) -> str:
    """Where the file of a day is: gzipped JSON lines.

    >>> export_url("tv", dt.date(2026, 9, 1))
    'https://files.tmdb.org/p/exports/tv_series_ids_09_01_2026.json.gz'
    """
    return f"https://files.tmdb.org/p/exports/{_FILES[kind]}_{day:%m_%d_%Y}.json.gz"


def read_line(kind: Kind, line: bytes) -> ExportedTitle | BadLine:
    """Read one line; an empty one is bad too, so a caller drops the end of the file itself.

    Shape: films have original_title, adult and video; shows have original_name and no marks.
    Units: popularity is TMDB's own, comparable only within one day.

    >>> read_line("movie", b'{"adult":false,"id":3924,"original_title":"Blondie"}').tmdb_id
    3924
    """
    row = mapping(decoded(line))
    if not row:
        return _bad("line", "not a JSON object", line)
    tmdb_id = positive(row.get("id"))
    if tmdb_id is None:
        return _bad("id", "not a whole number above zero", line)
    return ExportedTitle(
        kind=kind,
        tmdb_id=tmdb_id,
        original_title=text(row.get("original_title" if kind == "movie" else "original_name")),
        popularity=number(row.get("popularity")),
        adult=truth(row.get("adult")),
        video=truth(row.get("video")),
    )


def _bad(field: str, reason: str, line: bytes) -> BadLine:
    raw = line.decode("utf-8", "replace").replace("\x00", "\ufffd")
    return BadLine(field=field, reason=reason, raw=raw[:RAW_LENGTH])


TMDB_EXPORT = Source(
    name="tmdb_export",
    hosts=("files.tmdb.org",),
    requests_per_second=1.0,
    asks_robots=False,  # files that TMDB documents for download; robots.txt is about pages
    max_age_days=1.0,
    rights=TMDB.rights,
    parser_version="tmdb_export-1",
    read=None,  # a file of a million lines a day, read in bulk
)
