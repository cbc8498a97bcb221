"""Loads into a real Postgres: events, hot, odd texts, backups; what changed and nothing else."""

import hashlib
import json
from pathlib import Path

import psycopg
import pytest

from movie_assets.model.contract import table_named
from movie_assets.model.ids import HOT
from movie_assets.model.title_rows import TitleEmbedding
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets.resources.postgres import Postgres
from movie_assets_tests.loading_place import BUCKET, Place, score, title
from movie_assets_tests.prepared import prepared_database


@pytest.fixture
def place(prepared: str, tmp_path: Path) -> Place:
    return Place(prepared, tmp_path)


def test_a_first_load_is_a_genesis_and_no_events(place: Place) -> None:
    loaded = place.load("title", [title("movie/603", year=1999), title("movie/604")])
    assert (loaded.rows, loaded.changed, loaded.deleted, loaded.events) == (2, 2, 0, 0)
    assert place.rows("select title_id, year from catalogue.title order by 1") == [
        ("movie/603", 1999),
        ("movie/604", None),
    ]
    assert place.events() == []
    ((entity, partition, rows, uri, digest),) = place.rows(
        "select entity, partition, rows, uri, sha256 from events.genesis"
    )
    assert (entity, partition, rows) == ("title", BUCKET, 2)
    assert hashlib.sha256(Path(uri).read_bytes()).hexdigest() == digest
    assert place.rows("select table_name, rows, changed, deleted from catalogue.load") == [
        ("title", 2, 2, 0)
    ]


def test_changes_are_events_with_what_was_and_what_is(place: Place) -> None:
    place.load("title", [title("movie/603", year=1998, genres=("Action",)), title("movie/9")])
    second = place.load("title", [title("movie/603", year=1999, genres=("Action",))])
    assert (second.changed, second.deleted, second.events) == (1, 1, 2)
    third = place.load(
        "title", [title("movie/603", year=1999, genres=()), title("movie/605", title="New")]
    )
    assert (third.changed, third.deleted, third.events) == (2, 0, 2)
    told = place.events()
    assert [row[:4] for row in told] == [
        (1, "title", "movie/603", 1),
        (2, "title", "movie/9", 1),
        (3, "title", "movie/603", 2),
        (4, "title", "movie/605", 1),
    ]
    assert told[0][4] == {"[]": {"old": {"year": 1998}, "new": {"year": 1999}}}
    assert told[1][4]["[]"]["new"] is None
    assert told[1][4]["[]"]["old"]["first_seen"] == "2026-01-01"
    assert told[2][4] == {"[]": {"old": {"genres": ["Action"]}, "new": {"genres": []}}}
    assert told[3][4]["[]"]["old"] is None
    assert told[3][4]["[]"]["new"]["title"] == "New"
    assert place.replayed("title") == place.held("title")


def test_one_event_tells_every_row_of_a_title_that_changed(place: Place) -> None:
    place.load("title_score", [score("movie/603", 87.0), score("movie/603", 73.0, "metacritic")])
    place.load("title_score", [score("movie/603", 88.0), score("movie/603", 84.0, "tmdb")])
    ((seq, entity, title_id, version, fields),) = place.events()
    assert (seq, entity, title_id, version) == (1, "score", "movie/603", 1)
    assert set(fields) == {
        '["imdb", "audience", -1, -1]',
        '["metacritic", "audience", -1, -1]',
        '["tmdb", "audience", -1, -1]',
    }
    assert fields['["imdb", "audience", -1, -1]'] == {
        "old": {"value": 8.7, "percent": 87.0},
        "new": {"value": 8.8, "percent": 88.0},
    }
    assert fields['["metacritic", "audience", -1, -1]']["new"] is None
    assert fields['["tmdb", "audience", -1, -1]']["old"] is None


def test_keys_that_would_run_together_stay_apart(place: Place) -> None:
    twins = [
        score("movie/603", 50.0, "a|b", metric="c"),
        score("movie/603", 60.0, "a", metric="b|c"),
    ]
    place.load("title_score", [])
    place.load("title_score", twins)
    assert place.replayed("title_score") == place.held("title_score")
    assert len(place.held("title_score")) == 2


def test_nothing_changed_is_nothing_done(place: Place) -> None:
    rows = [title("movie/603"), title("movie/604")]
    place.load("title", rows)
    before = [(path, path.stat().st_mtime_ns) for path in lake_files(place)]
    again = place.load("title", rows)
    assert (again.rows, again.changed, again.deleted, again.events) == (2, 0, 0, 0)
    assert [(path, path.stat().st_mtime_ns) for path in lake_files(place)] == before
    assert place.events() == []


def lake_files(place: Place) -> list[Path]:
    return sorted(path for path in (place.folder / "lake").rglob("*") if path.is_file())


def test_a_table_without_an_entity_tells_nothing(place: Place) -> None:
    summary = {"title_id": "movie/603", "model_version": "1"}
    row = table_named("title_score_summary").row
    place.load("title_score_summary", [row(**summary, overall=80.0)])
    loaded = place.load("title_score_summary", [row(**summary, overall=81.0)])
    assert (loaded.changed, loaded.events) == (1, 0)
    assert place.rows("select overall from catalogue.title_score_summary") == [(81.0,)]
    assert place.rows("select count(*) from events.genesis") == [(0,)]


