"""TMDB's watch pages: every quality and currency, walls that look like pages, and honest gaps."""

import base64
import json
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from source_answers import assert_keeps_the_contract, fetched, needs_recorded, only_record, recorded

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.tmdb_watch import read, read_with_providers, watch_url

URL = watch_url("movie/9", "GB")


def link(target="https://shop.example/9", *, redirect=True, country="gb", **said):
    """A link as the page has it: JustWatch's redirect with the offer in base64, unpadded."""
    context = {"data": [{"data": said}, {"data": {"jwEntityId": "tm9"}}]}
    cx = base64.b64encode(json.dumps(context).encode()).decode().rstrip("=")
    if not redirect:
        return target
    where = quote(target, safe="")
    return f"https://click.justwatch.com/a?cx={cx}&amp;r={where}&amp;uct_country={country}"


def item(
    href, *, provider="Shop", classes="ott_filter_best_price ott_filter_hd", price="", mark=""
):
    printed = f'<span class="price">{price}</span>' if price else ""
    quality = f'<span class="presentation_type">{mark}</span>' if mark else ""
    return (
        f'<li class="{classes}"><div><a href="{href}" title="Watch Once on {provider}"></a>'
        f'<span class="wrapper">{printed}{quality}</span></div></li>'
    )


def block(heading, *items):
    return f'<div class="ott_provider"><h3>{heading}</h3><ul>{"".join(items)}</ul></div>'


def page(*blocks, served="GB", title="Once (2019)"):
    script = f'$("#ott_country_filter").kendoDropDownList({{ value: "{served}", filter: 1 }})'
    window = f'<div id="ott_offers_window"><section>{"".join(blocks)}</section></div>'
    return (
        f"<html><head><title>{title}</title></head><body>{window}"
        f"<script>{script if served else ''}</script></body></html>"
    ).encode()


def shop(**said):
    return {"provider": "Shop", "providerId": 10} | said


def offers(body, url=URL):
    return only_record(read(fetched(body, url))).offers


def test_all_qualities_are_kept_hidden_ones_too():
    body = page(
        block(
            "Rent",
            item(link(**shop(presentationType="4K", currency="GBP", price=4.49))),
            item(
                link(**shop(presentationType="hd", currency="GBP", price=3.49)),
                classes="hide ott_filter_hd",
            ),
            item(
                link(**shop(presentationType="SD", currency="GBP", price=2.49)),
                classes="hide ott_filter_sd",
            ),
        )
    )
    assert [(o.type, o.quality, o.price, o.currency) for o in offers(body)] == [
        ("rent", "4k", 4.49, "GBP"),
        ("rent", "hd", 3.49, "GBP"),
        ("rent", "sd", 2.49, "GBP"),
    ]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [("Stream", "flatrate"), ("Free", "free"), ("Ads", "ads"), ("Rent", "rent"), ("Buy", "buy")],
)
def test_headings_are_kinds_of_offers(heading, kind):
    assert [o.type for o in offers(page(block(heading, item(link(**shop())))))] == [kind]


def test_under_a_foreign_heading_the_link_says_the_kind():
    body = page(block("Leihen", item(link(**shop(monetizationType="rent")))))
    assert [o.type for o in offers(body)] == ["rent"]


@pytest.mark.parametrize(
    ("printed", "locale", "price", "currency"),
    [
        ("£3.49", "GB", 3.49, "GBP"),
        ("3,99 €", "DE", 3.99, "EUR"),
        ("R$ 14,90", "BR", 14.9, "BRL"),
        ("$4.99", "CA", 4.99, "CAD"),
        ("$6.99", "AU", 6.99, "AUD"),
        ("US$3.99", "CL", 3.99, "USD"),
        ("¥500", "JP", 500.0, "JPY"),
    ],
)
def test_printed_prices_keep_their_currency(printed, locale, price, currency):
    body = page(block("Buy", item(link(**shop()), price=printed)), served=locale)
    (offer,) = offers(body, watch_url("movie/9", locale))
    assert (offer.country, offer.price, offer.currency) == (locale, price, currency)


