"""What asking costs: requests, days and disk, by arithmetic. Nothing is counted here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

SECONDS_A_DAY = 86_400
# What a title takes beside its pages, of the full-scale benchmark's 1.2 M titles and 10 M offers:
# 1.9 GB of lake (records, links, scores, DNA, vectors, merged titles) and 9.1 GB of Postgres,
# indexes included.
LAKE_BYTES_A_TITLE = 1_600
DATABASE_BYTES_A_TITLE = 8_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What one title costs at a source: requests, and bytes stored a request."""

    requests: float
    bytes_a_request: float
    reason: str


# Requests are those of the recorded universe's first run, whose walks end as the real ones do;
# bytes are real pages packed by zstd as we store them, times the share of requests that find one.
COSTS: Mapping[str, Cost] = {
    "tmdb": Cost(requests=1, bytes_a_request=6_600, reason="one answer of 26 kB, packed"),
    "tmdb_seasons": Cost(requests=1, bytes_a_request=1_800, reason="twenty seasons an answer"),
    "tmdb_watch": Cost(requests=1, bytes_a_request=1_650, reason="a page a title and country"),
    "wikidata": Cost(requests=0.01, bytes_a_request=29_000, reason="100 titles and more a batch"),
    "metacritic": Cost(
        requests=2.1, bytes_a_request=5_600, reason="10.4 kB a page; 54 % of requests find one"
    ),
    "rotten_tomatoes": Cost(
        requests=1.9, bytes_a_request=16_600, reason="27.7 kB a page; 60 % of requests find one"
    ),
    "tv_tropes": Cost(
        requests=4.0, bytes_a_request=2_000, reason="21.9 kB a page; 9 % of requests find one"
    ),
    "wikipedia": Cost(requests=0.054, bytes_a_request=4_000, reason="twenty articles a request"),
    "wikipedia_search": Cost(requests=1, bytes_a_request=640, reason="one search"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One source and how many of its titles are to be asked for; limits as they are now."""

    source: str
    host: str
    titles: int
    requests_per_second: float
    requests_a_day: int | None  # a budget, where there is one


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What asking one source comes to."""

    source: str
    host: str
    titles: int
    requests: int
    requests_a_day: int
    days: float
    stored_bytes: float
    reason: str


def forecast(ask: Ask, costs: Mapping[str, Cost] = COSTS) -> Forecast:
    """What asking a source for its titles costs.

    >>> ask = Ask(source="metacritic", host="h", titles=2_000, requests_per_second=0.5,
    ...           requests_a_day=600)
    >>> found = forecast(ask)
    >>> found.requests, found.requests_a_day, found.days
    (4200, 600, 7.0)
    """
    cost = costs[ask.source]
    requests = round(ask.titles * cost.requests)
    fastest = int(ask.requests_per_second * SECONDS_A_DAY)
    a_day = fastest if ask.requests_a_day is None else min(ask.requests_a_day, fastest)
    return Forecast(
        source=ask.source,
        host=ask.host,
        titles=ask.titles,
        requests=requests,
        requests_a_day=a_day,
        days=requests / a_day if a_day else float("inf") if requests else 0.0,
        stored_bytes=requests * cost.bytes_a_request,
        reason=cost.reason,
    )


def days_in_all(forecasts: Iterable[Forecast]) -> float:
    """Days until everything was asked: hosts are asked side by side, sources of one in turn."""
    by_host: dict[str, float] = {}
    for one in forecasts:
        by_host[one.host] = by_host.get(one.host, 0.0) + one.days
    return max(by_host.values(), default=0.0)


def bytes_after(forecasts: Sequence[Forecast], days: float, titles: int) -> float:
    """Disk taken after some days: the pages that can have come by then, and what is made of them.

    >>> bytes_after([], 30, 1_000)
    9600000
    """
    pages = sum(one.stored_bytes * min(1.0, days / one.days) for one in forecasts if one.days)
    return pages + titles * (LAKE_BYTES_A_TITLE + DATABASE_BYTES_A_TITLE)
