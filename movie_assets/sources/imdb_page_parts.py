"""What the readers of IMDb's pages share: ids, kinds, headlines, scores. No page's layout."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import ExternalId, Name, Rating
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.page_words import year_in
from movie_assets.sources.values import mapping, number, percent, positive, rows

Json = Mapping[str, object]

NAME = "imdb_page"
PARSER_VERSION = "imdb_page-1"
WEB = "https://www.imdb.com"

_TCONST = re.compile(r"(?<![A-Za-z0-9])tt[0-9]{5,10}(?![0-9])")
# IMDb's titleType.id; what is listed in neither is no film and no show: games, music, podcasts.
_KINDS = {
    "movie": "movie",
    "tvMovie": "movie",
    "short": "movie",
    "tvShort": "movie",
    "video": "movie",
    "tvSpecial": "movie",
    "tvSeries": "tv",
    "tvMiniSeries": "tv",
    "tvEpisode": "episode",
}
# The same as headlines word it: "Futurama (TV Series 1999–2013)".
_KIND_WORDS = {
    "tv series": "tv",
    "tv mini series": "tv",
    "tv mini-series": "tv",
    "mini series": "tv",
    "tv episode": "episode",
    "tv movie": "movie",
    "tv special": "movie",
    "tv short": "movie",
    "short": "movie",
    "video": "movie",
    "video game": "other",
    "music video": "other",
    "podcast series": "other",
    "podcast episode": "other",
}
_SITE = re.compile(r"\s*(?:⭐.*|\s-\s+(?:Reference View\s+-\s+)?IMDb)\s*$", re.IGNORECASE)
_NOTE = re.compile(r"(.+?)\s*\(([^()]*)\)")
_NOTE_WORDS = re.compile(
    r"(?P<kind>[A-Za-z][A-Za-z -]*?)?\s*(?P<year>(?:18|19|20)[0-9]{2}(?:/[IVXLC]+)?)?"
    r"(?:\s*[–-]\s*(?:[0-9]{4})?)?\s*"
)
_NUMERAL = re.compile(r"\s*\([IVXLC]+\)$")
_EPISODE_OF = re.compile(r"[\"“][^\"”]+[\"”]\s+(.+)")


@dataclass(frozen=True, slots=True)
class Headline:
    """A page's headline taken apart: `The Wire (TV Series 2002–2008) - IMDb`."""

    title: str
    kind: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Scores:
    """What a page says of its title's scores; a rounded count such as "1.1M" is a lower bound."""

    value: float | None = None
    votes: int | None = None
    votes_rounded: bool = False
    metascore: float | None = None


def tconst_in(said: object) -> str | None:
    """The first title id in an address or text.

    >>> tconst_in("https://www.imdb.com/title/tt0133093/reference")
    'tt0133093'
    """
    found = _TCONST.search(said) if isinstance(said, str) else None
    return found.group() if found else None


def same_title(one: str, other: str) -> bool:
    """Ids are numbers: leading zeros were added over the years."""
    return int(one[2:]) == int(other[2:])


def kind_of(title_type: str | None) -> str | None:
    """Our kind for a titleType.id; None where the page gives none."""
    return _KINDS.get(title_type, "other") if title_type else None


def headline_in(said: str | None) -> Headline | None:
    """Title, kind and year out of a headline; IMDb keeps it English on every page until 2021.

    >>> headline_in("Futurama (TV Series 1999–2013) - IMDb")
    Headline(title='Futurama', kind='tv', year=1999)
    """
    bare = _SITE.sub("", said or "").strip()
    if not bare or bare.lower() == "imdb":
        return None
    noted = _NOTE.fullmatch(bare)
    note = _NOTE_WORDS.fullmatch(noted.group(2).strip()) if noted else None
    worded = (note["kind"] or "").lower() if note else ""
    if noted is None or note is None or not (note["year"] or worded in _KIND_WORDS):
        return Headline(bare)
    kind = _KIND_WORDS.get(worded, "other") if worded else "movie"
    title = _NUMERAL.sub("", noted.group(1))
    episode = _EPISODE_OF.fullmatch(title) if kind == "episode" else None
    return Headline(episode.group(1) if episode else title, kind, year_in(note["year"]))


def ratings_of(scores: Scores) -> tuple[Rating, ...]:
    """IMDb's own score, and the Metascore shown beside it, which is Metacritic's."""
    ratings: list[Rating] = []
    if scores.value is not None and 1 <= scores.value <= 10:
        own = Rating(
            publisher="imdb",
            metric="audience",
            value=scores.value,
            scale_min=1.0,
            scale_max=10.0,
            percent=percent(scores.value, 10.0),
            count=scores.votes,
            count_is_lower_bound=scores.votes_rounded,
        )
        ratings.append(own)
    if scores.metascore is not None and 0 <= scores.metascore <= 100:
        metascore = Rating(
            publisher="metacritic",
            metric="critics",
            value=scores.metascore,
            scale_max=100.0,
            percent=percent(scores.metascore, 100.0),
        )
        ratings.append(metascore)
    return tuple(ratings)


def names_of(pairs: Iterable[tuple[str | None, str | None]]) -> tuple[Name, ...]:
    """Names with their kinds, each name once."""
    names: dict[str, Name] = {}
    for name, kind in pairs:
        if name:
            names.setdefault(name, Name(name=name, kind=kind))
    return tuple(names.values())


def blank_record(tconst: str, fetched: Fetched) -> SourceRecord:
    """A record of a title with nothing known but its id."""
    return SourceRecord(
        source=NAME,
        source_id=tconst,
        title_id=fetched.title_id or f"imdb/{tconst}",
        outcome=Outcome.FOUND,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        parser_version=PARSER_VERSION,
        external_ids=(ExternalId(source="imdb", id=tconst),),
        url=f"{WEB}/title/{tconst}/",
        observed_at=fetched.requested_at,
    )


def scores_in(summary: Json) -> Scores:
    """The score of an object that keeps it as IMDb's data does; 0 votes are no score."""
    value, votes = number(summary.get("aggregateRating")), positive(summary.get("voteCount"))
    unsaid = "voteCount" not in summary
    return Scores(value, votes) if value is not None and (votes or unsaid) else Scores()


def inside(value: Json, *keys: str) -> Json:
    """The object at the end of a path of keys; an empty one where the path breaks off."""
    for key in keys:
        value = mapping(value.get(key))
    return value


def nodes(listed: Json) -> Iterator[Json]:
    """The entries of a list as IMDb's data has them: edges, each with a node."""
    return (mapping(edge.get("node")) for edge in rows(listed.get("edges")))


def day_in(said: Json) -> dt.date | None:
    """A date given as year, month and day; None where one of them is missing."""
    year, month, day = (positive(said.get(key)) for key in ("year", "month", "day"))
    try:
        return dt.date(year, month, day) if year and month and day else None
    except (ValueError, OverflowError):
        return None
