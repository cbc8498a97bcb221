"""Which title a Rotten Tomatoes page is about: its names, year, people. Scores: beside."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from movie_assets.model.parts import Certification, Name
from movie_assets.sources.page_words import date_in, minutes_in, words, year_in
from movie_assets.sources.pages import page_title
from movie_assets.sources.rotten_tomatoes_markup import (
    Labelled,
    labels_in,
    people_in,
    rdfa_people,
)
from movie_assets.sources.rotten_tomatoes_page import KIND_OF_TYPE, Page, PathId, path_id
from movie_assets.sources.values import day, items, mapping, once, rows

Json = Mapping[str, object]

_MEDIA_TYPES = {"movie": "movie", "tvseries": "tv", "tvseason": "season", "tvepisode": "episode"}
# Titles as browsers show them: "Alien (1979) - Rotten Tomatoes", "Up | Rotten Tomatoes", and
# 2010's "Rotten Tomatoes: Kick-Ass Movie Reviews, Pictures".
_SITE = re.compile(r"\s*[-|–]\s*Rotten Tomatoes$|^Rotten Tomatoes:\s*| Movie Reviews, Pictures$")
_YEAR_AT_END = re.compile(r"\s*\(((?:18|19|20)[0-9]{2})(?:\s*[-–]\s*(?:[0-9]{4})?)?\)$")
_SEASON_AT_END = re.compile(r"\s*[:\-–,]\s*(?:Season|Series|Volume|Part)\s+[0-9]+$", re.IGNORECASE)
_SECOND_NAME = re.compile(r"(.+?)\s*\(([^()]*[^\W\d_][^()]*)\)$")
# A date on its own; with a time of day it is the listing's birthday (2005-11-20 for E.T.).
_PLAIN_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_RELEASE_LABELS = (
    "release date (theaters)",
    "in theaters",
    "premiere date",
    "premiered",
    "release date (streaming)",
    "on disc/streaming",
)
_DIRECTOR_LABELS = ("directed by", "director", "created by", "creator", "creators")
_HEADING = re.compile(
    rb"<h1\b[^>]*(?:movie_title|movie-title|slot=\"title\")[^>]*>(.{1,1000}?)</h1", re.DOTALL
)
_TAG = re.compile(rb"<[^>]*>")
_UNKNOWN_NAMES = ("NA", "N/A")  # what 2022 and 2023 had for every person
_UNRATED = ("", "NR", "NOT RATED", "UNRATED")


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a page is about."""

    path: PathId | None
    kind: str
    title: str
    names: tuple[Name, ...]
    year: int | None
    release_date: dt.date | None
    runtime_min: int | None
    genres: tuple[str, ...]
    directors: tuple[str, ...]
    cast: tuple[str, ...]
    certifications: tuple[Certification, ...]


def identity_of(page: Page) -> Identity | None:
    """Who the page is about, or None where it does not name a title."""
    path = path_id(page)
    kind = path.kind if path else _said_kind(page)
    titles = list(_titles(page))
    title = next((bare for bare, _ in titles), None)
    if kind is None or title is None:
        return None
    if kind == "season":
        title = _SEASON_AT_END.sub("", title)
    labels = labels_in(page.body)
    released = _release_date(page, labels)
    year = _year(page, [year for _, year in titles], released)
    cast_seen, directors = _people(page, labels)
    return Identity(
        path=path,
        kind=kind,
        title=title,
        names=_names(title),
        year=year,
        release_date=released if released and _is_first_release(released, year) else None,
        runtime_min=_runtime(page, labels),
        genres=_genres(page),
        directors=directors,
        cast=cast_seen,
        certifications=_certifications(page),
    )


def _said_kind(page: Page) -> str | None:
    """The kind where no address says it."""
    media = str(mapping(page.scorecard.get("overlay")).get("mediaType", "")).lower()
    return KIND_OF_TYPE.get(str(page.linked.get("@type"))) or _MEDIA_TYPES.get(media)


def _titles(page: Page) -> Iterator[tuple[str, int | None]]:
    """Every form of the title without its year, and the year that stood behind it."""
    series = mapping(page.linked.get("partOfSeries")) or mapping(page.linked.get("partOfTVSeries"))
    said = (
        series.get("name") or page.linked.get("name"),
        page.board.get("title"),
        page.hero.get("title"),
        page.head.get("movietitle"),
        page.head.get("og:title"),
        _SITE.sub("", _SITE.sub("", page_title(page.body) or "")),
    )
    for form in (*said, _heading(page.body)):
        spelled = words(_SITE.sub("", form)) if isinstance(form, str) else None
        if spelled:
            year = _YEAR_AT_END.search(spelled)
            yield _YEAR_AT_END.sub("", spelled) or spelled, int(year.group(1)) if year else None


