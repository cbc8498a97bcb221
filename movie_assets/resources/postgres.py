"""The database connections of the platform. What is loaded, and how, is `loading`'s business."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

import psycopg
from psycopg import sql

Role = Literal["movie_owner", "movie_loader", "movie_app", "movie_follower"]


@dataclass(frozen=True)
class Postgres:
    """A database by URL; `locate` finds it, starting the embedded server where that is ours.

    The URL's user may become any of the platform's roles, and takes one on for each connection,
    so that work never has more rights than it needs.
    """

    locate: Callable[[], str]

    def connect(self, role: Role) -> contextlib.AbstractContextManager[psycopg.Connection]:
        """One transaction in a role: committed when the block ends, rolled back when it raises."""
        return self._opened(role, autocommit=False)

    def session(self, role: Role) -> contextlib.AbstractContextManager[psycopg.Connection]:
        """A connection in a role whose every statement is committed by itself."""
        return self._opened(role, autocommit=True)

    @contextlib.contextmanager
    def _opened(self, role: Role, *, autocommit: bool) -> Iterator[psycopg.Connection]:
        url = self.locate()
        with psycopg.connect(url, prepare_threshold=None, autocommit=autocommit) as connection:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(role)))
            connection.execute("SET timezone = 'UTC'")
            yield connection
