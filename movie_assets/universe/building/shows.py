"""Gathers the facts of the shows: the truth's, the named ones, their networks, seasons, scores."""

from collections.abc import Mapping
from typing import Any

import duckdb

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.films import split_row

# Rows of the truth that are no show of that id, or whose title is a film's (seen by eye).
_NOT_SHOWS = (43032, 10681)
_GENRES: Mapping[str, str] = {
    "Action": "Action & Adventure", "Adventure": "Action & Adventure", "Sci-Fi": "Sci-Fi & Fantasy",
    "Fantasy": "Sci-Fi & Fantasy", "War": "War & Politics", "Reality-TV": "Reality",
    "Talk-Show": "Talk", "Thriller": "Drama", "Horror": "Drama", "Romance": "Drama",
    "Biography": "Drama", "History": "Drama", "Game-Show": "Reality",
    "scifi": "Sci-Fi & Fantasy", "documentation": "Documentary", "reality": "Reality",
    "action": "Action & Adventure", "fantasy": "Sci-Fi & Fantasy", "war": "War & Politics",
}  # fmt: skip
_TRUTH = """
SELECT tmdb_id, imdb_id, wikidata_id, tvtropes_page AS tvtropes_id, title, year,
       nullif(regexp_extract(rt_url, 'com/(.+)$', 1), '') AS rt_id,
       nullif(regexp_extract(metacritic_url, 'com/(.+)$', 1), '') AS metacritic_id
FROM truth WHERE kind = 'tv' AND tmdb_id IS NOT NULL AND title IS NOT NULL
    AND tmdb_id NOT IN (SELECT unnest(?)) ORDER BY tmdb_id
"""
_BY_IMDB = """
SELECT j.imdb_id, {'score': imdb_score, 'count': imdb_votes::BIGINT} AS imdb,
       release_year AS year, runtime AS runtime_min, age_certification AS certification,
       string_split(regexp_replace(genres, '[^a-z,]', '', 'g'), ',') AS genre_words,
       string_split(regexp_replace(production_countries, '[^A-Z,]', '', 'g'), ',') AS countries,
       seasons::INTEGER AS season_count, true AS on_netflix
FROM justwatch j WHERE type = 'SHOW' AND j.imdb_id IS NOT NULL
"""
# Metacritic's list has no foreign ids: a name counts only when one show of the list bears it,
# or when the year agrees too.
_BY_NAME = """
SELECT norm(title) AS name, try_cast(left("releaseDate", 4) AS INTEGER) AS released,
       CASE WHEN length("releaseDate") = 10 THEN "releaseDate" END AS first_air_date,
       try_cast(duration AS DOUBLE)::INTEGER AS runtime_min,
       string_split(genres, ',') AS genre_words, rating AS certification,
       try_cast(num_seasons AS INTEGER) AS season_count,
       {'score': try_cast(metascore AS DOUBLE), 'count': whole(metascore_count)} AS mc_critics,
       {'score': try_cast(userscore AS DOUBLE) / 10, 'count': whole(userscore_count)}
           AS mc_audience,
       string_split(created_by, ',') AS creators, string_split(top_cast, ',')[:12] AS "cast",
       string_split(production_companies, ',')[:2] AS company_names,
       count(*) OVER (PARTITION BY norm(title)) AS namesakes
FROM metacritic_tv
"""
_PLATFORM_SCORES = """
SELECT norm("Title") AS name, try_cast("Year" AS INTEGER) AS released,
       {'score': try_cast(split_part("IMDb", '/', 1) AS DOUBLE), 'count': NULL} AS imdb,
       count(*) OVER (PARTITION BY norm("Title")) AS namesakes
FROM platform_shows WHERE "IMDb" IS NOT NULL
"""
_NETWORKS = """
SELECT id, list({'id': network_id, 'name': network_name, 'country': network_country}
    ORDER BY network_id)[:6] AS networks FROM tv_networks WHERE id IN (SELECT unnest(?)) GROUP BY 1
"""


