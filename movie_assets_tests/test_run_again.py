"""`movie-assets run` a second time: nothing to do, nothing moved."""

import hashlib
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from catalogue_run import Catalogue
from test_run_commands import progress
from typer.testing import CliRunner

from movie_assets.cli import app
from movie_assets.commands import report, runner, standing


@dataclass(frozen=True, slots=True)
class State:
    """What a run may move: the lake's files, the load's books, the change log, all tables' rows."""

    files: dict[str, tuple[int, str]]
    loads: list[dict[str, Any]]
    events: list[dict[str, Any]]
    written: dict[str, int]


def state_of(catalogue: Catalogue) -> State:
    return State(
        files=files_below(catalogue.home / "lake"),
        loads=catalogue.owned("SELECT * FROM catalogue.load ORDER BY table_name, partition"),
        events=catalogue.owned(
            "SELECT count(*) AS events, max(seq) AS last FROM events.title_change"
        ),
        written=versions(catalogue),
    )


def files_below(folder: Path) -> dict[str, tuple[int, str]]:
    """Each file's modification time in ns and hash of its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.stat().st_mtime_ns,
            hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def versions(catalogue: Catalogue) -> dict[str, int]:
    """A hash of (ctid, xmin) of every row: an UPDATE that changes no value shows, too."""
    tables = catalogue.owned(
        "SELECT schemaname || '.' || tablename AS name FROM pg_tables "
        "WHERE schemaname IN ('catalogue', 'events', 'app')"
    )
    return {
        table["name"]: catalogue.owned(
            "SELECT coalesce(sum(hashtextextended(ctid::text || xmin::text, 0)::numeric), 0) AS n "
            f"FROM {table['name']}"
        )[0]["n"]
        for table in tables
    }


@dataclass(frozen=True, slots=True)
class Again:
    """A second run, with what there was before and after it."""

    before: State
    run: subprocess.CompletedProcess[str]
    after: State


@pytest.fixture(scope="module")
def again(catalogue: Catalogue) -> Again:
    before = state_of(catalogue)
    run = catalogue.command("run")
    return Again(before, run, state_of(catalogue))


LOST = "title_score/movie-03/data.parquet"
NOTED = "computed_from/title_score-noted/movie-03/data.parquet"


@pytest.fixture(scope="module")
def mended(again: Again, catalogue: Catalogue) -> Again:
    """A run over a lake that has lost a file, before which there is all that was there before it.

    It asks every asset, as any run does that does not find everything as it was left.
    """
    (catalogue.home / "lake" / LOST).unlink()
    run = catalogue.command("run")
    return Again(again.after, run, state_of(catalogue))


def test_it_says_that_there_is_nothing_to_do(again):
    assert again.run.returncode == 0, again.run.stdout + again.run.stderr
    assert "\nNothing to do: " in again.run.stdout
    assert progress(again.run.stdout.splitlines()) == {}


def test_a_missing_file_of_the_lake_is_noticed_and_made_again(mended):
    assert mended.run.returncode == 0, mended.run.stdout + mended.run.stderr
    changed = [n for n, m in progress(mended.run.stdout.splitlines()).items() if m["changed"]]
    assert changed == ["title_scores"]
    assert mended.after.files[LOST][1] == mended.before.files[LOST][1]


def test_every_asset_asked_has_nothing_else_to_do(mended):
    assert len(progress(mended.run.stdout.splitlines())) >= 25
    assert replace(mended.after, files={}) == replace(mended.before, files={})
    before, after = mended.before.files, mended.after.files
    moved = {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}
    # With the note of what it was computed from.
    assert moved == {LOST, NOTED}
    assert [name for name in moved if before[name][1] != after[name][1]] == []


@pytest.mark.parametrize("unchanged", [True, False])
@pytest.mark.parametrize("words", [["run"], ["run", "--every-asset"]])
def test_assets_are_asked_if_something_changed_or_somebody_wants_it(
    monkeypatch: pytest.MonkeyPatch, words: list[str], unchanged: bool
):
    asked: list[bool] = []

    def asking(*_: object) -> Iterator[runner.Done]:
        asked.append(True)
        return iter(())

    monkeypatch.setattr(runner, "prepare", lambda _settings: None)
    monkeypatch.setattr(runner, "materialise_everything", asking)
    monkeypatch.setattr(standing, "unchanged", lambda _settings: unchanged)
    monkeypatch.setattr(standing, "remember", lambda _settings: None)
    monkeypatch.setattr(report, "show_run", lambda *_: None)
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    assert bool(asked) == (not unchanged or "--every-asset" in words)


def test_it_writes_no_file_of_the_lake(again):
    assert len(again.before.files) > 300
    assert again.after.files == again.before.files


def test_it_leaves_no_temporary_file(again):
    assert [name for name in again.after.files if name.startswith(".tmp")] == []


def test_it_writes_no_event_and_loads_nothing(again):
    assert len(again.before.loads) > 100
    assert again.after.loads == again.before.loads
    assert again.after.events == again.before.events


def test_it_touches_no_row_of_any_table(again):
    assert len(again.before.written) >= 20
    assert again.after.written == again.before.written


def test_a_first_load_writes_a_snapshot_and_not_an_event_a_row(again, catalogue):
    assert again.before.events == [{"events": 0, "last": None}]
    rows = catalogue.owned("SELECT entity, count(*) AS n FROM events.genesis GROUP BY entity")
    assert {row["entity"] for row in rows} == {"title", "score", "offer", "redirect", "dna"}
