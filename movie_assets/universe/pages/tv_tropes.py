"""TV Tropes' pages: works with their tropes, long works' subpages, disambiguation, redirects.

Our own template in the structure of the real pages; the lead is a sentence made from facts.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from html import escape

from movie_assets.universe.chance import draw
from movie_assets.universe.facts import Title
from movie_assets.universe.messages import Request
from movie_assets.universe.pages.html_page import Page, meta
from movie_assets.universe.pages.namesakes import is_namesake
from movie_assets.universe.pages.plan import Entry, PagePlan, SitePlan
from movie_assets.universe.pages.slugs import spaced
from movie_assets.universe.pages.twists import found_entry
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_objects import overview

SOURCE = "tv_tropes"
SITE = "https://tvtropes.org"
WIKI = "/pmwiki/pmwiki.php"
ROBOTS = (
    "User-agent: *\nDisallow: /pmwiki/search_result.php\nDisallow: /pmwiki/edit.php\n"
    "\nUser-agent: GPTBot\nDisallow: /\n\nUser-agent: ClaudeBot\nDisallow: /\n"
)
_PATH = re.compile(rf"{WIKI}/(\w+)/([^/]+)")
WORK_BYTES = 70_059  # median of the nine works at hand
SUBPAGE_BYTES = 234_616  # the one at hand
_LONG = 58  # a work with as many tropes may have its tropes on subpages,
_LONG_SHARE = 0.15  # and so many of these do
_FOLDERED = 30
_PARTS = (("AToD", "ABCD"), ("EToL", "EFGHIJKL"), ("MToR", "MNOPQR"), ("SToZ", "STUVWXYZ"))


def tv_tropes_page(day: UniverseDay, plan: PagePlan, request: Request) -> Page:
    """Answer a request to tvtropes.org.

    Shape:  `/pmwiki/pmwiki.php/Namespace/Name`; `/Name/TropesAToD` for parts of long works; a
            redirect is 302 with `?from=`.
    Errors: 404 for an unknown page.
    """
    site = plan[SOURCE]
    match = _PATH.fullmatch(request.path)
    if match is None:
        return _not_found(request.path.rsplit("/", 1)[-1])
    page_id = f"{match[1]}/{match[2]}"
    part = re.fullmatch(r"Tropes(\w+)", match[2])
    if part:
        return _subpage(day, site, match[1], part[1]) or _not_found(match[2])
    if page_id in site.choices:
        return _choices(site, page_id)
    found = found_entry(site, page_id, request.twist)
    if isinstance(found, str):
        came = page_id.replace("/", ".")
        return Page(status=302, headers={"Location": f"/tvtropes.org{WIKI}/{found}?from={came}"})
    if found is None:
        return _not_found(match[2])
    page = _work(day, found)
    return _unknown_layout(page) if request.twist == "changed_layout" else page


def tropes_of(day: UniverseDay, entry: Entry) -> Sequence[str]:
    """Give a work's tropes, sorted by name; a made-up work borrows others' at random."""
    if not is_namesake(entry.title):
        return sorted(set(day.facts.tropes.get(entry.title.title_id, ())))
    lists = [day.facts.tropes[key] for key in sorted(day.facts.tropes)]
    chosen = lists[int(draw(entry.page_id, "borrowed") * len(lists))]
    return sorted({trope for trope in chosen if draw(entry.page_id, trope) < 0.6})


def is_long(entry: Entry, tropes: Sequence[str]) -> bool:
    """Tell whether a work's tropes stand on subpages."""
    return len(tropes) >= _LONG and draw(entry.page_id, "long") < _LONG_SHARE


def display_name(page_id: str, title: Title) -> str:
    """Write the name above a work's page: with its year where the address has one."""
    dated = re.search(r"((?:19|20)\d\d)(?:TheFilm|-moved)?$", page_id)
    told = dated and title.year and not re.search(r"(?:19|20)\d\d$", title.title)
    return f"{title.title} ({title.year})" if told else title.title


def _work(day: UniverseDay, entry: Entry) -> Page:
    title, tropes = day.described(entry.title), tropes_of(day, entry)
    name = display_name(entry.page_id, title)
    lead = f"<p><em>{escape(title.title)}</em>: {_lead(title)}</p>"
    if is_long(entry, tropes):
        folder = entry.page_id.partition("/")[2]
        parts = "".join(
            f"<li> {_link(f'{folder}/Tropes{part}', f'Tropes {spaced(part)}')}</li>"
            for part, letters in _PARTS
            if any(_letter(trope) in letters for trope in tropes)
        )
        lists = f"<h2>The tropes of this work stand on pages of their own:</h2><ul>{parts}</ul>"
    elif len(tropes) >= _FOLDERED:
        lists = "".join(_folder(n, letters, tropes) for n, (_, letters) in enumerate(_PARTS))
    else:
        lists = f"<h2>Tropes here:</h2><ul>{_items(tropes)}</ul>" if tropes else ""
    return _page(entry.page_id, name, lead + lists, WORK_BYTES)


