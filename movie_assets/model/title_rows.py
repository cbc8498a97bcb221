"""Tables that say what we hold true of titles: spine, crosswalk, titles, scores, DNA. No offers."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import Index, table
from movie_assets.model.types import Json, Vector, Volatile

BOTH = ("lake", "catalogue")


@table("title_spine", schemas=("lake",), key=("title_id",))
class SpineTitle:
    """A title we know to exist, and since when."""

    title_id: Annotated[str, "movie/603, tv/1396 or imdb/tt…"]
    kind: Annotated[str, "movie or tv"]
    origin: Annotated[str, "tmdb or imdb"]
    tmdb_id: Annotated[int | None, "TMDB's id"] = None
    imdb_id: Annotated[str | None, "IMDb's id where the spine itself knows it"] = None
    original_title: Annotated[str | None, "As exported"] = None
    popularity: Annotated[float | None, "TMDB's popularity of the newest day"] = None
    votes: Annotated[int | None, "IMDb's votes, for titles only IMDb knows"] = None
    state: Annotated[str, "active, gone, or out_of_scope: there, and not wanted"]
    first_seen: Annotated[dt.date, "Day it first stood in an export"]
    gone_since: Annotated[dt.date | None, "First day it no longer did"] = None


@table("popularity_daily", schemas=BOTH, key=("title_id", "day"))
class PopularityDay:
    """A title's popularity on a day it changed."""

    title_id: Annotated[str, "The title"]
    day: Annotated[dt.date, "Day of the export"]
    popularity: Annotated[float, "TMDB's popularity"]


@table(
    "title_redirect",
    schemas=BOTH,
    key=("from_title_id",),
    entity="redirect",
    indexes=(Index(("to_title_id",)),),
)
class TitleRedirect:
    """A title id that gave way to another, or was taken down."""

    from_title_id: Annotated[str, "The id that was"]
    to_title_id: Annotated[str | None, "The id that is; null when the title is gone"] = None
    reason: Annotated[str, "merged, gone or imdb_linked"]
    decided_on: Annotated[dt.date, "Day we learned it"]


@table("source_redirect", schemas=BOTH, key=("source", "from_source_id"))
class SourceRedirect:
    """A source's id that moved or was merged into another, however often: to where it ended."""

    source: Annotated[str, "Whose id"]
    from_source_id: Annotated[str, "The id that was"]
    to_source_id: Annotated[str, "The id that is"]
    decided_on: Annotated[dt.date, "Day we learned it"]


@table("crosswalk_candidate", schemas=("lake",), key=("title_id", "source", "source_id", "method"))
class CrosswalkCandidate:
    """A pair that may be one title, with the evidence for and against."""

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "The title's kind"]
    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    method: Annotated[str, "id, verified_url, blocked_match or human"]
    probability: Annotated[float, "0 to 1, that both are one title"]
    evidence: Annotated[str, "Each feature's value", Json()]
    rule_version: Annotated[str, "Version of the rules that compared them"]


@table(
    "crosswalk",
    schemas=BOTH,
    key=("title_id", "source", "source_id"),
    indexes=(Index(("source", "source_id")),),
)
class CrosswalkLink:
    """A decided pair of a title and a source's record."""

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "The title's kind"]
    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    status: Annotated[str, "accepted, review or rejected"]
    method: Annotated[str, "id, verified_url, blocked_match or human"]
    probability: Annotated[float, "0 to 1, that both are one title"]
    evidence: Annotated[str, "Each feature's value", Json()]
    runner_up: Annotated[str | None, "The next best title for this record"] = None
    runner_up_probability: Annotated[float | None, "Its probability"] = None
    decided_at: Annotated[dt.datetime, "The run's clock of the decision", Volatile()]
    rule_version: Annotated[str, "Version of the rules that decided"]


