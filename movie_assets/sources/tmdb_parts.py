"""Nested parts of a TMDB details answer, a function a part. Names and credits: files beside."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping

from movie_assets.model.ids import tmdb_title_id
from movie_assets.model.parts import (
    Certification,
    Company,
    ExternalId,
    Image,
    OfferSeen,
    Rating,
    Release,
    SeasonSeen,
    Video,
)
from movie_assets.sources.values import (
    country,
    day,
    identifier,
    language,
    mapping,
    moment,
    number,
    once,
    percent,
    positive,
    rows,
    text,
    truth,
    whole,
)

Json = Mapping[str, object]

# The best of each kind. A famous film has 700 pictures and 300 kB of them in one answer, of
# which a page shows a handful; the main poster and backdrop have fields of their own.
IMAGES_OF_A_KIND = 10

OFFER_TYPES = ("flatrate", "free", "ads", "rent", "buy")
_IMDB_ID = re.compile(r"tt[0-9]+")
_WIKIDATA_ID = re.compile(r"Q[0-9]+")
_PLAIN_IDS = ("facebook", "instagram", "tvdb", "tvrage", "twitter")
_IMAGE_KINDS = (("poster", "posters"), ("backdrop", "backdrops"), ("logo", "logos"))


def rating_of(average: object, votes: object) -> tuple[Rating, ...]:
    """TMDB's score. Its users give 0.5 to 10, so an average of 0 means that nobody voted.

    >>> rating_of(8.2, 22819)[0].percent, rating_of(0, 0)
    (82.0, ())
    """
    value = number(average)
    count = whole(votes)
    if value is None or value <= 0 or count == 0:
        return ()
    return (
        Rating(
            publisher="tmdb",
            metric="audience",
            value=value,
            scale_max=10.0,
            percent=percent(value, 10.0),
            count=count,
        ),
    )


def releases_of(payload: Json) -> tuple[Release, ...]:
    """A film's releases, by country and day."""
    releases = {
        Release(country=where, released=released, release_type=kind, note=text(row.get("note")))
        for where, row, released, kind in _release_rows(payload)
        if released is not None
    }
    return tuple(sorted(releases, key=str))


def certifications_of(payload: Json) -> tuple[Certification, ...]:
    """Age ratings: a film's come with its releases, a show's in a block of their own."""
    seen = {
        Certification(country=where, certification=mark, release_type=kind, released=released)
        for where, row, released, kind in _release_rows(payload)
        if (mark := text(row.get("certification"))) is not None
    }
    for row in rows(mapping(payload.get("content_ratings")).get("results")):
        where, mark = country(row.get("iso_3166_1")), text(row.get("rating"))
        if where is not None and mark is not None:
            seen.add(Certification(country=where, certification=mark))
    return tuple(sorted(seen, key=str))


def _release_rows(payload: Json) -> Iterator[tuple[str, Json, dt.date | None, int | None]]:
    for of_country in rows(mapping(payload.get("release_dates")).get("results")):
        where = country(of_country.get("iso_3166_1"))
        if where is not None:
            for row in rows(of_country.get("release_dates")):
                yield where, row, day(row.get("release_date")), whole(row.get("type"))


def companies_of(value: object) -> tuple[Company, ...]:
    """Production companies or networks, in TMDB's order."""
    return once(
        Company(
            company_id=identifier(row.get("id")),
            name=name,
            country=country(row.get("origin_country")),
            logo_path=text(row.get("logo_path")),
        )
        for row in rows(value)
        if (name := text(row.get("name"))) is not None
    )


def external_ids_of(payload: Json) -> tuple[ExternalId, ...]:
    """Ids elsewhere, by source; `freebase` is its machine id, `freebase_key` its readable one."""
    block = mapping(payload.get("external_ids"))
    found = {
        "imdb": _of_form(_IMDB_ID, block.get("imdb_id"))
        or _of_form(_IMDB_ID, payload.get("imdb_id")),
        "wikidata": _of_form(_WIKIDATA_ID, block.get("wikidata_id")),
        "freebase": identifier(block.get("freebase_mid")),
        "freebase_key": identifier(block.get("freebase_id")),
    }
    found |= {source: identifier(block.get(f"{source}_id")) for source in _PLAIN_IDS}
    return tuple(
        ExternalId(source=source, id=given)
        for source, given in sorted(found.items())
        if given is not None
    )


def _of_form(form: re.Pattern[str], value: object) -> str | None:
    """An id the crosswalk leans on: contributors type these, and some type a name or an address."""
    given = text(value)
    return given if given is not None and form.fullmatch(given) else None