def _lead(title: Title) -> str:
    """Say what the work is, in the universe's own sentence, with a link to its maker."""
    makers = title.directors or title.creators
    link = _link(f"Creator/{makers[0].replace(' ', '')}", makers[0]) if makers else ""
    return f"{escape(overview(title))} {link}"


def _letter(trope: str) -> str:
    return trope[0].upper() if trope[:1].isalpha() else "A"


def _folder(number: int, letters: str, tropes: Sequence[str]) -> str:
    own = [trope for trope in tropes if _letter(trope) in letters]
    if not own:
        return ""
    return (
        f'<div class="folderlabel" onclick="togglefolder(\'folder{number}\');">Tropes '
        f'{letters[0]} to {letters[-1]}</div><div id="folder{number}" class="folder" '
        f'isfolder="true"><ul>{_items(own)}</ul></div>'
    )


def _items(tropes: Iterable[str]) -> str:
    """Write a list's items; every fifth has a list of its own inside, whose links do not count."""
    items: list[str] = []
    for number, trope in enumerate(tropes):
        inner = f"<ul><li> {_link('Main/Foreshadowing', 'Foreshadowing')}: again.</li></ul>"
        nested = inner if number % 5 == 4 else ""
        items.append(f"<li> {_link(f'Main/{trope}', spaced(trope))}: it is used here.{nested}</li>")
    return "\n".join(items)


def _link(page_id: str, said: str) -> str:
    href = f"{WIKI}/{escape(page_id, quote=True)}"
    return f"<a class='twikilink' href='{href}' title='{href}'>{escape(said)}</a>"


def _subpage(day: UniverseDay, site: SitePlan, folder: str, part: str) -> Page | None:
    """Render `TheAvengers/TropesAToD`: the tropes of the work of that name with these letters."""
    letters = dict(_PARTS).get(part)
    entries = (e for key, e in site.entries.items() if key.partition("/")[2] == folder)
    for entry in entries:
        tropes = tropes_of(day, entry)
        if letters and is_long(entry, tropes):
            own = [trope for trope in tropes if _letter(trope) in letters]
            name = f"Tropes {spaced(part)} / {entry.title.title}"
            page = _page(f"{folder}/Tropes{part}", name, f"<ul>{_items(own)}</ul>", SUBPAGE_BYTES)
            return page if own else None
    return None


def _choices(site: SitePlan, page_id: str) -> Page:
    items = "".join(
        f"<li> {_link(key, display_name(key, site.entries[key].title))}: "
        f"a work of {site.entries[key].title.year}.</li>"
        for key in site.choices[page_id]
    )
    name = spaced(page_id.partition("/")[2])
    lead = f"<p><em>{escape(name)}</em> may refer to:</p>"
    return _page(page_id, name, f"{lead}<ul>{items}</ul>", WORK_BYTES)


def _page(page_id: str, name: str, article: str, size: int) -> Page:
    namespace = page_id.partition("/")[0]
    sub = "/Tropes" in page_id
    said = escape(name) if sub else f"{escape(name)} ({namespace})"
    head = "\n".join([
        f"<title>{said} - TV Tropes</title>",
        f'<link rel="canonical" href="{SITE}{WIKI}/{page_id}" />',
        meta(og_title=name, og_url=f"{SITE}{WIKI}/{page_id}", og_site_name="TV Tropes"),
    ])  # fmt: skip
    # Lists outside the article: menus name other works and tropes.
    body = f"""<ul class="menu"><li>{_link("Main/AWorkOfAnother", "A Work Of Another")}</li></ul>
<h1 itemprop="headline" class="entry-title"><strong>{namespace} / </strong> {escape(name)} </h1>
<div id="main-article" class="article-content retro-folders">{article}</div>
<ul><li>{_link("Main/UnrelatedTrope", "Unrelated Trope")}</li></ul>"""
    return Page(head=head, body=body, size=size)


def _unknown_layout(page: Page) -> Page:
    """Change what readers hold on to: the article's id and the links' class."""
    body = page.body.replace('id="main-article"', 'data-part="text"')
    return replace(page, body=body.replace("twikilink", "w-ref").replace("<li>", "<p>"))


def _not_found(name: str) -> Page:
    said = f"We don't have an article named <b>{escape(name)}</b>. It can be written."
    return Page(head="<title>Not found - TV Tropes</title>", body=f"<p>{said}</p>", status=404,
                size=45_000)  # fmt: skip
