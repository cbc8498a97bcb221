"""Scores of single sides of titles: from a dropped csv to the served view, step by step."""

from pathlib import Path

import dagster as dg
import pytest
from drop_place import drop_place
from universe_lanes import bench_of, books, materialise, rows

from movie_assets.assets import aspect_scores, catalogue, crosswalk, drops, sources, titles
from movie_assets.assets.aspect_scores import ASPECTS
from movie_assets.model.ids import partition_of
from movie_assets.model.parts import AspectRating
from movie_assets.model.source_rows import SourceRecord
from movie_assets.model.title_rows import CrosswalkLink
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.postgres import Postgres
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.drop_arrivals import DropSeen
from movie_assets.titles.aspects import aspect_scores_sql
from movie_assets.universe.server import UniverseServer
from movie_assets_tests.dbt_database import served_database
from movie_assets_tests.pure_rooms import Room
from movie_assets_tests.test_dropped_links import NOON

BUCKETS = [partition_of("movie/603", "movie"), partition_of("tv/1396", "tv")]
CSV = """\
Title,Year,Kind,imdb_id,tmdb_id,Performance,Soundtrack,Screenplay,Votes
The Matrix,1999,movie,tt0133093,,7.5,9,,1200
Breaking Bad,2008,tv,,1396,10,8.25,9.5,
"""
FILE = "aspect_scores_2026.csv"


def dropped(work: Workbench, folder: Path, text: str) -> None:
    file = folder / FILE
    file.write_text(text)
    seen = DropSeen(url=str(file), folder="", name=FILE, size=file.stat().st_size, stamp="")
    partition = drops.note_file(work, seen, work.drops.sha256(str(file)))
    books().add_dynamic_partitions("dropped_files", [partition])
    materialise(work, drops.assets, "drops", partition)


