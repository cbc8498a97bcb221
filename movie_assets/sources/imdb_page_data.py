"""IMDb's pages from 2021-12 on: the data their scripts start from. Older pages: `imdb_page_markup`.

A title's page and its /reference page have `aboveTheFoldData` and `mainColumnData`, of which
either may lack what the other has; /episodes has `contentData`. People: `imdb_page_people`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from movie_assets.model.parts import Certification, Company, Money, Release, Text
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.imdb_page_halves import Title
from movie_assets.sources.imdb_page_parts import (
    Json,
    Scores,
    blank_record,
    day_in,
    inside,
    kind_of,
    names_of,
    nodes,
    ratings_of,
    scores_in,
    tconst_in,
)
from movie_assets.sources.imdb_page_people import with_people
from movie_assets.sources.values import (
    country,
    items,
    language,
    mapping,
    number,
    once,
    positive,
    rows,
    text,
    truth,
    whole,
)

# Where a page is shown decides in which words a film is called: Italy's visitors read "Matrix".
_ENGLISH_SPEAKING = frozenset({"US", "GB", "IE", "CA", "AU", "NZ"})


def record_of(title: Title, linked: Json, fetched: Fetched) -> SourceRecord | None:
    """A title's record; `linked` is the page's JSON-LD, which stays English and exact."""
    given = title.part("meta").get("canonicalId") or title.above.get("id") or title.main.get("id")
    tconst = tconst_in(given)
    if tconst is None:
        return None
    shown = text(title.part("titleText").get("text"))
    original = text(title.part("originalTitleText").get("text"))
    romanised, english = text(linked.get("name")), text(linked.get("alternateName"))
    at_home = _shown_in(title) in (None, *_ENGLISH_SPEAKING)
    main_title = shown if at_home else english or romanised or original
    pairs = [(shown, None), (original, "original"), (romanised, None), (english, "alternative")]
    pairs += [(name, "alternative") for name in _nodes_text(title.part("akas"), "text")]
    kind = kind_of(text(title.part("titleType").get("id")))
    record = replace(
        blank_record(tconst, fetched),
        kind=kind,
        title=main_title or shown or original or romanised,
        original_title=original,
        names=names_of(pairs),
        year=whole(title.part("releaseYear").get("year")),
        ratings=ratings_of(_scores(title, linked)),
        runtime_min=_minutes(title.part("runtime")),
    )
    return with_people(_with_details(record, title), title)


def _scores(title: Title, linked: Json) -> Scores:
    halves = [mapping(half.get("ratingsSummary")) for half in (title.above, title.main)]
    told = mapping(linked.get("aggregateRating"))
    ld = {"aggregateRating": told.get("ratingValue"), "voteCount": told.get("ratingCount")}
    summed = next((one for one in map(scores_in, [*halves, ld]) if one.value is not None), Scores())
    critics = (inside(half, "metacritic", "metascore") for half in (title.above, title.main))
    metascore = next((number(one.get("score")) for one in critics if one.get("score")), None)
    return replace(summed, metascore=metascore)


def _shown_in(title: Title) -> str | None:
    released_in = mapping(title.part("releaseDate").get("country")).get("id")
    return title.shown_in or country(released_in)


def _with_details(record: SourceRecord, title: Title) -> SourceRecord:
    spoken = items(title.part("spokenLanguages").get("spokenLanguages"))
    origins = [title.part("countriesDetails"), mapping(title.main.get("countriesOfOrigin"))]
    origins.append(title.part("countriesOfOrigin"))
    produced_in = [one for origin in origins for one in rows(origin.get("countries"))]
    return replace(
        record,
        countries=once(country(one.get("id")) for one in produced_in),
        languages=once(language(mapping(one).get("id")) for one in spoken),
        genres=once(_genres(title)),
        releases=_release(title.part("releaseDate")),
        overviews=_plot(title.part("plot")),
        keywords=once(_nodes_text(title.part("keywords", "storylineKeywords"), "text")),
        certifications=tuple(_certifications(title.part("certificates"))),
        companies=tuple(_companies(title.part("production"))),
        budget=_money(mapping(title.part("productionBudget").get("budget"))),
        revenue=_money(mapping(title.part("worldwideGross").get("total"))),
        status=text(inside(title.part("productionStatus"), "currentProductionStage").get("text")),
        adult=truth(title.main.get("isAdult")),
        season_count=len(rows(title.part("episodes").get("seasons"))) or None,
        episode_count=_episode_count(title.part("episodes")),
    )


def _genres(title: Title) -> Iterator[str | None]:
    for one in rows(title.part("genres").get("genres")):
        yield text(one.get("text"))
    for one in rows(title.part("titleGenres").get("genres")):
        yield text(mapping(one.get("genre")).get("text"))


def _certifications(listed: Json) -> Iterator[Certification]:
    for node in nodes(listed):
        where, said = country(mapping(node.get("country")).get("id")), text(node.get("rating"))
        if where and said:
            system = text(mapping(node.get("ratingsBody")).get("id"))
            yield Certification(country=where, certification=said, system=system)


def _companies(listed: Json) -> Iterator[Company]:
    for node in nodes(listed):
        company = mapping(node.get("company"))
        name = text(mapping(company.get("companyText")).get("text"))
        if name:
            yield Company(company_id=text(company.get("id")), name=name)


def _release(said: Json) -> tuple[Release, ...]:
    where, when = country(mapping(said.get("country")).get("id")), day_in(said)
    return (Release(country=where, released=when),) if where and when else ()


def _plot(said: Json) -> tuple[Text, ...]:
    words = text(mapping(said.get("plotText")).get("plainText"))
    tongue, _, where = (text(mapping(said.get("language")).get("id")) or "").partition("-")
    spoken = language(tongue)
    return (Text(language=spoken, country=country(where), text=words),) if words and spoken else ()


def _money(said: Json) -> Money | None:
    amount = number(said.get("amount"))
    return Money(amount=amount, currency=text(said.get("currency"))) if amount else None


def _episode_count(said: Json) -> int | None:
    counts = (mapping(said.get(key)).get("total") for key in ("episodes", "totalEpisodes"))
    return next(filter(None, map(positive, counts)), None)


def _minutes(said: Json) -> int | None:
    seconds = positive(said.get("seconds"))
    return seconds // 60 or None if seconds else None


def _nodes_text(listed: Json, key: str) -> list[str]:
    return [said for node in nodes(listed) if (said := text(node.get(key)))]
