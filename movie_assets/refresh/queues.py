"""The queues the due stand in, as SQL: whose turn it is. Who is due, and why, is in `due`."""

from __future__ import annotations

from math import copysign, isinf

from movie_assets.refresh.policy import BOOSTED, FAILING, LANES, NEW, REFRESH, Policy

# Longer than anything is waited for: SQL's lists of days know no infinity.
_FOR_EVER = 1_000_000_000.0
# A million words take longer to write down than their numbers.
_NEW, _REFRESH, _BOOSTED, _FAILING = (LANES.index(one) for one in (NEW, REFRESH, BOOSTED, FAILING))
# SQL of the number of a title's lane in LANES.
LANE = f"""
    CASE WHEN failures > 0 THEN {_FAILING} WHEN is_requested THEN {_BOOSTED}
         WHEN good_in IS NULL THEN {_NEW} WHEN views > 0 THEN {_BOOSTED} ELSE {_REFRESH} END"""
LOOKED_AT = f"lane = {_BOOSTED}"
# Of the failing titles a day may ask for, those that were asked today and failed again are gone.
_FAILING_LEFT = """(
    SELECT CASE WHEN $failing_most IS NULL THEN $most
                ELSE greatest(0, $failing_most - count(*)) END
    FROM checks WHERE failures >= 2 AND checked_at >= date_trunc('day', $now))"""


def placed_sql(source: str, policy: Policy) -> str:
    """SQL of the due in fair order: number n of a queue is served when n / share have been asked.

    So each queue has its share of any number of requests; what it does not use flows on to the
    others by their shares. A title stands in more than one queue, and goes by its best place.
    """
    shares = policy.shares
    failing_wait = as_sql(policy.failing_rounds * policy.of(source).waiting_days)
    queues = "\n UNION ALL ".join(
        _queue(where, by, share, most)
        for where, by, share, most in (
            (f"lane = {_NEW}", "worth", shares.new, "$most"),
            (f"lane <> {_FAILING}", "worth", shares.refresh, "$most"),
            (LOOKED_AT, "looked_at", shares.boosted, "$most"),
            (
                f"$most IS NOT NULL AND (lane <> {_FAILING} OR waited >= {failing_wait})",
                "waited", shares.waiting, "$most",
            ),
            (f"lane = {_FAILING}", "worth", policy.failing_turn, _FAILING_LEFT),
        )
    )  # fmt: skip
    return f"""
        SELECT due.*, place FROM due JOIN (
            SELECT title_id, min(place) AS place FROM ({queues}) GROUP BY title_id
        ) USING (title_id)"""


def _queue(where: str, by: str, share: float, most: str) -> str:
    """SQL of the first of a queue, each with its place; of a million due few are kept."""
    order = f"ORDER BY {by} DESC, popularity DESC NULLS LAST, title_id"
    return (
        f"SELECT title_id, row_number() OVER ({order}) / {share} AS place "
        f"FROM (SELECT * FROM due WHERE {where} {order} LIMIT {most})"
    )


def as_sql(value: float) -> str:
    """A number as SQL reads a double: plain decimals are reckoned with twice as slowly."""
    return f"{copysign(_FOR_EVER, value) if isinf(value) else float(value)!r}e0"
