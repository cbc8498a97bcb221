"""A small catalogue of made-up titles to discover, and the same filters over them in Python."""

import datetime as dt
import json
import random
from collections.abc import Callable, Iterable
from typing import Any

import duckdb
import psycopg
import pyarrow as pa

from movie_assets.model.facet_rows import TitleFacet
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.table import table_of
from movie_assets.model.title_rows import Offer, Title, TitlePopularity, TitleScoreSummary
from movie_assets.streaming.facets import facets_sql
from movie_assets_tests.dbt_rows import insert

DAY = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
GENRES, KEYWORDS = ("Drama", "Comedy", "War"), ("heist", "robot", "sea")
LANGUAGES, COUNTRIES = ("en", "fr", "is"), ("US", "FR", "IS")
PEOPLE = tuple(f"person/{number}" for number in range(1, 15))
ROLES = {
    "director": ("Directing", "Director"),
    "writer": ("Writing", "Screenplay"),
    "creator": ("Creator", "Creator"),
    "composer": ("Sound", "Original Music Composer"),
    "cinematographer": ("Camera", "Director of Photography"),
}
TYPES, VALUES = ("flatrate", "rent"), ("PG", "R")
Filters = dict[str, Any]


class Made:
    """One title with all that can be asked of it."""

    def __init__(self, number: int, rng: random.Random) -> None:
        self.kind = rng.choice(("movie", "movie", "tv"))
        self.title_id = f"{self.kind}/{number:04d}"
        self.year = rng.choice((None, *range(1990, 1996)))
        dated = self.year is not None and rng.random() < 0.8
        self.released = dt.date(self.year or 1, rng.randint(1, 2), 1) if dated else None
        self.language = rng.choice((None, *LANGUAGES))
        self.genres = tuple(rng.sample(GENRES, rng.randint(0, 3)))
        self.keywords = tuple(rng.sample(KEYWORDS, rng.randint(0, 2)))
        self.countries = tuple(rng.sample(COUNTRIES, rng.randint(0, 2)))
        self.cast = rng.sample(PEOPLE, rng.randint(0, 14))
        self.crew = {(role, rng.choice(PEOPLE)) for role in rng.sample(sorted(ROLES), 2)}
        self.rated = {(rng.choice(COUNTRIES), rng.choice(VALUES)) for _ in range(rng.randint(0, 2))}
        self.overall = rng.choice((None, 0.0, 50.0, 61.5, 80.0))
        self.votes = rng.choice((None, 0, 10, 999, 1000, 5000))
        self.popularity = rng.choice((None, 0.6, 1.5, 99.0))
        self.offers = {
            (rng.choice(COUNTRIES), rng.randint(1, 3), rng.choice(TYPES), rng.random() < 0.3)
            for _ in range(rng.randint(0, 4))
        }

    @property
    def sold(self) -> set[tuple[str, int, str]]:
        """What stands now: offers that were closed do not count."""
        return {(country, service, kind) for country, service, kind, closed in self.offers
                if not closed}  # fmt: skip

    def rows(self) -> Iterable[Any]:
        """Its rows in the catalogue, but for the facets."""
        billed = [
            {"person_id": person, "name": "N", "department": "Acting", "job": None, "position": at}
            for at, person in enumerate(self.cast)
        ]
        worked = [
            {"person_id": person, "name": "N", "department": ROLES[role][0], "job": ROLES[role][1]}
            for role, person in sorted(self.crew)
        ]
        rated = [{"country": where, "certification": what} for where, what in sorted(self.rated)]
        yield Title(
            title_id=self.title_id, kind=self.kind, title=f"The {self.title_id}", year=self.year,
            release_date=self.released, original_language=self.language, genres=self.genres,
            keywords=self.keywords, countries=self.countries, provenance="{}", conflicts="{}",
            credits=json.dumps(billed + worked), certifications=json.dumps(rated),
            first_seen=DAY.date(),
        )  # fmt: skip
        if self.popularity is not None:
            yield TitlePopularity(
                title_id=self.title_id, popularity=self.popularity, day=DAY.date()
            )
        yield TitleScoreSummary(
            title_id=self.title_id, overall=self.overall, audience_count=self.votes,
            model_version="1",
        )  # fmt: skip
        for country, service, kind, closed in sorted(self.offers):
            yield Offer(
                title_id=self.title_id, country=country, provider_id=service, type=kind,
                quality="sd" if closed else "hd", first_seen=DAY, last_seen=DAY, valid_from=DAY,
                valid_to=DAY + dt.timedelta(days=1) if closed else None,
            )  # fmt: skip


