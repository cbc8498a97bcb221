"""Pictures over real HTTP from the universe: kept once, never asked for twice, bounded, checked."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from universe_lanes import at, bench_of, materialise, rows

from movie_assets.assets import title_media
from movie_assets.assets.title_media import MEDIA
from movie_assets.assets.titles import TITLES
from movie_assets.model.contract import table_of
from movie_assets.model.ids import partition_of
from movie_assets.model.render.arrow import arrow_table
from movie_assets.resources.pictures import PictureLimits
from movie_assets.resources.workbench import Workbench
from movie_assets.sources.tmdb_images import TMDB_IMAGES, Picture, image_url, picture_in
from movie_assets.universe.images import jpeg, png
from movie_assets.universe.server import UniverseServer
from movie_assets.universe.tmdb_objects import image_path
from movie_assets_tests.loading_place import title

HOST = "image.tmdb.org"
MATRIX = "movie/603"
BUCKET = partition_of(MATRIX, "movie")
WIDE = PictureLimits(file_bytes=1_000_000, all_bytes=10_000_000)
POSTER, BACKDROP = image_path(MATRIX, "poster", "en"), image_path(MATRIX, "backdrop", None)


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer(full_pages=False) as server:
        yield server


@pytest.fixture
def work(tmp_path: Path, universe: UniverseServer) -> Iterator[Workbench]:
    """A catalogue of one film that has both pictures."""
    universe.requests.clear()
    film = universe.today().title(MATRIX)
    assert film is not None
    work = replace(bench_of(universe, tmp_path, [film]), pictures=WIDE)
    catalogue(work, (MATRIX, POSTER, BACKDROP))
    yield work
    universe.faults.clear()


def catalogue(work: Workbench, *titles: Sequence[str | None]) -> None:
    merged = [
        title(title_id, poster_path=poster, backdrop_path=backdrop)
        for title_id, poster, backdrop in titles
    ]
    table = table_of(type(merged[0]))
    work.lake.write_table(TITLES, BUCKET, arrow_table(table, merged), "data")


def mirror(work: Workbench) -> dict[str, Any]:
    return materialise(work, title_media.assets, "title_media", BUCKET)


def held(work: Workbench, columns: str) -> list[tuple[Any, ...]]:
    return rows(work, work.lake.scan(MEDIA), columns)


def asked(universe: UniverseServer) -> list[str]:
    paths = [one.path for one in universe.requests.all() if one.host == HOST]
    universe.requests.clear()
    return [path for path in paths if path != "/robots.txt"]


def files(work: Workbench) -> list[Path]:
    return sorted(path for path in Path(work.lake.root, "media").rglob("*") if path.is_file())


def test_both_pictures_are_kept_under_their_hash(work: Workbench, universe: UniverseServer) -> None:
    mirror(work)
    assert asked(universe) == [f"/t/p/w500{POSTER}", f"/t/p/w1280{BACKDROP}"]
    found = held(work, "role, path, outcome, file, sha256, bytes, content_type, width, height")
    bodies = {"backdrop": jpeg(BACKDROP, 1280, 720), "poster": jpeg(POSTER, 500, 750)}
    sizes = {"backdrop": (1280, 720), "poster": (500, 750)}
    paths = {"backdrop": BACKDROP, "poster": POSTER}
    for role, body in bodies.items():
        sha256 = hashlib.sha256(body).hexdigest()
        file = f"media/{sha256[:2]}/{sha256}.jpg"
        assert (
            role, paths[role], "found", file, sha256, len(body), "image/jpeg", *sizes[role]
        ) in found  # fmt: skip
        assert Path(work.lake.root, file).read_bytes() == body
    assert len(found) == len(files(work)) == 2
    ((said,), (again,)) = held(work, "attribution")
    assert said == again == TMDB_IMAGES.rights.attribution
    assert "TMDB" in said


def test_an_unchanged_path_is_never_asked_for_again(
    work: Workbench, universe: UniverseServer
) -> None:
    mirror(work)
    asked(universe)
    before = Path(work.lake.uri(MEDIA, BUCKET)).read_bytes()
    assert mirror(at(work, 400))["files_changed"] == 0
    assert asked(universe) == []
    assert Path(work.lake.uri(MEDIA, BUCKET)).read_bytes() == before


def test_a_new_path_takes_the_place_of_the_old_once_it_is_there(
    work: Workbench, universe: UniverseServer
) -> None:
    mirror(work)
    new = image_path("movie/550", "poster", "en")
    catalogue(work, (MATRIX, new, BACKDROP))
    asked(universe)
    universe.faults.add("server_error", f"{HOST}/t/p/w500{new}")
    mirror(work)
    assert held(work, "role, path, outcome") == sorted(
        [
            ("backdrop", BACKDROP, "found"),
            ("poster", POSTER, "found"),
            ("poster", new, "unreachable"),
        ]
    )
    universe.faults.clear()
    mirror(work)  # too early to try again
    assert len(set(asked(universe))) == 1
    mirror(at(work, 1))
    assert held(work, "role, path, outcome") == [
        ("backdrop", BACKDROP, "found"), ("poster", new, "found"),
    ]  # fmt: skip
    assert [path.read_bytes() for path in files(work)].count(jpeg(POSTER, 500, 750)) == 0
    assert len(files(work)) == 2


def test_a_picture_two_titles_share_lies_there_once(
    work: Workbench, universe: UniverseServer
) -> None:
    catalogue(work, (MATRIX, POSTER, None), ("movie/604", POSTER, None))
    mirror(work)
    assert len(held(work, "file")) == 2
    assert len(files(work)) == 1
    catalogue(work, (MATRIX, POSTER, None), ("movie/604", None, None))
    mirror(work)
    assert held(work, "title_id") == [(MATRIX,)]
    assert len(files(work)) == 1  # still named by the other


@pytest.mark.parametrize(
    ("fault", "outcome"),
    [
        ("gone", "not_found"),
        ("captcha", "not_an_image"),
        ("empty", "not_an_image"),
        ("truncated", "unreachable"),
        ("server_error", "unreachable"),
    ],
)
def test_what_is_no_picture_is_an_outcome_and_no_file(
    work: Workbench, universe: UniverseServer, fault: Any, outcome: str
) -> None:
    universe.faults.add(fault, f"{HOST}/t/p/w500")
    mirror(work)
    assert held(work, "role, outcome, file IS NULL") == [
        ("backdrop", "found", False), ("poster", outcome, True),
    ]  # fmt: skip
    universe.faults.clear()
    asked(universe)
    mirror(at(work, 1))
    assert bool(asked(universe)) == (outcome == "unreachable")


@pytest.mark.parametrize("fault", ["forbidden", "rate_limit_bare", "challenge"])
def test_a_wall_stops_the_lane_and_tells_nothing_of_the_picture(
    work: Workbench, universe: UniverseServer, fault: Any
) -> None:
    universe.faults.add(fault, f"{HOST}/t/p")
    said = mirror(work)
    assert said["lane_stopped_by"] in ("blocked", "rate_limited")
    assert len(asked(universe)) == 1
    assert held(work, "path") == []
    universe.faults.clear()
    mirror(work)
    assert len(held(work, "path")) == 2


def test_one_too_large_is_left_out_until_it_may_be_so_large(
    work: Workbench, universe: UniverseServer
) -> None:
    size = len(jpeg(POSTER, 500, 750))
    small = replace(work, pictures=replace(WIDE, file_bytes=size))
    mirror(small)  # the backdrop is larger
    assert held(work, "role, outcome, bytes") == [
        ("backdrop", "too_large", len(jpeg(BACKDROP, 1280, 720))), ("poster", "found", size),
    ]  # fmt: skip
    asked(universe)
    mirror(small)
    assert asked(universe) == []
    mirror(work)
    assert asked(universe) == [f"/t/p/w1280{BACKDROP}"]
    assert held(work, "role, outcome") == [("backdrop", "found"), ("poster", "found")]


def test_all_together_stay_below_their_limit(work: Workbench, universe: UniverseServer) -> None:
    size = len(jpeg(POSTER, 500, 750))
    tight = replace(work, pictures=replace(WIDE, all_bytes=size + 1))
    assert mirror(tight)["is_full"]
    assert held(work, "role, outcome") == [("poster", "found")]
    assert sum(path.stat().st_size for path in files(work)) == size
    mirror(work)
    assert held(work, "role, outcome") == [("backdrop", "found"), ("poster", "found")]


def test_off_it_asks_nothing_and_keeps_what_is_there(
    work: Workbench, universe: UniverseServer
) -> None:
    off = replace(work, pictures=None)
    assert mirror(off)["asked_for"] is False
    assert asked(universe) == []
    assert held(work, "path") == []
    mirror(work)
    mirror(off)
    assert len(held(work, "path")) == 2


# -- what a body is ------------------------------------------------------------------------------


def test_a_body_is_what_bytes_end_and_header_agree_on() -> None:
    grey = png("/a.png", 92, 138)
    assert picture_in(grey, "image/png; charset=binary") == Picture("image/png", "png", 92, 138)
    assert picture_in(grey, "image/jpeg") is None
    assert picture_in(grey[:-1], "image/png") is None
    photo = jpeg("/a.jpg", 500, 750)
    assert picture_in(photo, "IMAGE/JPEG") == Picture("image/jpeg", "jpg", 500, 750)
    assert picture_in(photo[:-2], "image/jpeg") is None
    assert picture_in(b"\xff\xd8\xff\xff\xd9", "image/jpeg") is None  # no frame in it
    webp = b"RIFF" + (12).to_bytes(4, "little") + b"WEBPVP8 " + b"\0\0\0\0"
    assert picture_in(webp, "image/webp") == Picture("image/webp", "webp")
    assert picture_in(webp + b"more", "image/webp") is None
    assert picture_in(b"<svg/>", "image/svg+xml") is None


def test_the_universe_names_its_pictures_as_tmdb_does(universe: UniverseServer) -> None:
    assert image_url(POSTER, "poster") == f"https://{HOST}/t/p/w500{POSTER}"
    assert POSTER in universe.image_paths
    # Pillow 12 opens it as 500 x 750 of one grey; these are its bytes.
    assert jpeg(POSTER, 500, 750)[:4] == b"\xff\xd8\xff\xfe"
