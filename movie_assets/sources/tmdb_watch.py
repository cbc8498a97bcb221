"""TMDB's watch pages: one title's offers in one country, with qualities, prices and links.

The API's watch/providers block has every country but neither of the three. A page is HTML whose
links lead through JustWatch; each link carries what the offer is as base64 JSON, which is read
first, and the markup around it where that is missing.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from bs4 import BeautifulSoup, Tag
from bs4.filter import SoupStrainer

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import OfferSeen
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.answers import decoded, refusal, unreadable
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.prices import is_currency, price_of
from movie_assets.sources.tmdb import TMDB
from movie_assets.sources.tmdb_parts import OFFER_TYPES
from movie_assets.sources.values import country, mapping, number, positive, rows, text

Json = Mapping[str, object]

WEB = "https://www.themoviedb.org"
PARSER_VERSION = "tmdb_watch-1"

_PATH = re.compile(r"/(movie|tv)/([0-9]+)(?:-[^/]*)?/watch/?")
_TITLE = re.compile(rb"<title[^>]*>([^<]*)", re.IGNORECASE)
# Pages that come with 200 and are none: TMDB's own error page, and the wall before it.
_ERROR_TITLES: tuple[tuple[bytes, Outcome], ...] = (
    (b"Request Error (403)", Outcome.BLOCKED),
    (b"Request Error (429)", Outcome.RATE_LIMITED),
    (b"Just a moment", Outcome.BLOCKED),
    (b"Attention Required", Outcome.BLOCKED),
    (b"captcha", Outcome.BLOCKED),
)
# The country the page was made for, which need not be the one asked for.
_SERVED = re.compile(
    rb"ott_country_filter\W+\)?\s*\.?\s*kendoDropDownList\(\s*\{[^}]*?value:\s*[\"']([A-Z]{2})[\"']"
)
_WINDOW = b"ott_offers_window"
_BLOCK = b"ott_provider"
_NO_OFFERS = re.compile(rb"class=[\"'][^\"']*\bno_offers\b")
_END = b"</html>"
_HEADINGS = {"stream": "flatrate", "free": "free", "ads": "ads", "rent": "rent", "buy": "buy"}
_QUALITY_CLASS = re.compile(r"ott_filter_(sd|hd|4k|uhd|bluray|dvd)")


@dataclass(frozen=True, slots=True)
class Page:
    """Which title and country a page is about."""

    title_id: str
    country: str


def watch_url(title_id: str, country_code: str) -> str:
    """The page of a title's offers in a country.

    >>> watch_url("movie/157336", "GB")
    'https://www.themoviedb.org/movie/157336/watch?locale=GB'
    """
    return f"{WEB}/{title_id}/watch?locale={country_code}"


def read(fetched: Fetched) -> Reading:
    """Read a page whose offers all carry their provider's id; see `read_with_providers`."""
    return read_with_providers(fetched, {})


