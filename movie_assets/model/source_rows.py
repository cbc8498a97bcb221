"""Tables of the lake that say what sources answered. Merged and served tables live elsewhere."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.parts import (
    Article,
    AspectRating,
    Certification,
    Collection,
    Company,
    Credit,
    ExternalId,
    Header,
    Image,
    Money,
    Name,
    OfferSeen,
    Rating,
    Release,
    SeasonSeen,
    Text,
    Video,
)
from movie_assets.model.table import table
from movie_assets.model.types import Json, Volatile


@table("answer", schemas=("lake",), key=("answer_id",))
class Answer:
    """One stored answer of one request, kept apart from any parser."""

    answer_id: Annotated[str, "First 32 hex digits of sha256(source, url, requested_at)"]
    source: Annotated[str, "Who was asked"]
    title_id: Annotated[str | None, "The title it was asked for; null for lists and datasets"] = (
        None
    )
    url: Annotated[str, "The address asked, with no secret in it"]
    final_url: Annotated[str | None, "Where redirects led"] = None
    requested_at: Annotated[dt.datetime, "The run's clock when it was asked"]
    status: Annotated[int | None, "HTTP status; null when nothing came back"] = None
    outcome: Annotated[str, "How it ended, see the outcomes"]
    retry_at: Annotated[dt.datetime | None, "When the source wants to be asked again"] = None
    headers: Annotated[tuple[Header, ...], "Headers of interest"] = ()
    body: Annotated[
        bytes | None, "zstd; null in the lake, where `answer_body` keeps it under its hash"
    ] = None
    body_sha256: Annotated[str | None, "Hash of the plain body; at 304 of the earlier one"] = None
    body_bytes: Annotated[int | None, "Size of the plain body"] = None
    error: Annotated[str | None, "What went wrong, for people"] = None
    run_id: Annotated[str, "The run that asked", Volatile()]


@table("answer_body", schemas=("lake",), key=("sha256",))
class AnswerBody:
    """The body of one or more answers, kept once; gone when older than the source's cache age."""

    sha256: Annotated[str, "Hash of the plain body"]
    body: Annotated[bytes, "zstd"]
    body_bytes: Annotated[int, "Size of the plain body"]


@table("source_record", schemas=("lake",), key=("source", "source_id", "title_id"))
class SourceRecord:
    """What one source says of one title; one schema for all sources."""

    source: Annotated[str, "Name in the registry"]
    source_id: Annotated[str, "The source's id; empty where it has none to give"]
    title_id: Annotated[str, "The title it was asked for, or is filed under"]
    outcome: Annotated[str, "How the newest answer ended"]
    answer_id: Annotated[str, "The answer it was read from", Volatile()]
    requested_at: Annotated[dt.datetime, "The run's clock when it was asked", Volatile()]
    parser_version: Annotated[str, "Which parser read it"]
    kind: Annotated[str | None, "movie, tv, season, episode or other"] = None
    title: Annotated[str | None, "The main title"] = None
    original_title: Annotated[str | None, "The title in its own language"] = None
    names: Annotated[tuple[Name, ...], "Every name known"] = ()
    year: Annotated[int | None, "Year of first release or first air date"] = None
    release_date: Annotated[dt.date | None, "First release or first air date"] = None
    end_date: Annotated[dt.date | None, "Last air date"] = None
    registration_date: Annotated[dt.date | None, "When it was registered with an authority"] = None
    releases: Annotated[tuple[Release, ...], "Releases by country"] = ()
    countries: Annotated[tuple[str, ...], "ISO 3166-1 alpha-2, of origin or production"] = ()
    languages: Annotated[tuple[str, ...], "ISO 639-1, spoken"] = ()
    original_language: Annotated[str | None, "ISO 639-1"] = None
    runtime_min: Annotated[int | None, "Minutes; of one episode for shows"] = None
    genres: Annotated[tuple[str, ...], "As the source names them"] = ()
    directors: Annotated[tuple[str, ...], "Names; creators for shows"] = ()
    cast: Annotated[tuple[str, ...], "Names in billing order"] = ()
    credits: Annotated[tuple[Credit, ...], "Roles and jobs"] = ()
    external_ids: Annotated[tuple[ExternalId, ...], "Its ids elsewhere"] = ()
    ratings: Annotated[tuple[Rating, ...], "Scores"] = ()
    aspect_ratings: Annotated[tuple[AspectRating, ...], "Scores of single sides"] = ()
    overviews: Annotated[tuple[Text, ...], "What it is about, by language"] = ()
    taglines: Annotated[tuple[Text, ...], "Taglines, by language"] = ()
    popularity: Annotated[float | None, "The source's own, comparable only within it"] = None
    status: Annotated[str | None, "Released, Ended, …"] = None
    in_production: Annotated[bool | None, "A show still being made"] = None
    adult: Annotated[bool | None, "Pornographic, as the source says"] = None
    keywords: Annotated[tuple[str, ...], "Keywords"] = ()
    tropes: Annotated[tuple[str, ...], "Names of tropes listed on the work's page"] = ()
    certifications: Annotated[tuple[Certification, ...], "Age ratings"] = ()
    companies: Annotated[tuple[Company, ...], "Production companies"] = ()
    networks: Annotated[tuple[Company, ...], "Networks"] = ()
    collection: Annotated[Collection | None, "The series it belongs to"] = None
    budget: Annotated[Money | None, "What it cost"] = None
    revenue: Annotated[Money | None, "What it took"] = None
    images: Annotated[tuple[Image, ...], "Pictures"] = ()
    videos: Annotated[tuple[Video, ...], "Trailers and clips"] = ()
    poster_path: Annotated[str | None, "TMDB image path"] = None
    backdrop_path: Annotated[str | None, "TMDB image path"] = None
    offers: Annotated[tuple[OfferSeen, ...], "Where to watch, now"] = ()
    offers_complete: Annotated[
        bool, "True when it lists every offer, so gaps close; of a file, when it is a catalogue"
    ] = False
    recommendations: Annotated[tuple[str, ...], "Title ids the source recommends"] = ()
    similar: Annotated[tuple[str, ...], "Title ids the source calls similar"] = ()
    seasons: Annotated[tuple[SeasonSeen, ...], "Seasons listed"] = ()
    season_count: Annotated[int | None, "Seasons"] = None
    episode_count: Annotated[int | None, "Episodes"] = None
    article: Annotated[Article | None, "Encyclopedia article"] = None
    homepage: Annotated[str | None, "Its own site"] = None
    url: Annotated[str | None, "Address of the page read"] = None
    observed_at: Annotated[dt.datetime, "The run's clock when it was read", Volatile()]
    changed_at: Annotated[dt.datetime | None, "When the source says it changed"] = None


