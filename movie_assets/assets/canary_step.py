"""Whether a source may be asked now: its newest wall, then its canaries. No one source's manners.

What shuts a source, and what opens it again:

- a wall, a limit or a used-up budget: until it said, or until `refresh.states` says;
- drift (its canaries are misread): every day, without a request, until its parser_version is
  another one; then the canaries are asked again, and if they are misread it is shut again;
- too few canaries answered: RETRY_AFTER_HOURS, since nothing proves that the rest can be read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import duckdb

from movie_assets.assets.asking import Asking, fetched_of, reading_of
from movie_assets.assets.giving_way import is_for_people
from movie_assets.model.operation_rows import CanaryCheck
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.refresh.canaries import (
    ANSWERED,
    MOST_ASKED,
    Canary,
    checks_that_count,
    is_drifted,
    misread,
    needs_no_more,
    words_of,
)
from movie_assets.refresh.canary_titles import canaries_of
from movie_assets.refresh.due import RETRY_AFTER_HOURS
from movie_assets.refresh.states import newest_stop_sql
from movie_assets.resources.answers import Journal
from movie_assets.resources.lake import Lake, dataset
from movie_assets.sources import tmdb, wikidata, wikipedia
from movie_assets.sources.candidates import candidate

# Answers of canaries are kept apart from those of titles: no lane reads them as a title's.
CANARIES = "canaries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether a source may be asked for titles now; if not, why and until when."""

    state: Literal["open", "stopped", "drifted", "unsure"]
    why: str = ""
    until: dt.datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether the lane may go on."""
        return self.state == "open"


def addresses_of(
    source: str, canaries: Sequence[Canary]
) -> Iterator[tuple[str, tuple[Canary, ...]]]:
    """The requests for a source's canaries, each with those its answer covers."""
    match source:
        case "tmdb":
            yield from ((tmdb.details_url(one.page), (one,)) for one in canaries)
        case "wikidata":
            for kind in ("movie", "tv"):
                batch = tuple(one for one in canaries if one.kind == kind)
                numbers = [int(one.page.split("/")[1]) for one in batch]
                yield wikidata.url_for(kind, numbers), batch
        case "wikipedia":
            yield wikipedia.extracts_url(one.page for one in canaries), tuple(canaries)
        case _:
            for one in canaries:
                yield candidate(source, one.page, "canary").url, (one,)


def held_checks(
    lake: Lake, con: duckdb.DuckDBPyConnection, source: str, day: dt.date
) -> list[CanaryCheck]:
    """The checks of a source's newest day with any, up to a day, by whatever parser."""
    ds = dataset("canary_check", source)
    days = [one for one in lake.partitions(ds) if one <= day.isoformat()]
    rows = con.execute(f"SELECT * FROM {lake.scan(ds, days[-1:])} ORDER BY page")
    names = [part[0] for part in rows.description or ()]
    found = (dict(zip(names, row, strict=True)) for row in rows.fetchall())
    return [CanaryCheck(**{**one, "misread": tuple(one["misread"])}) for one in found]


