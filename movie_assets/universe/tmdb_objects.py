"""The small objects that TMDB's answers are made of: genres, list items, names, image paths.

Pure functions of a title. Image paths and overviews are made up; nothing here knows a request.
"""

from functools import lru_cache
from typing import Any

from movie_assets.universe.chance import digest
from movie_assets.universe.facts import Title
from movie_assets.universe.reference import COUNTRIES, LANGUAGES, MOVIE_GENRES, TV_GENRES

Json = dict[str, Any]


@lru_cache(maxsize=50_000)
def image_path(*parts: object, ending: str = "jpg") -> str:
    """Make an image path of the usual shape; `images` serves posters and backdrops."""
    return f"/{digest(*parts)[:27]}.{ending}"


def overview(title: Title) -> str:
    """Write a sentence from the facts; it is ours and made up, nobody's description."""
    what = "film" if title.kind == "movie" else "series"
    year = (title.release_date or "")[:4]
    when = f"{year} " if year else ""
    makers = " and ".join((title.directors or title.creators)[:2])
    by = f" {'directed' if what == 'film' else 'created'} by {makers}" if makers else ""
    cast = f", with {', '.join(title.cast[:3])}" if title.cast else ""
    genres = " and ".join(genre.lower() for genre in title.genres[:2])
    article = "An" if (when or what)[0] in "8aeiou" else "A"
    return f"{article} {when}{what}{by}{cast}. Listed as {genres}."


def genre_objects(title: Title) -> list[Json]:
    """Give the genres with TMDB's ids."""
    table = MOVIE_GENRES if title.kind == "movie" else TV_GENRES
    return [{"id": table[name], "name": name} for name in title.genres if name in table]


def local_title(title: Title, language: str) -> str:
    """Give the title in a language (`fr`, `fr-FR`), or the English one when there is none."""
    code, _, country = language.partition("-")
    fitting = [name for name in title.names if name["language"] == code]
    exact = [name for name in fitting if name["country"] == country]
    return (exact or fitting)[0]["name"] if fitting and code != "en" else title.title


def slug(name: str) -> str:
    """Write a name as TMDB's page addresses do.

    >>> slug("Singin' in the Rain")
    'singin-in-the-rain'
    """
    kept = "".join(
        char if char.isalnum() and char.isascii() else " " for char in name.lower() if char != "'"
    )
    return "-".join(kept.split())


def list_item(title: Title, *, media_type: bool = False, language: str = "en-US") -> Json:
    """Write a title as TMDB's lists do (popular, trending, find, recommendations)."""
    item: Json = {
        "adult": False,
        "backdrop_path": image_path(title.title_id, "backdrop", None),
        "genre_ids": [genre["id"] for genre in genre_objects(title)],
        "id": title.tmdb_id,
        "original_language": title.original_language,
        "overview": overview(title),
        "popularity": title.popularity,
        "poster_path": image_path(title.title_id, "poster", "en"),
        "softcore": False,
        "vote_average": title.tmdb_score or 0.0,
        "vote_count": title.tmdb_count or 0,
    }
    if title.kind == "movie":
        item |= {"title": local_title(title, language), "original_title": title.original_title,
                 "release_date": title.release_date or "", "video": False}  # fmt: skip
    else:
        item |= {"name": local_title(title, language), "original_name": title.original_title,
                 "first_air_date": title.release_date or "",
                 "origin_country": list(title.countries)}  # fmt: skip
    return item | ({"media_type": title.kind} if media_type else {})


def country_object(code: str) -> Json:
    """Write a production country."""
    return {"iso_3166_1": code, "name": COUNTRIES.get(code, code)}


def language_object(code: str) -> Json:
    """Write a spoken language."""
    english, own = LANGUAGES.get(code, (code, ""))
    return {"english_name": english, "iso_639_1": code, "name": own}
