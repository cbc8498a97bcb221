"""Makes up what no file of the catalogue knows, the same each time, from a hash of the title.

Everything made here is marked by the caller; nothing here reads a file or knows a true fact.
"""

import math

from movie_assets.universe.chance import draw

MADE_TMDB_IDS = 9_000_000  # the real ids were below 1.8 M in 2026
MADE_IMDB_IDS = 90_000_000  # the real ids were below 45 M in 2026
MADE_WIKIDATA_IDS = 900_000_000
MADE_PERSON_IDS = 90_000_000
MADE_SMALL_IDS = 9_000_000  # keywords, companies, collections


def bell(mean: float, spread: float, *parts: object) -> float:
    """Draw from about a normal curve (sum of three even draws, so never beyond 3 spreads)."""
    total = sum(draw(*parts, n) for n in range(3)) - 1.5
    return mean + spread * 2 * total


def score(mean: float, *parts: object) -> float:
    """Make a score on the scale 1 to 10 with one decimal."""
    return round(min(9.6, max(1.5, bell(mean, 0.9, *parts))), 1)


def count(median: float, *parts: object) -> int:
    """Make a count of votes: log-normal round the median, 5 at least."""
    return max(5, int(median * math.exp(bell(0.0, 1.1, *parts))))


def number(start: int, width: int, *parts: object) -> int:
    """Make an id in the range [start, start + width)."""
    return start + int(draw(*parts) * width)


def date_in(year: int, *parts: object) -> str:
    """Make a day of the year, never after the 28th of a month."""
    month = 1 + int(draw(*parts, "month") * 12)
    day = 1 + int(draw(*parts, "day") * 28)
    return f"{year:04d}-{month:02d}-{day:02d}"
