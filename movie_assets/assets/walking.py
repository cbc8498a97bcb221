"""How a page source is asked for a partition's titles: a walk of addresses each. No one source."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from movie_assets.assets.asking import Asking, reading_of
from movie_assets.assets.canary_step import Gate
from movie_assets.assets.due_titles import DueTitles
from movie_assets.assets.known import KnownTitles, Sought
from movie_assets.assets.landing import Landing
from movie_assets.assets.step import Step
from movie_assets.assets.stored import PackedAnswer, StoredAnswers
from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import TITLE_OUTCOMES, Outcome
from movie_assets.model.source_rows import SourceRecord
from movie_assets.resources.answers import Journal
from movie_assets.resources.http import HttpClient
from movie_assets.sources.base import Source
from movie_assets.sources.coverage import check_of, denial
from movie_assets.sources.walks import Answered, Walked, page_walk

# The answers of 200 titles at hand, ten addresses each, are at most 2,000 pages of 15 kB packed.
TITLES_AT_ONCE = 200

AnswerTo = Callable[[str, str], Answered | None]  # of a title and an address; None: none to be had


class Walking:
    """One page source's step over its partitions."""

    def __init__(self, step: Step, source: Source, http: HttpClient) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.source = step, source
        self.asking = Asking(step, source, http)
        self.gate = Gate(self.asking)
        self.landing = Landing(step, source.name)
        self.known = KnownTitles(step, source.name)
        self.stored = StoredAnswers(step, source.name)
        self.due = DueTitles(step, source, http)

    def partition(self, partition: str, wanted: str) -> None:
        """Walk for each title that is due, then join what was read with what was held.

        Source: `wanted` is a relation of (title_id, popularity).
        """
        work, run_id = self.step.work, self.step.context.run.run_id
        if work.is_withheld(self.source.name):
            self.landing.keep(partition)
            return
        self.landing.empty()
        walked: list[str] = []
        with work.answers.journal(self.source.name, partition, run_id) as journal:
            todo = self._todo(partition, wanted)
            if todo:
                self.known.open(partition)
            for start in range(0, len(todo), TITLES_AT_ONCE):
                if self.asking.is_over:
                    break
                batch = todo[start : start + TITLES_AT_ONCE]
                walked += self._walk_all(batch, self._answering(journal, partition, batch))
        if walked or self.landing.is_behind_hot(partition) or not self.landing.has_files(partition):
            self.landing.write(partition, walked)
        else:
            self.landing.keep(partition)

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        self.due.tell(self.asking)
        return self.asking.notes()

    def _todo(self, partition: str, wanted: str) -> list[str]:
        """Titles whose answers lie there to be read, of which people spoke, or due; each once."""
        stored = self.stored.titles(partition)
        if self.step.replay_since is not None:
            return stored
        due = self.due.of(partition, wanted)
        unheeded = self.known.words.unheeded(partition, wanted)
        return list(dict.fromkeys((*stored, *unheeded, *due)))

    def _answering(self, journal: Journal, partition: str, batch: Sequence[str]) -> AnswerTo:
        """Answers that lie there before any is asked for again; a replay asks for none."""
        at_hand = self.stored.at_hand(partition, batch)
        known = self.stored.validators(partition, batch)

        def answer_to(title_id: str, url: str) -> Answered | None:
            stored = at_hand.get((title_id, url))
            if stored:
                return self._newest_told(title_id, stored)
            if self.step.replay_since is not None:
                return None
            if self.asking.is_over or not self.gate.is_open:
                return None
            answer = self.asking.ask(journal, url, title_id, known.get((title_id, url)))
            return Answered(self.stored.whole(partition, answer), Outcome(answer.outcome))

        return answer_to

    def _newest_told(self, title_id: str, stored: Sequence[PackedAnswer]) -> Answered:
        """The newest answer that told of the page; of newer ones only that they came is kept.

        So a replay ends where the steps did that met a wall after the page had once been read.
        """
        for packed in stored[:-1]:
            fetched, outcome = packed.unpacked()
            reading = reading_of(self.source, fetched, outcome)
            if reading.outcome in TITLE_OUTCOMES:
                return Answered(fetched, outcome)
            check = self._check(title_id, reading.outcome, fetched.requested_at, fetched.answer_id)
            self.landing.add(checks=[check])
        return Answered(*stored[-1].unpacked())

    def _walk_all(self, batch: Sequence[str], answer_to: AnswerTo) -> list[str]:
        """Walk for each title of a batch; the titles whose walks came to an end."""
        ended: list[tuple[Sought, Walked]] = []
        for sought in self.known.of(batch):
            if self.asking.is_over:
                break
            walked = self._walk(sought, answer_to)
            if walked is not None:
                ended.append((sought, walked))
                self.asking.heed(walked.outcome)
        self._put_away(ended)
        return [sought.known.title_id for sought, _ in ended]

    def _walk(self, sought: Sought, answer_to: AnswerTo) -> Walked | None:
        """One title's walk; None where it cannot go on now: what was answered lies in the lake."""
        walk = page_walk(self.source, sought.known, seasons=sought.seasons)
        try:
            asked = next(walk)
            while True:
                answered = answer_to(sought.known.title_id, asked.url)
                if answered is None:
                    walk.close()
                    return None
                asked = walk.send(answered)
        except StopIteration as end:
            return end.value

    def _put_away(self, ended: Sequence[tuple[Sought, Walked]]) -> None:
        titles = {sought.known.title_id for sought, _ in ended}
        records = [record for _, walked in ended for record in walked.records]
        own = [record for record in records if record.title_id in titles]
        found = {record.title_id for record in own}
        told = [(sought.known.title_id, walked) for sought, walked in ended]
        denied = [
            self._denial(title_id, walked)
            for title_id, walked in told
            if title_id not in found and walked.outcome in TITLE_OUTCOMES
        ]
        self.landing.add(
            records=[*own, *denied],
            episodes=[episode for _, walked in ended for episode in walked.episodes],
            checks=[
                self._check(
                    title_id, walked.outcome, self._at(walked), _answer_id(title_id, walked)
                )
                for title_id, walked in told
            ],
            pages=[page for _, walked in ended for page in walked.pages],
            strays=[record for record in records if record.title_id not in titles],
        )

    def _denial(self, title_id: str, walked: Walked) -> SourceRecord:
        return denial(
            self.source,
            title_id,
            walked.outcome,
            answer_id=_answer_id(title_id, walked),
            at=self._at(walked),
        )

    def _check(
        self, title_id: str, outcome: Outcome, at: dt.datetime, answer_id: str
    ) -> SourceCheck:
        return check_of(self.source, title_id, outcome, at=at, answer_id=answer_id)

    def _at(self, walked: Walked) -> dt.datetime:
        """When a walk ended; where nothing was asked, now."""
        return walked.checked_at or self.step.work.clock.at


def _answer_id(title_id: str, walked: Walked) -> str:
    """The answer a walk ended with; where there was no address to ask, a name for that."""
    return walked.answer_id or f"nothing asked for {title_id}"
