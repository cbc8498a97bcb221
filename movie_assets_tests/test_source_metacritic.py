"""Metacritic's pages and answers: both layouts read exactly, "tbd" told from zero, games apart."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import (
    RECORDED,
    assert_keeps_the_contract,
    cost_beside_whole_pages,
    fetched,
    needs_recorded,
    only_record,
    recorded,
)

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.metacritic import METACRITIC, read
from movie_assets.sources.metacritic_nuxt import Payload

SITE = "https://www.metacritic.com"
FOLDER = RECORDED / "metacritic"
SAMPLES = RECORDED.parent / "data" / "api_samples"
LARRY = (95, 69), (6.1, 221)
TRUTH = (  # (file, id, title, year, critics and count, users and count)
    ("2017-classic/movie_her_scraped.html", "movie/her", "Her", 2013, (90, 46), (8.6, 1376)),
    (
        "2017-classic/movie_moonlight_2005_scraped.html",
        "movie/moonlight",
        "Moonlight",
        2005,
        (59, 8),
        None,
    ),
    (
        "2017-classic/movie_zerodarkthirty_details.html",
        "movie/zero-dark-thirty",
        "Zero Dark Thirty",
        2012,
        (95, 46),
        (6.8, 1051),
    ),
    (
        "2017-classic/tvshow_arrested_development_scraped.html",
        "tv/arrested-development/season-1",
        "Arrested Development",
        2003,
        (89, 26),
        (9.2, 426),
    ),
    (
        "2017-classic/tvshow_veep_6_scraped.html",
        "tv/veep/season-6",
        "Veep",
        2017,
        (88, 15),
        (8.1, 36),
    ),
    (
        "2026-nuxt/girl-climber-no-metascore-trimmed.html",
        "movie/girl-climber",
        "Girl Climber",
        2025,
        None,
        None,
    ),
    ("2026-nuxt/the-matrix-trimmed.html", "movie/the-matrix", "The Matrix", 1999, (73, 36), None),
    (
        "2026-nuxt/nuxt-data-movie-sample.txt",
        "movie/lawrence-of-arabia-re-release",
        "Lawrence of Arabia (re-release)",
        1962,
        (100, 8),
        (8.4, 557),
    ),
    (
        "2026-nuxt/nuxt-data-tv-sample.txt",
        "tv/the-larry-sanders-show",
        "The Larry Sanders Show",
        1992,
        *LARRY,
    ),
)
OTHER = (
    "2017-classic/movie_moonlight_autosearch.json",
    "2017-classic/search_love_0.html",
    "2021-classic/search-matrix-20211224.html",
    "2021-classic/search-no-results-20230104.html",
    "2026-nuxt/nuxt-data-game-sample.txt",
    "backend-api/harvester-detail-game.json",
)


def at(body, path="/movie/once/", **more):
    return read(fetched(body, SITE + path, **more))


def scores(reading):
    return {r.metric: (r.value, r.count) for r in only_record(reading).ratings}


def misses_of(file, source_id, title, year, critics, audience):
    """(file, what, expected, found) of everything that a recorded page's truth says otherwise."""
    reading = read(fetched(recorded(f"metacritic/{file}"), SITE))
    assert_keeps_the_contract(reading)
    if not reading.records:
        return [(file, "outcome", "found", f"{reading.outcome}: {reading.detail}")]
    record, found = reading.records[0], scores(reading)
    kind = "season" if "/season-" in source_id else source_id.split("/")[0]
    expected = {
        "id": source_id,
        "kind": kind,
        "title": title,
        "year": year,
        "critics": critics,
        "audience": audience,
    }
    read_so = {
        "id": record.source_id,
        "kind": record.kind,
        "title": record.title,
        "year": record.year,
        "critics": found.get("critics"),
        "audience": found.get("audience"),
    }
    return [
        (file, what, value, read_so[what])
        for what, value in expected.items()
        if read_so[what] != value
    ]


