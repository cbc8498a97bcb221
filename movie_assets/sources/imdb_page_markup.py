"""IMDb's pages before 2021-12, read from their markup and JSON-LD: title pages and /reference.

Eras: microdata (to 2018), JSON-LD with or without it (2018 to 2021), the reference layout (to
2023). A page from later on whose data is missing or cut off is read here too, by its visible
scores, where votes are rounded.
"""

from __future__ import annotations

import re
from dataclasses import replace

from bs4 import Tag
from bs4.filter import SoupStrainer

from movie_assets.model.parts import Credit
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.imdb_page_parts import (
    Headline,
    Json,
    Scores,
    blank_record,
    headline_in,
    names_of,
    ratings_of,
    tconst_in,
)
from movie_assets.sources.page_words import count_in, decimal_in, minutes_in, words, year_in
from movie_assets.sources.pages import attribute, page_title, strained
from movie_assets.sources.values import items, mapping, once, text

# A title's own part of a page begins and ends with one of these: what follows is of other titles.
_OVERVIEW = re.compile(
    rb"<(?:div|section)\b[^>]{0,999}?(?:id=\"title-overview-widget\"|class=\"titlereference-header\")"
    rb"|data-testid=\"hero-(?:title-block__title|parent|rating-bar__aggregate-rating)"
)
_OVERVIEW_ENDS = re.compile(
    rb"class=\"rec_heading|id=\"(?:sidebar|main_bottom|overview-bottom|maindetails_sidebar|"
    rb"title_?[Rr]ecs|titleCast|titleStoryLine|titleVideoStrip|"
    rb"titleImageStrip|maindetails_center_bottom)|titlereference-section-(?:media|credits)|"
    rb"data-testid=\"(?:shoveler|title-cast|MoreLikeThis|videos-section|title-details)"
)
_NEEDED = SoupStrainer(["h1", "h3", "div", "span", "a", "time", "meta", "section", "li"])
_KINDS = {"Movie": "movie", "TVSeries": "tv", "TVEpisode": "episode", "VideoGame": "other"}
_OPEN_GRAPH_KINDS = {"video.movie": "movie", "video.tv_show": "tv", "video.episode": "episode"}
_METASCORE = re.compile(r"Metascore:?\s*([0-9]{1,3})\s*/\s*100")
_ORIGINAL = re.compile(r"[\"“]?(.+?)[\"”]?\s*\(original title\)")
_VOTES_IN_TITLE = re.compile(r"based on ([\d.,\s]+) user")


def linked_title(listed: list[Json]) -> Json:
    """The object of a page's JSON-LD that is about its title; an empty one where none is."""
    nothing: Json = {}
    return next((one for one in listed if tconst_in(one.get("url"))), nothing)


def record_of(facts: dict[str, str], linked: Json, fetched: Fetched) -> SourceRecord | None:
    """A title's record; None for a page that does not say which title it is about.

    Shape: `facts` are the page's meta tags, `linked` its JSON-LD.
    """
    urls = (facts.get("og:url"), facts.get("canonical"), facts.get("pageid"), linked.get("url"))
    tconst = next(filter(None, map(tconst_in, urls)), None)
    overview = _overview(fetched.body)
    if tconst is None or not (linked or overview.contents):
        return None
    headline = headline_in(facts.get("og:title")) or headline_in(page_title(fetched.body))
    on_page = headline_in(page_title(fetched.body))
    shown, original = _shown_title(overview), _original_title(overview)
    main_title = (headline.title if headline else None) or text(linked.get("name")) or shown
    if main_title is None:
        return None
    named = [(main_title, None), (shown, None), (original, "original")]
    named += [(text(linked.get("name")), None), (text(linked.get("alternateName")), "alternative")]
    record = replace(
        blank_record(tconst, fetched),
        kind=_kind(headline or on_page, linked, facts),
        title=main_title,
        original_title=original,
        names=names_of(named),
        year=_year(headline, on_page, overview, linked),
        ratings=ratings_of(_scores(overview, linked)),
        runtime_min=_runtime(overview, linked),
        genres=once(_genres(overview, linked)),
    )
    return _with_people(record, overview, linked)


def _overview(body: bytes) -> Tag:
    """The part of the page that is about its title; an empty one where there is none."""
    opened = _OVERVIEW.search(body)
    if opened is None:
        return strained("", _NEEDED)
    ended = _OVERVIEW_ENDS.search(body, opened.end())
    start = max(body.rfind(b"<", 0, opened.start() + 1), 0)
    return strained(body[start : ended.start() if ended else None], _NEEDED)


def _scores(overview: Tag, linked: Json) -> Scores:
    told = mapping(linked.get("aggregateRating"))
    value, count = decimal_in(told.get("ratingValue")), count_in(told.get("ratingCount"))
    if value is None or count is None:
        value, votes = _visible_rating(overview)
        count = count_in(votes)
    if value is None or (count is not None and count.value == 0):
        return Scores(metascore=_metascore(overview))
    return Scores(
        value,
        count.value if count else None,
        count.is_lower_bound if count else False,
        _metascore(overview),
    )


def _visible_rating(overview: Tag) -> tuple[float | None, str | None]:
    """Score and votes as the page shows them, era by era."""
    value = _first(overview, "itemprop", "ratingValue")
    if value is not None:
        return decimal_in(words(value)), words(_first(overview, "itemprop", "ratingCount"))
    shown = _first(overview, "class", "ratingValue")
    if shown is not None:
        hover = attribute(shown.find("strong"), "title") or ""
        voted = _VOTES_IN_TITLE.search(hover)
        return decimal_in(words(shown)), voted.group(1) if voted else None
    star = _first(overview, "class", "ipl-rating-star")
    if star is not None:
        votes = words(_first(star, "class", "ipl-rating-star__total-votes"))
        rating = decimal_in(words(_first(star, "class", "ipl-rating-star__rating")))
        return (rating, votes.strip("()")) if votes else (None, None)
    return _hero_rating(overview)


