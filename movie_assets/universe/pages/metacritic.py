"""Metacritic's pages: which page an address shows, and today's layout (Nuxt). Classic: beside.

Our own templates in the structure of the real pages. Four in five pages are of today's layout.
"""

import re
from collections.abc import Callable
from html import escape
from typing import Any

from movie_assets.universe.chance import draw
from movie_assets.universe.messages import Request
from movie_assets.universe.pages.devalue import flattened
from movie_assets.universe.pages.html_page import Page, meta, script
from movie_assets.universe.pages.metacritic_classic import classic
from movie_assets.universe.pages.plan import PagePlan
from movie_assets.universe.pages.shown import Score, SeasonShown, Shown, shown
from movie_assets.universe.pages.twists import found_entry, twisted
from movie_assets.universe.state import UniverseDay

SOURCE = "metacritic"
SITE = "https://www.metacritic.com"
ROBOTS = (
    "User-agent: *\nDisallow: /search\nDisallow: /signup\nDisallow: /login\nDisallow: /user\n"
    "\nUser-agent: GPTBot\nDisallow: /\n\nUser-agent: CCBot\nDisallow: /\n"
)
_PATH = re.compile(r"/(movie|tv)/([^/]+)(?:/season-(\d{1,3}))?/?")
# Median bytes of the real pages by kind: classic ones, and of today's only their payload is at
# hand, which the page is taken to be as long as.
CLASSIC_BYTES = {"movie": 98_851, "tv": 147_204}
NUXT_BYTES = {"movie": 160_732, "tv": 220_600}
_NOT_FOUND_BYTES = 30_000  # a guess: none was recorded
_CLASSIC_SHARE = 0.2
Json = dict[str, Any]


def metacritic_page(day: UniverseDay, plan: PagePlan, request: Request) -> Page:
    """Answer a request to www.metacritic.com.

    Shape:  `/movie/SLUG`, `/tv/SLUG`, `/tv/SLUG/season-N`, with or without a slash at the end; a
            moved page is 301.
    Errors: 403 without a User-Agent; 404 for an unknown address.
    """
    if not request.headers.get("user-agent"):
        return Page(head="<title>403 Forbidden</title>", status=403)
    match = _PATH.fullmatch(request.path)
    if match is None:
        return _not_found()
    below = f"/season-{match[3]}" if match[3] else ""
    found = found_entry(plan[SOURCE], f"{match[1]}/{match[2]}", request.twist)
    if isinstance(found, str):
        return Page(status=301, headers={"Location": f"/www.metacritic.com/{found}{below}/"})
    content = shown(day, SOURCE, found, int(match[3]) if match[3] else None) if found else None
    if content is None or (match[3] and match[1] == "movie"):
        return _not_found()
    return twisted(render, content, request.twist, SITE)


def render(content: Shown) -> Page:
    """Render a page in its title's era."""
    kind = content.page_id.split("/")[0]
    layout, size = layout_of(content), CLASSIC_BYTES[kind]
    made = layout(content)
    if layout is nuxt:
        size = NUXT_BYTES[kind]
    return Page(head=made.head, body=made.body, size=size)


def layout_of(content: Shown) -> Callable[[Shown], Page]:
    """Choose a title's era; all pages of a show are of one."""
    drawn = draw(content.title.title_id, SOURCE, "era")
    return classic if drawn < _CLASSIC_SHARE else nuxt


def _not_found() -> Page:
    return Page(head="<title>404 Page Not Found - Metacritic</title>", status=404,
                body="<main><h1>404 Page Not Found</h1></main>", size=_NOT_FOUND_BYTES)  # fmt: skip


def nuxt(content: Shown) -> Page:
    """Render today's layout: JSON-LD with the critics' score, everything in __NUXT_DATA__."""
    path = own_path(content)
    title, year = content.title, f" ({content.year})" if content.year else ""
    season = f" - Season {content.season}" if content.season else ""
    name = escape(f"{title.title}{season}")
    head = "\n".join([
        f"<title>{name} Reviews - Metacritic</title>",
        f'<link rel="canonical" href="{SITE}/{path}/">',
        meta(og_title=f"{title.title}{season} Reviews", og_url=f"{SITE}/{path}/"),
        script(_linked(content, path), type="application/ld+json"),
    ])  # fmt: skip
    boxes = "".join([
        _box("Metascore", content.critics, "Critic Reviews", 100),
        _box("User score", content.audience, "User Ratings", 10),
    ])  # fmt: skip
    pages, slug = "movies" if _is_film(content) else "shows", content.page_id.split("/")[1]
    payload = {
        "data": {"loadPage:skeleton:web:": {"components": []},
                 f"loadPage:{pages}:{slug}:": {"components": _components(content, path)}},
        "state": {}, "serverRendered": True, "path": f"/{path}/",
    }  # fmt: skip
    body = "\n".join(
        [
            f'<div id="__nuxt"><h1>{name}{year}</h1>{boxes}</div>',
            script(flattened(payload), type="application/json", id="__NUXT_DATA__"),
        ]
    )
    return Page(head=head, body=body)


