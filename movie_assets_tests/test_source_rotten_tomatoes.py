"""Rotten Tomatoes' pages: every era read exactly, absence told from zero, walls from pages."""

import json
import re

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
from movie_assets.sources.rotten_tomatoes import ROTTEN_TOMATOES, read

SITE = "https://www.rottentomatoes.com"
FOLDER = RECORDED / "rottentomatoes"
METER = FOLDER / "2017-meter"
SHORT = (  # (file, title, year, critics, count, audience, count, lower bound)
    ("2010-classic/opengraph-example.html", "Kick-Ass", 2010, 77, 203, None, None, False),
    (
        "2019-mop-ratings/rt-20190714.html",
        "The Shawshank Redemption",
        1994,
        91,
        68,
        98,
        885_203,
        False,
    ),
    ("2021-score-board/murtaza-movie.html", "Host", 2020, 100, 85, 73, 500, True),
    (
        "2024-score-board-deprecated/harry_potter_7_part_2-202404.html",
        "Harry Potter and the Deathly Hallows: Part 2",
        2011,
        96,
        333,
        89,
        250_000,
        True,
    ),
    # Cut down to its scorecard by whoever kept it: no year on it.
    (
        "2026-scorecard/the_dark_knight-media-scorecard.html",
        "The Dark Knight",
        None,
        94,
        338,
        94,
        250_000,
        True,
    ),
    (
        "et-through-the-eras/20201027.html",
        "E.T. The Extra-Terrestrial",
        1982,
        98,
        130,
        72,
        32_314_349,
        False,
    ),
    (
        "et-through-the-eras/20210513.html",
        "E.T. The Extra-Terrestrial",
        1982,
        98,
        133,
        72,
        250_000,
        True,
    ),
    (
        "et-through-the-eras/20221122.html",
        "E.T. the Extra-Terrestrial",
        1982,
        99,
        137,
        72,
        250_000,
        True,
    ),
    (
        "et-through-the-eras/20230424.html",
        "E.T. the Extra-Terrestrial",
        1982,
        99,
        144,
        72,
        250_000,
        True,
    ),
)
OTHER = {
    "2019-mop-ratings/franchise-fast-furious-20190119.htm": Outcome.WRONG_TITLE,
    "2021-score-board/murtaza-top100-genre-list.html": Outcome.WRONG_TITLE,
    "2021-search/search-matrix-20211224.html": Outcome.WRONG_TITLE,
    "2021-search/search-no-results-20211229.html": Outcome.WRONG_TITLE,
    "2025-browse/browse-movies-in-theaters-20250223.html": Outcome.WRONG_TITLE,
    "api-2016/403-developer-inactive.html": Outcome.BLOCKED,
}


def page(*parts, own="/m/once", title="Once", ld=None, closed=True):
    linked = f'<script type="application/ld+json">{json.dumps(ld)}</script>' if ld else ""
    return (
        f'<!DOCTYPE html><html><head><title>{title} | Rotten Tomatoes</title><link rel="canonical" '
        f'href="{SITE}{own}">{linked}</head><body>{"".join(parts)}'
        f"{'</body></html>' if closed else ''}"
    ).encode()


def script(element_id, value):
    return f'<script id="{element_id}" type="application/json">{json.dumps(value)}</script>'


def card(critics=None, audience=None, **more):
    return script(
        "media-scorecard-json",
        {"criticsScore": critics or {}, "audienceScore": audience or {}} | more,
    )


def ld(kind="Movie", **more):
    return {"@type": kind, "name": "Once", "dateCreated": "2019-05-03"} | more


def scores(reading):
    return {
        rating.metric: (rating.value, rating.count, rating.count_is_lower_bound)
        for rating in only_record(reading).ratings
    }


def at(body, path="/m/once", **more):
    return read(fetched(body, SITE + path, **more))


