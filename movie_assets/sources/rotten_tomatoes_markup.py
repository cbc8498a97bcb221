"""Rotten Tomatoes' markup of all eras: scores, labelled facts, people and seasons. No JSON."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag

from movie_assets.model.parts import SeasonSeen
from movie_assets.sources.page_words import Count, count_in, date_in, decimal_in, path_of, words
from movie_assets.sources.pages import attribute, part_of
from movie_assets.sources.rotten_tomatoes_scores import Scores, Seen, ratings_of
from movie_assets.sources.values import once

# Each era's score panel.
_CARD = re.compile(rb"<media-scorecard\b(?=.{0,30000}?slot=\"criticsScore\")", re.DOTALL)
_BOARD = re.compile(rb"<score-board(?:-deprecated)?\b", re.IGNORECASE)
_MOP = re.compile(rb"mop-ratings-wrap__(?:row|half|score)\b")
_METER = re.compile(rb"id=[\"']all-critics-numbers[\"']|id=[\"']scorePanel[\"']", re.IGNORECASE)
_RDFA = re.compile(rb"id=\"movie_info_area\"|typeof=\"v:Review-aggregate\"")

_LABELS = re.compile(
    rb"<ul[^>]+content-meta|<li[^>]+\bmeta-row\b|<li[^>]+\binfo-item\b|"
    rb"<div[^>]+\bcategory-wrap\b",
    re.IGNORECASE,
)
_LABEL_ITEMS = "li.meta-row, li.info-item, div.category-wrap"
_LABEL = ".meta-label, .info-item-label, .key, [data-qa=item-label]"
_PEOPLE = re.compile(rb"data-qa=[\"'](?:cast-crew-item|person-item)[\"']|class=[\"']cast-item\b")
_PERSON_LINKS = "a[data-qa=cast-crew-item-link], [data-qa=person-name], .cast-item a span[title]"
_CREW = re.compile(r"\b(director|writer|producer|screenwriter|creator)\b", re.IGNORECASE)

_SEASONS = re.compile(rb"<tile-season\b|(?:<a\b[^>]*>\s*)?<season-list-item\b|\bseasonItem\b")
_SEASON_TAGS = "tile-season, season-list-item, .seasonItem"
_SEASON_PATH = re.compile(r".*/tv/([^/]+)/s([0-9]{1,3})")
_SEASONS_LIMIT = 400_000  # 40 seasons with pictures are about 60 kB


@dataclass(frozen=True, slots=True)
class Labelled:
    """A line of the facts under the synopsis: its words, and its links' words."""

    said: str
    links: tuple[str, ...]


def has_score_panel(body: bytes) -> bool:
    """Whether the page carries the score panel of any era's title page."""
    return any(mark.search(body) for mark in (_CARD, _BOARD, _MOP, _METER, _RDFA))


def markup_scores(body: bytes) -> Scores:
    """The scores as printed: all there is before 2021, a help where later JSON is broken."""
    for opening, closing, reader in (
        (_CARD, b"</media-scorecard", _card_scores),
        (_BOARD, b"</score-board", _board_scores),
        (_MOP, b"</section", _mop_scores),
        (_METER, b"<section", _meter_scores),
        (_RDFA, b'id="movie_synopsis"', _rdfa_scores),
    ):
        part = part_of(body, opening, closing)
        if part is not None:
            return reader(part)
    return Scores()


def _card_scores(part: BeautifulSoup) -> Scores:
    """Since 2024-04, where the JSON beside it is missing or broken."""
    return Scores(
        Seen(
            decimal_in(part.select_one('[slot="criticsScore"]')),
            count_in(part.select_one('[slot="criticsReviews"]')),
        ),
        Seen(
            decimal_in(part.select_one('[slot="audienceScore"]')),
            count_in(part.select_one('[slot="audienceReviews"]')),
        ),
    )


def _board_scores(part: BeautifulSoup) -> Scores:
    """2021 to 2024-04: the scores are attributes ("" for none), the counts are slots."""
    board = part.find(["score-board", "score-board-deprecated"])
    tag = board if isinstance(board, Tag) else None
    return Scores(
        Seen(
            decimal_in(attribute(tag, "tomatometerscore")),
            count_in(part.select_one('[slot="critics-count"]')),
        ),
        Seen(
            decimal_in(attribute(tag, "audiencescore")),
            count_in(part.select_one('[slot="audience-count"]')),
        ),
    )


def _mop_scores(part: BeautifulSoup) -> Scores:
    """2018-11 to 2021: two halves; the audience's is marked so, by class or by its heading."""
    found = {"critics": Seen(), "audience": Seen()}
    for half in part.select(".mop-ratings-wrap__half"):
        printed = words(half) or ""
        audience = "audience-score" in half.get_attribute_list("class") or re.search(
            r"audience score|user ratings", printed, re.IGNORECASE
        )
        counted = re.search(
            r"(?:total count|reviews counted|ratings)\s*:?\s*([0-9][0-9,.]*\+?)",
            printed,
            re.IGNORECASE,
        )
        found["audience" if audience else "critics"] = Seen(
            decimal_in(half.select_one(".mop-ratings-wrap__percentage")),
            count_in(counted.group(1).rstrip(".,")) if counted else None,
        )
    return Scores(found["critics"], found["audience"])


