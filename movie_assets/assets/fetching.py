"""How a source is asked for a partition's titles: due, ask, journal, read, write. No one source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import zstandard

from movie_assets.assets.asking import Asking, fetched_of, reading_of
from movie_assets.assets.landing import Landing, SourceTables
from movie_assets.assets.step import Step
from movie_assets.model.ids import HOT
from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome
from movie_assets.refresh.due import due_sql, wanted_now_sql
from movie_assets.resources.answers import Journal
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Dataset
from movie_assets.sources.base import Fetched, Source
from movie_assets.sources.coverage import Told, told_by

# 500 of TMDB's largest records are about 60 MB as Python objects.
READ_BATCH = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One address to ask, and the titles its answer covers."""

    url: str
    covers: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """How one source is asked: requests for due titles, and which titles an answer covers."""

    source: Source
    requests: Callable[[Sequence[str]], Iterator[Request]]
    covered: Callable[[str | None, str], tuple[str, ...]]  # of an answer's title_id and url


class Fetching:
    """One source's step over its partitions."""

    def __init__(self, step: Step, lane: Lane, http: HttpClient) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.lane = step, lane
        self.asking = Asking(step, lane.source, http)
        self.landing = Landing(step, lane.source.name)
        self.answers = step.work.answers.of(lane.source.name)

    def partition(self, partition: str, wanted: str) -> None:
        """Ask for what is due of one partition, then read every answer not read yet.

        Source: `wanted` is a relation of (title_id, popularity).
        """
        work, run_id = self.step.work, self.step.context.run.run_id
        with work.answers.journal(self.lane.source.name, partition, run_id) as journal:
            covered = {title for row in self._unread(partition) for title in self._covers(row)}
            due = due_titles(self.step, self.landing.tables, partition, wanted)
            for request in self.lane.requests([one for one in due if one not in covered]):
                if self.asking.is_over:
                    break
                self._ask(journal, request)
        unread = self._unread(partition)
        behind = self.landing.is_behind_hot(partition)
        if unread or behind or not self.landing.has_files(partition):
            self._read(partition, [row[0] for row in unread])
        else:
            self.landing.keep(partition)

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        return self.asking.notes()

    def _ask(self, journal: Journal, request: Request) -> None:
        single = request.covers[0] if len(request.covers) == 1 else None
        answer = self.asking.ask(journal, request.url, single)
        # Some walls come with 200 and a page of their own; an API's JSON is never one.
        if answer.outcome == Outcome.FOUND and _is_page(fetched_of(answer)):
            reading = reading_of(self.lane.source, fetched_of(answer), Outcome.FOUND)
            self.asking.heed(reading.outcome, answer)

    def _unread(self, partition: str) -> list[tuple[str, str | None, str]]:
        """Answers no check knows of yet: of this step, or left behind by a killed one."""
        lake, checks = self.step.work.lake, self.landing.tables.checks
        return self.step.con.execute(f"""
            SELECT answer_id, title_id, url FROM {lake.scan(self.answers, [partition])}
            WHERE requested_at >= (
                SELECT coalesce(max(checked_at), TIMESTAMPTZ '1970-01-01')
                FROM {lake.scan(checks, [partition])})
              AND answer_id NOT IN (SELECT answer_id FROM {lake.scan(checks, [partition])})
            ORDER BY answer_id
        """).fetchall()

    def _covers(self, row: tuple[str, str | None, str]) -> tuple[str, ...]:
        return self.lane.covered(row[1], row[2])

    def _read(self, partition: str, answer_ids: list[str]) -> None:
        """Read answers into records, episodes and checks, and merge them with what was held."""
        self.landing.empty()
        for start in range(0, len(answer_ids), READ_BATCH):
            self._read_batch(partition, answer_ids[start : start + READ_BATCH])
        self.landing.write(partition, answer_ids)

    def _read_batch(self, partition: str, answer_ids: list[str]) -> None:
        con, lake = self.step.con, self.step.work.lake
        rows = con.execute(
            f"SELECT answer_id, title_id, url, final_url, status, outcome, body, requested_at "
            f"FROM {lake.scan(self.answers, [partition])} "
            "WHERE list_contains($ids, answer_id) ORDER BY answer_id",
            {"ids": answer_ids},
        ).fetchall()
        told = [self._told(row) for row in rows]
        self.landing.add(
            records=[r for one in told for r in one.records],
            episodes=[r for one in told for r in one.episodes],
            checks=[r for one in told for r in one.checks],
        )

    def _told(self, row: tuple[Any, ...]) -> Told:
        """Read one stored answer; one that never came says so by its own outcome."""
        answer_id, title_id, url, final_url, status, outcome, body, requested_at = row
        fetched = Fetched(
            answer_id=answer_id,
            title_id=title_id or "",
            url=url,
            final_url=final_url,
            status=status or 0,
            body=zstandard.decompress(body) if body else b"",
            requested_at=requested_at,
        )
        reading = reading_of(self.lane.source, fetched, Outcome(outcome))
        return told_by(self.lane.source, fetched, reading, self.lane.covered(title_id, url))


def due_titles(step: Step, tables: SourceTables, partition: str, wanted: str) -> list[str]:
    """The titles of a partition to ask a source for now, best first.

    Source: `wanted` is a relation of (title_id, popularity).
    """
    step.views(wanted=wanted, checks=step.work.lake.scan(tables.checks, [partition]))
    query = wanted_now_sql() if partition == HOT else due_sql(frozenset(TITLE_OUTCOMES))
    return [row[0] for row in step.con.execute(query, {"now": step.work.clock.at}).fetchall()]


def outputs_of(source: str, *, episodes: bool = False, pages: bool = False) -> list[Dataset]:
    """What a fetching asset writes, records first."""
    tables = SourceTables(source)
    return [
        tables.records,
        *([tables.episodes] if episodes else []),
        tables.checks,
        *([tables.pages, tables.strays] if pages else []),
    ]


def _is_page(fetched: Fetched) -> bool:
    return "json" not in fetched.headers.get("content-type", "")
