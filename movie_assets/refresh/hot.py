"""Which titles the popular lane takes next: looked at, risen, listed. Ages are `due`'s business."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# A hot run takes few titles, so that it is through in minutes whatever the lane.
HOT_TITLES = 25
# Why a title is in the book because somebody wants it: looked at, or asked for by command.
ASKED_FOR = ("viewed", "asked")
# As in the seed: a title's turn comes at most once a week, however much it is looked at.
HOT_EVERY_DAYS = 7
# What a list or a jump names is left alone when TMDB was asked for it this lately: people did not
# ask for it, and the completeness lane asks for such titles every three days anyway.
FRESH_HOURS = 20
# Popularity moves by some percent a day of itself; what rises by a quarter in one is news.
JUMP_FACTOR = 1.25
# Below it stand nine titles in ten, whose jumps are noise.
JUMP_LEAST = 10.0
# Four runs of jumps a day; the rest is due by the popularity it has now.
MOST_JUMPS = 100


@dataclass(frozen=True, slots=True)
class Candidate:
    """A title that may come into `hot`, and why."""

    title_id: str
    reason: str

    @property
    def asked_for(self) -> bool:
        """Whether somebody wants it, whatever the age of what we hold."""
        return self.reason in ASKED_FOR


def candidates(
    viewed: Iterable[str], jumped: Iterable[str], listed: Iterable[tuple[str, str]]
) -> list[Candidate]:
    """Candidates in the order they come in, each title once.

    Source: titles looked at, most first; titles that jumped, most first; (list, title) by place.

    >>> [c.title_id for c in candidates(["tv/1"], ["movie/2", "tv/1"], [("popular", "movie/3")])]
    ['tv/1', 'movie/2', 'movie/3']
    """
    found: dict[str, Candidate] = {}
    for title_id in viewed:
        found.setdefault(title_id, Candidate(title_id, "viewed"))
    for title_id in jumped:
        found.setdefault(title_id, Candidate(title_id, "jump"))
    for name, title_id in listed:
        reason = name.split("/", 1)[0]
        found.setdefault(title_id, Candidate(title_id, reason))
    return list(found.values())


def chosen(
    wanted: Sequence[Candidate], known: set[str], had_turn: set[str], fresh: set[str]
) -> tuple[list[Candidate], bool]:
    """The next run's titles, and whether more of them wait for the one after.

    Source: titles there are; those that had their turn this week; those asked for lately.
    Law:    titles somebody looked at have a run to themselves. Twenty listed ones beside them would
            have them wait for twenty pages of every slow host.
    """
    open_to = [
        one
        for one in wanted
        if one.title_id in known
        and one.title_id not in had_turn
        and (one.asked_for or one.title_id not in fresh)
    ]
    taken = ([one for one in open_to if one.asked_for] or open_to)[:HOT_TITLES]
    return taken, len(open_to) > len(taken)


def jumps_sql() -> str:
    """SQL of the titles that rose most between the newest day and what they had before.

    Source: view `history` (contract popularity_daily), parameter $day: the newest day.
    Shape:  contract popularity_jump; none on the first day, on which nothing stands before.
    """
    return f"""
        WITH today AS (SELECT title_id, popularity FROM history WHERE day = $day),
        before AS (
            SELECT title_id, arg_max(popularity, day) AS popularity
            FROM history SEMI JOIN today USING (title_id) WHERE day < $day GROUP BY title_id
        )
        SELECT today.title_id, $day::DATE AS day, today.popularity,
               coalesce(before.popularity, 0) AS popularity_before
        FROM today LEFT JOIN before USING (title_id)
        WHERE today.popularity >= {JUMP_LEAST}
          AND today.popularity >= {JUMP_FACTOR} * coalesce(before.popularity, 0)
          AND EXISTS (SELECT 1 FROM history WHERE day < $day)
        ORDER BY today.popularity - coalesce(before.popularity, 0) DESC, today.title_id
        LIMIT {MOST_JUMPS}
    """
