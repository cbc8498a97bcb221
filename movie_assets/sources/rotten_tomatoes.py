"""Rotten Tomatoes: what a title's page says, whatever its year. The eras' ways: files beside.

2010 RDFa · 2014-2018 meters · 2018-2021 "mop" wraps · 2021-2024 score boards with JSON · since
2024-04 media-scorecard JSON. JSON is read first; JSON-LD fills in for the critics' score.
"""

from __future__ import annotations

import dataclasses
import re

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import SeasonSeen
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.page_words import path_of, words
from movie_assets.sources.pages import (
    is_cut_short,
    is_json,
    loaded,
    page_title,
    refused,
    unrecognised,
)
from movie_assets.sources.rotten_tomatoes_identity import Identity, identity_of
from movie_assets.sources.rotten_tomatoes_markup import has_score_panel, markup_scores, seasons_in
from movie_assets.sources.rotten_tomatoes_page import SITE, Page, PathId, page_of
from movie_assets.sources.rotten_tomatoes_scores import (
    Scores,
    details_scores,
    linked_scores,
    ratings_of,
    scorecard_scores,
)
from movie_assets.sources.values import mapping, rows, text

PARSER_VERSION = "rotten_tomatoes-1"
NAME = "rotten_tomatoes"
# The smallest title page at hand has 140 kB; what is kept of pages cut down to data has 4 kB.
_WHOLE_PAGE_BYTES = 60_000
_SEARCH_TITLE = re.compile(r"Search Results\b.*", re.IGNORECASE)


def read(fetched: Fetched) -> Reading:
    """Read the page of a film, show, season or episode.

    Source: GET https://www.rottentomatoes.com/{m|tv}/…, any layout since 2010.
    Shape:  one record under the id of the page's own address; a show's with its seasons, and for
            a season or episode its row too. The audience's count is the printed band where there
            is one ("250,000+", a lower bound), else liked and not liked together.
    Units:  percent, 0 to 100. A score of 0 reviews is none; a true 0 % is one.
    Errors: none are raised. Search results, lists and franchises are `wrong_title`: the source
            answered, with a page of no one title. A page that ends before its `</html>` is only
            believed in what it has, never in what it lacks: without both scores `parse_failed`.
    """
    refusal = refused(fetched)
    if refusal is not None:
        return refusal
    if is_json(fetched.body):
        return _not_a_page(fetched)
    page = page_of(fetched.body, fetched.final_url or fetched.url)
    other = _other_page(page)
    if other is not None:
        detail = f"{fetched.url}: {other}, not the page of one title"
        return Reading(outcome=Outcome.WRONG_TITLE, detail=detail)
    identity = identity_of(page)
    if identity is None or not _is_title_page(page):
        return unrecognised(fetched, "no title with a score panel of a known layout")
    scores = _scores(page)
    both = scores.critics.published() and scores.audience.published()
    if is_cut_short(fetched.body) and not both:
        return unrecognised(fetched, "the page is cut short")
    return _reading(page, identity, scores, fetched)


def _not_a_page(fetched: Fetched) -> Reading:
    """JSON instead of a page: the closed API's refusal, or nothing known."""
    said = mapping(loaded(fetched.body)).get("error")
    if isinstance(said, str):
        detail = f"{fetched.url}: the source refuses: {said[:200]}"
        return Reading(outcome=Outcome.BLOCKED, detail=detail)
    return unrecognised(fetched, "JSON instead of a page")


def _other_page(page: Page) -> str | None:
    """Which page of no one title this is; None where it may be a title's."""
    if page.listed:
        return "a list of titles"
    if b"<search-page-" in page.body or _SEARCH_TITLE.fullmatch(page_title(page.body) or ""):
        return "search results"
    address = page.head.get("og:url") or page.head.get("canonical") or page.url
    section = path_of(address).lstrip("/").split("/", maxsplit=1)[0]
    if section in ("search", "browse", "franchise", "top", "lists", "celebrity", "critic"):
        return f"a page of /{section}"
    return None


def _is_title_page(page: Page) -> bool:
    """A page with a score panel of a known layout, or one cut down to its JSON-LD.

    A whole page without one is a new layout: what it lacks would look like no score.
    """
    if page.scorecard or page.details or has_score_panel(page.body):
        return True
    return bool(page.linked) and len(page.body) < _WHOLE_PAGE_BYTES


def _scores(page: Page) -> Scores:
    """The first place that says a score is believed: what is shown, then what is behind it."""
    scores = scorecard_scores(page.scorecard).or_else(details_scores(page.details))
    scores = scores.or_else(linked_scores(page.linked))
    if page.scorecard or (scores.critics.published() and scores.audience.published()):
        return scores
    return scores.or_else(markup_scores(page.body))


def _reading(page: Page, identity: Identity, scores: Scores, fetched: Fetched) -> Reading:
    path = identity.path
    seasons = _seasons(page, path) if path and path.kind == "tv" else ()
    record = SourceRecord(
        source=NAME,
        source_id=path.source_id if path else "",
        title_id=fetched.title_id,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=identity.kind,
        title=identity.title,
        names=identity.names,
        year=identity.year,
        release_date=identity.release_date,
        runtime_min=identity.runtime_min,
        genres=identity.genres,
        directors=identity.directors,
        cast=identity.cast,
        certifications=identity.certifications,
        ratings=ratings_of(scores),
        seasons=seasons,
        season_count=len(seasons) or None,
        url=f"{SITE}/{path.source_id}" if path else fetched.final_url or fetched.url,
        observed_at=fetched.requested_at,
    )
    scored = record.ratings or any(season.ratings for season in seasons)
    outcome = Outcome.FOUND if scored else Outcome.NO_SCORE_YET
    record = dataclasses.replace(record, outcome=outcome)
    return Reading(outcome=outcome, records=(record,), episodes=_episodes(path, record, fetched))


def _seasons(page: Page, path: PathId) -> tuple[SeasonSeen, ...]:
    """The seasons of the markup, with their scores, else those JSON-LD names, without."""
    seen = seasons_in(page.body, path.slug)
    if seen:
        return seen
    named = [
        (PathId("tv", path.slug, number), row.get("name"))
        for row in rows(page.linked.get("containsSeason"))
        if (number := _season_number(row.get("url"), path.slug))
    ]
    found = [
        SeasonSeen(season=int(season.season or 0), source_id=season.source_id, name=words(name))
        for season, name in named
    ]
    return tuple(sorted(found, key=lambda season: season.season))


def _season_number(url: object, show_slug: str) -> str | None:
    found = re.fullmatch(rf".*/tv/{re.escape(show_slug)}/s([0-9]{{1,3}})", path_of(text(url)))
    return found.group(1) if found else None


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
            season=int(path.season),
            episode=int(path.episode or 0),
            episode_source_id=path.source_id,
            air_date=record.release_date,
            runtime_min=record.runtime_min,
            ratings=record.ratings,
            answer_id=fetched.answer_id,
            requested_at=fetched.requested_at,
        ),
    )


ROTTEN_TOMATOES = Source(
    name=NAME,
    hosts=("www.rottentomatoes.com",),
    requests_per_second=0.5,  # no limit is published; robots.txt asks for no delay
    requests_a_day=5_000,
    one_at_a_time=True,
    max_age_days=14.0,
    rights=Rights(
        licence="Rotten Tomatoes terms of use: personal, non-commercial; no automated collection",
        attribution="Tomatometer and Popcornmeter: Rotten Tomatoes",
        permitted_use="personal",
        max_cache_days=30,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
