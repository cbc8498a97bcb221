"""The universe's pages: the sources' own readers read the facts back; traps are laid."""

import datetime as dt
import statistics
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import httpx
import pytest

from movie_assets.model.outcomes import Outcome
from movie_assets.sources import justwatch, metacritic, rotten_tomatoes, tv_tropes, wikipedia
from movie_assets.sources.base import Fetched
from movie_assets.universe.facts import load_facts, load_page_traps
from movie_assets.universe.messages import Request
from movie_assets.universe.pages import metacritic as metacritic_site
from movie_assets.universe.pages import rotten_tomatoes as rotten_tomatoes_site
from movie_assets.universe.pages.devalue import flattened
from movie_assets.universe.pages.namesakes import is_namesake
from movie_assets.universe.pages.plan import make_plan
from movie_assets.universe.pages.shown import shown
from movie_assets.universe.pages.slugs import spaced
from movie_assets.universe.pages.tv_tropes import is_long, tropes_of
from movie_assets.universe.server import UniverseServer

FACTS = load_facts()
PLAN = make_plan(FACTS)
TRAPS = load_page_traps()
FIRST = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
WIKI = "/pmwiki/pmwiki.php"
# by source: host, path before the page's id, reader, what comes between a show and a season
SITES = {
    "rotten_tomatoes": ("www.rottentomatoes.com", "/", rotten_tomatoes),
    "metacritic": ("www.metacritic.com", "/", metacritic),
    "tv_tropes": ("tvtropes.org", f"{WIKI}/", tv_tropes),
}
SCORED = ("rotten_tomatoes", "metacritic")
CLIENT = httpx.Client(trust_env=False)  # making one takes longer than asking


@pytest.fixture(scope="module")
def server() -> Iterator[UniverseServer]:
    with UniverseServer(full_pages=False) as running:
        yield running


@pytest.fixture(scope="module")
def full_server() -> Iterator[UniverseServer]:
    with UniverseServer() as running:
        yield running


def fetched(server: UniverseServer, url: str) -> Fetched:
    """Ask over loopback, following redirects; the final address is told as the real one."""
    host = url.split("/")[2]
    base = server.base_urls[host]
    answer = CLIENT.get(url.replace(f"https://{host}", base), follow_redirects=True)
    final = str(answer.url).replace(base, f"https://{host}")
    return Fetched(
        answer_id="1",
        title_id="",
        url=url,
        final_url=final,
        status=answer.status_code,
        body=answer.content,
        requested_at=FIRST,
        headers=dict(answer.headers),
    )


def page(server: UniverseServer, source: str, page_id: str, below: str = "") -> Fetched:
    host, before, _ = SITES[source]
    return fetched(server, f"https://{host}{before}{page_id}{below}")


def some(source: str, step: int) -> list[str]:
    return sorted(PLAN[source].entries)[::step]


def check_scores(record, content) -> None:
    found = {rating.metric: rating for rating in record.ratings}
    for metric, score in (("critics", content.critics), ("audience", content.audience)):
        if score is None:
            assert metric not in found
            continue
        assert found[metric].value == score.value
        if found[metric].count_is_lower_bound:
            assert 0 < found[metric].count <= score.count
        else:
            assert found[metric].count == score.count


@pytest.mark.parametrize("source", SCORED)
def test_scores_names_and_people_are_read_back(server, source):
    day = server.today()
    for page_id in some(source, 25):
        content = shown(day, source, PLAN[source].entries[page_id])
        reading = SITES[source][2].read(page(server, source, page_id))
        assert reading.records, (page_id, reading.detail)
        record = reading.records[0]
        assert record.title == content.title.title
        assert record.source_id == page_id
        assert record.kind == ("movie" if page_id[0] == "m" else "tv")
        assert abs((record.year or 0) - (content.year or 0)) <= 1
        assert tuple(record.cast) == tuple(content.title.cast)
        assert tuple(record.directors) in (tuple(content.makers), ())
        check_scores(record, content)


@pytest.mark.parametrize(
    ("source", "page_id", "critics", "audience"),
    [("rotten_tomatoes", "m/matrix", (88, 149), (85, 250_000)),
     ("metacritic", "movie/the-matrix", (73, 35), (9.0, 1489))],
)  # fmt: skip
def test_a_known_film_is_told_as_the_facts_file_has_it(server, source, page_id, critics, audience):
    record = SITES[source][2].read(page(server, source, page_id)).records[0]
    assert (record.title, record.year) == ("The Matrix", 1999)
    assert record.directors == ("Lana Wachowski", "Lilly Wachowski")
    found = {rating.metric: (rating.value, rating.count) for rating in record.ratings}
    assert found == {"critics": critics, "audience": audience}


