"""Pages that come out wrong on purpose: moved, of another work, or in a layout nobody knows.

Which requests they come to is decided by `faults`; which page is right by `plan`.
"""

from collections.abc import Callable
from dataclasses import replace
from html import escape

from movie_assets.universe.chance import draw
from movie_assets.universe.pages.html_page import Page, meta, script
from movie_assets.universe.pages.plan import Entry, SitePlan
from movie_assets.universe.pages.shown import Score, Shown

MOVED_ENDING = "-moved"


def found_entry(plan: SitePlan, page_id: str, twist: str | None) -> Entry | str | None:
    """Find what stands at an address.

    Shape: the entry; the new address where the page has moved; None for nothing there.
    """
    entry = plan.entries.get(page_id) or plan.entries.get(plan.twins.get(page_id, ""))
    if page_id in plan.moved:
        return plan.moved[page_id]
    if page_id.endswith(MOVED_ENDING):
        own = plan.entries.get(page_id.removesuffix(MOVED_ENDING))
        return Entry(page_id, own.title, own.scored) if own else None
    if twist == "moved" and entry is not None:
        return f"{entry.page_id}{MOVED_ENDING}"
    if twist == "wrong_film" and entry is not None:
        return _another(plan, entry)
    return entry


def _another(plan: SitePlan, entry: Entry) -> Entry:
    """Choose another work of the same kind: always the same one for an address."""
    kind = entry.title.kind
    others = [one for one in plan.entries.values() if one.title.kind == kind and one != entry]
    return others[int(draw(entry.page_id, "wrong film") * len(others))]


def twisted(render: Callable[[Shown], Page], content: Shown, twist: str | None, site: str) -> Page:
    """Render a page as it should be, or in one of two changed layouts.

    Shape: `changed_layout` has the facts in markup that no reader knows; `misleading_layout`
           looks as ever, but critics and audience have changed places.
    """
    if twist == "changed_layout":
        return replace(_unknown_layout(content, site), size=render(content).size)
    if twist == "misleading_layout":
        return render(_swapped(content, 10.0 if "metacritic" in site else 1.0))
    return render(content)


def _swapped(content: Shown, scale: float) -> Shown:
    """Let critics and audience change places; `scale` is how much wider the critics' scale is."""
    critics, audience = content.critics, content.audience
    return replace(
        content,
        critics=audience and Score(round(audience.value * scale), audience.count),
        audience=critics and Score(critics.value / scale, critics.count),
    )


def _unknown_layout(content: Shown, site: str) -> Page:
    title = content.title
    linked = {
        "@context": "https://schema.org", "name": title.title,
        "@type": "Movie" if title.kind == "movie" else "TVSeries",
        "url": f"{site}/{content.page_id}",
    }  # fmt: skip
    dials = "".join(
        f'<x-dial data-for="{who}" data-turn="{score.value / 100:.2f}"><b>{score.value:g}</b>'
        f"<i>{score.count} voices</i></x-dial>"
        for who, score in (("press", content.critics), ("crowd", content.audience))
        if score
    )
    return Page(
        head=f"<title>{escape(title.title)}</title>\n"
        + meta(og_title=title.title, og_url=f"{site}/{content.page_id}")
        + script(linked, type="application/ld+json"),
        body=f'<x-work><x-name>{escape(title.title)}</x-name><x-when at="{content.year}">'
        f"</x-when>{dials}</x-work>",
    )
