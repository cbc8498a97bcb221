"""One `movie-assets run`: what must be in the catalogue, from the source's answer to the view."""

import csv
import gzip
import json
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from catalogue_run import Catalogue
from services_known import main_id

from movie_assets.universe.facts import Title, load_facts
from movie_assets.universe.pages.plan import make_plan
from movie_assets.universe.server import UniverseServer
from movie_assets.universe.state import UniverseDay

FACTS = load_facts()
DAY = UniverseDay(FACTS, 0)
PAGES = make_plan(FACTS)
# TMDB's old ids of works that it merges into another on a later day: the same works until then.
RENAMED = {event.title_id: event.into for event in FACTS.lifecycle if event.into}
KNOWN = list(csv.DictReader((Path(__file__).parent / "known_titles.csv").open(encoding="utf-8")))
# How the facts name a source's id.
RIGHT = {
    "imdb": "imdb_id",
    "wikidata": "wikidata_id",
    "rotten_tomatoes": "rt_id",
    "metacritic": "metacritic_id",
    "tv_tropes": "tvtropes_id",
}
TRAPS = [trap for trap in FACTS.traps if trap.trap != "id clash"]
CLASHES = [trap for trap in FACTS.traps if trap.trap == "id clash"]


@pytest.fixture(scope="module")
def views(catalogue: Catalogue) -> Mapping[str, Mapping[str, Any]]:
    """served.titles by title id."""
    return {row["title_id"]: row for row in catalogue.rows("SELECT * FROM served.titles")}


@pytest.fixture(scope="module")
def links(catalogue: Catalogue) -> list[dict[str, Any]]:
    return catalogue.rows("SELECT * FROM served.crosswalk")


@pytest.fixture(scope="module")
def accepted(links: list[dict[str, Any]]) -> Mapping[tuple[str, str], str]:
    """(title_id, source) -> source_id."""
    return {
        (row["title_id"], row["source"]): row["source_id"]
        for row in links
        if row["status"] == "accepted"
    }


@pytest.fixture(scope="module")
def universe() -> Iterator[UniverseServer]:
    with UniverseServer() as server:
        yield server


def get(universe: UniverseServer, host: str, path: str) -> bytes:
    with urllib.request.urlopen(universe.base_urls[host] + path, timeout=30) as answer:
        return answer.read()


# -- bars ----------------------------------------------------------------------------------------


def test_there_are_enough_titles(views):
    assert len(views) >= 2150
    assert sum(row["kind"] == "tv" for row in views.values()) >= 150


def test_every_title_that_tmdb_lists_is_served(views):
    assert {title.title_id for title in DAY.titles} <= set(views)


def test_nothing_is_served_that_no_source_has(views):
    """Beside TMDB's titles those that only IMDb lists, some of which TMDB will list later."""
    rest = set(views) - {title.title_id for title in DAY.titles}
    today = {f"imdb/{title.imdb_id}" for title in DAY.titles}
    listed = {f"imdb/{row.imdb_id}" for row in FACTS.imdb_only}
    later = {f"imdb/{title.imdb_id}" for title in FACTS.titles.values()} - today
    assert rest <= (listed | later) - today
    assert rest & later


def test_nearly_every_title_has_an_imdb_score(views):
    scored = [row for row in views.values() if row["imdb_score"] is not None]
    assert len(scored) >= 0.95 * len(views)
    assert all(1 <= row["imdb_score"] <= 10 and row["imdb_votes"] > 0 for row in scored)


def test_offers_reach_five_countries(catalogue):
    rows = catalogue.rows(
        "SELECT country, count(*) AS offers FROM served.streaming_offers GROUP BY country"
    )
    assert len([row for row in rows if row["offers"] >= 100]) >= 5


def test_every_offer_of_the_day_is_served(catalogue):
    key = "title_id, country, provider_id, type"
    rows = catalogue.rows(f"SELECT DISTINCT {key} FROM served.streaming_offers")
    served = {tuple(row.values()) for row in rows}
    real = {
        (offer.title_id, offer.country, main_id(offer.provider_id), offer.type)
        for title in DAY.titles
        for offer in DAY.offers(title.title_id)
    }
    assert len(real) > 10_000
    assert served == real


def test_nearly_every_title_has_vectors(catalogue, views):
    rows = catalogue.rows(
        "SELECT aspect, count(DISTINCT title_id) AS titles FROM served.title_embeddings "
        "GROUP BY aspect"
    )
    titles = {row["aspect"]: row["titles"] for row in rows}
    assert titles["all"] >= 0.9 * len(views)
    assert set(titles) == {"all", "story", "mood", "characters", "style", "setting"}