@table("source_episode", schemas=("lake",), key=("source", "source_id", "season", "episode"))
class SourceEpisode:
    """A season (episode 0) or an episode of a show, with its scores."""

    source: Annotated[str, "Name in the registry"]
    source_id: Annotated[str, "The show's id at the source"]
    title_id: Annotated[str, "The show it was asked for, or is filed under"]
    season: Annotated[int, "Season number; 0 for specials"]
    episode: Annotated[int, "Episode number; 0 for the season itself"]
    episode_source_id: Annotated[str | None, "The episode's own id"] = None
    name: Annotated[str | None, "Its name"] = None
    air_date: Annotated[dt.date | None, "First day on air"] = None
    runtime_min: Annotated[int | None, "Minutes"] = None
    ratings: Annotated[tuple[Rating, ...], "Scores"] = ()
    answer_id: Annotated[str, "The answer it was read from", Volatile()]
    requested_at: Annotated[dt.datetime, "The run's clock when it was asked", Volatile()]


@table("page_asked", schemas=("lake",), key=("source", "title_id", "source_id"))
class PageAsked:
    """An address where a title's page might be, how its newest answer ended, and what it proves."""

    source: Annotated[str, "Who was asked"]
    title_id: Annotated[str, "The title it was asked for"]
    source_id: Annotated[str, "The id the address stands for"]
    url: Annotated[str, "The address"]
    reason: Annotated[str, "Why it was asked: wikidata, verified, a guess, a season …"]
    outcome: Annotated[str, "How the newest answer that told of it ended"]
    page_source_id: Annotated[str | None, "The id of the page it led to, where one was read"] = None
    status: Annotated[
        str | None, "accepted, review or rejected as this title's page; null where none was read"
    ] = None
    evidence: Annotated[str | None, "What was compared, as JSON", Json()] = None
    answer_id: Annotated[str, "The answer it was read from", Volatile()]
    requested_at: Annotated[dt.datetime, "The run's clock when it was asked", Volatile()]


@table("title_wanted", schemas=("lake",), key=("source", "source_id", "country", "provider"))
class WantedTitle:
    """A title that a provider's gallery shows or somebody asked for, and which of ours it is."""

    source: Annotated[str, "Where it was met: justwatch, tmdb, imdb, list"]
    source_id: Annotated[str, "Its id there"]
    country: Annotated[str, "ISO 3166-1 alpha-2 of the gallery; empty for requests"]
    provider: Annotated[str, "The gallery's provider; empty for requests"]
    kind: Annotated[str | None, "movie or tv, where it is said"] = None
    title: Annotated[str | None, "Its name there"] = None
    year: Annotated[int | None, "Its year there"] = None
    imdb_id: Annotated[str | None, "IMDb's id, where it is given"] = None
    tmdb_id: Annotated[str | None, "movie/603, where it is given"] = None
    url: Annotated[str | None, "Its page there"] = None
    title_id: Annotated[str | None, "The title it is; null where it is none of ours"] = None
    method: Annotated[str | None, "How that was told: tmdb id, imdb id or name"] = None
    reason: Annotated[str | None, "Why it is none of ours, for people"] = None
    seen_at: Annotated[dt.datetime, "The run's clock when it was last seen", Volatile()]


