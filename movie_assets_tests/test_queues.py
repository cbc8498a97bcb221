"""The queues the due stand in: shares, what flows on, and how long anybody waits at most."""

from collections import Counter
from dataclasses import replace

import pytest
from checks_made import ago, check
from due_place import due, reasons

from movie_assets.refresh.policy import POLICY
from movie_assets_tests.pure_rooms import Room


@pytest.fixture
def room() -> Room:
    return Room()


def made(room: Room, new: int, known: int, failing: int, most: int) -> Counter[str]:
    counts = {"new": new, "known": known, "failing": failing}
    wanted = {f"{lane}/{n}": 5.0 for lane, count in counts.items() for n in range(count)}
    checks = [check(f"known/{n}", ago(days=200)) for n in range(known)]
    checks += [
        replace(check(f"failing/{n}", ago(days=200), "unreachable"), failures=6)
        for n in range(failing)
    ]
    rows = due(room, wanted, *checks, most=most)
    return Counter(row["lane"] for row in rows)


def test_each_queue_has_its_share_of_any_number_of_requests(room: Room) -> None:
    # All are due. Ten days overdue are the popular; the longest waiting, the unpopular of which
    # 130 days are no more than 1.08 of the allowed; nobody looked at any, so boosted's share flows
    # on: 0.51 : 0.27 : 0.02, and 0.05 of failing ones where no budget counts them.
    popularity = {"overdue": 64.0, "waiting": 0.5, "new": 0.5, "failing": 0.5}
    wanted: dict[str, float | None] = {
        f"{kind}/{n}": own for kind, own in popularity.items() for n in range(110)
    }
    checks = [check(f"overdue/{n}", ago(days=10)) for n in range(110)]
    checks += [check(f"waiting/{n}", ago(days=130)) for n in range(110)]
    checks += [
        replace(check(f"failing/{n}", ago(days=80), "unreachable"), failures=6) for n in range(110)
    ]
    for most, overdue, waiting, new, failing in (
        (85, 51, 27, 2, 5),
        (170, 102, 54, 4, 10),
    ):
        rows = due(room, wanted, *checks, most=most)
        told = Counter(row["title_id"].split("/")[0] for row in rows)
        assert told == dict(overdue=overdue, waiting=waiting, new=new, failing=failing)


def test_who_waited_a_round_is_asked_out_of_turn_and_who_fails_every_third(room: Room) -> None:
    # Of a page that is not there the next look is due after 750 days, a round takes 240.
    wanted = {"movie/1": 0.5, "movie/2": 0.5}
    for days, expected in ((239, []), (241, [("movie/1", "waiting")])):
        missing = check("movie/1", ago(days=days), "not_found", "rotten_tomatoes")
        other = check("movie/2", ago(days=200), "not_found", "rotten_tomatoes")
        rows = due(room, wanted, missing, other, source="rotten_tomatoes", most=5)
        assert reasons(rows) == expected
        # Where no budget cuts anything off nobody waits.
        assert due(room, wanted, missing, other, source="rotten_tomatoes") == []
    for days, expected in ((719, []), (721, [("movie/1", "quarantined")])):
        failing = check("movie/1", ago(days=days), "unreachable", "rotten_tomatoes")
        rows = due(
            room, {"movie/1": 0.5}, replace(failing, failures=7), source="rotten_tomatoes",
            most=5, failing_most=0,
        )  # fmt: skip
        assert reasons(rows) == expected


@pytest.mark.parametrize(
    ("source", "a_day", "days", "oldest_first"),
    # 1.2 million titles, 216 more a day: 1,200,000 / (0.27 x a day), and / (a day - 216).
    [
        ("metacritic", 600, 7_407.4, 3_125.0),
        ("rotten_tomatoes", 5_000, 888.9, 250.8),
        ("tv_tropes", 9_000, 493.8, 136.6),
        ("imdb_page", 30_000, 148.1, 40.3),
    ],
)
def test_the_longest_wait_is_of_the_order_of_oldest_first(
    source: str, a_day: int, days: float, oldest_first: float
) -> None:
    assert POLICY.longest_wait_days(source, 1_200_000, a_day) == pytest.approx(days, abs=0.1)
    assert 1_200_000 / (a_day - 216) == pytest.approx(oldest_first, abs=0.1)
    assert days <= 3.7 * oldest_first
    # Half the titles at the same budget: what may not be asked before a round of all is waited for.
    half = days / 2 + POLICY.of(source).waiting_days - 600_000 / a_day
    assert POLICY.longest_wait_days(source, 600_000, a_day) == pytest.approx(half, abs=0.1)


@pytest.mark.parametrize(("new", "known"), [(2_000, 10), (10, 2_000), (2_000, 0), (0, 2_000)])
def test_what_a_lane_does_not_use_flows_on(room: Room, new: int, known: int) -> None:
    told = made(room, new, known, 0, 500)
    assert told.total() == 500
    assert min(told["new"], told["refresh"]) == min(new, known)
