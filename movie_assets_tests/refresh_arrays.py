"""The refresh policy over arrays: the same knobs as the SQL, for years of days in minutes.

A test holds every answer of it to the SQL's. Times are days from one midnight, missing is NaN.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from movie_assets.refresh.policy import (
    BOOSTED,
    FAILING,
    LANES,
    NEW,
    POLICY,
    REFRESH,
    Policy,
    jitter_of,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
LANE = {name: np.int8(number) for number, name in enumerate(LANES)}


@dataclass
class Titles:
    """What the policy is told of titles at one source, an array each."""

    ids: Ints  # `movie/<id>`
    popularity: Floats
    released: Floats
    first_seen: Floats
    linked: Bools
    views: Floats
    requested: Bools
    changed_on: Floats
    checked_at: Floats
    good_at: Floats
    absent: Bools  # the newest answer says the source has no page
    walled: Bools  # the newest answer was a wall
    failures: Ints
    answers: Ints
    changes: Ints

    @classmethod
    def unknown(cls, count: int) -> Titles:
        """So many titles of which nothing is known."""
        missing = np.full(count, np.nan)
        zero, no = np.zeros(count, np.int64), np.zeros(count, bool)
        return cls(
            ids=np.arange(count), popularity=np.zeros(count), released=missing.copy(),
            first_seen=np.zeros(count), linked=no.copy(), views=np.zeros(count),
            requested=no.copy(), changed_on=missing.copy(), checked_at=missing.copy(),
            good_at=missing.copy(), absent=no.copy(), walled=no.copy(), failures=zero.copy(),
            answers=zero.copy(), changes=zero.copy(),
        )  # fmt: skip

    def of(self, which: Ints) -> Titles:
        """Some of the titles."""
        return Titles(**{one.name: getattr(self, one.name)[which] for one in fields(self)})

    def first(self, count: int) -> Titles:
        """The first so many titles, not copied: of a million that takes longer than to choose."""
        return Titles(**{one.name: getattr(self, one.name)[:count] for one in fields(self)})


@dataclass
class Reckoned:
    """The policy's answer for every title that is due; `who` they are, by number."""

    who: Ints
    due_at: Floats
    priority: Floats
    worth: Floats
    looked_at: Floats
    waited: Floats
    is_waiting: Bools
    lane: npt.NDArray[np.int8]


def of_tier(popularity: Floats, what: str, policy: Policy = POLICY, power: float = 1.0) -> Floats:
    """A number of each title's tier, by its name, raised to a power."""
    tiers = sorted(policy.tiers, key=lambda tier: tier.at_least)
    place = np.searchsorted([tier.at_least for tier in tiers], popularity, side="right") - 1
    return np.array([getattr(tier, what) ** power for tier in tiers])[np.maximum(place, 0)]


def stage_of(released: Floats, now: float, policy: Policy = POLICY) -> Ints:
    """The stage of each title's life, by number."""
    ends = [stage.until_days for stage in policy.stages[:-1]]
    place = np.searchsorted(ends, now - released, side="right")
    return np.where(np.isnan(released), policy.undated, place)


def interval_days(source: str, titles: Titles, now: float, policy: Policy = POLICY) -> Floats:
    """How long what is known of each title lasts."""
    own, stage = policy.of(source), stage_of(titles.released, now, policy)
    tier = of_tier(titles.popularity, "days", policy) * own.patience
    factor, most, absent, unasked = (
        np.array([one[place] for one in policy.stages])[stage] for place in (1, 2, 3, 4)
    )
    linked = titles.linked if own.is_linked_by_ids else np.ones_like(titles.linked)
    news = np.sqrt(policy.change_share * (np.maximum(titles.answers, 1) + 1) / (titles.changes + 1))
    news = np.clip(news, *policy.change_factors)
    days = np.minimum(most, tier * factor * news)
    missing = tier * np.where(linked, policy.absent_linked, policy.absent_tiers)
    days = np.where(titles.absent, np.minimum(absent * own.patience, missing), days)
    unlinked = of_tier(titles.popularity, "unlinked", policy, own.rarity)
    unknown = tier * unasked * np.where(linked, 1, unlinked)
    days = np.where(np.isnan(titles.good_at), unknown, days)
    return np.minimum(own.longest_days, np.maximum(policy.least_days, days))


def hold_days(source: str, titles: Titles, policy: Policy = POLICY) -> Floats:
    """How long each title is left alone after its newest answer."""
    held = np.where(titles.walled, policy.wall_hours / 24, 0.0)
    for place in np.flatnonzero(titles.failures):
        failures = int(titles.failures[place])
        spread = (
            2 * policy.jitter * (jitter_of(f"movie/{titles.ids[place]}", source, failures) - 0.5)
        )
        held[place] = policy.hold_hours(failures) / 24 * (1 + spread)
    return held


