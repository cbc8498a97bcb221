"""JustWatch: galleries of a provider as titles wanted, and stored GraphQL answers as records.

A gallery page names what one provider shows in one country; its titles become requests. The
GraphQL service has no public terms, so nothing asks it: answers that are at hand are read.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bs4 import Tag
from bs4.filter import SoupStrainer

from movie_assets.model.outcomes import Outcome
from movie_assets.sources.answers import decoded, unreadable
from movie_assets.sources.base import Fetched, Listing, Reading, Rights, Source
from movie_assets.sources.justwatch_graphql import (
    NAME,
    PARSER_VERSION,
    answer_failure,
    has_titles,
    records_in,
)
from movie_assets.sources.page_words import path_of, words, year_in
from movie_assets.sources.pages import attribute, page_text, refused, strained, unrecognised
from movie_assets.sources.values import mapping, once

# A title's address: country, a word for films or shows in the country's language, its slug.
_TITLE_PATH = re.compile(r"/([a-z]{2})/([^/]+)/([^/]+)")
_FILM_WORDS = re.compile(
    r"movie|film|pel[ií]cula|filme|elokuva|영화|映画|电影|電影|кино|фильм|ταινία", re.I
)
_SHOW_WORDS = re.compile(
    r"tv|show|serie|seri[ea]s|serial|s[ée]rie|sarja|dizi|シリーズ|剧|劇|сериал|σειρά", re.I
)
# What else has addresses of that form: providers, genres, lists, guides.
_NO_TITLES = re.compile(
    r"provider|streaming|genre|list|new|popular|guide|sports?|page|release|news|lists?|"
    r"about|press|jobs|upcoming|charts?|watchlist",
    re.IGNORECASE,
)
_LINK_CLASS = "title-list-grid__item--link"
_GRID_MARK = re.compile(rb"title-list|provider-page|__APOLLO_STATE__|justwatch", re.IGNORECASE)
_ANCHORS = SoupStrainer("a", href=True)
_PROVIDER_PATH = re.compile(r"/([a-z]{2})/[^/]+/([^/]+)(?:/.*)?")
_BRACKETED_YEAR = re.compile(r"(.+?)\s*\(((?:18|19|20)[0-9]{2})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleWanted:
    """A title somebody's list names; what the list does not say is None."""

    title: str
    kind: str | None = None  # movie or tv
    year: int | None = None
    imdb_id: str | None = None
    tmdb_id: str | None = None  # movie/603
    justwatch_id: str | None = None  # tm… or ts…
    url: str | None = None


def read(fetched: Fetched) -> Reading:
    """Read a stored GraphQL answer.

    Source: POST https://apis.justwatch.com/graphql: popular titles, searches, one title's details.
    Shape:  one record a title with its offers. Scores are of the publishers JustWatch quotes.
            Where an answer does not say its country, the country most links name is taken.
    Units:  prices in the currency named; scores on their publisher's own scale.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    failure = refused(fetched)
    if failure is not None and fetched.body.lstrip()[:1] != b"{":
        return failure
    payload = mapping(decoded(fetched.body))
    told = answer_failure(payload, fetched)
    if told is not None or failure is not None:
        return told or failure or unreadable(fetched, "no answer")
    if not has_titles(payload):
        return unreadable(fetched, "no answer of JustWatch's GraphQL, or cut short")
    records = tuple(records_in(payload, fetched))
    if not records:
        return Reading(outcome=Outcome.NOT_FOUND, detail=f"{fetched.url}: no title in the answer")
    return Reading(outcome=Outcome.FOUND, records=records)


def wanted_in(fetched: Fetched) -> Listing[TitleWanted]:
    """Read a gallery, as a page or as a GraphQL answer, as the titles it names.

    Source: GET https://www.justwatch.com/{cc}/provider/{provider}, or stored popular titles.
    Shape:  each title once, in the gallery's order; films and shows are told apart by address.
    """
    if fetched.body.lstrip()[:1] == b"{":
        reading = read(fetched)
        return Listing(
            outcome=reading.outcome,
            items=once(_from_answer(reading)),
            detail=reading.detail,
        )
    failure = refused(fetched)
    if failure is None:
        titles = once(_from_page(fetched))
        if titles:
            return Listing(outcome=Outcome.FOUND, items=titles)
        failure = unrecognised(fetched, "no gallery of titles")
    return Listing(outcome=failure.outcome, detail=failure.detail)


def provider_of(url: str) -> tuple[str, str] | None:
    """Country and provider out of a gallery's address.

    >>> provider_of("https://www.justwatch.com/uk/provider/netflix/movies")
    ('GB', 'netflix')
    """
    found = _PROVIDER_PATH.fullmatch(path_of(url))
    if found is None:
        return None
    return _country(found.group(1)), found.group(2)


def kind_in_path(path: str) -> str | None:
    """What a title's page is of, by the word its address has for it.

    >>> kind_in_path("/us/tv-show/the-wire"), kind_in_path("/us/guide/new")
    ('tv', None)
    """
    found = _TITLE_PATH.fullmatch(path)
    return _kind(found.group(2)) if found and not _NO_TITLES.fullmatch(found.group(2)) else None


def _country(segment: str) -> str:
    return "GB" if segment == "uk" else segment.upper()


def _from_answer(reading: Reading) -> Iterator[TitleWanted]:
    for record in reading.records:
        ids = {one.source: one.id for one in record.external_ids}
        if record.title:
            yield TitleWanted(
                title=record.title,
                kind=record.kind,
                year=record.year,
                imdb_id=ids.get("imdb"),
                tmdb_id=ids.get("tmdb"),
                justwatch_id=record.source_id,
                url=record.url,
            )


def _from_page(fetched: Fetched) -> Iterable[TitleWanted | None]:
    if not _GRID_MARK.search(fetched.body):
        return []
    soup = strained(page_text(fetched), _ANCHORS)
    links = soup.find_all("a")
    gridded = [link for link in links if _LINK_CLASS in _classes(link)]
    return [_linked(link) for link in (gridded or links)]


def _classes(tag: Tag) -> list[str]:
    """What stands in `class`, which bs4 splits at spaces."""
    value = tag.get("class")
    return [value] if isinstance(value, str) else list(value or [])


def _linked(link: Tag) -> TitleWanted | None:
    """A link to a title's page: its picture's words are the title, where it has a picture."""
    path = path_of(attribute(link, "href"))
    found = _TITLE_PATH.fullmatch(path)
    if found is None or _NO_TITLES.fullmatch(found.group(2)):
        return None
    kind = _kind(found.group(2))
    image = link.find("img")
    said = (attribute(image, "alt") if isinstance(image, Tag) else None) or words(link)
    if kind is None or said is None:
        return None
    dated = _BRACKETED_YEAR.fullmatch(html.unescape(said))
    return TitleWanted(
        title=dated.group(1) if dated else html.unescape(said),
        kind=kind,
        year=year_in(dated.group(2)) if dated else None,
        url=f"https://www.justwatch.com{path}",
    )


def _kind(segment: str) -> str | None:
    if _SHOW_WORDS.search(segment):
        return "tv"
    return "movie" if _FILM_WORDS.search(segment) else None


JUSTWATCH = Source(
    name=NAME,
    hosts=("www.justwatch.com",),
    requests_per_second=0.2,
    one_at_a_time=True,
    max_age_days=7.0,
    rights=Rights(
        licence="JustWatch terms of use: personal, non-commercial",
        attribution="Streaming data: JustWatch (https://www.justwatch.com)",
        permitted_use="personal",
        max_cache_days=None,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
