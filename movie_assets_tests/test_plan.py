"""What a run costs, told before it starts: by hand from budgets, rates and measured answers."""

import pytest
from universe_lanes import START, bench_at

from movie_assets.assets.spine import SPINE
from movie_assets.commands import planning
from movie_assets.model.contract import table_of
from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.title_rows import SpineTitle
from movie_assets.refresh.forecast import Ask, Cost, bytes_after, days_in_all, forecast
from movie_assets.resources.lake import dataset
from movie_assets.settings import read_settings

COSTS = {"a": Cost(requests=2, bytes_a_request=1_000, reason="measured")}


def ask(titles: int, a_day: int | None, rate: float = 1.0, host: str = "h") -> Ask:
    return Ask(source="a", host=host, titles=titles, requests_per_second=rate, requests_a_day=a_day)


def test_the_smaller_of_rate_and_budget_counts():
    assert forecast(ask(500, 100), COSTS).days == 10
    assert forecast(ask(86_400, None), COSTS).days == 2
    assert forecast(ask(86_400, 10**9), COSTS).days == 2
    assert forecast(ask(5, 0), COSTS).days == float("inf")
    assert forecast(ask(0, 0), COSTS).days == 0


def test_sources_of_one_host_take_turns_and_hosts_do_not():
    on_one = [forecast(ask(500, 100), COSTS), forecast(ask(500, 200), COSTS)]
    elsewhere = forecast(ask(500, 100, host="other"), COSTS)
    assert days_in_all([*on_one, elsewhere]) == 15


def test_disk_grows_with_what_can_have_come():
    found = [forecast(ask(500, 100), COSTS)]
    assert bytes_after(found, 5, 0) == 500_000
    assert bytes_after(found, float("inf"), 0) == 1_000_000


@pytest.fixture
def live(tmp_path, monkeypatch):
    for name, value in {
        "HOME": str(tmp_path), "CONTACT": "a@example.org", "TMDB_TOKEN": "t",
    }.items():  # fmt: skip
        monkeypatch.setenv(f"MOVIE_ASSETS_{name}", value)
    return read_settings(live=True)


def test_an_empty_live_home_is_planned_by_what_an_export_holds(live):
    made = planning.plan(live)
    told = {one.source: one for one in made.sources}
    assert (made.titles, made.is_counted) == (1_182_000, False)
    # 2.1 requests a title and 600 a day.
    assert told["metacritic"].requests == 2_482_200
    assert told["metacritic"].days == 4_137
    assert told["tmdb"].days == pytest.approx(1_182_000 / 40 / 86_400)
    assert made.days == 4_137
    assert made.bytes_first < made.bytes_in_all
    assert not (live.home / "lake").exists()  # nothing is written


def test_a_budget_of_ones_own_counts_and_withheld_sources_are_not_planned(live, monkeypatch):
    monkeypatch.setenv("MOVIE_ASSETS_BUDGETS", '{"tv_tropes": 100, "wikidata": null}')
    monkeypatch.setenv("MOVIE_ASSETS_RIGHTS", "non-commercial")
    made = planning.plan(read_settings(live=True))
    told = {one.source: one for one in made.sources}
    assert told["tv_tropes"].requests_a_day == 100
    assert told["wikidata"].requests_a_day == 86_400
    assert "metacritic" not in told
    assert "metacritic" in made.withheld


def test_what_is_due_is_counted_in_a_home_that_has_titles(live, tmp_path):
    work = bench_at({}, tmp_path)
    titles = [
        SpineTitle(title_id=f"movie/{n}", kind="movie", origin="tmdb", popularity=5.0,
                   state="active", first_seen=START.date())
        for n in range(10)
    ]  # fmt: skip
    work.lake.write_table(SPINE, "movie-00", arrow_table(table_of(SpineTitle), titles), "data")
    settings = replace_live(live)
    checks = [
        SourceCheck(source="tmdb", title_id=f"movie/{n}", checked_at=START, outcome="found",
                    good_at=START, answer_id="a")
        for n in range(4)
    ]  # fmt: skip
    table = arrow_table(table_of(SourceCheck), checks)
    work.lake.write_table(dataset("source_check", "tmdb"), "movie-00", table, "data")
    made = planning.plan(settings)
    told = {one.source: one for one in made.sources}
    assert (made.titles, made.is_counted) == (10, True)
    assert (told["tmdb"].titles, told["wikidata"].titles) == (6, 10)


def replace_live(live):
    """The same home against the universe, whose clock is START."""
    return live.model_copy(update={"live": False})
