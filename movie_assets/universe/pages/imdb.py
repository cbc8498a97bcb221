"""IMDb's title pages as a browser gets them, served only where the wall is taken down. No datasets.

Our own template in the structure of the pages since 2021-12: JSON-LD, and __NEXT_DATA__, of whose
two halves each lacks what the other has. The words of its menus are made up.
"""

import re
from collections.abc import Sequence
from functools import cache
from html import escape
from typing import Any

from movie_assets.universe.chance import draw
from movie_assets.universe.facts import Organisation, Title
from movie_assets.universe.messages import Request
from movie_assets.universe.pages.html_page import Page, meta, script
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_objects import overview

SITE = "https://www.imdb.com"
ROBOTS = "User-agent: *\nDisallow: /search/\nDisallow: /registration/\nDisallow: /*/ratings\n"
_PATH = re.compile(r"/title/(tt\d+)(/?)")
# Medians of the six title pages with hydration data that are at hand: the page, and its data.
PAGE_BYTES = 537_272
DATA_BYTES = 179_258
_NOT_FOUND_BYTES = 3_903  # median of the four at hand
_TITLE_BYTES = 8_000  # what a title's own facts take of its data here
_SAYINGS = ("Open", "Close", "Add to", "Remove from", "See all of", "Sort by", "Share", "Report")
_THINGS = ("list", "rating", "gallery", "cast", "season", "profile", "award", "release", "review")
Json = dict[str, Any]


def imdb_page(day: UniverseDay, request: Request) -> Page:
    """Answer a request to www.imdb.com.

    Shape:  `/title/tt0133093/`; without the slash at its end it is 308 to the same with one.
    Errors: 404 for an unknown address.
    """
    match = _PATH.fullmatch(request.path)
    title = day.by_imdb_id.get(match[1]) if match else None
    if match is None or title is None:
        return Page(head="<title>404 Error - IMDb</title>", status=404, size=_NOT_FOUND_BYTES,
                    body="<h1>No such page</h1>")  # fmt: skip
    if not match[2]:
        return Page(status=308, headers={"Location": f"/www.imdb.com{request.path}/"})
    return render(day, title)


def render(day: UniverseDay, title: Title) -> Page:
    """Render a title's page."""
    url = f"{SITE}/title/{title.imdb_id}/"
    head = "\n".join([
        f"<title>{escape(_headline(title))} - IMDb</title>",
        f'<link rel="canonical" href="{url}">',
        meta(og_title=f"{_headline(title)} - IMDb", og_url=url, og_site_name="IMDb"),
        script(_linked(title, url), type="application/ld+json"),
    ])  # fmt: skip
    properties = {
        "tconst": title.imdb_id,
        "aboveTheFoldData": _above(day, title),
        "mainColumnData": _main(day, title),
        "requestContext": {"sidecar": {"localizationResponse": {"userCountryCode": "US"}}},
    }
    data = script({"props": {"pageProps": properties}, "page": "/title/[tconst]", "words": 0},
                  id="__NEXT_DATA__", type="application/json")  # fmt: skip
    # The same words stand in every page: written once, they cost a page 0.1 ms instead of 2.
    whole = data.replace('"words":0}</script>', f'"words":{_interface_words()}}}</script>')
    body = f'<h1 data-testid="hero__pageTitle"><span>{escape(title.title)}</span></h1>'
    return Page(head=head, body=f"{body}{_hero(title)}\n{whole}", size=PAGE_BYTES)


def _headline(title: Title) -> str:
    what = {"tvSeries": "TV Series ", "tvMiniSeries": "TV Mini Series ", "tvMovie": "TV Movie "}
    said = f"{what.get(title.imdb_type or '', '')}{title.year or ''}".strip()
    return f"{title.title} ({said})" if said else title.title


def _linked(title: Title, url: str) -> Json:
    linked: Json = {
        "@context": "https://schema.org",
        "@type": "Movie" if title.kind == "movie" else "TVSeries",
        "url": url,
        "name": title.original_title,
        "genre": list(title.imdb_genres),
        "datePublished": title.release_date,
        "actor": [{"@type": "Person", "name": name} for name in title.cast[:3]],
        "director": [{"@type": "Person", "name": name} for name in title.directors],
    }
    if title.original_title != title.title:
        linked["alternateName"] = title.title
    if title.imdb_score is not None and title.imdb_count:
        linked["aggregateRating"] = {
            "@type": "AggregateRating", "ratingCount": title.imdb_count, "bestRating": 10,
            "worstRating": 1, "ratingValue": title.imdb_score,
        }  # fmt: skip
    return linked


