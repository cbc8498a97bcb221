"""Metacritic's markup: the layout of 2010 to 2023, and the scores printed since. JSON: beside."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping

from bs4 import BeautifulSoup, Tag

from movie_assets.model.parts import SeasonSeen
from movie_assets.sources.metacritic_facts import Facts, PathId, Seen, path_id, ratings_of
from movie_assets.sources.page_words import (
    count_in,
    date_in,
    decimal_in,
    minutes_in,
    words,
    year_in,
)
from movie_assets.sources.pages import attribute, part_of
from movie_assets.sources.values import day, items, mapping, once, rows

Json = Mapping[str, object]

# Every link of a title to its reviews, with the score or count inside; and to its seasons.
_LINKS = re.compile(
    rb"<a\b[^>]*href=[\"'](?:https?://[^/\"']+)?/(?:movie|tv)/[^\"'/]+"
    rb"(?:/(?:season-[0-9]+|specials))?(?:/(?:critic|user)-reviews[^\"']*)?/?[\"'][^>]*>"
    rb".{1,3000}?</a>",
    re.DOTALL,
)
_OF_LISTS = ("small", "medium", "indiv")  # sizes of scores in lists and of single reviews
_COUNTED = re.compile(r"([0-9][0-9,.]*)\s+(?:critics?|ratings?|reviews?|users?)", re.IGNORECASE)
_HEADING = re.compile(
    rb"<(?:h1|div)\b[^>]*class=[\"'][^\"']*\b(?:product_title|product_page_title)\b"
)
_YEAR_IN_TITLE = re.compile(r"\(((?:18|19|20)[0-9]{2})\)")
# A label of the facts and its value, which may be empty: "Release Date:", "Runtime:", "Director:".
_LABELLED = re.compile(
    rb"class=[\"']label[\"']>\s*([A-Za-z #()]+?):?\s*</(?:span|td)>"
    rb"((?:(?!class=[\"']label[\"']).){0,1500}?)"
    rb"</(?:div|li|tr|span>\s*</span)>",
    re.DOTALL,
)
_DIRECTORS = re.compile(rb"Director Credits[\"']")
_CAST = re.compile(rb"Principal Cast Credits[\"']")
_BETWEEN_NAMES = re.compile(r"\s*,\s+(?!(?:Jr|Sr|I{2,3})\b)")
_BARE_MINUTES = re.compile(r"[0-9]{1,3}")
_ACTORS = re.compile(rb"<[a-z]+[^>]*itemprop=[\"']actor[\"']")
_START = re.compile(rb"itemprop=[\"']startDate[\"'][^>]*>([^<]*)")
_GENRE = re.compile(rb"itemprop=[\"']genre[\"'][^>]*>([^<]*)")
_TAG = re.compile(rb"<[^>]*>")
# Since 2023 the scores are printed in a box each, the heading first: "Metascore", "User score".
_BOX = re.compile(rb"global-score-header[\"'][^>]*>\s*(Metascore|User score)\s*<", re.IGNORECASE)
_OUT_OF = re.compile(rb"(?:Metascore|User score) ([0-9.]+) out of 10", re.IGNORECASE)
_BASED_ON = re.compile(rb"Based on\s+([0-9][0-9,]*)\s+(?:Critic|User)", re.IGNORECASE)
_BOX_BYTES = 4_000  # a box is about 2 kB; what lies behind the second is single reviews
# "PT2M16S" for two hours and 16 minutes: the site's mistake since 2023, in every film.
_SHIFTED = re.compile(r"PT([0-9]{1,2})M([0-9]{1,2})S")


def linked_facts(entry: Json) -> Facts:
    """The facts of JSON-LD, of either era; its texts are HTML-escaped."""
    rating = mapping(entry.get("aggregateRating"))
    series = mapping(entry.get("partOfSeries")) or mapping(entry.get("partOfTVSeries"))
    released = next(
        (
            found
            for key in ("datePublished", "startDate", "dateCreated")
            if (found := day(entry.get(key)) or date_in(entry.get(key)))
        ),
        None,
    )
    genres = entry.get("genre")
    return Facts(
        path=path_id(_plain(entry.get("url"))),
        title=_plain(series.get("name")) or _plain(entry.get("name")),
        year=released.year if released else None,
        release_date=released,
        runtime_min=_duration(entry.get("duration")),
        genres=once(_plain(genre) for genre in items(genres) or [genres]),
        directors=_people(entry.get("director")) or _people(entry.get("creator")),
        cast=_people(entry.get("actor")),
        certification=_plain(entry.get("contentRating")),
        critics=Seen(
            decimal_in(rating.get("ratingValue")),
            count_in(rating.get("reviewCount")) or count_in(rating.get("ratingCount")),
        )
        if "user" not in str(rating.get("name", "")).lower()
        else Seen(),
    )


def _plain(value: object) -> str | None:
    return words(html.unescape(value)) if isinstance(value, str) else None


def _people(value: object) -> tuple[str, ...]:
    people = rows(value) or [mapping(value)]
    return once(_plain(person.get("name")) for person in people)


def _duration(value: object) -> int | None:
    shifted = _SHIFTED.fullmatch(value) if isinstance(value, str) else None
    if shifted:
        return 60 * int(shifted.group(1)) + int(shifted.group(2)) or None
    return minutes_in(value)


def box_facts(body: bytes) -> Facts:
    """The scores as printed since 2023, out of the first box of each kind."""
    found: dict[str, Seen] = {}
    boxes = list(_BOX.finditer(body))
    for number, box in enumerate(boxes):
        following = boxes[number + 1].start() if number + 1 < len(boxes) else len(body)
        inside = body[box.end() : min(following, box.end() + _BOX_BYTES)]
        score, count = _OUT_OF.search(inside), _BASED_ON.search(inside)
        seen = Seen(
            decimal_in(score.group(1).decode()) if score else None,
            count_in(count.group(1).decode()) if count else None,
        )
        found.setdefault(box.group(1).lower().decode(), seen)
    return Facts(critics=found.get("metascore", Seen()), audience=found.get("user score", Seen()))


def has_boxes(body: bytes) -> bool:
    """Whether the page has the score boxes printed since 2023."""
    return _BOX.search(body) is not None


def is_classic(body: bytes) -> bool:
    """Whether the page has the heading of a title's page of 2010 to 2023."""
    return _HEADING.search(body) is not None


