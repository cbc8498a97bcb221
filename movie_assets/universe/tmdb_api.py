"""TMDB API v3: one title's answers: details with appended blocks, seasons, its own changes.

Pure: (day, request) → answer. Lists and look-ups are in `tmdb_lists`, blocks in `tmdb_blocks`.
"""

import re
from datetime import date

from movie_assets.universe import days
from movie_assets.universe.facts import Episode, Title
from movie_assets.universe.messages import Answer, Request, json_answer
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_blocks import BLOCKS, PAGED
from movie_assets.universe.tmdb_objects import (
    Json,
    country_object,
    genre_objects,
    image_path,
    language_object,
    local_title,
    overview,
)

MOST_APPENDED = 20
NOT_FOUND: Json = {
    "success": False,
    "status_code": 34,
    "status_message": "The resource you requested could not be found.",
}
TOO_MANY_APPENDED: Json = {
    "success": False,
    "status_code": 27,
    "status_message": "Too many append to response objects: The maximum number of remote calls"
    " is 20.",
}
_SEASON = re.compile(r"season/(\d+)(?:/(external_ids|watch/providers))?")


def not_found() -> Answer:
    """Answer as TMDB does for anything it does not have."""
    return json_answer(NOT_FOUND, 404)


def title_answer(day: UniverseDay, request: Request, kind: str, key: str, rest: str) -> Answer:
    """Answer `/3/{movie|tv}/{key}` and everything below it.

    Shape:  `rest` is "" for details, or a block (`credits`, `watch/providers`, …), `season/{n}`,
            `changes`.
    Errors: 404 with status_code 34 for an unknown title or block; 400 with status_code 27 for
            more than twenty appended blocks.
    """
    title = find_title(day, kind, key)
    if title is None:
        return not_found()
    if rest == "":
        return _details_answer(day, request, title)
    if rest == "changes":
        return json_answer({"changes": _own_changes(day, title, request)})
    season = _SEASON.fullmatch(rest)
    if season and kind == "tv":
        return _season_answer(day, title, int(season.group(1)), season.group(2))
    block = BLOCKS[kind].get(rest)
    if block is None:
        return not_found()
    own: Json = {} if rest in PAGED else {"id": title.tmdb_id}
    return json_answer({**own, **block(day, title)})


def find_title(day: UniverseDay, kind: str, key: str) -> Title | None:
    """Find a title by TMDB number; a film also by IMDb id, as TMDB allows."""
    if key.startswith("tt") and kind == "movie":
        numbers = [t for t in day.of_kind(kind) if day.published(t, "tmdb", "imdb_id") == key]
        return numbers[0] if numbers else None
    number = key.partition("-")[0]
    return day.title(f"{kind}/{int(number)}") if number.isascii() and number.isdigit() else None


def _details_answer(day: UniverseDay, request: Request, title: Title) -> Answer:
    wanted = [name for name in request.query.get("append_to_response", "").split(",") if name]
    if len(wanted) > MOST_APPENDED:
        return json_answer(TOO_MANY_APPENDED, 400)
    language = request.query.get("language", "en-US")
    details = _movie(day, title, language) if title.kind == "movie" else _show(day, title, language)
    blocks = BLOCKS[title.kind]
    for name in wanted:
        if name in blocks:
            details[name] = blocks[name](day, title)
        elif _SEASON.fullmatch(name) and title.kind == "tv":
            season = _season(day, title, int(name.split("/")[1]))
            details |= {name: season} if season else {}
    return json_answer(details)


def _shared(title: Title) -> Json:
    return {
        "adult": False,
        "backdrop_path": image_path(title.title_id, "backdrop", None),
        "genres": genre_objects(title),
        "homepage": "",
        "id": title.tmdb_id,
        "origin_country": list(title.countries),
        "original_language": title.original_language,
        "overview": overview(title),
        "popularity": title.popularity,
        "poster_path": image_path(title.title_id, "poster", "en"),
        "production_companies": [
            _organisation(c["id"], c["name"], c["country"]) for c in title.companies
        ],
        "production_countries": [country_object(code) for code in title.countries],
        "softcore": False,
        "spoken_languages": [language_object(code) for code in title.languages],
        "status": title.status,
        "tagline": "",
        "vote_average": title.tmdb_score or 0.0,
        "vote_count": title.tmdb_count or 0,
    }


def _organisation(number: int, name: str, country: str | None) -> Json:
    return {"id": number, "logo_path": None, "name": name, "origin_country": country or ""}


def _movie(day: UniverseDay, title: Title, language: str) -> Json:
    collection = title.collection
    return _shared(title) | {
        "belongs_to_collection": collection and {
            **collection, "poster_path": image_path("collection", collection["id"]),
            "backdrop_path": image_path("collection backdrop", collection["id"])},
        "budget": title.budget or 0,
        "imdb_id": day.published(title, "tmdb", "imdb_id"),
        "original_title": title.original_title,
        "release_date": title.release_date or "",
        "revenue": title.revenue or 0,
        "runtime": title.runtime_min,
        "title": local_title(title, language),
        "video": False,
    }  # fmt: skip


