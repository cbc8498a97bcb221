"""Prices as shops print them, in any country; worked out by eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from movie_assets.sources.prices import price_of


@pytest.mark.parametrize(
    ("printed", "country", "expected"),
    [
        ("£3.49", "GB", (3.49, "GBP")),
        ("3,99 €", "DE", (3.99, "EUR")),
        ("3,99\u00a0€", "FR", (3.99, "EUR")),
        ("€ 4.99", "IE", (4.99, "EUR")),
        ("$3.99", "US", (3.99, "USD")),
        ("$4.99", "CA", (4.99, "CAD")),
        ("$6.99", "AU", (6.99, "AUD")),
        ("$ 45.00", "MX", (45.0, "MXN")),
        ("US$3.99", "PE", (3.99, "USD")),
        ("CAD 5.99", "CA", (5.99, "CAD")),
        ("$5.99 CAD", "US", (5.99, "CAD")),
        ("R$ 14,90", "BR", (14.9, "BRL")),
        ("R 29.99", "ZA", (29.99, "ZAR")),
        ("¥500", "JP", (500.0, "JPY")),
        ("¥12", "CN", (12.0, "CNY")),
        ("39,00 kr", "SE", (39.0, "SEK")),
        ("39 kr.", "DK", (39.0, "DKK")),
        ("1 299,00 Kč", "CZ", (1299.0, "CZK")),
        ("14,90 zł", "PL", (14.9, "PLN")),
        ("1.290 Ft", "HU", (1290.0, "HUF")),
        ("CHF 5.50", "CH", (5.5, "CHF")),
        ("$12.990", "CO", (12990.0, "COP")),
        ("₩1,200", "KR", (1200.0, "KRW")),
        ("₹1,19,999.50", "IN", (119999.5, "INR")),
        ("₹119", "IN", (119.0, "INR")),
        ("1.250 KWD", "KW", (1.25, "KWD")),
        ("0.990 KWD", "KW", (0.99, "KWD")),
        ("1,234,567.89 USD", "US", (1234567.89, "USD")),
        ("1'299.50 CHF", "CH", (1299.5, "CHF")),
        ("3.99 4.99 £", "GB", (3.99, "GBP")),
        ("$3.99", "UY", (3.99, None)),
        ("$3.99", None, (3.99, None)),
        ("3.99", "US", (3.99, None)),
        ("£0.00", "GB", None),
        ("Free", "GB", None),
        ("", "GB", None),
    ],
)
def test_printed_prices(printed, country, expected):
    assert price_of(printed, country) == expected


@given(
    st.integers(1, 999_999),
    st.integers(0, 99),
    st.sampled_from([("{:,}.{:02d} USD", ","), ("{:,},{:02d} EUR", "."), ("{:,},{:02d} PLN", " ")]),
)
def test_a_locales_separators_never_change_the_magnitude(units, cents, locale):
    pattern, thousands = locale
    units_text = f"{units:,}".replace(",", thousands)
    printed = pattern.replace("{:,}", units_text).replace("{:02d}", f"{cents:02d}")
    assert price_of(printed, None) == (float(f"{units}.{cents:02d}"), printed[-3:])


@given(st.text(max_size=20), st.none() | st.sampled_from(["US", "KW"]))
def test_any_words_are_read_without_an_exception(words, country):
    read = price_of(words, country)
    assert read is None or read[0] > 0
