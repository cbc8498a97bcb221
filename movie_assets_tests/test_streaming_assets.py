"""The streaming assets over a lake: what they read, `hot` beside its buckets, a second run."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from universe_lanes import bench_at, materialise, rows

from movie_assets.assets import streaming
from movie_assets.model.ids import HOT, partition_of
from movie_assets.model.offer_rows import Provider
from movie_assets.model.parts import OfferSeen
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceRecord, WantedTitle
from movie_assets.model.title_rows import CrosswalkLink, Title
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.resources.workbench import Workbench
from movie_assets_tests.test_offers import day

TITLE, BUCKET = "movie/603", partition_of("movie/603", "movie")
TMDB, WATCH = dataset("source_record", "tmdb"), dataset("source_record", "tmdb_watch")


def put(work: Workbench, ds: Dataset, partition: str, *many: Any, name: str = "data") -> None:
    """Write rows as an asset would, with a version of their own."""
    with work.compute() as con:
        con.register("put", arrow_table(ds.table, many))
        # The same facts of a later answer are another file, as a lane writes it.
        inputs = str(many)
        work.lake.write(con, ds, partition, "SELECT * FROM put", inputs=inputs, name=name)


def answer(number: int, *services: int, filed: str = TITLE, **more: Any) -> SourceRecord:
    offers = tuple(
        OfferSeen(country="US", provider_id=one, provider=f"P{one}", type="flatrate")
        for one in services
    )
    told = {"source": "tmdb", "source_id": filed, "offers_complete": True, **more}
    return SourceRecord(
        title_id=filed, outcome="found", answer_id=f"{filed}@{number}", requested_at=day(number),
        observed_at=day(number), parser_version="1", offers=offers, **told,
    )  # fmt: skip


def living(title_id: str) -> Title:
    return Title(
        title_id=title_id, kind="movie", provenance="{}", conflicts="{}",
        first_seen=dt.date(2026, 1, 1),
    )  # fmt: skip


@pytest.fixture
def work(tmp_path: Path) -> Workbench:
    """A lake with one living title, and TMDB's list with two services."""
    bench = bench_at({}, tmp_path)
    put(bench, dataset("title"), BUCKET, living(TITLE))
    put(bench, dataset("title"), HOT, living(TITLE))
    services = [Provider(provider_id=8, name="Netflix"), Provider(provider_id=9, name="Prime")]
    put(bench, streaming.PROVIDERS, "all", *services)
    return bench


def moved_on(work: Workbench, partition: str = BUCKET) -> dict[str, Any]:
    return materialise(work, streaming.assets, "streaming_offers", partition)


def offers(work: Workbench, partition: str = BUCKET, columns: str = "") -> list[tuple[Any, ...]]:
    scan = work.lake.scan(streaming.OFFERS, [partition])
    return rows(work, scan, columns or "provider_id, valid_from, valid_to, source")


def test_a_second_run_writes_nothing(work: Workbench) -> None:
    put(work, TMDB, BUCKET, answer(1, 8))
    put(work, WATCH, BUCKET, answer(1, 8, 9, filed=f"{TITLE}/US", source="tmdb_watch"))
    assert moved_on(work)["files_changed"] == 3
    assert offers(work) == [(8, day(1), None, "tmdb_watch"), (9, day(1), None, "tmdb_watch")]
    assert moved_on(work)["files_changed"] == 0


def test_what_hot_learnt_its_bucket_goes_on_from(work: Workbench) -> None:
    put(work, TMDB, BUCKET, answer(1, 8))
    moved_on(work)
    put(work, TMDB, HOT, answer(3, 9), name="run")
    moved_on(work, HOT)
    assert offers(work, HOT) == [(8, day(1), day(3), "tmdb"), (9, day(3), None, "tmdb")]
    put(work, TMDB, HOT, answer(4, 9, 8), name="run")
    moved_on(work, HOT)
    # The next answer came by the bucket's own lane; `hot` lets go of the title.
    put(work, TMDB, BUCKET, answer(5, 8))
    put(work, TMDB, HOT, name="run")
    assert materialise(work, streaming.assets, "streaming_offers", (HOT, BUCKET))
    assert offers(work, HOT) == []
    assert offers(work) == [
        (8, day(1), day(3), "tmdb"),
        (8, day(4), None, "tmdb"),
        (9, day(3), day(5), "tmdb"),
    ]


def test_galleries_and_files_open_what_nobody_lists(work: Workbench) -> None:
    put(work, TMDB, BUCKET, answer(1, 8))
    wanted = {"source": "justwatch", "source_id": "tm1", "title_id": TITLE, "seen_at": day(2)}
    galleries = [
        WantedTitle(country=country, provider="netflix", **wanted) for country in ("US", "GB")
    ]
    put(work, dataset("title_wanted"), "all", *galleries)
    dropped = answer(2, 9, filed="x", source="films", source_id="x", offers_complete=False)
    put(work, dataset("source_record", "drop"), "0" * 32, dropped)
    link = CrosswalkLink(
        title_id=TITLE, kind="movie", source="drop/films", source_id="x", status="accepted",
        method="id", probability=1.0, evidence="{}", decided_at=day(2), rule_version="1",
    )  # fmt: skip
    put(work, dataset("crosswalk"), BUCKET, link)
    moved_on(work)
    assert offers(work, columns="country, provider_id, valid_from, source, is_news") == [
        ("GB", 8, day(2), "justwatch", True),
        ("US", 8, day(1), "tmdb", False),
        ("US", 9, day(2), "drop/films", True),
    ]


def test_the_registry_has_what_lists_and_offers_name(work: Workbench) -> None:
    put(work, TMDB, BUCKET, answer(1, 8, 77))
    moved_on(work)
    materialise(work, streaming.assets, "streaming_providers")
    found = rows(
        work,
        work.lake.scan(streaming.SERVICES, ["all"]),
        "provider_id, name, aliases, type, status",
    )
    assert found == [
        (8, "Netflix", ["P8"], "subscription", "listed"),
        (9, "Prime", [], None, "listed"),
        (77, "P77", [], "subscription", "unlisted"),
    ]
    again = materialise(work, streaming.assets, "streaming_providers")
    assert again["files_changed"] == 0


def test_a_service_that_few_titles_bring_in_is_met(work: Workbench) -> None:
    """Of twenty titles one changes: its answer alone tells whether all are counted again."""
    ids = [f"movie/{n}" for n in range(1, 2_000) if partition_of(f"movie/{n}", "movie") == BUCKET]
    put(work, dataset("title"), BUCKET, *map(living, ids[:20]))

    def met() -> list[tuple[Any, ...]]:
        return rows(work, work.lake.scan(streaming.MET, [BUCKET]), "provider_id, name, offers")

    told = {one: answer(1, 8, filed=one) for one in ids[:20]}
    put(work, TMDB, BUCKET, *told.values())
    moved_on(work)
    assert met() == [(8, "P8", 20)]
    told[ids[0]] = answer(2, filed=ids[0])
    put(work, TMDB, BUCKET, *told.values())
    moved_on(work)
    assert met() == [(8, "P8", 20)]  # as it was last counted: nobody names a service anew
    told[ids[1]] = answer(3, 8, 77, filed=ids[1])
    put(work, TMDB, BUCKET, *told.values())
    moved_on(work)
    assert met() == [(8, "P8", 19), (77, "P77", 1)]
