"""Days: facts move by rule, the same way each time, and day 0 is the facts file itself."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.universe import days
from movie_assets.universe.facts import LifeEvent, load_facts
from movie_assets.universe.state import UniverseDay

FACTS = load_facts()
DAY_0, DAY_9 = UniverseDay(FACTS, 0), UniverseDay(FACTS, 9)
title_ids = st.sampled_from(sorted(FACTS.titles))


def test_the_first_day_is_2025_07_01():
    assert days.date_of(0) == date(2025, 7, 1)
    assert days.day_of(date(2025, 8, 1)) == 31


def test_day_0_is_exactly_the_facts_file():
    for title_id in ("movie/603", "tv/1396", "movie/422"):
        assert DAY_0.title(title_id) == FACTS.titles[title_id]
    assert DAY_0.offers("movie/348") == FACTS.offers["movie/348"]


@given(title_ids, st.integers(0, 200))
def test_votes_never_shrink(title_id, day):
    base = FACTS.titles[title_id].imdb_count or 10
    assert base <= days.count_on(title_id, base, day) <= days.count_on(title_id, base, day + 1)


@given(title_ids, st.integers(0, 400))
def test_a_score_drifts_by_half_a_point_at_most(title_id, day):
    base = FACTS.titles[title_id].imdb_score or 6.0
    assert abs(days.score_on(title_id, base, day) - base) <= 0.5 + 1e-9


@given(title_ids, st.integers(1, 60))
def test_a_day_is_the_same_however_often_it_is_asked(title_id, day):
    offers = FACTS.offers.get(title_id, ())
    first = days.offers_on(offers, FACTS.providers, day)
    assert first == days.offers_on(offers, FACTS.providers, day)
    assert UniverseDay(FACTS, day).title(title_id) == UniverseDay(FACTS, day).title(title_id)


@pytest.mark.parametrize(
    ("events", "there"),
    [
        ([("appears", 3)], [False, False, False, True, True]),
        ([("vanishes", 2)], [True, True, False, False, False]),
        ([("appears", 1), ("merged", 3)], [False, True, True, False, False]),
        ([], [True] * 5),
    ],
)
def test_a_title_is_there_from_its_first_day_to_its_last(events, there):
    rows = [LifeEvent(title_id="movie/1", event=e, day=d, into=None) for e, d in events]
    assert [days.present(rows, day) for day in range(5)] == there


def test_titles_appear_vanish_and_are_merged_in_the_first_ten_days():
    first = {title.title_id for title in DAY_0.titles}
    tenth = {title.title_id for title in UniverseDay(FACTS, 10).titles}
    assert len(tenth - first) >= 8
    assert len(first - tenth) >= 8


def test_a_merged_id_leads_to_a_title_of_the_same_film():
    for event in FACTS.lifecycle:
        if event.event == "merged":
            assert DAY_0.title(event.title_id) is not None
            assert UniverseDay(FACTS, event.day).title(event.title_id) is None
            target = UniverseDay(FACTS, event.day).title(event.into or "")
            assert target is not None
            assert target.title == FACTS.titles[event.title_id].title


def test_offers_close_open_and_change_price():
    def keyed(day: UniverseDay) -> dict[tuple, float | None]:
        return {
            (o.title_id, o.country, o.provider_id, o.type): o.price
            for title_id in FACTS.offers
            for o in day.offers(title_id)
        }

    before, after = keyed(DAY_0), keyed(DAY_9)
    assert 0.02 < len(before.keys() - after.keys()) / len(before) < 0.06  # 0.4 % a day
    assert len(after.keys() - before.keys()) > 50
    changed = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    assert all(before[key] and after[key] for key in changed)
    assert len(changed) > 100


def test_what_the_change_list_names_is_what_changed():
    edited = set(DAY_9.changed("movie", 9, 9))
    day_8 = UniverseDay(FACTS, 8)
    moved = {
        title.title_id
        for title in DAY_9.of_kind("movie")
        if (old := day_8.title(title.title_id))
        and (title.keywords, title.runtime_min, title.revenue)
        != (old.keywords, old.runtime_min, old.revenue)
    }
    assert moved
    assert moved <= edited


def test_popularity_moves_every_day_within_fifteen_percent():
    first, ninth = FACTS.titles["movie/603"].popularity, DAY_9.title("movie/603").popularity
    assert first != ninth
    assert abs(ninth / first - 1) <= 0.15