@needs_recorded
def test_every_recorded_page_is_read_exactly():
    misses = [miss for known in TRUTH for miss in misses_of(*known)]
    print("\n".join(map(str, misses)) or f"no misses on {len(TRUTH)} pages")
    assert not misses


@needs_recorded
def test_the_recorded_show_with_its_seasons_people_and_id():
    show = only_record(read(fetched(recorded(f"metacritic/{TRUTH[-1][0]}"), SITE)))
    seen = [(s.season, s.ratings[0].value, s.ratings[0].count) for s in show.seasons]
    assert seen == [(1, 91, 15), (2, 91, 11), (3, 93, 8), (4, 99, 17), (5, 97, 10), (6, 99, 8)]
    assert show.seasons[5].source_id == "tv/the-larry-sanders-show/season-6"
    assert [(i.source, i.id) for i in show.external_ids] == [("imdb", "tt0103466")]
    assert show.directors == ("Dennis Klein", "Garry Shandling")
    film = only_record(read(fetched(recorded(f"metacritic/{TRUTH[-2][0]}"), SITE)))
    assert (film.directors, film.cast[0]) == (("David Lean",), "Peter O'Toole")
    assert (film.runtime_min, film.release_date) == (216, None)  # 2002 is the re-release's
    assert [(i.source, i.id) for i in film.external_ids] == [("imdb", "tt0056172")]


@needs_recorded
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="no ../shared/data/api_samples")
@pytest.mark.parametrize(("kind", "expected"), [("movie", ((100, 8), (8.4, 557))), ("tv", LARRY)])
def test_the_kept_samples_of_hydration_data(kind, expected):
    body = (SAMPLES / f"metacritic-nuxt-data-{kind}-sample.txt").read_bytes()
    found = scores(read(fetched(body, "")))
    assert (found["critics"], found["audience"]) == expected


@needs_recorded
@pytest.mark.parametrize("file", OTHER)
def test_recorded_pages_of_no_film_or_show(file):
    reading = read(fetched(recorded(f"metacritic/{file}"), SITE))
    assert reading.outcome is Outcome.WRONG_TITLE, reading.detail
    assert_keeps_the_contract(reading)


@needs_recorded
def test_a_page_costs_a_third_of_its_whole_tree_at_most():
    bodies = [file.read_bytes() for file in sorted(FOLDER.glob("20*/*"))]
    ours, whole = cost_beside_whole_pages(read, bodies, SITE)
    assert ours < whole / 3


# The layout since 2023.


def flattened(value):
    """A value in devalue's form: containers hold the places of their members."""
    places = []

    def placed(one):
        place = len(places)
        places.append(None)
        if isinstance(one, dict):
            places[place] = ["Reactive", len(places)]
            places.append(None)
            places[place + 1] = {key: placed(member) for key, member in one.items()}
        elif isinstance(one, list):
            places[place] = [placed(member) for member in one]
        else:
            places[place] = one
        return place

    placed(value)
    return places


def summary(address, score, count, **more):
    return {"url": address, "score": score, "reviewCount": count, "sentiment": "Mixed"} | more


def component(name, **data):
    return {"meta": {"componentName": name}, "data": data}


def components(product, *, critics=None, users=None, seasons=()):
    return [
        component("product", item={"title": "Once", "slug": "once", "type": "movie"} | product),
        component("critic-score-summary", item=critics),
        component("user-score-summary", item=users),
        component("seasons", items=list(seasons)),
    ]


def nuxt(parts, *, own="/movie/once/", ld=None, extra="", closed=True):
    data = {"data": {"loadPage:skeleton:web:": {}, "loadPage:x:once:": {"components": parts}}}
    linked = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    return (
        f'<html><head><link rel="canonical" href="{SITE}{own}">{linked}</head><body>{extra}'
        f'<script type="application/json" id="__NUXT_DATA__">{json.dumps(flattened(data))}'
        f"</script>{'</body></html>' if closed else ''}"
    ).encode()


