"""What people looked at, and whose turn it was in the popular lane. Choosing: `refresh`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from movie_assets.refresh.hot import ASKED_FOR, FRESH_HOURS, HOT_EVERY_DAYS, HOT_TITLES, Candidate
from movie_assets.resources.postgres import Postgres

# Views counted at once: 0.1 s in Postgres. Of a longer queue the older ones are let go.
MOST_VIEWS = 200_000
# Titles of one tick, the most looked at first: twenty runs' worth.
MOST_VIEWED = 500

# A title that is under way among listed ones is taken over by whoever looks at it: their run may
# wait for hosts.
_HAD_TURN = """
    CASE WHEN done_at IS NULL THEN reason = ANY(%(asked_for)s) ELSE wanted_at > %(since)s END
"""
_VIEWED = f"""
    SELECT title_id FROM app.title_view WHERE view_id > %(after)s AND title_id NOT IN
        (SELECT title_id FROM app.hot_title WHERE {_HAD_TURN})
    GROUP BY title_id ORDER BY count(*) DESC, title_id LIMIT %(most)s
"""
_CLAIM = """
    INSERT INTO app.hot_title AS held (title_id, reason, wanted_at, done_at, run_key)
    VALUES (%(title_id)s, %(reason)s, %(now)s, NULL, %(run_key)s)
    ON CONFLICT (title_id) DO UPDATE
    SET reason = excluded.reason, wanted_at = excluded.wanted_at, done_at = NULL,
        run_key = excluded.run_key
"""


@dataclass(frozen=True, slots=True)
class Viewed:
    """Titles looked at since a view, most looked at first, and the newest view there is."""

    title_ids: tuple[str, ...]
    newest: int


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run whose titles were not closed yet, and whether somebody asked for them."""

    run_key: str
    asked_for: bool


@dataclass(frozen=True)
class HotTitles:
    """The popular lane's book, `app.hot_title`, and the views it goes by, `app.title_view`.

    `now` is asked anew each time: a sensor's process lives for weeks.
    """

    database: Postgres
    now: Callable[[], dt.datetime]

    def viewed(self, after: int) -> Viewed:
        """What was looked at after a view and had no turn this week.

        A view whose transaction ends after that of a later one may be passed over: it is one view.
        """
        with self.database.connect("movie_app") as connection:
            ((newest,),) = connection.execute(
                "SELECT coalesce(max(view_id), 0) FROM app.title_view"
            ).fetchall()
            after = max(after, newest - MOST_VIEWS)
            rows = connection.execute(
                _VIEWED, {"after": after, "most": MOST_VIEWED, **self._turns()}
            ).fetchall()
        return Viewed(tuple(row[0] for row in rows), newest)

    def known(self, title_ids: Sequence[str]) -> set[str]:
        """Which of some titles are in the spine."""
        with self.database.connect("movie_loader") as connection:
            rows = connection.execute(
                "SELECT title_id FROM catalogue.title_popularity WHERE title_id = ANY(%s)",
                (list(title_ids),),
            )
            return {row[0] for row in rows}

    def fresh(self, title_ids: Sequence[str]) -> set[str]:
        """Which of some titles TMDB was asked for lately."""
        since = self.now() - dt.timedelta(hours=FRESH_HOURS)
        with self.database.connect("movie_loader") as connection:
            rows = connection.execute(
                "SELECT title_id FROM catalogue.source_check "
                "WHERE source = 'tmdb' AND title_id = ANY(%s) AND checked_at > %s",
                (list(title_ids), since),
            )
            return {row[0] for row in rows}

    def had_turn(self, title_ids: Sequence[str]) -> set[str]:
        """Which of some titles had their turn within the week, or have it now, asked for."""
        with self.database.connect("movie_app") as connection:
            rows = connection.execute(
                f"SELECT title_id FROM app.hot_title WHERE title_id = ANY(%(ids)s) AND {_HAD_TURN}",
                {"ids": list(title_ids), **self._turns()},
            )
            return {row[0] for row in rows}

    def _turns(self) -> dict[str, object]:
        since = self.now() - dt.timedelta(days=HOT_EVERY_DAYS)
        return {"since": since, "asked_for": list(ASKED_FOR)}

    def claim(self, titles: Sequence[Candidate], run_key: str) -> None:
        """Note that titles have their turn now, in a run of this key; before that is asked for."""
        with self.database.connect("movie_app") as connection, connection.cursor() as cursor:
            cursor.executemany(
                _CLAIM,
                [
                    {
                        "title_id": one.title_id,
                        "reason": one.reason,
                        "now": self.now(),
                        "run_key": run_key,
                    }
                    for one in titles
                ],
            )

    def open_runs(self) -> list[OpenRun]:
        """The runs whose titles were not closed yet, oldest first."""
        with self.database.connect("movie_app") as connection:
            rows = connection.execute(
                "SELECT run_key, bool_or(reason = ANY(%s)) FROM app.hot_title "
                "WHERE done_at IS NULL AND run_key IS NOT NULL "
                "GROUP BY run_key ORDER BY min(wanted_at), run_key",
                (list(ASKED_FOR),),
            ).fetchall()
        return [OpenRun(*row) for row in rows]

    def close(self, run_key: str) -> None:
        """Note that a run's titles had their turn, however it ended: none may block the lane."""
        with self.database.connect("movie_app") as connection:
            connection.execute(
                "UPDATE app.hot_title SET done_at = %s WHERE run_key = %s AND done_at IS NULL",
                (self.now(), run_key),
            )

    def wanted_now(self, run_key: str | None) -> list[str]:
        """The titles of a run by its key, also when it is tried again; else whoever waits."""
        with self.database.connect("movie_app") as connection:
            rows = connection.execute(
                "SELECT title_id FROM app.hot_title "
                "WHERE CASE WHEN %(key)s::text IS NULL THEN done_at IS NULL "
                "ELSE run_key = %(key)s END ORDER BY wanted_at, title_id LIMIT %(most)s",
                {"key": run_key, "most": HOT_TITLES},
            ).fetchall()
        return [row[0] for row in rows]
