"""TMDB's API: what to ask for a title, and which reader an answer goes to. Lists: `tmdb_lists`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import parse_qs, urlencode, urlsplit

from movie_assets.model.ids import tmdb_title_id
from movie_assets.model.outcomes import Outcome
from movie_assets.sources.answers import decoded, refusal, unreadable
from movie_assets.sources.base import Fetched, Reading, Rights, Source
from movie_assets.sources.tmdb_details import Asked, record_of
from movie_assets.sources.tmdb_seasons import episodes_of
from movie_assets.sources.values import country, mapping, once, positive, rows, text, whole

Json = Mapping[str, object]

API = "https://api.themoviedb.org/3"
PARSER_VERSION = "tmdb-1"

# One request brings a whole title; TMDB takes up to 20 blocks in it.
_SHARED_BLOCKS = (
    "keywords",
    "alternative_titles",
    "translations",
    "watch/providers",
    "images",
    "videos",
    "recommendations",
    "similar",
)
BLOCKS: dict[str, tuple[str, ...]] = {
    "movie": ("external_ids", "credits", "release_dates", *_SHARED_BLOCKS),
    "tv": ("external_ids", "aggregate_credits", "content_ratings", *_SHARED_BLOCKS),
}
TEXT_LANGUAGE = "en-US"
# Pictures with English words or none; all languages together make an answer five times as long.
IMAGE_LANGUAGES = "en,null"

# TMDB's own codes in the body of an error; the status alone says the rest.
_ERRORS: dict[int, Outcome] = {
    3: Outcome.UNAUTHORISED,
    6: Outcome.NOT_FOUND,
    7: Outcome.UNAUTHORISED,
    9: Outcome.UNREACHABLE,
    10: Outcome.UNAUTHORISED,
    11: Outcome.UNREACHABLE,
    14: Outcome.UNAUTHORISED,
    24: Outcome.UNREACHABLE,
    25: Outcome.RATE_LIMITED,
    34: Outcome.NOT_FOUND,
}
_DETAILS_PATH = re.compile(r"/3/(movie|tv)/([^/]+)/?")
_SEASON_PATH = re.compile(r"/3/tv/([0-9]+)/season/[0-9]+/?")
_TITLE_ID = re.compile(r"(movie|tv)/([0-9]+)")


def details_url(title_id: str) -> str:
    """The request for everything TMDB knows of a title; the client adds the token.

    >>> details_url("movie/603").split("?")[0]
    'https://api.themoviedb.org/3/movie/603'
    """
    kind = title_id.split("/", maxsplit=1)[0]
    query = {
        "append_to_response": ",".join(BLOCKS[kind]),
        "include_image_language": IMAGE_LANGUAGES,
        "language": TEXT_LANGUAGE,
    }
    return f"{API}/{title_id}?{urlencode(query, safe=',/')}"


def season_url(title_id: str, season: int) -> str:
    """The request for one season's episodes.

    >>> season_url("tv/1396", 1)
    'https://api.themoviedb.org/3/tv/1396/season/1?language=en-US'
    """
    return f"{API}/{title_id}/season/{season}?language={TEXT_LANGUAGE}"


def read(fetched: Fetched) -> Reading:
    """Read a title's details or one of its seasons.

    Source: GET /3/movie/{id}, /3/tv/{id} (id may be IMDb's) and /3/tv/{id}/season/{n}.
    Shape:  one record for details; for a season its episodes, the season itself as episode 0.
    Errors: none are raised; what cannot be read is an outcome with the reason in `detail`.
    """
    payload = mapping(decoded(fetched.body))
    failure = api_failure(fetched, payload)
    if failure is not None:
        return failure
    if not payload:
        return unreadable(fetched, "the body is no JSON object, or cut short")
    if "episodes" in payload and "season_number" in payload:
        return _season(payload, fetched)
    return _details(payload, fetched)


def api_failure(fetched: Fetched, payload: Json) -> Reading | None:
    """TMDB's refusal, by status and by the code in the body; None for an answer to be read."""
    code = whole(payload.get("status_code"))
    refused = refusal(fetched)
    if refused is None and (code is None or "id" in payload):
        return None
    said = text(payload.get("status_message")) or "no reason given"
    known = Outcome.PARSE_FAILED if refused is None else refused.outcome
    outcome = _ERRORS.get(code or 0, known) if known is Outcome.PARSE_FAILED else known
    detail = f"{fetched.url}: HTTP {fetched.status}, TMDB code {code}: {said}"
    return Reading(outcome=outcome, detail=refused.detail if refused and code is None else detail)


def _details(payload: Json, fetched: Fetched) -> Reading:
    kind = _kind(payload, fetched)
    given = positive(payload.get("id"))
    named = any(text(payload.get(f"original_{key}")) for key in ("title", "name"))
    if kind is None or given is None or not named:
        return unreadable(fetched, "a JSON object, but not a film's or show's details")
    asked_for = _asked_title_id(fetched)
    answered = tmdb_title_id(kind, given)
    if asked_for not in (None, answered):
        detail = f"{fetched.url}: asked for {asked_for}, answered with {answered}"
        return Reading(outcome=Outcome.MOVED, moved_to=answered, detail=detail)
    record = record_of(payload, given, Asked(kind, _language(fetched.url), PARSER_VERSION), fetched)
    return Reading(outcome=Outcome(record.outcome), records=(record,))


def _season(payload: Json, fetched: Fetched) -> Reading:
    show = _asked_title_id(fetched)
    if show is None:
        shows = once(positive(row.get("show_id")) for row in rows(payload["episodes"]))
        show = tmdb_title_id("tv", shows[0]) if len(shows) == 1 else None
    if show is None or whole(payload.get("season_number")) is None:
        return unreadable(fetched, "a season, but the answer does not say of which show")
    return Reading(outcome=Outcome.FOUND, episodes=episodes_of(payload, show, fetched))


def _kind(payload: Json, fetched: Fetched) -> str | None:
    """Film or show: by the address, else the id asked for, else the keys of the answer."""
    path = _DETAILS_PATH.fullmatch(_path(fetched.url))
    asked = path or _TITLE_ID.fullmatch(fetched.title_id)
    if asked:
        return asked.group(1)
    found = [k for k, key in (("movie", "title"), ("tv", "name")) if f"original_{key}" in payload]
    return found[0] if len(found) == 1 else None


def _asked_title_id(fetched: Fetched) -> str | None:
    """The title asked for, where it was asked for by TMDB's id."""
    if _TITLE_ID.fullmatch(fetched.title_id):
        return fetched.title_id
    path = _path(fetched.url)
    season = _SEASON_PATH.fullmatch(path)
    if season:
        return tmdb_title_id("tv", int(season.group(1)))
    details = _DETAILS_PATH.fullmatch(path)
    asked = f"{details.group(1)}/{details.group(2)}" if details else ""
    return asked if _TITLE_ID.fullmatch(asked) else None


def _language(url: str) -> tuple[str, str | None]:
    """The language the texts of an answer come in; TMDB's default is American English.

    >>> _language("https://api.themoviedb.org/3/movie/603?language=de")
    ('de', None)
    """
    try:
        asked = parse_qs(urlsplit(url).query).get("language", [TEXT_LANGUAGE])[0]
    except ValueError:
        asked = TEXT_LANGUAGE
    spoken, _, where = asked.partition("-")
    return spoken, country(where)


def _path(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


TMDB = Source(
    name="tmdb",
    hosts=("api.themoviedb.org",),
    requests_per_second=40.0,
    asks_robots=False,  # a documented API, asked with a key of our own
    max_age_days=30.0,
    rights=Rights(
        licence="TMDB API terms of use: non-commercial use, with attribution",
        attribution=(
            "This product uses the TMDB API but is not endorsed or certified by TMDB. "
            "Where to watch: JustWatch."
        ),
        permitted_use="non-commercial",
        max_cache_days=180,
    ),
    parser_version=PARSER_VERSION,
    read=read,
)
