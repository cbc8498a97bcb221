"""Where every key of TMDB's details answers goes, as data: a contract field, or nowhere, because.

A path is dotted; `[]` stands for each item of a list, `{country}` for a country's code. A path in
DROPPED covers everything below it, unless READ names a path further down. Blocks are those of
`append_to_response`. No parsing belongs here.
"""

from __future__ import annotations

from typing import Literal

_BOTH = {
    "id": "source_id",
    "adult": "adult",
    "backdrop_path": "backdrop_path",
    "genres[].name": "genres",
    "homepage": "homepage",
    "origin_country[]": "countries",
    "original_language": "original_language",
    "overview": "overviews",
    "popularity": "popularity",
    "poster_path": "poster_path",
    "production_companies[].id": "companies",
    "production_companies[].logo_path": "companies",
    "production_companies[].name": "companies",
    "production_companies[].origin_country": "companies",
    "production_countries[].iso_3166_1": "countries",
    "spoken_languages[].iso_639_1": "languages",
    "status": "status",
    "tagline": "taglines",
    "vote_average": "ratings",
    "vote_count": "ratings",
    "external_ids.imdb_id": "external_ids",
    "external_ids.wikidata_id": "external_ids",
    "external_ids.facebook_id": "external_ids",
    "external_ids.instagram_id": "external_ids",
    "external_ids.twitter_id": "external_ids",
    "credits.cast[].character": "credits",
    "credits.cast[].id": "credits",
    "credits.cast[].name": "cast",
    "credits.cast[].order": "credits",
    "credits.crew[].department": "credits",
    "credits.crew[].id": "credits",
    "credits.crew[].job": "credits",
    "credits.crew[].name": "credits",
    "translations.translations[].iso_3166_1": "names",
    "translations.translations[].iso_639_1": "names",
    "translations.translations[].data.overview": "overviews",
    "translations.translations[].data.tagline": "taglines",
    "recommendations.results[].id": "recommendations",
    "recommendations.results[].media_type": "recommendations",
    "similar.results[].id": "similar",
    "similar.results[].media_type": "similar",
    "videos.results[].iso_3166_1": "videos",
    "videos.results[].iso_639_1": "videos",
    "videos.results[].key": "videos",
    "videos.results[].name": "videos",
    "videos.results[].official": "videos",
    "videos.results[].published_at": "videos",
    "videos.results[].site": "videos",
    "videos.results[].size": "videos",
    "videos.results[].type": "videos",
    "watch/providers.results.{country}.link": "offers",
    **{
        f"images.{kind}[].{key}": "images"
        for kind in ("backdrops", "logos", "posters")
        for key in ("file_path", "height", "iso_639_1", "vote_average", "vote_count", "width")
    },
    **{
        f"watch/providers.results.{{country}}.{kind}[].{key}": "offers"
        for kind in ("ads", "buy", "flatrate", "free", "rent")
        for key in ("display_priority", "provider_id", "provider_name")
    },
}

_MOVIE = {
    "belongs_to_collection.backdrop_path": "collection",
    "belongs_to_collection.id": "collection",
    "belongs_to_collection.name": "collection",
    "belongs_to_collection.poster_path": "collection",
    "budget": "budget",
    "imdb_id": "external_ids",
    "original_title": "original_title",
    "release_date": "release_date",
    "revenue": "revenue",
    "runtime": "runtime_min",
    "title": "title",
    "alternative_titles.titles[].iso_3166_1": "names",
    "alternative_titles.titles[].title": "names",
    "alternative_titles.titles[].type": "names",
    "keywords.keywords[].name": "keywords",
    "release_dates.results[].iso_3166_1": "releases",
    "release_dates.results[].release_dates[].certification": "certifications",
    "release_dates.results[].release_dates[].note": "releases",
    "release_dates.results[].release_dates[].release_date": "releases",
    "release_dates.results[].release_dates[].type": "releases",
    "translations.translations[].data.title": "names",
}