def read_with_providers(fetched: Fetched, provider_ids: Mapping[str, int]) -> Reading:
    """Read a watch page.

    Source: GET https://www.themoviedb.org/{movie|tv}/{id}/watch?locale=CC.
    Shape:  one record with the offers of one country, each quality of each provider once, filed
            under `{title_id}/{CC}` as a title has as many pages as countries. `provider_ids`
            (name -> id) helps offers whose link does not carry the id.
            `offers_complete` is True only when the whole page came, for the country asked for,
            and every offer on it was understood. Even then it is complete for that country
            alone: a missing offer may be closed there and nowhere else.
    Units:  prices in the currency printed; a price of 0 is no price.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    refused = refusal(fetched) or _disguised(fetched)
    if refused is not None:
        return refused
    asked = _asked(fetched.url)
    if asked is None:
        return unreadable(fetched, "not the address of a watch page with a locale")
    landed = _title_in(fetched.final_url or fetched.url)
    if landed not in (None, asked.title_id):
        detail = f"{fetched.url} led to {fetched.final_url}"
        return Reading(outcome=Outcome.MOVED, moved_to=landed, detail=detail)
    served = _SERVED.search(fetched.body)
    page = Page(asked.title_id, served.group(1).decode() if served else asked.country)
    links = list(_links(fetched.body))
    if not links and not _NO_OFFERS.search(fetched.body):
        return unreadable(fetched, "neither offers nor the words that there are none")
    read_offers = [_offer(kind, item, page, provider_ids) for kind, item in links]
    offers = _each_once(offer for offer in read_offers if offer is not None)
    missed = sum(offer is None for offer in read_offers)
    whole_page = _WINDOW in fetched.body and _END in fetched.body
    complete = whole_page and not missed and page == asked and served is not None
    record = _record(page, offers, complete, fetched)
    detail = f"{fetched.url}: {missed} offers of unknown kind or provider" if missed else None
    return Reading(outcome=Outcome.FOUND, records=(record,), detail=detail)


def _disguised(fetched: Fetched) -> Reading | None:
    """An error page that came with status 200: its title says so, and there is no offers part."""
    if _WINDOW in fetched.body or _BLOCK in fetched.body:
        return None
    found = _TITLE.search(fetched.body)
    title = found.group(1) if found else b""
    for mark, outcome in _ERROR_TITLES:
        if mark in title:
            detail = f"{fetched.url}: HTTP 200, but the page is titled {mark.decode()!r}"
            return Reading(outcome=outcome, detail=detail)
    return None


def _asked(url: str) -> Page | None:
    """Title and country out of an address."""
    title_id, locale = _title_in(url), country(_parameter(url, "locale"))
    return Page(title_id, locale) if title_id and locale else None


def _title_in(url: str) -> str | None:
    """The title out of an address, whose slug after the number may change at any time."""
    try:
        path = _PATH.fullmatch(urlsplit(url).path)
    except ValueError:
        return None
    return f"{path.group(1)}/{path.group(2)}" if path else None


def _links(body: bytes) -> Iterator[tuple[str, Tag]]:
    """Each list item with a link, under its block's heading; hidden ones are other qualities."""
    start = body.rfind(b"<div", 0, max(body.find(_BLOCK), 0))
    if start < 0:
        return
    only = SoupStrainer("div", class_="ott_provider")
    soup = BeautifulSoup(body[start:], "lxml", parse_only=only, from_encoding="utf-8")
    for block in soup.find_all("div", class_="ott_provider"):
        heading = block.find("h3")
        words = heading.get_text(strip=True).lower() if heading else ""
        for item in block.find_all("li"):
            if item.find("a", href=True):
                yield words, item


def _offer(
    heading: str, item: Tag, page: Page, provider_ids: Mapping[str, int]
) -> OfferSeen | None:
    """One list item as an offer, or None where its kind or provider cannot be told."""
    link = item.find("a", href=True)
    if link is None:
        return None
    href = str(link["href"])
    said = _carried(href)
    provider = text(said.get("provider")) or _named(str(link.get("title", "")), provider_ids)
    provider_id = positive(said.get("providerId")) or provider_ids.get(provider or "")
    kind = _HEADINGS.get(heading) or str(said.get("monetizationType", "")).lower()
    if provider is None or provider_id is None or kind not in OFFER_TYPES:
        return None
    price, currency = _price(said, item, page.country)
    return OfferSeen(
        country=page.country,
        provider_id=provider_id,
        provider=provider,
        type=kind,
        quality=_quality(said, item),
        price=price,
        currency=currency,
        url=_target(href),
    )


