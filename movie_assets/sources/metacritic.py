"""Metacritic: what a title's page or the back end's answer says. The layouts' ways: files beside.

Since 2023 pages carry their data as __NUXT_DATA__ (`metacritic_nuxt`), before that only markup
and, for films, JSON-LD (`metacritic_classic`). Each reader adds what the one before did not say.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Certification, ExternalId
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.metacritic_classic import (
    box_facts,
    classic_facts,
    has_boxes,
    is_classic,
    linked_facts,
)
from movie_assets.sources.metacritic_facts import (
    Facts,
    PathId,
    path_id,
    ratings_of,
)
from movie_assets.sources.metacritic_nuxt import (
    component_facts,
    components_in,
    has_scores,
    product_type,
)
from movie_assets.sources.page_words import path_of
from movie_assets.sources.pages import (
    head_facts,
    is_cut_short,
    is_json,
    linked_data,
    loaded,
    page_title,
    refused,
    script_json,
    unrecognised,
)
from movie_assets.sources.values import mapping, text

Json = Mapping[str, object]

PARSER_VERSION = "metacritic-2"
NAME = "metacritic"
SITE = "https://www.metacritic.com"

_TITLE_TYPES = ("Movie", "TVSeries", "TVSeason", "CreativeWorkSeason", "TVEpisode")
_OTHER_TYPES = ("VideoGame", "MusicAlbum", "Person", "ItemList")
_PRODUCTS = ("movie", "show", "season", "episode")
_OTHER_SECTIONS = ("search", "browse", "person", "company", "game", "music", "news", "list")
_SEARCH_TITLE = re.compile(r".*\bReviews, Articles, People, Trailers and more\b.*|Search\b.*")
_SEASON_AT_END = re.compile(r"\s*[:\-–,]?\s+Season [0-9]+$", re.IGNORECASE)
# The smallest title page at hand has 92 kB; what is kept of pages cut down to data has 4 kB.
_WHOLE_PAGE_BYTES = 60_000


def read(fetched: Fetched) -> Reading:
    """Read the page of a film, show, season or episode, or the back end's answer for one.

    Source: GET https://www.metacritic.com/{movie|tv}/… of any layout since 2010; the content of
            its __NUXT_DATA__; backend.metacritic.com/composer/metacritic/pages/….
    Shape:  one record under the id of the page's own address; a show's with its seasons and
            their Metascores, and for a season or episode its row too.
    Units:  critics 0 to 100, users 0 to 10. "tbd" and a score of no reviews are none.
    Errors: none are raised. Games, searches, lists and persons are `wrong_title`: the source
            answered, with a page of no film or show. A page that ends before its `</html>` is
            only believed in what it has: without both scores `parse_failed`.
    """
    refusal = refused(fetched)
    if refusal is not None:
        return refusal
    if is_json(fetched.body):
        return _read_json(fetched)
    return _read_page(fetched)


def _read_json(fetched: Fetched) -> Reading:
    """A composer's answer, or a page's hydration array kept by itself."""
    payload = loaded(_json_text(fetched.body).partition("</script")[0])
    components = components_in(payload)
    asked = path_id(fetched.final_url or fetched.url)
    facts = component_facts(components, asked)
    other = _other_product(components)
    if other or "autoComplete" in mapping(payload):
        return _wrong(fetched, other or "suggestions for a search")
    if facts is None or not has_scores(components):
        return unrecognised(fetched, "JSON without a film or show")
    return _reading(facts, fetched)


def _json_text(body: bytes) -> str:
    """UTF-8, or GB18030, in which some keep these payloads."""
    for charset in ("utf-8", "gb18030"):
        try:
            return body.decode(charset)
        except ValueError:
            continue
    return body.decode("gb18030", "replace")


def _read_page(fetched: Fetched) -> Reading:
    body, title = fetched.body, page_title(fetched.body) or ""
    entries = linked_data(body)
    linked = mapping(next((e for e in entries if e.get("@type") in _TITLE_TYPES), None))
    components = components_in(script_json(body, "__NUXT_DATA__"))
    path = _own_path(fetched, linked)
    other = _other_page(fetched, title, entries) if path is None else None
    other = other or _other_product(components)
    if other is not None:
        return _wrong(fetched, other)
    facts = component_facts(components, path) or Facts(path=path)
    facts = facts.or_else(linked_facts(linked)).or_else(box_facts(body))
    classic = is_classic(body)
    if classic and path is not None:
        facts = classic_facts(body, path, title).or_else(facts)
    known = has_scores(components) or classic or has_boxes(body)
    if facts.title is None or not (known or (linked and len(body) < _WHOLE_PAGE_BYTES)):
        return unrecognised(fetched, "no title with scores in a known layout")
    both = facts.critics.published() and facts.audience.published()
    if is_cut_short(body) and not both:
        return unrecognised(fetched, "the page is cut short")
    return _reading(facts, fetched)


def _own_path(fetched: Fetched, linked: Json) -> PathId | None:
    """The page's own address before the one asked for; a season's canonical may be its show."""
    head = head_facts(fetched.body)
    said = (
        head.get("og:url"),
        text(linked.get("url")),
        head.get("canonical"),
        fetched.final_url or fetched.url,
    )
    return next((path for address in said if (path := path_id(address))), None)


def _other_page(fetched: Fetched, title: str, entries: list[Json]) -> str | None:
    """Which page of no film or show this is; None where it may be one's."""
    if _SEARCH_TITLE.fullmatch(title):
        return "search results"
    types = [str(entry.get("@type")) for entry in entries]
    other = next((kind for kind in types if kind in _OTHER_TYPES), None)
    section = path_of(fetched.final_url or fetched.url).lstrip("/").split("/", maxsplit=1)[0]
    return other or (f"a page of /{section}" if section in _OTHER_SECTIONS else None)