def filled(url: str, titles: list[Made]) -> None:
    """Put titles into a prepared database, their facets made by the product's own SQL."""
    rows = [row for title in titles for row in title.rows()]
    con = duckdb.connect()
    views = {"titles": Title, "summaries": TitleScoreSummary, "offers": Offer}
    for name, row in views.items():
        con.register(name, arrow_table(table_of(row), [one for one in rows if type(one) is row]))
    facets: pa.Table = con.execute(facets_sql()).to_arrow_table()
    with psycopg.connect(url) as connection:
        connection.execute("set role movie_owner")
        for row in rows:
            insert(connection, row)
        for values in facets.to_pylist():
            lists = {name: tuple(values[name]) for name in ("facets", "people")}
            insert(connection, TitleFacet(**values | lists))


def passes(title: Made, filters: Filters) -> bool:
    """Whether a title passes every filter, told from its own facts."""
    rated = filters.get("certifications")
    sold = filters.get("streaming")
    lists: dict[str, set[Any]] = {
        "genres": set(title.genres),
        "keywords": set(title.keywords),
        "countries": set(title.countries),
        "languages": {title.language},
        "cast": set(title.cast[:10]),
        "crew": {f"{role}:{person}" for role, person in title.crew}
        | {person for _, person in title.crew},
    }
    return (
        filters.get("kind") in (None, title.kind)
        and within(title.year, filters.get("min_year"), filters.get("max_year"))
        and within(title.overall, filters.get("min_score"), filters.get("max_score"))
        and within(title.votes, filters.get("min_votes"), None)
        and all(holds(lists[name], filters[name]) for name in lists if name in filters)
        and (rated is None or holds({v for c, v in title.rated if c == rated["country"]}, rated))
        and (sold is None or any(offered(one, sold) for one in title.sold))
    )


def within(value: float | None, low: float | None, high: float | None) -> bool:
    """A value that is not known is within no bounds, but for none at all."""
    if low is None and high is None:
        return True
    return value is not None and (low is None or value >= low) and (high is None or value <= high)


def holds(held: set[Any], wanted: Any) -> bool:
    """A list's any, all and without; a plain list means any, an empty one asks nothing."""
    asked = {"any": wanted} if isinstance(wanted, list) else wanted
    return (
        (not asked.get("any") or bool(held & set(asked["any"])))
        and held >= set(asked.get("all", ()))
        and not held & set(asked.get("without", ()))
    )


def offered(one: tuple[str, int, str], wanted: Filters) -> bool:
    """Whether an offer is of the country, of one of the services and of one of the types."""
    country, service, kind = one
    return (
        country == wanted["country"]
        and service in (wanted.get("providers") or [service])
        and kind in (wanted.get("types") or [kind])
    )


def in_order(titles: list[Made], sort: str) -> list[str]:
    """Ids as a sort puts them: what has no value last, either way."""
    by, direction = sort.split()
    value: Callable[[Made], Any] = {
        "popularity": lambda title: (title.popularity,),
        "overall": lambda title: (title.overall,),
        # In a year whose day is unknown stands after those known.
        "release_date": lambda title: (title.year, title.released or dt.date.max),
    }[by]
    known = [title for title in titles if value(title)[0] is not None]
    rest = [title for title in titles if value(title)[0] is None]
    down = direction == "desc"
    known.sort(key=lambda title: (*value(title), title.title_id), reverse=down)
    rest.sort(key=lambda title: title.title_id, reverse=down)
    if by == "release_date":
        rest.sort(key=lambda title: (title.released or dt.date.max, title.title_id), reverse=down)
    return [title.title_id for title in known + rest]
