"""Pages and their numbers: what is cut out of bytes, counts of every spelling, walls."""

import datetime as dt
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import fetched

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.base import Fetched
from movie_assets.sources.page_words import (
    Count,
    count_in,
    date_in,
    decimal_in,
    minutes_in,
    path_of,
    year_in,
)
from movie_assets.sources.pages import (
    head_facts,
    is_cut_short,
    is_json,
    linked_data,
    page_text,
    page_title,
    part_of,
    refused,
    script_json,
    unrecognised,
    wall_in,
)

URL = "https://www.example.org/m/up"


@pytest.mark.parametrize(
    ("said", "value", "lower"),
    [
        ("250,000+", 250_000, True),
        ("250,000+ Ratings", 250_000, True),
        ("500+ Verified Ratings", 500, True),
        ("1.2M", 1_200_000, True),
        ("1,2 M", 1_200_000, True),
        ("21K", 21_000, True),
        ("2\xa0111\xa0190", 2_111_190, False),
        ("2\u202f111\u202f190", 2_111_190, False),
        ("2 111 190", 2_111_190, False),
        ("2.111.190", 2_111_190, False),
        ("(1,989,998)", 1_989_998, False),
        ("3,23,14,349", 32_314_349, False),
        ("1'376", 1_376, False),
        ("User Ratings: 885,203", 885_203, False),
        ("133 Reviews", 133, False),
        ("0 Verified Ratings", 0, False),
        ("based on 46 Critics", 46, False),
        (679, 679, False),
    ],
)
def test_counts_keep_their_magnitude(said, value, lower):
    assert count_in(said) == Count(value, lower)


@pytest.mark.parametrize("said", ["Fewer than 50 Ratings", "<50", "tbd", "", None, True, -1, 2**70])
def test_what_is_no_count_is_none(said):
    assert count_in(said) is None


@given(st.integers(0, 10**12))
def test_a_grouped_count_reads_back(number):
    for mark in (",", ".", " ", "\xa0", "'"):
        assert count_in(f"{number:,}".replace(",", mark)) == Count(number)


@given(st.text(max_size=60))
def test_numbers_out_of_any_text_never_raise(said):
    for reader in (count_in, decimal_in, date_in, minutes_in, year_in, path_of):
        reader(said)


@pytest.mark.parametrize(
    ("said", "value"), [("9,3", 9.3), ("84%", 84.0), ("0", 0.0), (8.4, 8.4), ("tbd", None)]
)
def test_scores_may_have_a_comma(said, value):
    assert decimal_in(said) == value


@pytest.mark.parametrize(
    ("said", "minutes"),
    [
        ("2 hr. 11 min.", 131),
        ("2 h 33 m", 153),
        ("2h 57m", 177),
        ("1h", 60),
        ("57m", 57),
        ("PT126M", 126),
        ("PT2H16M", 136),
        ("PG-13", None),
        ("0 min", None),
    ],
)
def test_running_times(said, minutes):
    assert minutes_in(said) == minutes


def test_dates_and_years():
    assert date_in("Nov  2, 2003") == dt.date(2003, 11, 2)
    assert date_in("Feb 30, 2003") is None
    assert date_in("Foo 3, 2003") is None
    assert year_in("Blade Runner 2049 (2017)") == 2049  # the first one: callers cut before
    assert year_in("19999") is None


def test_scripts_are_cut_out_by_their_id():
    page = b"""<p>"card" in words</p><script data-json="x"
      id="card" type="application/json"> {"a": [1, "two\nlines"]} </script>"""
    assert script_json(page, "card") == {"a": [1, "two\nlines"]}
    assert script_json(page, "cards") is None
    assert script_json(b'<script id="card">{"a": </script>', "card") is None
    assert script_json(b'<script id="card">{"a": 1}', "card") is None


def test_linked_data_is_flattened_and_keeps_repeated_keys():
    page = (
        b'<script type="application/ld+json">'
        b'[{"@type": "A"}, {"@graph": [{"@type": "B"}]}]</script>'
        b'<script type="application/ld+json">{"actor": 1, "actor": 2, "name": "x"}</script>'
        b'<script type="application/ld+json">{"broken": </script>'
    )
    found = linked_data(page)
    assert [one.get("@type") for one in found if "@type" in one] == ["A", "B"]
    assert found[-1] == {"actor": [1, 2], "name": "x"}


