"""What we know of streaming services that no source says: who is whom, how they are searched.

Data with reasons, no SQL. Ids are TMDB's, as its lists of 2021 to 2026 have them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Alias:
    """An id whose offers are another's."""

    provider_id: int
    main_id: int
    reason: str


_ONE_SHOP = "one shop and one app; whether it is rented, bought or included is the offer's type"
_PLAN = "a plan of the same catalogue: dearer, cheaper or with advertisements"
_TWICE = "TMDB has the service twice, by country"
_FREE_SHELF = "the free shelf of the same app; the offer's type says that it is free"

ALIASES: tuple[Alias, ...] = (
    Alias(350, 2, _ONE_SHOP),  # Apple TV, the subscription; 2 is its store
    Alias(10, 9, _ONE_SHOP),  # Amazon Video
    Alias(119, 9, _TWICE),  # Amazon Prime Video outside the US, GB, DE, AT and JP
    Alias(2100, 9, _PLAN),  # Amazon Prime Video with Ads
    Alias(613, 9, _FREE_SHELF),  # Amazon Prime Video Free with Ads
    Alias(1796, 8, _PLAN),  # Netflix Standard with Ads
    Alias(175, 8, "a profile for children inside Netflix"),
    Alias(387, 386, _PLAN),  # Peacock Premium Plus
    Alias(2303, 531, _PLAN),  # Paramount Plus Premium
    Alias(2304, 531, _PLAN),  # Paramount Plus Basic with Ads
    Alias(2616, 531, _PLAN),  # Paramount Plus Essential
    Alias(384, 1899, "the id HBO Max had before it was Max and HBO Max again"),
    Alias(122, 337, _TWICE),  # Disney+
    Alias(2101, 381, _TWICE),  # CANAL+
    Alias(509, 623, _TWICE),  # WeTV
    Alias(510, 524, _TWICE),  # Discovery+
    Alias(520, 524, _TWICE),  # Discovery +
    Alias(2141, 583, _TWICE),  # MGM Plus Amazon Channel
    Alias(332, 7, _FREE_SHELF),  # Fandango at Home Free
    Alias(235, 192, _FREE_SHELF),  # YouTube Free
)

# "<service> Standard with Ads" is a plan of <service>, whichever comes next.
PLAN_WITH_ADS = "( free| standard| basic)? with ads$"

# What a channel's name ends in -> the service it is sold through.
CHANNELS: tuple[tuple[str, int], ...] = (
    (" amazon channel", 9),
    (" apple tv channel", 2),
    (" roku premium channel", 207),
)

# JustWatch's spellings that are not the list's name with hyphens.
GALLERY_NAMES: tuple[tuple[str, int], ...] = (
    ("max", 1899),
    ("apple-tv-plus", 2),
    ("apple-itunes", 2),
    ("vudu", 7),
    ("itv", 41),
    ("all-4", 103),
)

# A gallery does not say what a title costs there. These show theirs for nothing, or for
# advertisements; every other one is taken for a subscription.
FREE_SERVICES = (38, 41, 103, 191, 212)
AD_SERVICES = (73, 207, 300, 538)

# Type of an offer -> what a service is that has mostly such.
SERVICE_TYPES: tuple[tuple[str, str], ...] = (
    ("flatrate", "subscription"),
    ("free", "free"),
    ("ads", "ads"),
    ("rent", "store"),
    ("buy", "store"),
)

# Addresses that a service's own search box leads to; {title} is the percent-encoded title.
SEARCHES: tuple[tuple[int, str], ...] = (
    (2, "https://tv.apple.com/search?term={title}"),
    (3, "https://play.google.com/store/search?q={title}&c=movies"),
    (8, "https://www.netflix.com/search?q={title}"),
    (9, "https://www.primevideo.com/search?phrase={title}"),
    (11, "https://mubi.com/search/films?query={title}"),
    (15, "https://www.hulu.com/search?q={title}"),
    (35, "https://www.rakuten.tv/search?q={title}"),
    (38, "https://www.bbc.co.uk/iplayer/search?q={title}"),
    (41, "https://www.itv.com/search?q={title}"),
    (73, "https://tubitv.com/search/{title}"),
    (103, "https://www.channel4.com/search?q={title}"),
    (188, "https://www.youtube.com/results?search_query={title}"),
    (191, "https://www.kanopy.com/search?query={title}"),
    (192, "https://www.youtube.com/results?search_query={title}"),
    (212, "https://www.hoopladigital.com/search?q={title}"),
    (283, "https://www.crunchyroll.com/search?q={title}"),
    (337, "https://www.disneyplus.com/search?q={title}"),
    (386, "https://www.peacocktv.com/watch/search?q={title}"),
    (538, "https://watch.plex.tv/search?q={title}"),
)

# What a price is in where a page prints the number alone: countries whose shops sell in their own
# money. Others keep the number without a currency: a guess would be wrong by a factor.
_EURO = "AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MT NL PT SI SK"
CURRENCIES: tuple[tuple[str, str], ...] = (
    *((country, "EUR") for country in _EURO.split()),
    ("AU", "AUD"),
    ("BR", "BRL"),
    ("CA", "CAD"),
    ("CH", "CHF"),
    ("CZ", "CZK"),
    ("DK", "DKK"),
    ("GB", "GBP"),
    ("HU", "HUF"),
    ("IN", "INR"),
    ("JP", "JPY"),
    ("KR", "KRW"),
    ("MX", "MXN"),
    ("NO", "NOK"),
    ("NZ", "NZD"),
    ("PL", "PLN"),
    ("RO", "RON"),
    ("SE", "SEK"),
    ("TR", "TRY"),
    ("US", "USD"),
)
