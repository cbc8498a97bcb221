"""Asset checks: what must hold before anything downstream goes on, and what people should know."""

import dagster as dg

from movie_assets.assets.crosswalk import LINKS
from movie_assets.assets.source_states import fetching_assets, newest_checks, states_view
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.model.outcomes import LANE_STOPPERS, Outcome
from movie_assets.refresh.canaries import words_of
from movie_assets.refresh.states import SHUT, advice
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench

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
            SELECT source, source_id, list_sort(list(title_id))
            FROM {work.lake.scan(LINKS, BUCKET_PARTITIONS)} WHERE status = 'accepted'
            GROUP BY source, source_id HAVING count(*) > 1 ORDER BY source, source_id
        """).fetchall()
    sample = [f"{source} {record}: {', '.join(titles)}" for source, record, titles in twice[:20]]
    return dg.AssetCheckResult(passed=not twice, metadata={"count": len(twice), "sample": sample})


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


checks = [
    one_title_for_each_record,
    *(
        make(asset, source)
        for asset, source in fetching_assets().items()
        for make in (_lane, _answers)
    ),
]
