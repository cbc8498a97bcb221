"""Wikipedia's articles of titles: clean leads, other works refused, searches judged, the dump."""

import datetime as dt
import json
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st
from universe_lanes import START, bench_of, materialise, rows

from movie_assets.assets import sources, wikipedia
from movie_assets.model.ids import partition_of
from movie_assets.model.outcomes import Outcome
from movie_assets.resources.lake import dataset
from movie_assets.sources.base import Fetched
from movie_assets.sources.known_titles import KnownTitle, Twin
from movie_assets.sources.wikipedia import extracts_url
from movie_assets.sources.wikipedia_dump import records_in
from movie_assets.sources.wikipedia_lead import clean_lead
from movie_assets.sources.wikipedia_search import Searched, request_url
from movie_assets.sources.wikipedia_titles import ArticleTitle, ArticleTitles
from movie_assets.universe.pages.wikipedia_articles import make_encyclopedia
from movie_assets.universe.server import UniverseServer

BUCKET = "movie-05"


@pytest.mark.parametrize(
    ("given_lead", "clean"),
    [
        ("Ran (乱, lit. 'chaos') is a film.", "Ran (乱, lit. 'chaos') is a film."),
        ("Gigli (/ˈdʒiːli/ ZHEE-lee) is a film.", "Gigli is a film."),
        (
            "Das Boot (German pronunciation: [das ˈboːt], English: The Boat) is a film.",
            "Das Boot (English: The Boat) is a film.",
        ),
        ("Amélie ( ; French: [ameli]) is a film.", "Amélie is a film."),
        ("Amélie [ameˈli] is a film.", "Amélie is a film."),
        ("Heat is a film[1][a][note 2] by X.[citation needed]", "Heat is a film by X."),
        ("Heat , a film [when?] by X .", "Heat, a film by X."),
        ("It sold (1,000 times) as a film.", "It sold (1,000 times) as a film."),
        ("X (an actor (born 1960)) is a film.", "X (an actor (born 1960)) is a film."),
        ("X (said (listen)) is a film.", "X (said) is a film."),
        ("Face/Off (AC/DC and A/B/C) is a film.", "Face/Off (AC/DC and A/B/C) is a film."),
        ("Se7en (pronounced seven) is a film.", "Se7en is a film."),
    ],
)
def test_a_lead_keeps_its_words_and_loses_sounds_and_marks(given_lead, clean):
    assert clean_lead(given_lead) == clean


@given(st.text(alphabet="Aé ()[];,/ˈ1.", max_size=60))
def test_cleaning_a_clean_lead_changes_nothing(words):
    once = clean_lead(f"Heat is a film {words}")
    assert once is None or "()" not in once
    assert clean_lead(once) == once


def fetched(url: str, payload: object, title_id: str = "") -> Fetched:
    return Fetched(
        answer_id="a",
        title_id=title_id,
        url=url,
        status=200,
        body=json.dumps(payload).encode(),
        requested_at=START,
    )


def page(title: str, description: str, extract: str) -> dict[str, object]:
    return {"pageid": 1, "title": title, "description": description, "extract": extract}


def title(title_id: str, article: str, name: str, year: int | None) -> ArticleTitle:
    kind = title_id.split("/", maxsplit=1)[0]
    return ArticleTitle(title_id=title_id, kind=kind, article=article, names=(name,), year=year)


@pytest.mark.parametrize(
    ("description", "kept"),
    [
        ("1965 novel by Frank Herbert", False),
        ("1984 soundtrack album by Toto", False),
        ("American film director", False),
        ("Media franchise", False),
        ("Topics referred to by the same term", False),
        ("American television series", False),
        ("1984 film by David Lynch", True),
    ],
)
def test_an_article_of_another_work_is_no_article_of_the_film(description, kept):
    titles = ArticleTitles([title("movie/841", "Dune", "Dune", 1984)])
    answer = {"query": {"pages": [page("Dune", description, "Dune is what it is.")]}}
    (record,) = titles.read(fetched(extracts_url(["Dune"]), answer)).records
    assert record.title_id == "movie/841"
    assert (record.outcome == Outcome.FOUND, record.article is not None) == (kept, kept)
    assert kept or record.outcome == Outcome.WRONG_TITLE


def test_pages_are_filed_under_their_titles_through_redirects_and_capitals():
    titles = ArticleTitles(
        [
            title("movie/1", "heat_(movie)", "Heat", 1995),
            title("movie/2", "Ran", "Ran", 1985),
            title("movie/3", "Ran", "Ran again", 1985),
        ]
    )
    url = extracts_url(["Heat (movie)", "Ran", "Nobody asked"])
    answer = {
        "query": {
            "redirects": [{"from": "Heat (movie)", "to": "Heat (1995 film)"}],
            "pages": [
                page("Heat (1995 film)", "1995 film by Michael Mann", "Heat is a 1995 film."),
                page("Ran", "1985 film", "Ran is a 1985 film."),
                page("Nobody asked", "1985 film", "Nobody is a 1985 film."),
            ],
        }
    }
    records = titles.read(fetched(url, answer)).records
    assert [(one.title_id, one.article.title) for one in records] == [
        ("movie/1", "Heat (1995 film)"),
        ("movie/2", "Ran"),
        ("movie/3", "Ran"),
    ]


def test_another_name_and_another_year_together_are_another_film():
    titles = ArticleTitles([title("movie/1", "Solaris", "Moon", 2009)])
    answer = {"query": {"pages": [page("Solaris", "1972 film", "Solaris is a 1972 film.")]}}
    (record,) = titles.read(fetched(extracts_url(["Solaris"]), answer)).records
    assert (record.outcome, record.title, record.year) == (Outcome.WRONG_TITLE, "Solaris", 1972)


