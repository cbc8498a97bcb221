"""What a source is, what it is given and what it gives back. No particular source lives here."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import SourceEpisode, SourceRecord

PermittedUse = Literal["personal", "non-commercial", "open"]
Item = TypeVar("Item")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """An answer as a parser sees it; the body is plain bytes, never None (empty for none)."""

    answer_id: str
    title_id: str
    url: str
    final_url: str | None = None
    status: int
    body: bytes
    requested_at: dt.datetime
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a parser made of one answer.

    Shape: `found` and `no_score_yet` come with at least one record or episode; any other outcome
           with none, and `detail` says for people what was met instead. `moved_to` is the new
           source id. A reading that is good but had to leave something out says so in `detail`.
    """

    outcome: Outcome
    records: tuple[SourceRecord, ...] = ()
    episodes: tuple[SourceEpisode, ...] = ()
    detail: str | None = None
    moved_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing(Generic[Item]):
    """What a parser made of one page of a list: titles changed, providers or genres.

    Shape: `found` with the items in the source's order (none is a fair answer); any other
           outcome without items. `last_page` is the highest page worth asking for, 1 for lists
           that come whole.
    """

    outcome: Outcome
    items: tuple[Item, ...] = ()
    last_page: int = 1
    detail: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """Under which terms a source's facts may be kept and shown."""

    licence: str
    attribution: str
    permitted_use: PermittedUse
    max_cache_days: int | None  # bodies older than this are purged; None means no limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One upstream catalogue. Adding one is a file beside this and a line in the registry."""

    name: str
    hosts: tuple[str, ...]  # real host names; settings say where they are reached
    requests_per_second: float  # the source's published limit, or manners where it has none
    # A day's budget as the seed system stated it; None where none was stated.
    requests_a_day: int | None = None
    one_at_a_time: bool = False  # pages of slow hosts: none is asked before the last one came
    asks_robots: bool = True  # False for APIs and files that are published to be asked for
    max_age_days: float  # older than this a title's answer counts as stale
    rights: Rights
    parser_version: str  # raise it when `read` changes what it returns
    # Never raises. None where there is no answer a title: daily files are read in bulk.
    read: Callable[[Fetched], Reading] | None
