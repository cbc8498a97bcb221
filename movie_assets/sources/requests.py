"""Titles somebody asks us to take in, line by line: ids, or JSON with ids or names. No files here.

A request is kept under where the title was met and its id there, so a line without any id gets one
of the source `list` that tells films and shows of a name apart: `movie/The Matrix (1999)`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from movie_assets.model.errors import SourceError
from movie_assets.sources.justwatch import JUSTWATCH, TitleWanted, kind_in_path
from movie_assets.sources.justwatch_galleries import listed_id
from movie_assets.sources.values import mapping, text, whole

LIST = "list"
_TMDB_ID = re.compile(r"(movie|tv)/([1-9][0-9]{0,17})")
_IMDB_ID = re.compile(r"tt[0-9]{5,12}")
_NUMBER = re.compile(r"[1-9][0-9]{0,17}")
_KINDS = ("movie", "tv")
_YEARS = range(1870, 2101)
_FIELDS = ("tmdb_id", "imdb_id", "title", "year", "kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A title asked for, as it is kept until it is matched."""

    source: str
    source_id: str
    title: str | None = None
    year: int | None = None
    kind: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRequest:
    """A line that asks for nothing we understand. `line` counts from 1."""

    line: int
    field: str
    reason: str


class _UnclearError(SourceError):
    """A field that cannot be read, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def requests_in(lines: Iterable[str]) -> Iterator[Asked | BadRequest]:
    """Each line's request, or what is wrong with it; the rest goes on.

    Shape: a line is an id (`movie/603`, `tv/1396`, `tt0133093`, or a number, which is a film's at
           TMDB) or a JSON object of tmdb_id, imdb_id, title, year, kind with an id or a title.
           Blank lines and lines that begin with # ask for nothing.
    """
    for number, line in enumerate(lines, start=1):
        said = line.strip()
        if not said or said.startswith("#"):
            continue
        try:
            yield _of_object(_parsed(said)) if said.startswith("{") else _of_id(said, "id")
        except _UnclearError as unclear:
            yield BadRequest(line=number, field=unclear.field, reason=unclear.reason)


def is_id(said: str) -> bool:
    """Whether a word is an id by itself.

    >>> is_id("tt0133093"), is_id("603"), is_id("wanted.jsonl")
    (True, True, False)
    """
    return any(form.fullmatch(said) for form in (_TMDB_ID, _IMDB_ID, _NUMBER))


def from_gallery(wanted: TitleWanted) -> Asked:
    """A gallery's title as a request."""
    return Asked(
        source=JUSTWATCH.name,
        source_id=listed_id(wanted),
        title=wanted.title,
        year=wanted.year,
        kind=wanted.kind,
    )


def kept_request(
    source: str,
    source_id: str | None,
    title: str | None,
    year: int | None,
    kind: str | None = None,
) -> Asked:
    """A kept row as a request; one that an app kept without an id goes by its name."""
    own_id = source_id or _listed_id(title or "", year, kind)
    return Asked(source=source, source_id=own_id, title=title, year=year, kind=kind)


def wanted_of(asked: Asked) -> TitleWanted:
    """A kept request as a title wanted: what its id says of it, told again."""
    own = asked.source_id
    tmdb = _TMDB_ID.fullmatch(own) if asked.source == "tmdb" else None
    kind = asked.kind
    if kind is None and asked.source == JUSTWATCH.name:
        kind = kind_in_path(f"/{own}")
    elif kind is None and asked.source in (LIST, "tmdb"):
        kind = own.partition("/")[0]
    return TitleWanted(
        title=asked.title or "",
        kind=kind if kind in _KINDS else None,
        year=asked.year,
        imdb_id=own if asked.source == "imdb" else None,
        tmdb_id=own if tmdb else None,
    )


def _of_id(said: str, field: str) -> Asked:
    if _TMDB_ID.fullmatch(said):
        return Asked(source="tmdb", source_id=said)
    if _IMDB_ID.fullmatch(said):
        return Asked(source="imdb", source_id=said)
    if _NUMBER.fullmatch(said):
        return Asked(source="tmdb", source_id=f"movie/{said}")
    raise _UnclearError(field, f"{said[:80]!r} is no id like movie/603, tv/1396, tt0133093 or 603")


def _parsed(said: str) -> Mapping[str, object]:
    try:
        return mapping(json.loads(said))
    except (ValueError, RecursionError) as error:
        raise _UnclearError(
            "line", "it begins as a JSON object and cannot be read as one"
        ) from error


def _of_object(given: Mapping[str, object]) -> Asked:
    unknown = sorted(set(given) - set(_FIELDS))
    if unknown:
        raise _UnclearError(
            unknown[0][:80], f"there is no such field; there are {', '.join(_FIELDS)}"
        )
    kind, year, title = _kind(given), _year(given), _title(given)
    if given.get("tmdb_id") is not None:
        asked = _tmdb(str(given["tmdb_id"]).strip(), kind)
    elif given.get("imdb_id") is not None:
        asked = _imdb(str(given["imdb_id"]).strip())
    elif title is not None:
        asked = Asked(source=LIST, source_id=_listed_id(title, year, kind))
    else:
        raise _UnclearError("title", "it has neither an id nor a title")
    return replace(asked, title=title, year=year, kind=kind)


def _listed_id(title: str, year: int | None, kind: str | None) -> str:
    return f"{kind or 'title'}/{title} ({year})" if year else f"{kind or 'title'}/{title}"


def _kind(given: Mapping[str, object]) -> str | None:
    kind = given.get("kind")
    if kind is not None and kind not in _KINDS:
        raise _UnclearError("kind", f"{str(kind)[:80]!r} is neither movie nor tv")
    return str(kind) if kind is not None else None


def _year(given: Mapping[str, object]) -> int | None:
    year = given.get("year")
    if year is None:
        return None
    found = whole(int(year) if isinstance(year, str) and year.strip().isdecimal() else year)
    if found not in _YEARS:
        raise _UnclearError(
            "year", f"{str(year)[:80]!r} is no year from {_YEARS[0]} to {_YEARS[-1]}"
        )
    return found


def _title(given: Mapping[str, object]) -> str | None:
    title = given.get("title")
    if title is not None and text(title) is None:
        raise _UnclearError("title", f"{str(title)[:80]!r} is no name")
    return text(title)


def _tmdb(said: str, kind: str | None) -> Asked:
    own = said if "/" in said else f"{kind or 'movie'}/{said}"
    if not _TMDB_ID.fullmatch(own):
        raise _UnclearError("tmdb_id", f"{said[:80]!r} is no id of TMDB: movie/603, or its number")
    if kind is not None and not own.startswith(f"{kind}/"):
        raise _UnclearError("kind", f"{own} is no {kind}")
    return Asked(source="tmdb", source_id=own)


def _imdb(said: str) -> Asked:
    if not _IMDB_ID.fullmatch(said):
        raise _UnclearError("imdb_id", f"{said[:80]!r} is no id of IMDb: tt0133093")
    return Asked(source="imdb", source_id=said)
