"""Tables of how DNA is told: words in use, calls to a language model. Tags are in `title_rows`."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import Index, table
from movie_assets.model.types import Json, Volatile


@table(
    "dna_value",
    schemas=("lake", "catalogue"),
    key=("category", "label"),
    indexes=(Index(("category", "cluster")),),
    all_columns_count=True,
)
class DnaValue:
    """One tag of the catalogue, how many titles carry it, and which tags say nearly the same."""

    category: Annotated[str, "One of the taxonomy's categories"]
    label: Annotated[str, "The tag"]
    cluster: Annotated[str, "The tag that stands for all that say nearly the same; often itself"]
    titles: Annotated[int, "Titles that carry it"]
    movies: Annotated[int, "Films among them"]
    shows: Annotated[int, "Shows among them"]
    rank: Annotated[int, "Place by titles within the category, 1 for the most; no two alike"]


@table("model_call", schemas=("lake", "catalogue"), key=("request_id",), indexes=(Index(("at",)),))
class ModelCall:
    """One question put to a language model: what it was about, how it ended, what it cost."""

    request_id: Annotated[str, "Hash of all that was asked, and /n from the second time on"]
    model: Annotated[str, "Which model"]
    prompt_hash: Annotated[str, "Hash of the prompt but for the titles"]
    taxonomy_version: Annotated[str, "Version of categories and words"]
    title_ids: Annotated[tuple[str, ...], "The titles asked about"]
    is_repair: Annotated[bool, "Whether it told what was wrong with an earlier answer"]
    outcome: Annotated[str, "answered, refused, cut_off, malformed, rate_limited, unauthorised, "
                       "rejected, unreachable or lost"]  # fmt: skip
    error: Annotated[str | None, "What went wrong, for people"] = None
    tokens_in: Annotated[int | None, "Tokens read, as the service counts them"] = None
    tokens_out: Annotated[int | None, "Tokens written, as the service counts them"] = None
    reserved_usd: Annotated[float, "The most it could cost, set aside before it was sent"]
    cost_usd: Annotated[float, "What it cost; all that was set aside where nobody knows"]
    at: Annotated[dt.datetime, "The run's clock when it was asked"]
    run_id: Annotated[str, "The run that asked", Volatile()]


@table("dna_answer", schemas=("lake",), key=("title_id",))
class DnaAnswer:
    """What a language model last said of a title, and of which facts."""

    title_id: Annotated[str, "The title"]
    facts_hash: Annotated[str, "Hash of what was said of the title in the question"]
    model: Annotated[str, "Which model"]
    prompt_hash: Annotated[str, "Hash of the prompt but for the titles"]
    taxonomy_version: Annotated[str, "Version of categories and words"]
    outcome: Annotated[str, "accepted, unknown (it says so itself) or refused (by our checks)"]
    tries: Annotated[int, "Answers asked for with this very question; the second is the last"]
    told: Annotated[str | None, "The accepted item", Json()] = None
    facts: Annotated[str | None, "number -> fact, those that the item cites", Json()] = None
    problem: Annotated[str | None, "Why it was refused"] = None
    cost_usd: Annotated[float, "The title's share of what its answers cost"]
    request_id: Annotated[str, "The call that brought it"]
    at: Annotated[dt.datetime, "The run's clock when it was asked"]