def test_from_a_dropped_csv_to_the_view(
    tmp_path: Path, postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with UniverseServer(full_pages=False) as universe:
        today = universe.today()
        known = [today.title("movie/603"), today.title("tv/1396")]
        work = bench_of(universe, tmp_path, [one for one in known if one])
        for bucket in BUCKETS:
            materialise(work, sources.assets, "tmdb_titles", bucket)
        dropped(work, tmp_path, CSV)
        for bucket in BUCKETS:
            materialise(work, crosswalk.assets, "crosswalk_candidates", bucket)
        for bucket in BUCKETS:
            materialise(work, crosswalk.assets, "crosswalk", bucket)
            materialise(work, titles.assets, "titles", bucket)
            materialise(work, aspect_scores.assets, "title_aspect_scores", bucket)
    with served_database(postgres, tmp_path_factory.mktemp("dbt")) as served:
        assert [load(work, served.url, one)["changed"] for one in BUCKETS] == [2, 3]
        built = served.dbt("build", "--select", "aspect_scores")
        assert built.returncode == 0, built.stdout
        found = served.rows("select * from aspect_scores order by title_id, aspect")
        assert [load(work, served.url, one)["changed"] for one in BUCKETS] == [0, 0]
    told = [(one["title"], one["aspect"], one["value"], one["percent"], one["count"])
            for one in found]  # fmt: skip
    assert told == [
        ("The Matrix", "performance", 7.5, 75.0, 1200),
        ("The Matrix", "soundtrack", 9.0, 90.0, 1200),
        ("Breaking Bad", "performance", 10.0, 100.0, None),
        ("Breaking Bad", "screenplay", 9.5, 95.0, None),
        ("Breaking Bad", "soundtrack", 8.25, 82.5, None),
    ]
    assert {one["source"] for one in found} == {"drop/aspect_scores"}
    assert {one["scale_max"] for one in found} == {10.0}
    before = rows(work, work.lake.scan(ASPECTS), "*")
    again = materialise(work, aspect_scores.assets, "title_aspect_scores", BUCKETS[0])
    assert again["files_changed"] == 0
    assert rows(work, work.lake.scan(ASPECTS), "*") == before


def load(work: Workbench, url: str, bucket: str) -> dict[str, int]:
    done = dg.materialize(
        [one for one in catalogue.assets if one.key.path[-1] == "catalogue_scores"],
        resources={"work": work, "postgres": Postgres(lambda: url)},
        instance=books(),
        partition_key=bucket,
    )
    (event,) = done.get_asset_materialization_events()
    told = event.materialization.metadata["title_aspect_score"].value
    assert isinstance(told, dict)
    return told


def test_a_row_becomes_scores_of_sides_and_ids(tmp_path: Path) -> None:
    with drop_place(tmp_path) as place:
        file = tmp_path / FILE
        file.write_text(
            CSV + "Nobody Voted,2001,,,,4,5,6,0\nNone At All,2002,,,,,,,10\n"
            "Out of Scale,2003,,,,11,5,-1,10\nNo Kind,2004,,,603,1,,,\n"
        )
        place.load(file)
        found = place.rows(
            "SELECT title, kind, outcome, [(one.aspect, one.value, one.count) "
            "FOR one IN aspect_ratings], external_ids FROM records ORDER BY year"
        )
        wrong = place.rows("SELECT line, field, raw FROM quarantine ORDER BY ALL")
    by_title = {row[0]: row[1:] for row in found}
    assert by_title["The Matrix"] == (
        "movie", "found", [("performance", 7.5, 1200), ("soundtrack", 9.0, 1200)],
        [{"source": "imdb", "id": "tt0133093"}],
    )  # fmt: skip
    assert by_title["Breaking Bad"][0] == "tv"
    assert by_title["Breaking Bad"][3] == [{"source": "tmdb", "id": "1396"}]
    # Null is never zero, and a zero nobody voted for is no score.
    assert by_title["Nobody Voted"][1:3] == ("no_score_yet", [])
    assert by_title["None At All"][1:3] == ("no_score_yet", [])
    assert by_title["Out of Scale"][2] == [("soundtrack", 5.0, 10)]
    assert by_title["No Kind"][:3] == ("movie", "found", [("performance", 1.0, None)])
    assert wrong == [
        (6, "aspects.performance", "11"), (6, "aspects.screenplay", "-1"),
    ]  # fmt: skip


def test_a_file_may_lack_columns_but_not_the_title(tmp_path: Path) -> None:
    with drop_place(tmp_path) as place:
        file = tmp_path / FILE
        file.write_text("title,soundtrack\nHeat,8\n")
        assert place.load(file)["loaded"] == 1
        file.write_text("name,soundtrack\nHeat,8\n")
        assert place.load(file)["unreadable"] == 1


def linked(title_id: str, source: str, source_id: str) -> CrosswalkLink:
    return CrosswalkLink(
        title_id=title_id, kind="movie", source=source, source_id=source_id, status="accepted",
        method="id", probability=1.0, evidence="{}", decided_at=NOON, rule_version="1",
    )  # fmt: skip


def shown(source: str, source_id: str, **sides: tuple[float | None, int | None]) -> SourceRecord:
    return SourceRecord(
        source=source, source_id=source_id, title_id=f"{source}/{source_id}", outcome="found",
        answer_id="a", requested_at=NOON, observed_at=NOON, parser_version="1",
        aspect_ratings=tuple(
            AspectRating(aspect=aspect, value=value, scale_max=10, count=count)
            for aspect, (value, count) in sides.items()
        ),
    )  # fmt: skip


def test_each_source_tells_once_and_only_of_its_own_title() -> None:
    room = Room()
    room.view(
        "records",
        SourceRecord,
        [
            shown("drop/a", "1", performance=(5.0, 10), soundtrack=(None, 10)),
            shown("drop/a", "2", performance=(7.0, 20)),
            shown("drop/b", "1", performance=(6.0, None)),
            shown("drop/b", "9", performance=(1.0, 1)),  # nobody's
        ],
    )
    room.view(
        "links",
        CrosswalkLink,
        [
            linked("movie/1", "drop/a", "1"),
            linked("movie/1", "drop/a", "2"),
            linked("movie/1", "drop/b", "1"),
        ],
    )
    found = room.con.execute(f"FROM ({aspect_scores_sql()}) ORDER BY ALL").fetchall()
    assert found == [
        ("movie/1", "drop/a", "performance", 7.0, 10.0, 20),  # more people voted for it
        ("movie/1", "drop/b", "performance", 6.0, 10.0, None),
    ]
