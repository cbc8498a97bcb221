"""Rotten Tomatoes' layouts of films from 2014 to 2024-04: meters, wraps, score boards.

Our own templates in the structure of the real pages. Each of 2021 to 2024 has its own JSON.
"""

from html import escape
from typing import Any

from movie_assets.universe.pages.html_page import Page, meta, script
from movie_assets.universe.pages.rotten_tomatoes_today import (
    SITE,
    banded,
    day_words,
    hours,
    linked_data,
)
from movie_assets.universe.pages.shown import Score, Shown

Json = dict[str, Any]
_OLD_LABELS = ("Genre", "Directed By", "In Theaters", "Runtime")
_NEW_LABELS = ("Genre", "Director", "Release Date (Theaters)", "Runtime")


def score_board_2021(shown: Shown) -> Page:
    """2021 to 2022: scores as text and numbers on the board, `score` in the modal."""
    critics, audience = shown.critics, shown.audience
    board = _board_words(shown) | {
        "audienceBandedRatingCount": _band(audience), "audienceCount": _count(audience),
        "audienceScore": _text(audience), "tomatometerCount": _count(critics),
        "tomatometerScore": _text(critics),
    }  # fmt: skip
    modal = {
        "tomatometerScoreAll": _counts(critics) | {"score": _text(critics)},
        "audienceScoreAll": _counts(audience)
        | {"score": _text(audience), "bandedRatingCount": _band(audience)},
        "hasTomatometerScoreAll": critics is not None, "hasAudienceScoreAll": audience is not None,
    }  # fmt: skip
    # In these years dateCreated was the day the listing was made, with its time.
    linked = _linked(shown) | {"dateCreated": "2005-11-20T14:41:58-08:00"}
    linked["actors"] = linked.pop("actor")
    details = {"scoreboard": board, "modal": modal}
    return _score_board(shown, linked, details, "score-board", "score-details-json")


def score_board_2023(shown: Shown) -> Page:
    """2023: objects with `value`; persons of the JSON-LD have lost their names."""
    linked = _linked(shown) | {"dateCreated": "TODO_MISSING", "dateModified": "TODO_MISSING"}
    nameless = {"@type": "Person", "name": "NA"}
    linked["director"] = [nameless for _ in shown.makers]
    del linked["actor"]
    linked["actors"] = [nameless for _ in shown.title.cast]
    return _score_board(shown, linked, _objects(shown), "score-board", "score-details-json")


def score_board_2024(shown: Shown) -> Page:
    """2024-04: element and script were renamed."""
    return _score_board(shown, _linked(shown), _objects(shown), "score-board-deprecated",
                        "scoreDetails")  # fmt: skip


def _objects(shown: Shown) -> Json:
    """Write the details as of 2023: scores are objects, in the board and in the modal."""
    critics = _counts(shown.critics) | {"value": _number(shown.critics), "bandedRatingCount": ""}
    audience = _counts(shown.audience) | {
        "value": _number(shown.audience), "bandedRatingCount": _band(shown.audience),
    }  # fmt: skip
    return {
        "scoreboard": _board_words(shown)
        | {"tomatometerScore": critics, "audienceScore": audience},
        "modal": {"tomatometerScoreAll": critics, "audienceScoreAll": audience},
    }


def _board_words(shown: Shown) -> Json:
    return {"title": shown.title.title, "info": _info(shown), "rating": shown.certification,
            "tomatometerCountHref": f"/{shown.page_id}/reviews"}  # fmt: skip


def _info(shown: Shown) -> str:
    runtime = hours(shown.title.runtime_min) if shown.title.runtime_min else ""
    parts = (str(shown.year or ""), "/".join(shown.title.genres), runtime)
    return ", ".join(part for part in parts if part)


