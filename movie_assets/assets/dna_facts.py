"""Facts of titles read from the lake, as the dna room wants them. What they mean is the room's."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final

from movie_assets.assets.step import Step
from movie_assets.dna.facts import TitleFacts

# 2,000 titles with their documents are about 40 MB as Python objects.
BATCH: Final = 2_000
_COLUMNS: Final = (
    "title_id, kind, year, genres, keywords, tropes, certifications, directors, cast_names, "
    "countries, original_language, title, overview, companies, collection, wikipedia_abstract"
)


def titles_facts(step: Step, titles: str, order: str = "title_id") -> Iterator[list[TitleFacts]]:
    """The facts of titles in batches.

    Source: `titles` is a relation with the contract's title columns, `order` one of its columns.
    """
    found = step.con.cursor().execute(f"SELECT {_COLUMNS} FROM {titles} ORDER BY {order}")
    while rows := found.fetchmany(BATCH):
        yield [_title_facts(dict(zip(_COLUMNS.split(", "), row, strict=True))) for row in rows]


def _title_facts(row: dict[str, Any]) -> TitleFacts:
    rated = json.loads(row.pop("certifications") or "[]")
    companies = json.loads(row.pop("companies") or "[]")
    collection = json.loads(row.pop("collection") or "{}")
    lists = {key: tuple(value) for key, value in row.items() if isinstance(value, list)}
    return TitleFacts(
        abstract=row.pop("wikipedia_abstract"),
        **{**row, **lists},
        certifications=tuple((one["country"], one["certification"]) for one in rated),
        companies=tuple(one["name"] for one in companies if one["name"]),
        franchises=(collection["name"],) if collection.get("name") else (),
    )
