"""Gives every credited name its ids; all of them are made up (no file links names to ids)."""

from collections.abc import Mapping
from typing import Any

from movie_assets.universe.building.drafts import Draft
from movie_assets.universe.building.making import MADE_PERSON_IDS, number

_WIDTH = 9_000_000


def people_of(drafts: Mapping[str, Draft]) -> list[dict[str, Any]]:
    """List the people.

    Shape: name, person_id (TMDB's, made), imdb_id (nm…, made), directs; sorted by name. One name
           is one person here, as the catalogue cannot tell namesakes apart.
    """
    directs: dict[str, bool] = {}
    for draft in drafts.values():
        for name in draft.get("cast") or ():
            directs.setdefault(name, False)
        for name in draft.get("directors") or ():
            directs[name] = True
    taken: set[int] = set()
    rows: list[dict[str, Any]] = []
    for name in sorted(directs):
        person = number(MADE_PERSON_IDS, _WIDTH, name)
        while person in taken:
            person += 1
        taken.add(person)
        rows.append({"name": name, "person_id": person, "imdb_id": f"nm{person}",
                     "directs": directs[name], "made": ["person_id", "imdb_id"]})  # fmt: skip
    return rows