@table("unmatched", schemas=BOTH, key=("side", "source", "kind", "item_id"))
class Unmatched:
    """A title without a record of a source, or a record without a title, and why."""

    side: Annotated[str, "title or record"]
    source: Annotated[str, "The source that lacks it, or whose record it is"]
    kind: Annotated[str, "movie or tv; of a record that does not say, other"]
    item_id: Annotated[str, "title_id, or the source's id"]
    name: Annotated[str | None, "Its title"] = None
    year: Annotated[int | None, "Its year"] = None
    decade: Annotated[int | None, "Its decade, 1990 for the 1990s"] = None
    language: Annotated[str | None, "Its original language"] = None
    reason: Annotated[str, "Why; the closed list is in `crosswalk.unmatched`"]


@table(
    "match_rate_history",
    schemas=BOTH,
    key=("day", "side", "source", "kind", "decade", "language"),
)
class MatchRate:
    """How many titles or records were matched on a day, by source, kind, decade and language."""

    day: Annotated[dt.date, "The run's day"]
    side: Annotated[str, "title or record"]
    source: Annotated[str, "Whose records"]
    kind: Annotated[str, "movie or tv; of a record that does not say, other"]
    decade: Annotated[int, "1990 for the 1990s; -1 when the year is unknown"]
    language: Annotated[str, "Original language, ISO 639-1; empty when unknown"]
    items: Annotated[int, "Titles that should have a record, or records met"]
    matched: Annotated[int, "Those with an accepted link"]
    in_review: Annotated[int, "Those without one, but with a link that waits for a person"]


@table(
    "title",
    schemas=BOTH,
    key=("title_id",),
    entity="title",
    indexes=(
        Index(("kind", "year")),
        Index(("imdb_id",)),
        Index(("genres",), "gin"),
    ),
)
class Title:
    """The merged title: every field by its rule, with where it came from and who disagreed."""

    title_id: Annotated[str, "movie/603, tv/1396 or imdb/tt…"]
    kind: Annotated[str, "movie or tv"]
    title: Annotated[str | None, "The title in English use"] = None
    original_title: Annotated[str | None, "In its own language"] = None
    names: Annotated[str | None, "[{name, language, country, kind}]", Json()] = None
    year: Annotated[int | None, "Year of first release or first air date"] = None
    release_date: Annotated[dt.date | None, "First release or first air date"] = None
    end_date: Annotated[dt.date | None, "Last air date"] = None
    registration_date: Annotated[dt.date | None, "When it was registered with an authority"] = None
    releases: Annotated[str | None, "[{country, released, release_type, note}]", Json()] = None
    status: Annotated[str | None, "Released, Ended, …"] = None
    in_production: Annotated[bool | None, "A show still being made"] = None
    adult: Annotated[bool | None, "Pornographic, as TMDB or IMDb say"] = None
    original_language: Annotated[str | None, "ISO 639-1"] = None
    languages: Annotated[tuple[str, ...], "ISO 639-1, spoken"] = ()
    countries: Annotated[tuple[str, ...], "ISO 3166-1 alpha-2, of origin or production"] = ()
    runtime_min: Annotated[int | None, "Minutes; of one episode for shows"] = None
    genres: Annotated[tuple[str, ...], "TMDB's genre names"] = ()
    keywords: Annotated[tuple[str, ...], "Keywords"] = ()
    tropes: Annotated[tuple[str, ...], "Names of tropes"] = ()
    directors: Annotated[tuple[str, ...], "Names; creators for shows"] = ()
    cast_names: Annotated[tuple[str, ...], "Names in billing order"] = ()
    credits: Annotated[
        str | None,
        "[{person_id, name, department, job, character, position, episodes}]",
        Json(),
    ] = None
    certifications: Annotated[
        str | None, "[{country, certification, system, release_type, released}]", Json()
    ] = None
    companies: Annotated[str | None, "[{company_id, name, country, logo_path}]", Json()] = None
    networks: Annotated[str | None, "[{company_id, name, country, logo_path}]", Json()] = None
    collection: Annotated[str | None, "{collection_id, name, …}", Json()] = None
    budget_amount: Annotated[float | None, "In units of the currency; null when unknown"] = None
    budget_currency: Annotated[str | None, "ISO 4217"] = None
    revenue_amount: Annotated[float | None, "In units of the currency; null when unknown"] = None
    revenue_currency: Annotated[str | None, "ISO 4217"] = None
    overview: Annotated[str | None, "What it is about, in English"] = None
    overviews: Annotated[str | None, "[{language, country, text}]", Json()] = None
    tagline: Annotated[str | None, "In English"] = None
    poster_path: Annotated[str | None, "TMDB image path"] = None
    backdrop_path: Annotated[str | None, "TMDB image path"] = None
    images: Annotated[str | None, "[{kind, path, language, …}]", Json()] = None
    videos: Annotated[str | None, "[{site, video_key, kind, …}]", Json()] = None
    homepage: Annotated[str | None, "Its own site"] = None
    wikipedia_url: Annotated[str | None, "Its article"] = None
    wikipedia_abstract: Annotated[str | None, "The article's lead"] = None
    season_count: Annotated[int | None, "Seasons"] = None
    episode_count: Annotated[int | None, "Episodes"] = None
    seasons: Annotated[str | None, "[{season, name, air_date, episode_count, …}]", Json()] = None
    tmdb_id: Annotated[int | None, "TMDB's id"] = None
    imdb_id: Annotated[str | None, "IMDb's id"] = None
    wikidata_id: Annotated[str | None, "Wikidata's item"] = None
    external_ids: Annotated[str | None, "[{source, id}]", Json()] = None
    recommendations: Annotated[tuple[str, ...], "Title ids TMDB recommends"] = ()
    similar: Annotated[tuple[str, ...], "Title ids TMDB calls similar"] = ()
    provenance: Annotated[str, "field -> {source, rule, first_seen}", Json()]
    conflicts: Annotated[str, "field -> [{source, value}] of the losers", Json()]
    first_seen: Annotated[dt.date, "Day the title entered the catalogue"]


