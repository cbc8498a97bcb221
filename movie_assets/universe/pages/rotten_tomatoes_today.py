"""Rotten Tomatoes' layout since 2024-04: scores as media-scorecard JSON, facts as JSON-LD.

Our own template in the structure of the real pages; no word of theirs.
"""

import datetime as dt
from collections.abc import Sequence
from html import escape
from typing import Any

from movie_assets.universe.chance import draw
from movie_assets.universe.pages.html_page import Page, meta, script
from movie_assets.universe.pages.shown import Score, SeasonShown, Shown

SITE = "https://www.rottentomatoes.com"
_BANDS = (250_000, 100_000, 50_000, 25_000, 10_000, 5_000, 2_500, 1_000, 500, 250, 100, 50)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Json = dict[str, Any]


def scorecard(shown: Shown) -> Page:
    """Render a film, show or season."""
    path = own_path(shown)
    name = escape(shown.title.title)
    season = f": Season {shown.season}" if shown.season else ""
    head = "\n".join([
        f"<title>{name}{season} | Rotten Tomatoes</title>",
        f'<link rel="canonical" href="{SITE}/{path}">',
        meta(og_title=f"{shown.title.title}{season} | Rotten Tomatoes", og_url=f"{SITE}/{path}",
             og_type="video.movie" if shown.title.kind == "movie" else "video.tv_show"),
        script(linked_data(shown, path), type="application/ld+json"),
    ])  # fmt: skip
    body = "\n".join([
        '<main id="main-page-content">',
        f'<media-hero><rt-text slot="title">{name}{season}</rt-text></media-hero>',
        script({"content": _hero(shown)}, id="media-hero-json", type="application/json"),
        "<media-scorecard></media-scorecard>",
        script(_scorecard(shown, path), id="media-scorecard-json", type="application/json"),
        _facts(shown),
        _season_tiles(shown) if shown.season is None else "",
        "</main>",
    ])  # fmt: skip
    return Page(head=head, body=body)


def own_path(shown: Shown) -> str:
    """Give the page's own path: `m/up`, `tv/x/s02`."""
    return f"{shown.page_id}/s{shown.season:02d}" if shown.season else shown.page_id


def banded(count: int) -> str:
    """Write a count of ratings as the site does now.

    >>> banded(33324202), banded(1200), banded(17)
    ('250,000+ Ratings', '1,000+ Ratings', 'Fewer than 50 Ratings')
    """
    band = next((band for band in _BANDS if count >= band), None)
    return f"{band:,}+ Ratings" if band else "Fewer than 50 Ratings"


def day_words(day: dt.date) -> str:
    """Write a date as the site does.

    >>> day_words(dt.date(1999, 3, 30))
    'Mar 30, 1999'
    """
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


def hours(minutes: int) -> str:
    """Write a running time as the site does.

    >>> hours(136)
    '2h 16m'
    """
    return f"{minutes // 60}h {minutes % 60}m" if minutes >= 60 else f"{minutes}m"


def linked_data(shown: Shown, path: str) -> Json:
    """Write the JSON-LD; without critics' score there is no `aggregateRating`."""
    title = shown.title
    film, season = title.kind == "movie", shown.season
    linked: Json = {
        "@context": "http://schema.org",
        "@type": "Movie" if film else "TVSeason" if season else "TVSeries",
        "name": f"Season {season}" if season else title.title,
        "url": f"{SITE}/{path}",
        "genre": list(title.genres),
        "director" if film else "creator": [_person(name) for name in shown.makers],
        "actor": [_person(name) for name in title.cast],
    }
    if shown.released:
        linked["dateCreated"] = shown.released.isoformat()
    if shown.certification:
        linked["contentRating"] = shown.certification
    if season:
        linked["partOfSeries"] = {"@type": "TVSeries", "name": title.title,
                                  "url": f"{SITE}/{shown.page_id}"}  # fmt: skip
    elif not film:
        linked["numberOfSeasons"] = len(shown.seasons)
    if shown.critics:
        linked["aggregateRating"] = {
            "@type": "AggregateRating", "name": "Tomatometer", "bestRating": "100",
            "worstRating": "0", "ratingValue": f"{shown.critics.value:.0f}",
            "ratingCount": shown.critics.count, "reviewCount": shown.critics.count,
        }  # fmt: skip
    return linked


def _person(name: str) -> Json:
    slug = name.lower().replace(" ", "_")
    return {"@type": "Person", "name": name, "sameAs": f"{SITE}/celebrity/{slug}"}


def _hero(shown: Shown) -> Json:
    title = shown.title
    years = [str(shown.year)] if shown.year else []
    if title.kind == "tv" and title.last_air_year and not shown.season:
        years = [f"{title.year}-{title.last_air_year}"]
    elif shown.released:
        years = [f"Released {day_words(shown.released)}"]
    runtime = [hours(title.runtime_min)] if title.kind == "movie" and title.runtime_min else []
    props = [*([shown.certification] if shown.certification else []), *years, *runtime]
    return {"metadataGenres": list(title.genres), "metadataProps": props, "title": title.title}


