"""A TMDB details answer as one source record. URLs and statuses belong to `tmdb`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from movie_assets.model.ids import tmdb_title_id
from movie_assets.model.outcomes import Outcome
from movie_assets.model.parts import Collection, Money
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources import tmdb_parts as parts
from movie_assets.sources.base import Fetched
from movie_assets.sources.tmdb_credits import cast_names, credits_of, director_names
from movie_assets.sources.tmdb_names import names_of, texts_of
from movie_assets.sources.values import (
    country,
    day,
    identifier,
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

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Asked:
    """What the request was for: the kind of title, and the language its texts come in."""

    kind: str
    language: tuple[str, str | None]
    parser_version: str


def record_of(payload: Json, tmdb_id: int, asked: Asked, fetched: Fetched) -> SourceRecord:
    """Read a film or a show.

    Shape: one decoded object with its appended blocks in, one record out; a block that is not
           there leaves its fields empty, and `offers_complete` tells whether watch/providers was.
           The record is filed under the id the answer itself carries.
    Units: runtime in minutes, money in whole US dollars, and for all of them TMDB's 0 means
           unknown; popularity is TMDB's own, comparable only within TMDB.
    """
    record = _identified(payload, tmdb_title_id(asked.kind, tmdb_id), asked, fetched)
    credits = credits_of(payload)
    offers, offers_complete = parts.offers_of(payload)
    return replace(
        _with_lists(record, payload),
        names=names_of(payload, asked.kind, asked.language),
        overviews=texts_of(payload, "overview", asked.language),
        taglines=texts_of(payload, "tagline", asked.language),
        directors=director_names(asked.kind, credits),
        cast=cast_names(credits),
        credits=credits,
        offers=offers,
        offers_complete=offers_complete,
        recommendations=parts.titles_listed(payload, "recommendations", asked.kind),
        similar=parts.titles_listed(payload, "similar", asked.kind),
    )


def _identified(payload: Json, title_id: str, asked: Asked, fetched: Fetched) -> SourceRecord:
    """Whose record it is, and the single values of the title."""
    key = "title" if asked.kind == "movie" else "name"
    ratings = parts.rating_of(payload.get("vote_average"), payload.get("vote_count"))
    released = day(payload.get("release_date")) or day(payload.get("first_air_date"))
    return SourceRecord(
        source="tmdb",
        source_id=title_id,
        title_id=title_id,
        outcome=Outcome.FOUND if ratings else Outcome.NO_SCORE_YET,
        answer_id=fetched.answer_id,
        requested_at=fetched.requested_at,
        observed_at=fetched.requested_at,
        parser_version=asked.parser_version,
        kind=asked.kind,
        title=text(payload.get(key)),
        original_title=text(payload.get(f"original_{key}")),
        year=released.year if released else None,
        release_date=released,
        end_date=day(payload.get("last_air_date")),
        original_language=language(payload.get("original_language")),
        runtime_min=_runtime(payload),
        ratings=ratings,
        popularity=number(payload.get("popularity")),
        status=text(payload.get("status")),
        in_production=truth(payload.get("in_production")),
        adult=truth(payload.get("adult")),
        budget=_dollars(payload.get("budget")),
        revenue=_dollars(payload.get("revenue")),
        season_count=whole(payload.get("number_of_seasons")),
        episode_count=whole(payload.get("number_of_episodes")),
        homepage=text(payload.get("homepage")),
        url=f"https://www.themoviedb.org/{title_id}",
    )


def _with_lists(record: SourceRecord, payload: Json) -> SourceRecord:
    """The lists that need nothing but the payload."""
    return replace(
        record,
        releases=parts.releases_of(payload),
        countries=_countries(payload),
        languages=_languages(payload),
        genres=_names(payload.get("genres")),
        external_ids=parts.external_ids_of(payload),
        keywords=_keywords(payload),
        certifications=parts.certifications_of(payload),
        companies=parts.companies_of(payload.get("production_companies")),
        networks=parts.companies_of(payload.get("networks")),
        collection=_collection(mapping(payload.get("belongs_to_collection"))),
        images=parts.images_of(payload),
        videos=parts.videos_of(payload),
        poster_path=text(payload.get("poster_path")),
        backdrop_path=text(payload.get("backdrop_path")),
        seasons=parts.seasons_of(payload),
    )


def _countries(payload: Json) -> tuple[str, ...]:
    """Countries of origin, then of production."""
    produced = [row.get("iso_3166_1") for row in rows(payload.get("production_countries"))]
    return once(country(code) for code in items(payload.get("origin_country")) + produced)


def _languages(payload: Json) -> tuple[str, ...]:
    """Languages spoken; for shows TMDB has a second, plain list of them."""
    spoken = [row.get("iso_639_1") for row in rows(payload.get("spoken_languages"))]
    return once(language(code) for code in spoken + items(payload.get("languages")))


def _runtime(payload: Json) -> int | None:
    """Minutes of a film, or the first of a show's usual episode lengths."""
    lengths = [payload.get("runtime"), *items(payload.get("episode_run_time"))]
    return next((minutes for given in lengths if (minutes := positive(given))), None)


def _names(value: object) -> tuple[str, ...]:
    return once(text(row.get("name")) for row in rows(value))


def _keywords(payload: Json) -> tuple[str, ...]:
    """Keywords, which films have under `keywords` and shows under `results`."""
    block = mapping(payload.get("keywords"))
    return _names(block.get("keywords")) or _names(block.get("results"))


def _dollars(value: object) -> Money | None:
    """TMDB keeps all money in US dollars and writes 0 for unknown."""
    amount = positive(value)
    return Money(amount=float(amount), currency="USD") if amount else None


def _collection(row: Json) -> Collection | None:
    given, name = identifier(row.get("id")), text(row.get("name"))
    if given is None or name is None:
        return None
    return Collection(
        collection_id=given,
        name=name,
        poster_path=text(row.get("poster_path")),
        backdrop_path=text(row.get("backdrop_path")),
    )
