"""Latencies of what apps ask for: a title's details, a page of discovery. Nothing is judged here.

    python -m movie_assets_tests.benchmarks.served_queries --url postgresql://…/movie_assets

The URL's user reads `catalogue` (filters are drawn from titles there are) and may become
movie_reader, who then asks over one warm connection.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.rows import dict_row

SORTS = ("popularity desc", "popularity desc", "overall desc", "release_date desc", "overall asc")
# Half of all titles asked for are well known, half anything at all.
SAMPLE = """
    with known as (
        (select title_id from catalogue.title_popularity order by popularity desc limit 20000)
    ), chosen as (
        (select title_id from known order by random() limit %(half)s)
        union
        (select title_id from catalogue.title_facet tablesample bernoulli (%(share)s)
         order by random() limit %(half)s)
    )
    select title.title_id, title.kind, title.year, title.original_language as language,
           title.genres, title.keywords, title.countries, title.credits, facet.overall,
           facet.votes, (
               select jsonb_agg(jsonb_build_array(country, provider_id, type))
               from catalogue.offer where offer.title_id = title.title_id and valid_to is null
           ) as offers
    from chosen join catalogue.title using (title_id) join catalogue.title_facet as facet
        using (title_id)
"""
Title = dict[str, Any]
Filters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Call:
    """One question, its parameters, and the class of questions it stands for."""

    name: str
    query: str
    parameters: tuple[Any, ...]


def sampled(connection: psycopg.Connection[Any], half: int) -> list[Title]:
    """Titles to draw filters from, with what can be asked of them."""
    with connection.cursor(row_factory=dict_row) as cursor:
        total = cursor.execute("select count(*) as n from catalogue.title_facet").fetchone()
        share = min(100.0, 300.0 * half / max(total["n"] if total else 1, 1))
        return cursor.execute(SAMPLE, {"half": half, "share": share}).fetchall()


def options(title: Title, rng: random.Random) -> list[Filters]:
    """Filters that the title passes, one of each kind it has a value for."""
    year, overall, votes = title["year"], title["overall"], title["votes"]
    how = rng.choice(("any", "all"))
    found: list[tuple[Any, Callable[[], Filters]]] = [
        (year, lambda: {"min_year": year - rng.randrange(8), "max_year": year + rng.randrange(8)}),
        (overall, lambda: {"min_score": max(0, overall - rng.randrange(15))}),
        (votes, lambda: {"min_votes": votes // rng.choice((1, 2, 10))}),
        (title["genres"], lambda: {"genres": {how: [rng.choice(title["genres"])]}}),
        (title["keywords"], lambda: {"keywords": {"any": [rng.choice(title["keywords"])]}}),
        (title["language"], lambda: {"languages": [title["language"]]}),
        (title["countries"], lambda: {"countries": {"any": title["countries"][:1]}}),
        (title["offers"], lambda: {"streaming": offer_filter(rng.choice(title["offers"]), rng)}),
        (cast := people(title, "Acting"), lambda: {"cast": {"any": [rng.choice(cast)]}}),
        (crew := people(title, "Directing"), lambda: {"crew": {"any": crew[:1]}}),
        (True, lambda: {"kind": title["kind"]}),
    ]
    return [make() for value, make in found if value]


def people(title: Title, department: str) -> list[str]:
    """Those of a department who can be filtered by."""
    credits = (c for c in title["credits"] or [] if c["department"] == department)
    return [c["person_id"] for c in credits if c["person_id"]][:10]


def offer_filter(offer: list[Any], rng: random.Random) -> Filters:
    """The offer's country, and its service, its type or both."""
    country, provider, kind = offer
    parts = {"providers": [provider], "types": [kind]}
    return {"country": country} | {
        name: parts[name] for name in rng.sample(sorted(parts), rng.choice((1, 2)))
    }


def four_of(title: Title, rng: random.Random, *wanted: str) -> Filters:
    """Four filters a title passes: the kinds wanted where there are such, then any."""
    known = options(title, rng)
    rng.shuffle(known)
    known.sort(key=lambda one: not set(one) & set(wanted))
    return {key: value for one in known[:4] for key, value in one.items()}


def questions(titles: list[Title], rng: random.Random, each: int) -> Iterator[Call]:
    """Every class of questions, shuffled by class only: what one warms serves the next."""
    countries = sorted({o[0] for title in titles for o in title["offers"] or []}) or ["US"]

    def discover(name: str, make: Callable[[Title], Filters]) -> Iterator[Call]:
        for _ in range(each):
            filters = json.dumps(make(rng.choice(titles)))
            page = rng.choice((1, 1, 1, 2, 3))
            yield Call(
                name,
                "select * from api.discover(%s::jsonb, %s, %s)",
                (filters, rng.choice(SORTS), page),
            )

    def of_two(title: Title) -> Filters:
        other = rng.choice(titles)
        return four_of(title, rng, "genres", "languages") | four_of(other, rng, "streaming")

    for _ in range(each):
        asked = (rng.choice(titles)["title_id"], rng.choice(["", *countries]))
        query = "select details from served.title_details where title_id = %s and country = %s"
        yield Call("details, the view", query, asked)
        yield Call("details, the function", "select api.title_details(%s, %s)", asked)
    yield from discover("no filter", lambda _: {})
    yield from discover("common", lambda t: four_of(t, rng, "genres", "kind", "languages"))
    yield from discover("streaming", lambda t: four_of(t, rng, "streaming", "genres"))
    yield from discover("people", lambda t: four_of(t, rng, "cast", "crew"))
    yield from discover("keywords", lambda t: four_of(t, rng, "keywords"))
    yield from discover("any four", lambda t: four_of(t, rng))
    yield from discover("of two titles, seldom met", of_two)


def timed(connection: psycopg.Connection[Any], calls: list[Call]) -> dict[str, list[float]]:
    """Milliseconds of each call by class; every call is made once before, to warm the caches."""
    took: dict[str, list[float]] = {}
    for call in calls:
        connection.execute(call.query, call.parameters).fetchall()
        began = time.perf_counter()
        connection.execute(call.query, call.parameters).fetchall()
        took.setdefault(call.name, []).append(1000 * (time.perf_counter() - began))
    return took


def percentile(values: list[float], share: float) -> float:
    """The smallest value that at least this share of all do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, -(-int(share * 100) * len(ordered) // 100) - 1)]


def main() -> None:
    """Ask, and print one line a class."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--each", type=int, default=100, help="calls of each class")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rng = random.Random(chosen.seed)
    with psycopg.connect(chosen.url, autocommit=True) as connection:
        titles = sampled(connection, 2 * chosen.each)
        connection.execute("set role movie_reader")
        took = timed(connection, list(questions(titles, rng, chosen.each)))
    print(f"{'class':28}{'calls':>7}{'p50 ms':>9}{'p95 ms':>9}{'max ms':>9}")
    for name, values in took.items():
        figures = (percentile(values, 0.5), percentile(values, 0.95), max(values))
        print(f"{name:28}{len(values):7}" + "".join(f"{one:9.1f}" for one in figures))


if __name__ == "__main__":
    main()
