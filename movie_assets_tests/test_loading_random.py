"""Two hundred random loads of every kind of row: genesis and events rebuild each table exactly.

Of `hot`, of a bucket or of two together, each whole or of some of its titles.
"""

import datetime as dt
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.offer_rows import Offer
from movie_assets.model.title_rows import TitleRedirect
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.loading_place import NOON, Place, score, title
from movie_assets_tests.prepared import prepared_database

LOADS = 200
BUCKETS = ("movie-01", "movie-02")
# Titles of two buckets, told by the ids themselves.
HOMES = {
    bucket: [
        f"movie/{number}"
        for number in range(1, 200)
        if partition_of(f"movie/{number}", "movie") == bucket
    ][:6]
    for bucket in BUCKETS
}
EVERYONE = [title_id for some in HOMES.values() for title_id in some]


def offer(title_id: str, country: str, price: float | None, closed: bool) -> Offer:
    return Offer(
        title_id=title_id,
        country=country,
        provider_id=8,
        type="rent",
        price=price,
        quality="hd",
        first_seen=NOON,
        last_seen=NOON,
        valid_from=NOON,
        valid_to=NOON + dt.timedelta(days=1) if closed else None,
        source="tmdb",
        is_news=False,
    )


def some_titles(dice: random.Random, of: list[str]) -> list[Any]:
    return [
        title(one, year=dice.choice((1999, 2000, None)), genres=dice.choice(((), ("Drama",))))
        for one in of
        if dice.random() < 0.7
    ]


def some_scores(dice: random.Random, of: list[str]) -> list[Any]:
    return [
        score(one, float(dice.choice((50, 60))), publisher)
        for one in of
        for publisher in ("imdb", "tmdb")
        if dice.random() < 0.6
    ]


def some_offers(dice: random.Random, of: list[str]) -> list[Any]:
    return [
        offer(one, country, dice.choice((None, 3.99, 4.99)), dice.random() < 0.3)
        for one in of
        for country in ("DE", "US")
        if dice.random() < 0.6
    ]


def some_redirects(dice: random.Random, of: list[str]) -> list[Any]:
    """Titles that gave way to one another, or were taken down."""
    return [
        TitleRedirect(
            from_title_id=one,
            to_title_id=dice.choice((None, dice.choice(EVERYONE))),
            reason="merged",
            decided_on=NOON.date(),
        )
        for one in of
        if dice.random() < 0.3
    ]


MAKERS: dict[str, Callable[[random.Random, list[str]], list[Any]]] = {
    "title": some_titles,
    "title_score": some_scores,
    "offer": some_offers,
    "title_redirect": some_redirects,
}


@pytest.fixture(scope="module")
def loaded(
    postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Place, dict[str, dict[str, list[Any]]]]]:
    """A place after the loads, and what a plain model says it holds: table -> title -> rows."""
    dice = random.Random(11)
    with prepared_database(postgres) as url:
        place = Place(url, Path(tmp_path_factory.mktemp("place")))
        model: dict[str, dict[str, list[Any]]] = {name: {} for name in MAKERS}
        begun: set[tuple[str, str]] = set()
        for _ in range(LOADS):
            name = dice.choice(list(MAKERS))
            unit = table_named(name).unit or ""
            brought: dict[str, tuple[list[Any], list[str] | None]] = {}
            for partition in dice.choice(((HOT,), *((one,) for one in BUCKETS), BUCKETS)):
                everyone = EVERYONE if partition == HOT else HOMES[partition]
                some = partition == HOT or ((name, partition) in begun and dice.random() < 0.5)
                titles = dice.sample(everyone, 4) if some else everyone
                rows = MAKERS[name](dice, titles)
                brought[partition] = (rows, titles if some else None)
                begun.add((name, partition))
                for one in titles:
                    model[name][one] = [row for row in rows if getattr(row, unit) == one]
            loaded = place.load_together(name, brought)
            assert {one: done.rows for one, done in loaded.items()} == {
                one: len(rows) for one, (rows, _) in brought.items()
            }
        yield place, model


@pytest.mark.parametrize("name", MAKERS)
def test_the_table_is_what_was_loaded_last_of_each_title(loaded: Any, name: str) -> None:
    place, model = loaded
    rows = [row for some in model[name].values() for row in some]
    key = table_named(name).key
    columns = ", ".join(key)
    held = place.rows(f"select {columns} from catalogue.{name} order by {columns}")
    assert held == sorted(tuple(getattr(row, column) for column in key) for row in rows)
    assert len(rows) > 0


@pytest.mark.parametrize("name", MAKERS)
def test_genesis_and_events_rebuild_it_exactly(loaded: Any, name: str) -> None:
    place, _ = loaded
    assert place.replayed(name) == place.held(name)


def test_the_log_has_no_gaps(loaded: Any) -> None:
    place, _ = loaded
    told = place.events()
    assert [row[0] for row in told] == list(range(1, len(told) + 1))
    assert len(told) > LOADS
    versions: dict[tuple[str, str], int] = {}
    for _, entity, title_id, version, _ in told:
        assert version == versions.get((entity, title_id), 0) + 1
        versions[entity, title_id] = version