def _hero_rating(overview: Tag) -> tuple[float | None, str | None]:
    value = _first(overview, "data-testid", "hero-rating-bar__aggregate-rating__score")
    if value is None or not isinstance(value.parent, Tag):
        return None, None
    beside = [words(sibling) for sibling in value.find_next_siblings()]
    votes = next((said for said in beside if said and count_in(said)), None)
    return decimal_in(words(value)), votes


def _metascore(overview: Tag) -> float | None:
    marks = ("metacriticScore", "metacritic-score-box", "score-meta")
    boxes = (_first(overview, "class", mark) for mark in marks)
    shown = next((decimal_in(words(box)) for box in boxes if box is not None), None)
    worded = None if shown is not None else _METASCORE.search(words(overview) or "")
    return float(worded.group(1)) if worded else shown


def _shown_title(overview: Tag) -> str | None:
    heading = overview.find(["h1", "h3"])
    if not isinstance(heading, Tag):
        return None
    named = _first(heading, "itemprop", "name")
    if named is not None:
        return words(named)
    return words("".join(heading.find_all(string=True, recursive=False)))


def _original_title(overview: Tag) -> str | None:
    """The title in its own language, which is shown where it is not the one in use."""
    marked = _first(overview, "class", "originalTitle") or _first(overview, "class", "title-extra")
    if marked is None:
        label = _first(overview, "class", "titlereference-original-title-label")
        said = label.previous_sibling if label is not None else None
        return words(str(said)) if said is not None and not isinstance(said, Tag) else None
    found = _ORIGINAL.search(words(marked) or "")
    return text(found.group(1)) if found else None


def _kind(headline: Headline | None, linked: Json, facts: dict[str, str]) -> str | None:
    if headline is not None and headline.kind is not None:
        return headline.kind
    typed = linked.get("@type")
    if isinstance(typed, str):
        return _KINDS.get(typed, "other")
    return _OPEN_GRAPH_KINDS.get(facts.get("og:type", ""))


def _year(
    headline: Headline | None, on_page: Headline | None, overview: Tag, linked: Json
) -> int | None:
    """The title's year; JSON-LD's date is of one country's release, so it is asked last."""
    for said in (headline, on_page):
        if said is not None and said.year is not None:
            return said.year
    shown = _first(overview, "id", "titleYear")
    return year_in(words(shown)) or year_in(linked.get("datePublished"))


def _genres(overview: Tag, linked: Json) -> list[str]:
    told = _texts(linked.get("genre")) or _microdata(overview, "genre")
    if told:
        return told
    links = overview.find_all("a", href=re.compile(r"^/genre/"))
    return [said for said in map(words, links) if said]


def _runtime(overview: Tag, linked: Json) -> int | None:
    shown = _first(overview, "itemprop", "duration")
    told = (linked.get("duration"), attribute(shown, "datetime"), words(shown))
    listed = (words(item) for item in overview.find_all("li", class_="ipl-inline-list__item"))
    return next(filter(None, map(minutes_in, (*told, *listed))), None)


def _with_people(record: SourceRecord, overview: Tag, linked: Json) -> SourceRecord:
    key = "creator" if record.kind == "tv" else "director"
    makers = _people(linked.get(key)) or _microdata(overview, key) or _listed(overview, key)
    actors = (
        _people(linked.get("actor")) or _microdata(overview, "actors") or _listed(overview, "star")
    )
    job = key.capitalize()
    credits = [
        Credit(name=name, department="Directing", job=job, position=at)
        for at, name in enumerate(makers)
    ]
    credits += [
        Credit(name=name, department="Acting", position=at) for at, name in enumerate(actors)
    ]
    return replace(record, directors=once(makers), cast=once(actors), credits=tuple(credits))


def _people(said: object) -> list[str]:
    """Names of persons in JSON-LD, where one of them stands alone and several in a list."""
    listed = [mapping(one) for one in [said, *items(said)]]
    named = (text(one.get("name")) for one in listed if one.get("@type") == "Person")
    return [name for name in named if name]


def _texts(said: object) -> list[str]:
    return [one for one in map(text, [said, *items(said)]) if one]


def _microdata(overview: Tag, prop: str) -> list[str]:
    """The names, or words, of each element with an itemprop."""
    found: list[str | None] = []
    for tag in overview.find_all(itemprop=prop):
        named = tag.find_all(itemprop="name")
        found += [words(one) for one in (named or [tag])]
    return [said for said in found if said]


def _listed(overview: Tag, label: str) -> list[str]:
    """The persons of a reference page's line "Directors:", "Creator:" or "Stars:"."""
    for section in overview.find_all(class_="titlereference-overview-section"):
        if (words(section) or "").lower().startswith(label):
            links = section.find_all("a", href=re.compile(r"^/name/"))
            return [said for said in map(words, links) if said]
    return []


def _first(tag: Tag, attribute_name: str, value: str) -> Tag | None:
    """The first element within whose attribute is that value, or has it among several.

    As `find` would, whose matching took a third of the time that pages of markup take.
    """
    for one in tag.descendants:
        if isinstance(one, Tag):
            said = one.attrs.get(attribute_name)
            if said == value or (isinstance(said, list) and value in said):
                return one
    return None