_TV = {
    "created_by[].id": "credits",
    "created_by[].name": "directors",
    "episode_run_time[]": "runtime_min",
    "first_air_date": "release_date",
    "in_production": "in_production",
    "languages[]": "languages",
    "last_air_date": "end_date",
    "name": "title",
    "networks[].id": "networks",
    "networks[].logo_path": "networks",
    "networks[].name": "networks",
    "networks[].origin_country": "networks",
    "number_of_episodes": "episode_count",
    "number_of_seasons": "season_count",
    "original_name": "original_title",
    "seasons[].air_date": "seasons",
    "seasons[].episode_count": "seasons",
    "seasons[].id": "seasons",
    "seasons[].name": "seasons",
    "seasons[].overview": "seasons",
    "seasons[].poster_path": "seasons",
    "seasons[].season_number": "seasons",
    "seasons[].vote_average": "seasons",
    "external_ids.freebase_id": "external_ids",
    "external_ids.freebase_mid": "external_ids",
    "external_ids.tvdb_id": "external_ids",
    "external_ids.tvrage_id": "external_ids",
    "aggregate_credits.cast[].id": "credits",
    "aggregate_credits.cast[].name": "cast",
    "aggregate_credits.cast[].order": "credits",
    "aggregate_credits.cast[].roles[].character": "credits",
    "aggregate_credits.cast[].roles[].episode_count": "credits",
    "aggregate_credits.crew[].department": "credits",
    "aggregate_credits.crew[].id": "credits",
    "aggregate_credits.crew[].jobs[].episode_count": "credits",
    "aggregate_credits.crew[].jobs[].job": "credits",
    "aggregate_credits.crew[].name": "credits",
    "alternative_titles.results[].iso_3166_1": "names",
    "alternative_titles.results[].title": "names",
    "alternative_titles.results[].type": "names",
    "content_ratings.results[].iso_3166_1": "certifications",
    "content_ratings.results[].rating": "certifications",
    "keywords.results[].name": "keywords",
    "translations.translations[].data.name": "names",
}

READ: dict[Literal["movie", "tv"], dict[str, str]] = {
    "movie": {**_BOTH, **_MOVIE},
    "tv": {**_BOTH, **_TV},
}

_PERSON = "a fact of the person, not of this title"
_LISTED = "the title's own details answer says it"
_SPELLED = "the code beside it says the same"
_UNASKED = "not asked for"

DROPPED: dict[str, str] = {
    "video": "a mark for clips that are no films, which the daily export already carries",
    "softcore": "in answers since 2026 without a definition; `adult` is the documented mark",
    "type": "Scripted, Reality, …: no reader of the catalogue asked for it yet",
    "genres[].id": "the name is kept; the number is TMDB's own",
    "production_countries[].name": _SPELLED,
    "spoken_languages[].english_name": _SPELLED,
    "spoken_languages[].name": _SPELLED,
    "translations.translations[].english_name": _SPELLED,
    "translations.translations[].name": _SPELLED,
    "translations.translations[].data.homepage": "one home page a title is enough",
    "translations.translations[].data.runtime": "of one language's cut; most are 0",
    "keywords.keywords[].id": "the name is kept; the number is TMDB's own",
    "keywords.results[].id": "the name is kept; the number is TMDB's own",
    "release_dates.results[].release_dates[].descriptors": "content notes; no field for them yet",
    "release_dates.results[].release_dates[].iso_639_1": "empty in all but a few releases",
    "content_ratings.results[].descriptors": "content notes; no field for them yet",
    "videos.results[].id": "the site and its key name the video",
    "recommendations.page": "always the first page",
    "recommendations.results[]": _LISTED,
    "recommendations.total_pages": "only the first page is taken",
    "recommendations.total_results": "only the first page is taken",
    "similar.page": "always the first page",
    "similar.results[]": _LISTED,
    "similar.total_pages": "only the first page is taken",
    "similar.total_results": "only the first page is taken",
    "last_episode_to_air": "the season's answer says it",
    "next_episode_to_air": "the season's answer says it",
    "account_states": _UNASKED,
    "changes": _UNASKED,
    "episode_groups": _UNASKED,
    "lists": _UNASKED,
    "reviews": _UNASKED,
    "screened_theatrically": _UNASKED,
    **{
        f"images.{kind}[].{key}": why
        for kind in ("backdrops", "logos", "posters")
        for key, why in (
            ("aspect_ratio", "width and height say it"),
            ("iso_3166_1", "the language decides which picture is shown"),
        )
    },
    **{
        f"watch/providers.results.{{country}}.{kind}[].logo_path": "a fact of the provider"
        for kind in ("ads", "buy", "flatrate", "free", "rent")
    },
    **{
        f"{people}[].{key}": _PERSON
        for people in (
            "created_by",
            "credits.cast",
            "credits.crew",
            "aggregate_credits.cast",
            "aggregate_credits.crew",
        )
        for key in (
            "adult",
            "gender",
            "known_for_department",
            "original_name",
            "popularity",
            "profile_path",
        )
    },
    "created_by[].credit_id": "the person's id and the job name the credit",
    "credits.cast[].cast_id": "the person's id and the character name the credit",
    "credits.cast[].credit_id": "the person's id and the character name the credit",
    "credits.crew[].credit_id": "the person's id and the job name the credit",
    "aggregate_credits.cast[].roles[].credit_id": "the person's id and the character name it",
    "aggregate_credits.cast[].total_episode_count": "the sum of the roles' counts",
    "aggregate_credits.crew[].jobs[].credit_id": "the person's id and the job name the credit",
    "aggregate_credits.crew[].total_episode_count": "the sum of the jobs' counts",
}
