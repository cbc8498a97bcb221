"""Every way a request for one title can end. No handling of them: that is the sources' business."""

from __future__ import annotations

from enum import StrEnum


class Outcome(StrEnum):
    """The outcome stored beside every answer and record (DESIGN section 4)."""

    FOUND = "found"
    NO_SCORE_YET = "no_score_yet"  # the right page, no score at all; never a zero
    NOT_FOUND = "not_found"
    MOVED = "moved"
    WRONG_TITLE = "wrong_title"
    RATE_LIMITED = "rate_limited"
    BLOCKED = "blocked"
    FORBIDDEN_BY_ROBOTS = "forbidden_by_robots"
    UNAUTHORISED = "unauthorised"
    OVER_QUOTA = "over_quota"
    PARSE_FAILED = "parse_failed"
    UNREACHABLE = "unreachable"


# An answer with one of these tells us about the title; any other tells us about the source, and
# must never replace what an earlier answer said of the title.
TITLE_OUTCOMES = frozenset(
    {Outcome.FOUND, Outcome.NO_SCORE_YET, Outcome.NOT_FOUND, Outcome.MOVED, Outcome.WRONG_TITLE}
)

# SQL that holds for records that tell something of their title.
FOUND_SQL = f"outcome IN ('{Outcome.FOUND}', '{Outcome.NO_SCORE_YET}')"

# One of these ends the source's lane for this step: more requests would only make it worse.
LANE_STOPPERS = frozenset(
    {Outcome.RATE_LIMITED, Outcome.BLOCKED, Outcome.UNAUTHORISED, Outcome.OVER_QUOTA}
)
# The rest is a fault of the title's own page: what fails so again and again is asked ever less.
PAGE_FAILURES = frozenset(Outcome) - TITLE_OUTCOMES - LANE_STOPPERS
