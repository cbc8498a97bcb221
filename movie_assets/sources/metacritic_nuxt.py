"""Metacritic's JSON since 2023: the page's __NUXT_DATA__ and the back end's composer answers.

Both hold the same components; the page's are in devalue's form, an array in which every number
inside a list or object is the place of a value in that array.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from movie_assets.model.parts import SeasonSeen
from movie_assets.sources.metacritic_facts import Facts, PathId, Seen, path_id, ratings_of
from movie_assets.sources.page_words import count_in, decimal_in, minutes_in, words
from movie_assets.sources.values import day, items, mapping, once, positive, rows, text, whole

Json = Mapping[str, object]

_DEPTH = 24  # the facts lie 12 deep; a fault could nest as deep as the array is long
_WRAPPERS = ("Reactive", "ShallowReactive", "Ref", "ShallowRef", "Object")
_IMDB_ID = re.compile(r"tt[0-9]+")
_SECTIONS = {"movie": "movie", "show": "tv", "season": "tv", "episode": "tv"}
_UNRATED = ("", "NR", "NOT RATED", "UNRATED")


class Payload:
    """A devalue array; values are revived when asked for, each once."""

    def __init__(self, values: list[object]) -> None:
        self._values = values
        self._revived: dict[int, object] = {}

    def at(self, index: object, depth: int = 0) -> object:
        """The value at a place; None for undefined, holes and what lies too deep."""
        place = whole(index)
        if place is None or not 0 <= place < len(self._values) or depth > _DEPTH:
            return None
        if place not in self._revived:
            self._revived[place] = None  # where a value holds itself
            self._revived[place] = self._revive(self._values[place], depth)
        return self._revived[place]

    def _revive(self, value: object, depth: int) -> object:
        fields = mapping(value)
        if fields:
            return {key: self.at(index, depth + 1) for key, index in fields.items()}
        parts = items(value)
        if not isinstance(value, list):
            return value
        if not parts or not isinstance(parts[0], str):
            return [self.at(index, depth + 1) for index in parts]
        if parts[0] in _WRAPPERS and len(parts) == 2:
            return self.at(parts[1], depth + 1)
        if parts[0] == "Set":
            return [self.at(index, depth + 1) for index in parts[1:]]
        return parts[1] if parts[0] == "Date" and len(parts) == 2 else None

    def components(self) -> list[Json]:
        """The components of the page itself: of every "loadPage:" entry but the skeleton's."""
        found: list[Json] = []
        data = self._fields(0).get("data")
        for key, index in self._fields(data).items():
            if key.startswith("loadPage:") and ":skeleton" not in key:
                found += rows(mapping(self.at(index)).get("components"))
        return found

    def _fields(self, index: object, hops: int = 4) -> Mapping[str, object]:
        """An object's fields as places, without reviving what they hold."""
        place = whole(index)
        if place is None or not 0 <= place < len(self._values):
            return {}
        value = self._values[place]
        parts = items(value)
        if len(parts) == 2 and parts[0] in _WRAPPERS and hops:
            return self._fields(parts[1], hops - 1)
        return mapping(value)


def components_in(payload: object) -> list[Json]:
    """The components of a hydration array or of a composer's answer; none for anything else."""
    if items(payload):
        return Payload(items(payload)).components()
    answer = mapping(payload)
    return rows(answer.get("components")) or rows(mapping(answer.get("data")).get("components"))


def has_scores(components: list[Json]) -> bool:
    """Whether the components are those that scores stand in, with a score or without."""
    named = {str(mapping(component.get("meta")).get("componentName")) for component in components}
    own = "criticScoreSummary" in _item(components, "product")
    return own or bool(named & {"critic-score-summary", "user-score-summary"})


def product_type(components: list[Json]) -> str | None:
    """What the page is about: movie, show, season, game-title, …; None where it says nothing."""
    product = _item(components, "product")
    said = text(product.get("type"))
    return said or ("game-title" if rows(product.get("platforms")) else None)


def component_facts(components: list[Json], asked: PathId | None) -> Facts | None:
    """The facts of the components, of the season asked for where it is one; None for no title.

    A season's page has its show as the product, and may have the show's scores: those whose
    address names the season, or that of the list of seasons, are the season's.
    """
    product = _item(components, "product")
    title = words(product.get("title"))
    if title is None:
        return None
    path = _path(product, asked)
    season = path.season if path else None
    seasons = tuple(_seasons(components))
    listed = next((one for one in seasons if one.season == season), None)
    of_product = Facts(
        path=path,
        title=title,
        year=positive(product.get("premiereYear")),
        release_date=day(product.get("releaseDate")),
        runtime_min=_runtime(product),
        genres=once(words(genre.get("name")) for genre in rows(product.get("genres"))),
        directors=_crew(product, path),
        cast=_cast(product),
        certification=_certification(product),
        imdb_id=_imdb_id(product) if season is None else None,
        season_count=positive(product.get("seasonCount"))
        or positive(product.get("numberOfSeasons")),
        seasons=seasons if season is None else (),
        critics=_score(components, product, "critic", season),
        audience=_score(components, product, "user", season),
    )
    return of_product if season is None else _of_season(of_product, listed)


