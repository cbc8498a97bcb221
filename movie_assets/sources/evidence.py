"""What of a page agrees with a title, feature by feature. What follows is `verification`'s."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.agreement import (
    Agreement,
    cast_agrees,
    directors_agree,
    name_match,
    runtime_agrees,
    year_in_id,
)
from movie_assets.sources.known_titles import KnownTitle, Twin

YearAgreement = Literal["same", "next to it", "before it", "given", "differs", "unknown"]
People = Literal["agrees", "mixed", "differs", "unknown"]

# Two thirds of the pages next to the year are of a release elsewhere, the rest slips.
_YEARS_APART = 1
# Ids that films and shows do not share: TheTVDB numbers both from 1.
_PROVING = ("imdb", "tmdb", "wikidata")
# TV Tropes' namespaces of drawn and of acted works; others say nothing.
_DRAWN = ("westernanimation", "anime", "animation", "disney", "asiananimation", "webanimation")
_ACTED = ("film", "series", "bollywood")


@dataclass(frozen=True, slots=True)
class Rival:
    """A title of the same name that a page's year fits as well."""

    kind: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was compared and how it came out.

    Units: `name_similarity` from 0 to 100; `year_difference` is the page's year less the title's.
    Shape: `rivals` are the titles of the same name that the page's year fits as well, `equals` how
           many of them it fits in every respect; `claimed` says that Wikidata gives the title
           this very page.
    """

    name: str
    name_similarity: float | None
    page_name: str | None
    known_name: str | None
    kind: Agreement
    year: YearAgreement
    year_difference: int | None
    directors: Agreement
    cast: Agreement
    ids: Agreement
    medium: Agreement
    runtime: Agreement
    rivals: tuple[Rival, ...]
    equals: int
    claimed: bool

    @property
    def people(self) -> People:
        """Directors before cast: one actor in common does not outweigh another director."""
        if self.directors == "agrees":
            return "agrees"
        if self.directors == "unknown":
            return self.cast
        return "mixed" if self.cast == "agrees" else "differs"

    @property
    def named(self) -> bool:
        """The names are the same, near, or one a part of the other."""
        return self.name in ("same", "near", "part")

    @property
    def dated(self) -> bool:
        """The years agree, or the page's is given as another release's."""
        return self.year in ("same", "next to it", "before it", "given")


def evidence_of(page: SourceRecord, known: KnownTitle, led_from: str | None = None) -> Evidence:
    """Compare a page with a title, feature by feature."""
    names = [page.title, page.original_title, *(name.name for name in page.names)]
    match = name_match((name for name in names if name), known.every_name)
    page_year = page_year_of(page)
    year, difference = _year(page_year, known)
    claimed = _claims(page, known.ids_of(page.source), led_from)
    directors = directors_agree(page.directors, known.directors)
    rivals = _rivals(page, page_year, known)
    return Evidence(
        name=match.agreement,
        name_similarity=match.similarity,
        page_name=match.page_name,
        known_name=match.known_name,
        kind=_same(page.kind, known.kind),
        year=year,
        year_difference=difference,
        directors=directors,
        cast=cast_agrees(page.cast, known.cast),
        ids=_ids(page, known),
        medium=_medium(page, known),
        runtime=runtime_agrees(page.runtime_min, known.runtime_min)
        if known.kind == "movie"
        else "unknown",
        rivals=tuple(Rival(twin.kind, twin.year) for twin in rivals),
        equals=sum(_is_equal(page, twin, claimed, directors) for twin in rivals),
        claimed=claimed,
    )


def page_year_of(page: SourceRecord) -> int | None:
    """The year a page is of: what it says, or else its address."""
    released = page.release_date.year if page.release_date else None
    return page.year or released or year_in_id(page.source_id, page.title)


def _year(page_year: int | None, known: KnownTitle) -> tuple[YearAgreement, int | None]:
    if page_year is None or known.year is None:
        return "unknown", None
    difference = page_year - known.year
    given = page_year in known.release_years
    if abs(difference) > _YEARS_APART:
        return ("given" if given else "differs"), difference
    if difference < 0 and not given:
        return "before it", difference
    return ("next to it" if difference else "same"), difference


def _rivals(page: SourceRecord, page_year: int | None, known: KnownTitle) -> tuple[Twin, ...]:
    """The twins that the page's year fits as well as it fits the title; all without a year."""
    apart = _YEARS_APART
    if page_year is not None and known.year is not None:
        apart = max(apart, abs(page_year - known.year))
    rivals = {
        twin
        for twin in known.twins
        if page.kind in (None, twin.kind)
        and (page_year is None or twin.year is None or abs(twin.year - page_year) <= apart)
    }
    return tuple(sorted(rivals, key=lambda twin: (twin.kind, twin.year or 0)))


def _claims(page: SourceRecord, ids: Iterable[str], led_from: str | None = None) -> bool:
    """Whether ids of the page's source are its own, or of an address that redirects to it."""
    return bool({page.source_id, led_from} & set(ids) - {""})


def _is_equal(page: SourceRecord, twin: Twin, claimed: bool, directors: Agreement) -> bool:
    """Whether a page whose year fits a namesake fits it as well as the title in all else.

    A namesake whose people nobody knows is told from the title by a director, not by an actor:
    one list of actors goes with both of two records of one work.
    """
    its_own = _claims(page, (given.id for given in twin.page_ids if given.source == page.source))
    if claimed or its_own:
        return its_own
    if not twin.people:
        return directors != "agrees"
    return directors_agree((*page.directors, *page.cast), twin.people) == "agrees"


def _same(one: str | None, other: str) -> Agreement:
    if one is None:
        return "unknown"
    return "agrees" if one == other else "differs"


def _ids(page: SourceRecord, known: KnownTitle) -> Agreement:
    """Whether ids of third parties on the page are the title's; cut ones say nothing."""
    ours = {source: set(known.ids_of(source)) for source in _PROVING}
    if known.title_id.startswith(("movie/", "tv/")):
        ours["tmdb"].add(known.title_id)
    compared = [
        (_plain_id(given.id), _plain_id(our_id))
        for given in page.external_ids
        for our_id in ours.get(given.source, ())
    ]
    if any(one == other for one, other in compared):
        return "agrees"
    cut = any(one.startswith(other) or other.startswith(one) for one, other in compared)
    return "differs" if compared and not cut else "unknown"


def _plain_id(given: str) -> str:
    """An id without the zeros in front of its number, which many lists lose."""
    return re.sub(r"(?<![0-9])0+(?=[0-9])", "", given)


def _medium(page: SourceRecord, known: KnownTitle) -> Agreement:
    namespace = page.source_id.partition("/")[0].lower() if page.source == "tv_tropes" else ""
    if known.animated is None or namespace not in (*_DRAWN, *_ACTED):
        return "unknown"
    return "agrees" if (namespace in _DRAWN) == known.animated else "differs"
