"""`movie-assets refresh`: which title is meant, and what changed of it. The run is the runner's."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

from movie_assets import wiring
from movie_assets.model.errors import MovieAssetsError
from movie_assets.refresh.hot import Candidate
from movie_assets.settings import Settings

# Addresses people copy, and whose record they name.
_ADDRESSES = (
    ("tmdb", re.compile(r"themoviedb\.org/((?:movie|tv)/[1-9][0-9]*)")),
    ("imdb", re.compile(r"imdb\.com/(?:[a-z]{2}/)?title/(tt[0-9]{7,10})")),
    ("rotten_tomatoes", re.compile(r"rottentomatoes\.com/((?:m|tv)/[^/?#]+)")),
    ("metacritic", re.compile(r"metacritic\.com/((?:movie|tv)/[^/?#]+)")),
)
_TITLE_ID = re.compile(r"(?:movie|tv)/[1-9][0-9]*")
_IMDB_ID = re.compile(r"(?:imdb/)?(tt[0-9]{7,10})")
# Rows of a title that come and go, by view: what tells them apart, and what they say.
_ROWS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "title_scores": (("publisher", "metric", "season", "episode"), ("value", "count")),
    "streaming_offers": (("country", "provider", "type", "quality"), ("price", "currency", "url")),
}
_MOST_SHOWN = 60

Facts = dict[tuple[str, ...], Any]
"""(view, field) or (view, what tells the row apart…) -> value."""


@dataclass(frozen=True, slots=True)
class Meant:
    """The title that somebody means."""

    title_id: str
    title: str


def meant(settings: Settings, text: str) -> Meant:
    """The one title that an id, an address or a name means.

    Errors: MovieAssetsError when it is none that is served, or may be several; it names them.
    """
    with _reading(settings) as connection:
        found = _by_id(connection, text) or _by_name(connection, text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise MovieAssetsError(
            f"No title is {text!r}. Give an id (movie/603, tt0133093), an address or a name; "
            "`movie-assets request` takes in a title that is not in the catalogue."
        )
    several = "\n".join(f"  {one.title_id}  {one.title}" for one in found[:5])
    raise MovieAssetsError(f"{text!r} may be several titles; give the id of one:\n{several}")


def _by_id(connection: psycopg.Connection[Any], text: str) -> list[Meant]:
    """The title of an id or an address; it is said which when there is none."""
    source, source_id = named_in(text)
    if source is None:
        return []
    rows = connection.execute(
        "SELECT title_id, title, year FROM served.titles WHERE title_id = %(id)s "
        "OR title_id IN (SELECT title_id FROM served.crosswalk WHERE source = %(source)s "
        "AND source_id = %(id)s AND status = 'accepted')",
        {"id": source_id, "source": source},
    ).fetchall()
    if not rows:
        raise MovieAssetsError(
            f"No title in the catalogue has the {source} id {source_id}. `movie-assets request "
            f"{source_id}` takes it in."
        )
    return [_meant(row) for row in rows]


def named_in(text: str) -> tuple[str | None, str]:
    """Whose id a text is or holds, and the id; no one's of a plain name.

    >>> named_in("https://www.imdb.com/title/tt0133093/?ref_=x")
    ('imdb', 'tt0133093')
    >>> named_in("The Matrix")
    (None, 'The Matrix')
    """
    text = text.strip()
    for source, form in _ADDRESSES:
        if address := form.search(text):
            return source, address.group(1)
    if "://" in text:
        raise MovieAssetsError(
            f"{text} is no title's address at TMDB, IMDb, Rotten Tomatoes or Metacritic."
        )
    if _TITLE_ID.fullmatch(text):
        return "tmdb", text
    imdb = _IMDB_ID.fullmatch(text)
    return ("imdb", imdb.group(1)) if imdb else (None, text)


def _by_name(connection: psycopg.Connection[Any], text: str) -> list[Meant]:
    """Titles of a name: those of exactly that one, else all that are found."""
    rows = connection.execute(
        "SELECT title_id, title, year, matched_name FROM api.search_titles(%s, NULL, 20)", (text,)
    ).fetchall()
    wanted = text.strip().casefold()
    exact = [row for row in rows if row["title"].casefold() == wanted]
    exact = exact or [row for row in rows if row["matched_name"].casefold() == wanted]
    return [_meant(row) for row in exact or rows]


def _meant(row: Mapping[str, Any]) -> Meant:
    return Meant(row["title_id"], f"{row['title']} ({row['year'] or 'no year'})")


def claim(settings: Settings, title_id: str) -> str:
    """Note in the popular lane's book that a title has its turn; gives the run's key."""
    run_key = f"asked {secrets.token_hex(8)}"
    book = wiring.hot_titles(settings)
    book.claim([Candidate(title_id, "asked")], run_key)
    return run_key


def facts_of(settings: Settings, title_id: str) -> Facts:
    """What the served views say of a title now."""
    facts: Facts = {}
    with _reading(settings) as connection:
        titles = "SELECT * FROM served.titles WHERE title_id = %s"
        for row in connection.execute(titles, (title_id,)).fetchall():
            facts |= {("titles", name): value for name, value in row.items()}
        for view, (apart, said) in _ROWS.items():
            query = sql.SQL("SELECT * FROM served.{} WHERE title_id = %s")
            found = connection.execute(query.format(sql.Identifier(view)), (title_id,))
            for row in found.fetchall():
                key = (view, *(str(row[name]) for name in apart if row[name] is not None))
                facts[key] = " ".join(str(row[name]) for name in said if row[name] is not None)
    return facts


def changes(before: Facts, after: Facts) -> Iterator[str]:
    """A line a field that changed, by view.

    >>> list(changes({("titles", "year"): 1998}, {("titles", "year"): 1999}))
    ['titles year: 1998 → 1999']
    """
    for key in sorted(before.keys() | after.keys()):
        old, new = before.get(key), after.get(key)
        if old != new:
            yield f"{' '.join(key)}: {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    if value is None:
        return "nothing"
    text = value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 1]}…"


def _reading(settings: Settings) -> psycopg.Connection[DictRow]:
    return psycopg.Connection[DictRow].connect(wiring.reader_url(settings), row_factory=dict_row)
