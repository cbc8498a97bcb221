"""Tells the change log to whoever reads our standard output (`movie-assets events`).

At least once and in order: a batch is written and flushed before the consumer's place is moved, so
what a killed process told twice is what it had told last. Nothing is decided about the events.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType
from typing import TextIO

from movie_assets import wiring
from movie_assets.resources.change_feed import ChangeFeed, feed_of
from movie_assets.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a follower wants to be told.

    `since` begins after that seq in place of where the consumer stands, which then moves from
    there; `limit` ends after so many lines; `poll_s` is how long a wait may last where no load
    says that there is more (a server behind a proxy may swallow that).
    """

    consumer: str
    since: int | None = None
    entity: str | None = None
    limit: int | None = None
    follow: bool = False
    genesis: bool = False
    poll_s: float = 30.0


def tell(settings: Settings, wish: Wish, out: TextIO) -> None:
    """Write what the log has for a consumer, one JSON object a line, and what comes if it follows.

    Ends when there is no more, or at Ctrl-C or SIGTERM, with the place stored.
    Errors: MovieAssetsError where another process reads for the same consumer; BrokenPipeError
            where our reader has gone.
    """
    wiring.prepare_databases(settings)
    ending = _Ending()
    with ending.heard(), feed_of(wiring.postgres(settings), wish.consumer) as feed:
        _Telling(feed, wish, out, ending).all()


@dataclass
class _Ending:
    """Whether somebody wants us to end: at once, but not while the place is being stored."""

    is_asked: bool = False
    is_deferred: bool = False

    @contextlib.contextmanager
    def heard(self) -> Iterator[None]:
        """Take SIGTERM and Ctrl-C; the block ends where they come."""
        before = {one: signal.signal(one, self._ask) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        except KeyboardInterrupt:
            return
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    @contextlib.contextmanager
    def deferred(self) -> Iterator[None]:
        """Do the block whole, then end if that was asked meanwhile."""
        self.is_deferred = True
        try:
            yield
        finally:
            self.is_deferred = False
        if self.is_asked:
            raise KeyboardInterrupt

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self.is_asked = True
        if not self.is_deferred:
            raise KeyboardInterrupt


@dataclass
class _Telling:
    """One follower at work."""

    feed: ChangeFeed
    wish: Wish
    out: TextIO
    ending: _Ending
    told: int = 0
    seq: int = field(init=False)

    def all(self) -> None:
        """Tell genesis where that is wanted, then every event; go on if the wish says so."""
        wish = self.wish
        self.seq = self.feed.stored() if wish.since is None else wish.since
        if wish.genesis:
            for line in self.feed.genesis(wish.entity):
                self._write(line)
            self.out.flush()
        while not self._is_enough:
            if self._batch():
                continue
            if not wish.follow:
                return
            self.feed.wait(wish.poll_s)

    @property
    def _is_enough(self) -> bool:
        return self.wish.limit is not None and self.told >= self.wish.limit

    def _batch(self) -> bool:
        """Tell the next events, then move the consumer's place; False when there are none."""
        reached = self.seq
        for event in self.feed.after(self.seq, self.wish.entity):
            if self._is_enough:
                break
            if event.line is not None:
                self._write(event.line)
                self.told += 1
            reached = event.seq
        if reached == self.seq:
            return False
        self.out.flush()
        with self.ending.deferred():
            self.feed.move(reached)
            self.seq = reached
        return True

    def _write(self, line: str) -> None:
        self.out.write(f"{line}\n")
