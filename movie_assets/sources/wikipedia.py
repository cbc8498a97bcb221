"""Wikipedia: what to ask of its services, and their answers as records. The film test is beside.

Three kinds of answer: a search's hits, one page's summary, and extracts of up to 20 pages at once.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from urllib.parse import quote, unquote, urlencode, urlsplit

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Article, ExternalId, Name
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.answers import decoded, of_a_service, unreadable
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.pages import refused
from movie_assets.sources.values import mapping, once, rows, text
from movie_assets.sources.wikipedia_lead import clean_lead
from movie_assets.sources.wikipedia_names import bare_title, year_of
from movie_assets.sources.wikipedia_pages import PageClass, Signs, page_class

Json = Mapping[str, object]

SEARCH = "https://api.wikimedia.org/core/v1/wikipedia/en/search/page"
SITE = "https://en.wikipedia.org"
PARSER_VERSION = "wikipedia-2"
# The service gives introductions of at most 20 pages an answer.
BATCH_SIZE = 20

_KINDS: dict[PageClass, str] = {"film": "movie", "series": "tv"}
_ITEM = re.compile(r"Q[1-9][0-9]{0,11}")
_SEARCH_MARKS = re.compile(r"</?span\b[^>]*>")
_HOST = re.compile(r"([a-z-]+\.(?:m\.)?wiki[a-z]+\.org)")
_CORE_PATH = re.compile(r"/core/v1/([a-z]+)/(?:([a-z-]+)/)?")
_REFUSED: dict[str, Outcome] = {
    "ratelimited": Outcome.RATE_LIMITED,
    "maxlag": Outcome.UNREACHABLE,
    "readonly": Outcome.UNREACHABLE,
    "internal_api_error_DBQueryError": Outcome.UNREACHABLE,
}


def search_url(words: str, most: int = 10) -> str:
    """The request for pages found by words.

    >>> search_url("The Matrix 1999 film", 5)
    'https://api.wikimedia.org/core/v1/wikipedia/en/search/page?q=The+Matrix+1999+film&limit=5'
    """
    return f"{SEARCH}?{urlencode({'q': words, 'limit': most})}"


def summary_url(article: str) -> str:
    """The request for one page's summary.

    >>> summary_url("Face/Off")
    'https://en.wikipedia.org/api/rest_v1/page/summary/Face%2FOff'
    """
    return f"{SITE}/api/rest_v1/page/summary/{quote(article.replace(' ', '_'), safe='')}"


def extracts_url(articles: Iterable[str]) -> str:
    """The request for the leads of a batch of pages, sorted and each once; see BATCH_SIZE."""
    asked = sorted({article.replace("_", " ") for article in articles})
    query = {
        "action": "query",
        "format": "json",
        "formatversion": 2,
        "redirects": 1,
        "prop": "extracts|description|pageprops",
        "exintro": 1,
        "explaintext": 1,
        "exlimit": BATCH_SIZE,
        "ppprop": "wikibase_item|disambiguation",
        "titles": "|".join(asked),
    }
    return f"{SITE}/w/api.php?{urlencode(query, safe='|')}"


def read(fetched: Fetched) -> Reading:
    """Read a search, a summary or a batch of extracts.

    Source: GET …/search/page, /api/rest_v1/page/summary/{title}, /w/api.php?action=query.
    Shape:  one record a page, its source id the article's title; kind movie or tv for what the
            film test takes for one, else other. A redirect's old title is among the names, and
            `moved_to` for a summary. Batches and searches are filed under no title.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    is_batch = fetched.url.startswith(f"{SITE}/w/api.php")
    failure = of_a_service(refused(fetched)) if is_batch else refused(fetched)
    if failure is not None:
        return failure
    payload = mapping(decoded(fetched.body))
    error = mapping(payload.get("error"))
    if error:
        return _api_error(error, fetched)
    if isinstance(payload.get("pages"), list):
        hits = [_hit(row, fetched) for row in rows(payload["pages"])]
        return _listed(hits, fetched, "the search found nothing")
    query = mapping(payload.get("query"))
    if query:
        return _listed(_batch(query, fetched), fetched, "none of the pages exists")
    if text(payload.get("title")) and "pageid" in payload:
        return _summary(payload, fetched)
    return unreadable(fetched, "neither a search, a summary nor extracts, or cut short")


def _api_error(error: Json, fetched: Fetched) -> Reading:
    code = text(error.get("code")) or "no code"
    outcome = _REFUSED.get(code, Outcome.PARSE_FAILED)
    said = text(error.get("info")) or "no reason given"
    return Reading(outcome=outcome, detail=f"{fetched.url}: Wikipedia says {code}: {said}")


def _listed(found: Iterable[SourceRecord | None], fetched: Fetched, none: str) -> Reading:
    records = tuple(record for record in found if record)
    if not records:
        return Reading(outcome=Outcome.NOT_FOUND, detail=f"{fetched.url}: {none}")
    return Reading(outcome=Outcome.FOUND, records=records)


def _hit(row: Json, fetched: Fetched) -> SourceRecord | None:
    title = text(row.get("title"))
    key = text(row.get("key"))
    if title is None:
        return None
    excerpt = text(_SEARCH_MARKS.sub("", text(row.get("excerpt")) or ""))
    signs = Signs(name=title, description=text(row.get("description")), extract=excerpt)
    record = record_of(signs, fetched)
    matched = text(row.get("matched_title"))
    article = Article(url=f"{_site(fetched)}/wiki/{_in_url(key or title)}", title=title)
    names = (*record.names, *((Name(name=matched, kind="alternative"),) if matched else ()))
    return replace(record, title_id="", article=article, url=article.url, names=names)


