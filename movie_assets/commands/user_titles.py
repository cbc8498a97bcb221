"""Takes in what people think of titles (`movie-assets import-ratings`). Exports are read elsewhere.

A row is a title's by its IMDb id, by TMDB's, or by a name and year that only one title has.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg

from movie_assets import wiring
from movie_assets.model.errors import SourceError
from movie_assets.resources.clock import RunClock
from movie_assets.resources.drop_lines import BadRow, DelimitedRows, Dialect
from movie_assets.resources.postgres import Postgres
from movie_assets.settings import Settings
from movie_assets.sources.user_ratings import Opinion, Unread, newest_of, opinions_in

_BY_ID = """
    SELECT asked.line, title.title_id
    FROM unnest(%s::int[], %s::text[]) AS asked (line, imdb_id)
    JOIN served.titles AS title ON title.imdb_id = asked.imdb_id
    UNION ALL
    SELECT asked.line, title.title_id
    FROM unnest(%s::int[], %s::text[]) AS asked (line, title_id)
    LEFT JOIN served.title_redirects AS moved ON moved.from_title_id = asked.title_id
    JOIN served.titles AS title ON title.title_id = coalesce(moved.to_title_id, asked.title_id)
"""
# One statement; the search itself is asked name by name, 1 to 5 ms each.
_BY_NAME = """
    SELECT asked.line, found.title_id, found.title, found.year
    FROM unnest(%s::int[], %s::text[], %s::int[], %s::text[]) AS asked (line, name, year, kind)
    CROSS JOIN LATERAL api.search_titles(asked.name, asked.kind, 30) AS found
    WHERE api.fold(found.matched_name) = api.fold(asked.name)
      AND (asked.year IS NULL OR abs(found.year - asked.year) <= 1)
    ORDER BY asked.line, abs(found.year - asked.year), found.title_id
"""
_KEEP = """
    INSERT INTO app.user_title AS held (user_id, title_id, wanted, seen, rating, changed_at)
    SELECT %s, * FROM unnest(
        %s::text[], %s::boolean[], %s::boolean[], %s::double precision[], %s::timestamptz[])
    ON CONFLICT (user_id, title_id) DO UPDATE SET
        wanted = excluded.wanted AND NOT held.seen, seen = held.seen OR excluded.seen,
        rating = coalesce(excluded.rating, held.rating), changed_at = excluded.changed_at
    WHERE excluded.changed_at >= held.changed_at
      AND (excluded.wanted AND NOT held.seen, held.seen OR excluded.seen,
           coalesce(excluded.rating, held.rating))
          IS DISTINCT FROM (held.wanted, held.seen, held.rating)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of an export.

    Attributes:
        rows: rows in the file that say anything.
        titles: titles they are of.
        changed: titles whose opinion is new or another now.
        left: rows that were not taken, each with its reason.
    """

    rows: int
    titles: int
    changed: int
    left: tuple[Unread, ...]


def take_in(settings: Settings, file: Path, user: str) -> Imported:
    """Take in one export for a person; twice is once.

    Errors: SourceError when the file cannot be read or is no export we know.
    """
    said = read_export(file)
    opinions = [one for one in said if isinstance(one, Opinion)]
    with psycopg.connect(wiring.reader_url(settings)) as reader:
        known, left = matched(reader, opinions)
    changed = keep(wiring.postgres(settings), user, known, wiring.clock(settings))
    unread = [one for one in said if isinstance(one, Unread)]
    return Imported(
        rows=len(said),
        titles=len({one.title_id for one in known}),
        changed=changed,
        left=tuple(sorted((*unread, *left), key=lambda one: one.line)),
    )


def read_export(file: Path) -> list[Opinion | Unread]:
    """Every row of an export, also those that cannot be read.

    Errors: SourceError when the file cannot be read or is no export we know.
    """
    try:
        with file.open("rb") as stream:
            lines = DelimitedRows(stream, Dialect())
            rows = list(lines.rows())
    except OSError as error:
        raise SourceError(f"{file} cannot be read: {error}") from error
    good = [row for row in rows if not isinstance(row, BadRow)]
    bad = [Unread(line=row.line, name=row.raw[:80], reason=row.reason)
           for row in rows if isinstance(row, BadRow)]  # fmt: skip
    return [*opinions_in(lines.header, good, file.name), *bad]


def matched(
    reader: psycopg.Connection[Any], opinions: Sequence[Opinion]
) -> tuple[list[Opinion], list[Unread]]:
    """Which title each row is of, and the rows of which none is told, with the reason."""
    by_id = [one for one in opinions if one.imdb_id]
    by_tmdb = [one for one in opinions if one.title_id]
    found = defaultdict[int, list[str]](list)
    asked = (*_columns(by_id, "line", "imdb_id"), *_columns(by_tmdb, "line", "title_id"))
    for line, title_id in reader.execute(_BY_ID, asked):
        found[line].append(title_id)
    named = [one for one in opinions if not found[one.line] and not one.imdb_id and one.name]
    reasons: dict[int, str] = {}
    hits = defaultdict[int, list[tuple[str, int | None]]](list)
    for line, title_id, _, year in reader.execute(
        _BY_NAME, _columns(named, "line", "name", "year", "kind")
    ):
        hits[line].append((title_id, year))
    for one in named:
        best = _best(hits[one.line], one.year)
        if len(best) == 1:
            found[one.line] = best
        elif best:
            reasons[one.line] = f"{len(best)} titles fit: {', '.join(best[:5])}"
    known = [replace(one, title_id=found[one.line][0]) for one in opinions if found[one.line]]
    left = [
        Unread(line=one.line, name=one.name, reason=reasons.get(one.line) or _unknown(one))
        for one in opinions
        if not found[one.line]
    ]
    return known, left


def _best(hits: list[tuple[str, int | None]], year: int | None) -> list[str]:
    """Those of exactly the year, where there are any; else those a year off."""
    exact = sorted({title_id for title_id, said in hits if said == year})
    return exact or sorted({title_id for title_id, _ in hits})


def _unknown(one: Opinion) -> str:
    if one.imdb_id:
        return (
            f"no title has the id {one.imdb_id}; `movie-assets request {one.imdb_id}` asks for it"
        )
    if one.title_id and not one.name:
        return f"{one.title_id} is no title we know"
    return f"no title has this name{f' in {one.year}' if one.year else ''}"


def keep(database: Postgres, user: str, opinions: Iterable[Opinion], clock: RunClock) -> int:
    """Write what a person thinks of titles; how many titles that changed."""
    of_title = defaultdict[str, list[Opinion]](list)
    for one in opinions:
        of_title[one.title_id or ""].append(one)
    newest = [one for _, rows in sorted(of_title.items()) for one in newest_of(rows)]
    columns = _columns(newest, "title_id", "wanted", "seen", "rating")
    moments = [one.at or clock.at for one in newest]
    with database.connect("movie_app") as connection:
        return connection.execute(_KEEP, (user, *columns, moments)).rowcount


def _columns(rows: Sequence[Opinion], *names: str) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in names]
