"""Asset checks: what must hold before anything downstream goes on, and what people should know."""

import dagster as dg

from movie_assets.assets.crosswalk import LINKS
from movie_assets.model.ids import BUCKET_PARTITIONS
from movie_assets.resources.lake import dataset
from movie_assets.resources.workbench import Workbench

FETCHING = {"tmdb_titles": "tmdb", "wikidata_ids": "wikidata", "tmdb_watch_pages": "tmdb_watch"}
# A source that refuses one answer in twenty is on its way to refusing all.
REFUSED_SHARE = 0.05


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


def _refusals(asset: str, source: str) -> dg.AssetChecksDefinition:
    @dg.asset_check(asset=asset, name=f"{source}_answers")
    def answers(work: dg.ResourceParam[Workbench]) -> dg.AssetCheckResult:
        """Warns when a source's newest answers were walls, limits or errors."""
        checks = work.lake.scan(dataset("source_check", source))
        with work.compute() as con:
            counts = dict(
                con.execute(f"SELECT outcome, count(*) FROM {checks} GROUP BY 1").fetchall()
            )
        told = sum(counts.get(good, 0) for good in ("found", "no_score_yet", "not_found", "moved"))
        refused = sum(counts.values()) - told
        share = refused / max(1, told + refused)
        return dg.AssetCheckResult(
            passed=share <= REFUSED_SHARE,
            severity=dg.AssetCheckSeverity.WARN,
            metadata={"refused_share": round(share, 4), "outcomes": counts},
        )

    return answers


checks = [one_title_for_each_record, *(_refusals(a, source) for a, source in FETCHING.items())]