def _batch(query: Json, fetched: Fetched) -> list[SourceRecord | None]:
    led_to: dict[str, list[str]] = {}
    for redirect in rows(query.get("redirects")):
        old, new = text(redirect.get("from")), text(redirect.get("to"))
        if old and new:
            led_to.setdefault(new, []).append(old)
    # Version 1 of the format has an object by page id, version 2 a list.
    pages = rows(query.get("pages")) or rows(list(mapping(query.get("pages")).values()))
    return [_page(page, led_to, fetched) for page in pages]


def _page(page: Json, led_to: Mapping[str, list[str]], fetched: Fetched) -> SourceRecord | None:
    title = text(page.get("title"))
    if title is None or page.get("missing", False) is not False or "pageid" not in page:
        return None
    props = mapping(page.get("pageprops"))
    named = rows(page.get("categories"))
    description = text(page.get("description"))
    signs = Signs(
        name=title,
        description="disambiguation page" if "disambiguation" in props else description,
        categories=tuple(once(text(one.get("title")) for one in named)),
        extract=text(page.get("extract")),
    )
    record = record_of(signs, fetched, text(props.get("wikibase_item")))
    old = tuple(Name(name=name, kind="alternative") for name in led_to.get(title, []))
    return replace(record, title_id="", names=(*record.names, *old))


def _summary(payload: Json, fetched: Fetched) -> Reading:
    titles = mapping(payload.get("titles"))
    canonical = text(titles.get("canonical")) or text(payload.get("title")) or ""
    name = canonical.replace("_", " ")
    signs = Signs(
        name=name,
        description=text(payload.get("description")),
        extract=text(payload.get("extract")),
    )
    if payload.get("type") == "disambiguation":
        detail = f"{fetched.url}: {name} is a disambiguation page"
        return Reading(outcome=Outcome.WRONG_TITLE, detail=detail)
    record = record_of(signs, fetched, text(payload.get("wikibase_item")))
    asked = _asked_article(fetched.url)
    if asked is None or asked.casefold() == name.casefold():
        return Reading(outcome=Outcome.FOUND, records=(record,))
    record = replace(record, names=(*record.names, Name(name=asked, kind="alternative")))
    detail = f"{fetched.url}: {asked} redirects to {name}"
    return Reading(outcome=Outcome.FOUND, records=(record,), detail=detail, moved_to=name)


def record_of(signs: Signs, fetched: Fetched, item: str | None = None) -> SourceRecord:
    """An article as a record, its kind by the film test and its lead made clean."""
    found = page_class(signs)
    bare, brackets = bare_title(signs.name)
    item = item if item and _ITEM.fullmatch(item) else None
    url = f"{_site(fetched)}/wiki/{_in_url(signs.name)}"
    return SourceRecord(
        source="wikipedia",
        source_id=signs.name,
        title_id=fetched.title_id,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=_KINDS.get(found, "other"),
        title=bare,
        names=(Name(name=signs.name, kind="alternative"),) if bare != signs.name else (),
        year=year_of(signs, brackets) if found in _KINDS else None,
        external_ids=(ExternalId(source="wikidata", id=item),) if item else (),
        article=Article(url=url, title=signs.name, abstract=clean_lead(signs.extract)),
        url=url,
        observed_at=fetched.requested_at,
    )


def _asked_article(url: str) -> str | None:
    try:
        path = urlsplit(url).path
    except ValueError:
        return None
    _, found, article = path.partition("/page/summary/")
    return text(unquote(article, errors="ignore").replace("_", " ")) if found else None


def _site(fetched: Fetched) -> str:
    """The wiki an answer is of: the API's path names it, else its host; English by default."""
    core = _CORE_PATH.search(fetched.url)
    if core:
        project, language = core.group(1), core.group(2)
        return (
            f"https://{language or 'www'}.{project}.org"
            if project == "wikipedia"
            else (f"https://{project}.wikimedia.org")
        )
    host = _HOST.search(fetched.url)
    return f"https://{host.group(1)}" if host and "api." not in host.group(1) else SITE


def _in_url(name: str) -> str:
    return quote(name.replace(" ", "_"), safe="/:!'(),*@;$~-._")


def article_in(url: str) -> str | None:
    """The article an address names, as words.

    >>> article_in("https://en.wikipedia.org/wiki/Am%C3%A9lie_(2001_film)")
    'Amélie (2001 film)'
    """
    _, found, name = url.partition("/wiki/")
    return text(unquote(name, errors="ignore").replace("_", " ")) if found else None


def asked_articles(url: str) -> tuple[str, ...]:
    """The articles a batch's address asks for: what `extracts_url` was given, read back."""
    try:
        query = urlsplit(url).query
    except ValueError:
        return ()
    titles = [part.partition("=")[2] for part in query.split("&") if part.startswith("titles=")]
    said = unquote(titles[0].replace("+", " "), errors="ignore") if titles else ""
    return tuple(one for one in map(text, said.split("|")) if one)


WIKIPEDIA = Source(
    name="wikipedia",
    hosts=("api.wikimedia.org", "en.wikipedia.org"),
    # In series, with a contact in the User-Agent, as Wikimedia asks.
    requests_per_second=2.0,
    one_at_a_time=True,
    asks_robots=False,  # documented APIs; their robots.txt keep crawlers off what is not a page
    max_age_days=90.0,
    rights=Rights(
        licence="CC BY-SA 4.0",
        attribution="Wikipedia (https://en.wikipedia.org) and its contributors, CC BY-SA 4.0",
        permitted_use="open",
        max_cache_days=None,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
