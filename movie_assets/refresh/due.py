"""Who is due at a source by the policy, and in which order, as SQL. The knobs are in `policy`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from math import isinf

from movie_assets.model.outcomes import LANE_STOPPERS, PAGE_FAILURES
from movie_assets.refresh.policy import (
    ABSENT,
    LANES,
    POLICY,
    Policy,
    SourcePolicy,
)
from movie_assets.refresh.queues import LANE, LOOKED_AT, as_sql, placed_sql

# After an answer that told nothing of the title (a wall, a dead host) it may be asked again.
RETRY_AFTER_HOURS = POLICY.wall_hours
# Ahead of whatever else was looked at: what somebody asked for by name.
_FIRST = 1_000_000.0
# What the newest answer told, as a number: words are dear to carry through a join.
_OTHER, _ABSENT, _STOPPED = range(3)
_REASONS = (
    "new_release", "never_asked", "overdue", "waiting", "changed", "viewed", "requested", "retry",
    "quarantined",
)  # fmt: skip


def due_sql(source: str, policy: Policy = POLICY) -> str:
    """SQL of the titles due at a source, in the order in which they are to be asked for.

    Source: views `wanted` (title_id, popularity, release_date, first_seen), `checks` (contract
            source_check of the source), `linked` (title_id: those Wikidata has an id of there),
            `changed` (title_id, changed_on: the source's own list of changes), `viewed` (title_id,
            views) and `requested` (title_id: those somebody asked for).
    Shape:  position (from 1), title_id, source, lane (new, refresh, boosted, failing), reason
            (new_release, never_asked, overdue, waiting, changed, viewed, requested, retry,
            quarantined), due_at, priority (1: as overdue as the policy allows).
    Law:    of every so many first rows each queue has its share if it has titles, and what it does
            not use flows on. No title that may be asked waits longer than titles / (waiting's
            share x $most a day), plus what `waiting_days` are longer than titles / $most a day:
            one queue goes by the time since a title was asked alone, and nobody in it is
            overtaken. Failing titles beyond `$failing_most` wait until they stand in that one.
    Parameters: $source, $now, $most (rows; null: all) and $failing_most (a day's; null: all).
    """
    return f"""
        WITH {_reckoned(source, policy)}, due AS MATERIALIZED (
            SELECT title_id, popularity, due_in, lane, reason, age / days AS priority,
                   age / days * CASE WHEN {_just_appeared(policy)}
                                     THEN {as_sql(policy.appeared_factor)} ELSE 1e0 END
                   + CASE WHEN is_requested THEN {_FIRST} ELSE 0e0 END AS worth,
                   CASE WHEN {LOOKED_AT} THEN age / days * sqrt(1 + views)
                        + CASE WHEN is_requested THEN {_FIRST} ELSE 0e0 END END AS looked_at,
                   -coalesce(checked_in, seen_in, 0e0) AS waited
            FROM reasoned
        ), placed AS ({placed_sql(source, policy)})
        SELECT row_number() OVER (ORDER BY place, title_id) AS position, title_id,
               $source AS source, {_word("lane", LANES)}, {_word("reason", _REASONS)},
               to_timestamp(epoch($now) + 86400 * due_in) AS due_at, priority
        FROM placed QUALIFY $most IS NULL OR position <= $most
        ORDER BY position
    """


def _reckoned(source: str, policy: Policy) -> str:
    """CTEs that end in `reasoned`: a row a title that is due, its age, interval, lane, reason.

    Units: `…_in` are days from now, negative in the past: times with zones cost ten times as much.
    """
    own = policy.of(source)
    return f"""
        {_hints(own)}, asked AS (
            SELECT title_id, checked_at, good_at, answers, changes,
                   greatest(coalesce(failures, 0), ({_one_of(PAGE_FAILURES)})::INT) AS failures,
                   CASE WHEN {_one_of(ABSENT)} THEN {_ABSENT}
                        WHEN {_one_of(LANE_STOPPERS)} THEN {_STOPPED} ELSE {_OTHER} END AS told
            FROM checks
        ), known AS (
            SELECT title_id, popularity, {_tier(policy, "days", lambda one: own.patience * one)}
                       AS tier_days,
                   {_stage(policy)} AS stage, {_is_linked(own)} AS is_linked, views, is_requested,
                   {_in("first_seen")} AS seen_in, {_in("checked_at")} AS checked_in,
                   {_in("good_at")} AS good_in, changed_on, {_is_changed()} AS is_changed, told,
                   failures, answers, changes
            FROM wanted LEFT JOIN asked USING (title_id) LEFT JOIN hints USING (title_id)
        ), timed AS (
            SELECT *, {_days(policy, own)} AS days, checked_in + {_hold_days(policy)} AS held_in
            FROM known
        ), dated AS (
            SELECT *, greatest(held_in, CASE WHEN is_changed OR views > 0 OR is_requested
                THEN least({_lapsed(own)}, {_changed(policy)}, {_boosted(policy)})
                ELSE {_lapsed(own)} END) AS due_in
            FROM timed
        ), reasoned AS (
            SELECT *, coalesce(-good_in, {as_sql(policy.never_known_days)}) AS age,
                   {LANE} AS lane, {_reason(policy)} AS reason
            FROM dated WHERE due_in <= 0
        )"""


def _hints(own: SourcePolicy) -> str:
    """The CTE of all that is told of a title beside its checks; of a million, few have any.

    Links are read only where a source is asked by them: they are four in five of the hints.
    """
    linked, by_link = "", ""
    if own.is_linked_by_ids:
        linked = "bool_or(linked) AS is_linked,"
        by_link = "SELECT title_id, true AS linked, NULL::DATE AS changed_on, 0 AS views, "
        by_link += "false AS requested FROM linked UNION ALL"
    return f"""
        hints AS (
            SELECT title_id, {linked} max(changed_on) AS changed_on, sum(views)::BIGINT AS views,
                   bool_or(requested) AS is_requested
            FROM ({by_link} SELECT title_id, false AS linked, changed_on, 0 AS views,
                         false AS requested FROM changed
                  UNION ALL SELECT title_id, false, NULL, views, false FROM viewed
                  UNION ALL SELECT title_id, false, NULL, 0, true FROM requested)
            GROUP BY title_id
        )"""


def _is_linked(own: SourcePolicy) -> str:
    return "coalesce(is_linked, false)" if own.is_linked_by_ids else "true"


def _lapsed(own: SourcePolicy) -> str:
    """SQL of when what is known of a title is too old, or it was first seen."""
    return f"coalesce(good_in + {_lasts(own)}, seen_in, 0e0)"


def _changed(policy: Policy) -> str:
    """SQL of when a title is due that its source has changed; null for others."""
    since = f"greatest({_in('changed_on')}, good_in + {as_sql(policy.least_days)})"
    return f"CASE WHEN is_changed THEN {since} END"


def _boosted(policy: Policy) -> str:
    """SQL of when a title is due that was looked at or asked for; null for others."""
    again = f"checked_in + {as_sql(policy.boost_days)}"
    return f"CASE WHEN views > 0 OR is_requested THEN coalesce({again}, seen_in, 0e0) END"


def _lasts(own: SourcePolicy) -> str:
    """SQL of the days until a title may be asked again; only of what a budget cuts anyone waits."""
    if isinf(own.waiting_days):
        return "days"
    return f"CASE WHEN $most IS NULL THEN days ELSE least(days, {as_sql(own.waiting_days)}) END"


def _reason(policy: Policy) -> str:
    """SQL of the number a reason has in `_REASONS`."""
    cases = {
        f"failures >= {policy.quarantined_at}": "quarantined",
        "failures > 0": "retry",
        "is_requested": "requested",
        f"good_in IS NULL AND stage = {policy.opening}": "new_release",
        "good_in IS NULL": "never_asked",
        "views > 0": "viewed",
        "good_in + days <= 0": "overdue",
        "is_changed": "changed",
    }
    told = " ".join(f"WHEN {where} THEN {_REASONS.index(word)}" for where, word in cases.items())
    return f"CASE {told} ELSE {_REASONS.index('waiting')} END"


def _word(column: str, words: tuple[str, ...]) -> str:
    """SQL of the word a number stands for."""
    cases = " ".join(f"WHEN {number} THEN '{word}'" for number, word in enumerate(words))
    return f"CASE {column} {cases} END AS {column}"


def _just_appeared(policy: Policy) -> str:
    """SQL that holds for titles that came out and into the export now, after the first of all."""
    return (
        f"reason = {_REASONS.index('new_release')} AND seen_in >= {as_sql(-policy.appeared_days)} "
        f"AND seen_in > (SELECT {_in('min(first_seen)')} FROM wanted)"
    )


def _in(column: str) -> str:
    """SQL of the days from now to a time or the midnight a day begins with, in UTC."""
    return f"(epoch_us({column}) - epoch_us($now)) / 86400e6"


def _is_changed() -> str:
    """SQL that holds where a source changed a title on the day of its newest good answer or since.

    Days are counted by hand: to cast a time with its zone to a date takes as long as the join.
    """
    good_day = "epoch_us(good_at) // 86400000000"
    held = f"changed_on - DATE '1970-01-01' >= {good_day}"
    return f"CASE WHEN changed_on IS NULL THEN false ELSE coalesce({held}, false) END"


def _tier(policy: Policy, what: str, made: Callable[[float], float]) -> str:
    """SQL of a number of a title's tier; the least popular, who are the most, are told first."""
    cases = " ".join(
        f"WHEN coalesce(popularity, 0e0) < {as_sql(above.at_least)} "
        f"THEN {as_sql(made(getattr(tier, what)))}"
        for above, tier in reversed(tuple(pairwise(policy.tiers)))
    )
    return f"(CASE {cases} ELSE {as_sql(made(getattr(policy.tiers[0], what)))} END)"


def _stage(policy: Policy) -> str:
    """SQL of the number of a title's stage; the oldest, who are the most, are told first."""
    cases = " ".join(
        f"WHEN {_in('release_date')} <= {as_sql(-stage.until_days)} THEN {number}"
        for number, stage in reversed(tuple(enumerate(policy.stages[:-1], 1)))
    )
    return f"(CASE WHEN release_date IS NULL THEN {policy.undated} {cases} ELSE 0 END)"


def _days(policy: Policy, own: SourcePolicy) -> str:
    """SQL of how long what is known lasts: of a page that is there, that is not, or unknown yet."""
    factor, most, absent, unasked = (
        _pick("stage", (stage[place] for stage in policy.stages)) for place in (1, 2, 3, 4)
    )
    lowest, highest = (as_sql(one) for one in policy.change_factors)
    news = (
        f"least({highest}, greatest({lowest}, "
        f"sqrt({as_sql(policy.change_share)} * (greatest(coalesce(answers, 1), 1) + 1) "
        f"/ (coalesce(changes, 0) + 1))))"
    )
    unlinked = _tier(policy, "unlinked", lambda one: one**own.rarity)
    unknown = f"tier_days * {unasked} * CASE WHEN is_linked THEN 1e0 ELSE {unlinked} END"
    missing = (
        f"least({as_sql(own.patience)} * {absent}, tier_days * CASE WHEN is_linked "
        f"THEN {as_sql(policy.absent_linked)} ELSE {as_sql(policy.absent_tiers)} END)"
    )
    there = f"least({most}, tier_days * {factor} * {news})"
    return (
        f"least({as_sql(own.longest_days)}, greatest({as_sql(policy.least_days)}, "
        f"CASE WHEN good_in IS NULL THEN {unknown} WHEN told = {_ABSENT} THEN {missing} "
        f"ELSE {there} END))"
    )


def _hold_days(policy: Policy) -> str:
    """SQL of how long a title is left alone after a failure of its own, or after a wall."""
    held = [policy.hold_hours(n) for n in range(policy.quarantined_at + 1)]
    hours = _pick(f"least(failures, {policy.quarantined_at})", held)
    spread = (
        "(('0x' || md5(concat_ws('|', title_id, $source, failures))[1:8])::UBIGINT "
        f"/ 4294967296e0 - 0.5e0) * {as_sql(2 * policy.jitter)}"
    )
    return (
        f"CASE WHEN failures > 0 THEN {hours} "
        f"/ 24e0 * (1e0 + {spread}) "
        f"WHEN told = {_STOPPED} THEN {as_sql(policy.wall_hours)} / 24e0 ELSE 0e0 END"
    )


def _pick(column: str, numbers: Iterable[float]) -> str:
    """SQL of the number of a place, from 0; a list indexed row by row takes ten times as long."""
    listed = [as_sql(n) for n in numbers]
    usual = max(listed, key=listed.count)  # as the rest: each case is another pass
    cases = " ".join(f"WHEN {place} THEN {n}" for place, n in enumerate(listed) if n != usual)
    return f"(CASE {column} {cases} ELSE {usual} END)" if cases else usual


def _one_of(outcomes: Iterable[str]) -> str:
    """SQL that holds for rows whose newest answer ended so; never null."""
    listed = ", ".join(f"'{outcome}'" for outcome in sorted(outcomes))
    return f"coalesce(outcome IN ({listed}), false)"


def wanted_now_sql() -> str:
    """SQL of the titles somebody wants now, whatever the age of what we hold, most popular first.

    Source: views `wanted` and `checks` as for `due_sql`; a title asked at $now already is done.
    """
    return """
        SELECT wanted.title_id, 'boosted' AS reason FROM wanted
        LEFT JOIN checks ON checks.title_id = wanted.title_id AND checks.checked_at >= $now
        WHERE checks.title_id IS NULL
        ORDER BY popularity DESC NULLS LAST, wanted.title_id
    """
