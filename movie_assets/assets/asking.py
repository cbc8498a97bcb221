"""How a step asks one source: journalled, counted, and no more once the source says stop."""

from __future__ import annotations

import datetime as dt
import logging
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import zstandard

from movie_assets.assets.giving_way import GivingWay, is_for_people
from movie_assets.assets.step import Step
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.resources.answers import Journal
from movie_assets.resources.http import HttpClient
from movie_assets.resources.http_answers import BLOCKED_FOR, Validators
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.pages import wall_in

# A step ends after this long and the next tick goes on, so that one lane never holds a worker.
STEP_SECONDS = 600.0
# Of titles people look at a host is asked for this long, the most popular first: five hosts one
# after the other leave the other two of their three minutes to launch, matching and loads. What is
# not reached is due at once in its own lane, which goes by views, too.
POPULAR_SECONDS = 15.0
# What a lane's materialisation says to the schedule that may go on with it.
MORE_TO_ASK = "more_to_ask"
STOPPED_UNTIL = "lane_stopped_until"
# A host that is down costs four requests a title: after five titles it is left alone.
MOST_SILENT = 5
# Answers that an operator wants to find in the log; the others are counted, and in the lake.
_LOGGED = frozenset({*LANE_STOPPERS, Outcome.UNREACHABLE})
_log = logging.getLogger(__name__)


@dataclass
class Asking:
    """One source's requests in one step, over all its partitions."""

    step: Step
    source: Source
    http: HttpClient
    outcomes: Counter[str] = field(default_factory=Counter[str])
    requests: int = 0
    stopped_by: str | None = None
    stopped_until: dt.datetime | None = None
    silent: int = 0  # answers in a row that never came
    deadline: float = field(init=False)
    more_to_ask: bool = False  # the step ended before the lane had asked all that was due

    def __post_init__(self) -> None:
        """Know how long the source may be asked, and who may want this host sooner."""
        seconds = POPULAR_SECONDS if is_for_people(self.step) else STEP_SECONDS
        self.deadline = time.monotonic() + seconds
        self._giving_way = GivingWay(self.step, self.source.hosts[0])

    @property
    def is_over(self) -> bool:
        """Whether nothing more is to be asked in this step."""
        if self.stopped_by is None and not self.more_to_ask:
            self.more_to_ask = time.monotonic() > self.deadline or self._giving_way.is_wanted()
        return self.stopped_by is not None or self.more_to_ask

    def ask(
        self,
        journal: Journal | None,
        url: str,
        title_id: str | None,
        known: Validators | None = None,
    ) -> Answer:
        """Ask, journal what came and note how it ended; a wall by status stops the lane.

        Without a journal the caller keeps of the answer what is worth keeping.
        """
        answer = self.http.ask(
            self.source,
            url,
            title_id=title_id,
            at=self.step.work.clock.at,
            run_id=self.step.context.run.run_id,
            validators=known,
        )
        if journal is not None:
            journal.append(answer)
        if answer.outcome in _LOGGED:
            self._tell(f"{url}: {answer.outcome} {answer.error or ''}".strip(), title_id)
        # What robots.txt or the budget forbids makes no request.
        self.requests += answer.status is not None or answer.outcome == Outcome.UNREACHABLE
        self.outcomes[str(answer.outcome)] += 1
        self.silent = self.silent + 1 if answer.outcome == Outcome.UNREACHABLE else 0
        if self.silent == MOST_SILENT:
            self.stop(Outcome.UNREACHABLE, self.step.work.clock.at + BLOCKED_FOR)
        self.heed(Outcome(answer.outcome), answer.retry_at)
        return answer

    def heed(self, outcome: Outcome, retry_at: dt.datetime | None = None) -> None:
        """Stop the lane where an outcome says so: by its status, or by what its page says."""
        if outcome in LANE_STOPPERS:
            self.stop(outcome, retry_at or self.step.work.clock.at + BLOCKED_FOR)

    def stop(self, why: str, until: dt.datetime | None) -> None:
        """Ask nothing more in this step; of several reasons the first is told."""
        if self.stopped_by is None:
            self.stopped_by, self.stopped_until = str(why), until
            self._tell(f"The lane stops: {why}, until {until or 'somebody sees to it'}", None)

    def _tell(self, message: str, title_id: str | None) -> None:
        about = {
            "run_id": self.step.context.run.run_id,
            "asset": self.step.context.asset_key.to_user_string(),
            "source": self.source.name,
            "title_id": title_id,
        }
        _log.warning(message, extra=about)

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        return {
            "requests": self.requests,
            "request_outcomes": dict(self.outcomes),
            MORE_TO_ASK: self.more_to_ask,
            "lane_stopped_by": self.stopped_by or "",
            STOPPED_UNTIL: str(self.stopped_until or ""),
        }


def fetched_of(answer: Answer) -> Fetched:
    """An answer as parsers see it."""
    return Fetched(
        answer_id=answer.answer_id,
        title_id=answer.title_id or "",
        url=answer.url,
        final_url=answer.final_url,
        status=answer.status or 0,
        body=zstandard.decompress(answer.body) if answer.body else b"",
        requested_at=answer.requested_at,
        headers={header.name: header.value for header in answer.headers},
    )


def reading_of(source: Source, fetched: Fetched, outcome: Outcome) -> Reading:
    """What a parser makes of an answer; one that never came says so by its own outcome.

    A reader of an API knows no walls: where it can read nothing, the page says whether it is one.
    """
    if not fetched.status or source.read is None:
        return Reading(outcome=outcome)
    reading = source.read(fetched)
    wall = wall_in(fetched.body) if reading.outcome is Outcome.PARSE_FAILED else None
    if wall is None:
        return reading
    return Reading(outcome=Outcome.BLOCKED, detail=f"{fetched.url}: a bot wall: {wall}")
