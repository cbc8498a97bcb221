"""`movie-assets evaluate crosswalk`: figures worked out by hand, and the bars on real legs."""

import json
import pathlib

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from movie_assets.cli import app
from movie_assets.commands.evaluating import crosswalk
from movie_assets.crosswalk.evaluate import figures_sql
from movie_assets.model.errors import CrosswalkError

LEGS = pathlib.Path(__file__).parents[2] / "shared" / "data" / "legs"
DECISIONS = [
    ("a", "t1", "accepted"),  # right
    ("b", "t2", "accepted"),  # right: the second of two right titles
    ("c", "t9", "accepted"),  # wrong
    ("d", "t4", "review"),  # right but only in review: not predicted
    ("e", None, "rejected"),
    ("f", "t6", "accepted"),  # has no truth: not judged
]
TRUTH = [("a", "t1"), ("b", "t0"), ("b", "t2"), ("c", "t3"), ("d", "t4"), ("e", "t5")]


def test_figures_are_those_worked_out_by_hand():
    with duckdb.connect() as con:
        ids, titles, statuses = zip(*DECISIONS, strict=True)
        decision = pa.table(
            {"source": ["s"] * 6, "source_id": ids, "title_id": titles, "status": statuses}
        )
        con.register("decision", decision)
        con.register(
            "records", pa.table({"source": ["s"] * 6, "source_id": ids, "year": [1999] * 6})
        )
        con.register(
            "truth",
            pa.table(dict(zip(("source_id", "title_id"), zip(*TRUTH, strict=True), strict=True))),
        )
        (figures,) = con.execute(figures_sql()).to_arrow_table().to_pylist()
        (decade,) = con.execute(figures_sql(decade=True)).to_arrow_table().to_pylist()

    assert figures == {
        "truth": 5, "predicted": 3, "correct": 2, "review": 1,
        "precision": pytest.approx(2 / 3), "recall": pytest.approx(0.4), "f1": pytest.approx(0.5),
    }  # fmt: skip
    assert decade == {"decade": 1990} | figures


@pytest.fixture
def files(tmp_path):
    """Three files with null-typed columns and one right answer."""
    tables = {
        "spine": {"title_id": ["movie/1", "movie/2"], "kind": ["movie"] * 2,
                  "title": ["Heat", "Ronin"], "original_title": pa.nulls(2), "names": pa.nulls(2),
                  "year": [1995, 1998], "runtime_min": pa.nulls(2), "genres": pa.nulls(2),
                  "vote_count": pa.nulls(2)},
        "records": {"source": ["s"], "source_id": ["m/heat"], "kind": ["movie"],
                    "title": ["Heat"], "year": [1995], "release_date": pa.nulls(1),
                    "runtime_min": pa.nulls(1), "genres": pa.nulls(1), "directors": pa.nulls(1)},
        "truth": {"source_id": ["m/heat"], "title_id": ["movie/1"]},
    }  # fmt: skip
    for name, columns in tables.items():
        pq.write_table(pa.table(columns), tmp_path / f"{name}.parquet")
    return {name: tmp_path / f"{name}.parquet" for name in tables}


def _asked(files, *more):
    options = [part for name, file in files.items() for part in (f"--{name}", str(file))]
    return CliRunner().invoke(app, ["evaluate", "crosswalk", *options, *more])


def test_the_command_ends_with_one_json_object_and_writes_decisions(files, tmp_path):
    out = tmp_path / "decisions.parquet"

    result = _asked(files, "--json", "--out", str(out))

    figures = json.loads(result.stdout.strip().splitlines()[-1])
    assert {key: figures[key] for key in ("precision", "recall", "f1")} == dict.fromkeys(
        ("precision", "recall", "f1"), 1.0
    )
    assert figures["seconds"] > 0
    (row,) = pq.read_table(out).to_pylist()
    assert (row["title_id"], row["status"], row["method"]) == (
        "movie/1",
        "accepted",
        "blocked_match",
    )
    assert json.loads(row["evidence"])["name"] == "mm"
    assert 0.9 < row["probability"] < 1


def test_truth_never_moves_a_decision(files, tmp_path):
    _asked(files, "--out", str(tmp_path / "one"))
    pq.write_table(pa.table({"source_id": ["m/heat"], "title_id": ["movie/2"]}), files["truth"])

    wrong = _asked(files, "--json", "--out", str(tmp_path / "two"))

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()
    assert json.loads(wrong.stdout.strip().splitlines()[-1])["precision"] == 0


def test_a_file_without_ids_is_named_with_what_it_has(files):
    pq.write_table(pa.table({"title": ["Heat"]}), files["records"])

    with pytest.raises(CrosswalkError, match=r"has no column source_id; it has title"):
        crosswalk(files["spine"], files["records"], files["truth"])


@pytest.mark.skipif(not LEGS.exists(), reason="the real legs (../shared/data/legs) are not here")
@pytest.mark.parametrize(
    ("leg", "precision", "recall"),
    [("metacritic", 0.994, 0.992), ("rotten_tomatoes", 0.996, 0.983)],
)
def test_real_legs_are_matched_as_well_as_promised(leg, precision, recall):
    found = crosswalk(
        LEGS / "spine.parquet",
        LEGS / f"{leg}_records.parquet",
        LEGS / f"{leg}_truth_open.parquet",
    )

    assert found.figures["precision"] >= precision
    assert found.figures["recall"] >= recall