def _score_board(shown: Shown, linked: Json, details: Json, element: str, script_id: str) -> Page:
    name = escape(shown.title.title)
    critics = f"{shown.critics.count:,} Reviews" if shown.critics else "0 Reviews"
    audience = f"{_band(shown.audience)} Ratings" if shown.audience else "0 Ratings"
    board = f"""<{element} audiencescore="{_text(shown.audience)}" class="scoreboard"
 rating="{escape(shown.certification or "")}" tomatometerscore="{_text(shown.critics)}">
<h1 slot="title" class="scoreboard__title">{name}</h1>
<p slot="info" class="scoreboard__info">{escape(_info(shown))}</p>
<a slot="critics-count" href="/{shown.page_id}/reviews">{critics}</a>
<a slot="audience-count" href="/{shown.page_id}/reviews?type=user">{audience}</a>
</{element}>"""
    people = "".join(
        f'<div class="cast-and-crew-item" data-qa="cast-crew-item">'
        f'<a data-qa="cast-crew-item-link" href="/celebrity/x"><p>{escape(person)}</p></a>'
        f'<p class="p--small">Role {number}</p></div>'
        for number, person in enumerate(shown.title.cast, start=1)
    )
    items = _facts(shown, "info-item", "b", "info-item-label", "span")
    body = f"""<section>{board}</section>
{script(details, id=script_id, type="application/json")}
<section class="movie-info"><ul id="info" class="content-meta">{items}</ul></section>
<section class="cast-and-crew"><div>{people}</div></section>"""
    return Page(head=_head(shown, f"{name} - Rotten Tomatoes", linked), body=body)


def mop_wraps(shown: Shown) -> Page:
    """2018-11 to 2020: percentages in wrapped halves, counts behind their labels."""
    name, page = escape(shown.title.title), shown.page_id
    critics_count = f"{shown.critics.count}" if shown.critics else "0"
    audience_count = f"{shown.audience.count:,}" if shown.audience else "Not yet available"
    body = f"""<section class="mop-ratings-wrap__row js-scoreboard-container">
<div class="mop-ratings-wrap__half"><h2 class="mop-ratings-wrap__score">
{_mop_score(shown.critics, f"/{page}/reviews", "tomato_meter_link")}</h2>
<div class="mop-ratings-wrap__review-totals"><h3 class="mop-ratings-wrap__title">TOMATOMETER</h3>
<strong class="mop-ratings-wrap__text--small">Total Count: </strong>
<small class="mop-ratings-wrap__text--small"> {critics_count} </small></div></div>
<div class="mop-ratings-wrap__half audience-score"><h2 class="mop-ratings-wrap__score">
{_mop_score(shown.audience, f"/{page}/reviews?type=user", "audience_link")}</h2>
<div class="mop-ratings-wrap__review-totals"><h3 class="mop-ratings-wrap__title">Audience Score</h3>
<strong class="mop-ratings-wrap__text--small">User Ratings: {audience_count}</strong></div></div>
</section>
<h1 class="mop-ratings-wrap__title mop-ratings-wrap__title--top">{name}</h1>
<section class="panel"><ul class="content-meta info">
{_facts(shown, "meta-row clearfix", "div", "meta-label subtle", "div")}</ul></section>"""
    linked = _linked(shown) | {"dateCreated": "2005-11-20T14:41:58-08:00"}
    return Page(head=_head(shown, _dated(shown), linked), body=body)


def _mop_score(score: Score | None, href: str, link_id: str) -> str:
    if score is None:
        return '<span class="mop-ratings-wrap__text--subtle">No score yet</span>'
    return (f'<a href="{href}" id="{link_id}"><span class="mop-ratings-wrap__percentage">'
            f"{score.value:.0f}%</span></a>")  # fmt: skip


