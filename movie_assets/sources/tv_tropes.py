"""TV Tropes' work pages: the tropes a work is said to use. Walking lists is `tv_tropes_lists`'."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Name
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched, Listing, Reading, Rights, Source
from movie_assets.sources.page_words import words, year_in
from movie_assets.sources.pages import (
    head_facts,
    is_cut_short,
    page_text,
    refused,
    unrecognised,
)
from movie_assets.sources.tv_tropes_lead import Lead, lead_of
from movie_assets.sources.tv_tropes_lists import (
    Link,
    article_in,
    first_links,
    is_fragment,
    page_id_of,
    page_ids,
    plain,
)
from movie_assets.sources.values import once, text

WEB = "https://tvtropes.org/pmwiki/pmwiki.php"
PARSER_VERSION = "tv_tropes-2"

# A namespace says what a page is of. Anime and cartoons are films as well as shows: no kind.
_KINDS: dict[str, str | None] = {
    "film": "movie",
    "series": "tv",
    "anime": None,
    "animation": None,
    "asiananimation": None,
    "easternanimation": None,
    "westernanimation": None,
    "animeandmanga": None,
    "disney": None,
    "puppetshows": None,
    "webanimation": None,
}
# "TropesAToD", "TropesNumToC", "TropesQ": parts of a list too long for its page.
_SUBPAGE = re.compile(r"Tropes(?=[A-Z0-9])\w{1,24}")
_YEAR_SUFFIX = re.compile(r"(.+?)\s*\(((?:18|19|20)[0-9]{2})\)")
_HEADING = re.compile(
    r"<h1\b[^>]*\bentry-title\b[^>]*>(?:\s*<strong>[^<]*</strong>)?([^<]*)", re.IGNORECASE
)
_GONE = re.compile(
    r"we don[’']t have an article named|inexact title\W|this (?:page|article|work) (?:has been|was)"
    r" cut\b|page cut\W",
    re.IGNORECASE,
)
_DISAMBIGUATION = re.compile(
    r"\b(?:may|can|could|might) (?:also )?refer to\b|disambiguation page", re.IGNORECASE
)
_SITE = re.compile(r"\s*(?:\([\w ]+\)\s*)?- TV Tropes\s*$")
_INDEX = re.compile(r"pagelist_having_pagetype_in_namespace\.php\?(?:[^#]*&)?n=(\w+)")
_PAGE_NUMBER = re.compile(r"[?&;]page=([0-9]{1,6})\b")
# The words that tell stand above the lists, which are what makes a page long.
_LEAD_CHARACTERS = 6000


def page_url(source_id: str) -> str:
    """The address of a page, `Film/TheMatrix`."""
    return f"{WEB}/{source_id}"


def read(fetched: Fetched) -> Reading:
    """Read a work's page, or one of the subpages its tropes were moved to.

    Source: GET https://tvtropes.org/pmwiki/pmwiki.php/{Namespace}/{Title}, HTML since 2019.
    Shape:  one record, whose source id is the page's path; tropes as the page words them, in its
            order; year and people as its first sentences say them. A work whose tropes stand on
            subpages is `found` without any and says so in `detail`: fetch `subpages` and put them
            together with `with_subpages`. A page that lists none at all is `no_score_yet`. A list
            cut out of its page has no source id.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    failure = refused(fetched)
    if failure is not None:
        return failure
    page = page_text(fetched)
    facts = head_facts(fetched.body)
    canonical = page_id_of(facts.get("og:url")) or page_id_of(facts.get("canonical"))
    asked, landed = page_id_of(fetched.url), page_id_of(fetched.final_url)
    article = article_in(page)
    own = canonical or landed or asked
    links = first_links(article) if article else []
    lead = plain(article[:_LEAD_CHARACTERS] if article else page)
    said_no = _refusal(fetched, lead, own, links)
    if said_no is not None:
        return said_no
    if article is None:
        return unrecognised(fetched, "no article of a wiki page")
    if own is None and not (links and is_fragment(page)):
        return unrecognised(fetched, "a page that does not say which work it is about")
    if asked is not None and own is not None and not _same_page(asked, own):
        detail = f"{fetched.url} leads to {own}"
        return Reading(outcome=Outcome.MOVED, moved_to=own, detail=detail)
    return _reading(fetched, own or "", _title(facts, page, own), links, article)


def subpages(fetched: Fetched) -> tuple[str, ...]:
    """The pages a work's tropes were moved to, as source ids in the page's order.

    Shape: `TheAvengers/TropesAToD`, …; none for a page that has its tropes itself.
    """
    article = article_in(page_text(fetched))
    return _subpages(first_links(article)) if article else ()


def with_subpages(work: Reading, pages: Iterable[Reading]) -> Reading:
    """A work's reading with the tropes of its subpages behind its own, each once.

    Shape: the work's record otherwise unchanged; pages that were not `found` add nothing.
    """
    if not work.records:
        return work
    read_pages = [page.records[0].tropes for page in pages if page.records]
    record = work.records[0]
    tropes = once(trope for some in (record.tropes, *read_pages) for trope in some)
    outcome = Outcome.FOUND if tropes else work.outcome
    return replace(
        work, outcome=outcome, records=(replace(record, tropes=tropes, outcome=outcome),)
    )


