"""How a source is asked for a partition's titles: due, ask, journal, read, write. No one source."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from movie_assets.assets.asking import Asking, fetched_of, reading_of
from movie_assets.assets.canary_step import Gate
from movie_assets.assets.due_titles import DueTitles
from movie_assets.assets.landing import Landing, SourceTables
from movie_assets.assets.scope import is_of
from movie_assets.assets.step import Step
from movie_assets.assets.stored import StoredAnswers
from movie_assets.model.outcomes import Outcome
from movie_assets.resources.answers import Journal
from movie_assets.resources.http import HttpClient
from movie_assets.resources.http_answers import Validators
from movie_assets.resources.lake import Dataset
from movie_assets.sources.base import Fetched, Source
from movie_assets.sources.coverage import Told, told_by
from movie_assets.sources.pages import wall_in
from movie_assets.sources.registry import SOURCES

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
        # A lane may read pages as those of a partition's titles; canaries are nobody's.
        self.asking = Asking(step, SOURCES[lane.source.name], http)
        self.gate = Gate(self.asking)
        self.landing = Landing(step, lane.source.name)
        self.stored = StoredAnswers(step, lane.source.name)
        self.due = DueTitles(step, SOURCES[lane.source.name], http)

    def partition(self, partition: str, wanted: str) -> None:
        """Ask for what is due of one partition, then read every answer not read yet.

        Source: `wanted` is a relation of (title_id, popularity).
        """
        work, run_id = self.step.work, self.step.context.run.run_id
        if work.is_withheld(self.lane.source.name):
            self.landing.keep(partition)
            return
        with work.answers.journal(self.lane.source.name, partition, run_id) as journal:
            if self.step.replay_since is None:
                self._ask_due(journal, partition, wanted)
        unread = self.stored.unread(partition)
        behind = self.landing.is_behind_hot(partition)
        if unread or behind or not self.landing.has_files(partition):
            self._read(partition, [answer.answer_id for answer in unread])
        else:
            self.landing.keep(partition)

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        self.due.tell(self.asking)
        return self.asking.notes()

    def _ask_due(self, journal: Journal, partition: str, wanted: str) -> None:
        left = self.stored.unread(partition)
        covered = {one for answer in left for one in self.lane.covered(*answer[1:])}
        due = self.due.of(partition, wanted)
        todo = [one for one in due if one not in covered]
        known = self.stored.validators(partition, todo)
        for request in self.lane.requests(todo):
            if self.asking.is_over or not self.gate.is_open:
                return
            single = request.covers[0] if len(request.covers) == 1 else None
            self._ask(journal, request.url, single, known.get((single or "", request.url)))

    def _ask(
        self, journal: Journal, url: str, title_id: str | None, known: Validators | None
    ) -> None:
        answer = self.asking.ask(journal, url, title_id, known)
        # Some walls come with 200 and a page of their own.
        if answer.outcome == Outcome.FOUND and wall_in(fetched_of(answer).body):
            self.asking.heed(Outcome.BLOCKED)

    def _read(self, partition: str, answer_ids: list[str]) -> None:
        """Read answers into records, episodes and checks, and merge them with what was held."""
        self.landing.empty()
        for start in range(0, len(answer_ids), READ_BATCH):
            self._read_batch(partition, answer_ids[start : start + READ_BATCH])
        self.landing.write(partition, answer_ids)

    def _read_batch(self, partition: str, answer_ids: list[str]) -> None:
        told = [
            self._told(partition, fetched, outcome)
            for fetched, outcome in self.stored.bodies(partition, answer_ids)
        ]
        self.landing.add(
            records=[r for one in told for r in one.records],
            episodes=[r for one in told for r in one.episodes],
            checks=[r for one in told for r in one.checks],
        )

    def _told(self, partition: str, fetched: Fetched, outcome: Outcome) -> Told:
        """What an answer says of the partition's titles; a batch through `hot` has others', too."""
        covers = self.lane.covered(fetched.title_id or None, fetched.url)
        reading = reading_of(self.lane.source, fetched, outcome)
        told = told_by(self.lane.source, fetched, reading, covers)
        if self.step.replay_since is None:
            return told
        return Told(
            records=tuple(one for one in told.records if is_of(partition, one.title_id)),
            episodes=tuple(one for one in told.episodes if is_of(partition, one.title_id)),
            checks=tuple(one for one in told.checks if is_of(partition, one.title_id)),
        )


def outputs_of(source: str, *, episodes: bool = False, pages: bool = False) -> list[Dataset]:
    """What a fetching asset writes, records first."""
    tables = SourceTables(source)
    return [
        tables.records,
        *([tables.episodes] if episodes else []),
        tables.checks,
        *([tables.pages, tables.strays] if pages else []),
    ]