def test_a_new_database_gets_everything_whatever_the_lake_remembers(
    place: Place, postgres: ServerInfo
) -> None:
    rows = [title(f"movie/{number}") for number in range(30)]
    place.load("title", rows)
    with prepared_database(postgres) as url:
        other = Place(url, place.folder)
        loaded = other.load("title", rows)
        assert (loaded.rows, loaded.changed, loaded.events) == (30, 30, 0)
        assert other.held("title") == place.held("title") == other.replayed("title")


def test_a_database_from_a_backup_catches_up(place: Place) -> None:
    """The record is of a later load than the database: its hashes say nothing of these rows."""
    place.load("title", [title("movie/1", year=1), title("movie/2")])
    old = place.rows("select data_version from catalogue.load")[0][0]
    newest = [title("movie/1", year=2), title("movie/2")]
    place.load("title", newest)
    with psycopg.connect(place.url) as connection:
        connection.execute(
            "update catalogue.title set year = 1, row_hash = md5('old')::uuid where year = 2"
        )
        connection.execute("update catalogue.load set data_version = %s", (old,))
    assert place.load("title", newest).changed == 1
    assert place.rows("select title_id, year from catalogue.title order by 1") == [
        ("movie/1", 2),
        ("movie/2", None),
    ]


ODD_TEXTS = (
    "",
    " ",
    "\\N",
    "NULL",
    "null",
    "\\.",
    "a\n\\.\nb",
    'say "hi"',
    "'quoted'",
    "back\\slash\\",
    "comma, and {braces}",
    "line\nbreak\r\nand\ttab",
    "Amélie 東京 🎬 \u202e",
    "%s $1 ; drop",
)


def test_odd_texts_survive(place: Place) -> None:
    rows = [
        title(f"movie/{number}", title=text, genres=(text, text + "x"), names=json.dumps([text]))
        for number, text in enumerate(ODD_TEXTS)
    ]
    rows.append(title("movie/all", genres=ODD_TEXTS, keywords=()))
    place.load("title", [])
    place.load("title", rows)
    for number, text in enumerate(ODD_TEXTS):
        found = place.rows(
            "select title, genres, names from catalogue.title where title_id = %s",
            f"movie/{number}",
        )
        assert found == [(text, [text, text + "x"], [text])]
    found = place.rows(
        "select title, genres, keywords from catalogue.title where title_id = 'movie/all'"
    )
    assert found == [(None, list(ODD_TEXTS), [])]
    assert place.replayed("title") == place.held("title")


def test_vectors_survive(place: Place) -> None:
    def vector(title_id: str, *numbers: float) -> TitleEmbedding:
        return TitleEmbedding(
            title_id=title_id,
            aspect="story",
            model="m",
            dims=len(numbers),
            text_hash="h",
            embedding=numbers,
        )

    place.load("title_embedding", [vector("movie/1", 1.0, 0.0), vector("movie/2", 0.5, -0.25)])
    loaded = place.load("title_embedding", [vector("movie/2", 0.5, 0.25)])
    assert (loaded.changed, loaded.deleted) == (1, 1)
    found = place.rows("select title_id, dims, embedding::text from catalogue.title_embedding")
    assert found == [("movie/2", 2, "[0.5,0.25]")]


def test_a_load_is_announced_once_it_stands(place: Place) -> None:
    place.load("title", [])
    with psycopg.connect(place.url, autocommit=True) as listener:
        listener.execute("listen title_change")
        place.load("title", [title("movie/1"), title("movie/2")])
        (told,) = list(listener.notifies(timeout=5, stop_after=1))
        assert (told.channel, told.payload) == ("title_change", "2")


def test_the_loaders_rights_suffice_and_go_no_further(place: Place) -> None:
    place.load("title", [title("movie/1")])
    with Postgres(lambda: place.url).connect("movie_loader") as connection:
        assert connection.execute("select current_user").fetchone() == ("movie_loader",)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("drop table catalogue.title")


# -- hot -----------------------------------------------------------------------------------------


def test_hot_adds_to_a_bucket_and_the_bucket_keeps_its_rows(place: Place) -> None:
    place.load("title", [title("movie/12", year=1), title("movie/26")])
    hot = place.load("title", [title("movie/12", year=2)], HOT)
    assert (hot.changed, hot.deleted, hot.events) == (1, 0, 1)
    assert place.load("title", [], HOT).deleted == 0
    bucket = place.load("title", [title("movie/12", year=2), title("movie/26")])
    assert (bucket.changed, bucket.deleted, bucket.events) == (0, 0, 0)
    assert place.held("title") == place.replayed("title")


def test_what_only_hot_brought_in_goes_with_it(place: Place) -> None:
    place.load("title_score", [score("movie/12", 50.0)])
    place.load("title_score", [score("movie/12", 50.0), score("movie/12", 60.0, "tmdb")], HOT)
    loaded = place.load("title_score", [score("movie/12", 50.0)], HOT)
    assert loaded.deleted == 1
    assert place.rows("select publisher from catalogue.title_score") == [("imdb",)]
    assert place.held("title_score") == place.replayed("title_score")


def test_a_title_that_was_hot_before_its_buckets_first_load_is_told_by_events(
    place: Place,
) -> None:
    place.load("title", [title("movie/12", year=1)], HOT)
    loaded = place.load("title", [title("movie/12", year=2), title("movie/26")])
    assert (loaded.changed, loaded.events) == (2, 1)
    assert place.rows("select rows from events.genesis") == [(1,)]
    assert place.held("title") == place.replayed("title")