def own_path(content: Shown) -> str:
    """Give the page's own path: `tv/veep/season-6`."""
    below = f"/season-{content.season}" if content.season else ""
    return f"{content.page_id}{below}"


def _section(content: Shown) -> str:
    return content.page_id.split("/")[0]


def _is_film(content: Shown) -> bool:
    return _section(content) == "movie"


def _box(heading: str, score: Score | None, of: str, most: int) -> str:
    said = f"{score.value:g} out of {most}" if score else "tbd"
    count = f"Based on {score.count:,} {of}" if score else "Not available yet"
    shown = f"{score.value:g}" if score else "tbd"
    return (
        f'<div class="c-score-box"><div data-testid="global-score-header">{heading}</div>'
        f'<a href="#"><span>{count}</span></a><div title="{heading} {said}"><span>{shown}'
        "</span></div></div>"
    )


def _linked(content: Shown, path: str) -> Json:
    title = content.title
    released = content.released.isoformat() if content.released else None
    linked: Json = {
        "@context": "https://schema.org",
        "@type": "Movie" if _is_film(content) else "TVSeason" if content.season else "TVSeries",
        "name": f"Season {content.season}" if content.season else title.title,
        "url": f"{SITE}/{path}/", "genre": list(title.genres),
        "director" if _is_film(content) else "creator": [
            {"@type": "Person", "name": name} for name in content.makers
        ],
        "actor": [{"@type": "Person", "name": name} for name in title.cast],
    }  # fmt: skip
    if content.season:
        linked["partOfSeries"] = {"@type": "TVSeries", "name": title.title}
    if released:
        linked |= {"dateCreated": f"{released}T00:00:00.000Z", "datePublished": released}
    if content.certification:
        linked["contentRating"] = content.certification
    if content.critics:
        linked["aggregateRating"] = {
            "@type": "AggregateRating", "name": "Metascore", "bestRating": 100, "worstRating": 0,
            "ratingValue": round(content.critics.value), "reviewCount": content.critics.count,
            "url": f"{SITE}/{path}/critic-reviews/",
        }  # fmt: skip
    return linked


def _components(content: Shown, path: str) -> list[Json]:
    query = f"?season=season-{content.season}" if content.season else ""
    address = f"/{content.page_id}"
    parts: list[tuple[str, Json]] = [
        ("product", {"item": _product(content)}),
        ("critic-score-summary",
         {"item": _summary(content.critics, 100, f"{address}/critic-reviews/{query}")}),
        ("user-score-summary",
         {"item": _summary(content.audience, 10, f"{address}/user-reviews/{query}")}),
    ]  # fmt: skip
    if not _is_film(content):
        rows = [_season(content, season) for season in content.seasons]
        parts.append(("seasons", {"id": path.split("/")[1], "items": rows}))
    return [
        {"data": data, "links": {"self": {"href": f"{SITE}/{path}"}},
         "meta": {"componentName": name, "componentType": name}}
        for name, data in parts
    ]  # fmt: skip


def _product(content: Shown) -> Json:
    title, film = content.title, _is_film(content)
    makers = "Directed By" if film else "Created By"
    return {
        "type": "movie" if film else "show", "typeId": 2 if film else 1, "title": title.title,
        "slug": content.page_id.split("/")[1], "premiereYear": title.year,
        "releaseDate": content.released.isoformat() if content.released else None,
        "duration": title.runtime_min or None, "rating": content.certification,
        "genres": [{"id": n, "name": name} for n, name in enumerate(title.genres)],
        "imdbId": title.imdb_id, "seasonCount": None if film else len(content.seasons),
        "production": {
            "cast": [{"name": name, "roles": [], "roleTypeGroupName": "Cast"}
                     for name in title.cast],
            "crew": [{"name": name, "roles": [makers], "roleTypeGroupName": makers}
                     for name in content.makers],
        },
    }  # fmt: skip


def _summary(score: Score | None, most: int, url: str) -> Json:
    if score is None:
        return {"max": most, "score": None, "reviewCount": 0, "sentiment": None, "url": url}
    good = score.value >= 0.6 * most
    liked = round(score.count * score.value / most)
    return {
        "max": most, "score": round(score.value) if most == 100 else score.value,
        "reviewCount": score.count, "positiveCount": liked, "neutralCount": 0,
        "negativeCount": score.count - liked, "url": url,
        "sentiment": "Generally favorable" if good else "Mixed or average",
    }  # fmt: skip


def _season(content: Shown, season: SeasonShown) -> Json:
    slug = f"season-{season.number}"
    url = f"/{content.page_id}/critic-reviews/?season={slug}"
    return {
        "title": content.title.title, "type": "season", "seasonNumber": season.number,
        "seasonSlug": slug, "totalEpisodes": season.episodes, "url": f"/{content.page_id}/{slug}/",
        "criticScoreSummary": _summary(season.critics, 100, url),
        "tvTaxonomy": {"season": {"name": f"Season {season.number}"}},
    }  # fmt: skip
