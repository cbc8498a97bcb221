"""Reads the facts files and holds them in memory; what changes by day is in `days`.

The columns are told in facts/README.md. Nothing here writes, serves or invents.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any, TypedDict

import pyarrow as pa
import pyarrow.parquet as pq

from movie_assets.universe.errors import UniverseError

FACTS_FOLDER = Path(__file__).parent / "facts"


class Named(TypedDict):
    """A keyword or a collection: TMDB's number and its name."""

    id: int
    name: str


class Organisation(TypedDict):
    """A production company or a network; country is ISO 3166-1 or null."""

    id: int
    name: str
    country: str | None


class OtherName(TypedDict):
    """A title in another language or country (either may be null)."""

    name: str
    language: str | None
    country: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """One film or show as on the first day; scores are in the source's own scale."""

    title_id: str
    kind: str
    tmdb_id: int
    imdb_id: str | None
    imdb_type: str | None
    wikidata_id: str | None
    rt_id: str | None
    metacritic_id: str | None
    tvtropes_id: str | None
    wikipedia: str | None
    title: str
    original_title: str
    original_language: str
    year: int | None
    release_date: str | None
    last_air_year: int | None
    status: str
    runtime_min: int
    genres: Sequence[str]
    imdb_genres: Sequence[str]
    countries: Sequence[str]
    languages: Sequence[str]
    budget: int | None
    revenue: int | None
    popularity: float | None
    tmdb_score: float | None
    tmdb_count: int | None
    imdb_score: float | None
    imdb_count: int | None
    rt_critics_score: float | None
    rt_critics_count: int | None
    rt_audience_score: float | None
    rt_audience_count: int | None
    mc_critics_score: float | None
    mc_critics_count: int | None
    mc_audience_score: float | None
    mc_audience_count: int | None
    collection: Named | None
    companies: Sequence[Organisation]
    networks: Sequence[Organisation]
    keywords: Sequence[Named]
    directors: Sequence[str]
    creators: Sequence[str]
    cast: Sequence[str]
    names: Sequence[OtherName]
    certifications: Sequence[Mapping[str, str]]
    seasons: Sequence[Mapping[str, int]]
    why: str | None
    made: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A credited person; both ids are made up."""

    name: str
    person_id: int
    imdb_id: str
    directs: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One way to watch a title in one country; price is null unless it is rented or bought."""

    title_id: str
    country: str
    provider_id: int
    type: str
    quality: str
    price: float | None
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """A streaming provider, what it sells (`rent|buy`, …) and where (`US|GB|…`)."""

    provider_id: int
    name: str
    priority: int
    type: str
    countries: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One episode of a show whose seasons are known; IMDb's id, date and rating are made up."""

    title_id: str
    season: int
    episode: int
    imdb_id: str
    air_date: str
    imdb_score: float | None
    imdb_count: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImdbRow:
    """A title only IMDb knows; `parent`, `season`, `episode` are an episode's."""

    imdb_id: str
    imdb_type: str
    title: str
    original_title: str
    adult: bool
    year: int | None
    end_year: int | None
    runtime_min: int | None
    genres: str | None
    imdb_score: float | None
    imdb_count: int | None
    parent: str | None
    season: int | None
    episode: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEvent:
    """What happens to a title: it `appears`, `vanishes` or is `merged` into another, on a day."""

    title_id: str
    event: str
    day: int
    into: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Trap:
    """A wrong id published on purpose: `source` says `published` where `right` is true."""

    trap: str
    source: str
    field: str
    title_id: str
    published: str
    right: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTrap:
    """A wrong page at an address that a title would guess.

    `answer` is how it is wrong: `twin` (another title's page, its canonical address `leads_to`'s),
    `namesake` (a work made up), `own` (another title's own page), `choices` (a disambiguation
    page) or `moved` (301 to `right`). `right` is null where the title has no page. `told_by` lists
    what on the page gives it away, such as `year|people`; "" where only ids could.
    """

    source: str
    page: str
    title_id: str
    answer: str
    leads_to: str
    right: str | None
    told_by: str
    case: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trope:
    """A trope of a title, by its page's name."""

    title_id: str
    trope: str


@dataclass(frozen=True, slots=True, eq=False)  # by identity: what follows from them is cached
class Facts:
    """Everything the facts files hold that the servers need; grouped by title where it is many."""

    titles: Mapping[str, Title]
    people: Mapping[str, Person]
    offers: Mapping[str, Sequence[Offer]]
    providers: Mapping[int, Provider]
    episodes: Mapping[str, Sequence[Episode]]
    imdb_only: Sequence[ImdbRow]
    lifecycle: Sequence[LifeEvent]
    traps: Sequence[Trap]
    tropes: Mapping[str, Sequence[str]]


@cache
def load_facts(folder: Path = FACTS_FOLDER) -> Facts:
    """Load the facts, once for a process.

    Source: the Parquet files in `folder`.
    Shape:  one `Facts`; titles by title_id, people by name, offers and episodes by title_id.
    Errors: UniverseError when a file is missing or lacks a column.
    """
    return Facts(
        titles={row.title_id: row for row in _rows(folder, "titles", Title)},
        people={row.name: row for row in _rows(folder, "people", Person)},
        offers=_by_title(_rows(folder, "offers", Offer)),
        providers={row.provider_id: row for row in _rows(folder, "providers", Provider)},
        episodes=_by_title(_rows(folder, "episodes", Episode)),
        imdb_only=_rows(folder, "imdb_only", ImdbRow),
        lifecycle=_rows(folder, "lifecycle", LifeEvent),
        traps=_rows(folder, "traps", Trap),
        tropes=_tropes(folder),
    )


def load_page_traps(folder: Path = FACTS_FOLDER) -> list[PageTrap]:
    """Load the wrong pages and their right answers; no server needs them, evaluations do."""
    return _rows(folder, "page_traps", PageTrap)


def _tropes(folder: Path) -> dict[str, list[str]]:
    grouped = _by_title(_rows(folder, "tropes", _Trope))
    return {title_id: [row.trope for row in rows] for title_id, rows in grouped.items()}


def _rows(folder: Path, name: str, row_type: Any) -> list[Any]:
    path = folder / f"{name}.parquet"
    columns = [field.name for field in fields(row_type)]
    try:
        table = pq.read_table(path, columns=columns)
    except (OSError, pa.ArrowException) as error:
        raise UniverseError(
            f"The facts file {path} cannot be read ({error}). Restore it from the repository, or"
            " build it again with: python -m movie_assets.universe.build_facts --data FOLDER"
        ) from error
    if table.column_names != columns:
        missing = sorted(set(columns) - set(table.column_names))
        raise UniverseError(
            f"The facts file {path} lacks the columns {', '.join(missing)}. It comes from other"
            " code: build it again with python -m movie_assets.universe.build_facts --data FOLDER"
        )
    values = [table.column(column).to_pylist() for column in columns]
    return [row_type(**dict(zip(columns, row, strict=True))) for row in zip(*values, strict=True)]


def _by_title(rows: Iterable[Any]) -> dict[str, list[Any]]:
    grouped: dict[str, list[Any]] = {}
    for row in rows:
        grouped.setdefault(row.title_id, []).append(row)
    return grouped