def due_at(
    source: str, titles: Titles, days: Floats, held: Floats, now: float, policy: Policy = POLICY
) -> Floats:
    """When each title is due; `days` and `held` as the two above give them.

    Few were changed or looked at, and only theirs is worked out: a pass over all takes 4 ms.
    """
    due = titles.good_at + np.minimum(days, policy.of(source).waiting_days)
    unknown = np.flatnonzero(np.isnan(titles.good_at))
    due[unknown] = _seen(titles, unknown, now)
    few = np.flatnonzero(titles.changed_on >= np.floor(titles.good_at))
    since = np.maximum(titles.changed_on[few], titles.good_at[few] + policy.least_days)
    due[few] = np.minimum(due[few], since)
    few = np.flatnonzero((titles.views > 0) | titles.requested)
    checked = titles.checked_at[few]
    again = np.where(np.isnan(checked), _seen(titles, few, now), checked + policy.boost_days)
    due[few] = np.minimum(due[few], again)
    return np.fmax(due, titles.checked_at + held, out=due)


def _seen(titles: Titles, who: Ints, now: float) -> Floats:
    return np.nan_to_num(titles.first_seen[who], nan=now)


def reckon(
    source: str, titles: Titles, days: Floats, held: Floats, now: float, policy: Policy = POLICY
) -> Reckoned:
    """Who is due, in which lane, how urgently."""
    due = due_at(source, titles, days, held, now, policy)
    who = np.flatnonzero(due <= now)
    good_at, views, checked_at = titles.good_at[who], titles.views[who], titles.checked_at[who]
    requested, first_seen = titles.requested[who], titles.first_seen[who]
    unknown = np.isnan(good_at)
    lane = np.where((views > 0) | requested, LANE[BOOSTED], LANE[REFRESH])
    lane[unknown & ~requested] = LANE[NEW]
    lane[titles.failures[who] > 0] = LANE[FAILING]
    new = np.flatnonzero((lane == LANE[NEW]) & (first_seen >= now - policy.appeared_days))
    new = new[first_seen[new] > np.nanmin(titles.first_seen)]
    new = new[stage_of(titles.released[who[new]], now, policy) == policy.opening]
    priority = np.where(unknown, policy.never_known_days, now - good_at) / days[who]
    worth, asked_for = priority.copy(), 1e6 * requested
    worth[new] *= policy.appeared_factor
    waited = now - np.where(np.isnan(checked_at), _seen(titles, who, now), checked_at)
    failing_wait = policy.failing_rounds * policy.of(source).waiting_days
    return Reckoned(
        who=who, due_at=due[who], priority=priority, lane=lane, worth=worth + asked_for,
        looked_at=priority * np.sqrt(1 + views) + asked_for, waited=waited,
        is_waiting=(lane != LANE[FAILING]) | (waited >= failing_wait),
    )  # fmt: skip


def chosen(
    titles: Titles,
    told: Reckoned,
    most: int,
    failing_most: int,
    policy: Policy = POLICY,
) -> Ints:
    """Places in `told` of whom to ask, in order: each queue's first, a title by its better one."""
    shares = policy.shares
    place = np.full(len(told.who), np.inf)
    is_failing = told.lane == LANE[FAILING]
    ids, popularity = titles.ids[told.who], titles.popularity[told.who]
    queues = (
        (told.lane == LANE[NEW], told.worth, shares.new, most),
        (~is_failing, told.worth, shares.refresh, most),
        (told.lane == LANE[BOOSTED], told.looked_at, shares.boosted, most),
        (told.is_waiting, told.waited, shares.waiting, most),
        (is_failing, told.worth, policy.failing_turn, failing_most),
    )
    for where, by, share, limit in queues:
        first = _first(np.flatnonzero(where), by, popularity, ids, limit)
        place[first] = np.minimum(place[first], np.arange(1, len(first) + 1) / share)
    standing = np.flatnonzero(np.isfinite(place))
    order = np.lexsort((_as_text(ids[standing]), place[standing]))
    return standing[order[:most]]


def _first(who: Ints, by: Floats, popularity: Floats, ids: Ints, limit: int) -> Ints:
    """The first of a queue: highest number, then most popular, then by id."""
    if 0 < limit < len(who):
        height = by[who]
        edge = np.partition(height, len(who) - limit)[len(who) - limit]
        tied = who[height == edge]
        if len(tied) > limit:  # of a whole tier that ties, only the most popular can get in
            pops = popularity[tied]
            tied = tied[pops >= np.partition(pops, len(tied) - limit)[len(tied) - limit]]
        who = np.concatenate([who[height > edge], tied])
    keys = (_as_text(ids[who]), -popularity[who], -by[who])
    return who[np.lexsort(keys)][:limit]


def _as_text(ids: Ints) -> npt.NDArray[np.str_]:
    return ids.astype(str)
