"""Tables about our own work and its users: checks, states, events, app inputs. No title facts."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from movie_assets.model.table import Index, table
from movie_assets.model.types import Json


@table(
    "source_check",
    schemas=("lake", "catalogue"),
    key=("source", "title_id"),
    all_columns_count=True,
)
class SourceCheck:
    """When a source was last asked for a title, and how that ended."""

    source: Annotated[str, "Who was asked"]
    title_id: Annotated[str, "For which title"]
    checked_at: Annotated[dt.datetime, "The run's clock of the newest answer of any kind"]
    outcome: Annotated[str, "How it ended"]
    good_at: Annotated[dt.datetime | None, "The newest answer that told of the title"] = None
    answer_id: Annotated[str, "The newest answer of any kind"]
    failures: Annotated[int, "Newest answers in a row in which the title's own page failed"] = 0
    answers: Annotated[int, "Answers that told of the title so far"] = 0
    changes: Annotated[int, "How many of them told other facts than the one before"] = 0
    changed_at: Annotated[dt.datetime | None, "The newest of those"] = None


@table(
    "canary_check",
    schemas=("lake",),
    key=("source", "parser_version", "page"),
    all_columns_count=True,
)
class CanaryCheck:
    """How a day's reading of one well-known page compared with what is known of it."""

    source: Annotated[str, "Who was asked"]
    page: Annotated[str, "Which canary: its id at the source, or its title id"]
    day: Annotated[dt.date, "The day it was asked for, or read again with a new parser"]
    parser_version: Annotated[str, "Which parser read it"]
    outcome: Annotated[str, "How it ended"]
    misread: Annotated[tuple[str, ...], "What came out wrong, for people"] = ()
    answer_id: Annotated[str, "The answer it was read from"]
    checked_at: Annotated[dt.datetime, "The run's clock"]


@table("source_state", schemas=("lake", "catalogue"), key=("source",), all_columns_count=True)
class SourceState:
    """How a source is doing."""

    source: Annotated[str, "Name in the registry"]
    state: Annotated[str, "fresh, stale, blocked, over_quota, forbidden, drifted or never_asked"]
    until: Annotated[dt.datetime | None, "When its lane opens again"] = None
    last_answer_at: Annotated[dt.datetime | None, "Newest answer of any kind"] = None
    last_good_at: Annotated[dt.datetime | None, "Newest answer that told of a title"] = None
    titles_asked: Annotated[int, "Titles ever asked for"]
    titles_found: Annotated[int, "Titles whose newest good answer is a find"]
    outcomes: Annotated[str, "outcome -> titles", Json()]
    max_age_days: Annotated[float, "Older than this is stale"]
    licence: Annotated[str, "Terms the source's data comes under"]
    attribution: Annotated[str, "What must be said where it is shown"]
    permitted_use: Annotated[str, "personal, non-commercial or open"]


@table(
    "title_change",
    schemas=("events",),
    key=("seq",),
    indexes=(Index(("entity", "title_id", "version")),),
)
class TitleChange:
    """One change of one title's rows of one entity, in commit order."""

    seq: Annotated[int, "Drawn under a lock held to commit, so order of seq = order of commit"]
    entity: Annotated[str, "title, score, offer, redirect or dna"]
    title_id: Annotated[str, "Whose rows"]
    version: Annotated[int, "1, 2, 3 … per entity and title, without gaps; genesis is 0"]
    changed_at: Annotated[dt.datetime, "The run's clock"]
    run_id: Annotated[str, "The run that loaded it"]
    fields: Annotated[str, "row key -> {old, new}: rows as JSON, null where there is none", Json()]


@table("genesis", schemas=("events",), key=("entity", "partition"))
class Genesis:
    """Where the first load of an entity's partition is kept whole: state before seq 1."""

    entity: Annotated[str, "title, score, offer, redirect or dna"]
    partition: Annotated[str, "The partition loaded"]
    uri: Annotated[str, "Parquet file in the lake"]
    rows: Annotated[int, "Rows in it"]
    sha256: Annotated[str, "Hash of the file"]
    taken_at: Annotated[dt.datetime, "The run's clock"]


