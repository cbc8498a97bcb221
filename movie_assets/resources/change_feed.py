"""Reads the change log in order for one consumer, who may wait for more. It prints nothing.

The log is in commit order (`change_log` draws a seq under a lock held to the commit), so whoever
has dealt with one seq has dealt with all before it: one number is all that a consumer keeps.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg

from movie_assets.model.errors import MovieAssetsError
from movie_assets.resources.postgres import Postgres

# Of 200 events the largest, whole titles with 200 credits each, are 8 MB.
BATCH = 200
CHANNEL = "title_change"
_LINE = """
    json_build_object('seq', seq, 'entity', entity, 'title_id', title_id, 'version', version,
                      'changed_at', changed_at, 'run_id', run_id, 'fields', fields)::text
"""
_GENESIS_LINE = """
    json_build_object('entity', entity, 'partition', partition, 'uri', uri, 'rows', rows,
                      'sha256', sha256)::text
"""


@dataclass(frozen=True, slots=True)
class Event:
    """One event as a line of JSON; None where the consumer asked for other entities only."""

    seq: int
    line: str | None


@dataclass(frozen=True)
class ChangeFeed:
    """One consumer's place in the change log, on a connection that listens."""

    connection: psycopg.Connection
    consumer: str

    def genesis(self, entity: str | None) -> Iterator[str]:
        """The files of what stood before the first event, a line of JSON each."""
        rows = self.connection.execute(
            f"SELECT {_GENESIS_LINE} FROM events.genesis "
            "WHERE %(entity)s::text IS NULL OR entity = %(entity)s ORDER BY entity, partition",
            {"entity": entity},
        )
        for (line,) in rows:
            yield line

    def stored(self) -> int:
        """The last seq the consumer has dealt with; 0 for one we do not know."""
        found = self.connection.execute(
            "SELECT seq FROM events.follower WHERE consumer = %s", (self.consumer,)
        ).fetchone()
        return int(found[0]) if found else 0

    def after(self, seq: int, entity: str | None) -> list[Event]:
        """The next events in order, at most BATCH of them.

        Those of other entities come without their line: they are dealt with by having been seen,
        or a consumer of a quiet entity would read the same millions again at each start.
        """
        rows = self.connection.execute(
            f"SELECT seq, CASE WHEN %(entity)s::text IS NULL OR entity = %(entity)s "
            f"THEN {_LINE} END FROM events.title_change "
            "WHERE seq > %(seq)s ORDER BY seq LIMIT %(batch)s",
            {"seq": seq, "entity": entity, "batch": BATCH},
        )
        return [Event(number, line) for number, line in rows.fetchall()]

    def move(self, seq: int) -> None:
        """Note that everything up to a seq is dealt with."""
        self.connection.execute(
            "INSERT INTO events.follower (consumer, seq, moved_at) VALUES (%s, %s, now()) "
            "ON CONFLICT (consumer) DO UPDATE SET seq = excluded.seq, moved_at = excluded.moved_at",
            (self.consumer, seq),
        )

    def wait(self, seconds: float) -> None:
        """Wait until a load says that there is more, but no longer than so many seconds.

        What was said since the last wait counts, so nothing is slept through.
        """
        for _ in self.connection.notifies(timeout=seconds, stop_after=1):
            return


@contextlib.contextmanager
def feed_of(postgres: Postgres, consumer: str) -> Iterator[ChangeFeed]:
    """A consumer's feed; one process at a time has it.

    Errors: MovieAssetsError where another process reads for the same consumer.
    """
    with postgres.session("movie_follower") as connection:
        taken = connection.execute(
            "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", (f"follower/{consumer}",)
        ).fetchone()
        if not taken or not taken[0]:
            raise MovieAssetsError(
                f"Somebody else follows the change log as {consumer} now: wait for it to end, or "
                "take another name with --consumer."
            )
        connection.execute(f"LISTEN {CHANNEL}")
        yield ChangeFeed(connection, consumer)