def test_every_view_has_rows_or_a_reason(catalogue):
    """All of them: a view that is empty after a run shows nothing to its readers."""
    names = [
        row["viewname"]
        for row in catalogue.rows("SELECT viewname FROM pg_views WHERE schemaname = 'served'")
    ]
    models = Path(__file__).parent.parent / "dbt_project" / "models" / "served"
    assert set(names) == {path.stem for path in models.glob("*.sql")}
    # Read by title and country; as a whole it has 251 rows a title.
    names.remove("title_details")
    counts = {name: catalogue.rows(f"SELECT count(*) AS n FROM served.{name}") for name in names}
    empty = {name for name, rows in counts.items() if rows[0]["n"] == 0}
    # On the first day nothing is new and nothing leaves; no file with scores of sides was dropped,
    # pictures are not kept unless somebody wants them, nor a language model asked.
    assert empty == {
        "streaming_offers_new", "streaming_offers_leaving", "aspect_scores", "title_media",
        "model_calls",
    }  # fmt: skip


# -- the crosswalk by ids --------------------------------------------------------------------------


def published(title: Title) -> set[str]:
    """The sources whose right id of a title is told: by TMDB, or by Wikidata under TMDB's number.

    Wikidata does not hold numbers that were made up, nor (two traps) the number of today.
    """
    told = {"imdb", "wikidata"} if DAY.published(title, "tmdb", "imdb_id") else {"wikidata"}
    asked = DAY.published(title, "wikidata", "tmdb_id") == str(title.tmdb_id)
    if title.wikidata_id and asked and "tmdb_id" not in title.made:
        told |= set(RIGHT)
    if title.why == "old id of a merged title":
        told &= {"imdb", "wikidata"}  # the item is another title's by now
    return {source for source in told if getattr(title, RIGHT[source])}


def test_every_published_id_is_accepted(accepted):
    missing = [
        (title.title_id, source, getattr(title, RIGHT[source]))
        for title in DAY.titles
        for source in published(title)
        if accepted.get((title.title_id, source)) != getattr(title, RIGHT[source])
    ]
    # An id of a page source counts once its page was read and proved to be the title's.
    assert [one for one in missing if one[1] not in PAGES] == []
    assert len(missing) <= 0.02 * sum(len(list(published(title))) for title in DAY.titles)


def test_the_bar_is_not_met_by_publishing_little():
    told = [source for title in DAY.titles for source in published(title)]
    assert {source: told.count(source) for source in RIGHT} == {
        "imdb": 2686, "wikidata": 2295, "rotten_tomatoes": 2253, "metacritic": 1680,
        "tv_tropes": 505,
    }  # fmt: skip


def test_no_accepted_link_is_wrong(accepted):
    def right(title_id: str, source: str) -> str | None:
        if source == "tmdb":
            return title_id
        if title_id.startswith("imdb/"):
            return title_id.removeprefix("imdb/") if source == "imdb" else None
        known = {getattr(FACTS.titles[title_id], RIGHT[source])}
        if source in PAGES:
            known.add(PAGES[source].right.get(RENAMED.get(title_id, title_id)))
        return given if (given := accepted[title_id, source]) in known else None

    wrong = {
        key: given
        for key, given in accepted.items()
        if key[1] in (*RIGHT, "tmdb") and given != right(*key)
    }
    assert wrong == {}
    assert len(accepted) > 9000


def test_a_record_belongs_to_one_title(links):
    taken = [(r["source"], r["source_id"], r["kind"]) for r in links if r["status"] == "accepted"]
    assert len(taken) == len(set(taken))


@pytest.mark.parametrize("trap", TRAPS, ids=lambda trap: f"{trap.trap} {trap.title_id}")
def test_a_wrong_id_is_not_accepted(links, accepted, trap):
    source = {"imdb_id": "imdb", "tmdb_id": "tmdb"}[trap.field]
    right = f"movie/{trap.right}" if source == "tmdb" else trap.right
    wrong = f"movie/{trap.published}" if source == "tmdb" else trap.published
    assert accepted[trap.title_id, source] == right
    said = [row for row in links if (row["source"], row["source_id"]) == (source, wrong)]
    assert not [r for r in said if r["status"] == "accepted" and r["title_id"] == trap.title_id]
    if source == "imdb":  # a claim that was made is kept, with what was thought of it
        mine = [row["status"] for row in said if row["title_id"] == trap.title_id]
        assert mine in (["review"], ["rejected"])