HEAT = KnownTitle(title_id="movie/949", kind="movie", title="Heat", year=1995)


def hit(name: str, description: str) -> dict[str, object]:
    return {"id": 1, "key": name.replace(" ", "_"), "title": name, "description": description,
            "excerpt": "… a <span>Heat</span> …"}  # fmt: skip


@pytest.mark.parametrize(
    ("known", "hits", "article"),
    [
        (HEAT, [("Heat (1995 film)", "1995 film by Michael Mann")], "Heat (1995 film)"),
        (HEAT, [("Heat (1986 film)", "1986 film"), ("Heat (song)", "1995 song")], None),
        # One year before is enough where no other film has the name, and only there.
        (HEAT, [("Heat (film)", "1994 film"), ("Cold (film)", "1995 film")], "Heat (film)"),
        (HEAT, [("Heat (film)", "1994 film"), ("Heat (1972 film)", "1972 film")], None),
        (HEAT, [("Heat (a film)", "1995 film"), ("Heat (film)", "1995 film")], None),
        (HEAT, [("Claimed", "1995 film")], None),
        (HEAT, [("Heat", "Film")], None),
        (HEAT, [("Heat (TV series)", "1995 television series")], None),
    ],
)
def test_a_search_is_believed_where_one_article_proves_to_be_it(known, hits, article):
    searched = Searched({known.title_id: known}, frozenset({"Claimed"}))
    answer = {"pages": [hit(*one) for one in hits]}
    reading = searched.read(fetched(request_url(known), answer, known.title_id))
    assert [one.article.title for one in reading.records] == ([article] if article else [])
    assert reading.outcome == (Outcome.FOUND if article else Outcome.WRONG_TITLE)
    assert all(one.article.abstract is None for one in reading.records)


def test_a_namesake_of_the_same_year_keeps_a_hit_from_being_believed():
    known = KnownTitle(
        title_id="movie/1", kind="movie", title="Heat", year=1995, twins=(Twin("movie", 1995),)
    )
    answer = {"pages": [hit("Heat (film)", "1995 film")]}
    reading = Searched({"movie/1": known}).read(fetched(request_url(known), answer, "movie/1"))
    assert reading.outcome == Outcome.WRONG_TITLE


def test_the_dump_is_joined_by_address_an_article_at_a_time():
    def docs():
        yield "<feed>\n"
        for number in range(10**9):  # nobody reads it to its end
            name = f"Film_{number}" if number else "Am%C3%A9lie_(film)"
            yield f"<doc>\n<title>Wikipedia: X</title>\n<url>https://en.wikipedia.org/wiki/{name}"
            yield f"</url>\n<abstract>Film {number} is a 2001 film[1].</abstract>\n</doc>\n"

    titles = ArticleTitles(
        [
            title("movie/194", "Amélie (film)", "Amélie", 2001),
            title("movie/2", "Film 2", "Film", 2001),
            title("tv/2", "Film 2", "Film", 2001),
        ]
    )
    lines = (line for part in docs() for line in part.splitlines(keepends=True))
    at = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
    found = list(islice(records_in(lines, titles, answer_id="dump", requested_at=at), 3))
    assert [(one.title_id, one.outcome) for one in found] == [
        ("movie/194", "found"),
        ("movie/2", "found"),
        ("tv/2", "wrong_title"),
    ]
    assert found[0].article.url == "https://en.wikipedia.org/wiki/Am%C3%A9lie_(film)"
    assert found[0].article.abstract == "Film 0 is a 2001 film."


@pytest.fixture(scope="module")
def universe():
    with UniverseServer(day=0, full_pages=False) as server:
        yield server


def test_titles_with_an_article_have_its_lead(tmp_path, universe):
    todays = universe.today().titles
    titles = [t for t in todays if partition_of(t.title_id, t.kind) == BUCKET]
    work = bench_of(universe, tmp_path, titles)
    for name in ("tmdb_titles", "wikidata_ids"):
        materialise(work, sources.assets, name, BUCKET)
    universe.requests.clear()
    searched = materialise(work, wikipedia.assets, "wikipedia_search", BUCKET)
    asked = materialise(work, wikipedia.assets, "wikipedia_articles", BUCKET)

    book = make_encyclopedia(universe.facts)
    right = {
        t.title_id: book.articles[book.of_title[t.title_id]].name
        for t in titles
        if t.title_id in book.of_title
    }
    told = work.lake.scan(dataset("source_record", "wikipedia"), [BUCKET])
    found = dict(rows(work, f"{told} WHERE outcome = 'found'", "title_id, article"))
    good = [t for t, name in right.items() if t in found and found[t]["title"] == name]
    assert len(good) / len(right) >= 0.95
    assert not [one for one in found.values() if not clean_lead(one["abstract"])]
    assert not [one for one in found.values() if clean_lead(one["abstract"]) != one["abstract"]]
    # A search a title without Wikidata's word, twenty articles a request, and none asked again.
    assert searched["requests"] <= wikipedia.SEARCHED_A_BUCKET
    assert asked["requests"] <= -(-len(found) // 20) + 1
    assert len(universe.requests.all()) == searched["requests"] + asked["requests"]
    assert materialise(work, wikipedia.assets, "wikipedia_search", BUCKET)["requests"] == 0
    assert materialise(work, wikipedia.assets, "wikipedia_articles", BUCKET)["requests"] == 0
    checks = work.lake.scan(dataset("source_check", "wikipedia"), [BUCKET])
    assert {row[0] for row in rows(work, checks, "title_id")} >= set(found)
