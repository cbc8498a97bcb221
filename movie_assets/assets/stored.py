"""Answers that lie in the lake, found for the steps that read them. They are read elsewhere."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

import zstandard

from movie_assets.assets.asking import fetched_of
from movie_assets.assets.scope import in_bucket
from movie_assets.assets.step import Step
from movie_assets.model.ids import HOT
from movie_assets.model.outcomes import Outcome
from movie_assets.model.source_rows import Answer
from movie_assets.resources.answers_bodies import Bodies
from movie_assets.resources.http_answers import Validators
from movie_assets.resources.lake import dataset
from movie_assets.sources.base import Fetched

_COLUMNS = (
    "answer_id, title_id, url, final_url, status, outcome, headers, requested_at, body_sha256"
)

NOT_MODIFIED = 304


class Unread(NamedTuple):
    """An answer that waits to be read."""

    answer_id: str
    title_id: str | None
    url: str


class PackedAnswer(NamedTuple):
    """A stored answer with its body still packed."""

    answer_id: str
    title_id: str | None
    url: str
    final_url: str | None
    status: int | None
    outcome: str
    headers: list[dict[str, str]]
    requested_at: dt.datetime
    body: bytes | None

    def unpacked(self) -> tuple[Fetched, Outcome]:
        """The answer as parsers see it, and how its asking ended; an unchanged page as it was."""
        fetched = Fetched(
            answer_id=self.answer_id,
            title_id=self.title_id or "",
            url=self.url,
            final_url=self.final_url,
            status=200 if self.status == NOT_MODIFIED else self.status or 0,
            body=zstandard.decompress(self.body) if self.body else b"",
            requested_at=self.requested_at,
            headers={header["name"]: header["value"] for header in self.headers},
        )
        return fetched, Outcome(self.outcome)


class StoredAnswers:
    """One source's answers in the lake, as a step reads them a partition at a time.

    A step reads what no check knows of yet: answers of its own, or left behind by a killed one. A
    replay reads every answer, those asked for through `hot` in their buckets.
    """

    def __init__(self, step: Step, source: str) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.source = step, source
        self._answers = step.work.answers.of(source)
        self._checks = dataset("source_check", source)
        self._bodies: dict[str, Bodies] = {}  # of the partition at work only
        self._validated: str | None = None  # the partition whose validators are at hand

    def unread(self, partition: str) -> list[Unread]:
        """The answers a lane has to read, in the order in which their bodies lie."""
        lake, checks = self.step.work.lake, self._scan_checks(partition)
        rows, since = lake.scan(self._answers, self._folders(partition)), self.step.replay_since
        news = f"""
            requested_at >= (SELECT coalesce(max(checked_at), TIMESTAMPTZ '1970-01-01')
                             FROM {checks})
            AND answer_id NOT IN (SELECT answer_id FROM {checks})
        """
        found = self.step.con.execute(
            f"SELECT answer_id, title_id, url, body_sha256 FROM {rows} "
            f"WHERE {news if since is None else 'requested_at >= $since'} ORDER BY answer_id",
            {} if since is None else {"since": since},
        ).fetchall()
        in_order = self._bodies_of(partition).by_place(found, lambda row: row[3])
        return [Unread(*row[:3]) for row in in_order]

    def bodies(
        self, partition: str, answer_ids: Sequence[str]
    ) -> Iterator[tuple[Fetched, Outcome]]:
        """Some answers whole, each with how its asking ended."""
        rows = self.step.con.execute(
            f"SELECT {_COLUMNS} FROM {self._rows(partition)} "
            "WHERE list_contains($ids, answer_id) ORDER BY answer_id",
            {"ids": list(answer_ids)},
        ).fetchall()
        return (packed.unpacked() for packed in self._packed(partition, rows))

    def titles(self, partition: str) -> list[str]:
        """The titles whose walks were left behind, or of which anything is to be read again."""
        lake, since = self.step.work.lake, self.step.replay_since
        answers = lake.scan(self._answers, self._folders(partition))
        where = (
            "known.checked_at IS NULL OR requested_at > known.checked_at"
            if since is None
            else f"requested_at >= $since AND {in_bucket(partition)}"
        )
        rows = self.step.con.execute(
            f"SELECT DISTINCT title_id FROM {answers} AS answer "
            f"LEFT JOIN {self._scan_checks(partition)} AS known USING (title_id) "
            f"WHERE title_id IS NOT NULL AND ({where}) ORDER BY title_id",
            {} if since is None else {"since": since},
        ).fetchall()
        return [row[0] for row in rows]

    def at_hand(
        self, partition: str, title_ids: Sequence[str]
    ) -> dict[tuple[str, str], list[PackedAnswer]]:
        """Answers of some titles' walks by title and address, the newest first."""
        newer = "known.checked_at IS NULL OR requested_at > known.checked_at"
        since = self.step.replay_since
        rows = self.step.con.execute(
            f"SELECT answer.* FROM (SELECT {_COLUMNS} FROM {self._rows(partition)}) AS answer "
            f"LEFT JOIN {self._scan_checks(partition)} AS known USING (title_id) "
            f"WHERE list_contains($ids, title_id) AND ({newer if since is None else 'true'}) "
            "ORDER BY requested_at DESC, answer.answer_id DESC",
            {"ids": list(title_ids)},
        ).fetchall()
        found: dict[tuple[str, str], list[PackedAnswer]] = {}
        for packed in self._packed(partition, rows):
            found.setdefault((packed.title_id or "", packed.url), []).append(packed)
        return found

    def validators(
        self, partition: str, title_ids: Sequence[str]
    ) -> dict[tuple[str, str], Validators]:
        """What to ask for with whether the pages of some titles changed, by title and address."""
        if self._validated != partition:
            pages = self.step.work.answers.validators_sql(self.source, sorted({partition, HOT}))
            self.step.con.execute(
                f"CREATE OR REPLACE TEMP TABLE validators AS SELECT * FROM {pages}"
            )
            self._validated = partition
        rows = self.step.con.execute(
            "SELECT title_id, url, etag, last_modified, body_sha256, body_bytes FROM validators "
            "SEMI JOIN (SELECT unnest($ids::VARCHAR[]) AS title_id) USING (title_id)",
            {"ids": list(title_ids)},
        ).fetchall()
        return {
            (title_id, url): Validators(
                etag=etag, last_modified=modified, body_sha256=sha256, body_bytes=size
            )
            for title_id, url, etag, modified, sha256, size in rows
        }

    def whole(self, partition: str, answer: Answer) -> Fetched:
        """An answer as parsers see it; where nothing changed, with the body that came before."""
        fetched = fetched_of(answer)
        if answer.status != NOT_MODIFIED or answer.body_sha256 is None:
            return fetched
        held = self._bodies_of(partition).of([answer.body_sha256])
        return replace(fetched, status=200, body=zstandard.decompress(held[answer.body_sha256]))

    def _packed(self, partition: str, rows: Sequence[tuple[Any, ...]]) -> list[PackedAnswer]:
        """Answers with their bodies; one whose body was purged says no more than was read of it."""
        bodies = self._bodies_of(partition).of(row[-1] for row in rows)
        return [
            PackedAnswer._make((*row[:-1], bodies[row[-1]] if row[-1] else None))
            for row in rows
            if row[-1] is None or row[-1] in bodies
        ]

    def _bodies_of(self, partition: str) -> Bodies:
        if partition not in self._bodies:
            self._bodies = {partition: self.step.work.answers.bodies(self.source, partition)}
        return self._bodies[partition]

    def _rows(self, partition: str) -> str:
        return self.step.work.answers.rows_sql(self.source, self._folders(partition))

    def _folders(self, partition: str) -> list[str]:
        is_bucket_replayed = self.step.replay_since is not None and partition != HOT
        return [HOT, partition] if is_bucket_replayed else [partition]

    def _scan_checks(self, partition: str) -> str:
        return self.step.work.lake.scan(self._checks, [partition])