def _hero(title: Title) -> str:
    """Write the score as people see it, its count rounded."""
    if title.imdb_score is None or not title.imdb_count:
        return ""
    return (
        '<div><div data-testid="hero-rating-bar__aggregate-rating__score">'
        f"<span>{title.imdb_score:.1f}</span><span>/10</span></div>"
        f"<div>{_rounded(title.imdb_count)}</div></div>"
    )


def _rounded(count: int) -> str:
    if count >= 1_000_000:
        return f"{count / 1_000_000:.1f}M"
    return f"{count // 1000}K" if count >= 1000 else str(count)


def _above(day: UniverseDay, title: Title) -> Json:
    """Give the half that the top of the page is made of."""
    score = title.imdb_score if title.imdb_count else None
    metascore = title.mc_critics_score if title.mc_critics_count else None
    return {
        "id": title.imdb_id,
        "titleText": {"text": title.title},
        "originalTitleText": {"text": title.original_title},
        "titleType": {"id": title.imdb_type, "isSeries": title.kind == "tv", "isEpisode": False},
        "releaseYear": {"year": title.year, "endYear": title.last_air_year},
        "runtime": {"seconds": title.runtime_min * 60} if title.runtime_min else None,
        "ratingsSummary": {"aggregateRating": score, "voteCount": title.imdb_count or 0},
        "metacritic": {"metascore": {"score": round(metascore)}} if metascore else None,
        "genres": {"genres": [{"text": name, "id": name} for name in title.imdb_genres]},
        "plot": {"plotText": {"plainText": overview(title)}, "language": {"id": "en-US"}},
        "keywords": _edges([{"text": keyword["name"]} for keyword in title.keywords]),
        "certificate": {"rating": _certification(title)},
        "principalCredits": [_credits(day, "cast", title.cast[:3])],
        "production": _edges([_company(company) for company in title.companies]),
    }


def _main(day: UniverseDay, title: Title) -> Json:
    """Give the half that the rest of the page is made of."""
    languages = [{"id": code} for code in title.languages]
    return {
        "id": title.imdb_id,
        "isAdult": False,
        "releaseDate": _released(title),
        "countriesOfOrigin": {"countries": [{"id": code} for code in title.countries]},
        "spokenLanguages": {"spokenLanguages": languages} if languages else None,
        "productionBudget": {"budget": _dollars(title.budget)} if title.budget else None,
        "worldwideGross": {"total": _dollars(title.revenue)} if title.revenue else None,
        "directors": [_credits(day, "director", title.directors)] if title.directors else [],
        "creators": [_credits(day, "creator", title.creators)] if title.creators else [],
        "cast": _edges([
            {**_person(day, name), "characters": None, "category": {"id": "actor"}}
            for name in title.cast
        ]),
        "akas": _edges([{"text": name["name"]} for name in title.names[:1]]),
        "episodes": _episodes(title) if title.kind == "tv" else None,
    }  # fmt: skip


def _edges(nodes: Sequence[Json]) -> Json:
    return {"total": len(nodes), "edges": [{"node": node} for node in nodes]}


def _person(day: UniverseDay, name: str) -> Json:
    return {"name": {"id": day.facts.people[name].imdb_id, "nameText": {"text": name}}}


def _credits(day: UniverseDay, category: str, names: Sequence[str]) -> Json:
    credited = [{**_person(day, name), "attributes": None} for name in names]
    return {"totalCredits": len(names), "category": {"id": category}, "credits": credited}


def _company(company: Organisation) -> Json:
    own_id = f"co{company['id']:07d}"
    return {"company": {"id": own_id, "companyText": {"text": company["name"]}}}


def _dollars(amount: int) -> Json:
    return {"amount": amount, "currency": "USD"}


def _released(title: Title) -> Json | None:
    if not title.release_date or not title.countries:
        return None
    year, month, day = map(int, title.release_date.split("-"))
    return {"day": day, "month": month, "year": year, "country": {"id": title.countries[0]}}


def _certification(title: Title) -> str | None:
    return next((c["rating"] for c in title.certifications if c["country"] == "US"), None)


def _episodes(title: Title) -> Json:
    return {
        "episodes": {"total": sum(season["episodes"] for season in title.seasons)},
        "seasons": [{"number": season["season"]} for season in title.seasons],
    }


@cache
def _interface_words() -> str:
    """Write the words of buttons and menus, as JSON: most of what the real data consists of."""
    entries: list[str] = []
    size = _TITLE_BYTES
    while size < DATA_BYTES:
        number = len(entries)
        said, of = _SAYINGS[number % 8], _THINGS[number % 9]
        tone = int(draw("imdb words", number) * 9_999)
        entries.append(f'"{of}_{said[:3].lower()}{number}_label":"{said} the {of}, way {tone}"')
        size += len(entries[-1]) + 1
    return "{" + ",".join(entries) + "}"