def meters(shown: Shown) -> Page:
    """2014 to 2018: meters in panels; a second panel holds the top critics' other score."""
    critics, audience = shown.critics, shown.audience
    users = f"{audience.count:,}" if audience else "0"
    body = f"""<h1 id="movie-title" class="title">{escape(shown.title.title)}</h1>
<div id="scorePanel" class="score_panel"><div class="tmeter-panel"><div class="tab-content">
<div id="all-critics-numbers" class="tab-pane active">{_meter(critics, 1)}</div>
<div id="top-critics-numbers" class="tab-pane">{_meter(critics, 4)}</div>
</div></div>
<div class="audience-panel"><div class="audience-score meter"><a href="#audience_reviews">
{_meter_value(audience)}</a></div>
<div class="audience-info"><div><span class="subtle">Average Rating:</span> 3.5/5</div>
<div><span class="subtle">User Ratings:</span> {users}</div></div></div></div>
<section class="panel"><ul class="content-meta info">
{_facts(shown, "meta-row clearfix", "div", "meta-label subtle", "div")}</ul></section>"""
    linked = _linked(shown) | {"dateCreated": "2005-11-20T14:51:21-08:00"}
    head = _head(shown, _dated(shown), linked, {"id": "jsonLdSchema"})
    return Page(head=head, body=body)


def _meter(score: Score | None, share: int) -> str:
    if score is None:
        return '<div class="critic-score meter"><p>No Score Yet</p></div>'
    count = max(1, score.count // share)
    fresh = round(count * score.value / 100)
    stats = "".join(
        f'<div><span class="subtle">{label}: </span><span>{number}</span></div>'
        for label, number in (("Reviews Counted", count), ("Fresh", fresh),
                              ("Rotten", count - fresh))
    )  # fmt: skip
    shown = score if share == 1 else Score(min(100.0, score.value + 1), count)
    return (f'<div class="critic-score meter"><a href="#contentReviews">{_meter_value(shown)}</a>'
            f'</div><div id="scoreStats">{stats}</div>')  # fmt: skip


def _meter_value(score: Score | None) -> str:
    if score is None:
        return ""
    return f'<span class="meter-value"><span>{score.value:.0f}</span>%</span>'


def _facts(shown: Shown, row: str, tag: str, label: str, value_tag: str) -> str:
    """Write the labelled facts: list items of a label and a value; labels changed in 2021."""
    names = _NEW_LABELS if row == "info-item" else _OLD_LABELS
    makers = ", ".join(f'<a href="/celebrity/x">{escape(name)}</a>' for name in shown.makers)
    released = f"<time>{day_words(shown.released)}</time>" if shown.released else ""
    runtime = f"<time>{hours(shown.title.runtime_min)}</time>" if shown.title.runtime_min else ""
    genres = ", ".join(escape(genre) for genre in shown.title.genres)
    return "\n".join(
        f'<li class="{row}"><{tag} class="{label}">{name}: </{tag}>'
        f'<{value_tag} class="meta-value">{value}</{value_tag}></li>'
        for name, value in zip(names, (genres, makers, released, runtime), strict=True)
        if value
    )


def _linked(shown: Shown) -> Json:
    return linked_data(shown, shown.page_id)


def _dated(shown: Shown) -> str:
    year = f" ({shown.year})" if shown.year else ""
    return f"{escape(shown.title.title)}{year} - Rotten Tomatoes"


def _head(shown: Shown, title: str, linked: Json, attributes: dict[str, str] | None = None) -> str:
    url = f"{SITE}/{shown.page_id}"
    return "\n".join([
        f"<title>{title}</title>", f'<link rel="canonical" href="{url}">',
        meta(og_title=shown.title.title, og_type="video.movie", og_url=url),
        script(linked, type="application/ld+json", **(attributes or {})),
    ])  # fmt: skip


def _text(score: Score | None) -> str:
    return f"{score.value:.0f}" if score else ""


def _number(score: Score | None) -> int | None:
    return round(score.value) if score else None


def _count(score: Score | None) -> int:
    return score.count if score else 0


def _band(score: Score | None) -> str:
    return banded(score.count).removesuffix(" Ratings") if score else "0"


def _counts(score: Score | None) -> Json:
    count = _count(score)
    liked = round(count * score.value / 100) if score else 0
    return {"likedCount": liked, "notLikedCount": count - liked, "ratingCount": count,
            "reviewCount": count}  # fmt: skip
