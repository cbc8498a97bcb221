"""First loads in bulk, and loads of what patches changed: the same tables either way."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest

from movie_assets.model.contract import table_named
from movie_assets.model.errors import LoadError
from movie_assets.model.render.arrow import arrow_table
from movie_assets.resources.bulk_loading import are_empty, bulk_turn
from movie_assets.resources.clock import RunClock
from movie_assets.resources.lake import dataset
from movie_assets.resources.lake_patches import write_patches
from movie_assets.resources.load_source import LoadSource, source_of
from movie_assets.resources.loading import Loaded, Loads
from movie_assets.resources.postgres import Postgres
from movie_assets_tests.loading_place import BUCKET, NOON, Place, title

TITLES = dataset("title")
# All of these live in the bucket the loads are of.
IDS = ("movie/12", "movie/26", "movie/34", "movie/47", "movie/72")


@pytest.fixture
def place(prepared: str, tmp_path: Path) -> Place:
    return Place(prepared, tmp_path)


def with_loads(place: Place, work: Callable[[Loads], Any]) -> Any:
    with duckdb.connect() as con:
        place.lake.prepare(con)
        return work(
            Loads(
                con=con,
                lake=place.lake,
                postgres=Postgres(lambda: place.url),
                clock=RunClock(NOON),
                run_id="run",
                scratch=place.folder / "scratch",
            )
        )


def written(place: Place, years: dict[str, int]) -> None:
    """The bucket's titles with their years, as the merge writes them."""
    with duckdb.connect() as con:
        place.lake.prepare(con)
        rows = [title(one, year=year) for one, year in years.items()]
        con.register("rows", arrow_table(TITLES.table, rows))
        place.lake.write(con, TITLES, BUCKET, "SELECT * FROM rows")


def patched(place: Place, years: dict[str, int | None]) -> None:
    """Some titles with other years, or gone."""
    with duckdb.connect() as con:
        place.lake.prepare(con)
        rows = [title(one, year=year) for one, year in years.items() if year is not None]
        con.register("rows", arrow_table(TITLES.table, rows))
        con.execute(
            "CREATE TABLE titles AS SELECT unnest($1) AS title_id, $2 AS partition",
            [list(years), BUCKET],
        )
        write_patches(con, place.lake, TITLES, [BUCKET], "SELECT * FROM rows", "titles")


def source(place: Place) -> LoadSource:
    return source_of(place.lake, TITLES, BUCKET)


def in_bulk(place: Place) -> Loaded:
    def work(loads: Loads) -> Loaded:
        with bulk_turn(loads) as turn:
            return turn.load(TITLES.table, BUCKET, source(place))

    return with_loads(place, work)


def in_turn(place: Place) -> Loaded:
    def work(loads: Loads) -> Loaded:
        with loads.turn() as turn:
            return turn.load_together(TITLES.table, {BUCKET: source(place)})[BUCKET]

    return with_loads(place, work)


def years(place: Place) -> list[tuple[Any, ...]]:
    return place.rows("select title_id, year from catalogue.title order by title_id")


def indexes(place: Place) -> list[tuple[Any, ...]]:
    return place.rows(
        "select indexname, indexdef from pg_indexes where tablename = 'title' order by 1"
    )


def test_a_first_load_in_bulk_is_as_any_other(place: Place) -> None:
    before = indexes(place)
    written(place, dict.fromkeys(IDS, 1999))
    assert with_loads(place, lambda loads: are_empty(loads, [TITLES.table]))
    loaded = in_bulk(place)
    assert (loaded.rows, loaded.changed, loaded.deleted, loaded.events) == (5, 5, 0, 0)
    assert years(place) == [(one, 1999) for one in IDS]
    assert indexes(place) == before
    assert place.rows("select rows, partition from events.genesis") == [(5, BUCKET)]
    assert place.replayed("title") == place.held("title")
    again = in_turn(place)
    assert (again.changed, again.events, again.data_version) == (0, 0, loaded.data_version)


def test_what_is_loaded_already_is_not_filled_anew(place: Place) -> None:
    written(place, {IDS[0]: 1999})
    in_bulk(place)
    with pytest.raises(LoadError, match=r"catalogue\.title was filled by another load"):
        in_bulk(place)
    assert years(place) == [(IDS[0], 1999)]


def test_a_bulk_load_that_fails_leaves_nothing(place: Place) -> None:
    before = indexes(place)
    written(place, {IDS[0]: 1999})

    def work(loads: Loads) -> None:
        with bulk_turn(loads) as turn:
            turn.load(TITLES.table, BUCKET, source(place))
            raise RuntimeError("cut")

    with pytest.raises(RuntimeError, match="cut"):
        with_loads(place, work)
    assert (years(place), indexes(place)) == ([], before)
    assert in_bulk(place).rows == 1


def test_only_the_titles_patched_since_are_looked_at(place: Place) -> None:
    written(place, dict.fromkeys(IDS, 1999))
    in_bulk(place)
    with psycopg.connect(place.url) as connection:  # nobody's doing: to see who is looked at
        connection.execute("update catalogue.title set row_hash = gen_random_uuid()")
    patched(place, {IDS[0]: 2000, IDS[1]: None})
    loaded = in_turn(place)
    assert (loaded.rows, loaded.changed, loaded.deleted, loaded.events) == (4, 1, 1, 2)
    assert years(place) == [(IDS[0], 2000), *((one, 1999) for one in IDS[2:])]
    assert place.replayed("title") == place.held("title")


def test_patches_of_several_runs_are_caught_up_with(place: Place) -> None:
    written(place, dict.fromkeys(IDS, 1999))
    in_bulk(place)
    for step, one in enumerate(IDS[:3], start=1):
        patched(place, {one: 1999 + step, IDS[4]: 1980 + step})
    loaded = in_turn(place)
    assert (loaded.changed, loaded.deleted) == (4, 0)
    assert dict(years(place)) == dict(zip(IDS, (2000, 2001, 2002, 1999, 1983), strict=True))
    assert in_turn(place).changed == 0
    assert place.replayed("title") == place.held("title")


def test_titles_left_out_stay_as_they_are(place: Place) -> None:
    """What `hot` has newer: neither written nor removed, and looked at again the next time."""
    written(place, dict.fromkeys(IDS, 1999))
    in_turn(place)
    written(place, {IDS[0]: 2000, IDS[1]: 2000})

    def work(loads: Loads) -> Loaded:
        loads.con.execute("CREATE TABLE hot AS SELECT unnest($1) AS title_id", [[IDS[1], IDS[2]]])
        with loads.turn() as turn:
            left = source(place).leaving("hot")
            return turn.load_together(TITLES.table, {BUCKET: left})[BUCKET]

    loaded = with_loads(place, work)
    assert (loaded.changed, loaded.deleted) == (1, 2)
    assert years(place) == [(IDS[0], 2000), (IDS[1], 1999), (IDS[2], 1999)]
    assert in_turn(place).changed == 1
    assert years(place) == [(IDS[0], 2000), (IDS[1], 2000)]


def test_every_table_that_is_loaded_has_the_columns_of_a_loaded_row(place: Place) -> None:
    assert table_named("title").unit == "title_id"
    found = place.rows(
        "select table_name from information_schema.columns where table_schema = 'catalogue' "
        "and column_name in ('row_hash', 'part') group by 1 having count(*) = 2"
    )
    assert ("title",) in found
    assert ("load",) not in found