def images_of(payload: Json) -> tuple[Image, ...]:
    """The best pictures of each kind, by TMDB's average, its votes, then size."""
    block = mapping(payload.get("images"))
    kept: list[Image] = []
    for kind, key in _IMAGE_KINDS:
        found = [image for row in rows(block.get(key)) if (image := _image(kind, row))]
        found.sort(key=_picture_order)
        kept.extend(found[:IMAGES_OF_A_KIND])
    return tuple(kept)


def _picture_order(image: Image) -> tuple[float, int, int, str]:
    return -(image.score or 0), -(image.votes or 0), -(image.width or 0), image.path


def _image(kind: str, row: Json) -> Image | None:
    path = text(row.get("file_path"))
    if path is None:
        return None
    votes = positive(row.get("vote_count"))
    return Image(
        kind=kind,
        path=path,
        language=language(row.get("iso_639_1")),
        width=positive(row.get("width")),
        height=positive(row.get("height")),
        score=number(row.get("vote_average")) if votes else None,
        votes=votes,
    )


def videos_of(payload: Json) -> tuple[Video, ...]:
    """Trailers and clips, oldest first."""
    videos = [
        Video(
            site=site,
            video_key=key,
            kind=text(row.get("type")),
            name=text(row.get("name")),
            language=language(row.get("iso_639_1")),
            country=country(row.get("iso_3166_1")),
            official=truth(row.get("official")),
            published_at=moment(row.get("published_at")),
            size=positive(row.get("size")),
        )
        for row in rows(mapping(payload.get("videos")).get("results"))
        if (site := text(row.get("site"))) and (key := text(row.get("key")))
    ]
    videos.sort(key=lambda v: (str(v.published_at or ""), v.site, v.video_key))
    return once(videos)


def offers_of(payload: Json) -> tuple[tuple[OfferSeen, ...], bool]:
    """Offers of every country, and whether the block was there.

    TMDB's block says neither quality nor price, and its link is TMDB's own watch page; the watch
    pages have the rest. A block without countries says that the title is offered nowhere.
    """
    block = payload.get("watch/providers")
    results = mapping(block).get("results")
    offers = {
        offer
        for place, row in mapping(results).items()
        if country(place) is not None
        for offer in _offers_in(place, mapping(row))
    }
    return tuple(sorted(offers, key=_offer_order)), isinstance(results, dict)


def _offers_in(place: str, row: Json) -> Iterator[OfferSeen]:
    for kind in OFFER_TYPES:
        for provider in rows(row.get(kind)):
            provider_id = whole(provider.get("provider_id"))
            name = text(provider.get("provider_name"))
            if provider_id is not None and name is not None:
                yield OfferSeen(
                    country=place,
                    provider_id=provider_id,
                    provider=name,
                    type=kind,
                    url=text(row.get("link")),
                    display_priority=whole(provider.get("display_priority")),
                )


def _offer_order(offer: OfferSeen) -> tuple[str, int, int, str]:
    return offer.country, OFFER_TYPES.index(offer.type), offer.provider_id, str(offer)


def seasons_of(payload: Json) -> tuple[SeasonSeen, ...]:
    """A show's seasons by number, specials (0) first. A season's score comes without a count."""
    seasons = [
        SeasonSeen(
            season=season,
            source_id=identifier(row.get("id")),
            name=text(row.get("name")),
            air_date=day(row.get("air_date")),
            episode_count=whole(row.get("episode_count")),
            overview=text(row.get("overview")),
            poster_path=text(row.get("poster_path")),
            ratings=rating_of(row.get("vote_average"), None),
        )
        for row in rows(payload.get("seasons"))
        if (season := whole(row.get("season_number"))) is not None
    ]
    return tuple(sorted(seasons, key=lambda season: (season.season, season.source_id or "")))


def titles_listed(payload: Json, block: str, kind: str) -> tuple[str, ...]:
    """The titles of a block of results, best first, as title ids."""
    return once(title_listed(row, kind) for row in rows(mapping(payload.get(block)).get("results")))


def title_listed(row: Json, kind: str | None) -> str | None:
    """A row of any TMDB list as a title id, or None for a person and other things.

    >>> title_listed({"id": 1396, "media_type": "tv"}, None)
    'tv/1396'
    """
    given = positive(row.get("id"))
    said = row.get("media_type", kind)
    return tmdb_title_id(str(said), given) if given and said in ("movie", "tv") else None
