"""IMDb's answers that list titles: suggestions, GraphQL searches, find pages. No title's page."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.answers import unreadable
from movie_assets.sources.base import Fetched, Reading
from movie_assets.sources.imdb_page_parts import (
    Json,
    blank_record,
    inside,
    kind_of,
    names_of,
    nodes,
    ratings_of,
    scores_in,
    tconst_in,
)
from movie_assets.sources.page_words import path_of, words
from movie_assets.sources.values import items, mapping, rows, text, whole

_NO_RESULTS = re.compile(rb"No results found for", re.IGNORECASE)
_FIND_MARKS = (b'class="findHeader"', b'class="findResult', b'class="findList"')


def read_search(payload: Json, fetched: Fetched) -> Reading:
    """Read what IMDb's suggestion and GraphQL services answer to a search.

    Shape:  one record a title, under its own id; persons and companies are left out. Suggestions
            carry no score; searches a score without votes.
    Errors: none are raised; an answer of another shape is `parse_failed`.
    """
    suggested = payload.get("d")
    searched = inside(payload, "data", "mainSearch")
    if not isinstance(suggested, list) and not isinstance(searched.get("edges"), list):
        return unreadable(fetched, "a JSON object, but neither a title's data nor a search")
    own = _filed_nowhere(fetched)
    records = [*_suggested(rows(payload.get("d")), own), *_searched(searched, own)]
    if not records:
        detail = f"{fetched.url}: IMDb's search found no title"
        return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
    scored = any(record.ratings for record in records)
    outcome = Outcome.FOUND if scored else Outcome.NO_SCORE_YET
    return Reading(outcome=outcome, records=tuple(records))


def read_find(props: Json, facts: dict[str, str], fetched: Fetched) -> Reading | None:
    """What a find page is taken for: no title's page, though it names titles; None if it is none.

    Shape: `props` are the page's properties (empty before 2022), `facts` its meta tags.
    """
    results = mapping(props.get("titleResults"))
    is_find = bool(results) or path_of(facts.get("og:url") or facts.get("canonical")) == "/find"
    if not is_find and not any(mark in fetched.body for mark in _FIND_MARKS):
        return None
    empty = "results" in results and not items(results["results"])
    if empty or (not results and _NO_RESULTS.search(fetched.body)):
        detail = f"{fetched.url}: a search page that found nothing"
        return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
    first = next((words(one.get("titleNameText")) for one in rows(results.get("results"))), None)
    detail = f"{fetched.url}: a page of search results, not of a title" + (
        f"; the first is {first!r}" if first else ""
    )
    return Reading(outcome=Outcome.WRONG_TITLE, detail=detail)


def _filed_nowhere(fetched: Fetched) -> Fetched:
    """The same answer filed under no title: each hit of a search is filed under its own id."""
    return replace(fetched, title_id="")


def _suggested(hits: list[Json], fetched: Fetched) -> Iterator[SourceRecord]:
    for hit in hits:
        tconst = tconst_in(hit.get("id"))
        if tconst is not None:
            stars = (text(hit.get("s")) or "").split(", ")
            yield replace(
                blank_record(tconst, fetched),
                outcome=Outcome.NO_SCORE_YET,
                kind=kind_of(text(hit.get("qid"))),
                title=text(hit.get("l")),
                year=whole(hit.get("y")),
                cast=tuple(star for star in stars if star),
            )


def _searched(found: Json, fetched: Fetched) -> Iterator[SourceRecord]:
    for node in nodes(found):
        entity = mapping(node.get("entity"))
        tconst = tconst_in(entity.get("id"))
        if tconst is None:
            continue
        title = text(mapping(entity.get("titleText")).get("text"))
        original = text(mapping(entity.get("originalTitleText")).get("text"))
        ratings = ratings_of(scores_in(mapping(entity.get("ratingsSummary"))))
        seconds = whole(mapping(entity.get("runtime")).get("seconds"))
        yield replace(
            blank_record(tconst, fetched),
            outcome=Outcome.FOUND if ratings else Outcome.NO_SCORE_YET,
            kind=kind_of(text(mapping(entity.get("titleType")).get("id"))),
            title=title or original,
            original_title=original,
            names=names_of([(title, None), (original, "original")]),
            year=whole(mapping(entity.get("releaseYear")).get("year")),
            runtime_min=seconds // 60 or None if seconds else None,
            ratings=ratings,
        )
