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


def options(title: Title, rng: random.Random) -> Iterator[Filters]:
    """Filters that the title passes, one of each kind there is."""
    credits = title["credits"] or []
    cast = [c["person_id"] for c in credits if c["department"] == "Acting" and c["person_id"]]
    crew = [c["person_id"] for c in credits if c["job"] == "Director" and c["person_id"]]
    year, overall = title["year"], title["overall"]
    if year:
        yield {"min_year": year - rng.randrange(8), "max_year": year + rng.randrange(8)}
    if overall:
        yield {"min_score": max(0, overall - rng.randrange(15))}
    if title["votes"]:
        yield {"min_votes": title["votes"] // rng.choice((1, 2, 10))}
    if title["genres"]:
        yield {"genres": {rng.choice(("any", "all")): rng.sample(title["genres"], 1)}}
    if title["keywords"]:
        yield {"keywords": {"any": rng.sample(title["keywords"], 1)}}
    if title["language"]:
        yield {"languages": [title["language"]]}
    if title["countries"]:
        yield {"countries": {"any": title["countries"][:1]}}
    if title["offers"]:
        country, provider, kind = rng.choice(title["offers"])
        asked = {"country": country, "providers": [provider], "types": [kind]}
        yield {"streaming": {k: asked[k] for k in ("country", *rng.sample(sorted(asked), 2))}}
    if cast:
        yield {"cast": {"any": [rng.choice(cast[:10])]}}
    if crew:
        yield {"crew": {"any": [crew[0]]}}
    yield {"kind": title["kind"]}


def four_of(title: Title, rng: random.Random, *wanted: str) -> Filters:
    """Four filters a title passes: the kinds wanted where there are such, then any."""
    known = list(options(title, rng))
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
