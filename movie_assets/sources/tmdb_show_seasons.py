"""A show's seasons at TMDB, up to 20 in one request. One season by itself is `tmdb_seasons`.

A show's details name its seasons with a score each; the episodes' names and scores come only with
the seasons themselves, which may be appended to the show as blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urlencode

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.answers import decoded, unreadable
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.tmdb import API, TEXT_LANGUAGE, TMDB, api_failure
from movie_assets.sources.tmdb_seasons import episodes_of
from movie_assets.sources.values import mapping, positive, whole

# TMDB's own limit of blocks appended to one request.
SEASONS_A_REQUEST = 20
_BLOCK = re.compile(r"season/[0-9]{1,5}")
_SHOW = re.compile(r"(tv/[0-9]+)(?:/[0-9]+)?")


def part_id(title_id: str, part: int) -> str:
    """What one request is filed under: a show's seasons by twenties, `tv/1396/0` the first."""
    return f"{title_id}/{part}"


def parts_of(seasons: Iterable[int]) -> list[tuple[int, ...]]:
    """A show's season numbers as they are asked for: sorted, each once, by twenties.

    >>> parts_of([2, 1, 2]), [len(part) for part in parts_of(range(41))]
    ([(1, 2)], [20, 20, 1])
    """
    numbers = sorted(set(seasons))
    return [
        tuple(numbers[start : start + SEASONS_A_REQUEST])
        for start in range(0, len(numbers), SEASONS_A_REQUEST)
    ]


def seasons_url(title_id: str, seasons: Sequence[int]) -> str:
    """The request for some seasons of a show.

    >>> seasons_url("tv/1396", (1, 2))
    'https://api.themoviedb.org/3/tv/1396?append_to_response=season/1,season/2&language=en-US'
    """
    blocks = ",".join(f"season/{number}" for number in seasons)
    query = urlencode({"append_to_response": blocks, "language": TEXT_LANGUAGE}, safe=",/")
    return f"{API}/{title_id}?{query}"


def read(fetched: Fetched) -> Reading:
    """Read a show's appended seasons.

    Source: GET /3/tv/{id}?append_to_response=season/1,…; a season that is not there is left out.
    Shape:  the episodes of every season in it, each season itself as its episode 0, in order.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    payload = mapping(decoded(fetched.body))
    failure = api_failure(fetched, payload)
    if failure is not None:
        return failure
    show, given = _SHOW.fullmatch(fetched.title_id), positive(payload.get("id"))
    if given is None:
        return unreadable(fetched, "no show's details, or cut short")
    title_id = show.group(1) if show else f"tv/{given}"
    if title_id != f"tv/{given}":
        detail = f"{fetched.url}: asked for {title_id}, answered with tv/{given}"
        return Reading(outcome=Outcome.MOVED, moved_to=f"tv/{given}", detail=detail)
    blocks = [mapping(value) for key, value in payload.items() if _BLOCK.fullmatch(key)]
    seasons = {number: b for b in blocks if (number := whole(b.get("season_number"))) is not None}
    if not seasons:
        return Reading(outcome=Outcome.NOT_FOUND, detail=f"{fetched.url}: none of the seasons")
    episodes = (episodes_of(seasons[number], title_id, fetched) for number in sorted(seasons))
    return Reading(outcome=Outcome.FOUND, episodes=tuple(row for rows in episodes for row in rows))


TMDB_SEASONS = Source(
    name="tmdb_seasons",
    hosts=TMDB.hosts,
    requests_per_second=TMDB.requests_per_second,
    asks_robots=TMDB.asks_robots,
    max_age_days=TMDB.max_age_days,
    rights=TMDB.rights,
    parser_version="tmdb_seasons-1",
    read=read,
)
