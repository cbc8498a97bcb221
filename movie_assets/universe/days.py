"""How facts change by day: pure functions of (title, day); day 0 is the facts file itself.

No clock, no state, no HTTP. A day is a number of days since FIRST_DAY.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

from movie_assets.universe.chance import draw, pick
from movie_assets.universe.facts import Facts, LifeEvent, Named, Offer, Provider, Title

FIRST_DAY = date(2025, 7, 1)

_EDITED_A_DAY = 0.012  # real: about 7,200 of 1.2 M films a day; more here, so that a day shows some
_OFFER_ENDS_A_DAY = 0.004
_OFFER_OPENS_A_DAY = 0.03  # for a title, in one country
_PRICE_CHANGES_A_DAY = 0.006
_VOTES_A_DAY = 0.0015  # at most, as a share of the votes of the first day
_SCORE_STEP_DAYS = 20  # a score moves by 0.1 at most this often


def date_of(day: int) -> date:
    """Give the calendar day.

    >>> date_of(3).isoformat()
    '2025-07-04'
    """
    return FIRST_DAY + timedelta(days=day)


def day_of(calendar_day: date) -> int:
    """Give the number of a calendar day; negative before the first."""
    return (calendar_day - FIRST_DAY).days


def present(events: Iterable[LifeEvent], day: int) -> bool:
    """Tell whether a title with these events is there on the day."""
    return all((event.day <= day) == (event.event == "appears") for event in events)


def count_on(key: str, base: int, day: int) -> int:
    """Let a count of votes grow by a steady share of its first value, never shrink.

    >>> count_on("movie/603", 8907, 0)
    8907
    """
    return base + int(base * _VOTES_A_DAY * draw(key, "votes") * day)


def score_on(key: str, base: float, day: int, step: float = 0.1) -> float:
    """Let a score drift by `step` once in a few weeks, five steps at most, inside its scale."""
    every = _SCORE_STEP_DAYS + int(draw(key, "period") * 60)
    offset = int(draw(key, "offset") * _SCORE_STEP_DAYS)
    steps = min(5, (day + offset) // every) if day else 0
    direction = 1 if draw(key, "direction") < 0.5 else -1
    moved = round(base + direction * steps * step, 3)
    return moved if step <= moved <= 100 * step else base


def popularity_on(title_id: str, base: float, day: int) -> float:
    """Move popularity every day, by up to 15 % either way."""
    return base if day == 0 else round(base * (0.85 + 0.3 * draw(title_id, "popular", day)), 4)


def edited(title_id: str, day: int) -> bool:
    """Tell whether the title's own facts were edited on that very day."""
    return day > 0 and draw(title_id, "edited", day) < _EDITED_A_DAY


def title_on(title: Title, day: int, keyword_pool: Sequence[Named]) -> Title:
    """Give the title with every edit up to the day: a keyword, a minute, or more revenue."""
    for past in range(1, day + 1):
        if edited(title.title_id, past):
            title = _edit(title, past, keyword_pool)
    return title


def _edit(title: Title, day: int, keyword_pool: Sequence[Named]) -> Title:
    kind = edit_kind(title.title_id, day)
    if kind == "revenue" and title.revenue:
        return replace(title, revenue=title.revenue + title.revenue // 200)
    if kind == "runtime":
        return replace(title, runtime_min=title.runtime_min + 1)
    word = pick(keyword_pool, title.title_id, "keyword", day)
    known = {keyword["id"] for keyword in title.keywords}
    return title if word["id"] in known else replace(title, keywords=[*title.keywords, word])


def edit_kind(title_id: str, day: int) -> str:
    """Name what was edited on that day, as TMDB's change lists call it."""
    return pick(("plot_keywords", "runtime", "revenue"), title_id, "edit", day)


def offers_on(offers: Sequence[Offer], providers: Mapping[int, Provider], day: int) -> list[Offer]:
    """Give the offers open on the day, with the day's prices.

    Shape: those of the first day that have not ended (each ends once, on a day of its own), and
           those that opened since; sorted as in the facts file.
    """
    if day == 0:
        return list(offers)
    kept = [_priced(offer, day) for offer in offers if _end_day(offer) > day]
    taken = {(offer.country, offer.provider_id, offer.type) for offer in offers}
    opened = [_priced(o, day) for o in _opened(offers, providers, day) if _key(o) not in taken]
    return sorted(kept + opened, key=lambda offer: (*_key(offer), offer.quality))


def _key(offer: Offer) -> tuple[str, int, str]:
    return (offer.country, offer.provider_id, offer.type)


def _end_day(offer: Offer) -> int:
    """Draw the day an offer ends: geometric, the same hazard every day."""
    even = draw(offer.title_id, *_key(offer), "end")
    return 1 + int(math.log(1 - even) / math.log(1 - _OFFER_ENDS_A_DAY))


def _opened(offers: Sequence[Offer], providers: Mapping[int, Provider], day: int) -> list[Offer]:
    """Open offers in the countries that have some already: a subscription service each time."""
    opened: dict[tuple[str, int, str], Offer] = {}
    subscriptions = [provider for provider in providers.values() if provider.type == "flatrate"]
    for country in dict.fromkeys(offer.country for offer in offers):
        pattern = next(offer for offer in offers if offer.country == country)
        local = [p for p in subscriptions if country in p.countries.split("|")]
        for past in range(1, day + 1):
            if draw(pattern.title_id, country, "opens", past) < _OFFER_OPENS_A_DAY / 14:
                chosen = pick(local, pattern.title_id, country, past)
                offer = replace(
                    pattern, provider_id=chosen.provider_id, type="flatrate", price=None
                )
                if _end_day(offer) + past > day:
                    opened[_key(offer)] = offer
    return list(opened.values())


def _priced(offer: Offer, day: int) -> Offer:
    """Change a price by a tenth on some days, always counted from the first day's price."""
    if offer.price is None:
        return offer
    changes = [
        past
        for past in range(1, day + 1)
        if draw(offer.title_id, *_key(offer), "price", past) < _PRICE_CHANGES_A_DAY
    ]
    if not changes:
        return offer
    factor = pick((0.5, 0.75, 1.25, 1.5), offer.title_id, *_key(offer), changes[-1])
    whole = offer.price == int(offer.price)
    price = round(offer.price * factor) if whole else int(offer.price * factor) + 0.99
    return replace(offer, price=float(price))


def keyword_pool(facts: Facts) -> list[Named]:
    """List the keywords an edit may add: every keyword of a title, once, by name."""
    words = {word["id"]: word for title in facts.titles.values() for word in title.keywords}
    return sorted(words.values(), key=lambda word: (word["name"], word["id"]))
