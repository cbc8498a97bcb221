"""Dropped files through the real asset: what loads, what is left out, and on which line."""

import gzip
import json
import zipfile

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from drop_place import drop_place

from movie_assets.assets.drops import DROPS

MAPPING = """
name: films
source: films
about: A test's own films.
files: ["films*"]
kind: {column: type, values: {Movie: movie, TV Show: tv}}
id: id
fields: {title: name, year: year, release_date: {column: day, formats: ["%d-%b-%y", "%Y-%m-%d"]}}
ratings: [{publisher: imdb, metric: audience, value: score, scale_max: 10, count: votes}]
"""
HEADER = "id,name,type,year,day,score,votes\n"
GOOD = "1,Léon,Movie,1994,14-Sep-94,8.5,1.2M\n"


@pytest.fixture
def place(tmp_path):
    with drop_place(tmp_path) as found:
        (tmp_path / "mappings").mkdir()
        (tmp_path / "mappings" / "films.yaml").write_text(MAPPING)
        yield found


def written(place, text: str | bytes, name: str = "films.csv"):
    file = place.root / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_row_becomes_a_record(place):
    place.load(written(place, HEADER + GOOD))
    assert place.rows(
        "SELECT title_id, kind, title, year, release_date::VARCHAR, ratings[1].value, "
        "ratings[1].percent, ratings[1].count, ratings[1].count_is_lower_bound FROM records"
    ) == [("films/1", "movie", "Léon", 1994, "1994-09-14", 8.5, 85.0, 1200000, True)]


def test_every_row_is_loaded_or_quarantined_with_its_line(place):
    text = HEADER + GOOD + (
        '2,"Two\nlines",Movie,1995,,7,10\n'  # lines 3 and 4
        "\n"
        "3,Short,Movie\n"  # line 6
        "4,,Movie,1996,,7,10\n"
        "5,Odd,Podcast,1996,,7,10\n"
        "6,Bad year,Movie,19x6,,7,10\n"
        "1,Léon again,Movie,1994,,8,9\n"
        ",No id,Movie,1994,,8,9\n"
        "7,Too good,TV Show,2001,,11,9\n"
    )  # fmt: skip
    counts = place.load(written(place, text))
    assert counts == {
        "rows": 9, "loaded": 4, "left_out": 5, "fields_left_empty": 2, "unreadable": 0,
    }  # fmt: skip
    found = place.rows("SELECT line, field, split_part(reason, ':', 1) FROM quarantine ORDER BY 1")
    assert found == [
        (6, "row", "Row left out"),
        (7, "title", "Row left out"),
        (8, "kind", "Row left out"),
        (9, "year", "Field left empty"),
        (10, "id", "Row left out"),
        (11, "id", "Row left out"),
        (12, "ratings.imdb.audience", "Field left empty"),
    ]
    assert place.rows("SELECT reason FROM quarantine WHERE line = 10") == [
        ("Row left out: the same title as line 2",)
    ]
    assert place.rows("SELECT title, year FROM records WHERE source_id IN ('2', '6')") == [
        ("Two\nlines", 1995), ("Bad year", None),
    ]  # fmt: skip


def test_a_quote_that_never_ends_costs_its_own_line_only(place):
    text = HEADER + '1,"Open,Movie,1994,,8,9\n2,Two,Movie,1995,,7,1\n3,Three,Movie,1996,,7,1\n'
    assert place.load(written(place, text))["loaded"] == 2
    assert place.rows("SELECT line, field FROM quarantine") == [(2, "row")]


def test_two_digit_years_are_never_in_the_future(place):
    days = ("1-Jan-26", "1-Jul-25", "2-Jul-25", "31-Dec-59", "1-Jan-00")
    rows = "".join(f"{n},T{n},Movie,,{day},,\n" for n, day in enumerate(days))
    place.load(written(place, HEADER + rows))
    assert place.rows("SELECT year(release_date) FROM records ORDER BY source_id") == [
        (1926,), (2025,), (1925,), (1959,), (2000,),
    ]  # fmt: skip