def _heading(body: bytes) -> str | None:
    """2010's and 2014's heading, the only place with the year then: "Kick-Ass (2010)"."""
    found = _HEADING.search(body)
    said = html.unescape(_TAG.sub(b"", found.group(1)).decode("utf-8", "replace")) if found else ""
    return words(said)


def _names(title: str) -> tuple[Name, ...]:
    """Both names of "Open City (Roma, citta aperta)", whichever is the original."""
    both = _SECOND_NAME.fullmatch(title)
    if both is None:
        return ()
    return tuple(Name(name=name.strip(), kind="alternative") for name in both.groups())


def _year(page: Page, years: list[int | None], released: dt.date | None) -> int | None:
    """The year printed with the title or its facts; never the listing's birthday."""
    info = str(page.board.get("info") or _slot_info(page.body) or "")
    props = [str(prop) for prop in items(page.hero.get("metadataProps"))]
    bare = [int(prop[:4]) for prop in props if re.fullmatch(r"[0-9]{4}(?:\s*[-–].*)?", prop)]
    said = [year_in(info[:4]), *years, *bare, released.year if released else None]
    return next((year for year in said if year is not None), None)


def _is_first_release(released: dt.date, year: int | None) -> bool:
    """Not a re-release (E.T. "in theaters" 2015), nor the 1 January that stands for no day."""
    near = year is None or abs(released.year - year) <= 1
    return near and (released.month, released.day) != (1, 1)


def _slot_info(body: bytes) -> str | None:
    """2021's line under the title: "1982, Sci-fi, 1h 55m"."""
    opened = body.find(b'slot="info"')
    start, end = body.find(b">", opened), body.find(b"<", opened)
    if not 0 <= opened < start < end:
        return None
    return words(html.unescape(body[start + 1 : end].decode("utf-8", "replace")))


def _release_date(page: Page, labels: Mapping[str, Labelled]) -> dt.date | None:
    """The first release: a plain date of the JSON, else the facts' in order of trust."""
    for key in ("dateCreated", "datePublished", "startDate"):
        said = page.linked.get(key)
        if isinstance(said, str) and _PLAIN_DAY.fullmatch(said) and day(said):
            return day(said)
    props = [str(prop) for prop in items(page.hero.get("metadataProps"))]
    said_dates = [labels[label].said for label in _RELEASE_LABELS if label in labels]
    said_dates += [prop for prop in props if "re-release" not in prop.lower()]
    meta = re.search(rb"property=\"v:initialReleaseDate\" content=\"([0-9-]{10})\"", page.body)
    rdfa = day(meta.group(1).decode()) if meta else None
    return next((date for date in map(date_in, said_dates) if date), rdfa)


def _runtime(page: Page, labels: Mapping[str, Labelled]) -> int | None:
    props = [prop for prop in items(page.hero.get("metadataProps")) if isinstance(prop, str)]
    said = (
        page.linked.get("duration"),
        labels["runtime"].said if "runtime" in labels else None,
        str(page.board.get("info") or _slot_info(page.body) or "").rsplit(",", maxsplit=1)[-1],
        *[prop for prop in props if re.fullmatch(r"(?:[0-9]+h)? ?(?:[0-9]+m)?", prop)],
    )
    return next((minutes for minutes in map(minutes_in, said) if minutes), None)


def _genres(page: Page) -> tuple[str, ...]:
    linked = page.linked.get("genre")
    said = items(linked) or ([linked] if linked else items(page.hero.get("metadataGenres")))
    return once(words(genre) for genre in said)


def _people(page: Page, labels: Mapping[str, Labelled]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cast and directors: the JSON's names, else the markup's."""
    acting = _persons(page.linked, "actor") or _persons(page.linked, "actors")
    directing = _persons(page.linked, "director")
    for label in () if directing else _DIRECTOR_LABELS:
        directing = directing or (labels[label].links if label in labels else ())
    if not acting or not directing:
        cast_seen, directors = people_in(page.body)
        acting, directing = acting or cast_seen, directing or directors
    if not acting and not directing:
        return rdfa_people(page.body)
    return acting, directing


def _persons(linked: Json, key: str) -> tuple[str, ...]:
    said = linked.get(key)
    people = rows(said) or ([mapping(said)] if mapping(said) else [])
    names = [words(person.get("name")) for person in people]
    return once(name for name in names if name not in _UNKNOWN_NAMES)


def _certifications(page: Page) -> tuple[Certification, ...]:
    mark = words(page.linked.get("contentRating")) or ""
    if mark.upper() in _UNRATED:
        return ()
    return (Certification(country="US", certification=mark),)
