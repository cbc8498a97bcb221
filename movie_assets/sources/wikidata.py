"""Wikidata's answers on which item, and which other ids, belong to a TMDB id. No matching here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from movie_assets.model.ids import Kind, tmdb_title_id
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Article, ExternalId
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.answers import decoded, of_a_service, refusal, unreadable
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.values import mapping, rows, text

Json = Mapping[str, object]

ENDPOINT = "https://query.wikidata.org/sparql"
PARSER_VERSION = "wikidata-1"
# 200 ids of seven digits make an address of 3,400 characters; 8,000 is where servers begin to
# refuse one. The service stops a query at 60 s.
BATCH_SIZE = 200

TMDB_PROPERTY: dict[Kind, str] = {"movie": "P4947", "tv": "P4983"}
# The variable of the query -> its property and the form its values have to have.
_IDS: dict[str, tuple[str, re.Pattern[str]]] = {
    "imdb": ("P345", re.compile(r"tt[0-9]+")),
    "metacritic": ("P1712", re.compile(r"\S+")),
    "rotten_tomatoes": ("P1258", re.compile(r"\S+")),
    "tv_tropes": ("P6839", re.compile(r"\S+")),
}
_ITEM = re.compile(r"https?://www\.wikidata\.org/entity/(Q[0-9]+)")
_ARTICLE = re.compile(r"https://en\.wikipedia\.org/wiki/(\S+)")
_ASKED_KIND = re.compile(r'BIND\("(movie|tv)" AS \?kind\)')
_ASKED_IDS = re.compile(r"VALUES \?tmdb \{([^}]*)\}")
_QUOTED_ID = re.compile(r'"([0-9]+)"')
_TMDB_ID = re.compile(r"[1-9][0-9]{0,17}")
# What the service appends to a 200 it could not finish: a Java stack trace in mid-JSON.
_TIMED_OUT = b"TimeoutException"


def query_for(kind: Kind, tmdb_ids: list[int]) -> str:
    """The SPARQL text that asks for a batch of films or of shows.

    Shape: the ids are sorted and each asked once, so that the same batch is the same query.
    """
    asked = " ".join(f'"{tmdb_id}"' for tmdb_id in sorted(set(tmdb_ids)))
    optional = "\n".join(
        f"  OPTIONAL {{ ?item wdt:{prop} ?{name} . }}" for name, (prop, _) in _IDS.items()
    )
    return f"""SELECT ?kind ?item ?tmdb {" ".join(f"?{name}" for name in _IDS)} ?article WHERE {{
  VALUES ?tmdb {{ {asked} }}
  BIND("{kind}" AS ?kind)
  ?item wdt:{TMDB_PROPERTY[kind]} ?tmdb .
{optional}
  OPTIONAL {{ ?article schema:about ?item ; schema:isPartOf <https://en.wikipedia.org/> . }}
}}"""


def url_for(kind: Kind, tmdb_ids: list[int]) -> str:
    """The request for a batch; see BATCH_SIZE for how many ids fit into one."""
    return f"{ENDPOINT}?{urlencode({'query': query_for(kind, tmdb_ids), 'format': 'json'})}"


def asked_titles(url: str) -> tuple[str, ...]:
    """The titles a batch's address asks for: what `url_for` was given, read back.

    >>> asked_titles(url_for("movie", [604, 603]))
    ('movie/603', 'movie/604')
    """
    query = parse_qs(urlsplit(url).query).get("query", [""])[0]
    kind = _ASKED_KIND.search(query)
    values = _ASKED_IDS.search(query)
    if kind is None or values is None:
        return ()
    return tuple(f"{kind.group(1)}/{tmdb_id}" for tmdb_id in _QUOTED_ID.findall(values.group(1)))


def read(fetched: Fetched) -> Reading:
    """Read the answer to one batch.

    One answer covers many titles, so `fetched.title_id` is empty and every row says itself what
    it is about: ?tmdb, and ?kind, which the query binds to a constant, since films and shows
    have the same numbers.

    Source: GET /sparql, SPARQL 1.1 JSON results; an unbound OPTIONAL is a key that is not there.
    Shape:  one record an item and TMDB id, so two items that claim one id are two records, and
            an id nobody claims has none. A property with several values is several ExternalIds.
            An answer without rows is `not_found`: of the ids asked for none is known.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    refused = of_a_service(refusal(fetched))
    if refused is not None:
        return refused
    results = mapping(mapping(decoded(fetched.body)).get("results"))
    bindings = results.get("bindings")
    if not isinstance(bindings, list):
        if _TIMED_OUT in fetched.body:
            detail = f"{fetched.url}: the service ran out of time in the middle of its answer"
            return Reading(outcome=Outcome.UNREACHABLE, detail=detail)
        return unreadable(fetched, "no SPARQL results in JSON")
    found: dict[tuple[str, str], list[Json]] = {}
    for row in rows(results["bindings"]):
        about = _about(row)
        if about is not None:
            found.setdefault(about, []).append(row)
    if not found and bindings:
        return unreadable(fetched, "rows without ?kind, ?item and ?tmdb")
    if not found:
        detail = f"{fetched.url}: Wikidata knows none of the ids asked for"
        return Reading(outcome=Outcome.NOT_FOUND, detail=detail)
    records = (_record(title_id, item, found[title_id, item], fetched) for title_id, item in found)
    return Reading(
        outcome=Outcome.FOUND,
        records=tuple(sorted(records, key=lambda record: (record.title_id, record.source_id))),
    )


def _about(row: Json) -> tuple[str, str] | None:
    """The title id and the item of a row."""
    kind, tmdb_id = _value(row, "kind"), _value(row, "tmdb")
    item = _ITEM.fullmatch(_value(row, "item"))
    if kind not in TMDB_PROPERTY or not _TMDB_ID.fullmatch(tmdb_id) or item is None:
        return None
    return tmdb_title_id(kind, int(tmdb_id)), item.group(1)


def _record(title_id: str, item: str, about: Iterable[Json], fetched: Fetched) -> SourceRecord:
    """One item's record, from all rows about it: one a combination of its values."""
    # Of an item's TMDB ids only the one asked for stands in its rows; naming others would make
    # the record depend on which ids happened to share its batch.
    ids = {("tmdb", title_id)}
    articles: set[str] = set()
    for row in about:
        given = ((name, _value(row, name)) for name in _IDS)
        ids.update((name, value) for name, value in given if _IDS[name][1].fullmatch(value))
        articles.add(_value(row, "article"))
    return SourceRecord(
        source="wikidata",
        source_id=item,
        title_id=title_id,
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        kind=title_id.split("/", maxsplit=1)[0],
        external_ids=tuple(ExternalId(source=source, id=given) for source, given in sorted(ids)),
        article=_article(articles),
        url=f"https://www.wikidata.org/wiki/{item}",
        observed_at=fetched.requested_at,
    )


def _article(urls: Iterable[str]) -> Article | None:
    """The English article; Wikidata allows one an item, so the first is the one."""
    for url in sorted(urls):
        found = _ARTICLE.fullmatch(url)
        if found:
            title = text(unquote(found.group(1), errors="ignore").replace("_", " "))
            return Article(url=url, title=title)
    return None


def _value(row: Json, name: str) -> str:
    return text(mapping(row.get(name)).get("value")) or ""


WIKIDATA = Source(
    name="wikidata",
    hosts=("query.wikidata.org",),
    # In series: the service allows a client 60 s of its time a minute, then answers 429.
    requests_per_second=1.0,
    one_at_a_time=True,
    asks_robots=False,  # a documented API; its robots.txt keeps crawlers off the query pages
    max_age_days=30.0,
    rights=Rights(
        licence="CC0 1.0",
        attribution="Wikidata (https://www.wikidata.org), CC0",
        permitted_use="open",
        max_cache_days=None,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
