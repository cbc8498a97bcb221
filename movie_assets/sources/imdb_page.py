"""IMDb's web pages, stored or handed in: which reader a page goes to. The datasets are `imdb`'s.

The pages sit behind a bot wall and IMDb's terms forbid fetching them by machine, so nothing
fetches them unless asked to; pages that are at hand are read all the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.sources import imdb_page_data, imdb_page_markup
from movie_assets.sources.answers import decoded, unreadable
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.imdb_page_episodes import episode_of, episodes_in
from movie_assets.sources.imdb_page_halves import page_props, title_in
from movie_assets.sources.imdb_page_lists import read_find, read_search
from movie_assets.sources.imdb_page_parts import NAME, PARSER_VERSION, WEB, same_title, tconst_in
from movie_assets.sources.pages import (
    head_facts,
    is_cut_short,
    linked_data,
    refused,
    script_json,
    unrecognised,
)
from movie_assets.sources.values import mapping

_REDIRECTS = (301, 302, 303, 307, 308)


def page_url(tconst: str) -> str:
    """The address of a title's page."""
    return f"{WEB}/title/{tconst}/"


def read(fetched: Fetched) -> Reading:
    """Read a title's page, its /reference or /episodes page, or a search.

    Source: HTML from 2014 on, or the JSON that pages since 2021-12 start from.
    Shape:  one record; its Metascore is a rating of publisher `metacritic`. /episodes adds the
            episodes listed, an episode's page itself. Searches: one record a hit.
    Units:  scores as published, IMDb's 1 to 10; votes rounded on the page are lower bounds.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    if fetched.status in _REDIRECTS:
        return _redirected(fetched)
    failure = refused(fetched)
    if failure is not None:
        return failure
    if fetched.body.lstrip()[:1] == b"{":
        return _read_json(fetched)
    return _read_html(fetched)


def _redirected(fetched: Fetched) -> Reading:
    """A redirect nobody followed: IMDb says where to in a header, or as the whole body."""
    headers = {name.lower(): value for name, value in fetched.headers.items()}
    target = headers.get("location") or fetched.body[:500].decode("utf-8", "replace").strip()
    detail = f"{fetched.url}: HTTP {fetched.status}, to {target or 'nowhere'}"
    return Reading(outcome=Outcome.MOVED, moved_to=tconst_in(target), detail=detail)


def _read_json(fetched: Fetched) -> Reading:
    payload = mapping(decoded(fetched.body))
    if not payload:
        return unreadable(fetched, "JSON that is broken or cut short")
    props = page_props(payload)
    if not props:
        return read_search(payload, fetched)
    found = _from_data(props, {}, fetched)
    return found or read_find(props, {}, fetched) or unreadable(fetched, "no title's data")


def _read_html(fetched: Fetched) -> Reading:
    linked = imdb_page_markup.linked_title(linked_data(fetched.body))
    props = page_props(script_json(fetched.body, "__NEXT_DATA__"))
    found = _from_data(props, linked, fetched)
    if found is not None:
        return found
    facts = head_facts(fetched.body)  # 0.3 ms that pages with data do not need
    search = read_find(props, facts, fetched)
    if search is not None:
        return search
    record = imdb_page_markup.record_of(facts, linked, fetched)
    if record is None:
        return unrecognised(fetched, "no page of a title")
    if not record.ratings and not linked and is_cut_short(fetched.body):
        return unreadable(fetched, "the page is cut short before its scores")
    return _accepted(record, (), fetched)


def _from_data(
    props: Mapping[str, object], linked: Mapping[str, object], fetched: Fetched
) -> Reading | None:
    title = title_in(props)
    record = imdb_page_data.record_of(title, linked, fetched) if title else None
    if title is None or record is None:
        return None
    episodes = episodes_in(props, record.source_id, fetched) or episode_of(title, record, fetched)
    return _accepted(record, episodes, fetched)


def _accepted(
    record: SourceRecord, episodes: tuple[SourceEpisode, ...], fetched: Fetched
) -> Reading:
    """The record, if it is of the title asked for: IMDb merges titles and redirects."""
    asked = tconst_in(fetched.url) or tconst_in(fetched.title_id)
    if asked is not None and not same_title(asked, record.source_id):
        detail = f"{fetched.url}: asked for {asked}, answered with {record.source_id}"
        return Reading(outcome=Outcome.MOVED, moved_to=record.source_id, detail=detail)
    outcome = Outcome.FOUND if record.ratings else Outcome.NO_SCORE_YET
    record = replace(record, outcome=outcome)
    return Reading(outcome=outcome, records=(record,), episodes=episodes)


IMDB_PAGE = Source(
    name=NAME,
    hosts=("www.imdb.com",),
    requests_per_second=0.2,
    requests_a_day=30_000,
    one_at_a_time=True,
    max_age_days=30.0,
    rights=Rights(
        licence="IMDb conditions of use: personal, non-commercial; no automated collection",
        attribution="Information courtesy of IMDb (https://www.imdb.com). Used with permission.",
        permitted_use="personal",
        max_cache_days=None,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