@table("survivorship_rule", schemas=("catalogue",), key=("field",))
class SurvivorshipRule:
    """How one field of a title is told from its sources."""

    field: Annotated[str, "Column of `title`"]
    place: Annotated[int, "Order among the fields, from 0"]
    sources: Annotated[tuple[str, ...], "Who has a say, most trusted first"] = ()
    rule: Annotated[str, "prefer, longest, union, max, latest, majority or follow"]
    clears: Annotated[bool, "True where a source's empty value clears the field"]
    reason: Annotated[str, "Why the rule is as it is"]


@table(
    "title_popularity",
    schemas=BOTH,
    key=("title_id",),
    indexes=(Index(("popularity", "title_id")),),
)
class TitlePopularity:
    """A title's newest popularity: apart from `title`, since it moves every day for nearly all."""

    title_id: Annotated[str, "The title"]
    popularity: Annotated[float, "TMDB's popularity"]
    day: Annotated[dt.date, "Day it last changed"]


@table(
    "title_score",
    schemas=BOTH,
    key=("title_id", "publisher", "metric", "season", "episode"),
    entity="score",
    indexes=(Index(("publisher", "metric", "percent")),),
)
class TitleScore:
    """The newest score of one publisher for a title, season or episode."""

    title_id: Annotated[str, "The title"]
    publisher: Annotated[str, "Whose score it is"]
    metric: Annotated[str, "critics or audience"]
    season: Annotated[int, "Season number; -1 for the title itself"]
    episode: Annotated[int, "Episode number; -1 for the season or title itself"]
    value: Annotated[float, "As published"]
    scale_max: Annotated[float, "Highest possible value"]
    percent: Annotated[float, "100 x value / scale_max"]
    count: Annotated[int | None, "Votes or reviews"] = None
    count_is_lower_bound: Annotated[bool, 'True for counts such as "250,000+"'] = False
    source: Annotated[str, "Who showed it to us"]
    source_id: Annotated[str, "Under which of its ids"]
    observed_at: Annotated[dt.datetime, "Since when it stands so"]


@table("title_score_summary", schemas=BOTH, key=("title_id",), indexes=(Index(("overall",)),))
class TitleScoreSummary:
    """Audience, critics and overall of a title by the score model, plain means beside them."""

    title_id: Annotated[str, "The title"]
    audience: Annotated[float | None, "Percent, by the score model"] = None
    audience_count: Annotated[int | None, "Votes behind it"] = None
    critics: Annotated[float | None, "Percent, by the score model"] = None
    critics_count: Annotated[int | None, "Reviews behind it"] = None
    overall: Annotated[float | None, "Percent, by the score model"] = None
    plain_audience: Annotated[float | None, "Plain mean of the audience percents"] = None
    plain_critics: Annotated[float | None, "Plain mean of the critics percents"] = None
    plain_overall: Annotated[float | None, "Plain mean of the two means there are"] = None
    model_version: Annotated[str, "Version of the weights"]