def test_a_subscription_has_no_price():
    (offer,) = offers(page(block("Stream", item(link(**shop(currency="KRW", price=0))))))
    assert (offer.price, offer.currency) == (None, None)


def test_the_address_behind_a_redirect_is_the_offers_own():
    target = "https://shop.example/watch?id=9&from=uk"
    (offer,) = offers(page(block("Buy", item(link(target, **shop())))))
    assert offer.url == target


def test_a_redirect_without_an_address_inside_is_kept():
    (offer,) = offers(page(block("Buy", item(link("nowhere", **shop())))))
    assert offer.url.startswith("https://click.justwatch.com/a?cx=")


def test_a_repeated_offer_is_one_with_its_lowest_price():
    body = page(
        block(
            "Buy",
            item(link(**shop(presentationType="hd"))),
            item(link(**shop(presentationType="hd", currency="GBP", price=9.99))),
            item(link(**shop(presentationType="hd", currency="GBP", price=7.99))),
        )
    )
    assert [(o.quality, o.price) for o in offers(body)] == [("hd", 7.99)]


def test_the_title_of_a_plain_link_names_the_provider():
    plain = item(link(redirect=False), provider="Lights on Demand", mark=" HD ", classes="")
    body = page(block("Stream", plain))
    known = {"Demand": 1, "Lights on Demand": 77, "Shop": 3}
    (offer,) = only_record(read_with_providers(fetched(body, URL), known)).offers
    assert (offer.provider, offer.provider_id) == ("Lights on Demand", 77)
    assert (offer.quality, offer.url) == ("hd", "https://shop.example/9")
    assert offers(body) == ()  # without an id there is nothing to file it under


def test_the_record_is_filed_by_title_and_country():
    record = only_record(read(fetched(page(block("Stream", item(link(**shop())))), URL)))
    assert (record.source, record.source_id, record.title_id, record.kind) == (
        "tmdb_watch",
        "movie/9/GB",
        "movie/9",
        "movie",
    )
    assert record.url == URL


GOOD = block("Stream", item(link(**shop())))


@pytest.mark.parametrize(
    ("body", "complete"),
    [
        (page(GOOD), True),
        (page('<p class="no_offers">None.</p>'), True),
        (GOOD.encode(), False),  # a piece of a page
        (page(GOOD)[:-7], False),  # cut short
        (page(GOOD, served="US"), False),  # another country than asked for
        (page(GOOD, served=""), False),  # who knows which country
        (page(GOOD, block("Buy", item(link(redirect=False)))), False),  # a provider unknown
        (page(GOOD, block("Cinema", item(link(**shop())))), False),  # a kind unknown
    ],
)
def test_only_a_whole_page_of_the_right_country_closes_what_it_lacks(body, complete):
    reading = read(fetched(body, URL))
    assert only_record(reading).offers_complete is complete


def test_offers_are_filed_under_the_country_that_was_served():
    record = only_record(read(fetched(page(GOOD, served="US"), URL)))
    assert (record.source_id, record.offers[0].country) == ("movie/9/US", "US")


def test_what_could_not_be_read_is_said():
    reading = read(fetched(page(GOOD, block("Cinema", item(link(**shop())))), URL))
    assert "1 offers of unknown kind or provider" in reading.detail


ERROR_403 = b"<html><head><title>Request Error (403)</title></head><body>Sorry</body></html>"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        (200, ERROR_403, Outcome.BLOCKED),
        (403, ERROR_403, Outcome.BLOCKED),
        (200, b"<title>Request Error (429)</title>", Outcome.RATE_LIMITED),
        (200, b"<title>Just a moment...</title>", Outcome.BLOCKED),
        (202, b"", Outcome.BLOCKED),
        (429, b"", Outcome.RATE_LIMITED),
        (404, b"<title>Page not found</title>", Outcome.NOT_FOUND),
        (502, b"", Outcome.UNREACHABLE),
        (200, b"", Outcome.PARSE_FAILED),
        (200, b"<html><body>Welcome</body></html>", Outcome.PARSE_FAILED),
        (200, page(), Outcome.PARSE_FAILED),  # no offers, and no word of that: a new layout
    ],
)
def test_an_error_page_never_becomes_data(status, body, outcome):
    reading = read(fetched(body, URL, status=status))
    assert reading.outcome == outcome
    assert_keeps_the_contract(reading)


