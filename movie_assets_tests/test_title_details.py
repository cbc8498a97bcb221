"""One title for one country as JSON, and what was true of it at a moment."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from movie_assets.model import title_rows as rows
from movie_assets.model.facet_rows import TitleFacet
from movie_assets.resources.embedded_postgres import ServerInfo
from movie_assets_tests.dbt_database import Served, served_database
from movie_assets_tests.dbt_rows import FEBRUARY, JANUARY, MARCH, insert, link, offer, score, title

NAMES = [
    {"name": "Heat", "language": "en", "country": "US", "kind": "original"},
    {"name": "Chaleur", "language": "fr", "country": "CA", "kind": "translated"},
    {"name": "Heat (VF)", "language": "fr", "country": "FR", "kind": "translated"},
    {"name": "Hitze", "language": "de", "country": "DE", "kind": "translated"},
    {"name": "Wärme", "language": "de", "country": "CH", "kind": "translated"},
]
CREDITS = [
    {"person_id": "person/2", "name": "Second", "department": "Acting", "job": None,
     "character": "B", "position": 1, "episodes": None},
    {"person_id": "person/1", "name": "First", "department": "Acting", "job": None,
     "character": "A", "position": 0, "episodes": None},
    {"person_id": "person/3", "name": "Boss", "department": "Directing", "job": "Director",
     "character": None, "position": None, "episodes": None},
    {"person_id": "person/3", "name": "Boss", "department": "Writing", "job": "Screenplay",
     "character": None, "position": None, "episodes": None},
    {"person_id": "person/4", "name": "Other", "department": "Writing", "job": "Screenplay",
     "character": None, "position": None, "episodes": None},
]  # fmt: skip
SERIES = json.dumps({"collection_id": "9", "name": "Heat Collection"})


def film(title_id: str, year: int, **values: Any) -> rows.Title:
    return title(title_id, title=title_id, year=year, collection=SERIES, **values)


def of_series(title_id: str, year: int, language: str | None = None) -> TitleFacet:
    return TitleFacet(
        title_id=title_id, kind="movie", year=year, collection_id="9", language=language
    )


def liked(title_id: str, popularity: float) -> rows.TitlePopularity:
    return rows.TitlePopularity(title_id=title_id, popularity=popularity, day=MARCH.date())


def seen(source: str, value: float | None, at: dt.datetime, count: int) -> rows.ScoreObservation:
    return rows.ScoreObservation(
        title_id="movie/949", source=source, publisher="imdb", metric="audience", season=-1,
        episode=-1, value=value, count=count, observed_at=at, answer_id=f"{source} {at:%m}",
    )  # fmt: skip


ROWS = [
    film(
        "movie/949", 1995, names=json.dumps(NAMES), credits=json.dumps(CREDITS),
        overview="In English.",
        overviews=json.dumps([
            {"language": "en", "country": "US", "text": "In English."},
            {"language": "fr", "country": "FR", "text": "En français."},
            {"language": "de", "country": "DE", "text": "Auf Deutsch."},
        ]),
        certifications=json.dumps([
            {"country": "US", "certification": "R", "system": None, "release_type": 3},
            {"country": "DE", "certification": "16", "system": None, "release_type": 3},
        ]),
        releases=json.dumps([
            {"country": "DE", "released": "1996-02-29", "release_type": 3, "note": None},
            {"country": "DE", "released": "1996-02-15", "release_type": 1, "note": "Berlinale"},
            {"country": "US", "released": "1995-12-15", "release_type": 3, "note": None},
        ]),
    ),
    film("movie/950", 2001), film("movie/951", 1990), film("movie/952", 1999),
    of_series("movie/949", 1995, "en"), of_series("movie/950", 2001, "fr"),
    of_series("movie/951", 1990), of_series("movie/952", 1999, "en"),
    TitleFacet(title_id="movie/550", kind="movie", language="en"),
    liked("movie/949", 50.0), liked("movie/950", 70.0), liked("movie/951", 50.0),
    liked("movie/952", 99.0), liked("movie/550", 51.0),
    rows.TitleRedirect(
        from_title_id="movie/952", to_title_id="movie/950", reason="merged",
        decided_on=JANUARY.date(),
    ),
    rows.Provider(provider_id=1, name="Rare", priorities='{"DE": 30, "US": 1}'),
    rows.Provider(provider_id=2, name="Wide", priorities='{"DE": 2}', display_priority=1),
    rows.Provider(provider_id=3, name="Unplaced", display_priority=9),
    offer("movie/949", "DE", 1, "rent", price=3.99, currency="EUR", valid_to=FEBRUARY),
    offer("movie/949", "DE", 1, "rent", price=2.99, currency="EUR", valid_from=FEBRUARY),
    offer("movie/949", "DE", 2, "flatrate"), offer("movie/949", "DE", 3, "ads"),
    offer("movie/949", "US", 1, "buy", valid_to=MARCH),
    score("movie/949", "imdb", "audience", 8.3, 10, count=700),
    score("movie/949", "metacritic", "critics", 76, 100),
    seen("imdb", 8.0, JANUARY, 500), seen("imdb", None, FEBRUARY, 0),
    seen("imdb", 8.3, MARCH, 700), seen("other", 7.0, JANUARY, 9000),
    rows.PopularityDay(title_id="movie/949", day=JANUARY.date(), popularity=40.0),
    rows.PopularityDay(title_id="movie/949", day=MARCH.date(), popularity=50.0),
    link("movie/949", "imdb", "tt0113277"), link("movie/949", "metacritic", "no", "rejected"),
]  # fmt: skip


@pytest.fixture(scope="module")
def served(postgres: ServerInfo, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with served_database(postgres, tmp_path_factory.mktemp("dbt")) as database:
        with psycopg.connect(database.url) as connection:
            connection.execute("delete from catalogue.provider")
            for row in ROWS:
                insert(connection, row)
        built = database.dbt("run")
        assert built.returncode == 0, built.stdout
        yield database


def details(served: Served, country: str, title_id: str = "movie/949") -> dict[str, Any]:
    (row,) = served.rows(
        f"select details from title_details where title_id = '{title_id}' and country = '{country}'"
    )
    return row["details"]


def names(served: Served, country: str) -> list[str]:
    return [name["name"] for name in details(served, country)["local"]["names"]]


def test_names_are_of_the_countrys_languages_its_own_first(served: Served):
    assert names(served, "FR") == ["Heat (VF)", "Chaleur"]
    assert names(served, "CA") == ["Chaleur", "Heat", "Heat (VF)"]  # English before French
    assert names(served, "CH") == ["Wärme", "Hitze", "Chaleur", "Heat (VF)"]
    assert names(served, "AT") == ["Hitze", "Wärme"]
    assert names(served, "JP") == []


def test_the_overview_is_in_the_countrys_language_where_there_is_one(served: Served):
    def overview(country: str) -> Any:
        found = details(served, country)["local"]["overview"]
        return found and found["text"]

    assert [overview(country) for country in ("DE", "BE", "GB", "JP")] == [
        "Auf Deutsch.", "En français.", "In English.", None,
    ]  # fmt: skip


def test_certifications_and_releases_are_the_countrys(served: Served):
    local = details(served, "DE")["local"]
    assert [one["certification"] for one in local["certifications"]] == ["16"]
    assert [one["released"] for one in local["releases"]] == ["1996-02-15", "1996-02-29"]
    nowhere = details(served, "")["local"]
    assert (nowhere["certifications"], nowhere["releases"], nowhere["names"]) == ([], [], [])


def test_offers_stand_in_the_countrys_order_of_services(served: Served):
    offers = details(served, "DE")["offers"]
    assert [(one["provider"], one["type"], one["price"]) for one in offers] == [
        ("Wide", "flatrate", None), ("Unplaced", "ads", None), ("Rare", "rent", 2.99),
    ]  # fmt: skip
    assert details(served, "US")["offers"] == []  # it ended in March
    assert details(served, "JP")["offers"] == []


def test_cast_is_in_billing_order_and_crew_by_job(served: Served):
    found = details(served, "")
    assert [(one["name"], one["character"]) for one in found["cast"]] == [
        ("First", "A"), ("Second", "B"),
    ]  # fmt: skip
    assert {job: [one["name"] for one in people] for job, people in found["crew"].items()} == {
        "Director": ["Boss"], "Screenplay": ["Boss", "Other"],
    }  # fmt: skip


def test_a_collection_lists_its_other_films_that_stand(served: Served):
    collection = details(served, "")["collection"]
    assert collection["name"] == "Heat Collection"
    assert [one["title_id"] for one in collection["members"]] == ["movie/951", "movie/950"]
    assert details(served, "", "movie/603")["collection"] is None


def test_scores_links_and_tags_come_with_it(served: Served):
    found = details(served, "")
    assert [(one["publisher"], one["value"]) for one in found["scores"]] == [
        ("imdb", 8.3), ("metacritic", 76),
    ]  # fmt: skip
    assert found["season_scores"] == []
    assert found["links"]["records"] == [{"source": "imdb", "source_id": "tt0113277"}]
    show = details(served, "US", "tv/1396")
    assert [(one.get("season"), one.get("episode")) for one in show["season_scores"]] == [
        (0, 2), (1, None), (1, 1),
    ]  # fmt: skip
    matrix = details(served, "US", "movie/603")
    assert [one["label"] for one in matrix["dna"]] == ["paranoid"]
    assert matrix["fingerprints"][0]["scores"] == {"action": 9}
    assert matrix["score_summary"]["overall"] == 80.2
    assert matrix["provenance"]["sources"]["tmdb"] == ["title", "names"]
    assert matrix["provenance"]["conflicts"]["year"][0]["value"] == 1998


def test_what_is_unknown_is_null_or_empty_and_never_missing(served: Served):
    unknown, known = details(served, "US", "movie/999"), details(served, "US", "movie/603")
    assert set(unknown) == set(known)
    assert (unknown["title"], unknown["cast"], unknown["crew"]) == (None, [], {})
    assert (unknown["score_summary"], unknown["popularity"]) == (None, None)


def test_the_function_gives_what_the_view_does(served: Served):
    def called(*asked: str) -> Any:
        ((found,),) = (
            row.values() for row in served.rows(f"select api.title_details{asked!r} as details")
        )
        return found

    assert called("movie/949", "DE") == details(served, "DE")
    assert called("movie/604", "US") is None  # its id gave way
    assert called("movie/949", "nowhere") is None


def test_a_look_at_one_title_reads_no_table_whole(served: Served):
    found = served.scans(
        "select details from served.title_details where title_id = 'movie/949' and country = 'DE'"
    )
    of_titles = [scan for scan in found if scan["Relation Name"] != "provider"]
    assert len(of_titles) >= 12
    for scan in of_titles:
        # Too few rows here for an index to pay, but the condition that it would serve is there.
        conditions = [scan.get(name, "") for name in ("Index Cond", "Recheck Cond", "Filter")]
        assert "title_id" in " ".join(conditions) or "collection" in " ".join(conditions), scan


def test_the_most_popular_are_ranked_by_language_and_over_all(served: Served):
    found = served.rows("select language, rank, title_id from popular order by language, rank")
    assert [tuple(row.values()) for row in found] == [
        # movie/952 gave way, whatever its popularity; equals stand in order of their ids.
        ("", 1, "movie/950"), ("", 2, "movie/550"), ("", 3, "movie/949"), ("", 4, "movie/951"),
        ("en", 1, "movie/550"), ("en", 2, "movie/949"), ("fr", 1, "movie/950"),
    ]  # fmt: skip


def test_genres_are_counted_among_titles_of_their_kind(served: Served):
    found = served.rows("select * from genres")
    # The Matrix alone has one, among eight films that stand.
    assert [tuple(row.values()) for row in found] == [("movie", "Action", 1, 12.5)]


def scores_as_of(served: Served, moment: dt.datetime) -> list[tuple[Any, ...]]:
    found = served.rows(f"select value, source from api.scores_as_of('movie/949', '{moment}')")
    return [tuple(row.values()) for row in found]


def test_scores_as_of_a_moment(served: Served):
    second = dt.timedelta(seconds=1)
    assert scores_as_of(served, JANUARY - second) == []
    assert scores_as_of(served, JANUARY) == [(8.0, "imdb")]  # its own publisher's
    assert scores_as_of(served, FEBRUARY) == [(7.0, "other")]  # taken away by the publisher
    assert scores_as_of(served, MARCH) == [(8.3, "imdb")]


def test_popularity_as_of_a_day(served: Served):
    days = ("2025-12-31", "2026-01-01", "2026-02-28", "2026-03-01")
    found = [
        served.rows(f"select api.popularity_as_of('movie/949', '{day}') as p")[0]["p"]
        for day in days
    ]
    assert found == [None, 40.0, 40.0, 50.0]


def test_offers_as_of_a_moment(served: Served):
    def rents(moment: dt.datetime) -> list[float]:
        return [
            row["price"]
            for row in served.rows(f"select * from api.offers_as_of('movie/949','DE','{moment}')")
            if row["type"] == "rent"
        ]

    assert rents(JANUARY - dt.timedelta(days=1)) == []
    assert rents(JANUARY) == [3.99]
    assert rents(FEBRUARY) == [2.99]
    us = "select * from api.offers_as_of('movie/949', 'US', '{}')"
    assert len(served.rows(us.format(FEBRUARY))) == 1
    assert served.rows(us.format(MARCH)) == []


@pytest.mark.parametrize("title_id", ["movie/949", "movie/603", "tv/1396"])
def test_as_of_now_is_what_stands(served: Served, title_id: str):
    offers = served.rows(
        "select country, provider_id, type, quality, price, valid_from from streaming_offers "
        f"where title_id = '{title_id}' order by 1, 2, 3, 4"
    )
    by_function = served.rows(
        "select c.country, o.provider_id, o.type, o.quality, o.price, o.valid_from "
        "from (values ('DE'), ('US')) as c (country) "
        f"cross join lateral api.offers_as_of('{title_id}', c.country, now()) as o "
        "order by 1, 2, 3, 4"
    )
    assert by_function == offers
    popularity = served.rows(f"select popularity from titles where title_id = '{title_id}'")
    assert popularity == served.rows(
        f"select api.popularity_as_of('{title_id}', '2026-12-31') as popularity"
    )