def _named(link_title: str, provider_ids: Mapping[str, int]) -> str | None:
    """The provider in "Watch X on PROVIDER", though films and providers have " on " in them too.

    Of the ways to part it the longest known provider is right, else the last word or words.

    >>> _named("Watch Life on Mars on Sky on Demand", {"Demand": 1, "Sky on Demand": 2})
    'Sky on Demand'
    """
    words = link_title.split(" on ")
    endings = [" on ".join(words[at:]) for at in range(1, len(words))]
    known = [ending for ending in endings if ending in provider_ids]
    return next(iter(known or endings[-1:]), None)


def _carried(href: str) -> Json:
    """What a link says of its offer: the `cx` parameter, base64 of JSON with a list of contexts.

    Facts there: provider, providerId (TMDB's number too), monetizationType, presentationType,
    currency, price.
    """
    encoded = _parameter(href, "cx")
    # In a query a plus reads as a space; both alphabets of base64 are met, without padding.
    standard = encoded.translate(str.maketrans(" -_", "++/"))
    try:
        decoded_cx = base64.b64decode(standard + "=" * (-len(standard) % 4))
    except ValueError:
        return {}
    for context in rows(mapping(decoded(decoded_cx)).get("data")):
        data = mapping(context.get("data"))
        if "provider" in data:
            return data
    return {}


def _target(href: str) -> str | None:
    """The provider's own address out of a redirect, else the link as it is."""
    target = text(_parameter(href, "r"))
    chosen = target if target and target.startswith(("http://", "https://")) else text(href)
    return chosen if chosen and chosen.startswith(("http://", "https://")) else None


def _parameter(href: str, name: str) -> str:
    try:
        return parse_qs(urlsplit(href).query).get(name, [""])[0]
    except ValueError:
        return ""


def _price(said: Json, item: Tag, country_code: str) -> tuple[float | None, str | None]:
    """The link's price where it has one and its currency, else the printed one."""
    amount, code = number(said.get("price")), str(said.get("currency", ""))
    if amount is not None and amount > 0 and is_currency(code):
        return amount, code
    printed = item.find(class_="price")
    read_price = price_of(printed.get_text(" ", strip=True), country_code) if printed else None
    return read_price or (None, None)


def _quality(said: Json, item: Tag) -> str:
    """SD, HD or 4K in small letters: by the link, the printed mark, or the item's class."""
    printed = item.find(class_="presentation_type")
    marked = _QUALITY_CLASS.search(" ".join(item.get_attribute_list("class")))
    quality = (
        text(said.get("presentationType"))
        or (text(printed.get_text()) if printed else None)
        or (marked.group(1) if marked else "unspecified")
    )
    return quality.lower()


def _each_once(offers: Iterator[OfferSeen]) -> tuple[OfferSeen, ...]:
    """Each provider's quality once, the one with a price (the lowest) before those without."""
    best: dict[tuple[str, int, str], OfferSeen] = {}
    for offer in offers:
        key = (offer.type, offer.provider_id, offer.quality)
        if key not in best or _cost(offer) < _cost(best[key]):
            best[key] = offer
    order = sorted(best, key=lambda key: (OFFER_TYPES.index(key[0]), key[1], key[2]))
    return tuple(best[key] for key in order)


def _cost(offer: OfferSeen) -> float:
    return float("inf") if offer.price is None else offer.price


def _record(
    page: Page, offers: tuple[OfferSeen, ...], complete: bool, fetched: Fetched
) -> SourceRecord:
    return SourceRecord(
        source="tmdb_watch",
        source_id=f"{page.title_id}/{page.country}",
        title_id=page.title_id,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=page.title_id.split("/", maxsplit=1)[0],
        offers=offers,
        offers_complete=complete,
        url=watch_url(page.title_id, page.country),
        observed_at=fetched.requested_at,
    )


TMDB_WATCH = Source(
    name="tmdb_watch",
    hosts=("www.themoviedb.org",),
    requests_per_second=1.0,  # the site publishes no limit; a reader of pages is not faster
    one_at_a_time=True,
    max_age_days=7.0,
    rights=TMDB.rights,
    parser_version=PARSER_VERSION,
    read=read,
)
