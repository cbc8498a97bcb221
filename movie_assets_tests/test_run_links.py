"""One `movie-assets run`: ids that moved, what is left over and the rates, against the facts."""

from collections.abc import Mapping

import pytest
from catalogue_run import Catalogue

from movie_assets.crosswalk.unmatched import REASONS
from movie_assets.universe.facts import load_facts
from movie_assets.universe.pages.plan import make_plan

FACTS = load_facts()
PAGES = make_plan(FACTS)
OUTDATED = [trap for trap in FACTS.traps if trap.trap == "outdated id"]


@pytest.fixture(scope="module")
def moved(catalogue: Catalogue) -> Mapping[tuple[str, str], str]:
    """(source, old id) -> the id it ended at."""
    rows = catalogue.rows(
        "SELECT source, from_source_id, to_source_id FROM served.source_redirects"
    )
    return {(row["source"], row["from_source_id"]): row["to_source_id"] for row in rows}


@pytest.mark.parametrize("source", PAGES)
def test_every_page_that_moved_is_told_and_no_other(
    moved: Mapping[tuple[str, str], str], source: str
) -> None:
    told = {old: new for (of, old), new in moved.items() if of == source}
    assert told == PAGES[source].moved
    assert len(told) >= 10


def test_imdb_ids_that_gave_way_are_told_and_no_other(
    moved: Mapping[tuple[str, str], str],
) -> None:
    told = {old: new for (source, old), new in moved.items() if source == "imdb"}
    assert told == {trap.published: trap.right for trap in OUTDATED}
    assert len(told) == 2


def test_no_title_is_linked_to_an_id_that_moved(
    catalogue: Catalogue, moved: Mapping[tuple[str, str], str]
) -> None:
    links = catalogue.rows("SELECT source, source_id, status, evidence FROM served.crosswalk")
    old = [row for row in links if (row["source"], row["source_id"]) in moved]
    assert len(old) >= 40  # Wikidata names the old ones
    assert {row["status"] for row in old} == {"rejected"}
    for row in old:
        assert row["evidence"]["moved_to"] == moved[row["source"], row["source_id"]]


def test_what_is_left_over_says_why_on_either_side(catalogue: Catalogue) -> None:
    rows = catalogue.rows(
        "SELECT side, source, reason, count(*) AS n FROM served.unmatched GROUP BY 1, 2, 3"
    )
    assert {row["side"] for row in rows} == {"title", "record"}
    assert {row["reason"] for row in rows} <= set(REASONS)
    records = {row["source"] for row in rows if row["side"] == "record"}
    assert {"justwatch", "rotten_tomatoes", "metacritic"} <= records


def test_a_record_left_over_is_nobodys(catalogue: Catalogue) -> None:
    both = catalogue.rows(
        "SELECT item_id FROM served.unmatched AS record JOIN served.crosswalk AS link "
        "ON link.source = record.source AND link.source_id = record.item_id "
        "WHERE record.side = 'record' AND link.status = 'accepted'"
    )
    assert both == []


def test_rates_are_what_is_linked_and_what_is_left(catalogue: Catalogue) -> None:
    rates = catalogue.rows(
        "SELECT side, source, sum(titles) AS items, sum(matched) AS matched "
        "FROM served.match_rates GROUP BY side, source"
    )
    left = {
        (row["side"], row["source"]): row["n"]
        for row in catalogue.rows(
            "SELECT side, source, count(*) AS n FROM served.unmatched GROUP BY side, source"
        )
    }
    assert {(r["side"], r["source"]): r["items"] - r["matched"] for r in rates} == {
        (row["side"], row["source"]): left.get((row["side"], row["source"]), 0) for row in rates
    }
    accepted = catalogue.rows(
        "SELECT source, count(*) AS n FROM served.crosswalk "
        "WHERE status = 'accepted' AND title_id NOT LIKE 'imdb/%' AND source NOT LIKE 'drop/%' "
        "AND source <> 'tmdb' GROUP BY source"
    )
    assert {r["source"]: r["matched"] for r in rates if r["side"] == "title"} == {
        row["source"]: row["n"] for row in accepted
    }


def test_the_history_begins_with_this_day(catalogue: Catalogue) -> None:
    rows = catalogue.rows("SELECT DISTINCT day::text FROM served.match_rate_history")
    assert [row["day"] for row in rows] == ["2025-07-01"]
