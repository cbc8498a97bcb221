"""Which page of a source is about which title: the right ones, moved ones, twins and decoys.

Built from the facts alone, the same each time. What a page looks like is its source's file's.
"""

import csv
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from movie_assets.universe.chance import draw
from movie_assets.universe.facts import Facts, Title
from movie_assets.universe.pages import slugs
from movie_assets.universe.pages.namesakes import namesake_of

NAMED_TRAPS = Path(__file__).parent / "named_traps.csv"
SOURCES = ("rotten_tomatoes", "metacritic", "tv_tropes")
OLD_ID = "old id of a merged title"
_ID_FIELDS = {
    "rotten_tomatoes": "rt_id", "metacritic": "metacritic_id", "tv_tropes": "tvtropes_id",
}  # fmt: skip
_UNSCORED_SHARE = 0.4  # of the titles that a source has no score of, those that have a page yet
_MOVED = {"rotten_tomatoes": 30, "metacritic": 10, "tv_tropes": 12}
_DECOYS = {"rotten_tomatoes": 120, "metacritic": 20, "tv_tropes": 30}
_YEAR_AT_END = re.compile(r"(.+?[^/])[_-]?((?:19|20)\d\d)")


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its own address and the title it is about; `scored` False for no score yet."""

    page_id: str
    title: Title
    scored: bool = True


@dataclass(slots=True)
class SitePlan:
    """The pages of one source.

    `moved` maps an old address to the new one (301); `twins` an address to the page whose content
    stands there, under that page's own canonical address; `choices` a disambiguation page to the
    pages it names; `right` a title to its own page.
    """

    entries: dict[str, Entry] = field(default_factory=dict[str, Entry])
    moved: dict[str, str] = field(default_factory=dict[str, str])
    twins: dict[str, str] = field(default_factory=dict[str, str])
    choices: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    right: dict[str, str] = field(default_factory=dict[str, str])

    def free(self, page_id: str) -> bool:
        """Tell whether nothing stands at an address yet."""
        places = (self.entries, self.moved, self.twins, self.choices)
        return not any(page_id in place for place in places)

    def add(self, page_id: str, title: Title, *, scored: bool = True) -> None:
        """Give a title its page, unless the address is taken."""
        if self.free(page_id):
            self.entries[page_id] = Entry(page_id, title, scored)
            self.right[title.title_id] = page_id


PagePlan = Mapping[str, SitePlan]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTrap:
    """A wrong page laid by hand: `leads_to` a title, or "" for a made-up namesake."""

    source: str
    page: str
    leads_to: str
    guessed_by: str
    case: str


def named_traps() -> list[NamedTrap]:
    """Read the traps laid by hand."""
    with NAMED_TRAPS.open(encoding="utf-8", newline="") as file:
        return [NamedTrap(**row) for row in csv.DictReader(file)]


@cache
def make_plan(facts: Facts) -> PagePlan:
    """Plan the pages of every source, once for a process.

    Shape: by source: `rotten_tomatoes`, `metacritic`, `tv_tropes`.
    """
    titles = [facts.titles[key] for key in sorted(facts.titles)]
    titles = [title for title in titles if title.why != OLD_ID]
    traps = named_traps()
    return {source: _plan(source, titles, facts, traps) for source in SOURCES}


def _plan(source: str, titles: list[Title], facts: Facts, traps: Iterable[NamedTrap]) -> SitePlan:
    plan = SitePlan()
    laid = {trap.page for trap in traps if trap.source == source}
    known = _ID_FIELDS[source]
    rated = {title.title_id for title in titles if _has_facts(source, title, facts)}
    for title in titles:
        page_id = getattr(title, known)
        if page_id:
            plan.add(page_id, title, scored=title.title_id in rated)
    for title in titles:
        if not getattr(title, known) and title.title_id in rated:
            plan.add(_free_id(source, title, plan, laid), title)
    if source != "tv_tropes":
        for title in titles:
            wanted = draw(title.title_id, source, "unscored") < _UNSCORED_SHARE
            if wanted and title.title_id not in plan.right:
                plan.add(_free_id(source, title, plan, laid), title, scored=False)
    _lay(plan, source, facts, traps)
    _move(plan, source)
    _decoys(plan, source, laid)
    return plan


def _has_facts(source: str, title: Title, facts: Facts) -> bool:
    if source == "rotten_tomatoes":
        return title.rt_critics_score is not None or title.rt_audience_score is not None
    if source == "metacritic":
        return title.mc_critics_score is not None or title.mc_audience_score is not None
    return bool(facts.tropes.get(title.title_id))


def address(source: str, title: Title, year: str = "") -> str:
    """Spell the address a title would have, with a year or none; "" for none in Latin letters."""
    film = title.kind == "movie"
    spell: Mapping[str, tuple[str, Callable[[str], str], str]] = {
        "rotten_tomatoes": ("m" if film else "tv", slugs.rotten_tomatoes_slug, "_"),
        "metacritic": ("movie" if film else "tv", slugs.metacritic_slug, "-"),
        "tv_tropes": ("Film" if film else "Series", slugs.tv_tropes_name, ""),
    }
    section, slug, joint = spell[source]
    name = slug(title.title)
    return f"{section}/{name}{joint if year else ''}{year}" if name else ""


def _free_id(source: str, title: Title, plan: SitePlan, laid: set[str]) -> str:
    year = str(title.year or "")
    for ending in ("", year, f"{year}2"):
        page_id = address(source, title, ending)
        if page_id and plan.free(page_id) and page_id not in laid:
            return page_id
    return f"{address(source, title).split('/')[0] or 'm'}/{title.title_id.replace('/', '')}"


def _lay(plan: SitePlan, source: str, facts: Facts, traps: Iterable[NamedTrap]) -> None:
    """Lay the traps made by hand: another title's content, or a namesake's page."""
    for trap in traps:
        if trap.source != source or not plan.free(trap.page):
            continue
        if trap.leads_to in plan.right:
            plan.twins[trap.page] = plan.right[trap.leads_to]
        elif trap.leads_to:
            plan.add(trap.page, facts.titles[trap.leads_to], scored=False)
        else:
            namesake = namesake_of(facts.titles[trap.guessed_by], trap.page)
            plan.entries[trap.page] = Entry(trap.page, namesake)


def _move(plan: SitePlan, source: str) -> None:
    """Move some pages to new addresses; the old ones, which Wikidata has, lead there."""
    candidates = [
        key for key, entry in plan.entries.items()
        if entry.title.why == "best known" and plan.right.get(entry.title.title_id) == key
        and (source != "rotten_tomatoes" or "_" in key)
    ]  # fmt: skip
    for old in sorted(candidates, key=lambda key: draw(key, "moved"))[: _MOVED[source]]:
        new = _new_address(source, old)
        if not plan.free(new):
            continue
        entry = plan.entries.pop(old)
        plan.entries[new] = Entry(new, entry.title, entry.scored)
        plan.moved[old] = plan.right[entry.title.title_id] = new


def _new_address(source: str, old: str) -> str:
    if source == "rotten_tomatoes":
        return old.replace("_", "-")
    return f"{old}-film" if source == "metacritic" else f"{old}TheFilm"


def _decoys(plan: SitePlan, source: str, laid: set[str]) -> None:
    """Put a namesake, or a choice of several, where a dated address has its undated form."""
    dated = {}
    for key, entry in plan.entries.items():
        match = _YEAR_AT_END.fullmatch(key)
        if match and plan.right.get(entry.title.title_id) == key:
            dated.setdefault(match[1], key)
    bare_ids = [bare for bare in dated if plan.free(bare) and bare not in laid]
    for number, bare in enumerate(
        sorted(bare_ids, key=lambda key: draw(key, "decoy"))[: _DECOYS[source]]
    ):
        title = plan.entries[dated[bare]].title
        if source == "tv_tropes" and number % 2:
            plan.choices[bare] = _choices(plan, bare, title)
        else:
            plan.entries[bare] = Entry(bare, namesake_of(title, bare))


def _choices(plan: SitePlan, bare: str, title: Title) -> tuple[str, ...]:
    """Name the pages that share an undated name; a namesake joins a title that is alone."""
    sharing = [key for key in plan.entries if (m := _YEAR_AT_END.fullmatch(key)) and m[1] == bare]
    if len(sharing) < 2:
        other = namesake_of(title, bare)
        page_id = f"{bare}{other.year}"
        if plan.free(page_id):
            plan.entries[page_id] = Entry(page_id, other)
            sharing.append(page_id)
    return tuple(sorted(sharing))
