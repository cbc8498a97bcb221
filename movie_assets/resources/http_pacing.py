"""Who may ask when, and how often a day, across processes. What is asked is none of its business.

Three things are kept in one folder that all processes of a home share: a lock a lane, the times
of the last requests (pyrate-limiter's log in SQLite), and the requests of each day.
"""

from __future__ import annotations

import contextlib
import fcntl
import math
import sqlite3
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pyrate_limiter import Rate, RateItem, SQLiteBucket

# Requests that leave evenly arrive unevenly. A tenth less than the rate leaves 100 ms for that in
# any window of a second, which four processes on two busy cores keep within (measured).
HEADROOM = 1.1
# A lock is held for a moment; SQLite waits so long for another's before it calls it an error.
_BUSY_S = 60.0
_LEDGER = """
CREATE TABLE IF NOT EXISTS spent (
    source TEXT, day TEXT, requests INTEGER NOT NULL, PRIMARY KEY (source, day)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS robots (
    host TEXT PRIMARY KEY, asked_at TEXT NOT NULL, rules TEXT NOT NULL
) WITHOUT ROWID;
"""
_SPEND = """
INSERT INTO spent VALUES (:source, :day, 1)
ON CONFLICT DO UPDATE SET requests = requests + 1 WHERE requests < :limit
RETURNING requests
"""


class Ledger:
    """What the processes of a home tell each other: requests of each day, rules of each host."""

    def __init__(self, folder: Path | None) -> None:
        """Open the folder's ledger; without one it lives as long as this object."""
        self.folder = folder
        self._con = _opened(folder / "ledger.sqlite" if folder else None)
        self._con.executescript(_LEDGER)

    def close(self) -> None:
        """Let go of the file."""
        self._con.close()

    def alone(self, name: str) -> contextlib.AbstractContextManager[None]:
        """Alone among the processes with what a name stands for."""
        return _alone(self.folder, name) if self.folder else contextlib.nullcontext()

    def spend(self, source: str, day: str, limit: int) -> bool:
        """Take one of a source's requests of a day; False when there is none left."""
        if limit < 1:
            return False
        asked = {"source": source, "day": day, "limit": limit}
        return self._con.execute(_SPEND, asked).fetchone() is not None

    def spent(self, source: str, day: str) -> int:
        """How many requests of a day went to a source."""
        row = self._con.execute(
            "SELECT requests FROM spent WHERE source = ? AND day = ?", (source, day)
        ).fetchone()
        return row[0] if row else 0

    def keep_rules(self, host: str, asked_at: str, rules: str) -> None:
        """Keep a host's robots.txt."""
        self._con.execute("INSERT OR REPLACE INTO robots VALUES (?, ?, ?)", (host, asked_at, rules))

    def rules(self, host: str) -> tuple[str, str] | None:
        """A host's robots.txt and when it was asked for (ISO 8601)."""
        row = self._con.execute(
            "SELECT rules, asked_at FROM robots WHERE host = ?", (host,)
        ).fetchone()
        return (row[0], row[1]) if row else None


@dataclass
class Turns:
    """Turns at each lane: so long after the last one, wherever that was taken.

    Units: `pace` multiplies every wait; with 0 there is nothing to wait for, and nothing is kept.
    """

    folder: Path | None
    pace: float
    _buckets: dict[str, SQLiteBucket] = field(init=False, default_factory=dict[str, SQLiteBucket])
    _threads: threading.RLock = field(init=False, default_factory=threading.RLock)

    def close(self) -> None:
        """Let go of the files."""
        for bucket in self._buckets.values():
            bucket.close()

    @contextlib.contextmanager
    def taken(self, lane: str, gap_s: float, *, one_at_a_time: bool) -> Iterator[None]:
        """Wait for a turn; of a lane that is asked one at a time the turn lasts to the block's end.

        Units: `gap_s` seconds between two requests at a pace of 1.
        """
        if self.pace == 0:
            yield
            return
        with self._locked(f"{lane}.turn") if one_at_a_time else contextlib.nullcontext():
            while (wait_s := self._wait_s(lane, gap_s)) > 0:
                time.sleep(wait_s)
            yield

    def _wait_s(self, lane: str, gap_s: float) -> float:
        """Take the turn and give 0, or give how long to wait before the next try.

        The clock is read under the lock, as the limiter's own waiting does not: a time read
        before it would let the next request come early by as long as the lock was waited for.
        """
        interval_ms = math.ceil(gap_s * HEADROOM * self.pace * 1000)
        with self._locked(f"{lane}.rate"):
            bucket = self._bucket(lane, Rate(1, max(1, interval_ms)))
            now_ms = bucket.now()
            last = bucket.peek(0)
            if last is not None and last.timestamp > now_ms:
                bucket.flush()  # the machine's clock was set back: the lane must not wait as long
            turn = RateItem(lane, now_ms)
            if bucket.put(turn):
                bucket.leak(now_ms)
                return 0.0
            wait_ms = bucket.waiting(turn)
            assert isinstance(wait_ms, int)  # only asynchronous buckets say otherwise
            return (wait_ms + 1) / 1000

    def _bucket(self, lane: str, rate: Rate) -> SQLiteBucket:
        if lane not in self._buckets:
            path = str(self.folder / f"{lane}.sqlite") if self.folder else ":memory:"
            bucket = SQLiteBucket.init_from_file([rate], db_path=path)
            bucket.conn.execute("PRAGMA synchronous = OFF")
            self._buckets[lane] = bucket
        self._buckets[lane].rates = [rate]  # robots.txt may have asked for a longer delay
        return self._buckets[lane]

    def _locked(self, name: str) -> contextlib.AbstractContextManager[object]:
        return _alone(self.folder, name) if self.folder else self._threads


@contextlib.contextmanager
def _alone(folder: Path, name: str) -> Iterator[None]:
    """Alone among the threads and processes that share a folder; a killed one lets go."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{name}.lock").open("wb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _opened(path: Path | None) -> sqlite3.Connection:
    """A database each statement of which is a transaction; a power cut may lose the last ones."""
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    con = sqlite3.connect(
        path or ":memory:", timeout=_BUSY_S, isolation_level=None, check_same_thread=False
    )
    con.execute("PRAGMA journal_mode = WAL")
    con.execute("PRAGMA synchronous = OFF")
    return con