FILM = {
    "premiereYear": 2019,
    "releaseDate": "2019-05-03",
    "duration": 100,
    "imdbId": "tt0000019",
    "rating": "R",
    "genres": [{"name": "Drama"}],
    "production": {
        "crew": [{"name": "Ann Roe", "roleTypeGroupName": "Directed By", "roles": []}],
        "cast": [{"name": "Bo Lee"}],
    },
}


def test_a_film():
    body = nuxt(components(FILM, critics=summary("", 90, 69), users=summary("", 8.4, 2274)))
    record = only_record(at(body))
    assert scores(at(body)) == {"critics": (90, 69), "audience": (8.4, 2274)}
    assert [(r.scale_max, r.percent) for r in record.ratings] == [(100, 90), (10, 84)]
    assert (record.kind, record.source_id, record.year) == ("movie", "movie/once", 2019)
    assert (record.directors, record.cast, record.runtime_min) == (("Ann Roe",), ("Bo Lee",), 100)
    assert record.external_ids[0].id == "tt0000019"


@pytest.mark.parametrize(
    "critics",
    [
        None,
        summary("", None, 3),
        summary("", 0, 0),
        summary("", 0, 2, sentiment=None),  # the site's mark for too few reviews
        summary("", "tbd", 2),
    ],
)
def test_no_score_is_not_zero(critics):
    reading = at(nuxt(components(FILM, critics=critics)))
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert only_record(reading).ratings == ()


def test_a_true_zero_is_a_score():
    body = nuxt(components(FILM, critics=summary("", 0, 7, sentiment="Overwhelming dislike")))
    assert scores(at(body)) == {"critics": (0, 7)}


SEASONS = [
    {
        "seasonNumber": number,
        "premiereDate": f"202{number}-01-02",
        "totalEpisodes": 8,
        "url": f"/tv/once/{'season-' + str(number) if number else 'specials'}/",
        "criticScoreSummary": summary("", score, count),
    }
    for number, score, count in ((0, None, None), (1, 88, 24), (2, 92, 43), (4, None, 1))
]
SHOW = {"type": "show", "premiereYear": 2021, "seasonCount": 3, "imdbId": "tt0000021"}


def test_a_show_with_its_seasons():
    body = nuxt(components(SHOW, critics=summary("", 83, 181), seasons=SEASONS), own="/tv/once/")
    record = only_record(at(body, "/tv/once/"))
    assert (record.kind, record.source_id, record.season_count) == ("tv", "tv/once", 3)
    seen = [(s.season, s.source_id, [r.value for r in s.ratings]) for s in record.seasons]
    assert seen == [
        (0, "tv/once/specials", []),
        (1, "tv/once/season-1", [88]),
        (2, "tv/once/season-2", [92]),
        (4, "tv/once/season-4", []),
    ]


def test_a_season_does_not_take_its_shows_scores():
    of_show = summary("/tv/once/critic-reviews/", 83, 181)
    of_users = summary("/tv/once/user-reviews/?season=season-2", 6.3, 148)
    parts = components(SHOW, critics=of_show, users=of_users, seasons=SEASONS)
    reading = at(nuxt(parts, own="/tv/once/season-2/"), "/tv/once/season-2/")
    record = only_record(reading)
    assert scores(reading) == {"critics": (92, 43), "audience": (6.3, 148)}
    assert (record.kind, record.title, record.year) == ("season", "Once", 2022)
    assert record.external_ids == ()  # the show's id is not the season's
    (row,) = reading.episodes
    assert (row.source_id, row.season, row.episode, len(row.ratings)) == ("tv/once", 2, 0, 2)


def box(heading, said, based):
    return (
        f'<div data-testid="global-score-header">{heading}</div><div title="{said}"></div>'
        f"<span>{based}</span>"
    )


