"""Asset checks: what must hold before anything downstream goes on, and what people should know."""

import dagster as dg

from movie_assets import policies
from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.link_decisions import HUMAN_LINKS
from movie_assets.assets.scope import everywhere
from movie_assets.assets.source_states import (
    FRESHNESS,
    fetching_assets,
    newest_checks,
    states_view,
)
from movie_assets.assets.step import NO_PARTITION
from movie_assets.assets.unmatched import MATCH_RATES
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.refresh.canaries import words_of
from movie_assets.refresh.states import SHUT, advice
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench
from movie_assets.vital_checks import vital_checks

# A source that refuses one answer in twenty is on its way to refusing all.
REFUSED_SHARE = 0.05
# One page in twenty that cannot be read is a layout we do not know.
UNREAD_SHARE = 0.05
_WALLS = frozenset({*LANE_STOPPERS, Outcome.FORBIDDEN_BY_ROBOTS, Outcome.UNREACHABLE})


@dg.asset_check(asset="crosswalk", blocking=True)
def one_title_for_each_record(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
    """A record accepted for two titles would merge two films into one."""
    with work.compute() as con:
        twice = con.execute(f"""
            SELECT source, source_id, list_sort(list(DISTINCT title_id)) AS titles
            FROM {everywhere(work.lake, LINKS)} WHERE status = 'accepted'
            GROUP BY source, source_id HAVING len(titles) > 1 ORDER BY source, source_id
        """).fetchall()
    sample = [f"{source} {record}: {', '.join(titles)}" for source, record, titles in twice[:20]]
    return dg.AssetCheckResult(passed=not twice, metadata={"count": len(twice), "sample": sample})


@dg.asset_check(asset="crosswalk")
def people_are_heeded(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
    """What a person said of a pair that stands today must be what the crosswalk says."""
    with work.compute() as con:
        ignored = con.execute(f"""
            SELECT human.title_id, human.source, human.source_id, accepted,
                   coalesce(status, 'not there')
            FROM {work.lake.scan(HUMAN_LINKS, [NO_PARTITION])} AS human
            LEFT JOIN {everywhere(work.lake, LINKS)} USING (title_id, source, source_id)
            WHERE status IS DISTINCT FROM CASE WHEN accepted THEN 'accepted' ELSE 'rejected' END
            ORDER BY 1, 2, 3
        """).fetchall()
    sample = [
        f"{title_id} and {source} {record}: {'accepted' if said else 'rejected'} by a person, "
        f"{status} in the crosswalk"
        for title_id, source, record, said, status in ignored[:20]
    ]
    return dg.AssetCheckResult(
        passed=not ignored, metadata={"count": len(ignored), "sample": sample}
    )


@dg.asset_check(asset="match_rates")
def match_rates_hold(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
    """Warns when fewer titles have a record of a source than on the last day counted."""
    with work.compute() as con:
        rows = con.execute(f"""
            WITH rate AS (
                SELECT day, source, 100.0 * sum(matched) / sum(items) AS percent
                FROM {work.lake.scan(MATCH_RATES, [NO_PARTITION])} WHERE side = 'title'
                GROUP BY day, source
            )
            SELECT source, coalesce(today.percent, 0), before.percent
            FROM (FROM rate WHERE day = (
                      SELECT max(day) FROM rate WHERE day < (SELECT max(day) FROM rate))) AS before
            LEFT JOIN (FROM rate WHERE day = (SELECT max(day) FROM rate)) AS today USING (source)
            ORDER BY source
        """).fetchall()
    fallen = [
        f"{source}: {today:.1f} % of titles, {before:.1f} % before"
        for source, today, before in rows
        if before - today > policies.MATCH_RATE_DROP
    ]
    return dg.AssetCheckResult(
        passed=not fallen,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(fallen) or "No source lost titles.",
        metadata={source: round(today - before, 2) for source, today, before in rows},
    )


@dg.asset_check(asset="match_rates")
def few_links_wait(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
    """Warns when more links wait for a person than people would ever get through."""
    with work.compute() as con:
        rows = con.execute(f"""
            SELECT source, sum(in_review)::BIGINT, sum(matched + in_review)::BIGINT
            FROM {work.lake.scan(MATCH_RATES, [NO_PARTITION])}
            WHERE side = 'title' AND day = (
                SELECT max(day) FROM {work.lake.scan(MATCH_RATES, [NO_PARTITION])})
            GROUP BY source ORDER BY source
        """).fetchall()
    waiting, likely = sum(row[1] for row in rows), sum(row[2] for row in rows)
    share = waiting / max(1, likely)
    return dg.AssetCheckResult(
        passed=share <= policies.REVIEW_SHARE,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"{waiting:,} of {likely:,} likely links ({share:.2%}) wait for a person: "
        "see served.crosswalk with status review, and `movie-assets link`.",
        metadata={"share": round(share, 4), **{source: count for source, count, _ in rows}},
    )


def _lane(asset: str, source: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name=f"{source}_lane")
    def lane(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
        """Warns while a source may not be asked: why, until when, what to do."""
        with work.compute() as con:
            states_view(con, work.lake, work.clock, [source])
            found = con.execute("SELECT state, until FROM source_states").fetchall()
            canaries = newest_checks(con, work.lake, work.clock.day, source)
        state, until = found[0]
        opens = f" until {until:%Y-%m-%d %H:%M} UTC" if until else ""
        return dg.AssetCheckResult(
            passed=state not in SHUT,
            # Never an error: what stands downstream goes on with what there is.
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{source} is {state}{opens}. {advice(state, source)}".strip(),
            metadata={
                "state": state,
                "until": until.isoformat() if until else "",
                "canaries": words_of(canaries) if canaries else "none asked",
            },
        )

    return lane


def _answers(asset: str, source: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name=f"{source}_answers")
    def answers(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
        """Warns when many of a source's newest answers were walls, limits or unreadable."""
        checks = work.lake.scan(dataset("source_check", source))
        with work.compute() as con:
            rows = con.execute(f"SELECT outcome, count(*) FROM {checks} GROUP BY 1 ORDER BY 1")
            counts: dict[str, int] = dict(rows.fetchall())
        total = max(1, sum(counts.values()))
        refused = sum(counts.get(wall, 0) for wall in _WALLS) / total
        unread = counts.get(Outcome.PARSE_FAILED, 0) / total
        return dg.AssetCheckResult(
            passed=refused <= REFUSED_SHARE and unread <= UNREAD_SHARE,
            severity=dg.AssetCheckSeverity.WARN,
            description=f"{refused:.1%} refused or never came, {unread:.1%} could not be read.",
            metadata={
                "refused_share": round(refused, 4),
                "unread_share": round(unread, 4),
                "outcomes": counts,
            },
        )

    return answers


@dg.asset_check(asset="source_states")
def titles_are_fresh(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
    """Warns when looks meet too many titles that are older than their popularity asks for."""
    with work.compute() as con:
        rows = con.execute(f"""
            SELECT source, sum(fresh_weight) / sum(weight) AS share
            FROM {work.lake.scan(FRESHNESS, [NO_PARTITION])}
            GROUP BY source HAVING sum(weight) > 0 ORDER BY source
        """).fetchall()
    late = [f"{source}: {share:.1%}" for source, share in rows if share < policies.FRESH_SHARE]
    return dg.AssetCheckResult(
        passed=not late,
        severity=dg.AssetCheckSeverity.WARN,
        description=f"Of looks, these meet a fresh title only: {'; '.join(late)}."
        if late
        else "Titles are as fresh as their popularity asks for.",
        metadata={source: round(share, 4) for source, share in rows},
    )


checks = [
    *vital_checks,
    titles_are_fresh,
    one_title_for_each_record,
    people_are_heeded,
    match_rates_hold,
    few_links_wait,
    *(
        make(asset, source)
        for asset, source in fetching_assets().items()
        for make in (_lane, _answers)
    ),
]