def _meter_scores(part: BeautifulSoup) -> Scores:
    """2014 to 2018: critics in the tab of all critics, the audience beside it."""
    everyone = part.select_one("#all-critics-numbers") or part
    return Scores(
        Seen(
            decimal_in(everyone.select_one(".critic-score .meter-value")),
            _counted(words(everyone), r"reviews counted\s*:"),
        ),
        Seen(
            decimal_in(part.select_one(".audience-score .meter-value")),
            _counted(words(part), r"user ratings\s*:"),
        ),
    )


def _counted(printed: str | None, label: str) -> Count | None:
    found = re.search(rf"{label}\s*([0-9][0-9,]*)", printed or "", re.IGNORECASE)
    return count_in(found.group(1).rstrip(",")) if found else None


def _rdfa_scores(part: BeautifulSoup) -> Scores:
    """2010: RDFa for the critics; there was no audience score, only the community's meter."""
    return Scores(
        Seen(
            decimal_in(part.select_one('[property="v:average"]')),
            count_in(part.select_one('[property="v:count"]')),
        )
    )


def labels_in(body: bytes) -> dict[str, Labelled]:
    """The labelled facts by label: "director", "runtime", "release date (theaters)"."""
    part = part_of(body, _LABELS, b"</section", limit=40_000)
    labels: dict[str, Labelled] = {}
    for item in part.select(_LABEL_ITEMS) if part else ():
        label = item.select_one(_LABEL)
        name = (words(label) or "").rstrip(": ").lower()
        if label is None or not name:
            continue
        label.extract()
        links = once(words(link) for link in item.find_all(["a", "rt-link"]))
        labels.setdefault(name, Labelled(words(item) or "", links))
    return labels


def people_in(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cast and directors of the people's part, in billing order."""
    part = part_of(body, _PEOPLE, b"</section")
    cast: list[str | None] = []
    directors: list[str | None] = []
    for link in part.select(_PERSON_LINKS) if part else ():
        role = words(link.find_next(attrs={"data-qa": "person-role"})) if _is_name(link) else None
        if role and _CREW.search(role) and "executive" not in role.lower():
            directors += [words(link)] if "director" in role.lower() else []
        else:
            cast.append(words(link))
    return once(cast), once(directors)


def _is_name(link: Tag) -> bool:
    return link.get("data-qa") == "person-name"


def rdfa_people(body: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Cast and directors of 2010's pages."""
    part = part_of(body, _RDFA, b'id="movie_castcrew_link"')
    if part is None:
        return (), ()
    return (
        once(words(one) for one in part.select('[property="v:starring"]')),
        once(words(one) for one in part.select('[property="v:directedBy"]')),
    )


def seasons_in(body: bytes, show_slug: str) -> tuple[SeasonSeen, ...]:
    """A show's seasons by number, each with its Tomatometer where it has one.

    "/tv/x/s37.2" is a special inside a season, not a season.
    """
    part = part_of(body, _SEASONS, b"</html", limit=_SEASONS_LIMIT)
    found: dict[int, SeasonSeen] = {}
    for tag in part.select(_SEASON_TAGS) if part else ():
        for path in _paths(tag):
            match = _SEASON_PATH.fullmatch(path)
            if match and match.group(1) == show_slug:
                found.setdefault(int(match.group(2)), _season(tag, show_slug, match.group(2)))
    return tuple(found[number] for number in sorted(found))


def _paths(tag: Tag) -> Iterator[str]:
    """Where a season's tag leads: itself, the link around it or the first one inside it."""
    inside, around = tag.find("a", href=True), tag.find_parent("a")
    for linked in (tag, around, inside):
        path = path_of(attribute(linked, "href"))
        if path:
            yield path
            return


def _season(tag: Tag, show_slug: str, number: str) -> SeasonSeen:
    score = attribute(tag, "tomatometerscore") or words(
        tag.select_one('[slot="critics-score"], [slot="criticsScore"], .meter-value')
    )
    name = attribute(tag, "seasontitle") or words(tag.select_one('[slot="title"]'))
    info = attribute(tag, "info") or ""
    episodes = re.search(r"([0-9]+) episodes?", info)
    return SeasonSeen(
        season=int(number),
        source_id=f"tv/{show_slug}/s{number}",
        name=name,
        air_date=date_in(words(tag.select_one('[slot="air-date"]'))),
        episode_count=int(episodes.group(1)) if episodes else None,
        ratings=ratings_of(Scores(Seen(decimal_in(score)))),
    )
