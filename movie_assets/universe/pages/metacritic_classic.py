"""Metacritic's layout of 2010 to 2023: scores as anchors in the markup; another film's in the bar.

Our own template in the structure of the real pages: a film's, and a show's or season's.
"""

from html import escape
from typing import Any

from movie_assets.universe.pages.html_page import Page, links, meta, script
from movie_assets.universe.pages.rotten_tomatoes_today import day_words
from movie_assets.universe.pages.shown import Score, SeasonShown, Shown

SITE = "http://www.metacritic.com"
# The first score of a page is another film's: readers must not take it for the page's own.
_BAR = """<div class="nav_bar"><a href="/movie/another-film"><b>Another Film</b>
<div class="metascore_w large no_tbd movie positive">83</div></a><span class="count"></span>
</div>"""


def classic(content: Shown) -> Page:
    """Render a film, show or season."""
    path = content.page_id + (f"/season-{content.season}" if content.season else "")
    season = f" - Season {content.season}" if content.season else ""
    name = escape(content.title.title)
    head = "\n".join([
        f"<title>{name}{season} Reviews - Metacritic</title>",
        f'<link rel="canonical" href="{SITE}/{path}">',
        meta(og_title=f"{content.title.title}{season}", og_url=f"{SITE}/{path}"),
    ])  # fmt: skip
    film = content.page_id.startswith("movie/")
    body = _film(content, path) if film else _show(content, path)
    return Page(head=head, body=f"{_BAR}\n{body}")


def _film(content: Shown, path: str) -> str:
    name, title = escape(content.title.title), content.title
    released = (
        f"{content.released:%B} {content.released.day}, {content.released.year}"
        if content.released
        else ""
    )
    year = f'<span class="release_year lighter">{content.year}</span>' if content.year else ""
    genres = ", ".join(f"<span>{escape(genre)}</span>" for genre in title.genres)
    directors = (
        f"""<div class="director"><span class="label">Director:</span>
{links(content.makers, "/person")}</div>"""
        if content.makers
        else ""
    )
    return f"""{script(_linked(content, path), type="application/ld+json")}
<div class="product_page_title oswald"><h1>{name}</h1>{year}</div>
<div class="ms_wrapper">{_wrapped(content.critics, path, "critic", "Critics")}</div>
<div class="us_wrapper">{_wrapped(content.audience, path, "user", "Ratings")}</div>
<div class="details_section"><span class="release_date"><span class="label">Release Date:</span>
<span>{released}</span></span></div>
<div class="summary_cast details_section"><span class="label">Starring:</span>
<span>{links(title.cast, "/person")}</span></div>
<div class="details_section">{directors}
<div class="genres"><span class="label">Genre(s):</span> <span>{genres}</span></div>
<div class="rating"><span class="label">Rating:</span>
<span>{escape(content.certification or "")}</span></div>
<div class="runtime"><span class="label">Runtime:</span> <span>{title.runtime_min} min</span></div>
</div>"""


def _wrapped(score: Score | None, path: str, who: str, of: str) -> str:
    href = f"/{path}/{who}-reviews"
    count = f"based on {score.count} {of}" if score else ""
    said = "Generally favorable reviews" if score else "No score yet"
    mark = "user larger movie" if who == "user" else "larger movie"
    return f"""<table><tr><td class="summary_left"><div class="header_title">
<a href="{href}">{"USER SCORE" if who == "user" else "METASCORE"}</a></div>
<span class="score_description"><a class="data" href="{href}"><span>{said}</span>
<span class="based_on">{count}</span></a></span></td><td class="summary_right">
<a class="metascore_anchor" href="{href}">
<span class="metascore_w {mark} {_mood(score)}">{_value(score)}</span></a></td></tr></table>"""


