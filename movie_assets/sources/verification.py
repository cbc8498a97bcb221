"""Whether a page is a title's own, with the evidence. Pages are read and asked for elsewhere.

The first page that answers proves nothing: its title, year, kind and people have to agree.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Literal

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.agreement import (
    Agreement,
    cast_agrees,
    directors_agree,
    name_match,
    year_in_id,
)
from movie_assets.sources.known_titles import KnownTitle, Twin

RULE_VERSION = "page-1"

Status = Literal["accepted", "review", "rejected"]
YearAgreement = Literal["same", "next to it", "given", "differs", "unknown"]
People = Literal["agrees", "mixed", "differs", "unknown"]

# Two thirds of the pages next to the year are of a release elsewhere, the rest slips.
_YEARS_APART = 1
# A near name without people has to be nearer than one with them.
_NEAR_ENOUGH = 95.0
# Ids that films and shows do not share: TheTVDB numbers both from 1.
_PROVING = ("imdb", "tmdb", "wikidata")
# TV Tropes' namespaces of drawn and of acted works; others say nothing.
_DRAWN = ("westernanimation", "anime", "animation", "disney", "asiananimation", "webanimation")
_ACTED = ("film", "series", "bollywood")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What was compared and how it came out.

    Units: `name_similarity` from 0 to 100; `year_difference` is the page's year less the title's.
    Shape: `rivals` are the titles of the same name that the page's year fits as well; `claimed`
           says that Wikidata gives the title this very page.
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
    rivals: tuple[Twin, ...]
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
        return self.year in ("same", "next to it", "given")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is worth to a title. `page` says what it was, for people."""

    status: Status
    reason: str
    page: str
    evidence: Evidence

    def to_json(self) -> str:
        """The verdict as one JSON object, the same bytes for the same verdict."""
        said = asdict(self) | {"rule_version": RULE_VERSION}
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def verify(page: SourceRecord, known: KnownTitle, *, led_from: str | None = None) -> Verdict:
    """Judge whether a page that was read is the page of a title.

    Source: a record as a parser made it of the page; the title as the spine knows it; the id of
            the address whose redirect led to the page, where one did.
    Shape:  `accepted` where name, year (±1 or given as another release's), kind and, if both
            sides know any, people agree; `review` where nothing speaks against the page but a
            title of the same name may be meant, or where evidence contradicts itself;
            `rejected` otherwise: it is another title's page, and its record stays that title's.
    """
    evidence = evidence_of(page, known, led_from)
    status, reason = _judged(evidence, known)
    return Verdict(status, reason, _description(page), evidence)


def evidence_of(page: SourceRecord, known: KnownTitle, led_from: str | None = None) -> Evidence:
    """Compare a page with a title, feature by feature."""
    names = [page.title, page.original_title, *(name.name for name in page.names)]
    match = name_match((name for name in names if name), known.every_name)
    page_year = _page_year(page)
    year, difference = _year(page_year, known)
    return Evidence(
        name=match.agreement,
        name_similarity=match.similarity,
        page_name=match.page_name,
        known_name=match.known_name,
        kind=_same(page.kind, known.kind),
        year=year,
        year_difference=difference,
        directors=directors_agree(page.directors, known.directors),
        cast=cast_agrees(page.cast, known.cast),
        ids=_ids(page, known),
        medium=_medium(page, known),
        rivals=_rivals(page, page_year, known),
        claimed=bool({page.source_id, led_from} & set(known.ids_of(page.source))),
    )


def _judged(evidence: Evidence, known: KnownTitle) -> tuple[Status, str]:
    """The first of the questions that has an answer."""
    if evidence.kind == "differs":
        return "rejected", f"it is no {known.kind}"
    if evidence.name == "unknown":
        return "rejected", "the page names no title"
    for question in (_by_ids, _by_people, _by_year, _by_name, _by_medium):
        answer = question(evidence, known)
        if answer is not None:
            return answer
    return _by_agreement(evidence)


def _by_ids(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    del known
    if evidence.ids == "unknown":
        return None
    fits = evidence.named and evidence.dated
    if evidence.ids == "agrees":
        sound = fits and evidence.people != "differs"
        return ("accepted", "its id") if sound else ("review", "its id, but little else agrees")
    if fits and evidence.people == "agrees":
        return "review", "all agrees but the id on the page, which may be an old one"
    return "rejected", "the page gives another title's id"


def _by_people(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    if evidence.people != "differs":
        return None
    # Sites differ in whom they call a show's creator; a film's director is who it is.
    if known.kind == "tv" and evidence.cast == "unknown" and evidence.named and evidence.dated:
        return "review", "other creators, cast not to be compared"
    return "rejected", "other people made it"


def _by_year(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    if evidence.year != "differs":
        return None
    # Directors remake their own films, so even they do not outweigh the year.
    if evidence.people == "agrees" and evidence.name == "same" and not known.twins:
        return "review", "its name and people, but another year"
    return "rejected", "another year"


def _by_name(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    del known
    if evidence.named:
        return None
    if evidence.directors == "agrees" and evidence.dated:
        return "review", "its director and year under another name"
    return "rejected", "another name"


def _by_medium(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    if evidence.medium != "differs" or evidence.people == "agrees":
        return None
    if known.twins:
        return "rejected", "drawn where the title is acted, or acted where it is drawn"
    return "review", "drawn or acted unlike the title"


def _by_agreement(evidence: Evidence) -> tuple[Status, str]:
    """Nothing speaks against the page: is enough for it?"""
    if evidence.people == "agrees" and (evidence.dated or not evidence.rivals):
        return "accepted", "name, year and people" if evidence.dated else "name and people"
    if evidence.rivals:
        return "review", "another title of this name may be meant"
    if evidence.people == "mixed":
        sound = evidence.name == "same" and evidence.year == "same"
        return ("accepted" if sound else "review"), "name, year and cast, but another director"
    return _without_people(evidence)


def _without_people(evidence: Evidence) -> tuple[Status, str]:
    if evidence.name != "same" and not _nearly_same(evidence):
        return "review", "a name like it, and no people to compare"
    if evidence.year == "given":
        return "review", "the year of another release, and no people to compare"
    if evidence.dated:
        return "accepted", "name and year, no people to compare"
    if "agrees" in (evidence.kind, evidence.medium):
        return "accepted", "name and kind, the only title of the name"
    return "review", "a name alone"


def _nearly_same(evidence: Evidence) -> bool:
    similar = (evidence.name_similarity or 0.0) >= _NEAR_ENOUGH
    return evidence.name == "near" and similar and evidence.year == "same"


def _page_year(page: SourceRecord) -> int | None:
    """What the page says, or else its address."""
    released = page.release_date.year if page.release_date else None
    return page.year or released or year_in_id(page.source_id, page.title)


def _year(page_year: int | None, known: KnownTitle) -> tuple[YearAgreement, int | None]:
    if page_year is None or known.year is None:
        return "unknown", None
    difference = page_year - known.year
    if abs(difference) <= _YEARS_APART:
        return ("next to it" if difference else "same"), difference
    return ("given" if page_year in known.release_years else "differs"), difference


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


def _description(page: SourceRecord) -> str:
    year = _page_year(page)
    name = page.title or "a page without a title"
    dated = f"{name} ({year})" if year else name
    return f"{dated}, {page.kind or 'kind not said'}, {page.source} {page.source_id}".rstrip()