def test_a_film_may_be_called_like_a_wall():
    body = page(GOOD, title="Just a moment of attention - Where to watch")
    assert read(fetched(body, URL)).outcome == Outcome.FOUND


def test_a_page_that_led_to_another_title_is_a_move():
    other = "https://www.themoviedb.org/movie/10-other/watch?locale=GB"
    reading = read(fetched(page(GOOD), URL, final_url=other))
    assert (reading.outcome, reading.moved_to) == (Outcome.MOVED, "movie/10")
    slug = "https://www.themoviedb.org/movie/9-once/watch?locale=GB"
    assert read(fetched(page(GOOD), URL, final_url=slug)).outcome == Outcome.FOUND


@pytest.mark.parametrize("url", ["https://www.themoviedb.org/movie/9", URL.split("?")[0], "x", ""])
def test_an_address_without_title_or_country_is_not_guessed_at(url):
    assert read(fetched(page(GOOD), url)).outcome == Outcome.PARSE_FAILED


PIECES = st.sampled_from(
    [
        b'<div class="ott_provider">',
        b"<h3>Stream</h3>",
        b"<li>",
        b"</div>",
        b"<!--",
        b"<?xml",
        b"\xff\xfe",
        b"\x00",
        b"no_offers",
        b"<title>captcha",
        item(link(**shop())).encode(),
    ]
)


@given(st.lists(PIECES | st.binary(max_size=10), max_size=8), st.sampled_from([200, 404]))
def test_any_bytes_are_read_without_an_exception(pieces, status):
    assert_keeps_the_contract(read(fetched(b"".join(pieces), URL, status=status)))


@given(
    st.dictionaries(
        st.sampled_from(sorted(shop(price=1, currency="", presentationType=""))),
        st.none() | st.integers() | st.text(max_size=5) | st.lists(st.integers()),
    )
)
def test_any_carried_values_are_read_without_an_exception(said):
    assert_keeps_the_contract(read(fetched(page(GOOD, block("Buy", item(link(**said)))), URL)))


@needs_recorded
def test_interstellar_in_great_britain():
    body = recorded("tmdb-web/watch-interstellar-gb.html")
    record = only_record(read(fetched(body, watch_url("movie/157336", "GB"))))
    assert [(o.provider, o.provider_id, o.quality) for o in record.offers] == [
        ("Sky Go", 29, "hd"),
        ("Sky Go", 29, "sd"),
        ("Now TV Cinema", 591, "hd"),
        ("Now TV Cinema", 591, "sd"),
        ("HBO Max Amazon Channel", 1825, "4k"),
        ("HBO Max Amazon Channel", 1825, "hd"),
        ("HBO Max Amazon Channel", 1825, "sd"),
        ("HBO Max", 1899, "hd"),
        ("HBO Max", 1899, "sd"),
    ]
    assert {(o.type, o.country, o.price) for o in record.offers} == {("flatrate", "GB", None)}
    assert (
        record.offers[2].url
        == "https://www.nowtv.com/watch/interstellar-2014/A5EK63NXmzn12D9CqaKBw"
    )
    assert not record.offers_complete  # one block of the page was recorded, not the page


@needs_recorded
def test_a_link_recorded_in_korea():
    recorded_link = recorded("tmdb-web/clickout-link-kr-2022.html").decode()
    body = page(block("Stream", f"<li>{recorded_link}</li>"), served="KR")
    (offer,) = offers(body, watch_url("tv/90669", "KR"))
    assert (offer.provider, offer.provider_id, offer.quality) == ("Netflix", 8, "4k")
    assert (offer.price, offer.url) == (None, "http://www.netflix.com/title/80214497")
