"""Reads what people export of their ratings and lists. Which titles the rows mean is not told here.

IMDb, Letterboxd and Trakt each have a few files, told apart by their headers; Letterboxd's lists of
what was seen and what is wanted have the same one, so a file named watchlist is a list of wishes.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from movie_assets.model.errors import SourceError
from movie_assets.model.ids import Kind, tmdb_title_id

Cells = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """What one row says: of which title, and what the person thinks of it.

    Units: `rating` 0 to 10, None where there is none; `at` midnight UTC where only a day is said.
    """

    line: int
    name: str
    imdb_id: str | None = None
    title_id: str | None = None
    year: int | None = None
    kind: Kind | None = None
    wanted: bool = False
    seen: bool = False
    rating: float | None = None
    at: dt.datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unread:
    """A row that says nothing we can keep, and why."""

    line: int
    name: str
    reason: str


Said = Opinion | Unread

_EPISODES: Final = re.compile(r"episode|season", re.IGNORECASE)
_SHOWS: Final = re.compile(r"series|show|^tv$", re.IGNORECASE)
_OTHER: Final = re.compile(r"video ?game|podcast|music ?video|person|list", re.IGNORECASE)
_YEARS: Final = range(1870, 2101)
_DAYS: Final = ("%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d-%m-%Y")


def opinions_in(header: list[str], rows: Iterable[tuple[int, list[str]]], file: str) -> list[Said]:
    """Every row of an export, in order.

    Source: the columns' names, each row with its line, and the file's name.
    Errors: SourceError when the header is none of those we know.
    """
    names = [name.strip().lower().lstrip("\ufeff").replace(" ", "_") for name in header]
    read = _reader(set(names), file)
    return [
        read(line, {name: cell.strip() for name, cell in zip(names, cells, strict=False)})
        for line, cells in rows
        if any(cell.strip() for cell in cells)
    ]


def newest_of(said: Iterable[Opinion]) -> Iterator[Opinion]:
    """Rows on one title as one: the newest rating counts, a wish only until it is fulfilled.

    Shape: all of them are of the same title; one comes out, none for none.
    """
    rows = sorted(said, key=lambda one: (_when(one), one.line))
    if not rows:
        return
    seen = any(one.seen for one in rows)
    rated = [one.rating for one in rows if one.rating is not None]
    last = rows[-1]
    yield Opinion(
        line=last.line,
        name=last.name,
        title_id=last.title_id,
        wanted=not seen and any(one.wanted for one in rows),
        seen=seen,
        rating=rated[-1] if rated else None,
        at=last.at,
    )


def _when(one: Opinion) -> dt.datetime:
    return one.at or dt.datetime.min.replace(tzinfo=dt.UTC)


def _reader(names: set[str], file: str) -> Callable[[int, Cells], Said]:
    if "const" in names:
        return _of_imdb
    if {"name", "year", "letterboxd_uri"} <= names:
        is_list = "watchlist" in file.lower()
        return lambda line, cells: _of_letterboxd(line, cells, wanted=is_list)
    if names & {"imdb_id", "tmdb_id", "imdb", "tmdb"} and names & {
        "rated_at", "watched_at", "last_watched_at", "watchlisted_at", "listed_at",
    }:  # fmt: skip
        return _of_trakt
    raise SourceError(
        f"{file} is no export we know: IMDb's has a column Const, Letterboxd's a Letterboxd URI, "
        f"Trakt's imdb_id or tmdb_id with rated_at, watched_at or watchlisted_at; it has "
        f"{', '.join(sorted(names)) or 'none'}."
    )


def _of_imdb(line: int, cells: Cells) -> Said:
    name, kind = cells.get("title", ""), cells.get("title_type", "")
    imdb_id = cells.get("const", "")
    if not re.fullmatch(r"tt\d{7,9}", imdb_id):
        return Unread(line=line, name=name, reason=f"{imdb_id or 'nothing'} is no title's id")
    if refusal := _refused(kind):
        return Unread(line=line, name=name, reason=refusal)
    # A list of wishes says what was rated meanwhile, too.
    rating = _rating(cells.get("your_rating", ""), 10)
    return _checked(
        Opinion(
            line=line,
            name=name,
            imdb_id=imdb_id,
            year=_year(cells.get("year", "")),
            kind="tv" if _SHOWS.search(kind) else None,
            wanted=rating is None and "position" in cells,
            seen=rating is not None or "position" not in cells,
            rating=rating,
            at=_moment(cells, "date_rated", "created"),
        ),
        cells.get("your_rating", ""),
    )


def _of_letterboxd(line: int, cells: Cells, *, wanted: bool) -> Said:
    said = cells.get("rating", "")
    rating = _rating(said, 5)
    name = cells.get("name", "")
    if not name:
        return Unread(line=line, name="", reason="no name")
    return _checked(
        Opinion(
            line=line,
            name=name,
            year=_year(cells.get("year", "")),
            kind="movie",
            wanted=wanted,
            seen=not wanted,
            rating=rating,
            at=_moment(cells, "watched_date", "date"),
        ),
        said,
    )


def _of_trakt(line: int, cells: Cells) -> Said:
    name, kind = cells.get("title", ""), cells.get("type", "")
    imdb_id = cells.get("imdb_id") or cells.get("imdb") or ""
    tmdb_id = cells.get("tmdb_id") or cells.get("tmdb") or ""
    refusal = _refused("episode" if cells.get("episode") or cells.get("season") else kind)
    if refusal:
        return Unread(line=line, name=name, reason=refusal)
    is_show = bool(_SHOWS.search(kind))
    rating = _rating(cells.get("rating", ""), 10)
    seen = rating is not None or any(cells.get(n) for n in ("watched_at", "last_watched_at"))
    if not imdb_id and not tmdb_id.isdecimal() and not name:
        return Unread(line=line, name=name, reason="neither an id nor a name")
    return _checked(
        Opinion(
            line=line,
            name=name,
            imdb_id=imdb_id or None,
            title_id=tmdb_title_id("tv" if is_show else "movie", int(tmdb_id))
            if tmdb_id.isdecimal()
            else None,
            year=_year(cells.get("year", "")),
            kind="tv" if is_show else "movie",
            wanted=not seen,
            seen=seen,
            rating=rating,
            at=_moment(
                cells, "rated_at", "watched_at", "last_watched_at", "watchlisted_at", "listed_at"
            ),
        ),
        cells.get("rating", ""),
    )


def _refused(kind: str) -> str | None:
    if _EPISODES.search(kind):
        return "an episode or season"
    return f"no film or show ({kind})" if _OTHER.search(kind) else None


def _checked(said: Opinion, rating: str) -> Said:
    """A row whose rating cannot be read is not taken as one without."""
    if rating and said.rating is None:
        return Unread(line=said.line, name=said.name, reason=f"{rating!r} is no rating")
    return said


def _rating(text: str, highest: int) -> float | None:
    """A rating on our scale of 0 to 10; None where it is none, or beyond the file's own scale.

    >>> _rating("4.5", 5), _rating("11", 10)
    (9.0, None)
    """
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value * 10 / highest if 0 < value <= highest else None


def _year(text: str) -> int | None:
    found = re.match(r"\d{4}", text)
    year = int(found[0]) if found else 0
    return year if year in _YEARS else None


def _moment(cells: Cells, *names: str) -> dt.datetime | None:
    """The first of some columns that holds a time or a day."""
    for name in names:
        text = cells.get(name, "")
        try:
            found = dt.datetime.fromisoformat(text)
            return found.astimezone(dt.UTC) if found.tzinfo else found.replace(tzinfo=dt.UTC)
        except ValueError:
            for form in _DAYS:
                try:
                    return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC)
                except ValueError:
                    continue
    return None