def test_head_facts_take_the_first_of_each():
    page = (
        b"<meta content='Up &amp; away' property='og:title'/><meta property=\"og:title\" content=2>"
    )
    assert head_facts(page) == {"og:title": "Up & away"}
    assert page_title(b"<title> Up\n &amp; away </title>") == "Up & away"


def test_a_part_ends_at_its_closing_mark():
    page = b'<p>1</p><div class="x" id="in"><b>2</b></div><b>3</b>'
    part = part_of(page, re.compile(rb'id="in"'), b"</div")
    assert part is not None
    assert [b.get_text() for b in part.find_all("b")] == ["2"]
    assert part_of(page, re.compile(rb"nowhere"), b"</div") is None


def test_text_in_other_charsets():
    german = "Größe".encode("cp1252")
    assert page_text(fetched(german, URL)) == "Größe"
    assert page_text(fetched(b'<meta charset="shift_jis">\x83\x41', URL)).endswith("ア")
    assert page_text(fetched("ñ".encode(), URL)) == "ñ"


def test_json_and_cut_pages_are_told_apart():
    assert is_json(b'\xef\xbb\xbf {"a": 1}')
    assert not is_json(b"<html>")
    assert is_cut_short(b"<!doctype html><html><body>")
    assert not is_cut_short(b"<html><body></HTML >")
    assert not is_cut_short(b"<div>a part that somebody kept</div>")


WALLS = [
    b"<html><head><title>Just a moment...</title></head></html>",
    b"<html><title>Attention Required! | Cloudflare</title></html>",
    b"<html><title>Access Denied</title><p>Reference #18.1</p></html>",
    b"<html><title>Request Error (403)</title></html>",
    b"<html><script>window.gokuProps = {}</script></html>",
    b'<html><title>up.example</title><div id="px-captcha"></div></html>',
    b'<html><title>One</title><form><div class="g-recaptcha"></div></form></html>',
]


@pytest.mark.parametrize("body", WALLS)
def test_walls_are_walls_with_any_status(body):
    assert wall_in(body)
    assert unrecognised(fetched(body, URL), "x").outcome is Outcome.BLOCKED
    for status in (403, 405, 503):
        reading = refused(fetched(body, URL, status=status))
        assert reading is not None
        assert reading.outcome is Outcome.BLOCKED


def test_films_named_like_walls_and_pages_with_captchas_are_none():
    assert wall_in(b"<title>Access Denied (2022) - Rotten Tomatoes</title>") is None
    page = b'<meta property="og:title" content="Up"><div class="g-recaptcha"></div>'
    assert wall_in(page) is None


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (202, Outcome.BLOCKED),
        (403, Outcome.BLOCKED),
        (404, Outcome.NOT_FOUND),
        (410, Outcome.NOT_FOUND),
        (429, Outcome.RATE_LIMITED),
        (500, Outcome.UNREACHABLE),
    ],
)
def test_statuses(status, outcome):
    reading = refused(fetched(b"<p>no</p>", URL, status=status))
    assert reading is not None
    assert reading.outcome is outcome


def test_a_challenge_header_is_a_wall_whatever_the_status():
    plain = fetched(b"", URL, status=405)
    challenged = Fetched(
        answer_id=plain.answer_id,
        title_id="",
        url=URL,
        status=405,
        body=b"",
        requested_at=plain.requested_at,
        headers={"X-Amzn-Waf-Action": "captcha"},
    )
    reading = refused(challenged)
    assert reading is not None
    assert reading.outcome is Outcome.BLOCKED


def test_an_empty_page_and_a_disguised_404():
    empty = refused(fetched(b"  \n", URL))
    assert empty is not None
    assert empty.outcome is Outcome.PARSE_FAILED
    assert refused(fetched(b"<p>yes</p>", URL)) is None
    gone = unrecognised(fetched(b"<title>404 - Page not found</title>", URL), "x")
    assert gone.outcome is Outcome.NOT_FOUND


@given(st.binary(max_size=300))
def test_cutting_never_raises(body):
    page = b"<html>" + body + b"</html>"
    for cut in (linked_data, head_facts, page_title, wall_in, is_cut_short):
        cut(page)
    script_json(page, "x")
    page_text(fetched(page, URL))