def misses_of(file, title, year, critics, counted, audience, rated, lower):
    """(file, what, expected, found) of everything that a recorded page's truth says otherwise."""
    reading = read(fetched(recorded(f"rottentomatoes/{file}"), SITE))
    assert_keeps_the_contract(reading)
    if not reading.records:
        return [(file, "outcome", "found", f"{reading.outcome}: {reading.detail}")]
    record, found = reading.records[0], scores(reading)
    expected = {
        "title": title,
        "year": year,
        "kind": "movie",
        "critics": (critics, counted, False),
        "audience": None if audience is None else (audience, rated, lower),
    }
    read_so = {
        "title": record.title,
        "year": record.year,
        "kind": record.kind,
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
    truth = json.loads((METER / "TRUTH.json").read_text())
    meter = [
        (
            f"2017-meter/{file}",
            re.sub(r" \([0-9]{4}\)$", "", said["title"]),
            int(said["title"][-5:-1]),
            float(said["critics"]),
            said["critics_count"],
            float(said["audience"].rstrip("%")),
            said["audience_count"],
            False,
        )
        for file, said in truth.items()
        if (METER / file).is_file()  # the rest is kept apart to judge by
    ]
    assert len(meter) > 30
    misses = [miss for known in (*meter, *SHORT) for miss in misses_of(*known)]
    print("\n".join(map(str, misses)) or f"no misses on {len(meter) + len(SHORT)} pages")
    assert not misses


@needs_recorded
@pytest.mark.parametrize("file", OTHER)
def test_recorded_pages_of_no_one_title(file):
    reading = read(fetched(recorded(f"rottentomatoes/{file}"), SITE))
    assert reading.outcome is OTHER[file], reading.detail
    assert_keeps_the_contract(reading)


@needs_recorded
def test_recorded_pages_name_people_and_running_times():
    for file in ("2017-meter/alien.html", *(known[0] for known in SHORT[5:])):
        record = only_record(read(fetched(recorded(f"rottentomatoes/{file}"), SITE)))
        assert record.directors in (("Ridley Scott",), ("Steven Spielberg",))
        assert record.cast[0] in ("Sigourney Weaver", "Henry Thomas")
        assert record.runtime_min in (117, 115)


@needs_recorded
def test_a_page_costs_a_third_of_its_whole_tree_at_most():
    bodies = [file.read_bytes() for file in sorted(FOLDER.glob("*/*.htm*"))]
    ours, whole = cost_beside_whole_pages(read, bodies, SITE)
    assert ours < whole / 3


def test_a_scorecard():
    body = page(
        card(
            {"score": "84", "reviewCount": 88, "likedCount": 74, "notLikedCount": 14},
            {"score": "69", "bandedRatingCount": "1,000+ Ratings", "likedCount": 900},
        ),
        script("media-hero-json", {"content": {"metadataProps": ["R", "2019", "2h 1m"]}}),
        ld=ld(director=[{"name": "Ann Roe"}], actor=[{"name": "Bo Lee"}, {"name": "NA"}]),
    )
    record = only_record(at(body))
    assert scores(at(body)) == {"critics": (84, 88, False), "audience": (69, 1000, True)}
    assert (record.source_id, record.kind, record.title) == ("m/once", "movie", "Once")
    assert (record.year, record.runtime_min) == (2019, 121)
    assert (record.directors, record.cast) == (("Ann Roe",), ("Bo Lee",))
    assert record.url == f"{SITE}/m/once"


@pytest.mark.parametrize(
    "critics",
    [
        {"reviewCount": 0, "ratingCount": 0},
        {"likedCount": 1, "notLikedCount": 0, "reviewCount": 1},
        {"score": "0", "reviewCount": 0},
        {"score": None, "reviewCount": 3},
        {"score": "", "reviewCount": 3},
        {"score": "100", "reviewCount": 0},
    ],
)
def test_no_score_is_not_zero(critics):
    reading = at(page(card(critics, {"bandedRatingCount": "0 Ratings"}), ld=ld()))
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert only_record(reading).ratings == ()


def test_a_true_zero_is_a_score():
    reading = at(page(card({"score": "0", "reviewCount": 12}), ld=ld()))
    assert reading.outcome is Outcome.FOUND
    assert scores(reading) == {"critics": (0, 12, False)}


@pytest.mark.parametrize(
    ("audience", "expected"),
    [
        ({"bandedRatingCount": "Fewer than 50 Ratings", "likedCount": 9, "notLikedCount": 3}, 12),
        ({"likedCount": 900, "notLikedCount": 390}, 1290),
        ({"bandedRatingCount": "", "ratingCount": 679}, 679),
        ({}, None),
    ],
)
def test_an_audience_without_a_printed_band(audience, expected):
    reading = at(page(card({}, audience | {"score": "60"}), ld=ld()))
    assert scores(reading) == {"audience": (60, expected, False)}


def test_the_overlay_helps_out_and_hidden_audiences_stay_hidden():
    overlay = {"audienceAll": {"score": "71", "bandedRatingCount": "50+ Ratings"}}
    shown = at(page(card({}, {"likedCount": 0}, overlay=overlay), ld=ld()))
    assert scores(shown) == {"audience": (71, 50, True)}
    hidden = at(page(card({}, {"score": "71"}, overlay=overlay, hideAudienceScore=True), ld=ld()))
    assert hidden.outcome is Outcome.NO_SCORE_YET


def tile(href, score, name="Season"):
    return (
        f'<tile-season href="{href}"><rt-text slot="title">{name}</rt-text>'
        f'<rt-text slot="critics-score">{score}</rt-text></tile-season>'
    )


def test_a_show_lists_its_seasons():
    body = page(
        card({"score": "96", "reviewCount": 250}),
        tile("/tv/once/s37.2", "50%"),
        tile("/tv/once/s02", "97%"),
        tile("/tv/once/s01", ""),
        tile("/tv/other/s03", "12%"),
        own="/tv/once",
        ld=ld("TVSeries"),
    )
    record = only_record(at(body, "/tv/once"))
    assert (record.kind, record.source_id, record.season_count) == ("tv", "tv/once", 2)
    seen = [(s.season, s.source_id, [r.value for r in s.ratings]) for s in record.seasons]
    assert seen == [(1, "tv/once/s01", []), (2, "tv/once/s02", [97])]


def test_seasons_of_2021_and_of_json_ld():
    listed = (
        '<section id="seasons-list"><a href="/tv/once/s01"><season-list-item seasontitle="Season 1"'
        ' tomatometerscore="83" info="2013, 11 episodes"></season-list-item></a></section>'
    )
    board = '<score-board tomatometerscore="90" audiencescore="80"></score-board>'
    record = only_record(at(page(board, listed, own="/tv/once", ld=ld("TVSeries")), "/tv/once"))
    (season,) = record.seasons
    assert (season.name, season.episode_count, season.ratings[0].value) == ("Season 1", 11, 83)
    named = [{"@type": "TVSeason", "name": "Season 3", "url": f"{SITE}/tv/once/s03"}]
    body = page(board, own="/tv/once", ld=ld("TVSeries", containsSeason=named))
    assert [s.season for s in only_record(at(body, "/tv/once")).seasons] == [3]


def test_an_unscored_show_with_a_scored_season_is_found():
    body = page(card(), tile("/tv/once/s07", "83%"), own="/tv/once", ld=ld("TVSeries"))
    assert at(body, "/tv/once").outcome is Outcome.FOUND


def test_a_season_has_its_shows_name_and_a_row():
    season = ld("TVSeason", partOfSeries={"name": "Once", "startDate": "2015-01-01"})
    body = page(
        card({"score": "84", "reviewCount": 88}),
        own="/tv/once/s04",
        title="Once: Season 4",
        ld=season | {"name": "Season 4"},
    )
    reading = at(body, "/tv/once/s04")
    record = only_record(reading)
    assert (record.kind, record.title, record.year) == ("season", "Once", 2019)
    (row,) = reading.episodes
    assert (row.source_id, row.season, row.episode) == ("tv/once", 4, 0)
    assert (row.episode_source_id, row.ratings[0].value) == ("tv/once/s04", 84)
    without = page(card({"score": "84"}), own="/tv/once/s04", title="Once: Season 4")
    assert only_record(at(without)).title == "Once"


MOP = """<section class="mop-ratings-wrap__row"><div class="mop-ratings-wrap__half">{critics}</div>
<div class="mop-ratings-wrap__half audience-score">{audience}</div></section>"""
MOP_CRITICS = (
    '<span class="mop-ratings-wrap__percentage"> 91% </span><strong>Total Count: </strong>'
    "<small> 68 </small>"
)
MOP_AUDIENCE = '<span class="mop-ratings-wrap__percentage">98%</span>User Ratings: 885,203'


@pytest.mark.parametrize(
    ("critics", "audience", "expected"),
    [
        (
            MOP_CRITICS,
            MOP_AUDIENCE,
            {"critics": (91, 68, False), "audience": (98, 885_203, False)},
        ),
        ("No Score Yet", MOP_AUDIENCE, {"audience": (98, 885_203, False)}),
        (MOP_CRITICS, "Coming soon", {"critics": (91, 68, False)}),
        ("No Score Yet", "Coming soon", {}),
    ],
)
def test_halves_of_2019_do_not_take_each_others_place(critics, audience, expected):
    body = page(MOP.format(critics=critics, audience=audience), title="Once (2018)")
    assert scores(at(body)) == expected
    assert only_record(at(body)).year == 2018


def test_the_printed_card_helps_out_where_its_json_is_broken():
    printed = (
        '<media-scorecard><rt-text slot="criticsScore">84%</rt-text><rt-link slot="criticsReviews">'
        '88 Reviews</rt-link><rt-text slot="audienceScore">69%</rt-text><rt-link '
        'slot="audienceReviews">1,000+ Ratings</rt-link></media-scorecard>'
    )
    body = page('<script id="media-scorecard-json">{"criticsScore": </script>', printed)
    assert scores(at(body)) == {"critics": (84, 88, False), "audience": (69, 1000, True)}
    empty = page("<media-scorecard></media-scorecard>", "<p>words</p>" * 8000, ld=ld())
    assert at(empty).outcome is Outcome.PARSE_FAILED


@pytest.mark.parametrize(("band", "count"), [("500+", (500, True)), ("0", (679, False))])
def test_details_of_2021_with_bare_numbers(band, count):
    board = {"tomatometerScore": "100", "tomatometerCount": 85, "audienceScore": "73"}
    board |= {"audienceBandedRatingCount": band, "audienceCount": 679, "title": "Once"}
    body = page(script("score-details-json", {"scoreboard": board, "modal": {}}))
    assert scores(at(body)) == {"critics": (100, 85, False), "audience": (73, *count)}


def test_details_of_2023_with_objects_and_without_scores():
    shown = {"value": 96, "reviewCount": 333}
    everyone = {"value": 89, "bandedRatingCount": "250,000+"}
    details = {
        "scoreboard": {"tomatometerScore": shown, "audienceScore": {"value": None}},
        "modal": {"audienceScoreAll": everyone},
    }
    reading = at(page(script("scoreDetails", details), ld=ld()))
    assert scores(reading) == {"critics": (96, 333, False), "audience": (89, 250_000, True)}
    none = {"scoreboard": {"tomatometerScore": None, "audienceScore": ""}, "modal": {}}
    reading = at(page(script("scoreDetails", none), ld=ld()))
    assert reading.outcome is Outcome.NO_SCORE_YET


def test_a_board_without_scores():
    board = (
        '<score-board audiencescore="" tomatometerscore=""><h1 slot="title">Once</h1>'
        '<p slot="info">2021, Drama, 1h 40m</p></score-board>'
    )
    reading = at(page(board))
    assert reading.outcome is Outcome.NO_SCORE_YET
    assert (only_record(reading).year, only_record(reading).runtime_min) == (2021, 100)


def test_meters_of_2017_take_all_critics_not_the_top_ones():
    body = page(
        '<div id="scorePanel"><div id="all-critics-numbers"><div class="critic-score meter">'
        '<span class="meter-value"><span>97</span>%</span></div><div id="scoreStats">'
        "Reviews Counted: <span>104</span> Fresh: <span>101</span></div></div>"
        '<div id="top-critics-numbers"><span class="meter-value">87%</span></div>'
        '<div class="audience-score meter"><div class="meter-value">94%</div></div>'
        "User Ratings: 457,186</div>",
        title="Once (1979)",
    )
    assert scores(at(body)) == {"critics": (97, 104, False), "audience": (94, 457_186, False)}


def test_a_listings_birthday_is_no_year():
    birthday = ld(dateCreated="2005-11-20T14:51:21-08:00")
    assert only_record(at(page(card({"score": "9"}), ld=birthday))).year is None
    missing = ld(dateCreated="TODO_MISSING")
    assert only_record(at(page(card({"score": "9"}), ld=missing))).year is None


def test_both_names_of_a_title_are_names():
    both = ld(name="Open City (Roma, città aperta) (1946)")
    record = only_record(at(page(card({"score": "9"}), ld=both)))
    assert (record.title, record.year) == ("Open City (Roma, città aperta)", 1946)
    assert [name.name for name in record.names] == ["Open City", "Roma, città aperta"]


def test_a_moved_page_is_filed_under_its_own_id():
    body = page(card({"score": "9"}), own="/tv/the-mentalist")
    assert only_record(at(body, "/tv/the_mentalist")).source_id == "tv/the-mentalist"


@pytest.mark.parametrize(
    ("linked", "media", "kind"),
    [(ld("TVSeries"), "", "tv"), (None, "TvSeason", "season"), (None, "Movie", "movie")],
)
def test_a_page_without_any_address_still_says_its_kind(linked, media, kind):
    body = page(card({"score": "9"}, overlay={"mediaType": media}), own="", ld=linked)
    record = only_record(at(body, ""))
    assert (record.kind, record.source_id, record.title) == (kind, "", "Once")
    unsaid = page(card({"score": "9"}), own="")
    assert at(unsaid, "").outcome is Outcome.PARSE_FAILED


def test_a_new_layout_is_no_missing_score():
    padding = "<p>words</p>" * 8000
    assert at(page(padding, ld=ld())).outcome is Outcome.PARSE_FAILED
    assert at(page(ld=ld())).outcome is Outcome.NO_SCORE_YET


def test_what_a_cut_page_lacks_is_not_believed():
    scored = card({"score": "84", "reviewCount": 8}, {"score": "60"})
    assert at(page(scored, closed=False)).outcome is Outcome.FOUND
    assert at(page(card({"score": "84"}), closed=False)).outcome is Outcome.PARSE_FAILED


@pytest.mark.parametrize(
    ("body", "outcome"),
    [
        (b"", Outcome.PARSE_FAILED),
        (b"<html><body><div id=app></div></body></html>", Outcome.PARSE_FAILED),
        (b"<html><title>Just a moment...</title></html>", Outcome.BLOCKED),
        (b"<html><title>404 - Not Found</title></html>", Outcome.NOT_FOUND),
        (b'{"error":"Account Inactive"}', Outcome.BLOCKED),
        (b'{"pages": []}', Outcome.PARSE_FAILED),
        (page(own="/franchise/once"), Outcome.WRONG_TITLE),
        (page(own="/search", title="Search Results"), Outcome.WRONG_TITLE),
        (page(ld={"@type": "ItemList", "name": "Top 100"}), Outcome.WRONG_TITLE),
    ],
)
def test_pages_that_are_none(body, outcome):
    reading = at(body)
    assert reading.outcome is outcome
    assert_keeps_the_contract(reading)


WHOLE = page(
    card({"score": "84", "reviewCount": 88}, {"score": "69", "likedCount": 1, "notLikedCount": 1}),
    MOP.format(critics=MOP_CRITICS, audience=MOP_AUDIENCE),
    tile("/tv/once/s01", "97%"),
    '<li class="meta-row"><div class="meta-label">Runtime:</div>9m</li>',
    own="/tv/once",
    ld=ld("TVSeries", containsSeason=[{"url": "/tv/once/s01"}]),
)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_give_an_outcome(body):
    assert_keeps_the_contract(at(body))
    assert_keeps_the_contract(at(b"<html>" + body + b"</html>"))


@given(st.integers(0, len(WHOLE)), st.binary(max_size=8))
def test_truncated_and_damaged_pages_give_an_outcome(place, noise):
    assert_keeps_the_contract(at(WHOLE[:place], "/tv/once"))
    assert_keeps_the_contract(at(WHOLE[:place], ""))
    assert_keeps_the_contract(at(WHOLE[:place] + noise + WHOLE[place + len(noise) :], "/tv/once"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["criticsScore", "audienceScore", "score", "value", "bandedRatingCount", "overlay"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@given(JSON, JSON, JSON)
def test_any_json_in_the_scripts_gives_an_outcome(first, second, third):
    body = page(
        script("media-scorecard-json", first),
        script("score-details-json", {"scoreboard": second, "modal": third}),
        script("media-hero-json", {"content": third}),
        ld=ld(genre=first, director=second, actor=third, url=second, aggregateRating=third),
    )
    assert_keeps_the_contract(at(body))


def test_the_source_says_how_to_treat_it():
    assert ROTTEN_TOMATOES.read is read
    assert ROTTEN_TOMATOES.rights.permitted_use == "personal"
