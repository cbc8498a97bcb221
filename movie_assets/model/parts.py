"""The nested values of source records and titles. Whole tables belong in the files beside."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import part


@part
class Name:
    """A title's name in one language and country."""

    name: Annotated[str, "The name as the source writes it"]
    language: Annotated[str | None, "ISO 639-1, null where the source does not say"] = None
    country: Annotated[str | None, "ISO 3166-1 alpha-2"] = None
    kind: Annotated[str | None, "original, translated, alternative, working, short, romanised"] = (
        None
    )


@part
class Rating:
    """One score of one publisher."""

    publisher: Annotated[str, "Whose score it is: imdb, tmdb, metacritic, rotten_tomatoes"]
    metric: Annotated[str, "critics or audience"]
    value: Annotated[float | None, "As published; null when there is none, never zero for that"]
    scale_min: Annotated[float, "Lowest possible value"] = 0.0
    scale_max: Annotated[float, "Highest possible value"]
    percent: Annotated[float | None, "100 x value / scale_max"] = None
    count: Annotated[int | None, "Votes or reviews behind the value"] = None
    count_is_lower_bound: Annotated[bool, 'True for counts such as "250,000+"'] = False


@part
class AspectRating:
    """A score of one side of a title."""

    aspect: Annotated[str, "performance, soundtrack or screenplay"]
    value: Annotated[float | None, "As published"]
    scale_max: Annotated[float, "Highest possible value"]
    count: Annotated[int | None, "Votes behind the value"] = None


@part
class Credit:
    """One person's part in a title."""

    person_id: Annotated[str | None, "person/<tmdb id> or imdb/nm…"] = None
    name: Annotated[str, "The person's name"]
    department: Annotated[str, "Acting, Directing, Writing, …"]
    job: Annotated[str | None, "Director, Screenplay, …; null for actors"] = None
    character: Annotated[str | None, "The part played"] = None
    position: Annotated[int | None, "Billing order from 0"] = None
    episodes: Annotated[int | None, "Episodes taken part in, for shows"] = None


@part
class Text:
    """A text in one language."""

    language: Annotated[str, "ISO 639-1"]
    country: Annotated[str | None, "ISO 3166-1 alpha-2"] = None
    text: Annotated[str, "The text itself"]


@part
class Certification:
    """A country's age rating, with the release it came with."""

    country: Annotated[str, "ISO 3166-1 alpha-2"]
    certification: Annotated[str, "As printed: PG-13, FSK 12, …"]
    system: Annotated[str | None, "Who rates, where the source says"] = None
    release_type: Annotated[int | None, "TMDB's: 1 premiere … 6 TV; null for shows"] = None
    released: Annotated[dt.date | None, "Day of that release"] = None


@part
class Release:
    """One release of a film in one country."""

    country: Annotated[str, "ISO 3166-1 alpha-2"]
    released: Annotated[dt.date, "Day of release"]
    release_type: Annotated[int | None, "TMDB's: 1 premiere … 6 TV"] = None
    note: Annotated[str | None, "Festival or edition"] = None


@part
class Company:
    """A production company or a network."""

    company_id: Annotated[str | None, "The source's id"] = None
    name: Annotated[str, "Its name"]
    country: Annotated[str | None, "ISO 3166-1 alpha-2"] = None
    logo_path: Annotated[str | None, "TMDB image path"] = None


@part
class Collection:
    """The series of films a film belongs to."""

    collection_id: Annotated[str, "The source's id"]
    name: Annotated[str, "Its name"]
    poster_path: Annotated[str | None, "TMDB image path"] = None
    backdrop_path: Annotated[str | None, "TMDB image path"] = None


@part
class Money:
    """An amount that may be unknown; a source's 0 is read as unknown."""

    amount: Annotated[float | None, "In units of the currency"]
    currency: Annotated[str | None, "ISO 4217"]


@part
class Image:
    """A picture, by reference."""

    kind: Annotated[str, "poster, backdrop or logo"]
    path: Annotated[str, "TMDB image path or URL"]
    language: Annotated[str | None, "ISO 639-1; null for no text"] = None
    width: Annotated[int | None, "Pixels"] = None
    height: Annotated[int | None, "Pixels"] = None
    score: Annotated[float | None, "The source's vote average, 0 to 10"] = None
    votes: Annotated[int | None, "Votes behind the score"] = None


@part
class Video:
    """A trailer or clip, by reference."""

    site: Annotated[str, "YouTube, Vimeo"]
    video_key: Annotated[str, "The site's id"]
    kind: Annotated[str | None, "Trailer, Clip, Featurette, …"] = None
    name: Annotated[str | None, "Its name"] = None
    language: Annotated[str | None, "ISO 639-1"] = None
    country: Annotated[str | None, "ISO 3166-1 alpha-2"] = None
    official: Annotated[bool | None, "Put up by the makers"] = None
    published_at: Annotated[dt.datetime | None, "When it went up"] = None
    size: Annotated[int | None, "Lines of resolution"] = None


@part
class ExternalId:
    """The same title's id elsewhere, as this source says."""

    source: Annotated[str, "imdb, tmdb, wikidata, tvdb, rotten_tomatoes, metacritic, …"]
    id: Annotated[str, "That source's id"]


@part
class OfferSeen:
    """One offer as one answer shows it."""

    country: Annotated[str, "ISO 3166-1 alpha-2"]
    provider_id: Annotated[int, "TMDB's provider id"]
    provider: Annotated[str, "The provider's name"]
    type: Annotated[str, "flatrate, free, ads, rent or buy"]
    quality: Annotated[str, "sd, hd, 4k, …; unspecified where the source does not say"] = (
        "unspecified"
    )
    price: Annotated[float | None, "In units of the currency"] = None
    currency: Annotated[str | None, "ISO 4217"] = None
    url: Annotated[str | None, "Where to watch"] = None
    display_priority: Annotated[int | None, "The source's order in that country"] = None


@part
class SeasonSeen:
    """A show's season, as listed with the show."""

    season: Annotated[int, "Season number; 0 for specials"]
    source_id: Annotated[str | None, "The source's id of the season"] = None
    name: Annotated[str | None, "Its name"] = None
    air_date: Annotated[dt.date | None, "First day on air"] = None
    episode_count: Annotated[int | None, "Episodes known"] = None
    overview: Annotated[str | None, "What it is about"] = None
    poster_path: Annotated[str | None, "TMDB image path"] = None
    ratings: Annotated[tuple[Rating, ...], "Scores of the season"] = ()


@part
class Article:
    """The encyclopedia article of a title."""

    url: Annotated[str, "Address of the article"]
    title: Annotated[str | None, "Its title"] = None
    abstract: Annotated[str | None, "Its lead"] = None


@part
class Header:
    """One HTTP header worth keeping."""

    name: Annotated[str, "In lower case"]
    value: Annotated[str, "As received"]
