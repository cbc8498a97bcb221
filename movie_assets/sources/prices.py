"""A price as a page prints it, as an amount and an ISO 4217 currency. No page is read here."""

from __future__ import annotations

import re

# Signs that mean one currency wherever they stand; the longest that fits is taken.
_SIGNS: dict[str, str] = {
    "US$": "USD",
    "R$": "BRL",
    "C$": "CAD",
    "CA$": "CAD",
    "A$": "AUD",
    "AU$": "AUD",
    "NZ$": "NZD",
    "MX$": "MXN",
    "HK$": "HKD",
    "NT$": "TWD",
    "S$": "SGD",
    "S/": "PEN",
    "£": "GBP",
    "€": "EUR",
    "₩": "KRW",
    "₹": "INR",
    "₺": "TRY",
    "₪": "ILS",
    "₱": "PHP",
    "₫": "VND",
    "₽": "RUB",
    "₴": "UAH",
    "฿": "THB",
    "zł": "PLN",
    "Kč": "CZK",
    "Ft": "HUF",
    "lei": "RON",
    "Rp": "IDR",
    "RM": "MYR",
}

# Signs that countries share, and the currency each of them means by it. A country that is not
# named keeps the price without a currency: a guessed one would be wrong by a factor.
_SHARED_SIGNS: dict[str, dict[str, str]] = {
    "$": {
        "AR": "ARS",
        "AU": "AUD",
        "CA": "CAD",
        "CL": "CLP",
        "CO": "COP",
        "EC": "USD",
        "HK": "HKD",
        "MX": "MXN",
        "NZ": "NZD",
        "PR": "USD",
        "SG": "SGD",
        "SV": "USD",
        "TW": "TWD",
        "US": "USD",
    },
    "¥": {"CN": "CNY", "JP": "JPY"},
    "￥": {"CN": "CNY", "JP": "JPY"},
    "kr": {"DK": "DKK", "IS": "ISK", "NO": "NOK", "SE": "SEK"},
    "R": {"ZA": "ZAR"},
}

# ISO 4217 codes a page may print in place of a sign.
_CODES = frozenset(
    {
        *("AED", "CHF", "CNY", "DKK", "EGP", "ISK", "JPY", "KWD", "NOK", "SAR", "SEK", "USD"),
        *("ZAR", "ARS", "CLP", "COP"),
        *_SIGNS.values(),
    }
)
# Either thousands in groups of three (in India of two before the last), or a plain number.
_AMOUNT = re.compile(
    r"(?P<grouped>[1-9][0-9]{0,2}(?:,[0-9]{2}|[.,' \u00a0\u202f][0-9]{3})*"
    r"[.,' \u00a0\u202f][0-9]{3})(?:[.,](?P<cents>[0-9]{1,2}))?(?![0-9])"
    r"|(?P<plain>[0-9]+)(?:[.,](?P<fraction>[0-9]+))?"
)
_CODE = re.compile(r"[A-Z]{3}")
_THOUSANDTHS = frozenset({"KWD"})


def price_of(words: str, country: str | None) -> tuple[float, str | None] | None:
    """Read a printed price.

    Shape: (amount, currency), None where there is no number or the price is 0; the currency is
           None where the sign has no one meaning in that country.
    Units: the currency's own, so 1.290 in Chile is 1290 pesos.

    >>> price_of("3,99 €", "DE"), price_of("$4.99", "CA"), price_of("US$3.99", "CL")
    ((3.99, 'EUR'), (4.99, 'CAD'), (3.99, 'USD'))
    >>> price_of("$1.290", "CL"), price_of("Free", "US")
    ((1290.0, 'CLP'), None)
    """
    found = _AMOUNT.search(words)
    if found is None:
        return None
    currency = currency_of(words[: found.start()] + " " + words[found.end() :], country)
    amount = _amount(found, currency)
    return (amount, currency) if amount > 0 else None


def currency_of(sign: str, country: str | None) -> str | None:
    """The currency a sign or code means in a country; a code beside a sign decides.

    >>> currency_of("kr", "SE"), currency_of("$", "XX"), currency_of("CHF", None)
    ('SEK', None, 'CHF')
    """
    marks = sign.replace(".", "").split()
    for mark in sorted(marks, key=lambda mark: mark not in _CODES):
        if mark in _CODES:
            return mark
        if mark in _SIGNS:
            return _SIGNS[mark]
        if mark in _SHARED_SIGNS:
            return _SHARED_SIGNS[mark].get(country or "")
    return None


def is_currency(code: str) -> bool:
    """Whether it has the form of an ISO 4217 code."""
    return _CODE.fullmatch(code) is not None


def _amount(found: re.Match[str], currency: str | None) -> float:
    """The number found: a lone group of three is thousands, but for currencies of 1000 parts."""
    grouped = found.group("grouped")
    if grouped is None:
        return float(f"{found.group('plain')}.{found.group('fraction') or 0}")
    groups = re.split(r"[^0-9]", grouped)
    if currency in _THOUSANDTHS and len(groups) == 2:
        return float(".".join(groups))
    return float(f"{''.join(groups)}.{found.group('cents') or 0}")
