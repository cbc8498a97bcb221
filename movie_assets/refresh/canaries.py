"""Pages whose facts are known, to tell a changed layout by. Asking them is done elsewhere.

A canary is a well-known title whose facts move slowly: before a source is asked for anything else
on a day it is asked for these. What the parser makes of them is held against ranges that have
room for years. The canaries themselves are in `canary_pages` and `canary_titles`.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Rating
from movie_assets.model.source_rows import SourceRecord

# A source may lose, move or redo one famous page in ten; of a changed layout all come out wrong.
DRIFTED_SHARE = 0.2
# Below this many pages read, a share says nothing.
LEAST_ANSWERED = 5
# What finding out may cost a source in a day. Two pages that never came say that its host is
# down: each has cost four requests by then.
MOST_ASKED = 10
MOST_UNREACHABLE = 2
# Only a page that came and was no wall can be misread.
ANSWERED = frozenset(
    {Outcome.FOUND, Outcome.NO_SCORE_YET, Outcome.PARSE_FAILED, Outcome.WRONG_TITLE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRange:
    """Where a score and its count lie for years to come.

    Units: value on the publisher's own scale. `max_count` tells critics from audience.
    """

    publisher: str
    metric: str
    low: float
    high: float
    min_count: int = 1
    max_count: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Canary:
    """One well-known title at one source.

    Shape: `page` is the id it is asked by: the source's own for pages and articles, the title id
           for TMDB and Wikidata. What is None, empty or 0 is not looked at.
    """

    page: str
    kind: str
    title: str | None = None
    year: int | None = None
    scores: tuple[ScoreRange, ...] = ()
    ids: tuple[tuple[str, str], ...] = ()  # (source, its id there)
    min_tropes: int = 0
    has_abstract: bool = False


def misread(records: Sequence[SourceRecord], canary: Canary) -> tuple[str, ...]:
    """What is wrong with the reading of a canary's page, for people; empty when nothing is."""
    record = _record_of(records, canary)
    if record is None:
        return ("nothing was read",)
    return tuple(
        [
            *_identity(record, canary),
            *(wrong for wanted in canary.scores for wrong in _score(record.ratings, wanted)),
            *_ids(record, canary),
            *_contents(record, canary),
        ]
    )


def is_drifted(checks: Iterable[CanaryCheck], to_come: int = 0) -> bool | None:
    """Whether more than DRIFTED_SHARE of the canaries that were answered came out wrong.

    Shape: None where fewer than LEAST_ANSWERED answered, which is no verdict. With `to_come` more
           canaries to be asked, True only if they cannot change it any more.
    """
    answered = [check for check in checks if check.outcome in ANSWERED]
    wrong = sum(bool(check.misread) for check in answered)
    if len(answered) < LEAST_ANSWERED:
        return None
    return wrong > DRIFTED_SHARE * (len(answered) + to_come)


def needs_no_more(checks: Sequence[CanaryCheck], to_come: int) -> bool:
    """Whether asking further canaries would be asking in vain."""
    unreachable = sum(check.outcome == Outcome.UNREACHABLE for check in checks)
    return unreachable >= MOST_UNREACHABLE or is_drifted(checks, to_come) is True


def words_of(checks: Sequence[CanaryCheck], most: int = 3) -> str:
    """What the canaries came to, for people."""
    answered = [check for check in checks if check.outcome in ANSWERED]
    wrong = [check for check in answered if check.misread]
    said = [f"{check.page}: {'; '.join(check.misread)}" for check in wrong[:most]]
    counts = f"{len(wrong)} of {len(answered)} well-known pages were misread"
    unanswered = len(checks) - len(answered)
    more = f", {unanswered} did not answer" if unanswered else ""
    return ". ".join([counts + more, *said])


def checks_that_count(checks: Iterable[CanaryCheck], parser_version: str) -> list[CanaryCheck]:
    """Those of a parser: what an older one misread, a newer one may read right."""
    return [check for check in checks if check.parser_version == parser_version]


def _record_of(records: Sequence[SourceRecord], canary: Canary) -> SourceRecord | None:
    """The record of a canary: by its id, by a name that leads to it, or the only one there is."""
    if len(records) == 1:
        return records[0]
    named = (one for one in records if canary.page in {name.name for name in one.names})
    with_its_id = (one for one in records if canary.page in (one.title_id, one.source_id))
    return next(itertools.chain(with_its_id, named), None)


def _identity(record: SourceRecord, canary: Canary) -> Iterable[str]:
    if record.kind != canary.kind:
        yield f"kind is {record.kind}, not {canary.kind}"
    names = (record.title, record.original_title, *(name.name for name in record.names))
    if canary.title and _plain(canary.title) not in {_plain(name or "") for name in names}:
        yield f"title is {record.title!r}, not {canary.title!r}"
    if canary.year and (record.year is None or abs(record.year - canary.year) > 1):
        yield f"year is {record.year}, not {canary.year}"


def _plain(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def _score(ratings: Sequence[Rating], wanted: ScoreRange) -> Iterable[str]:
    key = (wanted.publisher, wanted.metric)
    found = next((one for one in ratings if (one.publisher, one.metric) == key), None)
    if found is None or found.value is None:
        yield f"no {wanted.metric} score"
        return
    if not wanted.low <= found.value <= wanted.high:
        yield f"{wanted.metric} score is {found.value:g}, not {wanted.low:g} to {wanted.high:g}"
    yield from _count(found.count, wanted)


def _count(count: int | None, wanted: ScoreRange) -> Iterable[str]:
    if count is None or count < wanted.min_count:
        yield f"{wanted.metric} count is {count}, not {wanted.min_count} or more"
    elif wanted.max_count is not None and count > wanted.max_count:
        yield f"{wanted.metric} count is {count}, not {wanted.max_count} or less"


def _ids(record: SourceRecord, canary: Canary) -> Iterable[str]:
    known = {(one.source, one.id) for one in record.external_ids}
    for source, its_id in canary.ids:
        if (source, its_id) not in known:
            yield f"no {source} id {its_id}"


def _contents(record: SourceRecord, canary: Canary) -> Iterable[str]:
    if len(record.tropes) < canary.min_tropes:
        yield f"{len(record.tropes)} tropes, not {canary.min_tropes} or more"
    abstract = record.article.abstract if record.article else None
    if canary.has_abstract and not abstract:
        yield "no lead of its article"
