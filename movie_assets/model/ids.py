"""Title ids and the partition a title lives in. No lookups: what an id means is the crosswalk's."""

from __future__ import annotations

import hashlib
from typing import Literal

Kind = Literal["movie", "tv"]

HOT = "hot"
# At 1.0 M films and 0.2 M shows a bucket holds 62 k films or 50 k shows.
BUCKETS: dict[str, int] = {"movie": 16, "tv": 4}
BUCKET_PARTITIONS = tuple(
    f"{kind}-{number:02d}" for kind, count in BUCKETS.items() for number in range(count)
)
PARTITIONS = (HOT, *BUCKET_PARTITIONS)


def tmdb_title_id(kind: str, tmdb_id: int) -> str:
    """The id of a title on the spine.

    >>> tmdb_title_id("movie", 603)
    'movie/603'
    """
    return f"{kind}/{tmdb_id}"


def imdb_title_id(tconst: str) -> str:
    """The id of a title that only IMDb knows.

    >>> imdb_title_id("tt0133093")
    'imdb/tt0133093'
    """
    return f"imdb/{tconst}"


def partition_of(title_id: str, kind: str) -> str:
    """The bucket a title lives in, for ever: md5, since DuckDB's `hash()` may change by version.

    Shape: one id and its kind in, a partition key out.

    >>> partition_of("movie/603", "movie")
    'movie-01'
    >>> partition_of("tv/1396", "tv")
    'tv-01'
    """
    digest = hashlib.md5(title_id.encode(), usedforsecurity=False).hexdigest()
    return f"{kind}-{int(digest[:8], 16) % BUCKETS[kind]:02d}"


def partition_sql(title_id: str = "title_id", kind: str = "kind") -> str:
    """The same in DuckDB's SQL, over columns of these names."""
    cases = " ".join(f"WHEN '{name}' THEN {count}" for name, count in BUCKETS.items())
    number = f"('0x' || md5({title_id})[1:8])::UBIGINT % (CASE {kind} {cases} END)"
    return f"{kind} || '-' || lpad(({number})::VARCHAR, 2, '0')"
