"""The matcher's answer depends neither on the order of its input nor on how it is cut up."""

import random

import pytest

from movie_assets_tests.matching_place import decided, record, title

WORDS = "night river house Alaska King return letters winter Blue man road Secret".split()  # noqa: SIM905


def _crowd(seed: int) -> tuple[list[dict], list[dict]]:
    """300 titles of few words, so that namesakes and rivals abound, and a record for most."""
    chance = random.Random(seed)
    names = [" ".join(chance.sample(WORDS, chance.choice((1, 2, 2, 3)))) for _ in range(300)]
    titles = [
        title(f"movie/{number}", f"The {name}" if number % 3 else name, chance.randint(1990, 2010))
        for number, name in enumerate(names)
    ]
    records = [
        record(
            f"m/{number}",
            one["title"].replace("The ", "").replace("river", "rivers"),
            one["year"] + chance.choice((0, 0, 0, 1, 2)),
        )
        for number, one in enumerate(titles)
        if number % 7
    ]
    return titles, records


@pytest.fixture(scope="module")
def crowd():
    titles, records = _crowd(11)
    return titles, records, decided(titles, records)


def test_the_crowd_holds_all_kinds_of_answers(crowd):
    assert {one["status"] for one in crowd[2].values()} == {"accepted", "review", "rejected"}


@pytest.mark.parametrize("partitions", [7, 21])
def test_partitions_change_nothing(crowd, partitions):
    titles, records, whole = crowd

    assert decided(titles, records, partitions) == whole


@pytest.mark.parametrize("seed", [1, 2])
def test_order_changes_nothing(crowd, seed):
    titles, records, whole = crowd
    chance = random.Random(seed)

    shuffled = decided(
        chance.sample(titles, len(titles)), chance.sample(records, len(records)), partitions=3
    )

    assert shuffled == whole
