"""The refresh policy as data: every knob, its value and its reason. Who is due by it: `due`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import inf
from typing import NamedTuple

from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome

# How an answer ended decides what it says of the title: that the source has it, that it has not,
# or nothing; a wall says nothing of the title and is never held against it.
PRESENT = frozenset({Outcome.FOUND, Outcome.NO_SCORE_YET})
ABSENT = TITLE_OUTCOMES - PRESENT

NEW, REFRESH, BOOSTED, FAILING = "new", "refresh", "boosted", "failing"
LANES = (NEW, REFRESH, BOOSTED, FAILING)


class Tier(NamedTuple):
    """How long an answer lasts for titles at least this popular (TMDB's scale).

    Units: `unlinked` multiplies the days of a title nobody has told us a page of.
    """

    at_least: float
    days: float
    unlinked: float


class Stage(NamedTuple):
    """A time of a title's life: until so many days after its release (before it, when negative).

    Units: `factor` multiplies the tier's days, `most_days` bounds them; after an answer that the
           source has no page of the title, `absent_days` pass; before any answer `unasked`
           multiplies the tier's days.
    """

    until_days: float
    factor: float
    most_days: float
    absent_days: float
    unasked: float = 1.0


class Shares(NamedTuple):
    """Shares of a source's requests that queues are sure of; `failing` is the most, by the day.

    `refresh` goes by how overdue a title is, whatever its lane; `waiting` by how long ago it was
    asked.
    """

    new: float
    refresh: float
    boosted: float
    waiting: float
    failing: float


class SourcePolicy(NamedTuple):
    """What is particular to a source.

    Units: `patience` multiplies days of tiers and of missing pages, `longest_days` bounds what
           comes of it, `requests` is what one title costs on average. After `waiting_days`
           a title may be asked again as one of the longest waiting, however long its answer
           lasts: a round of 1.2 million titles at the day's budget. `rarity` is the power the
           tiers' `unlinked` is raised to: the fewer titles a source has, the higher.
    """

    patience: float = 1.0
    longest_days: float = inf
    is_linked_by_ids: bool = False
    requests: float = 1.0
    waiting_days: float = inf
    rarity: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Every knob of the policy; why each is as it is, is in REASONS."""

    tiers: tuple[Tier, ...] = (
        Tier(64, 1, 1),
        Tier(32, 2, 1),
        Tier(16, 4, 1),
        Tier(8, 8, 1.25),
        Tier(4, 16, 1.75),
        Tier(2, 32, 3),
        Tier(1, 64, 5),
        Tier(0, 120, 6),
    )
    stages: tuple[Stage, ...] = (
        Stage(until_days=-30, factor=2.0, most_days=inf, absent_days=120, unasked=2.0),
        Stage(until_days=14, factor=0.25, most_days=3, absent_days=10),
        Stage(until_days=60, factor=0.5, most_days=14, absent_days=30),
        Stage(until_days=365, factor=1.0, most_days=inf, absent_days=180),
        Stage(until_days=3_650, factor=1.0, most_days=inf, absent_days=750),
        Stage(until_days=inf, factor=1.5, most_days=inf, absent_days=750),
    )
    opening: int = 1
    appeared_days: float = 2.0
    appeared_factor: float = 1_000.0
    undated: int = 4
    least_days: float = 1.0
    never_known_days: float = 45.0
    failing_rounds: float = 3.0
    absent_tiers: float = 30.0
    absent_linked: float = 4.0
    change_share: float = 0.5
    change_factors: tuple[float, float] = (0.5, 1.25)
    wall_hours: int = 6
    backoff_hours: tuple[float, ...] = (6, 24, 96, 384)
    quarantine_days: float = 60.0
    failing_turn: float = 0.05
    jitter: float = 0.25
    boost_days: float = 7.0
    shares: Shares = field(
        default_factory=lambda: Shares(
            new=0.02, refresh=0.51, boosted=0.20, waiting=0.27, failing=0.001
        )
    )
    sources: Mapping[str, SourcePolicy] = field(
        default_factory=lambda: {
            "tmdb": SourcePolicy(longest_days=150),
            "tmdb_seasons": SourcePolicy(longest_days=150),
            "wikidata": SourcePolicy(patience=4),
            "wikipedia": SourcePolicy(patience=4),
            "wikipedia_search": SourcePolicy(patience=4),
            "imdb_page": SourcePolicy(waiting_days=40),
            "metacritic": SourcePolicy(
                is_linked_by_ids=True, requests=2, patience=3, waiting_days=2_000, rarity=1.3
            ),
            "rotten_tomatoes": SourcePolicy(is_linked_by_ids=True, requests=2, waiting_days=240),
            "tv_tropes": SourcePolicy(
                is_linked_by_ids=True, requests=2, patience=2, waiting_days=133, rarity=2
            ),
        }
    )

    @property
    def quarantined_at(self) -> int:
        """So many failures in a row put a title in quarantine."""
        return len(self.backoff_hours) + 1

    def of(self, source: str) -> SourcePolicy:
        """What is particular to a source; nothing is to one that is not named."""
        return self.sources.get(source, SourcePolicy())

    def hold_hours(self, failures: int) -> float:
        """How long a title is left alone after so many failures in a row, before the jitter."""
        if failures < 1:
            return 0.0
        if failures < self.quarantined_at:
            return self.backoff_hours[failures - 1]
        return 24 * self.quarantine_days

    def failing_most(self, budget: int | None, day: int) -> int | None:
        """How many failing titles a source may be asked for on a day; None where none is counted.

        Units: `day` counts days from any one; of a small budget one comes up every so many days.

        >>> [POLICY.failing_most(600, day) for day in range(5)], POLICY.failing_most(None, 0)
        ([0, 1, 0, 1, 1], None)
        """
        if budget is None:
            return None
        a_day = self.shares.failing * budget
        return int((day + 1) * a_day) - int(day * a_day)

    def longest_wait_days(self, source: str, titles: int, a_day: float) -> float:
        """The longest that a title whose page does not fail waits to be asked again, or at all.

        Who waits longest goes first in a queue of its own. Nobody overtakes there: whoever is asked
        goes to its end, as whoever appears does. So of the titles there when one was last asked
        each comes before it once at most, at waiting's share of the day: titles / (share x a day).
        While the queue is empty a title may wait for `waiting_days` to pass; as at most `a_day`
        were asked each day before, that costs what they are longer than titles / a day.
        Units: days, of a budget of so many titles a day; plain oldest-first needs titles / a day,
               and titles / (a day - arrivals) where what appears is asked at once.

        >>> [round(POLICY.longest_wait_days(*one)) for one in (
        ...     ("metacritic", 1_200_000, 600), ("rotten_tomatoes", 1_200_000, 5_000))]
        [7407, 889]
        """
        a_round = titles / a_day
        lasts = self.of(source).waiting_days
        return a_round / self.shares.waiting + max(0.0, lasts - a_round)


POLICY = Policy()

REASONS: dict[str, str] = {
    "tiers": "Where views fall as 1/rank, the mean age of what is looked at is least when "
    "intervals grow with the square root of the rank; TMDB's popularity falls with about that "
    "root (283 of 26,517 films reach 20, 5,563 reach 5), so days x popularity = 64 throughout. "
    "A title no one linked may have no page at all: of the most popular nearly every one has, of "
    "the least one in a hundred, and by the same law asking is worth it at the root of that.",
    "stages": "Scores are made in the weeks around a release: of Metascores of films released "
    "in 2019 and 2020 a fifth moved by 2025, of those of two years before 7 %. A page that is "
    "not there at the opening may come any week; one missing after years hardly ever does.",
    "opening": "The stage in which a title is new to everybody, not to us alone.",
    "appeared_days": "An export that was missed once is made up for by the next.",
    "appeared_factor": "Ahead of any backlog: 45 days over at most 1,440 are 0.03, and times this "
    "31; what the first of all exports brought is no news.",
    "undated": "A title without a date is as a rule an old one nobody dated.",
    "least_days": "The spine, the lists and the lanes themselves go by the day.",
    "never_known_days": "A title nothing is known of is as bad as one whose facts are six weeks "
    "old: in a first week popular titles come before second looks at the most popular. At 60 days "
    "half of Metacritic's requests went to titles never asked, and two in a hundred of those fail.",
    "failing_rounds": "Two titles in a hundred always fail: asked as often as others they would "
    "take two requests in a hundred, every third time 0.7, and all together must stay below one.",
    "absent_tiers": "Of a title much looked at a missing page is the more likely to be a mistake.",
    "absent_linked": "Wikidata names a page where we found none: one of the two is wrong.",
    "change_share": "An interval is right when every other answer tells something new.",
    "change_factors": "Three answers in a row without news are weak evidence, and views alone "
    "say a title matters, so it may not move a title by more than a tier.",
    "wall_hours": "A wall, a limit or a dead key says nothing of the title; hosts let one in "
    "again within hours.",
    "backoff_hours": "Most faults of a single page are gone the same day; what fails four times "
    "over three weeks is the page.",
    "quarantine_days": "Forgotten never: six looks a year cost nothing.",
    "failing_turn": "The few failing titles of a day come up early in it, among any twenty others.",
    "jitter": "Titles that failed together must not come back together.",
    "boost_days": "As in the seed's second lane: each title at most once a week.",
    "shares": "Each queue is sure of its share, so new titles, overdue ones, those people look at "
    "and those that wait longest never starve one another. Waiting's is the inverse of how many "
    "times the longest wait exceeds a plain round of all: 3.7 times. More would go to titles never "
    "asked, of which two in a hundred always fail, and failing ones must stay below one in a "
    "hundred in all; of titles that failed before one in a thousand is asked out of that turn. "
    "New has little, since what nobody ever asked stands among the longest waiting, and what is "
    "popular or just out among the overdue.",
    "sources": "TMDB's terms end at six months. Ids and articles change by the season, tropes "
    "by the month; 600 pages a day spent on the same few titles every day would "
    "never come to the others. Pages are found by an id, or by two guesses on average. TV Tropes "
    "has 25,000 titles, Metacritic 80,000, Rotten Tomatoes 200,000: what nobody linked is the "
    "likelier to have no page.",
}


def jitter_of(title_id: str, source: str, failures: int) -> float:
    """A number from 0 to 1 that only these three decide: the first 32 bits of their md5.

    >>> jitter_of("movie/603", "tmdb", 1) == jitter_of("movie/603", "tmdb", 1)
    True
    """
    text = f"{title_id}|{source}|{failures}"
    digest = hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
    return int(digest[:8], 16) / 2**32