@pytest.mark.parametrize("source", SCORED)
def test_every_era_of_layout_is_served(server, source):
    day = server.today()
    contents = [shown(day, source, entry) for entry in PLAN[source].entries.values()]
    if source == "rotten_tomatoes":
        eras = Counter(rotten_tomatoes_site.era_of(c)[1] for c in contents if c)
        assert set(eras) == {name for _, name, _, _ in rotten_tomatoes_site.ERAS}
    else:
        eras = Counter(metacritic_site.layout_of(c).__name__ for c in contents if c)
        assert set(eras) == {"nuxt", "classic"}
    assert eras.most_common(1)[0][1] > 0.6 * len(contents)


@pytest.mark.parametrize("source", SCORED)
def test_seasons_have_pages_of_their_own(server, source):
    day, reader = server.today(), SITES[source][2]
    shows = [
        key
        for key, entry in PLAN[source].entries.items()
        if key.startswith("tv/") and entry.scored and len(entry.title.seasons) > 1
    ]
    assert len(shows) > 20
    for page_id in shows[::7]:
        content = shown(day, source, PLAN[source].entries[page_id], 2)
        below = "/s02" if source == "rotten_tomatoes" else "/season-2"
        reading = reader.read(page(server, source, page_id, below))
        assert reading.records, (page_id, reading.detail)
        assert (reading.records[0].kind, reading.records[0].source_id) == (
            "season",
            f"{page_id}{below}",
        )
        assert [episode.season for episode in reading.episodes] == [2]
        check_scores(reading.records[0], content)
        show = reader.read(page(server, source, page_id)).records[0]
        seen = {s.season: s.ratings[0].value if s.ratings else None for s in show.seasons}
        assert seen == {s.number: s.critics.value if s.critics else None for s in content.seasons}
        assert page(server, source, page_id, below.replace("2", "99")).status == 404


@pytest.mark.parametrize("source", SCORED)
def test_pages_without_a_score_say_so_and_never_zero(server, source):
    unscored = [key for key, entry in PLAN[source].entries.items() if not entry.scored]
    assert len(unscored) > 100
    for page_id in unscored[::20]:
        reading = SITES[source][2].read(page(server, source, page_id))
        assert (reading.outcome, reading.records[0].ratings) == (Outcome.NO_SCORE_YET, ())


def test_some_pages_without_a_score_show_zero_of_no_reviews(server):
    unscored = [k for k, e in PLAN["rotten_tomatoes"].entries.items() if not e.scored]
    bodies = [page(server, "rotten_tomatoes", page_id).body for page_id in unscored[:40]]
    zeros = [body for body in bodies if b'"score":"0"' in body]
    assert 5 < len(zeros) < 35
    assert all(b'"reviewCount":0' in body for body in zeros)


def test_a_true_zero_percent_is_one(server):
    title = next(t for t in FACTS.titles.values() if t.rt_critics_score == 0 and t.rt_id)
    page_id = PLAN["rotten_tomatoes"].right[title.title_id]
    record = rotten_tomatoes.read(page(server, "rotten_tomatoes", page_id)).records[0]
    assert next(r for r in record.ratings if r.metric == "critics").value == 0


def test_tropes_are_read_back_from_pages_folders_and_subpages(server):
    day = server.today()
    entries = PLAN["tv_tropes"].entries
    long = [k for k, e in entries.items() if is_long(e, tropes_of(day, e))]
    assert 20 < len(long) < 100
    for page_id in [*some("tv_tropes", 12), *long[:4]]:
        work = page(server, "tv_tropes", page_id)
        parts = [tv_tropes.read(page(server, "tv_tropes", sub)) for sub in tv_tropes.subpages(work)]
        assert bool(parts) == (page_id in long)
        reading = tv_tropes.with_subpages(tv_tropes.read(work), parts)
        assert reading.records, (page_id, reading.detail)
        wanted = {spaced(trope) for trope in tropes_of(day, entries[page_id])}
        assert set(reading.records[0].tropes) == wanted
        assert reading.records[0].title == entries[page_id].title.title


def test_a_choice_of_works_names_them(server):
    choices = PLAN["tv_tropes"].choices
    assert len(choices) >= 10
    page_id, named = sorted(choices.items())[0]
    asked = page(server, "tv_tropes", page_id)
    assert tv_tropes.read(asked).outcome is Outcome.WRONG_TITLE
    assert set(tv_tropes.choices(asked)) == set(named)
    assert all(page(server, "tv_tropes", other).status == 200 for other in named)


