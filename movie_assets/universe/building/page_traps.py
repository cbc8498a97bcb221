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
from movie_assets.universe.pages.slugs import metacritic_slug

_MINUTES_APART = 5
Row = dict[str, Any]


def page_traps_of(facts: Facts) -> list[Row]:
    """List the traps: those laid by hand, and those the guesses of each title's name meet.

    Shape: rows of source, page, title_id (who guesses it), answer, leads_to, right (null: it has
           no page), told_by (what of the page gives it away: title, year, people, runtime; "" for
           nothing but ids), case (null for those not laid by hand); each (source, page, title)
           once.
    """
    plan = make_plan(facts)
    titles = [t for _, t in sorted(facts.titles.items()) if t.why != OLD_ID]
    rows: dict[tuple[str, str, str], Row] = {}
    for row in [*_by_hand(plan, facts), *_guessed(plan, titles), *_moved(plan)]:
        rows.setdefault((row["source"], row["page"], row["title_id"]), row)
    return [rows[key] for key in sorted(rows)]


def _by_hand(plan: PagePlan, facts: Facts) -> Iterator[Row]:
    for trap in named_traps():
        row = _row(trap.source, plan[trap.source], trap.page, facts.titles[trap.guessed_by])
        if row:
            yield row | {"case": trap.case}


def _guessed(plan: PagePlan, titles: Sequence[Title]) -> Iterator[Row]:
    for source in SOURCES:
        for title in titles:
            year = title.year or 0
            for ending in ("", str(year), str(year + 1), str(year - 1)):
                page = address(source, title, ending)
                row = _row(source, plan[source], page, title)
                if row:
                    yield row


def _moved(plan: PagePlan) -> Iterator[Row]:
    for source in SOURCES:
        site = plan[source]
        for old, new in site.moved.items():
            own = site.entries[new].title.title_id
            yield _trap(source, old, own, "moved", own, new)


def _row(source: str, site: SitePlan, page: str, title: Title) -> Row | None:
    """Tell how a page is wrong for a title; None where it is right, or nothing stands there."""
    right = site.right.get(title.title_id)
    if page in site.choices:
        named = "|".join(site.choices[page])
        return _trap(source, page, title.title_id, "choices", named, right)
    own = site.moved.get(page) or site.twins.get(page) or page
    entry = site.entries.get(own)
    if entry is None or entry.title.title_id == title.title_id:
        return None
    answer = "twin" if page in site.twins else "own"
    answer = "namesake" if is_namesake(entry.title) else answer
    row = _trap(source, page, title.title_id, answer, entry.title.title_id, right)
    return row | {"told_by": "|".join(_told_by(source, title, entry.title))}


def _told_by(source: str, asked: Title, shown: Title) -> Iterator[str]:
    """Name what tells two works apart on a page; TV Tropes' pages have no running time."""
    if metacritic_slug(asked.title) != metacritic_slug(shown.title):
        yield "title"
    if asked.year and shown.year and abs(asked.year - shown.year) >= 2:
        yield "year"
    makers = [{*title.directors, *title.creators} for title in (asked, shown)]
    casts = [set(title.cast) for title in (asked, shown)]
    known = all(makers) or all(casts)
    if known and not makers[0] & makers[1] and not casts[0] & casts[1]:
        yield "people"
    times = [title.runtime_min for title in (asked, shown)]
    if source != "tv_tropes" and all(times) and abs(times[0] - times[1]) > _MINUTES_APART:
        yield "runtime"


def _trap(
    source: str, page: str, title_id: str, answer: str, leads_to: str, right: str | None
) -> Row:
    return {"source": source, "page": page, "title_id": title_id, "answer": answer,
            "leads_to": leads_to, "right": right, "told_by": "", "case": None}  # fmt: skip