def test_no_score_is_null_and_never_zero(place):
    place.load(
        written(place, HEADER + "1,A,Movie,1994,,0,0\n2,B,Movie,1994,,,\n3,C,Movie,1994,,0,7\n")
    )
    assert place.rows("SELECT outcome, len(ratings) FROM records ORDER BY source_id") == [
        ("no_score_yet", 0), ("no_score_yet", 0), ("found", 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "encoded",
    [
        (HEADER + GOOD).encode("utf-8-sig"),
        (HEADER + GOOD).encode("cp1252"),
        (HEADER + GOOD).encode("utf-16"),
        (HEADER + GOOD).replace(",", "\t").replace("\n", "\r\n").encode(),
        (HEADER + GOOD).replace(",", ";").encode(),
        gzip.compress((HEADER + GOOD).encode()),
        zstandard.compress((HEADER + GOOD).encode()),
    ],
    ids=["bom", "cp1252", "utf-16", "tabs", "semicolons", "gzip", "zstd"],
)
def test_every_dialect_and_packing_gives_the_same_record(place, encoded):
    place.load(written(place, encoded))
    assert place.rows("SELECT title, ratings[1].count FROM records") == [("Léon", 1200000)]


def test_a_zip_without_what_archivers_add(place):
    with zipfile.ZipFile(place.root / "films.zip", "w") as archive:
        archive.writestr("films.csv", HEADER + GOOD)
        archive.writestr("__MACOSX/._films.csv", b"\x00\x05")
    assert place.load(place.root / "films.zip")["loaded"] == 1


def test_json_lines_and_parquet(place):
    row = {"id": 1, "name": "Léon", "type": "Movie", "year": 1994, "day": None, "score": 8.5}
    lines = json.dumps(row | {"votes": 7}) + "\n{broken\n"
    counts = place.load(written(place, lines, "films.jsonl"))
    assert (counts["loaded"], counts["left_out"]) == (1, 1)
    assert place.rows("SELECT line, reason FROM quarantine") == [
        (2, "Row left out: not a JSON object")
    ]
    pq.write_table(pa.Table.from_pylist([row | {"votes": 9}]), place.root / "films.parquet")
    assert place.load(place.root / "films.parquet")["loaded"] == 1


def test_a_damaged_archive_keeps_what_came_before(place):
    whole = gzip.compress((HEADER + GOOD * 1).encode() + b"".join(
        b"%d,T,Movie,1994,,8,9\n" % n for n in range(2, 40_000)))  # fmt: skip
    counts = place.load(written(place, whole[: len(whole) // 2], "films.csv.gz"))
    assert counts["unreadable"] == 1
    (reason,) = place.rows("SELECT reason FROM quarantine WHERE field = 'file'")[0]
    assert "damaged" in reason


def test_a_file_no_mapping_knows_is_told_not_failed(place):
    counts = place.load(written(place, "a,b\n1,2\n", "what.csv"))
    assert counts["unreadable"] == 1
    assert "drop it in a folder" in place.rows("SELECT reason FROM quarantine")[0][0]


def test_loading_twice_moves_no_byte(place):
    file = written(place, HEADER + GOOD)
    place.load(file)
    before = {one: one.read_bytes() for one in (place.root / "lake").rglob("*.parquet")}
    work = place.work
    partition = work.lake.partitions(DROPS)[0]
    assert place.run(partition)["files_changed"] == 0
    assert {one: one.read_bytes() for one in (place.root / "lake").rglob("*.parquet")} == before


def test_many_chunks_are_one_file_without_repeats(place, monkeypatch):
    monkeypatch.setattr("movie_assets.resources.drop_rows.CHUNK_ROWS", 5_000)
    rows = "".join(f"{n % 11_000},T,Movie,1994,,8,9\n" for n in range(12_000))
    counts = place.load(written(place, HEADER + rows))
    assert (counts["rows"], counts["loaded"], counts["left_out"]) == (12_000, 11_000, 1_000)
    assert place.rows("SELECT count(DISTINCT source_id), count(*) FROM records") == [
        (11_000, 11_000)
    ]
    assert place.rows("SELECT min(line), max(line) FROM quarantine") == [(11_002, 12_001)]
