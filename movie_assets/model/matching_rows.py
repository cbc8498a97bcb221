"""Tables the matcher keeps between runs: names, pairs, what came of them. No links."""

from __future__ import annotations

from typing import Annotated

from movie_assets.model.table import table
from movie_assets.model.types import Json


@table("title_form", schemas=("lake",), key=("title_id", "key"))
class TitleForm:
    """One of a title's names taken apart, as the matcher compares names."""

    title_id: Annotated[str, "The title"]
    form: Annotated[str, "Whole name, bracketed one, subtitle, …: a letter of the matcher's"]
    text: Annotated[str, "The name without case, accents and marks"]
    key: Annotated[str, "The text without spaces and articles; equal names have one key"]
    numbers: Annotated[str, "The numbers in it"]
    names_hash: Annotated[str, "Hash of the names it was made of, and of the rules"]


@table("record_pair", schemas=("lake",), key=("source", "source_id", "title_id"))
class RecordPair:
    """A record and a title that were compared, kept while neither changes."""

    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    kind: Annotated[str, "movie or tv"]
    title_id: Annotated[str, "The title"]
    features: Annotated[tuple[str, ...], "What speaks for and against, in the matcher's order"]
    rule_version: Annotated[str, "Version of the rules that compared them"]


@table("record_match", schemas=("lake",), key=("source", "source_id"))
class RecordMatch:
    """A record that no id ties to a title, and what the matcher made of it."""

    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    kind: Annotated[str, "movie or tv"]
    name: Annotated[str | None, "Its title"] = None
    year: Annotated[int | None, "Its year"] = None
    title_id: Annotated[str | None, "The likeliest title; null where none comes near"] = None
    status: Annotated[str, "accepted, review or rejected, among the records no id ties"]
    probability: Annotated[float | None, "0 to 1, that both are one title"] = None
    evidence: Annotated[str | None, "Each feature's value", Json()] = None
    runner_up: Annotated[str | None, "The next best title"] = None
    runner_up_probability: Annotated[float | None, "Its probability"] = None
    rule_version: Annotated[str, "Version of the weights that decided"]
    record_hash: Annotated[str, "Hash of what was compared of the record"]
    spine_version: Annotated[str, "Version of all titles it was compared with"]