@pytest.mark.parametrize("source", sorted(SITES))
def test_moved_pages_lead_on(server, source):
    moved = PLAN[source].moved
    assert len(moved) >= 8
    for old, new in sorted(moved.items())[:5]:
        asked = page(server, source, old)
        assert asked.status == 200
        assert new in (asked.final_url or "")
        if source != "tv_tropes":
            assert SITES[source][2].read(asked).records[0].source_id == new


@pytest.mark.parametrize("source", sorted(SITES))
def test_an_unknown_page_is_not_found(server, source):
    for page_id in ("m/no_such_film_at_all", "movie/no-such", "Film/NoSuchFilmAtAll", "x"):
        asked = page(server, source, page_id)
        assert asked.status == 404
        assert SITES[source][2].read(asked).outcome is Outcome.NOT_FOUND


def test_scores_move_with_the_days_and_not_on_the_first(server):
    entry = PLAN["rotten_tomatoes"].entries["m/matrix"]
    title = FACTS.titles["movie/603"]
    first = shown(server.open_day(0), "rotten_tomatoes", entry)
    later = shown(server.open_day(60), "rotten_tomatoes", entry)
    assert first.critics.value == title.rt_critics_score
    assert later.critics.count > first.critics.count
    moved = [
        e for e in list(PLAN["metacritic"].entries.values())[:200]
        if e.scored and shown(server.open_day(60), "metacritic", e).critics
        != shown(server.open_day(0), "metacritic", e).critics
    ]  # fmt: skip
    assert len(moved) > 50


@pytest.mark.parametrize(
    ("source", "wanted"),
    [("rotten_tomatoes", 297_397), ("metacritic", 160_732), ("tv_tropes", 70_059)],
)
def test_pages_have_the_size_of_real_ones(full_server, source, wanted):
    sizes = [len(full_server.answer(r).body) for name, r in _requests(60) if name == source]
    assert statistics.median(sizes) == wanted


def test_small_pages_hold_no_filler(server):
    assert len(page(server, "rotten_tomatoes", "m/matrix").body) < 20_000


def test_every_page_is_the_same_bytes_twice(full_server):
    with UniverseServer() as another:
        another.facts = replace(FACTS)  # other facts by identity: nothing made before is taken
        for source, request in _requests(200):
            assert full_server.answer(request) == another.answer(request), source


def _requests(step: int) -> Iterator[tuple[str, Request]]:
    for source, (host, before, _) in SITES.items():
        for page_id in some(source, step):
            yield source, Request(method="GET", host=host, path=f"{before}{page_id}", query={},
                                  headers={"user-agent": "test"})  # fmt: skip


def test_robots_are_of_each_host(server):
    said = {host: httpx.get(f"{base}/robots.txt").text for host, base in server.base_urls.items()}
    assert "Disallow: /m/*/pictures" in said["www.rottentomatoes.com"]
    assert "Disallow: /search" in said["www.metacritic.com"]
    assert "Disallow: /api/" in said["en.wikipedia.org"]


def test_imdb_stands_behind_its_wall(server):
    answer = httpx.get(f"{server.base_urls['www.imdb.com']}/title/tt0133093/")
    assert (answer.status_code, answer.headers["x-amzn-waf-action"]) == (202, "challenge")


# --- traps


def test_enough_traps_are_laid_and_each_has_its_answer():
    wrong = [trap for trap in TRAPS if trap.answer != "moved"]
    assert len({(trap.source, trap.page) for trap in wrong}) >= 60
    assert len({trap.case for trap in TRAPS if trap.case}) == 18
    assert {trap.answer for trap in TRAPS} == {"twin", "namesake", "own", "choices", "moved"}
    untold = [trap for trap in wrong if not trap.told_by and trap.answer != "choices"]
    assert len(untold) < 20
    for trap in TRAPS:
        assert trap.right == PLAN[trap.source].right.get(trap.title_id)
        assert trap.page != trap.right


def test_a_trap_shows_what_it_says_and_the_right_page_the_right_title(server):
    for trap in TRAPS[::4]:
        asked = page(server, trap.source, trap.page)
        reading = SITES[trap.source][2].read(asked)
        site = PLAN[trap.source]
        if trap.answer == "choices":
            assert reading.outcome is Outcome.WRONG_TITLE
            continue
        if trap.answer == "moved" and trap.source == "tv_tropes":
            continue
        shown_id = site.twins.get(trap.page) or site.moved.get(trap.page) or trap.page
        assert site.entries[shown_id].title.title_id == trap.leads_to
        assert reading.records[0].source_id == shown_id
        assert reading.records[0].title == site.entries[shown_id].title.title