def test_a_borrowed_id_stays_with_its_owner(accepted):
    trap = next(trap for trap in TRAPS if trap.trap == "borrowed id")
    holders = [key for key, given in accepted.items() if given == trap.published]
    assert all(title_id != trap.title_id for title_id, _ in holders)
    assert len(holders) == 1


@pytest.mark.parametrize("trap", CLASHES, ids=lambda trap: trap.title_id)
def test_a_film_and_a_show_of_one_number_stay_apart(views, trap):
    film, show = f"movie/{trap.published}", f"tv/{trap.published}"
    assert views[show]["title"] == FACTS.titles[show].title
    assert views[film]["title"] == FACTS.titles[film].title
    assert views[show]["imdb_id"] != views[film]["imdb_id"]


# -- named titles, from the answer to the view ---------------------------------------------------


def tmdb_says(universe: UniverseServer, title_id: str) -> dict[str, Any]:
    """What TMDB's API answers, read here by hand."""
    path = f"/3/{title_id}?append_to_response=external_ids,credits,keywords,watch/providers"
    answer = json.loads(get(universe, "api.themoviedb.org", path))
    words = answer["keywords"].get("keywords") or answer["keywords"].get("results") or []
    return {
        "imdb_id": answer["external_ids"]["imdb_id"],
        "title": answer.get("title") or answer.get("name"),
        "original_title": answer.get("original_title") or answer.get("original_name"),
        "tmdb_score": answer["vote_average"],
        "tmdb_votes": answer["vote_count"],
        "keywords": [word["name"] for word in words],
        "providers": {
            (country, kind, main_id(one["provider_id"]))
            for country, kinds in answer["watch/providers"]["results"].items()
            for kind, offers in kinds.items()
            if kind != "link"
            for one in offers
        },
    }


@pytest.fixture(scope="module")
def imdb_ratings(universe: UniverseServer) -> Mapping[str, tuple[float, int]]:
    """IMDb's ratings file, read here by hand."""
    body = get(universe, "datasets.imdbws.com", "/title.ratings.tsv.gz")
    lines = gzip.decompress(body).decode().splitlines()[1:]
    rows = (line.split("\t") for line in lines)
    return {tconst: (float(score), int(votes)) for tconst, score, votes in rows}


def test_enough_titles_are_named():
    assert len(KNOWN) >= 12


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["title_id"])
def test_a_named_title_is_served_as_the_original_files_have_it(row, views):
    served = views[row["title_id"]]
    columns = {
        "imdb_id": str, "wikidata_id": str, "title": str, "original_title": str, "year": int,
        "runtime_min": int, "imdb_score": float, "imdb_votes": int, "tmdb_score": float,
        "tmdb_votes": int, "budget": float, "revenue": float,
    }  # fmt: skip
    expected = {name: kind(row[name]) for name, kind in columns.items() if row[name]}
    renamed = {"budget": "budget_amount", "revenue": "revenue_amount"}
    assert {name: served[renamed.get(name, name)] for name in expected} == expected
    assert not row["director"] or row["director"] in served["directors"]
    assert not row["keyword"] or row["keyword"] in served["keywords"]


@pytest.mark.parametrize("row", KNOWN, ids=lambda row: row["title_id"])
def test_a_named_title_is_served_as_the_sources_answer(
    row, views, universe, imdb_ratings, catalogue
):
    served, said = views[row["title_id"]], tmdb_says(universe, row["title_id"])
    for name in ("imdb_id", "title", "original_title", "tmdb_score", "tmdb_votes"):
        assert served[name] == said[name], name
    assert set(served["keywords"]) == set(said["keywords"])
    assert (served["imdb_score"], served["imdb_votes"]) == imdb_ratings[row["imdb_id"]]
    offers = catalogue.rows(
        "SELECT DISTINCT country, type, provider_id FROM served.streaming_offers "
        "WHERE title_id = %s",
        (row["title_id"],),
    )
    assert {tuple(offer.values()) for offer in offers} == said["providers"]


@pytest.mark.parametrize(
    "row", [row for row in KNOWN if row["offer_country"]], ids=lambda row: row["title_id"]
)
def test_a_named_offer_is_served(row, catalogue):
    service = main_id(int(row["offer_provider_id"]))
    found = catalogue.rows(
        "SELECT provider FROM served.streaming_offers "
        "WHERE (title_id, country, provider_id, type) = (%s, %s, %s, %s)",
        (row["title_id"], row["offer_country"], service, row["offer_type"]),
    )
    assert {one["provider"] for one in found} == {FACTS.providers[service].name}
