"""Loads that are killed or have company: the next one makes the table whole, the log stays true."""

import random
import signal
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from movie_assets.model.title_rows import TitleScore
from movie_assets.resources import loading
from movie_assets.resources.change_log import ChangeLog
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.loading import Turn
from movie_assets_tests.loading_place import Place, score
from movie_assets_tests.loading_process import child, many
from movie_assets_tests.prepared import prepared_database

KILLS = 5


@pytest.fixture
def place(prepared: str, tmp_path: Path) -> Place:
    return Place(prepared, tmp_path)


def expected(place: Place, rows: Iterable[TitleScore]) -> set[tuple[Any, ...]]:
    return {(row.title_id, row.publisher, row.percent) for row in rows}


def served(place: Place) -> set[tuple[Any, ...]]:
    return set(place.rows("select title_id, publisher, percent from catalogue.title_score"))


def check_log(place: Place) -> None:
    """Seq counts 1, 2, 3 …; so do the versions of each title."""
    told = place.events()
    assert [row[0] for row in told] == list(range(1, len(told) + 1))
    versions: dict[str, int] = {}
    for _, _, title_id, version, _ in told:
        assert version == versions.get(title_id, 0) + 1
        versions[title_id] = version


def test_a_kill_at_any_moment_leaves_what_the_next_load_makes_whole(place: Place) -> None:
    dice = random.Random(7)
    place.load("title_score", many(0))
    for turn in range(KILLS):
        seeds = [10 * turn + n for n in range(1, 9)]
        process, told = child(place, seeds)
        assert told.recv() == seeds[0]  # it has begun
        process.join(dice.uniform(0.0, 0.4))
        process.kill()
        process.join()
        assert process.exitcode in (0, -signal.SIGKILL)
        rows = many(10 * turn + dice.randrange(1, 9))
        place.load("title_score", rows)
        assert served(place) == expected(place, rows)
        assert place.replayed("title_score") == place.held("title_score")
    check_log(place)


class Killed(BaseException):
    """Stands for SIGKILL at a named step: nothing after it runs."""


# Where a load may be cut: what is to be written is told, staged, told of, written, noted.
STEPS = (
    (loading, "take_difference"),
    (Turn, "_stage"),
    (ChangeLog, "tell"),
    (loading, "_upsert"),
    (Turn, "note"),
)


@pytest.mark.parametrize(("owner", "name"), STEPS)
@pytest.mark.parametrize("after", [False, True])
def test_a_kill_at_each_step_of_a_load_leaves_the_state_before(
    place: Place, owner: Any, name: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = getattr(owner, name)

    def cut(*arguments: Any, **named: Any) -> Any:
        if after:
            whole(*arguments, **named)
        raise Killed

    first, second, third = many(1), many(2), many(3)
    place.load("title_score", first)
    with monkeypatch.context() as patch:
        patch.setattr(owner, name, cut)
        for rows in (second, third):  # killed twice in a row, over different contents
            with pytest.raises(Killed):
                place.load("title_score", rows)
    assert served(place) == expected(place, first)
    place.load("title_score", third)
    assert served(place) == expected(place, third)
    place.load("title_score", first)
    assert served(place) == expected(place, first)
    assert place.replayed("title_score") == place.held("title_score")
    check_log(place)


def test_two_processes_that_load_the_same_partition_take_turns(place: Place) -> None:
    children = [child(place, range(start, 20, 2)) for start in (1, 2)]
    for process, _ in children:
        process.join(60)
    assert [process.exitcode for process, _ in children] == [0, 0]
    last = [expected(place, many(seed)) for seed in (18, 19)]
    assert served(place) in last
    check_log(place)
    assert place.replayed("title_score") == place.held("title_score")
    final = many(99)
    place.load("title_score", final)
    assert served(place) == expected(place, final)


states = st.lists(
    st.dictionaries(
        st.tuples(st.integers(0, 5), st.sampled_from(["imdb", "tmdb"])),
        st.tuples(st.sampled_from([10.0, 20.0]), st.sampled_from([None, 1, 2])),
        max_size=8,
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(states=states)
def test_genesis_and_events_rebuild_the_table(
    loaded_once: Place, tmp_path_factory: pytest.TempPathFactory, states: list[dict[Any, Any]]
) -> None:
    with psycopg.connect(loaded_once.url) as connection:
        connection.execute(
            "truncate catalogue.title_score, catalogue.load, events.genesis, events.title_change"
        )
    place = Place(loaded_once.url, tmp_path_factory.mktemp("lake"))
    for state in states:
        rows = [
            score(f"movie/{number}", percent, publisher, count=count)
            for (number, publisher), (percent, count) in state.items()
        ]
        place.load("title_score", rows)
        assert place.replayed("title_score") == place.held("title_score")
        assert len(place.held("title_score")) == len(rows)
    check_log(place)


@pytest.fixture(scope="module")
def loaded_once(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with prepared_database(postgres) as url:
        yield Place(url, tmp_path_factory.mktemp("place"))