def classic_facts(body: bytes, path: PathId, title: str) -> Facts:
    """The facts of the classic markup; `title` is the page's `<title>`."""
    soup = _review_links(body)
    labels = _labels(body)
    started = _START.search(body)
    in_title = _YEAR_IN_TITLE.search(title)
    released = date_in(started.group(1).decode("utf-8", "replace")) if started else None
    for label in ("release date", "season premiere date", "series premiere date"):
        released = released or date_in(labels.get(label))
    return Facts(
        path=path,
        title=_heading(body),
        year=int(in_title.group(1)) if in_title else _year(body, released and released.year),
        release_date=released,
        runtime_min=_runtime(labels),
        genres=_genres(body, labels),
        directors=_directors(body, labels),
        cast=_actors(body) or _listed(labels.get("starring", "")),
        seasons=_seasons(soup, path) if path.kind == "tv" else (),
        critics=_score(soup, path, "critic-reviews"),
        audience=_score(soup, path, "user-reviews"),
    )


def _review_links(body: bytes) -> BeautifulSoup:
    links = b"".join(_LINKS.findall(body)[:400])
    return BeautifulSoup(links.decode("utf-8", "replace").replace("\x00", ""), "lxml")


def _score(soup: BeautifulSoup, path: PathId, page: str) -> Seen:
    """The first large score that leads to the title's own reviews, and the first count.

    The first score of a page is another film's, in the navigation bar.
    """
    score, count = None, None
    for link in soup.find_all("a", href=True):
        leads_to = path_id(attribute(link, "href"))
        own = leads_to is not None and leads_to.slug == path.slug
        if not own or f"/{page}" not in (attribute(link, "href") or ""):
            continue
        mark = link.select_one(".metascore_w")
        if mark is not None and not _is_of_list(mark):
            score = decimal_in(mark) if score is None else score
        counted = _COUNTED.search(words(link) or "")
        count = count or (count_in(counted.group(1).rstrip(",.")) if counted else None)
    return Seen(score, count)