def _of_season(facts: Facts, listed: SeasonSeen | None) -> Facts:
    """A season's facts: its own day and score from the list of seasons, not its show's."""
    first = listed.air_date if listed else None
    score = listed.ratings[0] if listed and listed.ratings else None
    known = Seen(score.value, count_in(score.count)) if score else Seen()
    return Facts(
        path=facts.path,
        title=facts.title,
        year=first.year if first else None,
        release_date=first,
        runtime_min=facts.runtime_min,
        genres=facts.genres,
        directors=facts.directors,
        cast=facts.cast,
        certification=facts.certification,
        audience=facts.audience,
        critics=facts.critics.or_else(known),
    )


def _item(components: list[Json], name: str) -> Json:
    for component in components:
        if mapping(component.get("meta")).get("componentName") == name:
            return mapping(mapping(component.get("data")).get("item"))
    return {}


def _path(product: Json, asked: PathId | None) -> PathId | None:
    """The address asked for where it fits the product's slug, else the product's own."""
    summary = mapping(product.get("criticScoreSummary"))
    own = path_id(text(summary.get("url"))) or path_id(text(product.get("url")))
    slug = text(product.get("slug")) or (own.slug if own else None)
    section = _SECTIONS.get(str(product.get("type"))) or (own.section if own else None)
    if asked is not None and slug in (None, asked.slug) and section in (None, asked.section):
        return asked
    if slug is None:
        return asked
    several = positive(product.get("seasonCount")) or positive(product.get("numberOfSeasons"))
    return PathId(section or ("tv" if several else "movie"), slug)


def _score(components: list[Json], product: Json, who: str, season: int | None) -> Seen:
    """A score of the page's own summary, else of the product; a season's must say it is one."""
    own = _item(components, f"{who}-score-summary")
    inside = product.get("criticScoreSummary" if who == "critic" else "userScore")
    if season is None:
        return _summary(own).or_else(_summary(mapping(inside)))
    mark = f"season-{season}" if season else "specials"
    address = str(own.get("url", ""))
    named = re.search(rf"(?:[/=]){mark}(?![0-9])", address) is not None
    return _summary(own) if named else Seen()


def _summary(block: Json) -> Seen:
    """A score and its reviews. 0 without a verdict stands for too few reviews, not for 0."""
    score = decimal_in(block.get("score"))
    if score == 0 and not text(block.get("sentiment")):
        return Seen()
    return Seen(score, count_in(block.get("reviewCount")))


def _seasons(components: list[Json]) -> Iterator[SeasonSeen]:
    for component in components:
        if mapping(component.get("meta")).get("componentName") != "seasons":
            continue
        for row in rows(mapping(component.get("data")).get("items")):
            number = whole(row.get("seasonNumber"))
            own = path_id(text(row.get("url")))
            if number is None or number < 0:
                continue
            yield SeasonSeen(
                season=number,
                source_id=own.source_id if own else None,
                name=words(mapping(mapping(row.get("tvTaxonomy")).get("season")).get("name")),
                air_date=day(row.get("premiereDate")),
                episode_count=positive(row.get("totalEpisodes")),
                ratings=ratings_of(_summary(mapping(row.get("criticScoreSummary"))), Seen()),
            )


def _runtime(product: Json) -> int | None:
    said = product.get("duration")
    return positive(said) if isinstance(said, int) else minutes_in(said)


def _certification(product: Json) -> str | None:
    mark = words(product.get("rating"))
    return mark if mark and mark.upper() not in _UNRATED else None


def _imdb_id(product: Json) -> str | None:
    said = text(product.get("imdbId")) or text(product.get("imdbLink")) or ""
    found = _IMDB_ID.search(said)
    return found.group() if found else None


def _crew(product: Json, path: PathId | None) -> tuple[str, ...]:
    """A film's directors; a show's creators, and its directors where none is named."""
    crew = rows(mapping(product.get("production")).get("crew"))
    created = once(_name(one) for one in crew if "created by" in _roles(one))
    directed = once(_name(one) for one in crew if "directed by" in _roles(one))
    return created or directed if path and path.section == "tv" else directed


def _roles(person: Json) -> list[str]:
    said = [person.get("roleTypeGroupName"), *items(person.get("roles"))]
    return [role.lower() for role in said if isinstance(role, str)]


def _cast(product: Json) -> tuple[str, ...]:
    return once(_name(one) for one in rows(mapping(product.get("production")).get("cast")))


def _name(person: Json) -> str | None:
    return words(person.get("name")) or words(person.get("fullName"))