@table("follower", schemas=("events",), key=("consumer",))
class Follower:
    """How far a consumer of the change log has read."""

    consumer: Annotated[str, "Its name"]
    seq: Annotated[int, "Last seq it has dealt with"]
    moved_at: Annotated[dt.datetime, "When it said so"]


@table("load", schemas=("catalogue",), key=("table_name", "partition"), all_columns_count=True)
class Load:
    """What was last loaded of a table's partition."""

    table_name: Annotated[str, "Which table"]
    partition: Annotated[str, "Which partition"]
    data_version: Annotated[str, "Hash of the fact columns loaded"]
    rows: Annotated[int, "Rows of the partition"]
    changed: Annotated[int, "Rows inserted or updated by that load"]
    deleted: Annotated[int, "Rows deleted by that load"]
    loaded_at: Annotated[dt.datetime, "The run's clock"]
    run_id: Annotated[str, "The run that loaded it"]


@table("computed_from", schemas=("lake",), key=("title_id",))
class ComputedFrom:
    """What a title was last computed from, by an asset that computes only what changed."""

    title_id: Annotated[str, "The title"]
    inputs: Annotated[str, "Hash over the rows of the records that tell of it"]


@table(
    "title_view",
    schemas=("app",),
    key=("view_id",),
    generated_key="view_id",
    indexes=(Index(("viewed_at",)),),
)
class TitleView:
    """Somebody looked at a title."""

    view_id: Annotated[int, "Drawn by the database"]
    title_id: Annotated[str, "Which title"]
    reason: Annotated[str, "details, or top search result"]
    viewed_at: Annotated[dt.datetime, "When"]


@table(
    "title_request",
    schemas=("app",),
    key=("request_id",),
    generated_key="request_id",
    indexes=(Index(("source", "source_id"), unique=True),),
)
class TitleRequest:
    """Somebody wants a title taken in."""

    request_id: Annotated[int, "Drawn by the database"]
    source: Annotated[str, "Where it was met"]
    source_id: Annotated[str | None, "Its id there"] = None
    title: Annotated[str | None, "Its name there"] = None
    year: Annotated[int | None, "Its year there"] = None
    requested_at: Annotated[dt.datetime, "When"]
    kind: Annotated[str | None, "movie or tv, where it was said"] = None


@table("user_title", schemas=("app",), key=("user_id", "title_id"))
class UserTitle:
    """What a person thinks of a title."""

    user_id: Annotated[str, "The person"]
    title_id: Annotated[str, "The title"]
    wanted: Annotated[bool, "On the list to see"] = False
    seen: Annotated[bool, "Already seen"] = False
    rating: Annotated[float | None, "0 to 10"] = None
    changed_at: Annotated[dt.datetime, "When they said so"]


@table(
    "link_decision",
    schemas=("app",),
    key=("decision_id",),
    generated_key="decision_id",
    indexes=(Index(("title_id", "source", "source_id")),),
)
class LinkDecision:
    """A person's word on a pair of the crosswalk: it wins, and it lasts until the next one."""

    title_id: Annotated[str, "The title"]
    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    accepted: Annotated[bool, "One title, or not"]
    decided_by: Annotated[str, "Who said so"]
    decided_at: Annotated[dt.datetime, "When"]
    decision_id: Annotated[int, "Drawn by the database; the newest word on a pair counts"]


@table("human_link", schemas=("lake",), key=("title_id", "source", "source_id"))
class HumanLink:
    """A person's word on a pair that stands today, under the ids of today."""

    title_id: Annotated[str, "The title"]
    kind: Annotated[str, "The title's kind"]
    source: Annotated[str, "Whose record"]
    source_id: Annotated[str, "Which record"]
    accepted: Annotated[bool, "One title, or not"]
    decided_by: Annotated[str, "Who said so"]
    decided_at: Annotated[dt.datetime, "When"]


@table("hot_title", schemas=("app",), key=("title_id",))
class HotTitle:
    """A title the popular lane wants now."""

    title_id: Annotated[str, "The title"]
    reason: Annotated[str, "viewed, jump, trending, popular or asked"]
    wanted_at: Annotated[dt.datetime, "When the lane was told"]
    done_at: Annotated[dt.datetime | None, "When its run ended"] = None
    run_key: Annotated[str | None, "Which run it is in; each titles' run has a key of its own"] = (
        None
    )
