"""How a title's page is looked for, address by address. Asking, storing and pacing are elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Generator
from dataclasses import dataclass

from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import PageAsked, SourceEpisode, SourceRecord
from movie_assets.sources.base import Fetched
from movie_assets.sources.candidates import Candidate
from movie_assets.sources.known_titles import KnownTitle


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer as a walk is given it: what came, and how the asking of it ended."""

    fetched: Fetched
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """What a walk came to.

    Shape: `outcome` of the title as a whole; `records` hold the accepted page filed under the
           title, and every other page that was read filed under its own id
           (`metacritic/movie/her`); `episodes` its seasons and episodes; `pages` a row an address
           that was asked and told something.
    """

    outcome: Outcome
    records: tuple[SourceRecord, ...] = ()
    episodes: tuple[SourceEpisode, ...] = ()
    pages: tuple[PageAsked, ...] = ()
    answer_id: str = ""
    checked_at: dt.datetime | None = None


Walk = Generator[Candidate, Answered, Walked]
