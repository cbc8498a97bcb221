"""JustWatch's GraphQL answers as records: titles, scores quoted, offers. Pages: `justwatch`.

A field is there only if the query asked for it, so every one of them may be missing.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from urllib.parse import unquote, urlsplit

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import ExternalId, Name, OfferSeen, Rating
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.page_words import path_of
from movie_assets.sources.prices import is_currency
from movie_assets.sources.values import (
    country,
    day,
    identifier,
    items,
    mapping,
    number,
    once,
    percent,
    positive,
    rows,
    text,
)

Json = dict[str, object]

NAME = "justwatch"
PARSER_VERSION = "justwatch-1"

_KINDS = {"MOVIE": "movie", "SHOW": "tv", "SHOW_SEASON": "season", "SHOW_EPISODE": "episode"}
_OFFER_TYPES = {
    "FLATRATE": "flatrate",
    "FLATRATE_AND_BUY": "flatrate",
    "FREE": "free",
    "ADS": "ads",
    "FAST": "ads",
    "RENT": "rent",
    "BUY": "buy",
}
_LISTS = ("popularTitles", "searchTitles", "newTitles", "newTitleBuckets", "streamingCharts")
_TCONST = re.compile(r"tt[0-9]{5,10}")
_NODE_ID = re.compile(r"t[ms][0-9]+")
# An offer's id is base64 of "o2|tm10:FR:sfr:flatrate:hd".
_OFFER_ID = re.compile(r"[^|]*\|t[a-z]+[0-9]+:([A-Z]{2}):")
_PATH_COUNTRY = re.compile(r"/([a-z]{2})(?:/|$)")
_TOP_LEVEL = re.compile(r"\.([a-z]{2})$")
# Domains of countries that the whole world uses, and languages that look like countries in paths.
_NO_COUNTRIES = frozenset({"tv", "io", "co", "me", "to", "en", "ai", "fm", "gg"})
_RATE_WORDS = re.compile(r"rate.?limit|too many|throttl", re.IGNORECASE)
_GONE_WORDS = re.compile(r"not found|does not exist|no such", re.IGNORECASE)


def answer_failure(payload: object, fetched: Fetched) -> Reading | None:
    """What an answer with `errors` says; None for one without, or with data beside them."""
    answer = mapping(payload)
    errors = rows(answer.get("errors"))
    if not errors or any(mapping(answer.get("data")).values()):
        return None
    said = text(errors[0].get("message")) or "no reason given"
    outcome = Outcome.PARSE_FAILED
    if _RATE_WORDS.search(said):
        outcome = Outcome.RATE_LIMITED
    elif _GONE_WORDS.search(said):
        outcome = Outcome.NOT_FOUND
    return Reading(outcome=outcome, detail=f"{fetched.url}: JustWatch says {said!r}")


def has_titles(payload: object) -> bool:
    """True for an answer that could hold titles, even if it holds none."""
    data = mapping(mapping(payload).get("data"))
    single = "node" in data or "urlV2" in data
    return single or any("edges" in mapping(data.get(name)) for name in _LISTS)


def records_in(payload: object, fetched: Fetched) -> Iterator[SourceRecord]:
    """Each title of an answer, filed under the title asked for where there is but one."""
    nodes = list(_nodes(mapping(mapping(payload).get("data"))))
    asked = fetched.title_id if len(nodes) == 1 else ""
    where = _country_of_answer(nodes, fetched)
    for node in nodes:
        record = _record(node, where, asked, fetched)
        if record is not None:
            yield record


def _nodes(data: object) -> Iterator[Json]:
    answer = mapping(data)
    for name in _LISTS:
        for edge in rows(mapping(answer.get(name)).get("edges")):
            yield dict(mapping(edge.get("node")))
    for single in (answer.get("node"), mapping(answer.get("urlV2")).get("node")):
        if mapping(single):
            yield dict(mapping(single))


def _record(node: Json, where: str | None, asked: str, fetched: Fetched) -> SourceRecord | None:
    content = mapping(node.get("content"))
    source_id, title = text(node.get("id")), text(content.get("title"))
    kind = _KINDS.get(text(node.get("objectType")) or "")
    if source_id is None or not _NODE_ID.fullmatch(source_id):
        return None
    ids = _external_ids(mapping(content.get("externalIds")), kind)
    filed = next((one.id for one in ids if one.source == "tmdb"), None)
    imdb = next((f"imdb/{one.id}" for one in ids if one.source == "imdb"), "")
    original = text(content.get("originalTitle"))
    path = text(content.get("fullPath"))
    released = day(content.get("originalReleaseDate"))
    return SourceRecord(
        source=NAME,
        source_id=source_id,
        title_id=asked or filed or imdb,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=kind or ("tv" if source_id.startswith("ts") else "movie"),
        title=title or original,
        original_title=original,
        names=(Name(name=original, kind="original"),) if original else (),
        year=positive(content.get("originalReleaseYear")) or (released.year if released else None),
        release_date=released,
        runtime_min=positive(content.get("runtime")),
        external_ids=ids,
        ratings=tuple(_ratings(mapping(content.get("scoring")))),
        offers=once(_offers(node, where)),
        season_count=positive(node.get("totalSeasonCount")),
        url=f"https://www.justwatch.com{path}" if path else None,
        observed_at=fetched.requested_at,
    )


def _external_ids(said: object, kind: str | None) -> tuple[ExternalId, ...]:
    given = mapping(said)
    imdb, tmdb = text(given.get("imdbId")), identifier(given.get("tmdbId"))
    found: list[ExternalId] = []
    if imdb and _TCONST.fullmatch(imdb):
        found.append(ExternalId(source="imdb", id=imdb))
    if tmdb and tmdb.isascii() and tmdb.isdigit() and kind in ("movie", "tv"):
        found.append(ExternalId(source="tmdb", id=f"{kind}/{tmdb}"))
    return tuple(found)


def _ratings(scoring: object) -> Iterator[Rating]:
    said = mapping(scoring)
    quoted = (
        ("imdb", "audience", "imdbScore", "imdbVotes", 10.0),
        ("tmdb", "audience", "tmdbScore", "tmdbVotes", 10.0),
        ("rotten_tomatoes", "critics", "tomatoMeter", "", 100.0),
    )
    for publisher, metric, key, votes, scale_max in quoted:
        value = number(said.get(key))
        if value is not None and 0 < value <= scale_max:
            yield Rating(
                publisher=publisher,
                metric=metric,
                value=value,
                scale_min=1.0 if publisher == "imdb" else 0.0,
                scale_max=scale_max,
                percent=percent(value, scale_max),
                count=positive(said.get(votes)),
            )


def _offers(node: Json, where: str | None) -> Iterator[OfferSeen | None]:
    """A title's offers; a query for several countries has one list under each country's code."""
    listed: list[tuple[str | None, object]] = [(where, one) for one in items(node.get("offers"))]
    listed += [(where, one) for one in [node.get("watchNowOffer")] if one]
    for key, value in node.items():
        listed += [(country(key), one) for one in items(value) if country(key)]
    for shown_in, said in listed:
        yield _offer(mapping(said), shown_in)


def _offer(said: object, where: str | None) -> OfferSeen | None:
    offer = mapping(said)
    package = mapping(offer.get("package"))
    kind = _OFFER_TYPES.get(text(offer.get("monetizationType")) or "")
    provider, provider_id = text(package.get("clearName")), positive(package.get("packageId"))
    shown_in = _country_of_id(offer.get("id")) or where
    if not (kind and provider and provider_id and shown_in):
        return None
    price = number(offer.get("retailPriceValue"))
    currency = text(offer.get("currency"))
    quality = (text(offer.get("presentationType")) or "unspecified").lower().lstrip("_")
    return OfferSeen(
        country=shown_in,
        provider_id=provider_id,
        provider=provider,
        type=kind,
        quality=quality,
        price=price or None,
        currency=currency if price and currency and is_currency(currency) else None,
        url=text(offer.get("standardWebURL")),
    )


def _country_of_id(offer_id: object) -> str | None:
    said = text(offer_id)
    if said is None:
        return None
    try:
        plain = base64.b64decode(said + "=" * (-len(said) % 4)).decode("ascii")
    except ValueError:
        return None
    found = _OFFER_ID.match(plain)
    return country(found.group(1)) if found else None


def _country_of_answer(nodes: Iterable[Json], fetched: Fetched) -> str | None:
    """The one country an answer is for: by its address, its titles' paths, else its links."""
    asked = re.search(r"[?&]country=([A-Z]{2})\b", fetched.url)
    if asked:
        return asked.group(1)
    votes: Counter[str] = Counter()
    for node in nodes:
        path = _PATH_COUNTRY.match(text(mapping(node.get("content")).get("fullPath")) or "")
        if path:
            return "GB" if path.group(1) == "uk" else path.group(1).upper()
        for offer in rows(node.get("offers")):
            votes.update(_countries_in(text(offer.get("standardWebURL")) or ""))
    most = votes.most_common(2)
    # Half the links of one country's offers name none; a second country is somebody's language.
    if not most or most[0][1] < 3 or (len(most) > 1 and most[1][1] * 3 > most[0][1]):
        return None
    return most[0][0]


def _countries_in(url: str) -> set[str]:
    try:
        host = urlsplit(unquote(url)).hostname or ""
    except ValueError:
        return set()
    found = [_TOP_LEVEL.search(host), _PATH_COUNTRY.match(path_of(url))]
    said = {one.group(1) for one in found if one} - _NO_COUNTRIES
    return {"GB" if one == "uk" else one.upper() for one in said}
