"""Whether a page is a title's own, with the evidence. Pages are read and asked for elsewhere.

The first page that answers proves nothing: its title, year, kind and people have to agree.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Literal

from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.evidence import Evidence, evidence_of, page_year_of
from movie_assets.sources.known_titles import KnownTitle

RULE_VERSION = "page-2"

Status = Literal["accepted", "review", "rejected"]
# A near name without people has to be nearer than one with them.
_NEAR_ENOUGH = 95.0
# Films from abroad come out in the United States up to so much later.
_YEARS_TO_A_RELEASE = 3


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
            `rejected` otherwise: it is another title's page, and its record stays that title's. A
            person's word goes before all of this.
    """
    evidence = evidence_of(page, known, led_from)
    said = known.by_hand.get(page.source_id, known.by_hand.get(led_from or ""))
    status, reason = _judged(evidence, known) if said is None else _by_hand(said)
    return Verdict(status, reason, _description(page), evidence)


def _by_hand(said: bool) -> tuple[Status, str]:
    return ("accepted", "a person says so") if said else ("rejected", "a person says it is not")


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
        sound = evidence.people != "differs" and (fits or _is_redated(evidence))
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
    if _is_redated(evidence):
        return "accepted", "Wikidata's page of this name, dated by another release"
    # Directors remake their own films, so even they do not outweigh the year.
    if evidence.people == "agrees" and evidence.name == "same" and not known.twins:
        return "review", "its name and people, but another year"
    return "rejected", "another year"


def _is_redated(evidence: Evidence) -> bool:
    """One side may know a film by its release elsewhere: Wikidata's word, its name and more say so.

    Without people its length has to agree and the year to be near; no namesake may be as near.
    """
    if not evidence.claimed or evidence.name != "same" or evidence.rivals:
        return False
    if evidence.people == "agrees":
        return True
    near = abs(evidence.year_difference or 0) <= _YEARS_TO_A_RELEASE
    return evidence.people == "unknown" and evidence.runtime == "agrees" and near


def _by_name(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    del known
    if evidence.named:
        return None
    if evidence.directors == "agrees" and evidence.dated:
        if evidence.claimed:
            return "accepted", "Wikidata's page, its director and year, under another name"
        return "review", "its director and year under another name"
    return "rejected", "another name"


def _by_medium(evidence: Evidence, known: KnownTitle) -> tuple[Status, str] | None:
    if evidence.medium != "differs" or evidence.people == "agrees" or evidence.claimed:
        return None
    if known.twins:
        return "rejected", "drawn where the title is acted, or acted where it is drawn"
    return "review", "drawn or acted unlike the title"


def _by_agreement(evidence: Evidence) -> tuple[Status, str]:
    """Nothing speaks against the page: is enough for it?"""
    if evidence.rivals and evidence.equals:
        return "review", "another title of this name fits as well"
    if evidence.claimed:
        return "accepted", "Wikidata's page, and nothing speaks against it"
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
    if not evidence.dated:
        return "review", "a name alone"
    if evidence.runtime == "differs":
        return "review", "name and year, but another length, and no people to compare"
    # Sites date by a later release, hardly ever by an earlier one: +1 is 15 times as common as -1.
    if evidence.year == "before it":
        return "review", "name and the year before, no people to compare"
    return "accepted", "name and year, no people to compare"


def _nearly_same(evidence: Evidence) -> bool:
    similar = (evidence.name_similarity or 0.0) >= _NEAR_ENOUGH
    return evidence.name == "near" and similar and evidence.year == "same"


def _description(page: SourceRecord) -> str:
    year = page_year_of(page)
    name = page.title or "a page without a title"
    dated = f"{name} ({year})" if year else name
    return f"{dated}, {page.kind or 'kind not said'}, {page.source} {page.source_id}".rstrip()
