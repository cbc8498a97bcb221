"""A later day of the universe on the same home: what changed is told, and nothing is lost.

Run with `pytest --days`, after every other test of the catalogue: it moves the catalogue on.
"""

import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from catalogue_run import Catalogue
from services_known import main_id

from movie_assets.universe.facts import load_facts
from movie_assets.universe.state import UniverseDay

FACTS = load_facts()
# Far enough for the popular titles to be asked again (due after seven days) and for titles to
# appear, vanish and merge.
LATER = 8
FIRST, LAST = UniverseDay(FACTS, 0), UniverseDay(FACTS, LATER)
GONE = {title.title_id for title in FIRST.titles} - {title.title_id for title in LAST.titles}
NEW = {title.title_id for title in LAST.titles} - {title.title_id for title in FIRST.titles}
ENTITIES = {"title", "score", "offer", "redirect", "dna"}


@dataclass(frozen=True, slots=True)
class Later:
    """The run of the later day, and the IMDb scores and open offers before it."""

    run: subprocess.CompletedProcess[str]
    scores: Mapping[str, tuple[Any, Any]]
    offers: set[tuple[Any, ...]]


def imdb_scores(catalogue: Catalogue) -> dict[str, tuple[Any, Any]]:
    rows = catalogue.rows(
        "SELECT title_id, imdb_score, imdb_votes FROM served.titles WHERE imdb_score IS NOT NULL"
    )
    return {row["title_id"]: (row["imdb_score"], row["imdb_votes"]) for row in rows}


def open_offers(catalogue: Catalogue) -> set[tuple[Any, ...]]:
    key = "title_id, country, provider_id, type, quality"
    return {
        tuple(row.values()) for row in catalogue.rows(f"SELECT {key} FROM served.streaming_offers")
    }


@pytest.fixture(scope="module")
def later(catalogue: Catalogue, pytestconfig: pytest.Config) -> Later:
    if not pytestconfig.getoption("--days"):
        pytest.skip("a third run of the product: needs --days")
    scores, offers = imdb_scores(catalogue), open_offers(catalogue)
    run = catalogue.command("run", MOVIE_ASSETS_UNIVERSE_DAY=str(LATER))
    assert run.returncode == 0, run.stdout + run.stderr
    return Later(run, scores, offers)


def test_it_says_what_changed(later):
    assert f"day {LATER}" in later.run.stdout
    assert "Nothing to do" not in later.run.stdout


def test_events_of_every_entity_are_written(later, catalogue):
    rows = catalogue.owned("SELECT entity, count(*) AS n FROM events.title_change GROUP BY entity")
    assert {row["entity"] for row in rows} == ENTITIES


def test_versions_have_no_gaps_and_seqs_follow_commits(later, catalogue):
    gaps = catalogue.owned(
        "SELECT entity, title_id FROM events.title_change GROUP BY entity, title_id "
        "HAVING min(version) <> 1 OR max(version) <> count(*)"
    )
    assert gaps == []
    (seqs,) = catalogue.owned(
        "SELECT min(seq) AS first, max(seq) AS last, count(*) AS n FROM events.title_change"
    )
    assert (seqs["first"], seqs["last"]) == (1, seqs["n"])


def test_an_event_tells_something_that_changed(later, catalogue):
    rows = catalogue.owned("SELECT fields FROM events.title_change ORDER BY seq LIMIT 500")
    for row in rows:
        assert row["fields"]
        assert all(change["old"] != change["new"] for change in row["fields"].values())


def test_titles_that_vanished_are_tombstones(later, catalogue):
    assert len(GONE) >= 10
    rows = catalogue.rows(
        "SELECT from_title_id, to_title_id FROM served.title_redirects "
        "WHERE reason IN ('gone', 'merged')"
    )
    assert {row["from_title_id"] for row in rows} == GONE
    merged = {event.title_id: event.into for event in FACTS.lifecycle if event.event == "merged"}
    for row in rows:  # where a title went is told rightly or not at all
        assert row["to_title_id"] in (None, merged.get(row["from_title_id"]))
    served = catalogue.rows("SELECT title_id FROM served.titles")
    assert not GONE & {row["title_id"] for row in served}


