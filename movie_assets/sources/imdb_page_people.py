"""Who made a title, from the data of IMDb's pages. Everything else of a title is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from movie_assets.model.parts import Credit
from movie_assets.model.source_rows import SourceRecord
from movie_assets.sources.imdb_page_halves import Title
from movie_assets.sources.imdb_page_parts import Json, nodes
from movie_assets.sources.values import mapping, once, rows, text


def with_people(record: SourceRecord, title: Title) -> SourceRecord:
    """A title's record with directors (creators for shows), cast and their credits."""
    directors = _credited(title.lists("directorsPageTitle", "directors"))
    if record.kind == "tv":
        directors = _credited(title.lists("creatorsPageTitle", "creators")) or directors
    cast_list = mapping(title.main.get("cast")) or title.part("castPageTitle")
    cast = [*nodes(cast_list)] or _credited(_stars(title))
    job = "Creator" if record.kind == "tv" else "Director"
    credits = [
        *(_credit(person, at, "Directing", job) for at, person in enumerate(directors)),
        *(_credit(person, at, "Acting", None) for at, person in enumerate(cast)),
    ]
    known = tuple(credit for credit in credits if credit)
    return replace(
        record,
        directors=once(credit.name for credit in known if credit.job),
        cast=once(credit.name for credit in known if not credit.job),
        credits=known,
    )


def _stars(title: Title) -> list[Json]:
    groups = title.lists("principalCredits")
    return [one for one in groups if mapping(one.get("category")).get("id") == "cast"]


def _credited(groups: Iterable[Json]) -> list[Json]:
    return [credit for group in groups for credit in rows(group.get("credits"))]


def _credit(said: Json, position: int, department: str, job: str | None) -> Credit | None:
    person = mapping(said.get("name"))
    name = text(mapping(person.get("nameText")).get("text"))
    nconst = text(person.get("id"))
    parts = (text(part.get("name")) for part in rows(said.get("characters")))
    if name is None:
        return None
    return Credit(
        person_id=f"imdb/{nconst}" if nconst else None,
        name=name,
        department=department,
        job=job,
        character=next(filter(None, parts), None),
        position=position,
    )
