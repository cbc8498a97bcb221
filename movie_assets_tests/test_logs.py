"""The home's log: one JSON object a line, rotated by size for many processes, without secrets."""

import json
import logging
import subprocess
import sys
from pathlib import Path

import dagster as dg
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from movie_assets import logs
from movie_assets.resources.hiding import HIDDEN
from movie_assets.resources.json_lines import JsonLines, RotatingLines
from movie_assets.settings import PROJECT, read_settings

TOKEN = 'tmdb-Token/with "quotes" and ünïcode'


def lines_of(path: Path) -> list[dict[str, str]]:
    files = sorted(path.parent.glob(f"{path.name}*"))
    return [
        json.loads(line)
        for file in files
        if not file.name.endswith(".lock")
        for line in file.read_text(encoding="utf-8").splitlines()
    ]


def record(message: str, **extra: str) -> logging.LogRecord:
    made = logging.LogRecord("movie_assets.test", logging.WARNING, "", 0, message, None, None)
    vars(made).update(extra)
    return made


def test_a_line_says_when_what_and_about_whom():
    line = JsonLines().format(record("a wall", source="metacritic", title_id="movie/603"))
    told = json.loads(line)
    assert told.pop("time").endswith("Z")
    assert told == {
        "level": "warning", "logger": "movie_assets.test", "message": "a wall",
        "source": "metacritic", "title_id": "movie/603",
    }  # fmt: skip


@given(before=st.text(), after=st.text())
def test_a_secret_never_appears_whatever_stands_around_it(before, after):
    line = JsonLines([TOKEN]).format(record(f"{before}{TOKEN}{after}", source=TOKEN))
    assert TOKEN not in line
    assert TOKEN not in json.loads(line)["message"]
    assert HIDDEN in json.loads(line)["source"]


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("Authorization: Bearer eyJ.abc-1", f"Authorization: Bearer {HIDDEN}"),
        ("postgresql://me:pass%20word@host/db", f"postgresql://me:{HIDDEN}@host/db"),
        ("https://www.example.org/a:b", "https://www.example.org/a:b"),
    ],
)
def test_credentials_nobody_set_are_hidden_too(said, shown):
    assert json.loads(JsonLines().format(record(said)))["message"] == shown


def test_every_secret_setting_is_a_secret_of_the_log(monkeypatch):
    for name, value in {
        "TMDB_TOKEN": "token-1", "OPENAI_API_KEY": "key-2", "WEBHOOK": "https://hook.test/3",
        "DATABASE_URL": "postgresql://u:word-4@h/d", "READER_PASSWORD": "word-5",
        "DROP_OPTIONS": '{"sftp": {"password": "word-6"}, "s3": {"endpoint_url": "http://s3"}}',
    }.items():  # fmt: skip
        monkeypatch.setenv(f"MOVIE_ASSETS_{name}", value)
    secrets = read_settings().secrets
    assert set(secrets) == {
        "token-1", "key-2", "https://hook.test/3", "postgresql://u:word-4@h/d", "word-4",
        "word-5", "word-6",
    }  # fmt: skip


WRITER = """
import logging, sys
from pathlib import Path
from movie_assets.resources.json_lines import JsonLines, RotatingLines
handler = RotatingLines(Path(sys.argv[1]), max_bytes=2000, kept_files=100)
handler.setFormatter(JsonLines())
for number in range(200):
    handler.handle(logging.LogRecord(sys.argv[2], logging.INFO, "", 0, str(number), None, None))
"""


def test_processes_share_one_file_and_lose_no_line(tmp_path):
    log = tmp_path / "logs" / "all.jsonl"
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(log), one]) for one in "abc"]
    assert [writer.wait() for writer in writers] == [0, 0, 0]
    told = sorted((one["logger"], int(one["message"])) for one in lines_of(log))
    assert told == [(who, number) for who in "abc" for number in range(200)]
    sizes = [file.stat().st_size for file in log.parent.iterdir()]
    assert len(sizes) > 5
    assert max(sizes) <= 2000
    assert (log.stat().st_mode & 0o777) == 0o600


def test_the_oldest_file_goes(tmp_path):
    handler = RotatingLines(tmp_path / "a.jsonl", max_bytes=1, kept_files=3)
    handler.setFormatter(JsonLines())
    for number in range(9):
        handler.handle(record(str(number)))
    assert [one["message"] for one in lines_of(tmp_path / "a.jsonl")] == ["8", "7", "6"]


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    monkeypatch.setenv("MOVIE_ASSETS_HOME", str(tmp_path))
    monkeypatch.setenv("MOVIE_ASSETS_TMDB_TOKEN", TOKEN)
    return tmp_path


@dg.asset
def failing(context: dg.AssetExecutionContext) -> None:
    context.log.info("begun")
    raise ValueError(f"refused with {TOKEN}")


def test_what_a_run_tells_is_in_the_log(home):
    """Through the very configuration that `run` and `up` copy into a home."""
    told = yaml.safe_load((PROJECT / "dagster.yaml").read_text())["python_logs"]
    with dg.instance_for_test(overrides={"python_logs": told}) as instance:
        result = dg.materialize([failing], instance=instance, raise_on_error=False)
    lines = lines_of(home / "logs" / "movie-assets.jsonl")
    assert {line["run_id"] for line in lines} == {result.run_id}
    (begun,) = [line for line in lines if line["message"] == "begun"]
    assert (begun["step"], begun["level"]) == ("failing", "info")
    failed = next(line for line in lines if line.get("event") == "STEP_FAILURE")
    assert failed["level"] == "error"
    assert f"refused with {HIDDEN}" in failed["error"]
    assert TOKEN not in (home / "logs" / "movie-assets.jsonl").read_text()
    assert "STEP_START" not in {line.get("event") for line in lines}


def test_our_own_loggers_write_there_once(home):
    ours = logging.getLogger(logs.OURS)
    before = list(ours.handlers)
    try:
        logs.start_logging(read_settings())
        logs.start_logging(read_settings())
        logging.getLogger("movie_assets.assets.asking").warning(
            "blocked", extra={"source": "tmdb", "title_id": "movie/603"}
        )
    finally:
        ours.handlers = before
    (line,) = lines_of(home / "logs" / "movie-assets.jsonl")
    assert (line["source"], line["title_id"], line["message"]) == ("tmdb", "movie/603", "blocked")


@pytest.mark.parametrize(
    ("line", "level", "message"),
    [
        ('{"event": "up", "level": "warning", "logger": "dagster.daemon"}\n', "WARNING", "up"),
        ('{"event": "bad", "level": "error", "exception": "Trace"}\n', "ERROR", "bad\nTrace"),
        ("Traceback (most recent call last):\n", "INFO", "Traceback (most recent call last):"),
        ("17\n", "INFO", "17"),
    ],
)
def test_what_services_say_becomes_a_record(line, level, message):
    told = logs.told_by_service(line)
    assert (told.levelname, told.getMessage()) == (level, message)