def _show(day: UniverseDay, title: Title, language: str) -> Json:
    ended = title.status != "Returning Series"
    seasons = [_season_head(title, row["season"], row["episodes"]) for row in title.seasons]
    last = {**seasons[-1], "count": title.seasons[-1]["episodes"]}
    return _shared(title) | {
        "created_by": [
            {"id": day.facts.people[name].person_id, "credit_id": image_path(name)[1:25],
             "name": name, "original_name": name, "gender": 0, "profile_path": None}
            for name in title.creators],
        "episode_run_time": [title.runtime_min],
        "first_air_date": title.release_date or "",
        "in_production": not ended,
        "languages": list(title.languages),
        "last_air_date": _season_date(title, last["season_number"]),
        "last_episode_to_air": _episode(title, last["season_number"], last["count"], None),
        "name": local_title(title, language),
        "next_episode_to_air": None,
        "networks": [_organisation(n["id"], n["name"], n["country"]) for n in title.networks],
        "number_of_episodes": sum(row["episodes"] for row in title.seasons),
        "number_of_seasons": len(title.seasons),
        "original_name": title.original_title,
        "seasons": seasons,
        "type": "Documentary" if "Documentary" in title.genres else "Scripted",
    }  # fmt: skip


def _season_date(title: Title, season: int) -> str:
    """Give the day a season began: the first is known, each later one a year on."""
    first = title.release_date or "2000-01-01"
    last_year = title.last_air_year or days.FIRST_DAY.year - 1
    year = min(int(first[:4]) + season - 1, max(last_year, int(first[:4])))
    return f"{year}{first[4:8]}{min(int(first[8:]), 28):02d}"


def _season_head(title: Title, season: int, episodes: int) -> Json:
    return {
        "air_date": _season_date(title, season), "episode_count": episodes,
        "id": _number(title, season, 0), "name": f"Season {season}", "overview": "",
        "poster_path": image_path(title.title_id, "season", season), "season_number": season,
        "vote_average": title.tmdb_score or 0.0,
    }  # fmt: skip


def _number(title: Title, season: int, episode: int) -> int:
    """Make the number of a season or an episode, its own for each show."""
    return 1_000_000_000 + title.tmdb_id * 100_000 + season * 1_000 + episode


def _episode(title: Title, season: int, episode: int, known: Episode | None) -> Json:
    final = season == len(title.seasons) and episode == title.seasons[-1]["episodes"]
    return {
        "id": _number(title, season, episode), "name": f"Episode {episode}", "overview": "",
        "vote_average": (known and known.imdb_score) or 0.0, "vote_count": 0,
        "air_date": known.air_date if known else _season_date(title, season),
        "episode_number": episode, "episode_type": "finale" if final else "standard",
        "production_code": "", "runtime": title.runtime_min, "season_number": season,
        "show_id": title.tmdb_id, "still_path": None,
    }  # fmt: skip


def _season(day: UniverseDay, title: Title, season: int) -> Json | None:
    counts = {row["season"]: row["episodes"] for row in title.seasons}
    if season not in counts:
        return None
    listed = day.facts.episodes.get(title.title_id, ())
    known = {row.episode: row for row in listed if row.season == season}
    head = _season_head(title, season, counts[season])
    episodes = [
        {**_episode(title, season, number, known.get(number)), "crew": [], "guest_stars": []}
        for number in range(1, head.pop("episode_count") + 1)
    ]
    networks = [_organisation(n["id"], n["name"], n["country"]) for n in title.networks]
    inner = image_path(title.title_id, "season key", season)[1:25]
    return {"_id": inner, **head, "episodes": episodes, "networks": networks}


def _season_answer(day: UniverseDay, title: Title, season: int, block: str | None) -> Answer:
    answer = _season(day, title, season)
    if answer is None:
        return not_found()
    if block == "external_ids":
        ids = ("freebase_mid", "freebase_id", "tvdb_id", "tvrage_id", "wikidata_id")
        return json_answer({"id": answer["id"], **dict.fromkeys(ids)})
    if block == "watch/providers":
        return json_answer({"id": answer["id"], **BLOCKS["tv"]["watch/providers"](day, title)})
    return json_answer(answer)


def _own_changes(day: UniverseDay, title: Title, request: Request) -> list[Json]:
    """List the title's edits between the dates asked for, the last day when none are given."""
    first, last = asked_days(day, request)
    return [
        {"key": days.edit_kind(title.title_id, past),
         "items": [{"id": image_path(title.title_id, past)[1:25], "action": "updated",
                    "time": f"{days.date_of(past)} 06:00:00 UTC", "iso_639_1": "",
                    "iso_3166_1": "", "value": ""}]}
        for past in range(first, last + 1)
        if days.edited(title.title_id, past)
    ]  # fmt: skip


def asked_days(day: UniverseDay, request: Request) -> tuple[int, int]:
    """Read start_date and end_date; without them, today. At most 14 days, as TMDB has it.

    Errors: a date that is none is read as today.
    """
    first = _day(request.query.get("start_date"), day.day)
    last = _day(request.query.get("end_date"), day.day)
    last = min(last, day.day)
    return max(0, first, last - 13), last


def _day(text: str | None, otherwise: int) -> int:
    try:
        return days.day_of(date.fromisoformat(text)) if text else otherwise
    except ValueError:
        return otherwise
