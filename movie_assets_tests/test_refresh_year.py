"""A small simulated year: nobody starves, poison stays small, what comes out is read at once."""

import numpy as np
import pytest

from movie_assets.refresh.policy import POLICY
from movie_assets_tests.refresh_simulation import Figures, OldestFirst, Ours, Seed, simulate
from movie_assets_tests.refresh_world import World

# 6,000 titles, and Rotten Tomatoes' budget of 5,000 for 1.2 M.
SCALE, BUDGET, DAYS = 0.005, 25, 365
YEARS = 1_500


def year(
    way: type[Ours] | type[Seed] | type[OldestFirst], budget: int = BUDGET, days: int = DAYS
) -> Figures:
    world = World.made(days, SCALE)
    return simulate(world, "rotten_tomatoes", way(world, "rotten_tomatoes"), budget)


@pytest.fixture(scope="module")
def ours() -> Figures:
    return year(Ours)


def test_nobody_starves() -> None:
    ours, oldest_first = year(Ours, days=YEARS), year(OldestFirst, days=YEARS)
    # A round of all takes oldest-first 240 days, and longer as titles appear.
    assert 240 <= oldest_first.worst_check <= 320
    assert ours.worst_check <= 3 * oldest_first.worst_check
    assert ours.worst_has <= 3 * oldest_first.worst_has
    # Of 25 requests the longest waiting are sure of 6.75, and 7,618 titles are there in the end.
    titles = 6_000 + int(216 * SCALE * (YEARS - 1))
    assert titles == 7_618
    assert POLICY.longest_wait_days("rotten_tomatoes", titles, BUDGET) == pytest.approx(
        1_128.6, abs=0.1
    )
    assert ours.worst_check < 1_129 < YEARS - 1


def test_poison_takes_little_of_us_and_nearly_all_of_the_seed(ours: Figures) -> None:
    assert ours.poisoned / ours.asked <= 0.01
    seed = year(Seed)
    assert seed.poisoned / seed.asked > 0.5
    assert np.mean(seed.ages) > 10 * np.mean(ours.ages)


def test_releases_are_read_on_the_day_they_appear(ours: Figures) -> None:
    told = ours.releases[~np.isnan(ours.releases)]
    assert len(told) > 30
    assert told.mean() >= 0.93  # 2 % always fail: of 55 releases one or two


def test_every_request_is_used_while_anything_is_due(ours: Figures) -> None:
    assert ours.asked == BUDGET * DAYS


def test_the_first_day_reads_nearly_all_that_could_be_read(ours: Figures) -> None:
    # As much as one can that knows popularity and links; `bound` knows every page beforehand.
    assert ours.coverage[0] >= 0.98 * ours.blind[0] >= 0.96 * ours.bound[0]
    assert ours.coverage[-1] >= 0.95 * ours.blind[-1] >= 0.90 * ours.bound[-1]
