"""TMDB's watch pages as HTML of our own template: offers with price, quality and provider.

Pure: (day, request) → answer. Only what a reader of such a page looks for is there: the
`ott_provider` blocks, their headings, and one list entry an offer.
"""

import base64
import json
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

from movie_assets.universe.facts import Offer, Title
from movie_assets.universe.messages import Answer, Request, text_answer
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_objects import slug

_PAGE = re.compile(r"/(movie|tv)/(\d+)(?:-[^/]*)?/watch")
HEADINGS = {
    "flatrate": "Stream", "free": "Free", "ads": "Ads", "rent": "Rent", "buy": "Buy",
}  # fmt: skip
_SYMBOLS = {
    "USD": "$", "GBP": "£", "EUR": "€", "CAD": "$", "AUD": "$", "JPY": "¥", "BRL": "R$",
    "INR": "₹", "MXN": "$", "SEK": "kr", "PLN": "zł",
}  # fmt: skip
ROBOTS = "User-agent: *\nDisallow: /search\nDisallow: /account\n"


def watch_answer(day: UniverseDay, request: Request) -> Answer:
    """Answer a request to www.themoviedb.org.

    Shape:  `/{movie|tv}/{id}-{slug}/watch?locale=CC` gives a page; no slug, or a wrong one,
            gives the page too.
    Errors: 404 for an unknown title or path.
    """
    match = _PAGE.fullmatch(request.path)
    title = day.title(f"{match[1]}/{int(match[2])}") if match else None
    if title is None:
        return text_answer(_document("Not found", "<h2>There is no such page.</h2>"), 404,
                           "text/html")  # fmt: skip
    country = request.query.get("locale", "US").upper()
    offers = [offer for offer in day.offers(title.title_id) if offer.country == country]
    body = _offers_html(day, title, offers) + _chosen_country(country)
    return text_answer(_document(f"{title.title} — where to watch in {country}", body),
                       content_type="text/html")  # fmt: skip


def _document(heading: str, body: str) -> str:
    name = escape(heading)
    return (f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{name}</title>'
            f"</head>\n<body>\n<h1>{name}</h1>\n{body}\n</body>\n</html>\n")  # fmt: skip


def _chosen_country(country: str) -> str:
    """Write the script that shows which country the page was made for."""
    return (
        f'\n<script>$("#ott_country_filter").kendoDropDownList({{ value: "{country}" }})</script>'
    )


def _offers_html(day: UniverseDay, title: Title, offers: Sequence[Offer]) -> str:
    if not offers:
        return '<div id="ott_offers_window"><p class="no_offers">No offers here.</p></div>'
    blocks: list[str] = []
    for kind, heading in HEADINGS.items():
        rows = [_offer_html(day, title, offer) for offer in offers if offer.type == kind]
        if rows:
            entries = "\n".join(rows)
            blocks.append(f'<div class="ott_provider">\n<h3>{heading}</h3>\n<div>'
                          f'<ul class="providers">\n{entries}\n</ul></div>\n</div>')  # fmt: skip
    return '<div id="ott_offers_window">\n' + "\n".join(blocks) + "\n</div>"


def _offer_html(day: UniverseDay, title: Title, offer: Offer) -> str:
    """Write one entry; a provider that sells 4K sells HD too, which the page keeps hidden."""
    lower = f"\n{_entry(day, title, offer, 'hd', 'hide ')}" if offer.quality == "4k" else ""
    return _entry(day, title, offer, offer.quality, "ott_filter_best_price ") + lower


def _entry(day: UniverseDay, title: Title, offer: Offer, quality: str, mark: str) -> str:
    provider = day.facts.providers[offer.provider_id].name
    link = escape(_link(title, offer, provider, quality))
    label = escape(f"Watch {title.title} on {provider}")
    price = f'<span class="price">{_money(offer)}</span>' if offer.price is not None else ""
    return (
        f'<li class="{mark}ott_filter_{quality}"><div>'
        f'<a href="{link}" title="{label}" target="_blank" rel="noopener"></a>'
        f'<span class="wrapper {offer.type}">{price}'
        f'<span class="presentation_type">{quality.upper()}</span></span></div></li>'
    )


def _money(offer: Offer) -> str:
    """Write a price as read in its country: `$3.99`, `3,99 €`, `49 kr`."""
    symbol, price = _SYMBOLS[offer.currency], offer.price or 0.0
    if offer.currency in ("SEK", "JPY", "INR"):
        return f"{price:.0f} kr" if offer.currency == "SEK" else f"{symbol}{price:,.0f}"
    if offer.currency in ("EUR", "PLN"):
        return f"{price:.2f} {symbol}".replace(".", ",")
    return f"{symbol}{price:.2f}"


def _link(title: Title, offer: Offer, provider: str, quality: str) -> str:
    """Write the click-out link: the target, and what is offered as base64 JSON in `cx`."""
    offered = {
        "provider": provider, "monetizationType": offer.type, "presentationType": quality,
        "currency": offer.currency, "price": offer.price or 0, "providerId": offer.provider_id,
    }  # fmt: skip
    entity = {
        "objectType": "movie" if title.kind == "movie" else "show",
        "jwEntityId": f"{'tm' if title.kind == 'movie' else 'ts'}{title.tmdb_id}",
    }
    context = json.dumps({"data": [{"data": offered}, {"data": entity}]}, separators=(",", ":"))
    packed = base64.b64encode(context.encode()).decode().rstrip("=")
    target = f"https://provider-{offer.provider_id}.example/{slug(title.title)}"
    return (f"https://click.justwatch.com/a?cx={packed}&r={quote(target, safe='')}"
            f"&uct_country={offer.country.lower()}")  # fmt: skip
