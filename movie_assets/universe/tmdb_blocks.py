"""The parts of a TMDB answer that `append_to_response` adds, each a pure function of a title.

Formats: TMDB API v3 as recorded in 2026. Image paths, video keys and overviews are made up.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from movie_assets.universe.chance import digest, draw
from movie_assets.universe.facts import Offer, Person, Title
from movie_assets.universe.reference import COUNTRY_LANGUAGE, LANGUAGES
from movie_assets.universe.state import UniverseDay
from movie_assets.universe.tmdb_objects import Json, image_path, list_item, overview, slug

_LISTED = 20  # results on a page of TMDB


def external_ids(day: UniverseDay, title: Title) -> Json:
    """Give the ids elsewhere."""
    ids: Json = {"imdb_id": day.published(title, "tmdb", "imdb_id")}
    if title.kind == "tv":
        ids |= {"freebase_mid": None, "freebase_id": None, "tvdb_id": None, "tvrage_id": None}
    social = {"facebook_id": None, "instagram_id": None, "twitter_id": None}
    return {**ids, "wikidata_id": title.wikidata_id, **social}


def _person(person: Person) -> Json:
    return {
        "adult": False,
        "gender": 0,
        "id": person.person_id,
        "known_for_department": "Directing" if person.directs else "Acting",
        "name": person.name,
        "original_name": person.name,
        "popularity": round(0.2 + 3 * draw(person.name), 4),
        "profile_path": None,
    }


def _credit_id(title: Title, name: str) -> str:
    return digest(title.title_id, name)[:24]


def credits(day: UniverseDay, title: Title) -> Json:
    """Give cast and crew; a character's name is not in the facts and stays empty."""
    cast: list[Json] = []
    for order, name in enumerate(title.cast):
        extra: Json = {"cast_id": order + 1} if title.kind == "movie" else {}
        cast.append({**_person(day.facts.people[name]), **extra, "character": "",
                     "credit_id": _credit_id(title, name), "order": order})  # fmt: skip
    crew = [
        {**_person(day.facts.people[name]), "credit_id": _credit_id(title, name),
         "department": "Directing", "job": "Director"}
        for name in title.directors
    ]  # fmt: skip
    return {"cast": cast, "crew": crew}


def aggregate_credits(day: UniverseDay, title: Title) -> Json:
    """Give a show's cast over all seasons."""
    episodes = sum(season["episodes"] for season in title.seasons)
    cast = [
        {**_person(day.facts.people[name]),
         "roles": [{"credit_id": _credit_id(title, name), "character": "",
                    "episode_count": episodes}],
         "total_episode_count": episodes, "order": order}
        for order, name in enumerate(title.cast)
    ]  # fmt: skip
    return {"cast": cast, "crew": []}


def release_dates(day: UniverseDay, title: Title) -> Json:
    """Give the film's release per country: the known certifications, and its own countries."""
    del day
    ratings = {row["country"]: row["rating"] for row in title.certifications}
    if not title.release_date:
        return {"results": []}
    moment = f"{title.release_date}T00:00:00.000Z"
    return {
        "results": [
            {"iso_3166_1": country, "release_dates": [{
                "certification": ratings.get(country, ""), "descriptors": [], "iso_639_1": "",
                "note": "", "release_date": moment, "type": 3}]}
            for country in sorted({*ratings, *title.countries})
        ]
    }  # fmt: skip


def content_ratings(day: UniverseDay, title: Title) -> Json:
    """Give the show's certification per country."""
    del day
    return {
        "results": [
            {"descriptors": [], "iso_3166_1": row["country"], "rating": row["rating"]}
            for row in title.certifications
        ]
    }


def keywords(day: UniverseDay, title: Title) -> Json:
    """Give the keywords; the key's name differs between films and shows."""
    del day
    words = [{"id": word["id"], "name": word["name"]} for word in title.keywords]
    return {"keywords" if title.kind == "movie" else "results": words}


def alternative_titles(day: UniverseDay, title: Title) -> Json:
    """Give the other names of which no language is known, and second names in one language."""
    del day
    translated = {id(name) for name in _translated(title)}
    home = (title.countries or ("US",))[0]
    rows = [
        {"iso_3166_1": name["country"] or home, "title": name["name"], "type": ""}
        for name in title.names
        if id(name) not in translated
    ]
    return {"titles" if title.kind == "movie" else "results": rows}


def _translated(title: Title) -> list[Any]:
    first: dict[tuple[str | None, str | None], Any] = {}
    for name in title.names:
        place = (name["language"], name["country"])
        known = name["language"] in LANGUAGES and name["country"] in COUNTRY_LANGUAGE
        if known and place != ("en", "US"):  # that one is the title itself
            first.setdefault(place, name)
    return list(first.values())


def translations(day: UniverseDay, title: Title) -> Json:
    """Give the title by language; empty where it equals the original, as TMDB has it."""
    del day
    rows = [_translation(title, "en", "US", title.title, overview(title))]
    rows += [
        _translation(title, name["language"], name["country"], name["name"], "")
        for name in _translated(title)
    ]
    return {"translations": rows}


