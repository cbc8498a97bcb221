"""How a write looks beside the one before it: rows, filled fields, means. Nothing is read here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

# A tenth of a catalogue does not vanish between two runs: an export cut short, a parser that finds
# half of the pages and a join gone wrong all lose more. Titles come and go by 0.1 % a day.
MOST_ROWS_LOST = 0.10
# Ten of a hundred rows that said something and do so no more. A layout that moved takes all.
MOST_POINTS_LOST = 10.0
# Of a field few rows have, half: from 4 % to 1 % is no ten points, and a parser that broke.
MOST_OF_A_FIELD_LOST = 0.5
# The mean of 200 percents with their spread of 20 wanders by 1.4; a scale misread moves it by tens.
MOST_MEAN_MOVED = 5.0
# Below so many rows shares and means say nothing, and tests and new installs live there.
FEWEST_ROWS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """Values of one group: how many, and their mean."""

    count: int
    mean: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Vitals:
    """A dataset at one moment: rows by partition; of those looked through, who says something."""

    rows: Mapping[str, int]
    looked: int = 0
    filled: Mapping[str, int] = field(default_factory=dict[str, int])
    spreads: Mapping[str, Spread] = field(default_factory=dict[str, Spread])

    @property
    def total(self) -> int:
        """Rows of all partitions."""
        return sum(self.rows.values())


def lost_rows(before: Vitals, after: Vitals) -> list[str]:
    """Whether rows dropped suddenly, in words: over all, or of one partition.

    >>> lost_rows(Vitals(rows={"a": 1_000}), Vitals(rows={"a": 850}))
    ['850 rows, 1,000 before', 'a: 850 rows, 1,000 before']
    >>> lost_rows(Vitals(rows={"a": 1_000}), Vitals(rows={"a": 950}))
    []
    """
    pairs = [("", before.total, after.total)]
    pairs += [(f"{one}: ", was, after.rows.get(one, 0)) for one, was in sorted(before.rows.items())]
    return [
        f"{name}{now:,} rows, {was:,} before"
        for name, was, now in pairs
        if was >= FEWEST_ROWS and now < was * (1 - MOST_ROWS_LOST)
    ]


def emptied_fields(before: Vitals, after: Vitals) -> list[str]:
    """Fields that suddenly say less, in words, by name."""
    if before.looked < FEWEST_ROWS or not after.looked:
        return []
    return list(_emptied(before, after))


def _emptied(before: Vitals, after: Vitals) -> Iterator[str]:
    for name, count in sorted(before.filled.items()):
        was = 100 * count / before.looked
        now = 100 * after.filled.get(name, 0) / after.looked
        is_rare_and_gone = count >= FEWEST_ROWS and now < was * MOST_OF_A_FIELD_LOST
        if was - now > MOST_POINTS_LOST or is_rare_and_gone:
            yield f"{name} is filled in {now:.1f} % of rows, {was:.1f} % before"


def moved_means(before: Vitals, after: Vitals) -> list[str]:
    """Groups whose values suddenly lie elsewhere, in words, by name."""
    return [
        f"the mean of {name} is {now.mean:.1f}, {was.mean:.1f} before"
        for name, was in sorted(before.spreads.items())
        if (now := after.spreads.get(name)) is not None
        and min(was.count, now.count) >= FEWEST_ROWS
        and abs(now.mean - was.mean) > MOST_MEAN_MOVED
    ]