def test_what_tells_a_trap_is_on_its_page(server):
    told = [trap for trap in TRAPS if trap.told_by and trap.source in SCORED]
    for trap in told[::5]:
        record = SITES[trap.source][2].read(page(server, trap.source, trap.page)).records[0]
        title = FACTS.titles[trap.title_id]
        for sign in trap.told_by.split("|"):
            if sign == "year":
                assert abs(record.year - title.year) >= 1
            elif sign == "people":
                makers = title.directors or title.creators
                assert not {*makers, *title.cast} & {*record.directors, *record.cast}
            elif sign == "runtime":
                assert abs(record.runtime_min - title.runtime_min) > 5


@pytest.mark.parametrize("title_id", ["movie/228150", "movie/24428", "movie/447277", "tv/57243"])
def test_the_named_cases_have_a_right_page_beside_the_wrong_ones(server, title_id):
    page_id = PLAN["rotten_tomatoes"].right[title_id]
    record = rotten_tomatoes.read(page(server, "rotten_tomatoes", page_id)).records[0]
    assert record.title == FACTS.titles[title_id].title
    assert any(trap.title_id == title_id and trap.case for trap in TRAPS)


def test_namesakes_are_nobodys_facts():
    for site in PLAN.values():
        for entry in site.entries.values():
            if is_namesake(entry.title):
                assert entry.title.made == ["everything"]
                assert (entry.title.imdb_id, entry.title.wikidata_id) == (None, None)


# --- Wikipedia, JustWatch


def test_articles_are_found_read_and_told_apart(server):
    book = server.encyclopedia
    kinds = {"film": "movie", "series": "tv"}
    for key in sorted(book.articles)[::90]:
        article = book.articles[key]
        reading = wikipedia.read(fetched(server, wikipedia.summary_url(article.name)))
        if article.what == "disambiguation":
            assert reading.outcome is Outcome.WRONG_TITLE
            continue
        assert reading.records[0].kind == kinds.get(article.what, "other")


def test_a_search_finds_a_film_among_its_namesakes(server):
    found = wikipedia.read(fetched(server, wikipedia.search_url("The Matrix 1999 film", 5)))
    assert found.records[0].source_id.replace("_", " ") == "The Matrix"
    nothing = wikipedia.read(fetched(server, wikipedia.search_url("Qqqq Xyzzyx Unheard", 5)))
    assert nothing.outcome is Outcome.NOT_FOUND


def test_extracts_come_twenty_at_once(server):
    names = [a.name for k, a in sorted(server.encyclopedia.articles.items()) if a.what == "film"]
    reading = wikipedia.read(fetched(server, wikipedia.extracts_url(names[:20])))
    assert {record.source_id.replace("_", " ") for record in reading.records} == set(names[:20])
    base = server.base_urls["en.wikipedia.org"]
    query = {
        "action": "query",
        "prop": "extracts",
        "formatversion": "2",
        "titles": "|".join(names[:30]),
    }
    answer = httpx.get(f"{base}/w/api.php", params=query).json()
    told = [page for page in answer["query"]["pages"] if "extract" in page]
    assert (len(told), answer["continue"]["excontinue"]) == (20, 20)


def test_a_redirect_leads_to_its_article(server):
    old, key = sorted(server.encyclopedia.redirects.items())[0]
    reading = wikipedia.read(fetched(server, wikipedia.summary_url(old)))
    assert reading.records[0].source_id.replace("_", " ") == key.replace("_", " ")
    assert fetched(server, wikipedia.summary_url("No Such Article At All")).status == 404


def test_a_gallery_names_what_its_provider_shows(server):
    listing = justwatch.wanted_in(fetched(server, "https://www.justwatch.com/us/provider/netflix"))
    offered = {
        FACTS.titles[key].title
        for key, offers in FACTS.offers.items()
        if any(o.country == "US" and o.provider_id == 8 for o in offers)
    }
    assert listing.outcome is Outcome.FOUND
    assert len(listing.items) == min(120, len(offered))
    assert {item.title for item in listing.items} <= offered
    assert fetched(server, "https://www.justwatch.com/us/provider/no-such").status == 404


def test_a_payload_of_places_can_be_followed_back():
    value = {"data": {"a": [1, 1.5, None, True]}, "b": "x"}
    places = flattened(value)

    def at(place):
        one = places[place]
        if isinstance(one, dict):
            return {name: at(inner) for name, inner in one.items()}
        return [at(inner) for inner in one] if isinstance(one, list) else one

    assert at(places[0][1]) == value
