"""Offers of a title per country: from the platform lists where one names it, else made up.

No file access; prices are always made up, because no list of the catalogue holds one.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from movie_assets.universe.chance import draw, pick
from movie_assets.universe.reference import CURRENCIES

# Rent and buy in US dollars by quality; other currencies by the factor, rounded to .99.
_DOLLARS: Mapping[tuple[str, str], float] = {
    ("rent", "sd"): 2.99, ("rent", "hd"): 3.99, ("rent", "4k"): 5.99,
    ("buy", "sd"): 7.99, ("buy", "hd"): 12.99, ("buy", "4k"): 19.99,
}  # fmt: skip
_FACTORS: Mapping[str, float] = {
    "USD": 1, "GBP": 0.9, "EUR": 1, "CAD": 1.3, "AUD": 1.5, "JPY": 130, "BRL": 4, "INR": 35,
    "MXN": 14, "SEK": 11, "PLN": 4,
}  # fmt: skip
_WITHOUT_CENTS = ("JPY", "INR", "SEK")
_SHARE_WITH_OFFERS = 0.78
Offer = dict[str, Any]


def price_in(currency: str, kind: str, quality: str, *parts: object) -> float:
    """Make a price of the usual shape in that currency (JPY, INR and SEK without decimals)."""
    step = pick((0.8, 1.0, 1.0, 1.25), *parts)
    amount = _DOLLARS[kind, quality] * _FACTORS[currency] * step
    return float(round(amount)) if currency in _WITHOUT_CENTS else int(amount) + 0.99


def offers_of(
    title_id: str, listed: Sequence[int], providers: Sequence[Mapping[str, Any]]
) -> list[Offer]:
    """Give the offers of one title.

    Source: `listed` holds the providers whose own list names the title (United States, known
            from the files); `providers` is providers.csv.
    Shape:  rows of title_id, country, provider_id, type, quality, price, currency, made; sorted.
    Units:  price in the currency's main unit, null unless the type is rent or buy.
    """
    rows = [_row(title_id, "US", number, "flatrate", "hd", made=False) for number in listed]
    if draw(title_id, "offered") < _SHARE_WITH_OFFERS or listed:
        for country in CURRENCIES:
            if draw(title_id, country, "sold") < 0.42:
                rows += _made_in(title_id, country, providers, taken=set(listed))
    return sorted(rows, key=lambda row: tuple(str(value) for value in row.values()))


def _made_in(
    title_id: str, country: str, providers: Sequence[Mapping[str, Any]], taken: set[int]
) -> list[Offer]:
    rows: list[Offer] = []
    for provider in providers:
        number, kinds = int(provider["provider_id"]), provider["type"].split("|")
        if country not in provider["countries"].split("|") or (country == "US" and number in taken):
            continue
        likely = 0.5 if "buy" in kinds else 0.13
        if draw(title_id, country, number) >= likely:
            continue
        for kind in kinds:
            quality = pick(("sd", "hd", "hd", "4k"), title_id, country, number, kind)
            rows.append(_row(title_id, country, number, kind, quality, made=True))
    return rows


def _row(
    title_id: str, country: str, provider_id: int, kind: str, quality: str, *, made: bool
) -> Offer:
    currency = CURRENCIES[country]
    price = None
    if kind in ("rent", "buy"):
        price = price_in(currency, kind, quality, title_id, country, provider_id, kind)
    return {
        "title_id": title_id, "country": country, "provider_id": provider_id, "type": kind,
        "quality": quality, "price": price, "currency": currency, "made": made,
    }  # fmt: skip
