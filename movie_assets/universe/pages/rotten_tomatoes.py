"""Rotten Tomatoes' pages: which page an address shows, in which era's layout. Layouts: beside.

Pure: (day, plan, request) → page. Eras are chosen by title: seven in ten pages are of today's.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape

from movie_assets.universe.chance import draw
from movie_assets.universe.messages import Request
from movie_assets.universe.pages import rotten_tomatoes_old as old
from movie_assets.universe.pages import rotten_tomatoes_today as today
from movie_assets.universe.pages.html_page import Page
from movie_assets.universe.pages.plan import PagePlan
from movie_assets.universe.pages.shown import Shown, shown
from movie_assets.universe.pages.twists import found_entry, twisted
from movie_assets.universe.state import UniverseDay

SOURCE = "rotten_tomatoes"
SITE = "https://www.rottentomatoes.com"
ROBOTS = (
    "User-agent: *\nDisallow: /search\nDisallow: /m/*/pictures\nDisallow: /tv/*/pictures\n"
    "Disallow: /critics/self-submission/\nDisallow: /user/account/\n"
)
_PATH = re.compile(r"/(m|tv)/([^/]+)(?:/s(\d{1,3}))?/?")
# Up to which draw, the layout, and the median bytes of the real pages of that era. No whole page
# of today's layout is at hand: it gets the size of the last whole ones.
ERAS: Sequence[tuple[float, str, Callable[[Shown], Page], int]] = (
    (0.70, "scorecard since 2024-04", today.scorecard, 297_397),
    (0.73, "score board of 2024-04", old.score_board_2024, 297_397),
    (0.79, "score board of 2023", old.score_board_2023, 290_560),
    (0.85, "score board of 2021", old.score_board_2021, 308_986),
    (0.93, "wraps of 2018-2020", old.mop_wraps, 307_678),
    (1.00, "meters of 2014-2018", old.meters, 168_480),
)
_NOT_FOUND_BYTES = 17_000


def rotten_tomatoes_page(day: UniverseDay, plan: PagePlan, request: Request) -> Page:
    """Answer a request to www.rottentomatoes.com.

    Shape:  `/m/SLUG`, `/tv/SLUG`, `/tv/SLUG/sNN`; an old slug is 301 to the new one.
    Errors: 404 for an unknown address.
    """
    match = _PATH.fullmatch(request.path)
    if match is None:
        return _not_found()
    below = f"/s{match[3]}" if match[3] else ""
    found = found_entry(plan[SOURCE], f"{match[1]}/{match[2]}", request.twist)
    if isinstance(found, str):
        return Page(status=301, headers={"Location": f"/www.rottentomatoes.com/{found}{below}"})
    content = shown(day, SOURCE, found, int(match[3]) if match[3] else None) if found else None
    if content is None or (match[3] and match[1] == "m"):
        return _not_found()
    return twisted(render, content, request.twist, SITE)


def render(content: Shown) -> Page:
    """Render a page in its title's era."""
    _, _, layout, size = era_of(content)
    made = layout(content)
    return Page(head=made.head, body=made.body, size=size)


def era_of(content: Shown) -> tuple[float, str, Callable[[Shown], Page], int]:
    """Choose a title's era: shows only have whole pages of today's layout."""
    if content.title.kind == "tv":
        return ERAS[0]
    drawn = draw(content.title.title_id, SOURCE, "era")
    return next(era for era in ERAS if drawn < era[0])


def _not_found() -> Page:
    name = escape("404 - Not Found")
    return Page(head=f"<title>Rotten Tomatoes: {name}</title>", status=404, size=_NOT_FOUND_BYTES,
                body=f'<main id="main-page-content"><h1>{name}</h1></main>')  # fmt: skip


LAYOUTS: Mapping[str, Callable[[Shown], Page]] = {name: layout for _, name, layout, _ in ERAS}
