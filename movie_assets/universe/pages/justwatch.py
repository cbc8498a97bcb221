"""JustWatch's provider galleries: what a provider shows in a country, as a grid of titles.

Our own template: no gallery was recorded, so its structure is second-hand.
"""

import re
from collections.abc import Sequence
from html import escape

from movie_assets.universe.facts import Provider, Title
from movie_assets.universe.messages import Request
from movie_assets.universe.pages.html_page import Page, meta
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_objects import slug

SITE = "https://www.justwatch.com"
ROBOTS = "User-agent: *\nDisallow: /*/search\nDisallow: /user\n"
GALLERY_BYTES = 250_000  # a guess: no gallery was recorded
_PATH = re.compile(r"/([a-z]{2})/provider/([a-z0-9-]+)(?:/(movies|tv-shows))?")
_A_PAGE = 120


def gallery_page(day: UniverseDay, request: Request) -> Page:
    """Answer a request to www.justwatch.com.

    Shape:  `/{cc}/provider/{slug}`, also `/movies` and `/tv-shows`; the most popular first, 120 a
            page, `?page=N` for more.
    Errors: 404 for an unknown provider, country or path.
    """
    match = _PATH.fullmatch(request.path)
    country = "GB" if match and match[1] == "uk" else match[1].upper() if match else ""
    provider = _provider(day, match[2], country) if match else None
    if match is None or provider is None:
        return Page(head="<title>404 Page not found | JustWatch</title>", status=404,
                    body="<h1>404</h1>", size=60_000)  # fmt: skip
    wanted = {"movies": "movie", "tv-shows": "tv"}.get(match[3] or "")
    offered = day.offered.get((provider.provider_id, country), ())
    titles = [title for title in offered if wanted in (None, title.kind)]
    asked = request.query.get("page", "1")
    number = int(asked) if asked.isdigit() and int(asked) > 0 else 1
    some = titles[(number - 1) * _A_PAGE : number * _A_PAGE]
    more = number + 1 if number * _A_PAGE < len(titles) else 0
    return _gallery(match[1], provider, some, match[0], more)


def provider_slug(provider: Provider) -> str:
    """Spell a provider as galleries' addresses do."""
    return slug(provider.name.replace("+", " plus"))


def _provider(day: UniverseDay, name: str, country: str) -> Provider | None:
    """Find a provider of the country; where two bear one name, the one that is there."""
    for provider in day.facts.providers.values():
        if provider_slug(provider) == name and country in provider.countries.split("|"):
            return provider
    return None


def _gallery(
    country: str, provider: Provider, titles: Sequence[Title], path: str, more: int
) -> Page:
    tiles = "\n".join(
        f'<div class="title-list-grid__item" data-id="{"tm" if t.kind == "movie" else "ts"}'
        f'{t.tmdb_id}"><a href="/{country}/{"movie" if t.kind == "movie" else "tv-show"}/'
        f'{slug(t.title) or t.tmdb_id}" class="title-list-grid__item--link">'
        f'<picture><img alt="{escape(t.title)}" src="/poster.webp"></picture></a></div>'
        for t in titles
    )
    next_link = f'<a rel="next" href="{path}?page={more}">More</a>' if more else ""
    name = escape(provider.name)
    return Page(
        head=f"<title>{name}: what is on | JustWatch</title>\n{meta(og_url=f'{SITE}{path}')}",
        body=f'<h1>{name}</h1><div class="title-list"><div class="title-list-grid">{tiles}</div>'
        f"</div>{next_link}",
        size=GALLERY_BYTES,
    )
