"""One `movie-assets run`: what the page sources brought, held against the universe's facts."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any
from urllib.parse import unquote

import pytest
from catalogue_run import Catalogue

from movie_assets.universe.facts import load_facts
from movie_assets.universe.pages.plan import PagePlan, make_plan
from movie_assets.universe.pages.shown import Shown, shown
from movie_assets.universe.pages.wikipedia_articles import make_encyclopedia
from movie_assets.universe.state import UniverseDay

FACTS = load_facts()
DAY = UniverseDay(FACTS, 0)
LISTED = {title.title_id for title in DAY.titles}
# TMDB's old ids of works that it merges into another on a later day: the same works until then.
RENAMED = {event.title_id: event.into for event in FACTS.lifecycle if event.into}
Key = tuple[str, str, str, int]  # title, publisher, metric, season


@pytest.fixture(scope="module")
def plan() -> PagePlan:
    return make_plan(FACTS)


@pytest.fixture(scope="module")
def scores(catalogue: Catalogue) -> Mapping[Key, tuple[float, int | None]]:
    rows = catalogue.rows(
        "SELECT title_id, publisher, metric, season, value, count FROM served.title_scores "
        "WHERE source IN ('metacritic', 'rotten_tomatoes') AND episode IS NULL"
    )
    return {
        (row["title_id"], row["publisher"], row["metric"], _number(row["season"])): (
            row["value"],
            row["count"],
        )
        for row in rows
    }


def _number(season: int | None) -> int:
    return -1 if season is None else season


def pages_with_scores(
    plan: PagePlan, source: str, titles: AbstractSet[str] = LISTED
) -> Iterator[Shown]:
    """The pages of some titles that show any score on the day of the run."""
    site = plan[source]
    for title_id, page_id in sorted(site.right.items()):
        if title_id not in titles:
            continue
        page = shown(DAY, source, site.entries[page_id])
        if page is not None and (page.critics or page.audience):
            yield page


def told(page: Shown) -> dict[str, Any]:
    """Metric -> what the page shows."""
    return {
        metric: score
        for metric, score in (("critics", page.critics), ("audience", page.audience))
        if score is not None
    }


@pytest.mark.parametrize("source", ["metacritic", "rotten_tomatoes"])
@pytest.mark.parametrize("kind", ["movie", "tv"])
def test_titles_with_a_page_show_its_scores(scores, plan, source: str, kind: str):
    pages = [page for page in pages_with_scores(plan, source) if page.title.kind == kind]
    assert len(pages) >= 100
    served = [
        page
        for page in pages
        if all((page.title.title_id, source, metric, -1) in scores for metric in told(page))
    ]
    print(f"{source} {kind}: {len(served)} of {len(pages)}, {len(served) / len(pages):.3f}")
    assert len(served) >= 0.97 * len(pages)


@pytest.mark.parametrize("source", ["metacritic", "rotten_tomatoes"])
def test_no_score_is_served_that_the_title_does_not_have(scores, plan, source: str):
    everyone = frozenset(plan[source].right)
    right = {one.title.title_id: told(one) for one in pages_with_scores(plan, source, everyone)}
    right |= {old: right[new] for old, new in RENAMED.items() if new in right}
    wrong = {
        key: value
        for key, value in scores.items()
        if key[1] == source
        and key[3] == -1
        and (key[2] not in right.get(key[0], {}) or right[key[0]][key[2]].value != value[0])
    }
    assert wrong == {}


@pytest.mark.parametrize("source", ["metacritic", "rotten_tomatoes"])
def test_seasons_have_the_scores_of_their_own_pages(scores, plan, source: str):
    expected: dict[Key, float] = {}
    for page in pages_with_scores(plan, source):
        entry = plan[source].entries[page.page_id]
        for season in page.seasons:
            own = shown(DAY, source, entry, season.number)
            for metric, score in told(own).items() if own else ():
                expected[page.title.title_id, source, metric, season.number] = score.value
    assert len(expected) >= 300
    served = {key: scores[key][0] for key in expected if key in scores}
    assert len(served) >= 0.97 * len(expected)
    assert {key: value for key, value in served.items() if value != expected[key]} == {}


def plain(trope: str) -> str:
    """A trope's name however it is written: the facts have TheChosenOne, pages The Chosen One."""
    return "".join(letter for letter in trope.casefold() if letter.isalnum())


def test_works_with_a_page_show_their_tropes(catalogue: Catalogue, plan: PagePlan):
    rows = catalogue.rows("SELECT title_id, tropes FROM served.titles")
    served = {row["title_id"]: {plain(one) for one in row["tropes"] or ()} for row in rows}
    right = {
        title_id: {plain(one) for one in FACTS.tropes[title_id]}
        for title_id in plan["tv_tropes"].right
        if title_id in LISTED and FACTS.tropes.get(title_id)
    }
    right |= {old: right[new] for old, new in RENAMED.items() if new in right and old in LISTED}
    assert len(right) >= 500
    shown_tropes = [title_id for title_id, tropes in right.items() if served[title_id] == tropes]
    wrong = {
        title_id: tropes - right.get(title_id, set())
        for title_id, tropes in served.items()
        if tropes - right.get(title_id, set())
    }
    print(f"tropes: {len(shown_tropes)} of {len(right)}")
    assert wrong == {}
    assert len(shown_tropes) >= 0.97 * len(right)


def test_titles_with_an_article_show_its_lead_clean(catalogue: Catalogue):
    book = make_encyclopedia(FACTS)
    with_article = {title_id: book.articles[key].name for title_id, key in book.of_title.items()}
    rows = catalogue.rows("SELECT title_id, wikipedia_url, wikipedia_abstract FROM served.titles")
    served = {row["title_id"]: row for row in rows if row["title_id"] in LISTED}
    wanted = with_article.keys() & served.keys()
    assert len(wanted) >= 1000
    shown_leads = {
        title_id
        for title_id in wanted
        if served[title_id]["wikipedia_abstract"]
        and unquote(served[title_id]["wikipedia_url"]).endswith(
            "/" + with_article[title_id].replace(" ", "_")
        )
    }
    print(f"leads: {len(shown_leads)} of {len(wanted)}, {len(shown_leads) / len(wanted):.3f}")
    assert len(shown_leads) >= 0.95 * len(wanted)
    unclean = re.compile(r"\(\s*\)|\[\d+\]|\(\s*[;,]|\s{2,}|\blisten\b|/[ˈˌ]")
    leads = [row["wikipedia_abstract"] for row in served.values() if row["wikipedia_abstract"]]
    assert [lead for lead in leads if unclean.search(lead)] == []


def test_every_source_says_how_it_is(catalogue: Catalogue):
    states = {
        row["source"]: row["state"]
        for row in catalogue.rows("SELECT source, state FROM served.source_freshness")
    }
    assert states.pop("imdb_page") == "blocked"  # never asked: a bot wall stands before it
    assert set(states.values()) == {"fresh"}
    assert {"metacritic", "rotten_tomatoes", "tv_tropes", "wikipedia", "justwatch"} <= set(states)