def test_printed_scores_help_out_where_the_data_is_broken():
    extra = (
        box("Metascore", "Metascore 80 out of 100", "Based on 45 Critic Reviews")
        + box("User score", "User score 6.3 out of 10", "Based on 1,148 User Ratings")
        + box("User score", "User score 10 out of 10", "Based on 1 User Rating")
    )
    linked = {"@type": "TVSeason", "name": "Once: Season 3", "datePublished": "2023-02-03"}
    body = nuxt([], own="/tv/once/season-3/", ld=linked, extra=extra)
    record = only_record(at(body, "/tv/once/season-3/"))
    assert scores(at(body, "/tv/once/season-3/")) == {
        "critics": (80, 45),
        "audience": (6.3, 1148),
    }
    assert (record.title, record.year) == ("Once", 2023)
    tbd = box("Metascore", "Metascore TBD", "tbd") + box("User score", "User score TBD", "tbd")
    assert at(nuxt([], ld=linked, extra=tbd)).outcome is Outcome.NO_SCORE_YET


def test_json_ld_helps_out():
    linked = {
        "@type": "Movie",
        "name": "Once &amp; Again",
        "url": f"{SITE}/movie/once/",
        "datePublished": "2019-05-03",
        "duration": "PT2M16S",
        "aggregateRating": {"name": "Metascore", "ratingValue": 73, "reviewCount": 36},
    }
    record = only_record(at(nuxt([], ld=linked), ""))
    assert (record.title, record.runtime_min) == ("Once & Again", 136)
    assert [(r.metric, r.value, r.count) for r in record.ratings] == [("critics", 73, 36)]


def test_games_and_persons_are_no_films():
    assert at(nuxt(components({"type": "game-title"}))).outcome is Outcome.WRONG_TITLE
    for path in ("/game/once/", "/person/ann-roe/", "/search/once/"):
        body = f'<html><link rel="canonical" href="{SITE}{path}"></html>'.encode()
        assert at(body, path).outcome is Outcome.WRONG_TITLE


def test_the_back_ends_answers():
    answer = {"components": components({"slug": None, "type": None}, critics=summary("", 77, 12))}
    address = "https://backend.metacritic.com/composer/metacritic/pages/shows/once/web"
    record = only_record(read(fetched(answer, address)))
    assert (record.kind, record.source_id) == ("tv", "tv/once")
    wrapped = {"data": answer}
    assert scores(read(fetched(wrapped, address))) == {"critics": (77, 12)}
    kept = json.dumps(answer, ensure_ascii=False).replace("Once", "Größe").encode("gb18030")
    assert only_record(read(fetched(kept, address))).title == "Größe"


