"""Completes a draft: what the catalogue does not know is made up and marked; see `making`.

No file access. A field that real sources leave empty (a budget, a Metascore of an obscure film)
stays empty here too.
"""

from typing import Any

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import (
    MADE_IMDB_IDS,
    MADE_SMALL_IDS,
    bell,
    count,
    date_in,
    number,
    score,
)
from movie_assets.universe.chance import draw, pick

# Of the titles no file has a score for, so many are ones nobody has rated yet.
_UNRATED = 0.15
_GB_OF_US = {"G": "U", "PG": "PG", "PG-13": "12A", "R": "15", "NC-17": "18", "TV-MA": "18",
             "TV-14": "15", "TV-PG": "PG", "TV-G": "U"}  # fmt: skip
_DE_OF_US = {"G": "0", "PG": "6", "PG-13": "12", "R": "16", "NC-17": "18", "TV-MA": "16",
             "TV-14": "12", "TV-PG": "6", "TV-G": "0"}  # fmt: skip


def complete(title_id: str, draft: Draft) -> None:
    """Complete one draft in place."""
    draft.made.add("overview")  # written from the facts while serving, see `tmdb_api`
    draft.make("imdb_id", f"tt{number(MADE_IMDB_IDS, 9_000_000, title_id, 'imdb')}")
    _complete_dates(title_id, draft)
    _complete_texts(title_id, draft)
    _complete_scores(title_id, draft)
    _complete_source_scores(title_id, draft)
    _complete_certifications(title_id, draft)
    if draft.kind == "tv":
        _complete_seasons(title_id, draft)


def _complete_dates(title_id: str, draft: Draft) -> None:
    year = draft.get("year")
    if year is None and draft.get("release_date"):
        year = int(str(draft.get("release_date"))[:4])
        draft.fill("year", year)
    if year is None and draft.kind == "tv":
        draft.make("year", _likely_year(title_id, draft.get("imdb_id")))
        year = draft.get("year")
    if year is not None:
        draft.make("release_date", date_in(year, title_id))
    middle = 104 if draft.kind == "movie" else 42
    draft.make("runtime_min", max(20, round(bell(middle, 9, title_id, "runtime"))))
    if draft.kind == "movie":
        draft.fill("status", "Released")
    draft.make("status", "Ended" if draw(title_id, "ended") < 0.7 else "Returning Series")


def _likely_year(title_id: str, imdb_id: str) -> int:
    """Guess a show's first year: IMDb hands out its numbers in order of entry."""
    entered = int(imdb_id.removeprefix("tt"))
    first = 2017 if entered > 7_000_000 else 2010 if entered > 2_000_000 else 1996
    return first + int(draw(title_id, "year") * 6)


def _complete_texts(title_id: str, draft: Draft) -> None:
    draft.make("original_language", "en")
    draft.make("genres", [pick(("Drama", "Comedy", "Documentary"), title_id, "genre")])
    draft.make("imdb_genres", [str(draft.get("genres")[0]).split(" ")[0]])
    draft.make("languages", [draft.get("original_language")])
    draft.make("countries", ["US"])
    if draft.kind == "tv":  # no file holds a show's keywords
        words = [word.lower() for word in (*draft.get("genres"), draft.get("status"))]
        draft.make("keywords", sorted(set(words)))
    if draft.get("collection_name") and not draft.get("collection"):
        collection = number(MADE_SMALL_IDS, 900_000, draft.get("collection_name"))
        draft.values["collection"] = {"id": collection, "name": draft.get("collection_name")}
        draft.made.add("collection id")


def _complete_scores(title_id: str, draft: Draft) -> None:
    tmdb, imdb = draft.get("tmdb"), draft.get("imdb")
    known = tmdb or imdb
    mean = float(known["score"]) if known and known["score"] else 6.4
    if draw(title_id, "rated") < _UNRATED and not known:
        return
    fame = 900.0 if draft.get("wikidata_id") else 120.0
    if draft.get("why") == "famous show":
        mean, fame = 8.2, 180_000.0
    if imdb and imdb["count"] is None:
        imdb["count"] = count(fame * 20, title_id, "imdb count")
        draft.made.add("imdb_votes")
    votes = tmdb["count"] * 30 if tmdb else fame * 20
    _make_pair(draft, "imdb", score(mean, title_id, "imdb"), count(votes, title_id, "imdb count"))
    votes = (draft.get("imdb") or {"count": 1500})["count"] / 30
    _make_pair(draft, "tmdb", score(mean, title_id, "tmdb"), count(votes, title_id, "tmdb count"))
    popularity = (draft.get("tmdb") or {"count": 20})["count"] ** 0.5
    draft.make("popularity", round(0.6 + popularity * (0.4 + draw(title_id, "popularity")), 4))


def _complete_source_scores(title_id: str, draft: Draft) -> None:
    """Give Rotten Tomatoes and Metacritic scores to the titles that have a page there."""
    mean = float((draft.get("imdb") or {"score": 6.4})["score"]) * 10
    rotten, critic = draft.get("rt_id"), draft.get("metacritic_id")
    if rotten:
        value = round(min(100, max(1, bell(mean, 14, title_id, "rotten"))))
        _make_pair(draft, "rt_critics", value, count(60, title_id, "rotten critics"))
        value = round(min(100, max(5, bell(mean, 9, title_id, "audience"))))
        _make_pair(draft, "rt_audience", value, count(5000, title_id, "rotten audience"))
    if critic:
        value = round(min(98, max(8, bell(mean - 5, 12, title_id, "metascore"))))
        _make_pair(draft, "mc_critics", value, 4 + int(draw(title_id, "metacritic critics") * 42))
        _make_pair(
            draft,
            "mc_audience",
            score(mean / 10, title_id, "user score"),
            count(90, title_id, "user count"),
        )


def _make_pair(draft: Draft, name: str, value: float, number_of: int) -> None:
    """Make a score and its count, or only the one of the two that no file knows."""
    pair: dict[str, Any] = draft.get(name) or {"score": None, "count": None}
    if pair["score"] is None:
        pair["score"] = value
        draft.made.add(f"{name}_score")
    if pair["count"] is None or pair["count"] <= 0:
        pair["count"] = number_of
        draft.made.add(f"{name}_count")
    draft.values[name] = pair


def _complete_certifications(title_id: str, draft: Draft) -> None:
    american = draft.get("certification")
    ratings: list[dict[str, str]] = []
    if not american and draw(title_id, "certified") < 0.7:
        choices = ("PG", "PG-13", "R") if draft.kind == "movie" else ("TV-PG", "TV-14", "TV-MA")
        american = pick(choices, title_id, "certification")
        draft.made.add("certification US")
    if american:
        ratings.append({"country": "US", "rating": american})
        for country, table in (("GB", _GB_OF_US), ("DE", _DE_OF_US)):
            if american in table and draw(title_id, country, "certified") < 0.6:
                ratings.append({"country": country, "rating": table[american]})
                draft.made.add(f"certification {country}")
    draft.values["certifications"] = ratings


def _complete_seasons(title_id: str, draft: Draft) -> None:
    seasons = draft.get("season_count")
    if not draft.get("seasons"):
        if not seasons:
            draft.made.add("season_count")
            seasons = 1 + int(draw(title_id, "seasons") * 4)
        draft.made.add("seasons")
        draft.values["seasons"] = [
            {"season": n, "episodes": 6 + int(draw(title_id, "episodes", n) * 8)}
            for n in range(1, int(seasons) + 1)
        ]
    draft.make("last_air_year", min(2025, draft.get("year") + len(draft.get("seasons")) - 1))