def _scorecard(shown: Shown, path: str) -> Json:
    critics = _critics(shown.critics, path, shown)
    audience = _audience(shown.audience, path, shown)
    return {
        "audienceScore": audience, "criticsScore": critics, "hideAudienceScore": False,
        "overlay": {
            "audienceAll": audience, "audienceVerified": _audience(None, path, shown, "VERIFIED"),
            "criticsAll": critics, "hasAudienceAll": shown.audience is not None,
            "hasCriticsAll": shown.critics is not None,
            "mediaType": "Movie" if shown.title.kind == "movie"
            else "TvSeason" if shown.season else "TvSeries",
        },
    }  # fmt: skip


def _critics(score: Score | None, path: str, shown: Shown) -> Json:
    """Write a Tomatometer: without a score the key is missing, or it is 0 of no reviews."""
    block: Json = {"title": "Tomatometer", "reviewsPageUrl": f"/{path}/reviews"}
    if score is None:
        few = int(draw(shown.page_id, "few reviews") * 3)
        zero = {"score": "0", "scorePercent": "0%"} if _says_zero(shown) else {}
        count = 0 if zero else few
        return block | zero | {"likedCount": count, "notLikedCount": 0, "ratingCount": count,
                               "reviewCount": count}  # fmt: skip
    liked = round(score.count * score.value / 100)
    return block | {
        "score": f"{score.value:.0f}", "scorePercent": f"{score.value:.0f}%",
        "averageRating": f"{3 + score.value / 16:.2f}", "certified": score.value >= 75,
        "likedCount": liked, "notLikedCount": score.count - liked, "ratingCount": score.count,
        "reviewCount": score.count, "sentiment": _sentiment(score),
    }  # fmt: skip


def _says_zero(shown: Shown) -> bool:
    """Half of the pages without a score say 0 % of 0 reviews."""
    return draw(shown.page_id, "zero of zero") < 0.5


def _audience(score: Score | None, path: str, shown: Shown, kind: str = "ALL") -> Json:
    block: Json = {"title": "Popcornmeter", "scoreType": kind,
                   "reviewsPageUrl": f"/{path}/reviews/all-audience"}  # fmt: skip
    if score is None:
        zero = {"score": "0"} if kind == "ALL" and _says_zero(shown) else {}
        return block | zero | {"bandedRatingCount": f"0 {'' if kind == 'ALL' else 'Verified '}"
                               "Ratings", "likedCount": 0, "notLikedCount": 0,
                               "reviewCount": 0}  # fmt: skip
    liked = round(score.count * score.value / 100)
    return block | {
        "score": f"{score.value:.0f}", "scorePercent": f"{score.value:.0f}%",
        "averageRating": f"{1 + score.value / 25:.1f}", "bandedRatingCount": banded(score.count),
        "likedCount": liked, "notLikedCount": score.count - liked,
        "reviewCount": score.count // 3, "sentiment": _sentiment(score), "certified": False,
    }  # fmt: skip


def _sentiment(score: Score) -> str:
    return "POSITIVE" if score.value >= 60 else "NEGATIVE"


def _facts(shown: Shown) -> str:
    """Write the facts' section: label and values; persons and genres are links."""
    film = shown.title.kind == "movie"
    released = [day_words(shown.released)] if shown.released else []
    runtime = [hours(shown.title.runtime_min)] if shown.title.runtime_min else []
    facts = [
        ("Director" if film else "Creator", shown.makers, "rt-link"),
        ("Rating", [shown.certification] if shown.certification else [], "rt-text"),
        ("Genre", shown.title.genres, "rt-link"),
        ("Release Date (Theaters)" if film else "Premiere Date", released, "rt-text"),
        ("Runtime", runtime, "rt-text"),
    ]
    rows = "".join(
        f'<div class="category-wrap" data-qa="item"><dt class="key"><rt-text class="key" '
        f'data-qa="item-label">{label}</rt-text></dt><dd data-qa="item-value-group">'
        f"{_values(values, tag)}</dd></div>"
        for label, values, tag in facts
        if values
    )
    return f'<section class="media-info" data-qa="section:media-info"><dl>{rows}</dl></section>'


def _values(values: Sequence[str], tag: str) -> str:
    delimiter = '<rt-text class="delimiter">, </rt-text>'
    return delimiter.join(
        f'<{tag} data-qa="item-value">{escape(value)}</{tag}>' for value in values
    )


def _season_tiles(shown: Shown) -> str:
    tiles = "\n".join(_tile(shown, season) for season in shown.seasons)
    return f'<section class="seasons"><div>{tiles}</div></section>' if tiles else ""


def _tile(shown: Shown, season: SeasonShown) -> str:
    score = f"{season.critics.value:.0f}%" if season.critics else "- -"
    return (
        f'<tile-season href="/{shown.page_id}/s{season.number:02d}">'
        f'<rt-text slot="title">Season {season.number}</rt-text>'
        f'<rt-text slot="critics-score">{score}</rt-text></tile-season>'
    )