def test_devalue_in_all_its_forms():
    values = [
        {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": -1, "g": 6, "h": 99},
        ["Ref", 7],
        ["Set", 7, 8],
        ["Date", "2019-05-03"],
        ["Map", 7, 8],
        [5, 7],  # holds itself
        True,
        "x",
        1.5,
    ]
    assert Payload(values).at(0) == {
        "a": "x",
        "b": ["x", 1.5],
        "c": "2019-05-03",
        "d": None,
        "e": [None, "x"],
        "f": None,
        "g": True,
        "h": None,
    }
    deep = [[place + 1] for place in range(5000)]
    assert isinstance(Payload(deep).at(0), list)


# The layout of 2010 to 2023.

NAVIGATION = (
    '<a class="metascore_anchor" href="/movie/other"><b class="metascore_w small">12</b></a>'
)


def classic(*parts, own="/movie/once", title="Once Reviews - Metacritic", closed=True):
    return (
        f'<html><head><title>{title}</title><meta property="og:url" content="{SITE}{own}">'
        f'</head><body>{NAVIGATION}<div class="product_page_title oswald"><h1>Once</h1></div>'
        f"{''.join(parts)}{'</body></html>' if closed else ''}"
    ).encode()


def mark(who, score, based, *, own="/movie/once", size="larger"):
    return (
        f'<a class="data" href="{own}/{who}-reviews"><span class="based_on">{based}</span></a>'
        f'<a class="metascore_anchor" href="{own}/{who}-reviews">'
        f'<span class="metascore_w {size} movie">{score}</span></a>'
    )


RELEASED = '<span class="label">Release Date:</span> <span>May 3, 2019</span> </span>'


def test_a_classic_film():
    body = classic(
        mark("critic", 90, "based on 46 Critics"),
        mark("user", 8.6, "based on 1,376 Ratings"),
        f"<span>{RELEASED}",
        '<div><span class="label">Runtime:</span> <span>126 min</span></div>',
    )
    record = only_record(at(body))
    assert scores(at(body)) == {"critics": (90, 46), "audience": (8.6, 1376)}
    assert (record.title, record.year, record.runtime_min) == ("Once", 2019, 126)


LABELLED = '<div class="x"><span class="label">{}:</span>\n<span>{}</span></div>'


@pytest.mark.parametrize(
    ("said", "directors"),
    [
        ("", ()),
        ("   ", ()),
        ("<a>Ann Roe</a>", ("Ann Roe",)),
        ("<a>Ann Roe</a>, <a>Bo Lee</a>", ("Ann Roe", "Bo Lee")),
        ("Ann Roe, Sam Bo, Jr., Cy Orr", ("Ann Roe", "Sam Bo, Jr.", "Cy Orr")),
    ],
)
def test_a_labels_value_never_reaches_into_the_next(said: str, directors: tuple[str, ...]):
    facts = [LABELLED.format("Director", said), LABELLED.format("Genre(s)", "Drama")]
    record = only_record(at(classic(mark("critic", 90, ""), *facts)))
    assert (record.directors, record.genres) == (directors, ("Drama",))
    bare = '<div><span class="label">Director:</span></div>'
    record = only_record(at(classic(mark("critic", 90, ""), bare, facts[1])))
    assert (record.directors, record.genres) == ((), ("Drama",))
    unclosed = '<b class="label">Director:</span> '
    record = only_record(at(classic(mark("critic", 90, ""), unclosed, facts[1])))
    assert (record.directors, record.genres) == ((), ("Drama",))


def test_the_stars_are_the_cast_where_nothing_else_names_them():
    starring = LABELLED.format("Starring", "<a>Bo Lee</a>, <a>Cy Orr</a>")
    assert only_record(at(classic(mark("critic", 90, ""), starring))).cast == ("Bo Lee", "Cy Orr")


def test_tbd_and_other_films_scores_are_none():
    body = classic(
        mark("critic", "tbd", "based on 2 Critics"),
        mark("user", "tbd", ""),
        mark("critic", 55, "based on 9 Critics", own="/movie/twice"),
        mark("critic", 100, "", size="small"),
    )
    reading = at(body)
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert only_record(reading).ratings == ()


def test_the_year_in_the_title_tells_two_films_apart():
    body = classic(mark("critic", 59, ""), title="Once (2005) Reviews - Metacritic")
    assert only_record(at(body)).year == 2005


def test_a_classic_show_lists_its_seasons():
    seasons = [
        f'<a href="/tv/once/season-{number}"><b class="metascore_w medium">{score}</b></a>'
        for number, score in ((2, 92), (1, "tbd"))
    ]
    body = classic(mark("critic", 83, "", own="/tv/once"), *seasons, own="/tv/once")
    record = only_record(at(body, "/tv/once"))
    assert record.kind == "tv"
    seen = [(s.season, [r.value for r in s.ratings]) for s in record.seasons]
    assert seen == [(1, []), (2, [92])]


def test_a_classic_season_whose_canonical_is_its_show():
    heading = (
        '<h1 class="product_title"><span itemprop="partOfTVSeries"><span itemprop="name">Once'
        '</span></span>:<span itemprop="name">Season 1</span></h1>'
    )
    body = (
        f'<html><link rel="canonical" href="{SITE}/tv/once"><meta property="og:url" '
        f'content="{SITE}/tv/once/season-1">{heading}'
        f"{mark('critic', 89, '26 Critics', own='/tv/once')}</html>"
    ).encode()
    reading = at(body, "/tv/once/season-1")
    record = only_record(reading)
    assert (record.source_id, record.kind, record.title) == ("tv/once/season-1", "season", "Once")
    assert scores(reading) == {"critics": (89, 26)}


def test_what_a_cut_page_lacks_is_not_believed():
    both = classic(mark("critic", 90, ""), mark("user", 8, ""), closed=False)
    assert at(both).outcome is Outcome.FOUND
    assert at(classic(mark("critic", 90, ""), closed=False)).outcome is Outcome.PARSE_FAILED
    assert at(nuxt(components(FILM), closed=False)).outcome is Outcome.PARSE_FAILED


def test_a_new_layout_is_no_missing_score():
    linked = json.dumps({"@type": "Movie", "name": "Once", "url": f"{SITE}/movie/once/"})
    page = f'<html><script type="application/ld+json">{linked}</script>%s</html>'
    assert at((page % "").encode()).outcome is Outcome.NO_SCORE_YET
    assert at((page % ("<p>words</p>" * 8000)).encode()).outcome is Outcome.PARSE_FAILED


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.PARSE_FAILED),
        (b"<html><body><div id=__nuxt></div></body></html>", Outcome.PARSE_FAILED),
        (b"<html><title>Just a moment...</title></html>", Outcome.BLOCKED),
        (b"<html><title>404 Page Not Found - Metacritic</title></html>", Outcome.NOT_FOUND),
        (b'{"components": []}', Outcome.PARSE_FAILED),
        (b"[1, 2]", Outcome.PARSE_FAILED),
    ],
)
def test_pages_that_are_none(body, outcome):
    reading = at(body)
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


