"""What an operator does with a home that ran: log, checks, a backup that serves the same."""

import json
import shutil

from catalogue_run import PROGRAM, Catalogue, environment, run
from conftest import free_port, open_directory

from movie_assets_tests.benchmarks.served_hash import served_facts


def command(catalogue: Catalogue, *words: str) -> str:
    done = run([str(PROGRAM), *words], catalogue.variables)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_run_leaves_json_lines_and_no_secret(catalogue):
    text = (catalogue.home / "logs" / "movie-assets.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in text.splitlines()]
    assert {"time", "level", "message", "run_id"} <= lines[0].keys()
    made = {line.get("asset") for line in lines if line.get("event") == "ASSET_MATERIALIZATION"}
    assert {"titles", "catalogue_titles", "served/titles"} <= made
    password = (catalogue.home / "reader.password").read_text().strip()
    assert password not in text


def test_every_write_of_a_real_run_passes_its_checks(catalogue):
    text = (catalogue.home / "logs" / "movie-assets.jsonl").read_text(encoding="utf-8")
    failed = [line for line in map(json.loads, text.splitlines()) if line["level"] == "error"]
    assert failed == []
    kept = {path.parent.parent.name for path in catalogue.home.glob("lake/write_vitals/*/*/*")}
    assert {"titles", "title_scores", "tmdb_titles", "streaming_offers", "crosswalk"} <= kept


def test_titles_are_fresh_after_a_run(catalogue):
    assert "Titles as fresh as their popularity asks for" in command(catalogue, "status")
    told = json.loads(
        command(
            catalogue, "sql", "SELECT * FROM served.title_freshness WHERE tier = 'all'", "--json"
        )
    )
    by_source = {row["source"]: row for row in told}
    assert by_source.keys() >= {"tmdb", "wikidata", "metacritic", "rotten_tomatoes", "tv_tropes"}
    assert all(row["viewed_fresh_percent"] == 100.0 for row in told)


def test_a_restored_home_serves_the_same(catalogue):
    folder = open_directory()
    variables = environment(folder, free_port(), free_port())
    try:
        command(catalogue, "backup", str(folder / "backup.zip"))
        done = run([str(PROGRAM), "restore", str(folder / "backup.zip")], variables)
        assert done.returncode == 0, done.stdout + done.stderr
        restored = Catalogue(folder, variables, done)
        assert served_facts(restored.superuser_url) == served_facts(catalogue.superuser_url)
        again = run([str(PROGRAM), "restore", str(folder / "backup.zip")], variables)
        assert again.returncode == 1
        assert "restore into a home of its own" in again.stderr
    finally:
        run([str(PROGRAM), "reset", "--yes"], variables)
        shutil.rmtree(folder)
