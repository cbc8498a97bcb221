"""A world for the refresh policy: titles, views and pages out of figures, the same every time."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from movie_assets_tests.refresh_arrays import Bools, Floats, Ints

FACTS = Path(__file__).parent / "benchmarks" / "refresh_facts.json"
# Days before and after its appearance in the export on which what just came out comes out.
RELEASED_WITHIN = 10


def read_facts() -> dict[str, Any]:
    """The figures alone; where each is from stands beside it in the file."""
    return {name: one["value"] for name, one in json.loads(FACTS.read_text()).items()}


@dataclass
class World:
    """Titles of the first day and those that appear later, by number.

    Shape: `has` and `linked` are by source; `appeared` is the day a title came into the export
           (0: it was there); `views` sum to 1 over the titles there. `odds` is how likely each
           source is to have a title, which is all that can be known of a page nobody linked.
    """

    facts: dict[str, Any]
    days: int
    scale: float
    random: np.random.Generator
    base: Floats  # the logarithm of each title's own popularity
    popularity: Floats
    views: Floats
    appeared: Floats
    released: Floats
    is_release: Bools
    poison: Bools
    has: dict[str, Bools]
    odds: dict[str, Floats]
    linked: dict[str, Bools]
    moved: Floats
    today: int = 0
    order: Ints = field(default_factory=lambda: np.empty(0, np.int64))  # the most popular first

    @classmethod
    def made(cls, days: int, scale: float = 1.0, seed: int = 1) -> World:
        """The world of so many days; `scale` shrinks titles, arrivals and what sources have."""
        facts, random = read_facts(), np.random.default_rng(seed)
        old = int(facts["titles"] * scale)
        a_day = facts["arrivals_a_day"]
        new = int(a_day["titles"] * scale * (days - 1))
        shape = facts["popularity"]
        rank = np.arange(1, old + 1)
        base = np.log(shape["top"] * (rank / scale) ** -shape["exponent"])
        out = facts["release_popularity"]
        is_release = np.concatenate(
            [np.zeros(old, bool), random.random(new) < a_day["releases"] / a_day["titles"]]
        )
        of_new = np.log(out["median"]) + out["sd"] * random.standard_normal(new)
        of_new[~is_release[old:]] = np.log(random.uniform(0.4, 0.8, int((~is_release[old:]).sum())))
        appeared = np.zeros(old + new)
        appeared[old:] = np.sort(random.integers(1, max(2, days), new))
        released = appeared - 9_000.0
        released[:old] = -40 - random.exponential(6_000, old)
        just_out = random.permutation(old)[: int(a_day["releases"] * scale * 40)]
        released[just_out] = random.uniform(-40, 0, len(just_out))
        released[is_release] = appeared[is_release] + random.uniform(
            -RELEASED_WITHIN, RELEASED_WITHIN, int(is_release.sum())
        )
        count = old + new
        odds = {
            name: np.concatenate(
                [
                    _thinned(rank / scale, facts["has"][name] * scale, old),
                    np.where(is_release[old:], facts["release_has"][name], 0.02),
                ]
            )
            for name in facts["budgets"]
        }
        has = {name: random.random(count) < own for name, own in odds.items()}
        world = cls(
            facts=facts, days=days, scale=scale, random=random,
            base=np.concatenate([base, of_new]), popularity=np.zeros(count),
            views=np.zeros(count), appeared=appeared, released=released, is_release=is_release,
            poison=random.random(count) < facts["poison"], has=has, odds=odds,
            linked={
                name: own & (appeared == 0) & (random.random(count) < facts["linked"])
                for name, own in has.items()
            },
            moved=facts["popularity_moves"]["sd"] * random.standard_normal(count),
        )  # fmt: skip
        world.move(0)
        return world

    @property
    def there(self) -> int:
        """How many titles have appeared by now; those that come later stand behind them."""
        return int(np.searchsorted(self.appeared, self.today, side="right"))

    def move(self, day: int) -> None:
        """Begin a day: titles appear; once a week popularity moves, and the views with it."""
        self.today = day
        if day % 7 == 0 and day > 0:
            move = self.facts["popularity_moves"]
            kept = np.exp(-1 / move["weeks"])
            noise = move["sd"] * np.sqrt(1 - kept**2)
            self.moved = kept * self.moved + noise * self.random.standard_normal(len(self.moved))
        if day % 7 == 0:
            faded = np.log(2) * np.maximum(0, day - self.appeared) * self.is_release
            half_life = self.facts["release_popularity"]["half_life_days"]
            self.popularity = np.exp(self.base + self.moved - faded / half_life)
        self._look()

    def _look(self) -> None:
        """Zipf's law over the rank by popularity, among the titles there."""
        there, ranked = self.there, len(self.order)
        if self.today % 7 == 0:
            self.order = np.argsort(-self.popularity[:there], kind="stable")
        elif there == ranked:
            return
        else:  # popularity stands still: who appears is put in, as to sort all takes 0.3 s
            new = ranked + np.argsort(-self.popularity[ranked:there], kind="stable")
            behind = np.searchsorted(
                -self.popularity[self.order], -self.popularity[new], side="right"
            )
            self.order = np.insert(self.order, behind, new)
        self.views[self.order] = 1 / np.arange(1, there + 1)
        self.views[:there] /= self.views[:there].sum()

    def viewed(self) -> Floats:
        """How often each title was looked at in the week before."""
        a_week = 7 * self.facts["views_a_day"] * self.scale
        return self.random.poisson(a_week * self.views).astype(float)

    def worth_asking(self, source: str, is_linked_by_ids: bool) -> Floats:
        """The views each title's page is likely to serve, by what its popularity and links say.

        Where there is no link, those that have one are known to be among the rest no more.
        """
        odds = self.odds[source][: self.there]
        if not is_linked_by_ids:
            return self.views[: self.there] * odds
        linked = self.facts["linked"]
        guessed = odds * (1 - linked) / (1 - linked * odds)
        return self.views[: self.there] * np.where(self.linked[source][: self.there], 1.0, guessed)

    def change_rate(self, source: str, who: Ints) -> Floats:
        """Changes a day of what a source says of some titles."""
        young = np.abs(self.today - self.released[who]) < 90
        factor = np.where(young, self.facts["young_change_factor"], 1.0)
        return self.facts["changes_a_year"][source] / 365 * factor


def _thinned(rank: Floats, size: float, count: int) -> Floats:
    """How likely a source has a title of a rank: 1 / (1 + rank / r0), with r0 so that it fits."""
    if size >= 0.8 * count:
        return np.full(count, size / count)
    low, high = 1.0, 1e9
    for _ in range(60):
        middle = np.sqrt(low * high)
        low, high = (middle, high) if (1 / (1 + rank / middle)).sum() < size else (low, middle)
    return 1 / (1 + rank / low)
