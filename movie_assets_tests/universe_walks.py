"""Walks driven over the universe: titles as the product knows them, and what came of each."""

import datetime as dt
import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

import httpx

from movie_assets.assets.known import sought_of
from movie_assets.model.contract import table_of
from movie_assets.model.outcomes import Outcome
from movie_assets.model.render.arrow import arrow_table
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources import tmdb, wikidata
from movie_assets.sources.base import Fetched
from movie_assets.sources.candidates import Candidate
from movie_assets.sources.known_titles import KnownTitle, Twin
from movie_assets.sources.registry import source_named
from movie_assets.sources.walks import Answered, Walked, page_walk
from movie_assets.universe.facts import Title
from movie_assets.universe.messages import Request
from movie_assets.universe.server import UniverseServer

PAGE_SOURCES = ("rotten_tomatoes", "metacritic", "tv_tropes")
WHEN = dt.datetime(2025, 7, 1, tzinfo=dt.UTC)
_BY_STATUS = {200: Outcome.FOUND, 404: Outcome.NOT_FOUND, 403: Outcome.BLOCKED,
              429: Outcome.RATE_LIMITED}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Strolled:
    """What a walk came to, and the addresses it asked."""

    walked: Walked
    asked: tuple[Candidate, ...]


def stroll(
    source: str, known: KnownTitle, ask: Callable[[str], Fetched], seasons: tuple[int, ...] = ()
) -> Strolled:
    """Drive a walk to its end."""
    walk = page_walk(source_named(source), known, seasons=seasons)
    asked: list[Candidate] = []
    answer: Answered | None = None
    while True:
        try:
            candidate = walk.send(answer) if answer else next(walk)
        except StopIteration as end:
            return Strolled(end.value, tuple(asked))
        asked.append(candidate)
        fetched = ask(candidate.url)
        outcome = _BY_STATUS.get(fetched.status, Outcome.UNREACHABLE)
        answer = Answered(fetched, outcome)


def asking(server: UniverseServer, client: httpx.Client) -> Callable[[str], Fetched]:
    """Ask over loopback, following redirects; addresses are told as the real ones."""

    def ask(url: str) -> Fetched:
        host = urlsplit(url).netloc
        base = server.base_urls[host]
        answer = client.get(url.replace(f"https://{host}", base), follow_redirects=True)
        return Fetched(
            answer_id=url, title_id="", url=url, status=answer.status_code, body=answer.content,
            final_url=str(answer.url).replace(base, f"https://{host}"), requested_at=WHEN,
        )  # fmt: skip

    return ask


def known_titles(server: UniverseServer) -> dict[str, KnownTitle]:
    """Every title of the day as TMDB's and Wikidata's answers tell it, with its twins."""
    titles = server.today().titles
    records = {title.title_id: _record(server, title) for title in titles}
    ids = _wikidata_records(server, titles)
    twins = _twins(records.values(), ids)
    told = arrow_table(table_of(SourceRecord), records.values()).to_pylist()
    found = {row["title_id"]: known_by(row, ids, twins) for row in told}
    return {key: known for key, known in found.items() if known is not None}


def known_by(
    row: Mapping[str, Any],
    ids: Mapping[str, Iterable[SourceRecord]],
    twins: Mapping[str, Iterable[Twin]],
) -> KnownTitle | None:
    """A title as lanes know it that never met its pages: TMDB's row, Wikidata's ids, its twins."""
    key = row["title_id"]
    told = {
        "wikidata_ids": [asdict(given) for one in ids.get(key, ()) for given in one.external_ids],
        "twins": [asdict(twin) for twin in twins.get(key, ())],
        "verified_url": None,
        "seasons_met": None,
    }
    sought = sought_of("", {**row, **told})
    return sought.known if sought else None


def seasons_of(server: UniverseServer, title_id: str) -> tuple[int, ...]:
    """A show's seasons as TMDB numbers them, specials aside."""
    title = server.today().title(title_id)
    return tuple(sorted(int(row["season"]) for row in title.seasons)) if title else ()


def _record(server: UniverseServer, title: Title) -> SourceRecord:
    return tmdb.read(_answer(server, tmdb.details_url(title.title_id), title.title_id)).records[0]


def _wikidata_records(server: UniverseServer, titles) -> dict[str, list[SourceRecord]]:
    found: dict[str, list[SourceRecord]] = defaultdict(list)
    for kind in ("movie", "tv"):
        numbers = sorted(title.tmdb_id for title in titles if title.kind == kind)
        for start in range(0, len(numbers), wikidata.BATCH_SIZE):
            url = wikidata.url_for(kind, numbers[start : start + wikidata.BATCH_SIZE])
            for record in wikidata.read(_answer(server, url)).records:
                found[record.title_id].append(record)
    return found


def _answer(server: UniverseServer, url: str, title_id: str = "") -> Fetched:
    """A catalogue's answer, without the network between: it is pages that are tested."""
    parts = urlsplit(url)
    request = Request(
        method="GET", host=parts.netloc, path=unquote(parts.path),
        query=dict(parse_qsl(parts.query)), headers={"user-agent": "test"},
    )  # fmt: skip
    answer = server.answer(request)
    return Fetched(
        answer_id="", title_id=title_id, url=url, status=answer.status, body=answer.body,
        requested_at=WHEN,
    )  # fmt: skip


def _twins(records, ids) -> dict[str, list[Twin]]:
    """Titles that share a name, whatever its capitals, accents and marks."""
    by_name: dict[str, set[str]] = defaultdict(set)
    known = {record.title_id: record for record in records}
    for key, record in known.items():
        for name in {record.title, record.original_title, *(name.name for name in record.names)}:
            if name:
                by_name[_plain(name)].add(key)
    others = defaultdict(set)
    for sharing in by_name.values():
        for key in sharing:
            others[key] |= sharing - {key}
    return {
        key: sorted({_twin(known[one], ids.get(one, ())) for one in keys}, key=str)
        for key, keys in others.items()
    }


def _twin(record: SourceRecord, ids: Iterable[SourceRecord]) -> Twin:
    pages = {given for one in ids for given in one.external_ids if given.source in PAGE_SOURCES}
    return Twin(
        kind=record.kind,
        year=record.year,
        people=(*record.directors, *record.cast),
        page_ids=tuple(sorted(pages, key=str)),
    )


def _plain(name: str) -> str:
    letters = unicodedata.normalize("NFD", name.lower())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[\W_]+", " ", bare).strip()