def _linked(content: Shown, path: str) -> dict[str, Any]:
    linked: dict[str, Any] = {
        "@context": "http://schema.org", "@type": "Movie", "name": escape(content.title.title),
        "url": f"{SITE}/{path}",
        "director": [{"@type": "Person", "name": escape(name)} for name in content.makers],
        "actor": [{"@type": "Person", "name": escape(name)} for name in content.title.cast],
    }  # fmt: skip
    if content.released:
        released = content.released
        linked["datePublished"] = f"{released:%B} {released.day}, {released.year}"
    if content.critics:
        linked["aggregateRating"] = {
            "@type": "AggregateRating", "bestRating": "100", "worstRating": "0",
            "ratingValue": _value(content.critics), "reviewCount": f"{content.critics.count}",
            "ratingCount": f"{content.critics.count}",
        }  # fmt: skip
    return linked


def _show(content: Shown, path: str) -> str:
    name = escape(content.title.title)
    season = f' : <span itemprop="name">Season {content.season}</span>' if content.season else ""
    seasons = "\n".join(_season(content, season) for season in content.seasons)
    return f"""<div itemprop="season" itemscope itemtype="http://schema.org/TVSeason">
<h1 class="product_title"><a href="/{path}" class="hover_none">
<span itemprop="partOfTVSeries"><span itemprop="name"> {name} </span></span>{season}</a></h1>
<div class="product_seasons"><span class="label">Season #: </span>
<span class="data">{seasons}</span></div>
<div class="score_summary metascore_summary"><div class="label">Metascore</div>
{_anchored(content.critics, path, "critic", "Critics")}</div>
<div class="score_summary"><div class="userscore_wrap"><div class="label">User Score</div>
{_anchored(content.audience, path, "user", "Ratings")}</div></div>
{_show_details(content)}</div>"""


def _show_details(content: Shown) -> str:
    """Write the labelled facts of a show or season; what is not known has no label."""
    premiere = day_words(content.released) if content.released else str(content.year or "")
    label = f"Season {content.season} premiere date" if content.season else "Series Premiere Date"
    genres = ", ".join(escape(genre) for genre in content.title.genres)
    runtime = content.title.runtime_min
    cast = ", ".join(
        f'<span itemprop="actor"><a href="/person/x"><span itemprop="name">{escape(name)}</span>'
        "</a></span>"
        for name in content.title.cast
    )
    rows = [
        ("Starring", "", cast),
        ("Genre(s)", ' itemprop="genre"', genres),
        (label, ' itemprop="startDate"', premiere),
        ("Episode Length", "", str(runtime or "")),
    ]
    items = "\n".join(
        f'<li class="summary_detail"><span class="label">{name}:</span>\n'
        f'<span class="data"{mark}>{value}</span></li>'
        for name, mark, value in rows
        if value
    )
    return f'<ul class="summary_details">{items}</ul>'


def _season(content: Shown, season: SeasonShown) -> str:
    score = season.critics
    mark = f'<span class="metascore_w small tvshow {_mood(score)}">{_value(score)}</span>'
    return (f'<a href="/{content.page_id}/season-{season.number}" class="hover_none">'
            f"{season.number}{mark if score else ''}</a>")  # fmt: skip


def _anchored(score: Score | None, path: str, who: str, of: str) -> str:
    href = f"/{path}/{who}-reviews"
    size = "user large tvshow" if who == "user" else "xlarge tvshow"
    count = f'<a href="{href}"><span>{score.count}</span> {of}</a>' if score else ""
    return f"""<a class="metascore_anchor" href="{href}">
<div class="metascore_w {size} {_mood(score)}"><span>{_value(score)}</span></div></a>
<div class="summary"><p><span class="desc">{"" if score else "No score yet"}</span>
<span class="count"><span class="based">{"based on" if score else ""}</span>{count}</span>
</p></div>"""


def _value(score: Score | None) -> str:
    return f"{score.value:g}" if score else "tbd"


def _mood(score: Score | None) -> str:
    return "positive" if score else "tbd"