def test_a_title_merged_without_a_word_leads_to_its_twin(later, catalogue):
    """TMDB answers 404 for it; its twin has its name, year and IMDb's id or director."""
    rows = catalogue.rows(
        "SELECT from_title_id, to_title_id FROM served.title_redirects WHERE reason = 'merged'"
    )
    merged = {event.title_id: event.into for event in FACTS.lifecycle if event.event == "merged"}
    assert {row["from_title_id"]: row["to_title_id"] for row in rows} == {
        old: new for old, new in merged.items() if old in GONE
    }
    assert len(rows) >= 5


def test_a_title_that_is_gone_holds_no_record(later, catalogue):
    rows = catalogue.rows("SELECT DISTINCT title_id FROM served.crosswalk")
    assert not GONE & {row["title_id"] for row in rows}


def test_rates_of_both_days_are_kept(later, catalogue):
    rows = catalogue.rows("SELECT DISTINCT day::text FROM served.match_rate_history ORDER BY day")
    assert [row["day"] for row in rows] == ["2025-07-01", "2025-07-09"]


def test_titles_that_appeared_are_served(later, catalogue):
    assert len(NEW) >= 10
    rows = catalogue.rows("SELECT title_id, first_seen FROM served.titles")
    seen = {row["title_id"]: row["first_seen"].isoformat() for row in rows}
    assert set(seen) >= NEW
    assert {seen[title_id] for title_id in NEW} == {"2025-07-09"}


def test_a_changed_score_has_two_rows_and_an_unchanged_one_has_one(later, catalogue):
    rows = catalogue.rows(
        "SELECT title_id, count(*) AS n, "
        "count(*) FILTER (WHERE superseded_at IS NULL) AS standing FROM served.score_history "
        "WHERE publisher = 'imdb' AND metric = 'audience' AND season IS NULL AND episode IS NULL "
        "GROUP BY title_id"
    )
    history = {row["title_id"]: (row["n"], row["standing"]) for row in rows}
    now = imdb_scores(catalogue)
    both = set(now) & set(later.scores)
    changed = {title_id for title_id in both if now[title_id] != later.scores[title_id]}
    assert len(changed) > 1000
    assert len(both - changed) > 100
    assert {history[title_id] for title_id in changed} == {(2, 1)}
    assert {history[title_id] for title_id in both - changed} == {(1, 1)}


def test_scores_are_those_of_the_day(later, catalogue):
    now = imdb_scores(catalogue)
    real = {t.title_id: (t.imdb_score, t.imdb_count) for t in LAST.titles if t.imdb_score}
    assert {key: now[key] for key in real} == real


def test_closed_offers_are_kept_with_their_end(later, catalogue):
    key = "title_id, country, provider_id, type, quality"
    rows = catalogue.rows(
        f"SELECT {key}, valid_from, valid_to FROM served.streaming_offers_history "
        "WHERE valid_to IS NOT NULL"
    )
    closed = {tuple(row.values())[:5] for row in rows}
    assert all(row["valid_from"] < row["valid_to"] for row in rows)
    stand = open_offers(catalogue)
    here = {offer for offer in later.offers if offer[0] not in GONE}
    assert here - stand <= closed
    assert len(closed) > 100


def test_every_open_offer_of_a_title_asked_again_is_open_that_day(later, catalogue):
    asked = catalogue.owned(
        "SELECT title_id FROM catalogue.source_check "
        "WHERE source = 'tmdb' AND outcome = 'found' AND checked_at >= '2025-07-09'"
    )
    again = {row["title_id"] for row in asked}
    real = {
        (offer.title_id, offer.country, main_id(offer.provider_id), offer.type)
        for title_id in again
        for offer in LAST.offers(title_id)
    }
    assert len(again) > 100
    assert {offer[:4] for offer in open_offers(catalogue) if offer[0] in again} == real