def choices(fetched: Fetched) -> tuple[str, ...]:
    """The works a disambiguation page names, as source ids in its order."""
    article = article_in(page_text(fetched))
    links = first_links(article) if article else []
    return once(link.page_id for link in links if not link.is_trope)


def works_in_index(fetched: Fetched) -> Listing[str]:
    """Read one page of the index of a namespace's works.

    Source: GET /pmwiki/pagelist_having_pagetype_in_namespace.php?n=Film&t=work&page=N, up to 500.
    Shape:  source ids in the page's order; `last_page` is the highest page it links to.
    """
    failure = refused(fetched)
    if failure is None:
        page = page_text(fetched)
        asked = _INDEX.search(head_facts(fetched.body).get("og:url", "") or fetched.url)
        article = article_in(page) or ""
        wanted = f"{asked.group(1)}/".lower() if asked else None
        works = [one for one in page_ids(article) if wanted and one.lower().startswith(wanted)]
        if works:
            last = max((int(number) for number in _PAGE_NUMBER.findall(article)), default=1)
            return Listing(outcome=Outcome.FOUND, items=once(works), last_page=last)
        failure = unrecognised(fetched, "no index of a namespace's works")
    return Listing(outcome=failure.outcome, detail=failure.detail)


def _subpages(links: Iterable[Link]) -> tuple[str, ...]:
    """Not "Main/TropesAreTools": that is a trope, whose page lists others."""
    return once(
        link.page_id
        for link in links
        if not link.is_trope and _SUBPAGE.fullmatch(link.page_id.partition("/")[2])
    )


def _refusal(fetched: Fetched, lead: str, own: str | None, links: list[Link]) -> Reading | None:
    """A page that came with 200 and says there is none, or that there are several."""
    gone = None if any(link.is_trope for link in links) else _GONE.search(lead)
    if gone:
        detail = f"{fetched.url}: the wiki says {gone.group()!r}"
        return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
    namespace = (own or "").partition("/")[0].lower()
    named = [link.page_id for link in links if not link.is_trope]
    told = namespace == "disambiguation" or (
        len(named) * 2 > len(links) and _DISAMBIGUATION.search(lead)
    )
    if not told:
        return None
    detail = f"{fetched.url}: a disambiguation page for {', '.join(named[:5]) or 'nothing'}"
    return Reading(outcome=Outcome.WRONG_TITLE, detail=detail)


def _reading(
    fetched: Fetched, own: str, display: str | None, links: list[Link], article: str
) -> Reading:
    tropes = once(link.words for link in links if link.is_trope)
    parts = _subpages(links)
    outcome = Outcome.FOUND if tropes or parts else Outcome.NO_SCORE_YET
    if not links and is_cut_short(fetched.body):
        return unrecognised(fetched, "cut short")
    dated = _YEAR_SUFFIX.fullmatch(display or "")
    title = dated.group(1) if dated else display
    lead = lead_of(article, title) if own else Lead()
    record = SourceRecord(
        source="tv_tropes",
        source_id=own,
        title_id=fetched.title_id,
        outcome=outcome,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=(_KINDS.get(own.partition("/")[0].lower(), "other") or lead.kind) if own else None,
        title=title,
        names=(Name(name=dated.group()),) if dated else (),
        year=year_in(dated.group(2)) if dated else lead.year,
        directors=lead.directors,
        cast=lead.cast,
        tropes=tropes,
        url=page_url(own) if own else None,
        observed_at=fetched.requested_at,
    )
    return Reading(outcome=outcome, records=(record,), detail=_remark(fetched, parts))


def _remark(fetched: Fetched, parts: tuple[str, ...]) -> str | None:
    said: list[str] = []
    if parts:
        said.append(f"more of its tropes stand on {', '.join(parts)}")
    if is_cut_short(fetched.body):
        said.append("the page is cut short, tropes may be missing")
    return f"{fetched.url}: {'; '.join(said)}" if said else None


def _title(facts: dict[str, str], page: str, own: str | None) -> str | None:
    heading = _HEADING.search(page)
    said = words(plain(heading.group(1))) if heading else None
    return (
        said
        or text(_SITE.sub("", facts.get("og:title", "")))
        or text((own or "").partition("/")[2])
    )


def _same_page(one: str, other: str) -> bool:
    """The wiki itself does not tell capitals apart, nor underscores."""
    return _plain_id(one) == _plain_id(other)


def _plain_id(page_id: str) -> str:
    return re.sub(r"[^a-z0-9/]", "", page_id.lower())


TV_TROPES = Source(
    name="tv_tropes",
    hosts=("tvtropes.org",),
    # One in 6 s: 779 requests at that pace met no wall in 2026-09.
    requests_per_second=1 / 6,
    requests_a_day=9_000,
    one_at_a_time=True,
    max_age_days=180.0,
    rights=Rights(
        licence="CC BY-NC-SA 4.0",
        attribution="TV Tropes (https://tvtropes.org), CC BY-NC-SA",
        permitted_use="non-commercial",
        max_cache_days=None,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