def gather_shows(con: duckdb.DuckDBPyConnection) -> dict[str, Draft]:
    """Gather every show.

    Source: truth (kind tv), named_shows.csv, justwatch, metacritic_tv, platform_shows, networks.
    Shape:  title_id → draft, in order of TMDB id.
    """
    shows: dict[str, Draft] = {}
    for facts in _rows(con, "FROM named_shows"):
        shows[f"tv/{facts['tmdb_id']}"] = _named(facts)
    for facts in _rows(con, _TRUTH, [list(_NOT_SHOWS)]):
        draft = shows.setdefault(f"tv/{facts['tmdb_id']}", Draft("tv"))
        _absorb(draft, facts)
    _add_by_imdb(con, shows)
    _add_by_name(con, shows, _BY_NAME)
    _add_by_name(con, shows, _PLATFORM_SCORES)
    numbers = [draft.get("tmdb_id") for draft in shows.values()]
    for facts in _rows(con, _NETWORKS, [numbers]):
        shows[f"tv/{facts['id']}"].fill("networks", facts["networks"])
    for draft in shows.values():
        _translate(draft)
    return {key: shows[key] for key in sorted(shows, key=lambda key: int(key[3:]))}


def _rows(con: duckdb.DuckDBPyConnection, query: str, values: Any = None) -> list[dict[str, Any]]:
    result = con.execute(query, values) if values else con.execute(query)
    names = [column[0] for column in result.description or ()]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _named(facts: Mapping[str, Any]) -> Draft:
    row = split_row(facts)
    seasons = row.pop("seasons", None)
    row.pop("networks", None)
    draft = Draft("tv", {"tmdb_id": int(facts["tmdb_id"]), "why": "famous show"})
    _absorb(draft, row)
    draft.fill("year", int(facts["first_air_date"][:4]))
    if seasons:
        counts = [int(part) for part in seasons.split("|")]
        draft.fill("seasons", [{"season": n, "episodes": c} for n, c in enumerate(counts, start=1)])
    return draft


def _absorb(draft: Draft, facts: Mapping[str, Any]) -> None:
    for name, value in facts.items():
        clean = [item for item in value if item] if isinstance(value, list) else value
        draft.fill(name, clean)


def _add_by_imdb(con: duckdb.DuckDBPyConnection, shows: Mapping[str, Draft]) -> None:
    known = {facts["imdb_id"]: facts for facts in _rows(con, _BY_IMDB)}
    for draft in shows.values():
        _absorb(draft, known.get(draft.get("imdb_id"), {}))


def _add_by_name(con: duckdb.DuckDBPyConnection, shows: Mapping[str, Draft], query: str) -> None:
    listed: dict[str, list[dict[str, Any]]] = {}
    for facts in _rows(con, query):
        listed.setdefault(facts["name"], []).append(facts)
    names = con.execute(
        "SELECT t, norm(t) FROM (SELECT unnest(?) AS t)",
        [[draft.get("title") for draft in shows.values()]],
    ).fetchall()
    normal = dict(names)
    for draft in shows.values():
        for facts in listed.get(normal[draft.get("title")], ()):
            year = draft.get("year")
            if facts["released"] == year or (year is None and facts["namesakes"] == 1):
                skipped = ("name", "namesakes")
                _absorb(draft, {key: facts[key] for key in facts if key not in skipped})


def _translate(draft: Draft) -> None:
    draft.fill("year", draft.get("released"))
    if draft.get("year") and str(draft.get("first_air_date") or "")[:4] != str(draft.get("year")):
        draft.values["first_air_date"] = None
    words = draft.get("genre_words") or ()
    mapped = [_GENRES.get(word, word.title() if word.islower() else word) for word in words]
    draft.fill("genres", list(dict.fromkeys(mapped)))
    draft.fill("imdb_genres", sorted({word for word in words if word[:1].isupper()})[:3])
    draft.fill("original_title", draft.get("title"))
    draft.fill("release_date", draft.get("first_air_date"))
    draft.fill("directors", draft.get("creators"))
    names = dict.fromkeys(draft.get("company_names") or ())
    draft.fill("companies", [{"id": None, "name": name, "country": None} for name in names])
    if not str(draft.get("certification") or "").startswith("TV-"):
        draft.values["certification"] = None
