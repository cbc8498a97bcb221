"""Lists the wrong pages a title's guesses meet, with the right answer: facts/page_traps.parquet.

Everything is read off the plan of the pages, which lays the traps; nothing is decided here.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from movie_assets.universe.facts import Facts, Title
from movie_assets.universe.pages.namesakes import is_namesake
from movie_assets.universe.pages.plan import (
    OLD_ID,
    SOURCES,
    PagePlan,
    SitePlan,
    address,
    make_plan,
    named_traps,
)

Row = dict[str, Any]


def page_traps_of(facts: Facts) -> list[Row]:
    """List the traps: those laid by hand, and those the guesses of each title's name meet.

    Shape: rows of source, page, title_id (who guesses it), answer, leads_to, right (null: it has
           no page), case (null for those not laid by hand); each (source, page, title) once.
    """
    plan = make_plan(facts)
    titles = [t for _, t in sorted(facts.titles.items()) if t.why != OLD_ID]
    rows: dict[tuple[str, str, str], Row] = {}
    for row in [*_by_hand(plan), *_guessed(plan, titles), *_moved(plan)]:
        rows.setdefault((row["source"], row["page"], row["title_id"]), row)
    return [rows[key] for key in sorted(rows)]


def _by_hand(plan: PagePlan) -> Iterator[Row]:
    for trap in named_traps():
        row = _row(trap.source, plan[trap.source], trap.page, trap.guessed_by)
        if row:
            yield row | {"case": trap.case}


def _guessed(plan: PagePlan, titles: Sequence[Title]) -> Iterator[Row]:
    for source in SOURCES:
        for title in titles:
            year = title.year or 0
            for ending in ("", str(year), str(year + 1), str(year - 1)):
                page = address(source, title, ending)
                row = _row(source, plan[source], page, title.title_id)
                if row:
                    yield row


def _moved(plan: PagePlan) -> Iterator[Row]:
    for source in SOURCES:
        site = plan[source]
        for old, new in site.moved.items():
            own = site.entries[new].title.title_id
            yield _trap(source, old, own, "moved", own, new)


def _row(source: str, site: SitePlan, page: str, title_id: str) -> Row | None:
    """Tell how a page is wrong for a title; None where it is right, or nothing stands there."""
    right = site.right.get(title_id)
    if page in site.choices:
        return _trap(source, page, title_id, "choices", "|".join(site.choices[page]), right)
    own = site.moved.get(page) or site.twins.get(page) or page
    entry = site.entries.get(own)
    if entry is None or entry.title.title_id == title_id:
        return None
    answer = "twin" if page in site.twins else "own"
    answer = "namesake" if is_namesake(entry.title) else answer
    return _trap(source, page, title_id, answer, entry.title.title_id, right)


def _trap(
    source: str, page: str, title_id: str, answer: str, leads_to: str, right: str | None
) -> Row:
    return {"source": source, "page": page, "title_id": title_id, "answer": answer,
            "leads_to": leads_to, "right": right, "case": None}  # fmt: skip
