"""Three ways to spend a source's requests in a simulated world, and what comes of each."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from movie_assets.refresh.policy import POLICY, Policy
from movie_assets_tests.refresh_arrays import (
    Bools,
    Floats,
    Ints,
    Titles,
    chosen,
    hold_days,
    interval_days,
    reckon,
)
from movie_assets_tests.refresh_world import World

# Titles of which the tier or stage may change any day are looked at daily, the rest by the week.
_YOUNG_DAYS = 70


class Asker(Protocol):
    """A way to choose whom to ask."""

    def choose(self, budget: int) -> Ints:
        """The titles asked for today, each as often as it is asked for."""
        ...

    def answered(self, who: Ints, found: Ints) -> None:
        """What came of it: who was asked, and which of them the source has."""
        ...


class Ours:
    """The refresh policy."""

    def __init__(self, world: World, source: str, policy: Policy = POLICY) -> None:
        self.world, self.source, self.policy = world, source, policy
        self.titles = Titles.unknown(len(world.popularity))
        self.titles.released, self.titles.first_seen = world.released, world.appeared
        self.titles.linked = world.linked[source]
        self.days = np.ones(len(world.popularity))
        self.held = np.zeros(len(world.popularity))

    def choose(self, budget: int) -> Ints:
        """By the policy, of the titles there."""
        day, there = self.world.today, self.world.there
        if day % 7 == 0:
            self.titles.popularity, self.titles.views = self.world.popularity, self.world.viewed()
            self._reckon_days(np.arange(there))
        else:
            young = self.world.released[:there] > day - _YOUNG_DAYS
            self._reckon_days(np.flatnonzero(young | (self.world.appeared[:there] == day)))
        titles = self.titles.first(there)
        told = reckon(self.source, titles, self.days[:there], self.held[:there], day, self.policy)
        failing = self.policy.failing_most(budget, day) or 0
        return told.who[chosen(titles, told, budget, failing, self.policy)]

    def answered(self, who: Ints, found: Ints) -> None:
        """Note what a check would."""
        titles, day, world = self.titles, self.world.today, self.world
        failed = who[world.poison[who]]
        good = who[~world.poison[who]]
        titles.checked_at[who] = day
        titles.failures[failed] += 1
        since = np.nan_to_num(day - titles.good_at[found], nan=0.0)
        chance = 1 - np.exp(-world.change_rate(self.source, found) * since)
        titles.changes[found] += world.random.random(len(found)) < chance
        titles.answers[good] += 1
        titles.good_at[good] = day
        titles.absent[good] = True
        titles.absent[found] = False
        self._reckon_days(who)
        self.held[failed] = hold_days(self.source, titles.of(failed), self.policy)

    def _reckon_days(self, who: Ints) -> None:
        own = self.titles.of(who)
        self.days[who] = interval_days(self.source, own, self.world.today, self.policy)


class OldestFirst:
    """Whoever was asked longest ago; those never asked first."""

    def __init__(self, world: World, _source: str) -> None:
        self.world = world
        self.queue = deque(world.random.permutation(world.there).tolist())
        self.there = world.there

    def choose(self, budget: int) -> Ints:
        """From the head of one queue; whoever is asked goes to its end."""
        self.queue.extendleft(range(self.there, self.world.there))
        self.there = self.world.there
        who = [self.queue.popleft() for _ in range(min(budget, len(self.queue)))]
        self.queue.extend(who)
        return np.array(who, dtype=np.int64)

    def answered(self, who: Ints, found: Ints) -> None:
        """All that counts is that they were asked."""


class Seed:
    """The seed's completeness lane; its priority lane gets no signal and takes nothing.

    Never selected titles and crashed ones whose buffer is over come first, by popularity; only when
    they do not fill a batch is the longest unselected title taken again.
    """

    def __init__(self, world: World, source: str) -> None:
        self.world = world
        self.batch, self.buffer_min = world.facts["seed_batches"][source]
        count = len(world.popularity)
        self.selected = np.full(count, -np.inf)
        self.never = np.ones(count, bool)
        self.crashed = np.zeros(count, bool)
        self.waiting: Ints = np.empty(0, np.int64)

    def choose(self, budget: int) -> Ints:
        """Batch after batch; one that comes after the buffer of a crashed title retries it."""
        world, asked = self.world, []
        batches = max(1, budget // self.batch)
        tries = min(1.0, 1440 / (batches / world.scale) / self.buffer_min)
        self._queue(budget)
        head, due = 0, 0.0
        crashed = deque(self._crashed())
        for _ in range(batches):
            due = min(due + tries * len(crashed), len(crashed))
            again = [crashed[place] for place in range(min(int(due), self.batch))]
            crashed.rotate(-len(again))  # a list made anew by the batch took most of a year's time
            due -= len(again)
            fresh = self.waiting[head : head + self.batch - len(again)].tolist()
            head += len(fresh)
            asked += [*again, *fresh]
            crashed += [one for one in fresh if world.poison[one]]
        left = budget - len(asked)
        if left > 0:
            asked += self._oldest(left, np.array(asked, dtype=np.int64)).tolist()
        return np.array(asked, dtype=np.int64)

    def _crashed(self) -> list[int]:
        """Those that crashed before today, most popular first."""
        who = np.flatnonzero(self.crashed)
        return who[np.argsort(-self.world.popularity[who], kind="stable")].tolist()

    def _queue(self, budget: int) -> None:
        """The never selected of today, most popular first."""
        there = self.world.there
        who = np.flatnonzero(self.never[:there])
        if len(who) > budget:
            pops = self.world.popularity[who]
            who = who[np.argpartition(-pops, budget)[:budget]]
        self.waiting = who[np.argsort(-self.world.popularity[who], kind="stable")]

    def _oldest(self, count: int, asked: Ints) -> Ints:
        when = np.where(self.never, np.inf, self.selected)[: self.world.there]
        when[asked] = np.inf
        count = min(count, int(np.isfinite(when).sum()))
        return np.argpartition(when, count - 1)[:count] if count else np.empty(0, np.int64)

    def answered(self, who: Ints, found: Ints) -> None:  # noqa: ARG002 - a page counts for nothing
        """A crash leaves a title selected, so that it is taken again."""
        self.never[who] = False
        self.selected[who] = self.world.today
        self.crashed[who] = self.world.poison[who]


@dataclass
class Figures:
    """What came of one way at one source."""

    ages: list[float] = field(default_factory=list)  # of the facts held
    ages_of_all: list[float] = field(default_factory=list)  # what was never read is as old as known
    coverage: list[float] = field(default_factory=list)
    blind: list[float] = field(default_factory=list)  # the most by popularity and links alone
    bound: list[float] = field(default_factory=list)  # the most, were every page known beforehand
    releases: Floats = field(default_factory=lambda: np.empty(0))
    asked: int = 0
    poisoned: int = 0
    worst_has: float = 0.0
    worst_check: float = 0.0
    first_releases: dict[int, bool] = field(default_factory=dict)


def simulate(world: World, source: str, asker: Asker, budget: int) -> Figures:
    """Spend a source's budget every day of the world's; what is known of whom, and how old."""
    figures, count = Figures(), len(world.popularity)
    known_at, checked_at = np.full(count, np.nan), np.full(count, np.nan)
    real = world.has[source] & ~world.poison
    for day in range(world.days):
        world.move(day)
        who = asker.choose(budget)
        asked = np.unique(who)
        found = asked[real[asked]]
        _note_waits(figures, known_at, checked_at, found, asked, world)
        known_at[found], checked_at[asked] = day, day
        asker.answered(asked, found)
        figures.asked += len(who)
        figures.poisoned += int(world.poison[who].sum())
        _measure(figures, world, known_at, real)
        if day < 7:
            _cover(figures, world, source, known_at, real, budget)
    everyone = np.arange(world.there)
    _note_waits(figures, known_at, checked_at, everyone[real[: world.there]], everyone, world)
    _note_releases(figures, world, source, known_at)
    return figures


def _note_waits(
    figures: Figures, known_at: Floats, checked_at: Floats, found: Ints, asked: Ints, world: World
) -> None:
    """The longest that any title has waited: for facts, where there are any, and to be asked."""
    for who, since, name in ((found, known_at, "worst_has"), (asked, checked_at, "worst_check")):
        if len(who):
            waited = world.today - np.where(np.isnan(since[who]), world.appeared[who], since[who])
            setattr(figures, name, max(getattr(figures, name), float(waited.max())))
    for one in found[world.is_release[found] & np.isnan(known_at[found])]:
        figures.first_releases[int(one)] = bool(world.today == world.appeared[one])


def _measure(figures: Figures, world: World, known_at: Floats, real: Bools) -> None:
    there, known = world.there, known_at[: world.there]
    weight = world.views[:there] * real[:there]
    never = np.isnan(known)
    weighed = weight * (world.today - np.where(never, world.appeared[:there], known))
    figures.ages_of_all.append(float(weighed.sum() / weight.sum()))
    held = ~never
    figures.ages.append(float(weighed[held].sum() / max(weight[held].sum(), 1e-12)))


def _cover(
    figures: Figures, world: World, source: str, known_at: Floats, real: Bools, budget: int
) -> None:
    """The views whose page was read, and the most that as many titles asked once could give."""
    there = world.there
    weight = np.where(real[:there], world.views[:there], 0)
    most = min(there, budget * (world.today + 1))
    guess = world.worth_asking(source, POLICY.of(source).is_linked_by_ids)
    figures.coverage.append(float(weight[~np.isnan(known_at[:there])].sum() / weight.sum()))
    for told, by in ((figures.blind, guess), (figures.bound, weight)):
        best = np.argpartition(by, there - most)[there - most :] if most < there else slice(None)
        told.append(float(weight[best].sum() / weight.sum()))


def _note_releases(figures: Figures, world: World, source: str, known_at: Floats) -> None:
    """Of each release with a page: 1 where it was read on the day it appeared, else 0."""
    of_it = np.flatnonzero(world.is_release & world.has[source] & (world.appeared < world.days))
    in_time = known_at[of_it] >= world.appeared[of_it]
    in_time &= np.array([figures.first_releases.get(int(one), False) for one in of_it], bool)
    figures.releases = np.full(len(world.popularity), np.nan)
    figures.releases[of_it] = in_time