@table("dropped_file", schemas=("lake",), key=("content_hash",))
class DroppedFile:
    """A file somebody dropped, and where it lay when it was last seen."""

    content_hash: Annotated[str, "sha256 of its bytes; the first 32 digits name its partition"]
    url: Annotated[str, "Where it lay", Volatile()]
    name: Annotated[str, "Its file name", Volatile()]
    folder: Annotated[str, "The folder of the place it lay in, where that names a mapping"]
    bytes: Annotated[int, "Its size"]
    seen_at: Annotated[dt.datetime, "The run's clock", Volatile()]


@table("tmdb_export", schemas=("lake",), key=("kind", "tmdb_id"))
class ExportedTitle:
    """One line of TMDB's daily id files."""

    kind: Annotated[str, "movie or tv"]
    tmdb_id: Annotated[int, "TMDB's id"]
    original_title: Annotated[str | None, "As exported"] = None
    popularity: Annotated[float | None, "TMDB's popularity that day"] = None
    adult: Annotated[bool | None, "Films only"] = None
    video: Annotated[bool | None, "Films only"] = None


@table("imdb_title", schemas=("lake",), key=("tconst",))
class ImdbTitle:
    """One title of IMDb's datasets of one day: basics, rating, names and people in one row."""

    tconst: Annotated[str, "IMDb's id"]
    kind: Annotated[str, "movie or tv"]
    title_type: Annotated[str, "movie, tvMovie, tvSeries or tvMiniSeries"]
    primary_title: Annotated[str | None, "The title in use"] = None
    original_title: Annotated[str | None, "In its own language"] = None
    adult: Annotated[bool | None, "isAdult"] = None
    start_year: Annotated[int | None, "Release, or first year on air"] = None
    end_year: Annotated[int | None, "Last year on air"] = None
    runtime_min: Annotated[int | None, "Minutes"] = None
    genres: Annotated[tuple[str, ...], "IMDb's genres"] = ()
    rating: Annotated[float | None, "averageRating, 1 to 10"] = None
    votes: Annotated[int | None, "numVotes"] = None
    names: Annotated[tuple[Name, ...], "title.akas"] = ()
    directors: Annotated[tuple[Credit, ...], "title.crew and name.basics"] = ()
    cast: Annotated[tuple[Credit, ...], "title.principals, actors in order"] = ()


@table("imdb_episode", schemas=("lake",), key=("tconst",))
class ImdbEpisode:
    """One episode of IMDb's datasets of one day."""

    tconst: Annotated[str, "The episode's id"]
    parent_tconst: Annotated[str, "The show's id"]
    season: Annotated[int, "Season number"]
    episode: Annotated[int, "Episode number"]
    rating: Annotated[float | None, "averageRating, 1 to 10"] = None
    votes: Annotated[int | None, "numVotes"] = None


@table(
    "score_seen",
    schemas=("lake",),
    key=("source", "source_id", "publisher", "metric", "season", "episode", "observed_at"),
)
class ScoreSeen:
    """One score as a source showed it; a row only when it changed."""

    source: Annotated[str, "Who showed it"]
    source_id: Annotated[str, "Of which of its titles"]
    publisher: Annotated[str, "Whose score it is"]
    metric: Annotated[str, "critics or audience"]
    season: Annotated[int, "Season number; -1 for the title itself"]
    episode: Annotated[int, "Episode number; -1 for the season or title itself"]
    value: Annotated[float | None, "As published; null when it was taken away"]
    scale_max: Annotated[float, "Highest possible value"]
    percent: Annotated[float | None, "100 x value / scale_max"] = None
    count: Annotated[int | None, "Votes or reviews"] = None
    count_is_lower_bound: Annotated[bool, 'True for counts such as "250,000+"'] = False
    observed_at: Annotated[dt.datetime, "The run's clock when it was first seen so"]
    answer_id: Annotated[str, "The answer it was read from"]


@table("quarantine", schemas=("lake", "catalogue"), key=("source", "file", "line", "field"))
class Quarantined:
    """A row that could not be read; the rest of its file went on."""

    source: Annotated[str, "Source or drop mapping"]
    file: Annotated[str, "File or address"]
    line: Annotated[int, "Line or row number from 1"]
    field: Annotated[str, "The field that could not be read"]
    reason: Annotated[str, "Why, for people"]
    raw: Annotated[str | None, "The value as it came, cut at 1,000 characters"] = None
    seen_at: Annotated[dt.datetime, "The run's clock", Volatile()]
