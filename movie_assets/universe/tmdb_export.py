"""TMDB's daily id files: gzipped JSON lines, one object a line, under files.tmdb.org.

Pure: (day, request) → answer. Only movies, shows, persons, collections, keywords and networks.
"""

import gzip
import json
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from movie_assets.universe import days
from movie_assets.universe.chance import draw
from movie_assets.universe.messages import Answer, Request, text_answer
from movie_assets.universe.state import UniverseDay

_FILE = re.compile(r"/p/exports/([a-z_]+)_ids_(\d\d)_(\d\d)_(\d{4})\.json\.gz")
# What the file store answers for any file it does not have: it tells nobody what exists.
_DENIED = '<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>AccessDenied</Code></Error>'
_Rows = Iterable[Mapping[str, Any]]


def export_answer(open_day: Callable[[int], UniverseDay], today: int, request: Request) -> Answer:
    """Answer a request for an id file.

    Shape:  `open_day` gives the universe on an earlier day, whose file is still there.
    Errors: 403 with an XML error for a day before the first or after today, or an unknown file.
    """
    match = _FILE.fullmatch(request.path)
    day = _day_number(match) if match else None
    if match is None or day is None or not 0 <= day <= today or match[1] not in _WRITERS:
        return text_answer(_DENIED, 403, "application/xml")
    body = export_file(open_day(day), match[1])
    modified = days.date_of(day).strftime("%a, %d %b %Y 08:03:11 GMT")
    headers = {"Content-Type": "application/gzip", "Last-Modified": modified}
    return Answer(headers=headers, body=body)


def _day_number(match: re.Match[str]) -> int | None:
    try:
        return days.day_of(date(int(match[4]), int(match[2]), int(match[3])))
    except ValueError:
        return None


def export_file(day: UniverseDay, name: str) -> bytes:
    """Write one id file, the same bytes each time."""
    lines = (
        json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in _WRITERS[name](day)
    )
    return gzip.compress("".join(f"{line}\n" for line in lines).encode(), 6, mtime=0)


def _movies(day: UniverseDay) -> _Rows:
    for title in day.of_kind("movie"):
        yield {"adult": False, "id": title.tmdb_id, "original_title": title.original_title,
               "popularity": title.popularity, "video": False}  # fmt: skip


def _shows(day: UniverseDay) -> _Rows:
    for title in day.of_kind("tv"):
        yield {"id": title.tmdb_id, "original_name": title.original_title,
               "popularity": title.popularity}  # fmt: skip


def _persons(day: UniverseDay) -> _Rows:
    for person in sorted(day.facts.people.values(), key=lambda person: person.person_id):
        yield {"adult": False, "id": person.person_id, "name": person.name,
               "popularity": round(0.2 + 3 * draw(person.name), 4)}  # fmt: skip


def _unique(objects: Iterable[Mapping[str, Any]]) -> _Rows:
    found = {row["id"]: {"id": row["id"], "name": row["name"]} for row in objects}
    return [found[number] for number in sorted(found)]


def _collections(day: UniverseDay) -> _Rows:
    return _unique(title.collection for title in day.titles if title.collection)


def _keywords(day: UniverseDay) -> _Rows:
    return _unique(word for title in day.titles for word in title.keywords)


def _networks(day: UniverseDay) -> _Rows:
    return _unique(network for title in day.titles for network in title.networks)


def _companies(day: UniverseDay) -> _Rows:
    return _unique(company for title in day.titles for company in title.companies)


_WRITERS: Mapping[str, Callable[[UniverseDay], _Rows]] = {
    "movie": _movies,
    "tv_series": _shows,
    "person": _persons,
    "collection": _collections,
    "keyword": _keywords,
    "tv_network": _networks,
    "production_company": _companies,
}
