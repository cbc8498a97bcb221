"""How a source is asked for a partition's titles: due, ask, journal, read, write. No one source."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import zstandard

from movie_assets.assets.scope import in_bucket
from movie_assets.assets.step import Step
from movie_assets.model.ids import BUCKET_PARTITIONS, HOT
from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import LANE_STOPPERS, TITLE_OUTCOMES, Outcome
from movie_assets.model.render.duckdb import fingerprint
from movie_assets.model.source_rows import SourceEpisode, SourceRecord
from movie_assets.refresh.due import due_sql, wanted_now_sql
from movie_assets.resources.http import HttpClient
from movie_assets.resources.lake import Dataset, dataset
from movie_assets.sources.base import Fetched, Reading, Source
from movie_assets.sources.coverage import Told, told_by

# A step ends after this long and the next tick goes on, so that one lane never holds a worker.
STEP_SECONDS = 600.0
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


@dataclass
class LaneState:
    """What happened to a lane in this step."""

    outcomes: Counter[str] = field(default_factory=Counter[str])
    requests: int = 0
    stopped_until: str | None = None
    stopped_by: str | None = None


class Fetching:
    """One source's step over its partitions."""

    def __init__(self, step: Step, lane: Lane, http: HttpClient) -> None:
        """Hold what every partition of the step shares."""
        self.step, self.lane, self.http = step, lane, http
        self.state = LaneState()
        self.deadline = time.monotonic() + STEP_SECONDS
        name = lane.source.name
        self.records = dataset("source_record", name)
        self.episodes = dataset("source_episode", name)
        self.checks = dataset("source_check", name)
        self.answers = step.work.answers.of(name)

    def partition(self, partition: str, wanted: str) -> None:
        """Ask for what is due of one partition, then read every answer not read yet.

        Source: `wanted` is a relation of (title_id, popularity).
        """
        work, con = self.step.work, self.step.con
        with work.answers.journal(
            self.lane.source.name, partition, self.step.context.run.run_id
        ) as journal:
            unread = self._unread(partition)
            covered = {title for row in unread for title in self._covers(row)}
            self.step.views(wanted=wanted, checks=work.lake.scan(self.checks, [partition]))
            query = wanted_now_sql() if partition == HOT else due_sql(frozenset(TITLE_OUTCOMES))
            due = con.execute(query, {"now": work.clock.at}).fetchall()
            for request in self.lane.requests([row[0] for row in due if row[0] not in covered]):
                if self.state.stopped_by or time.monotonic() > self.deadline:
                    break
                journal.append(self._ask(request))
        unread = self._unread(partition)
        if unread or self._is_behind_hot(partition) or not self._has_files(partition):
            self._read(partition, [row[0] for row in unread])
        else:
            for ds in self.step.outputs:
                self.step.keep(ds, partition)

    def _has_files(self, partition: str) -> bool:
        return partition == HOT or bool(self.step.work.lake.files(self.checks, [partition]))

    def notes(self) -> dict[str, Any]:
        """What the materialisation says of the lane."""
        return {
            "requests": self.state.requests,
            "request_outcomes": dict(self.state.outcomes),
            "lane_stopped_by": self.state.stopped_by or "",
            "lane_stopped_until": self.state.stopped_until or "",
        }

    def _ask(self, request: Request) -> Any:
        single = request.covers[0] if len(request.covers) == 1 else None
        answer = self.http.ask(
            self.lane.source,
            request.url,
            title_id=single,
            at=self.step.work.clock.at,
            run_id=self.step.context.run.run_id,
        )
        self.state.requests += 1
        self.state.outcomes[str(answer.outcome)] += 1
        if answer.outcome in LANE_STOPPERS:
            self.state.stopped_by = str(answer.outcome)
            self.state.stopped_until = str(answer.retry_at) if answer.retry_at else None
        return answer

    def _unread(self, partition: str) -> list[tuple[str, str | None, str]]:
        """Answers no check knows of yet: of this step, or left behind by a killed one."""
        lake = self.step.work.lake
        return self.step.con.execute(f"""
            SELECT answer_id, title_id, url FROM {lake.scan(self.answers, [partition])}
            WHERE requested_at >= (
                SELECT coalesce(max(checked_at), TIMESTAMPTZ '1970-01-01')
                FROM {lake.scan(self.checks, [partition])})
              AND answer_id NOT IN (
                SELECT answer_id FROM {lake.scan(self.checks, [partition])})
            ORDER BY answer_id
        """).fetchall()

    def _covers(self, row: tuple[str, str | None, str]) -> tuple[str, ...]:
        return self.lane.covered(row[1], row[2])

    def _read(self, partition: str, answer_ids: list[str]) -> None:
        """Read answers into records, episodes and checks, and merge them with what was held."""
        step, lake = self.step, self.step.work.lake
        for ds in (self.records, self.episodes, self.checks):
            step.empty(f"fresh_{ds.table.name}", ds)
        for start in range(0, len(answer_ids), READ_BATCH):
            self._read_batch(partition, answer_ids[start : start + READ_BATCH])
        inputs = fingerprint(
            step.code_version,
            lake.inputs(self.checks, partition) or "",
            lake.version(self.records, HOT),
            *answer_ids,
        )
        # Two hot runs at once write two files: neither takes the other's answers away.
        name = step.context.run.run_id if partition == HOT else "data"
        newest = {
            self.records: _newest(self._with_fresh(self.records, partition), "source, title_id"),
            self.episodes: _newest(
                self._with_fresh(self.episodes, partition), "source, title_id, season"
            ),
            self.checks: self._checks_sql(partition),
        }
        for ds in step.outputs:
            step.write(ds, partition, newest[ds], inputs, name=name)
        if partition != HOT:
            self._drop_compacted()

    def _is_behind_hot(self, partition: str) -> bool:
        """Whether `hot` holds an answer of this bucket's titles that it has not taken in."""
        lake = self.step.work.lake
        if partition == HOT or not lake.files(self.records, [HOT]):
            return False
        hot = f"(SELECT * FROM {lake.scan(self.records, [HOT])} WHERE {in_bucket(partition)})"
        return self._uncovered(hot, [partition])

    def _uncovered(self, rows: str, buckets: Sequence[str]) -> bool:
        """Whether some rows are newer than what the buckets hold of their titles."""
        held = self.step.work.lake.scan(self.records, buckets)
        found = self.step.con.execute(
            f"SELECT 1 FROM {rows} AS hot WHERE NOT EXISTS (SELECT 1 FROM {held} AS held "
            "WHERE held.source = hot.source AND held.title_id = hot.title_id "
            "AND held.requested_at >= hot.requested_at) LIMIT 1"
        ).fetchone()
        return found is not None

    def _drop_compacted(self) -> None:
        """Drop the files of `hot` whose every answer stands in its bucket, or a newer one does."""
        lake = self.step.work.lake
        for name in lake.names(self.records, HOT):
            rows = f"read_parquet('{lake.uri(self.records, HOT, name)}')"
            if not self._uncovered(rows, BUCKET_PARTITIONS):
                for ds in self.step.outputs:
                    lake.drop(lake.uri(ds, HOT, name))

    def _with_fresh(self, ds: Dataset, partition: str) -> str:
        """SQL of what a partition held and what was read now, together.

        After a kill between two writes an answer is read again: its rows are held already.
        """
        fresh, lake = f"fresh_{ds.table.name}", self.step.work.lake
        if partition == HOT:
            return fresh
        hot = f"SELECT * FROM {lake.scan(ds, [HOT])} WHERE {in_bucket(partition)}"
        return (
            f"(SELECT DISTINCT * FROM (SELECT * FROM {lake.scan(ds, [partition])} UNION ALL {hot}) "
            f"WHERE answer_id NOT IN (SELECT answer_id FROM {fresh}) "
            f"UNION ALL BY NAME SELECT * FROM {fresh})"
        )

    def _checks_sql(self, partition: str) -> str:
        return f"""
            SELECT source, title_id, max(checked_at) AS checked_at,
                   arg_max(outcome, (checked_at, answer_id)) AS outcome, max(good_at) AS good_at,
                   arg_max(answer_id, (checked_at, answer_id)) AS answer_id
            FROM {self._with_fresh(self.checks, partition)}
            GROUP BY source, title_id
        """

    def _read_batch(self, partition: str, answer_ids: list[str]) -> None:
        con, lake = self.step.con, self.step.work.lake
        rows = con.execute(
            f"SELECT answer_id, title_id, url, final_url, status, outcome, body, requested_at "
            f"FROM {lake.scan(self.answers, [partition])} "
            "WHERE list_contains($ids, answer_id) ORDER BY answer_id",
            {"ids": answer_ids},
        ).fetchall()
        told = [self._told(row) for row in rows]
        for cls, name, made in (
            (SourceRecord, "fresh_source_record", [r for one in told for r in one.records]),
            (SourceEpisode, "fresh_source_episode", [r for one in told for r in one.episodes]),
            (SourceCheck, "fresh_source_check", [r for one in told for r in one.checks]),
        ):
            self.step.insert(name, cls, made)

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
        read = self.lane.source.read
        reading = read(fetched) if status and read else Reading(outcome=Outcome(outcome))
        return told_by(self.lane.source, fetched, reading, self.lane.covered(title_id, url))


def _newest(rows: str, unit: str) -> str:
    """SQL of the rows of each unit's newest answer: rows of one answer win or lose together."""
    return (
        f"SELECT * FROM {rows} QUALIFY rank() OVER "
        f"(PARTITION BY {unit} ORDER BY requested_at DESC, answer_id DESC) = 1"
    )


def outputs_of(source: str, *, episodes: bool = False) -> list[Dataset]:
    """What a fetching asset writes, records first."""
    more = [dataset("source_episode", source)] if episodes else []
    return [dataset("source_record", source), *more, dataset("source_check", source)]