def _translation(title: Title, language: str, country: str, name: str, text: str) -> Json:
    english, own = LANGUAGES[language]
    shown = "" if name == title.original_title else name
    film = {"homepage": "", "overview": text, "runtime": title.runtime_min, "tagline": ""}
    show = {"name": shown, "overview": text, "homepage": "", "tagline": ""}
    return {
        "iso_3166_1": country, "iso_639_1": language, "name": own, "english_name": english,
        "data": {**film, "title": shown} if title.kind == "movie" else show,
    }  # fmt: skip


def watch_providers(day: UniverseDay, title: Title) -> Json:
    """Give the providers per country, best priority first; no price and no link of a provider."""
    by_country: dict[str, dict[str, list[Offer]]] = {}
    for offer in day.offers(title.title_id):
        by_country.setdefault(offer.country, {}).setdefault(offer.type, []).append(offer)
    page = f"https://www.themoviedb.org/{title.kind}/{title.tmdb_id}-{slug(title.title)}/watch"
    return {
        "results": {
            country: {"link": f"{page}?locale={country}"}
            | {kind: _providers(day, offers) for kind, offers in kinds.items()}
            for country, kinds in sorted(by_country.items())
        }
    }


def _providers(day: UniverseDay, offers: Iterable[Offer]) -> list[Json]:
    numbers = dict.fromkeys(offer.provider_id for offer in offers)
    providers = [day.facts.providers[number] for number in numbers]
    return [
        {"logo_path": image_path("provider", provider.provider_id),
         "provider_id": provider.provider_id, "provider_name": provider.name,
         "display_priority": provider.priority}
        for provider in sorted(providers, key=lambda p: (p.priority, p.provider_id))
    ]  # fmt: skip


def images(day: UniverseDay, title: Title) -> Json:
    """Give one made-up backdrop and two posters."""
    del day
    backdrop = _image(title, "backdrop", None, None, 3840, 2160, 1.778)
    posters = [
        _image(title, "poster", language, country, 2000, 3000, 0.667)
        for language, country in (("en", "US"), (None, None))
    ]
    return {
        "backdrops": [backdrop],
        "logos": [_image(title, "logo", "en", "US", 1000, 400, 2.5)],
        "posters": posters,
    }


def _image(
    title: Title,
    what: str,
    language: str | None,
    country: str | None,
    width: int,
    height: int,
    ratio: float,
) -> Json:
    return {
        "aspect_ratio": ratio, "height": height, "iso_3166_1": country, "iso_639_1": language,
        "file_path": image_path(title.title_id, what, language), "vote_average": 0.0,
        "vote_count": 0, "width": width,
    }  # fmt: skip


def videos(day: UniverseDay, title: Title) -> Json:
    """Give one made-up trailer for about half of the titles."""
    del day
    if draw(title.title_id, "trailer") < 0.5:
        return {"results": []}
    number = _credit_id(title, "trailer")
    return {
        "results": [{
            "iso_639_1": "en", "iso_3166_1": "US", "name": f"{title.title} trailer",
            "key": number[:11], "site": "YouTube", "size": 1080, "type": "Trailer",
            "official": True, "id": number,
            "published_at": f"{title.release_date or '2025-01-01'}T12:00:00.000Z",
        }]
    }  # fmt: skip


def _like(day: UniverseDay, title: Title, salt: str) -> Sequence[Title]:
    """Choose titles of the same kind and first genre, others for each salt."""
    same = day.by_genre[title.kind, title.genres[0]]
    start = int(draw(title.title_id, salt) * len(same))
    turned = [*same[start:], *same[:start]][: _LISTED + 1]
    return [other for other in turned if other.title_id != title.title_id][:_LISTED]


def _item(day: UniverseDay, title: Title, *, media_type: bool) -> Json:
    key = (title.title_id, media_type)
    if key not in day.list_items:
        day.list_items[key] = list_item(title, media_type=media_type)
    return day.list_items[key]


def recommendations(day: UniverseDay, title: Title) -> Json:
    """Give a page of titles of the same genre."""
    return _page(_item(day, other, media_type=True) for other in _like(day, title, "recommended"))


def similar(day: UniverseDay, title: Title) -> Json:
    """Give another page of titles of the same genre."""
    return _page(_item(day, other, media_type=False) for other in _like(day, title, "similar"))


def _page(items: Iterable[Json]) -> Json:
    results = list(items)
    return {"page": 1, "results": results, "total_pages": 1, "total_results": len(results)}


Block = Callable[[UniverseDay, Title], Json]
_BOTH: Mapping[str, Block] = {
    "external_ids": external_ids, "credits": credits, "keywords": keywords,
    "alternative_titles": alternative_titles, "translations": translations,
    "watch/providers": watch_providers, "images": images, "videos": videos,
    "recommendations": recommendations, "similar": similar,
}  # fmt: skip
PAGED = ("recommendations", "similar")
BLOCKS: Mapping[str, Mapping[str, Block]] = {
    "movie": {**_BOTH, "release_dates": release_dates},
    "tv": {**_BOTH, "aggregate_credits": aggregate_credits, "content_ratings": content_ratings},
}