def _other_product(components: list[Json]) -> str | None:
    kind = product_type(components)
    return f"the product is a {kind}" if kind is not None and kind not in _PRODUCTS else None


def _wrong(fetched: Fetched, what: str) -> Reading:
    detail = f"{fetched.url}: {what}, not a film or show"
    return Reading(outcome=Outcome.WRONG_TITLE, detail=detail)


def _reading(facts: Facts, fetched: Fetched) -> Reading:
    path = facts.path
    kind = path.kind if path else "tv" if facts.season_count else "movie"
    title = facts.title or ""
    ratings = ratings_of(facts.critics, facts.audience)
    scored = bool(ratings) or any(season.ratings for season in facts.seasons)
    outcome = Outcome.FOUND if scored else Outcome.NO_SCORE_YET
    record = SourceRecord(
        source=NAME,
        source_id=path.source_id if path else "",
        title_id=fetched.title_id,
        outcome=outcome,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=kind,
        title=_SEASON_AT_END.sub("", title) if kind == "season" else title,
        year=facts.year or (facts.release_date.year if facts.release_date else None),
        release_date=_first_release(facts),
        runtime_min=facts.runtime_min,
        genres=facts.genres,
        directors=facts.directors,
        cast=facts.cast,
        external_ids=(ExternalId(source="imdb", id=facts.imdb_id),) if facts.imdb_id else (),
        certifications=(Certification(country="US", certification=facts.certification),)
        if facts.certification
        else (),
        ratings=ratings,
        seasons=facts.seasons if kind == "tv" else (),
        season_count=facts.season_count if kind == "tv" else None,
        url=f"{SITE}/{path.source_id}/" if path else fetched.final_url or fetched.url,
        observed_at=fetched.requested_at,
    )
    return Reading(outcome=outcome, records=(record,), episodes=_episodes(path, record, fetched))


def _first_release(facts: Facts) -> dt.date | None:
    """The release, unless it is a re-release's (Lawrence of Arabia: 1962, but 2002-09-20)."""
    released, year = facts.release_date, facts.year
    return released if released and (year is None or abs(released.year - year) <= 1) else None


def _episodes(
    path: PathId | None, record: SourceRecord, fetched: Fetched
) -> tuple[SourceEpisode, ...]:
    """A season's or episode's own row, under its show."""
    if path is None or path.season is None:
        return ()
    return (
        SourceEpisode(
            source=NAME,
            source_id=PathId(path.section, path.slug).source_id,
            title_id=fetched.title_id,
            season=path.season,
            episode=path.episode,
            episode_source_id=path.source_id,
            air_date=record.release_date,
            runtime_min=record.runtime_min,
            ratings=record.ratings,
            answer_id=fetched.answer_id,
            requested_at=fetched.requested_at,
        ),
    )


METACRITIC = Source(
    name=NAME,
    hosts=("www.metacritic.com", "backend.metacritic.com"),
    requests_per_second=0.5,  # no limit is published; robots.txt asks for no delay
    requests_a_day=600,
    one_at_a_time=True,
    max_age_days=14.0,
    rights=Rights(
        licence="Fandom terms of use: personal, non-commercial; no automated collection",
        attribution="Metascore and user score: Metacritic",
        permitted_use="personal",
        max_cache_days=30,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