def _is_of_list(mark: Tag) -> bool:
    return any(size in mark.get_attribute_list("class") for size in _OF_LISTS)


def _seasons(soup: BeautifulSoup, path: PathId) -> tuple[SeasonSeen, ...]:
    """A show's seasons with their Metascores, by the links that lead to them."""
    found: dict[int, SeasonSeen] = {}
    for link in soup.find_all("a", href=True):
        leads_to = path_id(attribute(link, "href"))
        if leads_to is None or leads_to.slug != path.slug or leads_to.season is None:
            continue
        ratings = ratings_of(Seen(decimal_in(link.select_one(".metascore_w"))), Seen())
        number, known = leads_to.season, found.get(leads_to.season)
        if known is None or (ratings and not known.ratings):
            found[number] = SeasonSeen(season=number, source_id=leads_to.source_id, ratings=ratings)
    return tuple(found[number] for number in sorted(found))


def _heading(body: bytes) -> str | None:
    """The title in the heading; a season's heading has its show's name first."""
    part = part_of(body, _HEADING, b"</h1", limit=5_000)
    if part is None:
        return None
    series = part.select_one('[itemprop="partOfTVSeries"]') or part.find("h1")
    said = words(series) or ""
    return re.sub(r"\s*:\s*Season [0-9]+$", "", said) or None


def _year(body: bytes, released: int | None) -> int | None:
    printed = re.search(rb"class=[\"'][^\"']*\brelease_year\b[^>]*>([^<]*)", body)
    return year_in(printed.group(1).decode("utf-8", "replace")) if printed else released


def _labels(body: bytes) -> dict[str, str]:
    """The labelled facts by label: "release date", "runtime", "director"."""
    labels: dict[str, str] = {}
    for name, value in _LABELLED.findall(body):
        said = words(html.unescape(_TAG.sub(b" ", value).decode("utf-8", "replace")))
        if said:
            labels.setdefault(name.decode("ascii", "replace").lower(), said)
    return labels


def _directors(body: bytes, labels: Mapping[str, str]) -> tuple[str, ...]:
    said = labels.get("director") or labels.get("creator") or ""
    return _credited(body, _DIRECTORS) or _listed(said)


def _listed(said: str) -> tuple[str, ...]:
    """The names of a list on one line; "Jr." belongs to the name before it."""
    return once(words(name) for name in _BETWEEN_NAMES.split(said))


def _credited(body: bytes, heading: re.Pattern[bytes]) -> tuple[str, ...]:
    """The names of one table of a page of details."""
    table = part_of(body, heading, b"</table", limit=60_000)
    return once(words(one) for one in table.select("td.person")) if table else ()


def _runtime(labels: Mapping[str, str]) -> int | None:
    """Minutes; a show's episodes come as a bare number."""
    length = labels.get("episode length", "")
    bare = int(length) if _BARE_MINUTES.fullmatch(length) else None
    return minutes_in(labels.get("runtime")) or bare or None


def _genres(body: bytes, labels: Mapping[str, str]) -> tuple[str, ...]:
    marked = once(
        words(html.unescape(one.decode("utf-8", "replace"))) for one in _GENRE.findall(body)
    )
    listed = labels.get("genres") or labels.get("genre(s)") or ""
    return marked or once(words(one) for one in listed.split(","))


def _actors(body: bytes) -> tuple[str, ...]:
    part = part_of(body, _ACTORS, b"</li", limit=12_000)
    if part is None:
        return _credited(body, _CAST)
    named = [words(one) or "" for one in part.select('[itemprop="actor"]')]
    return once(name.rstrip(", ") or None for name in named)