class Gate:
    """Whether a source may be asked in a step: found out when it is first to be asked."""

    def __init__(self, asking: Asking) -> None:
        """Hold the asking that stops when the gate is shut."""
        self.asking = asking
        self.source = asking.source
        self.step = asking.step
        self.now = self.step.work.clock.at
        self.day = self.step.work.clock.day
        self.checks = dataset("canary_check", self.source.name)

    @property
    def is_open(self) -> bool:
        """Whether the source may be asked for titles."""
        return self.verdict.is_open

    @cached_property
    def verdict(self) -> Verdict:
        """Whether the source may be asked now, at most once a day by asking its canaries.

        A run that people wait for asks none: what is known of them by then has to do.

        Shape: the asking is stopped when the verdict is not open, so that nothing more is asked in
               this step; its notes then say why. At most MOST_ASKED requests, none while it is
               shut.
        """
        verdict = self._remembered()
        if verdict is None:
            verdict = Verdict(state="open") if is_for_people(self.step) else self._asked()
        if not verdict.is_open:
            self.asking.stop(verdict.state, verdict.until)
        if verdict.why:
            self.step.notes["canaries"] = verdict.why
        return verdict

    def _remembered(self) -> Verdict | None:
        """What is known without asking; None where the canaries are to be asked."""
        stopped = self._stopped()
        if stopped:
            return stopped
        if not canaries_of(self.source.name):
            return Verdict(state="open")
        held = checks_that_count(
            held_checks(self.step.work.lake, self.step.con, self.source.name, self.day),
            self.source.parser_version,
        )
        return self._told_by(held)

    def _asked(self) -> Verdict:
        """Ask the canaries, keep what came, and tell."""
        found = self._ask_all()
        self._keep(found)
        if self.asking.stopped_by is not None and not is_drifted(found):
            return self._stopped() or Verdict(state="stopped", why=self.asking.stopped_by)
        until = self.now + dt.timedelta(hours=RETRY_AFTER_HOURS)
        return self._told_by(found) or Verdict(state="unsure", why=words_of(found), until=until)

    def _told_by(self, held: Sequence[CanaryCheck]) -> Verdict | None:
        """The verdict of checks made before; drift holds for every day, the rest for one."""
        if is_drifted(held):
            return Verdict(state="drifted", why=words_of(held))
        if not held or held[0].day != self.day:
            return None
        if is_drifted(held) is False:
            return Verdict(state="open", why=words_of(held))
        until = max(one.checked_at for one in held) + dt.timedelta(hours=RETRY_AFTER_HOURS)
        # What a wall cut short goes on as soon as the wall is gone.
        if until <= self.now or any(one.outcome in LANE_STOPPERS for one in held):
            return None
        return Verdict(state="unsure", why=words_of(held), until=until)

    def _stopped(self) -> Verdict | None:
        """The newest wall, while it stands."""
        lake, name = self.step.work.lake, self.source.name
        self.step.views(
            answers=lake.scan(dataset("answer", name)),
            checks=lake.scan(dataset("source_check", name)),
        )
        found = self.step.con.execute(
            f"SELECT outcome, until FROM ({newest_stop_sql()}) WHERE until > $now",
            {"now": self.now},
        ).fetchone()
        if found is None:
            return None
        return Verdict(state="stopped", why=f"its newest answer: {found[0]}", until=found[1])

    def _ask_all(self) -> list[CanaryCheck]:
        """Ask canary after canary, until all have told or more cannot change what they say."""
        canaries = canaries_of(self.source.name)
        requests = list(addresses_of(self.source.name, canaries))[:MOST_ASKED]
        to_come = sum(len(covered) for _, covered in requests)
        found: list[CanaryCheck] = []
        work, run_id = self.step.work, self.step.context.run.run_id
        with work.answers.journal(self.source.name, CANARIES, run_id) as journal:
            for url, covered in requests:
                found += self._ask(journal, url, covered)
                to_come -= len(covered)
                if self.asking.stopped_by or needs_no_more(found, to_come):
                    break
        return found

    def _ask(self, journal: Journal, url: str, covered: Sequence[Canary]) -> list[CanaryCheck]:
        answer = self.asking.ask(journal, url, covered[0].page if len(covered) == 1 else None)
        reading = reading_of(self.source, fetched_of(answer), Outcome(answer.outcome))
        self.asking.heed(reading.outcome)
        can_be_misread = reading.outcome in ANSWERED
        return [
            CanaryCheck(
                source=self.source.name,
                page=canary.page,
                day=self.day,
                parser_version=self.source.parser_version,
                outcome=str(reading.outcome),
                misread=misread(reading.records, canary) if can_be_misread else (),
                answer_id=answer.answer_id,
                checked_at=self.now,
            )
            for canary in covered
        ]

    def _keep(self, found: Sequence[CanaryCheck]) -> None:
        """Write the day's file: what this parser made of it, beside what others did."""
        others = [
            one
            for one in held_checks(self.step.work.lake, self.step.con, self.source.name, self.day)
            if one.day == self.day and one.parser_version != self.source.parser_version
        ]
        self.step.empty("canary_checks", self.checks)
        self.step.insert("canary_checks", CanaryCheck, [*others, *found])
        self.step.work.lake.write(
            self.step.con, self.checks, self.day.isoformat(), "SELECT * FROM canary_checks"
        )