@table(
    "score_observation",
    schemas=BOTH,
    key=("title_id", "source", "publisher", "metric", "season", "episode", "observed_at"),
)
class ScoreObservation:
    """Every score a title had, and since when."""

    title_id: Annotated[str, "The title, by the crosswalk of the load"]
    source: Annotated[str, "Who showed it"]
    publisher: Annotated[str, "Whose score it is"]
    metric: Annotated[str, "critics or audience"]
    season: Annotated[int, "Season number; -1 for the title itself"]
    episode: Annotated[int, "Episode number; -1 for the season or title itself"]
    value: Annotated[float | None, "As published; null when it was taken away"]
    count: Annotated[int | None, "Votes or reviews"] = None
    observed_at: Annotated[dt.datetime, "Since when it stood so"]
    answer_id: Annotated[str, "The answer it was read from"]


@table(
    "title_dna",
    schemas=BOTH,
    key=("title_id", "category", "label", "model"),
    entity="dna",
    indexes=(Index(("category", "label")),),
)
class TitleDna:
    """One tag of a title."""

    title_id: Annotated[str, "The title"]
    category: Annotated[str, "One of the taxonomy's categories"]
    label: Annotated[str, "The tag"]
    confidence: Annotated[float, "0 to 1"]
    evidence: Annotated[tuple[str, ...], "The facts it was told from"] = ()
    model: Annotated[str, "offline rules, or the language model"]
    taxonomy_version: Annotated[str, "Version of categories and words"]
    prompt_hash: Annotated[str | None, "Hash of the prompt, for a language model"] = None
    cost_usd: Annotated[float | None, "What the tag's title cost", Volatile()] = None


@table("title_fingerprint", schemas=BOTH, key=("title_id", "model"))
class TitleFingerprint:
    """A title's scores on the taxonomy's scales."""

    title_id: Annotated[str, "The title"]
    scores: Annotated[str, "key -> 0 to 10; a key the tagger cannot tell is absent", Json()]
    highlight_keys: Annotated[tuple[str, ...], "The keys that define it, best first"] = ()
    essence_tags: Annotated[tuple[str, ...], "What it is in a few words"] = ()
    advisories: Annotated[tuple[str, ...], "Content advisories"] = ()
    suitability: Annotated[str, "flag -> true or false; unknown is absent", Json()] = "{}"
    viewing_context: Annotated[str, "flag -> true or false; unknown is absent", Json()] = "{}"
    model: Annotated[str, "offline rules, or the language model"]
    taxonomy_version: Annotated[str, "Version of keys and meanings"]
    prompt_hash: Annotated[str | None, "Hash of the prompt, for a language model"] = None
    cost_usd: Annotated[float | None, "What the title cost", Volatile()] = None


@table("vector_model", schemas=("lake",), key=("name",))
class FittedVectors:
    """A model that turns documents into vectors, fitted on the catalogue itself."""

    name: Annotated[str, "Name, version and hash of what it was fitted on"]
    dims: Annotated[int, "Length of its vectors"]
    documents: Annotated[int, "How many documents it was fitted on"]
    model: Annotated[bytes, "The model itself; its name holds its hash", Volatile()]


@table("title_embedding", schemas=BOTH, key=("title_id", "aspect", "model"))
class TitleEmbedding:
    """A title as a vector, by one aspect and one model."""

    title_id: Annotated[str, "The title"]
    aspect: Annotated[str, "all, story, mood, characters, style or setting"]
    model: Annotated[str, "The embedder's name and version"]
    dims: Annotated[int, "Length of the vector"]
    text_hash: Annotated[str, "md5 of the document text it was made from"]
    embedding: Annotated[tuple[float, ...], "Unit length", Vector()]