WHOLE = nuxt(
    components(SHOW, critics=summary("", 83, 181), users=summary("", 7, 9), seasons=SEASONS),
    own="/tv/once/",
    ld={"@type": "TVSeries", "name": "Once", "datePublished": "2021-01-02"},
    extra=box("Metascore", "Metascore 80 out of 100", "Based on 45 Critic Reviews"),
)
OLD = classic(mark("critic", 90, "46 Critics"), mark("user", 8, "9 Ratings"), RELEASED)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_an_outcome(body):
    for one in (body, b"<html>" + body + b"</html>", b"[" + body, b'{"components":' + body):
        assert_keeps_the_contract(at(one))


@pytest.mark.parametrize(("whole", "path"), [(WHOLE, "/tv/once/"), (OLD, "/movie/once")])
@given(st.data())
def test_truncated_and_damaged_pages_give_an_outcome(whole, path, data):
    place = data.draw(st.integers(0, len(whole)))
    noise = data.draw(st.binary(max_size=8))
    assert_keeps_the_contract(at(whole[:place], path))
    assert_keeps_the_contract(at(whole[:place] + noise + whole[place + len(noise) :], path))


PLACES = st.integers(-7, 12)
VALUES = (
    st.lists(PLACES, max_size=4)
    | st.dictionaries(
        st.sampled_from(["data", "loadPage:x", "components", "meta", "componentName", "item"]),
        PLACES,
    )
    | st.tuples(st.sampled_from(["Reactive", "Ref", "Set", "Date", "Map"]), PLACES).map(list)
    | st.sampled_from(["product", "seasons", 3, None, 2.5])
)


@given(st.lists(VALUES, max_size=12))
def test_any_hydration_array_gives_an_outcome(values):
    assert_keeps_the_contract(at(json.dumps(values).encode()))


def test_the_source_says_how_to_treat_it():
    assert METACRITIC.read is read
    assert METACRITIC.rights.permitted_use == "personal"
