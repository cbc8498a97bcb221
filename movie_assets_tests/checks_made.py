"""Checks of titles for the tests of states and of who is due, all before one moment."""

import datetime as dt

from movie_assets.model.operation_rows import SourceCheck
from movie_assets.model.outcomes import PAGE_FAILURES, TITLE_OUTCOMES

NOW = dt.datetime(2026, 6, 1, 12, tzinfo=dt.UTC)


def ago(**values: float) -> dt.datetime:
    """A moment so long before NOW."""
    return NOW - dt.timedelta(**values)


def check(
    title_id: str, checked_at: dt.datetime, outcome: str = "found", source: str = "tmdb"
) -> SourceCheck:
    """How asking for a title ended; what tells of it is good from then on."""
    good = checked_at if outcome in TITLE_OUTCOMES else None
    return SourceCheck(
        source=source,
        title_id=title_id,
        checked_at=checked_at,
        outcome=outcome,
        good_at=good,
        answer_id="a",
        failures=int(outcome in PAGE_FAILURES),
        answers=int(good is not None),
    )
